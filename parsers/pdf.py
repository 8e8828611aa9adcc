"""PDF → document. pdfium reads characters and ruling lines; pdfplumber reads again where that leaves a doubt; scans go to OCR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pypdfium2 as pdfium

from parsers import pdf_second
from parsers.packed import Unreadable
from parsers.pdf_grid import Grid, grids
from parsers.pdf_join import goes_on, table_of
from parsers.pdf_page import Char, Page, read_page
from parsers.pdf_pictures import pages_of_pictures, read_pictures
from parsers.pdf_prose import Measure, measure, paragraphs, title_of, without_furniture
from parsers.pdf_text import Line, lines
from parsers.plain import text_of, unread
from parsers.types import Box, Document, Paragraph, Problem, Source, Table

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 400  # an annual report has 4 to 30; the pages before the limit are kept

Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Item:
    """A line of text or a grid, where it stands in reading order."""

    page: int
    top: float
    thing: Line | Grid


def parse(source: Source) -> Document:
    """Given the bytes of a PDF, return its paragraphs and tables in reading order; cells have page and box in points."""
    try:
        pages, problems = read_pages(source.body)
    except Unreadable as error:
        return unread(MEDIA_TYPE, error.code, error.message)
    read, more = with_second_reader(source.body, pages)
    blocks, title = assembled(read)
    pictures, told = read_pictures(source.body, pages_of_pictures(read), read)
    return document((*blocks, *pictures), title, [*problems, *more, *told])


def document(blocks: Sequence[Block], title: str, problems: Sequence[Problem]) -> Document:
    """Given blocks of text pages and of pictures, return the document: by page, tables numbered anew."""
    ordered = sorted(blocks, key=lambda block: block.page or 0)
    tables = iter(range(len(ordered)))
    numbered = tuple(replace(block, index=next(tables)) if isinstance(block, Table) else block for block in ordered)
    if not numbered and not problems:
        problems = [Problem("document", "no_text", "The PDF holds neither text nor a picture that could be read.")]
    return Document(title, None, MEDIA_TYPE, text_of(numbered), numbered, problems=tuple(problems))


def read_pages(body: bytes) -> tuple[list[Page], list[Problem]]:
    """Given a PDF, return its pages up to the limit and what could not be read; raises Unreadable."""
    try:
        pdf = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted", "The PDF is locked with a password; ask the publisher for an open copy.") from error
        return pdf_second.read_pages(body, limit=MAX_PAGES), []
    with pdf:
        count = len(pdf)
        found = [read_one(pdf, number) for number in range(1, min(count, MAX_PAGES) + 1)]
    pages = [page for page in found if isinstance(page, Page)]
    problems = [problem for problem in found if isinstance(problem, Problem)]
    if count > MAX_PAGES:
        problems.append(Problem("document", "page_limit", f"{count} pages; the first {MAX_PAGES} were read."))
    return pages, problems


def read_one(pdf: pdfium.PdfDocument, number: int) -> Page | Problem:
    """Given an open PDF and a page number from 1, return the page, or why it could not be read."""
    try:
        page = pdf[number - 1]
        try:
            return read_page(page, number)
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        return Problem("document", "page_damaged", f"Page {number} cannot be read ({error}).", f"page {number}")


def with_second_reader(body: bytes, pages: Sequence[Page]) -> tuple[list[tuple[Page, list[Grid]]], list[Problem]]:
    """Given the pages as first read, return each with its grids, read again by pdfplumber where there is a doubt, and what stays."""
    read = [(page, grids(page)) for page in pages]
    asked = [page.number for page, ruled in read if pdf_second.doubtful(page, ruled)]
    try:
        again = {page.number: page for page in pdf_second.read_pages(body, asked)} if asked else {}
    except Unreadable:
        again = {}  # the first reading stands, with its doubts
    read = [pdf_second.better(first, again[first[0].number]) if first[0].number in again else first for first in read]
    return read, [problem for page, _ in read for problem in doubts(page)]


def doubts(page: Page) -> Iterator[Problem]:
    """Given a page as finally read, yield what of it is known to be missing."""
    where = f"page {page.number}"
    if page.unmapped:
        yield Problem(
            "document", "unmapped_characters", f"{page.unmapped} characters have no meaning in their font and were left out.", where
        )
    if page.truncated:
        yield Problem("document", "page_cut", "The page has more characters or lines than are read of one page.", where)


def assembled(read: Sequence[tuple[Page, list[Grid]]]) -> tuple[list[Block], str]:
    """Given pages with their grids, return the blocks in reading order and the title."""
    prose = without_furniture([(page.height, lines(outside(page, ruled))) for page, ruled in read])
    body = measure(prose, max((page.width for page, _ in read), default=0.0))
    items = [item for (page, ruled), own in zip(read, prose, strict=True) for item in reading_order(page.number, own, ruled)]
    blocks = list(in_order(items, body, {page.number: page for page, _ in read}))
    return blocks, title_of(prose[0], body) if prose else ""


def reading_order(page: int, own: Sequence[Line], ruled: Sequence[Grid]) -> list[Item]:
    """Given the lines and grids of a page, return them from top to bottom."""
    return sorted(
        [*(Item(page, line.top, line) for line in own), *(Item(page, grid.top, grid) for grid in ruled)], key=lambda item: item.top
    )


def outside(page: Page, ruled: Sequence[Grid]) -> list[Char]:
    """Given a page and its grids, return the characters that stand in none of them."""
    return [char for char in page.chars if not any(grid.holds(char) for grid in ruled)]


def in_order(items: Sequence[Item], body: Measure, pages: dict[int, Page]) -> Iterator[Block]:
    """Given lines and grids in reading order, yield paragraphs and tables; a grid that goes on after a page end is one table."""

    def shown(number: int, box: Box) -> Box:
        return pages[number].shown.box(*box)

    for is_grid, group in groupby(items, key=lambda item: isinstance(item.thing, Grid)):
        if not is_grid:
            yield from paragraphs([(item.page, item.thing) for item in group if isinstance(item.thing, Line)], body, shown)
            continue
        for parts in tables_of([item.thing for item in group if isinstance(item.thing, Grid)]):
            yield table_of(parts, 0, shown)


def tables_of(ruled: Sequence[Grid]) -> list[list[Grid]]:
    """Given grids with no text between them, return them as tables, each the list of its parts."""
    tables: list[list[Grid]] = []
    for grid in ruled:
        if tables and goes_on(tables[-1][-1], grid):
            tables[-1].append(grid)
        else:
            tables.append([grid])
    return tables
