"""The sums of the form that a row of figures must satisfy, and what they leave open about its ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.report.facts.fit import fit
from parsers.report.forms import values
from parsers.report.forms.forms import Forms, load
from parsers.report.forms.rows import FigureRow, Key, is_blank
from parsers.types import Cell, TableName

Sum = tuple[list[int], list[int]]  # positions of the terms left and right of the equals sign


def sums(row: FigureRow, forms: Forms) -> Iterator[Sum]:
    """Yield the sums within a row, as the positions of their terms."""
    return iter(_usual_sums(row.table, row.keys) if forms is load() else tuple(_sums(row.table, row.keys, forms)))


@lru_cache(maxsize=1 << 11)
def _usual_sums(table: TableName, keys: tuple[Key, ...]) -> tuple[Sum, ...]:
    """Return the sums of a row of the forms. Cached: four readers of each row ask, and all reports have the same rows."""
    return tuple(_sums(table, keys, load()))


def _sums(table: TableName, keys: tuple[Key, ...], forms: Forms) -> Iterator[Sum]:
    for equation in forms.equations:
        if equation.table == table and equation.along == "items" and equation.relation == "equal":
            for item in dict.fromkeys(item for item, _ in keys):
                here = {measure: place for place, (owner, measure) in enumerate(keys) if owner == item}
                yield [here[key] for key in equation.left if key in here], [here[key] for key in equation.right if key in here]


def summed(row: FigureRow, key: tuple[str, str], forms: Forms) -> bool:
    """Return whether a sum of the form involves the figure of a key."""
    return any(
        equation.table == row.table and equation.relation == "equal" and key[equation.along == "items"] in (*equation.left, *equation.right)
        for equation in forms.equations
    )


def edge_blank(row: FigureRow, cells: Sequence[Cell | None], forms: Forms) -> bool:
    """Return whether one figure is missing and an end of the row is blank: either left blank, or lost beside an extra column.

    A blank extra column at the end counts if the row's own sums are broken: the figures may have moved one column to the left.
    """
    own = [cell for (_, measure), cell in zip(row.keys, cells, strict=True) if measure]
    if row.doubtful or next(sums(row, forms), None) is None:
        return False
    if not row.keys[-1][1] and _is_empty(cells[-1]) and not any(map(_is_empty, cells[:-1])):
        return not hold(row, cells, forms)
    figures = sum(cell is not None and not is_blank(cell) for cell in own)
    return any(map(_is_empty, (*own[:1], *own[-1:]))) and figures == len(own) - 1


def _is_empty(cell: Cell | None) -> bool:
    return cell is not None and is_blank(cell)


def hold(row: FigureRow, cells: Sequence[Cell | None], forms: Forms) -> bool:
    """Return whether the sums within a row hold; a term that is no number counts as nothing."""
    numbers = [values.read_value(cell.text).number or 0 if cell else 0 for cell in cells]
    return all(sum(numbers[place] for place in left) == sum(numbers[place] for place in right) for left, right in sums(row, forms))


def edge_open(row: FigureRow, forms: Forms) -> bool:
    """Return whether the cells of a row fit its keys, and the blank at an end of it may be a lost figure."""
    cells = fit(row)
    return cells is not None and edge_blank(row, cells, forms)
