"""Links by script, `javascript:name('word')`: their address, where the page's own script tells how it is put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.identity import absolute
from crawler.links import base_of, label_of, link_of
from crawler.types import Page

CALL = re.compile(r"""^\s*(?:javascript:)?\s*(?:return\s+)?([A-Za-z_$][\w$]*)\s*\(\s*["']([\w./-]{1,80})["']\s*\)""", re.I)
CALLS = re.compile(r"""\b([A-Za-z_$][\w$]*)\s*\(\s*(?:this\s*,\s*)?["']?([\w./-]{1,80})["']?""")
SCRIPT = re.compile(r"^\s*(?:javascript:|#|$)", re.I)
BODY = 1500  # characters of a function that are looked at
ADDRESS = re.compile(r"^\?|/|\.s?html?$|\.jsp", re.I)


@dataclass(frozen=True, slots=True)
class Scripted:
    """A link that calls a script: its label, the call, and the absolute URL where the page tells it."""

    label: str
    call: str
    url: str


def links(root: HtmlElement, page: Page) -> Iterator[Scripted]:
    """Given the tree of a page and the page, give its links by script whose call names no address."""
    base = base_of(root, page.url)
    for element in root.iter("a", "area"):
        if link_of(element, base):
            continue
        call = next((match for key in ("href", "onclick") if (match := CALL.match(element.get(key) or ""))), None)
        if call:
            printed = address(page.text, call[1], call[2])
            yield Scripted(label_of(element), f"{call[1]}({call[2]!r})", (absolute(base, printed) or "") if printed else "")


def pressed(element: HtmlElement, text: str) -> str:
    """Given an element and its page's text, return the address that pressing it leads to by a function of the page; "" if none tells."""
    href = element.get("href") or ""
    called = element.get("onclick") or (href if SCRIPT.match(href) else "")
    return next((told for call in CALLS.finditer(called) if (told := address(text, call[1], call[2]))), "")


def address(text: str, name: str, word: str) -> str:
    """Given a page's text, a function's name and a word, return what it joins around that word, where that is an address, else ""."""
    defined = re.search(rf"\bfunction\s+{re.escape(name)}\s*\(\s*([\w$]+)|\b{re.escape(name)}\s*=\s*function\s*\(\s*([\w$]+)", text)
    if not defined:
        return ""
    body = text[defined.end():defined.end() + BODY].partition("</script")[0].partition("function ")[0]
    return _around(body, re.escape(defined[1] or defined[2]), word)


def joined(text: str, read_by: str, word: str) -> str:
    """Given a page's text, the pattern by which its script reads a value, and the value, return what is joined around it; "" if nothing."""
    if told := _around(text, rf"(?:{read_by})", word):
        return told
    for kept in re.finditer(rf"([A-Za-z_$][\w$]*)\s*=\s*(?:{read_by})", text):
        if told := _around(text[kept.end():kept.end() + BODY], re.escape(kept[1]), word):
            return told
    return ""


def _around(text: str, expression: str, word: str) -> str:
    """The first address that a script joins around an expression, the word in its place."""
    found = re.finditer(rf"""(?:["']([^"'\s]*)["']\s*\+\s*)?(?<![\w$.]){expression}(?![\w$])(?:\s*\+\s*["']([^"'\s]*)["'])?""", text)
    whole = (f"{match[1] or ''}{word}{match[2] or ''}" for match in found)
    return next((each for each in whole if ADDRESS.search(each)), "")
