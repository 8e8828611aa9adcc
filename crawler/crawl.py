"""The crawl: what is due at the sites named goes into WARC files, several sites in one process, each on its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler import disk, passes, registry, settings, shelf, warc
from crawler.download import Client
from crawler.frontier import Frontier
from crawler.ledger import Ledger
from crawler.lock import Lock
from crawler.polite import Gate
from crawler.repair import repair
from crawler.spider import ColumnSpider
from crawler.traps import Network
from crawler.trouble import CHALLENGES
from crawler.types import Column, Fault, Site
from crawler.visit import Visit
from crawler.watch import Progress, watching
from crawler.wire import Limits
from parsers.contract import DiskFilled, DiskFull, Exit, GongkaiError, Home, UsageError, now
from parsers.journal import run_id

STOP_WITHIN = 5.0  # seconds what is in flight may take after a request to stop; the whole end stays under 8
Say = Callable[[str], None]
Chosen = list[tuple[Site, tuple[Column, ...]]]  # sites to visit, each with its columns


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for."""

    column: str | None = None
    full: bool = False
    limit: int | None = None  # requests, for each site
    due: bool = False  # also of sites that are named only what is due
    sync: bool = True  # off only to measure what syncing costs
    limits: Limits = field(default_factory=Limits)
    progress: Progress = field(default_factory=lambda: Progress(sys.stderr), compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the visit to one site ended."""

    site: str
    exit: Exit
    requests: int = 0
    bytes: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    columns: tuple[dict[str, Any], ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended: its exit code and each site's outcome."""

    run: str
    exit: Exit
    sites: tuple[Outcome, ...]


def crawl(home: Home, registry_file: Path | None = None, names: Sequence[str] = (), options: Options = Options(),
          say: Say = lambda _: None) -> Result:
    """Given a home and the sites to visit (all when none is named), fetch what is due into its WARC folder.

    One site's failure never hurts another. GongkaiError where nothing could begin.
    """
    return asyncio.run(_all(home, chosen(home, registry_file, names, options, say), options, say))


def chosen(home: Home, registry_file: Path | None, names: Sequence[str], options: Options, say: Say) -> Chosen:
    """Given what a crawl is given, begin the home and return what is to be visited."""
    sites = registry.choose(registry.load(registry_file), tuple(names))
    found = [(site, columns_of(site, options.column)) for site in sites]
    found = [(site, columns) for site, columns in found if columns]
    if not found:
        raise UsageError(f"no site chosen has a column {options.column!r}; `gongkai sites` lists them")
    begin_home(home)
    if options.due or not (names or options.column or options.full):
        found = _due(home, found)
    if not found:
        say("nothing is due; name a site to visit it all the same")
    return found


def _due(home: Home, chosen: Chosen) -> Chosen:
    """Given sites and their columns, return those whose next visit has come."""
    dated = [(site, tuple(column for column in columns if passes.is_due(home.frontier / f"{site.id}.sqlite", site, column)))
             for site, columns in chosen]
    return [(site, columns) for site, columns in dated if columns]


def columns_of(site: Site, column: str | None) -> tuple[Column, ...]:
    """Given a site and the column asked for, return its columns that are meant."""
    return tuple(each for each in site.columns if column in (None, each.id))


def begin_home(home: Home) -> None:
    """Given a home, see that it can be written and has room; GongkaiError with the reason where not."""
    try:
        for folder in (home.root, home.frontier, shelf.folder(home, "")):
            disk.make_folder(folder)
    except OSError as error:
        if error.errno in disk.FULL:
            raise DiskFull(f"{home.root}: {error.strerror}; nothing was begun. Make room and run again") from error
        raise GongkaiError(f"{home.root}: cannot be written ({error.strerror or error}); choose another folder with --home") from error
    for folder in (home.frontier, shelf.folder(home, "")):
        if not os.access(folder, os.W_OK):
            raise GongkaiError(f"{folder}: cannot be written (permission denied); choose another folder with --home")
    disk.room_to_begin(home.root)


async def _all(home: Home, chosen: Chosen, options: Options, say: Say) -> Result:
    run, gate, network = run_id(), Gate(), Network()
    visits: list[Visit] = []
    with _stopping(visits):
        outcomes = await asyncio.gather(*(_site(home, site, columns, options, run, gate, network, visits, say) for site, columns in chosen))
    return Result(run, overall([outcome.exit for outcome in outcomes]), tuple(outcomes))


@contextmanager
def _stopping(visits: list[Visit]) -> Iterator[None]:
    """SIGINT and SIGTERM end all visits cleanly."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
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


async def _site(home: Home, site: Site, columns: tuple[Column, ...], options: Options, run: str, gate: Gate, network: Network,
                visits: list[Visit], say: Say) -> Outcome:
    """Visit one site; whatever stops it is its own outcome."""
    try:
        lock = Lock(home.frontier / f"{site.id}.lock")
    except GongkaiError as error:
        return Outcome(site.id, error.exit, message=str(error))
    try:
        with disk.spoken(home.frontier / f"{site.id}.sqlite"):
            return await _visit(home, site, columns, options, run, gate, network, visits, say)
    except GongkaiError as error:
        return Outcome(site.id, error.exit, message=str(error))
    finally:
        lock.release()


async def _visit(home: Home, site: Site, columns: tuple[Column, ...], options: Options, run: str, gate: Gate, network: Network,
                 visits: list[Visit], say: Say) -> Outcome:
    frontier = Frontier(home.frontier / f"{site.id}.sqlite")
    try:
        for sentence in repair(home, frontier, site).sentences:
            say(f"{site.id}: {sentence}")
        agent = site.user_agent or default_agent()
        writer = warc.Writer(shelf.folder(home, site.id), site.id, about(site, agent, run), taken=frontier.held())
        ledger = Ledger(frontier, writer, lambda _: None, options.sync)
        visit = Visit(site, columns, Client(site, agent, gate, options.limits), frontier, ledger, run, options.full, options.limit)
        visit.network = network
        visits.append(visit)
        visit.note("start", "run_start", {"started": warc.stamp(now().timestamp()), "registry": entry(site)})
        with watching(home.root / "logs", run, site.id, options.progress, visit.left) as visit.watch:
            await _move(visit)
            outcome = await _end(visit, say)
        return _carried(home, outcome)
    finally:
        frontier.close()


def _carried(home: Home, outcome: Outcome) -> Outcome:
    """Given how a visit ended, copy its files to the store they belong in; that they could not be is part of the outcome."""
    try:
        shelf.carry(home, outcome.site)
    except GongkaiError as error:
        return replace(outcome, exit=error.exit if outcome.exit == Exit.COMPLETE else outcome.exit, message=str(error))
    return outcome


async def _move(visit: Visit) -> None:
    """Let Scrapy move the requests until the visit hands out no more; after a stop only for so long."""
    values = Settings()
    values.setmodule(settings, priority="project")
    crawler = Crawler(ColumnSpider, values)
    moving = asyncio.ensure_future(crawler.crawl_async(visit=visit))
    while not moving.done():
        await asyncio.wait([moving], timeout=0.5)
        if visit.stopped and visit.stopped.code in ("stopped", "disk_filled") and not moving.done():
            await asyncio.wait([moving], timeout=STOP_WITHIN)
            if not moving.done():
                moving.cancel()
                await asyncio.wait([moving], timeout=1)
            return
    await moving


async def _end(visit: Visit, say: Say) -> Outcome:
    """Write the end of a visit; where the disk refuses even that, say so: the next start finds everything counted."""
    tally, failure = visit.tally, visit.ledger.failure
    try:
        await visit.ledger.flush()
        visit.end()
        code = exit_of(visit)
        visit.note("finish", "run_finish", {"finished": warc.stamp(now().timestamp()), "exit_code": int(code), "requests": tally.requests,
                                            "bytes": tally.bytes, "problems": tally.problems.total(), "codes": dict(tally.problems)})
        await visit.ledger.close()
    except DiskFilled as error:
        failure = failure or error
        code = Exit.DISK_FILLED
    finally:
        visit.ledger.abandon()
        visit.client.pool.close()
    message = str(failure) if failure else (visit.stopped.message if visit.stopped else "")
    return Outcome(visit.site.id, code, tally.requests, tally.bytes, dict(tally.problems), dict(tally.skipped), tuple(tally.columns),
                   message)


def exit_of(visit: Visit) -> Exit:
    """Given a visit that is over, return its exit code."""
    why = visit.stopped.code if visit.stopped else ""
    if visit.ledger.failure:
        return Exit.DISK_FILLED
    if why == "stopped":
        return Exit.STOPPED
    codes = set(visit.tally.problems)
    if codes and codes <= CHALLENGES and not any(column["rows_found"] for column in visit.tally.columns):
        return Exit.CHALLENGED
    if len(visit.tally.columns) == len(visit.columns) and all(column["complete"] for column in visit.tally.columns):
        return Exit.COMPLETE
    return Exit.PARTIAL if visit.trouble.answered else Exit.FAILED


WORST = (Exit.DISK_FILLED, Exit.DISK_FULL, Exit.STOPPED, Exit.BAD_CONFIGURATION)


def overall(codes: Sequence[Exit]) -> Exit:
    """Given the sites' exit codes, return the run's: what stops a machine first, then the same for all, otherwise partial."""
    for code in WORST:
        if code in codes:
            return code
    kinds = set(codes) or {Exit.COMPLETE}
    return kinds.pop() if len(kinds) == 1 else Exit.PARTIAL


def default_agent() -> str:
    """The user agent of sites that set none: who we are and where to write."""
    contact = os.environ.get("GONGKAI_CONTACT")
    return f"gongkai/{version('gongkai')} ({f'+{contact}' if contact else 'archive of public disclosure'})"


def about(site: Site, agent: str, run: str) -> dict[str, str]:
    """Given a site, return what the warcinfo record of its files says."""
    return {"software": f"gongkai/{version('gongkai')}", "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "http-header-user-agent": agent, "robots": "obey" if site.robots else "ignore", "isPartOf": site.id, "run": run}


def entry(site: Site) -> dict[str, Any]:
    """Given a site, return its registry entry as the archive keeps it."""
    return {key: value for key, value in asdict(site).items() if value is not None}
