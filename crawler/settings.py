"""Scrapy's settings: what this project does itself is switched off there, each departure with its why."""

from __future__ import annotations

BOT_NAME = "gongkai"
SPIDER_MODULES: list[str] = []  # the spider is given to the crawler by crawler.crawl
TWISTED_REACTOR_ENABLED = False  # plain asyncio: the handler and the frontier are written for it
DOWNLOADER = "crawler.download.Downloader"  # keeps the bytes as received, and fetches nothing but the web, wherever a link points
SCHEDULER = "crawler.scheduler.Queue"  # what is due is kept in the frontier; this holds the few requests on their way
ROBOTSTXT_OBEY = False  # obeyed by crawler.robots, which archives what it read and tells the refusal in the column's record
CONCURRENT_ITEMS = 1  # the default of 100 wraps every result in parallel machinery: 297 instead of 525 pages/s
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
ADDONS: dict[str, int] = {}
TELNETCONSOLE_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # there is one callback, and it would be looked into at every answer
LOG_ENABLED = False  # the archive's own records say what happened; problems are rows, not lines
STATS_DUMP = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # counted in crawler.visit
