"""Is the archive unchanged? Checks every WARC file, every row against its record both ways, every published file against its digest."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from archive.store import schema, warc_files
from archive.store.warc_files import WarcFile
from archive.verify.warc_file import FileCheck, WarcFault, check
from gongkai import disk
from gongkai.errors import GongkaiError
from gongkai.home import Home
from gongkai.terminal.amounts import counted
from gongkai.terminal.progress import QUIET, Progress

BROUGHT = {"warc_files", "captures", "documents"}  # tables of which one has a row once a build has taken anything in
REFUSED = (
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_PROTOCOL",
    "SQLITE_NOMEM",
)
UNREADABLE = {"SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_DATA", "SQLITE_IOERR_CORRUPTFS"}  # of the first of them
PAYLOADS = """
    SELECT d.id, d.url, c.warc, c.offset FROM documents d JOIN captures c ON c.id = d.capture_id LEFT JOIN captures o ON o.id = c.revisit_of
    WHERE d.kind != 'part' AND d.payload_digest IS NOT coalesce(c.payload_digest, o.payload_digest)"""


@dataclass(slots=True)
class Result:
    """The result of checking the entire archive."""

    files: int = 0
    skipped: int = 0  # found good by a check that was stopped
    bytes: int = 0
    records: int = 0
    rows: int = 0
    database: bool = False
    faults: list[WarcFault] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The result in words."""
        counts = {"WARC file": self.files, "byte": self.bytes, "record": self.records, "row": self.rows}
        seen = f"{', '.join(counted(count, name) for name, count in counts.items())} checked"
        seen += f", {counted(self.skipped, 'file')} found good before" if self.skipped else ""
        seen += "" if self.database else "; there is no database to hold them against, or nothing in it yet: gongkai build fills it"
        return f"{seen}: {counted(len(self.faults), 'fault')}" if self.faults else f"{seen}: all is well"

    def as_dict(self) -> dict[str, Any]:
        """Return the result for --json."""
        return asdict(self)


def verify(home: Home, jobs: int | None = None, again: bool = False, progress: Progress = QUIET) -> Result:
    """Check all of a home; an interrupted check continues where it stopped, `again` starts over.

    Raises GongkaiError if there is nothing to check: an empty folder is not an intact archive.
    """
    with disk.explained(home.root, home.database):
        files = warc_files.listed(home.warc)
        database = home.database if home.database.exists() and begun(home.database) else None
        if not (files or database or any(home.public.glob("*"))):
            raise GongkaiError(f"there are no WARC files in {home.warc}, no database and no snapshot in {home.root}: nothing to verify")
        result = Result(database=database is not None)
        known = KnownGood(home.root / "verify.json", again)
        progress.begin("checking the database")
        result.faults += of_database(database, files) if database else []
        due = [file for file in files if not known.knows(file)]
        result.skipped = len(files) - len(due)
        size = sum(file.size for file in due)
        for checked in checks(home.warc, due, database, jobs or os.cpu_count() or 1):
            add(result, checked)
            known.note(checked)
            progress.move("checked", result.bytes, size, in_bytes=True)
        progress.begin("checking the snapshots")
        result.faults += of_public(home.public)
        known.done()
    result.faults.sort(key=lambda fault: (fault.file, fault.offset or 0))
    return result


def begun(database: Path) -> bool:
    """Return whether a build has written anything to the database; one interrupted while creating the tables has not."""
    with closing(schema.connect(database, readonly=True)) as connection:
        try:
            made = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in sorted(made & BROUGHT))
        except sqlite3.DatabaseError:
            return True  # an unreadable database counts as built, and the check reports what is wrong with it


def add(result: Result, checked: FileCheck) -> None:
    """Add the result for one file."""
    result.files += 1
    result.bytes += checked.size
    result.records += checked.records
    result.rows += checked.rows
    result.faults += checked.faults


def checks(warc: str, files: list[WarcFile], database: Path | None, jobs: int) -> Iterator[FileCheck]:
    """Yield the results for files, checked by several processes; a single file is checked in this one."""
    if jobs == 1 or len(files) < 2:
        yield from (check(warc, file, database) for file in files)
        return
    with ProcessPoolExecutor(jobs, get_context("forkserver")) as pool:
        pending = [pool.submit(check, warc, file, database) for file in sorted(files, key=lambda file: -file.size)]
        for future in as_completed(pending):
            yield future.result()


def of_database(database: Path, files: list[WarcFile]) -> list[WarcFault]:
    """Return the faults of the database itself: damaged pages, dangling references, WARC files it has read that are missing."""
    with closing(schema.connect(database, readonly=True)) as connection:
        try:
            said = [said for (said,) in connection.execute("PRAGMA integrity_check(10)") if said != "ok"]
            damaged = [WarcFault("database_damaged", each, database.name) for each in said]
            return [*damaged, *dangling(connection), *absent(connection, files)]
        except sqlite3.DatabaseError as error:
            if not damaging(error):
                raise
            return [WarcFault("database_damaged", f"{error}; move it away and run gongkai build", database.name)]


def damaging(error: sqlite3.DatabaseError) -> bool:
    """Return whether an error means that the database's own bytes are damaged, not that the disk failed to write, sync or open."""
    name = getattr(error, "sqlite_errorname", "")
    return name in UNREADABLE or not name.startswith(REFUSED)


def dangling(connection: sqlite3.Connection) -> Iterator[WarcFault]:
    """Yield rows that refer to missing rows, and documents whose payload is not their capture's."""
    for table, column, other, key in links(connection):
        found = connection.execute(
            f"SELECT count(*), min(t.{column}) FROM {table} t LEFT JOIN {other} o ON o.{key} = t.{column} "
            f"WHERE t.{column} IS NOT NULL AND o.{key} IS NULL"
        )
        count, example = found.fetchone()
        if count:
            yield WarcFault(
                "row_without_row", f"{counted(count, 'row')} of {table} with a {column} that {other} does not have, {example!r} first"
            )
    for document, url, warc, offset in connection.execute(PAYLOADS):
        yield WarcFault("payload_differs", "the document's payload is not its capture's", warc, offset, 0, document, url)


def links(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Yield (table, column, referenced table, referenced column) of all foreign keys."""
    for table in schema.CONTENT:
        for _, _, other, column, key, *_ in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            yield table, column, other, key
    yield "captures", "revisit_of", "captures", "id"


def absent(connection: sqlite3.Connection, files: list[WarcFile]) -> Iterator[WarcFault]:
    """Yield WARC files the database was built from that are missing, or shorter than what was read of them."""
    sizes = {file.name: file.size for file in files}
    for name, read_to in connection.execute("SELECT name, read_to FROM warc_files"):
        if name not in sizes:
            yield WarcFault("file_missing", "the database was built from this file, which is missing", name)
        elif sizes[name] < read_to:
            lost = read_to - sizes[name]
            yield WarcFault(
                "file_shorter", f"{counted(read_to, 'byte was', 'bytes were')} read of it, it has {sizes[name]:,}", name, sizes[name], lost
            )


def of_public(public: Path) -> Iterator[WarcFault]:
    """Yield published files that do not match SHA256SUMS."""
    sums = public / "SHA256SUMS"
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else ():
        digest, _, name = line.partition("  ")
        path = public / Path(name).name
        if path.exists() and disk.sha256(path) != digest:
            yield WarcFault("snapshot_changed", "the published file is not the one of SHA256SUMS", f"public/{name}")


class KnownGood:
    """The files a check found good, stored until it ends, so that an interrupted check can continue."""

    def __init__(self, path: Path, again: bool) -> None:
        self.path = path
        self.good: dict[str, int] = {}
        if path.exists() and not again:
            try:
                self.good = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                self.good = {}

    def knows(self, file: WarcFile) -> bool:
        """Return whether the file was found good at this size."""
        return self.good.get(file.name) == file.size

    def note(self, checked: FileCheck) -> None:
        """Record a good file."""
        if not checked.faults:
            self.good[checked.name] = checked.size
            beside = self.path.with_suffix(".new")
            beside.write_text(json.dumps(self.good), encoding="utf-8")
            beside.rename(self.path)

    def done(self) -> None:
        """Forget everything: the next check starts over."""
        self.path.unlink(missing_ok=True)
