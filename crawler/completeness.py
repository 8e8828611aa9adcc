"""Whether a column was read whole: computed from what its pages told and what was found, never assumed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler import labels
from crawler.identity import canonical
from crawler.types import Entry, Fetch, Listing, Pager


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list page asked for: what it gave, or why it gave nothing; `column` is the URL of the sub-column, "" for the column itself."""

    fetch: Fetch
    listing: Listing | None
    problem: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a column told and what was found. None where nothing was told."""

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


FEWER_ROWS = "fewer_rows"  # the reason that alone is believed once the next run sees the same
MANY_ROWS, FEW = 10, 0.5  # a list of so many rows that shows less than this share of them is doubted: half an answer looks the same
NOT_FOLLOWED = "pager_not_followed"  # no matter where every row that is told of stands in the pages that were read
TOO_DEEP = "too_deep"  # the problem of a sub-column that lies deeper than they are followed
TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
ABSENT = frozenset({"not_found", "removed", "soft_404", "moved", "moved_column"})


def conclude(reads: Sequence[ListRead], family: str = "", previous: int | None = None) -> Completeness:
    """Given every list page asked for in a run and the rows an earlier run found, return the record of the column."""
    parts = [tuple(part) for _, part in groupby(sorted(reads, key=lambda read: read.column), key=lambda read: read.column)]
    entries = _entries(reads)
    if not reads:
        return Completeness(family, "", None, 0, None, 0, 0, 0, False, ("not_read",))
    documents = {canonical(entry.url) for entry in entries}
    reasons = [reason for part in parts for reason in (*_reasons(part), *_zero(part, documents))] + list(_vanished(len(entries), previous))
    if not entries and not reasons and not any(read.listing and read.listing.empty for read in reads):
        reasons.append("no_rows")
    lists = [part for part in parts if not _is_menu(part)] or parts
    told_pages, told_rows = [_pages_told(part) for part in lists], [_rows_told(part) for part in lists]
    return Completeness(
        family, _pager(reads), _sum(told_pages), sum(1 for read in reads if read.listing), _sum(told_rows), len(entries),
        sum(1 for entry in entries if entry.external), sum(1 for entry in entries if entry.file),
        complete=not reasons, reasons=tuple(dict.fromkeys(reasons)))


def _reasons(part: Sequence[ListRead]) -> Iterable[str]:
    for read in part:
        yield from _of_page(read, part)
    yield from _of_counts(part)
    if unopened := _unopened(part):
        yield f"tabs_not_opened: {' '.join(unopened)}"


def _of_page(read: ListRead, part: Sequence[ListRead]) -> Iterable[str]:
    """What one page says against the column: it did not come, it says so itself, it holds nothing."""
    if read.listing is not None:
        whole = (told := _rows_told(part)) is not None and len(_entries(part)) >= told > 0
        yield from (reason for reason in read.listing.reasons if not (whole and reason == NOT_FOLLOWED))
        if _hollow(read, part):
            yield f"page_{read.fetch.page}_missing: no rows"
    elif read.problem == TOO_DEEP:
        yield f"column_too_deep: {read.column}"
    elif not (read.fetch.probe and read.problem in ABSENT):
        yield f"page_{read.fetch.page or 1}_missing: {read.problem or 'not read'}"


def _of_counts(part: Sequence[ListRead]) -> Iterable[str]:
    """What was told and what was found do not agree."""
    told, found = _rows_told(part), len(_entries(part))
    if told is not None and found >= told:
        return
    if _paging_ignored(part):
        yield "paging_ignored"
    if told is not None:
        yield f"rows_missing: {told} told, {found} found"
    pages, read_pages = _pages_told(part), {read.fetch.page or 1 for read in part}
    if pages is not None and len(read_pages) < pages:
        yield f"pages_missing: {pages} told, {len(read_pages)} asked for"


def _unopened(part: Sequence[ListRead]) -> list[str]:
    """Tabs that only a script opens and whose rows are not among those found.

    The years of tabs are either those of the reports, in their titles, or those of their publication: all of them one or the other.
    """
    tabs = list(dict.fromkeys(tab for read in part if read.listing for tab in read.listing.tabs))
    entries = _entries(part) if tabs else ()
    titled = {int(year) for entry in entries for year in TITLE_YEAR.findall(entry.title)}
    dated = {int(entry.date[:4]) for entry in entries if entry.date}
    return min(([tab for tab in tabs if known.isdisjoint(labels.years(labels.plain(tab)))] for known in (titled, dated)), key=len)


def _hollow(read: ListRead, part: Sequence[ListRead]) -> bool:
    """A further page that the pager tells of and that holds no row: a stub."""
    told, number = _pages_told(part), read.fetch.page or 1
    return number > 1 and told is not None and number <= told and not (read.listing and read.listing.entries)


def _paging_ignored(part: Sequence[ListRead]) -> bool:
    """Pages that bring the rows of another page again: the server does not see which page is asked for, or has no more than it says."""
    first = {_keys(read) for read in part if read.listing and (read.fetch.page or 1) == 1}
    later = {read.fetch.page: _keys(read) for read in part if read.listing and (read.fetch.page or 1) > 1}
    shown = [keys for keys in later.values() if keys]
    return len(set(shown)) < len(shown) or not first.isdisjoint(shown)


def _zero(part: Sequence[ListRead], documents: Collection[str]) -> Iterable[str]:
    """No rows are a success only where the page says so, or where it only leads to the columns below it.

    What was taken for a column below, and is itself a row of the column, is a document.
    """
    if part[0].column and canonical(part[0].column) in documents:
        return
    listings = [read.listing for read in part if read.listing]
    if len(listings) == len(part) and not any(each.entries or each.empty or each.columns for each in listings):
        yield f"no_rows: {part[0].column}".removesuffix(": ")


def _is_menu(part: Sequence[ListRead]) -> bool:
    """It only leads to the columns below it, and tells no number of its own."""
    listings = [read.listing for read in part if read.listing]
    return any(each.columns for each in listings) and not any(each.entries or each.pager for each in listings)


def _vanished(found: int, previous: int | None) -> Iterable[str]:
    if previous and not found:
        yield f"empty_now: {previous} rows before"
    elif previous and previous >= MANY_ROWS and found < previous * FEW:
        yield f"{FEWER_ROWS}: {previous} rows before, {found} now"


def _entries(reads: Iterable[ListRead]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for read in reads:
        for entry in read.listing.entries if read.listing else ():
            found.setdefault(canonical(entry.url), entry)
    return tuple(found.values())


def _keys(read: ListRead) -> frozenset[str]:
    return frozenset(canonical(entry.url) for entry in read.listing.entries) if read.listing else frozenset()


def _pages_told(part: Sequence[ListRead]) -> int | None:
    return max((pager.pages for pager in _pagers(part) if pager.pages is not None), default=None)


def _rows_told(part: Sequence[ListRead]) -> int | None:
    return max((pager.rows for pager in _pagers(part) if pager.rows is not None), default=None)


def _pager(reads: Sequence[ListRead]) -> str:
    return "+".join(dict.fromkeys(pager.dialect for pager in _pagers(reads)))


def _pagers(reads: Iterable[ListRead]) -> Iterable[Pager]:
    return (read.listing.pager for read in reads if read.listing and read.listing.pager)


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of what was told; None where a part told nothing."""
    known = list(counts)
    numbers = [count for count in known if count is not None]
    return sum(numbers) if numbers and len(numbers) == len(known) else None
