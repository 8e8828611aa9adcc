"""The table of nights, in order, and the time of each.

The theatre begins on Tuesday 24 February 2026 at 10:00 in Beijing (02:00 UTC). The order follows the working days up to
15 May, and further runs of a day end before 18:00, so that both calendars show one date. Annual columns are due daily
until the end of April, notices on each working day: the first run of a working day finds every column due, a second run
finds none due but what failed. A night's faults last that night.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.scenarios.nights.judge import judge
from tests.scenarios.nights.model import Night
from tests.scenarios.nights.table.spring import SPRING
from tests.scenarios.nights.table.summer import SUMMER

__all__ = ["NIGHTS", "START", "judge", "timeline"]

START = datetime(2026, 2, 24, 2, tzinfo=UTC)

NIGHTS: tuple[Night, ...] = (*SPRING, *SUMMER)


def timeline() -> Iterator[tuple[datetime, datetime, Night]]:
    """Yield true time, time of the machine's clock, and night, in order; `Portal.day` takes the true time."""
    now = START
    for night in NIGHTS:
        now += timedelta(hours=night.hours)
        yield now, now + timedelta(hours=night.skew), night
