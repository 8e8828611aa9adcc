"""One reading of a column from its first page to its last document: begun, interrupted and gone on with, concluded with its numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler import listings
from crawler.completeness import FEWER_ROWS, TOO_DEEP, Completeness, ListRead, conclude
from crawler.due import next_visit
from crawler.exchange import Job, from_json
from crawler.frontier import Frontier, connect
from crawler.harvest import DEPTH
from crawler.settled import Child
from crawler.types import Column, Entry, Fetch, Listing, Site
from parsers import warc
from parsers.contract import now
from parsers.identity import canonical

STALE = 86400.0  # seconds after which an interrupted reading is begun anew


@dataclass(frozen=True, slots=True)
class Concluded:
    """A column's numbers and the rows it shows, as the WARC file keeps them."""

    record: dict[str, Any]
    listing: dict[str, Any] | None  # None where it is as it was
    rows: int | None
    left: frozenset[str] = frozenset()  # keys of rows that a complete reading no longer shows


def root(column: Column) -> Job:
    """Given a column, return the job of its first page."""
    return Job(Fetch(column.url, family=column.family or ""), "list", column.id)


def begin(frontier: Frontier, column: Column, moment: float, full: bool) -> float:
    """Given a column, begin to read it, or go on where a reading was interrupted; return when that reading began."""
    row = frontier.connection.execute("select began, finished from columns where id = ?", (column.id,)).fetchone()
    began, finished = row or (None, None)
    since = float(began) if began and (finished or 0) < began and moment - began < STALE and not full else moment
    with frontier.transaction():
        frontier.connection.execute("insert into columns (id, began) values (?, ?) on conflict do update set began = excluded.began",
                                    (column.id, since))
        if full:
            frontier.connection.execute("update fetches set due = ? where column_id = ? and kind != 'list'", (moment, column.id))
        frontier.connection.execute(
            "update fetches set due = min(due, ?), attempts = 0 where column_id = ? and problem != '' and misses = 0", (moment, column.id))
        frontier.add([Child(root(column), moment, since)], moment)
    return since


def is_due(path: Path, site: Site, column: Column) -> bool:
    """Given a site's frontier and a column, tell whether its next visit has come; one never read whole is always due."""
    if not path.exists():
        return True
    with closing(connect(path)) as connection:
        row = connection.execute("select began, finished, complete, news from columns where id = ?", (column.id,)).fetchone()
    if not row or not row[1] or row[1] < row[0]:
        return True
    zone = ZoneInfo(site.timezone)
    visited = datetime.fromtimestamp(row[1], zone).date()
    news = [date.fromisoformat(day) for day in json.loads(row[3])]
    return next_visit(column.kind, news, visited, bool(row[2])) <= now().astimezone(zone).date()


def marks(path: Path, column: Column) -> dict[str, str]:
    """Given a site's frontier and a column, return the marks of its first page when last read; none where it never was."""
    if not path.exists():
        return {}
    with closing(connect(path)) as connection:
        row = connection.execute("select listing from lists where key = ? and listing is not null", (root(column).key,)).fetchone()
    return dict(listings.unpack(row[0]).marks) if row else {}


def reads(frontier: Frontier, column: Column) -> Iterator[tuple[ListRead, float]]:
    """Given a column, return every list page that its pages lead to, as last read, with the time of that reading."""
    stored = {row[0]: row[1:] for row in frontier.connection.execute(
        "select key, part, fetch, read_at, listing, problem from lists where column_id = ?", (column.id,))}
    waiting, seen = [(root(column), "")], set()
    while waiting:
        job, part = waiting.pop(0)
        if job.key in seen:
            continue
        seen.add(job.key)
        found = stored.get(job.key)
        if found is None:
            yield ListRead(job.fetch, None, "not read", part), 0.0
            continue
        listing = listings.unpack(found[3]) if found[3] else None
        yield ListRead(from_json(found[1]), None if found[4] else listing, found[4], part), found[2]
        if listing:
            waiting += [(Job(fetch, "list", column.id), part) for fetch in listing.next]
            for below in (Job(Fetch(each.url), "list", column.id) for each in listing.columns):
                if _depth(frontier, below) is not None:
                    waiting.append((below, below.url))
                elif below.key not in seen and (_depth(frontier, job) or 0) >= DEPTH:
                    seen.add(below.key)
                    yield ListRead(below.fetch, None, TOO_DEEP, below.url), 0.0


def _depth(frontier: Frontier, job: Job) -> int | None:
    """How deep below its column a list page was found; None for one that is not followed."""
    found = frontier.connection.execute("select depth from fetches where key = ?", (job.key,)).fetchone()
    return int(found[0]) if found else None


def finish(frontier: Frontier, column: Column, since: float, moment: float, reasons: Sequence[str]) -> Concluded | None:
    """Given a column whose due addresses are all asked for (or why not: `reasons`), return its numbers.

    None where the pages read earlier no longer add up: they are due again now; call once more after that.
    """
    found = list(reads(frontier, column))
    previous, before, family = frontier.connection.execute(
        "select rows, listing, family from columns where id = ?", (column.id,)).fetchone()
    stale = [read for read, at in found if at < since and read.listing]
    result = conclude([read for read, _ in found] + _kept(frontier, column, found, stale), column.family or family or "", previous)
    again = [] if reasons else _overtaken(frontier, column, found, since) or (stale if not result.complete else [])
    if again:
        _read_again(frontier, column, again, moment)
        return None
    reasons = tuple(dict.fromkeys([*reasons, *result.reasons, *_assertions(column, result), *_open(frontier, column)]))
    complete = not reasons
    left = _left(frontier, column, found) if complete and not stale else frozenset()
    listing = _listing(frontier, column, left)
    pages_read = sum(1 for read, _ in found if read.listing)
    record = {"column": column.id, **_numbers(result), "pages_read": pages_read, **_counts(frontier, column, since), "complete": complete,
              "reasons": list(reasons), "listing": listing["digest"],
              "marks": next((dict(read.listing.marks) for read, _ in found if read.listing), {})}
    believed = all(reason.startswith(FEWER_ROWS) for reason in reasons)  # told once; the next run has this one's word
    return Concluded(record, listing if listing["digest"] != before else None, result.rows_found if believed else previous, left)


def seal(frontier: Frontier, column: Column, done: Concluded, moment: float) -> None:
    """Given a column's numbers, whose record is on disk, end its reading; documents whose rows left are looked at in the next."""
    with frontier.transaction():
        for key in done.left:
            frontier.connection.execute("delete from rows where column_id = ? and key = ?", (column.id, key))
            frontier.connection.execute("update fetches set due = min(due, ?) where key = ?", (moment, f"GET {key}"))
        frontier.connection.execute(
            "update columns set finished = ?, complete = ?, rows = ?, listing = ?, family = ?, news = ? where id = ?",
            (moment, done.record["complete"], done.rows, done.record["listing"], done.record["family"], _news(frontier, column), column.id))


def _numbers(result: Completeness) -> dict[str, Any]:
    return {key: value for key, value in asdict(result).items() if key not in ("complete", "reasons")}


def _kept(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]], stale: Sequence[ListRead]) -> list[ListRead]:
    """Rows of earlier readings that count where only the top of a list was read: new ones have pushed them from page to page."""
    if not stale or any(read.column for read, _ in found):
        return []
    rows = frontier.connection.execute("select url, title, date, external, file from rows where column_id = ?", (column.id,))
    entries = tuple(Entry(url, title, date, bool(external), bool(file)) for url, title, date, external, file in rows)
    return [ListRead(Fetch(column.url, page=0), Listing(entries))]


def _overtaken(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]], since: float) -> list[ListRead]:
    """First pages to be read once more: further pages changed after they were read, and a row that came meanwhile stands on the first."""
    again = []
    changed = {key for (key,) in frontier.connection.execute(
        "select key from fetches where column_id = ? and kind = 'list' and changed >= ?", (column.id, since))}
    for part in {read.column for read, _ in found}:
        mine = [(read, at) for read, at in found if read.column == part]
        later = max((at for read, at in mine if (read.fetch.page or 1) > 1 and key_of(read, column) in changed), default=0.0)
        first, at = mine[0]
        if later >= since and at < later and first.listing and moved([read for read, _ in mine]):
            again.append(first)
    return again


def moved(reads: Sequence[ListRead]) -> bool:
    """Given the pages of one list as they were read, tell whether it moved meanwhile.

    A row that comes while a list is read pushes the last row of one page onto the next; one that goes leaves fewer rows than told, and
    pages that tell different numbers. Pages that bring one another's rows altogether, or in another order, have not moved.
    """
    listings = [(read.fetch.page or 1, read.listing) for read in reads if read.listing]
    pages = [(number, [canonical(entry.url) for entry in listing.entries]) for number, listing in listings if listing.entries]
    pushed = any(after == number + 1 and keys[-1] in later and later[0] in keys and set(keys) != set(later)
                 for number, keys in pages for after, later in pages)
    told = [pager for _, listing in listings if (pager := listing.pager)]
    numbers = {(pager.dialect, "pages", pager.pages) for pager in told if pager.pages is not None}
    numbers |= {(pager.dialect, "rows", pager.rows) for pager in told if pager.rows is not None}
    most = max((pager.rows for pager in told if pager.rows is not None), default=0)
    return pushed or len(numbers) > len({each[:2] for each in numbers}) or len({key for _, keys in pages for key in keys}) < most


def key_of(read: ListRead, column: Column) -> str:
    """Given a list page that was read for a column, return the key of its address."""
    return Job(read.fetch, "list", column.id).key


def _read_again(frontier: Frontier, column: Column, again: Sequence[ListRead], moment: float) -> None:
    with frontier.transaction():
        frontier.connection.executemany("update fetches set due = min(coalesce(due, ?1), ?1) where key = ?2",
                                        [(moment, key_of(read, column)) for read in again])


def _assertions(column: Column, result: Completeness) -> Iterator[str]:
    bounds = dict(column.expect)
    if result.rows_found < bounds.get("min", 0):
        yield f"fewer_than_expected: {result.rows_found} rows, at least {bounds['min']} expected"
    if "max" in bounds and result.rows_found > bounds["max"]:
        yield f"more_than_expected: {result.rows_found} rows, at most {bounds['max']} expected"


def _open(frontier: Frontier, column: Column) -> Iterator[str]:
    """Documents asked for in vain, counted by what was wrong. What the portal itself says is not there is known, not missing."""
    found = frontier.connection.execute(
        "select kind, problem, count(*) from fetches where column_id = ? and kind != 'list' and problem != '' and gone is null"
        " and misses = 0 group by 1, 2", (column.id,))
    for kind, problem, count in found:
        yield f"{kind}_{problem}: {count}"


def _listing(frontier: Frontier, column: Column, left: frozenset[str]) -> dict[str, Any]:
    rows = [{"url": url, "title": title, "date": date, "path": json.loads(path), "external": bool(external), "file": bool(file)}
            for key, url, title, date, path, external, file in frontier.connection.execute(
                "select key, url, title, date, path, external, file from rows where column_id = ? order by key", (column.id,))
            if key not in left]
    return {"column": column.id, "digest": warc.digest(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()), "rows": rows}


def _counts(frontier: Frontier, column: Column, since: float) -> dict[str, int]:
    row = frontier.connection.execute(
        "select count(*) filter (where first >= :since), count(*) filter (where changed >= :since and first < :since),"
        " count(*) filter (where gone >= :since) from fetches where column_id = :column and kind != 'list'",
        {"since": since, "column": column.id}).fetchone()
    return dict(zip(("new", "changed", "gone"), row, strict=True))


def _left(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]]) -> frozenset[str]:
    """Rows that were in the column and are no longer shown."""
    shown = {canonical(entry.url) for read, _ in found if read.listing for entry in read.listing.entries}
    held = {key for (key,) in frontier.connection.execute("select key from rows where column_id = ?", (column.id,))}
    return frozenset(held - shown)


def _news(frontier: Frontier, column: Column) -> str:
    """The days on which the column brought something, by the dates of its rows."""
    days = frontier.connection.execute(
        "select distinct date from rows where column_id = ? and date is not null order by date desc limit 60", (column.id,)).fetchall()
    return json.dumps(sorted(day for (day,) in days))
