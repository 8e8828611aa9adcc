"""Connections to hosts: opened at a pinned address, kept for the next request, with TLS as the site needs it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.fetch.http1 import FetchLimits, NoAnswer, receive
from crawler.fetch.proxies import Proxy
from gongkai import http_message

KEPT = 20  # seconds an idle connection is gone back to; servers of this kind close after 15-75


class Endpoint(NamedTuple):
    """The destination of a request."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach an endpoint: its addresses, or a proxy."""

    to: Endpoint
    addresses: tuple[str, ...]
    proxy: Proxy | None = None

    @property
    def key(self) -> Endpoint:
        """What a connection is kept for: the endpoint, or the proxy that takes URLs of any host."""
        if self.proxy is None or self.to.scheme == "https":
            return self.to
        return Endpoint("proxy", self.proxy.host, self.proxy.port)

    def with_credentials(self, request: bytes) -> bytes:
        """Return the bytes of a request with what the proxy asks for, which no record keeps."""
        if self.proxy is None or not self.proxy.authorization or self.to.scheme == "https":
            return request
        line, _, rest = request.partition(b"\r\n")
        return line + b"\r\nProxy-Authorization: " + self.proxy.authorization.encode() + b"\r\n" + rest


@dataclass(eq=False)
class Connection:
    """An open connection and the address it leads to."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    address: str
    used: bool = False
    idle: float = field(default_factory=time.monotonic)

    @property
    def alive(self) -> bool:
        """Whether it may carry another request: recent, not closed by the server, and no unsolicited data received."""
        quiet = not self.reader.at_eof() and not self.writer.is_closing()
        return quiet and time.monotonic() - self.idle < KEPT

    def send(self, data: bytes) -> None:
        """Send a request. Replies are acknowledged at once; otherwise servers that send headers and body apart wait 40 ms in between."""
        self.writer.write(data)
        plain = self.writer.get_extra_info("socket")
        if plain is not None and hasattr(socket, "TCP_QUICKACK"):
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # after sending, which ends it


def context(tls: str | None) -> ssl.SSLContext:
    """Return the TLS context for a site's `tls` setting. Certificates are always checked; `legacy` allows old ciphers and renegotiation."""
    made = ssl.create_default_context()
    if tls == "legacy":
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        made.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # named from Python 3.12 on
    return made


class Pool:
    """The open connections of one site, by endpoint."""

    def __init__(self, tls: str | None, limits: FetchLimits) -> None:
        self.tls, self.limits = tls, limits
        self._context: ssl.SSLContext | None = None
        self._idle: dict[Endpoint, list[Connection]] = defaultdict(list)
        self._all: set[Connection] = set()

    def kept(self, to: Endpoint) -> Connection | None:
        """Return an idle connection to an endpoint, or None."""
        waiting = self._idle[to]
        while waiting:
            connection = waiting.pop()
            if connection.alive:
                return connection
            self.drop(connection)
        return None

    def keep(self, to: Endpoint, connection: Connection) -> None:
        """Take a connection back for the next request."""
        connection.used, connection.idle = True, time.monotonic()
        self._idle[to].append(connection)

    async def open(self, route: Route) -> Connection:
        """Connect to the first address that answers, through the proxy if there is one.

        OSError or TimeoutError of the last address if none does, NoAnswer if the proxy refuses.
        """
        to, proxy = route.to, route.proxy
        port, tls = (proxy.port, None) if proxy else (to.port, self._tls(to))
        for number, address in enumerate(route.addresses, 1):
            try:
                async with asyncio.timeout(self.limits.connect):
                    reader, writer = await asyncio.open_connection(address, port, ssl=tls, server_hostname=to.host if tls else None)
            except OSError:  # TimeoutError among them
                if number == len(route.addresses):
                    raise
            else:
                connection = Connection(reader, writer, address)
                self._all.add(connection)
                if proxy and to.scheme == "https":
                    await self._tunnel(connection, to, proxy)
                return connection
        raise OSError(f"{to.host} has no address")

    async def _tunnel(self, connection: Connection, to: Endpoint, proxy: Proxy) -> None:
        """Ask the proxy for a tunnel (CONNECT) and begin TLS in it."""
        credentials = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
        place = f"{to.host}:{to.port}"
        connection.send(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{credentials}\r\n".encode())
        through = False
        try:
            async with asyncio.timeout(self.limits.connect):
                status = http_message.answer((await receive(connection.reader, "HEAD", self.limits)).data).status
                if status == 200 and (tls := self._tls(to)):
                    await connection.writer.start_tls(tls, server_hostname=to.host)
            through = status == 200
        finally:
            if not through:
                self.drop(connection)
        if not through:
            raise NoAnswer("proxy_refused", f"the proxy answered with status {status}")

    def _tls(self, to: Endpoint) -> ssl.SSLContext | None:
        if to.scheme != "https":
            return None
        self._context = self._context or context(self.tls)
        return self._context

    def close(self) -> None:
        """Close all connections, including those in use."""
        for connection in tuple(self._all):
            self.drop(connection)
        self._idle.clear()

    def drop(self, connection: Connection) -> None:
        """Close one connection."""
        connection.writer.close()
        self._all.discard(connection)
