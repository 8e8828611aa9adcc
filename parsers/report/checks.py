"""The equations of the forms tried on a report's facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsers.report.forms import Equation, Forms, load
from parsers.types import Check, Fact, Verdict

Number = int | float
Grid = Mapping[tuple[str, str], Fact]


def check(facts: Sequence[Fact], forms: Forms | None = None) -> tuple[Check, ...]:
    """Given a report's facts, return every equation of forms.yaml tried on each row or column it speaks of."""
    known = forms or load()
    return tuple(check for equation in known.equations for check in _tried(equation, facts))


def _tried(equation: Equation, facts: Sequence[Fact]) -> Iterator[Check]:
    grid: Grid = {(fact.item, fact.measure): fact for fact in facts if fact.table == equation.table}
    along = dict.fromkeys(key[0 if equation.along == "items" else 1] for key in grid)
    for name in along:
        left = _terms(equation, equation.left, name, grid)
        right = _terms(equation, equation.right, name, grid)
        if left and right:
            yield _verdict(equation.rule, name, left, right)


def _terms(equation: Equation, keys: Sequence[str], name: str, grid: Grid) -> list[Fact]:
    places = ((name, key) if equation.along == "items" else (key, name) for key in keys)
    return [grid[place] for place in places if place in grid]


def _verdict(rule: str, name: str, left: Sequence[Fact], right: Sequence[Fact]) -> Check:
    """A sum runs only over numbers; with one term missing what it would have to be is told, never stored."""
    missing = [fact for fact in (*left, *right) if fact.value is None]
    totals = sum(_numbers(left)), sum(_numbers(right))
    if not missing:
        verdict: Verdict = "pass" if abs(totals[0] - totals[1]) < 1e-6 else "fail"
        return Check(rule, verdict, _printed(totals[0]), _printed(totals[1]), name)
    unclear = any(fact.state == "uncertain" for fact in missing)
    implied = totals[1] - totals[0] if missing[0] in left else totals[0] - totals[1]
    told = f"{name}; {missing[0].item}/{missing[0].measure} would be {_printed(implied)}" if len(missing) == 1 else name
    return Check(rule, "uncertain" if unclear else "not_assessable", None, None, told)


def _numbers(facts: Sequence[Fact]) -> Iterator[Number]:
    return (fact.value for fact in facts if fact.value is not None)


def _printed(number: Number) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
