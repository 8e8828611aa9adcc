"""One division: what contains it, what it contains, its figures by year, its agencies, the years without a report."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from archive.agencies import regions
from archive.site.draw import outcomes
from archive.site.draw.labels import labels
from archive.site.explore import agency_filter, directory
from archive.site.pages.coverage import STATES
from archive.site.request.ask import Absent, Ask, first, rows

SHOWN = 100  # agencies on the page; the directory has all
GAPS = 50  # agencies with years without report on the page
WITHOUT = ("missing", "unknown")
# An agency's figures are never added to those of the government above it, which may have counted them: three groups side by side.
GROUPS = {
    "own": "a.region_code = :code AND a.kind = 'government' AND a.own_level = :level",
    "departments": "a.region_code = :code AND a.own_level = :level AND a.kind IN ('department', 'general_office')",
    "below": "a.kind = 'government' AND a.own_level IS NOT 'township' AND a.region_code IN (SELECT code FROM regions WHERE parent = :code)",
}
FIGURES = """SELECT r.year, r.id, q.item, q.total FROM agencies a JOIN reports r ON r.agency_id = a.id JOIN requests q ON q.report_id = r.id
    WHERE r.preferred = 1 AND r.year IS NOT NULL AND {group}"""
CHILDREN = f"""SELECT g.code, g.name, g.english, g.valid_to, (SELECT count(*) FROM agencies a WHERE {agency_filter.INSIDE}) AS n
    FROM regions g WHERE g.parent = ? ORDER BY g.code"""
COVERAGE = (
    "SELECT c.year, c.state, count(*) AS n FROM agencies a JOIN coverage c ON c.agency_id = a.id WHERE {where} GROUP BY c.year, c.state"
)
MISSING = """SELECT a.id, a.name, json_group_array(c.year) AS years, count(*) AS n FROM agencies a JOIN coverage c ON c.agency_id = a.id
    WHERE {where} AND c.state = ? GROUP BY a.id ORDER BY n DESC, a.name LIMIT ?"""


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the page of a division shows."""
    region = first(connection, "SELECT * FROM regions WHERE code = ?", ask.parts["id"])
    if region is None:
        raise Absent("没有这个行政区划代码。", "There is no such division code.")
    return ask.site.recent(("division", region["code"]), lambda: read(connection, region))


def read(connection: Any, region: dict[str, Any]) -> dict[str, Any]:
    """Read what the page shows of one division; the same in every language."""
    code = region["code"]
    where, values = agency_filter.within(code)
    total = rows(connection, f"SELECT count(*) AS n FROM agencies a WHERE {where}", *values)[0]["n"]
    agencies = rows(connection, f"{agency_filter.SELECT} WHERE a.region_code = ? ORDER BY {directory.ORDER} LIMIT ?", code, SHOWN)
    return {
        "region": region,
        "former": json.loads(region["former_names"] or "[]"),
        "above": above(connection, region),
        "children": children(connection, code),
        "total": total,
        "agencies": agencies,
        "agency_kinds": agency_filter.kind_names(),
        "years": directory.years(connection, [agency["id"] for agency in agencies]),
        "direct": rows(connection, "SELECT count(*) AS n FROM agencies WHERE region_code = ?", code)[0]["n"],
        "figures": figures(connection, region),
        "coverage": coverage(connection, where, values),
        "states": STATES,
        "gaps": [(state, gaps(connection, where, values, state)) for state in WITHOUT],
    }


def above(connection: Any, region: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the divisions that contain one, the largest first."""
    found: list[dict[str, Any]] = []
    parent = region["parent"]
    while parent and (row := first(connection, "SELECT code, name, english, parent FROM regions WHERE code = ?", parent)):
        found.insert(0, row)
        parent = row["parent"]
    return found


def children(connection: Any, code: str) -> list[dict[str, Any]]:
    """Return the divisions within one and the number of agencies in each; one that ended is left out if no agency is in it."""
    return [row for row in rows(connection, CHILDREN, code) if row["n"] or not row["valid_to"]]


def figures(connection: Any, region: dict[str, Any]) -> list[dict[str, Any]]:
    """Return for each year, the newest first, and each group its reports and how their requests were answered."""
    given = {"code": region["code"], "level": regions.level_of(region["code"])}
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for group, condition in GROUPS.items():
        items: dict[int, dict[str, list[float | None]]] = defaultdict(lambda: defaultdict(list))
        reports: dict[int, set[str]] = defaultdict(set)
        for year, report, item, value in connection.execute(FIGURES.format(group=condition), given):
            items[year][item].append(value)
            reports[year].add(report)
        for year, cells in items.items():
            found[year][group] = summed(cells, len(reports[year]))
    return [{"year": year, **found[year]} for year in sorted(found, reverse=True)]


def summed(cells: dict[str, list[float | None]], reports: int) -> dict[str, Any]:
    """Return the sums of a group's reports of one year: requests received, answered, granted and denied."""
    parts = {"received": ("received",), "handled": ("handled",)}
    parts |= {key: tuple(labels()["outcomes"][key]["items"]) for key in ("granted", "denied")}
    return {
        "reports": reports,
        **{key: outcomes.total([value for item in items for value in cells.get(item, ())]) for key, items in parts.items()},
    }


def coverage(connection: Any, where: str, values: list[str]) -> list[dict[str, Any]]:
    """Return for each year, the newest first, the number of agencies in each state."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows(connection, COVERAGE.format(where=where), *values):
        year = found.setdefault(row["year"], {"year": row["year"], "all": 0, **dict.fromkeys(STATES, 0)})
        year[row["state"]] = row["n"]
        year["all"] += row["n"]
    return [found[year] for year in sorted(found, reverse=True)]


def gaps(connection: Any, where: str, values: list[str], state: str) -> list[dict[str, Any]]:
    """Return the agencies with years in a state, those with most first, and these years, the newest first."""
    found = rows(connection, MISSING.format(where=where), *values, state, GAPS)
    return [{**row, "years": sorted(json.loads(row["years"]), reverse=True)} for row in found]


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of a division's figures, one row a year and group, for CSV and JSON."""
    found = template_context(connection, ask)
    keys = ("received", "handled", "granted", "denied")
    names = ["region_code", "region", "year", "group", "reports", *keys, *(f"{key}_blank_cells" for key in keys)]
    return names, (
        [
            found["region"]["code"],
            found["region"]["name"],
            year["year"],
            group,
            year[group]["reports"],
            *(year[group][key].value for key in keys),
            *(year[group][key].blanks for key in keys),
        ]
        for year in found["figures"]
        for group in GROUPS
        if group in year
    )
