"""What a user takes away: every table as CSV or Parquet, read in pieces, so that memory and other readers stay free."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import schema, texts
from archive.durable import made, placed
from archive.faults import spoken
from archive.pages.sheets import MARK, inert, lines
from parsers.contract import UsageError

PIECE = 5000  # rows read at a time
NUMBERS = {"INTEGER": "int64", "NUMERIC": "float64", "REAL": "float64"}


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Given a table that may be taken away, return its columns with their types; UsageError for any other."""
    if table not in schema.CONTENT:
        raise UsageError(f"there is no table {table!r}; there are: {', '.join(schema.CONTENT)}")
    return [(row[1], row[2].upper()) for row in connection.execute(f"PRAGMA main.table_info([{table}])")]


def pieces(connection: sqlite3.Connection, table: str, after: int = -(2 ** 63)) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """A table's rows in pieces, each with the row number to go on from; `after` is such a number."""
    source, elsewhere = texts.source(connection, table)
    names = ", ".join(elsewhere.get(name, f"[{name}]") for name, _ in columns(connection, table))
    while True:
        found = connection.execute(f"SELECT rowid, {names} FROM {source} WHERE rowid > ? ORDER BY rowid LIMIT ?", (after, PIECE)).fetchall()
        if not found:
            return
        after = found[-1][0]
        yield after, [tuple(row)[1:] for row in found]


def csv_head(connection: sqlite3.Connection, table: str, spreadsheet: bool) -> str:
    """The first line of a table's CSV."""
    return (MARK if spreadsheet else "") + lines([name for name, _ in columns(connection, table)], ())


def csv_piece(rows: list[tuple[Any, ...]], spreadsheet: bool) -> str:
    """Rows as CSV; for a spreadsheet with formulas made inert."""
    return lines((), ([inert(cell) for cell in row] for row in rows) if spreadsheet else rows)


def write_csv(connection: sqlite3.Connection, table: str, path: Path, spreadsheet: bool = False) -> int:
    """Write a table as CSV; return its rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(csv_head(connection, table, spreadsheet))
        for _, rows in pieces(connection, table):
            stream.write(csv_piece(rows, spreadsheet))
            count += len(rows)
    return count


def write_parquet(connection: sqlite3.Connection, table: str, path: Path) -> int:
    """Write a table as Parquet; return its rows. UsageError where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: install gongkai[parquet]") from error
    told = columns(connection, table)
    shape = pyarrow.schema([(name, getattr(pyarrow, NUMBERS.get(kind, "string"))()) for name, kind in told])
    count = 0
    with parquet.ParquetWriter(path, shape, compression="zstd") as writer:
        for _, rows in pieces(connection, table):
            cells = [[fitted(cell, NUMBERS.get(kind)) for cell in column] for (_, kind),
                     column in zip(told, zip(*rows, strict=True), strict=True)]
            writer.write_table(pyarrow.table(cells, schema=shape))
            count += len(rows)
    return count


def fitted(cell: Any, kind: str | None) -> Any:
    """A cell as its Parquet column holds it: text for text, a number for a number, None where it is neither."""
    if cell is None or isinstance(cell, bytes):
        return None
    if kind is None:
        return str(cell)
    return cell if isinstance(cell, int | float) else None


def export(database: Path, folder: Path, kind: str, tables: tuple[str, ...] = ()) -> dict[str, int]:
    """Write the tables (all, where none is named) of a database into a folder as `csv` or `parquet`; return their rows.

    Each file is put in place when it is whole: one that is there is never half a table.
    """
    write = {"csv": write_csv, "parquet": write_parquet}[kind]
    counts = {}
    with spoken(folder), closing(texts.opened(database)) as connection:
        made(folder)
        for table in tables or schema.CONTENT:
            path = folder / f"{table}.{kind}"
            beside = path.with_suffix(f".{kind}.new")
            counts[table] = write(connection, table, beside)
            placed(beside, path)
    return counts
