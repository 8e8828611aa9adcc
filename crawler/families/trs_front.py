"""Search front ends of TRS (was5, IGS, ssp): the page names the search URL and its parameters, which is requested page by page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.families import base, interface
from crawler.model.types import Listing, Page

name = "trs_front"
PRINTED = re.compile(
    r"""["']([^"'\s]*(?:/was5/web/(?:search|[\w/]+\.jsp)|/igs/front/search/publish/data/list\.html|/igs/front/search\.jhtml|"""
    r"""/ssp/search/api/apiSearch|/govsearch/jsonp/(?:\w+/)*\w+\.jsp)\?[^"'\s]+)["']"""
)
FRAME = re.compile(r"<i?frame\b[^<>]{0,2000}>", re.I)  # shows the front end's own page, which is no JSON
NUMBERS = ("page", "pageIndex", "pageNumber")  # of a page, as the address may call it
RENAMED = ("was5", "jsonp")  # the others are asked under one name only
PAGE_KEYS = (*NUMBERS, "random", "_", "callback")
BY_PATH = (("/was5/", "was5"), ("list.html", "igs"), (".jhtml", "jhtml"), ("/ssp/", "ssp"), ("/jsonp/", "jsonp"))


def matches(page: Page) -> bool:
    """Whether a page names the URL of a search front end."""
    return _printed(page) is not None


def _printed(page: Page) -> re.Match[str] | None:
    return PRINTED.search(FRAME.sub("", page.text)) if PRINTED.search(page.text) else None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of its search, and the requests still to make."""
    if base.state(page):
        return interface.answer(page)
    match = _printed(page)
    if not match:
        return base.without_own_reader(page, name, "the address of its search")
    address = urljoin(page.url, unescape(match[1]))
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in query if pair[0] not in PAGE_KEYS]
    front = next(variant for word, variant in BY_PATH if word in parts.path)
    variables = {"raw_address": parts._replace(query=urlencode(kept)).geturl()}
    numbered = next((key for key in NUMBERS if key in dict(query)), NUMBERS[0])
    variables |= {"raw_page": numbered} if front in RENAMED and numbered != NUMBERS[0] else {}
    return Listing(next=(interface.ask(front, page, variables),))
