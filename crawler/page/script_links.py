"""Script links, `javascript:name('word')`, and their URLs if the page's own script reveals how they are built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.model.same_site import absolute
from crawler.model.types import Page
from crawler.page.links import base_of, label_of, link_of

CALL = re.compile(r"""^\s*(?:javascript:\s*)?(?:return\s+)?([A-Za-z_$][\w$]*)\s*\(\s*["']([\w./-]{1,80})["']\s*\)""", re.I)
CALLS = re.compile(r"""\b([A-Za-z_$][\w$]*)\s*\(\s*(?:this\s*,\s*)?["']?([\w./-]{1,80})["']?""")
SCRIPT = re.compile(r"^\s*(?:javascript:|#|$)", re.I)
BODY = 1500  # characters of a function that are looked at
ADDRESS = re.compile(r"^\?|/|\.s?html?$|\.jsp", re.I)


@dataclass(frozen=True, slots=True)
class Scripted:
    """A link that calls a script: its label, the call, and its absolute URL if the page reveals it."""

    label: str
    call: str
    url: str


def links(root: HtmlElement, page: Page) -> Iterator[Scripted]:
    """Yield the script links of a page whose call contains no URL."""
    base = base_of(root, page.url)
    for element in root.iter("a", "area"):
        if link_of(element, base):
            continue
        call = next((match for key in ("href", "onclick") if (match := CALL.match(element.get(key) or ""))), None)
        if call:
            printed = address(page.text, call[1], call[2])
            yield Scripted(label_of(element), f"{call[1]}({call[2]!r})", (absolute(base, printed) or "") if printed else "")


def pressed(element: HtmlElement, text: str) -> str:
    """Return the URL that clicking an element leads to through a function of the page; "" if unknown."""
    href = element.get("href") or ""
    called = element.get("onclick") or (href if SCRIPT.match(href) else "")
    return next((built for call in CALLS.finditer(called) if (built := address(text, call[1], call[2]))), "")


def address(text: str, name: str, word: str) -> str:
    """Return the URL that a function of the page builds around a word; "" if it builds none."""
    defined = re.search(rf"\bfunction\s+{re.escape(name)}\s*\(\s*([\w$]+)|\b{re.escape(name)}\s*=\s*function\s*\(\s*([\w$]+)", text)
    if not defined:
        return ""
    body = text[defined.end() : defined.end() + BODY].partition("</script")[0].partition("function ")[0]
    return _around(body, re.escape(defined[1] or defined[2]), word)


def joined(text: str, read_by: str, word: str) -> str:
    """Return the URL built around a value that the page's script reads by a pattern; "" if there is none."""
    if built := _around(text, rf"(?:{read_by})", word):
        return built
    for kept in re.finditer(rf"([A-Za-z_$][\w$]*)\s*=\s*(?:{read_by})", text):
        if built := _around(text[kept.end() : kept.end() + BODY], re.escape(kept[1]), word):
            return built
    return ""


def _around(text: str, expression: str, word: str) -> str:
    """Return the first URL that a script builds around an expression, with the word in its place."""
    found = re.finditer(rf"""(?:["']([^"'\s]*)["']\s*\+\s*)?(?<![\w$.]){expression}(?![\w$])(?:\s*\+\s*["']([^"'\s]*)["'])?""", text)
    whole = (f"{match[1] or ''}{word}{match[2] or ''}" for match in found)
    return next((each for each in whole if ADDRESS.search(each)), "")
