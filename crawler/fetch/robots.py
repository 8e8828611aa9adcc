"""What each host's robots.txt allows us; fetched once a run and archived like everything else.

Policy: 200 is obeyed, even if the body is a page instead of rules (which then forbids nothing); any 4xx allows; 5xx forbids for this run,
as RFC 9309 requires; an unreachable host is not visited. A Crawl-delay is obeyed up to a limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from crawler.model.exchange import Exchange
from crawler.model.same_site import absolute
from gongkai import http_message

LOOKED_AT = 512 << 10  # bytes of robots.txt that count (RFC 9309: at least 500 KiB)
MOST_DELAY = 30.0  # seconds of a Crawl-delay that are kept; more would be days for one column


@dataclass(frozen=True, slots=True)
class HostRules:
    """A host's rules for us: forbidden paths, a reason for which nothing may be fetched, and the requested pause."""

    parsed: Protego | None = None
    closed: tuple[str, str] | None = None  # code and sentence
    delay: float = 0.0

    def refusal(self, url: str, agent: str) -> tuple[str, str] | None:
        """Return why a URL is not fetched, or None if it may be."""
        if self.closed:
            return self.closed
        if self.parsed and not self.parsed.can_fetch(url, agent):
            return "robots_disallowed", "the host's robots.txt forbids this address"
        return None


def rules(exchange: Exchange, agent: str) -> HostRules:
    """Parse the answer to a request for robots.txt."""
    if not exchange.response:
        return HostRules(closed=exchange.problem)
    status = exchange.answer.status
    if status >= 500:
        return HostRules(
            closed=("robots_unavailable", f"robots.txt was answered with status {status}; nothing is fetched until it is available")
        )
    if status != 200:
        return HostRules()
    parsed = Protego.parse(exchange.answer.decoded(LOOKED_AT)[0][:LOOKED_AT].decode("utf-8", "replace"))
    return HostRules(parsed, delay=min(parsed.crawl_delay(agent) or 0.0, MOST_DELAY))


Ask = Callable[[str], Awaitable[Exchange]]  # fetches and archives


class Robots:
    """The rules of all hosts of a site, each fetched when first needed."""

    def __init__(self, ask: Ask, agent: str, slower: Callable[[float], None]) -> None:
        self.ask, self.agent, self.slower = ask, agent, slower
        self._rules: dict[str, HostRules] = {}

    async def refusal(self, url: str) -> tuple[str, str] | None:
        """Return why a URL may not be fetched, or None if it may."""
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
            target = http_message.text(exchange.answer.get("Location")) if exchange.response and 300 <= exchange.answer.status < 400 else ""
            if not target.startswith(("http://", "https://", "/")):
                break
            further = await self.ask(absolute(exchange.url, target) or target)
            if not further.response and not further.request:
                break  # the redirect leads where nothing is asked for: as if there were no robots.txt
            exchange = further
        return exchange
