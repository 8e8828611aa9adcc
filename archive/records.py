"""Where the WARC files lie, in a folder or in any store fsspec knows, and one record of one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import fsspec

from parsers import warc as members
from parsers.warc import Record

OPEN = ".open"
ENDING = re.compile(r"\.warc\.gz(\.open)?$")


@dataclass(frozen=True, slots=True)
class File:
    """A WARC file by its lasting name (without `.open`), its size, and whether it is still being written."""

    name: str
    size: int
    open: bool


def filesystem(warc: str) -> tuple[Any, str]:
    """Given a folder or any fsspec URL, return the filesystem and the path in it."""
    system, path = fsspec.core.url_to_fs(warc)
    return system, path.rstrip("/")


def listed(warc: str) -> list[File]:
    """Given where the WARC files lie, return them in the order of their names, which is that of their making within a site."""
    system, root = filesystem(warc)
    if not system.exists(root):
        return []
    system.invalidate_cache()
    found = system.find(root, detail=True)
    files = [(str(PurePosixPath(path).relative_to(PurePosixPath(root))), int(about["size"])) for path, about in found.items()]
    kept = [File(name.removesuffix(OPEN), size, name.endswith(OPEN)) for name, size in files if ENDING.search(name)]
    return sorted(kept, key=lambda file: (file.name, file.open))


def opened(warc: str, name: str) -> BinaryIO:
    """Given a file's lasting name, return it open for reading, under that name or while it is still being written."""
    system, root = filesystem(warc)
    path = f"{root}/{name}"
    stream: BinaryIO = system.open(path if system.exists(path) else path + OPEN, "rb")
    return stream


def record_at(warc: str, name: str, offset: int) -> Record:
    """Given a file and an offset, return the record that begins there; its fault says what is wrong where none does."""
    with opened(warc, name) as stream:
        return members.record_at(stream, offset)
