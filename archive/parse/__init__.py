"""`gongkai parse` at the terminal, and the verdict on a draft.

chinese: chinese.yaml: the Chinese words of `gongkai parse` for checks and problems
command: `gongkai parse`: read documents and show their report, facts, checks and problems; writes nothing
formula: A check as a sum in words with the report's own figures in it, and the cells that it is about
last_year: Which report of the year before stands beside a draft
readable: Whether a report was read in full, by the problems met in reading it
reports_in: The reports in one file: its own, or those of the documents in an archive. Handles untrusted bytes: runs in a worker only
terminal: A report as a person reads it at the terminal: parts, tables as in the form, checks with ✓ and ✗, problems, the verdict last
verdict: The verdict on a draft: what must be corrected, what to look at, what was not read; never all clear on what was not read
verdict_page: A verdict as HTML: the form redrawn with its marked cells, the formulas beside them; for a page of the site or a file to keep
word_file: A verdict as a Word file to keep or to send round: python-docx, the extra `docx`
"""
