"""A page whose text stands only in a script's string."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

LEAST = 300  # characters: a page with more of its own text needs no script's
STRING = re.compile(r'"((?:[^"\\\n]|\\.){300,})"|\'((?:[^\'\\\n]|\\.){300,})\'|`((?:[^`\\]|\\.){300,})`', re.S)
MARKUP = re.compile(r"<(?:p|table|td|div|span)\b", re.I)
ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.S)
PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": ""}
HAN = re.compile(r"[一-鿿]")
ROUNDS = 3  # strings have been met that were escaped twice


def longest(root: Element) -> str:
    """Given a page, return the longest piece of markup with Han text that one of its scripts holds; empty where none does."""
    return max(_pieces(root), key=len, default="")


def _pieces(root: Element) -> Iterator[str]:
    for script in root.iter("script"):
        for match in STRING.finditer(script.text or ""):
            text = next(group for group in match.groups() if group is not None)
            for _ in range(ROUNDS):
                text = ESCAPED.sub(_unescaped, text) if "\\" in text else text
            if MARKUP.search(text) and HAN.search(text):
                yield text


def _unescaped(match: re.Match[str]) -> str:
    r"""One escape of a JavaScript string as the character it stands for.

    >>> ESCAPED.sub(_unescaped, r"<td colspan=\"2\">\u5e74\x3c\/td>\n")
    '<td colspan="2">年</td>\n'
    """
    escape = match[0][1:]
    if escape[0] in "ux" and len(escape) > 1:
        return str(json.loads(f'"\\u{escape[1:]:0>4}"'))
    return PLAIN.get(escape, escape)
