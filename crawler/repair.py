"""What a start makes good: files a dead run left open are closed, cut tails set aside, records nobody counted taken in.

A frontier that was deleted is rebuilt the same way: every record of every file is one nobody counted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from crawler import disk, harvest, shelf
from crawler.exchange import Exchange, Job, Known, Original, from_plain
from crawler.frontier import Frontier
from crawler.types import Site
from crawler.warc import OPEN
from parsers import http, warc
from parsers.contract import Home

ASIDE = ".cut"  # what a kill left of a record; never read again, never deleted
TOGETHER = 500  # answers taken in per transaction


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a start found: files closed, tails set aside (with their names), answers taken in."""

    closed: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    adopted: int = 0

    @property
    def sentences(self) -> list[str]:
        """What to tell the person at the terminal."""
        tails = [f"{name} ended inside a record; what was cut is set aside in {name}.cut" for name in self.tails]
        return tails + ([f"{self.adopted} answers of an interrupted run were taken in"] if self.adopted else [])


def repair(home: Home, frontier: Frontier, site: Site) -> Repaired:
    """Given a home, a site and its frontier, make its WARC files whole and the frontier agree with them."""
    folder = shelf.folder(home, site.id)
    closed, tails = [], []
    for path in sorted(folder.glob(f"*{OPEN}")):
        name = path.name.removesuffix(OPEN)
        whole, size = _whole(path)
        if whole < size or not whole:
            tails.append(name)
        if not whole:
            disk.rename(path, path.with_name(name + ASIDE))
            continue
        if whole < size:
            _cut(path, whole, path.with_name(name + ASIDE))
        disk.rename(path, path.with_name(name))
        closed.append(name)
    return Repaired(tuple(closed), tuple(tails), adopt(home, frontier, site))


def _whole(path: Path) -> tuple[int, int]:
    """How many bytes of a file are whole records, and how many there are."""
    with path.open("rb") as stream:
        return warc.whole_length(stream), stream.seek(0, os.SEEK_END)


def _cut(path: Path, whole: int, aside: Path) -> None:
    """Cut a file back to its whole records once the rest is kept beside it, its name on disk too."""
    with path.open("r+b") as stream:
        stream.seek(whole)
        with aside.open("ab") as rest:
            rest.write(stream.read())
            rest.flush()
            disk.sync(rest.fileno())
        disk.sync_folder(aside.parent)
        disk.cut(stream.fileno(), whole)
        disk.sync(stream.fileno())


def adopt(home: Home, frontier: Frontier, site: Site) -> int:
    """Given a site's closed WARC files, take into the frontier every answer it does not know; return how many."""
    held, taken = frontier.held(), 0
    for file in shelf.closed(home, site.id, needed=not held):  # a frontier made anew is made from all of them
        if file.size > held.get(file.name, 0):
            with shelf.trying(home, site.id) if shelf.is_remote(home) else nullcontext():
                taken += _take_in(file, held.get(file.name, 0), frontier, site)
    return taken


def _take_in(file: shelf.Closed, offset: int, frontier: Frontier, site: Site) -> int:
    taken = 0
    since: dict[str, float] = {}
    with file.open() as stream:
        found = groups(stream, offset)
        while some := tuple(islice(found, TOGETHER)):
            with frontier.transaction():
                taken += sum(_take(frontier, answer, told, site, since) for answer, told, _ in some)
                frontier.hold(file.name, some[-1][2])
    with frontier.transaction():
        frontier.hold(file.name, file.size)
    return taken


def _take(frontier: Frontier, answer: tuple[warc.Record, ...], told: dict[str, Any], site: Site, since: dict[str, float]) -> int:
    """Take in one group of records; tell how many answers that was."""
    if told.get("type"):
        _event(frontier, told, since)
        return 0
    if told.get("kind") == "robots" or told.get("more"):
        return 0
    column = str(told.get("column"))
    if column not in since:
        since[column] = _begun(frontier, column)
    return _answer(frontier, answer, told, site, since[column])


def _begun(frontier: Frontier, column: str) -> float:
    """When the reading of a column that was interrupted began: what it had read need not be read again; 0.0 where that is not known."""
    row = frontier.connection.execute("select began from columns where id = ? and began > coalesce(finished, 0)", (column,)).fetchone()
    return float(row[0]) if row else 0.0


Group = tuple[tuple[warc.Record, ...], dict[str, Any], int]


def groups(stream: Any, offset: int) -> Iterator[Group]:
    """Given a WARC file, return each fetch's records with what its metadata tells and where it ends; our own resources likewise."""
    pending: list[warc.Record] = []
    for record in warc.records(stream, offset):
        end = record.offset + record.length
        if not record.whole:
            pending = []
        elif record.type in ("response", "revisit", "request"):
            pending.append(record)
        elif record.type == "metadata" or (record.type == "resource" and record.get("WARC-Target-URI").startswith("urn:gongkai:")):
            yield tuple(pending), json.loads(record.block) | {"date": record.get("WARC-Date")}, end
            pending = []


def _event(frontier: Frontier, told: dict[str, Any], since: dict[str, float]) -> None:
    """A column's record ends its reading; a run's start begins the next."""
    if told["type"] != "column_run":
        return
    began, finished = (datetime.fromisoformat(told[key]).timestamp() for key in ("started", "finished"))
    frontier.connection.execute(
        "insert into columns (id, began, finished, complete, rows, listing, family) values (?, ?, ?, ?, ?, ?, ?) on conflict do update set"
        " began = excluded.began, finished = excluded.finished, complete = excluded.complete, listing = excluded.listing,"
        " rows = case when excluded.complete then excluded.rows else rows end",
        (told["column"], began, finished, told["complete"], told["rows_found"] if told["complete"] else None, told["listing"],
         told.get("family") or ""))
    since[told["column"]] = finished


def _answer(frontier: Frontier, records: tuple[warc.Record, ...], told: dict[str, Any], site: Site, since: float) -> int:
    """Take one answer in as if it had just come; 0 where only asking again can tell what it led to."""
    first = next((record for record in records if record.type in ("response", "revisit")), None)
    job = job_of(told)
    past = frontier.past(job.key)
    asked = datetime.fromisoformat(told["date"]).timestamp()
    if first is not None and first.type == "revisit":
        return _revisit(frontier, first, job, asked, site, since)
    exchange = _exchange(first, told)
    verdict = harvest.read(job, exchange, past, site, since)
    original = _original(first, exchange) if first and not exchange.truncated else None
    frontier.settle(replace(verdict.settled, original=original if verdict.settled.full else None))
    return 1


def _revisit(frontier: Frontier, record: warc.Record, job: Job, asked: float, site: Site, since: float) -> int:
    """The same payload again: nothing new follows from it, except where this address had another one before."""
    original, past = frontier.named(record.get("WARC-Refers-To").strip("<>")), frontier.past(job.key)
    if original is None or (original.payload != past.payload and job.kind != "attachment"):
        return 0
    moment = datetime.fromtimestamp(asked, UTC)
    exchange = Exchange(record.get("WARC-Target-URI"), b"", b"HTTP/1.1 304 Not Modified\r\n\r\n", moment)
    verdict = harvest.read(replace(job, known=Known(original=original)), exchange, past, site, since)
    answer, other = http.answer(record.block), original.payload != past.payload
    frontier.settle(replace(verdict.settled, original=original, full=answer.status != 304, changed=other, etag=answer.get("ETag"),
                            modified=answer.get("Last-Modified")))
    return 1


def job_of(told: dict[str, Any]) -> Job:
    """Given what a metadata record tells, return the job it was."""
    def text(key: str) -> str:
        return told.get(key) or ""

    return Job(from_plain(told["fetch"]), told["kind"], text("column"), told.get("depth", 0), text("list_title"), text("list_date"),
               tuple(told.get("path") or ()), text("part"), text("via"), text("label"), redirected_from=text("redirected_from"))


def _exchange(record: warc.Record | None, told: dict[str, Any]) -> Exchange:
    moment = datetime.fromisoformat(told["date"])
    if record is None:
        problem = told.get("problem") or {"code": "no_answer", "message": ""}
        return Exchange(told["url"], b"", b"", moment, problem=(problem["code"], problem["message"]))
    return Exchange(record.get("WARC-Target-URI"), b"", record.block, moment, truncated=record.get("WARC-Truncated"))


def _original(record: warc.Record, exchange: Exchange) -> Original:
    return Original(record.get("WARC-Record-ID").strip("<>"), record.get("WARC-Target-URI"), record.get("WARC-Date"),
                    record.get("WARC-Payload-Digest"), exchange.digest)
