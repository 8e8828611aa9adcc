"""How one cell of a Datasette table is drawn where its text alone would not do."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from archive.pages.words import safe_link

PAGES = {"document_id": "/document/", "parent_id": "/document/", "report_id": "/report/", "other_report_id": "/report/",
         "agency_id": "/agency/",
         "capture_id": "/raw/", "revisit_of": "/raw/"}
OWN = {"documents": "/document/", "reports": "/report/", "agencies": "/agency/", "captures": "/raw/"}  # tables whose id has a page
LONG = ("payload_digest", "content_digest", "digest", "warc", "via", "url", "redirected_from")
SHOWN = 90  # characters of a text; the whole stands on the document's page
VIEW = {"/raw/": "?view=1"}


def cell(value: object, column: str, table: str | None) -> Markup | None:
    """Given a cell, return its markup; None leaves it to Datasette."""
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
