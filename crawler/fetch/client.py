"""HTTP/1.1 for one site: keeps every byte, pins the address, and waits its turn.

A failed fetch does not raise: the response has status 0 and the exchange states the reason.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.fetch.connections import Connection, Endpoint, Pool, Route
from crawler.fetch.cookies import Jar
from crawler.fetch.http1 import FetchLimits, NoAnswer, Received, receive
from crawler.fetch.proxies import Proxies, Proxy
from crawler.fetch.resolver import AddressRefused, Resolver
from crawler.fetch.throttle import JITTER, Gate, Manners, Turn
from crawler.model.exchange import Exchange
from crawler.model.types import Site
from gongkai.clock import now

PORTS = {"http": 80, "https": 443}
ALWAYS = (("Accept", "*/*"), ("Accept-Language", "zh-CN,zh;q=0.9"), ("Accept-Encoding", "gzip, deflate"), ("Connection", "keep-alive"))
ALWAYS_NAMES = frozenset({"user-agent", *(name.lower() for name, _ in ALWAYS)})
DIRECT = Proxies()
AT_ONCE = 5.0  # seconds at most that an answer's Retry-After counts before the answer is read, which takes milliseconds
PLAIN_ORIGIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.:-]*(?=/)")  # nothing behind it changes scheme, host or port
HeaderLines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a fetch failed: a stable code and a sentence."""

    code: str
    message: str


class Client:
    """The HTTP client of one site, with its connections, cookies and pauses. Independent of Scrapy."""

    def __init__(
        self,
        site: Site,
        agent: str,
        gate: Gate,
        limits: FetchLimits,
        proxies: Proxies = DIRECT,
        jitter: float = JITTER,
        cookies: bool = True,
    ) -> None:
        self.site, self.agent, self.gate, self.limits, self.proxies, self.cookies = site, agent, gate, limits, proxies, cookies
        own = frozenset(urlsplit(column.url).hostname or "" for column in site.columns) if site.allow_private else frozenset()
        self.resolver, self.pool, self.jar = Resolver(own), Pool(site.tls, limits), Jar()
        self.manners = Manners(site.delay, site.connections, jitter)
        self._every = (("User-Agent", agent), *ALWAYS)
        self._always = _lines(self._every)
        self.taken: defaultdict[str, float] = defaultdict(float)  # seconds that answers took, by host, those that failed included

    def slower(self, delay: float) -> None:
        """Keep at least that many seconds between two requests from now on."""
        self.manners = replace(self.manners, delay=max(self.manners.delay, delay))

    async def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: HeaderLines = (),
        body: bytes = b"",
        route: Route | None = None,
        turn: Turn | None = None,
    ) -> Exchange:
        """Send a request and return what went over the wire; a failure is recorded in the exchange and never raised.

        `headers` replace those of every request that have the same name. `turn`, at a `route`, was waited for and is left; without it
        the route is found and the turn waited for here.
        """
        proxy, asked = route.proxy if route else None, b""
        try:
            to = route.to if route else endpoint(url)
            proxy = proxy if route else self.proxies.for_url(to.scheme, to.host)
            asked = self.request_bytes(url, method, headers, body, absolute=proxy is not None and to.scheme == "http")
            by = route or await self.route(to, proxy)
            turn = turn or await self.turn(by)
            began = time.monotonic()
            try:
                exchange = await self._talk(by, url, method, asked)
            finally:
                self.taken[to.host] += time.monotonic() - began
        except FAILURES as error:
            return self.failed(url, error, proxy, asked)
        else:
            self._hold(to.host, exchange)
            return exchange
        finally:
            if turn:
                await turn.leave()

    def _hold(self, host: str, exchange: Exchange) -> None:
        """Let nobody in at a host that asks for a pause until the visit knows what its answer means and holds it for longer."""
        stated = exchange.answer.get("Retry-After") or ""
        if exchange.answer.status >= 400 and stated.isascii() and stated.isdecimal():
            self.gate.hold((host,), min(float(stated), AT_ONCE))

    async def route(self, to: Endpoint, proxy: Proxy | None) -> Route:
        """Return how to reach an endpoint, directly or through a proxy; AddressRefused if it is private, OSError if it is unknown."""
        if proxy:
            self.resolver.check_name(to.host)
            return Route(to, (proxy.host,), proxy)
        return Route(to, await self.resolver.addresses(to.host, to.port))

    async def turn(self, route: Route) -> Turn:
        """Wait for a turn at the host of a route and at its address."""
        return await self.gate.turn((route.to.host,) if route.proxy else (route.to.host, route.addresses[0]), self.manners)

    def failed(self, url: str, error: Exception, proxy: Proxy | None, asked: bytes = b"") -> Exchange:
        """Return the exchange of a request that failed, with the reason."""
        failure = explain(error)
        problem, tls = (failure.code, failure.message), self.site.tls or ""
        return Exchange(url, asked, b"", now(), problem=problem, tls=tls, proxy=proxy.url if proxy else "")

    async def _talk(self, route: Route, url: str, method: str, asked: bytes) -> Exchange:
        began, ends = now(), asyncio.get_running_loop().time() + self.limits.connect + self.limits.total
        kept = self.pool.kept(route.key)
        found = await self._ask_again(kept, method, route.with_credentials(asked)) if kept else None
        if found is None:
            async with asyncio.timeout_at(ends):  # a first try on a kept connection included, which has the timer of its answer
                found = await self._ask_anew(route, method, route.with_credentials(asked))
        connection, received = found
        self._after(route.key, connection, received)
        proxy = route.proxy.url if route.proxy else ""
        address = "" if route.proxy else connection.address
        exchange = Exchange(url, asked, received.data, began, address, received.truncated, tls=self.site.tls or "", proxy=proxy)
        if self.cookies:
            self.jar.take(url, exchange.answer.all("Set-Cookie"))
        return exchange

    async def _ask_again(self, kept: Connection, method: str, asked: bytes) -> tuple[Connection, Received] | None:
        """Ask on a kept connection; None if the server had closed it."""
        try:
            return await self._ask(kept, method, asked)
        except (NoAnswer, OSError) as error:
            if not getattr(error, "nothing", True):
                raise
            return None

    async def _ask_anew(self, route: Route, method: str, asked: bytes) -> tuple[Connection, Received]:
        """Ask on a new connection."""
        return await self._ask(await self.pool.open(route), method, asked)

    async def _ask(self, connection: Connection, method: str, asked: bytes) -> tuple[Connection, Received]:
        received = None
        try:
            connection.send(asked)
            received = await receive(connection.reader, method, self.limits)
            return connection, received
        finally:
            if received is None:  # no answer, or nobody waits for one any more
                self.pool.drop(connection)

    def _after(self, to: Endpoint, connection: Connection, received: Received) -> None:
        if received.reusable:
            self.pool.keep(to, connection)
        else:
            self.pool.drop(connection)

    def request_bytes(self, url: str, method: str, headers: HeaderLines, body: bytes, absolute: bool = False) -> bytes:
        """Return a request as it is sent, `absolute` to a proxy; ValueError if the URL is none."""
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        target = (f"{parts.scheme}://{host}" if absolute else "") + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        own = {name.lower() for name, _ in headers}
        always = self._always if own.isdisjoint(ALWAYS_NAMES) else _lines(each for each in self._every if each[0].lower() not in own)
        lines = list(headers)
        cookie = self.jar.give(url)
        lines += [("Cookie", cookie)] if cookie else []
        lines += [("Content-Length", str(len(body)))] if body or method == "POST" else []
        head = f"Host: {_one_line(host)}\r\n{always}{_lines(lines)}"
        return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + body


def _lines(headers: Iterable[tuple[str, str]]) -> str:
    """Return header lines, each with its end."""
    return "".join([f"{name}: {_one_line(value)}\r\n" for name, value in headers])


def _one_line(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def endpoint(url: str) -> Endpoint:
    """Return the scheme, host and port of a URL; AddressRefused if it is not an http or https URL, ValueError if it is none at all."""
    plain = PLAIN_ORIGIN.match(url)
    return _endpoint(plain[0] if plain else url)


@lru_cache(1 << 10)  # a site has a few; asked for each request, before it is handed out and once more when it is sent
def _endpoint(url: str) -> Endpoint:
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in PORTS or not host:
        raise AddressRefused(f"{url[:200]} is not an http or https URL")
    return Endpoint(parts.scheme, host if host.isascii() else host.encode("idna").decode(), parts.port or PORTS[parts.scheme])


def host_of(url: str) -> str:
    """Return the host of a URL as requests to it are counted; empty if it cannot be requested.

    >>> host_of("http://政府.cn:8080/a"), host_of("ftp://a.cn/")
    ('xn--mxtq1m.cn', '')
    """
    try:
        return endpoint(url).host
    except (AddressRefused, ValueError):
        return ""


FAILURES = (OSError, AddressRefused, NoAnswer, ValueError)
CAUSES: tuple[tuple[type[Exception], str, str], ...] = (  # the first that fits; an exception's own words follow
    (AddressRefused, "refused_address", ""),
    (socket.gaierror, "dns_failure", "the host name cannot be resolved: "),
    (ssl.SSLCertVerificationError, "tls_certificate", "the certificate is invalid: "),
    (ssl.SSLError, "tls_failure", "no secure connection (see `tls: legacy` in the registry): "),
    (ConnectionRefusedError, "connection_refused", "the server refused the connection: "),
    (ConnectionResetError, "connection_reset", "the server closed the connection: "),
    (TimeoutError, "timeout", "the server did not answer in time "),
    (ValueError, "bad_address", "the address cannot be requested: "),
    (OSError, "connection_failed", "no connection: "),
)


def explain(error: Exception) -> Failure:
    """Return the code and sentence for an error."""
    if isinstance(error, NoAnswer):
        return Failure(error.code, str(error))
    code, words = next((code, words) for kind, code, words in CAUSES if isinstance(error, kind))
    return Failure(code, f"{words}{getattr(error, 'strerror', None) or error}".strip())
