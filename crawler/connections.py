"""Connections to hosts: opened at a pinned address, kept for the next request, TLS as the site needs it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.wire import Limits

KEPT = 20  # seconds an idle connection is gone back to; servers of this kind close after 15-75


class Endpoint(NamedTuple):
    """Where a request goes."""

    scheme: str
    host: str
    port: int


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
        """It may serve another request: young, and the server has neither closed nor spoken unasked."""
        quiet = not self.reader.at_eof() and not self.writer.is_closing()
        return quiet and time.monotonic() - self.idle < KEPT

    def send(self, data: bytes) -> None:
        """Send a request; what comes back is acknowledged at once, or servers that send headers and body apart wait 40 ms between."""
        self.writer.write(data)
        plain = self.writer.get_extra_info("socket")
        if plain is not None and hasattr(socket, "TCP_QUICKACK"):
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # after sending, which ends it


def context(tls: str | None) -> ssl.SSLContext:
    """Given a site's `tls`, return the context: certificates are always checked; `legacy` lets old ciphers and renegotiation in."""
    made = ssl.create_default_context()
    if tls == "legacy":
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        made.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # named from Python 3.12 on
    return made


class Pool:
    """Open connections of one site, by endpoint."""

    def __init__(self, tls: str | None, limits: Limits) -> None:
        self.tls, self.limits = tls, limits
        self._context: ssl.SSLContext | None = None
        self._idle: dict[Endpoint, list[Connection]] = defaultdict(list)
        self._all: set[Connection] = set()

    def kept(self, to: Endpoint) -> Connection | None:
        """An open connection to there that is not in use; None where there is none."""
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

    async def open(self, to: Endpoint, addresses: tuple[str, ...]) -> Connection:
        """Given an endpoint and its addresses, connect to the first that answers; OSError or TimeoutError of the last where none does."""
        for number, address in enumerate(addresses, 1):
            try:
                async with asyncio.timeout(self.limits.connect):
                    reader, writer = await asyncio.open_connection(address, to.port, ssl=self._tls(to),
                                                                   server_hostname=to.host if to.scheme == "https" else None)
            except OSError:  # TimeoutError among them
                if number == len(addresses):
                    raise
            else:
                connection = Connection(reader, writer, address)
                self._all.add(connection)
                return connection
        raise OSError(f"{to.host} has no address")

    def _tls(self, to: Endpoint) -> ssl.SSLContext | None:
        if to.scheme != "https":
            return None
        self._context = self._context or context(self.tls)
        return self._context

    def close(self) -> None:
        """Drop all of them, those in use as well."""
        for connection in tuple(self._all):
            self.drop(connection)
        self._idle.clear()

    def drop(self, connection: Connection) -> None:
        """Close a connection for good."""
        connection.writer.close()
        self._all.discard(connection)
