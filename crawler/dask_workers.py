"""Crawl sites as tasks of an existing Dask cluster; each host is crawled by one worker, as by `gongkai crawl SITE…`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from crawler.choice import Chosen, chosen
from crawler.crawl import CrawlResult, SiteOutcome, overall
from crawler.visit.run_context import Options, Say
from gongkai.errors import Exit, GongkaiError
from gongkai.fetch_record import ColumnRun
from gongkai.home import Home, again
from gongkai.run_log import RUN, run_id

TOLD = ("GONGKAI_WARC", "GONGKAI_NOW", "GONGKAI_CONTACT")  # settings of ours that the workers' processes get too
STOPPED = "stopped on request"
STOP_WITHIN = 5.0  # seconds the workers have to end what they began; the end of the run stays under 8
LOOK = 0.25  # seconds between two looks of a worker for the request to stop
Answer = tuple[int, str, str]  # exit code, standard output, the end of standard error


def crawl(home: Home, registry_file: Path | None, names: Sequence[str], options: Options, address: str, say: Say) -> CrawlResult:
    """Crawl what is due on the workers of the scheduler at `address`.

    All workers must see the home under the same path. Only one worker touches the frontier and WARC files of a site.
    """
    here = Home(home.root.absolute())
    found = shards(chosen(here, registry_file, names, options, say))
    run = run_id(here.root / "logs")
    settings = {RUN: run} | {name: os.environ[name] for name in TOLD if name in os.environ}
    call = [*again(here, registry_file and registry_file.absolute()), "crawl", "--json", *words(options)]
    stop = here.frontier / f"{run}.stop"  # in the folder that all workers see: whoever finds it ends what it began
    outcomes = tuple(visits(address, {sites: [*call, *sites] for sites in found}, settings, stop)) if found else ()
    return CrawlResult(run, overall([outcome.exit for outcome in outcomes]), outcomes)


def shards(found: Chosen) -> list[tuple[str, ...]]:
    """Group the sites by worker: sites on one host stay together, since one process keeps the pause between its requests."""
    shards: list[tuple[set[str], tuple[str, ...]]] = []
    for site, columns in found:
        hosts = {urlsplit(column.url).hostname or "" for column in columns}
        joined = [shard for shard in shards if shard[0] & hosts]
        shards = [shard for shard in shards if shard not in joined]
        shards.append((hosts.union(*(shard[0] for shard in joined)), (*(id for shard in joined for id in shard[1]), site.id)))
    return [sites for _, sites in shards]


def words(options: Options) -> list[str]:
    """Return the options as command-line arguments."""
    return [
        *(["--column", options.column] if options.column else []),
        *(["--full"] if options.full else []),
        *(["--limit", str(options.limit)] if options.limit else []),
        *(["--due"] if options.due else []),
    ]


def visits(address: str, calls: dict[tuple[str, ...], list[str]], settings: dict[str, str], stop: Path) -> list[SiteOutcome]:
    """Run the call of each shard on the cluster; a request to stop reaches the workers by the file `stop`."""
    client = connected(address)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = {sites: client.submit(visit, call, settings, str(stop), pure=False) for sites, call in calls.items()}
    try:
        return [outcome for sites, future in given.items() for outcome in outcomes(sites, future)]
    except KeyboardInterrupt:
        stop.touch()
        return stopped(given)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the end has begun
        client.close(timeout=1)
        signal.signal(signal.SIGTERM, before)


def stopped(given: dict[tuple[str, ...], Any]) -> list[SiteOutcome]:
    """Wait for the workers to end what they began, so long as a stop may take; what they have not told by then is stopped."""
    end = time.monotonic() + STOP_WITHIN
    while time.monotonic() < end and not all(future.done() for future in given.values()):
        time.sleep(LOOK)
    return [
        outcome
        for sites, future in given.items()
        for outcome in (
            outcomes(sites, future) if future.status == "finished" else [SiteOutcome(site, Exit.STOPPED, message=STOPPED) for site in sites]
        )
    ]


def connected(address: str) -> Any:
    """Return a client of the scheduler; GongkaiError if it cannot be reached or has no workers."""
    try:
        from distributed import Client

        client = Client(address)  # waits as long as Dask is configured to: distributed.comm.timeouts.connect
    except ImportError:
        raise GongkaiError("a cluster needs gongkai[distributed]; `gongkai doctor` prints how to install it") from None
    except (OSError, ValueError) as error:
        raise GongkaiError(f"the cluster at {address} cannot be used: {error}") from error
    if not client.nthreads():
        client.close()
        raise GongkaiError(f"the cluster at {address} has no workers")
    return client


def visit(call: list[str], settings: dict[str, str], stop: str) -> Answer:
    """Crawl a shard in a separate process of the worker's own Python, and pass a request to stop on to it. Runs on a worker."""
    if Path(stop).exists():
        return Exit.STOPPED, "", STOPPED
    own = {name: value for name, value in os.environ.items() if name != "GONGKAI_SCHEDULER"}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen([sys.executable, *call[1:]], env=own | settings, stdout=output, stderr=said) as process,
    ):
        asked = False
        while process.poll() is None:
            if not asked and Path(stop).exists():
                process.terminate()
                asked = True
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK)
        return process.returncode, _text(output), _text(said)[-2000:]


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def outcomes(sites: Sequence[str], future: Any) -> list[SiteOutcome]:
    """Wait for the task of a shard and return how each visit ended."""
    error = future.exception()
    if error is not None:
        return [SiteOutcome(site, Exit.FAILED, message=f"the cluster gave up: {type(error).__name__}: {error}") for site in sites]
    code, output, said = future.result()
    try:
        return [outcome(visit_data) for visit_data in json.loads(output)["sites"]]
    except (ValueError, KeyError, TypeError):
        exit = Exit(code) if code in set(Exit) else Exit.FAILED
        return [SiteOutcome(site, exit, message=said.strip().rpartition("\n")[2]) for site in sites]


def outcome(data: dict[str, Any]) -> SiteOutcome:
    """Restore the outcome of a visit from the output of `crawl --json`."""
    known = {field.name: data[field.name] for field in fields(SiteOutcome)}
    return SiteOutcome(**{**known, "exit": Exit(data["exit"]), "columns": tuple(map(ColumnRun.from_mapping, data["columns"]))})
