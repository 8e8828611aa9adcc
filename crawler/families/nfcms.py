"""NFCMS (南方网, 广东): static lists `index_2.html` found by links, documents `content/post_N.html` with a mobile twin."""

from __future__ import annotations

import re

from crawler.families import base
from crawler.model.types import Listing, Page

name = "nfcms"
MARKS = re.compile(r"/content/m?post_\d+\.|NFCMS_")


def matches(page: Page) -> bool:
    """Whether a page is a column of NFCMS."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a list page and the pages its links name."""
    return base.static_listing(page, name)
