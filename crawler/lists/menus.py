"""The columns below a column: year tabs, levels, departments and districts, options of a select, query tabs, 更多."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.lists import json_rows, rows, script_tabs
from crawler.model.same_site import canonical, directory, same_portal
from crawler.model.types import Entry, Listing, Page, SubColumn
from crawler.page import labels, links, url_shapes

SCRIPTED = re.compile(r"""\bjavascript:|\bhref\s*=\s*["']?(?:#|["'])""", re.I)  # a page without such a link has no row of a script's
REPORT = re.compile("报告|年报")
DEEP = 3  # slashes of a bare host's directory; a column at the top has no directory of its own
HIGH = 6  # elements above 更多 among which the list it belongs to is looked for


def read_sub_columns(root: HtmlElement, url: str) -> tuple[SubColumn, ...]:
    """Return the columns below a column, each once, in page order; `url` is the final URL of the page."""
    found: dict[str, SubColumn] = {}
    for anchor in links.anchors(root, url):
        if _leads_to_column(anchor, url) and _is_below(anchor, url):
            found.setdefault(canonical(anchor.url), SubColumn(anchor.url, anchor.label))
    return tuple(found.values())


def completed(listing: Listing, page: Page) -> Listing:
    """Add to a family's listing what scripts open and, on a first page, what 更多 leads to.

    Rows whose URL only a script knows are reported as reasons. A tab whose URL the page reveals is a sub-column; other tabs are reported by
    their label. Rows of such years that the page holds as data are rows. A dated row titled as a report is a document.
    """
    further = (page.fetch.page or 1) > 1
    root = None if further and not SCRIPTED.search(page.text) else links.tree_of(page)
    if root is None:
        return listing
    listing = _with_scripted(listing, root, page)
    if further:
        return listing
    if listing.entries and not listing.container:  # of a family's own reader, whose rows may turn out to be the site's menu too
        listing = replace(listing, container=rows.container_of(root, page.url, listing.entries))
    dated = {canonical(entry.url) for entry in listing.entries if entry.date and REPORT.search(entry.title)}
    columns = {canonical(column.url): column for column in listing.columns if canonical(column.url) not in dated}
    found = script_tabs.read_tabs(root, page)
    opened = [SubColumn(tab.url, tab.label) for tab in found if tab.url] + list(_more(root, page.url, listing))
    for column in opened:
        if canonical(column.url) != canonical(page.url) and same_portal(column.url, page.url):
            columns.setdefault(canonical(column.url), column)
    known = {year for column in columns.values() for year in labels.years(labels.plain(column.label))}
    closed = tuple(tab.label for tab in found if not tab.url and known.isdisjoint(labels.years(labels.plain(tab.label)) or (0,)))
    return replace(listing, entries=_with_data(listing, page, closed), columns=tuple(columns.values()), tabs=closed)


def _with_scripted(listing: Listing, root: HtmlElement, page: Page) -> Listing:
    revealed, untold = rows.sealed(root, page)
    if not revealed and not untold:
        return listing
    reasons = (f"rows_without_address: {untold}",) if untold else ()
    return replace(listing, entries=rows.unique((*listing.entries, *revealed)), reasons=(*listing.reasons, *reasons))


def _with_data(listing: Listing, page: Page, closed: Collection[str]) -> tuple[Entry, ...]:
    """Return the rows, including those the page holds as data for tabs that a script opens."""
    years = {str(year) for label in closed for year in labels.years(labels.plain(label))}
    if not years:
        return listing.entries
    data = json_rows.embedded(page.text, page.url)
    return rows.unique((*listing.entries, *(entry for entry in data if any(year in f"{entry.title} {entry.date}" for year in years))))


def _more(root: HtmlElement, url: str, listing: Listing) -> Iterator[SubColumn]:
    """Yield the target of a 更多 beside the column's own rows, which holds the complete list; one beside other rows leads elsewhere."""
    pager = listing.pager
    if not listing.entries or (pager and (pager.rows is not None or (pager.pages or 1) > 1)):
        return
    shown = {canonical(entry.url) for entry in listing.entries}
    every = [anchor for anchor in links.anchors(root, url) if anchor.element.tag == "a"]
    places = {anchor.element: canonical(anchor.url) for anchor in every}
    for anchor in every:
        if _is_more(anchor) and _leads_to_column(anchor, url) and not directory(url).startswith(canonical(anchor.url)):
            around = (_documents(above, places) for above in islice(anchor.element.iterancestors(), HIGH))
            nearest = next((keys for keys in around if len(keys) > 1), set()) - {canonical(anchor.url)}
            if nearest and nearest <= shown:
                yield SubColumn(anchor.url, "")


def _is_more(anchor: links.Anchor) -> bool:
    return labels.plain(anchor.label).lower() in labels.MORE or (not anchor.label and "more" in links.words_of(anchor.element))


def _documents(element: HtmlElement, places: dict[HtmlElement, str]) -> set[str]:
    return {places[each] for each in element.iter("a") if each in places}


def _is_below(anchor: links.Anchor, url: str) -> bool:
    label = labels.plain(anchor.label)
    if labels.years(label):
        return True
    return label in labels.LEVELS and (not anchor.furniture or _in_directory(anchor.url, url))


def _leads_to_column(anchor: links.Anchor, url: str) -> bool:
    return (
        same_portal(anchor.url, url)
        and canonical(anchor.url) != canonical(url)
        and not url_shapes.is_article(anchor.url)
        and not url_shapes.is_file(anchor.url)
    )


def _in_directory(candidate: str, url: str) -> bool:
    folder = directory(url)
    return folder.count("/") > DEEP and canonical(candidate).startswith(folder)
