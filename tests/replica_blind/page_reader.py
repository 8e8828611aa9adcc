"""The program's reader of one list page, plugged into the judge of generated pages."""

from __future__ import annotations

from crawler import families
from crawler.lists.completeness import ListRead, conclude
from crawler.model.types import Fetch, Listing, Page

from .pages import GeneratedPage, PageSeen

BY_SCRIPT = ("rows_by_script", "rows_without_address", "search_not_named", "column_not_named", "site_id_not_named")


def page_seen(page: GeneratedPage) -> PageSeen:
    """Return what the program reads from a page, and whether it would call the column complete without asking for anything else."""
    fetch = Fetch(page.url, page=1)
    _family, listing = families.read_listing(Page(page.url, page.html, fetch, body=page.html.encode()))
    whole = not listing.next and not listing.columns and conclude([ListRead(fetch, listing)]).complete
    rows = {(entry.url, entry.title, entry.date) for entry in listing.entries}
    return {"verdict": _verdict(listing), "complete": whole, "rows": rows}


def _verdict(listing: Listing) -> str:
    if listing.entries:
        return "rows"
    if listing.empty:
        return "empty"
    if any(reason.startswith(BY_SCRIPT) for reason in listing.reasons):
        return "by_script"
    if listing.pager and ((listing.pager.pages or 0) > 1 or listing.pager.rows):
        return "hole"
    return "by_script" if listing.next else "unknown"
