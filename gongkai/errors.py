"""Exit codes, and the errors that end a command with one sentence."""

from __future__ import annotations

import re
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the commands."""

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


CREDENTIALS = re.compile(r"(?<=://)[^\s/]+@")


class GongkaiError(Exception):
    """An error shown as one sentence: what happened, where, and what to do about it; without the user names and passwords of URLs.

    >>> str(GongkaiError("the cluster at tls://user:secret@a.example:1 is gone"))
    'the cluster at tls://…@a.example:1 is gone'
    """

    exit = Exit.FAILED

    def __str__(self) -> str:
        return CREDENTIALS.sub("…@", super().__str__())


class UsageError(GongkaiError):
    """The command line is invalid, such as an unknown site or a missing file."""

    exit = Exit.USAGE


class DiskFull(GongkaiError):
    """Too little free space to begin."""

    exit = Exit.DISK_FULL


class BadConfiguration(GongkaiError):
    """The registry or an option holds an invalid value."""

    exit = Exit.BAD_CONFIGURATION


class AlreadyRunning(GongkaiError):
    """Another run holds the lock."""

    exit = Exit.ALREADY_RUNNING


class Withheld(GongkaiError):
    """The snapshot failed an assertion; the previous one stays published."""

    exit = Exit.WITHHELD


class DiskRefused(GongkaiError):
    """The disk, or SQLite on it, failed during the run; committed data is safe."""


class DiskFilled(DiskRefused):
    """The disk filled up during the run; committed data is safe."""

    exit = Exit.DISK_FILLED


class VerifyFailed(GongkaiError):
    """Something in the archive differs from what was recorded."""

    exit = Exit.VERIFY_FAILED
