"""What a generated report is made of: runs, cells, tables, blocks, and what a person sees in them.

Nothing here knows a file format. A format draws the blocks; a mutation changes them and says what is then visible.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str, str]
"""(table, item, measure) of a figure."""


@dataclass
class Run:
    """A stretch of text with one appearance.

    ``mark`` is ``""`` (plain), ``sup``, ``strike``, ``hidden``, ``ins``, ``input``, ``select``, ``picture``, ``white_on_dark``,
    ``break`` (a line break), or a mark of one format (``control``, ``text_box``, ``equation``, ``field``, ``soft_hyphen``, ``covered``).
    """

    text: str
    mark: str = ""


@dataclass
class Cell:
    """A cell of a table; ``key`` names the figure that a person finds in it."""

    runs: list[Run]
    colspan: int = 1
    rowspan: int = 1
    key: Key | None = None
    head: bool = False
    vertical: bool = False
    number_format: str = ""
    stored: float | None = None
    formula: bool = False

    @property
    def text(self) -> str:
        """Return the text without marks, line breaks as newlines."""
        return "".join("\n" if run.mark == "break" else run.text for run in self.runs)

    @property
    def shown(self) -> str:
        """Return what a person sees, with struck and hidden matter left out and notes left in."""
        dead = ("strike", "hidden", "covered")
        return "".join("\n" if run.mark == "break" else run.text for run in self.runs if run.mark not in dead)


@dataclass
class Row:
    """A row of cells; ``hidden`` rows are in the file and not on the page."""

    cells: list[Cell]
    hidden: bool = False
    deleted: bool = False


@dataclass
class Table:
    """A table of a report: ``name`` is proactive, requests, disputes, statistics or other."""

    name: str
    rows: list[Row]
    hidden: bool = False
    container: str = "main"
    sheet: str = ""
    nested: bool = False
    break_row: int = -1
    own: bool = True

    @property
    def columns(self) -> int:
        """Return the number of grid columns."""
        return max((place.column + place.cell.colspan for place in placements(self)), default=0)


@dataclass
class Paragraph:
    """A paragraph; ``style`` is title, heading, body, caption, signature or note."""

    runs: list[Run]
    style: str = "body"
    hidden: bool = False
    container: str = "main"

    @property
    def text(self) -> str:
        """Return the text without marks."""
        return "".join("\n" if run.mark == "break" else run.text for run in self.runs)


Block = Table | Paragraph


@dataclass(frozen=True)
class Placement:
    """A cell with its grid position."""

    row: int
    column: int
    cell: Cell


def placements(table: Table) -> list[Placement]:
    """Return the cells of a table with their grid positions, spans resolved as HTML does."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            taken.update((number + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan))
            placed.append(Placement(number, column, cell))
            column += cell.colspan
    return placed


@dataclass
class Expected:
    """What is visible for one key.

    ``number``: ``value`` must be given, or counts as uncertain. ``either``: the value or no number, never another number. ``blank``,
    ``not_applicable``: nothing is said. ``unread``: digits a machine cannot see; never blank. ``unsure``: no number can be told.
    ``absent``: struck, hidden or not there: no number.
    """

    state: str
    value: float | None = None
    raw: str = ""


@dataclass
class Sentence:
    """A sentence of the prose with what it says of the tables: ``stated`` must equal the sum of ``keys`` (``None``: says nothing of them)."""

    text: str
    rule: str = ""
    keys: tuple[Key, ...] = ()
    stated: float | None = None
    also: tuple[Key, ...] = ()


@dataclass
class Plan:
    """What is chosen before the tables are drawn: columns, their order, labels."""

    request_columns: list[str] = field(default_factory=list)
    extra_request_column: tuple[str, int] | None = None
    serial_column: bool = False
    dispute_blocks: list[str] = field(default_factory=list)
    dispute_results: list[str] = field(default_factory=list)
    disputes_as_three: bool = False
    previous_columns: str = ""
    side_by_side: bool = False
    statistics_variant: str = "fujian"
    label_style: str = "plain"
    other_as_one_row: bool = False


@dataclass
class Draft:
    """A report under construction, with what it must be read as."""

    rng: random.Random
    form: str
    year: int
    agency: str
    accepted_agencies: set[str]
    figures: dict[Key, float]
    plan: Plan
    format: str
    style: str = ""
    title_lines: list[str] = field(default_factory=list)
    page_title: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    period: str = ""
    signature: str = ""
    blocks: list[Block] = field(default_factory=list)
    expected: dict[Key, Expected] = field(default_factory=dict)
    labels: dict[Key, str] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)
    ungraded: set[str] = field(default_factory=set)
    extras: dict[str, Any] = field(default_factory=dict)
    applied: list[str] = field(default_factory=list)
    touched: set[Key] = field(default_factory=set)

    def tables(self, name: str = "") -> list[Table]:
        """Return the report's own tables of a name, or all."""
        return [b for b in self.blocks if isinstance(b, Table) and b.own and (not name or b.name == name)]

    def paragraphs(self, style: str) -> list[Paragraph]:
        """Return the paragraphs of a style."""
        return [b for b in self.blocks if isinstance(b, Paragraph) and b.style == style]

    def cells(self) -> Iterator[Cell]:
        """Yield the cells that hold a figure of the report."""
        for table in self.tables():
            for row in table.rows:
                yield from (cell for cell in row.cells if cell.key)

    def cell(self, key: Key) -> Cell | None:
        """Return the cell of a key."""
        return next((cell for cell in self.cells() if cell.key == key), None)

    def pick(self, count: int = 1, *, table: str = "", positive: bool = False, zero: bool = False, measure: str = "") -> list[Cell]:
        """Return random cells that no mutation has touched, of a table, with a positive or zero figure."""
        fitting = [cell for cell in self.cells() if cell.key and self._fits(cell.key, table, positive, zero, measure)]
        chosen = self.rng.sample(fitting, min(count, len(fitting)))
        self.touched.update(cell.key for cell in chosen if cell.key)
        return chosen

    def _fits(self, key: Key, table: str, positive: bool, zero: bool, measure: str) -> bool:
        expected = self.expected[key]
        if key in self.touched or expected.state != "number" or expected.value is None:
            return False
        asked = ((not table or key[0] == table), (not measure or key[2] == measure))
        return all(asked) and (not positive or expected.value > 0) and (not zero or expected.value == 0)

    def expect(self, key: Key | None, state: str, value: float | None = None, raw: str = "") -> None:
        """Set what is visible for a key."""
        if key is None:
            raise ValueError("a cell without a key has no expectation")
        self.expected[key] = Expected(state, value, raw)
        self.touched.add(key)


def number_text(value: float) -> str:
    """Return a figure as a clerk prints it, without a useless fraction."""
    return str(int(value)) if float(value).is_integer() else f"{value:.6f}".rstrip("0")
