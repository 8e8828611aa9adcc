"""Scrapy's downloader of this project: middlewares and signals if a component is given, otherwise straight to the handler."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from scrapy import signals
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.http import Request, Response
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.components import settings_in_force
from crawler.components.capture_handler import CaptureHandler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.components.spider import ColumnSpider


class Downloader:
    """Replacement for Scrapy's downloader. Has no slots: delays and connections are enforced by `Politeness`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.signals, self.spider = crawler, crawler.signals, cast("ColumnSpider", crawler.spider)
        before = self.spider.visit.context.options.settings
        if before is not None:
            settings_in_force.check_addons(crawler.settings, before)
        self.spider.begin(crawler)
        self.handlers = DownloadHandlers(crawler)
        self.middleware = build_from_crawler(DownloaderMiddlewareManager, crawler) if self.spider.routed else None
        self.bare = CaptureHandler(crawler)  # http and https alike: without components no scheme is looked up for each request
        self.active: set[Request] = set()

    def fetch(self, request: Request) -> Deferred[Response | Request]:
        """Return the response to a request, or the request that a middleware makes in its place."""
        self.active.add(request)
        fetching = self.bare.download_request(request) if self.middleware is None else self._fetch(request, self.middleware)
        return Deferred.fromFuture(asyncio.ensure_future(fetching)).addBoth(self._left, request)

    def _left(self, result: Any, request: Request) -> Any:
        self.active.discard(request)  # not sooner: an engine that sees nothing under way ends
        return result

    async def _fetch(self, request: Request, middleware: DownloaderMiddlewareManager) -> Response | Request:
        try:
            result = await middleware.download_async(self._reach, request)
        finally:
            if turn := request.meta.pop("turn", None):  # a signal's receiver failed between the turn and the handler
                await turn.leave()
        if isinstance(result, Request):
            await self.spider.superseded(request, result)
        return result

    async def _reach(self, request: Request) -> Response:
        """Fetch with Scrapy's signals around it."""
        about: dict[str, Any] = {"request": request, "spider": self.crawler.spider}
        self.signals.send_catch_log(signals.request_reached_downloader, **about)
        try:
            response = await self.handlers.download_request_async(request)
            self.signals.send_catch_log(signals.response_downloaded, response=response, **about)
            return response
        finally:
            self.signals.send_catch_log(signals.request_left_downloader, **about)

    def needs_backout(self) -> bool:
        """Return False: the visit hands out no more requests than the site has connections."""
        return False

    def close(self) -> None:
        """Close the connections."""
        self.spider.client.pool.close()
