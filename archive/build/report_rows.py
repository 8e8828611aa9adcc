"""Reports → rows: report, sections, facts, the same figures as wide tables, checks, and the due date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from archive.build import content_digest
from archive.build.read_payload import place_json
from gongkai import yaml_tables
from parsers.report.checks import between_reports
from parsers.report.identify import agency_names
from parsers.types import Check, Fact, Report

LAST_OLD_YEAR = 2018  # the last year reported under the regulation of 2007
REQUESTERS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Laid:
    """All rows of one report by table; `reports` has a single row."""

    tables: Mapping[str, Sequence[Row]]


@cache
def deadlines() -> dict[str, str]:
    """Return deadlines.yaml: when reports are due, and how a government is recognised by its name."""
    rules: dict[str, str] = yaml_tables.read("archive.build", "deadlines.yaml")
    return rules


def due(agency: str, year: int) -> str:
    """Return the day a report is due.

    >>> due("甲市教育局", 2023), due("甲市人民政府", 2023), due("甲市教育局", 2017)
    ('2024-01-31', '2024-03-31', '2018-03-31')
    """
    rules = deadlines()
    if year <= LAST_OLD_YEAR:
        return f"{year + 1}-{rules['until_2018']}"
    return f"{year + 1}-{rules['government' if re.search(rules['governments'], agency) else 'department']}"


def days_late(due_day: str | None, published: str | None) -> int | None:
    """Return the days from the first date to the second; negative if earlier, None if either is missing.

    >>> days_late("2024-01-31", "2024-02-02 10:00"), days_late("2024-01-31", None)
    (2, None)
    """
    try:
        return (date.fromisoformat((published or "")[:10]) - date.fromisoformat(due_day or "")).days
    except ValueError:
        return None


def agency_id(name: str, area: str) -> str:
    """Return an agency's id from its name and its portal's administrative division; the same wherever its reports are published.

    >>> agency_id("甲区管委会", "990100") == agency_id("甲区", "990100")
    True
    """
    return content_digest.short([area, agency_names.key(name) or name])[:12]


def lay_out(report: Report, document: Mapping[str, Any], area: str, belongs: Sequence[Check] = ()) -> Laid:
    """Return a report's rows, given its document's row and what its page says of its site; the report's id is the document's."""
    key = document["id"]
    agency = agency_id(report.agency, area) if report.agency else None
    published = report.published or document["published"]
    due_day = due(report.agency, report.year) if report.agency and report.year else None
    row = {
        "id": key,
        "document_id": key,
        "agency_id": agency,
        "year": report.year,
        "form": report.form,
        "title": report.title or document["title"],
        "published": published,
        "due": due_day,
        "days_late": days_late(due_day, published),
        "agency": report.agency,
        "evidence": json.dumps(report.evidence, ensure_ascii=False),
    }
    stated = [words.partition(": ")[2] for name, words in report.evidence if name == "published"]
    timely = [between_reports.timeliness(published, due_day, stated)] if due_day else []
    sections: list[Row] = [
        {"report_id": key, "seq": seq, "number": section.number, "heading": section.heading, "text": section.text}
        for seq, section in enumerate(report.sections)
    ]
    return Laid(
        {
            "reports": [row],
            "sections": sections,
            "facts": fact_rows(key, report.facts),
            "proactive": proactive_rows(key, report.facts),
            "requests": wide_rows(key, report.facts, "requests", REQUESTERS),
            "disputes": wide_rows(key, report.facts, "disputes", RESULTS),
            "statistics": statistics_rows(key, report.facts),
            "checks": check_rows(key, (*report.checks, *timely, *belongs)),
        }
    )


def fact_rows(key: str, facts: Iterable[Fact]) -> list[Row]:
    """Return the rows of `facts`: one per cell."""
    return [
        {
            "report_id": key,
            "seq": seq,
            "table_name": fact.table,
            "item": fact.item,
            "measure": fact.measure,
            "value": fact.value,
            "unit": fact.unit,
            "raw": fact.raw,
            "state": fact.state,
            "place": place_json(fact.place),
        }
        for seq, fact in enumerate(facts)
    ]


def figures(facts: Iterable[Fact], table: str) -> dict[tuple[str, str], Fact]:
    """Return the facts of one table by item and measure; of a cell printed twice, the first that is a number."""
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        held = found.get((fact.item, fact.measure))
        if fact.table == table and (held is None or held.value is None):
            found[fact.item, fact.measure] = fact
    return found


def proactive_rows(key: str, facts: Iterable[Fact]) -> list[Row]:
    """Return the rows of table 二."""
    return [
        {"report_id": key, "item": item, "measure": measure, "value": fact.value, "unit": fact.unit}
        for (item, measure), fact in figures(facts, "proactive").items()
    ]


def wide_rows(key: str, facts: Iterable[Fact], table: str, measures: Sequence[str]) -> list[Row]:
    """Return one row per item with a column for every measure; None where the cell has no number."""
    found = figures(facts, table)
    items = dict.fromkeys(item for item, _ in found)
    return [
        {
            "report_id": key,
            "item": item,
            **{measure: found[item, measure].value if (item, measure) in found else None for measure in measures},
        }
        for item in items
    ]


def statistics_rows(key: str, facts: Iterable[Fact]) -> list[Row]:
    """Return one row per indicator of the statistics form."""
    facts = list(facts)
    units = {fact.item: fact.unit for fact in facts if fact.table == "statistics" and fact.unit}
    return [{**row, "unit": units.get(str(row["item"]))} for row in wide_rows(key, facts, "statistics", ("value", "cumulative"))]


def check_rows(key: str, checks: Iterable[Check], start: int = 0, other: str | None = None) -> list[Row]:
    """Return the rows of checks, numbered from `start`."""
    return [
        {
            "report_id": key,
            "seq": seq,
            "rule": check.rule,
            "verdict": check.verdict,
            "expected": check.expected,
            "found": check.found,
            "detail": check.detail,
            "other_report_id": other,
        }
        for seq, check in enumerate(checks, start)
    ]
