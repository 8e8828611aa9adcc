"""How requests were answered: sums over the form's rows that say when they are not whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.pages.ask import Language
from archive.pages.labels import labels, pick


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the cells that hold numbers; `blanks` cells of the form held none, so that it is a lower bound."""

    value: float | None
    blanks: int


def total(cells: Sequence[float | None]) -> Sum:
    """Given cells of one report, return their sum; None where none holds a number.

    >>> total([1, 2]), total([1, None]), total([None]), total([])
    (Sum(value=3, blanks=0), Sum(value=1, blanks=1), Sum(value=None, blanks=1), Sum(value=None, blanks=0))
    """
    numbers = [cell for cell in cells if cell is not None]
    return Sum(sum(numbers) if numbers else None, len(cells) - len(numbers))


def outcomes(items: Mapping[str, float | None]) -> dict[str, Sum]:
    """Given one column of a report's requests by item, return each outcome's sum over the rows that the form has."""
    return {key: total([items[item] for item in told["items"] if item in items]) for key, told in labels()["outcomes"].items()}


def names(lang: Language) -> dict[str, str]:
    """The outcomes in the reader's words."""
    return {key: pick(told["name"], lang) for key, told in labels()["outcomes"].items()}


def by_report(rows: Sequence[Mapping[str, Any]], measure: str = "total") -> dict[str, dict[str, float | None]]:
    """Given rows of `requests`, return for each report its items' values in one column."""
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        found.setdefault(row["report_id"], {})[row["item"]] = row[measure]
    return found
