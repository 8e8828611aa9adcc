"""Where the WARC files lie, in a folder or in any store fsspec knows, and one record of one of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from parsers import warc as members
from parsers.contract import GongkaiError
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


def local(system: Any) -> bool:
    """Tell whether a filesystem is this machine's."""
    return isinstance(system, LocalFileSystem)


def listed(warc: str) -> list[File]:
    """Given where the WARC files lie, return them in the order of their names, which is that of their making within a site."""
    with reached(warc):
        system, root = filesystem(warc)
        held = list(found(system, root))
    files = [(name.removesuffix(OPEN), size, name.endswith(OPEN)) for name, size in held if ENDING.search(name)]
    return sorted((File(*file) for file in files), key=lambda file: (file.name, file.open))


def found(system: Any, root: str) -> Iterator[tuple[str, int]]:
    """Given a filesystem and a folder in it, yield every file below, behind links too, with its size."""
    if local(system):
        for folder, _, names in os.walk(root, followlinks=True):
            for path in (Path(folder, name) for name in names):
                if path.exists():  # a link may lead nowhere
                    yield path.relative_to(root).as_posix(), path.stat().st_size
    elif system.exists(root):
        system.invalidate_cache()
        for name, about in system.find(root, detail=True).items():
            yield str(PurePosixPath(name).relative_to(PurePosixPath(root))), int(about["size"])


def opened(warc: str, name: str) -> BinaryIO:
    """Given a file's lasting name, return it open for reading, under that name or while it is still being written."""
    system, root = filesystem(warc)
    path = f"{root}/{name}"
    with reached(warc):
        stream: BinaryIO = system.open(path if system.exists(path) else path + OPEN, "rb")
    return stream if local(system) else cast(BinaryIO, Far(warc, stream))


@contextmanager
def reached(warc: str) -> Iterator[None]:
    """Whatever the library of a store raises is one sentence; a file of this machine says itself what is wrong with it."""
    try:
        yield
    except (GongkaiError, FileNotFoundError):
        raise
    except Exception as error:
        if "://" not in warc:
            raise
        raise GongkaiError(f"{warc}: the store does not answer as it should ({error}); what was done before stays, run it again when it "
                           "does") from error


class Far:
    """A file of a store, open for reading."""

    def __init__(self, warc: str, stream: BinaryIO) -> None:
        self.warc, self.stream = warc, stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes; GongkaiError where the store gives none."""
        with reached(self.warc):
            return self.stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Stand somewhere else."""
        return self.stream.seek(offset, whence)

    def close(self) -> None:
        """Let go of it."""
        self.stream.close()

    def __enter__(self) -> Far:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def record_at(warc: str, name: str, offset: int) -> Record:
    """Given a file and an offset, return the record that begins there; its fault says what is wrong where none does."""
    with opened(warc, name) as stream:
        return members.record_at(stream, offset)
