"""Getting single pages for the commands that look at a portal without archiving it: as polite as a crawl, and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.crawl import default_agent
from crawler.download import Client
from crawler.exchange import Exchange, Job
from crawler.harvest import page_of
from crawler.identity import absolute, same_portal
from crawler.polite import Gate
from crawler.robots import Robots
from crawler.types import Fault, Fetch, Page, Site
from crawler.wire import Limits
from parsers import http

REDIRECTS = 5


class Prober:
    """Fetches of one site, one after the other, robots.txt and pauses kept."""

    def __init__(self, site: Site, loop: asyncio.AbstractEventLoop) -> None:
        agent = site.user_agent or default_agent()
        self.site, self._loop = site, loop
        self.client = Client(site, agent, Gate(), Limits())
        self._robots = Robots(self.client.fetch, agent, self.client.slower)
        self.asked = 0

    def get(self, fetch: Fetch) -> Page | Fault:
        """Given what to fetch, return the page it leads to within the portal, or why there is none."""
        return self._loop.run_until_complete(self._get(fetch))

    async def _get(self, fetch: Fetch) -> Page | Fault:
        url, method, body = fetch.url, fetch.method, fetch.body
        for _ in range(REDIRECTS):
            refusal = await self._robots.refusal(url) if self.site.robots else None
            if refusal:
                return Fault(*refusal)
            self.asked += 1
            exchange = await self.client.fetch(url.partition("#")[0], method, fetch.headers, body)
            target = _target(exchange, url)
            if target is None:
                return self._page(exchange, fetch)
            if not same_portal(url, target):
                return Fault("redirect_off_site", f"the server redirects to another site, {target}", target)
            url, method, body = target, "GET", b""
        return Fault("redirect_loop", f"more than {REDIRECTS} redirects", url)

    def _page(self, exchange: Exchange, fetch: Fetch) -> Page | Fault:
        if not exchange.response:
            return Fault(*(exchange.problem or ("no_answer", "the server sent nothing")))
        return page_of(Job(fetch, "list", ""), exchange, self.site)


def _target(exchange: Exchange, url: str) -> str | None:
    if not exchange.response or exchange.answer.status not in (301, 302, 303, 307, 308):
        return None
    return absolute(url, http.text(exchange.answer.get("Location")))


@contextmanager
def probing(site: Site) -> Iterator[Prober]:
    """A prober of a site while the block runs; its connections are closed after it."""
    loop = asyncio.new_event_loop()
    prober = Prober(site, loop)
    try:
        yield prober
    finally:
        prober.client.pool.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
