"""Rows of figures → facts: which cell belongs to which key, what it says, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.report import values
from parsers.report.rows import Row
from parsers.types import Cell, Fact, Place


def of_row(row: Row, cells: Sequence[Cell | None] | None) -> Iterator[Fact]:
    """Given a row and the cell of each key, yield its facts; with no such cells, each key is uncertain and keeps the whole line as raw."""
    units = row.units or (None,) * len(row.keys)
    if cells is None:
        raw = " | ".join(cell.text for cell in row.cells)
        place = _place(row, row.cells[0] if row.cells else Cell(row.line.number, 0, ""))
        yield from (Fact(row.table, item, measure, None, unit, raw, "uncertain", place)
                    for (item, measure), unit in zip(row.keys, units, strict=True) if measure)
        return
    for (item, measure), unit, cell in zip(row.keys, units, cells, strict=True):
        if not measure:  # a head that no form explains: its figures belong to no key
            continue
        if cell is None:
            cell = Cell(row.line.number, row.cells[0].column if row.cells else 0, "", doubt="lost")
        yield _fact(row, item, measure, unit, cell)


def _fact(row: Row, item: str, measure: str, unit: str | None, cell: Cell) -> Fact:
    value = values.read(cell.text)
    state = "uncertain" if cell.doubt else value.state
    number = None if state == "uncertain" else value.number
    return Fact(row.table, item, measure, number, value.unit or unit, cell.text, state, _place(row, cell))


def _place(row: Row, cell: Cell) -> Place:
    return Place(row.line.table, cell.row, cell.column, cell.path, cell.page or row.line.page, cell.box)
