"""pdfplumber as second reader: the same page read by another program if the first reading is doubtful."""

from __future__ import annotations

import io
import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parsers.files.safe_zip import Unreadable
from parsers.pdf import strikes
from parsers.pdf.grid import RuledGrid, grids
from parsers.pdf.page import BLANKS, MAX_CHARACTERS, MAX_OBJECTS, Char, Matrix, PageContent, RulingLine
from parsers.pdf.paint import slanted

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns once for each Type 3 font: thousands of lines for one report
SIGNS = frozenset("+-.,/%\u2212\uff0b\uff0d\uff0e\uff0c\uff05")
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


def read_pages(body: bytes, numbers: Sequence[int] | None = None, limit: int = 400) -> list[PageContent]:
    """Return pages of a PDF, numbered from 1 (None: all up to the limit); raises Unreadable.

    pdfminer has no common base class for errors in damaged files, so builtin errors are caught too.
    """
    try:
        with pdfplumber.open(io.BytesIO(body), pages=list(numbers) if numbers else list(range(1, limit + 1))) as pdf:
            return [read_page(page) for page in pdf.pages]
    except FAULTS as error:
        raise Unreadable("damaged", f"The PDF cannot be opened ({type(error).__name__}); fetch it again or ask the publisher.") from error


def read_page(page: Any) -> PageContent:
    """Return the characters and ruling lines of a page opened by pdfplumber, without watermarks and with what is struck marked."""
    left, top = page.bbox[0], page.bbox[1]
    level = [char for char in page.chars[:MAX_CHARACTERS] if not slanted(math.atan2(char["matrix"][1], char["matrix"][0]))]
    chars = [char for char in level if char["text"] and not char["text"].startswith("(cid:")]
    found = PageContent(
        page.page_number,
        float(page.width),
        float(page.height),
        tuple(read_char(char, left, top) for char in chars),
        tuple(rule for edge in page.edges[:MAX_OBJECTS] for rule in [RulingLine(*box_of(edge, left, top))]),
        tuple(box_of(image, left, top) for image in page.images),
        Matrix(),
        len(level) - len(chars),
        len(page.chars) > MAX_CHARACTERS or len(page.edges) > MAX_OBJECTS,
    )
    page.close()
    return strikes.marked(found)


def read_char(char: dict[str, Any], left: float, top: float) -> Char:
    """Return a character of pdfplumber as ours."""
    text = BLANKS.get(ord(char["text"][0]), char["text"])
    x0, y0, x1, y1 = box_of(char, left, top)
    return Char(text, x0, y0, x1, y1, y1)


def box_of(thing: dict[str, Any], left: float, top: float) -> tuple[float, float, float, float]:
    """Return the box of a pdfplumber object relative to the visible corner of the page."""
    return thing["x0"] - left, thing["top"] - top, thing["x1"] - left, thing["bottom"] - top


def better(first: tuple[PageContent, list[RuledGrid]], page: PageContent) -> tuple[PageContent, list[RuledGrid]]:
    """Return the reading of a page with less doubt and more cells, of the first and the second reader's.

    The second one leaves out characters that it cannot map, such as U+2212 in some fonts: -10 without its sign is no better reading. Nor
    does it know what is invisible, painted over or printed twice: with that among its figures it would have no doubt and be wrong.
    """
    if figures_lost(first[0], page) or figures_lost(page, first[0]) > first[0].unmapped:
        return first
    second = (page, grids(page))
    return max(first, second, key=quality)


def figures_lost(one: PageContent, other: PageContent) -> int:
    """Return how many digits and signs of figures are to be seen in one reading of a page and not in the other."""
    seen, kept = (Counter(char.text for char in page.chars if char.mark is None and is_of_figure(char.text)) for page in (one, other))
    return (seen - kept).total()


def is_of_figure(text: str) -> bool:
    """Return whether a character is a digit or a sign of a figure."""
    return text.isdecimal() or text in SIGNS


def quality(read: tuple[PageContent, Iterable[RuledGrid]]) -> tuple[int, int, int]:
    """Return a sort key for a page and its grids: fewer unknown characters, fewer doubts, more cells are better."""
    page, ruled = read
    cells = [cell for grid in ruled for cell in grid.cells]
    return -page.unmapped, -sum(bool(cell.doubt) for cell in cells), len(cells)


def doubtful(page: PageContent, ruled: Sequence[RuledGrid]) -> bool:
    """Return whether the first reader's page and grids call for the second one."""
    return (
        bool(page.unmapped)
        or any(cell.doubt for grid in ruled for cell in grid.cells)
        or (bool(page.rules) and not ruled and tabular(page))
    )


def tabular(page: PageContent) -> bool:
    """Return whether a page without a grid has enough ruling lines for one: at least two each way."""
    level = sum(rule.level for rule in page.rules)
    return level >= 2 and len(page.rules) - level >= 2
