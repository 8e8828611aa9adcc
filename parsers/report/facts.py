"""Rows of figures → facts: which cell belongs to which key, what it says, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.report import values
from parsers.report.rows import Row, is_blank
from parsers.types import Cell, Fact, Place


def fit(row: Row) -> tuple[Cell | None, ...] | None:
    """Given a row, return the cell of each key; None where the cells do not tell which is which.

    As many cells as keys: in order. More, the others blank: without these. Else by the columns of the head, where each key has one cell.
    """
    cells = row.cells
    if len(cells) == len(row.keys):
        return cells
    trimmed = _trimmed(cells, len(row.keys))
    if len(trimmed) == len(row.keys) and (all(map(is_blank, cells)) or not _loose(cells, len(row.keys))):
        return trimmed
    return by_head(row)


def _trimmed(cells: Sequence[Cell], count: int) -> tuple[Cell, ...]:
    """Cells without the blanks at the right end, then at the left, down to a number."""
    kept = list(cells)
    while len(kept) > count and is_blank(kept[-1]):
        kept.pop()
    while len(kept) > count and is_blank(kept[0]):
        kept.pop(0)
    return tuple(kept)


def _loose(cells: Sequence[Cell], count: int) -> bool:
    """Whether a blank at an end may be a figure left blank as well as a column too many: fewer figures than keys."""
    return sum(not is_blank(cell) for cell in cells) < count


def by_head(row: Row) -> tuple[Cell | None, ...] | None:
    """The one cell below each head, where head and figures stand in the same table and no cell is left over."""
    if not row.heads or any(head is None for head in row.heads):
        return None
    found = [[cell for cell in row.cells if _below(cell, head)] for head in row.heads if head is not None]
    used = [cell for cells in found for cell in cells]
    left = [cell for cell in row.cells if cell not in used and not is_blank(cell)]
    if left or any(len(cells) > 1 for cells in found) or len(set(used)) < len(used):
        return None
    return tuple(cells[0] if cells else None for cells in found)


def _below(cell: Cell, head: Cell) -> bool:
    return cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan


def of_row(row: Row, cells: Sequence[Cell | None] | None) -> Iterator[Fact]:
    """Given a row and the cell of each key, yield its facts; with no such cells, each key is uncertain and keeps the whole line as raw."""
    units = row.units or (None,) * len(row.keys)
    if cells is None:
        raw = " | ".join(cell.text for cell in row.cells)
        place = _place(row, row.cells[0] if row.cells else Cell(row.line.number, 0, ""))
        yield from (Fact(row.table, item, measure, None, unit, raw, "uncertain", place)
                    for (item, measure), unit in zip(row.keys, units, strict=True))
        return
    for (item, measure), unit, cell in zip(row.keys, units, cells, strict=True):
        if cell is not None:
            yield _fact(row, item, measure, unit, cell)


def _fact(row: Row, item: str, measure: str, unit: str | None, cell: Cell) -> Fact:
    value = values.read(cell.text)
    state = "uncertain" if cell.doubt and value.state == "number" else value.state
    number = None if state == "uncertain" else value.number
    return Fact(row.table, item, measure, number, value.unit or unit, cell.text, state, _place(row, cell))


def _place(row: Row, cell: Cell) -> Place:
    return Place(row.line.table, cell.row, cell.column, cell.path, cell.page or row.line.page, cell.box)
