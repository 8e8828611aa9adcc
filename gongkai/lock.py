"""A lock file that allows one run at a time, names its holder, and cannot be kept by a dead process."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai import disk
from gongkai.errors import AlreadyRunning, GongkaiError

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock. The process id alone proves nothing: ids are reused, and start over at each boot."""

    pid: int
    boot: str  # the kernel's id of this boot; "" if it has none
    born: str  # when the process began, in the kernel's ticks; empty where unknown
    command: str
    since: str  # UTC

    def alive(self) -> bool:
        """Whether that same process is still running."""
        return self.boot == boot_id() and exists(self.pid) and born(self.pid) == self.born


def boot_id() -> str:
    """Return the id of the current boot; "" if the kernel provides none."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


def exists(pid: int) -> bool:
    """Whether a process with that id is running, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def born(pid: int) -> str:
    """Return when a process started, in clock ticks since boot (proc(5), field 22 of stat).

    Empty if the system does not provide it, and for a zombie, which no longer runs.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def holder_of(path: Path) -> Holder | None:
    """Return the holder named in a lock file; None if it is absent, empty or incompletely written."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def held(path: Path, command: str) -> Iterator[Holder]:
    """Hold the lock while the block runs; raises AlreadyRunning, which names the holder.

    The kernel releases its lock when the process ends. The name in the file also guards file systems without such locks (some network file
    systems); a name left by a dead process is replaced.
    """
    me = Holder(os.getpid(), boot_id(), born(os.getpid()), command, datetime.now(UTC).isoformat(timespec="seconds"))
    file = _open(path)
    try:
        with disk.explained(path):
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
        raise GongkaiError(f"{path} cannot be written: {error.strerror}. Choose another folder with --home.") from error


def _take(file: int, path: Path, me: Holder) -> None:
    holder = holder_of(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(_sentence(path, holder)) from error
    if holder and holder.pid != me.pid and holder.alive():
        raise AlreadyRunning(_sentence(path, holder))
    with suppress(OSError):  # on a full disk the kernel's lock holds without a name; the writer that needs room reports it
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(asdict(me)).encode(), 0)
        os.fsync(file)


def _sentence(path: Path, holder: Holder | None) -> str:
    who = f"process {holder.pid} ({holder.command}) since {holder.since}" if holder else "another process"
    return f"already running: {who} holds {path}. Wait for it or end it; nothing was started."
