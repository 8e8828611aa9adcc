"""What Scrapy logs of each answer and item, made only for a log that takes it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure

ENGINE, SCRAPER = logging.getLogger("scrapy.core.engine"), logging.getLogger("scrapy.core.scraper")  # which write the lines


class LogLines(LogFormatter):
    """Scrapy's lines; without a log of level DEBUG, as in `gongkai crawl`, none is made for an answer or an item."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Return the line of an answer, None if no log takes it."""
        return super().crawled(request, response, spider) if ENGINE.isEnabledFor(logging.DEBUG) else None

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Return the line of an item, None if no log takes it."""
        return super().scraped(item, response, spider) if SCRAPER.isEnabledFor(logging.DEBUG) else None
