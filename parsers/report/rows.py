"""Rows: what the four table readers make of a table's lines, and the small things they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from parsers.text import fold, label
from parsers.types import Cell, Table, TableName

FIGURE = re.compile(r"(?:¥|人民币)?[+\-\u2212－﹣–]?\s*[\d０-９][\d０-９.,，．\s]*\s*(?:万元|亿元|人次|[元件条项次个人篇起宗份期场%％])?")
MARK = re.compile(r"[/\-—–_\\|*~―─－／]+|无|不适用|暂无|未涉及|零|〇")
UNIT = re.compile(r"单位\s*[:：]?\s*(万元|亿元|元)|[（(](万元|亿元|元)[）)]")
Key = tuple[str, str]  # item, measure


@dataclass(frozen=True, slots=True)
class Line:
    """One physical row of one table: the cells that begin in it. Four readers look at each line, so what they ask of it is kept."""

    table: int
    number: int
    cells: tuple[Cell, ...]
    page: int | None = None
    texts: tuple[str, ...] = field(init=False, compare=False)  # what is printed in them, compared as labels are
    words: tuple[str, ...] = field(init=False, compare=False)  # those that are no figures
    labels: tuple[Cell, ...] = field(init=False, compare=False)  # cells with words at its left edge
    values: tuple[Cell, ...] = field(init=False, compare=False)  # the rest
    figured: bool = field(init=False, compare=False)  # whether a figure, or a mark in place of one, stands in it

    def __post_init__(self) -> None:
        texts: list[str] = []
        words: list[str] = []
        edge = 0
        for place, cell in enumerate(self.cells, 1):
            blank, figure, text = _looks(cell.text)
            if blank:
                continue
            texts.append(text)
            if not figure:
                edge = place if len(words) + 1 == len(texts) else edge
                words.append(text)
        for name, value in (("texts", tuple(texts)), ("words", tuple(words)), ("labels", self.cells[:edge]), ("values", self.cells[edge:]),
                            ("figured", len(words) < len(texts))):
            object.__setattr__(self, name, value)


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
    doubtful: bool = field(init=False, compare=False)  # whether a cell of it was not read for sure

    def __post_init__(self) -> None:
        object.__setattr__(self, "doubtful", any(cell.doubt for cell in self.cells))


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
    for number, cells in groupby(sorted(table.cells, key=attrgetter("row", "column")), key=attrgetter("row")):
        yield Line(table.index, number, tuple(cells), table.page)


def is_figure(cell: Cell) -> bool:
    """Given a cell, tell whether it holds a number or a mark in place of one.

    >>> [is_figure(Cell(0, 0, text)) for text in ("12", "75394432.52元", "/", "", "1.属于国家秘密", "三")]
    [True, True, True, False, False, False]
    """
    return _looks(cell.text)[1]


def is_blank(cell: Cell) -> bool:
    """Given a cell, tell whether nothing is printed in it."""
    return not cell.text or _looks(cell.text)[0]


@lru_cache(maxsize=1 << 13)
def _looks(text: str) -> tuple[bool, bool, str]:
    """Whether a text is blank, whether it is a figure, and how it is compared as a label: asked again and again of the same few texts."""
    folded = fold(text).strip()
    return not folded, bool(FIGURE.fullmatch(folded) or MARK.fullmatch(folded)), label(text)


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
