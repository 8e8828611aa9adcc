"""Characters of a page → lines → text: what stands side by side, and what belongs to one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.pdf_page import GUESSED, Char
from parsers.text import clean

SAME_LINE = 0.5  # of the character height: baselines nearer than this are one line
WORD_GAP = 0.25  # of the character height, between letters and figures
WIDE_GAP = 0.6  # the same beside a full-width character, which justified text moves apart
TWICE = 0.25  # of the width: the same character again within this is bold by double printing
FULL = 1.1  # character sizes: with less room a full-width character goes to the next line
DIGIT = 0.6  # the same for a figure
PADDING = 6.0  # points: more before a line is not padding but centring
COLUMN_GAP = 1.0  # character sizes: what stands farther apart in one line stands in two columns
BLANK = (" ", GUESSED)
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class Piece(NamedTuple):
    """A part of a line that stands apart from the others, as the columns of a table without rules do; edges in points."""

    text: str
    x0: float
    x1: float


class Line(NamedTuple):
    """One line of characters from left to right."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of its highest character, points
    pieces: tuple[Piece, ...] = ()


def lines(chars: Iterable[Char]) -> list[Line]:
    """Given characters in any order, return their lines from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char.baseline, char.x0)):
        if rows and char.baseline - rows[-1][0].baseline <= SAME_LINE * max(char.bottom - char.top, rows[-1][0].bottom - rows[-1][0].top):
            rows[-1].append(char)
        else:
            rows.append([char])
    found = [_line(sorted(row, key=lambda char: char.x0)) for row in rows]
    return [line for line in found if line.text]


def _line(row: Sequence[Char]) -> Line:
    """Given the characters of a line from left to right, return the line, blanks put where there are gaps."""
    text = _text(row)
    row = [char for char in row if char.text not in BLANK] or row
    size = max(char.bottom - char.top for char in row)
    return Line(
        text,
        min(char.x0 for char in row),
        min(char.top for char in row),
        max(char.x1 for char in row),
        max(char.bottom for char in row),
        size,
        tuple(pieces(row, size, text)),
    )


def pieces(row: Sequence[Char], size: float, text: str) -> Iterator[Piece]:
    """Given the characters of a line from left to right, their size and text, yield the parts that wide gaps leave."""
    starts = [place for place in range(1, len(row)) if row[place].x0 - row[place - 1].x1 > COLUMN_GAP * size]
    for start, end in pairwise((0, *starts, len(row))):
        part = row[start:end]
        yield Piece(_text(part) if starts else text, part[0].x0, max(char.x1 for char in part))


def _text(row: Sequence[Char]) -> str:
    """The text of characters that stand side by side, blanks put where there are gaps."""
    text, last, guessed = "", row[0], False
    for char in row:
        if char.text == GUESSED:
            guessed = True
        elif char is last or char.text != last.text or char.x0 - last.x0 >= TWICE * (char.x1 - char.x0):
            text += gap(last, char, guessed=guessed) + char.text
            last, guessed = char, False
    return " ".join(clean(text).split())


def gap(left: Char, right: Char, *, guessed: bool) -> str:
    """Given two neighbours and whether pdfium would put a blank between them, return the blank, or nothing."""
    if guessed and left.text in LETTERS and right.text in LETTERS:
        return " "
    size = max(left.bottom - left.top, right.bottom - right.top)
    narrow = left.text.isascii() and right.text.isascii()
    return " " if right.x0 - left.x1 > (WORD_GAP if narrow else WIDE_GAP) * size else ""


def joined(left: str, right: str, room: float) -> str:
    """Given two lines and the room left after the first one, in character sizes, return them as one text.

    Figures are only put together where not one more would have fitted, so that two numbers never become one.

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
    """Given the characters of a cell and its edges in points, return its text as one line and whether the last line is full."""
    text, room = "", 0.0
    for line in lines(chars):
        text = joined(text, line.text, room)
        padding = min(max(line.x0 - left, 0), PADDING)  # a cell has on the right what it has on the left
        room = (right - line.x1 - padding) / line.size if line.size else 0.0
    return text, room < FULL
