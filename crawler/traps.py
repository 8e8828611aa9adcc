"""Pages that lead nowhere: lists that go in circles, addresses that grow for ever, a network that answers for every host."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from crawler import listings
from crawler.exchange import Exchange, Job
from crawler.harvest import Verdict
from crawler.identity import canonical
from crawler.pagers import MANY
from crawler.types import Fault

HOSTS = 3  # that answer different paths with one and the same page that leads nowhere: no portals' doing
STEPS = 3  # times a folder may stand in a row in an address


class Traps:
    """What the lists of one site showed in this run."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str, frozenset[str]], str] = {}

    def sprung(self, job: Job, verdict: Verdict) -> Verdict:
        """Given a list page and what it means, return that; one that leads on in a circle leads nowhere, and says so in its reasons."""
        settled = verdict.settled
        if job.kind != "list" or settled.listing is None:
            return verdict
        reason = self._reason(job, verdict)
        if not reason:
            return verdict
        listing = listings.unpack(settled.listing)
        listing = replace(listing, next=(), reasons=(*listing.reasons, reason))
        children = tuple(child for child in settled.children if child.job.kind != "list")
        return replace(verdict, settled=replace(settled, listing=listings.pack(listing), children=children))

    def _reason(self, job: Job, verdict: Verdict) -> str:
        shown = frozenset(canonical(row.url) for row in verdict.settled.rows)
        before = self._pages.setdefault((job.column, job.part, shown), job.key) if shown else job.key
        number, leads_on = job.fetch.page or 1, any(child.job.kind == "list" for child in verdict.settled.children)
        if leads_on and number > 1 and before != job.key:
            return f"pages_repeat: page {number} shows the rows of another page"
        if leads_on and (repeats(job.url) or number >= MANY or (number > 1 and not shown)):
            return f"trap: the address of page {number} leads on without end, {job.url}"
        return ""


def repeats(url: str) -> bool:
    """Tell whether a folder stands in an address again and again.

    >>> repeats("http://a.cn/x/x/x/index.html"), repeats("http://a.cn/x/y/x/y/")
    (True, False)
    """
    return any(len(list(same)) >= STEPS for name, same in groupby(urlsplit(url).path.split("/")) if name)


class Network:
    """The pages that lead nowhere with which columns begin, of all sites of a run."""

    def __init__(self) -> None:
        self.fault: Fault | None = None  # why nothing of this network is to be believed
        self._asked: dict[str, set[tuple[str, str]]] = defaultdict(set)  # host and path by the page they brought

    def look(self, job: Job, exchange: Exchange, verdict: Verdict) -> None:
        """Given an answer and what it means, note it; one page for several hosts and paths, no list in between, is the network's own."""
        if verdict.settled.rows:
            self._asked.clear()
        first = job.kind == "list" and not job.depth and (job.fetch.page or 1) == 1
        if not first or verdict.settled.children or verdict.fault or verdict.follow or not exchange.payload.lstrip().startswith(b"<"):
            return
        asked = self._asked[exchange.digest]
        parts = urlsplit(exchange.url)
        asked.add((parts.hostname or "", parts.path))
        hosts, paths = map(set, zip(*asked, strict=True))
        if min(len(hosts), len(paths)) >= HOSTS:
            self.fault = Fault("untrusted_network", f"{len(hosts)} hosts answered with one and the same page: it is the network's, "
                               "which may want a login; nothing further is asked for")
