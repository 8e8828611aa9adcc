"""One agency, its years side by side: what it received, how it answered, what is missing, what disagrees."""

from __future__ import annotations

from typing import Any

from archive import charts
from archive.pages import outcomes
from archive.pages.ask import Absent, Ask, first, rows
from archive.pages.checks import quoted
from archive.pages.report import hard

AGENCY = "SELECT a.*, s.name AS site_name FROM agencies a LEFT JOIN sites s ON s.id = a.site_id WHERE a.id = ?"
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


def read(connection: Any, ask: Ask) -> dict[str, Any]:
    """Everything the agency's page shows."""
    agency = first(connection, AGENCY, ask.parts["id"])
    if agency is None:
        raise Absent("存档中没有这个机关。", "This archive holds no such agency.")
    reports = rows(connection, REPORTS.format(hard=quoted(hard())), agency["id"])
    chosen = [report for report in reports if report["preferred"] and report["year"]]
    figures = outcomes.by_report(rows(connection, REQUESTS, agency["id"]))
    years = [year(report, figures.get(report["id"], {})) for report in chosen]
    return {"agency": agency, "coverage": rows(connection, COVERAGE, agency["id"]), "reports": reports, "years": years,
            "names": outcomes.names(ask.lang), "others": [report for report in reports if report not in chosen],
            "disputes": disputes(rows(connection, DISPUTES, agency["id"]), chosen), **drawn(years, ask)}


def year(report: dict[str, Any], items: dict[str, float | None]) -> dict[str, Any]:
    """One column of the page: a report's flow of requests and its outcomes."""
    return {"report": report, "flow": {item: items.get(item) for item in FLOW}, "outcomes": outcomes.outcomes(items), "told": bool(items)}


def disputes(found: list[dict[str, Any]], reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For every report: how many reviews and suits there were, and how many ended in a correction."""
    lines = []
    for report in reports:
        mine = [row for row in found if row["report_id"] == report["id"]]
        if mine:
            lines.append({"report": report, "review": next((row for row in mine if row["item"] == "review"), None),
                          "litigation": outcomes.total([row["total"] for row in mine if row["item"] != "review"]),
                          "corrected": outcomes.total([row["corrected"] for row in mine])})
    return lines


def drawn(years: list[dict[str, Any]], ask: Ask) -> dict[str, Any]:
    """The two charts; only over years whose forms have these rows."""
    told = [year for year in years if year["told"]]
    axis = [one["report"]["year"] for one in told]
    names = outcomes.names(ask.lang)
    flow = [charts.Series(ask.say("新收", "Received"), tuple(one["flow"]["received"] for one in told)),
            charts.Series(names["granted"], tuple(one["outcomes"]["granted"].value for one in told)),
            charts.Series(names["denied"], tuple(one["outcomes"]["denied"].value for one in told))]
    parts = [charts.Series(name, tuple(one["outcomes"][key].value for one in told)) for key, name in names.items()]
    return {"axis": axis, "flow": flow, "parts": parts, "flow_chart": charts.lines(axis, flow, ask.say("历年申请与答复",
                                                                                                       "Requests and answers by year")),
            "parts_chart": charts.shares(axis, parts, ask.say("办理结果构成", "How requests were answered")),
            "flow_legend": charts.legend(flow), "parts_legend": charts.legend(parts)}


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """The agency's years with their flow and outcomes, for CSV and JSON."""
    found = read(connection, ask)
    keys = list(found["names"])
    names = ["agency_id", "agency", "year", "form", "report_id", *FLOW, *keys, *(f"{key}_blank_cells" for key in keys), "checks_failed"]
    agency = found["agency"]
    return names, ([agency["id"], agency["name"], one["report"]["year"], one["report"]["form"], one["report"]["id"], *one["flow"].values(),
                    *(one["outcomes"][key].value for key in keys), *(one["outcomes"][key].blanks for key in keys), one["report"]["failed"]]
                   for one in found["years"])
