"""The command `run`: crawl, build and snapshot one after the other under one lock, as a scheduler starts it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from archive import aftermath
from archive.lock import held
from parsers.contract import Exit, Home

LOCK = "run.lock"
GRACE = 7.0  # seconds a step has to end once it was asked to; a container is killed 10 s after the request
# After these answers of `crawl` what was fetched is still read and published; the answer itself is the run's.
GO_ON = {Exit.COMPLETE, Exit.FAILED, Exit.PARTIAL, Exit.CHALLENGED}


@dataclass(slots=True)
class Steps:
    """Runs the steps as processes of their own and passes a request to stop on to the one at work."""

    call: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    stopped: float | None = None  # when the request came, on the monotonic clock
    codes: dict[str, int] = field(default_factory=dict)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ask the step at work to end."""
        self.stopped = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def run(self, *words: str) -> int:
        """Run one step to its end and return its exit code; a step that ignores the request to stop is ended by force."""
        if self.stopped is not None:
            return Exit.STOPPED
        self.process = subprocess.Popen([*self.call, *words])
        while self.process.poll() is None:
            if self.stopped is not None and time.monotonic() - self.stopped > GRACE:
                self.process.kill()
            wait(self.process)
        self.codes[words[0]] = Exit.STOPPED if self.stopped is not None else self.process.returncode
        return self.codes[words[0]]


def wait(process: subprocess.Popen[bytes], seconds: float = 0.5) -> None:
    """Until the process ends or the time is over."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def steps(call: Sequence[str], crawl: Sequence[str], snapshot: Sequence[str] = ()) -> int:
    """Crawl, build, snapshot; the first answer that is not 0 is the answer of the whole."""
    work = Steps(call)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, work.stop)
    crawled = work.run("crawl", *crawl)
    if crawled not in GO_ON:
        return crawled
    for words in (("build",), ("snapshot", *snapshot)):
        code = work.run(*words)
        if code != Exit.COMPLETE:
            return code
    return crawled


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--full", is_flag=True, help="Fetch every column whole, due or not.")
@click.option("--accept", is_flag=True, help="Publish although an assertion does not hold: somebody has looked.")
@click.pass_context
def run(ctx: click.Context, sites: tuple[str, ...], full: bool, accept: bool) -> None:
    """Crawl what is due, build, publish a snapshot, tell of trouble: what a scheduler starts."""
    home: Home = ctx.obj["home"]
    registry: Path | None = ctx.obj["registry"]
    call = [sys.executable, "-m", "archive", "--home", str(home.root), *(("--registry", str(registry)) if registry else ())]
    with held(home.root / LOCK, "gongkai run"):
        code = steps(call, [*sites, *(["--full"] if full else [])], ["--accept"] if accept else [])
        if code != Exit.STOPPED:
            aftermath.tell(home, code)
    ctx.exit(code)
