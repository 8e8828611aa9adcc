"""Working days of Chinese offices."""

from datetime import date

import pytest

from parsers.calendar import _table, days, next_working, works


@pytest.mark.parametrize(("day", "open_"), [
    ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False), ("2026-02-24", True),   # Spring Festival, a Saturday worked before
    ("2025-10-08", False), ("2025-10-11", True), ("2025-10-12", False),
    ("2020-01-31", False),                                                                       # the holiday lengthened in 2020
    ("2027-02-08", False), ("2027-02-15", True),                                                 # not announced yet: by the lunar year
    ("2040-10-01", False), ("2040-03-01", True), ("2016-10-03", False)])                         # no table: the fixed days
def test_days(day, open_):
    assert works(date.fromisoformat(day)) is open_


@pytest.mark.parametrize("year", sorted(_table()["years"]))
def test_announcements_are_read_right(year):
    """Days worked are weekends; closed spans run forward; nothing is both."""
    entry = _table()["years"][year]
    spans = [[date.fromisoformat(f"{year}-{text}") for text in span.split()] for span in entry["closed"]]
    worked = [date.fromisoformat(f"{year}-{text}") for text in entry["worked"]]
    assert [first for first, last in spans if not first <= last < date(year, 12, 31)] == []
    assert [day for day in worked if day.weekday() < 5 or any(first <= day <= last for first, last in spans)] == []
    assert spans == sorted(spans)


def test_no_closure_is_longer_than_a_fortnight():
    assert max((next_working(day) - day).days for day in days(date(2019, 1, 1), date(2036, 1, 1))) <= 11
