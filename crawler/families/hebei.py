"""The platform of Hebei: columns `/columns/{uuid}/`, whose block of rows is fetched page by page as HTML."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.families import base
from crawler.lists import emptiness, menus, rows
from crawler.model.types import Fetch, Listing, Page, Pager
from crawler.page import links
from crawler.page.url_shapes import UUID

name = "hebei"
MARKS = re.compile(rf"/columns/{UUID}/", re.I)
BLOCK = re.compile(rf"""/columns/{UUID}/templates/[0-9a-f-]{{16,36}}/blocks/[0-9a-f-]{{16,36}}""", re.I)
PAGES = re.compile(r"共(?:&nbsp;|\s)*(\d+)(?:&nbsp;|\s)*页|\b(?:data-)?(?:total-?)?pages\s*[:=]\s*[\"']?(\d+)", re.I)


def matches(page: Page) -> bool:
    """Whether a page is a column of this platform."""
    return MARKS.search(page.url) is not None or BLOCK.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer for its block, and the pages still to fetch."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    entries, block, pages = rows.read_rows(root, page), BLOCK.search(page.text), _pages(page.text)
    columns = menus.read_sub_columns(root, page.url)
    if not block:
        return base.without_own_reader(page, name, "the address of its block")
    if not entries and (pages or 0) <= 1 and emptiness.says_empty(root):
        return Listing((), columns, Pager("blocks", 1, pages), empty=True)
    first = 2 if entries and pages is not None else 1
    later = tuple(_request(page, block[0], each) for each in range(first, (pages or 1) + 1))
    return Listing(entries, columns, Pager("blocks", 1, pages), later)


def _request(page: Page, block: str, number: int) -> Fetch:
    address = urljoin(base.state(page).get("referer") or page.url, f"{block}?page={number}&fix=0")
    return base.query_fetch(address, page, number, name, {"block": block})


def _answer(page: Page) -> Listing:
    notes, number = base.state(page), page.fetch.page or 1
    entries, pages = rows.fragment(page.text, notes["referer"]), _pages(page.text)
    asked = _next_one(number, bool(entries)) if pages is None else range(2, pages + 1 if number == 1 else 2)
    later = tuple(_request(page, notes["block"], each) for each in asked)
    return Listing(entries, (), Pager("blocks", number, pages), later, empty=not entries and base.says_empty(page.text))


def _next_one(number: int, more: bool) -> range:
    return range(number + 1, number + 1 + more)


def _pages(text: str) -> int | None:
    match = PAGES.search(text)
    return int(match[1] or match[2]) if match else None
