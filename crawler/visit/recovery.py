"""Repairs at the start of a run: close files left open, set truncated tails aside, take in records that were not committed.

A deleted frontier is rebuilt the same way: then no record of any file is committed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from crawler.answers import interpret
from crawler.answers.confined import Read
from crawler.model.exchange import Exchange, Job, Known, Original, from_plain
from crawler.model.types import Fault, FetchKind, Site
from crawler.store import warc_files
from crawler.store.frontier import Frontier
from crawler.store.warc_writer import DRAWN, OPEN
from crawler.visit.drawing import is_list_page
from gongkai import disk, http_message, warc_reader
from gongkai.fetch_record import ColumnRun, FetchRecord
from gongkai.home import Home
from gongkai.terminal.amounts import counted
from gongkai.urls import canonical

ASIDE = ".cut"  # what a kill left of a record; never read again, never deleted
TOGETHER = 500  # answers taken in per transaction


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a start repaired: files closed, tails set aside (with their names), answers taken in."""

    closed: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    adopted: int = 0

    @property
    def sentences(self) -> list[str]:
        """Return what to show at the terminal."""
        tails = [f"{name} ended inside a record; the incomplete part was moved to {name}.cut" for name in self.tails]
        return tails + ([f"taken in: {counted(self.adopted, 'answer')} of an interrupted run"] if self.adopted else [])


def repair(home: Home, frontier: Frontier, site: Site, read: Read = interpret.verdict_of) -> Repaired:
    """Repair a site's WARC files and bring its frontier into agreement with them."""
    folder = warc_files.folder(home, site.id)
    closed, tails = [], []
    for path in sorted(folder.glob(f"*{OPEN}")):
        name = path.name.removesuffix(OPEN)
        complete, size = _complete_records(path)
        if complete < size or not complete:
            tails.append(name)
        if not complete:
            disk.rename(path, path.with_name(name + ASIDE))
            continue
        if complete < size:
            _cut(path, complete, path.with_name(name + ASIDE))
        disk.rename(path, path.with_name(name))
        closed.append(name)
    return Repaired(tuple(closed), tuple(tails), adopt(home, frontier, site, read))


def _complete_records(path: Path) -> tuple[int, int]:
    """Return how many bytes from the start of a file form complete records, and its size."""
    with path.open("rb") as stream:
        return warc_reader.complete_length(stream), stream.seek(0, os.SEEK_END)


def _cut(path: Path, complete: int, aside: Path) -> None:
    """Truncate a file to its complete records after a durable copy of the rest is set aside."""
    with path.open("r+b") as stream:
        stream.seek(complete)
        with aside.open("ab") as rest:
            rest.write(stream.read())
            rest.flush()
            disk.sync(rest.fileno())
        disk.sync_path(aside.parent)
        disk.cut(stream.fileno(), complete)
        disk.sync(stream.fileno())


def adopt(home: Home, frontier: Frontier, site: Site, read: Read) -> int:
    """Take every unknown answer of a site's closed WARC files into the frontier; return how many."""
    held, taken = frontier.held(), 0
    for file in warc_files.closed(home, site.id, needed=not held):  # a new frontier is built from all of them
        if file.size > held.get(file.name, 0):
            with warc_files.trying(home, site.id) if warc_files.is_remote(home) else nullcontext():
                taken += _take_in(file, held.get(file.name, 0), frontier, site, read)
    return taken


def _take_in(file: warc_files.Closed, offset: int, frontier: Frontier, site: Site, read: Read) -> int:
    taken = 0
    since: dict[str, float] = {}
    with file.open() as stream:
        found = groups(stream, offset)
        while some := tuple(islice(found, TOGETHER)):
            with frontier.transaction():
                taken += sum(_take(frontier, answer, data, site, since, read) for answer, data, _ in some)
                frontier.hold(file.name, some[-1][2])
    with frontier.transaction():
        frontier.hold(file.name, file.size)
    return taken


def _take(
    frontier: Frontier, answer: tuple[warc_reader.Record, ...], data: dict[str, Any], site: Site, since: dict[str, float], read: Read
) -> int:
    """Take in one group of records; return how many answers it held."""
    if data.get("type"):
        _event(frontier, data, since)
        return 0
    about = FetchRecord.from_mapping(data)
    if about.kind in ("robots", "drawing") or about.more:
        return 0
    column = about.column or ""
    if column not in since:
        since[column] = _begun(frontier, column)
    return _answer(frontier, answer, about, data["date"], site, since[column], read)


def _begun(frontier: Frontier, column: str) -> float:
    """Return when the interrupted reading of a column began, whose pages need not be read again; 0.0 if unknown."""
    state = frontier.columns.state(column)
    return float(state.began or 0.0) if state and state.interrupted else 0.0


Group = tuple[tuple[warc_reader.Record, ...], dict[str, Any], int]


def groups(stream: Any, offset: int) -> Iterator[Group]:
    """Yield each fetch's records of a WARC file with its metadata and end offset; likewise our own resource records."""
    pending: list[warc_reader.Record] = []
    for record in warc_reader.records(stream, offset):
        end = record.offset + record.length
        if not record.complete:
            pending = []
        elif record.type in ("response", "revisit", "request") or _is_drawn(record):
            pending.append(record)
        elif record.type == "metadata" or (record.type == "resource" and record.get("WARC-Target-URI").startswith("urn:gongkai:")):
            yield tuple(pending), json.loads(record.block) | {"date": record.get("WARC-Date")}, end
            pending = []


def _is_drawn(record: warc_reader.Record) -> bool:
    return record.type == "resource" and record.get("WARC-Target-URI").startswith(DRAWN)


def _event(frontier: Frontier, data: dict[str, Any], since: dict[str, float]) -> None:
    """Apply a column's record, which ends its reading, or that of menu entries which were taken for its rows."""
    if data["type"] == "menu_entries":
        frontier.columns.forget_rows(data["column"], {canonical(url) for url in data["urls"]})
    if data["type"] != "column_run":
        return
    run = ColumnRun.from_mapping(data)
    began, finished = (datetime.fromisoformat(moment).timestamp() for moment in (run.started, run.finished))
    frontier.columns.restore(run.column, began, finished, run.complete, run.rows_found, run.listing, run.family)
    since[run.column] = finished


def _answer(
    frontier: Frontier, records: tuple[warc_reader.Record, ...], about: FetchRecord, date: str, site: Site, since: float, read: Read
) -> int:
    """Take one answer in as if just received; 0 if only a new request can show what it led to."""
    first = next((record for record in records if record.type in ("response", "revisit")), None)
    job = job_of(about)
    past = frontier.past(job.key)
    moment = datetime.fromisoformat(date)
    drawn = next((record.block for record in records if _is_drawn(record)), b"")
    if first is not None and first.type == "revisit" and not drawn:
        return _revisit(frontier, first, job, moment, site, since, read)
    exchange = replace(_exchange(first, about, moment), drawn=drawn)
    if site.fetcher == "browser" and is_list_page(job, exchange) and not drawn:
        exchange = replace(exchange, undrawn="not_kept: the page as drawn is not in the WARC files")
    verdict = read(job, exchange, past, site, since)
    if verdict.follow and about.problem:  # it led where nothing may be asked for
        verdict = interpret.failed(job, exchange, Fault(about.problem.code, about.problem.message))
    original = _original(first, exchange) if first and not exchange.truncated else None
    if first is not None and first.type == "revisit":
        original = frontier.named(first.get("WARC-Refers-To").strip("<>"))
    frontier.settle(replace(verdict.settled, original=original if verdict.settled.full else None))
    return 1


def _revisit(frontier: Frontier, record: warc_reader.Record, job: Job, moment: datetime, site: Site, since: float, read: Read) -> int:
    """Take in a repeated payload, which leads to nothing new unless this URL had another one before."""
    original, past = frontier.named(record.get("WARC-Refers-To").strip("<>")), frontier.past(job.key)
    if original is None or (original.payload != past.payload and job.kind != "attachment"):
        return 0
    exchange = Exchange(record.get("WARC-Target-URI"), b"", b"HTTP/1.1 304 Not Modified\r\n\r\n", moment)
    verdict = read(replace(job, known=Known(original=original)), exchange, past, site, since)
    answer, other = http_message.answer(record.block), original.payload != past.payload
    frontier.settle(
        replace(
            verdict.settled,
            original=original,
            full=answer.status != 304,
            changed=other,
            etag=answer.get("ETag"),
            modified=answer.get("Last-Modified"),
        )
    )
    return 1


def job_of(about: FetchRecord) -> Job:
    """Return the job that a fetch record describes."""
    return Job(
        from_plain(dict(about.fetch or {"url": about.url})),
        cast(FetchKind, about.kind or "page"),
        about.column or "",
        about.depth,
        about.list_title or "",
        about.list_date or "",
        about.path,
        about.part,
        about.via or "",
        about.label or "",
        redirected_from=about.redirected_from or "",
    )


def _exchange(record: warc_reader.Record | None, about: FetchRecord, moment: datetime) -> Exchange:
    if record is None:
        problem = (about.problem.code, about.problem.message) if about.problem else ("no_answer", "")
        return Exchange(about.url, b"", b"", moment, problem=problem)
    return Exchange(record.get("WARC-Target-URI"), b"", record.block, moment, truncated=record.get("WARC-Truncated"))


def _original(record: warc_reader.Record, exchange: Exchange) -> Original:
    return Original(
        record.get("WARC-Record-ID").strip("<>"),
        record.get("WARC-Target-URI"),
        record.get("WARC-Date"),
        record.get("WARC-Payload-Digest"),
        exchange.digest,
    )
