"""A request to stop (Ctrl-C, or SIGTERM from a scheduler) ends a command between two writes, with one sentence."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from gongkai.errors import Exit, GongkaiError


class Stopped(GongkaiError):
    """A request to stop: Ctrl-C, or SIGTERM from a scheduler."""

    exit = Exit.STOPPED


@contextmanager
def stoppable(stands: str) -> Iterator[None]:
    """End the work between two writes on a request to stop, with one sentence; `stands` says what is kept."""

    def ask(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(f"stopped on request; {stands}") from None
    finally:
        signal.signal(signal.SIGTERM, before)
