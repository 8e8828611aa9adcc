"""WARC files and the frontier, durable.

column_table: What a frontier knows of columns: when each was read, its list pages and rows, and when its documents are due
commit: The order of writes: a fetch's records are appended, then synced in batches, then its frontier row is written
frontier: The frontier: what one site's crawl has seen and what is due, in a small SQLite file written only after the records are on disk
site_pages: What stands on every page of a site: learned from its articles and kept, so that no list takes a menu for its rows
warc_files: The location of closed WARC files: the folder they were written to, and the remote store to which copies are uploaded
warc_writer: Write WARC files: records appended to `.open` files that rotate, are synced in batches and closed by a rename
"""
