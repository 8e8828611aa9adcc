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
BODY = 1500  # characters of a function that are looked at
ADDRESS = re.compile(r"/|\.s?html?$|\.jsp", re.I)


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
            printed = _address(page.text, call[1], call[2])
            yield Scripted(label_of(element), f"{call[1]}({call[2]!r})", (absolute(base, printed) or "") if printed else "")


def _address(text: str, name: str, word: str) -> str:
    """What the function joins around its argument, where that is an address; "" where the page does not tell."""
    defined = re.search(rf"\bfunction\s+{re.escape(name)}\s*\(\s*([\w$]+)|\b{re.escape(name)}\s*=\s*function\s*\(\s*([\w$]+)", text)
    if not defined:
        return ""
    given = re.escape(defined[1] or defined[2])
    body = text[defined.end():defined.end() + BODY].partition("</script")[0].partition("function ")[0]
    joined = re.finditer(rf"""(?:["']([^"'\s]*)["']\s*\+\s*)?(?<![\w$.]){given}(?![\w$])(?:\s*\+\s*["']([^"'\s]*)["'])?""", body)
    whole = (f"{match[1] or ''}{word}{match[2] or ''}" for match in joined)
    return next((each for each in whole if ADDRESS.search(each)), "")
