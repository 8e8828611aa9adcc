"""SQLite and WARC access: the only room with INSERTs.

captures: WARC files → captures: what was fetched, when, for which column, and at which byte of which file its record begins
codebook: The codebook: every figure a form prints, what it is called, its unit, its forms, and with what it can be compared (codebook.yaml)
fingerprint: Hashes over the database's contents, independent of the order of writing: of every table, and of the content alone
frontier_queue: How many addresses wait to be fetched, by the crawl's own frontier files; they are read, never written
interrupted: A database whose creation was cut off, by a power cut for example, opened again
lean_sqlite_utils: sqlite-utils without pandas and numpy: it imports both where they are installed, for values that the archive never has
migrations: The database's schema as small ordered migrations; one that was released is never changed
rows: Rows as dictionaries, and their only writes: each is put by its key, and one that is already up to date is not touched
schema: The database's tables: opening and migrating the file, and the meaning of every table and column in Chinese and English
split_text: The full text as a second file: split off if it is large, and joined again for readers of the snapshot
views: The views for readers, made from the codebook: `items` (it itself), `facts_tidy` (one row a figure), `report_wide` (one row a report)
warc_files: Access to the WARC files, in a folder or any fsspec store, and to single records
"""
