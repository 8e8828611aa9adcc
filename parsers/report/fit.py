"""The cell of each key of a row, by count and by head, where the cells themselves tell."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.report.rows import Row, is_blank
from parsers.types import Cell


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
    """The one cell below each head, where head and figures stand in the same table, none is missing and none left over."""
    if not row.heads or any(head is None for head in row.heads):
        return None
    found = [[cell for cell in row.cells if _below(cell, head)] for head in row.heads if head is not None]
    used = [cell for cells in found for cell in cells]
    left = [cell for cell in row.cells if cell not in used and not is_blank(cell)]
    if left or any(len(cells) != 1 for cells in found) or len(set(used)) < len(used):
        return None
    return tuple(used)


def _below(cell: Cell, head: Cell) -> bool:
    return cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan
