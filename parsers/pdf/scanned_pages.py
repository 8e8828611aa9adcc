"""Pages of a PDF that are pictures: recognised by what covers them, read by OCR if that is installed."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.pdf.grid import RuledGrid
from parsers.pdf.page import PageContent
from parsers.scan import document as scan_document
from parsers.types import Box, Paragraph, Problem, Table

FEW = 20  # Han characters: fewer are a stamp, a page number or a watermark
SCANNED = 0.5  # of the page covered by pictures: a scan
TABLE_SIZE = (0.45, 0.08)  # of page width and height: a picture that may be a table; seals and logos are smaller


def pages_of_pictures(read: Sequence[tuple[PageContent, list[RuledGrid]]]) -> dict[int, bool]:
    """Return the pages to be read as pictures: True if the entire page is one, False if it contains one."""
    found = {}
    for page, ruled in read:
        if han(page) < FEW and covered(page) > SCANNED:
            found[page.number] = True
        elif any(table_sized(box, page) and not any(_meet(box, grid) for grid in ruled) for box in page.images):
            found[page.number] = False
    return found


def _meet(box: Box, grid: RuledGrid) -> bool:
    """Return whether a picture overlaps a table of text, as backgrounds do."""
    return box[0] < grid.x1 and grid.x0 < box[2] and box[1] < grid.bottom and grid.top < box[3]


def han(page: PageContent) -> int:
    """Return the number of Chinese characters in a page's text."""
    return sum("\u3400" <= char.text <= "\u9fff" for char in page.chars)


def _new(table: Table, ruled: dict[int, list[RuledGrid]]) -> bool:
    """Return whether a table of a rendered page is not among the tables of its text."""
    boxes = [cell.box for cell in table.cells if cell.box]
    return not any(_meet(box, grid) for box in boxes for grid in ruled.get(table.page or 0, ()))


def covered(page: PageContent) -> float:
    """Return the share of a page that its pictures cover (scanners may cut a page into strips)."""
    area = sum(max(0.0, min(x1, page.width) - max(x0, 0)) * max(0.0, min(y1, page.height) - max(y0, 0)) for x0, y0, x1, y1 in page.images)
    return area / (page.width * page.height) if page.width and page.height else 0.0


def table_sized(box: Box, page: PageContent) -> bool:
    """Return whether a picture with this box is large enough for a table."""
    return box[2] - box[0] > TABLE_SIZE[0] * page.width and box[3] - box[1] > TABLE_SIZE[1] * page.height


def read_pictures(
    body: bytes, pages: dict[int, bool], read: Sequence[tuple[PageContent, list[RuledGrid]]]
) -> tuple[tuple[Paragraph | Table, ...], list[Problem]]:
    """Return what OCR reads in a PDF's pages of pictures, and what it could not.

    From a text page that contains a picture, keep only tables that the text layer lacks, and report that they exist.
    """
    if not pages:
        return (), []
    blocks, problems = scan_document.read_pdf_pages(body, sorted(pages))
    ruled = {page.number: grids for page, grids in read}
    kept = tuple(block for block in blocks if pages.get(block.page or 0) or (isinstance(block, Table) and _new(block, ruled)))
    partly = sorted({block.page for block in kept if block.page and not pages.get(block.page)})
    skipped = [
        Problem("document", "table_is_picture", "A table of this page is a picture; its figures were read by OCR.", f"page {page}")
        for page in partly
    ]
    return kept, [*skipped, *problems]
