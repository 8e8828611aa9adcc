"""WARC files as they lie on disk or in a store: their names, and their gzip members one by one, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import fsspec
from isal import isal_zlib

CHUNK = 1 << 20
LONGEST = 1 << 30  # bytes of one record once inflated: the crawler stops far below; more is a bomb
MAGIC = b"\x1f\x8b\x08"
OPEN = ".open"
ENDING = re.compile(r"\.warc\.gz(\.open)?$")
UNPACK_ERROR: Any = isal_zlib.error  # a class, which its stub calls an instance


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member: where it begins, how long it is packed, what it holds; `problem` where it is not whole."""

    offset: int
    length: int
    data: bytes
    problem: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A WARC file by its lasting name (without `.open`), its size, and whether it is still being written."""

    name: str
    size: int
    open: bool


class Broken(ValueError):
    """A member that is cut or damaged; the message says how."""


def filesystem(warc: str) -> tuple[Any, str]:
    """Given a folder or any fsspec URL, return the filesystem and the path in it."""
    system, path = fsspec.core.url_to_fs(warc)
    return system, path


def listed(warc: str) -> list[File]:
    """Given where the WARC files lie, return them in the order of their names, which is that of their making within a site."""
    system, root = filesystem(warc)
    if not system.exists(root):
        return []
    found = system.find(root, detail=True)
    files = [(str(PurePosixPath(path).relative_to(PurePosixPath(root))), int(about["size"])) for path, about in found.items()]
    kept = [File(name.removesuffix(OPEN), size, name.endswith(OPEN)) for name, size in files if ENDING.search(name)]
    return sorted(kept, key=lambda file: (file.name, file.open))


def opened(warc: str, name: str) -> BinaryIO:
    """Given a file's lasting name, return it open for reading, under that name or while it is still being written."""
    system, root = filesystem(warc)
    path = f"{root.rstrip('/')}/{name}"
    stream: BinaryIO = system.open(path if system.exists(path) else path + OPEN, "rb")
    return stream


def member_at(warc: str, name: str, offset: int) -> Member:
    """Given a file and an offset, return the member that begins there; Broken where none does."""
    with opened(warc, name) as stream:
        stream.seek(offset)
        member = read_member(Window(stream, offset))
    if member is None:
        raise Broken(f"{name} ends before byte {offset}")
    return member


def members(stream: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Given an open WARC file, yield its members from `start` on.

    A damaged stretch is one member with a problem, and reading goes on at the next whole one; the last may be cut.
    """
    stream.seek(start)
    window = Window(stream, start)
    while True:
        offset = window.offset
        try:
            member = read_member(window)
        except (Broken, UNPACK_ERROR) as error:
            yield damaged(stream, offset, str(error))
            window = resume(stream, offset + 1)
            continue
        if member is None:
            return
        yield member


class Window:
    """A stream with the bytes already taken from it, so that a member's end can be given back."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        self.stream, self.offset, self.rest = stream, offset, b""

    def take(self) -> bytes:
        """The next bytes, b"" at the end of the file."""
        taken, self.rest = self.rest or self.stream.read(CHUNK), b""
        self.offset += len(taken)
        return taken

    def give_back(self, unused: bytes) -> None:
        """Put back what did not belong to the member."""
        self.rest = unused
        self.offset -= len(unused)


def read_member(window: Window) -> Member | None:
    """Given a window at a member's first byte, return it whole, checked against its trailer; None at the end of the file."""
    offset = window.offset
    packed = window.take()
    if not packed:
        return None
    unpacker = isal_zlib.decompressobj(31)
    pieces, size = [], 0
    while True:
        piece = unpacker.decompress(packed, LONGEST + 1 - size)
        pieces.append(piece)
        size += len(piece)
        if unpacker.eof:
            break
        if size > LONGEST:
            raise Broken(f"a record of more than {LONGEST} bytes")
        packed = unpacker.unconsumed_tail or window.take()
        if not packed:
            raise Broken("the file ends in the middle of a record")
    window.give_back(unpacker.unused_data)
    return Member(offset, window.offset - offset, b"".join(pieces))


def damaged(stream: BinaryIO, offset: int, reason: str) -> Member:
    """Given where a member is broken, return it as one with a problem, reaching to the next whole one or the end."""
    following = next_whole(stream, offset + 1)
    return Member(offset, following - offset, b"", reason)


def resume(stream: BinaryIO, start: int) -> Window:
    """Given where to look from, return a window at the next whole member, or at the end."""
    offset = next_whole(stream, start)
    stream.seek(offset)
    return Window(stream, offset)


def next_whole(stream: BinaryIO, start: int) -> int:
    """Given an offset, return where the next WARC record's member begins; the file's size where none does."""
    stream.seek(start)
    at, held = start, b""
    while block := stream.read(CHUNK):
        held = held[-2:] + block
        base = at + len(block) - len(held)
        place = held.find(MAGIC)
        while place >= 0:
            if begins_record(stream, base + place):
                return base + place
            place = held.find(MAGIC, place + 1)
        at += len(block)
        stream.seek(at)
    return at


def begins_record(stream: BinaryIO, offset: int) -> bool:
    """Tell whether a member that begins here unpacks to the beginning of a WARC record."""
    stream.seek(offset)
    try:
        return bool(isal_zlib.decompressobj(31).decompress(stream.read(4096), 5) == b"WARC/")
    except UNPACK_ERROR:
        return False
