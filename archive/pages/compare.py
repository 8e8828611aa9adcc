"""One figure across agencies and years: chart, table, CSV; only figures that mean the same in every form shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive import charts
from archive.pages import outcomes
from archive.pages.ask import Ask, Language, rows
from archive.pages.labels import labels, pick, word
from archive.pages.layout import MEASURES

MOST = 12  # agencies side by side
OFFERED = 12  # agencies offered for a word
SAME = "SELECT r.agency_id, r.year, r.form, r.id AS report_id, q.item, {columns} FROM {table} q JOIN reports r ON r.id = q.report_id "
CHOSEN = "WHERE r.agency_id IN ({marks}) AND r.preferred = 1 AND r.year IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is compared: rows to sum in one table's column, and where it is a share, the rows below the line."""

    key: str
    name: str
    table: str
    measure: str
    items: tuple[str, ...]
    below: tuple[str, ...] = ()
    note: str = ""


def figures(lang: Language, measure: str = "total") -> dict[str, Figure]:
    """All figures one can compare; the table of them is site/labels.yaml."""
    found = {}
    for key, told in labels()["figures"].items():
        column = measure if told["table"] == "requests" else told["measure"]
        found[key] = Figure(key, pick(told["name"], lang), told["table"], column, tuple(told["items"]), tuple(told.get("below", ())),
                            pick(told["note"], lang) if "note" in told else "")
    return found


def read(connection: Any, ask: Ask) -> dict[str, Any]:
    """The chosen figure for the chosen agencies, and agencies offered for the word typed."""
    measure = ask.one("by") if ask.one("by") in MEASURES else "total"
    known = figures(ask.lang, measure)
    figure = known.get(ask.one("figure"), known["received"])
    agencies = chosen(connection, ask)
    values = cells(connection, figure, [agency["id"] for agency in agencies])
    years = sorted({year for _, year in values})
    series = [charts.Series(agency["name"], tuple(values[agency["id"], year]["value"] if (agency["id"], year) in values else None
                                                  for year in years)) for agency in agencies]
    return {"figures": known, "figure": figure, "by": measure,
            "kinds": [(name, word(ask.lang, "measures", "requests", name)) for name in MEASURES],
            "agencies": agencies, "years": years, "cells": values,
            "offered": offered(connection, ask, {agency["id"] for agency in agencies}),
            "q": ask.one("q"), "chart": charts.lines(years, series, figure.name, 960, 320) if values else "",
            "legend": charts.legend(series), "most": MOST}


def chosen(connection: Any, ask: Ask) -> list[dict[str, Any]]:
    """The agencies asked for, in the order they were asked for."""
    wanted = ask.many("agency", MOST)
    found = {row["id"]: row for row in rows(connection, f"""SELECT a.id, a.name, s.name AS site_name FROM agencies a
        LEFT JOIN sites s ON s.id = a.site_id WHERE a.id IN ({','.join('?' * len(wanted))})""", *wanted)}
    return [found[key] for key in wanted if key in found]


def offered(connection: Any, ask: Ask, taken: set[str]) -> list[dict[str, Any]]:
    """Agencies whose name holds the word typed; those with most reports where nothing is typed."""
    words = ask.one("q")
    if words:
        found = rows(connection, """SELECT a.id, a.name, s.name AS site_name FROM agencies a LEFT JOIN sites s ON s.id = a.site_id
            WHERE instr(a.name, ?) ORDER BY length(a.name), a.name LIMIT ?""", words, OFFERED + len(taken))
    else:
        found = ask.site.remember("fullest", lambda: rows(connection,
                                                          """SELECT a.id, a.name, s.name AS site_name, count(*) AS n FROM reports r
            JOIN agencies a ON a.id = r.agency_id LEFT JOIN sites s ON s.id = a.site_id GROUP BY a.id ORDER BY n DESC, a.id LIMIT 24"""))
    return [agency for agency in found if agency["id"] not in taken][:OFFERED]


def cells(connection: Any, figure: Figure, agencies: list[str]) -> dict[tuple[str, int], dict[str, Any]]:
    """The figure by agency and year, with the report it comes from and, for a share, what it was divided by."""
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


def worked_out(figure: Figure, report: dict[str, Any]) -> dict[str, Any] | None:
    """One cell: a sum, or a share in per cent with its n; None where the form lacks these rows."""
    above = outcomes.total([report["items"][item] for item in figure.items if item in report["items"]])
    told = {"report_id": report["report_id"], "form": report["form"], "blanks": above.blanks, "n": None, "part": None, "value": above.value}
    if not figure.below:
        return told if any(item in report["items"] for item in figure.items) else None
    below = outcomes.total([report["items"][item] for item in figure.below if item in report["items"]])
    share = round(100 * above.value / below.value, 1) if above.value is not None and below.value and not below.blanks else None
    return {**told, "n": below.value, "part": above.value, "value": share}


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """The comparison, one row an agency and year, for CSV and JSON."""
    found = read(connection, ask)
    names = ["agency_id", "agency", "year", "form", "report_id", "figure", "applicants", "value", "numerator", "denominator", "blank_cells"]
    who = {agency["id"]: agency["name"] for agency in found["agencies"]}
    by = found["by"] if found["figure"].table == "requests" else None
    return names, ([agency, who[agency], year, cell["form"], cell["report_id"], found["figure"].key, by, cell["value"], cell["part"],
                    cell["n"],
                    cell["blanks"]] for (agency, year), cell in sorted(found["cells"].items()))
