"""Short paragraphs → lines of a table without cells: blanks or gaps separate the cells, words followed by figures make a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from gongkai.chinese_text import fold, label
from parsers.report.forms.forms import NUMBERING, Forms, unnumbered
from parsers.report.forms.rows import TableLine, is_blank, is_figure
from parsers.report.forms.values import UNITS
from parsers.report.tables import statistics
from parsers.types import Cell, Paragraph, Table

SENTENCE = re.compile(r"[。！？；]")
LONGEST = 160  # characters of a line that may be a row: the longest label of the forms has 36, a head of all columns 70
# 1. 属于国家秘密: the number belongs to its label; in 3. 件 78 the label is missing
NUMBER_APART = re.compile(rf"(?:(?<=[.．、])|(?<=[一二三四五六七八九十][)）]))[^\S\n]+(?=[^\d\s+\-/])(?!(?:{'|'.join(UNITS)})(?:\s|$))")
# （三）不予公开1.属于国家秘密: two labels
WITHIN = re.compile(
    r"(?<!\s)\s+(?=[（(]?[一二三四五六七八九\d][.．、)）])|(?<=[^\s第])(?=[（(][一二三四五六七八九][）)])|(?<=[^\s\d.:：])(?=[1-8][.．、][^\d\s])"
    r"|(?<=\d{6})(?=[1-8一二三四][.．、][^\d\s])"
)  # 00000003.其他: a row's figures without blanks, and the next row
LAST = re.compile(r"(?:[\d０-９/—\-–无)）]|(?<![)）])[元件条项次])\s*$")  # 第二十条第（一）项 is above each table of section 二
WIDER = 3.0  # times the head below: a title, not a line of that head
LEAST_PIECES = 2  # of a row before its figures: label and unit
SEVERAL = "it is printed close to another figure, and they may be of one cell"
JOINED = "words of another line may be in this label"
REMARK_APART = re.compile(
    r"(?<=[\d元件条项次])[^\S\n]+(?=[（(](?:其中|含|包括|包含|同比|较|比|注|上年|去年|上一年)[^（）()]*[）)])"
)  # 23 （其中5件…）
REMARKED = re.compile(r"\d[\d,.]*[元件条项次]?[（(][^（）()]+[）)]")  # 229（待核实）: a figure's cell, whatever its remark says
PAGE_NUMBER = re.compile(r"[-—–]\s?\d{1,4}\s?[-—–]|第\s?\d{1,4}\s?页(?:[\s,，/]*共\s?\d{1,4}\s?页)?")
GROUPS = ("行政诉讼", "法人或其他组织", "申请人情况")
BARE_NUMBER = re.compile(r"\d{1,2}[.．、]")  # of a row whose label is missing
NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万]+")  # a figure in Han characters, where it stands among figures
DIGIT = re.compile(r"(\d)\s*[.、]")
LABEL_AND_FIGURE = re.compile(r"(?P<label>.*[^\d.,+\-])(?P<figure>[+\-]?\d[\d,.]*)")  # 行政许可279


def lines(blocks: Sequence[Paragraph | Table], headings: frozenset[int], forms: Forms) -> Iterator[TableLine | None]:
    """Yield the lines that a document's short paragraphs make; None at the heading of a part.

    A line is words only (heads, labels of groups) or a label and its figures.
    """
    writer = _Writer(sum(isinstance(block, Table) for block in blocks), forms)
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and PAGE_NUMBER.fullmatch(block.text.strip()):
            continue
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
    """Return whether a paragraph is short and not a sentence. A scanned line has a page and no pieces: its figures are no facts."""
    return bool(block.cells or block.page is None) and len(block.text) <= LONGEST and not SENTENCE.search(block.text)


def ends_in_figure(block: Paragraph) -> bool:
    """Return whether a paragraph may be a row, by its last character alone."""
    return may_be_row(block) and bool(LAST.search(block.text))


def pieces(block: Paragraph, forms: Forms) -> tuple[Cell, ...]:
    """Return the parts of a paragraph between gaps, tabs or blanks, numbers kept with the labels they precede."""
    cells = block.cells or tuple(
        Cell(0, 0, piece, path=block.path, page=block.page) for piece in NUMBER_APART.sub("", REMARK_APART.sub("", block.text)).split()
    )
    return tuple(piece for cell in cells for piece in shared(_doubted(cell), tuple(_apart(cell.text, forms))))


def _doubted(cell: Cell) -> Cell:
    """Return a piece of a page in doubt if it holds several figures: of two narrow columns, or of one cell."""
    return cell._replace(doubt=cell.doubt or SEVERAL) if cell.box and _is_figures(cell.text.split()) else cell


def _is_figures(tokens: Sequence[str]) -> bool:
    return len(tokens) > 1 and all(is_figure(Cell(0, 0, token)) for token in tokens)


def shared(cell: Cell, texts: Sequence[str]) -> Iterator[Cell]:
    """Yield texts cut from a piece as pieces, each with a share of its box proportional to its length."""
    done, whole = 0, sum(map(len, texts))
    for text in texts:
        box, done = cell.box, done + len(text)
        if box and len(texts) > 1:
            width = (box[2] - box[0]) / whole
            box = (box[0] + (done - len(text)) * width, box[1], box[0] + done * width, box[3])
        yield cell._replace(text=text, box=box)


def _apart(text: str, forms: Forms) -> Iterator[str]:
    """Yield the labels and figures adjacent in a piece without a gap; only known labels are cut off."""
    tokens = text.split()
    if _is_figures(tokens):  # 31 5: narrow columns
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
    """Return whether a text is the label of an item of the forms, under its own number if it has one: 2.其他 is cut short."""
    request = forms.requests.find(text)
    numbers = [DIGIT.match(fold(printed).strip()) for printed in (text, forms.requests.name(request or ""))]
    if request and all(numbers) and len({match[1] for match in numbers if match}) > 1:
        return False
    return bool(request or forms.proactive.find(text) or forms.disputes.find(text))


class _Writer:
    """Collects pieces into lines: figures continue until the next words, words until figures or the end of a longer paragraph."""

    def __init__(self, table: int, forms: Forms) -> None:
        self.table, self.forms = table, forms
        self.role = statistics.StatisticsReader(forms).role
        self.groups = {*forms.disputes.spelled, *map(label, GROUPS)}  # heads over several columns, however narrow they are printed
        self.codes = frozenset(map(label, forms.statistics["code"]))
        self.coded = False  # a head names a column of codes: a figure stands before the unit
        self.number = 0
        self.words: list[Cell] = []  # not yet known to be a label or heads
        self.before: list[Cell] = []  # words of the line before, a label's beginning where the label goes on
        self.above: list[Cell] = []  # words of lines whose pieces have boxes: heads may span several lines there
        self.figures: list[Cell] = []

    def take(self, found: Sequence[Cell]) -> Iterator[TableLine]:
        """Yield the lines completed by a paragraph."""
        if sum(not is_figure(cell) and not is_blank(cell) for cell in found) > 1 and self.words:
            yield from self.heads()
        self.coded = self.coded or any(label(cell.text) in self.codes for cell in found)
        among_blanks = all(is_figure(cell) or is_blank(cell) for cell in found)  # of a text with a cell a line
        for place, cell in enumerate(found):
            if (
                among_blanks
                or (self.coded and self.figures and statistics.is_unit(cell))
                or (is_figure(cell) and not BARE_NUMBER.fullmatch(cell.text))
                or (self.figures and (is_blank(cell) or NUMERAL.fullmatch(cell.text)))
                or (REMARKED.fullmatch(cell.text) and (self.words or self.figures))
            ):
                self.figures.append(cell)
            elif not is_blank(cell):
                remark = bool(self.figures) and place > 0 and self.is_remark(found[place:])
                yield from self.row() if self.figures else ()
                if remark:
                    break
                self.words.append(cell)
        if self.figures and len(found) > len(self.figures):
            yield from self.row()
        elif not self.figures and (len(found) > 1 or any(cell.box for cell in found)):
            yield from self.heads()

    def is_remark(self, rest: Sequence[Cell]) -> bool:
        """Return whether what is behind the figures of a row, in its own line, is words and no label: 见附件1, （其中23件为网上办理）."""
        return not any(is_figure(cell) or NUMBERING.match(fold(cell.text)) or self.is_indicator([cell]) for cell in rest)

    def is_indicator(self, parts: Sequence[Cell]) -> bool:
        """Return whether pieces, joined, are the label of an item of the forms or of a known indicator."""
        text = "".join(cell.text for cell in parts)
        return self.known(text) or label(unnumbered(text)) in self.forms.indicator_labels

    def all(self) -> Iterator[TableLine]:
        """Yield what is left; nothing continues across running text."""
        if self.figures:
            yield from self.row()
        yield from self.heads()
        yield from self.stacked()
        self.before = []

    def row(self) -> Iterator[TableLine]:
        """Yield the label and figures collected so far, after the heads before the label."""
        yield from self.columns()
        name = self.name()
        while self.figures and is_blank(self.figures[-1]):
            self.figures.pop()
        yield from self.heads()
        yield from self.stacked()
        yield self.line([*name, *self.figures])
        self.figures, self.before = [], []

    def name(self) -> list[Cell]:
        """Return the cells that name the row: the last words, or these joined with the ones they continue."""
        words = self.words
        if not words:  # the label is in a line above its figures
            return next(
                (
                    [parts[0]._replace(text=text)]
                    for parts in (self.before[-1:], self.before)
                    if self.known(text := "".join(cell.text for cell in parts))
                ),
                [],
            )
        if self.forms.proactive_measures.find(words[-1].text):  # section 二 turned on its side: no label goes on in a column's name
            self.words = words[:-1]
            return words[-1:]
        if statistics.is_unit(words[-1]):  # any words may name an indicator: those before its unit
            self.words = []
            own = next((words[start:] for start in range(len(words) - 1) if self.is_indicator(words[start:-1])), words)
            before = words[: -len(own)]
            self.words = before if before and statistics.is_unit(before[-1]) else []  # rows without a figure, which end in a unit
            return own if own is not words or len(words) <= LEAST_PIECES else [cell._replace(doubt=JOINED) for cell in words]
        for parts in (words[-1:], words[-2:], words[-3:], [*self.before[-1:], *words[-1:]], [*self.before, *words]):
            text = "".join(cell.text for cell in parts)
            if self.known(text):
                self.words = words[: max(len(words) - len(parts), 0)]
                return [parts[0]._replace(text=text)]
        self.words = []
        return words

    def columns(self) -> Iterator[TableLine]:
        """Yield the head of a statistics table, if the words collected so far begin with one."""
        roles = [self.role(label(cell.text)) for cell in self.words if not cell.box]  # what has a place is put together first
        start = roles.index("indicator") if "indicator" in roles else len(roles)
        end = next((place for place in range(start, len(roles)) if not roles[place]), len(roles))
        if end - start > 1:
            yield self.line(self.words[start:end])
            self.words = self.words[end:]

    def known(self, text: str) -> bool:
        """Return whether a text is the label of an item of the forms."""
        return is_label(text, self.forms)

    def heads(self) -> Iterator[TableLine]:
        """Yield the words collected so far as separate lines: an article's, and those that begin with a head's corner."""
        self.before = self.words or self.before
        yield from self.columns()
        words, self.words = self.words, []
        for kind, group in groupby(words, key=self.begins):
            cells = list(group)
            if kind != "article" and cells[0].box:
                self.above += cells
                continue
            yield from self.stacked()
            yield from (self.line([cell]) for cell in cells) if kind == "article" else map(self.line, _after_units(cells))

    def begins(self, cell: Cell) -> str:
        """Return what a piece of a head begins: an article of the regulation, the columns under it, or nothing."""
        text = label(cell.text)
        if self.forms.article.search(text):
            return "article"
        return "columns" if text.startswith(self.forms.corners["proactive"]) else ""

    def stacked(self) -> Iterator[TableLine]:
        """Yield the words of several lines with positions on the page, joined where one is below another.

        Words across several columns are a caption and a separate line.
        """
        words, self.above = self.above, []
        captions = [cell for cell in words if self.is_caption(cell, words)]
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

    def is_caption(self, cell: Cell, words: Sequence[Cell]) -> bool:
        """Return whether a piece is above several columns, or a title much wider than the head of the first one."""
        if label(cell.text) in self.groups or _columns_under(cell, words) > 1:
            return True
        first = next((other for other in words if self.role(label(other.text)) == "indicator" and below(other, cell)), None)
        return first is not None and first is not cell and _width(cell) > WIDER * _width(first)

    def line(self, cells: Iterable[Cell]) -> TableLine:
        """Return a line of the text table, its cells numbered from the left."""
        numbered = tuple(cell._replace(row=self.number, column=column) for column, cell in enumerate(cells))
        self.number += 1
        return TableLine(self.table, self.number - 1, numbered, numbered[0].page if numbered else None)


def _after_units(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """Yield words in runs that end with a unit: each is the label of a row without a figure."""
    start = 0
    for end, cell in enumerate(cells, 1):
        if end == len(cells) or (end > start + 1 and statistics.is_unit(cell)):
            yield cells[start:end]
            start = end


def below(cell: Cell, other: Cell) -> bool:
    """Return whether two pieces are in one column of a page: overlapping by more than half of the narrower one."""
    if not cell.box or not other.box or cell.page != other.page:
        return False
    shared = min(cell.box[2], other.box[2]) - max(cell.box[0], other.box[0])
    return shared * 2 > min(cell.box[2] - cell.box[0], other.box[2] - other.box[0])


def _width(cell: Cell) -> float:
    return cell.box[2] - cell.box[0] if cell.box else 0.0


def _columns_under(cell: Cell, words: Sequence[Cell]) -> int:
    """Return how many pieces of one other line a piece of a page extends over."""
    tops = Counter(other.box[1] for other in words if other.box and other is not cell and below(cell, other))
    return max(tops.values(), default=0)
