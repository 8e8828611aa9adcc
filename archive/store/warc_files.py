"""Access to the WARC files, in a folder or any fsspec store, and to single records."""

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

from gongkai import warc_reader as members
from gongkai.errors import GongkaiError
from gongkai.warc_reader import Record

OPEN = ".open"
ENDING = re.compile(r"\.warc\.gz(\.open)?$")


@dataclass(frozen=True, slots=True)
class WarcFile:
    """A WARC file by its final name (without `.open`), its size, and whether it is still being written."""

    name: str
    size: int
    open: bool


def filesystem(warc: str) -> tuple[Any, str]:
    """Return the filesystem of a folder or fsspec URL, and the path in it."""
    system, path = fsspec.core.url_to_fs(warc)
    return system, path.rstrip("/")


def local(system: Any) -> bool:
    """Return whether a filesystem is on this machine."""
    return isinstance(system, LocalFileSystem)


def listed(warc: str) -> list[WarcFile]:
    """Return the WARC files at `warc`, ordered by name, which within a site is the order of their creation."""
    with reached(warc):
        system, root = filesystem(warc)
        held = list(found(system, root))
    files = [(name.removesuffix(OPEN), size, name.endswith(OPEN)) for name, size in held if ENDING.search(name)]
    return sorted((WarcFile(*file) for file in files), key=lambda file: (file.name, file.open))


def found(system: Any, root: str) -> Iterator[tuple[str, int]]:
    """Yield every file below a folder of a filesystem, following links, with its size."""
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
    """Return a file, by its final name, open for reading, even while it is still being written."""
    system, root = filesystem(warc)
    path = f"{root}/{name}"
    with reached(warc):
        stream: BinaryIO = system.open(path if system.exists(path) else path + OPEN, "rb")
    return stream if local(system) else cast(BinaryIO, Far(warc, stream))


@contextmanager
def reached(warc: str) -> Iterator[None]:
    """Turn any exception of a store's library into one sentence; errors of local files pass unchanged."""
    try:
        yield
    except (GongkaiError, FileNotFoundError):
        raise
    except Exception as error:
        if "://" not in warc:
            raise
        raise GongkaiError(
            f"{warc}: the store does not work as expected ({error}); what is done is kept; rerun when the store works"
        ) from error


class Far:
    """A file of a remote store, open for reading."""

    def __init__(self, warc: str, stream: BinaryIO) -> None:
        self.warc, self.stream = warc, stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; GongkaiError if the store gives none."""
        with reached(self.warc):
            return self.stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to another position."""
        return self.stream.seek(offset, whence)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def __enter__(self) -> Far:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def record_at(warc: str, name: str, offset: int) -> Record:
    """Return the record that begins at an offset of a file; its `fault` says what is wrong if none does."""
    with opened(warc, name) as stream:
        return members.record_at(stream, offset)
