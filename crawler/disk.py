"""The ways this room touches a disk, and the one sentence that is said when the disk refuses."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from parsers.contract import DiskFilled, DiskFull

FULL = {errno.ENOSPC, errno.EDQUOT}
LOW_WATER = 256 << 20  # bytes free under which no run begins: room for a batch of large attachments, the frontier and the log
STOP_WATER = 32 << 20  # bytes free under which a run stops taking work: enough to write its end


def refused(path: Path, error: OSError) -> DiskFilled:
    """Given what the system said of a path, return the error that stops a run: nothing counted is lost."""
    return DiskFilled(f"{path}: {error.strerror or error}; what was counted is kept. Make room or mend the disk, then run again")


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Whatever the system or SQLite refuses while `path` is worked on is raised as that sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise refused(path, OSError(str(error))) from error
    except sqlite3.DatabaseError as error:
        raise DiskFilled(f"{path}: damaged, or the disk cannot be read ({error}); see to the disk, then delete this file: it is rebuilt "
                         "from the WARC files") from error
    except OSError as error:
        raise refused(Path(error.filename or path), error) from error


def open_new(path: Path) -> int:
    """Given a path, create that file and make its name last; return its descriptor."""
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error
    return descriptor


def make_folder(folder: Path) -> None:
    """Given a folder, have it, its own name lasting too, whoever made it: a file in a folder without a name is lost."""
    missing = [above for above in folder.parents if not above.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, *missing):
        with suppress(PermissionError):  # a folder above that only others may read: whoever made the home saw to its name
            sync_folder(each.parent)


def write(descriptor: int, data: bytes) -> None:
    """Given a descriptor and bytes, write them all, however the system cuts them."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view):]


def sync(descriptor: int) -> None:
    """Given a descriptor, have what was written there on the disk."""
    os.fsync(descriptor)


def cut(descriptor: int, length: int) -> None:
    """Given a descriptor, take away what lies behind `length` and go on from there."""
    os.ftruncate(descriptor, length)
    os.lseek(descriptor, length, os.SEEK_SET)


def sync_folder(folder: Path) -> None:
    """Given a folder, make the names in it last."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Given two paths of one folder, rename for good."""
    os.rename(old, new)  # noqa: PTH104 - one place through which all renames of this room go
    sync_folder(new.parent)


def free(folder: Path) -> int:
    """Given a folder that may not be there yet, return the bytes free where it is or will be."""
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    return shutil.disk_usage(existing).free


def room_to_go_on(folder: Path) -> None:
    """Given the folder a run writes to, refuse to go on where the last room is needed to end well."""
    left = free(folder)
    if left < STOP_WATER:
        raise refused(folder, OSError(f"only {left >> 20} MB free"))


def room_to_begin(folder: Path) -> None:
    """Given the folder a run writes to, refuse to begin where there is too little room."""
    left = free(folder)
    if left < LOW_WATER:
        raise DiskFull(f"{folder}: {left >> 20} MB free, {LOW_WATER >> 20} MB are needed to begin; make room and run again")
