"""A figure and its source: the archived page, or the picture of the PDF's page, with the cell marked."""

from __future__ import annotations

import json
import re
from typing import Any

from archive.pages import inert, pictures, raw, reading
from archive.pages.ask import Absent, Ask, first, rows
from archive.pages.labels import word
from archive.pages.layout import cell_name

CELL = re.compile(r"t\d{1,4}r\d{1,5}c\d{1,4}")
FACTS = """
    SELECT f.*, r.year, r.agency_id, r.title AS report_title, a.name AS agency FROM reports r JOIN facts f ON f.report_id = r.id
    LEFT JOIN agencies a ON a.id = r.agency_id JOIN documents d ON d.id = r.document_id
    WHERE d.id = ? ORDER BY f.seq"""
HTML = ("text/html", "application/xhtml+xml")
PDF = "application/pdf"
NO_PAGE = ("这份 PDF 没有这一页，或无法绘出。", "This PDF has no such page, or it cannot be drawn.")
NOT_A_PAGE = ("这份原件不是网页。", "This original is no web page.")


def read(connection: Any, ask: Ask) -> dict[str, Any]:
    """The capture, the figure whose cell is asked for, and the figures before and after it."""
    row = raw.place(connection, ask)
    cell = ask.one("cell") if CELL.fullmatch(ask.one("cell")) else ""
    found = rows(connection, FACTS, row["document_id"])
    report = first(connection, "SELECT id, title, year FROM reports WHERE document_id = ?", row["document_id"])
    return {"capture": row, "cell": cell, "part": f"&part={row['document_id']}" if row["inside"] else "", "report": report,
            **around(found, cell, ask)}


def around(facts: list[dict[str, Any]], cell: str, ask: Ask) -> dict[str, Any]:
    """The fact that stands in a cell, with its place and its words, and its neighbours' cells."""
    placed = [(fact, json.loads(fact["place"])) for fact in facts if fact["place"]]
    names = [cell_name(spot["table"], spot["row"], spot["column"]) for _, spot in placed]
    if not cell or cell not in names:
        return {"fact": None, "place": {}, "before": "", "after": ""}
    at = names.index(cell)
    fact, spot = placed[at]
    told = {**fact, "item_label": said(ask, "items", fact, "item"), "measure_label": said(ask, "measures", fact, "measure"),
            "table_label": word(ask.lang, "tables", fact["table_name"])}
    return {"fact": told, "place": spot, "before": names[at - 1] if at else "", "after": names[at + 1] if at + 1 < len(names) else ""}


def said(ask: Ask, kind: str, fact: dict[str, Any], key: str) -> str:
    """An item or a measure in the reader's words."""
    return word(ask.lang, kind, fact["table_name"], fact[key])


def shown(found: raw.Original, context: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """How the original is shown: framed page, page pictures, picture, or plain reading."""
    if found.media_type in HTML:
        return {"how": "frame"}
    if found.media_type == PDF:
        return pdf(found, context["place"], ask)
    if found.media_type.startswith("image/"):
        return {"how": "image", "box": in_percent(context["place"].get("box"), *pictures.size(found.body))}
    document = ask.site.recent(("reading", found.row["id"], found.row["inside"]),
                               lambda: reading.read(found.body, found.row["url"], found.charset))
    return {"how": "reading", "text": reading.draw(document, context["cell"]), "empty": not document.blocks}


def pdf(found: raw.Original, spot: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """The page of a PDF with the box around the cell, in per cent of the page."""
    count = ask.site.recent(("pages", found.row["id"], found.row["inside"]), lambda: pictures.pages(found.body))
    number = ask.number("page", spot.get("page") or 1, 1, max(1, count))
    try:
        _, width, height = page_picture(found, number, ask)
    except Absent:
        return {"how": "none"}
    box = spot.get("box") if spot.get("page") == number else None
    return {"how": "pdf", "number": number, "count": count, "box": in_percent(box, width, height)}


def in_percent(box: list[float] | None, width: float, height: float) -> dict[str, float] | None:
    """Given a box in a sheet's own units, return it in per cent of the sheet; None where there is none.

    >>> in_percent([10, 20, 30, 60], 100, 200)
    {'left': 10.0, 'top': 10.0, 'width': 20.0, 'height': 20.0}
    """
    if not box or not width or not height:
        return None
    left, top, right, bottom = box
    return {"left": 100 * left / width, "top": 100 * top / height, "width": 100 * (right - left) / width,
            "height": 100 * (bottom - top) / height}


def page_picture(found: raw.Original, number: int, ask: Ask) -> tuple[bytes, float, float]:
    """One page of a PDF as PNG, kept for the next reader; Absent where it cannot be drawn."""
    try:
        return ask.site.recent(("picture", found.row["id"], found.row["inside"], number), lambda: pictures.picture(found.body, number))
    except pictures.NoPicture as error:
        raise Absent(*NO_PAGE) from error


def marked(found: raw.Original, context: dict[str, Any]) -> bytes:
    """The archived web page made inert, the cell marked; what the frame shows."""
    if found.media_type not in HTML:
        raise Absent(*NOT_A_PAGE)
    return inert.page(found.body, found.charset, context["cell"], context["place"].get("path"))
