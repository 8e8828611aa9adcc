"""Export: WACZ, CSV, Parquet, evidence.

command: The command `gongkai export`: tables, WACZ and evidence as files
evidence: The evidence for one document in one ZIP: its records, the manifests of their runs, the hash paths between them, and a verifier
evidence_check: Checks this bundle with Python's standard library and, for time stamps, openssl; nothing of gongkai is needed
spreadsheet_csv: CSV for spreadsheets: formulas are made inert
tables: Tables as CSV or Parquet, read in pieces so that memory use stays small and other readers are not held up
wacz: A site's WARC files as one WACZ for ReplayWeb.page, with index, pages and digests (WACZ 1.1.1)
"""
