"""Access faults: what a portal answered instead of a document, told by what was seen. Nothing is solved or got around.

The rules of wording and status are data (faults.yaml); here stand those that need the address or the bytes: refreshes, cookie redirects,
files that are none, a throttled answer under an article's address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from crawler import tables
from crawler.identity import absolute, canonical, directory, same_host
from crawler.types import Fault, FetchKind, Page

LOOKED_AT = 65536  # characters of a body that the rules search
REFRESH = re.compile(
    r"""<meta\b(?=[^<>]*http-equiv\s*=\s*["']?refresh)[^<>]*content\s*=\s*["']?\s*\d+\s*;\s*url\s*=\s*['"]?([^"'>\s]+)""", re.I)
SCRIPT_MOVE = re.compile(r"""(?:^|[^\w.])(?:(?:window|self|top|document)\.)?location(?:\.href|\.replace)?\s*[=(]\s*["']([^"']+)["']""")
TITLE = re.compile(r"<title[^<>]*>(.{0,500}?)</title>", re.S | re.I)
CODE, CODE_END = re.compile(r"<(?:script|style)\b", re.I), re.compile(r"</(?:script|style)\s*>", re.I)
TAGS = re.compile(r"<[^<>]+>")
MOVING = ("list", "article", "page")  # what may lead elsewhere; a file does not
SHELL = 2048  # bytes: a page that only leads elsewhere is shorter
SHELL_TEXT = 60  # characters of visible text it may hold
FULL = 40  # paragraphs, items and cells that no firewall's page has
LEAST_FILE = 16  # bytes: no document of any format is shorter
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
    return Rule(row["code"], row["message"], body=pattern("body"), header=pattern("header"), under=row.get("under"), words=row.get("words"),
                retry=row.get("retry", False), **lists)


RULES = tuple(_rule(row) for row in tables.read("faults.yaml"))

WITHOUT_WORDS = tuple(rule for rule in RULES if rule.words is None)


def classify(page: Page, kind: FetchKind) -> Fault | None:
    """Given an answer and the kind of thing asked for, return what it is instead of that, or None where it is a document."""
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
    """Given an article's page and the title of its row, return a fault where the page is about something else.

    A portal that slows one down may answer an article's address with its section's index, status 200.
    """
    wanted = _plain(list_title)
    if len(wanted) < SIMILAR or wanted[:SIMILAR] in page.text:
        return None
    text = _plain(page.text)
    if any(wanted[at:at + SIMILAR] in text for at in range(len(wanted) - SIMILAR + 1)):
        return None
    title = TITLE.search(page.text)
    return Fault("another_page", "the page does not hold the title of its list row; the portal may be throttling",
                 f"title {unescape(title[1]).strip()[:80] if title else ''!r}, row {list_title[:80]!r}", retry=True)


def _redirect(page: Page) -> Fault | None:
    location = next((value for key, value in page.headers if key.lower() == "location"), "")
    target = absolute(page.url, location) or ""
    cookie = any(key.lower() == "set-cookie" for key, _ in page.headers)
    if cookie and canonical(target) == canonical(page.url):
        return Fault("cookie_redirect", "the portal sets a cookie and sends to the same address", location, target)
    return None


def _by_rule(page: Page, kind: FetchKind) -> Fault | None:
    text = page.text[:LOOKED_AT] or page.body[:LOOKED_AT].decode("utf-8", "replace")
    for rule in WITHOUT_WORDS if _is_full(text) else RULES:
        seen = _seen(rule, page, kind, text)
        if seen is not None:
            return Fault(rule.code, rule.message, seen, retry_after=_retry_after(page), retry=rule.retry)
    return None


def _is_full(text: str) -> bool:
    """Tell by its tags that a page has a content: counting them costs a tenth of counting what it shows."""
    return sum(text.count(tag) for tag in ("</p>", "</li>", "</td>")) > FULL


def _seen(rule: Rule, page: Page, kind: FetchKind, text: str) -> str | None:
    """What made the rule fit, or None where it does not."""
    if (rule.status and page.status not in rule.status) or (rule.kinds and kind not in rule.kinds):
        return None
    if rule.under is not None and len(page.body or page.text.encode()) >= rule.under:
        return None
    word = next((word for word in rule.any if word in text), "")
    if rule.any and not word:
        return None
    found = [f"status {page.status}", *([word] if word else [])]
    for pattern, where in ((rule.body, text), (rule.header, "\n".join(f"{key}: {value}" for key, value in page.headers))):
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
    return when if when.tzinfo else when.replace(tzinfo=UTC)  # -0000: no zone is told, and HTTP has but one


def _empty(page: Page, kind: FetchKind) -> Fault | None:
    if page.status == 200 and not page.body.strip() and not page.text.strip() and kind != "robots":
        return Fault("empty_body", "the portal answered with nothing", "0 bytes", retry=True)
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
    """A page that only leads elsewhere: an article sent to its parent is gone, a column sent anywhere else is a shell before another."""
    target = absolute(page.url, printed)
    if target is None or target.partition("#")[0] == page.url.partition("#")[0]:
        return None
    same = canonical(target) == canonical(page.url)  # a shell before index.html of its own folder
    if same:
        return Fault("moved" if kind == "article" else "shell_column", "the address only leads to another", seen, target)
    parent = canonical(target) in _above(page.url)
    home = urlsplit(canonical(target)).path == "/"
    if kind == "article":
        if parent or home:
            return Fault("removed", "the article was taken down: its address leads to the folder above", seen)
        return Fault("moved", "the article moved", seen, target)
    if home and same_host(target, page.url):
        return Fault("moved_column", "the column is gone from here: its address leads home", seen)
    return Fault("shell_column", "the column's address only leads to another", seen, target)


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
        pieces.append(text[at:begun.start()])
        at = ended.end()
    return TAGS.sub(" ", " ".join([*pieces, text[at:]]))


def _no_file(page: Page, kind: FetchKind) -> Fault | None:
    if kind != "attachment":
        return None
    body = page.body
    if len(body) < LEAST_FILE and not body.startswith(IMAGE_MAGIC):
        return Fault("not_a_file", "the portal answered too few bytes for a file", f"{len(body)} bytes", retry=True)
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<body")):
        return Fault("html_instead_of_file", "the portal answered a page instead of the file", _shown(body), retry=True)
    if start.startswith(b"{") and b'"code"' in start:
        return Fault("message_instead_of_file", "the portal answered a message instead of the file", _shown(body), retry=True)
    return None


def _shown(body: bytes) -> str:
    return body[:80].decode("utf-8", "replace")


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0…]|\.{3}", "", unescape(_without_tags(text)))


