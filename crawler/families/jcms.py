"""JCMS jpage (大汉): rows inside an XML data store in the page, the others from the proxy that the page's script names.

Some servers page by `page`, some by `startrecord` and `endrecord`; each request carries both, in windows of the page's own size, so
that both kinds of server answer the same rows. The second window is asked for alone: a server that keeps a size of its own is noticed by
the number of rows and then asked in its size, one whose ids are ciphertext is asked no more.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import links, menus, rows
from crawler.families import base
from crawler.types import Entry, Fetch, Listing, Page, Pager

name = "jcms"
UNIT = re.compile(r"\.jpage\(\s*\{(.{0,4000}?)\}\s*\)\s*;?", re.S)
RECORD = re.compile(r"<record>\s*<!\[cdata\[(.{0,8000}?)\]\]>\s*</record>", re.S | re.I)
STORE, STORE_END = re.compile(r"<datastore>", re.I), re.compile(r"</datastore>", re.I)
GROUP = re.compile(r"<nextgroup>\s*<!\[cdata\[.{0,4000}?href=[\"']([^\"']+)[\"']", re.S | re.I)
TOTAL = re.compile(r"\btotalRecord\s*:\s*(\d+)|<totalrecord>(\d+)", re.I)
PAIR = re.compile(r"\b(\w+)\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))")
ARRAY_ROW = re.compile(r"""(?<!\\)["'](<(?:li|tr|div|p)\b.*?</(?:li|tr|div|p)>)(?<!\\)["']""", re.S)
COLUMN = re.compile(r"/col(\d+)\b")
SHORT = 100  # bytes: an answer below holds no row; seen where the ids in the page are ciphertext


def matches(page: Page) -> bool:
    """Tell whether a page is a column with a jpage unit."""
    return "<datastore>" in page.text.lower() or "dataproxy.jsp" in page.text or ".jpage(" in page.text


def listing(page: Page) -> Listing:
    """Given the column's page or an answer of its proxy, return the rows and the windows still to fetch."""
    return _answer(page) if base.state(page) else _column(page)


def _column(page: Page) -> Listing:
    root = links.tree(page.text)
    unit = _main_unit(page)
    if root is None or unit is None:
        return base.static_listing(page, name)
    store, options = unit
    entries, proxy = _records(store, page.url), options.get("proxyUrl") or _proxy(store)
    size = max(1, (_count(options, "groupSize") or 1) * (_count(options, "perPage") or 15))
    told = _count(options, "totalRecord")
    told = told if told is not None else _total(store)
    if told is None and _proxy(store):  # the call stands elsewhere; the next group's link stands where there is more
        size = max(1, len(entries))
    total = told if told is not None else 2 * size if _proxy(store) else len(entries)
    pager = Pager("jpage", 1, max(1, -(-total // size)) if told is not None else None, told, size=size)
    notes = {"total": str(total), "untold": "1" if told is None else "", "size": str(size), "held": str(len(entries)), "proxy": proxy,
             "arguments": urlencode(_arguments(options, store))}
    fetches = _windows(page, notes, range(2, 3)) if total > len(entries) and proxy else ()
    return Listing(entries, menus.read(root, page.url), pager, fetches, empty=told == 0)


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
    """After the first answer of the proxy: the other windows, in the server's own size where it gave fewer rows than asked for."""
    size = found if found < expected else int(notes["size"])
    start = int(notes["held"]) // size + 1 if found < expected else 3
    told = {key: value for key, value in notes.items() if key not in ("held", "referer")} | {"size": str(size)}
    return _windows(page, told, range(start, -(-int(notes["total"]) // size) + 1))


def _windows(page: Page, notes: dict[str, str], numbers: range) -> tuple[Fetch, ...]:
    address = urljoin(base.state(page).get("referer") or page.url, notes["proxy"])
    size, total, fetches = int(notes["size"]), int(notes["total"]), []
    for number in numbers:
        window = {"page": number, "startrecord": (number - 1) * size + 1, "endrecord": min(number * size, total), "perpage": size}
        fetches.append(base.form_fetch(f"{address}?{urlencode(window)}", notes["arguments"], page, number, name, notes))
    return tuple(fetches)


def _main_unit(page: Page) -> tuple[str, dict[str, str]] | None:
    """A page may hold several units (a menu and the list): the list is that of the column's own number, else the one that tells most."""
    stores = list(links.spans(page.text, STORE, STORE_END))
    calls = [_options(match[1]) for match in UNIT.finditer(page.text)]
    column = COLUMN.search(page.url)
    if not stores:
        return None
    pairs = [(store, calls[n] if n < len(calls) else {}) for n, store in enumerate(stores)]
    return max(pairs, key=lambda pair: (
        bool(column and pair[1].get("columnid") == column[1]), _count(pair[1], "totalRecord") or 0, len(RECORD.findall(pair[0]))))


def _count(options: dict[str, str], key: str) -> int | None:
    """A number of the call; None where it is none, such as a variable's name."""
    digits = options.get(key, "").replace(",", "")
    return int(digits) if digits.isdecimal() else None


def _options(text: str) -> dict[str, str]:
    return {key: quoted or double or digits for key, quoted, double, digits in PAIR.findall(text)}


def _arguments(options: dict[str, str], store: str) -> dict[str, str]:
    """The form the page's own script sends: what ajaxParam holds, or the query of the next group's link."""
    keys = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
    told = {key: options[key] for key in keys if key in options}
    group = GROUP.search(store)
    linked = dict(parse_qsl(urlsplit(unescape(group[1])).query, keep_blank_values=True)) if group else {}
    return told or {key: value for key, value in linked.items() if key != "page"}


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
