"""One module per page: `template_context(connection, ask)` returns the values its template shows.

agency: One agency, its years side by side: requests received, how they were answered, what is missing, which figures disagree
checks: Reports whose figures disagree, those with most hard contradictions first
compare: One figure across agencies and years: chart, table, CSV; only figures that mean the same in every form shown
coverage: Who has published, who is late, who has not: agency × year
document: One document: its text, when it was fetched, how it changed, its attachments, where it was listed
download: Downloads: the snapshot, its digest and history, every table, the data dictionary, how to cite it
feeds: New, changed and withdrawn documents as Atom and JSON Feed; per site, agency and search
health: Every column's state and since when, as page, JSON and badge
home: The home page: what the archive holds, how complete it is, what is new
report: One annual report: its sections, its tables as in the form, every figure linked to its cell, its checks
report_marks: What a report's cells show beside their figures: which checks do not hold there, and the change against the year before
search: Full-text search: hits marked, with the ways to narrow them
version_diff: What changed between two versions of a document: line by line, and cell by cell in its tables and figures
"""
