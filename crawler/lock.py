"""One crawl of a site at a time: a lock the system takes back when its holder dies, however that happens."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from parsers.contract import AlreadyRunning, now


class Lock:
    """A held lock; `release` gives it back, so does the end of the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock at that path; AlreadyRunning names the holder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            raise AlreadyRunning(f"{path}: {holder} is crawling this site; wait for it to end or stop it") from None
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}, since {now():%Y-%m-%d %H:%M:%S} UTC,")
        self._file.flush()

    def release(self) -> None:
        """Give it back."""
        self._file.close()
