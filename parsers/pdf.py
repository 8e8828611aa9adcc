"""PDF → document. pdfium reads characters and ruling lines; pdfplumber reads again where that leaves a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium

from parsers.pdf_grid import Grid, grids
from parsers.pdf_join import goes_on, table_of
from parsers.pdf_page import Char, Page, read_page
from parsers.pdf_prose import Measure, measure, paragraphs, title_of, without_furniture
from parsers.pdf_text import Line, lines
from parsers.plain import text_of, unread
from parsers.types import Box, Document, Paragraph, Problem, Source, Table

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 400  # an annual report has 4 to 30; the pages before the limit are kept


@dataclass(frozen=True, slots=True)
class Item:
    """A line of text or a grid, where it stands in reading order."""

    page: int
    top: float
    thing: Line | Grid


def parse(source: Source) -> Document:
    """Given the bytes of a PDF, return its paragraphs and tables in reading order; cells have page and box in points."""
    try:
        pdf = pdfium.PdfDocument(source.body)
    except pdfium.PdfiumError as error:
        return unread(MEDIA_TYPE, *refused(str(error)))
    try:
        pages, problems = read_pages(pdf)
    finally:
        pdf.close()
    return document(pages, problems)


def refused(reason: str) -> tuple[str, str]:
    """Given why pdfium would not open the file, return code and message of the problem."""
    if "password" in reason.lower():
        return ("encrypted", "The PDF is locked with a password; ask the publisher for an open copy.")
    return ("damaged", f"The PDF cannot be opened ({reason}); fetch it again or ask the publisher.")


def read_pages(pdf: pdfium.PdfDocument) -> tuple[list[Page], list[Problem]]:
    """Given an open PDF, return its pages up to the limit and what could not be read."""
    pages, problems = [], []
    for number in range(1, min(len(pdf), MAX_PAGES) + 1):
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError as error:
            problems.append(Problem("document", "page_damaged", f"Page {number} cannot be read ({error}).", f"page {number}"))
            continue
        pages.append(read_page(page, number))
        page.close()
    if len(pdf) > MAX_PAGES:
        problems.append(Problem("document", "page_limit", f"{len(pdf)} pages; the first {MAX_PAGES} were read."))
    return pages, problems


def document(pages: Sequence[Page], problems: Sequence[Problem]) -> Document:
    """Given the pages, return the document."""
    ruled = {page.number: grids(page) for page in pages}
    prose = without_furniture([(page.height, lines(outside(page, ruled[page.number]))) for page in pages])
    body = measure(prose)
    items = [
        item
        for page, own in zip(pages, prose, strict=True)
        for item in sorted(
            [Item(page.number, line.top, line) for line in own] + [Item(page.number, grid.top, grid) for grid in ruled[page.number]],
            key=lambda item: item.top,
        )
    ]
    blocks = tuple(in_order(items, body, {page.number: page for page in pages}))
    title = title_of(prose[0], body) if prose else ""
    return Document(title, None, MEDIA_TYPE, text_of(blocks), blocks, problems=tuple(problems))


def outside(page: Page, ruled: Sequence[Grid]) -> list[Char]:
    """Given a page and its grids, return the characters that stand in none of them."""
    return [char for char in page.chars if not any(grid.holds(char) for grid in ruled)]


def in_order(items: Sequence[Item], body: Measure, pages: dict[int, Page]) -> Iterator[Paragraph | Table]:
    """Given lines and grids in reading order, yield paragraphs and tables; a grid that goes on after a page end is one table."""

    def shown(number: int, box: Box) -> Box:
        return pages[number].shown.box(*box)

    index = 0
    for is_grid, group in groupby(items, key=lambda item: isinstance(item.thing, Grid)):
        if not is_grid:
            yield from paragraphs([(item.page, item.thing) for item in group if isinstance(item.thing, Line)], body)
            continue
        for parts in tables_of([item.thing for item in group if isinstance(item.thing, Grid)]):
            yield table_of(parts, index, shown)
            index += 1


def tables_of(ruled: Sequence[Grid]) -> list[list[Grid]]:
    """Given grids with no text between them, return them as tables, each the list of its parts."""
    tables: list[list[Grid]] = []
    for grid in ruled:
        if tables and goes_on(tables[-1][-1], grid):
            tables[-1].append(grid)
        else:
            tables.append([grid])
    return tables
