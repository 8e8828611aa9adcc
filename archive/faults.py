"""What the system says when a disk is full, read-only or failing → one sentence and its exit code."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from archive.durable import made
from parsers.contract import DiskFilled, DiskFull, Exit, GongkaiError

LEAST = 64 << 20  # free bytes below which nothing is begun: a batch of documents and SQLite's own journal fit in it
FULL = {errno.ENOSPC, errno.EDQUOT}


def room(folder: Path, least: int | None = None) -> None:
    """Make the folder; DiskFull where too little is free to begin."""
    made(folder)
    wanted = int(os.environ.get("GONGKAI_FREE", LEAST)) if least is None else least
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise DiskFull(f"only {free:,} bytes are free in {folder}; at least {wanted:,} are needed to begin. Free some, then run it again")


class Stopped(GongkaiError):
    """Somebody asked to stop: Ctrl-C, or the signal TERM of a scheduler."""

    exit = Exit.STOPPED


@contextmanager
def stoppable(stands: str) -> Iterator[None]:
    """A request to stop ends the work between two writes and is said in a sentence; `stands` says what is kept."""
    def ask(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(f"stopped on request; {stands}") from None
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def spoken(path: Path, database: Path | None = None) -> Iterator[None]:
    """Whatever the system refuses while working on `path` is raised as a sentence that names it, or the database if that is another."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(error, database or path) from error
    except OSError as error:
        raise of_system(error, path) from error


def of_sqlite(error: sqlite3.Error, path: Path) -> GongkaiError:
    """Given what SQLite says, return it as a sentence."""
    said = str(error)
    if "full" in said:
        return DiskFilled(f"the disk filled while writing {path}; what was committed is kept. Free some room, then run it again")
    if "readonly" in said or "unable to open" in said:
        return GongkaiError(f"{path} cannot be written ({said}); check who owns the folder and whether it is mounted read-only")
    if "locked" in said:
        return GongkaiError(f"{path} is held by another program ({said}); run it again when that has ended")
    if "malformed" in said or "not a database" in said:
        return GongkaiError(f"{path} is damaged, or the disk cannot be read ({said}); see to the disk, then move this file away and run "
                            "gongkai build: the WARC files hold everything")
    return GongkaiError(f"{path}: {said}")


def of_system(error: OSError, path: Path) -> GongkaiError:
    """Given what the system says, return it as a sentence."""
    where = error.filename or path
    if error.errno in FULL:
        return DiskFilled(f"the disk filled while writing {where}; what was there before is kept. Free some room, then run it again")
    return GongkaiError(f"{where}: {error.strerror or error}; nothing was lost, run it again when that is mended")
