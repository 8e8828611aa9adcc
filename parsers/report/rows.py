"""Rows: what the four table readers make of a table's lines, and the small things they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from parsers.text import fold, label
from parsers.types import Cell, Table, TableName

FIGURE = re.compile(r"(?:¥|人民币)?[+\-\u2212－﹣–]?\s*[\d０-９][\d０-９.,，．\s]*\s*(?:万元|亿元|人次|[元件条项次个人篇起宗份期场%％])?")
MARK = re.compile(r"[/\-—–_\\|*~―─－／]+|无|不适用|暂无|未涉及|零|〇")
UNIT = re.compile(r"单位\s*[:：]?\s*(万元|亿元|元)|[（(](万元|亿元|元)[）)]")
Key = tuple[str, str]  # item, measure


@dataclass(frozen=True, slots=True)
class Line:
    """One physical row of one table: the cells that begin in it."""

    table: int
    number: int
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]  # what is printed in them, compared as labels are
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures: the keys its head and label give, and the cells as they stand, perhaps too few or too many."""

    table: TableName
    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    line: Line
    label: str
    units: tuple[str | None, ...] = ()  # as the head or the unit column prints them, beside the keys
    heads: tuple[Cell | None, ...] = ()  # the head cells in the same table, beside the keys, where known


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line with figures that no label of the form explains."""

    table: TableName
    line: Line
    text: str


class Reader(Protocol):
    """Reads the lines of one kind of table, one after the other."""

    def opens(self, line: Line) -> bool:
        """Whether this line can only be the beginning, or the head, of this kind of table."""
        ...

    def take(self, line: Line) -> Row | Unknown | None:
        """What this line holds; None for heads, groups and empty lines."""
        ...


def lines(table: Table) -> Iterator[Line]:
    """Given a table, yield its rows that have cells of their own."""
    for number, cells in groupby(sorted(table.cells, key=lambda cell: (cell.row, cell.column)), key=lambda cell: cell.row):
        here = tuple(cells)
        yield Line(table.index, number, here, tuple(label(cell.text) for cell in here if not is_blank(cell)), table.page)


def is_figure(cell: Cell) -> bool:
    """Given a cell, tell whether it holds a number or a mark in place of one.

    >>> [is_figure(Cell(0, 0, text)) for text in ("12", "75394432.52元", "/", "", "1.属于国家秘密", "三")]
    [True, True, True, False, False, False]
    """
    return _figure(cell.text)


@lru_cache(maxsize=1 << 12)
def _figure(text: str) -> bool:
    folded = fold(text).strip()
    return bool(FIGURE.fullmatch(folded) or MARK.fullmatch(folded))


def is_blank(cell: Cell) -> bool:
    """Given a cell, tell whether nothing is printed in it."""
    text = cell.text
    return not text or (text.isspace() if text.isascii() else not fold(text).strip())


def parted(cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Given the cells of a line, return those with words at its left edge, and the rest."""
    figure = next((place for place, cell in enumerate(cells) if is_figure(cell)), len(cells))
    words = [place for place, cell in enumerate(cells[:figure]) if not is_blank(cell)]
    edge = words[-1] + 1 if words else 0
    return tuple(cells[:edge]), tuple(cells[edge:])


def printed(cells: Sequence[Cell]) -> str:
    """Given cells, return their texts in one line, for a person."""
    return " | ".join(cell.text.replace("\n", "") for cell in cells if not is_blank(cell))


def unit_in(text: str) -> str | None:
    """Given a printed head, return the unit of money it names.

    >>> unit_in("本年收费金额（单位：万元，保留4位小数）")
    '万元'
    """
    match = UNIT.search(text)
    return (match[1] or match[2]) if match else None
