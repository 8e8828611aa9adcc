"""The build of Henan: documents `/YYYY/MM-DD/N.html`, the number of pages in an element `pageDec`."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.types import Listing, Page

name = "henan"
MARKS = re.compile(r"""\bid=["']pageDec["']|href=["'][^"']*/\d{4}/\d\d-\d\d/\d+\.html""")


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Henan."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
