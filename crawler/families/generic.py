"""Fallback for unknown systems: the repeated block of links with dates, any pager dialect, or the link to the next page. Tried last."""

from __future__ import annotations

from crawler.families import base
from crawler.model.types import Listing, Page

name = "generic"


def matches(page: Page) -> bool:
    """Accept every page; this family is tried last."""
    return True


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its pager names."""
    return base.static_listing(page, name)
