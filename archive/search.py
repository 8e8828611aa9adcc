"""Chinese full text: what a person types is found as it stands, from one character upward, on any SQLite from 3.38."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from archive import grams
from archive.grams import Piece

RANKED = 500  # up to so many documents are read and ranked (some 20 ms); a commoner word is listed by date, newest first
# Of a commoner run longer than two characters the index tells only which documents may hold it: so many are looked through at a time, the
# newest first. A run whose pairs are all common and which itself stands nowhere would else have every text of a million documents read.
LOOKED = 1000
BATCH = 100  # documents read at a time while looking
DAY = 1 << 20  # numbers of one day: a document's number rises with its date, so that the index itself is in date order
LAST = (1 << 62)  # beyond every number
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
    """One page of hits, how they are ordered, and how many there are; None where they were too many to count.

    `rest` is the number to go on before, where the bound of documents looked through was reached.
    """

    hits: tuple[Hit, ...]
    total: int | None
    order: Order
    more: bool
    rest: int | None = None

    @property
    def sentence(self) -> str:
        """How many there are and how they are ordered, in words."""
        if self.total is None:
            return "more than could be ranked; the newest first"
        return f"{self.total} found" + (", best first" if self.total > 1 else "")


def find(connection: sqlite3.Connection, words: str, *, limit: int = 20, offset: int = 0, site: str | None = None,
         kind: str | None = None, year: str | int | None = None, before: int | None = None, most: int | None = None) -> Found:
    """Given words parted by blanks, return the documents that hold them all, best first; any characters are allowed.

    `most` bounds the documents looked through for a common word; the answer then tells the number `before` which the next one goes on.
    """
    wanted = grams.terms(words)
    if not wanted or limit < 1:
        return Found((), 0, "rank", False)
    match = grams.expression(wanted, filters(site, kind, year))
    if before is not None:
        return looked_through(connection, match, wanted, limit, max(offset, 0), before, most)
    numbers = [number for (number,) in connection.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (match, RANKED + 1))]
    if len(numbers) <= RANKED:
        return ranked(connection, numbers, wanted, limit, max(offset, 0))
    if grams.certain(wanted):
        return dated(connection, match, wanted, limit, max(offset, 0))
    return looked_through(connection, match, wanted, limit, max(offset, 0), LAST, most)


def filters(site: str | None, kind: str | None, year: str | int | None) -> list[str]:
    """Given what the answer is narrowed to, return the tokens every document of it has."""
    given = ((grams.SITE, site), (grams.KIND, kind), (grams.YEAR, year))
    return [mark + grams.fold(str(value)).replace(" ", "") for mark, value in given if value not in (None, "")]


def ranked(connection: sqlite3.Connection, numbers: Sequence[int], wanted: Sequence[str], limit: int, offset: int) -> Found:
    """Given the numbers of all candidates, return those that hold the words, the ones most about them first."""
    rows = [row for row in documents(connection, numbers) if grams.certain(wanted) or holds(row, wanted)]
    rows.sort(key=lambda row: (score(row, wanted), row[3] or "", row[0]), reverse=True)
    page = rows[offset:offset + limit]
    return Found(tuple(hit(row, wanted) for row in page), len(rows), "rank", len(rows) > offset + limit)


def dated(connection: sqlite3.Connection, match: str, wanted: Sequence[str], limit: int, offset: int) -> Found:
    """Given an expression that proves the words and that many documents answer, return a page of the newest."""
    numbers = [number for (number,) in connection.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?", (match, limit + 1, offset))]
    page = documents(connection, numbers[:limit])
    return Found(tuple(hit(row, wanted) for row in page), None, "date", len(numbers) > limit)


def looked_through(connection: sqlite3.Connection, match: str, wanted: Sequence[str], limit: int, offset: int, before: int,
                   most: int | None) -> Found:
    """Given an expression that many documents answer, return the newest below a number that hold the words, reading no more than needed."""
    numbers = (number for (number,) in connection.execute(
        "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC", (match, before)))
    found: list[tuple[str, ...]] = []
    for place, batch in enumerate(batches(numbers), 1):
        found += [row for row in documents(connection, batch) if grams.certain(wanted) or holds(row, wanted)]
        full = len(found) > offset + limit
        if full or (most is not None and place * BATCH >= most):
            page = tuple(hit(row, wanted) for row in found[offset:offset + limit])
            return Found(page, None, "date", full, None if full else batch[-1])
    page = tuple(hit(row, wanted) for row in found[offset:offset + limit])
    return Found(page, len(found) if before == LAST else None, "date", len(found) > offset + limit)


def batches(numbers: Iterator[int]) -> Iterator[list[int]]:
    """Numbers as they come, in lists."""
    while batch := list(islice(numbers, BATCH)):
        yield batch


def documents(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[str, ...]]:
    """Given numbers of the index, return their documents, the newest first."""
    marks = ",".join("?" * len(numbers))
    return connection.execute(f"SELECT {FIELDS} FROM search_keys k JOIN documents d ON d.id = k.document_id WHERE k.number IN ({marks}) "
                              "ORDER BY k.number DESC", numbers).fetchall()


def holds(row: tuple[str, ...], wanted: Sequence[str]) -> bool:
    """Tell whether each run stands in the title or the text."""
    title, text = row[1] or "", row[4] or ""
    return grams.holds(text, wanted) or all(grams.holds(text, [run]) or grams.holds(title, [run]) for run in wanted)


def score(row: tuple[str, ...], wanted: Sequence[str]) -> float:
    """Given a document, return how much it is about the runs: in the title counts most, then how often for its length."""
    title, text = grams.fold(row[1] or ""), row[4] or ""
    in_title = sum(10 for run in wanted if run in title)
    often = sum(math.log1p(text.count(run)) for run in wanted)
    return in_title + often / math.log10(100 + len(text))


def hit(row: tuple[str, ...], wanted: Sequence[str]) -> Hit:
    """Given a document's row, return it as a hit with its passage."""
    key, title, url, published, text, site, kind = row
    return Hit(key, title or "", url, published, site, kind, grams.snippet(text or "", wanted))


def day(*dates: str | None) -> int:
    """Given dates as the portal prints them, return the number of days of the first that is one, else 0."""
    for printed in dates:
        try:
            return date.fromisoformat((printed or "")[:10]).toordinal()
        except ValueError:
            continue
    return 0


def number_for(connection: sqlite3.Connection, days: int) -> int:
    """Given a day, return the next free number of it."""
    (last,) = connection.execute("SELECT max(number) FROM search_keys WHERE number < ?", ((days + 1) * DAY,)).fetchone()
    return max(days * DAY, last or 0) + 1
