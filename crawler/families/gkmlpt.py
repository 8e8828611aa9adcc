"""The catalogue platform of Guangdong (gkmlpt): a tree of columns in the page's configuration, lists of 100 from its interface."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler import labels
from crawler.families import base, interface
from crawler.types import Listing, Page

name = "gkmlpt"
SITE = re.compile(r"""["']?\bSID["']?\s*:\s*["']?(\d+)""")
NODE = re.compile(r"""["']?\bid["']?\s*:\s*(\d+)\s*,\s*["']?name["']?\s*:\s*["']([^"']+)["']""")


def matches(page: Page) -> bool:
    """Tell whether a page belongs to the catalogue."""
    return "/gkmlpt/" in urlsplit(page.url).path or "/gkmlpt/api/" in page.text


def listing(page: Page) -> Listing:
    """Given the catalogue's page (the column is its fragment, or the node named as annual reports are) or an answer, return the rows."""
    if base.state(page):
        return interface.answer(page)
    site, column = SITE.search(page.text), _column(page)
    if not site or not column:
        return Listing(reasons=("column_not_named",))
    return Listing(next=(interface.ask(name, page, {"site": site[1], "column": column}),))


def _column(page: Page) -> str:
    fragment = urlsplit(page.fetch.url).fragment or urlsplit(page.url).fragment
    if fragment.isdigit():
        return fragment
    named = {labels.plain(label): number for number, label in reversed(NODE.findall(page.text))}
    return next((number for label, number in named.items() if label in labels.STEPS[-1].labels), "")
