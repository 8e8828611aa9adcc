"""No known system: the repeated block of links with dates, any pager dialect, or the link to the next page. Stands last."""

from __future__ import annotations

from crawler.families import base
from crawler.types import Listing, Page

name = "generic"


def matches(page: Page) -> bool:
    """Take every page; the list of families asks this one last."""
    return True


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
