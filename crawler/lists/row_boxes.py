"""Links within a row that are not rows themselves: its category or office, and nested boxes such as interpretations."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice

from lxml.html import HtmlElement

from crawler.model.same_site import canonical
from crawler.page import dates, links, url_shapes

CONTAINER_TAGS = frozenset({"ul", "ol", "table", "tbody", "thead", "body", "form", "section", "main"})
BOXES = frozenset({"ul", "ol", "dl"})
BRACKETED = re.compile(r"[\[\uff3b【〔(（].{1,20}[\]\uff3d】〕)）]")
DEEP, WIDE = 40, 300  # elements above a link and within a row that are looked at
NEAR = 3  # elements above a link that are its row
LEAST = 3  # times a link must come back beside rows to be a category


def without(found: list[links.Anchor]) -> list[links.Anchor]:
    """Return the links of a page except those beside or within another row."""
    known: dict[HtmlElement, bool] = {}
    return _without_categories([anchor for anchor in found if not _in_box(anchor.element, known)])


def targets(found: list[links.Anchor]) -> dict[HtmlElement, set[str]]:
    """Map each ancestor element to the documents that its links lead to."""
    leads: dict[HtmlElement, set[str]] = defaultdict(set)
    for anchor in found:
        key = canonical(anchor.url)
        for above in islice(anchor.element.iterancestors(), DEEP):
            leads[above].add(key)
    return leads


def _without_categories(found: list[links.Anchor]) -> list[links.Anchor]:
    """Drop links beside a row's document that name its category or office: [发改委], or the same link in row after row."""
    leads, times = targets(found), Counter((canonical(anchor.url), anchor.label) for anchor in found)

    def is_category(anchor: links.Anchor) -> bool:
        beside = next((above for above in islice(anchor.element.iterancestors(), NEAR) if len(leads.get(above, ())) > 1), None)
        if beside is None or beside.tag in CONTAINER_TAGS or url_shapes.is_article(anchor.url) or url_shapes.is_file(anchor.url):
            return False
        return bool(BRACKETED.fullmatch(anchor.label)) or times[canonical(anchor.url), anchor.label] >= LEAST

    return [anchor for anchor in found if not is_category(anchor)]


def _in_box(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether a link is in a nested list of an item that shows a link and a date before or after that list; the item is the row."""
    inner = next(islice(element.iterancestors(*BOXES), 1), None)
    if inner is None:
        return False
    if inner not in known:
        outer = next(islice(inner.iterancestors("li", "dd", "body"), 1), None)
        known[inner] = outer is not None and outer.tag != "body" and _is_row(outer)
    return known[inner]


def _is_row(item: HtmlElement) -> bool:
    """Whether an item has a link and a full date outside any list in it."""
    outside, linked = [item.text or ""], False
    waiting = list(item)
    for each in waiting:
        outside.append(each.tail or "")
        if each.tag in BOXES or len(waiting) > WIDE:
            continue
        outside.append(each.text or "")
        linked = linked or (each.tag == "a" and bool(each.get("href")))
        waiting.extend(each)
    return linked and dates.find(" ".join(outside)) is not None
