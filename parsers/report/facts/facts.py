"""Rows of figures → facts: which cell belongs to which key, its value, its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.report.forms import values
from parsers.report.forms.rows import FigureRow
from parsers.types import Cell, Fact, Place, State


def of_row(row: FigureRow, cells: Sequence[Cell | None] | None) -> Iterator[Fact]:
    """Yield the facts of a row, given the cell of each key; without cells each key is uncertain and its raw text is the entire line."""
    units = row.units or (None,) * len(row.keys)
    if cells is None:
        raw = " | ".join(cell.text for cell in row.cells)
        place = _place(row, row.cells[0] if row.cells else Cell(row.line.number, 0, ""))
        yield from (
            Fact(row.table, item, measure, None, unit, raw, "uncertain", place)
            for (item, measure), unit in zip(row.keys, units, strict=True)
            if measure
        )
        return
    for (item, measure), unit, cell in zip(row.keys, units, cells, strict=True):
        if not measure:  # a head that no form explains: its figures belong to no key
            continue
        if cell is None:
            cell = Cell(row.line.number, row.cells[0].column if row.cells else 0, "", doubt="lost")
        yield _fact(row, item, measure, unit, cell)


def _fact(row: FigureRow, item: str, measure: str, unit: str | None, cell: Cell) -> Fact:
    value = values.read_value(cell.text)
    unread = bool(cell.marks) and cell.unread
    state: State = "unread" if unread else "uncertain" if cell.doubt else value.state
    number = value.number if state == "number" else None
    return Fact(
        row.table, item, measure, number, value.unit or unit, cell.text or cell.aside if unread else cell.text, state, _place(row, cell)
    )


def _place(row: FigureRow, cell: Cell) -> Place:
    position = (cell.column, cell.row) if row.line.turned else (cell.row, cell.column)
    return Place(row.line.table, *position, cell.path, cell.page or row.line.page, cell.box)
