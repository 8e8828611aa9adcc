"""What robots.txt of each host says to us; fetched once a run, archived like everything else.

Policy: 200 is obeyed, also where it is a page instead of rules (which then forbids nothing); any 4xx allows; 5xx forbids for this run,
as RFC 9309 has it; a host that cannot be reached stays unvisited. A Crawl-delay is kept up to a bound.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from crawler.exchange import Exchange
from parsers import http

LOOKED_AT = 512 << 10  # bytes of robots.txt that count (RFC 9309: at least 500 KiB)
MOST_DELAY = 30.0  # seconds of a Crawl-delay that are kept; more would be days for one column


@dataclass(frozen=True, slots=True)
class Rules:
    """A host's rules for us: what it forbids, why nothing may be fetched at all, the pause it asks for."""

    parsed: Protego | None = None
    closed: tuple[str, str] | None = None  # code and sentence
    delay: float = 0.0

    def refusal(self, url: str, agent: str) -> tuple[str, str] | None:
        """Given an address, return why it is not fetched, or None where it may be."""
        if self.closed:
            return self.closed
        if self.parsed and not self.parsed.can_fetch(url, agent):
            return "robots_disallowed", "robots.txt of the host forbids this address"
        return None


def rules(exchange: Exchange, agent: str) -> Rules:
    """Given the answer to a request for robots.txt, return the rules in it."""
    if not exchange.response:
        return Rules(closed=exchange.problem)
    status = exchange.answer.status
    if status >= 500:
        return Rules(closed=("robots_unavailable", f"robots.txt was answered with status {status}; nothing is fetched until it is there"))
    if status != 200:
        return Rules()
    parsed = Protego.parse(exchange.answer.decoded()[0][:LOOKED_AT].decode("utf-8", "replace"))
    return Rules(parsed, delay=min(parsed.crawl_delay(agent) or 0.0, MOST_DELAY))


Ask = Callable[[str], Awaitable[Exchange]]  # fetches and archives


class Robots:
    """The rules of all hosts of a site, each asked for when first needed."""

    def __init__(self, ask: Ask, agent: str, slower: Callable[[float], None]) -> None:
        self.ask, self.agent, self.slower = ask, agent, slower
        self._rules: dict[str, Rules] = {}

    async def refusal(self, url: str) -> tuple[str, str] | None:
        """Given an address, return why it may not be fetched, or None where it may."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            exchange = await self._read(f"{host}/robots.txt")
            found = rules(exchange, self.agent)
            self.slower(found.delay)
            if not exchange.response:
                return found.refusal(url, self.agent)  # not kept: the next try asks again
            self._rules[host] = found
        return self._rules[host].refusal(url, self.agent)

    async def _read(self, url: str) -> Exchange:
        exchange = await self.ask(url)
        for _ in range(5):  # RFC 9309: at least five redirects are followed
            target = http.text(exchange.answer.get("Location")) if exchange.response and 300 <= exchange.answer.status < 400 else ""
            if not target.startswith(("http://", "https://", "/")):
                break
            parts = urlsplit(exchange.url)
            exchange = await self.ask(target if "://" in target else f"{parts.scheme}://{parts.netloc}{target}")
        return exchange
