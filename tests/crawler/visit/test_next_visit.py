"""When a column is to be visited again."""

from datetime import date, timedelta

import pytest

from crawler.visit.next_visit import next_visit

WEEKLY = [date(2026, 3, 2) + timedelta(weeks=n) for n in range(20)]
DAILY = [date(2026, 6, 1) + timedelta(days=n) for n in range(19)]


@pytest.mark.parametrize(
    ("kind", "news", "visited", "ok", "due"),
    [
        # annual reports: densely from January to April, weekly in the rest of the year
        ("annual_report", [], "2026-01-12", True, "2026-01-13"),
        ("annual_report", [], "2026-04-30", True, "2026-05-06"),  # 1 to 5 May are holidays
        ("annual_report", [], "2026-07-06", True, "2026-07-13"),
        ("annual_report", [], "2025-12-29", True, "2026-01-04"),  # the season begins: New Year's holiday ends on the 3rd
        ("annual_report", [], "2026-02-13", True, "2026-02-14"),  # a Saturday worked
        ("annual_report", [], "2026-02-14", True, "2026-02-24"),  # over Spring Festival nothing is published
        # other columns by their own history
        ("policy", WEEKLY, "2026-07-14", True, "2026-07-16"),  # a third of a week
        ("policy", DAILY, "2026-06-22", True, "2026-06-23"),
        ("policy", [], "2026-07-14", True, "2026-07-16"),  # no history
        ("policy", WEEKLY, "2027-10-11", True, "2027-10-25"),  # nothing for over a year
        ("notice", [date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1), date(2026, 1, 1)], "2026-06-01", True, "2026-06-15"),
        # a visit that failed is repeated the next day, holiday or not
        ("annual_report", [], "2026-02-15", False, "2026-02-16"),
        ("policy", WEEKLY, "2026-07-14", False, "2026-07-15"),
    ],
)
def test_days(kind, news, visited, ok, due):
    assert next_visit(kind, news, date.fromisoformat(visited), ok) == date.fromisoformat(due)


def test_news_dated_after_the_visit_is_not_history():
    """A portal's typing mistake, 2062 for 2026, must not make a column look dead or alive."""
    visited = date(2026, 7, 14)
    assert next_visit("policy", [*WEEKLY, date(2062, 1, 1)], visited, True) == next_visit("policy", WEEKLY, visited, True)
