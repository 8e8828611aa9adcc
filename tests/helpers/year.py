"""A year of a few columns' lives, night by night: who posts when, what breaks, and what the operator is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from archive.health.assess import judge
from archive.health.history import ColumnHistory, Visit
from crawler.visit.next_visit import next_visit
from gongkai.workdays import works

DAY = timedelta(days=1)
FIRST, LAST = date(2025, 3, 1), date(2026, 3, 31)
HISTORY = date(2021, 1, 1)  # what the lists already show at the first visit


@dataclass(frozen=True)
class Plan:
    """A column: how often it posts on a working day, and from when to when something is the matter with it."""

    name: str
    kind: str
    posts: Callable[[date, Random], bool]
    trouble: str = ""  # stops, never, challenge, timeout, redesign
    begins: date | None = None
    ends: date = date(2100, 1, 1)

    def troubled(self, day):
        return self.begins is not None and self.begins <= day <= self.ends


def every(days):
    """Posts on that share of working days."""
    return lambda day, random: random.random() < 1 / days


def spring(day, random):
    """Annual reports: a burst in the second half of January, a few until the end of March."""
    return (day.month == 1 and day.day > 12 and random.random() < 0.6) or (day.month in (2, 3) and random.random() < 0.08)


PLANS = (
    Plan("daily", "policy", every(1.2)),
    Plan("weekly", "notice", every(5)),
    Plan("fortnightly", "notice", every(10)),
    Plan("monthly", "policy", every(21)),
    Plan("quarterly", "policy", every(63)),
    Plan("yearbook", "annual_report", spring),
    Plan("daily-stops", "policy", every(1.2), "stops", date(2025, 9, 15)),
    Plan("weekly-stops", "notice", every(5), "stops", date(2025, 6, 2)),
    Plan("monthly-stops", "policy", every(21), "stops", date(2025, 5, 6)),
    Plan("yearbook-stops", "annual_report", spring, "stops", date(2026, 1, 1)),
    Plan("never", "notice", every(5), "no_rows", FIRST),
    Plan("waf-month", "policy", every(2), "challenge", date(2025, 8, 1), date(2025, 8, 31)),
    Plan("three-bad-nights", "policy", every(2), "timeout", date(2025, 11, 4), date(2025, 11, 6)),
    Plan("one-bad-night", "policy", every(1.2), "timeout", date(2025, 11, 4), date(2025, 11, 4)),
    Plan("redesign", "notice", every(3), "no_rows", date(2025, 10, 20), date(2025, 11, 20)),
)
ASLEEP = (date(2025, 7, 7), date(2025, 7, 11))  # the machine was off


@dataclass
class Column:
    """One column as the simulation runs."""

    plan: Plan
    random: Random
    posted: list = field(default_factory=list)
    visits: list = field(default_factory=list)
    news: list = field(default_factory=list)
    due: date = FIRST
    alarms: list = field(default_factory=list)  # (day, what): alarm or clear
    states: dict = field(default_factory=dict)

    def post(self, day):
        stopped = self.plan.trouble == "stops" and self.plan.troubled(day)
        if works(day) and not stopped and self.plan.posts(day, self.random):
            self.posted.append(day)

    def visit(self, day):
        fault = self.plan.trouble if self.plan.trouble != "stops" and self.plan.troubled(day) else ""
        rows = 0 if fault else len(self.posted)
        reasons = (f"page_1_missing: {fault}" if fault not in ("", "no_rows") else fault,) if fault else ()
        self.visits.append(Visit(f"{day}T19:00:00Z", not fault, rows, reasons))
        if not fault:
            fresh = self.posted[len(self.news) :] if self.visits[:-1] else self.posted
            self.news += [day] * len(fresh) if any(visit.rows for visit in self.visits[:-1]) else fresh
        self.due = next_visit(self.plan.kind, tuple(self.news), day, not fault)

    def health(self, day):
        news = tuple(dict.fromkeys(self.news))
        return judge(ColumnHistory(self.plan.name, "site", self.plan.name, "示例市", self.plan.kind, True, tuple(self.visits), news), day)


def live(plan, seed=1):
    """A column on the first night, its list full of what was posted in the years before."""
    column = Column(plan, Random(f"{seed}/{plan.name}"))
    day = HISTORY
    while day < FIRST:
        column.post(day)
        day += DAY
    return column
