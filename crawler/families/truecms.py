"""TrueCMS (南通, 连云港): the first 60 rows are hidden in the page, the others come as a data store inside JSON, in windows of 30."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from lxml.html import HtmlElement

from crawler.families import base, interface
from crawler.families.jcms import RECORD
from crawler.lists import emptiness, menus, rows
from crawler.model.types import Entry, Fetch, Listing, Page, Pager
from crawler.page import links

name = "truecms"
MARKS = re.compile(r"/truecms/|\bid=[\"']initData[\"']|getMessage\.do", re.I)
COLUMN = re.compile(r"""\bcolumnId\s*[:=]\s*["']([\w-]+)["']""")
ADDRESS = re.compile(r"""["']([^"']*/truecms/messageController/getMessage\.do)""", re.I)
COUNTED = re.compile(r"\btotalRecord\s*:\s*[\"']?(\d+)")
TOTAL = re.compile(r"<totalrecord>\s*(\d+)", re.I)
MESSAGE = "/truecms/messageController/getMessage.do"
SERVED, WINDOW, SIZE = 60, 30, 10  # rows in the page; rows a request; 50 and 100 a page were refused by some servers


def matches(page: Page) -> bool:
    """Whether a page is a column of TrueCMS."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of its interface, and the windows still to fetch."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    served = root.xpath("//*[@id='initData']")
    entries = _shown(served[0], page.url) if served else rows.read_rows(root, page)
    column, address = COLUMN.search(page.text), ADDRESS.search(page.text)
    columns = menus.read_sub_columns(root, page.url)
    if len(entries) >= SERVED and not column:
        return Listing(entries, columns, Pager("truecms", 1), reasons=("further_pages_unknown",))
    if len(entries) < SERVED or not column:
        place = served[0] if served else root
        stated = base.number(COUNTED, page.text)
        return Listing(
            entries, columns, Pager("truecms", 1, 1, stated or None), empty=not entries and emptiness.says_empty(place, hidden=bool(served))
        )
    notes = {"column": column[1], "address": address[1] if address else MESSAGE}
    return Listing(entries, columns, Pager("truecms", 1), (_request(page, notes, SERVED // WINDOW + 1),))


def _shown(element: HtmlElement, url: str) -> tuple[Entry, ...]:
    found = (rows.entry_of(anchor, anchor.element.getparent(), url) for anchor in links.inside(element, url))
    return rows.unique(entry for entry in found if entry.title)


def _request(page: Page, notes: dict[str, str], window: int) -> Fetch:
    start = (window - 1) * WINDOW + 1
    window_told = {"startrecord": start, "endrecord": start + WINDOW - 1, "perpage": SIZE}
    query = urlencode(window_told | {"contentTemplate": "", "columnId": notes["column"]})
    address = urljoin(base.state(page).get("referer") or page.url, notes["address"])
    return base.query_fetch(f"{address}?{query}", page, window, name, {key: notes[key] for key in ("column", "address")})


def _answer(page: Page) -> Listing:
    notes, number = base.state(page), page.fetch.page or 1
    data = interface.read_json(page.text)
    store = str((data or {}).get("result") or (data or {}).get("data") or page.text)
    entries = rows.unique(entry for piece in RECORD.findall(store) for entry in rows.fragment(piece, notes["referer"])[:1])
    total = base.number(TOTAL, store)
    pager = Pager("truecms", number, None, total, size=WINDOW)
    if total is None:
        return Listing(entries, (), pager, reasons=("interface_answered_nothing",))
    first = number == SERVED // WINDOW + 1
    later = tuple(_request(page, notes, each) for each in range(number + 1, -(-total // WINDOW) + 1)) if first else ()
    return Listing(entries, (), pager, later)
