"""Wipe the environment that a process was started with, secrets included.

Preloaded by the server that forks the workers: taking names out of `os.environ` leaves the text of their values in memory.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

SHARED = 2  # bytes: shorter objects are shared by all of Python
STARTS, ENDS = 49, 50  # env_start and env_end in /proc/PID/stat, counted from the process's state as 2: proc(5)


def forget_environment() -> None:
    """Overwrite and empty the environment of this process; what it starts later has none."""
    values = list(getattr(os.environ, "_data", {}).values())
    os.environ.clear()
    if sys.implementation.name == "cpython":
        for value in values:
            if isinstance(value, bytes) and len(value) > SHARED:
                ctypes.memset(id(value) + bytes.__basicsize__ - 1, 0, len(value))
    with suppress(OSError, ValueError, IndexError):
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[STARTS - 2]), int(fields[ENDS - 2])
        if 0 < start < end:
            ctypes.memset(start, 0, end - start)


if any("multiprocessing.forkserver" in word for word in sys.orig_argv):  # imported beforehand by the server that forks workers
    forget_environment()
