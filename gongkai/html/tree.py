"""HTML → tree, in time that grows with the page: libxml2 appends an attribute by walking past all others of its element."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST = 256  # attributes of one element that are kept; the richest of 139 pages of portals has 31
# Attributes of one element have different names. Elements of 1,000 attributes take the parser 0.25 s a megabyte, ten times of plain ones;
# one of 20,000 takes 1.1 s, one of 80,000 takes 100 s.
NAMES = 1000
SEPARATORS = 12_000  # what may part two attributes; below, the worst element takes 0.4 s and nothing is searched for names
CHUNK = 1 << 16  # bytes searched at a time; 8.7 MB take 1.0 s where reading them takes 8.1 s
PARTING = b" \n\t\r\f/\"'"
NAME = re.compile(rb"""[\s/"'][^\s/>="'][^\s/>=]*""")  # in any place, since a parser decides what is a comment or a script


class Parsed(NamedTuple):
    """A page's root element, None if it has none, and the number of attributes that were left out."""

    root: Any
    left_out: int


def parse(text: str, parser: etree.HTMLParser, *, comments: bool = True) -> Parsed:
    """Return the tree of a page by a parser of UTF-8; an element with more than MOST attributes keeps the first of them, and all its text.

    A page that may hold such an element is built event by event, which takes five times as long.
    """
    data = text.encode("utf-8", "replace")
    if most_ascii(text, data) <= SEPARATORS or not may_be_crowded(data):
        return Parsed(etree.fromstring(data, parser), 0)
    target = _Bounded(parser.makeelement, comments)
    return Parsed(etree.fromstring(data, etree.HTMLParser(target=target, huge_tree=True, encoding="utf-8")), target.left_out)


def most_ascii(text: str, data: bytes) -> int:
    """Return how many characters of a text are ASCII at most, from its length in UTF-8, where any other takes one to three bytes more."""
    return len(text) - (len(data) - len(text)) // 3


def may_be_crowded(data: bytes) -> bool:
    """Return whether an element may have so many attributes that parsing takes more than linear time; False never hides one."""
    if not may_exceed(data, SEPARATORS):
        return False
    names: set[bytes] = set()
    for start in range(0, len(data), CHUNK):
        names.update(NAME.findall(data, start, start + CHUNK))
        if len(names) > NAMES:
            return True
    return False


def may_exceed(data: bytes, separators: int) -> bool:
    """Return whether a page holds more than that many bytes that may part two attributes; one pass, without stopping early."""
    return len(data) > separators and len(data) - len(data.translate(None, PARTING)) > separators


class _Bounded:
    """What a parser reports to: builds the tree with at most MOST attributes an element, without instructions."""

    def __init__(self, make: Callable[..., Element], comments: bool) -> None:
        self.comments = comments
        self.builder = etree.TreeBuilder(element_factory=make)
        self.data, self.end = self.builder.data, self.builder.end
        self.left_out = 0
        self.empty = True

    def start(self, tag: Any, attrib: dict[Any, Any]) -> None:
        self.empty = False
        self.left_out += max(len(attrib) - MOST, 0)
        self.builder.start(tag, dict(islice(attrib.items(), MOST)) if len(attrib) > MOST else attrib)

    def comment(self, text: Any) -> None:
        if self.comments and not self.empty:  # a comment parts the texts around it
            self.builder.comment(text)

    def close(self) -> Element | None:
        return None if self.empty else self.builder.close()
