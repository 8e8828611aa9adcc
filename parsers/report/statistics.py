"""The statistics tables before 2019: indicators with a unit and one or more columns of figures, national and provincial shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parsers.report.forms import Forms
from parsers.report.rows import Line, Row, Unknown, is_blank, is_figure, printed
from parsers.report.values import UNITS
from parsers.text import label, squeeze
from parsers.types import Cell

LEVELS = (
    (re.compile(r"[一二三四五六七八九十]{1,3}[、.．,，]"), 0),
    (re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"), 1),
    (re.compile(r"[\d０-９]{1,2}[、.．,，](?!\d)"), 2),
    (re.compile(r"[（(]?[\d０-９]{1,2}[）)]|[①-⑳]"), 3),
)
NO_FIGURES = {"indicator", "unit", "code"}  # roles of columns that hold none
AMONG = re.compile(r"其中[:：,，、]?")
YEAR = re.compile(r"(?:19|20)\d\d年?度?")
SPACES = re.compile(r"\s+")
NO_UNIT = re.compile(r"[—\-–―]{1,4}")  # what the unit's column prints beside a group's head


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator's label and how deep it stands."""

    rank: float
    text: str
    among: bool = False  # 其中 without a number
    doubt: str = ""  # why it is not certain that it is this label (scans)


class Reader:
    """Reads a statistics table line by line; the head tells which column is which, the numbering how the indicators nest."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.roles: dict[int, tuple[str, Cell]] = {}  # column → role, head
        self.heads: dict[Cell, str] = {}  # of the columns that hold figures: head → role
        self.path: list[Indicator] = []
        self.numbered = False  # whether 一、 is in use: then a bare label goes on at the level before it
        self.wide = False  # whether the labels themselves stand in several columns

    def opens(self, line: Line) -> bool:
        """A head that names the indicator and its unit, code or columns."""
        if not any(text in self.forms.statistics["indicator"] for text in line.words):  # asked of every line: the cheap question first
            return False
        roles = [self.role(text) for text in line.texts]
        return "indicator" in roles and len(roles) > 1 and any(role in {"unit", "code", "cumulative", "value"} for role in roles)

    def take(self, line: Line) -> Row | Unknown | None:
        """A row of one indicator; the head is kept in mind."""
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
        # any words are a label here: where they are not read for sure, no form tells what the figures are of
        if doubt := next((indicator.doubt for indicator in self.path if indicator.doubt), ""):
            values = tuple(cell._replace(doubt=cell.doubt or f"label: {doubt}") for cell in values)
        units = (cell for role, cell in roles if role == "unit" and not is_blank(cell) and not cell.doubt)
        unit = next((SPACES.sub("", cell.text) for cell in units), None)
        item = "/".join(indicator.text for indicator in self.path)
        return Row("statistics", tuple((item, role) for role in self.heads.values()), values, line, printed(labels),
                   units=(unit,) * len(self.heads), heads=tuple(self.heads))

    def take_roles(self, roles: Mapping[int, tuple[str, Cell]]) -> None:
        """Keep in mind what each column is, and the heads of those that hold figures, from left to right."""
        self.roles = dict(roles)
        self.heads = {head: role for _, (role, head) in sorted(self.roles.items()) if role not in NO_FIGURES}

    def learn(self, line: Line) -> None:
        """Take the roles of the columns from the head; a second head of the same table begins anew."""
        self.path, self.numbered = [], False
        roles: dict[int, tuple[str, Cell]] = {}
        for cell in line.cells:
            role = self.role(label(cell.text)) or (SPACES.sub("", cell.text) if not is_blank(cell) else "")
            if role:
                roles |= dict.fromkeys(range(cell.column, cell.column + cell.colspan), (role, cell))
        self.wide = sum(role == "indicator" for role, _ in roles.values()) > 1
        heads = dict.fromkeys(head for _, (role, head) in sorted(roles.items()) if role == "value")
        own = max(heads, key=_year_of, default=None)  # of columns for several years the last year's, else the first
        for column, (role, head) in roles.items():
            if role == "value" and head is not own:  # a second column of the same name keeps its own words
                roles[column] = (SPACES.sub("", head.text), head)
        self.take_roles(roles)

    def refines(self, line: Line) -> bool:
        """Whether a line right below the head parts its columns of figures: 数量 into 区政府, 区直, 乡镇; if so it is taken in."""
        words = [cell for cell in line.cells if not is_blank(cell)]
        above = [self.roles.get(cell.column) for cell in words]
        wide = any(found and found[1].colspan > 1 for found in above)
        if not wide or any(map(is_figure, words)) or any(not found or found[0] in NO_FIGURES for found in above):
            return False
        below = {column: (self.role(label(cell.text)) or SPACES.sub("", cell.text), cell)
                 for cell in words for column in range(cell.column, cell.column + cell.colspan)}
        self.take_roles(self.roles | below)
        return True

    def role(self, text: str) -> str:
        """What a head's label says of its column: indicator, unit, code, value or cumulative; empty for any other."""
        words = YEAR.sub("年度", text)
        for role, spelled in self.forms.statistics.items():
            if words in spelled or (role == "cumulative" and any(words.startswith(text) for text in spelled)):
                return role
        return ""

    def at(self, cell: Cell) -> str:
        """The role of the column a cell begins in; beyond the head, that of no column."""
        return self.roles.get(cell.column, ("", cell))[0]

    def step(self, cell: Cell) -> None:
        """Go to an indicator: leave the deeper and equal ones behind, then enter it."""
        indicator = self.indicator(cell)
        while self.path and self.path[-1].rank >= indicator.rank:
            self.path.pop()
        self.path.append(replace(indicator, doubt=cell.doubt) if cell.doubt else indicator)

    def indicator(self, cell: Cell) -> Indicator:
        """The label without numbering and 其中, and how deep it stands by them; in wide tables the column counts first."""
        text = SPACES.sub("", cell.text)
        among = AMONG.match(text)
        rest = text[among.end():] if among else text
        rank, length = next(((rank, found.end()) for pattern, rank in LEVELS if (found := pattern.match(rest))), (None, 0))
        bare, column = rest[length:], 10.0 * cell.column if self.wide else 0.0
        if rank is not None:
            self.numbered = self.numbered or rank == 0
            return Indicator(column + rank, bare)
        above = self.path[-1] if self.path else Indicator(0.0, "")
        if among:
            return Indicator(above.rank + (0.0 if above.among else 0.5), bare, among=True)
        return Indicator(above.rank if self.numbered and self.path and not self.wide else column, bare, among=above.among and self.numbered)


def _year_of(head: Cell) -> int:
    """The year a head names; 0 where it names none."""
    match = YEAR.search(head.text)
    return int(match[0][:4]) if match else 0


def is_unit(cell: Cell) -> bool:
    """Given a cell, tell whether it holds what the unit's column prints."""
    text = squeeze(cell.text)
    return text in UNITS or bool(NO_UNIT.fullmatch(text))
