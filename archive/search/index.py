"""Keeps the search index in step with the documents by comparing their rows before and after a write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from archive.search import bigrams
from archive.search.query import day, number_for

DOCUMENT = """
    SELECT d.title, d.text, d.site_id, d.kind, c.kind, d.published, d.list_date
    FROM documents d LEFT JOIN columns c ON c.id = d.column_id WHERE d.id = ?"""


class Index:
    """Pending changes of the index; written in order of number, which is fastest for FTS5."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.before: dict[str, tuple[int, str] | None] = {}

    def watch(self, document_ids: Iterable[str]) -> None:
        """Remember the index entries of these documents; call before their rows are written."""
        for key in document_ids:
            if key not in self.before:
                self.before[key] = self.entry(key)

    def entry(self, document_id: str) -> tuple[int, str] | None:
        """Return a document's number and tokens in the index; None if it is not in it."""
        number = self.connection.execute("SELECT number FROM search_keys WHERE document_id = ?", (document_id,)).fetchone()
        described = self.described(document_id) if number else None
        return (number[0], described[1]) if number and described else None

    def described(self, document_id: str) -> tuple[int, str] | None:
        """Return a document's day and tokens from its current row; None if there is no such row."""
        row = self.connection.execute(DOCUMENT, (document_id,)).fetchone()
        if row is None:
            return None
        title, text, site, kind, column_kind, published, list_date = row
        year = (published or list_date or "")[:4] or None
        return day(published, list_date), bigrams.document_tokens(title, text, site, filter(None, (kind, column_kind)), year)

    def flush(self) -> None:
        """Write what has changed since the documents were watched."""
        stale = {key: entry for key, entry in self.before.items() if entry is not None}
        fresh = {key: entry for key in self.before if (entry := self.described(key)) is not None}
        same = {key for key, (number, tokens) in stale.items() if key in fresh and fresh[key] == (number >> 20, tokens)}
        self.connection.executemany(
            "INSERT INTO search(search, rowid, words) VALUES ('delete', ?, ?)",
            sorted(entry for key, entry in stale.items() if key not in same),
        )
        self.connection.executemany("DELETE FROM search_keys WHERE document_id = ?", [(key,) for key in stale if key not in same])
        self.add(sorted((entry[0], key, entry[1]) for key, entry in fresh.items() if key not in same))
        self.before.clear()

    def add(self, entries: Iterable[tuple[int, str, str]]) -> None:
        """Add (day, document, tokens), in order, to the index under new numbers."""
        for days, key, tokens in entries:
            number = number_for(self.connection, days)
            self.connection.execute("INSERT INTO search_keys(number, document_id) VALUES (?, ?)", (number, key))
            self.connection.execute("INSERT INTO search(rowid, words) VALUES (?, ?)", (number, tokens))


def renew(connection: sqlite3.Connection) -> None:
    """Rebuild the index from the documents, after the tokenisation has changed."""
    connection.execute("INSERT INTO search(search) VALUES ('delete-all')")
    connection.execute("DELETE FROM search_keys")
    index = Index(connection)
    keys = [key for (key,) in connection.execute("SELECT id FROM documents ORDER BY coalesce(published, list_date), id")]
    for start in range(0, len(keys), 5000):
        index.watch(keys[start : start + 5000])
        index.flush()
