"""How long the task at hand may still take, for readers that can stop half-way and keep what they have."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ends = [math.inf]  # on the monotonic clock; one task at a time in a process


def begin(seconds: float) -> None:
    """Note that a task begins which may take that long."""
    _ends[0] = time.monotonic() + seconds


def time_left() -> float:
    """Return the seconds left, infinity where nobody set a limit.

    >>> time_left()
    inf
    """
    return _ends[0] - time.monotonic()


class Interrupted(BaseException):
    """Raised in code whose budget is used up; no `except Exception` holds it."""


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Raise Interrupted in the code within after so much processor time; without effect outside the main thread, where no signal comes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted
