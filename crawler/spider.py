"""The one spider: it fetches what the visit says is due and hands back what came. It names no site and no system."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.download import Client
from crawler.exchange import Exchange
from crawler.visit import Lease, Visit
from parsers.contract import now


class ColumnSpider(Spider):
    """Follows the columns of one site: lists, sub-columns, articles, attachments."""

    name = "columns"

    def __init__(self, visit: Visit, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.visit = visit

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

    async def parse(self, response: Response, **arguments: Any) -> Any:
        """Given an answer, hand it to the visit; go on where it leads."""
        assert response.request is not None
        lease = response.request.meta["lease"]
        further = await self.visit.settle(lease, response.request.meta["exchange"])
        return [request] if further and (request := await self.request(further)) else []

    async def request(self, lease: Lease) -> Request | None:
        """Given a lease, return Scrapy's request for it; one whose address cannot be asked for is settled as such."""
        job = lease.job
        method = "GET" if job.address else job.fetch.method
        try:
            return Request(job.url, self.parse, method, body=b"" if job.address else job.fetch.body, dont_filter=True,
                           meta={"lease": lease, "headers": self.visit.headers(job)})
        except ValueError as error:
            await self.visit.settle(lease, Exchange(job.url, b"", b"", now(), problem=("bad_address", str(error))))
            return None
