"""Where a host lies: resolved once, pinned, and refused where it is no address of the open internet."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time

KEPT = 300  # seconds an answer of the name service is gone by

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The host leads to an address nobody asked us to visit."""


def is_public(text: str) -> bool:
    """Given an IP address, tell whether it belongs to the open internet, whatever it is wrapped in.

    >>> [is_public(a) for a in ("1.2.4.8", "127.0.0.1", "100.64.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1", "224.0.0.1")]
    [True, False, False, False, False, False, False]
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries, or itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


class Resolver:
    """Names to addresses, each looked up once in a while; private ones only for the hosts a site may have there."""

    def __init__(self, private: frozenset[str] = frozenset()) -> None:
        self.private = private
        self._known: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Given a host, return its addresses in the order to try; Refused where all are private, OSError where there are none."""
        kept, found = self._known.get((host, port), (0.0, ()))
        if time.monotonic() - kept > KEPT or not found:
            found = await self._look_up(host, port)
            self._known[host, port] = (time.monotonic(), found)
        return found

    async def _look_up(self, host: str, port: int) -> tuple[str, ...]:
        answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        every = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if host in self.private:
            return every
        public = tuple(address for address in every if is_public(address))
        if not public:
            raise Refused(f"{host} leads to {', '.join(every)}, which is no address of the open internet; "
                          f"set allow_private in the registry if the site's own host is meant to be there")
        return public
