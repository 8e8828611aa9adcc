"""TRS WCM (拓尔思): static lists `index_<N>.html`, documents `tYYYYMMDD_ID`, pager calls that begin with the number of pages."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.model.types import Listing, Page

name = "trs"
CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(\s*['\"]?\d+['\"]?\s*,\s*\d+|\bPager\s*\(\s*\{|\bcountPage\s*[=:]")


def matches(page: Page) -> bool:
    """Whether a page is a static column of TRS."""
    return CALL.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its pager names."""
    return base.static_listing(page, name)
