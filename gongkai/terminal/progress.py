"""How far a command is: done, total, rate and time left, one line redrawn on a terminal, a line a minute in a log."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TextIO

from gongkai.terminal.amounts import duration, size

OFTEN = 0.2  # seconds between two drawings of the line
SELDOM = 60.0  # seconds between two lines of a log, and before its first: what ends sooner needs none
LEAST = 0.001  # seconds; no rate is taken over less

Clock = Callable[[], float]


@dataclass(slots=True)
class ProgressLine:
    """The line that says how far a command is. On a terminal it is redrawn, and cleared before other output; a log gets it as lines."""

    stream: TextIO | None
    clock: Clock = time.monotonic
    drawn: float = field(init=False)  # when, on that clock
    visible: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.drawn = self.clock() if not self.is_terminal() else self.clock() - OFTEN

    def is_terminal(self) -> bool:
        """Return whether a line can be redrawn."""
        return self.stream is not None and self.stream.isatty() and os.environ.get("TERM") != "dumb"

    def draw(self, text: Callable[[], str], now: bool = False) -> None:
        """Show a text if it is time; `now` shows it at once on a terminal."""
        if self.stream is None:
            return
        pause = OFTEN if self.is_terminal() else SELDOM
        if self.clock() - self.drawn < pause and not (now and self.is_terminal()):
            return
        self.drawn = self.clock()
        with suppress(OSError, ValueError):  # a closed terminal or log stops no work
            self.stream.write(f"\r{fitted(text())}\x1b[K" if self.is_terminal() else f"{text()}\n")
            self.stream.flush()
            self.visible = self.is_terminal()

    def clear(self) -> None:
        """Erase the line before other output."""
        if self.stream is None or not self.visible:
            return
        with suppress(OSError, ValueError):
            self.stream.write("\r\x1b[K")
            self.stream.flush()
        self.visible = False


def fitted(text: str) -> str:
    """Return a text cut to the width of the terminal: a line that wraps could not be redrawn."""
    width = shutil.get_terminal_size().columns - 1
    return text if len(text) <= width else f"{text[: width - 1]}…"


@dataclass(slots=True)
class Progress:
    """How far one command is, step after step; silent without a stream.

    >>> progress = Progress("build", None)
    >>> progress.move("documents", 200, 800)
    >>> progress.text().partition(" · ")[0]
    'build: 200 of 800 documents'
    """

    command: str
    stream: TextIO | None = None
    clock: Clock = time.monotonic
    line: ProgressLine = field(init=False)
    step: str = ""
    done: float = 0
    total: float = 0
    bytes: bool = False
    note: str = ""
    began: float = 0.0
    first: float = 0  # what was done when the step began: a command that continues did it before

    def __post_init__(self) -> None:
        self.line = ProgressLine(self.stream, self.clock)

    def move(self, step: str, done: float, total: float, in_bytes: bool = False) -> None:
        """Note that so many of so many `step` (a plural: `documents`; with `in_bytes` a participle: `checked`) are done."""
        fresh = step != self.step
        if fresh:
            self.step, self.began, self.first = step, self.clock(), done
        self.note = "" if fresh or done != self.done else self.note
        self.done, self.total, self.bytes = done, total, in_bytes
        self.line.draw(self.text, now=fresh or done >= total)

    def begin(self, step: str) -> None:
        """Note that a step begins of which nobody knows how long it is, such as `comparing`."""
        self.move(step, 0, 0)

    def say(self, note: str) -> None:
        """Add a word on the part at hand, such as the page of a long scan; it goes with the next move."""
        self.note = note
        self.line.draw(self.text)

    def text(self) -> str:
        """Return the line: what is done of what, the rate, the time left, as far as they are known."""
        seconds = self.clock() - self.began
        note = [self.note] if self.note else []
        if not self.total:
            return " · ".join([f"{self.command}: {self.step}", duration(seconds), *note])
        done, total = (size(self.done), size(self.total)) if self.bytes else (f"{self.done:,}", f"{self.total:,}")
        return " · ".join([f"{self.command}: {done} of {total} {self._things()}", *self._pace(seconds), *note])

    def _things(self) -> str:
        """Return the step's plural, in the singular for one: its first word in s has none (`page of the database`)."""
        return re.sub(r"s\b", "", self.step, count=1) if self.total == 1 and not self.bytes else self.step

    def _pace(self, seconds: float) -> list[str]:
        """Return rate and time left; nothing before there is a rate."""
        if self.done <= self.first or seconds < LEAST:
            return []
        rate = (self.done - self.first) / seconds
        left = duration(max(self.total - self.done, 0) / rate)
        return [f"{size(rate)}/s" if self.bytes else f"{rate:,.1f}/s", f"{left} left"]


QUIET = Progress("")  # for callers that nobody looks at


@contextmanager
def shown(command: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """Show on standard error how far a command is while the block runs; the line is gone when it ends."""
    progress = Progress(command, sys.stderr if stream is None else stream)
    try:
        yield progress
    finally:
        progress.line.clear()
