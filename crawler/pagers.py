"""Pager dialects: what a list page says of its pages and rows, read by one reader from one table.

The base of the count (0 or 1) is decided by the signature of the call, never by the host or the shape of the URL. Calls are matched, not
definitions: arguments must be digits. Where a dialect's numbers stand twice with different totals, both are wrong until a person looked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import page_links, tables
from crawler.completeness import NOT_FOLLOWED
from crawler.types import Fetch, Page, Pager

BLANKS = r"(?:&nbsp;|\s)*"
WORDS = {f"<{name}>": rf"\s*[\"']?(?P<{name}>\d+)[\"']?\s*" for name in ("pages", "current", "rows", "size")}
WORDS |= {f"<{name}>": rf"[\"'](?P<{name}>[^\"']*)[\"']" for name in ("prefix", "suffix", "address")}
WORDS |= {"<text>": r"[\"'][^\"']*[\"']", "~": BLANKS}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write a pager: a row of pagers.yaml, where each field is explained."""

    id: str
    pattern: re.Pattern[str] | None
    base: int
    page: str
    size: int | None
    seen: str


def _dialect(row: dict[str, Any]) -> Dialect:
    pattern = row.get("pattern")
    for word, meaning in WORDS.items():
        pattern = pattern and re.sub(rf"(?<!\?P){re.escape(word)}", lambda _: meaning, pattern)  # noqa: B023 - used at once
    compiled = re.compile(pattern, re.S | re.X) if pattern else None
    return Dialect(row["id"], compiled, row["base"], row.get("page", ""), row.get("size"), row["seen"])


DIALECTS = {row["id"]: _dialect(row) for row in tables.read("pagers.yaml")}
MANY = 2000  # pages a list may claim; more is a misreading


def read(page: Page) -> tuple[Pager | None, tuple[str, ...]]:
    """Given a list page, return its pager (None where it has none) and the reasons that make it doubtful."""
    for dialect in DIALECTS.values():
        found = [_pager(dialect, match, page) for match in dialect.pattern.finditer(page.text)] if dialect.pattern else []
        if found:
            return found[0], _doubts(found, page)
    linked = page_links.read(page)
    return linked, _doubts([linked], page) if linked else ()


def further(pager: Pager | None, page: Page, family: str) -> tuple[Fetch, ...]:
    """Given the pager of a page, return the list pages to fetch: from page 1 all that are told, otherwise only a link to the next."""
    if pager is None:
        return ()
    if pager.pages is None or not DIALECTS[pager.dialect].page:
        return _next_link(pager, page, family)
    if (page.fetch.page or 1) != 1 or pager.current not in (None, 1):
        return ()
    addresses, title = ((n, address(pager, page.url, n)) for n in range(2, min(pager.pages, MANY) + 1)), page_links.title(page)
    return tuple(Fetch(url, page=n, family=family, headers=(("Referer", page.url),), title=title) for n, url in addresses if url)


def address(pager: Pager, url: str, n: int) -> str | None:
    """Given a pager, the URL of page 1 it stood on and a number, return that page's URL; None where the dialect tells none."""
    form = DIALECTS[pager.dialect].page
    if not form:
        return None
    if n == 1:
        return url
    link = pager.address.replace("&amp;", "&")
    values = {"n": n, "before": n - 1, "stem": pager.prefix, "ext": pager.suffix, "down": (pager.pages or 0) - n + 1, "address": link,
              "folder": link.rsplit("/", 1)[0],
              "offset": (n - 1) * (pager.size or 0), "query": _with_page(url, n)}
    return urljoin(url, form.format(**values))


def fell_back(pager: Pager | None, fetch: Fetch) -> bool:
    """Tell whether the answer to a request for page N says that it is another page."""
    return bool(pager and pager.current and fetch.page and pager.current != fetch.page)


def _pager(dialect: Dialect, match: re.Match[str], page: Page) -> Pager:
    told = match.groupdict()
    number = {key: int(value) for key in ("pages", "current", "rows", "size") if (value := told.get(key))}
    current = number["current"] - dialect.base + 1 if "current" in number else None
    rows, size = number.get("rows"), number.get("size") or dialect.size
    pages = number.get("pages") or (max(1, -(-rows // size)) if rows is not None and size and dialect.page else None)
    stem, ext = _name(page.url, current)
    prefix, suffix = told.get("prefix") or stem, (told.get("suffix") or ext).lstrip(".")
    pager = Pager(dialect.id, current, 1 if dialect.id == "P11" else pages, rows, prefix, suffix, size, told.get("address") or "")
    return _renamed(pager, stem)


def _renamed(pager: Pager, stem: str) -> Pager:
    """P22: page 1 carries a number in its name, and page N is that name with `_{N-1}`; the call may still say `index`."""
    if pager.dialect not in ("P1", "P1b"):
        return pager
    if pager.current == 1 and re.fullmatch(re.escape(pager.prefix) + r"_\d{3,}", stem):
        return replace(pager, dialect="P22", prefix=stem)
    return replace(pager, dialect="P22") if re.search(r"_\d{3,}$", pager.prefix) else pager


def _name(url: str, current: int | None) -> tuple[str, str]:
    """Given the URL of a list page, return stem and ending of the file name of page 1."""
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
        reasons.append("pagers_disagree")
    if any(fell_back(pager, page.fetch) for pager in found):
        reasons.append("fell_back_to_another_page")
    if any(_leads_nowhere(pager) for pager in found):
        reasons.append(NOT_FOLLOWED)
    return tuple(reasons)


def _leads_nowhere(pager: Pager) -> bool:
    """More pages are told of, or a script's link leads to them, and none can be addressed."""
    more = pager.pages > max(1, pager.current or 1) if pager.pages is not None else pager.dialect == "script"
    return more and not DIALECTS[pager.dialect].page and not pager.address


def _next_link(pager: Pager, page: Page, family: str) -> tuple[Fetch, ...]:
    if not pager.address:
        return ()
    number, title = (page.fetch.page or 1) + 1, page_links.title(page)
    return (Fetch(pager.address, page=number, family=family, headers=(("Referer", page.url),), title=title),)
