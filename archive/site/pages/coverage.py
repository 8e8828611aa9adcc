"""Who has published, who is late, who has not: agency × year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from archive.site.draw import charts
from archive.site.request.ask import Ask, rows
from archive.site.request.paging import Pages

STATES = ("on_time", "late", "missing", "not_due", "undated", "unknown")
SIZE = 50
LAST_WEEK = 30  # weeks of the next year that are drawn; later ones are in the table only
DEADLINES = ((1, 31, "部门期限", "departments"), (3, 31, "政府期限", "governments"))  # 条例 article 49; both 31 March until the year 2018
WEEKS = """
    SELECT cast((julianday(substr(published, 1, 10)) - julianday((year + 1) || '-01-01')) / 7 AS INTEGER) AS week, count(*) AS n
    FROM coverage WHERE year = ? AND published IS NOT NULL GROUP BY 1"""
YEARS = 8  # columns that fit a page; earlier years by ?to=


def by_year(connection: Any) -> list[dict[str, Any]]:
    """Return for each year the number of agencies in each state, and in total."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows(connection, "SELECT year, state, count(*) AS n FROM coverage GROUP BY year, state ORDER BY year"):
        year = found.setdefault(row["year"], {"year": row["year"], "all": 0, **dict.fromkeys(STATES, 0)})
        year[row["state"]] = row["n"]
        year["all"] += row["n"]
    return list(found.values())


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the grid of one page of agencies, filtered by site, level, words in the name and state in a year."""
    years = ask.site.remember("years", lambda: by_year(connection))
    last = ask.number("to", years[-1]["year"] if years else 0, 1900, 2999)
    shown = [year["year"] for year in years if last - YEARS < year["year"] <= last]
    where, values = chosen(ask, shown)
    total = rows(connection, f"SELECT count(*) AS n FROM agencies a WHERE {where}", *values)[0]["n"]
    pages = Pages(ask, total, SIZE)
    agencies = rows(
        connection,
        f"""SELECT a.id, a.name, a.level, s.name AS site_name FROM agencies a LEFT JOIN sites s ON s.id = a.site_id
        WHERE {where} ORDER BY a.site_id, a.name LIMIT ? OFFSET ?""",
        *values,
        SIZE,
        pages.offset,
    )
    return {
        "years": shown,
        "earlier": bool(years) and bool(shown) and shown[0] > years[0]["year"],
        "later": bool(years) and last < years[-1]["year"],
        "agencies": agencies,
        "cells": cells(connection, [agency["id"] for agency in agencies], shown),
        "pages": pages,
        "states": STATES,
        "chosen": choices(ask, shown),
        "sites": sites(connection, ask),
        "levels": levels(connection, ask),
        "calendar": calendar(connection, ask, choices(ask, shown)["year"]),
        "summary": [year for year in years if year["year"] in shown],
    }


def calendar(connection: Any, ask: Ask, year: int) -> Any:
    """Return when a year's reports came out, week by week, with the two deadlines; empty if none did."""
    found = ask.site.remember(f"calendar {year}", lambda: rows(connection, WEEKS, year))
    weeks = [row for row in found if row["week"] is not None and 0 <= row["week"] < LAST_WEEK]
    if not weeks:
        return ""
    begin = date(year + 1, 1, 1)
    counts = {row["week"]: row["n"] for row in weeks}
    axis = [f"{begin + timedelta(weeks=week):%m-%d}" for week in range(LAST_WEEK)]
    marks = [((date(year + 1, month, day) - begin).days / 7 - 0.5, ask.say(zh, en)) for month, day, zh, en in DEADLINES]
    return charts.bars(
        axis,
        [counts.get(week, 0) for week in range(LAST_WEEK)],
        marks,
        ask.say(f"{year} 年度报告的发布周", f"Weeks in which the reports for {year} came out"),
    )


def choices(ask: Ask, years: list[int]) -> dict[str, Any]:
    """Return the reader's filters."""
    state = ask.one("state")
    return {
        "site": ask.one("site"),
        "level": ask.one("level"),
        "q": ask.one("q"),
        "state": state if state in STATES else "",
        "year": ask.number("year", years[-1] if years else 0, 1900, 2999),
    }


def chosen(ask: Ask, years: list[int]) -> tuple[str, list[Any]]:
    """Return the filters as a condition on `agencies a`."""
    choice = choices(ask, years)
    parts, values = ["1"], []
    for name, condition in (("site", "a.site_id = ?"), ("level", "a.level = ?"), ("q", "instr(a.name, ?)")):
        if choice[name]:
            parts.append(condition)
            values.append(choice[name])
    if choice["state"]:
        parts.append("EXISTS (SELECT 1 FROM coverage c WHERE c.agency_id = a.id AND c.year = ? AND c.state = ?)")
        values += [choice["year"], choice["state"]]
    return " AND ".join(parts), values


def cells(connection: Any, agencies: list[str], years: list[int]) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the coverage rows of a page's agencies and years, by (agency, year)."""
    marks, spans = ",".join("?" * len(agencies)), ",".join("?" * len(years))
    found = rows(connection, f"SELECT * FROM coverage WHERE agency_id IN ({marks}) AND year IN ({spans})", *agencies, *years)
    return {(row["agency_id"], row["year"]): row for row in found}


def sites(connection: Any, ask: Ask) -> list[dict[str, Any]]:
    """Return the portals, by name, for a menu."""
    return ask.site.remember("sites", lambda: rows(connection, "SELECT id, name FROM sites ORDER BY area, name"))


def levels(connection: Any, ask: Ask) -> list[str]:
    """Return the levels that occur among the agencies."""
    found = ask.site.remember("levels", lambda: rows(connection, "SELECT DISTINCT level FROM agencies WHERE level IS NOT NULL"))
    return [row["level"] for row in found]


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the filtered coverage, one row per agency and year, for CSV and JSON."""
    years = [year["year"] for year in by_year(connection)]
    where, values = chosen(ask, years)
    names = ["agency_id", "agency", "site_id", "level", "year", "state", "due", "published", "days_late", "report_id"]
    found = connection.execute(
        f"""SELECT a.id, a.name, a.site_id, a.level, c.year, c.state, c.due, c.published, c.days_late, c.report_id
        FROM agencies a JOIN coverage c ON c.agency_id = a.id WHERE {where} ORDER BY a.site_id, a.name, c.year""",
        values,
    )
    return names, found
