"""Pager dialects: what a list page states about its pages and rows, read by one reader from one table.

The base of the count (0 or 1) is decided by the signature of the call, never by the host or the shape of the URL. Calls are matched, not
definitions: arguments must be digits. If a dialect states different totals in two places, both are distrusted until a person has looked.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.lists import link_pagers
from crawler.lists.completeness import NOT_FOLLOWED
from crawler.model.types import Fetch, Page, Pager
from crawler.page import code
from gongkai import yaml_tables
from gongkai.errors import BadConfiguration

BLANKS = r"(?:&nbsp;|\s)*"
WORDS = {f"<{name}>": rf"\s*[\"']?(?P<{name}>\d+)[\"']?\s*" for name in ("pages", "current", "rows", "size")}
WORDS |= {f"<{name}>": rf"[\"'](?P<{name}>[^\"']*)[\"']" for name in ("prefix", "suffix", "address")}
WORDS |= {"<text>": r"[\"'][^\"']*[\"']", "~": BLANKS}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write a pager: a row of pagers.yaml, which explains each field."""

    id: str
    pattern: re.Pattern[str] | None
    values: tuple[re.Pattern[str], ...]
    optional: tuple[re.Pattern[str], ...]
    names: re.Pattern[str] | None
    base: int
    page: str
    size: int | None
    seen: str
    words: tuple[str, ...]  # without each of which none of its patterns matches: sought first, 35 patterns take 2.2 ms of an article


KEYS = ("id", "pattern", "values", "optional", "names", "base", "page", "size", "seen")
PLACES = ("stem", "ext", "n", "before", "down", "offset", "address", "folder", "query")  # what `page` may hold


def dialects(table: list[dict[str, Any]]) -> dict[str, Dialect]:
    """Return the dialects of a table by id, in its order; raise `BadConfiguration` for a key or a part of a name that is unknown."""
    read: dict[str, Dialect] = {}
    for row in table:
        where = f"pagers.yaml, {row.get('id')}"
        yaml_tables.refuse_unknown(row, KEYS, where)
        yaml_tables.refuse_missing(row, ("id", "seen"), where)
        yaml_tables.refuse_unknown(re.findall(r"\{(\w*)\}", row.get("page", "")), PLACES, f"{where}, page")
        if row["id"] in read:
            raise BadConfiguration(f"{where}: the id of two dialects; give the new one an id of its own")
        read[row["id"]] = _dialect(row)
    return read


def _dialect(row: dict[str, Any]) -> Dialect:
    pattern, names = (_compiled(row[key]) if key in row else None for key in ("pattern", "names"))
    values, optional = (tuple(_compiled(each) for each in row.get(key, ())) for key in ("values", "optional"))
    words = tuple(word for each in (row.get("pattern", ""), *row.get("values", ())) if (word := first_word(each)))
    return Dialect(
        row["id"], pattern, values, optional, names, row.get("base", 1), row.get("page", ""), row.get("size"), row["seen"], words
    )


def first_word(pattern: str) -> str:
    r"""Return the word that begins every match of a pattern as pagers.yaml writes it; "" if none is certain to.

    >>> first_word(r"\bcreatePage\s*\("), first_word(r"pages?:"), first_word(r"total|rows"), first_word(r"<[^<>]{0,9}")
    ('createPage', '', '', '')
    """
    outside = INSIDE.sub("", pattern)
    while (shorter := GROUP.sub("", outside)) != outside:
        outside = shorter
    found = FIRST_WORD.match(pattern) if "|" not in outside else None
    return found[1] if found else ""


def _compiled(pattern: str) -> re.Pattern[str]:
    for word, meaning in WORDS.items():
        pattern = re.sub(rf"(?<!\?P){re.escape(word)}", lambda _: meaning, pattern)  # noqa: B023 - used at once
    return re.compile(pattern, re.S | re.X)


INSIDE, GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*(?:\]|\Z)", re.S), re.compile(r"\([^()]*\)")
FIRST_WORD = re.compile(r"(?:\\b)?([A-Za-z]\w++)(?!\s*[?*+{])")
DIALECTS = dialects(yaml_tables.read("crawler.lists", "pagers.yaml"))
DISAGREE = "pagers_disagree"
MANY = 2000  # pages a list may claim; more is a misreading


def read_pager(page: Page) -> tuple[Pager | None, tuple[str, ...]]:
    """Return the pager of a list page (None if it has none) and the reasons for doubting it."""
    text = code.without_comments(page.text)
    for dialect in DIALECTS.values():
        found = [_pager(dialect, call, page) for call in _calls(dialect, text)]
        if found:
            return min(found, key=lambda pager: pager.pages or MANY), _doubts(found, page)
    linked = link_pagers.read_pager(page)
    return linked, _doubts([linked], page) if linked else ()


def further(pager: Pager | None, page: Page, family: str) -> tuple[Fetch, ...]:
    """Return the list pages to fetch: from page 1 all that are stated, from others only the link to the next."""
    if pager is None:
        return ()
    if pager.pages is None or not DIALECTS[pager.dialect].page:
        return _next_link(pager, page, family)
    if (page.fetch.page or 1) != 1 or pager.current not in (None, 1):
        return ()
    addresses, title = ((n, address(pager, page.url, n)) for n in range(2, min(pager.pages, MANY) + 1)), link_pagers.title(page)
    return tuple(Fetch(url, page=n, family=family, headers=(("Referer", page.url),), title=title) for n, url in addresses if url)


def address(pager: Pager, url: str, n: int) -> str | None:
    """Return the URL of page `n`; `url` is the URL of page 1, which holds the pager. None if the dialect gives none."""
    form = DIALECTS[pager.dialect].page
    if not form:
        return None
    if n == 1:
        return url
    link = pager.address.replace("&amp;", "&")
    values = {
        "n": n,
        "before": n - 1,
        "stem": pager.prefix,
        "ext": pager.suffix,
        "down": (pager.pages or 0) - n + 1,
        "address": link,
        "folder": link.rsplit("/", 1)[0],
        "offset": (n - 1) * (pager.size or 0),
        "query": _with_page(url, n),
    }
    return urljoin(url, form.format(**values))


def fell_back(pager: Pager | None, fetch: Fetch) -> bool:
    """Whether the answer to a request for page N says that it is another page."""
    return bool(pager and pager.current and fetch.page and pager.current != fetch.page)


def _calls(dialect: Dialect, text: str) -> Iterator[dict[str, str | None]]:
    """Yield the values of each pager of a dialect in a text: all in one call, or each in its own, the last of which counts."""
    if not all(word in text for word in dialect.words):
        return
    if dialect.pattern:
        yield from (match.groupdict() for match in dialect.pattern.finditer(text))
    elif dialect.values:
        found = [deque(pattern.finditer(text), 1) for pattern in dialect.values]
        if all(found):
            found += [last for pattern in dialect.optional if (last := deque(pattern.finditer(text), 1))]
            names = dialect.names.search(text) if dialect.names else None
            yield {key: value for each in found for key, value in each[0].groupdict().items()} | (names.groupdict() if names else {})


def _pager(dialect: Dialect, call: dict[str, str | None], page: Page) -> Pager:
    number = {key: int(value) for key in ("pages", "current", "rows", "size") if (value := call.get(key))}
    current = number["current"] - dialect.base + 1 if "current" in number else None
    rows, size = number.get("rows"), number.get("size") or dialect.size
    pages = number.get("pages") or (max(1, -(-rows // size)) if rows is not None and size and dialect.page else None)
    stem, ext = _name(page.url, current)
    prefix, suffix = call.get("prefix") or stem, (call.get("suffix") or ext).lstrip(".")
    pager = Pager(dialect.id, current, 1 if dialect.id == "P11" else pages, rows, prefix, suffix, size, call.get("address") or "")
    return _renamed(pager, stem)


def _renamed(pager: Pager, stem: str) -> Pager:
    """Handle P22: page 1 carries a number in its name, and page N is that name with `_{N-1}`; the call may still say `index`."""
    if pager.dialect not in ("P1", "P1b"):
        return pager
    if pager.current == 1 and re.fullmatch(re.escape(pager.prefix) + r"_\d{3,}", stem):
        return replace(pager, dialect="P22", prefix=stem)
    return replace(pager, dialect="P22") if re.search(r"_\d{3,}$", pager.prefix) else pager


def _name(url: str, current: int | None) -> tuple[str, str]:
    """Return the stem and extension of page 1's file name, from the URL of a list page."""
    file = urlsplit(url).path.rsplit("/", 1)[-1]
    stem, _dot, ext = file.rpartition(".")
    if current is not None and current > 1:
        stem = re.sub(r"_\d+$", "", stem)
    return stem or "index", ext or "html"


def _with_page(url: str, n: int) -> str:
    parts = urlsplit(url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "page"]
    return parts._replace(query=urlencode([*pairs, ("page", str(n))])).geturl()


def _doubts(found: list[Pager], page: Page) -> tuple[str, ...]:
    reasons = []
    if len({(pager.pages, pager.rows) for pager in found}) > 1:
        reasons.append(DISAGREE)
    if any(fell_back(pager, page.fetch) for pager in found):
        reasons.append("fell_back_to_another_page")
    if any(_leads_nowhere(pager) for pager in found):
        reasons.append(NOT_FOLLOWED)
    return tuple(reasons)


def _leads_nowhere(pager: Pager) -> bool:
    """Whether more pages are stated, or linked by a script, and none of them has a known URL."""
    more = pager.pages > max(1, pager.current or 1) if pager.pages is not None else pager.dialect == "script"
    return more and not DIALECTS[pager.dialect].page and not pager.address


def _next_link(pager: Pager, page: Page, family: str) -> tuple[Fetch, ...]:
    if not pager.address:
        return ()
    number, title = (page.fetch.page or 1) + 1, link_pagers.title(page)
    return (Fetch(pager.address, page=number, family=family, headers=(("Referer", page.url),), title=title),)
