"""A table cell with marked content → its plain text, and what is struck, raised, hidden, a field or a picture."""

from __future__ import annotations

from lxml.etree import _Element as Element

from gongkai.chinese_text import inline
from parsers.html.visibility import Visibility, field_text
from parsers.types import Mark


class _Gatherer:
    """Walks through a cell once; NUL stands for a break. Uses a stack instead of recursion: pages nest a thousand deep."""

    def __init__(self, visible: Visibility, breaks: frozenset[str], unseen: frozenset[str]) -> None:
        self.visible, self.breaks, self.unseen = visible, breaks, unseen
        self.plain: list[str] = []
        self.aside: list[str] = []
        self.marks: set[Mark] = set()

    def walk(self, cell: Element) -> None:
        outer = self.visible.marks.get(cell)
        stack: list[tuple[Element, Mark | None, bool]] = [(cell, outer, True)]
        while stack:
            node, mark, opening = stack.pop()
            breaks = node.tag in self.breaks and node is not cell
            if not opening:
                self.add(("\0" if breaks else "") + (node.tail or ""), mark)
                continue
            if node is not cell:
                stack.append((node, mark, False))
            own = self.own_mark(node, mark)
            if node in self.visible.unseen:
                self.add(field_text(node), "hidden")
            elif own in {"field", "picture"}:
                self.marks.add(own)
                self.add(field_text(node), own)
            elif isinstance(node.tag, str) and node.tag not in self.unseen:
                self.add(("\0" if breaks else "") + (node.text or ""), own)
                stack.extend((child, own, True) for child in reversed(node))

    def own_mark(self, node: Element, outer: Mark | None) -> Mark | None:
        """Return the mark in force inside an element: an outer element's hiding or striking applies to inner ones too."""
        own = self.visible.marks.get(node)
        return outer if own is None or (outer is not None and outer != "inserted" and own not in {"hidden", "field", "picture"}) else own

    def add(self, text: str, mark: Mark | None) -> None:
        if mark is None or mark == "inserted":
            self.plain.append(text)
            if text.strip("\0"):
                self.aside.append(" ")
        elif text.strip("\0"):
            self.aside.append(text.replace("\0", " "))
        if mark is not None and text.strip("\0 \t\r\n\xa0\u3000"):
            self.marks.add(mark)


def read_marked_text(
    cell: Element, visible: Visibility, breaks: frozenset[str], unseen: frozenset[str]
) -> tuple[str, frozenset[Mark], str]:
    """Return the text of a cell, its marks, and the marked characters that are not part of the text.

    `breaks` are the tags that end a line, `unseen` those whose content is never shown.
    """
    gatherer = _Gatherer(visible, breaks, unseen)
    gatherer.walk(cell)
    lines = (inline(line) for line in "".join(gatherer.plain).split("\0"))
    return "\n".join(line for line in lines if line), frozenset(gatherer.marks), inline("".join(gatherer.aside))
