"""Durable writes, free space, and the translation of disk and SQLite errors into one sentence with an exit code.

All packages write to disk through these functions, so that a test can make each call fail in turn.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gongkai.errors import BadConfiguration, DiskFilled, DiskFull, DiskRefused
from gongkai.terminal.amounts import counted

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # EFBIG: the limit on the size of a file, RLIMIT_FSIZE
STOP_WATER = 32 << 20  # bytes free under which a run takes no further work: enough to write its end
CRAWL_NEEDS = 256 << 20  # bytes: a batch of large attachments, the frontier and the log
BUILD_NEEDS = 64 << 20  # bytes: a batch of documents and SQLite's own journal


# ---- refusals


def refusal(error: OSError | sqlite3.Error, path: Path) -> DiskRefused:
    """Return the error that ends a command: `DiskFilled` if the disk is full, otherwise `DiskRefused`.

    A file named by the OSError takes precedence over `path`, the file or folder being worked on.
    """
    return _of_sqlite(error, path) if isinstance(error, sqlite3.Error) else _of_system(error, path)


@contextmanager
def explained(path: Path, database: Path | None = None) -> Iterator[None]:
    """Turn any OSError or SQLite error raised in the block into a `DiskRefused` that names `path` (or the database)."""
    try:
        yield
    except sqlite3.Error as error:
        raise refusal(error, database or path) from error
    except OSError as error:
        raise refusal(error, path) from error


def _of_system(error: OSError, path: Path) -> DiskRefused:
    where = error.filename or path
    if error.errno in FULL:
        why = error.strerror or error
        return DiskFilled(f"the disk filled while writing {where} ({why}); committed data is safe. Free some space, then rerun.")
    return DiskRefused(f"{where}: {error.strerror or error}; committed data is safe. Repair the disk or its permissions, then rerun.")


# what SQLite says (a part of its message) → the sentence; {path} and {said} are filled in
SQLITE_SAYS: tuple[tuple[tuple[str, ...], type[DiskRefused], str], ...] = (
    (("full",), DiskFilled, "the disk filled while writing {path}; committed data is safe. Free some space, then rerun."),
    (
        ("readonly", "unable to open"),
        DiskRefused,
        "{path} cannot be written ({said}); check who owns the folder and whether it is mounted read-only.",
    ),
    (("locked",), DiskRefused, "{path} is held by another program ({said}); rerun when that has ended."),
    (
        ("malformed", "not a database"),
        DiskRefused,
        "{path} is damaged, or the disk cannot be read ({said}). Check the disk, then delete this file and rerun: it is rebuilt from the "
        "WARC files.",
    ),
)


def _of_sqlite(error: sqlite3.Error, path: Path) -> DiskRefused:
    said = str(error)
    for signs, kind, sentence in SQLITE_SAYS:
        if any(sign in said for sign in signs):
            return kind(sentence.format(path=path, said=said))
    return DiskRefused(f"{path}: {said}; committed data is safe.")


# ---- free space


def free(folder: Path) -> int:
    """Return the free bytes of the file system that holds `folder`, which need not exist yet."""
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    return shutil.disk_usage(existing).free


def needed(default: int) -> int:
    """Return the bytes that must be free before a command begins: GONGKAI_FREE if set, otherwise `default`."""
    wanted = os.environ.get("GONGKAI_FREE")
    if wanted is None:
        return default
    if not wanted.isdigit():
        raise BadConfiguration(f"GONGKAI_FREE={wanted!r} is not a number of bytes; set it to one, such as {default}, or unset it.")
    return int(wanted)


def require_room(folder: Path, least: int) -> None:
    """Raise `DiskFull` if fewer than `least` bytes are free at the start."""
    left = free(folder)
    if left < least:
        only = counted(left, "byte is", "bytes are")
        raise DiskFull(f"only {only} free in {folder}; at least {least:,} are needed to begin. Free some space, then rerun.")


def require_room_to_continue(folder: Path) -> None:
    """Raise `DiskFilled` if the remaining space is needed to end the run cleanly."""
    left = free(folder)
    if left < STOP_WATER:
        raise DiskFilled(
            f"{folder}: only {counted(left, 'byte is', 'bytes are')} free; committed data is safe. Free some space, then rerun."
        )


# ---- open files

FILES_OF_A_SITE = 14  # twice the 7 measured with one connection each (30 sites side by side: 216 files): room for further connections
FILES_OF_A_RUN = 96  # the interpreter, the event loop, name look-ups, the terminal


def open_files() -> int:
    """Return how many files this process may have open, once the soft limit is raised to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return hard if hard != resource.RLIM_INFINITY else max(soft, 1 << 20)


def raise_open_files() -> int:
    """Raise the soft limit of open files as far as the hard one allows, and return what holds now."""
    wanted = min(open_files(), 1 << 16)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        with suppress(ValueError, OSError):  # a system that counts otherwise keeps what it has
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def sites_at_once(files: int) -> int:
    """Return how many sites a crawl may visit side by side with so many open files.

    >>> sites_at_once(1024), sites_at_once(100)
    (66, 1)
    """
    return max(1, (files - FILES_OF_A_RUN) // FILES_OF_A_SITE)


# ---- folders and names


def make_folder(folder: Path) -> None:
    """Create the folder and fsync its parents so that the entry survives a power loss, whoever created it."""
    missing = [above for above in folder.parents if not above.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, *missing):
        with suppress(PermissionError):  # a parent that only others may read: whoever made the home synced its name
            sync_path(each.parent)


def sync_path(path: Path) -> None:
    """Fsync a file or a folder's entries."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Rename within one folder and fsync the folder."""
    os.rename(old, new)  # noqa: PTH104 - the one place through which all renames of WARC files go
    sync_path(new.parent)


# ---- open descriptors


def open_new(path: Path) -> int:
    """Create a file that must not exist yet, fsync its folder and return the descriptor; `DiskRefused` on failure."""
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        sync_path(path.parent)
    except OSError as error:
        raise refusal(error, path) from error
    return descriptor


def write(descriptor: int, data: bytes) -> None:
    """Write all bytes to the descriptor, repeating partial writes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync(descriptor: int) -> None:
    """Fsync the descriptor."""
    os.fsync(descriptor)


def cut(descriptor: int, length: int) -> None:
    """Truncate to `length` bytes and continue writing there."""
    os.ftruncate(descriptor, length)
    os.lseek(descriptor, length, os.SEEK_SET)


# ---- complete files


def replace(temporary: Path, path: Path) -> None:
    """Atomically replace `path`: fsync the temporary file, rename it, fsync the folder."""
    sync_path(temporary)
    temporary.rename(path)
    sync_path(path.parent)


def write_file(path: Path, text: str) -> None:
    """Write a text file atomically."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    replace(temporary, path)


def as_json(data: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return the data as JSON that a person can read, ending with a newline."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
