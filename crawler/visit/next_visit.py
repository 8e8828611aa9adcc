"""When to visit a column again: from how often it brought news, the season of its kind, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from crawler.model.types import ColumnKind
from gongkai.workdays import next_working

DAILY = timedelta(days=1)
RARELY = timedelta(days=14)  # a column nobody has written to for long is still looked at twice a month
DORMANT = timedelta(days=365)
UNKNOWN = timedelta(days=2)  # too little history
# A visit every third of the usual gap finds news, on average, a sixth of a gap after it came, at three visits a piece of news.
VISITS_A_GAP = 3
MEMORY = 12  # only recent gaps count
# 条例 articles 49 and 50: departments publish by 31 January, governments by 31 March; the late ones follow in April.
REPORT_SEASON = range(1, 5)
REPORTS_ELSEWHEN = timedelta(days=7)


def next_visit(kind: ColumnKind, news: Sequence[date], visited: date, ok: bool) -> date:
    """Return the day of the next visit of a column.

    `news` are the days on which it brought news, oldest first; `ok` says whether the last visit was complete. The result is always a
    working day, except after a failed visit.
    """
    if not ok:
        return visited + DAILY
    day = visited + (_season(visited) if kind == "annual_report" else _usual(news, visited))
    if kind == "annual_report" and day.month in REPORT_SEASON and visited.month not in REPORT_SEASON:
        day = date(day.year, 1, 1)  # the season begins between two visits
    return next_working(max(day, visited + DAILY))


def _season(visited: date) -> timedelta:
    return DAILY if visited.month in REPORT_SEASON else REPORTS_ELSEWHEN


def _usual(news: Sequence[date], visited: date) -> timedelta:
    """Return a third of the usual gap between days with news, between one day and half a month."""
    known = sorted({day for day in news if day <= visited})
    gaps = [(after - before).days for before, after in pairwise(known)][-MEMORY:]
    if len(gaps) < 2:
        return UNKNOWN
    silence = visited - known[-1]
    if silence > DORMANT:
        return RARELY
    return min(max(timedelta(days=int(median(gaps) / VISITS_A_GAP)), DAILY), RARELY)
