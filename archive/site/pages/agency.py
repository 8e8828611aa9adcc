"""One agency, its years side by side: requests received, how they were answered, what is missing, which figures disagree."""

from __future__ import annotations

import json
from typing import Any

from archive.site.draw import charts, legal_breaks, linked_data, outcomes
from archive.site.draw.shared_views import SharedChart, SharedView
from archive.site.pages.checks import quoted
from archive.site.pages.report import hard
from archive.site.request.ask import Absent, Ask, first, rows

AGENCY = """
    SELECT a.*, s.name AS site_name, g.name AS region, g.english AS region_english, p.name AS parent_name, n.name AS successor_name
    FROM agencies a LEFT JOIN sites s ON s.id = a.site_id LEFT JOIN regions g ON g.code = a.region_code
    LEFT JOIN agencies p ON p.id = a.parent_id LEFT JOIN agencies n ON n.id = a.successor_id WHERE a.id = ?"""
COVERAGE = "SELECT * FROM coverage WHERE agency_id = ? ORDER BY year"
REPORTS = """
    SELECT r.*, d.media_type,
        (SELECT count(*) FROM checks c WHERE c.report_id = r.id AND c.verdict = 'fail' AND c.rule IN ({hard})) AS failed,
        (SELECT count(*) FROM checks c WHERE c.report_id = r.id AND c.verdict = 'pass') AS passed
    FROM reports r JOIN documents d ON d.id = r.document_id WHERE r.agency_id = ? ORDER BY r.year, r.preferred DESC"""
REQUESTS = """
    SELECT q.report_id, q.item, q.total FROM requests q JOIN reports r ON r.id = q.report_id WHERE r.agency_id = ? AND r.preferred = 1"""
DISPUTES = "SELECT d.* FROM disputes d JOIN reports r ON r.id = d.report_id WHERE r.agency_id = ? AND r.preferred = 1"
FLOW = ("received", "carried_in", "handled", "carried_out")


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the agency's page shows."""
    agency = first(connection, AGENCY, ask.parts["id"])
    if agency is None:
        raise Absent("存档中没有这个机关。", "This archive holds no such agency.")
    reports = rows(connection, REPORTS.format(hard=quoted(hard())), agency["id"])
    chosen = [report for report in reports if report["preferred"] and report["year"]]
    figures = outcomes.by_report(rows(connection, REQUESTS, agency["id"]))
    years = [year(report, figures.get(report["id"], {})) for report in chosen]
    aliases = json.loads(agency["aliases"] or "[]")
    return {
        "agency": agency,
        "aliases": aliases,
        "linked_data": linked_data.agency(agency, aliases, ask),
        "coverage": rows(connection, COVERAGE, agency["id"]),
        "reports": reports,
        "years": years,
        "names": outcomes.names(ask.lang),
        "others": [report for report in reports if report not in chosen],
        **reviewed(disputes(rows(connection, DISPUTES, agency["id"]), chosen), ask),
        **drawn(agency["name"], years, ask),
    }


def year(report: dict[str, Any], items: dict[str, float | None]) -> dict[str, Any]:
    """Return one column of the page: a report's flow of requests and its outcomes."""
    return {
        "report": report,
        "flow": {item: items.get(item) for item in FLOW},
        "outcomes": outcomes.outcomes(items),
        "has_figures": bool(items),
    }


def disputes(found: list[dict[str, Any]], reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each report the number of reviews and lawsuits, and how many ended in a correction."""
    lines = []
    for report in reports:
        mine = [row for row in found if row["report_id"] == report["id"]]
        if mine:
            lines.append(
                {
                    "report": report,
                    "review": next((row for row in mine if row["item"] == "review"), None),
                    "litigation": outcomes.total([row["total"] for row in mine if row["item"] != "review"]),
                    "corrected": outcomes.total([row["corrected"] for row in mine]),
                }
            )
    return lines


def reviewed(lines: list[dict[str, Any]], ask: Ask) -> dict[str, Any]:
    """Return the lines of reviews and lawsuits, and the changes of the law between them by the number of the line behind."""
    years = [line["report"]["year"] for line in lines]
    return {"disputes": lines, "breaks": dict(legal_breaks.between(years, "disputes", ask.lang))}


def drawn(agency: str, years: list[dict[str, Any]], ask: Ask) -> dict[str, Any]:
    """Return the two charts, over the years whose forms have these rows, and the view that passes them on."""
    shown = [year for year in years if year["has_figures"]]
    axis = [one["report"]["year"] for one in shown]
    names = outcomes.names(ask.lang)
    flow = [
        charts.Series(ask.say("新收", "Received"), tuple(one["flow"]["received"] for one in shown)),
        charts.Series(names["granted"], tuple(one["outcomes"]["granted"].value for one in shown)),
        charts.Series(names["denied"], tuple(one["outcomes"]["denied"].value for one in shown)),
    ]
    parts = [charts.Series(name, tuple(one["outcomes"][key].value for one in shown)) for key, name in names.items()]
    titles = ask.say("历年申请与答复", "Requests and answers by year"), ask.say("办理结果构成（%）", "How requests were answered (%)")
    flow_chart, parts_chart = charts.lines(axis, flow, titles[0]), charts.shares(axis, parts, titles[1])
    files = (
        SharedChart("requests", f"{agency} · {titles[0]}", flow_chart, flow, label=ask.say("申请", "requests")),
        SharedChart("outcomes", f"{agency} · {titles[1]}", parts_chart, parts, label=ask.say("结果", "outcomes")),
    )
    return {
        "shared": SharedView(f"{agency} · {ask.say('政府信息公开年度报告', 'annual disclosure reports')}", {}, files if axis else ()),
        "axis": axis,
        "flow": flow,
        "parts": parts,
        "flow_chart": flow_chart,
        "parts_chart": parts_chart,
        "flow_legend": charts.legend(flow),
        "parts_legend": charts.legend(parts),
    }


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the agency's years with their flow and outcomes, for CSV and JSON."""
    found = template_context(connection, ask)
    keys = list(found["names"])
    names = ["agency_id", "agency", "year", "form", "report_id", *FLOW, *keys, *(f"{key}_blank_cells" for key in keys), "checks_failed"]
    agency = found["agency"]
    return names, (
        [
            agency["id"],
            agency["name"],
            one["report"]["year"],
            one["report"]["form"],
            one["report"]["id"],
            *one["flow"].values(),
            *(one["outcomes"][key].value for key in keys),
            *(one["outcomes"][key].blanks for key in keys),
            one["report"]["failed"],
        ]
        for one in found["years"]
    )
