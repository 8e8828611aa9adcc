"""Fetch single pages for the commands that inspect a portal without archiving it, as politely as a crawl does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crawler.answers.page import page_of
from crawler.fetch.agent import default_agent
from crawler.fetch.client import Client
from crawler.fetch.proxies import Proxies
from crawler.fetch.robots import Robots
from crawler.fetch.throttle import Gate
from crawler.model.exchange import Exchange, Job
from crawler.model.same_site import absolute, same_portal
from crawler.model.types import Fault, Fetch, Page, Site
from crawler.visit.admission import Admission
from crawler.visit.run_context import Options
from gongkai import http_message

REDIRECTS = 5


class Prober:
    """Sequential fetches from one site that obey robots.txt and the pauses."""

    def __init__(self, site: Site, loop: asyncio.AbstractEventLoop, options: Options) -> None:
        agent = site.user_agent or default_agent()
        self.site, self._loop = site, loop
        self.client = Client(site, agent, Gate(), options.limits, options.proxies, options.jitter, options.cookies)
        self._admission = Admission(site, Robots(self.client.fetch, options.robots_agent or agent, self.client.slower))
        self.asked = 0

    def get(self, fetch: Fetch) -> Page | Fault:
        """Return the page a fetch leads to within the portal, or the fault."""
        return self._loop.run_until_complete(self._get(fetch))

    async def _get(self, fetch: Fetch) -> Page | Fault:
        url, method, body = fetch.url, fetch.method, fetch.body
        for _ in range(REDIRECTS):
            refusal = await self._admission.refusal(url)
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
            return Fault(*(exchange.problem or ("no_answer", "the server sent an empty answer")))
        return page_of(Job(fetch, "list", ""), exchange, self.site)


def _target(exchange: Exchange, url: str) -> str | None:
    if not exchange.response or exchange.answer.status not in (301, 302, 303, 307, 308):
        return None
    return absolute(url, http_message.text(exchange.answer.get("Location")))


def proxied(proxy: str | None = None) -> Options:
    """Return the options of requests through a proxy, for http and https URLs, or through those of the environment if none is given."""
    return Options(proxies=Proxies.in_force({"http_proxy": proxy, "https_proxy": proxy} if proxy else {}, os.environ))


@contextmanager
def probing(site: Site, options: Options | None = None) -> Iterator[Prober]:
    """Provide a prober of a site while the block runs, then close its connections; without options, with the environment's proxies."""
    loop = asyncio.new_event_loop()
    prober = Prober(site, loop, options or proxied())
    try:
        yield prober
    finally:
        prober.client.pool.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


@contextmanager
def getting(site: Site, options: Options | None = None) -> Iterator[Callable[[Fetch], Page | Fault]]:
    """The way to get pages of a site while the block runs."""
    with probing(site, options) as prober:
        yield prober.get
