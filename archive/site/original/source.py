"""A figure and its source: the archived page, or the picture of the PDF's page, with the cell marked."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

from archive.site.draw.form_tables import cell_name
from archive.site.draw.labels import word
from archive.site.original import drawing, pdf_pictures, plain_reading, raw
from archive.site.request.ask import Absent, Ask, first, rows
from parsers.types import Problem

CELL = re.compile(r"t\d{1,4}r\d{1,5}c\d{1,4}")
FACTS = """
    SELECT f.*, r.year, r.agency_id, r.title AS report_title, a.name AS agency FROM reports r JOIN facts f ON f.report_id = r.id
    LEFT JOIN agencies a ON a.id = r.agency_id JOIN documents d ON d.id = r.document_id
    WHERE d.id = ? ORDER BY f.seq"""
HTML = ("text/html", "application/xhtml+xml")
PDF = "application/pdf"
NO_PAGE = ("这份 PDF 没有这一页，或无法绘出。", "This PDF has no such page, or it cannot be drawn.")
NOT_A_PAGE = ("这份原件不是网页。", "This original is no web page.")


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return the capture, the figure in the requested cell, and the figures before and after it."""
    row = raw.place(connection, ask)
    cell = ask.one("cell") if CELL.fullmatch(ask.one("cell")) else ""
    found = rows(connection, FACTS, row["document_id"])
    report = first(connection, "SELECT id, title, year FROM reports WHERE document_id = ?", row["document_id"])
    return {
        "capture": row,
        "cell": cell,
        "part": f"&part={row['document_id']}" if row["inside"] else "",
        "report": report,
        **around(found, cell, ask),
    }


def around(facts: list[dict[str, Any]], cell: str, ask: Ask) -> dict[str, Any]:
    """Return the fact in a cell, with its place and labels, and its neighbours' cells."""
    placed = [(fact, json.loads(fact["place"])) for fact in facts if fact["place"]]
    names = [cell_name(spot["table"], spot["row"], spot["column"]) for _, spot in placed]
    if not cell or cell not in names:
        return {"fact": None, "place": {}, "before": "", "after": ""}
    at = names.index(cell)
    fact, spot = placed[at]
    described = {
        **fact,
        "item_label": label_of(ask, "items", fact, "item"),
        "measure_label": label_of(ask, "measures", fact, "measure"),
        "table_label": word(ask.lang, "tables", fact["table_name"]),
    }
    return {"fact": described, "place": spot, "before": names[at - 1] if at else "", "after": names[at + 1] if at + 1 < len(names) else ""}


def label_of(ask: Ask, kind: str, fact: dict[str, Any], key: str) -> str:
    """Return an item's or a measure's label in the reader's language."""
    return word(ask.lang, kind, fact["table_name"], fact[key])


def shown(found: raw.ServedOriginal, context: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Return how the original is shown: framed page, page pictures, picture, or plain reading."""
    if found.media_type in HTML:
        return {"how": "frame"}
    if found.media_type == PDF:
        return pdf(found, context["place"], ask)
    if found.media_type.startswith("image/"):
        return {"how": "image", "box": in_percent(context["place"].get("box"), *recent(ask, found, "size", found.body))}
    document = recent(ask, found, "document", found.body, found.row["url"], found.charset)
    return {"how": "reading", "text": plain_reading.draw(document, context["cell"]), "empty": not document.blocks}


def pdf(found: raw.ServedOriginal, spot: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Return the page of a PDF with the box around the cell, in per cent of the page."""
    count = recent(ask, found, "pages", found.body)
    number = ask.number("page", spot.get("page") or 1, 1, max(1, count))
    try:
        _, width, height = page_picture(found, number, ask)
    except Absent:
        return {"how": "none"}
    box = spot.get("box") if spot.get("page") == number else None
    return {"how": "pdf", "number": number, "count": count, "box": in_percent(box, width, height)}


def in_percent(box: list[float] | None, width: float, height: float) -> dict[str, float] | None:
    """Return a box, given in a sheet's units, in per cent of the sheet; None if there is no box.

    >>> in_percent([10, 20, 30, 60], 100, 200)
    {'left': 10.0, 'top': 10.0, 'width': 20.0, 'height': 20.0}
    """
    if not box or not width or not height:
        return None
    left, top, right, bottom = box
    return {
        "left": 100 * left / width,
        "top": 100 * top / height,
        "width": 100 * (right - left) / width,
        "height": 100 * (bottom - top) / height,
    }


def page_picture(found: raw.ServedOriginal, number: int, ask: Ask) -> tuple[bytes, float, float]:
    """Return one page of a PDF as PNG, cached; raises Absent if it cannot be rendered."""
    made = remembered(ask, ("draw", found.row["id"], found.row["inside"], number), "draw", found.body, number)
    if isinstance(made, Problem):
        raise Absent(*NO_PAGE)
    return pdf_pictures.measured(made)


def recent(ask: Ask, found: raw.ServedOriginal, name: str, *values: Any) -> Any:
    """Return what a sandboxed process makes of an original, cached; raises Absent if it fails."""
    made = remembered(ask, (name, found.row["id"], found.row["inside"]), name, *values)
    if isinstance(made, Problem):
        raise Absent(*drawing.NOT_DRAWN)
    return made


def remembered(ask: Ask, key: tuple[object, ...], name: str, *values: Any) -> Any:
    """Return the same, caching failures too; only one task per document runs at a time, so that failing ones are not retried."""
    with ask.site.guards.setdefault(str(key[1]), threading.Lock()):
        return ask.site.recent(key, lambda: drawing.DRAWERS.run(name, *values))


def marked(found: raw.ServedOriginal, context: dict[str, Any]) -> bytes:
    """Return the archived web page made inert with the cell marked, as shown in the frame."""
    if found.media_type not in HTML:
        raise Absent(*NOT_A_PAGE)
    made: bytes = drawing.drawn("page", found.body, found.charset, context["cell"], context["place"].get("path"))
    return made
