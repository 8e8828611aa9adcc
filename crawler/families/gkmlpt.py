"""The catalogue platform of Guangdong (gkmlpt): a tree of columns in the page's configuration, lists of 100 rows from its interface."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.families import base, interface
from crawler.model.types import Listing, Page
from crawler.page import labels

name = "gkmlpt"
SITE = re.compile(r"""["']?\bSID["']?\s*:\s*["']?(\d+)""")
NODE = re.compile(r"""["']?\bid["']?\s*:\s*(\d+)\s*,\s*["']?name["']?\s*:\s*["']([^"']+)["']""")


def matches(page: Page) -> bool:
    """Whether a page belongs to the catalogue."""
    return "/gkmlpt/" in urlsplit(page.url).path or "/gkmlpt/api/" in page.text


def listing(page: Page) -> Listing:
    """Return the rows of the catalogue's page or of an answer.

    The column is given by the URL fragment, else it is the node named like a column of annual reports.
    """
    if base.state(page):
        return interface.answer(page)
    site, column = SITE.search(page.text), _column(page)
    if not site:
        return base.without_own_reader(page, name, "its site id")
    if not column:
        return Listing(reasons=("column_not_named",))
    return Listing(next=(interface.ask(name, page, {"site": site[1], "column": column}),))


def _column(page: Page) -> str:
    fragment = urlsplit(page.fetch.url).fragment or urlsplit(page.url).fragment
    if fragment.isdigit():
        return fragment
    named = {labels.plain(label): number for number, label in reversed(NODE.findall(page.text))}
    return next((number for label, number in named.items() if label in labels.STEPS[-1].labels), "")
