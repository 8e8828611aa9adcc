"""Chinese full-text search for exact substrings, from one character upward, on any SQLite from 3.38."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from archive.search import bigrams
from archive.search.bigrams import Piece

RANKED = 500  # up to so many documents are read and ranked (some 20 ms); a commoner word is listed by date, newest first
# For a more common run longer than two characters the index only gives candidate documents: this many are searched at a time, the
# newest first. Otherwise a run whose pairs are all common, but which occurs nowhere, would read the text of a million documents.
LOOKED = 1000
BATCH = 100  # documents read at a time while looking
DAY = 1 << 20  # numbers of one day: a document's number rises with its date, so that the index itself is in date order
LAST = 1 << 62  # beyond every number
FIELDS = "d.id, d.title, d.url, d.published, d.text, d.site_id, d.kind"

Order = Literal["rank", "date"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; `pieces` is its passage with the hits marked."""

    document_id: str
    title: str
    url: str
    published: str | None
    site_id: str | None
    kind: str | None
    pieces: tuple[Piece, ...]

    @property
    def snippet(self) -> str:
        """The passage as plain text, hits in 【】."""
        return "".join(f"【{text}】" if marked else text for text, marked in self.pieces)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, their order, and their number; None if there were too many to count.

    `rest` is the index number to continue before, if the limit of documents to look through was reached.
    """

    hits: tuple[Hit, ...]
    total: int | None
    order: Order
    more: bool
    rest: int | None = None

    @property
    def sentence(self) -> str:
        """The number of hits and their order, in words."""
        if self.total is None:
            return "more than could be ranked; the newest first"
        return f"{self.total} found" + (", best first" if self.total > 1 else "")


def find(
    connection: sqlite3.Connection,
    words: str,
    *,
    limit: int = 20,
    offset: int = 0,
    site: str | None = None,
    kind: str | None = None,
    year: str | int | None = None,
    before: int | None = None,
    most: int | None = None,
) -> Found:
    """Return the documents that contain all words, separated by blanks, best first; any characters are allowed.

    `most` limits the documents looked through for a common word; the answer's `rest` is then the `before` of the next call.
    """
    wanted = bigrams.terms(words)
    if not wanted or limit < 1:
        return Found((), 0, "rank", False)
    match = bigrams.expression(wanted, filters(site, kind, year))
    if before is not None:
        return looked_through(connection, match, wanted, limit, max(offset, 0), before, most)
    numbers = [
        number
        for (number,) in connection.execute(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (match, RANKED + 1)
        )
    ]
    if len(numbers) <= RANKED:
        return ranked(connection, numbers, wanted, limit, max(offset, 0))
    if bigrams.certain(wanted):
        return dated(connection, match, wanted, limit, max(offset, 0))
    return looked_through(connection, match, wanted, limit, max(offset, 0), LAST, most)


def filters(site: str | None, kind: str | None, year: str | int | None) -> list[str]:
    """Return the tokens that narrow the answer, which every document in it has."""
    given = ((bigrams.SITE, site), (bigrams.KIND, kind), (bigrams.YEAR, year))
    return [mark + bigrams.fold(str(value)).replace(" ", "") for mark, value in given if value not in (None, "")]


def ranked(connection: sqlite3.Connection, numbers: Sequence[int], wanted: Sequence[str], limit: int, offset: int) -> Found:
    """Return those candidates that contain the words, the most relevant first."""
    rows = [row for row in documents(connection, numbers) if bigrams.certain(wanted) or holds(row, wanted)]
    rows.sort(key=lambda row: (score(row, wanted), row[3] or "", row[0]), reverse=True)
    page = rows[offset : offset + limit]
    return Found(tuple(hit(row, wanted) for row in page), len(rows), "rank", len(rows) > offset + limit)


def dated(connection: sqlite3.Connection, match: str, wanted: Sequence[str], limit: int, offset: int) -> Found:
    """Return a page of the newest hits."""
    numbers = [
        number
        for (number,) in connection.execute(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?", (match, limit + 1, offset)
        )
    ]
    page = documents(connection, numbers[:limit])
    return Found(tuple(hit(row, wanted) for row in page), None, "date", len(numbers) > limit)


def looked_through(
    connection: sqlite3.Connection, match: str, wanted: Sequence[str], limit: int, offset: int, before: int, most: int | None
) -> Found:
    """Return the newest documents below a number that contain the words, reading no more than needed."""
    numbers = (
        number
        for (number,) in connection.execute(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC", (match, before)
        )
    )
    found: list[tuple[str, ...]] = []
    for place, batch in enumerate(batches(numbers), 1):
        found += [row for row in documents(connection, batch) if bigrams.certain(wanted) or holds(row, wanted)]
        full = len(found) > offset + limit
        if full or (most is not None and place * BATCH >= most):
            page = tuple(hit(row, wanted) for row in found[offset : offset + limit])
            return Found(page, None, "date", full, None if full else batch[-1])
    page = tuple(hit(row, wanted) for row in found[offset : offset + limit])
    return Found(page, len(found) if before == LAST else None, "date", len(found) > offset + limit)


def batches(numbers: Iterator[int]) -> Iterator[list[int]]:
    """Yield numbers in lists."""
    while batch := list(islice(numbers, BATCH)):
        yield batch


def documents(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[str, ...]]:
    """Return the documents of these index numbers, newest first."""
    marks = ",".join("?" * len(numbers))
    return connection.execute(
        f"SELECT {FIELDS} FROM search_keys k JOIN documents d ON d.id = k.document_id WHERE k.number IN ({marks}) ORDER BY k.number DESC",
        numbers,
    ).fetchall()


def holds(row: tuple[str, ...], wanted: Sequence[str]) -> bool:
    """Return whether each run occurs in the title or the text."""
    title, text = row[1] or "", row[4] or ""
    return bigrams.holds(text, wanted) or all(bigrams.holds(text, [run]) or bigrams.holds(title, [run]) for run in wanted)


def score(row: tuple[str, ...], wanted: Sequence[str]) -> float:
    """Return how relevant a document is to the runs: occurrences in the title count most, then frequency relative to length."""
    title, text = bigrams.fold(row[1] or ""), row[4] or ""
    in_title = sum(10 for run in wanted if run in title)
    often = sum(math.log1p(text.count(run)) for run in wanted)
    return in_title + often / math.log10(100 + len(text))


def hit(row: tuple[str, ...], wanted: Sequence[str]) -> Hit:
    """Return a document's row as a hit with its passage."""
    key, title, url, published, text, site, kind = row
    return Hit(key, title or "", url, published, site, kind, bigrams.snippet(text or "", wanted))


def day(*dates: str | None) -> int:
    """Return the first of these printed dates that is one, as a number of days; else 0."""
    for printed in dates:
        try:
            return date.fromisoformat((printed or "")[:10]).toordinal()
        except ValueError:
            continue
    return 0


def number_for(connection: sqlite3.Connection, days: int) -> int:
    """Return the next free index number of a day."""
    (last,) = connection.execute("SELECT max(number) FROM search_keys WHERE number < ?", ((days + 1) * DAY,)).fetchone()
    return max(days * DAY, last or 0) + 1
