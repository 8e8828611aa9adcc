"""The statistics tables before 2019: indicators with a unit and one or more columns of figures, national and provincial shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gongkai.chinese_text import SHORT, fold, han_number, label, squeeze
from parsers.report.forms.forms import Forms
from parsers.report.forms.rows import FigureRow, TableLine, Unknown, is_blank, is_figure, printed
from parsers.report.forms.values import UNITS
from parsers.report.tables.heads import is_compared
from parsers.types import Cell

LEVELS = (
    (re.compile(r"[一二三四五六七八九十]{1,3}[、.．,，]"), 0),
    (re.compile(r"[（(][一二三四五六七八九十]{1,3}(?:[）)]|$)"), 1),
    (re.compile(r"[\d０-９]{1,2}[、.．,，](?!\d)"), 2),
    (re.compile(r"[（(]?[\d０-９]{1,2}[）)]|[①-⑳]"), 3),
)
NO_FIGURES = {"indicator", "unit", "code"}  # roles of columns that hold none
AMONG = re.compile(r"其中[:：,，、]?")
ORDINAL = re.compile(r"\(?([一二三四五六七八九十]{1,3}|\d{1,2})[)、.,](?!\d)")
YEAR = re.compile(r"(?:19|20)\d\d年?度?")
SPACES = re.compile(r"\s+")
CUT = "it is cut"
NOT_NEXT = "what follows beside it does not go on from it"
LOST_GROUP = "the row that it is a part of is not the one before it"
LEAST_LABEL = 2  # characters: 减免 is an indicator, a single character is none
TAIL = re.compile(r"的?情况|数量?")  # what may be left out behind a label that is whole without it: 主动公开 for 主动公开情况
NO_UNIT = re.compile(r"[—\-–―]{1,4}")  # what the unit's column prints beside a group's head


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator's label and depth."""

    rank: float
    text: str
    among: bool = False  # 其中 without a number
    doubt: str = ""  # why it is not certain that it is this label (scans), or that what follows belongs to it
    ordinal: int = 0  # the number before it; 0 if none


class StatisticsReader:
    """Reads a statistics table line by line; the head gives the role of each column, the numbering the nesting of indicators."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.roles: dict[int, tuple[str, Cell]] = {}  # column → role, head
        self.heads: dict[Cell, str] = {}  # of the columns that hold figures: head → role
        self.path: list[Indicator] = []
        self.numbered = False  # whether 一、 is in use: then a bare label goes on at the level before it
        self.before: tuple[list[Indicator], bool] = ([], False)  # the current indicators when the head was repeated
        self.wide = False  # whether the labels themselves are in several columns
        self.at_seam = False  # whether the next label is the first of a second pair of columns
        self.ranks: set[float] = set()  # of the numbered labels so far

    def opens(self, line: TableLine) -> bool:
        """Return whether a line is a head that names the indicator and its unit, code or columns."""
        if not any(text in self.forms.statistics["indicator"] for text in line.words):  # asked of every line: the cheap question first
            return False
        roles = [self.role(text) for text in line.texts]
        return "indicator" in roles and len(roles) > 1 and any(role in {"unit", "code", "cumulative", "value"} for role in roles)

    def keeps(self, line: TableLine) -> bool:
        """Return whether a line below the head has a unit, as no other table's rows: 收到政府信息公开申请数 | 件 | 10."""
        has_units = any(role == "unit" for role, _ in self.roles.values())
        return has_units and line.figured and any(squeeze(cell.text) in UNITS for cell in line.cells)

    def take(self, line: TableLine) -> FigureRow | Unknown | None:
        """Return a row of one indicator; the head is remembered."""
        if self.opens(line):
            self.learn(line)
            return None
        if line.texts[:1] == ("甲",) and len(line.texts) > 1:  # the line below the head that names the columns: 甲 乙 丙 1 2
            return None
        if self.roles and not self.path and self.refines(line):
            return None
        roles = [(self.at(cell), cell) for cell in line.cells]
        labels = [cell for role, cell in roles if role == "indicator" and not is_blank(cell)]
        values = tuple([cell for role, cell in roles if role not in NO_FIGURES])
        if not labels or not self.roles:
            return Unknown("statistics", line, printed(line.cells)) if any(map(is_figure, values)) else None
        for cell in labels:
            self.step(cell)
        # any words are a label here: if they are uncertain, no form shows what the figures belong to
        if doubt := next((indicator.doubt for indicator in self.path if indicator.doubt), ""):
            values = tuple(cell._replace(doubt=cell.doubt or f"label: {doubt}") for cell in values)
        units = (cell for role, cell in roles if role == "unit" and not is_blank(cell) and not cell.doubt)
        unit = next((SPACES.sub("", cell.text) for cell in units), None)
        item = "/".join(indicator.text for indicator in self.path)
        return FigureRow(
            "statistics",
            tuple((item, role) for role in self.heads.values()),
            values,
            line,
            printed(labels),
            units=(unit,) * len(self.heads),
            heads=tuple(self.heads),
        )

    def take_roles(self, roles: Mapping[int, tuple[str, Cell]]) -> None:
        """Remember the role of each column, and the heads of figure columns, from left to right."""
        self.roles = dict(roles)
        self.heads = {head: role for _, (role, head) in sorted(self.roles.items()) if role not in NO_FIGURES}

    def learn(self, line: TableLine) -> None:
        """Take the roles of the columns from the head; a second head of the same table starts over."""
        self.at_seam = line.continued
        if not line.continued:
            self.before, self.path, self.numbered = (self.path, self.numbered), [], False
        roles: dict[int, tuple[str, Cell]] = {}
        for cell in line.cells:
            if not is_blank(cell):
                role = self.role(label(cell.text)) or _own_words(cell)
                roles |= dict.fromkeys(range(cell.column, cell.column + cell.colspan), (role, cell))
        self.wide = sum(role == "indicator" for role, _ in roles.values()) > 1
        heads = dict.fromkeys(head for _, (role, head) in sorted(roles.items()) if role == "value")
        own = max(heads, key=_year_of, default=None)  # of columns for several years the last year's, else the first
        for column, (role, head) in roles.items():
            if role == "value" and head is not own:  # a second column of the same name keeps its own words
                roles[column] = (_own_words(head), head)
        self.take_roles(roles)

    def refines(self, line: TableLine) -> bool:
        """Return whether a line below the head divides its figure columns, 数量 into 区政府, 区直, 乡镇; if so, take it in."""
        words = [cell for cell in line.cells if not is_blank(cell)]
        above = [self.roles.get(cell.column) for cell in words]
        wide = any(found and found[1].colspan > 1 for found in above)
        if not wide or any(map(is_figure, words)) or any(not found or found[0] in NO_FIGURES for found in above):
            return False
        below = {
            column: (self.role(label(cell.text)) or _own_words(cell), cell)
            for cell in words
            for column in range(cell.column, cell.column + cell.colspan)
        }
        self.take_roles(self.roles | below)
        return True

    def role(self, text: str) -> str:
        """Return the role a head gives its column: indicator, unit, code, value or cumulative; empty for any other."""
        words = YEAR.sub("年度", text)
        for role, spelled in self.forms.statistics.items():
            if words in spelled or (role == "cumulative" and any(words.startswith(text) for text in spelled)):
                return role
        return ""

    def at(self, cell: Cell) -> str:
        """Return the role of the column a cell begins in; beyond the head, that of no column."""
        return self.roles.get(cell.column, ("", cell))[0]

    def step(self, cell: Cell) -> None:
        """Move to an indicator: leave deeper and equal ones, then enter it."""
        self.go_on(cell)
        indicator = self.indicator(cell)
        if self.at_seam and not self.goes_on_beside(indicator):
            self.path = [replace(each, doubt=each.doubt or NOT_NEXT) for each in self.path]
        self.at_seam = False
        self.ranks |= {indicator.rank} if indicator.ordinal else set()
        again = _is_first_part(cell.text) and any(other.rank == indicator.rank for other in self.path)
        while self.path and self.path[-1].rank >= indicator.rank:
            self.path.pop()
        if again and self.path:  # the group of these parts and of those before them cannot be the same
            self.path[-1] = replace(self.path[-1], doubt=LOST_GROUP)
        doubt = cell.doubt or (CUT if not self.wide and self.is_cut(indicator.text) else "")
        self.path.append(replace(indicator, doubt=doubt) if doubt else indicator)

    def goes_on_beside(self, indicator: Indicator) -> bool:
        """Return whether a numbered label may follow the last one of the pair of columns to the left.

        It may not where the table goes on after a page end: then the label it belongs to is still to come.
        """
        if not indicator.ordinal:
            return True
        if same := [each.ordinal for each in self.path if each.rank == indicator.rank]:
            return indicator.ordinal == same[0] + 1
        last = max((each.rank for each in self.path), default=-1.0)
        leaves_out = any(last < rank < indicator.rank for rank in self.ranks)  # 1. right below 三、 in a table that has （一）
        return indicator.ordinal == 1 and not leaves_out

    def is_cut(self, text: str) -> bool:
        """Whether a label is nothing but its number, or no more than half of a known one that it begins."""
        bare = label(text)
        return len(bare) < LEAST_LABEL or (_is_short_half if len(bare) <= SHORT else _is_half)(bare, self.forms.indicator_labels)

    def go_on(self, cell: Cell) -> None:
        """Continue after the table was cut and its head repeated: the first label after it is not the first of its level."""
        (path, numbered), self.before = self.before, ([], False)
        text = SPACES.sub("", cell.text)
        among = AMONG.match(text)
        deeper = any(pattern.match(text) for pattern, rank in LEVELS if rank)  # （一） or 1. where the table begins with 一、
        if path and (among or _ordinal(text) > 1 or (numbered and (deeper or not _ordinal(text)))):
            self.path, self.numbered = path, numbered

    def indicator(self, cell: Cell) -> Indicator:
        """Return the label without numbering and 其中, and its depth by them; in wide tables the column comes first."""
        text = SPACES.sub("", cell.text)
        among = AMONG.match(text)
        rest = text[among.end() :] if among else text
        rank, length = next(((rank, found.end()) for pattern, rank in LEVELS if (found := pattern.match(rest))), (None, 0))
        bare, column = rest[length:], 10.0 * cell.column if self.wide else 0.0
        if rank is not None:
            self.numbered = self.numbered or rank == 0
            return Indicator(column + rank, bare, ordinal=_ordinal(rest))
        above = self.path[-1] if self.path else Indicator(0.0, "")
        if among:
            return Indicator(above.rank + (0.0 if above.among else 0.5), bare, among=True)
        return Indicator(above.rank if self.numbered and self.path and not self.wide else column, bare, among=above.among and self.numbered)


def _is_half(bare: str, labels: frozenset[str]) -> bool:
    """Return whether a label begins known ones and is no more than half of each."""
    longer = [known for known in labels if known.startswith(bare)]
    return bool(longer) and all(2 * len(bare) <= len(known) and not TAIL.fullmatch(known[len(bare) :]) for known in longer)


_is_short_half = lru_cache(maxsize=1 << 12)(_is_half)  # the same labels come again in every report


def _ordinal(text: str) -> int:
    """Return the number a label begins with; 0 if none."""
    match = ORDINAL.match(fold(text))
    return (int(match[1]) if match[1].isdecimal() else han_number(match[1]) or 0) if match else 0


def _is_first_part(text: str) -> bool:
    """Return whether a label begins the parts of a group: 其中：1、当面申请数."""
    bare = SPACES.sub("", text)
    among = AMONG.match(bare)
    return among is not None and _ordinal(bare[among.end() :]) == 1


def _own_words(head: Cell) -> str:
    """The words of a head that no form explains; none where it names another year or a comparison: its figures are not the report's."""
    return "" if is_compared(head) else SPACES.sub("", head.text)


def _year_of(head: Cell | None) -> int:
    """Return the year a head names; 0 if none."""
    if head is None:
        return 0
    match = YEAR.search(head.text)
    return int(match[0][:4]) if match else 0


def is_unit(cell: Cell) -> bool:
    """Return whether a cell holds what the unit column prints."""
    text = squeeze(cell.text)
    return text in UNITS or bool(NO_UNIT.fullmatch(text))
