"""What a family is, and what most of them share: static lists read as rows, sub-columns and a pager."""

from __future__ import annotations

import re
from typing import Protocol

from lxml.html import HtmlElement

from crawler import documents, labels, links, menus, page_links, pagers, rows, shapes
from crawler.identity import canonical, same_portal
from crawler.types import Fetch, Listing, Page, Pager


class Family(Protocol):
    """One content management system: how its columns list their articles. A module with these three names is one."""

    name: str

    def matches(self, page: Page) -> bool:
        """Tell whether a page is a column of this family."""

    def listing(self, page: Page) -> Listing:
        """Given a list page or an answer of the interface behind it, return its rows and where to go on."""


def static_listing(page: Page, family: str) -> Listing:
    """Given a list page whose rows stand in its HTML, return them with the sub-columns and the pages its pager tells."""
    root = links.tree(page.text)
    if root is None:
        return Listing(reasons=("empty_answer",))
    pager, doubts = pagers.read(page)
    if page_links.is_other(page, pager):
        return Listing(reasons=("answered_another_page",))
    told = pager.rows if pager and pager.rows else 0 if says_empty(page.text) else pager.rows if pager else None
    silent = told == 0
    entries = rows.read(root, page.url, told) or documents.embedded(page.text, page.url)
    columns = menus.read(root, page.url) if first(page) else ()
    further = pagers.further(pager, page, family)
    if not entries and not columns and not silent:
        further = further or framed(root, page)
    return Listing(entries, columns, pager, further, doubts, empty=not entries and silent)


def framed(root: HtmlElement, page: Page) -> tuple[Fetch, ...]:
    """Given a page without rows, return the frames of its own portal: one of them may hold the list."""
    frames = (anchor.url for anchor in links.anchors(root, page.url) if anchor.element.tag in ("iframe", "frame") and not anchor.furniture)
    return tuple(Fetch(url, page=1, headers=(("Referer", page.url),)) for url in dict.fromkeys(frames)
                 if same_portal(url, page.url) and not shapes.is_file(url) and canonical(url) != canonical(page.url))


def first(page: Page) -> bool:
    """Tell whether a page was asked for as the first of its column."""
    return (page.fetch.page or 1) == 1


def says_empty(text: str) -> bool:
    """Tell whether a page itself says that it holds nothing."""
    return any(word in text for word in labels.EMPTY)


def told(page: Page, pager: Pager) -> tuple[str, ...]:
    """Given an interface's answer and what it says of its place, return the reason where it is another page than asked for."""
    return ("fell_back_to_another_page",) if pagers.fell_back(pager, page.fetch) else ()


def state(page: Page) -> dict[str, str]:
    """Given an answer, return what earlier answers said and its reader needs."""
    return dict(page.fetch.state)


def form_fetch(url: str, body: str, page: Page, number: int, family: str, notes: dict[str, str] | None = None) -> Fetch:
    """Given an interface's address and form, return the request a browser's script makes of it, from this page."""
    referer = state(page).get("referer") or page.url
    return Fetch(url, "POST", body.encode(), page=number, family=family, state=_state(notes, referer), headers=(
        ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("X-Requested-With", "XMLHttpRequest"), ("Referer", referer)))


def query_fetch(url: str, page: Page, number: int, family: str, notes: dict[str, str] | None = None) -> Fetch:
    """Given an interface's address with its query, return the request a browser's script makes of it, from this page."""
    referer = state(page).get("referer") or page.url
    return Fetch(url, page=number, family=family, state=_state(notes, referer),
                 headers=(("X-Requested-With", "XMLHttpRequest"), ("Referer", referer)))


def _state(notes: dict[str, str] | None, referer: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((notes or {}) | {"referer": referer}).items()))


def number(pattern: re.Pattern[str], text: str) -> int | None:
    """Given a pattern with one group of digits, return the number it finds, or None."""
    match = pattern.search(text)
    return int(match[1]) if match else None
