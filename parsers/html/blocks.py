"""An HTML element → paragraphs and tables in reading order."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.chinese_text import inline
from gongkai.html.element_paths import ElementPaths
from parsers.html import tables as html_tables
from parsers.html.visibility import ALL_SEEN, Visibility
from parsers.types import RAISED_BEHIND, Paragraph, Table

BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
    "th",
    "section",
    "article",
    "blockquote",
    "center",
    "form",
    "hr",
    "pre",
    "figure",
    "figcaption",
    "address",
    "main",
    "ucaptitle",
    "ucapcontent",
    "publishtime",
}
CHROME = {"nav", "header", "footer", "aside"}
BOLD = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
DROPPED = {"hidden", "struck", "deleted"}  # marks whose text is no part of a sentence


class Read(NamedTuple):
    """Blocks in reading order, with the element each began in; `sought` is False where no mark named the article among too many."""

    blocks: tuple[Paragraph | Table, ...]
    elements: tuple[Element, ...]
    sought: bool = True


def read_blocks(container: Element, visible: Visibility = ALL_SEEN, leave: frozenset[str] = frozenset(), tables: int = 0) -> Read:
    """Return the visible paragraphs and tables of an element.

    `leave` names tags to skip (navigation and the like), `tables` is the number of the first table.
    """
    walker = _Walker(container, visible, leave, tables)
    walker.walk()
    return Read(tuple(walker.blocks), tuple(walker.elements))


class _Walker:
    """Walks through an element once, gathering text until a break."""

    def __init__(self, container: Element, visible: Visibility, leave: frozenset[str], tables: int) -> None:
        self.container, self.visible, self.leave = container, visible, leave
        self.passed: set[Element] = set()  # elements whose content was not walked
        self.paths = ElementPaths()
        self.blocks: list[Paragraph | Table] = []
        self.elements: list[Element] = []
        self.pieces: list[str] = []
        self.bold_pieces = 0
        self.bold = 0
        self.as_typed = 0  # within how many <pre>: there the line ends are breaks
        self.begun: Element = container
        self.tables = tables

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
        """Process the start of an element; return True if its content must not be walked."""
        if self.unseen(element):
            self.passed.add(element)
            return True
        if element.tag in BLOCKS or element.tag == "br":
            self.flush(element)
        rows = html_tables.rows_of(element, self.visible.unseen) if element.tag == "table" else []
        if element.tag == "table" and not html_tables.is_layout(element, rows):
            self.blocks.append(html_tables.read_table(rows, self.tables, self.paths.path(element), self.visible))
            self.elements.append(element)
            self.tables += 1
            return True
        self.bold += element.tag in BOLD
        self.as_typed += element.tag == "pre"
        self.add(element.text)
        return False

    def close(self, element: Element) -> None:
        seen = element not in self.passed
        if seen and element.tag in BLOCKS:
            self.flush(element)
        self.bold -= seen and element.tag in BOLD
        self.as_typed -= seen and element.tag == "pre"
        if element is not self.container:
            self.add(element.tail)

    def unseen(self, element: Element) -> bool:
        if element.tag in html_tables.UNSEEN or element.tag in self.leave or element in self.visible.unseen:
            return True
        mark = self.visible.marks.get(element)
        if mark == "superscript":
            return bool(self.pieces and RAISED_BEHIND.search(self.pieces[-1]))
        return mark in DROPPED and next(element.iter("table"), None) is None

    def add(self, text: str | None) -> None:
        if text:
            self.bold_pieces += len(text) if self.bold else 0
            first, *more = text.splitlines() if self.as_typed else (text,)
            self.pieces.append(first)
            for line in more:
                self.flush(self.begun)
                self.pieces.append(line)

    def flush(self, following: Element) -> None:
        """End the paragraph gathered so far; the next one begins in `following`."""
        raw = "".join(self.pieces)
        text = inline(raw)
        if text:
            path = self.paths.path(self.begun)
            self.blocks.append(Paragraph(text, path=path, bold=self.bold_pieces * 2 > len(raw)))
            self.elements.append(self.begun)
        self.pieces, self.bold_pieces, self.begun = [], 0, following
