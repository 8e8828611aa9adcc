"""Limits of one visit: requests, hours, links from a column's first page, and how often it asks again; the rest stays in the frontier."""

from __future__ import annotations

import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawler.answers.interpret import DAY, Verdict
from crawler.fetch.client import host_of
from crawler.model.exchange import Job
from crawler.model.types import Column, Fault
from crawler.visit.lease_queue import Lease, LeaseQueue
from gongkai.errors import BadConfiguration
from gongkai.terminal.amounts import counted

VISIT_HOURS, HOST_HOURS = "GONGKAI_VISIT_HOURS", "GONGKAI_HOST_HOURS"
MOST_HOURS = 1000.0


@dataclass(frozen=True, slots=True)
class HourLimits:
    """How long a visit may last, and how long the answers of one of its hosts may take, in hours.

    A run builds once its last visit is over, so that one portal that answers slowly for ever would hold up what all others brought. At the
    usual pause a visit of 20 hours makes some 48,000 requests, and the next run goes on where it ended.
    """

    visit: float = 20.0
    host: float = 12.0  # with several connections at once, their mean


def hour_limits() -> HourLimits:
    """Return the limits of the environment; BadConfiguration names what is no number of hours."""
    usual = HourLimits()
    return HourLimits(_hours(VISIT_HOURS, usual.visit), _hours(HOST_HOURS, usual.host))


def _hours(name: str, usual: float) -> float:
    wanted = os.environ.get(name, "")
    if not wanted:
        return usual
    try:
        hours = float(wanted)
    except ValueError:
        hours = math.nan
    if not 0 < hours <= MOST_HOURS:
        raise BadConfiguration(f"{name}={wanted!r} is no number of hours above 0, {MOST_HOURS:.0f} at most; {usual:g} when left out.")
    return hours


def depth_of(job: Job) -> int:
    """Return the links between a column's first page and a job; all pages of one list count as one.

    >>> from crawler.model.types import Fetch
    >>> page = Fetch("http://a.cn/x")
    >>> [depth_of(Job(page, "list")), depth_of(Job(page, "article")), depth_of(Job(page, "attachment", label="\u9644\u4ef6"))]
    [0, 1, 2]
    """
    if job.kind == "list":
        return job.depth
    return len(job.path) + 1 + bool(job.label)


class RunLimits:
    """What one visit may take, and what it leaves aside for the next run, by column.

    `depth` is the most links from a column's first page, 0 for any; `taken` the seconds that the answers of each host took so far.
    """

    def __init__(self, requests: int | None, depth: int, hours: HourLimits, connections: int, taken: Mapping[str, float]) -> None:
        self.requests, self.depth, self.hours, self.taken = requests, depth, hours, taken
        self._host_seconds = 3600 * hours.host * connections
        self._end = time.monotonic() + 3600 * hours.visit
        self._left: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def spent(self, requests: int) -> Fault | None:
        """Return why a visit that made so many requests makes no further one, None if it may."""
        if self.requests is not None and requests >= self.requests:
            return reached(self.requests)
        if time.monotonic() >= self._end:
            return Fault("visit_time", f"the visit took its {_in_hours(self.hours.visit)}; the next run goes on")
        return None

    def next(self, queue: LeaseQueue, only_lists: bool = False) -> Lease | None:
        """Return the next lease within the limits; others are not handed out again in this run."""
        lease = queue.next(only_lists)
        while lease and (why := self._why_aside(lease.job)):
            self._left[lease.job.column][why] += 1
            lease = queue.next(only_lists)
        return lease

    def _why_aside(self, job: Job) -> tuple[str, str] | None:
        """Return the code of the limit that a job is beyond, and the end of its sentence."""
        if self.depth and depth_of(job) > self.depth:
            return "depth_limit", f"deeper than {self.depth}"
        host = host_of(job.url)
        if self.taken.get(host, 0.0) > self._host_seconds:
            return "host_time", f"of {host}, whose answers took {_in_hours(self.hours.host)}"
        return None

    def reasons(self, column: Column) -> tuple[str, ...]:
        """Return why a column is incomplete: what lies deeper than the limit, or on a host that took its time."""
        return tuple(f"{code}: {counted(left, 'address', 'addresses')} {end}" for (code, end), left in self._left[column.id].items())


def _in_hours(hours: float) -> str:
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


def reached(limit: int) -> Fault:
    """Return why a visit that asked for so many addresses stops."""
    return Fault("limit", f"the limit of {counted(limit, 'request')} was reached")


def within(verdict: Verdict, retries: int) -> Verdict:
    """Return a verdict that asks again in the same run `retries` times at most."""
    settled = verdict.settled
    if settled.attempts <= retries:
        return verdict
    return replace(verdict, settled=replace(settled, due=settled.asked + DAY, attempts=0))
