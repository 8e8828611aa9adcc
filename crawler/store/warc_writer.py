"""Write WARC files: records appended to `.open` files that rotate, are synced in batches and closed by a rename.

The content of the files is documented in docs/warc.md. Independent of Scrapy and of any portal.
"""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isal import isal_zlib

from crawler.model.exchange import Exchange, Original
from gongkai import disk, http_message, warc_reader
from gongkai.clock import now
from gongkai.fetch_record import FetchRecord

MOST = 1 << 30  # bytes of one file
LEVEL = 2  # of isal's 0-3: 637 pages/s where zlib's 6 made 414, files a tenth larger
GZIP = 31  # gzip wrapper; isal writes time 0 and constant flags
OPEN = ".open"
DRAWN = "urn:gongkai:drawn:"  # the page as a browser drew it, under the response's id: replay shows the page as received
ABOUT = "urn:gongkai:about:"  # metadata records have URIs of their own: under the page's URL, replay would show them as the page
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """The location of a fetch's first record, and what a later revisit may refer to."""

    file: str  # without `.open`
    offset: int
    original: Original | None
    end: int = 0  # where its last record ends


def instant(moment: datetime) -> str:
    """Return a UTC time in the notation of WARC dates.

    >>> instant(datetime(2026, 11, 21, 5, 0, 0, 123456))
    '2026-11-21T05:00:00.123456Z'
    """
    return moment.isoformat(timespec="microseconds")[: len("2026-11-21T05:00:00.123456")] + "Z"  # strftime takes ten times as long


def record(kind: str, fields: Fields, block: bytes) -> bytes:
    """Return a complete record with digest and length, from its type, its other fields and its block."""
    lines = [("WARC-Type", kind), *fields, ("WARC-Block-Digest", warc_reader.digest(block)), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + warc_reader.END


def new_id() -> str:
    """Return a new, unique record id."""
    return uuid.uuid4().urn


def member(data: bytes) -> bytes:
    """Return a record as one gzip member."""
    packed: bytes = isal_zlib.compress(data, LEVEL, GZIP)
    return packed


@dataclass(frozen=True, slots=True)
class Packed:
    """The members of one fetch, ready to append, and what a later revisit may refer to."""

    data: bytes
    original: Original | None = None


def pack(exchange: Exchange, about: FetchRecord, known: Original | None, info: str) -> Packed:
    """Return the records of an exchange: response or revisit, request, metadata; the metadata alone if there was no answer.

    `about` is the metadata, `known` the record that already holds the payload, `info` the id of the file's warcinfo.
    """
    shared = [("WARC-Date", instant(exchange.began)), ("WARC-Target-URI", exchange.url), ("WARC-Warcinfo-ID", f"<{info}>")]
    place = [("WARC-IP-Address", exchange.address)] if exchange.address else []
    first = new_id()
    note = about.to_json().encode()
    note_fields = [
        ("WARC-Record-ID", f"<{new_id() if exchange.response else first}>"),
        ("WARC-Date", instant(exchange.began)),
        ("WARC-Target-URI", ABOUT + first.removeprefix("urn:uuid:")),
        ("WARC-Warcinfo-ID", f"<{info}>"),
        ("Content-Type", "application/json"),
    ]
    if not exchange.response:
        return Packed(member(record("metadata", note_fields, note)))
    concurrent = [("WARC-Concurrent-To", f"<{first}>")]
    answer, original = _answer(exchange, known, [("WARC-Record-ID", f"<{first}>"), *shared, *place], first)
    asked = record(
        "request",
        [("WARC-Record-ID", f"<{new_id()}>"), *shared, *place, *concurrent, ("Content-Type", "application/http; msgtype=request")],
        exchange.request,
    )
    noted = record("metadata", [*note_fields, *concurrent], note)
    records = (answer, asked, *_drawn(exchange, first, concurrent, info), noted)
    return Packed(b"".join(map(member, records)), original)


def _drawn(exchange: Exchange, response: str, concurrent: Fields, info: str) -> tuple[bytes, ...]:
    if not exchange.drawn:
        return ()
    fields = [
        ("WARC-Record-ID", f"<{new_id()}>"),
        ("WARC-Date", instant(exchange.began)),
        ("WARC-Target-URI", DRAWN + response.removeprefix("urn:uuid:")),
        ("WARC-Warcinfo-ID", f"<{info}>"),
        *concurrent,
        ("Content-Type", "text/html; charset=utf-8"),
    ]
    return (record("resource", fields, exchange.drawn),)


def _answer(exchange: Exchange, known: Original | None, fields: Fields, name: str) -> tuple[bytes, Original | None]:
    fields = [*fields, ("Content-Type", "application/http; msgtype=response")]
    if known and exchange.answer.status == 304:
        return record("revisit", [*fields, ("WARC-Profile", NOT_MODIFIED), *_refers(known)], exchange.response), known
    if known and known.payload == exchange.digest and not exchange.truncated:
        head = exchange.response[: http_message.head_length(exchange.response)]
        fields += [("WARC-Profile", IDENTICAL), ("WARC-Payload-Digest", known.digest), *_refers(known)]
        return record("revisit", fields, head), known
    body = exchange.answer.body
    digest = warc_reader.digest(body) if exchange.answer.chunked else exchange.digest
    fields += [("WARC-Payload-Digest", digest)]
    fields += [("WARC-Truncated", exchange.truncated)] if exchange.truncated else []
    own = Original(name, exchange.url, instant(exchange.began), digest, exchange.digest)
    return record("response", fields, exchange.response), None if exchange.truncated else own


def _refers(known: Original) -> Fields:
    return [("WARC-Refers-To", f"<{known.record}>"), ("WARC-Refers-To-Target-URI", known.url), ("WARC-Refers-To-Date", known.date)]


def resource(name: str, content: Mapping[str, Any], info: str) -> bytes:
    """Return a JSON resource record as one gzip member; `name` is below `urn:gongkai:`."""
    block = json.dumps({**content}, ensure_ascii=False).encode()
    fields = [
        ("WARC-Record-ID", f"<{new_id()}>"),
        ("WARC-Date", instant(now())),
        ("WARC-Target-URI", f"urn:gongkai:{name}"),
        ("WARC-Warcinfo-ID", f"<{info}>"),
        ("Content-Type", "application/json"),
    ]
    return member(record("resource", fields, block))


class Writer:
    """The WARC files of one site in one run. Any thread may append; syncing does not block appending."""

    def __init__(self, folder: Path, site: str, about: Mapping[str, str], most: int = MOST, taken: Container[str] = ()) -> None:
        self.folder, self.site, self.about, self.most, self.taken = folder, site, dict(about), most, taken
        self.path: Path | None = None
        self.info = ""
        self.length = self.serial = 0
        self._descriptor = -1
        self._writing = threading.RLock()  # keeps one fetch's records together
        self._lock = threading.Lock()  # the file is not closed while it is synced; taken after the other

    @property
    def name(self) -> str:
        """The file's name once it is closed."""
        return self.path.name.removesuffix(OPEN) if self.path else ""

    def begin(self) -> str:
        """Ensure that a file with room is open; return the id of its warcinfo, which the next records name."""
        with self._writing:
            if self.path and self.length >= self.most:
                self.close()
            if not self.path:
                self._open()
            return self.info

    def _open(self) -> None:
        moment = now()
        while True:
            name = f"{self.site}-{moment:%Y%m%d%H%M%S}-{self.serial:05}.warc.gz"
            self.serial += 1
            if name not in self.taken and not any((self.folder / taken).exists() for taken in (name, name + OPEN)):
                break
        path = self.folder / (name + OPEN)
        self._descriptor, self.path, self.length, self.info = disk.open_new(path), path, 0, new_id()
        block = "".join(f"{key}: {value}\r\n" for key, value in self.about.items()).encode()
        fields = [
            ("WARC-Record-ID", f"<{self.info}>"),
            ("WARC-Date", instant(moment)),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ]
        self.append(member(record("warcinfo", fields, block)))

    def append(self, data: bytes) -> int:
        """Append complete members and return their offset; on failure nothing of them stays."""
        with self._writing:
            assert self.path is not None
            offset = self.length
            try:
                disk.write(self._descriptor, data)
            except OSError as error:
                self._undo(offset)
                raise disk.refusal(error, self.path) from error
            self.length += len(data)
            return offset

    def _undo(self, offset: int) -> None:
        """Cut the file back to its complete records; if even that fails, the next start does it."""
        try:
            disk.cut(self._descriptor, offset)
        except OSError:
            self.length = self.most  # nothing more goes into this file

    def put(self, build: Callable[[str], Packed]) -> Written:
        """Append the members that `build` makes for the warcinfo id; return their location."""
        with self._writing:
            packed = build(self.begin())
            offset = self.append(packed.data)
            return Written(self.name, offset, packed.original, self.length)

    def note(self, make: Callable[[str], bytes]) -> None:
        """Append the stand-alone record that `make` makes for the warcinfo id."""
        with self._writing:
            self.append(make(self.begin()))

    def sync(self) -> None:
        """Sync everything appended so far; only then is it durable."""
        with self._lock:
            if self.path is None:
                return
            try:
                disk.sync(self._descriptor)
            except OSError as error:
                raise disk.refusal(error, self.path) from error

    def abandon(self) -> None:
        """Leave the file as `.open`; the next start repairs it."""
        with self._writing, self._lock:
            if self.path is not None:
                self.path = None
                os.close(self._descriptor)

    def close(self) -> None:
        """Sync, close, and give the file its final name."""
        with self._writing:
            if self.path is None:
                return
            self.sync()
            with self._lock:
                path, self.path = self.path, None
                os.close(self._descriptor)
                try:
                    disk.rename(path, path.with_name(path.name.removesuffix(OPEN)))
                except OSError as error:
                    raise disk.refusal(error, path) from error


def stamp(seconds: float) -> str:
    """Return seconds since 1970 as a UTC time, to the second.

    >>> stamp(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
