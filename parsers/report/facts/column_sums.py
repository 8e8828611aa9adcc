"""Choose among the readings of a table's open rows the one that satisfies the sums of all its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod

from parsers.report.forms.forms import Equation, Forms
from parsers.report.forms.rows import FigureRow
from parsers.report.tables import glued_figures
from parsers.types import Cell

Number = int | float
MOST_TOGETHER = 16  # readings of a table's glued rows, all combined: among 32 one was met that made a table with a slip in it hold
MOST_STEPS = 20_000  # of the search: a table with one doubtful row in two takes about a thousand


@dataclass(frozen=True, slots=True)
class RowReading:
    """One way to read a row: the cell of each key, None for a lost figure, and the numbers used in sums."""

    cells: tuple[Cell | None, ...]
    numbers: tuple[Number | None, ...]
    glued: bool = False  # the digits of one cell make several figures: no sum of the row alone is proof of that


def search(rows: Sequence[FigureRow], ways: Sequence[tuple[RowReading, ...]], forms: Forms) -> dict[int, RowReading]:
    """Return the one choice of readings for the open rows that satisfies all columns; empty if none or several do."""
    chosen: dict[int, RowReading] = {}
    for table in dict.fromkeys(row.table for row in rows):
        sums = [each for each in forms.equations if (each.table, each.along, each.relation) == (table, "measures", "equal")]
        columns = _Columns(sums)  # one that only bounds (at_least) decides nothing
        places = [place for place, row in enumerate(rows) if row.table == table]
        open_places = [
            place
            for place in places
            if len(ways[place]) > 1 or any(way.glued for way in ways[place]) or (ways[place] and rows[place].doubtful)
        ]
        if not open_places:
            continue
        for place in places:
            if place not in open_places:
                columns.add(rows[place], ways[place][0].numbers if ways[place] else None, 1)
        found = columns.search([(place, rows[place], ways[place]) for place in open_places])
        parted = [place for place in open_places if any(way.glued for way in ways[place])]
        many = prod(len(ways[place]) for place in parted) > MOST_TOGETHER
        chosen |= {place: way for place, way in found.items() if place not in parted or (not many and _proved(rows[place], columns))}
    return chosen


def _proved(row: FigureRow, columns: _Columns) -> bool:
    """Return whether more than the row's own sums decides how its digits were split: column sums, or nothing but zeros."""
    return columns.decide(row) if columns.signs else glued_figures.all_zeros(row)


class _Columns:
    """The remainders of each column's equations while rows are added; left terms count up, right terms down."""

    def __init__(self, equations: Sequence[Equation]) -> None:
        self.signs = [{**dict.fromkeys(equation.left, 1), **dict.fromkeys(equation.right, -1)} for equation in equations]
        self.rest: dict[tuple[int, str], Number] = {}
        self.broken: set[tuple[int, str]] = set()  # a term is no number: this sum decides nothing
        self.steps = 0

    def add(self, row: FigureRow, numbers: Sequence[Number | None] | None, times: int) -> None:
        """Add a row, or remove it with times -1."""
        for number, signs in enumerate(self.signs):
            for place, (item, measure) in enumerate(row.keys):
                if item in signs and measure:  # a column that no form explains has no sum
                    value = numbers[place] if numbers is not None else None
                    self.rest[number, measure] = self.rest.get((number, measure), 0) + times * signs[item] * (value or 0)
                    if value is None:
                        self.broken.add((number, measure))

    def decide(self, row: FigureRow) -> bool:
        """Return whether each figure of a row is a term of a sum that could be checked."""
        return all(
            any(item in signs and (number, measure) not in self.broken for number, signs in enumerate(self.signs))
            for item, measure in row.keys
            if measure
        )

    def search(self, rows: Sequence[tuple[int, FigureRow, tuple[RowReading, ...]]]) -> Mapping[int, RowReading]:
        """Return the single solution; rows that count down come first, so that a column that overshoots is abandoned at once."""
        self.steps = 0
        ordered = sorted(rows, key=lambda entry: all(signs.get(entry[1].keys[0][0], 1) > 0 for signs in self.signs))
        downs = sum(any(signs.get(row.keys[0][0], 1) < 0 for signs in self.signs) for _, row, _ in ordered)
        found = list(islice(self._solve(ordered, downs), 2))
        return found[0] if len(found) == 1 and self.steps < MOST_STEPS else {}

    def _solve(self, rows: Sequence[tuple[int, FigureRow, tuple[RowReading, ...]]], downs: int) -> Iterator[dict[int, RowReading]]:
        self.steps += 1
        if self.steps >= MOST_STEPS or (downs <= 0 and any(rest > 0 for key, rest in self.rest.items() if key not in self.broken)):
            return
        if not rows:
            if not any(rest for key, rest in self.rest.items() if key not in self.broken):
                yield {}
            return
        place, row, ways = rows[0]
        for reading in ways:
            self.add(row, reading.numbers, 1)
            yield from ({place: reading, **rest} for rest in self._solve(rows[1:], downs - 1))
            self.add(row, reading.numbers, -1)
