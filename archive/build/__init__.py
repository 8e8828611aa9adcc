"""Captures → documents → reports → database rows.

build: Bring the database up to date with the WARC files: only new data is read, by several processes, with one writer. Idempotent
content_digest: Digests of a document's content, by which its versions are compared; noise such as counters and clocks is removed first
cross_checks: Checks between reports: consecutive years, a government and its parts, successive versions, identical bytes from two agencies
dask_workers: Run a build's document readers on an existing Dask cluster; this process remains the only writer
derived_tables: Tables derived from all rows: runs, columns, agencies, preferred reports, coverage, memberships in force
documents: Captures → documents: a document's history, the payloads to read, and the values of its row
ingest: Rows for what the WARC files record: sites, columns, runs, listings, captures, fetch problems
menu_entries: Pages of a portal's menu that a crawl fetched as rows before it knew the menu: no column's rows, and no documents
read_payload: Read one payload: from a capture's bytes to document and report, with what the portal said about it. Runs in a worker
report_rows: Reports → rows: report, sections, facts, the same figures as wide tables, checks, and the due date
summary: What a build did, and the lines a person reads of it
write_document: Write the outcome of a document's payloads: document, parts, versions, report, facts, problems, and the search index
"""
