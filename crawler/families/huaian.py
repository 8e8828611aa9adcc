"""The build of Huai'an: columns `/col/A_B/`, the number of rows told by a call of nsetpage."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.types import Listing, Page

name = "huaian"
MARKS = re.compile(r"""\bnsetpage\(\s*\d+|/articleCommonController/lists\.do""")


def matches(page: Page) -> bool:
    """Tell whether a page is a column of Huai'an."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given a list page, return its rows and the pages its pager tells."""
    return base.static_listing(page, name)
