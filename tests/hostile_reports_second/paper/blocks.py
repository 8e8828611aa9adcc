"""Define the drawing model: headings, paragraphs and tables made of runs, with what is visible and what is not.

Every drawer turns these blocks into one file format; `visible` says what a person sees of a run list, whatever the format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..interface import Coordinate

Look = Literal[
    "plain",
    "struck",
    "deleted",
    "inserted",
    "hidden",
    "white",
    "superscript",
    "picture",
    "on_dark",
    "shown_again",
    "input",
    "select",
    "css_content",
    "class_hidden",
    "offscreen",
    "tiny",
    "comment",
    "bold",
    "formula_without_value",
    "covered",
    "textbox",
    "field",
    "control",
]
VISIBLE: frozenset[str] = frozenset({"plain", "inserted", "bold", "textbox", "field", "control", "on_dark", "shown_again"})
SHOWN_BUT_NOT_TEXT: frozenset[str] = frozenset({"picture", "input", "select", "css_content", "formula_without_value"})


@dataclass
class Run:
    """Hold a piece of text with one look. A line break inside a cell is a newline."""

    text: str
    look: Look = "plain"


@dataclass
class Cell:
    """Hold one cell of a table as its source has it: runs, spans, and the coordinate of the figure it shows or None."""

    runs: list[Run]
    colspan: int = 1
    rowspan: int = 1
    head: bool = False
    coordinate: Coordinate | None = None
    hidden: bool = False
    attributes: str = ""
    number_format: str | None = None
    number: str | None = None

    @property
    def text(self) -> str:
        """Return what a person sees in the cell, without footnote marks, struck or hidden matter."""
        return visible(self.runs)


@dataclass
class Table:
    """Hold a table: its key in the contract ("" for a table that is not part of this report), its rows and drawing hints."""

    key: str
    rows: list[list[Cell]]
    hints: dict[str, str] = field(default_factory=dict)
    caption: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        """Return the number of grid columns."""
        return max((max((column + cell.colspan for column, cell in line), default=0) for line in place(self.rows)), default=0)


@dataclass
class Heading:
    """Hold the heading of a part, for example 三、收到和处理政府信息公开申请情况. `level` 0 is the title."""

    text: str
    level: int = 1


@dataclass
class Paragraph:
    """Hold a paragraph of prose. `hidden` paragraphs are in the source and not on the page."""

    runs: list[Run]
    align: str = "left"
    hidden: bool = False
    panel: str = ""

    @property
    def text(self) -> str:
        """Return what a person reads."""
        return visible(self.runs)


@dataclass
class Panel:
    """Hold blocks of a tab or a fold. `shown` says whether the page shows them without a click; only HTML and sheets draw hidden ones."""

    label: str
    blocks: list[Block]
    shown: bool


Block = Heading | Paragraph | Table | Panel


def say(text: str) -> Paragraph:
    """Return a plain paragraph."""
    return Paragraph([Run(text)])


def cell(text: str, colspan: int = 1, rowspan: int = 1, *, head: bool = False) -> Cell:
    """Return a cell of plain text."""
    return Cell([Run(text)] if text else [], colspan, rowspan, head)


def visible(runs: list[Run]) -> str:
    """Return the text that a person reads as the content of a run list: superscripts are marks and stay out."""
    return "".join(run.text for run in runs if run.look in VISIBLE)


def place(rows: list[list[Cell]]) -> list[list[tuple[int, Cell]]]:
    """Return each row's cells with their grid column, rowspans respected as a browser does."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[tuple[int, Cell]]] = []
    for number, row in enumerate(rows):
        column, line = 0, []
        for item in row:
            while (number, column) in taken:
                column += 1
            line.append((column, item))
            taken |= {(number + down, column + right) for down in range(item.rowspan) for right in range(item.colspan)}
            column += item.colspan
        placed.append(line)
    return placed


def tables(blocks: list[Block]) -> list[Table]:
    """Return all tables, those of panels included, in order."""
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
        elif isinstance(block, Panel):
            found += tables(block.blocks)
    return found
