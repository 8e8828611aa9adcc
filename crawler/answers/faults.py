"""Access faults: recognise what a portal answered instead of a document. Nothing is solved or circumvented.

Rules about wording and status are data (faults.yaml). This module holds those that need the URL or the bytes: refreshes, cookie redirects,
files that are not files, and throttled answers under an article's URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from crawler.model.same_site import absolute, canonical, directory, same_host
from crawler.model.types import Fault, FetchKind, Page
from gongkai import yaml_tables
from gongkai.terminal.amounts import counted

LOOKED_AT = 65536  # characters of a body that the rules search
REFRESH = re.compile(
    r"""<meta\b(?=[^<>]*http-equiv\s*=\s*["']?refresh)[^<>]*content\s*=\s*["']?\s*\d+\s*;\s*url\s*=\s*['"]?([^"'>\s]+)""", re.I
)
SCRIPT_MOVE = re.compile(r"""(?:^|[^\w.])(?:(?:window|self|top|document)\.)?location(?:\.href|\.replace)?\s*[=(]\s*["']([^"']+)["']""")
TITLE = re.compile(r"<title[^<>]*>(.{0,500}?)</title>", re.S | re.I)
HEADING = re.compile(r"<h1\b[^<>]{0,500}>(.{0,500}?)</h1>", re.S | re.I)
CODE, CODE_END = re.compile(r"<(?:script|style)\b", re.I), re.compile(r"</(?:script|style)\s*>", re.I)
TAGS = re.compile(r"<[^<>]+>")
LEFT_OUT = re.compile(r"[\s\u3000\xa0…]|\.{3}")  # of a title, before it is compared
MARKED = re.compile(r"[<&\s\u3000\xa0…]|\.{3}")  # what a title holds that is not plain yet
MOVING = ("list", "article", "page")  # what may lead elsewhere; a file does not
SHELL = 2048  # bytes: a page that only leads elsewhere is shorter
SHELL_TEXT = 60  # characters of visible text it may hold
FULL = 40  # paragraphs, items and cells that no firewall's page has
LEAST_FILE = 16  # bytes: no document of any format is shorter
DOUBLED = re.compile(r"([^\W\d_])\1")  # 2025年年报 is the 2025年度报告
SIMILAR = 6  # characters an article's page must share with the title of its row
FILE_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf")
IMAGE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of faults.yaml, where each field is explained."""

    code: str
    message: str
    status: tuple[int, ...] = ()
    any: tuple[str, ...] = ()
    body: re.Pattern[str] | None = None
    header: re.Pattern[str] | None = None
    under: int | None = None
    words: int | None = None
    kinds: tuple[str, ...] = ()
    retry: bool = False


def _rule(row: dict[str, Any]) -> Rule:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(row[key], re.S) if key in row else None

    lists = {key: tuple(row.get(key, ())) for key in ("status", "any", "kinds")}
    return Rule(
        row["code"],
        row["message"],
        body=pattern("body"),
        header=pattern("header"),
        under=row.get("under"),
        words=row.get("words"),
        retry=row.get("retry", False),
        **lists,
    )


RULES = tuple(_rule(row) for row in yaml_tables.read("crawler.answers", "faults.yaml"))

WITHOUT_WORDS = tuple(rule for rule in RULES if rule.words is None)


def classify(page: Page, kind: FetchKind) -> Fault | None:
    """Return what an answer is instead of the requested kind of thing, or None if it is a document."""
    if 300 <= page.status < 400:
        return _redirect(page)
    if kind == "attachment" and page.status == 200 and page.body.startswith(FILE_MAGIC):
        return None
    for look in (_by_rule, _empty, _refresh, _script_move, _no_file):
        fault = look(page, kind)
        if fault:
            return fault
    return None


def mismatch(page: Page, list_title: str) -> Fault | None:
    """Return a fault if an article's page is about something other than the title of its row; None otherwise.

    A portal that throttles a client may answer an article's URL with its section's index, status 200.
    """
    wanted = _plain(list_title)
    if len(wanted) < SIMILAR or wanted[:SIMILAR] in page.text:
        return None
    text = _plain(page.text)
    if any(wanted[at : at + SIMILAR] in text for at in range(len(wanted) - SIMILAR + 1)):
        return None
    if any(_abbreviates(wanted, _plain(each[1])) for each in (*HEADING.finditer(page.text), *TITLE.finditer(page.text))):
        return None
    title = TITLE.search(page.text)
    return Fault(
        "another_page",
        "the page does not hold the title of its list row; the portal may be throttling",
        f"title {unescape(title[1]).strip()[:80] if title else ''!r}, row {list_title[:80]!r}",
        retry=True,
    )


def _abbreviates(short: str, title: str) -> bool:
    """Whether a title holds the characters of a shorter one in order, as a view of a department shortens the titles of its rows.

    >>> _abbreviates("2025年年报", "云水市财政局2025年度政府信息公开工作报告"), _abbreviates("2025年年报", "政府信息公开年报")
    (True, False)
    """
    rest = iter(title)
    return all(character in rest for character in DOUBLED.sub(r"\1", short))


def _redirect(page: Page) -> Fault | None:
    location = next((value for key, value in page.headers if key.lower() == "location"), "")
    target = absolute(page.url, location) or ""
    cookie = any(key.lower() == "set-cookie" for key, _ in page.headers)
    if cookie and canonical(target) == canonical(page.url):
        return Fault("cookie_redirect", "the portal sets a cookie and redirects to the same address", location, target)
    return None


def _by_rule(page: Page, kind: FetchKind) -> Fault | None:
    text = page.text[:LOOKED_AT] or page.body[:LOOKED_AT].decode("utf-8", "replace")
    for rule in _rules(page.status, kind, _is_full(text)):
        seen = _seen(rule, page, kind, text)
        if seen is not None:
            return Fault(rule.code, rule.message, seen, retry_after=_retry_after(page), retry=rule.retry)
    return None


@lru_cache(1 << 8)
def _rules(status: int, kind: FetchKind, full: bool) -> tuple[Rule, ...]:
    """Return the rules that may apply to a status and a kind; of a full page, those that count no words."""
    some = WITHOUT_WORDS if full else RULES
    return tuple(rule for rule in some if (not rule.status or status in rule.status) and (not rule.kinds or kind in rule.kinds))


def _is_full(text: str) -> bool:
    """Whether a page has content, judged by its tags, which costs a tenth of counting the text it shows."""
    return any(counted > FULL for counted in accumulate(text.count(tag) for tag in ("</p>", "</li>", "</td>")))


def _seen(rule: Rule, page: Page, kind: FetchKind, text: str) -> str | None:
    """Return the evidence that a rule of this status and kind applies, or None if it does not."""
    if rule.under is not None and len(page.body or page.text.encode()) >= rule.under:
        return None
    word = next((word for word in rule.any if word in text), "")
    if rule.any and not word:
        return None
    found = [f"status {page.status}", *([word] if word else [])]
    headers = "\n".join(f"{key}: {value}" for key, value in page.headers) if rule.header else ""
    for pattern, where in ((rule.body, text), (rule.header, headers)):
        match = pattern.search(where) if pattern else None
        if pattern and not match:
            return None
        found += [match[0][:80]] if match else []
    return None if rule.words is not None and len(_visible(page.text)) >= rule.words else ", ".join(found)


def _retry_after(page: Page) -> int | None:
    value = next((value for key, value in page.headers if key.lower() == "retry-after"), "").strip()
    if value.isdigit():
        return int(value)
    when = _moment(value)
    served = next((value for key, value in page.headers if key.lower() == "date"), "")
    return max(0, int((when - (_moment(served) or datetime.now(UTC))).total_seconds())) if when else None


def _moment(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)  # -0000 states no zone, and HTTP dates are in UTC


def _empty(page: Page, kind: FetchKind) -> Fault | None:
    if page.status == 200 and not page.body.strip() and not page.text.strip() and kind != "robots":
        return Fault("empty_body", "the portal sent an empty answer", "0 bytes", retry=True)
    return None


def _refresh(page: Page, kind: FetchKind) -> Fault | None:
    match = REFRESH.search(page.text) if kind in MOVING and _is_shell(page.text) else None
    if not match:
        return None
    return _elsewhere(page, kind, unescape(match[1]), match[0])


def _script_move(page: Page, kind: FetchKind) -> Fault | None:
    match = SCRIPT_MOVE.search(page.text) if kind in MOVING and _is_shell(page.text) else None
    if not match:
        return None
    return _elsewhere(page, kind, match[1], match[0])


def _elsewhere(page: Page, kind: FetchKind, printed: str, seen: str) -> Fault | None:
    """Recognise a page that only redirects.

    An article sent to a folder above was removed, one sent elsewhere has moved. A column sent to its home page is gone, one sent elsewhere
    is a shell.
    """
    target = absolute(page.url, printed)
    if target is None or target.partition("#")[0] == page.url.partition("#")[0]:
        return None
    same = canonical(target) == canonical(page.url)  # a redirect to index.html of the same folder
    if same:
        return Fault("moved" if kind == "article" else "shell_column", "the address only redirects to another", seen, target)
    parent = canonical(target) in _above(page.url)
    home = urlsplit(canonical(target)).path == "/"
    if kind == "article":
        if parent or home:
            return Fault("removed", "the article was removed: its address redirects to a folder above it", seen)
        return Fault("moved", "the article moved", seen, target)
    if home and same_host(target, page.url):
        return Fault("moved_column", "the column was removed: its address redirects to the home page", seen)
    return Fault("shell_column", "the column's address only redirects to another", seen, target)


def _above(url: str) -> frozenset[str]:
    folder = directory(url)
    return frozenset({folder, directory(folder.rstrip("/"))})


def _is_shell(text: str) -> bool:
    return len(text) <= SHELL and len(_visible(text)) <= SHELL_TEXT


def _visible(text: str) -> str:
    return " ".join(_without_tags(text).split())


def _without_tags(text: str) -> str:
    pieces, at = [], 0
    while (begun := CODE.search(text, at)) and (ended := CODE_END.search(text, begun.end())):
        pieces.append(text[at : begun.start()])
        at = ended.end()
    return TAGS.sub(" ", " ".join([*pieces, text[at:]]))


def _no_file(page: Page, kind: FetchKind) -> Fault | None:
    if kind != "attachment":
        return None
    body = page.body
    if len(body) < LEAST_FILE and not body.startswith(IMAGE_MAGIC):
        return Fault("not_a_file", "the answer is too short for a file", counted(len(body), "byte"), retry=True)
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<body")):
        return Fault("html_instead_of_file", "the portal sent a page instead of the file", _shown(body), retry=True)
    if start.startswith(b"{") and b'"code"' in start:
        return Fault("message_instead_of_file", "the portal sent a message instead of the file", _shown(body), retry=True)
    return None


def _shown(body: bytes) -> str:
    return body[:80].decode("utf-8", "replace")


def _plain(text: str) -> str:
    return LEFT_OUT.sub("", unescape(_without_tags(text))) if MARKED.search(text) else text
