"""One reading of a column from its first page to its last document: begun, interrupted and resumed, concluded with its counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.answers.interpret import DEPTH
from crawler.lists import rows
from crawler.lists.completeness import FEWER_ROWS, TOO_DEEP, Completeness, ListRead, conclude
from crawler.model import listing_json
from crawler.model.exchange import Job, from_json
from crawler.model.outcome import Child, ListedRow
from crawler.model.types import Column, Entry, Fetch, Listing, Site
from crawler.store.frontier import Frontier
from crawler.store.warc_writer import stamp
from crawler.visit.next_visit import next_visit
from gongkai import warc_reader
from gongkai.clock import now
from gongkai.fetch_record import GONE, KNOWN_AFTER, OUT_OF_BOUNDS, SERVED_BROKEN, ColumnRun
from gongkai.terminal.amounts import counted
from gongkai.urls import canonical

STALE = 86400.0  # seconds after which an interrupted reading starts over


@dataclass(frozen=True, slots=True)
class Concluded:
    """A column's counts and rows, as kept in the WARC file."""

    run: ColumnRun
    listing: dict[str, Any] | None  # None if unchanged
    rows: int | None
    left: frozenset[str] = frozenset()  # keys of rows that a complete reading no longer shows
    menu_entries: tuple[str, ...] = ()  # addresses that were taken for rows before the portal's menu was known

    def records(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield the records to write: short name, type, keys."""
        if self.menu_entries:
            yield "menu", "menu_entries", {"column": self.run.column, "urls": list(self.menu_entries)}
        if self.listing:
            yield "listing", "listing", self.listing
        yield "column", "column_run", self.run.to_mapping()


def root(column: Column) -> Job:
    """Return the job of a column's first page."""
    return Job(Fetch(column.url, family=column.family or ""), "list", column.id)


def begin(frontier: Frontier, column: Column, moment: float, full: bool) -> float:
    """Begin to read a column, or resume an interrupted reading; return when that reading began."""
    state = frontier.columns.state(column.id)
    resumed = state is not None and state.interrupted and moment - (state.began or 0) < STALE and not full
    since = float(state.began or 0) if state and resumed else moment
    with frontier.transaction():
        frontier.columns.begin(column.id, since)
        if full:
            frontier.columns.make_due(column.id, moment)
        frontier.columns.retry_problems(column.id, moment)
        forget_menus(frontier, column, moment)
        frontier.add([Child(root(column), moment, since)], moment)
    return since


def forget_menus(frontier: Frontier, column: Column, moment: float) -> bool:
    """Forget list pages whose rows turned out to stand on every page of the site, and ask for them again; return whether there were any.

    Menus are learned from articles, which a first visit reads after the lists. What was requested for those rows is no document.
    """
    standing = frontier.site_pages.standing()
    if not standing:
        return False
    lists = {key: listing_json.unpack(each.listing) for key, each in frontier.columns.lists(column.id).items() if each.listing}
    menus = {each.container for each in lists.values() if rows.is_standing(each.container, each.entries, standing)}
    false = {key for key, listing in lists.items() if listing.container in menus}  # further pages were looked at in the same place
    others = {canonical(entry.url) for key, listing in lists.items() if key not in false for entry in listing.entries}
    for key in false:
        only_here = {canonical(entry.url): entry.url for entry in lists[key].entries if canonical(entry.url) not in others}
        frontier.columns.forget_list(key, moment)
        frontier.columns.forget_rows(column.id, only_here)
        frontier.site_pages.taken_for_rows(column.id, only_here.values())
    return bool(false)


def is_due(path: Path, site: Site, column: Column) -> bool:
    """Whether the next visit of a column is due by the site's frontier; one never read, or whose last visit failed, is due."""
    day = next_day(path, site, column)
    return day is None or day <= now().astimezone(ZoneInfo(site.timezone)).date()


def next_day(path: Path, site: Site, column: Column) -> date | None:
    """Return the day of a column's next visit by the site's frontier; None where it is due at once: never read, interrupted, or failed."""
    if not path.exists():
        return None
    with closing(Frontier(path)) as frontier:
        state = frontier.columns.state(column.id)
    if state is None or not state.finished or state.interrupted or not state.complete:
        return None
    visited = datetime.fromtimestamp(state.finished, ZoneInfo(site.timezone)).date()
    return next_visit(column.kind, [date.fromisoformat(day) for day in state.news], visited, state.complete)


def marks(path: Path, column: Column) -> dict[str, str]:
    """Return the marks of a column's first page when last read, by the site's frontier; empty if it never was."""
    if not path.exists():
        return {}
    with closing(Frontier(path)) as frontier:
        listing = frontier.columns.listing(root(column).key)
    return dict(listing_json.unpack(listing).marks) if listing else {}


def reads(frontier: Frontier, column: Column) -> Iterator[tuple[ListRead, float]]:
    """Yield every list page of a column, as last read, with the time of that reading."""
    stored = frontier.columns.lists(column.id)
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
        listing = listing_json.unpack(found.listing) if found.listing else None
        yield ListRead(from_json(found.fetch), None if found.problem else listing, found.problem, part), found.read_at
        if listing:
            waiting += [(Job(fetch, "list", column.id), part) for fetch in listing.next]
            for below in (Job(Fetch(each.url), "list", column.id) for each in listing.columns):
                if frontier.columns.depth(below.key) is not None:
                    waiting.append((below, below.url))
                elif below.key not in seen and (frontier.columns.depth(job.key) or 0) >= DEPTH:
                    seen.add(below.key)
                    yield ListRead(below.fetch, None, TOO_DEEP, below.url), 0.0


def finish(frontier: Frontier, column: Column, since: float, moment: float, reasons: Sequence[str]) -> Concluded | None:
    """Return the counts of a column with no due URLs left; `reasons` says why others were not requested.

    None if pages read earlier are no longer consistent: they are due again now; call once more after that.
    """
    with frontier.transaction():
        if not reasons and forget_menus(frontier, column, moment):
            return None
    found = list(reads(frontier, column))
    state = frontier.columns.state(column.id)
    previous, before, family = (state.rows, state.listing, state.family) if state else (None, "", "")
    stale = [read for read, at in found if at < since and read.listing]
    result = conclude([read for read, _ in found] + _kept(frontier, column, found, stale), column.family or family, previous)
    again = [] if reasons else _overtaken(frontier, column, found, since) or (stale if not result.complete else [])
    if again:
        _read_again(frontier, column, again, moment)
        return None
    reasons = tuple(dict.fromkeys([*reasons, *result.reasons, *_assertions(column, result), *_open(frontier, column)]))
    complete = not reasons
    left = _left(frontier, column, found) if complete and not stale else frozenset()
    listing = _listing(frontier, column, left)
    new, changed, gone = frontier.columns.counts(column.id, since)
    run = ColumnRun(
        column.id,
        result.family,
        result.pager,
        result.pages_told,
        sum(1 for read, _ in found if read.listing),
        result.rows_told,
        result.rows_found,
        result.external,
        result.files,
        new,
        changed,
        gone,
        sum(1 for read, _ in found if read.listing and read.listing.drawn),
        _count(frontier, column, is_out_of_bounds),
        _count(frontier, column, is_portal_fault),
        complete,
        reasons,
        result.doubts_settled,
        listing["digest"],
        next((dict(read.listing.marks) for read, _ in found if read.listing), {}),
        stamp(since),
        stamp(moment),
    )
    believed = all(reason.startswith(FEWER_ROWS) for reason in reasons)  # reported once; the next run compares with this one
    shown = listing if listing["digest"] != before else None
    entries = tuple(frontier.site_pages.menu_entries(column.id))
    return Concluded(run, shown, result.rows_found if believed else previous, left, entries)


def seal(frontier: Frontier, column: Column, done: Concluded, moment: float) -> None:
    """End the reading of a column whose record is on disk; documents whose rows disappeared are checked in the next one."""
    with frontier.transaction():
        for key in done.left:
            frontier.columns.drop_row(column.id, key, moment)
        frontier.columns.finish(column.id, moment, done.run.complete, done.rows, done.run.listing, done.run.family)
        frontier.site_pages.recorded(column.id)


def _kept(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]], stale: Sequence[ListRead]) -> list[ListRead]:
    """Return rows of earlier readings that still count when only the top of a list was read: new rows have moved them to other pages."""
    if not stale or any(read.column for read, _ in found):
        return []
    entries = tuple(Entry(row.url, row.title, row.date, row.external, row.file) for _, row in frontier.columns.rows(column.id))
    return [ListRead(Fetch(column.url, page=0), Listing(entries))]


def _overtaken(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]], since: float) -> list[ListRead]:
    """Return first pages to read again: further pages changed after they were read, and a row added meanwhile is on the first."""
    again = []
    changed = frontier.columns.changed_lists(column.id, since)
    for part in {read.column for read, _ in found}:
        mine = [(read, at) for read, at in found if read.column == part]
        later = max((at for read, at in mine if (read.fetch.page or 1) > 1 and key_of(read, column) in changed), default=0.0)
        first, at = mine[0]
        if later >= since and at < later and first.listing and moved([read for read, _ in mine]):
            again.append(first)
    return again


def moved(reads: Sequence[ListRead]) -> bool:
    """Whether a list changed while its pages were read.

    A row added meanwhile pushes the last row of one page onto the next; a removed one leaves fewer rows than stated, and pages that state
    different totals. Pages that repeat each other's rows completely, or in another order, have not moved.
    """
    listings = [(read.fetch.page or 1, read.listing) for read in reads if read.listing]
    pages = [(number, [canonical(entry.url) for entry in listing.entries]) for number, listing in listings if listing.entries]
    pushed = any(
        after == number + 1 and keys[-1] in later and later[0] in keys and set(keys) != set(later)
        for number, keys in pages
        for after, later in pages
    )
    pagers = [pager for _, listing in listings if (pager := listing.pager)]
    numbers = {(pager.dialect, "pages", pager.pages) for pager in pagers if pager.pages is not None}
    numbers |= {(pager.dialect, "rows", pager.rows) for pager in pagers if pager.rows is not None}
    most = max((pager.rows for pager in pagers if pager.rows is not None), default=0)
    return pushed or len(numbers) > len({each[:2] for each in numbers}) or len({key for _, keys in pages for key in keys}) < most


def key_of(read: ListRead, column: Column) -> str:
    """Return the key of the URL of a list page that was read for a column."""
    return Job(read.fetch, "list", column.id).key


def _read_again(frontier: Frontier, column: Column, again: Sequence[ListRead], moment: float) -> None:
    with frontier.transaction():
        frontier.columns.read_again([key_of(read, column) for read in again], moment)


def _assertions(column: Column, result: Completeness) -> Iterator[str]:
    bounds = dict(column.expect)
    if result.rows_found < bounds.get("min", 0):
        yield f"fewer_than_expected: {counted(result.rows_found, 'row')}, at least {bounds['min']} expected"
    if "max" in bounds and result.rows_found > bounds["max"]:
        yield f"more_than_expected: {counted(result.rows_found, 'row')}, at most {bounds['max']} expected"


def _open(frontier: Frontier, column: Column) -> Iterator[str]:
    """Yield the documents that failed, counted by problem: what we could not get and might.

    Standing states are counted elsewhere: what the portal serves broken, and what lies where we do not ask.
    """
    counts: Counter[str] = Counter()
    for kind, problem, days, count in frontier.columns.problems(column.id):
        if not is_portal_fault(problem, days) and not is_out_of_bounds(problem, days):
            counts[f"{kind}_{problem}"] += count
    yield from (f"{name}: {count}" for name, count in counts.items())


def is_portal_fault(problem: str, days: int) -> bool:
    """Whether the portal is responsible for a failed document: it says that the document is gone, or served it broken for days."""
    return (problem in GONE and days > 0) or (problem in SERVED_BROKEN and days >= KNOWN_AFTER)


def is_out_of_bounds(problem: str, days: int) -> bool:
    """Whether a document has for days lain where we do not ask: forbidden by robots.txt, or off the portal's own hosts."""
    return problem in OUT_OF_BOUNDS and days >= KNOWN_AFTER


def _count(frontier: Frontier, column: Column, standing: Callable[[str, int], bool]) -> int:
    return sum(count for _, problem, days, count in frontier.columns.problems(column.id) if standing(problem, days))


def _listing(frontier: Frontier, column: Column, left: frozenset[str]) -> dict[str, Any]:
    names = [field.name for field in fields(ListedRow)]
    kept = (row for key, row in frontier.columns.rows(column.id) if key not in left)
    rows = [{name: getattr(row, name) for name in names} | {"path": list(row.path)} for row in kept]  # `asdict` takes five times as long
    return {"column": column.id, "digest": warc_reader.digest(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()), "rows": rows}


def _left(frontier: Frontier, column: Column, found: Sequence[tuple[ListRead, float]]) -> frozenset[str]:
    """Return the rows that were in the column and are no longer shown."""
    shown = {canonical(entry.url) for read, _ in found if read.listing for entry in read.listing.entries}
    held = {key for key, _ in frontier.columns.rows(column.id)}
    return frozenset(held - shown)
