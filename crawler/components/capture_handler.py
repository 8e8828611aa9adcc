"""Scrapy's download handler of this project: fetches with the site's client, keeps the bytes as received."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from scrapy import exceptions
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Request, Response

from crawler.fetch.client import HeaderLines
from crawler.model.exchange import Exchange

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.components.spider import ColumnSpider

LOOKED_AT = 5000  # bytes of a body by which Scrapy tells the class of a response
CODED = ("Content-Encoding", "Transfer-Encoding")
ERRORS: dict[str, type[Exception]] = {  # what Scrapy's own handlers raise
    "dns_failure": exceptions.CannotResolveHostError,
    "connection_refused": exceptions.DownloadConnectionRefusedError,
    "timeout": exceptions.DownloadTimeoutError,
}


class CaptureHandler(BaseDownloadHandler):
    """Handler of `http` and `https` (DOWNLOAD_HANDLERS) with Scrapy's standard interface.

    The exchange, with every byte as received, travels in `request.meta["exchange"]`, where the spider takes it to the archive: what a
    middleware makes of the response changes nothing of it. Without components the response is bare, a status and no body, and the client
    finds the address and waits for its turn; with components the middlewares have done so.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.spider = cast("ColumnSpider", crawler.spider)

    async def download_request(self, request: Request) -> Response:
        """Fetch; raise what Scrapy's handlers raise if there is no answer and a component might see it."""
        meta = request.meta
        if not self.spider.routed:
            exchange = await self.spider.client.fetch(request.url, request.method, meta["headers"], request.body)
            meta["exchange"] = exchange
            return Response(request.url, status=exchange.answer.status if exchange.response else 0, request=request)
        fetch, began = self.spider.client.fetch if "lease" in meta else self.spider.visit.fetch_aside, time.monotonic()
        exchange = await fetch(
            request.url, request.method, headers_of(request), request.body, meta.pop("route", None), meta.pop("turn", None)
        )
        meta["exchange"], meta["download_latency"] = exchange, time.monotonic() - began
        if not exchange.response:
            raise failure_of(exchange)
        return response_of(request, exchange)

    async def close(self) -> None:
        """Close the connections."""
        self.spider.client.pool.close()


def failure_of(exchange: Exchange) -> Exception:
    """Return what Scrapy's handlers raise for a request without an answer."""
    code, message = exchange.problem or ("no_answer", "the server sent an empty answer")
    return ERRORS.get(code, exceptions.DownloadFailedError)(f"{code}: {message}")


def headers_of(request: Request) -> HeaderLines:
    """Return the headers of a request as the client takes them."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in request.headers.items() for value in values)


def response_of(request: Request, exchange: Exchange) -> Response:
    """Return an answer as Scrapy's middlewares know it: the body decoded, the class by its type."""
    from scrapy.responsetypes import responsetypes  # only here: it reads the system's table of types, and a bare crawl needs none

    answer = exchange.answer
    body, _ = answer.decoded()
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value.encode("latin-1", "replace"))
    for coded in CODED:
        headers.pop(coded, None)
    kind = responsetypes.from_args(headers=headers, url=exchange.url, body=body[:LOOKED_AT])
    flags = ["truncated"] if exchange.truncated else []
    return kind(exchange.url, answer.status, headers, body, flags=flags, request=request, protocol="HTTP/1.1")
