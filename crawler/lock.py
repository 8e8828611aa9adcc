"""One crawl of a site at a time: a lock the system takes back when its holder dies, however that happens."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from crawler import disk
from parsers.contract import AlreadyRunning, now


class Lock:
    """A held lock; `release` gives it back, so does the end of the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock at that path; AlreadyRunning names the holder."""
        with disk.spoken(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            with disk.spoken(path):
                self._take(path)
        except BaseException:
            self.release()
            raise

    def _take(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 200, 0).decode(errors="replace").strip() or "another process"
            raise AlreadyRunning(f"{path}: {holder} is crawling this site; wait for it to end or stop it") from None
        os.ftruncate(self._file, 0)
        disk.write(self._file, f"process {os.getpid()}, since {now():%Y-%m-%d %H:%M:%S} UTC,".encode())

    def release(self) -> None:
        """Give it back."""
        os.close(self._file)
