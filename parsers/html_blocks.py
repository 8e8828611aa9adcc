"""An HTML element → paragraphs and tables in reading order."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from parsers import html_tables
from parsers.text import inline
from parsers.types import Paragraph, Table

BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "section",
          "article", "blockquote", "center", "form", "hr", "pre", "figure", "figcaption", "address", "main", "ucaptitle",
          "ucapcontent", "publishtime"}
CHROME = {"nav", "header", "footer", "aside"}
BOLD = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
HIDDEN = re.compile(r"display\s*:\s*none", re.I)


class Read(NamedTuple):
    """Blocks in reading order, with the element each began in."""

    blocks: tuple[Paragraph | Table, ...]
    elements: tuple[Element, ...]


def read(container: Element, leave: frozenset[str] = frozenset()) -> Read:
    """Given an element, return its paragraphs and tables; `leave` names tags to pass over (navigation and the like)."""
    walker = _Walker(container, leave)
    walker.walk()
    return Read(tuple(walker.blocks), tuple(walker.elements))


class _Walker:
    """Goes through an element once, gathering text until a break."""

    def __init__(self, container: Element, leave: frozenset[str]) -> None:
        self.container, self.leave = container, leave
        self.tree = container.getroottree()
        self.blocks: list[Paragraph | Table] = []
        self.elements: list[Element] = []
        self.pieces: list[str] = []
        self.bold_pieces = 0
        self.bold = 0
        self.as_typed = 0  # within how many <pre>: there the line ends are breaks
        self.begun: Element = container
        self.tables = 0

    def walk(self) -> None:
        events = etree.iterwalk(self.container, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event == "start" and self.open(element):
                events.skip_subtree()
            elif event == "end":
                self.close(element)
            elif event in {"comment", "pi"}:
                self.add(element.tail)
        self.flush(self.container)

    def open(self, element: Element) -> bool:
        """Take in what an element begins with; true where what lies inside is not to be walked."""
        if self.unseen(element):
            return True
        if element.tag in BLOCKS or element.tag == "br":
            self.flush(element)
        rows = html_tables.rows_of(element) if element.tag == "table" else []
        if element.tag == "table" and not html_tables.is_layout(element, rows):
            self.blocks.append(html_tables.read(rows, self.tables, self.tree.getpath(element)))
            self.elements.append(element)
            self.tables += 1
            return True
        self.bold += element.tag in BOLD
        self.as_typed += element.tag == "pre"
        self.add(element.text)
        return False

    def close(self, element: Element) -> None:
        seen = not self.unseen(element)
        if seen and element.tag in BLOCKS:
            self.flush(element)
        self.bold -= seen and element.tag in BOLD
        self.as_typed -= seen and element.tag == "pre"
        if element is not self.container:
            self.add(element.tail)

    def unseen(self, element: Element) -> bool:
        style = element.get("style")
        hidden = style is not None and HIDDEN.search(style)
        return bool(element.tag in html_tables.UNSEEN or element.tag in self.leave or hidden)

    def add(self, text: str | None) -> None:
        if text:
            self.bold_pieces += len(text) if self.bold else 0
            first, *more = text.splitlines() if self.as_typed else (text,)
            self.pieces.append(first)
            for line in more:
                self.flush(self.begun)
                self.pieces.append(line)

    def flush(self, following: Element) -> None:
        """End the paragraph that has been gathered; the next one begins in `following`."""
        raw = "".join(self.pieces)
        text = inline(raw)
        if text:
            path = self.tree.getpath(self.begun)
            self.blocks.append(Paragraph(text, path=path, bold=self.bold_pieces * 2 > len(raw)))
            self.elements.append(self.begun)
        self.pieces, self.bold_pieces, self.begun = [], 0, following
