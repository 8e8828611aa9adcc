"""One hash over what the database says, whatever the order in which it was written."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping

from archive import store
from archive.schema import CONTENT


def fingerprints(connection: sqlite3.Connection) -> dict[str, str]:
    """Given a database, return for each table of content the SHA-256 over its rows in the order of their key."""
    return {table: of_table(connection, table) for table in CONTENT}


def of_table(connection: sqlite3.Connection, table: str) -> str:
    """Given a table, return the SHA-256 over its rows, columns by name; types count: 1, 1.0 and '1' are three things."""
    columns = sorted(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
    order = ", ".join(store.key_of(connection, table))
    digest = hashlib.sha256(repr(columns).encode())
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def whole(tables: Mapping[str, str]) -> str:
    """Given the hash of every table, return the hash of them all."""
    return hashlib.sha256("".join(f"{name} {tables[name]}\n" for name in sorted(tables)).encode()).hexdigest()


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Given the hashes of two databases, return the tables that differ."""
    return [table for table in after if before.get(table) != after[table]]
