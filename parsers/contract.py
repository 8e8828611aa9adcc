"""Names that all rooms and their users share: exit codes, errors, the home folder, the time."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path

STARTED = time.monotonic()


class Exit(IntEnum):
    """What a command answers the shell."""

    COMPLETE = 0
    FAILED = 1
    USAGE = 2
    DISK_FULL = 3  # at start: nothing was begun
    BAD_CONFIGURATION = 4
    ALREADY_RUNNING = 5
    PARTIAL = 6  # some columns failed or are incomplete
    WITHHELD = 7  # an assertion failed, the snapshot is not published
    STOPPED = 11  # on request
    DISK_FILLED = 16  # while running: what was counted is kept
    CHALLENGED = 18  # challenged or rate-limited everywhere
    VERIFY_FAILED = 20


class GongkaiError(Exception):
    """A sentence for the person at the terminal: what, where, what to do."""

    exit = Exit.FAILED


class UsageError(GongkaiError):
    """The words of the call do not fit: unknown site, no such file."""

    exit = Exit.USAGE


class DiskFull(GongkaiError):
    """Too little room to begin."""

    exit = Exit.DISK_FULL


class BadConfiguration(GongkaiError):
    """The registry or an option says what cannot be."""

    exit = Exit.BAD_CONFIGURATION


class AlreadyRunning(GongkaiError):
    """Another run holds the lock."""

    exit = Exit.ALREADY_RUNNING


class Withheld(GongkaiError):
    """The snapshot broke an assertion; the last good one stays."""

    exit = Exit.WITHHELD


class DiskFilled(GongkaiError):
    """The disk filled while running; what was counted is kept."""

    exit = Exit.DISK_FILLED


class VerifyFailed(GongkaiError):
    """Something in the archive is not what it was."""

    exit = Exit.VERIFY_FAILED


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds one archive.

    >>> Home(Path("data")).database.as_posix()
    'data/gongkai.db'
    """

    root: Path

    @property
    def warc(self) -> str:
        """Where the WARC files lie: a folder, or any fsspec URL named by GONGKAI_WARC."""
        return os.environ.get("GONGKAI_WARC") or str(self.root / "warc")

    @property
    def frontier(self) -> Path:
        """One SQLite file a site: what was seen and when it is due."""
        return self.root / "frontier"

    @property
    def database(self) -> Path:
        """The working database, rebuilt from the WARC files."""
        return self.root / "gongkai.db"

    @property
    def public(self) -> Path:
        """The published snapshots."""
        return self.root / "public"


def again(home: Home, registry: Path | None) -> list[str]:
    """The words that start this gongkai as a process of its own; -P, since a folder `archive` where it is called is no room of ours."""
    return [sys.executable, "-P", "-m", "archive", "--home", str(home.root), *(["--registry", str(registry)] if registry else [])]


def now() -> datetime:
    """The time in UTC; where GONGKAI_NOW is set (ISO 8601), that time and what has passed since this process began."""
    told = os.environ.get("GONGKAI_NOW")
    if not told:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(told)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) + timedelta(seconds=time.monotonic() - STARTED)
