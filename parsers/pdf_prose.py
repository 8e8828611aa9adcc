"""Lines of pages → paragraphs of the document: page furniture left out, sentences joined over line and page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.pdf_join import FIGURE
from parsers.pdf_text import FULL, Line, joined
from parsers.types import Box, Cell, Paragraph

MARGIN = 0.12  # of the page height: where page numbers and running heads stand
PAGE_NUMBER = re.compile(r"[-—–－―~·•\s]*第?\s*\d{1,4}\s*页?(\s*[/／共,，]+\s*\d{1,4}\s*页?)?[-—–－―~·•\s]*")
TITLE_LENGTH = 60  # characters; the longest seen has 52
BIGGER = 1.15  # times the size of the body text: a title
INDENT = 0.8  # of the character size: a line that begins so far in begins a paragraph
SHORT = 1.6  # of the character size: a line that ends so far before the margin ends its paragraph
MOST = 0.7  # of the line width: a line that long goes on, unless a sentence ends there
ENDINGS = "。！？；!?;"
HEADING = re.compile(r"[#*\s]*([一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
ENOUGH = 8  # lines of body text that show where the right margin is
USUAL = 0.1  # of the lines begin with an indent: the paragraphs of this document do
APART = 1.7  # times the usual distance of lines: a paragraph's end


@dataclass(frozen=True, slots=True)
class Measure:
    """How the body text of a document is set, in points."""

    left: float
    right: float
    size: float
    pitch: float
    indented: bool  # whether paragraphs begin with an indent, so that a line without one goes on


def without_furniture(pages: Sequence[tuple[float, list[Line]]]) -> list[list[Line]]:
    """Given (height, lines) of every page, return the lines without page numbers and without heads that repeat on most pages."""
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


def _outermost(lines: Sequence[Line]) -> list[Line]:
    """Given the lines of a page, return the first and the last two."""
    return list({id(line): line for line in (*lines[:2], *lines[-2:])}.values())


def _in_margin(line: Line, height: float) -> bool:
    """Given a line and the height of its page, say whether it stands in the upper or lower margin."""
    return line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height


def measure(pages: Sequence[Sequence[Line]], width: float) -> Measure:
    """Given the lines of all pages and the width of a page, return how the body text is set."""
    lines = [line for page in pages for line in page]
    if not lines:
        return Measure(0, 0, 0, 0, False)
    sizes = Counter[float]()
    for line in lines:
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


def follows(upper: Line, lower: Line, body: Measure, *, next_page: bool) -> bool:
    """Given two lines in order, say whether the second goes on with the paragraph of the first."""
    if abs(upper.size - lower.size) > 0.15 * body.size + 1:
        return False
    if upper.size > BIGGER * body.size:  # a title of two lines
        return not next_page and lower.top - upper.bottom < upper.size
    if not next_page and lower.bottom - upper.bottom > APART * body.pitch:
        return False
    if lower.x0 - body.left > INDENT * body.size or HEADING.match(lower.text):
        return False
    ragged = body.indented and upper.text[-1] not in ENDINGS and upper.x1 - body.left >= MOST * (body.right - body.left)
    return ragged or body.right - upper.x1 <= SHORT * body.size


def in_columns(line: Line) -> bool:
    """Given a line, say whether it may be a row of a table without rules: parts of it stand apart, or it is a figure alone."""
    return len(line.pieces) > 1 or bool(FIGURE.fullmatch(line.text))


def paragraphs(lines: Sequence[tuple[int, Line]], body: Measure, shown: Callable[[int, Box], Box]) -> list[Paragraph]:
    """Given (page, line) of an unbroken stretch of text, return its paragraphs; each has the page it begins on.

    A line whose parts stand apart is one of its own. The paragraphs of one line have these parts as cells; `shown` takes a page
    number and an upright box to the box on the page as a viewer shows it.
    """
    found: list[Paragraph] = []
    last: tuple[int, Line] | None = None
    for page, line in lines:
        if last and not in_columns(line) and follows(last[1], line, body, next_page=page != last[0]):
            room = (body.right - last[1].x1) / body.size
            found[-1] = Paragraph(joined(found[-1].text, line.text, room), found[-1].page)
        else:
            found.append(Paragraph(line.text, page, cells=tuple(
                Cell(0, number, piece.text, page=page, box=shown(page, (piece.x0, line.top, piece.x1, line.bottom)))
                for number, piece in enumerate(line.pieces))))
        last = None if in_columns(line) else (page, line)
    return found


def title_of(first_page: Sequence[Line], body: Measure) -> str:
    """Given the lines of the first page, return the first run of lines set bigger than the body, or the first line if it is no sentence."""
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
