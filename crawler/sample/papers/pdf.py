"""Write a report as a PDF with text and ruled tables, without a PDF library.

The font is the standard Chinese one that every reader provides (STSong-Light, ISO 32000-1, 9.7.5.2), so no font is embedded and files stay
small.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.sample.papers.paper import Box, Grid, Paper

WIDTH, HEIGHT, MARGIN = 595, 842, 50  # A4 in points
ROOM = WIDTH - 2 * MARGIN
TEXT, CELL, LEADING = 11, 7.5, 1.5  # sizes in points, line height as a multiple
HANGING = "。，；、）"  # never first on a line
CATALOGUE = {
    1: "<</Type/Catalog/Pages 2 0 R>>",
    3: "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"
    "/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>",
    5: "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
    "/CapHeight 880/StemV 93>>",
}


@dataclass(slots=True)
class Sheet:
    """Pages filled from the top; `y` is the used height of the current page in points."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = MARGIN

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self.y = MARGIN

    def need(self, height: float) -> None:
        """Begin a new page if that height does not fit on the current one."""
        if self.y + height > HEIGHT - MARGIN:
            self.turn()

    def word(self, x: float, y: float, size: float, text: str) -> None:
        """Draw text whose top is `y` points below the top of the page."""
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf {x:.2f} {HEIGHT - y - size:.2f} Td <{code}> Tj ET")

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the border of a cell."""
        self.pages[-1].append(f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re S")


def pdf(paper: Paper) -> bytes:
    """Return the report as a PDF file; the same paper gives the same bytes."""
    sheet = Sheet()
    _words(sheet, paper.title, TEXT + 4)
    for block in paper.blocks:
        if isinstance(block, Grid):
            _table(sheet, block)
        else:
            _words(sheet, block.text, TEXT + (1 if block.heading else 0))
    return _file(["\n".join(["0.5 w", *page]) for page in sheet.pages])


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break text into lines of at most `width` points; ASCII characters are half as wide as others.

    >>> wrap("政府信息公开2023", 10, 40)
    ['政府信息', '公开2023']
    """
    lines, room = [""], width
    for character in text:
        step = size / 2 if character.isascii() else size
        if step > room and lines[-1] and character not in HANGING:
            lines.append("")
            room = width
        lines[-1] += character
        room -= step
    return lines


def _words(sheet: Sheet, text: str, size: float) -> None:
    for line in wrap(text, size, ROOM):
        sheet.need(size * LEADING)
        sheet.word(MARGIN, sheet.y, size, line)
        sheet.y += size * LEADING
    sheet.y += size * 0.4


def _table(sheet: Sheet, grid: Grid) -> None:
    """Draw a table; one that reaches the end of a page continues on the next between two rows."""
    edges = _edges(grid)
    heights = _heights(grid, edges)
    for first, last in _pieces(sheet, heights):
        tops = [sheet.y + sum(heights[first:row]) for row in range(first, last + 1)]
        for box in grid.boxes:
            top, bottom = max(box.row, first), min(box.row + box.rowspan, last)
            if top < bottom:
                _cell(sheet, box, edges, (tops[top - first], tops[bottom - first]), begins=box.row >= first)
        sheet.y = tops[-1] + TEXT


def _edges(grid: Grid) -> list[float]:
    whole = sum(grid.widths)
    return [MARGIN + ROOM * sum(grid.widths[:column]) / whole for column in range(len(grid.widths) + 1)]


def _heights(grid: Grid, edges: list[float]) -> list[float]:
    """Return the height of each row, that of its highest cell spanning no other; the last row of a tall cell takes the difference."""
    heights = [CELL * LEADING + 4] * max(box.row + box.rowspan for box in grid.boxes)
    for box in sorted(grid.boxes, key=lambda box: box.rowspan):
        wanted = len(_lines(box, edges)) * CELL * LEADING + 4
        missing = wanted - sum(heights[box.row : box.row + box.rowspan])
        heights[box.row + box.rowspan - 1] += max(0.0, missing)
    return heights


def _pieces(sheet: Sheet, heights: list[float]) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(heights):
        if sheet.y + heights[first] > HEIGHT - MARGIN and sheet.y > MARGIN:
            sheet.turn()
        last = first + 1
        while last < len(heights) and sheet.y + sum(heights[first : last + 1]) <= HEIGHT - MARGIN:
            last += 1
        yield first, last
        if last < len(heights):
            sheet.turn()
        first = last


def _lines(box: Box, edges: list[float]) -> list[str]:
    return wrap(box.text, CELL, max(CELL, edges[box.column + box.colspan] - edges[box.column] - 4 - CELL))  # room for a hanging mark


def _cell(sheet: Sheet, box: Box, edges: list[float], span: tuple[float, float], begins: bool) -> None:
    left, right = edges[box.column], edges[box.column + box.colspan]
    sheet.frame(left, span[0], right - left, span[1] - span[0])
    for number, line in enumerate(_lines(box, edges) if begins else ()):
        if line:
            sheet.word(left + 2, span[0] + 2 + number * CELL * LEADING, CELL, line)


def _file(pages: list[str]) -> bytes:
    """Return the objects, cross-reference table and trailer around the pages' contents."""
    numbers = [6 + 2 * number for number in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = {number: text.encode() for number, text in CATALOGUE.items()}
    objects[2] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>>>".encode()
    for number, page in zip(numbers, pages, strict=True):
        content = zlib.compress(page.encode())
        objects[number] = f"<</Type/Page/Parent 2 0 R/Contents {number + 1} 0 R>>".encode()
        objects[number + 1] = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(content), content)
    body, places = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = "".join(f"{places[number]:010d} 00000 n \n" for number in sorted(places))
    return (
        body
        + (
            f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<</Root 1 0 R/Size {len(places) + 1}>>\n"
            f"startxref\n{len(body)}\n%%EOF\n"
        ).encode()
    )
