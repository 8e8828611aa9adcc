"""SiteServer: lists `/channels/N.html`, `/channels/N_2.html`, documents `/contents/C/N.html`; its paging is inferred from its source."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.model.types import Listing, Page

name = "siteserver"
MARKS = re.compile(r"""/channels/\d+(?:_\d+)?\.html|/sitefiles/""")


def matches(page: Page) -> bool:
    """Whether a page is a column of SiteServer."""
    return MARKS.search(page.url) is not None or MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its pager names."""
    return base.static_listing(page, name)
