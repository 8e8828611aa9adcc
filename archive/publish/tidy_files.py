"""The views of a snapshot as files beside it: CSV, Parquet and XLSX, named and counted in latest.json."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from archive.publish import row_files
from archive.publish.row_files import Column, RowFile
from archive.store import views
from gongkai import disk
from gongkai.errors import BadConfiguration, UsageError
from gongkai.terminal.progress import QUIET, Progress

SETTING = "GONGKAI_TIDY_FORMATS"
TABLES = ("report_wide", "facts_tidy", "items")  # in the order in which they are offered
PIECE = 5_000  # rows read at a time: of report_wide 336 cells each
# Bytes of all files for a row: the sample portals' took 546 and 2,800; and of the sheet that grows beside them until it is packed.
ROOM = {"facts": 600, "reports": 3_000}
SHEET_ROOM = 1_700


@dataclass(frozen=True, slots=True)
class TidyFile:
    """A file that was written under a temporary name, and what is said of it in latest.json."""

    temporary: Path
    name: str
    entry: dict[str, Any]


def formats() -> tuple[str, ...]:
    """Return the formats of the setting, in the order in which they are offered; all where it is not set, none for `none`."""
    words = os.environ.get(SETTING, "").split()
    if not words:
        return tuple(KINDS)
    if words != ["none"] and (unknown := [word for word in words if word not in KINDS]):
        raise BadConfiguration(f"{SETTING} names {unknown[0]!r}; it takes words of {', '.join(KINDS)}, or none")
    return tuple(kind for kind in KINDS if kind in words)


def room(connection: sqlite3.Connection) -> int:
    """Return the bytes that the files of a database will take, roughly, with what is needed only while they are written."""
    if not (kinds := formats()):
        return 0
    rows: dict[str, int] = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ROOM}
    in_sheet = rows["facts"] if "xlsx" in kinds and rows["facts"] <= row_files.SHEET_ROWS else 0
    return sum(size * rows[table] for table, size in ROOM.items()) + SHEET_ROOM * in_sheet


def write(
    connection: sqlite3.Connection, temporary: Path, target: Path, made: datetime, progress: Progress = QUIET
) -> tuple[list[TidyFile], list[dict[str, str]]]:
    """Write the files of a snapshot beside `temporary`, to be named after `target`; return them, and what was not made and why.

    An archive without annual reports has none. Formats that the operator's setting leaves out are not named as missing.
    """
    kinds = formats()
    if connection.execute("SELECT 1 FROM reports LIMIT 1").fetchone() is None:
        return [], []
    files: list[TidyFile] = []
    missing: list[dict[str, str]] = []
    for table in TABLES:
        total = connection.execute(f"SELECT count(*) FROM {views.ROWS_OF[table]}").fetchone()[0]
        beside = {kind: temporary.with_name(f"{temporary.name}-{table}.{kind}") for kind in kinds}
        written, lacking, cut = _one(connection, table, total, beside, made, progress)
        missing += [{"table": table, "format": kind, "code": code, "why": why} for kind, (code, why) in lacking.items()]
        for kind in written:
            entry = {"table": table, "format": kind, "rows": total} | ({"cut": cut} if cut and kind == "xlsx" else {})
            files.append(TidyFile(beside[kind], f"{target.stem}-{table}.{kind}", entry))
    return files, missing


def columns_of(table: str) -> list[Column]:
    """Return name and type of each column of a view."""
    return [(name, kind) for name, (_, _, kind) in views.descriptions()[table]["columns"].items()]


def _one(
    connection: sqlite3.Connection, table: str, total: int, beside: dict[str, Path], made: datetime, progress: Progress
) -> tuple[list[str], dict[str, tuple[str, str]], int]:
    """Write one view in each format of `beside` that can be; return these, code and reason of the others, and the cells that were cut."""
    with ExitStack() as stack:
        opened: dict[str, RowFile] = {}
        missing: dict[str, tuple[str, str]] = {}
        for kind in beside:
            if kind == "xlsx" and total > row_files.SHEET_ROWS:
                missing[kind] = "too_many_rows", f"a sheet holds {row_files.SHEET_ROWS:,} rows and there are {total:,}; take CSV or Parquet"
                continue
            try:
                opened[kind] = stack.enter_context(closing(KINDS[kind](beside[kind], table, made)))
            except UsageError as error:
                missing[kind] = "not_installed", str(error)
        for done, rows in _pieces(connection, table):
            for file in opened.values():
                file.write(rows)
            progress.move(f"rows of {table}", done, total)
    for kind in opened:
        disk.sync_path(beside[kind])
    return list(opened), missing, getattr(opened.get("xlsx"), "cut", 0)


def _pieces(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Yield the rows of a view in pieces, each with how many there were up to its end."""
    cursor, done = connection.execute(f"SELECT * FROM {table}"), 0
    while rows := cursor.fetchmany(PIECE):
        done += len(rows)
        yield done, rows


def _plain(kind: Callable[[Path, list[Column]], RowFile], path: Path, table: str, made: datetime) -> RowFile:
    return kind(path, columns_of(table))


def _workbook(path: Path, table: str, made: datetime) -> RowFile:
    meanings = [(name, zh, en) for name, (zh, en, _) in views.descriptions()[table]["columns"].items()]
    return row_files.XlsxFile(path, columns_of(table), meanings, made)


KINDS: dict[str, Callable[[Path, str, datetime], RowFile]] = {
    "csv": partial(_plain, row_files.CsvFile),
    "parquet": partial(_plain, row_files.ParquetFile),
    "xlsx": _workbook,
}
