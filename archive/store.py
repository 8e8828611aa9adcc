"""The only writes to the database: rows are put by their key, and one that is already as it should be is not touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Row = Mapping[str, object]


@lru_cache(maxsize=64)
def keys_of(shape: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """Given a table's columns with their place in its key, return the key's columns in order."""
    return tuple(name for name, place in sorted(shape, key=lambda column: column[1]) if place)


def key_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Given a table, return the columns of its primary key."""
    return keys_of(tuple((name, place) for _, name, _, _, _, place in connection.execute(f"PRAGMA table_info({table})")))


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert the rows or bring them up to date, all with the same columns; return how many were written."""
    given = list(rows)
    if not given:
        return 0
    columns, keys = tuple(given[0]), key_of(connection, table)
    others = [column for column in columns if column not in keys]
    update = ", ".join(f"{column} = excluded.{column}" for column in others)
    differs = " OR ".join(f"{table}.{column} IS NOT excluded.{column}" for column in others)
    action = f"DO UPDATE SET {update} WHERE {differs}" if others else "DO NOTHING"
    before = connection.total_changes
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
                           f"ON CONFLICT ({', '.join(keys)}) {action}", [tuple(row[column] for column in columns) for row in given])
    return connection.total_changes - before


def replace(connection: sqlite3.Connection, table: str, owner: Row, rows: Sequence[Row]) -> int:
    """Make the owner's rows in the table exactly these; return how many were written or deleted, 0 where they were so already."""
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
    """Make the whole table exactly these rows, touching only those that differ; return how many were written or deleted."""
    keys = key_of(connection, table)
    wanted = {tuple(row[key] for key in keys) for row in rows}
    held = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    superfluous = [key for key in held if key not in wanted]
    connection.executemany(f"DELETE FROM {table} WHERE {' AND '.join(f'{key} IS ?' for key in keys)}", superfluous)
    return len(superfluous) + put(connection, table, rows)
