"""Rows whose figures were printed or stored without blanks between them: 15130000154 for 151, 3, 0, 0, 0, 0, 154.

Only the sums of the form can split them. A row's own sum is not enough: of rows printed with two digits exchanged it leaves one wrong
reading in one of eight, while of tables in which every column holds as well it left none
(tests/parsers/report/tables/test_glued_figures.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.chinese_text import fold
from parsers.report.forms.rows import FigureRow, is_blank
from parsers.types import Cell

DIGITS = re.compile(r"\d+(?:\s+\d+)*")
MOST_DIGITS = 5  # a figure on average: the busiest ministry's rows have three
MOST_STEPS = 50_000  # of taking a row apart: a line of section 四 with 35 digits takes about 9,000

Sums = Sequence[tuple[Sequence[int], Sequence[int]]]  # the places of the terms on both sides


def is_glued(row: FigureRow) -> bool:
    """Return whether a row has fewer figures than keys, yet a digit for each: nothing but digits, read with certainty."""
    cells = [cell for cell in row.cells if not is_blank(cell)]
    if len(cells) >= len(row.keys) or row.doubtful:
        return False
    texts = [fold(cell.text).strip() for cell in cells]
    digits = sum(char.isdigit() for text in texts for char in text)
    return all(map(DIGITS.fullmatch, texts)) and len(row.keys) <= digits <= MOST_DIGITS * len(row.keys)


def all_zeros(row: FigureRow) -> bool:
    """Return whether such a row is a zero for each key: other digits make another row if one figure was left blank."""
    digits = "".join(char for cell in row.cells for char in fold(cell.text) if char.isdigit())
    return digits == "0" * len(row.keys)


def readings(row: FigureRow, sums: Sums) -> Iterator[tuple[Cell, ...]]:
    """Yield the ways to split such a row's digits that satisfy the sums within it; none if it has no sums."""
    pieces = [(cell, text) for cell in row.cells for text in fold(cell.text).split()]
    last = [max((*left, *right), default=-1) for left, right in sums]
    steps = 0

    def parted(piece: int, start: int, numbers: list[int], cells: list[Cell]) -> Iterator[tuple[Cell, ...]]:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS or not _hold(sums, last, numbers):
            return
        if piece == len(pieces):
            if len(numbers) == len(row.keys):
                yield tuple(cells)
            return
        cell, text = pieces[piece]
        left = len(row.keys) - len(numbers)
        after = sum(len(other) for _, other in pieces[piece + 1 :])
        for end in range(start + 1, len(text) + 1):
            if len(text) - end + after < left - 1 or (end > start + 1 and text[start] == "0"):
                break
            whole = end == len(text)
            more = [*cells, _cut(cell, text, start, end)]
            yield from parted(piece + whole, 0 if whole else end, [*numbers, int(text[start:end])], more)

    summed = {place for left, right in sums for place in (*left, *right)}
    found = list(parted(0, 0, [], [])) if summed == set(range(len(row.keys))) else []
    if steps <= MOST_STEPS:  # else one that was not come to may hold as well
        yield from found


def _hold(sums: Sums, last: Sequence[int], numbers: Sequence[int]) -> bool:
    """Return whether no sum is broken by the last number."""
    return all(
        sum(numbers[place] for place in left) == sum(numbers[place] for place in right)
        for (left, right), end in zip(sums, last, strict=True)
        if end == len(numbers) - 1
    )


def _cut(cell: Cell, text: str, start: int, end: int) -> Cell:
    """Return the part of a cell with some of its digits, and a proportional part of its box."""
    box = cell.box
    if box and len(text) > 1:
        width = (box[2] - box[0]) / len(text)
        box = (round(box[0] + start * width, 1), box[1], round(box[0] + end * width, 1), box[3])
    return cell._replace(text=text[start:end], box=box)
