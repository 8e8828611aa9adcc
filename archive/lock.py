"""One run at a time: a lock file that names its holder and that a dead holder cannot keep."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.faults import spoken
from parsers.contract import AlreadyRunning, GongkaiError

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock. A process id alone proves nothing: ids are given out again, and anew after each boot."""

    pid: int
    boot: str  # the kernel's id of this boot; empty where it has none
    born: str  # when the process began, in the kernel's ticks; empty where unknown
    command: str
    since: str  # UTC

    def alive(self) -> bool:
        """Whether that very process still runs."""
        return self.boot == boot_id() and exists(self.pid) and born(self.pid) == self.born


def boot_id() -> str:
    """The id of this boot; empty where the kernel does not tell."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


def exists(pid: int) -> bool:
    """Whether a process of that id runs, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def born(pid: int) -> str:
    """When a process began, in clock ticks since boot (proc(5), field 22 of stat); empty where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def read(path: Path) -> Holder | None:
    """The holder that the lock file names; None where it is free, absent or was cut while being written."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def held(path: Path, command: str) -> Iterator[Holder]:
    """Hold the lock while the block runs; AlreadyRunning names the holder otherwise.

    The kernel's lock ends with the process. The name in the file also guards where such locks are not kept (some network file
    systems); one left by a dead process is taken over.
    """
    me = Holder(os.getpid(), boot_id(), born(os.getpid()), command, datetime.now(UTC).isoformat(timespec="seconds"))
    file = _open(path)
    try:
        with spoken(path):
            _take(file, path, me)
        yield me
        with suppress(OSError):  # the name of a dead holder guards nothing
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise GongkaiError(f"{path} cannot be written: {error.strerror}. Name a folder of yours with --home.") from error


def _take(file: int, path: Path, me: Holder) -> None:
    holder = read(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(_sentence(path, holder)) from error
    if holder and holder.pid != me.pid and holder.alive():
        raise AlreadyRunning(_sentence(path, holder))
    with suppress(OSError):  # on a full disk the kernel's lock holds without a name; whoever needs room says so
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(asdict(me)).encode(), 0)
        os.fsync(file)


def _sentence(path: Path, holder: Holder | None) -> str:
    who = f"process {holder.pid} ({holder.command}) since {holder.since}" if holder else "another process"
    return f"already running: {who} holds {path}. Wait for it, or end it; nothing was begun."
