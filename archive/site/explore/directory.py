"""Every agency: where it is, what it is, since when it reports."""

from __future__ import annotations

import json
from typing import Any

from archive.site.explore import agency_filter
from archive.site.request.ask import Ask, rows
from archive.site.request.paging import Pages

SIZE = 50
# Divisions in the order of their codes, in each the government first; what is in no certain division comes last.
ORDER = "a.region_code IS NULL, a.region_code, a.kind IS NOT 'government', a.kind, a.name, a.id"
YEARS = """SELECT agency_id, min(CASE WHEN report_id IS NOT NULL THEN year END) AS first_year,
    max(CASE WHEN report_id IS NOT NULL THEN year END) AS last_year, count(report_id) AS reports, sum(state = 'missing') AS missing
    FROM coverage WHERE agency_id IN (SELECT value FROM json_each(?)) GROUP BY agency_id"""
COLUMNS = [
    *("id", "name", "english", "pinyin", "region_code", "region_basis", "own_level", "kind", "function", "site_id", "parent_id"),
    *("successor_id", "successor_basis", "aliases"),
]


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return one page of the agencies that fit the filter, with the years they report on."""
    where, values = agency_filter.chosen(ask).condition
    total = rows(connection, f"SELECT count(*) AS n FROM agencies a WHERE {where}", *values)[0]["n"]
    pages = Pages(ask, total, SIZE)
    found = rows(connection, f"{agency_filter.SELECT} WHERE {where} ORDER BY {ORDER} LIMIT ? OFFSET ?", *values, SIZE, pages.offset)
    return {
        **agency_filter.choices(connection, ask),
        "agencies": found,
        "years": years(connection, [agency["id"] for agency in found]),
        "pages": pages,
    }


def years(connection: Any, agencies: list[str]) -> dict[str, dict[str, Any]]:
    """Return for each agency the first and last year that it has a report on, the number of reports, and of years called missing."""
    return {row["agency_id"]: row for row in rows(connection, YEARS, json.dumps(agencies))}


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the filtered agencies, for CSV and JSON."""
    where, values = agency_filter.chosen(ask).condition
    names = ", ".join(f"a.{name}" for name in COLUMNS)
    found = connection.execute(
        f"SELECT {names}, g.name FROM agencies a LEFT JOIN regions g ON g.code = a.region_code WHERE {where} ORDER BY {ORDER}", values
    )
    return ["agency_id", "agency", *COLUMNS[2:], "region"], found
