"""Check one WARC file to its last bit: every member, record and digest, and every database row that points into it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.store import captures, schema
from archive.store.warc_files import WarcFile, filesystem, local, opened
from archive.verify import warc_rules
from gongkai.fetch_record import FetchRecord
from gongkai.warc_reader import Record, records

OURS = b"software: gongkai"
HEAD = 10  # bytes of a gzip header without options
PLAIN = b"\x1f\x8b\x08" + bytes(5)  # how it begins: no options, no time


@dataclass(frozen=True, slots=True)
class WarcFault:
    """What is wrong, in which file, from which byte on, and which document it concerns."""

    code: str
    message: str
    file: str = ""
    offset: int | None = None
    length: int = 0
    document_id: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        place = f"{self.file} byte {self.offset}" if self.offset is not None else self.file
        document = f" [document {self.document_id} {self.url}]" if self.document_id else f" [{self.url}]" if self.url else ""
        return f"{place}: {self.code}: {self.message}{document}"


@dataclass(slots=True)
class FileCheck:
    """The result of checking one file."""

    name: str
    size: int
    records: int = 0
    rows: int = 0
    faults: list[WarcFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """What a record says about itself, to be compared with its row."""

    offset: int
    url: str
    date: str


def check(warc: str, file: WarcFile, database: Path | None) -> FileCheck:
    """Return everything wrong with a WARC file, compared with the database (None if there is none)."""
    result = FileCheck(file.name, file.size)
    held: dict[str, RecordPlace] = {}
    with opened(warc, file.name) as stream, Heads(warc, file.name) as heads:
        for response, record in captures.joined(watch(records(stream), file, result, heads), closed=not file.open):
            note(held, response, record)
    if database is not None:
        with closing(schema.connect(database, readonly=True)) as connection:
            result.faults += of_rows(connection, file, held, result)
            result.faults += of_bytes(connection, warc, file, result)
            result.faults = [named(connection, fault) for fault in result.faults]
    return result


class Heads:
    """The gzip headers of a file: ours are all alike, so a changed bit shows. Not checked in a remote store."""

    def __init__(self, warc: str, name: str) -> None:
        self.first: bytes | None = None
        self.raw = opened(warc, name) if local(filesystem(warc)[0]) else None

    def __enter__(self) -> Heads:
        return self

    def __exit__(self, *_: object) -> None:
        if self.raw:
            self.raw.close()

    def differs(self, record: Record) -> bool:
        """Return whether the header of a record's member differs from the first one, in a file of ours."""
        if self.raw is None:
            return False
        self.raw.seek(record.offset)
        head = self.raw.read(HEAD)
        if self.first is None:
            self.first = head if record.type == "warcinfo" and OURS in record.block else b""
            return bool(self.first) and head[:8] != PLAIN
        return bool(self.first) and head != self.first


def watch(found: Iterable[Record], file: WarcFile, result: FileCheck, heads: Heads) -> Iterator[Record]:
    """Yield the records as they are read, noting what is wrong with each."""
    for number, record in enumerate(found):
        result.records += 1
        if record.fault:
            if not file.open:  # an incomplete end of a file still being written is no fault
                result.faults.append(WarcFault("damaged", record.fault, file.name, record.offset, record.length))
            yield record
            continue
        if heads.differs(record):
            result.faults.append(
                WarcFault("gzip_header", "the member's header is not the one it was written with", file.name, record.offset)
            )
        if number == 0 and record.type != "warcinfo":
            result.faults.append(WarcFault("no_warcinfo", "the file does not begin with a warcinfo record", file.name, 0))
        result.faults += [WarcFault(code, message, file.name, record.offset, record.length) for code, message in warc_rules.broken(record)]
        yield record


def note(held: dict[str, RecordPlace], response: Record | None, record: Record) -> None:
    """Remember the record that stands for a fetch: its response, its revisit, or the metadata of its failure."""
    about = FetchRecord.from_mapping(metadata_of(record) if response is None and record.type == "metadata" else {})
    stands = response or (record if about.problem else None)
    if stands is not None and (key := captures.record_id(stands)):
        held[key] = RecordPlace(stands.offset, captures.address(stands, about), stands.get("WARC-Date"))


def metadata_of(record: Record) -> dict[str, Any]:
    """Return the JSON object of a metadata record; empty if it holds none."""
    try:
        found = json.loads(record.block)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def of_rows(connection: sqlite3.Connection, file: WarcFile, held: dict[str, RecordPlace], result: FileCheck) -> Iterator[WarcFault]:
    """Compare every row that points into the file with its record, and every record with its row."""
    read_to = (connection.execute("SELECT read_to FROM warc_files WHERE name = ?", (file.name,)).fetchone() or (0,))[0]
    missing = dict(held)
    for key, url, date, offset in connection.execute("SELECT id, url, fetched_at, offset FROM captures WHERE warc = ?", (file.name,)):
        result.rows += 1
        place = missing.pop(key, None)
        if place is None:
            yield WarcFault("row_without_record", f"capture {key} has no record in the file", file.name, offset, url=url)
        elif place != RecordPlace(offset, url, date):
            yield WarcFault(
                "row_differs",
                f"capture {key} says {offset} {url} {date}, its record {place.offset} {place.url} {place.date}",
                file.name,
                place.offset,
                url=url,
            )
    for key, place in missing.items():
        if place.offset < read_to:
            yield WarcFault("record_without_row", f"the record {key} has no row in the database", file.name, place.offset, url=place.url)


def of_bytes(connection: sqlite3.Connection, warc: str, file: WarcFile, result: FileCheck) -> Iterator[WarcFault]:
    """Compare the file's digest with the one the database recorded when it was closed."""
    row = connection.execute("SELECT digest, pieces, read_to FROM warc_files WHERE name = ?", (file.name,)).fetchone()
    if row is None or row[0] is None or file.open:
        return
    with opened(warc, file.name) as stream:
        digest, pieces = captures.digests(iter(lambda: stream.read(captures.PIECE), b""))
    if digest == row[0] or any(fault.code == "damaged" for fault in result.faults):
        return
    for number, start in enumerate(range(0, max(len(pieces), len(row[1])), 16)):
        if pieces[start : start + 16] != row[1][start : start + 16]:
            offset = number * captures.PIECE
            message = f"bytes {offset}-{offset + captures.PIECE - 1} are not those the database knows, though every record can be read"
            yield WarcFault("bytes_changed", message, file.name, offset, captures.PIECE)


def named(connection: sqlite3.Connection, fault: WarcFault) -> WarcFault:
    """Return a fault with the document whose capture is at its position."""
    if fault.document_id or fault.offset is None:
        return fault
    row = connection.execute(
        "SELECT document_id, url FROM captures WHERE warc = ? AND offset < ? AND offset + record_length > ? "
        "ORDER BY document_id IS NULL, offset LIMIT 1",
        (fault.file, fault.offset + max(fault.length, 1), fault.offset),
    ).fetchone()
    if row is None:
        return fault
    return WarcFault(fault.code, fault.message, fault.file, fault.offset, fault.length, row[0], row[1])
