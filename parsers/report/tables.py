"""The blocks of a document → rows of figures: all tables are read as one stream of lines, since page ends cut them anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.report import disputes, proactive, requests, statistics, written
from parsers.report.forms import Forms
from parsers.report.rows import Line, Reader, Row, Unknown, lines
from parsers.report.sections import Heading
from parsers.types import Paragraph, Table, TableName

SINCE_2019 = ("proactive", "requests", "disputes")  # the tables one report prints together


def read(blocks: Sequence[Paragraph | Table], found: Sequence[Heading], forms: Forms) -> tuple[tuple[Row, ...], tuple[Unknown, ...]]:
    """Given a document's blocks and the headings of its parts, return the rows of figures and what no label explains.

    A kind of table is in force from its first sure sign until another kind's, or until a heading closes the part.
    """
    readers, headings = _readers(forms), {heading.block: heading.key for heading in found}
    under = {"disputes": readers[-1]}  # fifteen figures under this heading need no head of their own
    current: Reader | None = None
    rows: list[Row] = []
    unknown: list[Unknown] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            current = under.get(headings[number] or "") if number in headings else current
            continue
        for line in lines(block):
            current = _reader(line, current, readers)
            taken = current.take(line) if current else None
            if isinstance(taken, Row):
                rows.append(taken)
            elif taken:
                unknown.append(taken)
    known = frozenset(block for block, key in headings.items() if key)
    if any(row.keys and row.keys[0][0] in forms.split_other for row in rows):
        rows = [row for row in rows if not _is_group(row)]
    more, open_lines = _written(blocks, known, forms, frozenset(row.table for row in rows))
    return (*rows, *more), (*unknown, *open_lines)


def _is_group(row: Row) -> bool:
    """Whether a row is the line of （六）其他处理; where the form of 2021 splits it in three, it prints no figures there."""
    return row.table == "requests" and bool(row.keys) and row.keys[0][0] == "other"


def _readers(forms: Forms) -> tuple[Reader, ...]:
    return statistics.Reader(forms), proactive.Reader(forms), requests.Reader(forms), disputes.Reader(forms)


def _written(blocks: Sequence[Paragraph | Table], headings: frozenset[int], forms: Forms,
             ruled: frozenset[TableName]) -> tuple[tuple[Row, ...], tuple[Unknown, ...]]:
    """What is set in lines of text; none of a kind that the document has a table of, nor across the forms' ages."""
    if len(ruled) >= len(SINCE_2019) or "statistics" in ruled:
        return (), ()
    taken = {*ruled, "statistics"} if ruled else ruled
    rows, unknown = written.read(blocks, headings, _readers(forms), forms)
    return tuple(row for row in rows if row.table not in taken), tuple(line for line in unknown if line.table not in taken)


def _reader(line: Line, current: Reader | None, readers: tuple[Reader, ...]) -> Reader | None:
    if current and current.opens(line):
        return current
    return next((reader for reader in readers if reader is not current and reader.opens(line)), current)
