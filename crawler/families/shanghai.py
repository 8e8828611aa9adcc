"""The system of Shanghai: `/nwN/YYYYMMDD/ID.html`, a column per year, the pager in a call of setPage; Pudong's own search in JSON."""

from __future__ import annotations

import re

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "shanghai"
MARKS = re.compile(r"""/nw\d+/\d{8}/[\w-]+\.html|\.pagination\(\s*["']setPage["']|/zwgk-search-front/api/data/affair""")
CHANNELS = re.compile(r"""\bchannelList["']?\s*[:=]\s*\[([^\]]{1,400})\]""")


def matches(page: Page) -> bool:
    """Whether a page is a column of Shanghai."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page or of an answer of the search.

    The search is requested if the page names it and holds no row.
    """
    if "interface" in base.state(page):
        return interface.answer(page)
    listed = base.static_listing(page, name)
    channels = CHANNELS.search(page.text)
    if listed.entries or listed.columns or not channels or "/api/data/affair" not in page.text:
        return listed
    return Listing(next=(interface.ask("affair", page, {"raw_channels": '","'.join(re.findall(r"[\w-]+", channels[1]))}),))
