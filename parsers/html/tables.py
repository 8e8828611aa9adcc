"""HTML tables → cells with the grid rows and columns they cover."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import islice
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.chinese_text import inline
from parsers.html import marked_text
from parsers.html.visibility import ALL_SEEN, Visibility
from parsers.types import NOTE_ENDS, Cell, Table, split_note

CELLS = {"td", "th"}
NO_ROWS = {"caption", "colgroup", "col", "table"}
BREAKS = frozenset({"p", "br", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "hr"})
UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "select", "button", "textarea", "svg", "object"})
DIVIDING = (*BREAKS, *UNSEEN, etree.Comment)
MOST_WRAPPERS = 8  # of elements around a row: table, tbody, a form
MOST_COLUMNS = 200  # the widest form has 15; a span beyond this is a slip or a trap
MOST_PLACES = 200_000  # of the grid that the cells of one table cover; the largest form has 300
Rows = list[tuple[str, list[Element]]]  # of each the path below its table and its cells
LONG_CELL = 300  # characters: no cell of a form holds as much, an article laid out in a table does


def is_layout(table: Element, rows: Rows) -> bool:
    """Return whether a table is layout only: one cell, tables inside, or an entire article in a cell."""
    if sum(len(cells) for _, cells in rows) <= 1:
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return sum(len(cells) >= 3 for _, cells in rows) < 3
    return len(rows) <= 3 and any(len(plain(cell)) > LONG_CELL for _, cells in rows for cell in cells)


def read_table(rows: Rows, index: int, path: str, visible: Visibility = ALL_SEEN) -> Table:
    """Return the cells of a table in reading order; `index` is its number in the document, `path` its own path."""
    taken: set[tuple[int, int]] = set()  # places that cells of the rows above reach down to
    covered = 0
    cells: list[Cell] = []
    for number, (row_path, elements) in enumerate(rows):
        column, counts, here = 0, {"td": 0, "th": 0}, path + row_path
        for element in elements:
            tag = element.tag
            counts[tag] += 1
            if element in visible.unseen:
                continue
            while (number, column) in taken:
                column += 1
            height, width = _spans(element, len(rows) - number)
            if covered + height * width > MOST_PLACES:
                height = width = 1
            covered += height * width
            if height > 1:
                taken.update((number + down, column + across) for down in range(1, height) for across in range(width))
            marked = element in visible.cells
            cell = Cell(number, column, "" if marked else text_of(element), height, width, f"{here}/{tag}[{counts[tag]}]")
            if marked or cell.text[-1:] in NOTE_ENDS:
                cell = _marked(cell, element, visible)
            cells.append(cell)
            column += width
    return Table(index, tuple(cells))


def _marked(cell: Cell, element: Element, visible: Visibility) -> Cell:
    """Return the cell of an element with marked content."""
    text, marks, aside = marked_text.read_marked_text(element, visible, BREAKS, UNSEEN)
    return split_note(cell._replace(text=text, marks=marks, aside=aside))


def rows_of(table: Element, unseen: Container[Element] = (), depth: int = 0) -> Rows:
    """Return the path below a table element and the cells of each of its rows; cells outside any row form their own.

    Rows in `unseen` are left out. Rows inside a form or another element not allowed in a table count as the table's own;
    `depth` is the number of such elements around them.
    """
    rows: Rows = []
    first: Rows = []  # of the first head, which is shown above the body wherever it is written
    last: Rows = []  # of the foot, which is shown below it
    counts: dict[str, int] = {}
    for child in table.iterchildren("*"):
        tag = str(child.tag)
        counts[tag] = counts.get(tag, 0) + 1
        here = f"/{tag}[{counts[tag]}]"
        if child in unseen or tag in NO_ROWS or tag in UNSEEN:
            continue
        if tag == "tr":
            rows.append((here, list(child.iterchildren("td", "th"))))
        elif tag == "thead" and not first:
            first = rows_of_part(child, here, unseen, depth)
        elif tag == "tfoot":
            last += rows_of_part(child, here, unseen, depth)
        elif tag not in CELLS:
            rows += rows_of_part(child, here, unseen, depth)
        elif (before := child.getprevious()) is None or before.tag not in CELLS:
            rows.append(("", list(_stray(child))))
    return [*first, *rows, *last]


def rows_of_part(part: Element, path: str, unseen: Container[Element], depth: int) -> Rows:
    """Return the rows of an element inside a table as `rows_of` does; none where elements are wrapped too deep."""
    return [(path + below, cells) for below, cells in rows_of(part, unseen, depth + 1)] if depth < MOST_WRAPPERS else []


def _stray(cell: Element) -> Iterator[Element]:
    """Yield adjacent cells without a row around them."""
    following: Element | None = cell
    while following is not None and following.tag in CELLS:
        yield following
        following = following.getnext()


def _spans(element: Element, below: int) -> tuple[int, int]:
    """Return the rows and columns a cell covers, given the number of rows left."""
    tall, wide = element.get("rowspan"), element.get("colspan")
    return min(_span(tall) or below, below) if tall else 1, min(_span(wide) or 1, MOST_COLUMNS) if wide else 1


def _span(printed: str) -> int:
    """Return the span as printed; 1 if it is not a number, 0 for "to the end"."""
    digits = printed.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 1


def text_of(element: Element) -> str:
    """Return a cell's text: inline pieces joined without blanks, one line per paragraph or line break."""
    single = _single(element)
    if single is not None:
        return inline(single)
    pieces: list[str] = []
    _gather(element, pieces)
    lines = (inline(line) for line in "".join(pieces).split("\0"))
    return "\n".join(line for line in lines if line)


def plain(element: Element, most: int | None = None) -> str:
    """Return the text below an element unchanged, or its first pieces up to a number."""
    return "".join(cast("Iterator[str]", islice(element.itertext(), most)))


def _single(element: Element) -> str | None:
    """Return the text of an element with a single run of text, however wrapped, as nearly all figures have; None for any other."""
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
    """Gather the text below an element in reading order; NUL stands for a break. Uses a stack, since pages nest a thousand deep."""
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
