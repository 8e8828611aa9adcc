"""The system of Henan: documents `/YYYY/MM-DD/N.html`, the page count in an element `pageDec`, or a JSON search."""

from __future__ import annotations

import re

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "henan"
MARKS = re.compile(r"""\bid=["']pageDec["']|href=["'][^"']*/\d{4}/\d\d-\d\d/\d+\.html|/open/api/external\b""")
SEARCH = re.compile(r"""["']([^"'\s?]*/open/api/external)\b""")
CHANNEL = re.compile(r"""\bchannelMarkId["']?\s*[:=]\s*["']?(\d+)""")
SITE = re.compile(r"""\bsiteId["']?\s*[:=]\s*["']?(\d+)""")


def matches(page: Page) -> bool:
    """Whether a page is a column of Henan."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page or of an answer of the search.

    The search is requested if the page names it and holds no row.
    """
    if "interface" in base.state(page):
        return interface.answer(page)
    listed = base.static_listing(page, name)
    search, channel, site = SEARCH.search(page.text), CHANNEL.search(page.text), SITE.search(page.text)
    if listed.entries or not (search and channel and site):
        return listed
    return Listing(next=(interface.ask("external", page, {"raw_address": search[1], "channel": channel[1], "site": site[1]}),))
