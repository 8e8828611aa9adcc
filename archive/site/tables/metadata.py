"""Datasette's metadata of the tables: titles, descriptions, facets, order; all from the schema's own descriptions."""

from __future__ import annotations

from typing import Any

from archive.site.request.edition_state import NAME
from archive.store import schema

TITLE = "公开 gongkai"
LICENSE = "官方文件依《中华人民共和国著作权法》第五条不适用著作权保护 / Official documents: no copyright (PRC Copyright Law, art. 5)"
# Facets shown from the start (not on documents: a million rows are counted only when asked), and the order of rows where there is one.
FACETS = {"reports": ["form", "year"], "coverage": ["state", "year"], "checks": ["verdict", "rule"], "problems": ["stage", "code"]}
NEWEST_FIRST = {"documents": "published", "captures": "fetched_at", "runs": "started"}
LABELS = {"sites": "name", "columns": "name", "agencies": "name", "documents": "title", "reports": "title"}

PAGE_SIZES = {"report_wide": 10}  # rows of a page: each has 336 columns


def metadata(described: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata in the format of Datasette 0.65."""
    tables = {name: table(name, words) for name, words in described.items()}
    return {"title": TITLE, "license": LICENSE, "databases": {NAME: {"title": TITLE, "tables": tables}}}


def table(name: str, words: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of one table: Chinese first, English beside it."""
    entry: dict[str, Any] = {
        "title": words["zh"],
        "description": words["en"],
        "hidden": name in schema.WORKINGS,
        "columns": {column: f"{zh} · {en}" for column, (zh, en, *_) in words["columns"].items()},
    }
    for key, rows in (("facets", FACETS), ("sort_desc", NEWEST_FIRST), ("label_column", LABELS), ("size", PAGE_SIZES)):
        if name in rows:
            entry[key] = rows[name]
    return entry
