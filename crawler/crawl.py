"""Crawl what is due at the chosen sites into WARC files: several sites in one process, independent of each other."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.answers.confined import AnswerReader
from crawler.answers.traps import Network
from crawler.choice import Chosen, chosen
from crawler.components import settings_in_force
from crawler.components.engine import Stats, keep, move
from crawler.fetch.agent import default_agent
from crawler.fetch.client import Client
from crawler.fetch.throttle import Gate
from crawler.model.types import Column, Fault, Site
from crawler.store import warc_files, warc_writer
from crawler.store.commit import CommitLedger
from crawler.store.frontier import Frontier
from crawler.visit.progress import watching
from crawler.visit.recovery import repair
from crawler.visit.run_context import Options, RunContext, Say
from crawler.visit.visit import SiteVisit
from gongkai import disk, lock
from gongkai.clock import now
from gongkai.errors import DiskRefused, Exit, GongkaiError
from gongkai.fetch_record import CHALLENGES, ColumnRun
from gongkai.home import Home
from gongkai.run_log import run_id


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """How the visit to one site ended."""

    site: str
    exit: Exit
    requests: int = 0
    bytes: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    columns: tuple[ColumnRun, ...] = ()
    message: str = ""
    stats: Stats = field(default_factory=dict)  # Scrapy's, with ours below `gongkai/`


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """How a run ended: its exit code and each site's outcome."""

    run: str
    exit: Exit
    sites: tuple[SiteOutcome, ...]


def crawl(
    home: Home, registry_file: Path | None = None, names: Sequence[str] = (), options: Options | None = None, say: Say = lambda _: None
) -> CrawlResult:
    """Fetch what is due at the named sites (all if none is named) into the WARC folder of a home.

    A failure at one site never affects another. Raises GongkaiError if nothing could begin.
    """
    options = settings_in_force.options_of(options or Options(), os.environ)
    return asyncio.run(_all(home, chosen(home, registry_file, names, options, say), options, say))


async def _all(home: Home, chosen: Chosen, options: Options, say: Say) -> CrawlResult:
    visits: list[SiteVisit] = []
    places = asyncio.Semaphore(disk.sites_at_once(disk.raise_open_files()))

    stopping = asyncio.Event()

    async def visited(site: Site, columns: tuple[Column, ...]) -> SiteOutcome:
        async with places:
            if stopping.is_set():
                return SiteOutcome(site.id, Exit.STOPPED, message="the run was asked to stop before this site was begun")
            return await _site(site, columns, context, visits)

    with AnswerReader() as reader, _stopping(visits, stopping):
        context = RunContext(home, run_id(home.root / "logs"), Gate(), Network(), options, say, reader)
        outcomes = await asyncio.gather(*(visited(site, columns) for site, columns in chosen))
        if reader.missing:
            say(f"the readers of pages are not fully confined on this system: {', '.join(reader.missing)} (gongkai doctor says more)")
    return CrawlResult(context.run, overall([outcome.exit for outcome in outcomes]), tuple(outcomes))


@contextmanager
def _stopping(visits: list[SiteVisit], stopping: asyncio.Event) -> Iterator[None]:
    """End all visits cleanly on SIGINT and SIGTERM, and let no further one begin."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        for visit in visits:
            visit.stop(Fault("stopped", "the run was asked to stop"))

    try:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop)
    except (RuntimeError, ValueError):  # not the main thread: whoever started us sees to signals
        yield
        return
    try:
        yield
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)


async def _site(site: Site, columns: tuple[Column, ...], context: RunContext, visits: list[SiteVisit]) -> SiteOutcome:
    """Visit one site; any error becomes part of its outcome."""
    frontier = context.home.frontier / f"{site.id}.sqlite"
    site = settings_in_force.site_of(site, context.options.settings)
    try:
        with disk.explained(frontier), lock.held(frontier.with_suffix(".lock"), f"gongkai crawl {site.id}"):
            return await _visit(site, columns, context, visits)
    except GongkaiError as error:
        return SiteOutcome(site.id, error.exit, message=str(error))


async def _visit(site: Site, columns: tuple[Column, ...], context: RunContext, visits: list[SiteVisit]) -> SiteOutcome:
    home, run, options = context.home, context.run, context.options
    frontier = Frontier(home.frontier / f"{site.id}.sqlite")
    try:
        for sentence in repair(home, frontier, site, context.reader.verdict_now).sentences:
            context.say(f"{site.id}: {sentence}")
        agent = site.user_agent or default_agent()
        writer = warc_writer.Writer(warc_files.folder(home, site.id), site.id, about(site, agent, run), taken=frontier.held())
        ledger = CommitLedger(frontier, writer, lambda _: None, options.sync)
        client = Client(site, agent, context.gate, options.limits, options.proxies, options.jitter, options.cookies)
        visit = SiteVisit(site, columns, client, frontier, ledger, context)
        visits.append(visit)
        visit.note("start", "run_start", beginning(site, options))
        with watching(home.root / "logs", run, site.id, options.progress, visit.queue.due_count) as visit.watch:
            try:
                stats = await move(visit)
            except BaseException:  # of a user's component, say; what was received is repaired at the next start
                ledger.abandon()
                client.pool.close()
                raise
            outcome = await _end(visit, stats)
            keep(home, site.id, stats)
        return _carried(home, outcome)
    finally:
        frontier.close()


def _carried(home: Home, outcome: SiteOutcome) -> SiteOutcome:
    """Copy the files of a visit to the remote store; a failure becomes part of the outcome."""
    try:
        warc_files.carry(home, outcome.site)
    except GongkaiError as error:
        return replace(outcome, exit=error.exit if outcome.exit == Exit.COMPLETE else outcome.exit, message=str(error))
    return outcome


async def _end(visit: SiteVisit, stats: Stats) -> SiteOutcome:
    """Write the end of a visit. If the disk refuses even that, report it: the next start finds everything that was committed."""
    tally, failure = visit.tally, visit.ledger.failure
    try:
        await visit.ledger.flush()
        visit.end()
        code = exit_of(visit)
        visit.note(
            "finish",
            "run_finish",
            {
                "finished": warc_writer.stamp(now().timestamp()),
                "exit_code": int(code),
                "requests": tally.requests,
                "bytes": tally.bytes,
                "problems": tally.problems.total(),
                "codes": dict(tally.problems),
                "skipped": dict(tally.skipped),
                "unconfined": list(visit.context.reader.missing),
            },
        )
        await visit.ledger.close()
    except DiskRefused as error:
        failure = failure or error
        code = failure.exit
    finally:
        visit.ledger.abandon()
        await visit.drawing.close()
        visit.client.pool.close()
    message = str(failure) if failure else (visit.stopped.message if visit.stopped else "")
    columns, problems, skipped = tuple(tally.columns), dict(tally.problems), dict(tally.skipped)
    return SiteOutcome(visit.site.id, code, tally.requests, tally.bytes, problems, skipped, columns, message, stats)


def exit_of(visit: SiteVisit) -> Exit:
    """Return the exit code of a finished visit."""
    why = visit.stopped.code if visit.stopped else ""
    if visit.ledger.failure:
        return visit.ledger.failure.exit
    if why == "stopped":
        return Exit.STOPPED
    codes = set(visit.tally.problems)
    if codes and codes <= CHALLENGES and not any(column.rows_found for column in visit.tally.columns):
        return Exit.CHALLENGED
    if len(visit.tally.columns) == len(visit.columns) and all(column.complete for column in visit.tally.columns):
        return Exit.COMPLETE
    return Exit.PARTIAL if visit.trouble.answered else Exit.FAILED


WORST = (Exit.DISK_FILLED, Exit.DISK_FULL, Exit.STOPPED, Exit.BAD_CONFIGURATION)


def overall(codes: Sequence[Exit]) -> Exit:
    """Combine the exit codes of the sites: what stops the machine first, then a code shared by all, otherwise partial."""
    for code in WORST:
        if code in codes:
            return code
    kinds = set(codes) or {Exit.COMPLETE}
    return kinds.pop() if len(kinds) == 1 else Exit.PARTIAL


def about(site: Site, agent: str, run: str) -> dict[str, str]:
    """Return the fields of the warcinfo record of a site's files."""
    return {
        "software": f"gongkai/{version('gongkai')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": agent,
        "robots": "obey" if site.robots else "ignore",
        "isPartOf": site.id,
        "run": run,
    }


def beginning(site: Site, options: Options) -> dict[str, Any]:
    """Return the record of a visit's beginning: the registry's entry as visited, and Scrapy's settings that were given."""
    given = settings_in_force.recorded(options.settings)
    return {"started": warc_writer.stamp(now().timestamp()), "registry": entry(site), **({"settings": given} if given else {})}


def entry(site: Site) -> dict[str, Any]:
    """Return a site's registry entry as the archive keeps it: what it says of the portal, without who looked at it when."""
    told = {key: value for key, value in asdict(site).items() if value is not None}
    told["columns"] = [{key: value for key, value in column.items() if key not in ("works", "seen")} for column in told["columns"]]
    return told
