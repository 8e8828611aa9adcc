"""Tables as CSV or Parquet, read in pieces so that memory use stays small and other readers are not held up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.export.spreadsheet_csv import MARK, inert, lines
from archive.publish.row_files import ParquetFile
from archive.store import schema, split_text
from gongkai import disk
from gongkai.errors import UsageError
from gongkai.terminal.progress import QUIET, Progress

PIECE = 5000  # rows read at a time
Written = Callable[[int], None]  # hears of the rows of each piece
KINDS = {"INTEGER": "integer", "NUMERIC": "number", "REAL": "number"}  # of a Parquet column; others are text


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Return the columns of a table and their types; UsageError if the table may not be exported."""
    if table not in schema.CONTENT:
        raise UsageError(f"there is no table {table!r}; there are: {', '.join(schema.CONTENT)}")
    return [(row[1], row[2].upper()) for row in connection.execute(f"PRAGMA main.table_info([{table}])")]


def pieces(connection: sqlite3.Connection, table: str, after: int = -(2**63)) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Yield a table's rows in pieces, each with the row number to continue after; `after` is such a number."""
    source, elsewhere = split_text.source(connection, table)
    names = ", ".join(elsewhere.get(name, f"[{name}]") for name, _ in columns(connection, table))
    while True:
        found = connection.execute(f"SELECT rowid, {names} FROM {source} WHERE rowid > ? ORDER BY rowid LIMIT ?", (after, PIECE)).fetchall()
        if not found:
            return
        after = found[-1][0]
        yield after, [tuple(row)[1:] for row in found]


def rows_of(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has; UsageError if it may not be exported."""
    columns(connection, table)
    (count,) = connection.execute(f"SELECT count(*) FROM {split_text.source(connection, table)[0]}").fetchone()
    return int(count)


def csv_head(connection: sqlite3.Connection, table: str, spreadsheet: bool) -> str:
    """Return the header line of a table's CSV."""
    return (MARK if spreadsheet else "") + lines([name for name, _ in columns(connection, table)], ())


def csv_piece(rows: list[tuple[Any, ...]], spreadsheet: bool) -> str:
    """Return rows as CSV; for spreadsheets, with formulas made inert."""
    return lines((), ([inert(cell) for cell in row] for row in rows) if spreadsheet else rows)


def write_csv(connection: sqlite3.Connection, table: str, path: Path, written: Written) -> int:
    """Write a table as CSV; return the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(csv_head(connection, table, False))
        for _, rows in pieces(connection, table):
            stream.write(csv_piece(rows, False))
            count += len(rows)
            written(len(rows))
    return count


def write_parquet(connection: sqlite3.Connection, table: str, path: Path, written: Written) -> int:
    """Write a table as Parquet; return the number of rows. UsageError if pyarrow is not installed."""
    count = 0
    typed = [(name, KINDS.get(kind, "string")) for name, kind in columns(connection, table)]
    with closing(ParquetFile(path, typed, group=0)) as file:  # a row may be a document's entire text: no more than a piece waits
        for _, rows in pieces(connection, table):
            file.write(rows)
            count += len(rows)
            written(len(rows))
    return count


def export(database: Path, folder: Path, kind: str, tables: tuple[str, ...] = (), progress: Progress = QUIET) -> dict[str, int]:
    """Write the tables (all if none is named) of a database into a folder as `csv` or `parquet`; return the rows of each.

    Each file is moved into place when complete, so an existing file is never half a table.
    """
    write = {"csv": write_csv, "parquet": write_parquet}[kind]
    counts: dict[str, int] = {}
    done = 0

    def written(rows: int) -> None:
        nonlocal done
        done += rows
        progress.move("rows", done, total)

    with disk.explained(folder), closing(split_text.opened(database)) as connection:
        disk.make_folder(folder)
        total = sum(rows_of(connection, table) for table in tables or schema.CONTENT)
        for table in tables or schema.CONTENT:
            path = folder / f"{table}.{kind}"
            beside = path.with_suffix(f".{kind}.new")
            counts[table] = write(connection, table, beside, written)
            disk.replace(beside, path)
    return counts
