"""Writes WARC files: records as bytes, appended to `.open` files that rotate, synced in batches, closed by a rename.

What a file holds is told in docs/warc.md. Nothing here knows of Scrapy or of a portal.
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

from crawler import disk
from crawler.exchange import Exchange, Known, Original
from parsers import http, warc
from parsers.contract import now

MOST = 1 << 30  # bytes of one file
LEVEL = 2  # of isal's 0-3: 637 pages/s where zlib's 6 made 414, files a tenth larger
GZIP = 31  # gzip wrapper; isal writes time 0 and constant flags
OPEN = ".open"
ABOUT = "urn:gongkai:about:"  # metadata stand under a name of their own: under the page's address replay would show them as the page
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """Where the first record of a fetch lies, and what a later revisit may refer to."""

    file: str  # without `.open`
    offset: int
    original: Original | None
    end: int = 0  # where its last record ends


def instant(moment: datetime) -> str:
    """Given a time in UTC, return it as WARC dates are written.

    >>> instant(datetime(2026, 11, 21, 5, 0, 0, 123456))
    '2026-11-21T05:00:00.123456Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(kind: str, fields: Fields, block: bytes) -> bytes:
    """Given a record's type, its other fields and its block, return it whole, digest and length added."""
    lines = [("WARC-Type", kind), *fields, ("WARC-Block-Digest", warc.digest(block)), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + warc.END


def new_id() -> str:
    """A record id nobody else has."""
    return uuid.uuid4().urn


def member(data: bytes) -> bytes:
    """Given a record, return it as one gzip member."""
    packed: bytes = isal_zlib.compress(data, LEVEL, GZIP)
    return packed


@dataclass(frozen=True, slots=True)
class Packed:
    """The members of one fetch, ready to append, and what a later revisit may refer to."""

    data: bytes
    original: Original | None = None


def pack(exchange: Exchange, told: Mapping[str, Any], known: Original | None, info: str) -> Packed:
    """Given an exchange, what its metadata tells, the record that holds its payload already and the warcinfo, return its records.

    Response or revisit, request, metadata; or the metadata alone where there was no answer.
    """
    shared = [("WARC-Date", instant(exchange.began)), ("WARC-Target-URI", exchange.url), ("WARC-Warcinfo-ID", f"<{info}>")]
    place = [("WARC-IP-Address", exchange.address)] if exchange.address else []
    first = new_id()
    note = json.dumps({"url": exchange.url, **told}, ensure_ascii=False).encode()
    note_fields = [("WARC-Record-ID", f"<{new_id() if exchange.response else first}>"), ("WARC-Date", instant(exchange.began)),
                   ("WARC-Target-URI", ABOUT + first.removeprefix("urn:uuid:")), ("WARC-Warcinfo-ID", f"<{info}>"),
                   ("Content-Type", "application/json")]
    if not exchange.response:
        return Packed(member(record("metadata", note_fields, note)))
    concurrent = [("WARC-Concurrent-To", f"<{first}>")]
    answer, original = _answer(exchange, known, [("WARC-Record-ID", f"<{first}>"), *shared, *place], first)
    asked = record("request", [("WARC-Record-ID", f"<{new_id()}>"), *shared, *place, *concurrent,
                               ("Content-Type", "application/http; msgtype=request")], exchange.request)
    noted = record("metadata", [*note_fields, *concurrent], note)
    return Packed(b"".join(map(member, (answer, asked, noted))), original)


def _answer(exchange: Exchange, known: Original | None, fields: Fields, name: str) -> tuple[bytes, Original | None]:
    fields = [*fields, ("Content-Type", "application/http; msgtype=response")]
    if known and exchange.answer.status == 304:
        return record("revisit", [*fields, ("WARC-Profile", NOT_MODIFIED), *_refers(known)], exchange.response), known
    if known and known.payload == exchange.digest and not exchange.truncated:
        head = exchange.response[:http.head_length(exchange.response)]
        fields += [("WARC-Profile", IDENTICAL), ("WARC-Payload-Digest", known.digest), *_refers(known)]
        return record("revisit", fields, head), known
    body = exchange.answer.body
    digest = warc.digest(body) if exchange.answer.chunked else exchange.digest
    fields += [("WARC-Payload-Digest", digest)]
    fields += [("WARC-Truncated", exchange.truncated)] if exchange.truncated else []
    own = Original(name, exchange.url, instant(exchange.began), digest, exchange.digest)
    return record("response", fields, exchange.response), None if exchange.truncated else own


def _refers(known: Original) -> Fields:
    return [("WARC-Refers-To", f"<{known.record}>"), ("WARC-Refers-To-Target-URI", known.url), ("WARC-Refers-To-Date", known.date)]


def resource(name: str, told: Mapping[str, Any], info: str) -> bytes:
    """Given a name below `urn:gongkai:` and what to tell, return that as a resource record, one gzip member."""
    block = json.dumps({**told}, ensure_ascii=False).encode()
    fields = [("WARC-Record-ID", f"<{new_id()}>"), ("WARC-Date", instant(now())), ("WARC-Target-URI", f"urn:gongkai:{name}"),
              ("WARC-Warcinfo-ID", f"<{info}>"), ("Content-Type", "application/json")]
    return member(record("resource", fields, block))


class Writer:
    """The WARC files of one site in one run. Any thread may append; syncing holds nobody up who appends."""

    def __init__(self, folder: Path, site: str, about: Mapping[str, str], most: int = MOST,
                 taken: Container[str] = ()) -> None:
        self.folder, self.site, self.about, self.most, self.taken = folder, site, dict(about), most, taken
        self.path: Path | None = None
        self.info = ""
        self.length = self.serial = 0
        self._descriptor = -1
        self._writing = threading.RLock()  # one fetch's records stand side by side
        self._lock = threading.Lock()  # the file is not closed while it is synced; taken after the other

    @property
    def name(self) -> str:
        """The file's name once it is closed."""
        return self.path.name.removesuffix(OPEN) if self.path else ""

    def begin(self) -> str:
        """Have a file open with room left; return the id of its warcinfo, which the next records name."""
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
        fields = [("WARC-Record-ID", f"<{self.info}>"), ("WARC-Date", instant(moment)), ("WARC-Filename", name),
                  ("Content-Type", "application/warc-fields")]
        self.append(member(record("warcinfo", fields, block)))

    def append(self, data: bytes) -> int:
        """Given whole members, put them at the end of the file; return where they begin. On failure nothing of them stays."""
        with self._writing:
            assert self.path is not None
            offset = self.length
            try:
                disk.write(self._descriptor, data)
            except OSError as error:
                self._undo(offset)
                raise disk.refused(self.path, error) from error
            self.length += len(data)
            return offset

    def _undo(self, offset: int) -> None:
        """Cut the file back to its whole records; where even that fails the next start does it."""
        try:
            disk.cut(self._descriptor, offset)
        except OSError:
            self.length = self.most  # nothing more goes into this file

    def put(self, build: Callable[[str], Packed]) -> Written:
        """Given what makes the members of a fetch for a warcinfo's id, append them and tell where they are."""
        with self._writing:
            packed = build(self.begin())
            offset = self.append(packed.data)
            return Written(self.name, offset, packed.original, self.length)

    def note(self, make: Callable[[str], bytes]) -> None:
        """Given what makes a record that stands alone for a warcinfo's id, append it."""
        with self._writing:
            self.append(make(self.begin()))

    def sync(self) -> None:
        """Have everything appended so far on the disk; only then does it count."""
        with self._lock:
            if self.path is None:
                return
            try:
                disk.sync(self._descriptor)
            except OSError as error:
                raise disk.refused(self.path, error) from error

    def abandon(self) -> None:
        """Leave the file as it is, still `.open`: the next start makes it good."""
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
                    raise disk.refused(path, error) from error


def original_of(known: Known | None) -> Original | None:
    """Given what is known of an address, return the record that holds its last payload."""
    return known.original if known else None


def stamp(seconds: float) -> str:
    """Given seconds since 1970, return the time in UTC to the second.

    >>> stamp(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
