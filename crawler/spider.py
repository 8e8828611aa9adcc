"""The one spider: it fetches what the visit says is due and hands back what came. It names no site and no system."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.http import Response

from crawler.download import Client
from crawler.exchange import Exchange
from crawler.visit import Lease, Visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
from parsers.contract import now


class ColumnSpider(Spider):
    """Follows the columns of one site: lists, sub-columns, articles, attachments."""

    name = "columns"

    def __init__(self, visit: Visit, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.visit = visit
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **named: Any) -> Self:
        """The spider, told of what breaks down in it."""
        spider = super().from_crawler(crawler, *arguments, **named)
        crawler.signals.connect(spider.crashed, signals.spider_error)
        return spider

    @property
    def client(self) -> Client:
        """What the download handler talks through."""
        return self.visit.client

    async def start(self) -> AsyncIterator[Request]:
        """What is due, as the visit hands it out."""
        async for lease in self.visit.feed():
            request = await self.request(lease)
            if request:
                yield request

    async def parse(self, response: Response, **arguments: Any) -> AsyncIterator[Request]:
        """Given an answer, hand it to the visit; go on where it leads."""
        assert response.request is not None
        lease = response.request.meta["lease"]
        further = await self.visit.settle(lease, response.request.meta["exchange"])
        request = await self.request(further) if further else None
        if request:
            yield request

    def crashed(self, failure: Any, response: Response, spider: Spider) -> None:
        """Our reading of an answer broke down: the answer is kept all the same."""
        assert response.request is not None
        meta = response.request.meta
        self._later(self.visit.crashed(meta["lease"], meta["exchange"], f"{failure.type.__name__}: {failure.value}"))

    def failed(self, failure: Any) -> None:
        """The request broke down before there was an answer."""
        lease = failure.request.meta["lease"]
        nothing = Exchange(lease.job.url, b"", b"", now(), problem=("crash", f"{failure.type.__name__}: {failure.value}"))
        self._later(self.visit.settle(lease, nothing))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def request(self, lease: Lease) -> Request | None:
        """Given a lease, return Scrapy's request for it; one whose address cannot be asked for is settled as such."""
        job = lease.job
        method = "GET" if job.address else job.fetch.method
        try:
            return Request(job.url, self.parse, method, body=b"" if job.address else job.fetch.body, errback=self.failed, dont_filter=True,
                           meta={"lease": lease, "headers": self.visit.headers(job)})
        except ValueError as error:
            await self.visit.settle(lease, Exchange(job.url, b"", b"", now(), problem=("bad_address", str(error))))
            return None
