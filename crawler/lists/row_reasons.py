"""Why a link of a list page is no row of it, found by the steps that read the rows."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.lists import row_boxes, rows
from crawler.model.same_site import canonical
from crawler.model.types import Listing
from crawler.page import labels, links


def reasons(root: HtmlElement, url: str, listing: Listing) -> list[tuple[str, str, str]]:
    """Return label, URL and reason of each link of a page that is no row of its listing, in page order; `url` is the page's final URL."""
    shown = {canonical(entry.url) for entry in listing.entries}
    living = {anchor.element: anchor for anchor in links.anchors(root, url)}
    outside = [anchor for anchor in living.values() if not anchor.furniture and anchor.element.tag in ("a", "area")]
    beside = {anchor.element for anchor in outside} - {anchor.element for anchor in row_boxes.without(outside)}
    columns = {canonical(column.url) for column in listing.columns}
    found = []
    for element in root.iter("a", "area", "option", "frame", "iframe"):
        anchor = living.get(element)
        label, target = links.label_of(element), anchor.url if anchor else element.get("href") or ""
        if anchor is None or canonical(anchor.url) not in shown:
            found.append((label, target, _reason(anchor, element, url, beside, columns)))
    return found


def _reason(anchor: links.Anchor | None, element: HtmlElement, url: str, beside: set[HtmlElement], columns: set[str]) -> str:
    title = links.label_of(element)
    checks = (
        (anchor is None, "leads nowhere: no http URL, or a row of a script's template"),
        (anchor is not None and anchor.furniture, f"in a header, menu, breadcrumb or footer: {_furniture(element)}"),
        (element.tag not in ("a", "area"), f"an <{element.tag}>, which holds no row"),
        (anchor is not None and canonical(anchor.url) == canonical(url), "leads to the page itself"),
        (anchor is not None and canonical(anchor.url) in columns, "names a column below this one"),
        (element in beside, "beside or within another row: its category, its office, or a box of its own"),
        (not title, "has no title"),
        (bool(rows.PAGE_NUMBER.fullmatch(title)), "names a page of the list"),
        (bool(labels.is_no_title(title)), "says that the list is empty"),
    )
    last = "its block is not the list: too few of its links have a date, an article's URL or a report's title, or another block has more"
    return next((reason for holds, reason in checks if holds), last)


def _furniture(element: HtmlElement) -> str:
    above = links.Nearest(links.is_furniture).to(element)
    if above is None:
        return ""
    named = " ".join(f'{name}="{above.get(name)}"' for name in ("role", "class", "id") if above.get(name))
    return f"<{above.tag}{f' {named}' if named else ''}>"
