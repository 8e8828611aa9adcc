"""Working days of Chinese offices: weekends, public holidays, and weekends worked in exchange."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from gongkai import yaml_tables

DAY = timedelta(days=1)
SATURDAY = 5


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml_tables.read("gongkai", "workdays.yaml")
    return found


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += DAY


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the public holidays of a year and the weekend days worked in exchange."""
    table = _table()
    known = table["years"].get(year) or table["usual"]
    closed = [day for span in known["closed"] for day in days(*(_day(year, text) for text in span.split()))]
    if year not in table["years"] and year in table["new_year"]:
        before, after = table["usual"]["spring_festival"]
        first = _day(year, table["new_year"][year])
        closed += days(first + before * DAY, first + after * DAY)
    return frozenset(closed), frozenset(_day(year, text) for text in known.get("worked", ()))


def announced(year: int) -> bool:
    """Whether the State Council's holiday notice for that year is in the table.

    >>> announced(2026), announced(2099)
    (True, False)
    """
    return year in _table()["years"]


def works(day: date) -> bool:
    """Whether offices work on that day.

    >>> works(date(2026, 2, 17)), works(date(2026, 2, 28)), works(date(2026, 3, 1)), works(date(2026, 3, 2))
    (False, True, False, True)
    """
    closed, worked = _year(day.year)
    return day in worked or (day not in closed and day.weekday() < SATURDAY)


def next_working(day: date) -> date:
    """Return the day itself if offices work on it, else the next working day.

    >>> next_working(date(2026, 2, 15))
    datetime.date(2026, 2, 24)
    """
    while not works(day):
        day += DAY
    return day


def working_days(first: date, last: date) -> int:
    """Count the working days after the first day, up to and including the last.

    >>> working_days(date(2026, 2, 13), date(2026, 2, 24))
    2
    """
    return sum(works(day) for day in days(first + DAY, last))
