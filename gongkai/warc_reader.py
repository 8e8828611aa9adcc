"""Read WARC files member by member: every record with its offset, and whether it is complete to its gzip trailer.

Works on a binary stream without other state. The crawler repairs and rebuilds with it; the archive reads and verifies with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from isal import isal_zlib

from gongkai.terminal.amounts import counted

CHUNK = 1 << 16  # small enough that handing the rest of a chunk to the next member costs little
LONGEST = 1 << 30  # bytes of one record once inflated: the crawler stops far below, more is a bomb
MAGIC = b"\x1f\x8b\x08"
GZIP = 31  # zlib's name for: gzip wrapper, 32 KB window; the trailer is checked
DAMAGE: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub names an instance
END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record; `offset` and `length` locate its gzip member in the file.

    `fault` is empty for a complete record; otherwise it says what is wrong, and the block may be truncated.
    """

    offset: int
    length: int
    fields: tuple[tuple[str, str], ...]
    block: bytes
    fault: str = ""

    @property
    def complete(self) -> bool:
        """Whether the gzip trailer is present and correct and the block is as long as declared."""
        return not self.fault

    @property
    def type(self) -> str:
        """`response`, `metadata` …; "" if the header is unreadable."""
        return self.get("WARC-Type")

    def get(self, name: str, default: str = "") -> str:
        """Return the first field of that name, ignoring case."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), default)


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member of a file: its location and content; `fault` as in `Record`."""

    offset: int
    length: int
    data: bytes
    fault: str = ""


class _Window:
    """A buffer over a stream that knows its position in the file."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        self.stream, self.offset, self.buffer = stream, offset, b""
        stream.seek(offset)

    def fill(self) -> bool:
        """Ensure that the buffer is not empty; False at the end of the file."""
        if not self.buffer:
            self.buffer = self.stream.read(CHUNK)
        return bool(self.buffer)

    def to_magic(self) -> None:
        """Advance to the next bytes that may begin a member, or to the end."""
        while self.fill():
            found = self.buffer.find(MAGIC)
            if found >= 0:
                self.skip(found)
                return
            more = self.stream.read(CHUNK)
            self.skip(len(self.buffer) if not more else max(0, len(self.buffer) - len(MAGIC) + 1))
            self.buffer += more

    def skip(self, count: int) -> None:
        """Drop that many bytes from the buffer."""
        self.buffer = self.buffer[count:]
        self.offset += count

    def back(self, offset: int) -> None:
        """Seek back to `offset` of the file."""
        self.stream.seek(offset)
        self.offset, self.buffer = offset, b""


def members(stream: BinaryIO, offset: int = 0) -> Iterator[Member]:
    """Yield the gzip members of a seekable stream with their offsets, continuing after damaged ones."""
    window = _Window(stream, offset)
    while window.fill():
        start = window.offset
        data, fault = _inflate(window)
        if fault:
            window.back(start + 1)
            _resume(window)
        yield Member(start, window.offset - start, data, fault)


def _inflate(window: _Window) -> tuple[bytes, str]:
    inflater, pieces, size = isal_zlib.decompressobj(wbits=GZIP), [], 0
    try:
        while window.fill():
            pieces.append(inflater.decompress(window.buffer))
            window.skip(len(window.buffer) - len(inflater.unused_data))
            size += len(pieces[-1])
            if size > LONGEST:
                return b"", f"damaged: a record of more than {LONGEST} bytes"
            if inflater.eof:
                return b"".join(pieces), ""
    except DAMAGE as error:
        return b"".join(pieces), f"damaged: {error}"
    return b"".join(pieces), "cut: the file ends inside this record"


def _resume(window: _Window) -> None:
    """Seek to the next offset whose first bytes decompress to a record, or to the end of the file."""
    while True:
        window.to_magic()
        if not window.fill():
            return
        if _begins_record(window):
            return
        window.skip(1)


def _begins_record(window: _Window) -> bool:
    if len(window.buffer) < 512:
        window.buffer += window.stream.read(CHUNK)
    try:
        return bytes(isal_zlib.decompressobj(wbits=GZIP).decompress(window.buffer[:512], 5)) == b"WARC/"
    except DAMAGE:
        return False


def records(stream: BinaryIO, offset: int = 0) -> Iterator[Record]:
    """Yield the records of a seekable `.warc.gz` stream in file order; damaged ones carry a fault."""
    return map(record, members(stream, offset))


def record_at(stream: BinaryIO, offset: int) -> Record:
    """Return the record whose member begins at `offset`; a record with a fault if none begins there."""
    return next(records(stream, offset), Record(offset, 0, (), b"", "cut: the file ends before this record"))


def record(member: Member) -> Record:
    """Return the record held by a member."""
    head, fields = header(member.data)
    declared = dict(fields).get("Content-Length", "")
    size = int(declared) if declared.isdecimal() else -1
    block = member.data[head : head + size] if size >= 0 else member.data[head:]
    fault = member.fault or _misfit(member.data, head, size)
    return Record(member.offset, member.length, fields, block, fault)


def _misfit(data: bytes, head: int, size: int) -> str:
    if not head or not data.startswith(b"WARC/"):
        return "damaged: no WARC header"
    if size < 0:
        return "damaged: no Content-Length"
    if data[head + size :] != END:
        return f"damaged: Content-Length says {counted(size, 'byte')}, the record holds {len(data) - head - len(END)}"
    return ""


def header(data: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return the length of a record's header and its fields as written; length 0 if the header is incomplete."""
    end = data.find(END)
    if end < 0:
        return 0, ()
    lines = data[:end].decode("utf-8", "replace").split("\r\n")[1:]
    parts = (line.partition(":") for line in lines)
    return end + len(END), tuple((name.strip(), value.strip()) for name, _, value in parts)


def digest(data: bytes) -> str:
    """Return the digest of the data in the notation of the WARC digest fields.

    >>> digest(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return "sha256:" + hashlib.sha256(data).hexdigest()


def complete_length(stream: BinaryIO) -> int:
    """Return how many bytes from the start of a stream form complete records."""
    end = 0
    for found in records(stream):
        if not found.complete:
            return found.offset
        end = found.offset + found.length
    return end
