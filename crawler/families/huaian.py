"""The build of Huai'an: columns `/col/A_B/`, the number of rows told by a call of nsetpage, or the catalogue's `lists.do` in JSON."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.families import base, interface
from crawler.types import Listing, Page

name = "huaian"
MARKS = re.compile(r"""\bnsetpage\(\s*\d+|/articleCommonController/lists\.do""")
CATALOGUE = "/cmsweb/zwgk/"


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Huai'an."""
    return MARKS.search(page.text) is not None or (CATALOGUE in page.url and "topic=" in page.url)


def listing(page: Page) -> Listing:
    """Given a list page or an answer of the catalogue, return its rows and the pages its pager tells.

    The catalogue is asked for the topic that the column's address names.
    """
    if "interface" in base.state(page):
        return interface.answer(page)
    query = {key.lower(): value for key, value in parse_qsl(urlsplit(page.url).query)}
    listed = base.static_listing(page, name)
    if listed.entries or "topic" not in query:
        return listed
    told = {"topic": query["topic"], "department": query.get("deptid") or query.get("orgid", ""), "above": query.get("rdeptid", "")}
    return Listing(next=(interface.ask("lists.do", page, told),))
