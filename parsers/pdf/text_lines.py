"""Characters of a page → lines → text: what is side by side, and what belongs to one sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from gongkai.chinese_text import clean
from parsers.pdf.page import GUESSED, Char

SAME_LINE = 0.5  # of the character height: baselines nearer than this are one line
WORD_GAP = 0.25  # of the character height, between letters and figures
WIDE_GAP = 0.6  # the same beside a full-width character, which justified text moves apart
TWICE = 0.25  # of the width: the same character again within this is bold by double printing
FULL = 1.1  # character sizes: with less room a full-width character goes to the next line
DIGIT = 0.6  # the same for a figure
PADDING = 6.0  # points: more before a line is not padding but centring
CELL_MARGIN = 5.4  # points: the left and right margins of a cell in Word and WPS (0.19 cm)
MOST_DECIMALS = 6  # decimals of an amount in 万元 that is exact to the 分
COLUMN_GAP = 1.0  # character sizes: parts of a line farther apart are in two columns
RAISED_SIZE = 0.78  # of the line's size: characters no larger than this and off its baseline are the sign of a note
RAISED_BY = 0.12  # of the line's size, up or down
# A figure with its sign and unit, or a mark in place of one; everything else is a label.
FIGURE = re.compile(r"[-+\u2212－＋±]?[\d０-９][\d０-９,，]*([.．][\d０-９]+)?\s*[万亿]?[元件条个项人次份篇宗起%％]?|[-—－–/／\\]+|无")
AMOUNT_BEGUN = re.compile(r"\d[.．](\d+)$")
RAISED_NEAR = 0.5  # of the line's size: a raised character farther from the figure before it is none of its note
NEXT = 0.15  # of the line's size: digits nearer than this are of one figure
ON_EDGE = 0.6  # points: nearer to a rule than this is on it
LEAST_IN_ROW = 3  # figures apart in one line of a cell
BLANK = (" ", GUESSED)
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class LinePiece(NamedTuple):
    """A part of a line set apart from the others, like the columns of a table without rules; edges in points."""

    text: str
    x0: float
    x1: float
    aside: str = ""  # raised characters behind its figures, as note references are


class TextLine(NamedTuple):
    """One line of characters from left to right."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of its highest character, points
    pieces: tuple[LinePiece, ...] = ()


def lines(chars: Iterable[Char]) -> list[TextLine]:
    """Return the lines of characters, given in any order, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char.baseline, char.x0)):
        if rows and char.baseline - rows[-1][0].baseline <= SAME_LINE * max(char.bottom - char.top, rows[-1][0].bottom - rows[-1][0].top):
            rows[-1].append(char)
        else:
            rows.append([char])
    found = [_line(sorted(row, key=lambda char: char.x0)) for row in rows]
    return [line for line in found if line.text]


def marked_raised(chars: Sequence[Char]) -> list[Char]:
    """Return characters, marking those smaller than the figure before them and off its line, as note references are."""
    found: list[Char] = []
    base: Char | None = None
    for char in _by_line(chars):
        if base is not None and is_raised(base, char):
            found.append(char._replace(mark=char.mark or "superscript"))
            continue
        if char.text not in BLANK:
            base = char
        found.append(char)
    return found


def _by_line(chars: Sequence[Char]) -> list[Char]:
    """Return characters line by line from left to right, smaller or larger ones in the line they overlap."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.top - char.bottom):  # the largest first: the small ones join their lines
        middle = (char.top + char.bottom) / 2
        row = next((row for row in rows if row[0].top <= middle <= row[0].bottom), None)
        if row is None:
            rows.append([char])
        else:
            row.append(char)
    return [char for row in rows for char in sorted(row, key=lambda char: char.x0)]


def _line(row: Sequence[Char]) -> TextLine:
    """Return a line of characters given from left to right, with blanks at gaps."""
    row, raised = without_raised(row) if of_several_sizes(row) else (row, [])
    text, spaced = _text(row), row
    row = [char for char in row if char.text not in BLANK] or row
    size = max([char.bottom - char.top for char in row])  # lists: a line is short, and there are a hundred a page
    top, bottom, right = min([char.top for char in row]), max([char.bottom for char in row]), max([char.x1 for char in row])
    found = tuple(pieces(row, size, text, spaced))
    return TextLine(text, row[0].x0, top, right, bottom, size, with_notes(found, raised) if raised else found)


def without_raised(row: Sequence[Char]) -> tuple[list[Char], list[Char]]:
    """Return the characters of a line without those raised or lowered behind a figure, and these."""
    kept: list[Char] = []
    raised: list[Char] = []
    base, end = row[0], row[0].x1
    for char in row:
        size = base.bottom - base.top
        if base.text.isdecimal() and is_raised(base, char) and char.x0 - end <= RAISED_NEAR * size:
            raised.append(char)
        else:
            kept.append(char)
            base = char if char.text not in BLANK else base
        end = char.x1
    return kept, raised


def with_notes(parts: Sequence[LinePiece], raised: Sequence[Char]) -> tuple[LinePiece, ...]:
    """Return the parts of a line, each with the raised characters that follow its figures."""
    starts = [*(part.x0 for part in parts[1:]), float("inf")]
    asides = ["".join(char.text for char in raised if part.x0 <= char.x0 < start) for part, start in zip(parts, starts, strict=True)]
    return tuple(part._replace(aside=aside) for part, aside in zip(parts, asides, strict=True))


def is_raised(base: Char, char: Char) -> bool:
    """Return whether a character is smaller than the one before it and off its line."""
    size = base.bottom - base.top
    return (
        char.bottom - char.top <= RAISED_SIZE * size
        and RAISED_BY * size <= abs(base.baseline - char.baseline) <= size
        and char.x0 >= base.x1 - size / 4
    )


def pieces(row: Sequence[Char], size: float, text: str, spaced: Sequence[Char]) -> Iterator[LinePiece]:
    """Yield the parts of a line between wide gaps, from its characters, their size and text; `spaced` are the characters with blanks."""
    starts = [place for place in range(1, len(row)) if row[place].x0 - row[place - 1].x1 > COLUMN_GAP * size]
    for start, end in pairwise((0, *starts, len(row))):
        part = row[start:end]
        own = [char for char in spaced if part[0].x0 <= char.x0 <= part[-1].x0] if starts else []
        yield LinePiece(_text(own) if starts else text, part[0].x0, max([char.x1 for char in part]))


def _text(row: Sequence[Char]) -> str:
    """Return the text of adjacent characters, with blanks at gaps."""
    text, last, guessed = "", row[0], False
    for char in row:
        if char.text == GUESSED:
            guessed = True
        elif char is last or char.text != last.text or char.x0 - last.x0 >= TWICE * (char.x1 - char.x0):
            text += gap(last, char, guessed=guessed) + char.text
            last, guessed = char, False
    return " ".join(clean(text).split())


def gap(left: Char, right: Char, *, guessed: bool) -> str:
    """Return a blank or nothing between two neighbours, given whether pdfium would insert a blank."""
    if guessed and left.text in LETTERS and right.text in LETTERS:
        return " "
    size = max(left.bottom - left.top, right.bottom - right.top)
    narrow = left.text.isascii() and right.text.isascii()
    return " " if right.x0 - left.x1 > (WORD_GAP if narrow else WIDE_GAP) * size else ""


def joined(left: str, right: str, room: float) -> str:
    """Return two lines as one text, given the room left after the first, in character sizes.

    Figures are joined only if not one more digit would have fitted, so that two numbers never become one.

    >>> joined("行政机关", "不再处理", 0.2), joined("24252.31", "1082", 0.2), joined("12", "34", 3.0)
    ('行政机关不再处理', '24252.311082', '12 34')
    """
    if not left or not right:
        return left + right
    if not (left[-1].isascii() and right[0].isascii()):
        return left + right
    word = left.rsplit(None, 1)[-1]
    address = "://" in word or word.startswith("www.") or "@" in word
    between_words = left[-1] in LETTERS and right[0] in LETTERS
    return left + right if room < DIGIT and (address or not between_words) else f"{left} {right}"


def block_text(chars: Sequence[Char], left: float, right: float) -> tuple[str, bool]:
    """Return a cell's text as one line, and whether its last line is full, from its characters and its edges in points."""
    text, room = "", 0.0
    above: TextLine | None = None
    for line in lines(chars):
        if above and text[-1:].isdecimal() and line.text[:1].isdecimal():
            text += line.text if is_broken_figure(above, line.text, right - left) else f"\n{line.text}"
        else:
            text = joined(text, line.text, room)
        padding = min(max(line.x0 - left, 0), PADDING)  # a cell has on the right what it has on the left
        room = (right - line.x1 - padding) / line.size if line.size else 0.0
        above = line
    return text, room < FULL


def is_broken_figure(line: TextLine, below: str, width: float) -> bool:
    """Return whether a line and the text below it are one amount, which was broken because a cell of this width, in points, is too narrow.

    It has decimals, and no more with the digits below than an amount in 万元 has; it leaves no room for one more digit, and it does not
    reach into the margins of the cell. All other digits one above the other may be two figures (a cell made for 24847 above 28 may be
    as wide as Word would have broken 2484728): they stay on two lines, and the sums of the row may show that they are one.
    """
    decimals = AMOUNT_BEGUN.search(line.text)
    room = width - 2 * CELL_MARGIN - (line.x1 - line.x0)
    fits = decimals is not None and below.isdecimal() and len(decimals[1]) + len(below) <= MOST_DECIMALS
    return fits and -ON_EDGE <= room < DIGIT * line.size


def is_row(line: TextLine) -> bool:
    """Return whether a line holds several figures, set apart from each other."""
    return sum(FIGURE.fullmatch(piece.text) is not None for piece in line.pieces) >= LEAST_IN_ROW


def of_several_sizes(chars: Sequence[Char]) -> bool:
    """Return whether some characters are so much smaller than others that they may be raised."""
    sizes = {char.bottom - char.top for char in chars}  # a line has one or two
    return len(sizes) > 1 and min(sizes) <= RAISED_SIZE * max(sizes)


def run_over(
    rules: tuple[Sequence[float], Sequence[float]],
    areas: Mapping[tuple[int, int], int],
    inside: Mapping[int, Sequence[Char]],
    chars: Iterable[Char],
) -> set[tuple[int, int]]:
    """Return the places of cells of which a figure runs over the right edge, and of those it runs into.

    A digit on the edge, or behind that of the table, belongs to the figure before it if that has no room left; one a little behind an
    edge does if nothing parts it from the digit before. `rules` are the
    positions of upright and level ones, `areas` the area at each (row, column), `inside` the characters of each area.
    """
    xs, ys = rules
    found: set[tuple[int, int]] = set()
    for char in chars:
        if not char.text.isdecimal():
            continue
        column = bisect_right(xs, (char.x0 + char.x1) / 2) - 1
        size = char.bottom - char.top
        if column < 1 or char.x0 - xs[column] >= size:
            continue
        on_edge = column == len(xs) - 1 or char.x0 - xs[column] < ON_EDGE
        row = bisect_right(ys, (char.top + char.bottom) / 2) - 1
        area = areas.get((row, column - 1), -1)
        before = inside.get(area, ()) if area != areas.get((row, column)) else ()  # no rule parts a cell that covers both columns
        if any(_runs_on(other, char, xs[column] - 2 * size if on_edge else char.x0 - NEXT * size) for other in before):
            found |= {(row, column - 1), (row, column)}
    return found


def _runs_on(left: Char, right: Char, least: float) -> bool:
    """Return whether a digit in the cell before an edge is on the line of one behind it, and ends behind a position."""
    return left.text.isdecimal() and left.x1 > least and abs(left.baseline - right.baseline) < ON_EDGE
