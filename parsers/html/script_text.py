"""A page whose text is only in a script's string, a template or a hidden field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.etree import _Element as Element

from parsers.html import script_strings

LEAST = 300  # characters: a page with more of its own text needs no script's
STRING = re.compile(r'"((?:[^"\\\n]|\\.){300,})"|\'((?:[^\'\\\n]|\\.){300,})\'|`((?:[^`\\]|\\.){300,})`', re.S)
MARKUP = re.compile(r"<(?:p|table|td|div|span)\b", re.I)
ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r\n|.)", re.S)
PLAIN = {"\n": "", "\r\n": "", "n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": ""}
PERCENT = re.compile(r"%3C(?:p|table|div|span)\b", re.I)
HAN = re.compile(r"[一-鿿]")
SURROGATES = re.compile("[\ud800-\udfff]")  # the halves of a rare character, each escaped by itself
LAST = 0x10FFFF  # of all characters
ROUNDS = 3  # strings have been met that were escaped twice


def longest(root: Element) -> str:
    """Return the longest piece of markup with Han text in a page's scripts or fields; empty if there is none."""
    return max((text for text in _pieces(root) if MARKUP.search(text) and HAN.search(text)), key=len, default="")


def _pieces(root: Element) -> Iterator[str]:
    yield from map(unescaped, script_strings.joined("\n;".join(script.text or "" for script in root.iter("script") if _runs(script))))
    for script in root.iter("script"):
        if (script.get("type") or "").startswith("text/") and not _runs(script):
            yield script.text or ""
        for match in STRING.finditer(script.text or ""):
            yield unescaped(next(group for group in match.groups() if group is not None))
    yield from (field.text or "" for field in root.iter("textarea"))
    yield from (field.get("value") or "" for field in root.iter("input"))


def _runs(script: Element) -> bool:
    """Return whether a script is executable, and not a template or data."""
    kind = (script.get("type") or "").lower()
    return not kind or "javascript" in kind or kind == "module"


def unescaped(text: str) -> str:
    """Return what the inside of a JavaScript or JSON string stands for, however often it was escaped."""
    text = unquote(text) if PERCENT.search(text) else text
    for _ in range(ROUNDS):
        text = ESCAPED.sub(_unescaped, text) if "\\" in text else text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if SURROGATES.search(text) else text


def _unescaped(match: re.Match[str]) -> str:
    r"""Return the character of one JavaScript escape.

    >>> ESCAPED.sub(_unescaped, r"<td colspan=\"2\">\u5e74\x3c\/td>\n")
    '<td colspan="2">年</td>\n'
    """
    escape = match[0][1:]
    if escape[0] in "ux" and len(escape) > 1:
        return chr(min(int(escape[1:].strip("{}"), 16), LAST))
    return PLAIN.get(escape, escape)
