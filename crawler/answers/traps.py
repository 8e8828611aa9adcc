"""Detect pages that lead nowhere: circular lists, URLs that grow for ever, a network that answers for every host."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from crawler.answers.interpret import Verdict
from crawler.lists.pagers import MANY
from crawler.model import listing_json
from crawler.model.exchange import Exchange, Job
from crawler.model.same_site import canonical
from crawler.model.types import Fault
from gongkai.terminal.amounts import counted

HOSTS = 3  # that answer different paths with one and the same page that leads nowhere: no portals' doing
STEPS = 3  # times in a row that a folder may occur in a URL


class Traps:
    """What the lists of one site showed in this run."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str, frozenset[str]], str] = {}

    def sprung(self, job: Job, verdict: Verdict) -> Verdict:
        """Return the verdict on a list page; if it leads on in a circle, it leads nowhere and its reasons say so."""
        settled = verdict.settled
        if job.kind != "list" or settled.listing is None:
            return verdict
        reason = self._reason(job, verdict)
        if not reason:
            return verdict
        listing = listing_json.unpack(settled.listing)
        listing = replace(listing, next=(), reasons=(*listing.reasons, reason))
        children = tuple(child for child in settled.children if child.job.kind != "list")
        return replace(verdict, settled=replace(settled, listing=listing_json.pack(listing), children=children))

    def _reason(self, job: Job, verdict: Verdict) -> str:
        shown = frozenset(canonical(row.url) for row in verdict.settled.rows)
        before = self._pages.setdefault((job.column, job.part, shown), job.key) if shown else job.key
        number, leads_on = job.fetch.page or 1, any(child.job.kind == "list" for child in verdict.settled.children)
        if leads_on and number > 1 and before != job.key:
            return f"pages_repeat: page {number} shows the rows of another page"
        if leads_on and (repeats(job.url) or number >= MANY or (number > 1 and not shown)):
            return f"trap: the address of page {number} repeats a folder without end, {job.url}"
        return ""


def repeats(url: str) -> bool:
    """Whether a folder occurs in a URL several times in a row.

    >>> repeats("http://a.cn/x/x/x/index.html"), repeats("http://a.cn/x/y/x/y/")
    (True, False)
    """
    return any(len(list(same)) >= STEPS for name, same in groupby(urlsplit(url).path.split("/")) if name)


class Network:
    """The dead-end pages with which columns begin, across all sites of a run."""

    def __init__(self) -> None:
        self.fault: Fault | None = None  # why this network is not trusted
        self._asked: dict[str, set[tuple[str, str]]] = defaultdict(set)  # host and path by the page they brought

    def look(self, job: Job, exchange: Exchange, verdict: Verdict) -> None:
        """Record an answer. The same page under several hosts and paths, with no list in between, comes from the network itself."""
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
            self.fault = Fault(
                "untrusted_network",
                f"{counted(len(hosts), 'host')} sent the same page, so it comes from the network, "
                "which may require a login; no further requests are made",
            )
