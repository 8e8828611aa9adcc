"""Rows: what the four table readers make of a table's lines, with shared helpers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from gongkai.chinese_text import label
from parsers.report.forms import values
from parsers.types import Cell, Table, TableName

FIGURE = re.compile(r"(?:¥|人民币)?[+\-\u2212－﹣–]?\s*[\d０-９][\d０-９.,，．\s]*(?:万元|亿元|人次|[元件条项次个人篇起宗份期场%％])?")
MARK = re.compile(r"[/\-—–_\\|*~―─－／]+|无|不适用|暂无|未涉及|零|[〇○◯]|一{1,3}")
SERIAL = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")  # a row's number in a column before its label
UNIT = re.compile(r"单位(?:\s*[:：])?\s*(万元|亿元|元)|[（(](万元|亿元|元)[）)]")
Key = tuple[str, str]  # item, measure


@dataclass(frozen=True, slots=True)
class TableLine:
    """One physical row of a table: the cells that begin in it. Four readers examine each line, so derived values are cached."""

    table: int
    number: int
    cells: tuple[Cell, ...]
    page: int | None = None
    continued: bool = False  # the head of a second pair of columns beside the first, whose indicators go on from it
    turned: bool = False  # its cells are of one column in the document, their rows and columns exchanged
    texts: tuple[str, ...] = field(init=False, compare=False)  # what is printed in them, compared as labels are
    words: tuple[str, ...] = field(init=False, compare=False)  # those that are no figures
    labels: tuple[Cell, ...] = field(init=False, compare=False)  # cells with words at its left edge
    values: tuple[Cell, ...] = field(init=False, compare=False)  # the rest
    figured: bool = field(init=False, compare=False)  # whether it contains a figure or a mark in place of one

    def __post_init__(self) -> None:
        texts: list[str] = []
        words: list[str] = []
        edge, serial = 0, 0
        for place, cell in enumerate(self.cells, 1):
            blank, figure, text = _looks(cell.text) if not cell.marks else _marked_looks(cell)
            if blank:
                continue
            texts.append(text)
            if not figure:
                edge = place if len(words) + 1 + serial == len(texts) else edge
                words.append(text)
            elif len(texts) == 1 and cell.column == 0 and SERIAL.fullmatch(text):
                serial = 1
        for name, value in (
            ("texts", tuple(texts)),
            ("words", tuple(words)),
            ("labels", self.cells[:edge]),
            ("values", self.cells[edge:]),
            ("figured", len(words) + (serial if edge else 0) < len(texts)),
        ):
            object.__setattr__(self, name, value)

    def cut(self, place: int) -> TableLine:
        """Return the line with its labels ending before a position."""
        other = TableLine(self.table, self.number, self.cells, self.page, self.continued, self.turned)
        for name, value in (("labels", self.cells[:place]), ("values", self.cells[place:])):
            object.__setattr__(other, name, value)
        return other


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of figures: the keys given by head and label, and its cells, which may be too few or too many."""

    table: TableName
    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    line: TableLine
    label: str
    units: tuple[str | None, ...] = ()  # as the head or the unit column prints them, beside the keys
    heads: tuple[Cell | None, ...] = ()  # the head cells in the same table, beside the keys, where known
    assumed: bool = False  # no head identifies the columns: the order of the form was assumed
    doubtful: bool = field(init=False, compare=False)  # whether a cell of it was not read for sure

    def __post_init__(self) -> None:
        object.__setattr__(self, "doubtful", any(cell.doubt for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line with figures whose label is not on the form."""

    table: TableName
    line: TableLine
    text: str
    why: str = ""  # where its label is known and something else is not


class LineReader(Protocol):
    """Reads the lines of one kind of table in sequence."""

    def opens(self, line: TableLine) -> bool:
        """Return whether this line can only be the beginning, or the head, of this kind of table."""
        ...

    def take(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return the content of a line; None for heads, groups and empty lines."""
        ...


def lines(table: Table) -> Iterator[TableLine]:
    """Yield a table's rows that have cells of their own."""
    for number, cells in groupby(sorted(table.cells, key=attrgetter("row", "column")), key=attrgetter("row")):
        yield TableLine(table.index, number, tuple(cells), table.page)


def is_figure(cell: Cell) -> bool:
    """Return whether a cell holds a number or a mark in place of one.

    >>> [is_figure(Cell(0, 0, text)) for text in ("12", "75394432.52元", "/", "", "1.属于国家秘密", "三")]
    [True, True, True, False, False, False]
    """
    return _looks(cell.text)[1]


def is_blank(cell: Cell) -> bool:
    """Return whether nothing is printed in a cell."""
    return not (cell.marks and cell.unread) and (not cell.text or _looks(cell.text)[0])


def _marked_looks(cell: Cell) -> tuple[bool, bool, str]:
    """Return the same as `_looks`; content shown but not read as text takes the place of a figure."""
    return (False, True, "") if cell.unread else _looks(cell.text)


@lru_cache(maxsize=1 << 13)
def _looks(text: str) -> tuple[bool, bool, str]:
    """Return whether a text is blank, whether it is a figure, and its form for label comparison. Cached: the same few texts recur."""
    folded = values.bare(text)
    return not folded, bool(FIGURE.fullmatch(folded) or MARK.fullmatch(folded)), label(text)


def printed(cells: Sequence[Cell]) -> str:
    """Return the texts of cells in one line, for a person."""
    return " | ".join(cell.text.replace("\n", "") for cell in cells if not is_blank(cell))


def unit_in(text: str) -> str | None:
    """Return the unit of money that a printed head names.

    >>> unit_in("本年收费金额（单位：万元，保留4位小数）")
    '万元'
    """
    match = UNIT.search(text)
    return (match[1] or match[2]) if match else None
