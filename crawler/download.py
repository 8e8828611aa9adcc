"""Scrapy's downloader of this project: HTTP/1.1 that keeps every byte, pins the address, and waits its turn.

A fetch that brings nothing raises nothing: its response has status 0 and its exchange says why.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from scrapy.utils.defer import deferred_from_coro

from crawler.addresses import Refused, Resolver
from crawler.connections import Connection, Endpoint, Pool
from crawler.cookies import Jar
from crawler.exchange import Exchange
from crawler.polite import Gate, Manners
from crawler.types import Site
from crawler.wire import Limits, NoAnswer, Received, receive
from parsers.contract import now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

PORTS = {"http": 80, "https": 443}
ALWAYS = (("Accept", "*/*"), ("Accept-Language", "zh-CN,zh;q=0.9"), ("Accept-Encoding", "gzip, deflate"), ("Connection", "keep-alive"))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a fetch brought nothing: a stable code and a sentence."""

    code: str
    message: str


class Client:
    """HTTP for one site: its pool, its cookies, its manners. Knows nothing of Scrapy."""

    def __init__(self, site: Site, agent: str, gate: Gate, limits: Limits) -> None:
        self.site, self.agent, self.gate, self.limits = site, agent, gate, limits
        own = frozenset(urlsplit(column.url).hostname or "" for column in site.columns) if site.allow_private else frozenset()
        self.resolver, self.pool, self.jar = Resolver(own), Pool(site.tls, limits), Jar()
        self.manners = Manners(site.delay, site.connections)

    def slower(self, delay: float) -> None:
        """Keep at least that many seconds between two requests from now on."""
        self.manners = Manners(max(self.manners.delay, delay), self.manners.connections)

    async def fetch(self, url: str, method: str = "GET", headers: tuple[tuple[str, str], ...] = (), body: bytes = b"") -> Exchange:
        """Given what to ask for, return what went over the wire; a failure is told in the exchange, never raised."""
        asked = self._request(url, method, headers, body)
        try:
            to = _endpoint(url)
            addresses = await self.resolver.addresses(to.host, to.port)
            async with self.gate.through((to.host, addresses[0]), self.manners):
                return await self._talk(to, addresses, url, method, asked)
        except (OSError, Refused, NoAnswer, ValueError) as error:
            failure = explain(error)
            return Exchange(url, asked, b"", now(), problem=(failure.code, failure.message), tls=self.site.tls or "")

    async def _talk(self, to: Endpoint, addresses: tuple[str, ...], url: str, method: str, asked: bytes) -> Exchange:
        began = now()
        kept = self.pool.kept(to)
        connection = kept or await self.pool.open(to, addresses)
        try:
            received = await self._ask(connection, method, asked)
        except (NoAnswer, OSError) as error:
            self.pool.drop(connection)
            if not kept or not getattr(error, "nothing", True):
                raise
            connection = await self.pool.open(to, addresses)  # the server had closed the one we came back to
            received = await self._ask(connection, method, asked)
        self._after(to, connection, received)
        exchange = Exchange(url, asked, received.data, began, connection.address, received.truncated, tls=self.site.tls or "")
        self.jar.take(url, exchange.answer.all("Set-Cookie"))
        return exchange

    async def _ask(self, connection: Connection, method: str, asked: bytes) -> Received:
        connection.send(asked)
        return await receive(connection.reader, method, self.limits)

    def _after(self, to: Endpoint, connection: Connection, received: Received) -> None:
        if received.reusable:
            self.pool.keep(to, connection)
        else:
            self.pool.drop(connection)

    def _request(self, url: str, method: str, headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [("Host", parts.netloc.rpartition("@")[2]), ("User-Agent", self.agent), *ALWAYS, *headers]
        cookie = self.jar.give(url)
        lines += [("Cookie", cookie)] if cookie else []
        lines += [("Content-Length", str(len(body)))] if body or method == "POST" else []
        head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in lines)
        return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + body


def _one_line(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def _endpoint(url: str) -> Endpoint:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused(f"{url[:200]} is no http or https address")
    return Endpoint(parts.scheme, parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname,
                    parts.port or PORTS[parts.scheme])


CAUSES: tuple[tuple[type[Exception], str, str], ...] = (  # the first that fits; an exception's own words follow
    (Refused, "refused_address", ""),
    (socket.gaierror, "dns_failure", "the host's name leads nowhere: "),
    (ssl.SSLCertVerificationError, "tls_certificate", "the certificate does not hold: "),
    (ssl.SSLError, "tls_failure", "no secure connection (see `tls: legacy` in the registry): "),
    (ConnectionRefusedError, "connection_refused", "the server refuses the connection: "),
    (ConnectionResetError, "connection_reset", "the server broke the connection off: "),
    (TimeoutError, "timeout", "the server did not answer in time "),
    (ValueError, "bad_address", "no address that can be asked for: "),
    (OSError, "connection_failed", "no connection: "),
)


def explain(error: Exception) -> Failure:
    """Given what went wrong, return its code and a sentence."""
    if isinstance(error, NoAnswer):
        return Failure(error.code, str(error))
    code, words = next((code, words) for kind, code, words in CAUSES if isinstance(error, kind))
    return Failure(code, f"{words}{getattr(error, 'strerror', None) or error}".strip())


class Downloader:
    """What Scrapy's engine calls in place of its own, whose slots, middleware and signals nothing here uses: a pause is the gate's matter.

    The exchange travels in `request.meta["exchange"]`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.client = cast(Any, crawler.spider).client  # one site, one client
        self.active: set[Request] = set()

    def fetch(self, request: Request) -> Deferred[Response]:
        """Given Scrapy's request, return its response; the body stays with the exchange."""
        self.active.add(request)
        return deferred_from_coro(self._fetch(request)).addBoth(self._left, request)

    def _left(self, result: Any, request: Request) -> Any:
        self.active.discard(request)  # not sooner: an engine that sees nothing under way ends
        return result

    async def _fetch(self, request: Request) -> Response:
        exchange = await self.client.fetch(request.url, request.method, request.meta.get("headers", ()), request.body)
        request.meta["exchange"] = exchange
        return Response(request.url, status=exchange.answer.status if exchange.response else 0, request=request)

    def needs_backout(self) -> bool:
        """Never: the visit hands out no more than the site's connections take."""
        return False

    def close(self) -> None:
        """Drop the connections."""
        self.client.pool.close()
