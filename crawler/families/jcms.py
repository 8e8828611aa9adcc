"""JCMS jpage (大汉): rows in an XML data store inside the page, the others from the proxy named in the page's script.

Some servers page by `page`, some by `startrecord` and `endrecord`. Each request carries both, in windows of the page's own size, so that
both kinds return the same rows. The second window is requested alone: a server with a fixed page size of its own is recognised by the
number of rows and then asked in that size; one whose ids are ciphertext is not asked again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.families import base
from crawler.lists import menus, rows
from crawler.model.types import Entry, Fetch, Listing, Page, Pager
from crawler.page import code, links

name = "jcms"
UNIT = re.compile(r"""(?:["']#?(?P<place>[\w\u4e00-\u9fff-]{1,60})["']\s*\)\s*)?\.jpage\(\s*\{(?P<call>.{0,4000}?)\}\s*\)\s*;?""", re.S)
RECORD = re.compile(r"<record>\s*<!\[cdata\[(.{0,8000}?)\]\]>\s*</record>", re.S | re.I)
STORE, STORE_END = re.compile(r"<datastore>", re.I), re.compile(r"</datastore>", re.I)
GROUP = re.compile(r"<nextgroup>\s*<!\[cdata\[.{0,4000}?href=[\"']([^\"']+)[\"']", re.S | re.I)
TOTAL = re.compile(r"\btotalRecord\s*:\s*(\d+)|<totalrecord>(\d+)", re.I)
PAIR = re.compile(r"\b(\w+)\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))")
ELEMENT = re.compile(r"""\bid\s*=\s*["']([\w\u4e00-\u9fff-]{1,60})["']""")
ARRAY_ROW = re.compile(r"""(?<!\\)["'](<(?:li|tr|div|p)\b.*?</(?:li|tr|div|p)>)(?<!\\)["']""", re.S)
COLUMN = re.compile(r"/col(\d+)\b")
SHORT = 100  # bytes: an answer below holds no row; seen where the ids in the page are ciphertext


def matches(page: Page) -> bool:
    """Whether a page is a column with a jpage unit."""
    return "<datastore>" in page.text.lower() or "dataproxy.jsp" in page.text or ".jpage(" in page.text


def listing(page: Page) -> Listing:
    """Return the rows of a column's page or of an answer of its proxy, and the windows still to fetch."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree_of(page)
    unit = _main_unit(page)
    if root is None:
        return base.static_listing(page, name)
    if unit is None:
        return _without_store(page)
    store, options = unit
    entries, proxy = _records(store, page.url), options.get("proxyUrl") or _proxy(store)
    size = max(1, (_count(options, "groupSize") or 1) * (_count(options, "perPage") or 15))
    stated = _count(options, "totalRecord")
    stated = stated if stated is not None else _total(store)
    if stated is None and _proxy(store):  # the call is in another script; a link to the next group means that there are more rows
        size = max(1, len(entries))
    total = stated if stated is not None else 2 * size if _proxy(store) else len(entries)
    pager = Pager("jpage", 1, max(1, -(-total // size)) if stated is not None else None, stated, size=size)
    notes = {
        "total": str(total),
        "untold": "1" if stated is None else "",
        "size": str(size),
        "held": str(len(entries)),
        "proxy": proxy,
        "arguments": urlencode(_arguments(options, store)),
    }
    fetches = _windows(page, notes, range(2, 3)) if total > len(entries) and proxy else ()
    return Listing(entries, menus.read_sub_columns(root, page.url), pager, fetches, empty=stated == 0)


def _without_store(page: Page) -> Listing:
    """Read the oldest units, which keep their rows in an array of the page's script; report it if that is missing too."""
    text = code.scripts(page.text)
    calls = [_options(match["call"]) for match in UNIT.finditer(text)]
    listing = base.static_listing(page, name)
    if not calls:
        return listing
    pieces = [piece.replace("\\/", "/").replace('\\"', '"') for piece in ARRAY_ROW.findall(text)]
    entries = rows.unique(entry for piece in pieces for entry in rows.fragment(piece, page.url)[:1])
    total = _count(max(calls, key=lambda call: _count(call, "totalRecord") or 0), "totalRecord")
    if not entries:
        return replace(listing, reasons=(*listing.reasons, "rows_by_script: jpage"), empty=total == 0)
    return Listing(entries, listing.columns, Pager("jpage", 1, None, total))


def _answer(page: Page) -> Listing:
    notes, number = base.state(page), page.fetch.page or 1
    answered, size = _total(page.text), int(notes["size"])
    if notes.get("untold") and answered is None:
        return Listing(_records(page.text, notes["referer"]), (), Pager("jpage", number), reasons=("total_not_told",))
    total = (answered or 0) if notes.get("untold") else max(int(notes["total"]), answered or 0)
    notes |= {"total": str(total), "untold": ""}
    entries = _records(page.text, notes["referer"])
    expected = max(0, min(size, total - (number - 1) * size))
    pager = Pager("jpage", number, max(1, -(-total // size)), total, size=size)
    if not entries and expected:
        return Listing((), (), pager, reasons=("encrypted_pager" if len(page.text) < SHORT else "proxy_answered_no_rows",))
    return Listing(entries, (), pager, _later(page, notes, len(entries), expected) if "held" in notes else ())


def _later(page: Page, notes: dict[str, str], found: int, expected: int) -> tuple[Fetch, ...]:
    """Return the remaining windows after the proxy's first answer, in the server's own size if it returned fewer rows than requested."""
    size = found if found < expected else int(notes["size"])
    start = int(notes["held"]) // size + 1 if found < expected else 3
    passed = {key: value for key, value in notes.items() if key not in ("held", "referer")} | {"size": str(size)}
    return _windows(page, passed, range(start, -(-int(notes["total"]) // size) + 1))


def _windows(page: Page, notes: dict[str, str], numbers: range) -> tuple[Fetch, ...]:
    address = urljoin(base.state(page).get("referer") or page.url, notes["proxy"])
    size, total, fetches = int(notes["size"]), int(notes["total"]), []
    for number in numbers:
        window = {"page": number, "startrecord": (number - 1) * size + 1, "endrecord": min(number * size, total), "perpage": size}
        fetches.append(base.form_fetch(f"{address}?{urlencode(window)}", notes["arguments"], page, number, name, notes))
    return tuple(fetches)


def _main_unit(page: Page) -> tuple[str, dict[str, str]] | None:
    """Return the list among a page's units: the unit of the column's own number, else the one with the largest total."""
    stores = list(links.spans(page.text, STORE, STORE_END))
    column = COLUMN.search(page.url)
    if not stores:
        return None
    pairs = list(zip(stores, _calls(page.text, stores), strict=True))
    return max(
        pairs,
        key=lambda pair: (
            bool(column and pair[1].get("columnid") == column[1]),
            _count(pair[1], "totalRecord") or 0,
            len(RECORD.findall(pair[0])),
        ),
    )


def _calls(text: str, stores: list[str]) -> list[dict[str, str]]:
    """Return for each store the call that belongs to it: the one that names its element, or that of the same position; {} for none."""
    calls = [(match["place"] or "", _options(match["call"])) for match in UNIT.finditer(text)]
    places, at = [], 0
    for store in stores:
        start = text.find(store, at)
        places.append({match[1] for match in ELEMENT.finditer(text, at, start)})
        at = start + len(store)
    named = [next((options for place, options in calls if place and place in inside), None) for inside in places]
    if any(each is not None for each in named):
        return [each or {} for each in named]
    return [calls[n][1] if n < len(calls) else {} for n in range(len(stores))]


def _count(options: dict[str, str], key: str) -> int | None:
    """Return a numeric argument of the call; None if it is not a number, such as a variable's name."""
    digits = options.get(key, "").replace(",", "")
    return int(digits) if digits.isdecimal() else None


def _options(text: str) -> dict[str, str]:
    return {key: quoted or double or digits for key, quoted, double, digits in PAIR.findall(text)}


def _arguments(options: dict[str, str], store: str) -> dict[str, str]:
    """Return the form that the page's own script sends: the content of ajaxParam, or the query of the next group's link."""
    keys = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
    own = {key: options[key] for key in keys if key in options}
    group = GROUP.search(store)
    linked = dict(parse_qsl(urlsplit(unescape(group[1])).query, keep_blank_values=True)) if group else {}
    return own or {key: value for key, value in linked.items() if key != "page"}


def _proxy(store: str) -> str:
    group = GROUP.search(store)
    return unescape(group[1]).split("?")[0] if group else ""


def _records(text: str, url: str) -> tuple[Entry, ...]:
    pieces = RECORD.findall(text)
    if not pieces and not STORE.search(text):  # an old server answers an array of strings
        pieces = [piece.replace("\\/", "/").replace('\\"', '"') for piece in ARRAY_ROW.findall(text)]
    return rows.unique(entry for piece in pieces for entry in rows.fragment(piece, url)[:1])


def _total(text: str) -> int | None:
    match = TOTAL.search(text)
    return int(match[1] or match[2]) if match else None
