"""Run Scrapy's engine for one visit, and settle what a component dropped."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler import settings
from crawler.components.quiet_signals import QuietSignals
from crawler.components.spider import ColumnSpider
from crawler.visit.visit import SiteVisit
from gongkai.home import Home

STOP_WITHIN = 5.0  # seconds for requests in flight after a request to stop; the shutdown takes less than 8 in all
OFTEN = 0.5  # seconds between two looks at what is under way
Stats = dict[str, object]


def project_settings() -> Settings:
    """Return the settings of this project as `gongkai crawl` uses them; no log is configured, its own records say what happened."""
    values = Settings()
    values.setmodule(settings, priority="project")
    return values


def plain(crawler: Crawler) -> Stats:
    """Return Scrapy's stats as JSON-compatible types; times as ISO 8601."""
    counted = crawler.stats.get_stats().items()
    return {name: value if isinstance(value, (int, float, str, type(None))) else _text(value) for name, value in counted}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def keep(home: Home, site: str, stats: Stats) -> None:
    """Write the numbers of a visit where the metrics of Prometheus read them; a disk that refuses them takes nothing from the archive."""
    numbers = {name: value for name, value in stats.items() if isinstance(value, (int, float)) and not isinstance(value, bool)}
    path = home.stats / f"{site}.json"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(numbers, sort_keys=True), encoding="utf-8")
        beside.replace(path)


async def move(visit: SiteVisit) -> Stats:
    """Let Scrapy process requests until the visit hands out no more; after a stop only for a limited time. Return Scrapy's stats."""
    crawler = Crawler(ColumnSpider, visit.context.options.settings or project_settings())
    crawler.signals = QuietSignals(crawler)
    moving = asyncio.ensure_future(crawler.crawl_async(visit=visit))
    before: set[int] = set()
    while not moving.done():
        await asyncio.wait([moving], timeout=OFTEN)
        before = await _settle_dropped(crawler, before)
        if visit.stopped and visit.stopped.code in ("stopped", "disk_refused") and not moving.done():
            await asyncio.wait([moving], timeout=STOP_WITHIN)
            if not moving.done():
                moving.cancel()
                await asyncio.wait([moving], timeout=1)
            return plain(crawler)
    await moving
    spider = crawler.spider
    if isinstance(spider, ColumnSpider):
        await spider.settle_received()
    return plain(crawler)


async def _settle_dropped(crawler: Crawler, before: set[int]) -> set[int]:
    """Settle the requests that are nowhere in the engine now nor were at the last look; return those that are nowhere now.

    Scrapy tells nobody when a component drops a request or never reads a response; the visit would wait for it without end.
    """
    spider = crawler.spider
    if not isinstance(spider, ColumnSpider) or not spider.outstanding or not spider.routed:
        return set()
    engine = crawler.engine
    idle = engine.scraper.slot is not None and engine.scraper.slot.is_idle() and not engine.downloader.active
    if not idle or (engine.scheduler is not None and engine.scheduler.has_pending_requests()):
        return set()
    now = set(spider.outstanding)
    if lost := now & before:
        await spider.settle_dropped(lost)
    return now - before
