"""One run's visit to one site: what to ask for next, what to do with an answer, when a column is done.

Scrapy moves the requests, this decides; it can be driven without Scrapy as well.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from crawler import disk, harvest, passes, warc
from crawler.download import Client
from crawler.exchange import Exchange, Job, plain
from crawler.frontier import Frontier
from crawler.ledger import Ledger
from crawler.robots import Robots
from crawler.traps import Network, Traps
from crawler.trouble import Trouble
from crawler.types import Column, Fault, Site
from crawler.watch import Watch
from parsers.contract import DiskFilled, now

PATIENCE = 180.0  # seconds a run waits for addresses that are to be asked for again
AHEAD = 8  # rows read from the frontier at a time
UNCONDITIONAL = {"list": 7 * harvest.DAY}  # a server that says "not modified" for ever is asked for the whole thing this often
UNCONDITIONALLY = 30 * harvest.DAY


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in flight: the frontier row it belongs to, and the time it was handed out."""

    name: int
    job: Job


@dataclass
class Tally:
    """What a visit came to, for the end of its WARC file and the person at the terminal."""

    requests: int = 0
    bytes: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    columns: list[dict[str, Any]] = field(default_factory=list)


class Visit:
    """One site in one run."""

    def __init__(self, site: Site, columns: tuple[Column, ...], client: Client, frontier: Frontier, ledger: Ledger, run: str,
                 full: bool = False, limit: int | None = None) -> None:
        self.site, self.columns, self.client, self.frontier, self.ledger, self.run = site, columns, client, frontier, ledger, run
        self.full, self.limit = full, limit
        self.tally = Tally()
        self.stopped: Fault | None = None  # why nothing further is asked for
        self.robots = Robots(self._ask_robots, client.agent, client.slower)
        self.watch: Watch | None = None
        self.network, self.traps = Network(), Traps()
        self._leased: set[int] = set()
        self._ahead: deque[Lease] = deque()
        self._flight = 0
        self.trouble = Trouble()
        self._began: dict[str, float] = {}
        self._open = list(columns)
        self._changed = asyncio.Event()
        ledger.counted = self._count

    # ---- the way of a job

    async def feed(self) -> AsyncIterator[Lease]:
        """What to fetch, one after the other, as room comes free, until nothing is due or the disk refuses."""
        try:
            with disk.spoken(self.frontier.path):
                async for lease in self._feed():
                    yield lease
        except DiskFilled as failure:
            self._refused(failure)

    def _refused(self, failure: DiskFilled) -> None:
        self.ledger.failure = self.ledger.failure or failure
        self.stop(Fault("disk_filled", str(failure)))

    async def _feed(self) -> AsyncIterator[Lease]:
        self._begin()
        while not self.stopped:
            if self._flight > self.site.connections:
                await self._news()
                continue
            lease = self._next()
            if lease is None:
                if not await self._wait():
                    break
                continue
            self._flight += 1
            refusal = await self.robots.refusal(lease.job.url) if self.site.robots else None
            if refusal:
                await self.settle(lease, Exchange(lease.job.url, b"", b"", now(), problem=refusal))
                continue
            yield lease

    def _begin(self) -> None:
        for column in self.columns:
            self._began[column.id] = passes.begin(self.frontier, column, now().timestamp(), self.full)

    def _next(self) -> Lease | None:
        if self.ledger.failure:
            self.stop(Fault("disk_filled", str(self.ledger.failure)))
        if self.network.fault:
            self.stop(self.network.fault)
        if self.limit is not None and self.tally.requests + self._flight >= self.limit and not self.stopped:
            self.stop(Fault("limit", f"the limit of {self.limit} requests was reached"))
        if self.stopped:
            return None
        if not self._ahead:
            names = [column.id for column in self._open]
            found = self.frontier.next_due(now().timestamp(), self._leased, names, AHEAD)
            self._leased |= {name for name, _ in found}
            self._ahead.extend(Lease(name, self._dated(job)) for name, job in found)
        return self._ahead.popleft() if self._ahead else None

    def _dated(self, job: Job) -> Job:
        """The job with its validators, unless its address is to bring the whole payload again."""
        if job.known is None:
            return job
        full = self.frontier.past(job.key).full or 0.0
        old = now().timestamp() - full > UNCONDITIONAL.get(job.kind, UNCONDITIONALLY)
        return replace(job, known=None) if self.full or old or job.fetch.state == harvest.FRESH_LINK else job

    async def _wait(self) -> bool:
        """Nothing is due now: let what is under way count, conclude what is done, or wait; False where all is done."""
        if self._flight or (self.ledger.waiting and not self.ledger.failure):  # what the disk refused will never count
            if not self._flight:
                self.ledger.flush_soon()
            await self._news()
            return True
        if self.stopped:
            return False
        self._conclude(())
        if not self._open:
            return False
        due = self.frontier.earliest([column.id for column in self._open], self._leased)
        if due is not None and due <= now().timestamp():
            return True
        return await self._sleep(due)

    async def _sleep(self, due: float | None) -> bool:
        assert due is not None  # a column is left open only for what is due soon
        self._changed.clear()
        try:
            async with asyncio.timeout(max(0.01, due - now().timestamp())):
                await self._changed.wait()
        except TimeoutError:
            pass
        return True

    async def _news(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _count(self, names: list[int]) -> None:
        self._leased.difference_update(names)
        self._changed.set()

    def stop(self, why: Fault) -> None:
        """Ask for nothing further; what is in flight is still taken in."""
        self.stopped = self.stopped or why
        self._changed.set()

    # ---- answers

    def headers(self, job: Job) -> tuple[tuple[str, str], ...]:
        """Given a job, return the headers its request carries besides the usual: its own, and the validators of the last answer."""
        known = job.known
        validators = [("If-None-Match", known.etag), ("If-Modified-Since", known.modified)] if known else []
        own = [*job.fetch.headers, *((name, value) for name, value in validators if value)]
        if job.via and job.kind in ("article", "attachment") and "Referer" not in dict(own):
            own.append(("Referer", job.via))  # some portals ask for a puzzle where none is sent
        return tuple(own)

    async def settle(self, lease: Lease, exchange: Exchange) -> Lease | None:
        """Given a lease and its answer, archive it; return the lease to go on with where the answer leads elsewhere."""
        return await self._take(lease, exchange, lambda: self._read(lease.job, exchange))

    async def crashed(self, lease: Lease, exchange: Exchange, error: str) -> None:
        """Given an answer over which our own reading broke down, archive it all the same, with that as its problem."""
        await self._take(lease, exchange, lambda: harvest.crashed(lease.job, exchange, error))

    async def _take(self, lease: Lease, exchange: Exchange, read: Callable[[], harvest.Verdict]) -> Lease | None:
        """Read an answer and archive it; a disk that refuses, or a frontier that cannot be read, ends the visit."""
        try:
            with disk.spoken(self.frontier.path):
                return await self._keep(lease, exchange, read())
        except DiskFilled as failure:
            self._refused(failure)
            self._landed()
            return None

    def _read(self, job: Job, exchange: Exchange) -> harvest.Verdict:
        verdict = harvest.read(job, exchange, self.frontier.past(job.key), self.site, self._began.get(job.column, 0.0))
        self.network.look(job, exchange, verdict)
        return self.traps.sprung(job, verdict)

    async def _keep(self, lease: Lease, exchange: Exchange, verdict: harvest.Verdict) -> Lease | None:
        job = lease.job
        known = job.known.original if job.known and exchange.response and exchange.answer.status == 304 else self.ledger.holding(exchange)
        written = await self.ledger.write(exchange, self._told(job, exchange, verdict), known)
        self._tally(exchange, verdict)
        if self.watch:
            self.watch.fetched(job, exchange, verdict, written)
        if verdict.follow:
            return Lease(lease.name, verdict.follow)
        whole = verdict.settled.full or verdict.settled.original is not None
        self.ledger.settle(lease.name, verdict.settled, written.original if whole else None, written)
        self._landed()
        return None

    def _landed(self) -> None:
        self._flight -= 1
        self._changed.set()

    def _told(self, job: Job, exchange: Exchange, verdict: harvest.Verdict) -> dict[str, Any]:
        """What the metadata record of a fetch says."""
        fault = verdict.fault
        seen = f" ({fault.seen})" if fault and fault.seen else ""
        return {
            "run": self.run, "site": self.site.id, "column": job.column or None, "kind": job.kind, "list_title": job.list_title or None,
            "list_date": job.list_date or None, "path": list(job.path), "via": job.via or None, "label": job.label or None,
            "redirected_from": job.redirected_from or None, "tls": self.site.tls,
            "problem": {"stage": "fetch", "code": fault.code, "message": fault.message + seen} if fault else None,
            "fetch": plain(job.fetch), "depth": job.depth, "part": job.part, "more": bool(verdict.follow),
            "payload": exchange.digest if exchange.response and exchange.answer.status != 304 else None}

    def _tally(self, exchange: Exchange, verdict: harvest.Verdict) -> None:
        self.tally.requests += bool(exchange.request)
        self.tally.bytes += len(exchange.response)
        self.tally.skipped.update(verdict.skipped)
        if verdict.fault:
            self.tally.problems[verdict.fault.code] += 1
        pause = self.trouble.after(verdict.fault, bool(exchange.response))
        if pause:
            self.client.gate.hold((urlsplit(exchange.url).hostname or "",), pause)
        if pause is None and verdict.fault:
            self.stop(verdict.fault)

    async def _ask_robots(self, url: str) -> Exchange:
        exchange = await self.client.fetch(url)
        problem = {"stage": "fetch", "code": exchange.problem[0], "message": exchange.problem[1]} if exchange.problem else None
        told = {"run": self.run, "site": self.site.id, "column": None, "kind": "robots", "problem": problem}
        await self.ledger.write(exchange, told, self.ledger.holding(exchange))
        self.tally.requests += 1
        return exchange

    # ---- columns

    def _conclude(self, reasons: tuple[str, ...]) -> None:
        """End the columns of which nothing is due any more; those whose old pages must be read again stay open."""
        moment = now().timestamp()
        for column in [each for each in self._open if each.id in self._began]:  # all, unless the disk refused even the beginning
            due = self.frontier.earliest([column.id], self._leased)
            if not reasons and due is not None and due <= moment + PATIENCE:
                continue
            done = passes.finish(self.frontier, column, self._began[column.id], moment, reasons)
            if done is not None:
                self._open.remove(column)
                self._write(column, done, moment)

    def _write(self, column: Column, done: passes.Concluded, moment: float) -> None:
        if done.listing:
            self.note(f"listing:{column.id}", "listing", done.listing)
        record = {**done.record, "started": warc.stamp(self._began[column.id]), "finished": warc.stamp(moment)}
        self.note(f"column:{column.id}", "column_run", record)
        self.ledger.writer.sync()
        passes.seal(self.frontier, column, done, moment)
        self.tally.columns.append(record)
        if self.watch:
            self.watch.column(record)

    def note(self, name: str, kind: str, told: dict[str, Any]) -> None:
        """Given a name and what to tell, write it as a record of this run's own."""
        record = {"type": kind, "run": self.run, "site": self.site.id, **told}
        self.ledger.note(lambda info: warc.resource(f"{self.run}:{self.site.id}:{name}", record, info))

    def end(self) -> None:
        """Conclude what is still open with the reason why it is."""
        why = self.stopped
        self._conclude((f"{why.code}: {why.message}",) if why else ("not_finished",))

    def left(self) -> int:
        """How many addresses are known to be due and not asked for yet."""
        return self.frontier.due_count(now().timestamp(), [column.id for column in self._open])

    @property
    def host(self) -> str:
        """The host of the site's first column."""
        return urlsplit(self.columns[0].url).netloc
