"""Hashes over the database's contents, independent of the order of writing: of every table, and of the content alone."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from functools import cache
from typing import Any

from archive.store import rows as store_rows
from archive.store.schema import CONTENT
from gongkai import yaml_tables


def fingerprints(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the SHA-256 of each content table over all its columns, including run ids, times and positions in WARC files."""
    return {table: of_table(connection, table) for table in CONTENT}


def content_hash(connection: sqlite3.Connection) -> str:
    """Return one SHA-256 over what the documents say, which two crawls of the same portal share.

    `circumstances.yaml` names the tables and columns it leaves out: runs, times, capture ids, WARC files and offsets.
    """
    left_out = circumstances()
    tables = [table for table in CONTENT if table not in left_out["tables"]]
    return combined({table: of_table(connection, table, frozenset(left_out["columns"])) for table in tables})


def publication_hash(connection: sqlite3.Connection) -> str:
    """Return one SHA-256 over what readers of a snapshot see: the content, which documents are gone, and who has published on time.

    Two nights without news share it; runs, times of visits and states of columns are left out, as in `content_hash`.
    """
    gone = hashlib.sha256()
    for row in connection.execute("SELECT id FROM documents WHERE gone_at IS NOT NULL ORDER BY id"):
        gone.update(repr(row).encode())
    coverage = of_table(connection, "coverage", frozenset(circumstances()["columns"]))
    return combined({"content": content_hash(connection), "gone": gone.hexdigest(), "coverage": coverage})


def of_table(connection: sqlite3.Connection, table: str, left_out: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 over a table's rows in the order of their key, columns by name; 1, 1.0 and '1' are three different values."""
    columns = sorted(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})") if name not in left_out)
    order = ", ".join(store_rows.key_of(connection, table))
    digest = hashlib.sha256(repr(columns).encode())
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@cache
def circumstances() -> dict[str, Any]:
    """Return the tables and columns that record how the archive was made, not what it holds: {tables: [...], columns: [...]}."""
    read: dict[str, Any] = yaml_tables.read("archive.store", "circumstances.yaml")
    return read


def combined(tables: Mapping[str, str]) -> str:
    """Return one hash over the hashes of several tables, in order of their names."""
    return hashlib.sha256("".join(f"{name} {tables[name]}\n" for name in sorted(tables)).encode()).hexdigest()


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the tables whose hashes differ between two databases."""
    return [table for table in after if before.get(table) != after[table]]
