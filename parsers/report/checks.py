"""The rules that a report's own figures and text must keep: the equations of forms.yaml tried on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsers.report import completeness, counts, indicators, prose
from parsers.report.forms import Equation, load
from parsers.report.verdicts import compared, printed, unassessable
from parsers.types import Check, Fact, Report

Grid = Mapping[tuple[str, str], Fact]


def check(report: Report) -> tuple[Check, ...]:
    """Given a report, return every rule tried on each row, column and statement it speaks of."""
    if report.form is None:
        return ()
    forms = load()
    found = [check for equation in forms.equations for check in _tried(equation, report.facts)]
    figures = (*counts.check(report.facts, forms.counts), *indicators.check(report.facts, forms.indicators))
    return (*found, *figures, *prose.check(report), *completeness.check(report))


def _tried(equation: Equation, facts: Sequence[Fact]) -> Iterator[Check]:
    grid: Grid = {(fact.item, fact.measure): fact for fact in facts if fact.table == equation.table}
    along = dict.fromkeys(key[0 if equation.along == "items" else 1] for key in grid)
    for name in along:
        left = _terms(equation, equation.left, name, grid)
        right = _terms(equation, equation.right, name, grid)
        if left and (right or not equation.right):
            yield _verdict(equation, name, left, right)


def _terms(equation: Equation, keys: Sequence[str], name: str, grid: Grid) -> list[Fact]:
    places = ((name, key) if equation.along == "items" else (key, name) for key in keys)
    return [grid[place] for place in places if place in grid]


def _verdict(equation: Equation, name: str, left: Sequence[Fact], right: Sequence[Fact]) -> Check:
    """A sum runs only over numbers; with one term missing, what it would have to be is told, never stored."""
    missing = [fact for fact in (*left, *right) if fact.value is None]
    totals = sum(fact.value or 0 for fact in left), sum(fact.value or 0 for fact in right)
    if not missing:
        return compared(equation.rule, name, totals[0], totals[1], equation.relation)
    implied = totals[1] - totals[0] if missing[0] in left else totals[0] - totals[1]
    alone = len(missing) == 1 and equation.relation == "equal"
    told = f"{name}; {missing[0].item}/{missing[0].measure} would be {printed(implied)}" if alone else name
    return unassessable(equation.rule, told, missing)
