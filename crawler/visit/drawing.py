"""List pages that only a browser can draw: where a site asks for it, and never where the answer is a challenge or a fault."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crawler.answers import interpret
from crawler.fetch.browser import Drawer, NotDrawn
from crawler.model.exchange import Exchange, Job
from crawler.model.same_site import absolute, without_credentials
from crawler.model.types import Site
from gongkai import http_message
from gongkai.clock import now
from gongkai.errors import DiskRefused
from gongkai.fetch_record import FetchProblem, FetchRecord

if TYPE_CHECKING:
    from crawler.fetch.client import Client
    from crawler.store.commit import CommitLedger
    from crawler.visit.admission import Admission
    from crawler.visit.aside import Count

HOPS = 5  # redirects of a script or of data
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class ListDrawing:
    """The browser of one visit. Off unless the registry says `fetcher: browser`."""

    def __init__(self, site: Site, run: str, client: Client, admission: Admission, ledger: CommitLedger, count: Count) -> None:
        self.site, self.run, self.client, self.admission, self.ledger, self.count = site, run, client, admission, ledger, count
        self.on = site.fetcher == "browser"
        self.stopped = False
        self._drawer = Drawer(client.agent)

    async def drawn(self, job: Job, exchange: Exchange, verdict: interpret.Verdict) -> Exchange:
        """Return the answer with the page as the browser draws it, or with the reason why it could not be drawn.

        `verdict` is what the answer means undrawn: what leads elsewhere, is a fault or a challenge is not given to the browser.
        """
        if not self.on or not is_list_page(job, exchange) or verdict.follow or (verdict.fault and verdict.fault.code != "no_rows"):
            return exchange
        try:
            return replace(exchange, drawn=await self._drawer.draw(exchange, self._asking(job, exchange.url)))
        except NotDrawn as failure:
            return replace(exchange, undrawn=f"{failure.code}: {failure}")

    async def close(self) -> None:
        """End the browser, if one was started."""
        self.stopped = True
        await self._drawer.close()

    def _asking(self, job: Job, via: str) -> Callable[..., Coroutine[Any, Any, Exchange]]:
        async def ask(url: str, method: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Exchange:
            for _ in range(HOPS):
                exchange = await self._ask(job, via, url, method, headers, body)
                target = _target(exchange)
                if target is None:
                    return exchange
                url, method, body = target, "GET", b""
            return replace(exchange, response=b"")

        return ask

    async def _ask(self, job: Job, via: str, url: str, method: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Exchange:
        refusal = ("stopped", "the run was asked to stop") if self.stopped else await self.admission.refusal(url)
        if refusal:
            exchange = Exchange(without_credentials(url), b"", b"", now(), problem=refusal)
        else:
            exchange = await self.client.fetch(url.partition("#")[0], method, headers, body)
        problem = FetchProblem("fetch", *exchange.problem) if exchange.problem else None
        payload = exchange.digest if exchange.response else None
        record = FetchRecord(
            exchange.url,
            self.run,
            self.site.id,
            "drawing",
            job.column or None,
            via=via,
            problem=problem,
            payload=payload,
            proxy=exchange.proxy or None,
        )
        try:
            written = await self.ledger.write(exchange, record, self.ledger.holding(exchange))
            self.ledger.remember(written)
        except DiskRefused as failure:  # the visit ends with it; the browser's callback must not
            self.ledger.failure = self.ledger.failure or failure
            return replace(exchange, response=b"")
        self.count(record, exchange, written)
        return exchange


def is_list_page(job: Job, exchange: Exchange) -> bool:
    """Return whether an answer is a list page of the portal as a person opens it, and no answer of an interface."""
    return job.kind == "list" and job.fetch.method == "GET" and not job.fetch.state and bool(exchange.response)


def _target(exchange: Exchange) -> str | None:
    if not exchange.response or exchange.answer.status not in REDIRECTS:
        return None
    return absolute(exchange.url, http_message.text(exchange.answer.get("Location")))
