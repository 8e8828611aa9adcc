"""Assign cells to keys where the cells alone are ambiguous: the sums of the form decide, or nothing does.

A row may have lost or duplicated a figure, and a scan may leave several readings of a cell. Every way to read such a row is
listed; one is accepted only if the sums of the row and of all columns exclude every other with different numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from parsers.report.facts import row_sums
from parsers.report.facts.column_sums import Number, RowReading, search
from parsers.report.facts.fit import beyond_heads, by_head, fit
from parsers.report.forms import values
from parsers.report.forms.forms import Forms
from parsers.report.forms.rows import FigureRow, is_blank
from parsers.report.tables import glued_figures, text_lines
from parsers.types import Cell

SEVERAL = re.compile(
    r"\d[^\S\n]*\n\s*\d|\d\s+\d{1,2}(?!\d)"
)  # two figures: one above the other, or the second too short for a group of digits
LOST = "a figure of this row is lost, and it may be the one of this column"
BESIDE = "a figure too many is beside it"
WIDER = "other rows of this table have a figure more, so that a blank of this row may have left its place"
LEAST_WIDER = 2  # rows with a figure more than the form has: one alone has printed a figure twice
OTHER_ORDER = "no head names the columns, and in the form's order most rows do not add up"
LEAST_BROKEN = 3  # rows with a broken sum beyond those that hold
MOST_READINGS = 256  # of one row: more is noise, not a reading


@dataclass(frozen=True, slots=True)
class Settled:
    """A row with the cell of each key; `cells` is None if nothing decides. `how` says what did, if more than the cells was needed."""

    row: FigureRow
    cells: tuple[Cell | None, ...] | None
    how: str = ""


def settle(rows: Sequence[FigureRow], forms: Forms) -> tuple[Settled, ...]:
    """Return each row of a report with the cells of its keys, or as undecided."""
    rows = [
        _doubted(row, text_lines.SEVERAL) if row.doubtful and any(cell.doubt == text_lines.SEVERAL for cell in row.cells) else row
        for row in rows
    ]
    rows = _beside_wider(_without_order([_marked(row, forms) for row in rows], forms), forms)
    shifted = {row.line.table for row in rows if beyond_heads(row)}
    rows = [_without_heads(row) if row.line.table in shifted and row_sums.edge_open(row, forms) else row for row in rows]
    open_ended = _open_ended(rows)
    ways = [tuple(_ways(row, forms, row.table in open_ended)) for row in rows]
    chosen = search(rows, ways, forms)
    return tuple(_settled(row, found, chosen.get(place), forms) for place, (row, found) in enumerate(zip(rows, ways, strict=True)))


def _without_order(rows: Sequence[FigureRow], forms: Forms) -> list[FigureRow]:
    """Return rows; in doubt if no head names their columns and most of their own sums are broken in the form's order."""
    broken: Counter[int] = Counter()
    for row in rows:
        cells = fit(row) if row.assumed else None
        if cells and next(row_sums.sums(row, forms), None) and not all(map(_is_nothing, cells)):
            broken[row.line.table] += -1 if row_sums.hold(row, cells, forms) else 1
    tables = {table for table, more in broken.items() if more >= LEAST_BROKEN}
    return [_doubted(row, OTHER_ORDER) if row.assumed and row.line.table in tables else row for row in rows]


def _beside_wider(rows: Sequence[FigureRow], forms: Forms) -> list[FigureRow]:
    """Return rows; those without heads and with as many figures as keys in doubt where rows of their table have a figure more.

    A table without cells prints an extra column there, and a row that fits has lost a blank. Its own sums show whether it has not.
    """
    more = Counter((row.line.table, row.table) for row in rows if _headless_figures(row) > len(row.keys))
    wider = {table for table, count in more.items() if count >= LEAST_WIDER}
    return [
        _doubted(row, WIDER)
        if (row.line.table, row.table) in wider and _headless_figures(row) == len(row.keys) and next(row_sums.sums(row, forms), None)
        else row
        for row in rows
    ]


def _headless_figures(row: FigureRow) -> int:
    """Return the number of figures of a row that no head places; 0 for any other row."""
    return 0 if any(row.heads) else sum(not is_blank(cell) for cell in row.cells)


def _is_nothing(cell: Cell | None) -> bool:
    return cell is None or not values.read_value(cell.text).number


def _doubted(row: FigureRow, why: str) -> FigureRow:
    return replace(row, cells=tuple(cell if is_blank(cell) else cell._replace(doubt=cell.doubt or why) for cell in row.cells))


def _open_ended(rows: Sequence[FigureRow]) -> frozenset[str]:
    """Return the tables that leave the last column blank in more rows than not: there a blank end is no sign of a lost figure."""
    blank: Counter[str] = Counter()
    for row in rows:
        cells = fit(row)
        if cells and cells[-1]:
            blank[row.table] += 1 if is_blank(cells[-1]) and cells == by_head(row) else -1
    return frozenset(table for table, more in blank.items() if more > 0)


def _without_heads(row: FigureRow) -> FigureRow:
    """Return a row of a table in which another has figures beyond the heads: what is below which head shows nothing there."""
    return replace(row, heads=(None,) * len(row.heads))


def _marked(row: FigureRow, forms: Forms) -> FigureRow:
    """Return the row with a doubt on figures whose digits are set apart, unless its own sums hold with the digits joined."""
    cells = fit(row)
    apart = cells and any(cell and values.read_value(cell.text).joined for cell in cells)
    summed = next(row_sums.sums(row, forms), None) is not None
    if not cells or not apart or (summed and _implied(row, RowReading(cells, _numbers(cells)), forms)):
        return row
    if not summed and not any(cell and SEVERAL.search(cell.text.strip()) for cell in cells):
        return row
    return replace(
        row,
        cells=tuple(
            cell._replace(doubt=cell.doubt or "digits are set apart") if values.read_value(cell.text).joined else cell for cell in row.cells
        ),
    )


def _settled(row: FigureRow, ways: Sequence[RowReading], chosen: RowReading | None, forms: Forms) -> Settled:
    if len(ways) == 1 and not row.doubtful and not ways[0].glued:
        how = "" if len(row.cells) == len(row.keys) or None not in ways[0].cells else "realigned"
        return Settled(row, ways[0].cells, how)
    if chosen is not None:
        cells = _confirmed(row, chosen.cells, forms)
        open_still = any(cell and cell.doubt for cell in cells)
        how = "parted by the sums" if chosen.glued else "read by the sums" if row.doubtful else "realigned"
        return Settled(row, cells, "" if open_still and row.doubtful else how)
    unparted = "the figures have no blanks between them" if glued_figures.is_glued(row) else ""
    return Settled(row, _by_grid(row, forms), unparted)


def _confirmed(row: FigureRow, cells: Sequence[Cell | None], forms: Forms) -> tuple[Cell | None, ...]:
    """Return the cells chosen; a cell stays in doubt if no sum of the form involves its key."""
    doubted = {(cell.row, cell.column): cell for cell in row.cells if cell.doubt}
    return tuple(
        cell if cell is None or row_sums.summed(row, key, forms) else doubted.get((cell.row, cell.column), cell)
        for key, cell in zip(row.keys, cells, strict=True)
    )


def _by_grid(row: FigureRow, forms: Forms) -> tuple[Cell | None, ...] | None:
    """Return the cells by position if the sums do not decide, doubts kept; a blank at the edge needs its head above it."""
    cells = fit(row)
    if cells is None or not row_sums.edge_blank(row, cells, forms):
        return cells
    last = cells[-1]
    return cells if by_head(row) == cells and last is not None and not is_blank(last) else None


def _ways(row: FigureRow, forms: Forms, open_ended: bool) -> Iterator[RowReading]:
    """Yield the ways to read a row, one per set of numbers: as it is, or with a figure inserted or removed so that its sums hold.

    `open_ended`: its table leaves the last column blank in most rows.
    """
    cells = fit(row)
    edge = cells is not None and row_sums.edge_blank(row, cells, forms)
    if cells is not None and not row.doubtful and not edge:
        yield RowReading(cells, _numbers(cells))
        return
    tried = _readings(row, cells) if cells is not None and not edge else _moved(row)
    seen: dict[tuple[Number | None, ...], RowReading] = {}
    doubled = sum(not is_blank(cell) for cell in row.cells) > len(row.keys)
    headed: list[RowReading] = []
    for reading in islice(tried, MOST_READINGS):
        whole = _implied(row, reading, forms)
        if whole is not None:
            headed += [whole] if doubled and _under_heads(row, whole) else []
            before = seen.get(whole.numbers)
            seen[whole.numbers] = replace(whole, cells=_either(before.cells, whole.cells)) if before else whole
    if cells is not None and edge:
        stands = _implied(
            row, RowReading(tuple(None if cell is None or is_blank(cell) else cell for cell in cells), _numbers(cells)), forms
        )
        # as where a row is filled up behind the figures that are left
        ends = not open_ended and cells[-1] is not None and is_blank(cells[-1])
        elsewhere = ends and stands and stands.numbers in seen and any(cell and cell.doubt == LOST for cell in seen[stands.numbers].cells)
        if stands and by_head(row) == cells and not elsewhere:
            seen[stands.numbers] = RowReading(cells, stands.numbers)
        elif stands and stands.numbers in seen and row.cells[-1:] == cells[-1:] and cells[-1] and is_blank(cells[-1]):
            seen[stands.numbers] = RowReading(_both(cells, seen[stands.numbers].cells), stands.numbers)
    yield from headed if len(headed) == 1 else seen.values()
    if glued_figures.is_glued(row):
        parted = (RowReading(way, _numbers(way), glued=True) for way in glued_figures.readings(row, tuple(row_sums.sums(row, forms))))
        yield from (way for way in parted if way.numbers not in seen)


def _both(cells: Sequence[Cell | None], moved: Sequence[Cell | None]) -> tuple[Cell | None, ...]:
    """Return the cells of two readings with equal numbers; in doubt where they differ, since no head shows which cell is the blank."""
    pairs = zip(cells, moved, strict=True)
    return tuple(
        one if one is None or (other and not other.doubt and one.text == other.text) else one._replace(doubt=LOST) for one, other in pairs
    )


def _either(one: Sequence[Cell | None], other: Sequence[Cell | None]) -> tuple[Cell | None, ...]:
    """The cells of two readings that give the same numbers; in doubt where one of them has no figure or another one."""
    return tuple(
        first if first and second and first.text == second.text else found._replace(doubt=LOST) if (found := first or second) else None
        for first, second in zip(one, other, strict=True)
    )


def _under_heads(row: FigureRow, way: RowReading) -> bool:
    """Return whether every figure is in the column of its head, which shows which of two equal figures is superfluous."""
    pairs = zip(way.cells, row.heads, strict=True)
    return all(cell and head and cell.column == head.column for cell, head in pairs)


def _numbers(cells: Sequence[Cell | None]) -> tuple[Number | None, ...]:
    return tuple([_number(cell) for cell in cells])


def _readings(row: FigureRow, cells: Sequence[Cell | None]) -> Iterator[RowReading]:
    """Yield every combination of the possible readings of doubtful cells."""
    choices = [_choices(cell) for cell in cells]
    for combination in product(*choices):
        yield RowReading(combination, _numbers(combination))


def _choices(cell: Cell | None) -> tuple[Cell | None, ...]:
    if cell is None or not cell.doubt:
        return (cell,)
    texts = dict.fromkeys((cell.text, *cell.readings))
    return tuple(cell._replace(text=text, doubt="", readings=()) for text in texts)


def _moved(row: FigureRow) -> Iterator[RowReading]:
    """Yield the row with one figure inserted at each place, or one removed."""
    cells = tuple(cell for cell in row.cells if not is_blank(cell))
    if any(cell.doubt for cell in cells):
        return
    if len(cells) == len(row.keys) - 1:
        places = range(len(row.keys))
        shifted: Iterator[tuple[Cell | None, ...]] = ((*cells[:place], None, *cells[place:]) for place in (len(cells), *places[:-1]))
    elif len(cells) == len(row.keys) + 1:
        shifted = (_without(cells, place, headed=any(row.heads)) for place in range(len(cells)))
    else:
        return
    for moved in shifted:
        yield RowReading(moved, _numbers(moved))


def _without(cells: tuple[Cell, ...], place: int, *, headed: bool) -> tuple[Cell, ...]:
    """Return cells without a superfluous figure; without heads its neighbours are in doubt, as it may be in the cell of one of them.

    A figure equal to a neighbour was printed twice.
    """
    beside = (place - 1, place + 1)
    twice = any(0 <= near < len(cells) and cells[near].text == cells[place].text for near in beside)
    marked = [cell._replace(doubt=BESIDE) if number in beside and not twice and not headed else cell for number, cell in enumerate(cells)]
    return (*marked[:place], *marked[place + 1 :])


def _number(cell: Cell | None) -> Number | None:
    return values.read_value(cell.text).number if cell is not None else None


def _implied(row: FigureRow, reading: RowReading, forms: Forms) -> RowReading | None:
    """Return the reading with a lost figure implied by the row's own sums; None if a sum is broken, open, or would need a negative."""
    numbers = list(reading.numbers)
    for left, right in row_sums.sums(row, forms):
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
    return RowReading(reading.cells, tuple(numbers))
