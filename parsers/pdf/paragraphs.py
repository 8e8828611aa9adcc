"""Lines of pages → paragraphs of the document: page furniture removed, sentences joined across line and page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.pdf.text_lines import FIGURE, FULL, TextLine, joined
from parsers.types import Box, Cell, Mark, Paragraph

MARGIN = 0.12  # of the page height: the margins with page numbers and running heads
PAGE_NUMBER = re.compile(r"[-—–－―~·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(\s*[/／共,，]+\s*\d{1,4}(?:\s*页)?)?[-—–－―~·•\s]*")
TITLE_LENGTH = 60  # characters; the longest seen has 52
BIGGER = 1.15  # times the size of the body text: a title
INDENT = 0.8  # of the character size: a line that begins so far in begins a paragraph
SHORT = 1.6  # of the character size: a line that ends so far before the margin ends its paragraph
MOST = 0.7  # of the line width: a line that long goes on, unless a sentence ends there
ENDINGS = "。！？；!?;"
HEADING = re.compile(r"[#*\s]*([一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
APPENDIX = re.compile(r"附[件表录]?\s*\d*\s*[:：]")  # begins what is added below the signature
DATE = re.compile(
    r"[\s\d０-９]{4,}年[\s\d０-９]+月[\s\d０-９]+日|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日"
)  # of a signature
ENOUGH = 8  # lines of body text that determine the right margin
PROSE = 25  # characters of a line of the text; labels are in columns, and most are shorter
USUAL = 0.1  # of the lines begin with an indent: the paragraphs of this document do
APART = 1.7  # times the usual distance of lines: a paragraph's end

NOTED: frozenset[Mark] = frozenset({"superscript"})
UNMARKED: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Measure:
    """The typography of a document's body text, in points."""

    left: float
    right: float
    size: float
    pitch: float
    indented: bool  # whether paragraphs begin with an indent, so that a line without one goes on


def without_furniture(pages: Sequence[tuple[float, list[TextLine]]]) -> list[list[TextLine]]:
    """Return the lines of every page, given as (height, lines), without page numbers and repeated headers."""
    seen = Counter(line.text for height, lines in pages for line in _outermost(lines) if _in_margin(line, height))
    repeated = {text for text, count in seen.items() if count >= max(3, len(pages) / 2)}
    kept, shown = [], set()
    for height, lines in pages:
        outer = {id(line) for line in _outermost(lines) if _in_margin(line, height)}
        body = []
        for line in lines:
            number = PAGE_NUMBER.fullmatch(line.text)
            if id(line) in outer and (number or line.text in shown):
                continue
            if id(line) in outer and line.text in repeated:
                shown.add(line.text)
            body.append(line)
        kept.append(body)
    return kept


def _outermost(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the first two and the last two lines of a page."""
    return list({id(line): line for line in (*lines[:2], *lines[-2:])}.values())


def _in_margin(line: TextLine, height: float) -> bool:
    """Return whether a line is in the upper or lower margin of a page of this height."""
    return line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height


def measure(pages: Sequence[Sequence[TextLine]], width: float) -> Measure:
    """Return the typography of the body text, from the lines of all pages and the width of a page."""
    lines = [line for page in pages for line in page]
    if not lines:
        return Measure(0, 0, 0, 0, False)
    sizes = Counter[float]()
    prose = [line for line in lines if len(line.text) >= PROSE and not in_columns(line)]
    for line in prose or lines:  # a table without rules may have more characters than the text, and is set smaller
        sizes[round(line.size)] += len(line.text)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) <= 0.15 * size + 1]
    lefts = Counter(round(line.x0 / 3) * 3 for line in body if len(line.text) > 10)
    ends = sorted(line.x1 for line in body)
    left = min((x for x, count in lefts.items() if count >= 2), default=min(line.x0 for line in body))
    gaps = [low.bottom - high.bottom for page in pages for high, low in pairwise(page) if low.bottom - high.bottom > 0.5 * size]
    right = next((end for end, one_more in zip(ends[::-1], ends[-2::-1], strict=False) if end - one_more <= size), ends[-1])
    if len(body) < ENOUGH:  # too few lines to show the margin: the page is as wide on the right as on the left
        right = max(right, width - left)
    indents = sum(INDENT * size < line.x0 - left < 3 * size for line in body)
    return Measure(left, right, size, median(gaps) if gaps else 2 * size, indents >= USUAL * len(body))


def follows(upper: TextLine, lower: TextLine, body: Measure, *, next_page: bool) -> bool:
    """Return whether the second line continues the paragraph of the first."""
    if abs(upper.size - lower.size) > 0.15 * body.size + 1:
        return False
    if HEADING.match(lower.text) or APPENDIX.match(lower.text) or DATE.fullmatch(upper.text):
        return False
    if upper.size > BIGGER * body.size and not HEADING.match(upper.text):  # a title of two lines
        return not next_page and lower.top - upper.bottom < upper.size
    if not next_page and lower.bottom - upper.bottom > APART * body.pitch:
        return False
    if lower.x0 - body.left > INDENT * body.size:
        return False
    ragged = body.indented and upper.text[-1] not in ENDINGS and upper.x1 - body.left >= MOST * (body.right - body.left)
    return ragged or body.right - upper.x1 <= SHORT * body.size


def in_columns(line: TextLine) -> bool:
    """Return whether a line may be a row of a table without rules: it has separate parts, or is a figure alone."""
    return len(line.pieces) > 1 or bool(FIGURE.fullmatch(line.text))


def paragraphs(lines: Sequence[tuple[int, TextLine]], body: Measure, shown: Callable[[int, Box], Box]) -> list[Paragraph]:
    """Return the paragraphs of a contiguous run of (page, line); each has the page it begins on.

    A line with separate parts is a paragraph by itself. Paragraphs of one line have these parts as cells; `shown` maps a page
    number and an upright box to the box on the page as displayed.
    """
    found: list[Paragraph] = []
    last: tuple[int, TextLine] | None = None
    for page, line in lines:
        if last and not in_columns(line) and follows(last[1], line, body, next_page=page != last[0]):
            room = (body.right - last[1].x1) / body.size
            found[-1] = Paragraph(joined(found[-1].text, line.text, room), found[-1].page)
        else:
            found.append(
                Paragraph(
                    line.text,
                    page,
                    cells=tuple(
                        Cell(
                            0,
                            number,
                            piece.text,
                            page=page,
                            box=shown(page, (piece.x0, line.top, piece.x1, line.bottom)),
                            marks=NOTED if piece.aside else UNMARKED,
                            aside=piece.aside,
                        )
                        for number, piece in enumerate(line.pieces)
                    ),
                )
            )
        last = None if in_columns(line) else (page, line)
    return found


def title_of(first_page: Sequence[TextLine], body: Measure) -> str:
    """Return the first run of lines of page one set larger than the body, or its first line if that is not a sentence."""
    big = [line.size > BIGGER * body.size for line in first_page]
    if True not in big:
        first = first_page[0].text if first_page else ""
        return first if len(first) <= TITLE_LENGTH and first[-1:] not in tuple(ENDINGS) and not HEADING.match(first) else ""
    start = big.index(True)
    largest = first_page[start].size
    title = ""
    for line in first_page[start:]:
        if abs(line.size - largest) > 0.15 * largest:
            break
        title = joined(title, line.text, FULL)
    return title
