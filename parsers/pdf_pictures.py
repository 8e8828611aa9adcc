"""Pages of a PDF that are pictures: found by what covers them, read by OCR where that is installed."""

from __future__ import annotations

from collections.abc import Sequence

from parsers import scan
from parsers.pdf_grid import Grid
from parsers.pdf_page import Page
from parsers.types import Box, Paragraph, Problem, Table

FEW = 20  # Han characters: fewer are a stamp, a page number or a watermark
SCANNED = 0.5  # of the page covered by pictures: a scan
TABLE_SIZE = (0.45, 0.08)  # of page width and height: a picture that may be a table; seals and logos are smaller


def pages_of_pictures(read: Sequence[tuple[Page, list[Grid]]]) -> dict[int, bool]:
    """Given pages and their grids, return those to be read as pictures; True where the whole page is one, False where it has one."""
    found = {}
    for page, ruled in read:
        if han(page) < FEW and covered(page) > SCANNED:
            found[page.number] = True
        elif any(table_sized(box, page) and not any(_meet(box, grid) for grid in ruled) for box in page.images):
            found[page.number] = False
    return found


def _meet(box: Box, grid: Grid) -> bool:
    """Whether a picture lies beneath a table of text, as backgrounds do, or over it."""
    return box[0] < grid.x1 and grid.x0 < box[2] and box[1] < grid.bottom and grid.top < box[3]


def han(page: Page) -> int:
    """Given a page, return how many Chinese characters its text has."""
    return sum("\u3400" <= char.text <= "\u9fff" for char in page.chars)


def _new(table: Table, ruled: dict[int, list[Grid]]) -> bool:
    """Whether a table of a drawn page is not one of those its text has too."""
    boxes = [cell.box for cell in table.cells if cell.box]
    return not any(_meet(box, grid) for box in boxes for grid in ruled.get(table.page or 0, ()))


def covered(page: Page) -> float:
    """Given a page, return the share of it that its pictures cover (scanners also cut a page into strips)."""
    area = sum(max(0.0, min(x1, page.width) - max(x0, 0)) * max(0.0, min(y1, page.height) - max(y0, 0)) for x0, y0, x1, y1 in page.images)
    return area / (page.width * page.height) if page.width and page.height else 0.0


def table_sized(box: Box, page: Page) -> bool:
    """Given the box of a picture, say whether a table would fill one like it."""
    return box[2] - box[0] > TABLE_SIZE[0] * page.width and box[3] - box[1] > TABLE_SIZE[1] * page.height


def read_pictures(
    body: bytes, pages: dict[int, bool], read: Sequence[tuple[Page, list[Grid]]]
) -> tuple[tuple[Paragraph | Table, ...], list[Problem]]:
    """Given a PDF and its pages of pictures, return what OCR reads in them and what it could not.

    Of a text page that only holds a picture, just the tables are taken that its text has not, and that there are such is told.
    """
    if not pages:
        return (), []
    blocks, problems = scan.read_pdf_pages(body, sorted(pages))
    ruled = {page.number: grids for page, grids in read}
    kept = tuple(block for block in blocks if pages.get(block.page or 0) or (isinstance(block, Table) and _new(block, ruled)))
    partly = sorted({block.page for block in kept if block.page and not pages.get(block.page)})
    told = [
        Problem("document", "table_is_picture", "A table of this page is a picture; its figures were read by OCR.", f"page {page}")
        for page in partly
    ]
    return kept, [*told, *problems]
