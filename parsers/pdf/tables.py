"""Grids of single pages → tables of the document: parts joined across page ends, rows and columns numbered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from parsers.pdf.grid import RuledCell, RuledGrid, merged_places
from parsers.pdf.text_lines import FIGURE
from parsers.types import Box, Cell, Table, split_note

SAME_EDGE = 3.0  # points by which the edges of two parts of one table may differ
NUMBERED = re.compile(r"[（(]?\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)、．.:：]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in the stacked coordinates of all parts of its table, with its original page and box."""

    cell: RuledCell
    page: int
    box: Box

    @property
    def figure(self) -> bool:
        """Whether it contains a figure or a mark in place of one."""
        return bool(FIGURE.fullmatch(self.cell.text))

    @property
    def label(self) -> bool:
        """Whether it contains other text."""
        return bool(self.cell.text) and not self.figure

    @property
    def numbered(self) -> bool:
        """Whether its text begins a new item."""
        return bool(NUMBERED.match(self.cell.text))


def goes_on(upper: RuledGrid, lower: RuledGrid) -> bool:
    """Return whether the last grid of a page and the first of the next are one table: equally wide (margins may alternate)."""
    return upper.page + 1 == lower.page and abs((upper.x1 - upper.x0) - (lower.x1 - lower.x0)) <= SAME_EDGE


def table_of(parts: Sequence[RuledGrid], index: int, shown: Callable[[int, Box], Box]) -> Table:
    """Return the table made of parts on successive pages.

    `shown` maps a page number and an upright box to the box on the page as displayed.
    """
    stack: list[Placed] = []
    for part in parts:
        below = stacked(part, stack, parts[0], shown)
        stack = stitched(stack, without_repeated_head(stack, below)) if stack else below
    return Table(index, numbered_cells(stack), parts[0].page)


def stacked(part: RuledGrid, above: Sequence[Placed], first: RuledGrid, shown: Callable[[int, Box], Box]) -> list[Placed]:
    """Return a part's cells moved below the cells already stacked, aligned with the first part's left edge."""
    down = max((placed.cell.bottom for placed in above), default=part.top) - part.top
    aside = first.x0 - part.x0
    return [
        Placed(
            replace(cell, x0=cell.x0 + aside, x1=cell.x1 + aside, top=cell.top + down, bottom=cell.bottom + down),
            part.page,
            shown(part.page, (cell.x0, cell.top, cell.x1, cell.bottom)),
        )
        for cell in part.cells
    ]


def rows_of(cells: Iterable[Placed]) -> list[list[Placed]]:
    """Return cells by the row they begin in, left to right."""
    ordered = sorted(cells, key=lambda placed: (placed.cell.top, placed.cell.x0))
    return [list(row) for _, row in groupby(ordered, key=lambda placed: placed.cell.top)]


def without_repeated_head(above: Sequence[Placed], below: list[Placed]) -> list[Placed]:
    """Return a part without the head rows repeated after the page end."""
    known, own = rows_of(above), rows_of(below)
    count = 0
    for upper, lower in zip(known, own[:-1], strict=False):
        if [p.cell.text for p in upper] != [p.cell.text for p in lower] or any(p.figure for p in lower):
            break
        count += 1
    end = own[count][0].cell.top
    if not count or any(p.cell.bottom > end + SAME_EDGE for row in own[:count] for p in row):
        return below
    return [placed for row in own[count:] for placed in row]


def stitched(above: list[Placed], below: list[Placed]) -> list[Placed]:
    """Return two parts as one, with cells and rows that the page end cut put back together."""
    seam, start = max(p.cell.bottom for p in above), min(p.cell.top for p in below)
    below = [replace(p, cell=replace(p.cell, top=p.cell.top + seam - start, bottom=p.cell.bottom + seam - start)) for p in below]
    lower_row = rows_of(below)[0]
    pairs = {id(low): up for low in lower_row for up in above if abs(up.cell.bottom - seam) <= SAME_EDGE and same_columns(up, low)}
    upper_row = [p for p in above if abs(p.cell.bottom - seam) <= SAME_EDGE]
    merged = cut_row(upper_row, lower_row, pairs) or cut_labels(lower_row, pairs)
    gone = {id(low) for low in merged} | {id(pairs[id(low)]) for low in merged}
    whole = [one_cell(pairs[id(low)], low) for low in merged]
    return [p for p in above if id(p) not in gone] + whole + [p for p in below if id(p) not in gone]


def same_columns(upper: Placed, lower: Placed) -> bool:
    """Return whether cells on both sides of a page end have the same edges."""
    return abs(upper.cell.x0 - lower.cell.x0) <= SAME_EDGE and abs(upper.cell.x1 - lower.cell.x1) <= SAME_EDGE


def cut_row(upper: list[Placed], lower: list[Placed], pairs: dict[int, Placed]) -> list[Placed]:
    """Return the lower cells if the rows on both sides of a page end are one row that was cut.

    A row was cut if a label continues and the figures are on one side only. Two figures are never joined.
    """
    if len(pairs) != len(lower) or len(upper) != len(lower):
        return []
    both = [(pairs[id(low)], low) for low in lower]
    if is_rest(both):
        return lower
    if not any(up.label and low.label and goes_over(up, low) for up, low in both):
        return []
    clash = any((up.figure and low.cell.text) or (low.figure and up.cell.text) for up, low in both)
    new_item = any(low.label and not goes_over(up, low) for up, low in both)
    return [] if clash or new_item else lower


def is_rest(both: Sequence[tuple[Placed, Placed]]) -> bool:
    """Return whether the row after a page end holds only the ends of figures: no label, and digits after figures that fill their cells."""
    ends = [(up, low) for up, low in both if low.cell.text]
    return (
        bool(ends) and any(up.label for up, _ in both) and all(up.figure and low.cell.text.isdecimal() and up.cell.full for up, low in ends)
    )


def cut_labels(lower: list[Placed], pairs: dict[int, Placed]) -> list[Placed]:
    """Return the leading cells of the first row after a page end that only continue a merged label from above."""
    merged: list[Placed] = []
    for low in lower:
        up = pairs.get(id(low))
        goes_on = up is not None and up.label and (not low.cell.text or (taller(low, lower) and goes_over(up, low)))
        if not goes_on:
            break
        merged.append(low)
    rest = [low for low in lower if low.cell.text and low not in merged]
    return merged if rest else []


def taller(cell: Placed, row: Iterable[Placed]) -> bool:
    """Return whether a cell reaches further down than the others in its row, as a merged label does."""
    return cell.cell.bottom > min(other.cell.bottom for other in row) + SAME_EDGE


def goes_over(upper: Placed, lower: Placed) -> bool:
    """Return whether the second of two labels in one column continues the first."""
    return upper.label and upper.cell.full and not lower.figure and not lower.numbered


def one_cell(upper: Placed, lower: Placed) -> Placed:
    """Return the two halves of a cell as one, placed where its text begins."""
    text = upper.cell.text + lower.cell.text
    seen = upper if upper.cell.text else lower
    doubt = "the page end parts its figures" if upper.figure and lower.figure else ""
    whole = replace(
        upper.cell,
        bottom=lower.cell.bottom,
        text=text,
        doubt=upper.cell.doubt or lower.cell.doubt or doubt,
        marks=upper.cell.marks | lower.cell.marks,
        aside=upper.cell.aside + lower.cell.aside,
    )
    return replace(seen, cell=whole)


def numbered_cells(stack: Sequence[Placed]) -> tuple[Cell, ...]:
    """Return a table's cells with rows and columns, which are counted wherever a cell begins."""
    x_of = merged_places([x for p in stack for x in (p.cell.x0, p.cell.x1)])
    y_of = merged_places([y for p in stack for y in (p.cell.top, p.cell.bottom)])
    columns = sorted({x_of[p.cell.x0] for p in stack})
    rows = sorted({y_of[p.cell.top] for p in stack})
    cells = [
        split_note(
            Cell(
                row := bisect_left(rows, y_of[p.cell.top]),
                column := bisect_left(columns, x_of[p.cell.x0]),
                p.cell.text,
                rowspan=max(bisect_left(rows, y_of[p.cell.bottom]) - row, 0),
                colspan=max(bisect_left(columns, x_of[p.cell.x1]) - column, 0),
                page=p.page,
                box=p.box,
                doubt=p.cell.doubt,
                marks=p.cell.marks,
                aside=p.cell.aside,
            )
        )
        for p in stack
    ]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
