"""Working days of Chinese offices: weekends, holidays, and the weekends worked instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

DAY = timedelta(days=1)
SATURDAY = 5


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("parsers").joinpath("calendar.yaml").read_text(encoding="utf-8"))
    return found


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += DAY


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The closed days of a year and its weekends worked instead."""
    table = _table()
    known = table["years"].get(year) or table["usual"]
    closed = [day for span in known["closed"] for day in days(*(_day(year, text) for text in span.split()))]
    if year not in table["years"] and year in table["new_year"]:
        before, after = table["usual"]["spring_festival"]
        first = _day(year, table["new_year"][year])
        closed += days(first + before * DAY, first + after * DAY)
    return frozenset(closed), frozenset(_day(year, text) for text in known.get("worked", ()))


def announced(year: int) -> bool:
    """Whether the notice for that year is in the table.

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
    """That day where offices work on it, else the next one on which they do.

    >>> next_working(date(2026, 2, 15))
    datetime.date(2026, 2, 24)
    """
    while not works(day):
        day += DAY
    return day


def working_days(first: date, last: date) -> int:
    """How many days offices work after the first day, up to and including the last.

    >>> working_days(date(2026, 2, 13), date(2026, 2, 24))
    2
    """
    return sum(works(day) for day in days(first + DAY, last))
