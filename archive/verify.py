"""Is the archive what it was: every WARC file, every row against its record both ways, every published file against its digest."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from archive import records, schema
from archive.durable import sha256
from archive.faults import spoken
from archive.records import File
from archive.verify_file import Checked, Fault, check
from parsers.contract import GongkaiError, Home

Tell = Callable[[int, int], None]  # bytes checked, bytes to check

BROUGHT = {"warc_files", "captures", "documents"}  # tables of which one has a row once a build has taken anything in
REFUSED = ("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL",
           "SQLITE_NOMEM")
UNREADABLE = {"SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_DATA", "SQLITE_IOERR_CORRUPTFS"}  # of the first of them
PAYLOADS = """
    SELECT d.id, d.url, c.warc, c.offset FROM documents d JOIN captures c ON c.id = d.capture_id LEFT JOIN captures o ON o.id = c.revisit_of
    WHERE d.kind != 'part' AND d.payload_digest IS NOT coalesce(c.payload_digest, o.payload_digest)"""


@dataclass(slots=True)
class Result:
    """What a check of the whole archive found."""

    files: int = 0
    skipped: int = 0  # found good by a check that was stopped
    bytes: int = 0
    records: int = 0
    rows: int = 0
    database: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The result in words."""
        seen = f"{self.files:,} WARC files, {self.bytes:,} bytes, {self.records:,} records, {self.rows:,} rows checked"
        seen += f", {self.skipped:,} files found good before" if self.skipped else ""
        seen += "" if self.database else "; there is no database to hold them against, or nothing in it yet: gongkai build fills it"
        return f"{seen}: {len(self.faults):,} faults" if self.faults else f"{seen}: all is well"

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def verify(home: Home, jobs: int | None = None, again: bool = False, tell: Tell | None = None) -> Result:
    """Given a home, check all of it; a check that was stopped goes on where it was, `again` begins anew.

    GongkaiError where there is nothing to check: an empty folder is no archive in order.
    """
    with spoken(home.root, home.database):
        files = records.listed(home.warc)
        database = home.database if home.database.exists() and begun(home.database) else None
        if not (files or home.database.exists() or home.public.exists()):
            raise GongkaiError(f"there are no WARC files in {home.warc}, no database and no snapshot in {home.root}: nothing to verify")
        result = Result(database=database is not None)
        progress = Progress(home.root / "verify.json", again)
        result.faults += of_database(database, files) if database else []
        due = [file for file in files if not progress.knows(file)]
        result.skipped = len(files) - len(due)
        for checked in checks(home.warc, due, database, jobs or os.cpu_count() or 1):
            add(result, checked)
            progress.note(checked)
            if tell:
                tell(result.bytes, sum(file.size for file in due))
        result.faults += of_public(home.public)
        progress.done()
    result.faults.sort(key=lambda fault: (fault.file, fault.offset or 0))
    return result


def begun(database: Path) -> bool:
    """Tell whether a build has brought anything into the database; one that was interrupted while it made the tables has not."""
    with closing(schema.connect(database, readonly=True)) as connection:
        try:
            made = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in sorted(made & BROUGHT))
        except sqlite3.DatabaseError:
            return True  # what cannot be read is there, and the check says what is wrong with it


def add(result: Result, checked: Checked) -> None:
    """Count one file in."""
    result.files += 1
    result.bytes += checked.size
    result.records += checked.records
    result.rows += checked.rows
    result.faults += checked.faults


def checks(warc: str, files: list[File], database: Path | None, jobs: int) -> Iterator[Checked]:
    """Check files in several processes; one file is not worth a process."""
    if jobs == 1 or len(files) < 2:
        yield from (check(warc, file, database) for file in files)
        return
    with ProcessPoolExecutor(jobs, get_context("forkserver")) as pool:
        pending = [pool.submit(check, warc, file, database) for file in sorted(files, key=lambda file: -file.size)]
        for future in as_completed(pending):
            yield future.result()


def of_database(database: Path, files: list[File]) -> list[Fault]:
    """What is wrong with the database itself: damaged pages, rows that point to nothing, WARC files it read that are not there."""
    with closing(schema.connect(database, readonly=True)) as connection:
        try:
            said = [said for (said,) in connection.execute("PRAGMA integrity_check(10)") if said != "ok"]
            damaged = [Fault("database_damaged", each, database.name) for each in said]
            return [*damaged, *dangling(connection), *absent(connection, files)]
        except sqlite3.DatabaseError as error:
            if not damaging(error):
                raise
            return [Fault("database_damaged", f"{error}; move it away and run gongkai build", database.name)]


def damaging(error: sqlite3.DatabaseError) -> bool:
    """Tell what the database's own bytes are the cause of from what the disk refused besides: to write, to sync, to open."""
    name = getattr(error, "sqlite_errorname", "")
    return name in UNREADABLE or not name.startswith(REFUSED)


def dangling(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Rows that point to rows that are not there, and documents that hold another payload than their capture."""
    for table, column, other, key in links(connection):
        found = connection.execute(f"SELECT count(*), min(t.{column}) FROM {table} t LEFT JOIN {other} o ON o.{key} = t.{column} "
                                   f"WHERE t.{column} IS NOT NULL AND o.{key} IS NULL")
        count, example = found.fetchone()
        if count:
            yield Fault("row_without_row", f"{count} rows of {table} point to a {column} that {other} does not have, {example!r} first")
    for document, url, warc, offset in connection.execute(PAYLOADS):
        yield Fault("payload_differs", "the document's payload is not its capture's", warc, offset, 0, document, url)


def links(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Yield (table, column, table it points to, column there) for all that point somewhere."""
    for table in schema.CONTENT:
        for _, _, other, column, key, *_ in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            yield table, column, other, key
    yield "captures", "revisit_of", "captures", "id"


def absent(connection: sqlite3.Connection, files: list[File]) -> Iterator[Fault]:
    """WARC files the database was made from that are not where the others are, or are shorter than what was read of them."""
    sizes = {file.name: file.size for file in files}
    for name, read_to in connection.execute("SELECT name, read_to FROM warc_files"):
        if name not in sizes:
            yield Fault("file_missing", "the database was made from this file, and it is not there", name)
        elif sizes[name] < read_to:
            lost = read_to - sizes[name]
            yield Fault("file_shorter", f"{read_to:,} bytes were read of it, it has {sizes[name]:,}", name, sizes[name], lost)


def of_public(public: Path) -> Iterator[Fault]:
    """Published files that are not what SHA256SUMS says."""
    sums = public / "SHA256SUMS"
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else ():
        digest, _, name = line.partition("  ")
        path = public / Path(name).name
        if path.exists() and sha256(path) != digest:
            yield Fault("snapshot_changed", "the published file is not the one of SHA256SUMS", f"public/{name}")


class Progress:
    """Which files a check found good, kept until it ends, so that one that was stopped goes on."""

    def __init__(self, path: Path, again: bool) -> None:
        self.path = path
        self.good: dict[str, int] = {}
        if path.exists() and not again:
            try:
                self.good = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                self.good = {}

    def knows(self, file: File) -> bool:
        """Tell whether the file, at this size, was found good."""
        return self.good.get(file.name) == file.size

    def note(self, checked: Checked) -> None:
        """Remember a file that is good."""
        if not checked.faults:
            self.good[checked.name] = checked.size
            beside = self.path.with_suffix(".new")
            beside.write_text(json.dumps(self.good), encoding="utf-8")
            beside.rename(self.path)

    def done(self) -> None:
        """Forget all: the next check begins anew."""
        self.path.unlink(missing_ok=True)
