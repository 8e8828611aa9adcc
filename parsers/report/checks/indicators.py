"""R8 and R9: relations between indicators of the statistics tables before 2019."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from gongkai.chinese_text import label
from parsers.report.checks.verdicts import compared, unassessable
from parsers.report.forms.forms import Indicators
from parsers.types import Check, Fact

Grid = Mapping[tuple[str, str], Fact]
OTHER_YEAR = re.compile(
    r"(?:19|20)\d\d年|上年|去年|同期"
)  # a column of last year's figures beside this year's: not this report's to answer for
MATTER = re.compile("(?:政府)?信息公开|政府信息")  # what all of the table is about, put into some labels and not into others
LEAST_PARTS = 2  # a total of one part equals that part


def check(facts: Sequence[Fact], rules: Sequence[Indicators]) -> Iterator[Check]:
    """Yield each rule applied to the indicators it concerns."""
    grid = {(fact.item, fact.measure): fact for fact in facts if fact.table == "statistics"}
    for rule in rules if grid else ():
        if rule.sum_of_parts:
            yield from _sums(rule, grid)
        if rule.part_at_most_whole:
            yield from _parts(rule, grid)
        if rule.value_at_most_cumulative:
            yield from _cumulative(rule, grid)


def named(facts: Sequence[Fact], names: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], Fact]:
    """Return (key, measure) → fact for indicators with these labels by key: of each, the outermost one so labelled.

    An indicator that occurs twice at one depth is left out, because a reference to it is ambiguous.
    """
    found: dict[tuple[str, str], Fact] = {}
    known = [fact for fact in facts if fact.table == "statistics"]
    for key, labels in names.items() if known else ():
        fitting = [fact for fact in known if _begins(fact.item, tuple(labels))]
        depth = min((fact.item.count("/") for fact in fitting), default=0)
        outermost = [fact for fact in fitting if fact.item.count("/") == depth]
        if len({fact.item for fact in outermost}) == 1:
            found |= {(key, fact.measure): fact for fact in outermost}
    return found


def _sums(rule: Indicators, grid: Grid) -> Iterator[Check]:
    for (item, measure), whole in grid.items():
        if not _begins(item, rule.sum_of_parts) or OTHER_YEAR.search(measure):
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
        if _begins(item, rule.part_at_most_whole) and whole:
            missing = [fact for fact in (part, whole) if fact.value is None]
            detail = f"{item}, {measure}"
            yield (
                unassessable(rule.rule, detail, missing)
                if missing
                else compared(rule.rule, detail, whole.value or 0, part.value or 0, "at_least")
            )


def _cumulative(rule: Indicators, grid: Grid) -> Iterator[Check]:
    for (item, measure), fact in grid.items():
        total = grid.get((item, "cumulative"))
        if measure == "value" and total and total.value is not None and fact.value is not None:
            yield compared(rule.rule, f"{item}, value and cumulative", total.value, fact.value, "at_least")


@lru_cache(maxsize=1 << 12)
def _begins(item: str, labels: tuple[str, ...]) -> bool:
    """Return whether an indicator begins with a label, or would without the name of the matter: 收到政府信息公开申请数."""
    own = _own_label(item)
    return own.startswith(labels) or MATTER.sub("", own).startswith(labels)


@lru_cache(maxsize=1 << 12)
def _own_label(item: str) -> str:
    """Return the last step of an indicator's path, as labels are compared."""
    return label(item.rpartition("/")[2])
