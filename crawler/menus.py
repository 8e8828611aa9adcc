"""The columns below a column: year tabs, levels, departments and districts, options of a select, query tabs, 更多."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from crawler import documents, labels, links, rows, shapes, tabs
from crawler.identity import canonical, directory, same_portal
from crawler.types import Entry, Listing, Page, SubColumn

SCRIPTED = re.compile(r"""\bjavascript:|\bhref\s*=\s*["']?(?:#|["'])""", re.I)  # a page without such a link has no row of a script's
REPORT = re.compile("报告|年报")
DEEP = 3  # slashes of a bare host's directory; a column at the top has no directory of its own
HIGH = 6  # elements above 更多 among which the list it belongs to is looked for


def read(root: HtmlElement, url: str) -> tuple[SubColumn, ...]:
    """Given the tree of a column's page and its final URL, return the columns below it, each once, in the order of the page."""
    found: dict[str, SubColumn] = {}
    for anchor in links.anchors(root, url):
        if _leads_to_column(anchor, url) and _is_below(anchor, url):
            found.setdefault(canonical(anchor.url), SubColumn(anchor.url, anchor.label))
    return tuple(found.values())


def completed(listing: Listing, page: Page) -> Listing:
    """Given what a list page gives as its family reads it, return that with what scripts open and, of a first page, what 更多 leads to.

    A row whose address only a script knows is told. A tab whose address the page tells is a column below; one it does not tell is told by
    its label. Rows of such years that stand in the page as data are rows. A dated row that calls itself a report is a document.
    """
    further = (page.fetch.page or 1) > 1
    root = None if further and not SCRIPTED.search(page.text) else links.tree(page.text)
    if root is None:
        return listing
    listing = _with_scripted(listing, root, page)
    if further:
        return listing
    dated = {canonical(entry.url) for entry in listing.entries if entry.date and REPORT.search(entry.title)}
    columns = {canonical(column.url): column for column in listing.columns if canonical(column.url) not in dated}
    found = tabs.read(root, page)
    opened = [SubColumn(tab.url, tab.label) for tab in found if tab.url] + list(_more(root, page.url, listing))
    for column in opened:
        if canonical(column.url) != canonical(page.url) and same_portal(column.url, page.url):
            columns.setdefault(canonical(column.url), column)
    known = {year for column in columns.values() for year in labels.years(labels.plain(column.label))}
    closed = tuple(tab.label for tab in found if not tab.url and known.isdisjoint(labels.years(labels.plain(tab.label)) or (0,)))
    return replace(listing, entries=_with_data(listing, page, closed), columns=tuple(columns.values()), tabs=closed)


def _with_scripted(listing: Listing, root: HtmlElement, page: Page) -> Listing:
    told, untold = rows.sealed(root, page)
    if not told and not untold:
        return listing
    reasons = (f"rows_without_address: {untold}",) if untold else ()
    return replace(listing, entries=rows.unique((*listing.entries, *told)), reasons=(*listing.reasons, *reasons))


def _with_data(listing: Listing, page: Page, closed: Collection[str]) -> tuple[Entry, ...]:
    """The rows, and those the page holds as data for tabs that a script opens."""
    years = {str(year) for label in closed for year in labels.years(labels.plain(label))}
    if not years:
        return listing.entries
    data = documents.embedded(page.text, page.url)
    return rows.unique((*listing.entries, *(entry for entry in data if any(year in f"{entry.title} {entry.date}" for year in years))))


def _more(root: HtmlElement, url: str, listing: Listing) -> Iterator[SubColumn]:
    """更多 beside the column's own rows leads to the whole of what is shown in part; beside others it leads elsewhere."""
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
    return (same_portal(anchor.url, url) and canonical(anchor.url) != canonical(url)
            and not shapes.is_article(anchor.url) and not shapes.is_file(anchor.url))


def _in_directory(candidate: str, url: str) -> bool:
    folder = directory(url)
    return folder.count("/") > DEEP and canonical(candidate).startswith(folder)
