"""One annual report: its sections, its tables as in the form, every figure linked to its cell, its checks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from archive.site.draw import form_tables, legal_breaks, linked_data
from archive.site.draw.labels import labels, pick, short, word
from archive.site.pages import report_marks
from archive.site.request.ask import Absent, Ask, Language, first, rows
from parsers.report.checks.rule_texts import load

REPORT = """
    SELECT r.*, a.name AS agency, a.level, s.id AS site_id, s.name AS site_name, d.url, d.media_type, d.capture_id,
        d.title AS document_title, d.source, d.kind, d.parent_id, d.gone_at, c.fetched_at, c.warc, c.offset, c.payload_digest,
        co.name AS column_name
    FROM reports r JOIN documents d ON d.id = r.document_id LEFT JOIN agencies a ON a.id = r.agency_id
    LEFT JOIN sites s ON s.id = d.site_id LEFT JOIN captures c ON c.id = d.capture_id LEFT JOIN columns co ON co.id = d.column_id
    WHERE r.id = ?"""
SAME_AGENCY = """
    SELECT r.id, r.year, r.form, r.preferred, d.media_type FROM reports r JOIN documents d ON d.id = r.document_id
    WHERE r.agency_id = ? AND r.agency_id IS NOT NULL ORDER BY r.year, r.preferred DESC"""
KEY = re.compile(r"[a-z]+(?:_[a-z]+)*")
VERDICTS = ("fail", "uncertain", "not_assessable", "pass")


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the report's page shows."""
    report = first(connection, REPORT, ask.parts["id"])
    if report is None:
        raise Absent("存档中没有这份年度报告。", "This archive holds no such annual report.")
    facts = rows(connection, "SELECT * FROM facts WHERE report_id = ? ORDER BY seq", report["id"])
    found = form_tables.figures(facts, report["capture_id"], report["document_id"] if report["kind"] == "part" else "")
    family = rows(connection, SAME_AGENCY, report["agency_id"])
    stored = rows(connection, "SELECT * FROM checks WHERE report_id = ? ORDER BY seq", report["id"])
    held = report_marks.before(connection, report, stored)
    checks = judged(stored, found, held, ask)
    compared = report_marks.compare(found, report, held, ask)
    return {
        "report": report,
        "linked_data": linked_data.report(report, ask),
        "sections": rows(connection, "SELECT * FROM sections WHERE report_id = ? ORDER BY seq", report["id"]),
        "tables": tables(report["form"] or "", found, ask),
        "breaks": [one for one in legal_breaks.of_table("disputes", ask.lang) if report["year"] and one.year <= report["year"]],
        "facts": len(facts),
        "cells_marked": any("marks" in cell for cell in found.values()),
        "year_before": held.year if compared else None,
        "checks": checks,
        "stated": stated(checks),
        "tally": {verdict: sum(check["verdict"] == verdict for check in checks) for verdict in VERDICTS},
        "broken": sum(check["verdict"] == "fail" and check["rule"] in hard() for check in checks),
        "years": [other for other in family if other["preferred"] or other["id"] == report["id"]],
        "twins": [other for other in family if other["year"] == report["year"] and other["id"] != report["id"]],
        "problems": rows(connection, "SELECT * FROM problems WHERE document_id = ?", report["document_id"]),
    }


def tables(form: str, found: dict[form_tables.Key, Any], ask: Ask) -> dict[str, Any]:
    """Return the report's figures laid out by table."""
    return {
        "proactive": form_tables.proactive(form, found, ask.lang) if any(key[0] == "proactive" for key in found) else [],
        "requests": form_tables.requests(found, ask.lang),
        "measures": form_tables.measure_names("requests", form_tables.MEASURES, ask.lang),
        "disputes": form_tables.disputes(found, ask.lang),
        "outcomes": form_tables.measure_names("disputes", form_tables.OUTCOMES, ask.lang),
        "statistics": form_tables.statistics(found),
        "amount_unit": unit(found),
    }


def unit(found: dict[form_tables.Key, Any]) -> str:
    """Return the unit printed for the amounts of section 二; empty if there is none."""
    return next((fact["unit"] for key, fact in found.items() if key[0] == "proactive" and key[2] == "amount" and fact["unit"]), "")


def judged(
    checks: list[dict[str, Any]], found: dict[form_tables.Key, Any], held: report_marks.ReportBefore, ask: Ask
) -> list[dict[str, Any]]:
    """Return the checks, failing ones first, numbered, with their row and formula in words; the cells of failing ones are marked."""
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    named = [{**check, "hard": check["rule"] in hard()} for check in checks]
    named.sort(key=lambda check: (order.get(check["verdict"], 9), not check["hard"]))
    numbered = [{**check, "number": number} for number, check in enumerate(named, start=1)]
    failing = [check for check in numbered if check["verdict"] == "fail"]
    written = report_marks.formulas(failing, found, held, ask.lang)
    report_marks.mark(found, failing, written)
    sentences = {check["number"]: one.sentence for check, one in zip(failing, written, strict=True) if one.cells}
    return [{**in_words(check, ask), "sentence": sentences.get(check["number"], "")} for check in numbered]


def stated(checks: list[dict[str, Any]]) -> list[str]:
    """Return the sentences that state a figure for which the report has no cell to compare: they are all that is known of it."""
    return list(
        dict.fromkeys(check["where"] for check in checks if check["verdict"] == "not_assessable" and check["where"].startswith("“"))
    )


@cache
def hard() -> frozenset[str]:
    """Return the rules that are arithmetic: printed on the form, or implied by it."""
    return frozenset(rule for rule, words in load().items() if words.level == "hard")


def spoken(detail: str, ask: Ask) -> str:
    """Return a check's detail with the contract's keys in it replaced by the reader's words."""
    known, phrases = spelled(ask.lang), phrased() if ask.lang == "zh" else None
    said = phrases.sub(lambda found: labels()["phrases"][found[0]], detail) if phrases else detail
    return KEY.sub(lambda found: known.get(found[0], found[0]), said)


def in_words(check: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Return a check with its row, expected and found values in the reader's words."""
    return {
        **check,
        "where": spoken(check["detail"] or "", ask),
        **{part: spoken(check[part], ask) if check[part] else check[part] for part in ("expected", "found")},
    }


@cache
def phrased() -> re.Pattern[str]:
    """Return one pattern for all English phrases that checks use."""
    return re.compile(rf"\b(?:{'|'.join(labels()['phrases'])})\b")


@cache
def spelled(lang: Language) -> dict[str, str]:
    """Return every key that a check may name, in the reader's words."""
    words = {"and": "与" if lang == "zh" else "and"}
    for table_name in ("statistics", "proactive", "disputes", "requests"):
        words |= {key: word(lang, "measures", table_name, key) for key in labels()["measures"].get(table_name, ())}
        words |= {key: short(lang, table_name, key) for key in labels()["items"].get(table_name, ())}
    return words | {name: pick(pair, lang) for name, pair in labels()["tables"].items()}


def table(connection: Any, ask: Ask) -> tuple[list[str], Any]:
    """Return columns and rows of the report's figures, one per row, for CSV and JSON."""
    names = ["report_id", "seq", "table_name", "item", "measure", "value", "unit", "raw", "state", "place"]
    return names, connection.execute(f"SELECT {', '.join(names)} FROM facts WHERE report_id = ? ORDER BY seq", [ask.parts["id"]])
