"""Scrapy settings; what this project does itself is off, each with its reason. Yours begin with `from crawler.settings import *`."""

from __future__ import annotations

from pathlib import Path

BOT_NAME = "gongkai"
SPIDER_MODULES: list[str] = []  # spiders come from the registry, one a site
SPIDER_LOADER_CLASS = "crawler.spider_loader.SiteSpiderLoader"
COMMANDS_MODULE = "crawler.scrapy_commands"  # `scrapy crawl` with gongkai's lock, frontier and exit codes
NEWSPIDER_MODULE = "crawler.families"  # where `scrapy genspider -t family` writes
TEMPLATES_DIR = str(Path(__file__).parent / "scrapy_commands" / "templates")
TWISTED_REACTOR_ENABLED = False  # plain asyncio: the handler and the frontier are written for it
DOWNLOADER = "crawler.components.downloader.Downloader"  # no slots: pauses and connections are those of `Politeness`
CAPTURE = "crawler.components.capture_handler.CaptureHandler"  # keeps the bytes as received
DOWNLOAD_HANDLERS = {
    "http": CAPTURE,
    "https": CAPTURE,
    "file": None,
    "data": None,
    "s3": None,
    "ftp": None,
}  # nothing but the web, wherever a link points
DOWNLOADER_MIDDLEWARES_BASE = {  # run if a component is given; without, the visit and the client do the same
    "crawler.components.middlewares.OwnPortal": 50,
    "crawler.components.middlewares.RobotsTxt": 100,
    "crawler.components.middlewares.DefaultHeaders": 400,
    "crawler.components.middlewares.Faults": 560,
    "crawler.components.middlewares.HttpProxy": 750,
    "crawler.components.middlewares.PublicAddress": 950,
    "crawler.components.middlewares.Politeness": 1000,  # the last
}
SCHEDULER = "crawler.components.scheduler.Queue"  # what is due is kept in the frontier; this holds the few requests on their way
ROBOTSTXT_OBEY = True  # by crawler.fetch.robots, which archives it and records refusals
CONCURRENT_ITEMS = 1  # the default of 100 wraps every result in parallel machinery: 297 instead of 525 pages/s
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {  # those of Scrapy that need no job state, no slots and no Twisted reactor
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # there is one callback, and it would be looked into at every answer
LOG_FORMATTER = "crawler.components.log_lines.LogLines"  # makes no line that no log takes
LOG_LEVEL = "INFO"  # a line for each answer is in logs/RUN.jsonl
