"""How far the task at hand is, for readers of long scans: each page read is reported to whoever waits for the answer."""

from __future__ import annotations

import re
from collections.abc import Callable

Report = Callable[[bytes], None]

MARK = b"page "  # no pickle begins like this
SHAPE = re.compile(rb"page ([0-9]{1,6}) ([0-9]{1,6})")
LONGEST = len(MARK) + 13  # bytes of such a message

_reports: list[Report] = []  # empty where nobody waits


def begin(report: Report) -> None:
    """Note where the process at hand reports pages."""
    _reports[:] = [report]


def report(page: int, pages: int) -> None:
    """Report that a task is at this page of so many."""
    for each in _reports:
        each(MARK + f"{page} {pages}".encode())


def unpacked(body: bytes) -> tuple[int, int] | None:
    """Return page and pages of such a message; None for any other, whose sender is not believed.

    >>> unpacked(b"page 3 40"), unpacked(b"page 3"), unpacked(b"page 41 40")
    ((3, 40), None, None)
    """
    match = SHAPE.fullmatch(body)
    page, pages = (int(match[1]), int(match[2])) if match else (0, 0)
    return (page, pages) if 0 < page <= pages else None
