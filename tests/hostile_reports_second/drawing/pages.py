"""Break blocks into pages of placed strings, rules and boxes: the geometry of the PDF and OFD drawers.

Units are points, y grows down.

Options: `page_break` (none, plain, repeat, row), `page_rules` (full, none, horizontal, partial), `page_align` (center, right, overhang),
`page_vertical` (narrow labels of section three one sign below the other), `page_narrow` (figures wrapped in a narrow column).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from random import Random

from ..paper.blocks import Block, Cell, Heading, Panel, Paragraph, Run, Table, place, visible
from ..paper.draft import Draft

PORTRAIT, LANDSCAPE, MARGIN = (595.0, 842.0), (842.0, 595.0), 40.0


@dataclass
class Word:
    """Hold a placed string: left end and baseline, size, and the look of its run."""

    x: float
    y: float
    text: str
    size: float
    look: str = "plain"
    vertical: bool = False


@dataclass
class Sheet:
    """Hold one page: its size, its strings, and its rules as (x0, y0, x1, y1)."""

    size: tuple[float, float]
    words: list[Word] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def advance(text: str, size: float) -> float:
    """Return the width of a string: full-width signs one em, all others half an em."""
    return (
        sum(0 if unicodedata.category(sign) in {"Cf", "Mn"} else 1 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)
        * size
    )


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break text into lines that fit; figures and line breaks of the source are kept."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for sign in part:
            if line and advance(line + sign, size) > width:
                lines.append(line)
                line = ""
            line += sign
        lines.append(line)
    return lines


class Pages:
    """Place blocks page by page."""

    def __init__(self, draft: Draft) -> None:
        """Start with an empty first page."""
        self.draft, self.options = draft, draft.options
        self.rng = Random(f"pages {draft.rng.random()}")
        wide = any(isinstance(block, Table) and block.hints.get("wide") for block in draft.blocks)
        self.size = LANDSCAPE if wide else PORTRAIT
        self.sheets = [Sheet(self.size)]
        self.y = MARGIN
        self.header()

    @property
    def bottom(self) -> float:
        """Return the y below which nothing is placed."""
        return self.size[1] - MARGIN

    def new_page(self) -> None:
        """Begin a page."""
        self.sheets.append(Sheet(self.size))
        self.y = MARGIN
        self.header()

    def header(self) -> None:
        """Print the running head where the option `page_header` has one."""
        if "page_header" in self.options:
            self.sheets[-1].words.append(Word(MARGIN, 26, self.options["page_header"], 7.5))

    def add(self, blocks: list[Block]) -> None:
        """Place blocks in order."""
        for block in blocks:
            if isinstance(block, Heading):
                self.text(block.text, 16 if block.level == 0 else 12, "center" if block.level == 0 else "left")
            elif isinstance(block, Paragraph):
                if not block.hidden:
                    self.text(visible(block.runs), 10.5, block.align)
            elif isinstance(block, Panel):
                self.add(block.blocks if block.shown else [])
            else:
                self.table(block)

    def text(self, text: str, size: float, align: str = "left") -> None:
        """Place a paragraph."""
        width = self.size[0] - 2 * MARGIN
        for line in wrap(text, width, size):
            if self.y + size * 1.6 > self.bottom:
                self.new_page()
            spare = width - advance(line, size)
            x = MARGIN + {"left": 0.0, "center": spare / 2, "right": spare}[align]
            self.sheets[-1].words.append(Word(x, self.y + size, line, size))
            self.y += size * 1.6

    def table(self, table: Table) -> None:
        """Place a table, broken over pages by the option `page_break`; without one it goes to a new page where it does not fit."""
        if table.caption:
            self.text(table.caption, 10.5)
        drawn = Grid(table, self.size[0] - 2 * MARGIN, self.options)
        mode = self.options.get("page_break", "none")
        if mode == "none":
            if self.y + sum(drawn.heights) > self.bottom:
                self.new_page()
            drawn.scale(self.bottom - self.y)
        elif self.y + sum(drawn.heights[: drawn.heads + 1]) > self.bottom:
            self.new_page()
        if mode == "row" or (mode in {"plain", "repeat"} and table.key == "requests" and self.y + sum(drawn.heights) < self.bottom):
            low = self.bottom - max(sum(drawn.heights) * 0.55, sum(drawn.heights[: drawn.heads + 1]) + 1)
            self.y = max(self.y, low)
        self._rows(drawn, mode)
        self.y += 12

    def _rows(self, drawn: Grid, mode: str) -> None:
        first, top = 0, self.y
        while first < len(drawn.heights):
            last, y = first, top
            while last < len(drawn.heights) and y + drawn.heights[last] <= self.bottom + 0.5:
                y += drawn.heights[last]
                last += 1
            last = max(last, first + 1)
            drawn.draw(self.sheets[-1], first, last, top)
            self.y = top + sum(drawn.heights[first:last])
            if last < len(drawn.heights):
                self.new_page()
                if mode == "repeat":
                    drawn.draw(self.sheets[-1], 0, drawn.heads, self.y)
                    self.y += sum(drawn.heights[: drawn.heads])
            first, top = last, self.y


class Grid:
    """Hold a table's column widths and row heights, and draw a range of its rows on a sheet."""

    def __init__(self, table: Table, width: float, options: dict[str, str]) -> None:
        """Measure: figures never wrap, labels do."""
        self.table, self.options, self.placed = table, options, place(table.rows)
        self.font = 5.0 if table.hints.get("wide") else 8.5
        columns = table.width
        need = [self.font * 1.6] * columns
        wish = [self.font * 2.0] * columns
        for row in self.placed:
            for column, cell in row:
                if cell.colspan > 1:
                    continue
                length = (
                    max(
                        advance(line, self.font)
                        for line in (cell.text + "".join(run.text for run in cell.runs if run.look not in {"plain"})).split("\n")
                    )
                    + 7
                )
                wish[column] = max(wish[column], min(length, 150.0))
                if cell.coordinate:
                    need[column] = max(need[column], length)
        spare = width - sum(need)
        more = [max(wanted - least, 0.0) for wanted, least in zip(wish, need, strict=True)]
        total = sum(more) or 1.0
        self.widths = [
            least + max(spare, 0.0) * part / total if sum(more) else width / columns for least, part in zip(need, more, strict=True)
        ]
        self.edges = [MARGIN + sum(self.widths[:at]) for at in range(columns + 1)]
        self.heads = next((at for at, row in enumerate(table.rows) if any(cell.coordinate for cell in row)), 0)
        self.heights = self._heights()

    def upright(self, cell: Cell) -> bool:
        """Return true where a label is set one sign below the other."""
        return (
            bool(self.options.get("page_vertical"))
            and cell.head
            and cell.rowspan > 2
            and cell.colspan == 1
            and not cell.text.startswith("（本列")
        )

    def lines(self, column: int, cell: Cell) -> list[str]:
        """Return the lines of a cell's visible text."""
        room = self.edges[min(column + cell.colspan, len(self.widths))] - self.edges[column] - 4
        if self.upright(cell):
            return list(cell.text)
        return cell.text.split("\n") if cell.coordinate else wrap(cell.text, room, self.font)

    def _heights(self) -> list[float]:
        heights = [self.font * 1.9] * len(self.placed)
        for wide in (False, True):
            for number, row in enumerate(self.placed):
                for column, cell in row:
                    down = min(cell.rowspan, len(heights) - number)
                    lack = len(self.lines(column, cell)) * self.font * 1.25 + 6 - sum(heights[number : number + down])
                    if (down > 1) == wide and lack > 0:
                        for at in range(number, number + down):
                            heights[at] += lack / down
        return heights

    def scale(self, room: float) -> None:
        """Shrink row heights a little where the table is just too tall for a page."""
        factor = min(1.0, room / sum(self.heights))
        self.heights = [height * max(factor, 0.8) for height in self.heights]

    def draw(self, sheet: Sheet, first: int, last: int, top: float) -> None:
        """Draw rows `first` to `last` (exclusive) at `top`; a spanned cell is cut at the range's ends and its text stays in front."""
        tops = [top + sum(self.heights[first:at]) for at in range(first, last + 1)]
        for number in range(last):
            for column, cell in self.placed[number]:
                end = min(number + cell.rowspan, last)
                if end <= first:
                    continue
                y0, y1 = tops[max(number, first) - first], tops[end - first]
                x0, x1 = self.edges[column], self.edges[min(column + cell.colspan, len(self.widths))]
                self._rule(sheet, (x0, y0, x1, y1))
                if number >= first:
                    self._fill(sheet, cell, column, (x0, y0, x1, y1))

    def _rule(self, sheet: Sheet, area: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = area
        way = self.options.get("page_rules", "full")
        if way == "none":
            return
        sheet.rules += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
        if way == "full" or (way == "partial" and x0 <= self.edges[0]):
            sheet.rules += [(x0, y0, x0, y1), (x1, y0, x1, y1)]

    def _fill(self, sheet: Sheet, cell: Cell, column: int, area: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = area
        lines = self.lines(column, cell)
        if self.upright(cell):
            high = self.font * 1.05
            y = (y0 + y1) / 2 - len(cell.text) * high / 2
            sheet.words += [
                Word((x0 + x1) / 2 - self.font / 2, y + (at + 1) * high, sign, self.font, vertical=True)
                for at, sign in enumerate(cell.text)
            ]
            return
        y = (y0 + y1) / 2 - len(lines) * self.font * 1.25 / 2
        if cell.coordinate and any(run.look != "plain" for run in cell.runs):
            self._runs(sheet, cell.runs, (x0, x1), (y0 + y1) / 2 + self.font * 0.35)
            return
        for line in lines:
            y += self.font * 1.25
            spare = x1 - x0 - advance(line, self.font)
            align = self.options.get("page_align", "center") if cell.coordinate else "center"
            x = x0 + {"center": spare / 2, "right": spare - 2, "overhang": spare + self.font * 0.12}[align]
            sheet.words.append(Word(x, y - self.font * 0.25, line, self.font))

    def _runs(self, sheet: Sheet, runs: list[Run], across: tuple[float, float], y: float) -> None:
        sizes = [self.font * 0.6 if run.look == "superscript" else self.font for run in runs]
        shown = [
            0.0 if run.look in {"hidden", "comment", "covered", "class_hidden"} else advance(run.text, size)
            for run, size in zip(runs, sizes, strict=True)
        ]
        x = (across[0] + across[1]) / 2 - sum(shown) / 2 - 1.5
        if runs[-1].look in {"struck", "deleted", "white"} and len(runs) > 1:
            shown[-2] += 3.0
        for run, size, room in zip(runs, sizes, shown, strict=True):
            up = self.font * 0.45 if run.look == "superscript" else 0.0
            sheet.words.append(Word(x, y - up, run.text, size, run.look))
            x += room + (3.0 if room and run.look != "plain" and len(runs) > 1 and run.look not in {"superscript", "bold"} else 0.0)
