"""The system of Liaoning: documents `/web/…/12 and more digits/index.shtml`, list pages `HASH-N.shtml` found by links."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.model.types import Listing, Page

name = "liaoning"
MARKS = re.compile(r"""/web/[^"\'\s]*/\d{12,}/index\.shtml""")


def matches(page: Page) -> bool:
    """Whether a page is a column of Liaoning."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its pager names."""
    return base.static_listing(page, name)
