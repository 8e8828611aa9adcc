"""What is kept of Scrapy's numbers, and which requests count as dropped; without an engine at work."""

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from crawler.components import engine
from crawler.components.spider import ColumnSpider
from gongkai.home import Home

MOMENT = datetime(2026, 5, 8, 20, tzinfo=UTC)


def test_numbers_are_kept_as_json_has_them():
    stats = {"a": 1, "b": 2.5, "c": "x", "d": None, "e": MOMENT, "f": ("y", 1), "g": True}
    crawler = SimpleNamespace(stats=SimpleNamespace(get_stats=lambda: stats))
    assert engine.plain(crawler) == {**stats, "e": "2026-05-08T20:00:00+00:00", "f": "('y', 1)"}


def test_only_numbers_are_left_for_the_metrics(tmp_path):
    home = Home(tmp_path / "home")
    engine.keep(home, "town", {"b": 2.5, "a": 1, "c": "x", "d": None, "g": True})
    assert (home.stats / "town.json").read_text() == '{"a": 1, "b": 2.5}'
    engine.keep(home, "town", {"a": 0})
    assert json.loads((home.stats / "town.json").read_text()) == {"a": 0}
    assert [path.name for path in home.stats.iterdir()] == ["town.json"]
    (tmp_path / "file").write_text("x")
    engine.keep(Home(tmp_path / "file"), "town", {"a": 1})  # a disk that refuses takes nothing from the archive


class Spider(ColumnSpider):
    """Notes what it is asked to settle."""

    def __init__(self, outstanding=(1, 2, 3), routed=True):
        self.outstanding, self.routed, self.settled = dict.fromkeys(outstanding), routed, []

    async def settle_dropped(self, leases):
        self.settled.append(set(leases))


IDLE = SimpleNamespace(is_idle=lambda: True)
BUSY = SimpleNamespace(is_idle=lambda: False)


def looked(spider, before, slot=IDLE, active=(), pending=False, scheduler=True):
    """What is nowhere in the engine after a look."""
    downloader = SimpleNamespace(active=active)
    found = SimpleNamespace(has_pending_requests=lambda: pending) if scheduler else None
    running = SimpleNamespace(scraper=SimpleNamespace(slot=slot), downloader=downloader, scheduler=found)
    return asyncio.run(engine._settle_dropped(SimpleNamespace(spider=spider, engine=running), before))


def test_a_request_is_dropped_that_is_nowhere_at_two_looks():
    spider = Spider()
    assert (looked(spider, set()), spider.settled) == ({1, 2, 3}, [])
    assert (looked(spider, {1, 3, 9}), spider.settled) == ({2}, [{1, 3}])
    assert looked(spider, set(), scheduler=False) == {1, 2, 3}


@pytest.mark.parametrize(
    ("spider", "options"),
    [
        (Spider(), {"slot": BUSY}),
        (Spider(), {"slot": None}),
        (Spider(), {"active": ("x",)}),
        (Spider(), {"pending": True}),
        (Spider(outstanding=()), {}),
        (Spider(routed=False), {}),
        (object(), {}),
        (None, {}),
    ],
)
def test_nothing_is_dropped_while_something_goes_on(spider, options):
    assert looked(spider, {1, 2, 3}, **options) == set()
    assert not getattr(spider, "settled", [])


def test_the_settings_are_those_of_the_project():
    values = engine.project_settings()
    assert values.getpriority("DOWNLOAD_HANDLERS") == 20
    assert "crawler" in str(values["DOWNLOAD_HANDLERS"].copy_to_dict())


# ---- the loop beside Scrapy's engine


class Crawler:
    """A crawl that ends by itself after a while, or never."""

    made: list = []  # noqa: RUF012

    def __init__(self, kind, settings):
        self.kind, self.settings, self.spider, self.cancelled, self.visit = kind, settings, Received(), False, None
        self.stats = SimpleNamespace(get_stats=lambda: {"n": 1, "at": MOMENT})
        Crawler.made.append(self)

    async def crawl_async(self, visit):
        self.visit = visit
        try:
            await asyncio.sleep(3600 if visit.endless else 0)
        except asyncio.CancelledError:
            self.cancelled = True
            raise


class Received(ColumnSpider):
    def __init__(self):
        self.outstanding, self.routed, self.received = {}, False, 0

    async def settle_received(self):
        self.received += 1


def visit(endless=False, stopped=None, settings=None):
    context = SimpleNamespace(options=SimpleNamespace(settings=settings))
    return SimpleNamespace(context=context, stopped=stopped and SimpleNamespace(code=stopped), endless=endless)


@pytest.fixture
def crawler(monkeypatch):
    Crawler.made.clear()
    monkeypatch.setattr(engine, "Crawler", Crawler)
    monkeypatch.setattr(engine, "OFTEN", 0.01)
    monkeypatch.setattr(engine, "STOP_WITHIN", 0.01)
    return Crawler.made


def test_a_visit_that_ends_settles_what_came(crawler):
    asked = visit()
    assert asyncio.run(engine.move(asked)) == {"n": 1, "at": "2026-05-08T20:00:00+00:00"}
    (made,) = crawler
    assert (made.kind, made.visit, made.spider.received, made.cancelled) == (ColumnSpider, asked, 1, False)
    assert made.settings.getpriority("DOWNLOAD_HANDLERS") == 20
    asyncio.run(engine.move(visit(settings="given")))
    assert crawler[1].settings == "given"


@pytest.mark.parametrize("code", ["stopped", "disk_refused"])
def test_a_visit_that_is_stopped_is_not_waited_for_long(crawler, code):
    assert asyncio.run(engine.move(visit(endless=True, stopped=code)))["n"] == 1
    assert (crawler[0].cancelled, crawler[0].spider.received) == (True, 0)


def test_other_ends_of_a_visit_wait_for_what_is_under_way(crawler):
    async def for_a_while():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(engine.move(visit(endless=True, stopped="limit")), 0.2)

    asyncio.run(for_a_while())
