"""The addresses of a host: resolved once, pinned, and refused if they are not of the open internet."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time

from gongkai import yaml_tables

KEPT = 300  # seconds an answer of the name service is gone by
LOOK_UP = 30.0  # seconds the name service may take

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """The host resolves to an address outside the public internet."""


_TABLE = yaml_tables.read("crawler.fetch", "special_addresses.yaml")
SPECIAL = tuple(ipaddress.ip_network(block) for block in _TABLE["blocks"])
NAMES = frozenset(_TABLE["names"])
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address for hosts that have IPv6 only


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, in whatever IPv6 form an IPv4 address is wrapped.

    >>> [is_public(a) for a in ("1.2.4.8", "127.0.0.1", "100.64.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1", "224.0.0.1")]
    [True, False, False, False, False, False, False]
    """
    address = _inner(ipaddress.ip_address(text.partition("%")[0]))
    if any(address in block for block in SPECIAL if block.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> Address:
    """Return the IPv4 address inside a mapped or translated IPv6 address, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def is_public_name(host: str) -> bool:
    """Whether a host name may belong to the public internet; an IP address counts as one and is checked separately.

    >>> [is_public_name(host) for host in ("www.gov.cn", "1.2.4.8", "::1", "intranet", "printer.local.", "2130706433", "*")]
    [True, True, True, False, False, False, False]
    """
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        return len(labels) > 1 and labels[-1] not in NAMES
    return True


class Resolver:
    """Host names to addresses, cached for a while; private addresses only for the hosts that the site's entry allows."""

    def __init__(self, private: frozenset[str] = frozenset()) -> None:
        self.private = private
        self._known: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Return a host's addresses in the order to try; AddressRefused if all are private, OSError if there are none."""
        kept, found = self._known.get((host, port), (0.0, ()))
        if time.monotonic() - kept > KEPT or not found:
            found = await self._look_up(host, port)
            self._known[host, port] = (time.monotonic(), found)
        return found

    def check_name(self, host: str) -> None:
        """Refuse the name of a host that a proxy is to resolve, if it is not one of the public internet; AddressRefused."""
        if host in self.private:
            return
        try:
            public = is_public(host)
        except ValueError:
            public = is_public_name(host)
        if not public:
            raise AddressRefused(f"{host} is not a public host; set allow_private in the registry if the site's host is meant")

    async def _look_up(self, host: str, port: int) -> tuple[str, ...]:
        if host not in self.private and not is_public_name(host):
            raise AddressRefused(f"{host} is not a public host name; set allow_private in the registry if the site's host is meant")
        async with asyncio.timeout(LOOK_UP):
            answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        every = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if host in self.private:
            return every
        public = tuple(address for address in every if is_public(address))
        if not public:
            raise AddressRefused(
                f"{host} leads to {', '.join(every)}, which is not a public address; "
                f"set allow_private in the registry if the site's own host is there"
            )
        return public
