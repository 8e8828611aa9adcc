"""The build of Shanghai: `/nwN/YYYYMMDD/ID.html`, a column a year, pager told by a call of setPage."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.types import Listing, Page

name = "shanghai"
MARKS = re.compile(r"""/nw\d+/\d{8}/[\w-]+\.html|\.pagination\(\s*["']setPage["']""")


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Shanghai."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
