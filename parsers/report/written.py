"""Tables that were written as lines of text, without rules and cells: what blanks part are the cells, words then figures make a row.

A portal's own text version, a table set with tabs or blanks, a PDF printed without rules, a page of cells each in a line of its own.
Only asked for the kinds of table that the document has no real table of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from parsers.report import disputes, proactive, statistics
from parsers.report.forms import Forms
from parsers.report.rows import Line, Reader, Row, is_blank, is_figure
from parsers.text import label
from parsers.types import Cell, Paragraph, Table

SENTENCE = re.compile(r"[。！？；]")
LONGEST = 160  # characters of a line that may be a row: the longest label of the forms has 36, a head of all columns 70
# 1. 属于国家秘密: the number belongs to its label
NUMBER_APART = re.compile(r"(?:(?<=[.．、])|(?<=[一二三四五六七八九十][)）]))[^\S\n]+(?=[^\d\s+\-/])")
# （三）不予公开1.属于国家秘密: two labels
WITHIN = re.compile(r"(?<=[^\s第])(?=[（(][一二三四五六七八九][）)])|(?<=[^\s\d.:：])(?=[1-8][.．、][^\d\s])")
LOOSE = "the label may go on in the next line"
LEAST_SHARE = 0.5  # of the figures a row should have: with fewer it is no row of that table


def lines(blocks: Sequence[Paragraph | Table], headings: frozenset[int], forms: Forms) -> Iterator[Line | None]:
    """Given a document's blocks and which are headings of parts, yield the lines that its short paragraphs make; None at a heading.

    A line holds words alone (heads, labels of groups) or a label and its figures.
    """
    writer = _Writer(sum(isinstance(block, Table) for block in blocks), forms)
    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not may_be_row(block):
            yield from writer.all()
            continue
        if number in headings:
            yield from writer.all()
            yield None
        yield from writer.take(pieces(block))
        if number in headings and len(block.cells) == 1:  # a line of a page that heads a part heads no column
            yield from writer.all()
    yield from writer.all()


def may_be_row(block: Paragraph) -> bool:
    """Whether a paragraph is short and no sentence. A scanned line has a page and no pieces: its figures are no facts."""
    return bool(block.cells or block.page is None) and len(block.text) <= LONGEST and not SENTENCE.search(block.text)


def pieces(block: Paragraph) -> tuple[Cell, ...]:
    """Given a paragraph, return what its gaps, tabs or blanks part, numbers kept with the labels they stand before."""
    if block.cells:
        return tuple(replace(cell, text=text) for cell in block.cells for text in WITHIN.split(cell.text))
    texts = (text for piece in NUMBER_APART.sub("", block.text).split() for text in WITHIN.split(piece))
    return tuple(Cell(0, 0, text, path=block.path, page=block.page) for text in texts)


class _Writer:
    """Gathers pieces into lines: figures go on until the next words, words until figures or the end of a paragraph of several."""

    def __init__(self, table: int, forms: Forms) -> None:
        self.table, self.forms = table, forms
        self.role = statistics.Reader(forms).role
        self.number = 0
        self.words: list[Cell] = []  # not yet known to be a label or heads
        self.before: list[Cell] = []  # words of the line before, a label's beginning where the label goes on
        self.above: list[Cell] = []  # words of lines whose pieces have boxes: heads stand in several lines there
        self.figures: list[Cell] = []

    def take(self, found: Sequence[Cell]) -> Iterator[Line]:
        """The lines that are whole once a paragraph has been taken in."""
        if sum(not is_figure(cell) and not is_blank(cell) for cell in found) > 1 and self.words:
            yield from self.heads()
        for cell in found:
            if is_figure(cell) or (is_blank(cell) and self.figures):
                self.figures.append(cell)
            elif not is_blank(cell):
                if self.figures:
                    yield from self.row()
                self.words.append(cell)
        if self.figures and len(found) > len(self.figures):
            yield from self.row()
        elif not self.figures and (len(found) > 1 or any(cell.box for cell in found)):
            yield from self.heads()

    def all(self) -> Iterator[Line]:
        """What is left; nothing goes on over running text."""
        if self.figures:
            yield from self.row()
        yield from self.heads()
        yield from self.stacked()
        self.before = []

    def row(self) -> Iterator[Line]:
        """The label and the figures gathered so far, after the heads that stood before the label."""
        yield from self.columns()
        name = self.name()
        while self.figures and is_blank(self.figures[-1]):
            self.figures.pop()
        yield from self.heads()
        yield from self.stacked()
        yield self.line([*name, *self.figures])
        self.figures, self.before = [], []

    def name(self) -> list[Cell]:
        """The cells that name the row: the last words, or these put together with what they go on from."""
        words = self.words
        if not words:  # the label stands in a line above its figures
            return next(([replace(parts[0], text=text)] for parts in (self.before[-1:], self.before)
                         if self.known(text := "".join(cell.text for cell in parts))), [])
        if statistics.is_unit(words[-1]):  # any words may name an indicator: what stands before its unit
            self.words = []
            return words
        for parts in (words[-1:], words[-2:], words[-3:], [*self.before[-1:], *words[-1:]], [*self.before, *words]):
            text = "".join(cell.text for cell in parts)
            if self.known(text):
                self.words = words[:max(len(words) - len(parts), 0)]
                return [replace(parts[0], text=text)]
        self.words = []
        return words

    def columns(self) -> Iterator[Line]:
        """The head of a statistics table, where the words gathered so far begin with one."""
        roles = [self.role(label(cell.text)) for cell in self.words if not cell.box]  # what has a place is put together first
        start = roles.index("indicator") if "indicator" in roles else len(roles)
        end = next((place for place in range(start, len(roles)) if not roles[place]), len(roles))
        if end - start > 1:
            yield self.line(self.words[start:end])
            self.words = self.words[end:]

    def known(self, text: str) -> bool:
        """Whether a text is the label of an item of the forms."""
        return bool(self.forms.proactive.find(text) or self.forms.requests.find(text) or self.forms.disputes.find(text))

    def heads(self) -> Iterator[Line]:
        """The words gathered so far, as lines of their own: an article's, and those that begin with a head's corner."""
        self.before = self.words or self.before
        yield from self.columns()
        words, self.words = self.words, []
        for kind, group in groupby(words, key=self.begins):
            cells = list(group)
            if kind != "article" and cells[0].box:
                self.above += cells
                continue
            yield from self.stacked()
            yield from (self.line([cell]) for cell in cells) if kind == "article" else [self.line(cells)]

    def begins(self, cell: Cell) -> str:
        """What a piece of a head begins: an article of the regulation, the columns under it, or nothing."""
        text = label(cell.text)
        if self.forms.article.search(text):
            return "article"
        return "columns" if text.startswith(self.forms.corners["proactive"]) else ""

    def stacked(self) -> Iterator[Line]:
        """The words of several lines that have places on the page, put together where they stand below one another."""
        stacks: list[Cell] = []
        for cell in self.above:
            over = next((place for place, other in enumerate(stacks) if _below(cell, other)), None)
            if over is None:
                stacks.append(cell)
            else:
                stacks[over] = replace(stacks[over], text=stacks[over].text + cell.text)
        self.above = []
        if stacks:
            yield self.line(sorted(stacks, key=lambda cell: cell.box or ()))

    def line(self, cells: Iterable[Cell]) -> Line:
        """A line of the written table, its cells numbered from the left."""
        numbered = tuple(replace(cell, row=self.number, column=column) for column, cell in enumerate(cells))
        self.number += 1
        return Line(self.table, self.number - 1, numbered, tuple(label(cell.text) for cell in numbered if not is_blank(cell)),
                    numbered[0].page if numbered else None)


def _below(cell: Cell, other: Cell) -> bool:
    """Whether two pieces stand in one column of a page: more than half of the narrower one."""
    if not cell.box or not other.box or cell.page != other.page:
        return False
    shared = min(cell.box[2], other.box[2]) - max(cell.box[0], other.box[0])
    return shared * 2 > min(cell.box[2] - cell.box[0], other.box[2] - other.box[0])


def _labelled(found: Sequence[Line | None]) -> Iterator[Line | None]:
    """The lines with labels put together that stand above and below their figures on a page; else a doubt where a line beside has words.

    Only statistics tables heed it: the labels of the other forms are known.
    """
    taken = None
    for before, line, after, following in zip((None, *found), found, (*found[1:], None), (*found[2:], None, None), strict=False):
        if line and line is taken:
            continue
        above = None if before is taken else _words_alone(before)
        below = _words_alone(after) if line and (not _label(line) or following is None or _label(following)) else None
        if not line or not any(map(is_figure, line.cells)) or not (above or below):
            yield line
        elif above and below and not _label(line) and (following is None or _label(following)):
            taken = after
            yield replace(line, cells=(replace(above, text=above.text + below.text), *line.cells))
        else:
            yield replace(line, cells=tuple(replace(cell, doubt=LOOSE) if cell in _label(line) else cell for cell in line.cells))


def _words_alone(line: Line | None) -> Cell | None:
    """The one piece of a page's line, if that is all of it and no figure."""
    return line.cells[0] if line and len(line.cells) == 1 and line.cells[0].box and not is_figure(line.cells[0]) else None


def _label(line: Line) -> tuple[Cell, ...]:
    return tuple(cell for cell in line.cells if not is_figure(cell) and not statistics.is_unit(cell))


def rows(blocks: Sequence[Paragraph | Table], headings: frozenset[int], readers: Sequence[Reader], forms: Forms) -> tuple[Row, ...]:
    """Given a document's blocks, which are headings, and the readers of the tables it lacks, return the rows its lines of text hold."""
    found: list[Row] = []
    current: Reader | None = None
    for line in _labelled(list(lines(blocks, headings, forms))):
        if line is None:  # the national statistics table has headings of its own
            current = current if isinstance(current, statistics.Reader) else None
            continue
        current = _reader(line, current, readers)
        row = _taken(line, current, forms) if current else None
        if row and len(row.cells) >= LEAST_SHARE * len(row.keys):
            found.append(row)
    return tuple(found)


def _reader(line: Line, current: Reader | None, readers: Sequence[Reader]) -> Reader | None:
    if current and current.opens(line):
        return current
    return next((reader for reader in readers if reader.opens(line)), current)


def _taken(line: Line, reader: Reader, forms: Forms) -> Row | None:
    """The row a line holds. Of sections 三 and 四 the heads are not passed on: their places in a line are not those of the figures."""
    if isinstance(reader, statistics.Reader):
        found = reader.take(_in_columns(line, reader))
    elif isinstance(reader, proactive.Reader):
        found = reader.take(line)
    elif not any(map(is_figure, line.cells)):
        return None
    elif isinstance(reader, disputes.Reader) and not any(forms.disputes.find(cell.text) for cell in line.cells):
        found = reader.take(replace(line, cells=tuple(cell for cell in line.cells if is_figure(cell) or is_blank(cell)), texts=()))
    else:
        found = reader.take(line)
    return found if isinstance(found, Row) else None


def _in_columns(line: Line, reader: statistics.Reader) -> Line:
    """A line of a statistics table with its words in the label's column, its unit in the unit's and its figures in the others."""
    columns = {role: column for column, (role, _) in reversed(reader.roles.items())}
    if "indicator" not in columns or reader.opens(line):
        return line
    rest, words = list(line.cells), list[Cell]()
    while rest and not is_figure(rest[0]) and not statistics.is_unit(rest[0]):
        words.append(rest.pop(0))
    placed = [replace(words[0], text="".join(cell.text for cell in words), column=columns["indicator"])] if words else []
    if "unit" in columns and rest and statistics.is_unit(rest[0]):
        placed.append(replace(rest.pop(0), column=columns["unit"]))
    free = sorted(column for column, (role, _) in reader.roles.items() if role not in {"indicator", "unit", "code"})
    beyond = len(reader.roles)
    places = free if len(rest) == len(free) else range(beyond, beyond + len(rest))  # a figure lost: nobody knows whose column it was
    placed += [replace(cell, column=column) for cell, column in zip(rest, places, strict=True)]
    return replace(line, cells=tuple(sorted(placed, key=lambda cell: cell.column)))
