"""Assign cells to keys by count and by head, where the cells themselves suffice."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.report.forms.rows import FigureRow, is_blank
from parsers.types import Cell


def fit(row: FigureRow) -> tuple[Cell | None, ...] | None:
    """Return the cell of each key of a row; None if the cells are ambiguous.

    As many cells as keys: in order. More, the extra ones blank: without these. Else by the columns of the head, if each key has one cell.
    """
    cells = row.cells
    if len(cells) == len(row.keys):
        return cells
    trimmed = _trimmed(cells, len(row.keys))
    if len(trimmed) == len(row.keys) and (all(map(is_blank, cells)) or not _loose(cells, len(row.keys))):
        return trimmed
    return by_head(row)


def _trimmed(cells: Sequence[Cell], count: int) -> tuple[Cell, ...]:
    """Return cells without blanks at the right end, then at the left, down to a number."""
    kept = list(cells)
    while len(kept) > count and is_blank(kept[-1]):
        kept.pop()
    while len(kept) > count and is_blank(kept[0]):
        kept.pop(0)
    return tuple(kept)


def _loose(cells: Sequence[Cell], count: int) -> bool:
    """Return whether a blank at an end may be an empty figure as well as an extra column: fewer figures than keys."""
    return sum(not is_blank(cell) for cell in cells) < count


def by_head(row: FigureRow) -> tuple[Cell | None, ...] | None:
    """Return the one cell below each head, if head and figures are in the same table, none missing and none left over."""
    if not row.heads or any(head is None for head in row.heads):
        return None
    found = [[cell for cell in row.cells if _below(cell, head)] for head in row.heads if head is not None]
    used = [cell for cells in found for cell in cells]
    left = [cell for cell in row.cells if cell not in used and not is_blank(cell)]
    if left or any(len(cells) != 1 for cells in found) or len(set(used)) < len(used):
        return None
    return tuple(used)


def beyond_heads(row: FigureRow) -> bool:
    """Return whether a figure of a row is left or right of all heads, so that the columns of its table show nothing."""
    if not row.heads or row.heads[0] is None or row.heads[-1] is None:
        return False
    left, right = row.heads[0].column, row.heads[-1].column + row.heads[-1].colspan
    return any((cell.column >= right or cell.column + cell.colspan <= left) and not is_blank(cell) for cell in row.cells)


def _below(cell: Cell, head: Cell) -> bool:
    return cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan
