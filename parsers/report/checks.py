"""The rules that a report's own figures and text must keep: the equations of forms.yaml tried on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsers.report import completeness, counts, indicators, prose
from parsers.report.forms import Equation, load
from parsers.report.verdicts import compared, printed, unassessable
from parsers.types import Check, Fact, Report

Grid = Mapping[tuple[str, str], Fact]
ALONG = ("items", "measures")  # the two parts of a key, by the names equations have for them


def check(report: Report) -> tuple[Check, ...]:
    """Given a report, return every rule tried on each row, column and statement it speaks of."""
    if report.form is None:
        return ()
    forms = load()
    grids: dict[str, dict[tuple[str, str], Fact]] = {}
    for fact in report.facts:
        grids.setdefault(fact.table, {})[fact.item, fact.measure] = fact
    names = {(table, along): tuple(dict.fromkeys([key[place] for key in grid])) for table, grid in grids.items()
             for place, along in enumerate(ALONG)}
    found = [check for equation in forms.equations if equation.table in grids
             for check in _tried(equation, names[equation.table, equation.along], grids[equation.table])]
    figures = (*counts.check(report.facts, forms.counts), *indicators.check(report.facts, forms.indicators))
    return (*found, *figures, *prose.check(report), *completeness.check(report))


def _tried(equation: Equation, names: Sequence[str], grid: Grid) -> Iterator[Check]:
    for name in names:
        left = _terms(equation, equation.left, name, grid)
        right = _terms(equation, equation.right, name, grid)
        if left and (right or not equation.right):
            yield _verdict(equation, name, left, right)


def _terms(equation: Equation, keys: Sequence[str], name: str, grid: Grid) -> list[Fact]:
    places = [(name, key) for key in keys] if equation.along == "items" else [(key, name) for key in keys]
    return [grid[place] for place in places if place in grid]


def _verdict(equation: Equation, name: str, left: Sequence[Fact], right: Sequence[Fact]) -> Check:
    """A sum runs only over numbers; with one term missing, what it would have to be is told, never stored."""
    missing = [fact for fact in (*left, *right) if fact.value is None]
    totals = sum([fact.value or 0 for fact in left]), sum([fact.value or 0 for fact in right])
    if not missing:
        return compared(equation.rule, name, totals[0], totals[1], equation.relation)
    implied = totals[1] - totals[0] if missing[0] in left else totals[0] - totals[1]
    alone = len(missing) == 1 and equation.relation == "equal"
    told = f"{name}; {missing[0].item}/{missing[0].measure} would be {printed(implied)}" if alone else name
    return unassessable(equation.rule, told, missing)
