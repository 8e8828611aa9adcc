"""Whether a column was read completely: computed from what its pages state and what was found, never assumed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler.model.same_site import canonical
from crawler.model.types import Entry, Fetch, Listing, Pager
from crawler.page import labels
from gongkai.terminal.amounts import counted


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list page requested: what it returned, or why it returned nothing; `column` is the sub-column's URL, "" for the column itself."""

    fetch: Fetch
    listing: Listing | None
    problem: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a column stated and what was found. None if nothing was stated."""

    family: str
    pager: str
    pages_told: int | None
    pages_read: int
    rows_told: int | None
    rows_found: int
    external: int
    files: int
    complete: bool
    reasons: tuple[str, ...]
    doubts_settled: tuple[str, ...] = ()  # contradictions of stated counts that one more request settled


FEWER_ROWS = "fewer_rows"  # the only reason that is accepted once the next run sees the same
MANY_ROWS, FEW = 10, 0.5  # a list of so many rows that shows no more than this share of them is doubted: half an answer looks the same
NOT_FOLLOWED = "pager_not_followed"  # irrelevant if the pages read hold every stated row
TOO_DEEP = "too_deep"  # the problem of a sub-column that lies deeper than they are followed
TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
COUNT_DOUBTS = ("pagers_disagree", "count_contradicted")  # reasons that the page after the last one counted settles
ABSENT = frozenset({"not_found", "removed", "soft_404", "moved", "moved_column"})


def conclude(reads: Sequence[ListRead], family: str = "", previous: int | None = None) -> Completeness:
    """Return the completeness record of a column from all list pages requested in a run and the row count of an earlier run."""
    parts = [tuple(part) for _, part in groupby(sorted(reads, key=lambda read: read.column), key=lambda read: read.column)]
    entries = _entries(reads)
    if not reads:
        return Completeness(family, "", None, 0, None, 0, 0, 0, False, ("not_read",))
    documents = {canonical(entry.url) for entry in entries}
    reasons = [reason for part in parts for reason in (*_reasons(part), *_zero(part, documents))] + list(_vanished(len(entries), previous))
    if not entries and not reasons and not any(read.listing and read.listing.empty for read in reads):
        reasons.append("no_rows")
    lists = [part for part in parts if not _is_menu(part)] or parts
    told_pages, told_rows = [_stated_pages(part) for part in lists], [_stated_rows(part) for part in lists]
    return Completeness(
        family,
        _pager(reads),
        _sum(told_pages),
        sum(1 for read in reads if read.listing),
        _sum(told_rows),
        len(entries),
        sum(1 for entry in entries if entry.external),
        sum(1 for entry in entries if entry.file),
        complete=not reasons,
        reasons=tuple(dict.fromkeys(reasons)),
        doubts_settled=tuple(dict.fromkeys(doubt for part in parts if _is_settled(part) for doubt in _doubts(part))),
    )


def says_nothing(listing: Listing) -> bool:
    """Whether a first page has neither rows nor anything that leads to them; some portals serve such a page for a moment."""
    evidence = listing.entries or listing.columns or listing.next or listing.empty or listing.tabs or listing.reasons
    return not evidence and (listing.pager is None or (listing.pager.current or 1) == 1)


def is_hole(listing: Listing, number: int) -> bool:
    """Whether list page `number` (from 1) holds no row although its own pager counts pages or rows up to it."""
    pager = listing.pager
    asked_elsewhere = any(fetch.page == number for fetch in listing.next)  # the interface behind the page brings its rows
    if listing.entries or listing.empty or pager is None or asked_elsewhere:
        return False
    stated = pager.pages or 1
    return number <= stated and bool(pager.rows or stated > 1)


def _reasons(part: Sequence[ListRead]) -> Iterable[str]:
    settled = _is_settled(part)
    part = tuple(read for read in part if not _brings_nothing(read, part)) or part
    for read in part:
        yield from (reason for reason in _of_page(read, part) if not (settled and reason.startswith(COUNT_DOUBTS)))
    yield from _of_counts(part)
    if unopened := _unopened(part):
        yield f"tabs_not_opened: {' '.join(unopened)}"


def _brings_nothing(read: ListRead, part: Sequence[ListRead]) -> bool:
    """Whether a page that was only asked for to settle a doubt is absent, or shows nothing that the counted pages do not."""
    if not read.fetch.probe or (read.listing is None and read.problem not in ABSENT):
        return False
    counted = {key for each in part if not each.fetch.probe for key in _keys(each)}
    return _keys(read) <= counted


def _is_settled(part: Sequence[ListRead]) -> bool:
    """Whether a doubted count was asked about and answered: the last page asked for brings nothing, or the stated rows are all there."""
    if len(_entries(part)) == _stated_rows(part):
        return True
    asked = sorted((read for read in part if read.fetch.probe), key=lambda read: read.fetch.page or 1)
    return bool(asked) and _brings_nothing(asked[-1], part)


def _doubts(part: Sequence[ListRead]) -> Iterator[str]:
    """Yield the doubts about stated counts that the pages of a part raise."""
    yield from (reason for read in part if read.listing for reason in read.listing.reasons if reason.startswith(COUNT_DOUBTS))


def _holds_stated(part: Sequence[ListRead]) -> bool:
    """Whether the pages of a part hold as many rows as they state; counts them all, so it is asked only where it matters."""
    return (stated := _stated_rows(part)) is not None and len(_entries(part)) >= stated > 0


def _of_page(read: ListRead, part: Sequence[ListRead]) -> Iterable[str]:
    """Yield what one page says against completeness: it was not received, it says so itself, or it is empty."""
    if read.listing is not None:
        yield from (reason for reason in read.listing.reasons if reason != NOT_FOLLOWED or not _holds_stated(part))
        if _hollow(read, part):
            yield f"page_{read.fetch.page or 1}_missing: no rows"
    elif read.problem == TOO_DEEP:
        yield f"column_too_deep: {read.column}"
    elif not (read.fetch.probe and read.problem in ABSENT):
        yield f"page_{read.fetch.page or 1}_missing: {read.problem or 'not read'}"


def _of_counts(part: Sequence[ListRead]) -> Iterable[str]:
    """Yield the differences between stated and found counts."""
    stated, found = _stated_rows(part), len(_entries(part))
    if stated is not None and found >= stated:
        return
    if _paging_ignored(part):
        yield "paging_ignored"
    if stated is not None:
        yield f"rows_missing: {stated} stated, {found} found"
    pages, read_pages = _stated_pages(part), {read.fetch.page or 1 for read in part}
    if pages is not None and len(read_pages) < pages:
        yield f"pages_missing: {pages} stated, {len(read_pages)} requested, not {_ranges(set(range(1, pages + 1)) - read_pages)}"


def _ranges(numbers: Collection[int]) -> str:
    """Return page numbers in order, those in a row joined.

    >>> _ranges({9, 3, 4, 5, 7})
    '3-5, 7, 9'
    """
    runs = [[*run] for _, run in groupby(enumerate(sorted(numbers)), key=lambda each: each[1] - each[0])]
    return ", ".join(f"{run[0][1]}-{run[-1][1]}" if len(run) > 1 else f"{run[0][1]}" for run in runs)


def _unopened(part: Sequence[ListRead]) -> list[str]:
    """Return the tabs that only a script opens and whose rows are not among those found.

    The years of tabs are either those of the reports, in their titles, or those of their publication, the same for all tabs.
    """
    tabs = list(dict.fromkeys(tab for read in part if read.listing for tab in read.listing.tabs))
    entries = _entries(part) if tabs else ()
    titled = {int(year) for entry in entries for year in TITLE_YEAR.findall(entry.title)}
    dated = {int(entry.date[:4]) for entry in entries if entry.date}
    return min(([tab for tab in tabs if known.isdisjoint(labels.years(labels.plain(tab)))] for known in (titled, dated)), key=len)


def _hollow(read: ListRead, part: Sequence[ListRead]) -> bool:
    """Whether the pager counts this page but it holds no row, and its rows were not asked for elsewhere."""
    pages, number = _stated_pages(part), read.fetch.page or 1
    if read.listing is None or read.listing.entries or pages is None or number > pages:
        return False
    if any((fetch.page or 1) == number for fetch in read.listing.next):
        return False
    return number > 1 or (pages > 1 and not read.listing.empty and bool(read.listing.pager))


def _paging_ignored(part: Sequence[ListRead]) -> bool:
    """Whether pages repeat the rows of other pages: the server ignores the page number, or has fewer rows than it states."""
    first = {_keys(read) for read in part if read.listing and (read.fetch.page or 1) == 1}
    later = {read.fetch.page: _keys(read) for read in part if read.listing and (read.fetch.page or 1) > 1}
    shown = [keys for keys in later.values() if keys]
    return len(set(shown)) < len(shown) or not first.isdisjoint(shown)


def _zero(part: Sequence[ListRead], documents: Collection[str]) -> Iterable[str]:
    """Yield why a column without rows is not a success, unless the page says that it is empty or only leads to sub-columns.

    A page taken for a sub-column that is itself a row of the column is a document.
    """
    if part[0].column and canonical(part[0].column) in documents:
        return
    listings = [read.listing for read in part if read.listing]
    if len(listings) == len(part) and not any(each.entries or each.empty or each.columns for each in listings):
        yield f"no_rows: {part[0].column}".removesuffix(": ")


def _is_menu(part: Sequence[ListRead]) -> bool:
    """Whether a page only leads to sub-columns and states no count itself."""
    listings = [read.listing for read in part if read.listing]
    return any(each.columns for each in listings) and not any(each.entries or each.pager for each in listings)


def _vanished(found: int, previous: int | None) -> Iterable[str]:
    if previous and not found:
        yield f"empty_now: {counted(previous, 'row')} before"
    elif previous and previous >= MANY_ROWS and found <= previous * FEW:
        yield f"{FEWER_ROWS}: {counted(previous, 'row')} before, {found} now"


def _entries(reads: Iterable[ListRead]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for read in reads:
        for entry in read.listing.entries if read.listing else ():
            found.setdefault(canonical(entry.url), entry)
    return tuple(found.values())


def _keys(read: ListRead) -> frozenset[str]:
    return frozenset(canonical(entry.url) for entry in read.listing.entries) if read.listing else frozenset()


def _stated_pages(part: Sequence[ListRead]) -> int | None:
    return max((pager.pages for pager in _pagers(part) if pager.pages is not None), default=None)


def _stated_rows(part: Sequence[ListRead]) -> int | None:
    return max((pager.rows for pager in _pagers(part) if pager.rows is not None), default=None)


def _pager(reads: Sequence[ListRead]) -> str:
    return "+".join(dict.fromkeys(pager.dialect for pager in _pagers(reads)))


def _pagers(reads: Iterable[ListRead]) -> Iterable[Pager]:
    return (read.listing.pager for read in reads if read.listing and read.listing.pager)


def _sum(counts: Iterable[int | None]) -> int | None:
    """Return the sum of stated counts; None if any part states none."""
    known = list(counts)
    numbers = [count for count in known if count is not None]
    return sum(numbers) if numbers and len(numbers) == len(known) else None
