"""What a crawl reports while it works: a JSON line for every decision, and one progress line on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from crawler.answers.interpret import Verdict
from crawler.model.exchange import Exchange, Job
from crawler.store.warc_writer import Written, instant
from gongkai import disk
from gongkai.fetch_record import ColumnRun
from gongkai.run_log import Journal, opened
from gongkai.terminal.amounts import counted, duration, size
from gongkai.terminal.progress import ProgressLine

COLUMN = ("column", "rows_told", "rows_found", "new", "changed", "gone", "complete", "reasons")
Due = Callable[[], int]  # how many addresses are still to be asked for


@dataclass(slots=True)
class CrawlProgress:
    """One line for all sites of a run: done, known total, rate, bytes, errors, time left; a log gets one a minute."""

    stream: TextIO
    began: float = field(default_factory=time.monotonic)
    shown: ProgressLine = field(init=False)
    done: int = 0
    bytes: int = 0
    errors: int = 0
    due: dict[str, Due] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shown = ProgressLine(self.stream)

    def took(self, exchange: Exchange, failed: bool) -> None:
        """Count one answer and redraw the line if it is time."""
        self.done += 1
        self.bytes += len(exchange.response)
        self.errors += failed
        self.shown.draw(self.line)

    def line(self) -> str:
        """The line; the total grows while lists are still being read, and so does the time left."""
        left = sum(count() for count in self.due.values())
        rate = self.done / max(time.monotonic() - self.began, 0.001)
        seconds = left / rate if self.done else 0
        return (
            f"crawl: {self.done:,} of {counted(self.done + left, 'address', 'addresses')} · {rate:.1f}/s · {size(self.bytes)} · "
            f"{counted(self.errors, 'error')} · {duration(seconds)} left"
        )

    def clear(self) -> None:
        """Erase the line before other output."""
        self.shown.clear()


@dataclass(slots=True)
class Watch:
    """One site's decisions as JSON lines."""

    journal: Journal
    progress: CrawlProgress

    def fetched(self, job: Job, exchange: Exchange, verdict: Verdict, written: Written) -> None:
        """Log an archived answer: what was decided about it, and where it is stored."""
        fault = verdict.fault
        self.journal.say(
            decision(job, verdict, exchange, written),
            column=job.column,
            kind=job.kind,
            url=exchange.url,
            status=exchange.answer.status if exchange.response else None,
            bytes=len(exchange.response),
            warc=written.file,
            offset=written.offset,
            why=f"{fault.code}: {fault.message}" if fault else None,
        )
        self.progress.took(exchange, fault is not None)

    def column(self, run: ColumnRun) -> None:
        """Log that a column was read to its end, or how far it was read."""
        self.journal.say("column", **{name: getattr(run, name) for name in COLUMN})


def decision(job: Job, verdict: Verdict, exchange: Exchange, written: Written) -> str:
    """Return in one word what became of an answer; `stored` is a payload that was not held before."""
    settled = verdict.settled
    words = (
        ("followed", verdict.follow),
        ("gone", settled.gone),
        ("missing", settled.missing),
        ("problem", verdict.fault),
        ("not_modified", exchange.response and exchange.answer.status == 304),
        ("changed", settled.changed and job.known),
        ("stored", is_new(exchange, written)),
    )
    return next((word for word, holds in words if holds), "same")


def is_new(exchange: Exchange, written: Written) -> bool:
    """Whether the payload of an answer was not held before: its original is the record just written."""
    return written.original is not None and written.original.date == instant(exchange.began)


@contextmanager
def watching(folder: Path, run: str, site: str, progress: CrawlProgress, due: Due) -> Iterator[Watch]:
    """Keep the log of one site's visit in `folder/RUN.jsonl` while the block runs; all sites of a run share the file."""
    try:
        file = opened(folder, run)
    except OSError as error:
        raise disk.refusal(error, folder) from error
    progress.due[site] = due
    try:
        yield Watch(Journal(run, file, {"site": site}), progress)
    finally:
        progress.due.pop(site, None)
        progress.clear()
        with suppress(OSError):
            file.close()
