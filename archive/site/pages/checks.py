"""Reports whose figures disagree, those with most hard contradictions first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.site.draw.labels import pick
from archive.site.pages.coverage import sites
from archive.site.pages.report import hard, in_words
from archive.site.request.ask import Ask, rows
from archive.site.request.paging import Pages
from parsers.report.checks.rule_texts import load

SIZE = 30
SUMMARY = "SELECT rule, verdict, count(*) AS n FROM checks GROUP BY rule, verdict"
FAILED = """
    SELECT r.id, r.year, r.form, r.title, a.id AS agency_id, a.name AS agency, s.name AS site_name, f.hard, f.failed
    FROM (SELECT report_id, count(*) AS failed, sum(rule IN ({hard})) AS hard FROM checks WHERE verdict = 'fail' {rule}
          GROUP BY report_id) f
    JOIN reports r ON r.id = f.report_id LEFT JOIN agencies a ON a.id = r.agency_id LEFT JOIN sites s ON s.id = a.site_id
    WHERE 1 {where} ORDER BY f.hard DESC, f.failed DESC, r.year DESC, r.id"""
DETAILS = "SELECT * FROM checks WHERE report_id IN ({marks}) AND verdict = 'fail' ORDER BY rule IN ({hard}) DESC, seq"


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return one page of reports with their failed checks, and how often each rule holds."""
    chosen = choices(ask)
    sql, values = question(chosen)
    found = rows(connection, f"{sql} LIMIT 6001", *values)
    pages = Pages(ask, len(found), SIZE)
    shown = found[pages.offset : pages.offset + SIZE]
    marks = ",".join("?" * len(shown))
    failed: dict[str, list[dict[str, Any]]] = {}
    for check in rows(connection, DETAILS.format(marks=marks, hard=quoted(hard())), *(report["id"] for report in shown)):
        failed.setdefault(check["report_id"], []).append(in_words(check, ask))
    return {
        "chosen": chosen,
        "reports": shown,
        "failed": failed,
        "pages": pages,
        "rules": rules(connection, ask),
        "sites": sites(connection, ask),
        "years": years(connection, ask),
    }


def choices(ask: Ask) -> dict[str, Any]:
    """Return what the reader has narrowed the list to."""
    return {"rule": ask.one("rule"), "site": ask.one("site"), "year": ask.number("year", 0, 0, 2999), "hard": ask.one("level") == "hard"}


def quoted(words: Iterable[str]) -> str:
    """Return our own words as a list for SQL."""
    return ",".join(f"'{word}'" for word in sorted(words))


def question(chosen: dict[str, Any]) -> tuple[str, list[Any]]:
    """Return the query for the failing reports as narrowed."""
    where, values = " AND f.hard" if chosen["hard"] else "", [chosen["rule"]] if chosen["rule"] else []
    for name, condition in (("site", " AND a.site_id = ?"), ("year", " AND r.year = ?")):
        if chosen[name]:
            where += condition
            values.append(chosen[name])
    return FAILED.format(hard=quoted(hard()), rule="AND rule = ?" if chosen["rule"] else "", where=where), values


def rules(connection: Any, ask: Ask) -> list[dict[str, Any]]:
    """Return every rule that was tried, in the order of rules.yaml: what it says, its source, and how often it held."""
    tried: dict[str, dict[str, int]] = {}
    for row in ask.site.remember("rules", lambda: rows(connection, SUMMARY)):
        tried.setdefault(row["rule"], {})[row["verdict"]] = row["n"]
    known = load()
    order = {rule: place for place, rule in enumerate(known)}
    return [
        {
            "id": rule,
            "says": getattr(known[rule], ask.lang) if rule in known else "",
            "source": pick(known[rule].source, ask.lang) if rule in known else "",
            "counts": counts,
            "hard": rule in known and known[rule].level == "hard",
        }
        for rule, counts in sorted(tried.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    ]


def years(connection: Any, ask: Ask) -> list[int]:
    """Return the years reported on, newest first."""
    found = ask.site.remember("report_years", lambda: rows(connection, "SELECT DISTINCT year FROM reports WHERE year IS NOT NULL"))
    return sorted((row["year"] for row in found), reverse=True)


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the failed checks as narrowed, one per row, for CSV and JSON."""
    sql, values = question(choices(ask))
    names = ["agency_id", "agency", "year", "report_id", "rule", "detail", "expected", "found", "verdict"]
    return names, connection.execute(
        f"""SELECT q.agency_id, q.agency, q.year, q.id, c.rule, c.detail, c.expected, c.found, c.verdict
        FROM ({sql}) q JOIN checks c ON c.report_id = q.id AND c.verdict = 'fail'""",
        values,
    )
