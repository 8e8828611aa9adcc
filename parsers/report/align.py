"""Which cell of a row belongs to which key where the cells alone do not tell: the sums of the form decide, or nothing does.

A row may have lost a figure or doubled one, and a scan may leave several readings of a cell. Every way to read such a row is
listed; one counts only when the sums of the row and of all columns leave no other with different numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod

from parsers.report import glued, values
from parsers.report.fit import by_head, fit
from parsers.report.forms import Equation, Forms
from parsers.report.rows import Row, is_blank
from parsers.types import Cell

Number = int | float
MOST_READINGS = 256  # of one row: more is noise, not a reading
MOST_TOGETHER = 16  # readings of a table's glued rows, all combined: among 32 one was met that made a table with a slip in it hold
MOST_STEPS = 20_000  # of the search: a table with one doubtful row in two takes about a thousand


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a row: the cell of each key, None where its figure is lost, and the numbers the sums see."""

    cells: tuple[Cell | None, ...]
    numbers: tuple[Number | None, ...]
    glued: bool = False  # the digits of one cell make several figures: no sum of the row alone is proof of that


@dataclass(frozen=True, slots=True)
class Settled:
    """A row with the cell of each key; `cells` is None where nothing decides. `how` says what did, where more than the cells was needed."""

    row: Row
    cells: tuple[Cell | None, ...] | None
    how: str = ""


def settle(rows: Sequence[Row], forms: Forms) -> tuple[Settled, ...]:
    """Given the rows of a report, return each with the cells of its keys, or as one that cannot be told."""
    rows = [_marked(row, forms) for row in rows]
    ways = [tuple(_ways(row, forms)) for row in rows]
    chosen = _search(rows, ways, forms)
    return tuple(_settled(row, found, chosen.get(place), forms) for place, (row, found) in enumerate(zip(rows, ways, strict=True)))


def _marked(row: Row, forms: Forms) -> Row:
    """The row with a doubt on figures whose digits stood apart, unless its own sums hold with the digits put together."""
    cells = fit(row)
    apart = cells and any(cell and values.read(cell.text).joined for cell in cells)
    if not cells or not apart or next(_sums(row, forms), None) is None or _implied(row, Reading(cells, _numbers(cells)), forms):
        return row
    return replace(row, cells=tuple(cell._replace(doubt=cell.doubt or "digits stand apart") if values.read(cell.text).joined else cell
                                    for cell in row.cells))


def _settled(row: Row, ways: Sequence[Reading], chosen: Reading | None, forms: Forms) -> Settled:
    if len(ways) == 1 and not row.doubtful and not ways[0].glued:
        how = "" if len(row.cells) == len(row.keys) or None not in ways[0].cells else "realigned"
        return Settled(row, ways[0].cells, how)
    if chosen is not None:
        cells = _confirmed(row, chosen.cells, forms)
        open_still = any(cell and cell.doubt for cell in cells)
        how = "parted by the sums" if chosen.glued else "read by the sums" if row.doubtful else "realigned"
        return Settled(row, cells, "" if open_still else how)
    unparted = "the figures stand without blanks between them" if glued.is_glued(row) else ""
    return Settled(row, _by_grid(row, forms), unparted)


def _confirmed(row: Row, cells: Sequence[Cell | None], forms: Forms) -> tuple[Cell | None, ...]:
    """The cells chosen; where no sum of the form speaks of a key, nothing has taken away the doubt of its cell."""
    doubted = {(cell.row, cell.column): cell for cell in row.cells if cell.doubt}
    return tuple(cell if cell is None or _summed(row, key, forms) else doubted.get((cell.row, cell.column), cell)
                 for key, cell in zip(row.keys, cells, strict=True))


def _summed(row: Row, key: tuple[str, str], forms: Forms) -> bool:
    return any(equation.table == row.table and equation.relation == "equal"
               and key[equation.along == "items"] in (*equation.left, *equation.right) for equation in forms.equations)


def _by_grid(row: Row, forms: Forms) -> tuple[Cell | None, ...] | None:
    """Where the sums do not decide: as the cells stand, doubtful ones staying so; a blank at the edge needs its head above it."""
    cells = fit(row)
    if cells is None or not _edge_blank(row, cells, forms):
        return cells
    last = cells[-1]
    return cells if by_head(row) == cells and last is not None and not is_blank(last) else None


def _ways(row: Row, forms: Forms) -> Iterator[Reading]:
    """The ways to read a row, one for each set of numbers: as it stands, or with a figure put in or taken out so that its sums hold."""
    cells = fit(row)
    edge = cells is not None and _edge_blank(row, cells, forms)
    if cells is not None and not row.doubtful and not edge:
        yield Reading(cells, _numbers(cells))
        return
    tried = _readings(row, cells) if cells is not None and not edge else _moved(row)
    seen: dict[tuple[Number | None, ...], Reading] = {}
    for reading in islice(tried, MOST_READINGS):
        whole = _implied(row, reading, forms)
        if whole is not None:
            seen[whole.numbers] = whole  # the last place of several that give the same numbers is the one beside the total
    if cells is not None and edge:
        stands = _implied(row, Reading(tuple(None if cell is None or is_blank(cell) else cell for cell in cells), _numbers(cells)), forms)
        if stands and by_head(row) == cells:
            seen[stands.numbers] = Reading(cells, stands.numbers)
        elif stands and stands.numbers in seen and row.cells[-1:] == cells[-1:] and cells[-1] and is_blank(cells[-1]):
            seen[stands.numbers] = Reading(_both(cells, seen[stands.numbers].cells), stands.numbers)
    doubled = sum(not is_blank(cell) for cell in row.cells) > len(row.keys)
    headed = [way for way in seen.values() if doubled and _under_heads(row, way)]
    yield from headed if len(headed) == 1 else seen.values()
    if glued.is_glued(row):
        parted = (Reading(way, _numbers(way), glued=True) for way in glued.readings(row, tuple(_sums(row, forms))))
        yield from (way for way in parted if way.numbers not in seen)


def _both(cells: Sequence[Cell | None], moved: Sequence[Cell | None]) -> tuple[Cell | None, ...]:
    """The cells of two readings that give the same numbers; in doubt where they differ, since no head tells which cell is the blank one."""
    pairs = zip(cells, moved, strict=True)
    return tuple(one if one is None or (other and one.text == other.text) else one._replace(doubt="a blank here or a figure lost")
                 for one, other in pairs)


def _under_heads(row: Row, way: Reading) -> bool:
    """Whether every figure stands in the column of its head: tells which of two equal figures is one too many."""
    pairs = zip(way.cells, row.heads, strict=True)
    return all(cell and head and cell.column == head.column for cell, head in pairs)


def _edge_blank(row: Row, cells: Sequence[Cell | None], forms: Forms) -> bool:
    """Whether one figure is missing and a blank stands at an end of the row: a figure left blank, or one lost and a column too many."""
    if row.doubtful or not any(cell is not None and is_blank(cell) for cell in (*cells[:1], *cells[-1:])):
        return False
    figures = sum(cell is not None and not is_blank(cell) for cell in cells)
    return figures == len(row.keys) - 1 and next(_sums(row, forms), None) is not None


def _numbers(cells: Sequence[Cell | None]) -> tuple[Number | None, ...]:
    return tuple([_number(cell) for cell in cells])


def _readings(row: Row, cells: Sequence[Cell | None]) -> Iterator[Reading]:
    """Every combination of what doubtful cells may say."""
    choices = [_choices(cell) for cell in cells]
    for combination in product(*choices):
        yield Reading(combination, _numbers(combination))


def _choices(cell: Cell | None) -> tuple[Cell | None, ...]:
    if cell is None or not cell.doubt:
        return (cell,)
    texts = dict.fromkeys((cell.text, *cell.readings))
    return tuple(cell._replace(text=text, doubt="", readings=()) for text in texts)


def _moved(row: Row) -> Iterator[Reading]:
    """The row with one figure put in at each place, or one taken out."""
    cells = tuple(cell for cell in row.cells if not is_blank(cell))
    if any(cell.doubt for cell in cells):
        return
    if len(cells) == len(row.keys) - 1:
        places = range(len(row.keys))
        shifted: Iterator[tuple[Cell | None, ...]] = ((*cells[:place], None, *cells[place:]) for place in (len(cells), *places[:-1]))
    elif len(cells) == len(row.keys) + 1:
        shifted = ((*cells[:place], *cells[place + 1:]) for place in range(len(cells)))
    else:
        return
    for moved in shifted:
        yield Reading(moved, _numbers(moved))


def _number(cell: Cell | None) -> Number | None:
    return values.read(cell.text).number if cell is not None else None


def _implied(row: Row, reading: Reading, forms: Forms) -> Reading | None:
    """The reading with a lost figure implied by the row's own sums; None where a sum is broken, open, or would need less than nothing."""
    numbers = list(reading.numbers)
    for left, right in _sums(row, forms):
        lost = [place for place in (*left, *right) if numbers[place] is None]
        if len(lost) > 1 or (lost and reading.cells[lost[0]] is not None):
            return None
        rest = sum(numbers[place] or 0 for place in right) - sum(numbers[place] or 0 for place in left)
        if not lost and rest:
            return None
        if lost:
            numbers[lost[0]] = rest if lost[0] in left else -rest
            if numbers[lost[0]] < 0:  # type: ignore[operator]
                return None
    return Reading(reading.cells, tuple(numbers))


def _sums(row: Row, forms: Forms) -> Iterator[tuple[list[int], list[int]]]:
    """The sums within a row, as the places of their terms."""
    for equation in forms.equations:
        if equation.table == row.table and equation.along == "items" and equation.relation == "equal":
            for item in dict.fromkeys(item for item, _ in row.keys):
                here = {measure: place for place, (owner, measure) in enumerate(row.keys) if owner == item}
                yield [here[key] for key in equation.left if key in here], [here[key] for key in equation.right if key in here]


def _search(rows: Sequence[Row], ways: Sequence[tuple[Reading, ...]], forms: Forms) -> dict[int, Reading]:
    """The one choice of readings for the open rows under which all columns hold; empty where none or several do."""
    chosen: dict[int, Reading] = {}
    for table in dict.fromkeys(row.table for row in rows):
        columns = _Columns([equation for equation in forms.equations if equation.table == table and equation.along == "measures"])
        places = [place for place, row in enumerate(rows) if row.table == table]
        open_places = [place for place in places if len(ways[place]) > 1 or any(way.glued for way in ways[place])
                       or (ways[place] and rows[place].doubtful)]
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


def _proved(row: Row, columns: _Columns) -> bool:
    """Whether more than the row's own sums tells how its digits were parted: a column's sum at each, or nothing but zeros."""
    return columns.tell(row) if columns.signs else glued.all_zeros(row)


class _Columns:
    """What is left of each column's equations while rows are put in; left terms count up, right terms down."""

    def __init__(self, equations: Sequence[Equation]) -> None:
        self.signs = [{**dict.fromkeys(equation.left, 1), **dict.fromkeys(equation.right, -1)} for equation in equations]
        self.rest: dict[tuple[int, str], Number] = {}
        self.broken: set[tuple[int, str]] = set()  # a term is no number: this sum decides nothing
        self.steps = 0

    def add(self, row: Row, numbers: Sequence[Number | None] | None, times: int) -> None:
        """Put a row in, or with times -1 take it out."""
        for number, signs in enumerate(self.signs):
            for place, (item, measure) in enumerate(row.keys):
                if item in signs:
                    value = numbers[place] if numbers is not None else None
                    self.rest[number, measure] = self.rest.get((number, measure), 0) + times * signs[item] * (value or 0)
                    if value is None:
                        self.broken.add((number, measure))

    def tell(self, row: Row) -> bool:
        """Whether each figure of a row is a term of a sum that could be tried."""
        return all(any(item in signs and (number, measure) not in self.broken for number, signs in enumerate(self.signs))
                   for item, measure in row.keys)

    def search(self, rows: Sequence[tuple[int, Row, tuple[Reading, ...]]]) -> Mapping[int, Reading]:
        """The single solution; rows that count down come first, so that a column that overshoots is left at once."""
        self.steps = 0
        ordered = sorted(rows, key=lambda entry: all(signs.get(entry[1].keys[0][0], 1) > 0 for signs in self.signs))
        downs = sum(any(signs.get(row.keys[0][0], 1) < 0 for signs in self.signs) for _, row, _ in ordered)
        found = list(islice(self._solve(ordered, downs), 2))
        return found[0] if len(found) == 1 and self.steps < MOST_STEPS else {}

    def _solve(self, rows: Sequence[tuple[int, Row, tuple[Reading, ...]]], downs: int) -> Iterator[dict[int, Reading]]:
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
