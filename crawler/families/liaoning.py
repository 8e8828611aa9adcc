"""The build of Liaoning: documents `/web/…/12 and more digits/index.shtml`, list pages `HASH-N.shtml` by links."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.types import Listing, Page

name = "liaoning"
MARKS = re.compile(r"""/web/[^"\'\s]*/\d{12,}/index\.shtml""")


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Liaoning."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
