"""Cells of Datasette tables for which plain text is not enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from datasette.utils import to_css_class
from markupsafe import Markup, escape

from archive.site.draw.template_names import safe_link

PAGES = {
    "document_id": "/document/",
    "parent_id": "/document/",
    "report_id": "/report/",
    "other_report_id": "/report/",
    "agency_id": "/agency/",
    "capture_id": "/raw/",
    "revisit_of": "/raw/",
}
OWN = {"documents": "/document/", "reports": "/report/", "agencies": "/agency/", "captures": "/raw/"}  # tables whose id has a page
FIRST = {"documents": ("id", "title", "published", "kind"), "reports": ("id", "agency_id", "year", "form", "title")}  # what people look for
LONG = ("payload_digest", "content_digest", "digest", "warc", "via", "url", "redirected_from")
SHOWN = 90  # characters of a text; the document's page has all of it
VIEW = {"/raw/": "?view=1"}


def cell(value: object, column: str, table: str | None) -> Markup | None:
    """Return the markup of a cell; None leaves it to Datasette."""
    if not isinstance(value, str) or not value:
        return None
    page = OWN.get(table or "") if column == "id" else PAGES.get(column)
    if page:
        address = f"{page}{quote(value, safe='')}{VIEW.get(page, '')}"
        return Markup('<a href="{}" class="cut mono" title="{}">{}</a>').format(address, value, value)
    if column == "text" and len(value) > SHOWN:
        return Markup("{}…").format(value[:SHOWN])
    if column in LONG:
        link = safe_link(value)
        text = Markup('<span class="cut" title="{}">{}</span>').format(value, value)
        return Markup('<a href="{}" rel="nofollow noopener external">{}</a>').format(link, text) if link else text
    return None


def in_order(columns: Iterable[Mapping[str, Any]], table: str, key: str) -> list[Mapping[str, Any]]:
    """Return the columns or cells of a row, each named under `key`, with the ones people look for first.

    >>> [column["name"] for column in in_order([{"name": "id"}, {"name": "url"}, {"name": "title"}], "documents", "name")]
    ['id', 'title', 'url']
    """
    first = FIRST.get(table, ())
    return sorted(columns, key=lambda column: first.index(column[key]) if column[key] in first else len(first))


def cells(rows: Iterable[Iterable[Mapping[str, Any]]], table: str = "") -> Markup:
    """Return the markup of the rows of a Datasette table, in one call, because a template's callback for each cell is slow.

    >>> cells([[{"column": "year", "value_type": "int", "value": 3}, {"column": "c", "value_type": "str", "value": "<"}]])
    Markup('<tr><td class="col-year type-int">3</td><td class="col-c type-str">&lt;</td></tr>')
    """
    return Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(map(drawn, in_order(row, table, "column")))) for row in rows)


def drawn(cell: Mapping[str, Any]) -> Markup:
    """Return the markup of a cell of a Datasette table."""
    return Markup(f'<td class="{classes(cell["column"], cell["value_type"])}">{escape(cell["value"])}</td>')


@lru_cache(maxsize=1000)  # a query names its columns as it likes
def classes(column: str, kind: str) -> str:
    """Return a cell's CSS classes: its column's and its type's."""
    return f"col-{escape(to_css_class(column))} type-{escape(kind)}"
