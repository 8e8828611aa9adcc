"""One figure across agencies and years: chart, table, CSV; only figures that mean the same in every form shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from archive.site.draw import charts, legal_breaks, multiples, outcomes
from archive.site.draw.form_tables import MEASURES
from archive.site.draw.labels import labels, pick, word
from archive.site.draw.shared_views import SharedChart, SharedView
from archive.site.request.ask import Ask, Language, rows

MOST = 12  # agencies side by side
OFFERED = 12  # agencies offered for a word
SAME = "SELECT r.agency_id, r.year, r.form, r.id AS report_id, q.item, {columns} FROM {table} q JOIN reports r ON r.id = q.report_id "
CHOSEN = "WHERE r.agency_id IN ({marks}) AND r.preferred = 1 AND r.year IS NOT NULL"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """What is compared: the rows to sum in one column of a table and, for a share, the rows of the denominator."""

    key: str
    name: str
    table: str
    measure: str
    items: tuple[str, ...]
    below: tuple[str, ...] = ()
    note: str = ""


def figures(lang: Language, measure: str = "total") -> dict[str, ComparedFigure]:
    """Return all figures that can be compared, from labels.yaml."""
    found = {}
    for key, entry in labels()["figures"].items():
        column = measure if entry["table"] == "requests" else entry["measure"]
        found[key] = ComparedFigure(
            key,
            pick(entry["name"], lang),
            entry["table"],
            column,
            tuple(entry["items"]),
            tuple(entry.get("below", ())),
            pick(entry["note"], lang) if "note" in entry else "",
        )
    return found


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the chosen figure for the chosen agencies, and agencies that match the words typed."""
    measure = ask.one("by") if ask.one("by") in MEASURES else "total"
    known = figures(ask.lang, measure)
    figure = known.get(ask.one("figure"), known["received"])
    agencies = chosen(connection, ask)
    values = cells(connection, figure, [agency["id"] for agency in agencies])
    years = sorted({year for _, year in values})
    series = [
        charts.Series(
            agency["name"], tuple(values[agency["id"], year]["value"] if (agency["id"], year) in values else None for year in years)
        )
        for agency in agencies
    ]
    broken = legal_breaks.between(years, figure.table, ask.lang)
    picture, chart, legend = drawn(years, series if values else [], figure.name, [(place, one.since) for place, one in broken])
    title = " · ".join([figure.name, *([word(ask.lang, "measures", "requests", measure)] if measure != "total" else [])])
    return {
        "shared": SharedView(
            title + (ask.say("：", ": ") + listed([agency["name"] for agency in agencies], ask) if agencies else ""),
            {"figure": figure.key, "by": measure if figure.table == "requests" else None, "q": None},
            (SharedChart("years", title, picture, series if legend else (), [legal_breaks.in_words(one, ask.lang) for _, one in broken]),),
        ),
        "figures": known,
        "figure": figure,
        "by": measure,
        "kinds": [(name, word(ask.lang, "measures", "requests", name)) for name in MEASURES],
        "agencies": agencies,
        "years": years,
        "cells": values,
        "offered": offered(connection, ask, {agency["id"] for agency in agencies}),
        "q": ask.one("q"),
        "chart": chart,
        "legend": legend,
        "breaks": [one for _, one in broken],
        "most": MOST,
    }


def drawn(
    years: Sequence[int], series: Sequence[charts.Series], title: str, breaks: Sequence[tuple[int, str]]
) -> tuple[Markup, Markup, Markup]:
    """Return the chart for a file, for the page, and the legend; of more series than there are colours, small charts, which need none."""
    if not series:
        return Markup(""), Markup(""), Markup("")
    if len(series) <= multiples.FEW:
        chart = charts.lines(years, series, title, 960, 320, breaks)
        return chart, chart, charts.legend(series)
    small = multiples.small(years, series, breaks)
    return multiples.whole(small, series, title), multiples.page(small, series), Markup("")


def listed(names: Sequence[str], ask: Ask) -> str:
    """Return names for a title: the first three and the number of all."""
    first = ask.say("、", ", ").join(names[:3])
    return first if len(names) <= 3 else ask.say(f"{first}等 {len(names)} 个机关", f"{first} and {len(names) - 3} more")


def chosen(connection: Any, ask: Ask) -> list[dict[str, Any]]:
    """Return the requested agencies, in the order requested."""
    wanted = ask.many("agency", MOST)
    found = {
        row["id"]: row
        for row in rows(
            connection,
            f"""SELECT a.id, a.name, s.name AS site_name FROM agencies a
        LEFT JOIN sites s ON s.id = a.site_id WHERE a.id IN ({",".join("?" * len(wanted))})""",
            *wanted,
        )
    }
    return [found[key] for key in wanted if key in found]


def offered(connection: Any, ask: Ask, taken: set[str]) -> list[dict[str, Any]]:
    """Return agencies whose name contains the words typed; those with most reports if nothing is typed."""
    words = ask.one("q")
    if words:
        found = rows(
            connection,
            """SELECT a.id, a.name, s.name AS site_name FROM agencies a LEFT JOIN sites s ON s.id = a.site_id
            WHERE instr(a.name, ?) ORDER BY length(a.name), a.name LIMIT ?""",
            words,
            OFFERED + len(taken),
        )
    else:
        found = ask.site.remember(
            "fullest",
            lambda: rows(
                connection,
                """SELECT a.id, a.name, s.name AS site_name, count(*) AS n FROM reports r
            JOIN agencies a ON a.id = r.agency_id LEFT JOIN sites s ON s.id = a.site_id GROUP BY a.id ORDER BY n DESC, a.id LIMIT 24""",
            ),
        )
    return [agency for agency in found if agency["id"] not in taken][:OFFERED]


def cells(connection: Any, figure: ComparedFigure, agencies: list[str]) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the figure by agency and year, with its report and, for a share, its denominator."""
    wanted = {*figure.items, *figure.below}
    if figure.table == "proactive":
        sql = SAME.format(columns="q.measure, q.value", table="proactive") + CHOSEN + " AND q.measure = ?"
        values: list[Any] = [*agencies, figure.measure]
    else:
        sql, values = SAME.format(columns=f"q.[{figure.measure}] AS value", table=figure.table) + CHOSEN, list(agencies)
    reports: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows(connection, sql.format(marks=",".join("?" * len(agencies))), *values):
        if row["item"] in wanted:
            report = reports.setdefault((row["agency_id"], row["year"]), {"report_id": row["report_id"], "form": row["form"], "items": {}})
            report["items"][row["item"]] = row["value"]
    worked = ((key, worked_out(figure, report)) for key, report in reports.items())
    return {key: cell for key, cell in worked if cell is not None}


def worked_out(figure: ComparedFigure, report: dict[str, Any]) -> dict[str, Any] | None:
    """Return one cell: a sum, or a share in per cent with its n; None if the form lacks these rows."""
    above = outcomes.total([report["items"][item] for item in figure.items if item in report["items"]])
    entry = {
        "report_id": report["report_id"],
        "form": report["form"],
        "blanks": above.blanks,
        "n": None,
        "part": None,
        "value": above.value,
    }
    if not figure.below:
        return entry if any(item in report["items"] for item in figure.items) else None
    below = outcomes.total([report["items"][item] for item in figure.below if item in report["items"]])
    share = round(100 * above.value / below.value, 1) if above.value is not None and below.value and not below.blanks else None
    return {**entry, "n": below.value, "part": above.value, "value": share}


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the comparison, one row per agency and year, for CSV and JSON."""
    found = template_context(connection, ask)
    names = ["agency_id", "agency", "year", "form", "report_id", "figure", "applicants", "value", "numerator", "denominator", "blank_cells"]
    who = {agency["id"]: agency["name"] for agency in found["agencies"]}
    by = found["by"] if found["figure"].table == "requests" else None
    return names, (
        [
            agency,
            who[agency],
            year,
            cell["form"],
            cell["report_id"],
            found["figure"].key,
            by,
            cell["value"],
            cell["part"],
            cell["n"],
            cell["blanks"],
        ]
        for (agency, year), cell in sorted(found["cells"].items())
    )
