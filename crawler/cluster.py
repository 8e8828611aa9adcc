"""Sites as tasks of a Dask cluster that is there already: each host is crawled by one worker, as `gongkai crawl SITE…` does it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.crawl import Chosen, Options, Outcome, Result, Say, chosen, overall
from parsers.contract import Exit, GongkaiError, Home, again
from parsers.journal import RUN, run_id

PATIENCE = "20s"  # for the scheduler to answer
TOLD = ("GONGKAI_WARC", "GONGKAI_NOW", "GONGKAI_CONTACT")  # settings of ours that the workers' processes get too
STOPPED = "stopped on request; where a worker had begun it goes on to the end"
Answer = tuple[int, str, str]  # exit code, standard output, the end of standard error


def crawl(home: Home, registry_file: Path | None, names: Sequence[str], options: Options, address: str, say: Say) -> Result:
    """Given what a crawl is given and the scheduler's address, have what is due crawled by the workers.

    The home is a folder that all workers see under the same path: a site's frontier and WARC files are touched by one worker only.
    """
    here = Home(home.root.absolute())
    found = shards(chosen(here, registry_file, names, options, say))
    run = run_id()
    settings = {RUN: run} | {name: os.environ[name] for name in TOLD if name in os.environ}
    call = [*again(here, registry_file and registry_file.absolute()), "crawl", "--json", *words(options)]
    outcomes = tuple(visits(address, {sites: [*call, *sites] for sites in found}, settings)) if found else ()
    return Result(run, overall([outcome.exit for outcome in outcomes]), outcomes)


def shards(found: Chosen) -> list[tuple[str, ...]]:
    """Given what is to be visited, return which sites go to one worker: those of a host, whose pause between requests one process keeps."""
    shards: list[tuple[set[str], tuple[str, ...]]] = []
    for site, columns in found:
        hosts = {urlsplit(column.url).hostname or "" for column in columns}
        joined = [shard for shard in shards if shard[0] & hosts]
        shards = [shard for shard in shards if shard not in joined]
        shards.append((hosts.union(*(shard[0] for shard in joined)), (*(id for shard in joined for id in shard[1]), site.id)))
    return [sites for _, sites in shards]


def words(options: Options) -> list[str]:
    """The options as a command line has them."""
    return [*(["--column", options.column] if options.column else []), *(["--full"] if options.full else []),
            *(["--limit", str(options.limit)] if options.limit else []), *(["--due"] if options.due else [])]


def visits(address: str, calls: dict[tuple[str, ...], list[str]], settings: dict[str, str]) -> list[Outcome]:
    """Given a call for each shard, have all of them made by the cluster; a request to stop takes back those not begun."""
    client = connected(address)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = {sites: client.submit(visit, call, settings, pure=False) for sites, call in calls.items()}
    try:
        return [outcome for sites, future in given.items() for outcome in outcomes(sites, future)]
    except KeyboardInterrupt:
        return [outcome for sites, future in given.items() for outcome in (
            outcomes(sites, future) if future.status == "finished" else [Outcome(site, Exit.STOPPED, message=STOPPED) for site in sites])]
    finally:
        client.close()
        signal.signal(signal.SIGTERM, before)


def connected(address: str) -> Any:
    """A client of the scheduler; GongkaiError where there is none, or nobody behind it."""
    try:
        from distributed import Client

        client = Client(address, timeout=PATIENCE)
    except ImportError:
        raise GongkaiError("a cluster needs dask: pip install 'gongkai[distributed]'") from None
    except (OSError, ValueError) as error:
        raise GongkaiError(f"the cluster at {address} cannot be used: {error}") from error
    if not client.nthreads():
        client.close()
        raise GongkaiError(f"the cluster at {address} has no workers")
    return client


def visit(call: list[str], settings: dict[str, str]) -> Answer:
    """Run on a worker: crawl a shard in a process of its own, by the worker's own Python."""
    own = {name: value for name, value in os.environ.items() if name != "GONGKAI_SCHEDULER"}
    done = subprocess.run([sys.executable, *call[1:]], env=own | settings, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr[-2000:]


def outcomes(sites: Sequence[str], future: Any) -> list[Outcome]:
    """Given the sites of a shard and what a worker was given to do, wait for it and return how each visit ended."""
    error = future.exception()
    if error is not None:
        return [Outcome(site, Exit.FAILED, message=f"the cluster gave it up: {type(error).__name__}: {error}") for site in sites]
    code, output, said = future.result()
    try:
        return [outcome(told) for told in json.loads(output)["sites"]]
    except (ValueError, KeyError, TypeError):
        exit = Exit(code) if code in set(Exit) else Exit.FAILED
        return [Outcome(site, exit, message=said.strip().rpartition("\n")[2]) for site in sites]


def outcome(told: dict[str, Any]) -> Outcome:
    """Given how a visit ended as `crawl --json` tells it, return it as it was."""
    known = {field.name: told[field.name] for field in fields(Outcome)}
    return Outcome(**{**known, "exit": Exit(told["exit"]), "columns": tuple(told["columns"])})
