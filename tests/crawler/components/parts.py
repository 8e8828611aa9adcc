"""Components as a user writes them, for the tests of this folder."""

from dataclasses import replace
from typing import ClassVar

from scrapy import Request, signals
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import HtmlResponse, Response

seen: list = []


class Header:
    def process_request(self, request):
        request.headers["X-Asked-By"] = "a middleware"
        request.headers["User-Agent"] = "of a middleware"

    def process_response(self, request, response):
        seen.append((type(response), response.url, response.status, response.flags))
        return response


class Again:
    """Ask every article twice."""

    def process_response(self, request, response):
        if "/2024/" in request.url and not request.meta.get("again"):
            return request.replace(dont_filter=True, meta={**request.meta, "again": True})
        return response


class Elsewhere:
    to = ""

    def process_request(self, request):
        return Request(self.to, request.callback, errback=request.errback, meta=request.meta) if request.url.endswith("a1.html") else None


class Ignore:
    def process_request(self, request):
        if request.url.endswith("a1.html"):
            raise IgnoreRequest("not this one")


class Answer:
    """Answer without asking the server."""

    def process_request(self, request):
        return HtmlResponse(request.url, body=b"<p>made up</p>", request=request) if request.url.endswith("a1.html") else None


class Broken:
    def process_response(self, request, response):
        raise RuntimeError("a broken middleware")


class DropRequests:
    """Drop every request a page leads to and every start request to an article."""

    async def process_start(self, start):
        async for each in start:
            if not (isinstance(each, Request) and each.url.endswith("a2.html")):
                yield each


class NeverRead:
    """Never reads what the spider makes of an answer."""

    async def process_spider_output_async(self, response, result):
        if response.url.endswith("a2.html"):
            return
        async for each in result:
            yield each

    def process_spider_output(self, response, result):
        raise NotImplementedError


class Rewrite:
    """Changes items, drops some."""

    def process_item(self, item):
        if getattr(item, "kind", "") == "robots":
            raise DropItem("robots")
        return replace(item, via="changed") if hasattr(item, "external") else item


class DropAll:
    def process_item(self, item):
        raise DropItem("all")


class Witness:
    """An extension on the signals."""

    @classmethod
    def from_crawler(cls, crawler):
        made = cls()
        for name in ("spider_opened", "request_scheduled", "request_reached_downloader", "response_downloaded", "request_left_downloader",
                     "response_received", "item_scraped", "spider_idle", "spider_closed"):  # fmt: skip
            crawler.signals.connect(made.of(name), getattr(signals, name), weak=False)
        return made

    def of(self, name):
        return lambda **about: seen.append(name)


class Fetching:
    """A pipeline that asks for something of its own."""

    url = ""

    @classmethod
    def from_crawler(cls, crawler):
        made = cls()
        made.crawler = crawler
        return made

    async def process_item(self, item):
        if getattr(item, "kind", "") == "robots":
            response = await self.crawler.engine.download_async(Request(self.url))
            seen.append((isinstance(response, Response), response.status, bytes(response.body)))
        return item


class Loose:
    """An addon that turns robots.txt off without saying why."""

    def update_settings(self, settings):
        settings.set("ROBOTSTXT_OBEY", False, "cmdline")


class Late:
    """An addon that changes a setting of ours."""

    def update_settings(self, settings):
        settings.set("DOWNLOAD_DELAY", 3, "addon")


class Adding:
    """An addon that adds a pipeline."""

    def update_settings(self, settings):
        settings.set("ITEM_PIPELINES", {Rewrite: 300}, "addon")


class Latecomer:
    """An extension whose receiver of a signal fails between the turn at a host and the handler."""

    @classmethod
    def from_crawler(cls, crawler):
        made = cls()
        crawler.signals.connect(made.opened, signals.spider_opened)
        return made

    def opened(self, spider):
        spider.crawler.engine.downloader.handlers.download_request_async = self.fail

    async def fail(self, request):
        raise RuntimeError("nothing reaches the handler")


class Proxied:
    """Chooses a proxy for one request, and none for another."""

    by: ClassVar[dict[str, str | None]] = {}

    def process_request(self, request):
        for end, proxy in self.by.items():
            if request.url.endswith(end):
                request.meta["proxy"] = proxy
