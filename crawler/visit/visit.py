"""One run's visit to one site: what to request next, what to do with an answer, when a column is done.

Scrapy moves the requests, this module decides; it can also be driven without Scrapy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from crawler.answers import interpret
from crawler.answers.backoff import HostBackoff, a_while
from crawler.answers.traps import Traps
from crawler.fetch.client import Client
from crawler.model.exchange import Exchange, Job, plain
from crawler.model.outcome import FetchOutcome
from crawler.model.same_site import without_credentials
from crawler.model.types import Column, Fault, Site
from crawler.store import warc_writer
from crawler.store.commit import CommitLedger
from crawler.store.frontier import Frontier
from crawler.store.warc_writer import Written
from crawler.visit import column_pass
from crawler.visit.aside import AsideFetches
from crawler.visit.drawing import ListDrawing
from crawler.visit.lease_queue import Lease, LeaseQueue
from crawler.visit.lists_first import PATIENCE, ListsFirst
from crawler.visit.progress import Watch
from crawler.visit.run_context import CaptureObserver, RunContext
from crawler.visit.run_limits import RunLimits, within
from gongkai import disk
from gongkai.clock import now
from gongkai.errors import DiskRefused
from gongkai.fetch_record import ColumnRun, FetchProblem, FetchRecord

UNCONDITIONAL = {"list": 7 * interpret.DAY}  # how often the full payload is requested from a server that always answers "not modified"
UNCONDITIONALLY = 30 * interpret.DAY


@dataclass
class Tally:
    """The totals of a visit, for the end of its WARC file and the terminal."""

    requests: int = 0
    bytes: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    columns: list[ColumnRun] = field(default_factory=list)


class SiteVisit:
    """One site in one run."""

    def __init__(
        self, site: Site, columns: tuple[Column, ...], client: Client, frontier: Frontier, ledger: CommitLedger, context: RunContext
    ) -> None:
        self.site, self.columns, self.client, self.frontier, self.ledger, self.context = site, columns, client, frontier, ledger, context
        self.stopped: Fault | None = None  # why nothing further is asked for
        self.aside = AsideFetches(site, context.run, client, ledger, self._count_aside, context.options.robots_agent)
        self.admission, self.fetch_aside = self.aside.admission, self.aside.fetch_page
        self.watch: Watch | None = None
        self.observer: CaptureObserver | None = None
        self.drawing = ListDrawing(site, context.run, client, self.admission, ledger, self._count_aside)
        self.traps, self.trouble, options = Traps(), HostBackoff(site.delay), context.options
        self.limits = RunLimits(options.limit, options.depth, options.hours, site.connections, client.taken)
        self._once_more: set[str] = set()  # columns whose first page was given its last try
        self.queue, self.lists_first, self.tally = LeaseQueue(frontier, columns, self._dated), ListsFirst(), Tally()
        self._began: dict[str, float] = {}
        ledger.counted = self.queue.count

    # ---- the way of a job

    async def feed(self) -> AsyncIterator[Lease]:
        """Yield what to fetch as capacity becomes free, until nothing is due or the disk refuses."""
        try:
            with disk.explained(self.frontier.path):
                async for lease in self._feed():
                    yield lease
        except DiskRefused as failure:
            self._refused(failure)

    def _refused(self, failure: DiskRefused) -> None:
        self.ledger.failure = self.ledger.failure or failure
        self.stop(Fault("disk_refused", str(failure)))

    async def _feed(self) -> AsyncIterator[Lease]:
        self._begin()
        while not self.stopped:
            if self.queue.in_flight > self.site.connections:
                await self.queue.news()
                continue
            lease = self._next()
            if lease is None:
                if not await self._wait():
                    break
                continue
            self.queue.sent(lease)
            refusal = await self.admission.refusal(lease.job.url)
            if refusal:
                await self.settle(lease, Exchange(without_credentials(lease.job.url), b"", b"", now(), problem=refusal))
                continue
            yield lease

    def _begin(self) -> None:
        for column in self.columns:
            self._began[column.id] = column_pass.begin(self.frontier, column, now().timestamp(), self.context.options.full)

    def _next(self) -> Lease | None:
        if self.ledger.failure:
            self.stop(Fault("disk_refused", str(self.ledger.failure)))
        if self.context.network.fault:
            self.stop(self.context.network.fault)
        if why := self.limits.spent(self.tally.requests + self.queue.in_flight):
            self.stop(why)
        return None if self.stopped else self.limits.next(self.queue, self.lists_first.only_lists)

    def _dated(self, job: Job) -> Job:
        """Return the job with its validators, unless its URL is due to return the full payload again."""
        if job.known is None:
            return job
        full = self.frontier.past(job.key).full or 0.0
        old = now().timestamp() - full > UNCONDITIONAL.get(job.kind, UNCONDITIONALLY)
        drawn = self.drawing.on and job.kind == "list"  # an unchanged page may draw other rows
        return replace(job, known=None) if self.context.options.full or old or drawn or job.fetch.state == interpret.FRESH_LINK else job

    async def _wait(self) -> bool:
        """Commit what is under way, conclude what is done, or wait; False if all is done. Called when nothing is due."""
        if self.queue.in_flight or (self.ledger.waiting and not self.ledger.failure):  # what the disk refused will never count
            if not self.queue.in_flight:
                self.ledger.flush_soon()
            await self.queue.news()
            return True
        if self.stopped:
            return False
        self._conclude(())
        if not self.queue.open:
            return False
        due = self.lists_first.due(self.queue)
        if due > now().timestamp():
            await self.queue.news(due)
        return True

    def stop(self, why: Fault) -> None:
        """Request nothing further; answers in flight are still archived."""
        self.stopped = self.stopped or why
        self.drawing.stopped = True
        self.queue.wake()

    # ---- answers

    def headers(self, job: Job) -> tuple[tuple[str, str], ...]:
        """Return the extra headers of a job's request: its own, and the validators of the last answer."""
        known = job.known
        validators = [("If-None-Match", known.etag), ("If-Modified-Since", known.modified)] if known else []
        own = [*job.fetch.headers, *((name, value) for name, value in validators if value)]
        if job.via and job.kind in ("article", "attachment") and "Referer" not in dict(own):
            own.append(("Referer", job.via))  # some portals ask for a puzzle where none is sent
        return tuple(own)

    async def settle(self, lease: Lease, exchange: Exchange) -> Lease | None:
        """Archive an answer; return the lease to go on with if it leads elsewhere."""
        return await self._take(lease, exchange)

    async def crashed(self, lease: Lease, exchange: Exchange, error: str) -> None:
        """Archive an answer whose processing raised an error, with that as its problem."""
        fault = Fault("crash", f"processing the answer failed: {error}")
        await self._take(lease, exchange, interpret.failed(lease.job, exchange, fault))

    async def _take(self, lease: Lease, exchange: Exchange, verdict: interpret.Verdict | None = None) -> Lease | None:
        """Interpret an answer, unless its verdict is known, and archive it; a disk error, or an unreadable frontier, ends the visit."""
        try:
            with disk.explained(self.frontier.path):
                if verdict is None and self.drawing.on:
                    exchange = await self.drawing.drawn(lease.job, exchange, await self._undrawn(lease.job, exchange))
                return await self._keep(lease, exchange, verdict or await self._read(lease.job, exchange))
        except DiskRefused as failure:
            self._refused(failure)
            self.queue.landed(lease)
            return None

    async def _undrawn(self, job: Job, exchange: Exchange) -> interpret.Verdict:
        past, since = self.frontier.past(job.key), self._began.get(job.column, 0.0)
        return await self.context.reader.verdict_of(job, exchange, past, self.site, since)

    async def _read(self, job: Job, exchange: Exchange) -> interpret.Verdict:
        verdict = await self._undrawn(job, exchange)
        self.context.network.look(job, exchange, verdict)
        return self.traps.sprung(job, within(verdict, self.context.options.retries))

    async def _keep(self, lease: Lease, exchange: Exchange, verdict: interpret.Verdict) -> Lease | None:
        job = lease.job
        verdict = self._after_a_while(job, await self._admitted(job, exchange, verdict))
        known = job.known.original if job.known and exchange.response and exchange.answer.status == 304 else self.ledger.holding(exchange)
        record = self._record(job, exchange, verdict)
        written = await self.ledger.write(exchange, record, known)
        self._tally(exchange, verdict)
        if why := self.lists_first.heard(job, verdict):
            self.stop(why)
        if self.observer:
            self.observer.captured(lease.name, record, exchange, written, verdict)
        if self.watch:
            self.watch.fetched(job, exchange, verdict, written)
        if verdict.follow:
            return Lease(lease.name, verdict.follow)
        whole = verdict.settled.full or verdict.settled.original is not None
        self.ledger.settle(lease.name, verdict.settled, written.original if whole else None, written)
        self.queue.landed(lease)
        return None

    async def superseded(self, lease: Lease, exchange: Exchange) -> None:
        """Archive an answer in whose place a component requests something else; the lease stays out."""
        again = interpret.Verdict(FetchOutcome(lease.job, exchange.began.timestamp()), lease.job)
        await self._take(lease, exchange, again)

    async def _admitted(self, job: Job, exchange: Exchange, verdict: interpret.Verdict) -> interpret.Verdict:
        """Replace the verdict on an answer that leads to a refused URL: it leads nowhere, with the refusal as its problem."""
        refusal = await self.admission.refusal(verdict.follow.url) if verdict.follow else None
        if verdict.follow is None or refusal is None:
            return verdict
        return interpret.failed(job, exchange, Fault(*refusal, seen=f"leads to {without_credentials(verdict.follow.url)}"))

    def _after_a_while(self, job: Job, verdict: interpret.Verdict) -> interpret.Verdict:
        """Return what an answer means; the first page of a column, refused at every try, is due once more in this run."""
        fault, settled = verdict.fault, verdict.settled
        last = job.kind == "list" and not job.depth and (job.fetch.page or 1) == 1 and job.column not in self._once_more
        if not fault or not last or not fault.retry or fault.code in interpret.FINAL or settled.due is None:
            return verdict
        if settled.due <= settled.asked + PATIENCE:
            return verdict
        self._once_more.add(job.column)
        due = settled.asked + a_while(self.site.delay)
        return replace(verdict, settled=replace(settled, due=due, attempts=interpret.ATTEMPTS - 1))

    def _record(self, job: Job, exchange: Exchange, verdict: interpret.Verdict) -> FetchRecord:
        """Return the metadata record of a fetch."""
        fault = verdict.fault
        seen = f" ({fault.seen})" if fault and fault.seen else ""
        return FetchRecord(
            exchange.url,
            self.context.run,
            self.site.id,
            job.kind,
            job.column or None,
            job.list_title or None,
            job.list_date or None,
            job.path,
            job.via or None,
            job.label or None,
            job.redirected_from or None,
            self.site.tls,
            FetchProblem("fetch", fault.code, fault.message + seen) if fault else None,
            plain(job.fetch),
            job.depth,
            job.part,
            bool(verdict.follow),
            exchange.digest if exchange.response and exchange.answer.status != 304 else None,
            exchange.proxy or None,
            verdict.frames,
            verdict.further_pages,
        )

    def _tally(self, exchange: Exchange, verdict: interpret.Verdict) -> None:
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

    def _count_aside(self, record: FetchRecord, exchange: Exchange, written: Written) -> None:
        self.tally.requests += bool(exchange.request)
        if record.kind == "drawing":
            self.tally.bytes += len(exchange.response)
            if exchange.problem:
                self.tally.skipped[f"drawing_{exchange.problem[0]}"] += 1
        elif exchange.problem and not exchange.request:
            self.tally.problems[exchange.problem[0]] += 1
        if self.observer:
            self.observer.captured(0, record, exchange, written)

    # ---- columns

    def _conclude(self, reasons: tuple[str, ...]) -> None:
        """End the columns with nothing due; those whose old pages must be read again stay open."""
        moment = now().timestamp()
        for column in [each for each in self.queue.open if each.id in self._began]:  # all, unless the disk refused even the beginning
            due = self.queue.earliest(column)
            if not reasons and due is not None and due <= moment + PATIENCE:
                continue
            done = column_pass.finish(self.frontier, column, self._began[column.id], moment, (*reasons, *self.limits.reasons(column)))
            if done is not None:
                self.queue.open.remove(column)
                self._write(column, done, moment)

    def _write(self, column: Column, done: column_pass.Concluded, moment: float) -> None:
        for name, kind, details in done.records():
            self.note(f"{name}:{column.id}", kind, details)
        self.ledger.writer.sync()
        column_pass.seal(self.frontier, column, done, moment)
        self.tally.columns.append(done.run)
        if self.watch:
            self.watch.column(done.run)

    def note(self, name: str, kind: str, details: Mapping[str, Any]) -> None:
        """Write a JSON record of this run: its name below `urn:gongkai:RUN:SITE:`, its type, its keys."""
        run = self.context.run
        record = {"type": kind, "run": run, "site": self.site.id, **details}
        self.ledger.note(lambda info: warc_writer.resource(f"{run}:{self.site.id}:{name}", record, info))

    def end(self) -> None:
        """Conclude the columns still open, with the reason."""
        why = self.stopped
        self._conclude((f"{why.code}: {why.message}",) if why else ("not_finished",))
