"""When the portals are asked for the date, and what their answers decide."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from crawler.fetch.proxies import Proxies
from crawler.model.exchange import Exchange
from crawler.model.types import Column, Site
from crawler.store.frontier import Frontier
from crawler.visit import clock_guard
from gongkai.errors import BadConfiguration
from gongkai.home import Home

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(clock_guard, "now", lambda: NOW)
    monkeypatch.delenv("GONGKAI_NOW", raising=False)
    monkeypatch.delenv("GONGKAI_CLOCK", raising=False)
    return Home(tmp_path)


def site(number):
    return Site(f"s{number}", "站", "230100", "city", (Column("a", "a", "other", f"http://h{number}.cn/"),))


def visited(home, name, *moments):
    frontier = Frontier(home.frontier / f"{name}.sqlite")
    with frontier.transaction():
        for number, moment in enumerate(moments):
            frontier.columns.begin(f"c{number}", 0.0)
            if moment:
                frontier.columns.finish(f"c{number}", moment.timestamp(), True, 1, "", "")
    frontier.close()


@pytest.fixture
def portals(monkeypatch):
    """Portals that say how far their clocks are from ours, and which of them were asked."""
    found = SimpleNamespace(says=[timedelta(days=300)] * 5, asked=None)

    async def ask(sites, proxies):
        found.asked = [each.id for each in sites]
        return found.says

    monkeypatch.setattr(clock_guard, "_ask", ask)
    return found


SITES = [site(number) for number in range(7)]
FAR = NOW - timedelta(days=4)


def check(home, sites=SITES):
    clock_guard.check(home, sites, Proxies())


@pytest.mark.parametrize(
    ("last", "asks"),
    [
        (None, False),
        (NOW, False),
        (NOW - timedelta(days=3), False),
        (NOW - timedelta(days=3, seconds=1), True),
        (NOW + timedelta(seconds=1), True),  # a last visit in the future
    ],
)
def test_a_clock_that_jumped_is_questioned(home, portals, last, asks):
    portals.says = []
    visited(home, "s0", last)
    check(home)
    assert (portals.asked is not None) is asks


def test_five_portals_are_asked_once_a_host(home, portals):
    portals.says = []
    visited(home, "s0", FAR)
    check(home, [*SITES[:2], SITES[0], *SITES[2:]])
    assert portals.asked == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize(
    ("now_set", "clock", "asks"),
    [("", "", True), ("2026-01-10", "", False), ("2026-01-10", "check", True), ("2026-01-10", "no", False), ("", "check", True)],
)
def test_a_rehearsal_is_believed(home, portals, monkeypatch, now_set, clock, asks):
    portals.says = []
    visited(home, "s0", FAR)
    monkeypatch.setenv("GONGKAI_NOW", now_set)
    monkeypatch.setenv("GONGKAI_CLOCK", clock)
    check(home)
    assert (portals.asked is not None) is asks


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("says", "wrong"),
    [
        ([25 * HOUR, 25 * HOUR], True),
        ([-25 * HOUR, -25 * HOUR], True),
        ([24 * HOUR, 24 * HOUR], False),
        ([25 * HOUR], False),  # one may be wrong itself
        ([], False),
        ([25 * HOUR, HOUR, HOUR], False),  # the middle one counts
    ],
)
def test_several_portals_that_agree_on_another_date_stop_the_run(home, portals, says, wrong):
    portals.says = says
    visited(home, "s0", FAR)
    if not wrong:
        check(home)
        return
    with pytest.raises(BadConfiguration) as found:
        check(home)
    assert str(found.value) == (
        f"this machine's clock says 2026-01-10 12:00 UTC, 2 portals say {NOW + says[0]:%Y-%m-%d %H:%M}; set the clock, then rerun. "
        "Nothing was visited, since every date in the archive depends on it."
    )


def test_the_last_visit_is_the_latest_of_all_columns_and_sites(home):
    assert clock_guard.last_visit(home) is None
    visited(home, "a", None)
    assert clock_guard.last_visit(home) is None
    visited(home, "b", NOW - timedelta(days=9), NOW - timedelta(days=2))
    visited(home, "c", NOW - timedelta(days=5))
    (home.frontier / "broken.sqlite").write_bytes(b"no database" * 100)
    with closing(sqlite3.connect(home.frontier / "empty.sqlite")):
        pass
    assert clock_guard.last_visit(home) == NOW - timedelta(days=2)


@pytest.mark.parametrize(
    ("answer", "offset"),
    [
        (b"HTTP/1.1 404 Not Found\r\nDate: Sat, 10 Jan 2026 13:00:00 GMT\r\n\r\n", HOUR),
        (b"HTTP/1.1 200 OK\r\nDate: Sat, 10 Jan 2026 11:00:00 GMT\r\n\r\n", -HOUR),
        (b"HTTP/1.1 200 OK\r\nDate: Sat, 10 Jan 2026 21:00:00 +0800\r\n\r\n", HOUR),
        (b"HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\n\r\n", None),
        (b"", None),
    ],
)
def test_how_far_ahead_a_portal_is_by_the_date_of_its_answer(home, monkeypatch, answer, offset):
    asked, closed = [], []

    class Client:
        def __init__(self, site, agent, gate, limits, proxies):
            assert (limits.connect, limits.idle, limits.total) == (5, 5, 10)
            self.pool = SimpleNamespace(close=lambda: closed.append(site.id))

        async def fetch(self, url):
            asked.append(url)
            return Exchange(url, b"", answer, NOW)

    monkeypatch.setattr(clock_guard, "Client", Client)
    found = asyncio.run(clock_guard._ask(SITES[:2], Proxies()))
    assert found == ([offset, offset] if offset else [])
    assert (asked, closed) == (["http://h0.cn/robots.txt", "http://h1.cn/robots.txt"], ["s0", "s1"])
