"""Tables that were written as lines of text, without rules and cells.

A portal's own text version, a table set with tabs or blanks, a PDF printed without rules, a page of cells each in a line of its own.
Only asked for the kinds of table that the document has no real table of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.report import disputes, glued, proactive, statistics
from parsers.report.forms import Forms
from parsers.report.rows import Line, Reader, Row, Unknown, is_blank, is_figure
from parsers.report.values import UNITS
from parsers.report.written_labels import known, labelled
from parsers.report.written_lines import ends_in_figure, lines, shared
from parsers.types import Cell, Paragraph, Table

LABEL_AND_UNIT = re.compile(rf"(.*[数量额用费])({'|'.join(UNITS)})")
LEAST_FIGURES = 4  # of a line that no label explains: with fewer it need not be of the table
LEAST_SHARE = 0.5  # of the figures a row should have: with fewer it is no row of that table


def read(blocks: Sequence[Paragraph | Table], headings: frozenset[int], readers: Sequence[Reader],
         forms: Forms) -> tuple[tuple[Row, ...], tuple[Unknown, ...]]:
    """Given a document's blocks, which are headings, and readers, return the rows that its lines of text hold and those nobody can name."""
    found: list[Row] = []
    unknown: list[Unknown] = []
    if not any(ends_in_figure(block) for block in blocks if isinstance(block, Paragraph)):  # looking closer costs as much as all the rest
        return (), ()
    current: Reader | None = None
    for line in labelled(list(known(list(lines(blocks, headings, forms)), forms)), forms):
        if line is None:  # the national statistics table has headings of its own
            current = current if isinstance(current, statistics.Reader) else None
            continue
        current = _reader(line, current, readers)
        taken = _taken(line, current, forms) if current else None
        if isinstance(taken, Row) and (len(taken.cells) >= LEAST_SHARE * len(taken.keys) or glued.is_glued(taken)):
            found.append(taken)
        elif isinstance(taken, Unknown) and sum(map(is_figure, line.cells)) >= LEAST_FIGURES:
            unknown.append(taken)
    return tuple(found), tuple(unknown)


def _reader(line: Line, current: Reader | None, readers: Sequence[Reader]) -> Reader | None:
    if current and current.opens(line):
        return current
    return next((reader for reader in readers if reader.opens(line)), current)


def _taken(line: Line, reader: Reader, forms: Forms) -> Row | Unknown | None:
    """What a line holds. Of sections 三 and 四 the heads are not passed on: their places in a line are not those of the figures."""
    if isinstance(reader, statistics.Reader):
        found = reader.take(_in_columns(line, reader))
    elif isinstance(reader, proactive.Reader):
        headed = bool(reader.heads) or not any(map(is_figure, line.cells))
        found = reader.take(line) if headed else None
    elif not any(map(is_figure, line.cells)):
        return None
    elif isinstance(reader, disputes.Reader) and not any(forms.disputes.find(cell.text) for cell in line.cells):
        found = reader.take(replace(line, cells=tuple(cell for cell in line.cells if is_figure(cell) or is_blank(cell))))
    else:
        found = reader.take(line)
    if not isinstance(found, Row) or isinstance(reader, statistics.Reader):
        return found
    return replace(found, heads=(None,) * len(found.keys))  # what stands where in a line says nothing of columns


def _unit_apart(cell: Cell) -> Iterator[Cell]:
    """A label with the unit glued to it as two pieces: 受理政府信息依申请公开总数条."""
    match = LABEL_AND_UNIT.fullmatch(cell.text)
    yield from shared(cell, match.groups()) if match else (cell,)


def _in_columns(line: Line, reader: statistics.Reader) -> Line:
    """A line of a statistics table with its words in the label's column, its unit in the unit's and its figures in the others."""
    columns = {role: column for column, (role, _) in reversed(reader.roles.items())}
    if "indicator" not in columns or reader.opens(line):
        return line
    rest, words = [piece for cell in line.cells for piece in _unit_apart(cell)] if "unit" in columns else list(line.cells), list[Cell]()
    while rest and not is_figure(rest[0]) and not statistics.is_unit(rest[0]):
        words.append(rest.pop(0))
    placed = [words[0]._replace(text="".join(cell.text for cell in words), column=columns["indicator"])] if words else []
    if "unit" in columns and rest and statistics.is_unit(rest[0]):
        placed.append(rest.pop(0)._replace(column=columns["unit"]))
    free = sorted(column for column, (role, _) in reader.roles.items() if role not in statistics.NO_FIGURES)
    beyond = len(reader.roles)
    places = free if len(rest) == len(free) else range(beyond, beyond + len(rest))  # a figure lost: nobody knows whose column it was
    placed += [cell._replace(column=column) for cell, column in zip(rest, places, strict=True)]
    return replace(line, cells=tuple(sorted(placed, key=lambda cell: cell.column)))
