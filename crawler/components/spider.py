"""The one spider: fetch what the visit says is due and return the answers. It names no site and no system."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.components import settings_in_force
from crawler.components.observer import ASIDE, Item, Observer
from crawler.fetch.client import Client
from crawler.model.exchange import Exchange
from crawler.model.types import Fault
from crawler.visit.lease_queue import Lease
from crawler.visit.visit import SiteVisit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
from gongkai.clock import now

Result = Item | Request
# a URL that Scrapy's `safe_url_string` returns as it is; 0.07 ms of the 2 ms of a page. Only without components: they may change the URL
PLAIN_URL = re.compile(r"https?://[a-z0-9.-]{1,250}(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?/[A-Za-z0-9/._~-]*")


def is_plain(url: str) -> bool:
    """Return whether nothing of a URL is to be encoded.

    >>> is_plain("http://a.cn:8080/b/t1_2.html"), is_plain("http://a.cn/年报.html"), is_plain("http://a.cn/b?c=d")
    (True, False, False)
    """
    return PLAIN_URL.fullmatch(url) is not None


class ColumnSpider(Spider):
    """Follows the columns of one site: lists, sub-columns, articles, attachments."""

    name = "columns"

    def __init__(self, visit: SiteVisit, **arguments: Any) -> None:
        super().__init__(visit.site.id, **arguments)
        self.visit = visit
        self.routed = False  # through Scrapy's downloader middlewares and signals
        self.outstanding: dict[int, Request] = {}  # requests under way, by their lease
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **named: Any) -> Self:
        """Create the spider and connect it to `spider_error`."""
        spider = super().from_crawler(crawler, *arguments, **named)
        crawler.signals.connect(spider.crashed, signals.spider_error)
        return spider

    def begin(self, crawler: Crawler) -> None:
        """Take the settings in force, those of addons among them."""
        self.routed = settings_in_force.is_routed(crawler.settings)
        self.visit.observer = self.observer = Observer(crawler.stats, settings_in_force.wants_items(crawler.settings))

    @property
    def client(self) -> Client:
        """The client that the downloader uses."""
        return self.visit.client

    async def start(self) -> AsyncIterator[Result]:
        """Yield requests for what is due, as the visit hands it out, and the items of what it asked for itself."""
        async for lease in self.visit.feed():
            for item in self.observer.take(ASIDE):
                yield item
            request = await self.request(lease)
            if request:
                yield request
        for item in self.observer.take(ASIDE):
            yield item

    async def parse(self, response: Response, **arguments: Any) -> AsyncIterator[Result]:
        """Hand an answer to the visit; yield its items and follow where it leads."""
        assert response.request is not None
        lease = self._landed(response.request)
        if lease is None:
            return
        further = await self.visit.settle(lease, self._exchange(response.request))
        for item in self.observer.take(lease.name):
            yield item
        request = await self.request(further) if further else None
        if request:
            yield request

    def _landed(self, request: Request) -> Lease | None:
        """Return the lease of a request that came back, at the URL that was requested; None if it has none or came back before."""
        lease: Lease | None = request.meta.get("lease")
        if lease is None or self.outstanding.pop(lease.name, None) is None:
            return None
        if self.routed and request.url != request.meta["url"]:  # a middleware went elsewhere
            return Lease(lease.name, replace(lease.job, address=request.url, redirected_from=lease.job.url))
        return lease

    def _exchange(self, request: Request) -> Exchange:
        found: Exchange | None = request.meta.get("exchange")
        if found is not None:
            return found
        message = "a component answered in place of the server; nothing was received"
        return Exchange(request.url, b"", b"", now(), problem=("not_requested", message))

    def crashed(self, failure: Any, response: Any, spider: Spider) -> None:
        """Archive an answer whose processing raised an error."""
        request = response.request if response is not None else None
        if request is not None and "exchange" in request.meta:
            lease = request.meta["lease"]
            self.outstanding.pop(lease.name, None)
            if self.visit.queue.is_out(lease.name):
                self._later(self.visit.crashed(lease, request.meta["exchange"], f"{failure.type.__name__}: {failure.value}"))

    def failed(self, failure: Any) -> None:
        """Handle a request that failed inside Scrapy; what had been received before is archived."""
        lease = self._landed(failure.request)
        if lease is None:
            return
        code = "not_requested" if failure.check(IgnoreRequest) else "crash"
        nothing = Exchange(lease.job.url, b"", b"", now(), problem=(code, f"{failure.type.__name__}: {failure.value}"))
        self._later(self.visit.settle(lease, failure.request.meta.get("exchange", nothing)))

    async def superseded(self, request: Request, by: Request) -> None:
        """Archive an answer in whose place a middleware makes another request."""
        exchange, lease = request.meta.pop("exchange", None), request.meta.get("lease")
        by.meta.pop("exchange", None)
        if exchange is not None and lease is not None:
            await self.visit.superseded(lease, exchange)

    async def settle_dropped(self, leases: Iterable[int]) -> None:
        """Settle requests that a component dropped: with what was received, or as not requested."""
        for request in [self.outstanding.pop(name) for name in leases if name in self.outstanding]:
            dropped = Exchange(request.url, b"", b"", now(), problem=("not_requested", "a component dropped the request"))
            await self.visit.settle(request.meta["lease"], request.meta.get("exchange", dropped))

    async def settle_received(self) -> None:
        """Archive the answers that a component held back when the spider was closed."""
        await self.settle_dropped([name for name, request in self.outstanding.items() if "exchange" in request.meta])

    def closed(self, reason: str) -> None:
        """Record that Scrapy or an extension ended the crawl before everything due was read."""
        if reason != "finished":
            self.visit.stop(Fault("closed", f"the spider was closed: {reason}"))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def request(self, lease: Lease) -> Request | None:
        """Return the Scrapy request for a lease; one whose URL cannot be requested is settled as such."""
        job = lease.job
        method = "GET" if job.address else job.fetch.method
        meta: dict[str, Any] = {"lease": lease, "headers": self.visit.headers(job)}
        if not self.routed and is_plain(job.url):
            meta["verbatim_url"] = True
        try:
            request = Request(
                job.url, self.parse, method, body=b"" if job.address else job.fetch.body, errback=self.failed, dont_filter=True, meta=meta
            )
        except ValueError as error:
            await self.visit.settle(lease, Exchange(job.url, b"", b"", now(), problem=("bad_address", str(error))))
            return None
        request.meta["url"] = request.url
        self.outstanding[lease.name] = request
        return request
