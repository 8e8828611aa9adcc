"""What one visit may take, of requests and of time, and what it leaves for the next run."""

import time
from collections import Counter

import pytest

from crawler.model.exchange import Job
from crawler.model.types import Column, Fault, Fetch
from crawler.visit.lease_queue import Lease
from crawler.visit.run_context import Options
from crawler.visit.run_limits import HourLimits, RunLimits
from gongkai.errors import BadConfiguration
from tests.helpers.visiting import Visiting, article, file, list_page

PORTAL, FILES = "http://www.h.gov.cn", "http://files.h.gov.cn"
LIST, FIRST, SECOND = f"{PORTAL}/list/", f"{PORTAL}/list/2024/a1.html", f"{PORTAL}/list/2024/a2.html"
ANNUAL = Column("annual", "年报", "annual_report", LIST)


@pytest.fixture
def visiting(tmp_path):
    """A list of two articles, each with an attachment on a host that serves files only."""
    each = Visiting(tmp_path, ANNUAL, connections=1)
    each.pages = {LIST: list_page(1, 2)}
    for number, path in enumerate((FIRST, SECOND), 1):
        each.pages |= {
            path: article(number, f'<a href="{FILES}/r{number}.pdf">附件</a>'),
            f"{FILES}/r{number}.pdf": file(b"%PDF-1.4 " + b"x" * number),
        }
    return each


class Rows:
    """A queue that hands out these jobs."""

    def __init__(self, *jobs):
        self.jobs = [Lease(number, job) for number, job in enumerate(jobs, 1)]

    def next(self, only_lists=False):
        return self.jobs.pop(0) if self.jobs else None


def limits(requests=None, depth=0, connections=1, taken=(), **hours):
    return RunLimits(requests, depth, HourLimits(**hours), connections, dict(taken))


@pytest.mark.parametrize(
    ("seconds", "connections", "handed"), [(3600, 1, True), (3601, 1, False), (3601, 2, True), (7200, 2, True), (7201, 2, False)]
)
def test_what_is_on_a_host_that_took_its_time_is_left_aside(seconds, connections, handed):
    slow, other = (Job(Fetch(f"http://{host}/a"), "article", "annual") for host in ("slow.cn", "other.cn"))
    found = limits(connections=connections, taken={"slow.cn": seconds}, host=1)
    queue = Rows(slow, slow, other)
    assert found.next(queue).job == (slow if handed else other)
    assert found.reasons(ANNUAL) == (() if handed else ("host_time: 2 addresses of slow.cn, whose answers took 1 hour",))


def test_a_host_is_known_by_its_ascii_name_and_its_port_does_not_matter():
    found = limits(taken={"xn--mxtq1m.cn": 9e9})
    assert found.next(Rows(Job(Fetch("https://政府.cn:8443/a"), "article"))) is None
    assert found.next(Rows(Job(Fetch("ftp://政府.cn/a"), "article"))) is not None


def test_the_hours_of_a_visit_end_it():
    before = time.monotonic()
    found = limits(visit=2)
    assert before + 7200 <= found._end <= time.monotonic() + 7200
    assert found.spent(10**9) is None
    found._end = time.monotonic()
    assert found.spent(0) == Fault("visit_time", "the visit took its 2 hours; the next run goes on")


def test_a_visit_ends_at_its_hours_and_the_next_run_goes_on(visiting):
    async def each(visit, lease):
        visit.limits._end = 0.0  # as if the first answer had taken all of it
        return await visiting.settle(visit, lease)

    first = visiting.visit(each=each)
    assert (visiting.asked, first.stopped.code) == ([LIST], "visit_time")
    (run,) = first.tally.columns
    assert (run.complete, run.reasons[0]) == (False, "visit_time: the visit took its 20 hours; the next run goes on")
    second = visiting.visit(run="r2")
    assert second.stopped is None
    assert Counter(visiting.asked) - Counter([LIST]) == Counter(list(visiting.pages))


def test_a_slow_host_costs_its_own_addresses_only_and_the_next_run_asks_for_them(visiting):
    async def each(visit, lease):
        if lease.job.kind == "attachment":
            visit.client.taken["files.h.gov.cn"] += 13 * 3600
        return await visiting.settle(visit, lease)

    first = visiting.visit(each=each)
    files = [path for path in visiting.asked if path.startswith(FILES)]
    assert (len(files), {LIST, FIRST, SECOND} <= set(visiting.asked), first.stopped) == (1, True, None)
    (run,) = first.tally.columns
    assert (run.complete, run.reasons) == (False, ("host_time: 1 address of files.h.gov.cn, whose answers took 12 hours",))
    (run,) = visiting.visit(run="r2").tally.columns
    assert Counter(path for path in visiting.asked if path.startswith(FILES)) == {f"{FILES}/r1.pdf": 1, f"{FILES}/r2.pdf": 1}
    assert run.reasons == ()


@pytest.mark.parametrize(("name", "field"), [("GONGKAI_VISIT_HOURS", "visit"), ("GONGKAI_HOST_HOURS", "host")])
def test_the_hours_are_settings(monkeypatch, name, field):
    usual = {"visit": 20.0, "host": 12.0}
    assert Options().hours == HourLimits(**usual)
    for text, hours in (("0.5", 0.5), ("1000", 1000.0), ("", usual[field])):
        monkeypatch.setenv(name, text)
        assert Options().hours == HourLimits(**{**usual, field: hours})
    for text in ("0", "-1", "1001", "nan", "inf", "a day"):
        monkeypatch.setenv(name, text)
        with pytest.raises(
            BadConfiguration, match=f"{name}='{text}' is no number of hours above 0, 1000 at most; {usual[field]:g} when left out"
        ):
            Options()
