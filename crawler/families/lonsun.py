"""LonSun (龙讯, 安徽): rows from a label interface that expects the page's own parameters, or static lists."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from crawler.families import base
from crawler.lists import emptiness, menus, rows
from crawler.model.types import Fetch, Listing, Page, Pager
from crawler.page import code, links

name = "lonsun"
MARKS = re.compile(r"/site/label/8888|\blabelName\b|/public/column/\d+|\bLs\.pagination\(|/site/tpl/\d+")
LABEL = "/site/label/8888"
PRINTED = re.compile(r"""["']([^"'\s]*/site/label/8888\?[^"'\s]*)["']""")
OBJECT = re.compile(r"\{[^{}]*\blabelName\b[^{}]*\}")
PAIR = re.compile(r"""["']?\b(\w+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|(\w+))""")
PAGES = re.compile(r"\bpageCount\s*:\s*['\"]?(\d+)")
SITE = re.compile(r"""\bsiteId["']?\s*(?:content=|[:=])\s*["']?(\d+)""", re.I)
PASSED = ("organId", "type", "action", "catId", "nav")
LENGTH = "500"  # titles are cut to `length`; a row's title attribute is complete in either case


def matches(page: Page) -> bool:
    """Whether a page is a column of LonSun."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of the label interface, and the requests still to make."""
    if base.state(page):
        return _answer(page)
    arguments = _arguments(page)
    if arguments:
        return _column(page, arguments)
    if "labelName" in page.text or LABEL in page.text:
        return base.without_own_reader(page, name, "the arguments of its label")
    return base.static_listing(page, name)  # pages of templates (/site/tpl/N) hold all their rows


def _column(page: Page, arguments: dict[str, str]) -> Listing:
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    entries, pages = rows.read_rows(root, page), base.number(PAGES, page.text)
    first = 2 if entries and pages is not None else 1
    later = tuple(_request(page, arguments, each, pages is None) for each in range(first, (pages or 1) + 1))
    return Listing(
        entries, menus.read_sub_columns(root, page.url), Pager("label", 1, pages), later, empty=not entries and emptiness.says_empty(root)
    )


def _arguments(page: Page) -> dict[str, str]:
    """Return what the page's own script sends: a printed URL or an object with labelName, completed from the page's query and site."""
    text = code.without_comments(page.text)
    printed, found = PRINTED.search(text), OBJECT.search(text)
    if not printed and not found:
        return {}
    own = {key: double or single or bare for key, double, single, bare in PAIR.findall(found[0])} if found else {}
    own |= dict(parse_qsl(urlsplit(unescape(printed[1])).query, keep_blank_values=True)) if printed else {}
    query, site = dict(parse_qsl(urlsplit(page.url).query)), SITE.search(page.text)
    organ = re.search(r"/public/column/(\d+)", page.url)
    defaults = {key: query[key] for key in PASSED if key in query}
    defaults |= ({"siteId": site[1]} if site else {}) | ({"organId": organ[1]} if organ else {})
    fixed = {"IsAjax": "1", "dataType": "html", "length": LENGTH}
    return {key: value for key, value in (defaults | own | fixed).items() if key not in ("pageIndex", "_")}


def _request(page: Page, arguments: dict[str, str], number: int, walks: bool = False) -> Fetch:
    query = urlencode(arguments | {"pageIndex": str(number)}, quote_via=quote)
    address = urljoin(base.state(page).get("referer") or page.url, LABEL)
    return base.query_fetch(
        f"{address}?{query}", page, number, name, {"arguments": json.dumps(arguments, ensure_ascii=False), "walks": "1" if walks else ""}
    )


def _answer(page: Page) -> Listing:
    notes, number = base.state(page), page.fetch.page or 1
    entries, pages = rows.fragment(page.text, notes["referer"]), base.number(PAGES, page.text)
    arguments, walks = json.loads(notes["arguments"]), pages is None and notes.get("walks") == "1"
    stated = range(2, (pages or 1) + 1) if number == 1 else range(0)
    asked = range(number + 1, number + 1 + bool(entries)) if walks else stated  # without a page count, until a page is empty
    later = tuple(_request(page, arguments, each, walks) for each in asked)
    empty = not entries and base.says_empty(page.text)
    refused = ("label_answered_empty",) if empty and number > 1 and not walks else ()
    return Listing(entries, (), Pager("label", number, pages), later, refused, empty=empty)
