"""Evaluate the forms' equations on visible figures, independently of the reader under test.

Rules are those printed on the forms and in the notes of the forms: R1 to R5, R7 and R9. A rule is evaluated only where all its
cells are numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..interface import Coordinate, Seen
from .forms import APPLICANTS, DISPUTES, REQUESTS, STATISTICS, leaves, statistics_key

Figures = Mapping[Coordinate, Seen]


class Equation(NamedTuple):
    """Hold one equation: the cells whose sum is compared on the left and on the right; `relation` is "=" or "<="."""

    rule: str
    left: tuple[Coordinate, ...]
    right: tuple[Coordinate, ...]
    relation: str = "="

    @property
    def needs(self) -> frozenset[Coordinate]:
        """Return all cells of the equation."""
        return frozenset((*self.left, *self.right))


def equations(form: str) -> Iterator[Equation]:
    """Yield the equations of a form."""
    if form == "statistics":
        yield from _statistics()
        return
    for measure in APPLICANTS:

        def at(item: str, column: str = measure) -> Coordinate:
            return Coordinate("requests", item, column)

        yield Equation("R1", (at("received"), at("carried_in")), (at("handled"), at("carried_out")))
        yield Equation("R3", tuple(at(leaf) for leaf in leaves(form)), (at("handled"),))
    kinds = [key for key in APPLICANTS if key != "total"]
    for line in REQUESTS[form]:
        yield Equation("R2", tuple(Coordinate("requests", line.key, kind) for kind in kinds), (Coordinate("requests", line.key, "total"),))
    for block in DISPUTES:
        parts = tuple(Coordinate("disputes", block, part) for part in ("upheld", "corrected", "other", "pending"))
        yield Equation("R4", parts, (Coordinate("disputes", block, "total"),))
    if form == "2019":
        for item in ("regulations", "normative_documents"):
            yield Equation("R7", (Coordinate("proactive", item, "disclosed"),), (Coordinate("proactive", item, "disclosed_total"),), "<=")


def _statistics() -> Iterator[Equation]:
    for _, key, parent, _ in STATISTICS:
        parts = [statistics_key(other, up) for _, other, up, _ in STATISTICS if parent is None and up == key]
        for measure in ("value", "cumulative"):
            if parts:
                yield Equation(
                    "R9", tuple(Coordinate("statistics", part, measure) for part in parts), (Coordinate("statistics", key, measure),)
                )
        item = statistics_key(key, parent)
        yield Equation("R9", (Coordinate("statistics", item, "value"),), (Coordinate("statistics", item, "cumulative"),), "<=")


def failing(form: str, figures: Figures) -> set[Equation]:
    """Return the equations that fail on figures a person can read; R5 is reported with the one offending cell on the left."""
    broken = {equation for equation in equations(form) if _fails(equation, figures)}
    for coordinate, seen in figures.items():
        if seen.kind == "number" and seen.value is not None and _impossible(coordinate, seen.value):
            broken.add(Equation("R5", (coordinate,), ()))
    return broken


def _fails(equation: Equation, figures: Figures) -> bool:
    sides = []
    for side in (equation.left, equation.right):
        values = [figures[key].value for key in side if key in figures and figures[key].kind == "number"]
        if len(values) != len(side):
            return False
        sides.append(sum((value for value in values if value is not None), Decimal(0)))
    return sides[0] > sides[1] if equation.relation == "<=" else sides[0] != sides[1]


def _impossible(coordinate: Coordinate, value: Decimal) -> bool:
    if coordinate.measure == "items_change":
        return False
    return value < 0 or (coordinate.measure != "amount" and value != value.to_integral_value())
