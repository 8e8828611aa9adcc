"""Rows as dictionaries, and their only writes: each is put by its key, and one that is already up to date is not touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

Row = Mapping[str, object]


def named(connection: sqlite3.Connection, sql: str, *values: object) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query as dictionaries."""
    found = connection.execute(sql, values)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


@lru_cache(maxsize=64)
def keys_of(shape: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """Return the columns of a table's primary key, in order."""
    return tuple(name for name, place in sorted(shape, key=lambda column: column[1]) if place)


def key_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Return the columns of a table's primary key."""
    return keys_of(tuple((name, place) for _, name, _, _, _, place in connection.execute(f"PRAGMA table_info({table})")))


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert or update rows, all with the same columns; return how many were written."""
    given = list(rows)
    if not given:
        return 0
    columns, keys = tuple(given[0]), key_of(connection, table)
    others = [column for column in columns if column not in keys]
    update = ", ".join(f"{column} = excluded.{column}" for column in others)
    differs = " OR ".join(f"{table}.{column} IS NOT excluded.{column}" for column in others)
    action = f"DO UPDATE SET {update} WHERE {differs}" if others else "DO NOTHING"
    before = connection.total_changes
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) ON CONFLICT ({', '.join(keys)}) {action}",
        [tuple(row[column] for column in columns) for row in given],
    )
    return connection.total_changes - before


def replace(connection: sqlite3.Connection, table: str, owner: Row, rows: Sequence[Row]) -> int:
    """Make the owner's rows in the table exactly these; return how many were written or deleted, 0 if nothing changed."""
    where = " AND ".join(f"{column} IS ?" for column in owner)
    columns = list(rows[0]) if rows else list(key_of(connection, table))
    held = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", tuple(owner.values())).fetchall()
    wanted = [tuple(row[column] for column in columns) for row in rows]
    if sorted(map(repr, held)) == sorted(map(repr, wanted)):
        return 0
    before = connection.total_changes
    connection.execute(f"DELETE FROM {table} WHERE {where}", tuple(owner.values()))
    put(connection, table, rows)
    return connection.total_changes - before


def delete(connection: sqlite3.Connection, table: str, owner: Row) -> int:
    """Delete the owner's rows from the table; return how many there were."""
    where = " AND ".join(f"{column} IS ?" for column in owner)
    return connection.execute(f"DELETE FROM {table} WHERE {where}", tuple(owner.values())).rowcount


def synchronise(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> int:
    """Make all rows of the table exactly these, touching only those that differ; return how many were written or deleted."""
    keys = key_of(connection, table)
    wanted = {tuple(row[key] for key in keys) for row in rows}
    held = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    superfluous = [key for key in held if key not in wanted]
    connection.executemany(f"DELETE FROM {table} WHERE {' AND '.join(f'{key} IS ?' for key in keys)}", superfluous)
    return len(superfluous) + put(connection, table, rows)


# The newest listing gives a row's title; the oldest and newest give the period it was shown, in whatever order they arrive.
SHOWN = ("list_title", "list_date", "url", "path", "external", "file", "listing")
NEWER = ", ".join(f"{name} = CASE WHEN excluded.last_listed >= last_listed THEN excluded.{name} ELSE {name} END" for name in SHOWN)


def show(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Write memberships as one listing shows them, merged with those of other listings."""
    columns = ("document_id", "column_id", *SHOWN, "first_listed", "last_listed")
    connection.executemany(
        f"INSERT INTO memberships ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (document_id, column_id) DO UPDATE SET {NEWER}, first_listed = min(first_listed, excluded.first_listed), "
        "last_listed = max(last_listed, excluded.last_listed)",
        [tuple(row[column] for column in columns) for row in rows],
    )


def make_due(connection: sqlite3.Connection, where: str, *values: object) -> None:
    """Mark the documents that meet a condition as due; parts follow their container."""
    connection.execute(f"INSERT OR IGNORE INTO due SELECT id FROM documents WHERE kind IS NOT 'part' AND ({where})", values)
