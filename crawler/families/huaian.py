"""The system of Huai'an: columns `/col/A_B/`, the row count in a call of nsetpage, or the catalogue's `lists.do` in JSON."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "huaian"
MARKS = re.compile(r"""\bnsetpage\(\s*\d+|/articleCommonController/lists\.do""")
CATALOGUE = "/cmsweb/zwgk/"


def matches(page: Page) -> bool:
    """Whether a page is a column of Huai'an."""
    return MARKS.search(page.text) is not None or (CATALOGUE in page.url and "topic=" in page.url)


def listing(page: Page) -> Listing:
    """Return the rows of a list page or of an answer of the catalogue, and the pages its pager names.

    The catalogue is queried for the topic in the column's URL.
    """
    if "interface" in base.state(page):
        return interface.answer(page)
    query = {key.lower(): value for key, value in parse_qsl(urlsplit(page.url).query)}
    listed = base.static_listing(page, name)
    if listed.entries or "topic" not in query:
        return listed
    variables = {"topic": query["topic"], "department": query.get("deptid") or query.get("orgid", ""), "above": query.get("rdeptid", "")}
    return Listing(next=(interface.ask("lists.do", page, variables),))
