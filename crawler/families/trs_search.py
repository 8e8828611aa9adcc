"""TRS with a search interface (福建): the page shows the first rows only, the others come from `/fjdzapp/search`.

The interface sorts its rows differently from the page, so it is requested from its first page on and both are merged.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin

from crawler.families import base, interface
from crawler.lists import json_rows, menus, rows
from crawler.model.types import Fetch, Listing, Page, Pager
from crawler.page import links

name = "trs_search"
MARKS = re.compile(r"list2\.trsapi|\blistModel\s*\(\s*\{")
SEARCH = "/fjdzapp/search"  # named in the family's own script list2.trsapi, not in the page
CHANNEL = re.compile(r"\bsearchId\s*:\s*['\"]?(\d+)|\bchannelid\s*:\s*['\"]?(\d+)")
CLASS = re.compile(r"""\bclasssql\s*:\s*(?:""\s*\|\|\s*)?["']([^"']+)["']""")
SORT = re.compile(r"""\bsortfield\s*:\s*["']([^"']*)["']""")
RECORDS = re.compile(r"""\brecordCount\s*:\s*['"]?(\d+)""")
SIZE = 100  # rows a request; 10 to 501 were seen to work


def matches(page: Page) -> bool:
    """Whether a page is a column whose rows come from the search interface."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of the interface, and the requests still to make."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    entries = rows.read_rows(root, page)
    total = base.number(RECORDS, page.text)
    pager = Pager("trsapi", 1, None, total, size=SIZE)
    columns = menus.read_sub_columns(root, page.url)
    if total is not None and len(entries) >= total:
        return Listing(entries, columns, pager, empty=total == 0)
    form = _form(page.text)
    if form is None:
        return Listing(entries, columns, pager, reasons=("search_not_named",))
    return Listing(entries, columns, pager, _requests(page, form, total))


def _requests(page: Page, form: dict[str, str], total: int | None) -> tuple[Fetch, ...]:
    pages = max(1, -(-total // SIZE)) if total else 1
    return tuple(_request(page, form, number, total) for number in range(1, pages + 1))


def _request(page: Page, form: dict[str, str], number: int, total: int | None) -> Fetch:
    notes = {"form": urlencode(form), "total": str(total or "")}
    body = urlencode(form | {"page": str(number), "prepage": str(SIZE)})
    return base.form_fetch(urljoin(page.url, SEARCH), body, page, number, name, notes)


def _form(text: str) -> dict[str, str] | None:
    channel, column, sort = CHANNEL.search(text), CLASS.search(text), SORT.search(text)
    if not channel or not column:
        return None
    return {"channelid": channel[1] or channel[2], "sortfield": sort[1] if sort else "-docorderpri,-docreltime", "classsql": column[1]}


def _answer(page: Page) -> Listing:
    notes = base.state(page)
    data = interface.read_json(page.text)
    if data is None:
        return Listing(reasons=("interface_answered_no_json",))
    documents = data.get("data") or data.get("docs") or []
    found = [json_rows.entry(document, notes["referer"]) for document in documents if isinstance(document, dict)]
    entries = rows.unique(entry for entry in found if entry)
    pages, number = _count(data.get("pageCount")), page.fetch.page or 1
    pager = Pager("trsapi", number, pages, int(notes["total"]) if notes["total"] else None, size=SIZE)
    lost = ("rows_without_address",) if None in found else ()
    return Listing(entries, (), pager, _later(page, pages, number), lost, empty=pages == 0)


def _later(page: Page, pages: int | None, number: int) -> tuple[Fetch, ...]:
    """Request the pages that the interface reports beyond the page's own total."""
    notes = base.state(page)
    planned = max(1, -(-int(notes["total"] or 0) // SIZE))
    if number != 1 or not pages or pages <= planned:
        return ()
    form = dict(parse_qsl(notes["form"]))
    return tuple(_request(page, form, each, None) for each in range(planned + 1, pages + 1))


def _count(value: object) -> int | None:
    return int(str(value)) if str(value).isdigit() else None
