"""Tables written as lines of text, without rules and cells.

A portal's own text version, a table set with tabs or blanks, a PDF printed without rules, a page with every cell on its own line.
Used only for kinds of table that the document has no real table of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.chinese_text import label
from parsers.report.forms.forms import Forms
from parsers.report.forms.rows import FigureRow, LineReader, TableLine, Unknown, is_blank, is_figure, printed
from parsers.report.forms.values import UNITS
from parsers.report.tables import disputes, glued_figures, line_order, proactive, requests, statistics, text_heads
from parsers.report.tables.text_labels import known, labelled
from parsers.report.tables.text_lines import REMARKED, ends_in_figure, lines, shared
from parsers.types import Cell, Paragraph, Table, TableName

LABEL_AND_UNIT = re.compile(rf"(.*[数量额用费])({'|'.join(UNITS)})")
TURNED = "the heads are not in the form's order, and which figure stands below which is not known"
OPEN_COLUMN = "which of these is the code of the row is not known"
LEAST_FIGURES = 4  # of a line that no label explains: with fewer it need not be of the table
SHORT = "too few figures for a line"
LEAST_SHARE = 0.5  # of the figures a row should have: with fewer it is no row of that table


def read_text_tables(
    blocks: Sequence[Paragraph | Table], headings: frozenset[int], readers: Sequence[LineReader], forms: Forms
) -> tuple[tuple[FigureRow, ...], tuple[Unknown, ...]]:
    """Return the rows in a document's lines of text, and lines that no label explains."""
    if not any(ends_in_figure(block) for block in blocks if isinstance(block, Paragraph)):  # looking closer costs as much as all the rest
        return (), ()
    current: LineReader | None = None
    orders, found = _Orders(forms), _TextRows(forms)
    for line in line_order.upright(list(labelled(list(known(list(lines(blocks, headings, forms)), forms)), forms)), forms):
        if line is None:  # the national statistics table has headings of its own
            current = current if isinstance(current, statistics.StatisticsReader) else None
            continue
        current = _reader(line, current, readers)
        if current:
            orders.take(line, current)
            found.take(line, _taken(line, current, forms), current, orders.turned)
    return tuple(found.rows), tuple(found.open_lines())


class _TextRows:
    """The rows of the lines so far, and the lines with figures that are none."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.rows: list[FigureRow] = []
        self.unknown: list[Unknown] = []
        self.short: list[Unknown] = []

    def take(self, line: TableLine, taken: FigureRow | Unknown | None, reader: LineReader, turned: set[TableName]) -> None:
        """Keep what a reader took a line for; a row of a table whose heads do not tell its columns is an unknown line."""
        if isinstance(taken, FigureRow) and taken.table in turned:
            taken = Unknown(taken.table, line, " ".join(cell.text for cell in line.cells), TURNED)
        if isinstance(taken, FigureRow):
            if len(taken.cells) < LEAST_SHARE * len(taken.keys) and not glued_figures.is_glued(taken):
                self.short.append(Unknown(taken.table, line, printed(line.cells), SHORT))
            elif taken.keys:
                self.rows.append(taken)
        elif taken and _figures(line) >= (1 if _is_own(line, reader, self.forms) else LEAST_FIGURES):
            self.unknown.append(taken)

    def open_lines(self) -> list[Unknown]:
        """Return the lines that no label explains, and those with too few figures, which alone need not be of the table."""
        tables = {row.table for row in self.rows}
        few = [row for row in self.short if (count := _figures(row.line)) >= LEAST_FIGURES or (count and row.table in tables)]
        return [*self.unknown, *few]


def _figures(line: TableLine) -> int:
    return sum(map(is_figure, line.cells))


def _is_own(line: TableLine, reader: LineReader | None, forms: Forms) -> bool:
    """Return whether a line is one of its table for sure: its label is the head of a column of section 二, or it has a unit."""
    if isinstance(reader, statistics.StatisticsReader):
        return any(map(statistics.is_unit, line.labels))
    return bool(line.labels) and forms.proactive_measures.find(line.labels[0].text) is not None


class _Orders:
    """The heads of sections 三 and 四 as their lines come, and whether they print another order than the form's."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.lines: list[TableLine] = []  # of heads, since the last row of figures
        self.turned: set[TableName] = set()  # kinds of table whose heads do not tell which column is which

    def take(self, line: TableLine, reader: LineReader) -> None:
        """Keep the line of a head in mind; at the first figures below, tell the reader the order that the heads have."""
        if not line.figured:
            corner = self.forms.corners["requests"][0]
            start = max((place for place, cell in enumerate(line.cells) if label(cell.text).startswith(corner)), default=None)
            if start is None:
                self.lines.append(line)
            else:  # a head before the last corner is that of a table set aside
                self.lines = [replace(line, cells=line.cells[start:])]
            return
        lines, self.lines = self.lines, []
        if not lines:
            return
        if isinstance(reader, requests.RequestsReader):
            columns = text_heads.of_requests(lines, reader, self.forms)
            reader.last = columns or reader.last
            self.note("requests", clear=columns is not None, anew=bool(columns))
        elif isinstance(reader, disputes.DisputesReader):
            keys = text_heads.of_disputes(lines, reader, self.forms)
            if not keys and line.labels:  # the last head may have been taken for the row's label
                keys = text_heads.of_disputes([*lines, replace(line, cells=line.labels)], reader, self.forms) or keys
            reader.printed = keys or reader.printed
            self.note("disputes", clear=keys is not None, anew=bool(keys))

    def note(self, table: TableName, *, clear: bool, anew: bool) -> None:
        """Note that the order of a table's columns is not clear, or is clear again."""
        if not clear:
            self.turned.add(table)
        elif anew:
            self.turned.discard(table)


def _reader(line: TableLine, current: LineReader | None, readers: Sequence[LineReader]) -> LineReader | None:
    if current and (current.opens(line) or (isinstance(current, statistics.StatisticsReader) and current.keeps(line))):
        return current
    return next((reader for reader in readers if reader.opens(line)), current)


def _taken(line: TableLine, reader: LineReader, forms: Forms) -> FigureRow | Unknown | None:
    """Return the content of a line. Heads of sections 三 and 四 are not passed on: they are not above their figures."""
    if isinstance(reader, statistics.StatisticsReader):
        found = reader.take(_in_columns(line, reader))
    elif isinstance(reader, proactive.ProactiveReader):
        headed = bool(reader.heads) or not any(map(is_figure, line.cells))
        found = reader.take(line) if headed else Unknown("proactive", line, printed(line.cells)) if _is_own(line, reader, forms) else None
    elif not any(map(is_figure, line.cells)):
        return None
    elif isinstance(reader, disputes.DisputesReader) and not any(forms.disputes.find(cell.text) for cell in line.cells):
        found = reader.take(replace(line, cells=tuple(cell for cell in line.cells if is_figure(cell) or is_blank(cell))))
        found = found or Unknown("disputes", line, printed(line.cells))
    else:
        found = reader.take(line)
    if not isinstance(found, FigureRow) or isinstance(reader, statistics.StatisticsReader):
        return found
    filled = tuple(cell for cell in found.cells if not is_blank(cell))
    cells = filled if len(found.cells) > len(found.keys) == len(filled) else found.cells  # blanks that are no cells
    return replace(found, cells=cells, heads=(None,) * len(found.keys))  # positions in a line say nothing about columns


def _unit_apart(cell: Cell) -> Iterator[Cell]:
    """Yield a label with its unit glued on as two pieces: 受理政府信息依申请公开总数条."""
    match = LABEL_AND_UNIT.fullmatch(cell.text)
    yield from shared(cell, match.groups()) if match else (cell,)


def _in_columns(line: TableLine, reader: statistics.StatisticsReader) -> TableLine:
    """Return a line of a statistics table with its words in the label's column, its unit in the unit's, its figures in the others."""
    columns = {role: column for column, (role, _) in reversed(reader.roles.items())}
    if "indicator" not in columns or reader.opens(line):
        return line
    rest, words = [piece for cell in line.cells for piece in _unit_apart(cell)] if "unit" in columns else list(line.cells), list[Cell]()
    while rest and not is_figure(rest[0]) and not statistics.is_unit(rest[0]) and not REMARKED.fullmatch(rest[0].text):
        words.append(rest.pop(0))
    placed = [words[0]._replace(text="".join(cell.text for cell in words), column=columns["indicator"])] if words else []
    if "code" in columns:
        return replace(line, cells=(*placed, *_behind_code(rest, reader)))
    if "unit" in columns and rest and statistics.is_unit(rest[0]):
        placed.append(rest.pop(0)._replace(column=columns["unit"]))
    if words and len(rest) == 0 and len(placed) > 1:  # a label and a unit: the figures are blank
        rest = [placed[-1]._replace(text="") for role, _ in reader.heads.items()]
    free = sorted(column for column, (role, _) in reader.roles.items() if role not in statistics.NO_FIGURES)
    beyond = len(reader.roles)
    places = free if len(rest) == len(free) else range(beyond, beyond + len(rest))  # a figure is lost, and its column unknown
    placed += [cell._replace(column=column) for cell, column in zip(rest, places, strict=True)]
    return replace(line, cells=tuple(sorted(placed, key=lambda cell: cell.column)))


def _behind_code(rest: Sequence[Cell], reader: statistics.StatisticsReader) -> Iterator[Cell]:
    """Yield what is behind the label of a statistics table with a column of codes, each piece in its column, or in doubt."""
    start = min(column for column, (role, _) in reader.roles.items() if role == "indicator")
    columns = [column for column, (role, _) in sorted(reader.roles.items()) if column > start and role != "indicator"]
    free = [column for column in columns if reader.roles[column][0] != "unit"]
    places = next((each for each in (columns, free) if len(each) == len(rest)), [])
    units = [reader.roles[column][0] == "unit" for column in places]
    sure = bool(places) and all(statistics.is_unit(cell) or not unit for cell, unit in zip(rest, units, strict=True))
    sure = sure and all(is_figure(cell) or unit for cell, unit in zip(rest, units, strict=True))
    for number, cell in enumerate(rest):
        yield cell._replace(column=places[number]) if sure else cell._replace(column=len(reader.roles) + number, doubt=OPEN_COLUMN)
