"""What a crawl tells while it works: a JSON line for every decision, and one true line of progress on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from crawler import disk
from crawler.exchange import Exchange, Job
from crawler.harvest import Verdict
from crawler.warc import Written
from parsers.journal import Journal, opened

OFTEN = 0.2  # seconds between two drawings of the line
COLUMN = ("column", "rows_told", "rows_found", "new", "changed", "gone", "complete", "reasons")
Due = Callable[[], int]  # how many addresses are still to be asked for


@dataclass(slots=True)
class Progress:
    """One line for all sites of a run: done, known total, rate, bytes, errors, time left. Quiet where nobody watches."""

    stream: TextIO
    began: float = field(default_factory=time.monotonic)
    drawn: float = 0.0
    done: int = 0
    bytes: int = 0
    errors: int = 0
    due: dict[str, Due] = field(default_factory=dict)

    def took(self, exchange: Exchange, failed: bool) -> None:
        """Count one answer and draw the line anew where it is time."""
        self.done += 1
        self.bytes += len(exchange.response)
        self.errors += failed
        if self.stream.isatty() and time.monotonic() - self.drawn > OFTEN:
            self.drawn = time.monotonic()
            self.stream.write(f"\r{self.line()}\x1b[K")
            self.stream.flush()

    def line(self) -> str:
        """The line; the total grows while lists are still being read, and so does the time left."""
        left = sum(count() for count in self.due.values())
        rate = self.done / max(time.monotonic() - self.began, 0.001)
        seconds = int(left / rate) if self.done else 0
        return (f"{self.done} of {self.done + left} · {rate:.1f}/s · {self.bytes / 1e6:.1f} MB · {self.errors} errors · "
                f"{seconds // 60}:{seconds % 60:02d} left")

    def clear(self) -> None:
        """Take the line away for what is printed next."""
        if self.stream.isatty() and self.drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


@dataclass(slots=True)
class Watch:
    """One site's decisions as JSON lines."""

    journal: Journal
    progress: Progress

    def fetched(self, job: Job, exchange: Exchange, verdict: Verdict, written: Written) -> None:
        """An answer was archived: what was decided about it, and where it lies."""
        fault = verdict.fault
        self.journal.say(decision(job, verdict, exchange, written), column=job.column, kind=job.kind, url=exchange.url,
                         status=exchange.answer.status if exchange.response else None, bytes=len(exchange.response), warc=written.file,
                         offset=written.offset, why=f"{fault.code}: {fault.message}" if fault else None)
        self.progress.took(exchange, fault is not None)

    def column(self, record: dict[str, Any]) -> None:
        """A column was read to its end, or as far as it went."""
        self.journal.say("column", **{name: record[name] for name in COLUMN})


def decision(job: Job, verdict: Verdict, exchange: Exchange, written: Written) -> str:
    """What became of an answer, in one word; `stored` is a payload that was not held before."""
    settled = verdict.settled
    words = (("followed", verdict.follow), ("gone", settled.gone), ("missing", settled.missing), ("problem", verdict.fault),
             ("not_modified", exchange.response and exchange.answer.status == 304), ("changed", settled.changed and job.known),
             ("stored", written.original))
    return next((word for word, holds in words if holds), "same")


@contextmanager
def watching(folder: Path, run: str, site: str, progress: Progress, due: Due) -> Iterator[Watch]:
    """Keep the log of one site's visit in `folder/RUN.jsonl` while the block runs; all sites of a run share the file."""
    try:
        file = opened(folder, run)
    except OSError as error:
        raise disk.refused(folder, error) from error
    progress.due[site] = due
    try:
        yield Watch(Journal(run, file, {"site": site}), progress)
    finally:
        progress.due.pop(site, None)
        progress.clear()
        with suppress(OSError):
            file.close()
