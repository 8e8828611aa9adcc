"""JPaaS (大汉集约化): units of the page come from an interface, which pages by `paramJson` alone.

The page's own spelling of parseType is copied (bulidstatic or buildstatic). Units that are not lists are ignored.
"""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote, urlencode, urljoin

from crawler.families import base, interface
from crawler.lists import menus, rows
from crawler.model.types import Entry, Fetch, Listing, Page, Pager, SubColumn
from crawler.page import links

name = "jpaas"
MARKS = re.compile(r"parseType\s*=\s*[\"']?bu(?:li|il)dstatic|/api-gateway/jpaas-publish-server/|queryData\s*=\s*[\"']\{'webId'", re.I)
UNIT = re.compile(r"<(?:script|div)\b[^<>]{0,4000}?\bqueryData\s*=\s*\"([^\"<>]{0,4000})\"[^<>]{0,4000}>", re.I)
TAG_URL = re.compile(r"""\b(?:unitUrl|url)\s*=\s*["']([^"']+)["']""", re.I)
PAIR = re.compile(r"'(\w+)'\s*:\s*'([^']*)'")
BLOCK = re.compile(r"""<div\b[^<>]{0,4000}\bclass=["'][^"'<>]*\bpagination\b[^"'<>]*["'][^<>]{0,4000}>""", re.I)
COUNT, ROWS, CURRENT = (re.compile(rf"""\b{key}=["']?(\d+)""", re.I) for key in ("count", "rows", "pageNo"))
LIST_WORDS = ("当前栏目", "列表", "list", "分页", "zw")
BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SIZE = 15  # up to 20 is safe


def matches(page: Page) -> bool:
    """Whether a page is built of JPaaS units."""
    return MARKS.search(page.text) is not None


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of the answer for a unit, and the requests still to make."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    if root is None:
        return Listing(reasons=("empty_answer",))
    columns, units = menus.read_sub_columns(root, page.url), _units(page.text)
    served = BLOCK.search(page.text)
    if served and units:
        unit = next((each for each in units if each.get("served")), None) or next((each for each in units if _is_list(each)), units[0])
        return _paged(page, page.text, rows.read_rows(root, page), unit, columns)
    if not units:
        return base.without_own_reader(page, name, "a unit")
    alone = "1" if len(units) == 1 else ""
    return Listing((), columns, next=tuple(_request(page, unit | {"alone": alone}, 1) for unit in units))


def _units(text: str) -> list[dict[str, str]]:
    found = []
    for match in UNIT.finditer(text):
        url = TAG_URL.search(match[0])
        keys = dict(PAIR.findall(unescape(match[1])))
        found.append(
            {
                "keys": json.dumps(keys, ensure_ascii=False),
                "url": unescape(url[1]) if url else BUILD,
                "served": "1" if match[0].lower().startswith("<div") else "",
            }
        )
    return found


def _request(page: Page, unit: dict[str, str], number: int, size: int = SIZE) -> Fetch:
    keys = json.loads(unit["keys"])
    paged = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    query = urlencode(
        {key: keys.get(key, "") for key in ("parseType", "webId", "tplSetId", "pageType", "tagId")}
        | {"editType": "null", "pageId": keys.get("pageId", ""), "paramJson": paged},
        quote_via=quote,
    )
    address = urljoin(base.state(page).get("referer") or page.url, unit["url"])
    kept = {key: unit.get(key, "") for key in ("keys", "url", "alone", "served")}
    return base.query_fetch(f"{address}?{query}", page, number, name, kept)


def _answer(page: Page) -> Listing:
    data = interface.read_json(page.text)
    if data is None or not data.get("success"):
        return Listing(reasons=(f"interface_refused: {(data or {}).get('code') or 'no JSON'}",))
    unit = base.state(page)
    html = str((data.get("data") or {}).get("html") or "")
    entries = rows.fragment(html, unit["referer"])
    if not BLOCK.search(html) and not _is_list(unit):
        return Listing()  # a menu or a side column
    return _paged(page, html, entries, unit, ())


def _is_list(unit: dict[str, str]) -> bool:
    tag = str(json.loads(unit["keys"]).get("tagId", ""))
    return bool(unit.get("alone")) or any(word in tag for word in LIST_WORDS)


def _paged(page: Page, html: str, entries: tuple[Entry, ...], unit: dict[str, str], columns: tuple[SubColumn, ...]) -> Listing:
    block = BLOCK.search(html)
    total, size, current = (base.number(pattern, block[0]) if block else None for pattern in (COUNT, ROWS, CURRENT))
    number = page.fetch.page or 1
    pages = max(1, -(-total // size)) if total is not None and size else None
    pager = Pager("jpaas", current, pages, total, size=size)
    later = tuple(_request(page, unit, each, size or SIZE) for each in range(2, (pages or 1) + 1)) if number == 1 else ()
    silent = ("interface_answered_nothing",) if not entries and total and number <= (pages or 1) else ()
    return Listing(entries, columns, pager, later, base.fallback_reasons(page, pager) + silent, empty=total == 0)
