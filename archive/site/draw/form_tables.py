"""A report's figures laid out as on its form, each with the place it was read from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from archive.site.draw.labels import labels, pick, word
from archive.site.request.ask import Language

MEASURES = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
Key = tuple[str, str, str]  # table, item, measure


def figures(facts: Iterable[dict[str, Any]], capture: str | None, part: str = "") -> dict[Key, dict[str, Any]]:
    """Return a report's facts by key, each with the address of its place; of equal keys the first counts.

    `part` is the document's id if it lies inside a container.
    """
    found: dict[Key, dict[str, Any]] = {}
    for fact in facts:
        key = (fact["table_name"], fact["item"], fact["measure"])
        found.setdefault(key, {**fact, "href": source(fact, capture, part)})
    return found


def source(fact: dict[str, Any], capture: str | None, part: str = "") -> str:
    """Return the address that shows a figure's cell in its source; empty if the capture is not known."""
    place = json.loads(fact["place"]) if fact.get("place") else None
    if not capture or not place:
        return ""
    mark = cell_name(place["table"], place["row"], place["column"])
    return f"/raw/{capture}?cell={mark}{'&part=' + part if part else ''}#cell={mark}"


def cell_name(table: int, row: int, column: int) -> str:
    """Return a cell's name in addresses.

    >>> cell_name(1, 3, 2)
    't1r3c2'
    """
    return f"t{table}r{row}c{column}"


def proactive(form: str, found: dict[Key, Any], lang: Language) -> list[dict[str, Any]]:
    """Return section 二 as blocks of the form: title, measures, rows of cells."""
    blocks = labels()["proactive"].get(form, [])
    return [
        {
            "title": pick(block["title"], lang),
            "measures": [word(lang, "measures", "proactive", measure) for measure in block["measures"]],
            "rows": [
                {
                    "label": word(lang, "items", "proactive", item),
                    "cells": [found.get(("proactive", item, measure)) for measure in block["measures"]],
                }
                for item in block["items"]
            ],
        }
        for block in blocks
    ]


def requests(found: dict[Key, Any], lang: Language) -> list[dict[str, Any]]:
    """Return section 三 as groups of rows, without rows that the report lacks."""
    groups = []
    for group in labels()["requests"]:
        lines = [
            {
                "item": item,
                "label": word(lang, "items", "requests", item),
                "cells": [found.get(("requests", item, measure)) for measure in MEASURES],
            }
            for item in group["items"]
        ]
        lines = [line for line in lines if any(line["cells"])]
        if lines:
            groups.append({"title": pick(group["title"], lang) if "title" in group else "", "rows": lines})
    return groups


def disputes(found: dict[Key, Any], lang: Language) -> list[dict[str, Any]]:
    """Return section 四: three blocks of five figures each."""
    lines = [
        {"label": word(lang, "items", "disputes", item), "cells": [found.get(("disputes", item, measure)) for measure in OUTCOMES]}
        for item in ("review", "litigation_direct", "litigation_after_review")
    ]
    return lines if any(any(line["cells"]) for line in lines) else []


def statistics(found: dict[Key, Any]) -> list[dict[str, Any]]:
    """Return the statistics table: indicators in the report's order, with their level."""
    lines: dict[str, dict[str, Any]] = {}
    for (table, item, measure), fact in found.items():
        if table == "statistics":
            names = item.split("/")
            line = lines.setdefault(
                item, {"label": names[-1], "depth": len(names) - 1, "unit": fact["unit"], "value": None, "cumulative": None}
            )
            line[measure] = fact
    return list(lines.values())


def measure_names(table: str, measures: Iterable[str], lang: Language) -> list[str]:
    """Return the headings of a table's columns."""
    return [word(lang, "measures", table, measure) for measure in measures]
