"""R5: a count is an integer from 0 up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.report.checks.verdicts import printed
from parsers.report.forms.forms import Counts
from parsers.types import Check, Fact


def check(facts: Sequence[Fact], rule: Counts) -> Iterator[Check]:
    """Yield a failure for each impossible count, or one pass per table if all are possible."""
    for table in dict.fromkeys(fact.table for fact in facts if fact.table in rule.tables):
        numbers = [fact for fact in facts if fact.table == table and fact.value is not None]
        wrong = [fact for fact in numbers if _impossible(fact, rule)]
        for fact in wrong:
            yield Check(rule.rule, "fail", _expected(fact, rule), printed(fact.value or 0), f"{table}/{fact.item}/{fact.measure}")
        if numbers and not wrong:
            yield Check(rule.rule, "pass", None, None, table)


def _impossible(fact: Fact, rule: Counts) -> bool:
    number = fact.value or 0
    return (number < 0 and fact.measure not in rule.negatives) or (number != int(number) and fact.measure not in rule.fractions)


def _expected(fact: Fact, rule: Counts) -> str:
    if fact.measure in rule.fractions:
        return "0 or more"
    return "a whole number" if fact.measure in rule.negatives else "a whole number, 0 or more"
