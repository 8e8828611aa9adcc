"""The snapshot: what may be published, what changed.

assertions: What must hold before a snapshot is published: the registry's minimum counts, and no sudden loss or upheaval
citation: How a snapshot is cited: a CITATION.cff (Citation File Format 1.2.0) beside each, with its identifier and digest
changes: The changes from one snapshot to the next, as a small JSON Lines file beside it, one change per line
data_package: The data package of a snapshot: what the file is, what its tables and columns mean, under which terms
diff: The command `diff`: what changed between two snapshots: documents, reports, figures, checks
latest: The newest published snapshot, as `latest.json` names it
retention: Which snapshots stay: all of the last days, then one a week, then one a month for ever; WARC files are never deleted
row_files: Rows as CSV, Parquet and XLSX files, written piece by piece so that memory use stays small whatever there is to write
snapshot: Publish the database as an immutable file with its digest; until it is complete, the last good snapshot remains the newest
tidy_files: The views of a snapshot as files beside it: CSV, Parquet and XLSX, named and counted in latest.json
"""
