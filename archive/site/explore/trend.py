"""One figure over the years for any choice of agencies: total, median and quartiles, how many have it, and where its meaning changed."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from typing import Any

from archive.site.draw import charts, legal_breaks
from archive.site.draw.charts import Series
from archive.site.draw.form_tables import MEASURES
from archive.site.draw.labels import word
from archive.site.draw.shared_views import SharedChart, SharedView
from archive.site.explore import agency_filter, rank_figures, ranking, yearly_columns
from archive.site.explore.rank_figures import RankFigure
from archive.site.explore.yearly_columns import YearColumn
from archive.site.request.ask import Ask

LAW, FORM = "law", "form"


@dataclass(frozen=True, slots=True)
class TrendYear:
    """One year of a trend: the agencies with a value, their sum or, of a share, the share of all their requests, and the spread.

    `same_n` agencies have a value both in this year and in the one before; `same_before` and `same_now` are their sums or shares.
    They are None after a change of the law, and where a sum is only a lower bound.
    """

    year: int
    n: int
    lower: int
    total: float | None
    part: float | None
    whole: float | None
    median: float | None
    quartiles: tuple[float | None, float | None]
    form: str
    same_n: int | None = None
    same_before: float | None = None
    same_now: float | None = None

    @property
    def change(self) -> float | None:
        """How much the same agencies have more or less than in the year before: for a share in points."""
        return None if self.same_now is None or self.same_before is None else round(self.same_now - self.same_before, 2)


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """The values of the chosen agencies in one year, by the agency's number."""

    agencies: list[int]
    values: list[float]
    parts: list[float]
    wholes: list[float]
    lower: list[int]
    form: str

    def total(self, share: bool, among: frozenset[int] | None = None) -> float | None:
        """Return the sum, or the share of all requests together, over all or some agencies; None where nothing is to be divided."""
        parts, wholes = (self.parts, self.wholes) if share else (self.values, [])
        if among is not None:
            kept = [agency in among for agency in self.agencies]
            parts, wholes = list(compress(parts, kept)), list(compress(wholes, kept))
        if not share:
            return rounded(sum(parts)) if parts else None
        return round(100 * sum(parts) / sum(wholes), 1) if sum(wholes) else None


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the page of a trend shows."""
    figure = rank_figures.chosen(ask.one("figure"), ask.one("by"))
    choices = agency_filter.choices(connection, ask)
    agencies, found = trend(connection, ask, figure)
    breaks = legal_breaks.between([one.year for one in found], figure.table, ask.lang)
    return {
        **choices,
        "shared": shared(figure, found, choices, breaks, ask),
        "figure": figure,
        "name": figure.name(ask.lang),
        "formula": figure.formula(ask.lang),
        "figures": ranking.menu(ask),
        "by": figure.measure if figure.table == "requests" else "total",
        "applicants": [(measure, word(ask.lang, "measures", "requests", measure)) for measure in MEASURES],
        "all": agencies,
        "found": found,
        "breaks": {found[place].year: one for place, one in breaks},
        "forms": forms(found),
    }


def trend(connection: Any, ask: Ask, figure: RankFigure) -> tuple[int, list[TrendYear]]:
    """Return the number of agencies chosen, and the years in which one of them has the figure, in order."""
    choice = agency_filter.chosen(ask)
    agencies = ask.site.recent(choice, lambda: agency_filter.matching(connection, choice))
    numbers = yearly_columns.numbers(connection, ask)
    mask = bytearray(len(numbers))
    for agency in agencies:
        mask[numbers[agency["id"]]] = 1
    columns = yearly_columns.of_figure(connection, ask, figure)
    values = {year: one for year, column in columns.items() if (one := picked(column, mask)).values}
    broken = {year for year in values if legal_breaks.between([year - 1, year], figure.table, ask.lang)}
    same = {year: values[year - 1] for year in values if year - 1 in values and year not in broken}
    return len(agencies), [of_year(year, one, same.get(year), bool(figure.below)) for year, one in values.items()]


def picked(column: YearColumn, mask: bytearray) -> ChosenValues:
    """Return the values of the agencies that a mask marks by their numbers."""
    kept = [mask[agency] for agency in column.agencies]
    forms = Counter(compress(column.forms, kept))
    form = max(forms, key=lambda form: (forms[form], form), default="")
    agencies, lower = list(compress(column.agencies, kept)), list(compress(column.lower, kept))
    values, parts, wholes = (list(compress(each, kept)) for each in (column.values, column.parts, column.wholes))
    return ChosenValues(agencies, values, parts, wholes, lower, form)


def of_year(year: int, now: ChosenValues, before: ChosenValues | None, share: bool) -> TrendYear:
    """Return one year of a trend."""
    spread = statistics.quantiles(now.values, n=4, method="inclusive") if len(now.values) > 1 else []
    one = TrendYear(
        year,
        len(now.values),
        sum(now.lower),
        now.total(share),
        rounded(sum(now.parts)) if share else None,
        rounded(sum(now.wholes)) if share else None,
        rounded(statistics.median(now.values)),
        (rounded(spread[0]), rounded(spread[2])) if spread else (None, None),
        now.form,
    )
    if before is None:
        return one
    exact = [frozenset(agency for agency, low in zip(each.agencies, each.lower, strict=True) if not low) for each in (before, now)]
    both = exact[0] & exact[1]
    if not both:
        return replace(one, same_n=0)
    return replace(one, same_n=len(both), same_before=before.total(share, both), same_now=now.total(share, both))


def rounded(number: float) -> float:
    """Return a number without the noise of floats; an integer if it is one.

    >>> rounded(0.1 + 0.2), rounded(3.0)
    (0.3, 3)
    """
    cut = round(number, 6)
    return int(cut) if cut == int(cut) else cut


def forms(found: Sequence[TrendYear]) -> dict[int, str]:
    """Return the years from which on most values were read from another form than in the year before, with that form."""
    return {now.year: now.form for before, now in pairwise(found) if now.form and now.form != before.form}


def shared(
    figure: RankFigure, found: Sequence[TrendYear], choices: Mapping[str, Any], breaks: Sequence[tuple[int, legal_breaks.Break]], ask: Ask
) -> SharedView:
    """Return the trend as a view to pass on: totals, and the median with the quartiles. A year without a value is a gap."""
    years = list(range(found[0].year, found[-1].year + 1)) if found else []
    known = {one.year: one for one in found}
    span = f"{years[0]}–{years[-1]}" if years else "–"
    title = figure.title(span, agency_filter.in_words(choices, ask), ask)
    total = Series(total_name(figure, ask), tuple(known[year].total if year in known else None for year in years))
    upper = tuple(known[year].quartiles[1] if year in known else None for year in years)
    lower = tuple(known[year].quartiles[0] if year in known else None for year in years)
    median = tuple(known[year].median if year in known else None for year in years)
    spread = [
        Series(ask.say("上四分位", "Upper quartile"), upper),
        Series(ask.say("中位数", "Median"), median),
        Series(ask.say("下四分位", "Lower quartile"), lower),
    ]
    cut = [(years.index(found[place].year), one.since) for place, one in breaks]
    marks = [(years.index(year), word(ask.lang, "forms", form)) for year, form in forms(found).items() if form]
    notes = [legal_breaks.in_words(one, ask.lang) for _, one in breaks]
    drawn = [
        SharedChart(
            key, f"{title} · {label}", charts.lines(years, series, f"{title} · {label}", 960, 300, cut, marks), series, notes, label
        )
        for key, label, series in (("total", total.name, [total]), ("median", ask.say("中位数与四分位", "Median and quartiles"), spread))
    ]
    return SharedView(title, {"figure": figure.key, "by": figure.measure if figure.table == "requests" else None}, drawn if found else ())


def total_name(figure: RankFigure, ask: Ask) -> str:
    """Return what the total of a figure is called: of shares, that of all requests together."""
    return ask.say("合并计算的占比", "Share of all requests together") if figure.below else ask.say("合计", "Total")


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of a trend, one row a year, for CSV and JSON."""
    figure = rank_figures.chosen(ask.one("figure"), ask.one("by"))
    choice = agency_filter.chosen(ask)
    agencies, found = trend(connection, ask, figure)
    names = ["year", "figure", "column", "region_code", "level", "kind", "name_holds", "agencies", "with_value", "lower_bounds", "total"]
    names += ["numerator", "denominator", "median", "lower_quartile", "upper_quartile"]
    names += ["same_agencies", "same_agencies_before", "same_agencies_now", "change", "form", "series_breaks_by"]
    broken = {found[place].year for place, _ in legal_breaks.between([one.year for one in found], figure.table, ask.lang)}
    changed = forms(found)
    chosen = [figure.key, figure.measure, choice.region or None, choice.level or None, choice.kind or None, choice.q or None, agencies]
    return names, (
        [
            *(one.year, *chosen, one.n, one.lower, one.total, one.part, one.whole, one.median, *one.quartiles),
            *(one.same_n, one.same_before, one.same_now, one.change, one.form),
            LAW if one.year in broken else FORM if one.year in changed else None,
        ]
        for one in found
    )
