"""WARC records in, SQLite and pages out: the only room that writes the database."""
