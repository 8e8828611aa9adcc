"""The command `run`: crawl, build and snapshot one after the other under one lock, as a scheduler starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

import click

from archive import aftermath
from archive.daily import Nights, write
from archive.lock import held
from archive.schedule import moment
from parsers.contract import Exit, Home, again
from parsers.journal import RUN, Journal, journal

LOCK = "run.lock"
GRACE = 7.0  # seconds a step has to end once it was asked to; a container is killed 10 s after the request
OUTER_GRACE = 8.5  # for a whole run, whose own step is ended within GRACE
# After these answers of `crawl` what was fetched is still read and published; the answer itself is the run's.
GO_ON = {Exit.COMPLETE, Exit.FAILED, Exit.PARTIAL, Exit.CHALLENGED}


@dataclass(slots=True)
class Steps:
    """Runs the steps as processes of their own and passes a request to stop on to the one at work."""

    call: Sequence[str]
    grace: float = GRACE
    log: Journal | None = None  # where each step's answer is noted; its id is the steps'
    process: subprocess.Popen[bytes] | None = None
    stopped: float | None = None  # when the request came, on the monotonic clock

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ask the step at work to end."""
        self.stopped = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def run(self, *words: str) -> int:
        """Run one step to its end and return its exit code; a step that ignores the request to stop is ended by force."""
        if self.stopped is not None:
            return Exit.STOPPED
        own = {RUN: self.log.run} if self.log else {}
        self.process = subprocess.Popen([*self.call, *words], env={**os.environ, **own})
        while self.process.poll() is None:
            if self.stopped is not None and time.monotonic() - self.stopped > self.grace:
                self.process.kill()
            wait(self.process)
        code = Exit.STOPPED if self.stopped is not None else self.process.returncode
        if self.log:
            self.log.say("step", name=words[0], exit=int(code))
        return code

    def listen(self) -> None:
        """Take requests to stop from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)


def wait(process: subprocess.Popen[bytes], seconds: float = 0.5) -> None:
    """Until the process ends or the time is over."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def steps(work: Steps, crawl: Sequence[str], snapshot: Sequence[str]) -> int:
    """Crawl, build, snapshot; the first answer that is not 0 is the answer of the whole."""
    crawled = work.run("crawl", *crawl)
    if crawled not in GO_ON:
        return crawled
    for words in (("build",), ("snapshot", *snapshot)):
        code = work.run(*words)
        if code != Exit.COMPLETE:
            return code
    return crawled


def nightly(home: Home, call: Sequence[str], hour: int, minute: int) -> int:
    """Run every day at that time until asked to stop; each run is a process of its own."""

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


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--full", is_flag=True, help="Fetch every column whole, due or not.")
@click.option("--daily", metavar="HH:MM", help="Stay, and run every day at this time: for containers.")
@click.option("--accept", is_flag=True, help="Publish although an assertion does not hold: somebody has looked.")
@click.pass_context
def run(ctx: click.Context, sites: tuple[str, ...], full: bool, daily: str | None, accept: bool) -> None:
    """Crawl what is due, build, publish a snapshot, tell of trouble: what a scheduler starts."""
    home: Home = ctx.obj["home"]
    call = again(home, ctx.obj["registry"])
    if daily:
        ctx.exit(nightly(home, [*call, "run", *sites, *(["--full"] if full else [])], *moment(daily)))
    work = Steps(call)
    work.listen()  # before the lock: who sees it held may ask for the end at once
    with held(home.root / LOCK, "gongkai run"), journal(home.root / "logs", "run") as work.log:
        code = steps(work, [*sites, *(["--full"] if full else [])], ["--accept"] if accept else [])
        work.log.say("run", exit=int(code))
        if code != Exit.STOPPED:
            aftermath.tell(home, code)
    ctx.exit(code)
