"""Tables typed as columns aligned by blanks, without rules: the places in the lines show which cells are blank.

A table is taken only if all of its lines agree: a gutter of two or more positions between its columns in every line, at most one piece
of text of a line in a column, each piece at the left or the right edge of its column, and a head of words above the figures. Other
lines are left as they are: their blanks may be anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from parsers.files import ruled_columns

PIECE = re.compile(r"[^ \t]+(?: [^ \t]+)*")  # parted by two or more blanks
GAP = re.compile(r"[^ ] {2,}[^ ]")
FIGURE = re.compile(r"[+\-]?(?!(?:19|20)\d\d年)\d")  # at the beginning of a piece; 2016年度 heads a column
HAN = re.compile(r"[一-鿿]")
GUTTER = 2  # positions that are blank in all lines between two columns
LEAST_LINES = 3  # of a table: in fewer, pieces are below each other by chance
LEAST_COLUMNS = 2
MANY_FIGURES = 5  # columns, as applicants and results have: behind them no more labels follow
PAGE_FOOT = re.compile(
    r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:[\s,，/]*共\s*\d{1,4}\s*页)?[-—–\s]*"
)  # between the two parts of a table on two pages
AMBIGUOUS = "A"  # in the terms of Unicode: wide in Chinese fonts, narrow elsewhere

Spans = tuple[tuple[int, int], ...]
Measure = Callable[[str], int]


class _Piece(NamedTuple):
    """A text in a line, and the positions it takes."""

    text: str
    start: int
    end: int


def _narrow(char: str) -> int:
    return ruled_columns.width(char)


def _wide(char: str) -> int:
    shown = ruled_columns.width(char)
    return 2 if shown and unicodedata.east_asian_width(char) == AMBIGUOUS else shown


def _naive(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _single(char: str) -> int:
    return 1


# of a character, in the programs that align text: as terminals show it, as Chinese fonts do, with invisible ones counted, all alike
MEASURES: tuple[Measure, ...] = (_narrow, _wide, _naive, _single)


class _Aligned(NamedTuple):
    """The columns of a table: their places, by which measure, and of each whether it holds figures."""

    spans: Spans
    measure: Measure
    kinds: str


def as_rows(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text, those of aligned tables as rows with a tab between two cells.

    If one table of a text is not aligned, none is taken: read in two ways, the tables would not be compared with each other.
    """
    found: list[str] = []
    columns: _Aligned | None = None  # of the last table, if only the end of a page or blank lines are between
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        block = list(group)
        if blank or (columns and all(PAGE_FOOT.fullmatch(line) for line in block)):
            found += block
        elif rows := _continued(block, columns):
            found += rows
        elif columns := _columns(block):
            found += _in_columns(_pieces(block, columns.measure), columns.spans)
        elif _may_be_table(block):
            return list(lines)
        else:
            found += block
    return found


def _continued(block: Sequence[str], columns: _Aligned | None) -> list[str]:
    """Return the rows of lines that go on with a table, in its columns or in as many of their own; none if they do not."""
    if not columns or not _is_spaced(block) or any(map(_is_drawn, block)):
        return []
    found = _pieces(block, columns.measure)
    if _has_head(found):
        return []
    if rows := _in_columns(found, columns.spans):
        return rows
    own = _spans(found)
    if len(own) < LEAST_COLUMNS or not _fit(_kinds(found, own), columns.kinds):
        return []
    before = "\t" * max(len(columns.spans) - len(own), 0)
    return [before + row for row in _in_columns(found, own)]


def _fit(own: str, before: str) -> bool:
    """Return whether columns are the last ones of the part before, or its many columns of figures behind more columns of labels."""
    figures = before.lstrip("0")
    return before.endswith(own) or (len(figures) >= MANY_FIGURES and own.lstrip("0") == figures and len(own) > len(before))


def _is_spaced(block: Sequence[str]) -> bool:
    return any(GAP.search(line.strip()) for line in block)


def _columns(block: Sequence[str]) -> _Aligned | None:
    """Return the columns that the lines of a block agree on; None if there are none."""
    if _may_be_table(block):
        for measure in MEASURES:
            found = _pieces(block, measure)
            spans = _spans(found)
            if len(spans) >= LEAST_COLUMNS and _in_columns(found, spans):
                return _Aligned(spans, measure, _kinds(found, spans))
    return None


def _may_be_table(block: Sequence[str]) -> bool:
    """Return whether lines have the look of a typed table: gaps, and a head above figures."""
    return len(block) >= LEAST_LINES and _is_spaced(block) and not any(map(_is_drawn, block)) and _has_head(_pieces(block, _narrow))


def _kinds(found: Sequence[Sequence[_Piece]], spans: Spans) -> str:
    """Return a character for each column: 1 if a figure is in it, else 0."""
    figured = {piece.start for pieces in found for piece in pieces if _is_figure(piece)}
    return "".join("1" if any(start <= place < end for place in figured) else "0" for start, end in spans)


def _is_drawn(line: str) -> bool:
    """Return whether a line is of a table whose cells are shown by tabs, bars or rules."""
    return "\t" in line or line.lstrip()[:1] in "|│┃║+┌├└" or ruled_columns.is_rule(line)


def _pieces(block: Sequence[str], measure: Measure) -> list[list[_Piece]]:
    """Return the pieces of each line with their positions."""
    found = []
    for line in block:
        pieces, place, position = [], 0, 0
        for match in PIECE.finditer(line):
            position += match.start() - place
            start, position, place = position, position + sum(map(measure, match[0])), match.end()
            pieces.append(_Piece(match[0], start, position))
        found.append(pieces)
    return found


def _spans(found: Sequence[Sequence[_Piece]]) -> Spans:
    """Return the columns: what the pieces of all lines take together, parted by gutters."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((piece.start, piece.end) for pieces in found for piece in pieces):
        if spans and start < spans[-1][1] + GUTTER:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return _with_their_heads(found, spans)


def _with_their_heads(found: Sequence[Sequence[_Piece]], spans: Sequence[tuple[int, int]]) -> Spans:
    """Return the columns, figures flush right joined with a shorter head flush left: words and figures that no line has side by side."""
    taken: list[tuple[set[int], bool]] = []  # of each column the lines that have a piece in it, and whether one is a figure
    for start, end in spans:
        inside = [(number, piece) for number, pieces in enumerate(found) for piece in pieces if start <= piece.start < end]
        taken.append(({number for number, _ in inside}, any(_is_figure(piece) for _, piece in inside)))
    joined: list[tuple[int, int]] = []
    head: set[int] | None = None  # the lines of the column before, if it has words only
    for span, (numbers, figured) in zip(spans, taken, strict=True):
        if figured and head is not None and not head & numbers:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
        head = None if figured else numbers
    return tuple(joined)


def _is_figure(piece: _Piece) -> bool:
    return FIGURE.match(piece.text) is not None and HAN.search(piece.text) is None


def _has_head(found: Sequence[Sequence[_Piece]]) -> bool:
    """Return whether a line of several words, none of them a figure, is above the first line of figures."""
    for pieces in found:
        figured = [bool(FIGURE.match(piece.text)) for piece in pieces[1:]]
        if any(figured):
            return False
        if figured:
            return True
    return False


def _in_columns(found: Sequence[Sequence[_Piece]], columns: Spans) -> list[str]:
    """Return the lines as rows; none if a piece is at no edge of a column, or two pieces of a line are in one column."""
    rows = []
    for pieces in found:
        cells = [""] * len(columns)
        for piece in pieces:
            place = next((place for place, (start, end) in enumerate(columns) if start <= piece.start and piece.end <= end), None)
            if place is None or cells[place] or (piece.start != columns[place][0] and piece.end != columns[place][1]):
                return []
            cells[place] = piece.text
        rows.append("\t".join(cells))
    return rows
