"""How requests were answered: sums over the form's rows that say when they are incomplete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.site.draw.labels import labels, pick
from archive.site.request.ask import Language


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the cells with numbers; `blanks` counts the form's cells without one, which make it a lower bound."""

    value: float | None
    blanks: int


def total(cells: Sequence[float | None]) -> Sum:
    """Return the sum of cells of one report; value None if none holds a number.

    >>> total([1, 2]), total([1, None]), total([None]), total([])
    (Sum(value=3, blanks=0), Sum(value=1, blanks=1), Sum(value=None, blanks=1), Sum(value=None, blanks=0))
    """
    numbers = [cell for cell in cells if cell is not None]
    return Sum(sum(numbers) if numbers else None, len(cells) - len(numbers))


def outcomes(items: Mapping[str, float | None]) -> dict[str, Sum]:
    """Return each outcome's sum over the rows that the form has."""
    return {key: total([items[item] for item in entry["items"] if item in items]) for key, entry in labels()["outcomes"].items()}


def names(lang: Language) -> dict[str, str]:
    """Return the names of the outcomes in the reader's language."""
    return {key: pick(entry["name"], lang) for key, entry in labels()["outcomes"].items()}


def by_report(rows: Sequence[Mapping[str, Any]], measure: str = "total") -> dict[str, dict[str, float | None]]:
    """Return, for each report, its items' values in one column, from rows of `requests`."""
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        found.setdefault(row["report_id"], {})[row["item"]] = row[measure]
    return found
