"""The columns of a table: its heads on the grid, and the figures below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.chinese_text import squeeze
from parsers.types import Cell

# heads of columns that are printed beside the form's own for comparison: none of their figures is the report's
COMPARED = re.compile(r"(?:比|较|与)?(?:上年|去年|上一年|前年|上期|同期)|同比|环比|增减|增长|增幅|降幅|占比|比重|比例|备注|说明")
YEAR = re.compile(r"(?:19|20)\d\d年?度?(?:数量?|统计数|数据|合计)?")
Head = tuple[str, Cell]  # measure, empty where no form explains the head; its cell


def covers(head: Cell, cell: Cell) -> bool:
    """Return whether a head spans the column that a cell begins in."""
    return head.column <= cell.column < head.column + head.colspan


def leaves(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a head that have no other head below them, from left to right."""
    lowest = [cell for cell in cells if not any(other.row > cell.row and _beneath(other, cell) for other in cells)]
    return sorted(lowest, key=lambda cell: cell.column)


def _beneath(below: Cell, above: Cell) -> bool:
    return above.column <= below.column and below.column + below.colspan <= above.column + above.colspan


def stand_above(heads: Sequence[Head], values: Sequence[Cell]) -> bool:
    """Return whether each figure is in the column of its head, one for each."""
    return len(heads) == len(values) and all(covers(head, cell) for (_, head), cell in zip(heads, values, strict=True))


def fits_order(keys: Sequence[str], usual: Sequence[str]) -> bool:
    """Return whether there are as many heads as columns in the form, and the known ones are at its positions."""
    return len(keys) == len(usual) and all(key in {"", own} for key, own in zip(keys, usual, strict=True))


def is_compared(head: Cell | None) -> bool:
    """Return whether a head names another year, a comparison with it, or remarks.

    >>> [is_compared(Cell(0, 0, text)) for text in ("去年同期", "占比（%）", "2015年度", "备注", "外国人", "历年累计")]
    [True, True, True, True, False, False]
    """
    text = squeeze(head.text) if head else ""
    return COMPARED.match(text) is not None or YEAR.fullmatch(text) is not None
