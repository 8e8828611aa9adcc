"""The command `run`: crawl, build and snapshot in sequence under one lock, for schedulers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from archive.health import now_state
from archive.health.now_state import LOCK
from archive.health.run_ends import RunEnd
from archive.ops import after_run
from archive.ops.daily import Nights, write
from archive.ops.notify import WAYS
from archive.ops.schedule import moment
from archive.ops.summary import Step, lines, summary
from archive.publish.latest import entry
from gongkai.errors import Exit
from gongkai.home import Home, again, is_archive, no_registry
from gongkai.lock import held
from gongkai.run_log import RUN, Journal, journal

GRACE = 7.0  # seconds a step has to end once it was asked to; a container is killed 10 s after the request
OUTER_GRACE = 8.5  # for an entire run, whose own step is ended within GRACE
# After these answers of `crawl` what was fetched is still read; the answer itself is the run's.
GO_ON = {Exit.COMPLETE, Exit.FAILED, Exit.PARTIAL, Exit.CHALLENGED}
# After these nothing is published: a deadline that passed while no portal answered says nothing of those who may have kept it.
NOTHING_READ = {Exit.FAILED, Exit.CHALLENGED}


@dataclass(slots=True)
class Steps:
    """Runs the steps as separate processes and forwards a request to stop to the one in progress."""

    call: Sequence[str]
    grace: float = GRACE
    log: Journal | None = None  # where each step's answer is noted; its id is the steps'
    process: subprocess.Popen[bytes] | None = None
    stopped: float | None = None  # when the request came, on the monotonic clock
    quiet: bool = False  # what the steps print goes to standard error: standard output is kept for JSON
    ended: list[Step] = field(default_factory=list)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ask the step in progress to end."""
        self.stopped = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def run(self, *words: str) -> int:
        """Run one step to its end and return its exit code; a step that ignores the request to stop is killed."""
        if self.stopped is not None:
            return Exit.STOPPED
        own = {RUN: self.log.run} if self.log else {}
        began = time.monotonic()
        self.process = subprocess.Popen([*self.call, *words], env={**os.environ, **own}, stdout=sys.stderr if self.quiet else None)
        while self.process.poll() is None:
            if self.stopped is not None and time.monotonic() - self.stopped > self.grace:
                self.process.kill()
            wait(self.process)
        code = Exit.STOPPED if self.stopped is not None else self.process.returncode
        self.ended.append(Step(words[0], int(code), round(time.monotonic() - began, 1)) if words else Step("run", int(code), 0.0))
        if self.log:
            self.log.say("step", name=words[0], exit=int(code))
        return code

    def end(self, code: int) -> RunEnd:
        """Return how the run ended: its answer, the step that gave it, and what that step noted in the log."""
        step = next((step.name for step in reversed(self.ended) if step.exit_code == code), "") if code else ""
        return RunEnd(code, step, self.log.failures().get(step, "") if self.log and step else "")

    def listen(self) -> None:
        """Handle requests to stop from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)


def wait(process: subprocess.Popen[bytes], seconds: float = 0.5) -> None:
    """Wait until the process ends or the time is over."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def steps(work: Steps, crawl: Sequence[str], snapshot: Sequence[str]) -> int:
    """Crawl, build, snapshot; return the first exit code that is not 0."""
    crawled = work.run("crawl", *crawl)
    if crawled not in GO_ON:
        return crawled
    further = (("build",), ("snapshot", *snapshot))
    for words in further[:1] if crawled in NOTHING_READ else further:
        code = work.run(*words)
        if code != Exit.COMPLETE:
            return code
    return crawled


def nightly(home: Home, call: Sequence[str], hour: int, minute: int) -> int:
    """Run every day at a given time until asked to stop; each run is a separate process."""

    def night() -> int:
        work = Steps(call, OUTER_GRACE)
        work.listen()
        code = work.run()
        nights.listen()
        if work.stopped is not None:
            nights.stopping.set()
        return code

    nights = Nights(hour, minute, night, lambda text: click.echo(f"gongkai: {text}", err=True), lambda due: write(home, due))
    return nights.forever()


def require_something_to_follow(home: Home, registry: Path | None, sites: Sequence[str]) -> None:
    """Raise BadConfiguration where a mistyped home would be made only to say that it has no registry.

    A run that can raise an alarm goes on instead, and its alarm says the same: nobody may be looking.
    """
    if registry is None and not sites and not is_archive(home) and not any(os.environ.get(name) for name in WAYS):
        raise no_registry(home)


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--full", is_flag=True, help="Fetch every column completely, due or not.")
@click.option("--daily", metavar="HH:MM", help="Stay, and run every day at this time: for containers.")
@click.option("--accept", is_flag=True, help="Publish although an assertion does not hold: somebody has looked.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary at the end as JSON.")
@click.pass_context
def run(ctx: click.Context, sites: tuple[str, ...], full: bool, daily: str | None, accept: bool, as_json: bool) -> None:
    """Crawl due columns, build, publish a snapshot, and send alerts. Meant for schedulers."""
    home: Home = ctx.obj["home"]
    require_something_to_follow(home, ctx.obj["registry"], sites)
    call = again(home, ctx.obj["registry"])
    if daily:
        ctx.exit(nightly(home, [*call, "run", *sites, *(["--full"] if full else [])], *moment(daily)))
    work = Steps(call, quiet=as_json)
    work.listen()  # before the lock: who sees it held may ask for the end at once
    with held(home.root / LOCK, "gongkai run"), journal(home.root / "logs", "run") as work.log:
        after_run.begun(home)
        code = steps(work, [*sites, *(["--full"] if full else [])], ["--accept"] if accept else [])
        work.log.say("run", exit=int(code))
        if code == Exit.STOPPED:
            after_run.stopped(home)
        else:
            code = after_run.report_outcome(home, work.end(code), sites)
        told = summary(work.log.run, code, work.ended, now_state.read(home), entry(home))
        click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(told)))
    ctx.exit(code)
