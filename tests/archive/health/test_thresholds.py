"""From when on a column is late and from when on it is silent, by the gaps between its news and by the season of yearly reports."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from archive.health.assess import thresholds
from archive.health.history import ColumnHistory
from gongkai.workdays import next_working, working_days

START = date(2025, 3, 3)


def working(count, since=START):
    """The day that many working days later."""
    for _ in range(count):
        since = next_working(since + timedelta(days=1))
    return since


def column(news, kind="notice"):
    return ColumnHistory("a/b", "a", "N", "S", kind, True, (), tuple(news))


def with_gaps(*gaps):
    """Days of news with these gaps of working days between them."""
    days = [START]
    for gap in gaps:
        days.append(working(gap, days[-1]))
    assert tuple(working_days(before, after) for before, after in pairwise(days)) == gaps
    return days


@pytest.mark.parametrize(
    ("gaps", "counts"),
    [
        ((), (15, 60, 90)),  # too little history: 15 and 30 days
        ((4, 4, 4, 4), (15, 60, 90)),
        ((4, 4, 4, 4, 4), (4, 8, 12)),
        ((1, 1, 1, 1, 1), (3, 5, 10)),  # never less than ten days
        ((10, 20, 30, 40, 50), (40, 80, 120)),  # three of four gaps are no longer; the rare one is the fourth of five
        ((50, 10, 40, 20, 30), (40, 80, 120)),
        ((*[5] * 19, 9), (5, 10, 15)),  # one gap of twenty is an exception
        ((*[5] * 18, 9, 9), (5, 18, 27)),
        ((*[40] * 9, *[4] * 60), (4, 8, 12)),  # the latest sixty
        ((*[40] * 10, *[4] * 59), (4, 8, 12)),
    ],
)
def test_the_gaps_of_a_column(gaps, counts):
    days = with_gaps(*gaps)
    assert thresholds(column(days)) == tuple(working(count, days[-1]) for count in counts)


@pytest.mark.parametrize(
    ("news", "late"),
    [
        (["2023-01-19", "2024-01-24", "2025-01-15"], date(2026, 1, 24)),
        (["2023-01-19", "2024-03-20", "2024-05-02", "2025-01-15"], date(2026, 3, 20)),
        (["2019-06-30", "2021-01-10", "2025-01-15"], date(2026, 1, 15)),  # only the last five years count
        (["2020-06-30", "2025-01-15"], date(2026, 1, 15)),
        (["2021-06-30", "2025-01-15"], date(2026, 6, 28)),  # no month is shorter than 28 days
        (["2024-07-01", "2025-01-15"], date(2026, 1, 15)),  # summer is no season of reports
        (["2025-07-01"], date(2026, 3, 31)),  # by law
        (["2025-12-31"], date(2026, 3, 31)),
    ],
)
def test_the_season_of_yearly_reports(news, late):
    days = [date.fromisoformat(day) for day in news]
    healthy, quiet, alarm = thresholds(column(days, "annual_report"))
    assert (healthy, quiet, alarm) == (working(20, days[-1]), late, working(10, late))
