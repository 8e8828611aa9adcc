"""Scrapy's settings: what this project does itself is switched off there, each departure with its why."""

from __future__ import annotations

BOT_NAME = "gongkai"
SPIDER_MODULES: list[str] = []  # the spider is given to the crawler by crawler.crawl
TWISTED_REACTOR_ENABLED = False  # plain asyncio: the handler and the frontier are written for it
DOWNLOAD_HANDLERS = {
    "http": "crawler.download.Handler",  # keeps the bytes as received
    "https": "crawler.download.Handler",
    "ftp": None, "file": None, "data": None, "s3": None,  # nothing but the web is fetched, wherever a link points
}
SCHEDULER = "crawler.scheduler.Queue"  # what is due is kept in the frontier; this holds the few requests on their way
ROBOTSTXT_OBEY = False  # obeyed by crawler.robots, which archives what it read and tells the refusal in the column's record
DOWNLOAD_DELAY = 0  # the pause is kept by crawler.polite, per host and per address, for all sites of the process
CONCURRENT_REQUESTS = 64  # bounded per site by crawler.visit
CONCURRENT_REQUESTS_PER_DOMAIN = 64
CONCURRENT_ITEMS = 1  # the default of 100 wraps every result in parallel machinery: 297 instead of 525 pages/s
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}  # retries, redirects, cookies, meta refresh: ours, archived hop by hop
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
ADDONS: dict[str, int] = {}
TELNETCONSOLE_ENABLED = False
LOG_ENABLED = False  # the archive's own records say what happened; problems are rows, not lines
STATS_DUMP = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # counted in crawler.visit
