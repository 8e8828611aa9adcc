"""The blocks of a document → rows of figures: all tables are read as one stream of lines, since page ends cut them anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.report import disputes, proactive, requests, statistics
from parsers.report.forms import Forms
from parsers.report.rows import Line, Reader, Row, Unknown, lines
from parsers.types import Paragraph, Table


def read(blocks: Sequence[Paragraph | Table], headings: frozenset[int], forms: Forms) -> tuple[tuple[Row, ...], tuple[Unknown, ...]]:
    """Given a document's blocks and which of them are headings of parts, return the rows of figures and what no label explains.

    A kind of table is in force from its first sure sign until another kind's, or until a heading closes the part.
    """
    readers: tuple[Reader, ...] = (statistics.Reader(forms), proactive.Reader(forms), requests.Reader(forms), disputes.Reader(forms))
    current: Reader | None = None
    rows: list[Row] = []
    unknown: list[Unknown] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            current = None if number in headings else current
            continue
        for line in lines(block):
            current = _reader(line, current, readers)
            found = current.take(line) if current else None
            if isinstance(found, Row):
                rows.append(found)
            elif found:
                unknown.append(found)
    return tuple(rows), tuple(unknown)


def _reader(line: Line, current: Reader | None, readers: tuple[Reader, ...]) -> Reader | None:
    if current and current.opens(line):
        return current
    return next((reader for reader in readers if reader.opens(line)), current)
