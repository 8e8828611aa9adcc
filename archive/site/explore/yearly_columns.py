"""One figure of every agency in every year, kept as arrays: what totals and medians of any choice of agencies are made of."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from archive.site.explore import rank_figures, yearly_values
from archive.site.explore.rank_figures import RankFigure
from archive.site.request.ask import Ask

KEPT = 120  # figures: 0.5 MB each for 27,000 reports
YEARS = "SELECT DISTINCT year FROM reports WHERE year IS NOT NULL ORDER BY year"


@dataclass(slots=True)
class YearColumn:
    """The agencies with a value in one year, by their numbers, and side by side their values; for a share also both its numbers.

    `lower` marks sums with blank cells, which are lower bounds; `forms` are those that the values were read from.
    """

    agencies: array[int] = field(default_factory=lambda: array("l"))
    values: array[float] = field(default_factory=lambda: array("d"))
    parts: array[float] = field(default_factory=lambda: array("d"))
    wholes: array[float] = field(default_factory=lambda: array("d"))
    lower: bytearray = field(default_factory=bytearray)
    forms: list[str] = field(default_factory=list)


Columns = dict[int, YearColumn]  # by year, in order


def of_figure(connection: Any, ask: Ask, figure: RankFigure) -> Columns:
    """Return a figure's columns by year, without the years in which no agency has it; kept for the readers who come next."""
    kept: OrderedDict[tuple[str, str], Columns] = ask.site.remember("yearly columns", OrderedDict)
    key = figure.key, figure.measure
    if key not in kept:
        kept[key] = read(connection, figure, numbers(connection, ask))
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return kept[key]


def numbers(connection: Any, ask: Ask) -> dict[str, int]:
    """Return a number for each agency of the snapshot."""
    ids = "SELECT id FROM agencies ORDER BY id"
    return ask.site.remember("agency numbers", lambda: {key: number for number, (key,) in enumerate(connection.execute(ids))})


def read(connection: Any, figure: RankFigure, known: dict[str, int]) -> Columns:
    """Read a figure's columns by year, each value as in the ranking of its year."""
    found = {year: column(connection, figure, year, known) for (year,) in connection.execute(YEARS).fetchall()}
    return {year: one for year, one in found.items() if one.values}


def column(connection: Any, figure: RankFigure, year: int, known: dict[str, int]) -> YearColumn:
    """Read a figure's column of one year."""
    one = YearColumn()
    for agency, value in yearly_values.read(connection, figure, year).items():
        if value.value is None or agency not in known:
            continue
        one.agencies.append(known[agency])
        one.values.append(value.value)
        one.lower.append(value.blanks > 0)
        one.forms.append(value.form or "")
        if figure.below:
            one.parts.append(value.part or 0)
            one.wholes.append(value.n or 0)
    return one


def prepared() -> list[RankFigure]:
    """Return the figures that are read before anybody asks: those most asked for, and the rows of the form in force."""
    return [figure for figure in rank_figures.known().values() if not figure.group or "2021" in figure.forms]
