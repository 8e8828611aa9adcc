"""One figure of one year over all agencies: sorted, with its distribution, the change, and who is not in it and why."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from archive.site.draw import charts, legal_breaks
from archive.site.draw.form_tables import MEASURES
from archive.site.draw.labels import word
from archive.site.draw.shared_views import SharedChart, SharedView
from archive.site.explore import agency_filter, rank_figures, yearly_values
from archive.site.explore.rank_figures import RankFigure
from archive.site.explore.yearly_values import YearlyValue
from archive.site.request.ask import Ask, rows
from archive.site.request.paging import Pages
from gongkai.terminal.amounts import counted

SIZE = 50
BINS = 12
DRAWN = 30  # places of a chart
LISTED = 40  # agencies named for one reason; the CSV has all
SORTS = ("value", "change", "name")
YEARS = "SELECT year, count(report_id) AS n FROM coverage GROUP BY year HAVING n > 0 ORDER BY year DESC"
STATES = {"missing": "no_report", "not_due": "not_due"}  # of a year without report; every other is unknown to us


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agency with a value: its place (ties share one), its value, and that of the year before where the two can be compared."""

    agency: dict[str, Any]
    value: YearlyValue
    place: int
    before: float | None

    @property
    def change(self) -> float | None:
        """The value less that of the year before; None where either is missing or a sum is only a lower bound."""
        return None if self.before is None or self.value.value is None or self.value.blanks else round(self.value.value - self.before, 2)


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return one page of the ranking with its distribution and those who are not in it."""
    figure = rank_figures.chosen(ask.one("figure"), ask.one("by"))
    offered = years(connection, ask)
    year = ask.number("year", offered[0] if offered else 0, 1900, 2999)
    ranked, absent = compared(connection, ask, figure, year)
    values = [each.value.value for each in ranked if each.value.value is not None]
    pages = Pages(ask, len(ranked), SIZE)
    choices = agency_filter.choices(connection, ask)
    return {
        **choices,
        "shared": shared(figure, year, ranked, choices, ask),
        "figure": figure,
        "name": figure.name(ask.lang),
        "formula": figure.formula(ask.lang),
        "figures": menu(ask),
        "by": figure.measure if figure.table == "requests" else "total",
        "applicants": [(measure, word(ask.lang, "measures", "requests", measure)) for measure in MEASURES],
        "year": year,
        "years": offered,
        "sort": sorting(ask),
        "sorts": SORTS,
        "up": ask.one("order") == "up",
        "ranked": ranked[pages.offset : pages.offset + SIZE],
        "top": max((abs(value) for value in values), default=0),
        "n": len(values),
        "all": len(ranked) + len(absent),
        "pages": pages,
        "median": statistics.median(values) if values else None,
        "quartiles": statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [],
        "sum": sum(values) if values and figure.unit != "%" else None,
        "absent": grouped(absent),
        "breaks": legal_breaks.between([year - 1, year], figure.table, ask.lang),
    }


def shared(figure: RankFigure, year: int, ranked: Sequence[Ranked], choices: Mapping[str, Any], ask: Ask) -> SharedView:
    """Return the ranking as a view to pass on: the first places as bars, and the distribution."""
    title = figure.title(year, agency_filter.in_words(choices, ask), ask)
    held = [(each.agency["name"], each.value.value) for each in ranked if each.value.value is not None]
    names, values = [name for name, _ in held], [value for _, value in held]
    unit, steps = "%" if figure.unit == "%" else "", distribution(values, figure, ask)
    first = charts.places(names[:DRAWN], values[:DRAWN], title, unit) if values else Markup("")
    have = counted(len(values), "agency has", "agencies have")
    notes = [ask.say(f"共 {len(values)} 个机关有此数", f"{have} this figure")] if len(values) > DRAWN else []
    spread = ask.say("分布：各区间的机关数（横轴为区间下限）", "Distribution: agencies in each step, from the number below it")
    return SharedView(
        title,
        {"figure": figure.key, "by": figure.measure if figure.table == "requests" else None, "year": year},
        (
            SharedChart("places", title, first, notes=notes, label=ask.say("名次", "places")),
            SharedChart("distribution", f"{title} · {spread}", steps, label=ask.say("分布", "distribution")),
        ),
    )


def years(connection: Any, ask: Ask) -> list[int]:
    """Return the years that an agency has a report on, the newest first."""
    return ask.site.remember("years ranked", lambda: [row["year"] for row in rows(connection, YEARS)])


def menu(ask: Ask) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the figures in groups for a menu: shares and sums, then each table's."""
    groups: dict[str, list[tuple[str, str]]] = {key: [] for key in ("", *rank_figures.TABLES)}
    for figure in rank_figures.known().values():
        groups[figure.group].append((figure.key, figure.name(ask.lang)))
    first = ask.say("常用", "Most asked for")
    return [(word(ask.lang, "tables", key) if key else first, figures) for key, figures in groups.items() if figures]


def sorting(ask: Ask) -> str:
    """Return what the reader sorts by."""
    return ask.one("sort") if ask.one("sort") in SORTS else "value"


def compared(
    connection: Any, ask: Ask, figure: RankFigure, year: int
) -> tuple[list[Ranked], list[tuple[dict[str, Any], str, YearlyValue | None]]]:
    """Return the agencies that the filter leaves: those with a value in the chosen order, and the others with the reason."""
    choice = agency_filter.chosen(ask)
    agencies = ask.site.recent(choice, lambda: agency_filter.matching(connection, choice))
    now = yearly_values.of_year(connection, ask, figure, year)
    broken = bool(legal_breaks.between([year - 1, year], figure.table, ask.lang))
    before = {} if broken else yearly_values.of_year(connection, ask, figure, year - 1)
    found = [(agency, now[agency["id"]]) for agency in agencies if agency["id"] in now and now[agency["id"]].value is not None]
    places = places_of([value.value for _, value in found])
    ranked = [Ranked(agency, value, places[value.value], comparable(before.get(agency["id"]))) for agency, value in found]
    taken = {each.agency["id"] for each in ranked}
    states = dict(connection.execute("SELECT agency_id, state FROM coverage WHERE year = ? AND report_id IS NULL", (year,)).fetchall())
    others = [agency for agency in agencies if agency["id"] not in taken]
    why = yearly_values.reasons(connection, ask, figure, year, [now[agency["id"]] for agency in others if agency["id"] in now])
    absent = [(agency, reason(now.get(agency["id"]), states.get(agency["id"], ""), why), now.get(agency["id"])) for agency in others]
    return in_order(ranked, sorting(ask), ask.one("order") == "up"), absent


def comparable(value: YearlyValue | None) -> float | None:
    """Return a value that a change can be counted from: complete, and not a lower bound."""
    return None if value is None or value.blanks else value.value


def places_of(values: Sequence[float | None]) -> dict[float | None, int]:
    """Return the place of each value, the largest first; equal values share the first of their places.

    >>> places_of([5, 9, 5, 1])
    {9: 1, 5: 2, 1: 4}
    """
    places: dict[float | None, int] = {}
    for place, value in enumerate(sorted((value for value in values if value is not None), reverse=True), 1):
        places.setdefault(value, place)
    return places


def in_order(ranked: list[Ranked], by: str, up: bool) -> list[Ranked]:
    """Return the agencies in the reader's order; those without a change come last, and equal ones are in the order of their names."""
    named = sorted(ranked, key=lambda each: (each.agency["name"], each.agency["id"]), reverse=by == "name" and up)
    if by == "name":
        return named
    measured = [(each, each.change if by == "change" else each.value.value) for each in named]
    held = sorted([pair for pair in measured if pair[1] is not None], key=lambda pair: pair[1] or 0, reverse=not up)
    return [*(each for each, _ in held), *(each for each, value in measured if value is None)]


def reason(value: YearlyValue | None, state: str, why: Mapping[str, str]) -> str:
    """Return why an agency is not ranked: that of its report, or, without a report, that of its year."""
    return why[value.report_id] if value else STATES.get(state, "unknown")


def grouped(absent: Sequence[tuple[dict[str, Any], str, YearlyValue | None]]) -> list[dict[str, Any]]:
    """Return the reasons in their order, each with the number of its agencies and the first of them."""
    counts = Counter(why for _, why, _ in absent)
    return [
        {"reason": why, "n": counts[why], "agencies": [(agency, value) for agency, own, value in absent if own == why][:LISTED]}
        for why in yearly_values.REASONS
        if counts[why]
    ]


def distribution(values: Sequence[float], figure: RankFigure, ask: Ask) -> Markup:
    """Return how many agencies have a value in each of a dozen steps as bars; empty for fewer than two values."""
    low, high = (min(values), max(values)) if values else (0, 0)
    if len(values) < 2 or low == high:
        return Markup("")
    step = charts.scale((high - min(low, 0)) / BINS)[0]
    first = int(min(low, 0) // step)
    places = [int(value // step) - first for value in values]
    counts = Counter(places)
    axis = [charts.tick((first + place) * step) for place in range(max(places) + 1)]
    title = ask.say(
        f"{figure.name('zh')}：各区间的机关数（横轴为区间下限）", f"{figure.name('en')}: agencies in each step from the number below it"
    )
    return charts.bars(axis, [counts.get(place, 0) for place in range(len(axis))], (), title)


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the complete ranking, then of those who are not in it with the reason, for CSV and JSON."""
    figure = rank_figures.chosen(ask.one("figure"), ask.one("by"))
    offered = years(connection, ask)
    year = ask.number("year", offered[0] if offered else 0, 1900, 2999)
    ranked, absent = compared(connection, ask, figure, year)
    names = ["place", "agency_id", "agency", "region_code", "region", "level", "kind", "year", "figure", "column", "value", "lower_bound"]
    names += ["numerator", "denominator", "year_before", "change", "form", "report_id", "reason"]
    lines: list[tuple[dict[str, Any], YearlyValue | None, int | None, float | None, float | None, str]] = [
        (each.agency, each.value, each.place, each.before, each.change, "") for each in ranked
    ]
    lines += [(agency, value, None, None, None, why) for agency, why, value in absent]
    return names, (
        [*line(agency, figure, year, value, place), before, change, *report(value), why]
        for agency, value, place, before, change, why in lines
    )


def line(agency: dict[str, Any], figure: RankFigure, year: int, value: YearlyValue | None, place: int | None) -> list[Any]:
    """Return the first columns of a row for download."""
    known = value or YearlyValue("", None, None)
    about = [agency["id"], agency["name"], agency["region_code"], agency["region"], agency["own_level"], agency["kind"]]
    return [place, *about, year, figure.key, figure.measure, known.value, int(known.blanks > 0), known.part, known.n]


def report(value: YearlyValue | None) -> list[Any]:
    """Return the form and the report that a value was read from."""
    return [value.form, value.report_id] if value else [None, None]
