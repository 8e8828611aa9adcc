"""Requests that no row of the frontier stands for: robots.txt, and what a component of Scrapy's asks for. Archived like any other."""

from __future__ import annotations

from collections.abc import Callable

from crawler.fetch.client import Client, HeaderLines
from crawler.fetch.connections import Route
from crawler.fetch.robots import Robots
from crawler.fetch.throttle import Turn
from crawler.model.exchange import Exchange
from crawler.model.same_site import without_credentials
from crawler.model.types import Site
from crawler.store.commit import CommitLedger
from crawler.store.warc_writer import Written
from crawler.visit.admission import Admission, Refusal
from gongkai.clock import now
from gongkai.fetch_record import FetchProblem, FetchRecord

Count = Callable[[FetchRecord, Exchange, Written], None]  # takes a capture into the visit's tally


class AsideFetches:
    """The requests of one visit outside its frontier, and the admission that all its requests pass."""

    def __init__(self, site: Site, run: str, client: Client, ledger: CommitLedger, count: Count, robots_agent: str = "") -> None:
        self.site, self.run, self.client, self.ledger, self.count = site, run, client, ledger, count
        self.admission = Admission(site, Robots(self.fetch_robots, robots_agent or client.agent, client.slower))

    async def fetch_robots(self, url: str) -> Exchange:
        """Return the answer to a request for robots.txt, archived."""
        refusal = self.admission.address_refusal(url)
        return await self._archived("robots", await self.client.fetch(url) if refusal is None else _refused(url, refusal))

    async def fetch_page(
        self, url: str, method: str, headers: HeaderLines, body: bytes, route: Route | None, turn: Turn | None
    ) -> Exchange:
        """Return the answer to a request of a component's own, which the middlewares have admitted, archived."""
        return await self._archived("page", await self.client.fetch(url, method, headers, body, route, turn))

    async def _archived(self, kind: str, exchange: Exchange) -> Exchange:
        problem = FetchProblem("fetch", *exchange.problem) if exchange.problem else None
        payload = exchange.digest if exchange.response and kind != "robots" else None
        proxy, more = exchange.proxy or None, kind != "robots"
        record = FetchRecord(exchange.url, self.run, self.site.id, kind, problem=problem, payload=payload, more=more, proxy=proxy)
        self.count(record, exchange, await self.ledger.write(exchange, record, self.ledger.holding(exchange)))
        return exchange


def _refused(url: str, refusal: Refusal) -> Exchange:
    return Exchange(without_credentials(url), b"", b"", now(), problem=refusal)
