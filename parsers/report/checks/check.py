"""The rules for a report's own figures and text: the equations of forms.yaml applied to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsers.report.checks import completeness, counts, indicators, text_against_tables
from parsers.report.checks.verdicts import compared, printed, unassessable
from parsers.report.forms.forms import Equation, load
from parsers.types import Check, Fact, Report

Grid = Mapping[tuple[str, str], Fact]
ALONG = ("items", "measures")  # the two parts of a key, by the names equations have for them


def check(report: Report) -> tuple[Check, ...]:
    """Return every rule of one report (rules.yaml) applied to each row, column and statement it concerns."""
    if report.form is None:
        return ()
    forms = load()
    grids: dict[str, dict[tuple[str, str], Fact]] = {}
    for fact in report.facts:
        grids.setdefault(fact.table, {})[fact.item, fact.measure] = fact
    names = {
        (table, along): tuple(dict.fromkeys([key[place] for key in grid]))
        for table, grid in grids.items()
        for place, along in enumerate(ALONG)
    }
    found = [
        check
        for equation in forms.equations
        if equation.table in grids
        for check in _tried(equation, names[equation.table, equation.along], grids[equation.table], equation.table in report.unread)
    ]
    parts = [_careful(check, "statistics" in report.unread) for check in indicators.check(report.facts, forms.indicators)]
    figures = (*counts.check(report.facts, forms.counts), *parts)
    return (*found, *figures, *text_against_tables.check(report), *completeness.check(report))


def _careful(check: Check, unread: bool) -> Check:
    """Return a check weakened if a row of its sum was not read: such a sum proves nothing against the report."""
    return Check(check.rule, "not_assessable", None, None, f"{check.detail}; not all of the table was read") if unread else check


def _lacking(equation: Equation, name: str, grid: Grid) -> list[str]:
    """Return the terms of an equation that were not found; of the two ways to print 其他处理 only the one in use counts."""
    split, whole = load().split_other, {"other"}
    items = {item for item, _ in grid}
    spare = split if items & whole else whole if items & split else split | whole
    terms = [key for key in (*equation.left, *equation.right) if equation.along == "items" or key not in spare]
    return [key for key in terms if ((name, key) if equation.along == "items" else (key, name)) not in grid]


def _tried(equation: Equation, names: Sequence[str], grid: Grid, unread: bool) -> Iterator[Check]:
    for name in names:
        left = _terms(equation, equation.left, name, grid)
        right = _terms(equation, equation.right, name, grid)
        if left and (right or not equation.right):
            found = _verdict(equation, name, left, right)
            lacking = found.verdict == "fail" and _lacking(equation, name, grid)
            yield _careful(found, unread=True) if unread or lacking else found


def _terms(equation: Equation, keys: Sequence[str], name: str, grid: Grid) -> list[Fact]:
    places = [(name, key) for key in keys] if equation.along == "items" else [(key, name) for key in keys]
    return [grid[place] for place in places if place in grid]


def _verdict(equation: Equation, name: str, left: Sequence[Fact], right: Sequence[Fact]) -> Check:
    """Return the check of a sum. If one term is missing, name the implied value in `detail`; never store it as a fact."""
    missing = [fact for fact in (*left, *right) if fact.value is None]
    totals = sum([fact.value or 0 for fact in left]), sum([fact.value or 0 for fact in right])
    if not missing:
        return compared(equation.rule, name, totals[0], totals[1], equation.relation)
    implied = totals[1] - totals[0] if missing[0] in left else totals[0] - totals[1]
    alone = len(missing) == 1 and equation.relation == "equal"
    detail = f"{name}; {missing[0].item}/{missing[0].measure} would be {printed(implied)}" if alone else name
    return unassessable(equation.rule, detail, missing)
