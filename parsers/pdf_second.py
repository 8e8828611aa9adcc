"""pdfplumber as second reader: the same page from another program, asked where the first one leaves a doubt."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parsers.packed import Unreadable
from parsers.pdf_grid import Grid, grids
from parsers.pdf_page import BLANKS, MAX_CHARACTERS, MAX_OBJECTS, Char, Matrix, Page, Rule

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns once for each Type 3 font: thousands of lines for one report
FAULTS = (
    PDFException,
    PdfminerException,
    MalformedPDFException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OSError,
)


def read_pages(body: bytes, numbers: Sequence[int] | None = None, limit: int = 400) -> list[Page]:
    """Given a PDF and page numbers from 1 (None: all up to the limit), return those pages; raises Unreadable.

    pdfminer has no base class for what a damaged file makes it raise, so the builtin errors are caught too.
    """
    try:
        with pdfplumber.open(io.BytesIO(body), pages=list(numbers) if numbers else list(range(1, limit + 1))) as pdf:
            return [read_page(page) for page in pdf.pages]
    except FAULTS as error:
        raise Unreadable("damaged", f"The PDF cannot be opened ({type(error).__name__}); fetch it again or ask the publisher.") from error


def read_page(page: Any) -> Page:
    """Given a page opened by pdfplumber, return its characters and ruling lines."""
    left, top = page.bbox[0], page.bbox[1]
    chars = [char for char in page.chars[:MAX_CHARACTERS] if char["text"] and not char["text"].startswith("(cid:")]
    found = Page(
        page.page_number,
        float(page.width),
        float(page.height),
        tuple(read_char(char, left, top) for char in chars),
        tuple(rule for edge in page.edges[:MAX_OBJECTS] for rule in [Rule(*box_of(edge, left, top))]),
        tuple(box_of(image, left, top) for image in page.images),
        Matrix(),
        len(page.chars[:MAX_CHARACTERS]) - len(chars),
        len(page.chars) > MAX_CHARACTERS or len(page.edges) > MAX_OBJECTS,
    )
    page.close()
    return found


def read_char(char: dict[str, Any], left: float, top: float) -> Char:
    """Given a character of pdfplumber, return ours."""
    text = BLANKS.get(ord(char["text"][0]), char["text"])
    x0, y0, x1, y1 = box_of(char, left, top)
    return Char(text, x0, y0, x1, y1, y1)


def box_of(thing: dict[str, Any], left: float, top: float) -> tuple[float, float, float, float]:
    """Given an object of pdfplumber, return its box seen from the visible corner of the page."""
    return thing["x0"] - left, thing["top"] - top, thing["x1"] - left, thing["bottom"] - top


def better(first: tuple[Page, list[Grid]], page: Page) -> tuple[Page, list[Grid]]:
    """Given what the first reader made of a page and the page as the second sees it, return the one with less doubt and more cells."""
    second = (page, grids(page))
    return max(first, second, key=quality)


def quality(read: tuple[Page, Iterable[Grid]]) -> tuple[int, int, int]:
    """Given a page and its grids, return what makes it the better reading: fewer characters unknown, fewer doubts, more cells."""
    page, ruled = read
    cells = [cell for grid in ruled for cell in grid.cells]
    return -page.unmapped, -sum(bool(cell.doubt) for cell in cells), len(cells)


def doubtful(page: Page, ruled: Sequence[Grid]) -> bool:
    """Given a page and its grids by the first reader, say whether the second one should be asked."""
    return (
        bool(page.unmapped)
        or any(cell.doubt for grid in ruled for cell in grid.cells)
        or (bool(page.rules) and not ruled and tabular(page))
    )


def tabular(page: Page) -> bool:
    """Given a page on which no grid was found, say whether it has ruling lines enough for one: at least two each way."""
    level = sum(rule.level for rule in page.rules)
    return level >= 2 and len(page.rules) - level >= 2
