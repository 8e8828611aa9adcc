"""R8 and R9: what the indicators of the statistics tables before 2019 owe each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from parsers.report.forms import Indicators
from parsers.report.verdicts import compared, unassessable
from parsers.text import label
from parsers.types import Check, Fact

Grid = Mapping[tuple[str, str], Fact]
LEAST_PARTS = 2  # a whole of one part is that part


def check(facts: Sequence[Fact], rules: Sequence[Indicators]) -> Iterator[Check]:
    """Given a report's facts, yield each rule tried on the indicators it speaks of."""
    grid = {(fact.item, fact.measure): fact for fact in facts if fact.table == "statistics"}
    for rule in rules if grid else ():
        if rule.sum_of_parts:
            yield from _sums(rule, grid)
        if rule.part_at_most_whole:
            yield from _parts(rule, grid)
        if rule.value_at_most_cumulative:
            yield from _cumulative(rule, grid)


def named(facts: Sequence[Fact], names: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], Fact]:
    """Given a report's facts and the labels of some indicators by key, return (key, measure) → fact: the outermost so labelled.

    An indicator that stands twice at one depth is left out: nobody can tell which one a text means.
    """
    found: dict[tuple[str, str], Fact] = {}
    known = [fact for fact in facts if fact.table == "statistics"]
    for key, labels in names.items() if known else ():
        fitting = [fact for fact in known if _own_label(fact.item).startswith(tuple(labels))]
        depth = min((fact.item.count("/") for fact in fitting), default=0)
        outermost = [fact for fact in fitting if fact.item.count("/") == depth]
        if len({fact.item for fact in outermost}) == 1:
            found |= {(key, fact.measure): fact for fact in outermost}
    return found


def _sums(rule: Indicators, grid: Grid) -> Iterator[Check]:
    for (item, measure), whole in grid.items():
        if not _own_label(item).startswith(rule.sum_of_parts):
            continue
        parts = [fact for (name, other), fact in grid.items() if other == measure and name.rpartition("/")[0] == item]
        if len(parts) >= LEAST_PARTS:
            missing = [fact for fact in (*parts, whole) if fact.value is None]
            total = sum(fact.value or 0 for fact in parts)
            detail = f"{item}, {measure}"
            yield unassessable(rule.rule, detail, missing) if missing else compared(rule.rule, detail, total, whole.value or 0)


def _parts(rule: Indicators, grid: Grid) -> Iterator[Check]:
    for (item, measure), part in grid.items():
        whole = grid.get((item.rpartition("/")[0], measure))
        if _own_label(item).startswith(rule.part_at_most_whole) and whole:
            missing = [fact for fact in (part, whole) if fact.value is None]
            detail = f"{item}, {measure}"
            yield unassessable(rule.rule, detail, missing) if missing else compared(
                rule.rule, detail, whole.value or 0, part.value or 0, "at_least")


def _cumulative(rule: Indicators, grid: Grid) -> Iterator[Check]:
    for (item, measure), fact in grid.items():
        total = grid.get((item, "cumulative"))
        if measure == "value" and total and total.value is not None and fact.value is not None:
            yield compared(rule.rule, f"{item}, value and cumulative", total.value, fact.value, "at_least")


@lru_cache(maxsize=1 << 12)
def _own_label(item: str) -> str:
    """The last step of an indicator's path, as labels are compared."""
    return label(item.rpartition("/")[2])
