"""Working days of Chinese offices."""

import re
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest

from gongkai.workdays import _table, days, next_working, works


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),  # Spring Festival, a Saturday worked before
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2025-10-12", False),
        ("2020-01-31", False),  # the holiday lengthened in 2020
        ("2008-09-29", False),
        ("2011-12-31", True),
        ("2015-09-03", False),
        ("2015-09-06", True),  # a Saturday for New Year; the parade
        ("2018-12-29", True),
        ("2018-12-31", False),  # New Year 2019 began in December
        ("2027-02-03", True),
        ("2027-02-04", False),  # two days before the lunar new year
        ("2027-02-08", False),
        ("2027-02-12", False),
        ("2027-02-15", True),  # not announced yet: by the lunar year
        ("2040-10-01", False),
        ("2040-03-01", True),
        ("2007-10-03", False),
    ],
)  # no table: the fixed days
def test_days(day, open_):
    assert works(date.fromisoformat(day)) is open_


@pytest.mark.parametrize("year", sorted(_table()["years"]))
def test_announcements_are_read_right(year):
    """Days worked are weekends; closed spans run forward; nothing is both."""
    entry = _table()["years"][year]
    spans = [[date.fromisoformat(f"{year}-{text}") for text in span.split()] for span in entry["closed"]]
    worked = [date.fromisoformat(f"{year}-{text}") for text in entry["worked"]]
    assert [first for first, last in spans if not first <= last <= date(year, 12, 31)] == []
    assert [day for day in worked if day.weekday() < 5 or any(first <= day <= last for first, last in spans)] == []
    assert spans == sorted(spans)


def test_no_closure_is_longer_than_a_fortnight():
    assert max((next_working(day) - day).days for day in days(date(2008, 1, 1), date(2040, 1, 1))) <= 11


@pytest.mark.parametrize("year", sorted(_table()["years"]))
def test_every_day_is_what_another_reading_of_the_notices_says(year):
    others = pytest.importorskip("chinese_calendar", reason="needs chinese-calendar, one of the dev tools")
    last = max(day.year for day in others.constants.workdays)
    if year > last:
        pytest.skip(f"this chinese-calendar ends with {last}")
    assert [day for day in days(date(year, 1, 1), date(year, 12, 31)) if works(day) != others.is_workday(day)] == []


def test_each_year_names_its_notice():
    """The line above a year ends in the number of the notice that it was taken from."""
    lines = (files("gongkai") / "workdays.yaml").read_text(encoding="utf-8").splitlines()
    named = {int(after.split(":")[0]): before for before, after in pairwise(lines) if re.match(r"  20\d\d: ", after)}
    assert [year for year, before in named.items() if not re.match(rf"  # 国办发明电〔{year - 1}〕\d+号", before)] == []
    assert sorted(named) == sorted(_table()["years"]) == list(range(2008, max(named) + 1))


def test_the_lunar_years_that_are_to_come():
    """Spring Festival of a year not announced is by the table of lunar new years, which begins where the notices end."""
    table = _table()
    assert max(table["years"]) + 1 >= min(table["new_year"])
    assert [text for text in table["new_year"].values() if not "01-21" <= text <= "02-20"] == []
