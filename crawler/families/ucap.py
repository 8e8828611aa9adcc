"""UCAP (开普云): static lists `<prefix>_<N>.shtml` whose pager call names its element first and counts from 1."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.types import Listing, Page

name = "ucap"
CALL = re.compile(r"""\bcreatePageHTML\s*\(\s*["'][^"']*["']\s*,\s*\d+\s*,""")
MARKS = re.compile(r"<UCAP(?:CONTENT|TITLE)>|<meta[^>]+name=[\"']channelid[\"']|/common/search/|/searchList/", re.I)


def matches(page: Page) -> bool:
    """Tell whether a page is a column of UCAP."""
    return bool(CALL.search(page.text) or MARKS.search(page.text))


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
