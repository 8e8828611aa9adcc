"""The named downloader middlewares of this project, which stand in the order table among a user's own.

They run if a component is given; without one, the visit and the client do the same before a request is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.answers import faults
from crawler.answers.page import page_of
from crawler.components.capture_handler import failure_of, headers_of
from crawler.fetch.client import ALWAYS, FAILURES, endpoint
from crawler.model.exchange import Exchange, Job
from crawler.model.same_site import without_credentials
from crawler.model.types import Fetch
from gongkai.clock import now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.components.spider import ColumnSpider


class _Component:
    def __init__(self, crawler: Crawler) -> None:
        self.spider = cast("ColumnSpider", crawler.spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the component for a crawler."""
        return cls(crawler)


def _refuse(request: Request, refusal: tuple[str, str] | None) -> None:
    if refusal:
        request.meta["exchange"] = Exchange(without_credentials(request.url), b"", b"", now(), problem=refusal)
        raise IgnoreRequest(f"{refusal[0]}: {refusal[1]}")


class OwnPortal(_Component):
    """Refuse URLs on other portals and with credentials (in place of Scrapy's OffsiteMiddleware)."""

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a URL that is not requested."""
        _refuse(request, self.spider.visit.admission.address_refusal(request.url))


class RobotsTxt(_Component):
    """Refuse what robots.txt forbids (in place of Scrapy's RobotsTxtMiddleware); robots.txt itself is archived."""

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a URL that is not requested."""
        _refuse(request, await self.spider.visit.admission.robots_refusal(request.url))


class DefaultHeaders(_Component):
    """Show the headers of a request to the middlewares that come after, which may change them."""

    async def process_request(self, request: Request) -> None:
        """Set the user agent, the headers of every request, validators and the page that links to it, unless they are set."""
        for name, value in (("User-Agent", self.spider.client.agent), *ALWAYS, *request.meta.get("headers", ())):
            request.headers.setdefault(name, value)


class Faults(_Component):
    """Mark a response that is no document with the code of its fault: `fault:challenge` in `response.flags`."""

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, marked."""
        exchange, lease = request.meta.get("exchange"), request.meta.get("lease")
        if exchange is None or not exchange.response:
            return response
        job = lease.job if lease else Job(Fetch(request.url), "page")
        fault = faults.classify(page_of(job, exchange, self.spider.visit.site), job.kind)
        if fault:
            response.flags.append(f"fault:{fault.code}")
        return response


class HttpProxy(_Component):
    """Choose the proxy of the settings or the environment (in place of Scrapy's HttpProxyMiddleware) in `request.meta["proxy"]`.

    What a component chose before stays, None for no proxy among it. Credentials are kept out of `meta`, so that no record has them.
    """

    async def process_request(self, request: Request) -> None:
        """Set the proxy's URL if the host is not asked directly."""
        meta = request.meta
        if "proxy" in meta and meta["proxy"] == meta.pop("proxy_of_run", self):
            del meta["proxy"]  # ours, of the request that this one replaces, perhaps at another host
        url = self.spider.client.proxies.url_for(request.url)
        if url and "proxy" not in meta:
            meta["proxy"] = meta["proxy_of_run"] = url


class PublicAddress(_Component):
    """Resolve the host and refuse addresses outside the public internet; the connection is made to the address found here."""

    async def process_request(self, request: Request) -> None:
        """Set `request.meta["route"]`, or raise what Scrapy's handlers raise for a host that is unknown or private."""
        client, proxy, asked = self.spider.client, self.spider.client.proxies.chosen(request.meta.get("proxy")), b""
        try:
            to = endpoint(request.url)
            asked = client.request_bytes(request.url, request.method, headers_of(request), request.body, proxy is not None)
            request.meta["route"] = await client.route(to, proxy)
        except FAILURES as error:
            request.meta["exchange"] = exchange = client.failed(request.url, error, proxy, asked)
            raise failure_of(exchange) from error


class Politeness(_Component):
    """Wait for the turn at the host and its address: pause, connections, and what robots.txt or the server asks for.

    No component comes after it, so that no turn is held while one waits for something else.
    """

    async def process_request(self, request: Request) -> None:
        """Set `request.meta["turn"]`, which the handler leaves once it has the answer."""
        request.meta["turn"] = await self.spider.client.turn(request.meta["route"])
