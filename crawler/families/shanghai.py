"""The build of Shanghai: `/nwN/YYYYMMDD/ID.html`, a column a year, pager told by a call of setPage; Pudong's own search in JSON."""

from __future__ import annotations

import re

from crawler.families import base, interface
from crawler.types import Listing, Page

name = "shanghai"
MARKS = re.compile(r"""/nw\d+/\d{8}/[\w-]+\.html|\.pagination\(\s*["']setPage["']|/zwgk-search-front/api/data/affair""")
CHANNELS = re.compile(r"""\bchannelList["']?\s*[:=]\s*\[([^\]]{1,400})\]""")


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Shanghai."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given a list page or an answer of the search, return its rows; the search is asked where the page names it and holds no row."""
    if "interface" in base.state(page):
        return interface.answer(page)
    listed = base.static_listing(page, name)
    channels = CHANNELS.search(page.text)
    if listed.entries or listed.columns or not channels or "/api/data/affair" not in page.text:
        return listed
    return Listing(next=(interface.ask("affair", page, {"raw_channels": '","'.join(re.findall(r"[\w-]+", channels[1]))}),))
