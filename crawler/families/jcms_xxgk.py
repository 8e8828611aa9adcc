"""JCMS xxgk (大汉): the column's page holds no rows; `search.jsp` returns them as a table, page by page.

The page number is effective only in the query. Unfiltered answers hold rows of the entire organisation; only those of the column are kept.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.families import base
from crawler.lists import menus, rows
from crawler.model.types import Entry, Fetch, Listing, Page, Pager
from crawler.page import code, links

name = "jcms_xxgk"
MARKS = re.compile(r"/module/xxgk/(?:search|tree|subjectinfo)\.jsp")
CALL = re.compile(r"""["']((?:https?:)?[^"'\s]*/module/xxgk/(?:search|tree|subjectinfo)\.jsp[^"'\s]*)["']""")
DIVISION = re.compile(r"\bdivid\s*[=:]\s*['\"]?(div\w+)")
COLUMN = re.compile(r"/col/col(\d+)")
PAGES = re.compile(r"共(?:&nbsp;|\s)*(\d+)(?:&nbsp;|\s)*页")
FORM = (
    "infotypeId",
    "jdid",
    "area",
    "divid",
    "vc_title",
    "vc_number",
    "vc_filenumber",
    "vc_all",
    "texttype",
    "fbtime",
    "sortfield",
    "standardXxgk",
)
QUERY = ("texttype", "fbtime", "vc_all", "vc_filenumber", "vc_title", "vc_number")
SEARCH = "/module/xxgk/search.jsp"
SORT = ",compaltedate:0"


def matches(page: Page) -> bool:
    """Whether a page is a column of the xxgk module."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of the search, and the requests still to make."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    calls = [unescape(found) for found in CALL.findall(code.without_comments(page.text)) if "area=" in found]
    call = next((each for each in calls if SEARCH in each), next(iter(calls), SEARCH))  # a tree of the entire catalogue may be called first
    keys = dict(parse_qsl(urlsplit(call).query, keep_blank_values=True))
    column, division = COLUMN.search(page.url), DIVISION.search(page.text)
    number = dict(parse_qsl(urlsplit(page.url).query)).get("number", "")
    form = {key: keys.get(key, "") for key in FORM} | {"sortfield": keys.get("sortfield") or SORT, "isAllList": "1"}
    form["infotypeId"] = form["infotypeId"] or number
    form["divid"] = form["divid"] or (division[1] if division else f"div{column[1] if column else ''}")
    subject = next((unescape(found) for found in CALL.findall(page.text) if "/subjectinfo.jsp" in found and SEARCH not in page.text), "")
    notes = {"form": urlencode(form), "column": column[1] if column else "", "subject": subject}
    return Listing(columns=menus.read_sub_columns(root, page.url) if root is not None else (), next=(_request(page, notes, 1),))


def _request(page: Page, notes: dict[str, str], number: int) -> Fetch:
    """Return the search request for a page number; the sibling subjectinfo.jsp is requested as the page names it."""
    if notes["subject"]:
        parts = urlsplit(urljoin(base.state(page).get("referer") or page.url, notes["subject"]))
        pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "currpage"]
        asked = parts._replace(query=urlencode([*pairs, ("currpage", str(number))])).geturl()
        return base.query_fetch(asked, page, number, name, {key: notes[key] for key in ("form", "column", "subject")})
    form = dict(parse_qsl(notes["form"], keep_blank_values=True))
    query = {key: form.get(key, "") for key in QUERY} | {"currpage": str(number), "sortfield": form["sortfield"]}
    address = urljoin(base.state(page).get("referer") or page.url, f"{SEARCH}?{urlencode(query)}")
    kept = {key: notes[key] for key in ("form", "column", "subject")}
    return base.form_fetch(address, urlencode(form | {"currpage": str(number)}), page, number, name, kept)


def _answer(page: Page) -> Listing:
    notes, number = base.state(page), page.fetch.page or 1
    found = rows.fragment(page.text, notes["referer"])
    every = tuple(entry for entry in found if "/module/xxgk/" not in entry.url)
    entries = tuple(entry for entry in every if _of_column(entry, notes["column"]))
    pages = base.number(PAGES, page.text)
    foreign = ("only_rows_of_other_columns",) if every and not entries else ()
    untold = ("further_pages_unknown",) if pages is None and "下一页" in page.text else ()
    later = tuple(_request(page, notes, each) for each in range(2, (pages or 1) + 1)) if number == 1 else ()
    return Listing(entries, (), Pager("xxgk", number, pages), later, foreign + untold, empty=not every and base.says_empty(page.text))


def _of_column(entry: Entry, column: str) -> bool:
    return not column or "/art_" not in entry.url or f"/art_{column}_" in entry.url
