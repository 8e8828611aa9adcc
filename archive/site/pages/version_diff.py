"""What changed between two versions of a document: line by line, and cell by cell in its tables and figures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from archive.build import documents
from archive.site.original import drawing
from archive.store import captures
from gongkai.errors import UsageError, VerifyFailed
from parsers.types import Document, Problem, Table

Mark = Literal["=", "-", "+"]
AROUND = 2  # unchanged lines shown beside a change
FIGURES = """
    SELECT r.figures FROM versions v JOIN captures c ON c.id = v.capture_id LEFT JOIN captures o ON o.id = c.revisit_of
    JOIN readings r ON r.document_id = v.document_id AND r.payload_digest = coalesce(c.payload_digest, o.payload_digest)
    WHERE v.document_id = ? AND v.seq = ?"""
MOST_LINES = 20_000  # of one version; the rest is not compared


@dataclass(frozen=True, slots=True)
class Change:
    """A changed cell of a table: table, row and column (from 0), the text before and after."""

    table: int
    row: int
    column: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A changed figure of a report, under its key."""

    table: str
    item: str
    measure: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions side by side; `lines` has the changes with a little context, and "…" where lines are left out."""

    title: tuple[str, str]
    lines: tuple[tuple[Mark | Literal["…"], str], ...]
    cells: tuple[Change, ...]
    figures: tuple[ChangedFigure, ...]
    problems: tuple[Problem, ...]


def difference(connection: sqlite3.Connection, warc: str, document_id: str, left: int, right: int) -> Difference:
    """Read both versions from the WARC files and return what differs.

    Raises UsageError if a version does not exist, VerifyFailed if its bytes cannot be read.
    """
    before, after = (version(connection, warc, document_id, seq) for seq in (left, right))
    old, new = (figures(connection, document_id, seq) for seq in (left, right))
    changed = tuple(ChangedFigure(*key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key))
    marked = tuple(shortened(compared(before.text, after.text)))
    return Difference((before.title, after.title), marked, tuple(cells(before, after)), changed, (*before.problems, *after.problems))


def version(connection: sqlite3.Connection, warc: str, document_id: str, seq: int) -> Document:
    """Return a version of a document, by its number, read again."""
    contents = documents.history(connection, document_id).contents
    if not 1 <= seq <= len(contents):
        raise UsageError(f"document {document_id} has no version {seq}; it has {len(contents)}")
    fetch = contents[seq - 1]
    task = documents.to_task(connection, document_id, fetch.payload_digest or "", fetch, newest=False)
    response = captures.read_response(warc, task.name, task.offset)
    read = drawing.DRAWERS.run("parse", replace(task.source, body=response.body))
    if isinstance(read, Problem):
        raise VerifyFailed(f"version {seq} of document {document_id} could not be read: {read.message}")
    found: Document = read
    return found


def compared(before: str, after: str) -> Iterator[tuple[Mark, str]]:
    r"""Yield the lines of two texts in order: = in both, - only before, + only after.

    >>> list(compared("a\nb", "a\nc"))
    [('=', 'a'), ('-', 'b'), ('+', 'c')]
    """
    old, new = lines(before), lines(after)
    for action, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            yield from (("=", line) for line in old[start:end])
        else:
            yield from (("-", line) for line in old[start:end])
            yield from (("+", line) for line in new[first:last])


def lines(text: str) -> list[str]:
    """Return a text's lines, stripped, without empty ones."""
    return [line for line in map(str.strip, text.splitlines()[:MOST_LINES]) if line]


def shortened(marked: Iterator[tuple[Mark, str]]) -> Iterator[tuple[Mark | Literal["…"], str]]:
    """Yield the changed lines with the unchanged ones next to them; each gap between is a single "…"."""
    found = list(marked)
    near = {place for at, (mark, _) in enumerate(found) if mark != "=" for place in range(at - AROUND, at + AROUND + 1)}
    left_out = False
    for at, pair in enumerate(found):
        if at in near:
            yield pair
        elif not left_out:
            yield "…", ""
        left_out = at not in near


def cells(before: Document, after: Document) -> Iterator[Change]:
    """Yield each cell that differs, pairing tables in order."""
    tables = max(len(before.tables), len(after.tables))
    for number in range(tables):
        old, new = (grid(document.tables[number]) if number < len(document.tables) else {} for document in (before, after))
        for place in sorted({*old, *new}):
            if old.get(place) != new.get(place):
                yield Change(number, *place, old.get(place), new.get(place))


def grid(table: Table) -> dict[tuple[int, int], str]:
    """Return the text of a table's cells by row and column."""
    return {(cell.row, cell.column): " ".join(cell.text.split()) for cell in table.cells}


def figures(connection: sqlite3.Connection, document_id: str, seq: int) -> dict[tuple[str, str, str], str]:
    """Return the figures of a version's report as printed; empty if it holds no report."""
    row = connection.execute(FIGURES, (document_id, seq)).fetchone()
    stored = json.loads(row[0])["figures"] if row and row[0] else []
    return {(table, item, measure): raw for table, item, measure, _, _, raw, _ in stored}
