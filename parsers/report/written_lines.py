"""Short paragraphs → lines of a table without cells: what blanks or gaps part are the cells, words then figures make a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from parsers.report import statistics
from parsers.report.forms import Forms, unnumbered
from parsers.report.rows import Line, is_blank, is_figure
from parsers.text import fold, label
from parsers.types import Cell, Paragraph, Table

SENTENCE = re.compile(r"[。！？；]")
LONGEST = 160  # characters of a line that may be a row: the longest label of the forms has 36, a head of all columns 70
# 1. 属于国家秘密: the number belongs to its label
NUMBER_APART = re.compile(r"(?:(?<=[.．、])|(?<=[一二三四五六七八九十][)）]))[^\S\n]+(?=[^\d\s+\-/])")
# （三）不予公开1.属于国家秘密: two labels
WITHIN = re.compile(
    r"\s+(?=[（(]?[一二三四五六七八九\d][.．、)）])|(?<=[^\s第])(?=[（(][一二三四五六七八九][）)])|(?<=[^\s\d.:：])(?=[1-8][.．、][^\d\s])"
    r"|(?<=\d{6})(?=[1-8一二三四][.．、][^\d\s])")  # 00000003.其他: a row's figures without blanks, and the next row
LAST = re.compile(r"[\d０-９/—\-–元件条项次无)）]\s*$")
DIGIT = re.compile(r"(\d)\s*[.、]")
LABEL_AND_FIGURE = re.compile(r"(?P<label>.*[^\d.,+\-])(?P<figure>[+\-]?\d[\d,.]*)")  # 行政许可279


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
        yield from writer.take(pieces(block, forms))
        if number in headings and len(block.cells) == 1:  # a line of a page that heads a part heads no column
            yield from writer.all()
    yield from writer.all()


def may_be_row(block: Paragraph) -> bool:
    """Given a paragraph, say whether it is short and no sentence. A scanned line has a page and no pieces: its figures are no facts."""
    return bool(block.cells or block.page is None) and len(block.text) <= LONGEST and not SENTENCE.search(block.text)


def ends_in_figure(block: Paragraph) -> bool:
    """Given a paragraph, say whether it may be a row, by its last character alone."""
    return may_be_row(block) and bool(LAST.search(block.text))


def pieces(block: Paragraph, forms: Forms) -> tuple[Cell, ...]:
    """Given a paragraph, return what its gaps, tabs or blanks part, numbers kept with the labels they stand before."""
    cells = block.cells or tuple(Cell(0, 0, piece, path=block.path, page=block.page) for piece in NUMBER_APART.sub("", block.text).split())
    return tuple(piece for cell in cells for piece in shared(cell, tuple(_apart(cell.text, forms))))


def shared(cell: Cell, texts: Sequence[str]) -> Iterator[Cell]:
    """Given a piece and the texts it is cut into, yield these as pieces; each has the part of its box that its length asks for."""
    done, whole = 0, sum(map(len, texts))
    for text in texts:
        box, done = cell.box, done + len(text)
        if box and len(texts) > 1:
            width = (box[2] - box[0]) / whole
            box = (box[0] + (done - len(text)) * width, box[1], box[0] + done * width, box[3])
        yield cell._replace(text=text, box=box)


def _apart(text: str, forms: Forms) -> Iterator[str]:
    """The labels and figures of a piece that stand side by side without a gap; only labels that are known are cut off."""
    tokens = text.split()
    if len(tokens) > 1 and all(is_figure(Cell(0, 0, token)) for token in tokens):  # 31 5: narrow columns
        yield from tokens
        return
    for part in WITHIN.split(text):
        glued, bare = LABEL_AND_FIGURE.fullmatch(part), label(part)
        heads = next((found for pattern in forms.heads if len(found := pattern.findall(bare)) > 1 and "".join(found) == bare), ())
        if glued and label(unnumbered(glued["label"])) in (*forms.proactive.spelled, *forms.requests.spelled):
            yield from glued.groups()
        elif heads and "（" not in part:
            yield from heads
        else:
            yield part


def is_label(text: str, forms: Forms) -> bool:
    """Given a text, say whether it is the label of an item of the forms, under its own number if it has one: 2.其他 is cut short."""
    request = forms.requests.find(text)
    numbers = [DIGIT.match(fold(printed).strip()) for printed in (text, forms.requests.name(request or ""))]
    if request and all(numbers) and len({match[1] for match in numbers if match}) > 1:
        return False
    return bool(request or forms.proactive.find(text) or forms.disputes.find(text))


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
            return next(([parts[0]._replace(text=text)] for parts in (self.before[-1:], self.before)
                         if self.known(text := "".join(cell.text for cell in parts))), [])
        if statistics.is_unit(words[-1]):  # any words may name an indicator: what stands before its unit
            self.words = []
            return words
        for parts in (words[-1:], words[-2:], words[-3:], [*self.before[-1:], *words[-1:]], [*self.before, *words]):
            text = "".join(cell.text for cell in parts)
            if self.known(text):
                self.words = words[:max(len(words) - len(parts), 0)]
                return [parts[0]._replace(text=text)]
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
        return is_label(text, self.forms)

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
        """The words of several lines that have places on the page, put together where they stand below one another.

        What reaches over several columns is a caption and a line of its own.
        """
        words, self.above = self.above, []
        captions = [cell for cell in words if _columns_under(cell, words) > 1]
        yield from (self.line(line) for _, line in groupby(captions, key=lambda cell: cell.box and cell.box[1]))
        stacks: list[Cell] = []
        for cell in (cell for cell in words if cell not in captions):
            over = next((place for place, other in enumerate(stacks) if below(cell, other)), None)
            if over is None:
                stacks.append(cell)
            else:
                stacks[over] = cell._replace(text=stacks[over].text + cell.text)
        if stacks:
            yield self.line(sorted(stacks, key=lambda cell: cell.box or ()))

    def line(self, cells: Iterable[Cell]) -> Line:
        """A line of the written table, its cells numbered from the left."""
        numbered = tuple(cell._replace(row=self.number, column=column) for column, cell in enumerate(cells))
        self.number += 1
        return Line(self.table, self.number - 1, numbered, numbered[0].page if numbered else None)


def below(cell: Cell, other: Cell) -> bool:
    """Given two pieces, say whether they stand in one column of a page: more than half of the narrower one."""
    if not cell.box or not other.box or cell.page != other.page:
        return False
    shared = min(cell.box[2], other.box[2]) - max(cell.box[0], other.box[0])
    return shared * 2 > min(cell.box[2] - cell.box[0], other.box[2] - other.box[0])


def _columns_under(cell: Cell, words: Sequence[Cell]) -> int:
    """How many pieces of one other line a piece of a page reaches over."""
    tops = Counter(other.box[1] for other in words if other.box and other is not cell and below(cell, other))
    return max(tops.values(), default=0)
