"""The protocol of a family, and what most families share: rows in static HTML, sub-columns and a pager."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from lxml.html import HtmlElement

from crawler.lists import contradictions, emptiness, json_rows, link_pagers, menus, pagers, rows
from crawler.model.same_site import canonical, same_portal
from crawler.model.types import Fetch, Listing, Page, Pager
from crawler.page import code, links, url_shapes


class Family(Protocol):
    """One content management system: how its columns list their articles. A module with these three names implements it."""

    name: str

    def matches(self, page: Page) -> bool:
        """Whether a page is a column of this family."""

    def listing(self, page: Page) -> Listing:
        """Return the rows of a list page, or of an interface's answer, and where to go on."""


def static_listing(page: Page, family: str) -> Listing:
    """Return the rows in a list page's HTML, in page order, with its sub-columns and the pages its pager names."""
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    pager, doubts = pagers.read_pager(page)
    if link_pagers.is_other(page, pager):
        return Listing(reasons=("answered_another_page",))
    says_nothing = emptiness.says_empty(root) or link_pagers.rows_counted(code.markup(page.text)) == 0
    stated = pager.rows if pager and pager.rows else 0 if says_nothing else pager.rows if pager else None
    claims = pager is not None and bool(pager.rows or (pager.pages or 1) > 1)
    silent = stated == 0 and not claims
    entries, container = rows.read_list(root, page.url, stated, page.fetch.container, page.standing)
    entries = entries or json_rows.embedded(page.text, page.url)
    columns = menus.read_sub_columns(root, page.url) if first(page) else ()
    pager, contradiction = contradictions.contradicted(pager, page, len(entries))
    doubts += contradiction
    further = pagers.further(pager, page, family)
    if entries and (contradiction or pagers.DISAGREE in doubts or (page.fetch.probe and not first(page))):
        further += contradictions.page_after(pager, page, family)
    if not entries and not columns and not silent:
        further = further or framed(root, page)
        doubts += () if further or claims else emptiness.drawn_by_script(root, page) or _frames_elsewhere(root, page)
    further = tuple(replace(fetch, container=container) for fetch in further) if container else further
    return Listing(entries, columns, pager, further, doubts, empty=not entries and silent, container=container)


def without_own_reader(page: Page, family: str, missing: str) -> Listing:
    """Read as static HTML a page that lacks what its family's own reader needs, and report that unless the page vouches for its rows.

    A static list vouches for them by a pager or a count that it states, or by the word that it is empty; others may be a box beside a list
    that only the interface knows.
    """
    listing = static_listing(page, family)
    pager = listing.pager
    vouched = listing.empty or (pager is not None and (pager.pages is not None or pager.rows is not None)) or listing.reasons
    further = bool(listing.next or (listing.columns and not listing.entries)) or not first(page)
    if vouched or further:
        return listing
    return replace(listing, reasons=(f"own_reader_found_nothing: {family} without {missing}",))


def framed(root: HtmlElement, page: Page) -> tuple[Fetch, ...]:
    """Return the same-portal frames of a page without rows; one of them may hold the list."""
    frames = (anchor.url for anchor in links.anchors(root, page.url) if anchor.element.tag in ("iframe", "frame") and not anchor.furniture)
    return tuple(
        Fetch(url, page=1, headers=(("Referer", page.url),))
        for url in dict.fromkeys(frames)
        if same_portal(url, page.url) and not url_shapes.is_file(url) and canonical(url) != canonical(page.url)
    )


def _frames_elsewhere(root: HtmlElement, page: Page) -> tuple[str, ...]:
    frames = (anchor for anchor in links.anchors(root, page.url) if anchor.element.tag in ("iframe", "frame") and not anchor.furniture)
    away = next((anchor.url for anchor in frames if not same_portal(anchor.url, page.url)), None)
    return (f"frame_off_site: {away}",) if away else ()


def first(page: Page) -> bool:
    """Whether a page was requested as the first page of its column."""
    return (page.fetch.page or 1) == 1


def says_empty(text: str) -> bool:
    """Whether the markup of a page or an interface's answer states that the list is empty, in words or by a count of 0."""
    root = links.tree(f"<div>{text}</div>")
    return root is not None and (emptiness.says_empty(root) or link_pagers.rows_counted(text) == 0)


def fallback_reasons(page: Page, pager: Pager) -> tuple[str, ...]:
    """Return ('fell_back_to_another_page',) if the response is not the requested page, else ()."""
    return ("fell_back_to_another_page",) if pagers.fell_back(pager, page.fetch) else ()


def state(page: Page) -> dict[str, str]:
    """Return the values from earlier answers that the reader of this answer needs."""
    return dict(page.fetch.state)


def form_fetch(url: str, body: str, page: Page, number: int, family: str, notes: dict[str, str] | None = None) -> Fetch:
    """Return the POST request that a browser's script makes of an interface from this page."""
    referer = state(page).get("referer") or page.url
    return Fetch(
        url,
        "POST",
        body.encode(),
        page=number,
        family=family,
        state=_state(notes, referer),
        headers=(
            ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
            ("X-Requested-With", "XMLHttpRequest"),
            ("Referer", referer),
        ),
    )


def query_fetch(url: str, page: Page, number: int, family: str, notes: dict[str, str] | None = None) -> Fetch:
    """Return the GET request that a browser's script makes of an interface from this page."""
    referer = state(page).get("referer") or page.url
    return Fetch(
        url,
        page=number,
        family=family,
        state=_state(notes, referer),
        headers=(("X-Requested-With", "XMLHttpRequest"), ("Referer", referer)),
    )


def _state(notes: dict[str, str] | None, referer: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((notes or {}) | {"referer": referer}).items()))


def number(pattern: re.Pattern[str], text: str) -> int | None:
    """Return the number matched by a pattern with one group of digits, or None."""
    match = pattern.search(text)
    return int(match[1]) if match else None
