"""HTML tables → cells with the grid rows and columns they cover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from parsers.text import inline
from parsers.types import Cell, Table

ROW_GROUPS = {"thead", "tbody", "tfoot"}
CELLS = {"td", "th"}
BREAKS = {"p", "br", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "hr"}
UNSEEN = {"script", "style", "noscript", "template", "head", "select", "button", "textarea", "svg", "object"}
DIVIDING = (*BREAKS, *UNSEEN, etree.Comment)
MOST_COLUMNS = 200  # the widest form has 15; a span beyond this is a slip or a trap
MOST_PLACES = 200_000  # of the grid that the cells of one table cover; the largest form has 300
Rows = list[tuple[str, list[Element]]]  # of each the path below its table and its cells
LONG_CELL = 300  # characters: no cell of a form holds as much, an article laid out in a table does


def is_layout(table: Element, rows: Rows) -> bool:
    """Given a table element and its rows, tell whether it only places other matter: one cell, tables inside, a whole article in a cell."""
    if sum(len(cells) for _, cells in rows) <= 1:
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return sum(len(cells) >= 3 for _, cells in rows) < 3
    return len(rows) <= 3 and any(len(plain(cell)) > LONG_CELL for _, cells in rows for cell in cells)


def read(rows: Rows, index: int, path: str) -> Table:
    """Given the rows of a table element, its number in the document and its path, return its cells in reading order."""
    taken: set[tuple[int, int]] = set()  # places that cells of the rows above reach down to
    covered = 0
    cells: list[Cell] = []
    for number, (row_path, elements) in enumerate(rows):
        column, counts, here = 0, {"td": 0, "th": 0}, path + row_path
        for element in elements:
            tag = element.tag
            counts[tag] += 1
            while (number, column) in taken:
                column += 1
            height, width = _spans(element, len(rows) - number)
            if covered + height * width > MOST_PLACES:
                height = width = 1
            covered += height * width
            if height > 1:
                taken.update((number + down, column + across) for down in range(1, height) for across in range(width))
            cells.append(Cell(number, column, text_of(element), height, width, f"{here}/{tag}[{counts[tag]}]"))
            column += width
    return Table(index, tuple(cells))


def rows_of(table: Element) -> Rows:
    """Given a table element, return path below it and cells of each row; cells outside any row make one of their own."""
    rows: Rows = []
    counts: dict[str, int] = {}
    for child in table.iterchildren("tr", "td", "th", *ROW_GROUPS):
        tag = child.tag
        counts[tag] = counts.get(tag, 0) + 1
        here = f"/{tag}[{counts[tag]}]"
        if tag == "tr":
            rows.append((here, list(child.iterchildren("td", "th"))))
        elif tag in ROW_GROUPS:
            rows += [(here + path, cells) for path, cells in rows_of(child)]
        elif (before := child.getprevious()) is None or before.tag not in CELLS:
            rows.append(("", list(_stray(child))))
    return rows


def _stray(cell: Element) -> Iterator[Element]:
    """Cells that stand side by side without a row around them."""
    following: Element | None = cell
    while following is not None and following.tag in CELLS:
        yield following
        following = following.getnext()


def _spans(element: Element, below: int) -> tuple[int, int]:
    """The rows and columns a cell covers, with so many rows left."""
    tall, wide = element.get("rowspan"), element.get("colspan")
    return min(_span(tall) or below, below) if tall else 1, min(_span(wide) or 1, MOST_COLUMNS) if wide else 1


def _span(printed: str) -> int:
    """The span printed; 1 where it is no number, 0 where it says "to the end"."""
    digits = printed.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 1


def text_of(element: Element) -> str:
    """Given a cell, return its text: inline pieces joined without blanks, a line for each paragraph or line break."""
    single = _single(element)
    if single is not None:
        return inline(single)
    pieces: list[str] = []
    _gather(element, pieces)
    lines = (inline(line) for line in "".join(pieces).split("\0"))
    return "\n".join(line for line in lines if line)


def plain(element: Element, most: int | None = None) -> str:
    """Given an element, return the text below it as it stands, or the first so many pieces of it."""
    return "".join(cast("Iterator[str]", islice(element.itertext(), most)))


def _single(element: Element) -> str | None:
    """The text of an element that holds one run of text, however wrapped, as nearly all figures are; None for any other."""
    node = element
    while (inside := len(node)) == 1:
        child = node[0]
        if (node.text or "").strip() or (child.tail or "").strip():
            break
        node = child
    if inside == 0:
        return (node.text or "") if node is element or (isinstance(node.tag, str) and node.tag not in UNSEEN) else None
    return plain(node) if next(node.iterdescendants(*DIVIDING), None) is None else None


def _gather(element: Element, pieces: list[str]) -> None:
    """Text below an element in reading order; NUL stands for a break. A stack instead of calls: pages nest a thousand deep."""
    stack: list[tuple[Element, bool]] = [(element, True)]
    while stack:
        node, opening = stack.pop()
        breaks = node.tag in BREAKS and node is not element
        if not opening:
            pieces.append(("\0" if breaks else "") + (node.tail or ""))
            continue
        if node is not element:
            stack.append((node, False))
        if isinstance(node.tag, str) and node.tag not in UNSEEN:
            pieces.append(("\0" if breaks else "") + (node.text or ""))
            stack.extend((child, True) for child in reversed(node))
