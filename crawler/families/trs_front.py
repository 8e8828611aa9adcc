"""Search front ends of TRS (was5, IGS, ssp): the page names the address it asks, with its parameters; it is asked again page by page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.families import base, interface
from crawler.types import Listing, Page

name = "trs_front"
PRINTED = re.compile(r"""["']([^"'\s]*(?:/was5/web/search|/igs/front/search/publish/data/list\.html|/igs/front/search\.jhtml|"""
                     r"""/ssp/search/api/apiSearch|/govsearch/jsonp/\w+\.jsp)\?[^"'\s]+)["']""")
PAGE_KEYS = ("page", "pageIndex", "pageNumber", "random", "_", "callback")
BY_PATH = (("/was5/", "was5"), ("list.html", "igs"), (".jhtml", "jhtml"), ("/ssp/", "ssp"), ("/jsonp/", "jsonp"))


def matches(page: Page) -> bool:
    """Tell whether a page names the address of a search front end."""
    return PRINTED.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Given the column's page or an answer of its search, return the rows and the requests still to make."""
    if base.state(page):
        return interface.answer(page)
    match = PRINTED.search(page.text)
    if not match:
        return base.static_listing(page, name)
    address = urljoin(page.url, unescape(match[1]))
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in PAGE_KEYS]
    front = next(variant for word, variant in BY_PATH if word in parts.path)
    return Listing(next=(interface.ask(front, page, {"raw_address": parts._replace(query=urlencode(kept)).geturl()}),))
