"""The health of each column, judged by its own runs and rhythm: its state, since when, and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from archive.health.causes import cause_of
from archive.health.history import ColumnHistory, Days, Intent, Visit, histories
from gongkai.workdays import DAY, next_working, working_days

State = Literal["never_worked", "healthy", "quiet", "late", "silent", "dormant", "challenged", "error", "paused", "ended", "disabled"]
# state → Chinese, English, colour class
STATES: dict[State, tuple[str, str, str]] = {
    "healthy": ("正常", "healthy", "good"),
    "quiet": ("平静（如常）", "quiet as usual", "good"),
    "late": ("迟于往常", "later than usual", "warn"),
    "silent": ("停更", "silent", "bad"),
    "dormant": ("久未更新", "dormant", "off"),
    "challenged": ("遇到验证", "challenged", "bad"),
    "error": ("出错", "error", "bad"),
    "never_worked": ("从未成功", "never worked", "bad"),
    "paused": ("已暂停", "paused", "off"),
    "ended": ("平台已停办", "ended", "off"),
    "disabled": ("已停用", "disabled", "off"),
}
LEFT_ALONE = frozenset({"paused", "ended", "disabled"})  # not visited, by the operator's will
RHYTHMS = ("healthy", "quiet", "late", "silent", "dormant")
CHINA = ZoneInfo("Asia/Shanghai")
USUAL, RARE = 0.75, 0.95  # shares of a column's gaps that are shorter
OVERDUE, PATIENCE = 2, 3  # a silence twice as long as the rare gap is noted, one three times as long is no accident …
LEAST_DAYS = 10  # … but never one of less than ten working days
LATEST_GAPS, ENOUGH_GAPS = 60, 5
UNKNOWN_GAPS = (15, 30)  # working days, where a column has too little history to have a rhythm
HALF = 2  # no more than half the rows of the good visit before is a redesign, not news
SPRING, TERM = range(1, 7), (3, 31)  # 条例 article 50: governments publish the annual report by 31 March


@dataclass(frozen=True, slots=True)
class ColumnHealth:
    """One column's state, since when, why, and further details."""

    column_id: str
    site_id: str
    name: str
    site_name: str
    kind: str
    state: State
    since: str | None
    chinese: str
    english: str
    last_run: str | None
    last_success: str | None
    last_new: str | None
    alarm_from: str | None  # the day from which silence is an alarm
    complete: bool
    rows_found: int
    rows_told: int | None
    portal_faults: int = 0  # documents that the portal itself serves broken; no alarm
    out_of_bounds: int = 0  # documents that robots.txt forbids or that lie off the portal; no alarm
    drawn: int = 0  # list pages that a browser drew
    doubts_settled: tuple[str, ...] = ()  # contradictions between the counts that the list states, settled at the last visit
    run: str = ""  # of the last visit; ids sort by time
    failing_from: str = ""  # the run since which every visit failed; empty after a good one
    cause: str = ""  # the code of what failed at the last visit, see causes.yaml; empty after a good one
    failed_visits: int = 0  # in a row up to now


def assess(
    connection: sqlite3.Connection, now: datetime, days: Days | None = None, intent: Intent | None = None
) -> tuple[ColumnHealth, ...]:
    """Return every column's health at a time, by site and column; passing `days` of news avoids reading them again."""
    today = now.astimezone(CHINA).date()
    return tuple(judge(history, today) for history in histories(connection, today, days, intent))


def judge(history: ColumnHistory, today: date) -> ColumnHealth:
    """Return the state of a column on a day, from its history."""
    state, since, chinese, english = _trouble(history) or _rhythm(history, today)
    worked = [visit.at for visit in history.visits if visit.complete]
    last = history.visits[-1] if history.visits else None
    failed = [*takewhile(lambda visit: not visit.complete, reversed(history.visits))]  # the newest first
    alarm = thresholds(history)[2] if history.news and state in RHYTHMS else None
    return ColumnHealth(
        history.column_id,
        history.site_id,
        history.name,
        history.site_name,
        history.kind,
        state,
        since,
        chinese,
        english,
        last.at if last else None,
        worked[-1] if worked else None,
        history.news[-1].isoformat() if history.news else None,
        alarm.isoformat() if alarm else None,
        bool(last and last.complete),
        last.rows if last else 0,
        history.rows_told,
        last.portal_faults if last else 0,
        last.out_of_bounds if last else 0,
        last.drawn if last else 0,
        last.doubts_settled if last else (),
        last.run if last else "",
        failed[-1].run if failed else "",
        cause_of(last.reasons).code or "incomplete" if last and not last.complete and state not in LEFT_ALONE else "",
        len(failed),
    )


Verdict = tuple[State, str | None, str, str]


def _trouble(history: ColumnHistory) -> Verdict | None:
    """Return what keeps the column from being read, if anything."""
    if not history.enabled:
        return "disabled", None, "站点清单已不再列出此栏目", "the registry does not name it any more"
    if history.ended:
        return "ended", None, "站点清单注明平台已停办，不再访问", "over, says the registry; it is not visited any more"
    if history.pause:
        since, reason = history.pause.since[:10], history.pause.reason
        return "paused", since, f"自{since}起暂停：{reason}", f"paused since {since}: {reason}"
    if not history.visits:
        return "never_worked", None, "尚未抓取过", "not crawled yet"
    last = history.visits[-1]
    if last.challenged:
        since = [*takewhile(lambda visit: visit.challenged, reversed(history.visits))][-1].at[:10]
        chinese, english = _why(last)
        return "challenged", since, f"自{since}起{chinese}", f"since {since}: {english}"
    if not any(visit.rows for visit in history.visits):
        first = history.visits[0].at[:10]
        chinese, english = _why(last)
        return "never_worked", first, f"自{first}起从未读到一行：{chinese}", f"has never shown a row since {first}: {english}"
    return _failing(history.visits)


def _failing(visits: Sequence[Visit]) -> Verdict | None:
    if not _failed(visits, len(visits) - 1):
        return None
    number = len(visits) - 1
    while _failed(visits, number - 1):
        number -= 1
    since = visits[number].at[:10]
    chinese, english = _why(visits[-1])
    return "error", since, f"自{since}起未能读到列表：{chinese}", f"its list could not be read since {since}: {english}"


def _failed(visits: Sequence[Visit], number: int) -> bool:
    """Whether a visit could not read the first page, brought no rows, or no more than half of what the last good one had."""
    if number < 0:
        return False
    before = next((visit.rows for visit in reversed(visits[:number]) if visit.complete), 0)
    visit = visits[number]
    return not visit.rows or visit.first_page_missing or (not visit.complete and visit.rows * HALF <= before)


def _why(visit: Visit) -> tuple[str, str]:
    """Return what failed, in Chinese and in English with the crawl's own wording."""
    cause = cause_of(visit.reasons)
    said = "; ".join(visit.reasons[:2]) or "no rows"
    return cause.chinese, f"{cause.english} ({said})"


def _rhythm(history: ColumnHistory, today: date) -> Verdict:
    """Return whether the column is as active as it used to be."""
    if not history.news:
        return "quiet", None, "列表没有日期，无从判断", "its rows bear no dates, so nothing can be said of its rhythm"
    since = history.news[-1].isoformat()
    usual, late, alarm = thresholds(history)
    if today > alarm and history.visits and alarm.isoformat() < history.visits[0].at[:10]:
        return ("dormant", since, f"开始关注前已停更，最近一条为{since}", f"silent since before it was followed; newest row {since}")
    if today > alarm:
        return "silent", since, f"自{since}起没有新内容，远超往常", f"nothing new since {since}, far longer than it ever was"
    if today > late:
        return "late", since, f"自{since}起没有新内容，迟于往常", f"nothing new since {since}, later than usual"
    if today > usual:
        return "quiet", since, f"自{since}起没有新内容，属于往常", f"nothing new since {since}, as usual"
    return "healthy", since, f"{since}有新内容", f"brought news on {since}"


def thresholds(history: ColumnHistory) -> tuple[date, date, date]:
    """Return the last days on which the column still counts as healthy, quiet and merely late; it must have had news once."""
    return _season(history.news) if history.kind == "annual_report" else _gaps(history.news)


def _gaps(news: Sequence[date]) -> tuple[date, date, date]:
    """Return thresholds from the gaps between days of news, in working days: holidays and weekends do not count."""
    gaps = sorted(working_days(before, after) for before, after in [*pairwise(news)][-LATEST_GAPS:])
    usual, rare = UNKNOWN_GAPS
    if len(gaps) >= ENOUGH_GAPS:
        usual, rare = (gaps[int((len(gaps) - 1) * share)] for share in (USUAL, RARE))
    counts = max(usual, LEAST_DAYS // 3), max(OVERDUE * rare, LEAST_DAYS // 2), max(PATIENCE * rare, LEAST_DAYS)
    healthy, quiet, late = (_later(news[-1], count) for count in counts)
    return healthy, quiet, late


def _season(news: Sequence[date]) -> tuple[date, date, date]:
    """Return thresholds for yearly reports, which come in spring: late is only later than in any of the last five years."""
    awaited = news[-1].year + 1
    firsts = [min(day for day in news if day.year == year) for year in range(awaited - 5, awaited) if any(day.year == year for day in news)]
    spring = [(day.month, min(day.day, 28)) for day in firsts if day.month in SPRING] or [TERM]
    late = date(awaited, *max(spring))
    return _later(news[-1], 2 * LEAST_DAYS), late, _later(late, LEAST_DAYS)


def _later(day: date, count: int) -> date:
    """Return the day that many working days later."""
    for _ in range(count):
        day = next_working(day + DAY)
    return day
