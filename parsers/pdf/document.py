"""PDF → document. pdfium reads characters and ruling lines; pdfplumber reads doubtful pages again; scans go to OCR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pypdfium2 as pdfium

from gongkai.terminal.amounts import counted
from parsers.files.safe_zip import Unreadable
from parsers.pdf import second_reader, strikes
from parsers.pdf.grid import RuledGrid, grids
from parsers.pdf.machine_fonts import without_machine_fonts
from parsers.pdf.page import Char, PageContent, read_page
from parsers.pdf.paragraphs import Measure, measure, paragraphs, title_of, without_furniture
from parsers.pdf.scanned_pages import pages_of_pictures, read_pictures
from parsers.pdf.tables import goes_on, table_of
from parsers.pdf.text_lines import TextLine, lines
from parsers.types import Box, Document, Paragraph, Problem, Source, Table, text_of, unread

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 400  # an annual report has 4 to 30; the pages before the limit are kept

Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class PageItem:
    """A line of text or a grid, at its position in reading order."""

    page: int
    top: float
    thing: TextLine | RuledGrid


@without_machine_fonts()
def parse(source: Source) -> Document:
    """Return the paragraphs and tables of a PDF in reading order; cells have page and box in points."""
    try:
        pages, problems = read_pages(source.body)
    except Unreadable as error:
        return unread(MEDIA_TYPE, error.code, error.message)
    read, more = with_second_reader(source.body, pages)
    blocks, title = assembled(read)
    pictures, scan_problems = read_pictures(source.body, pages_of_pictures(read), read)
    return document((*blocks, *pictures), title, [*problems, *more, *scan_problems])


def document(blocks: Sequence[Block], title: str, problems: Sequence[Problem]) -> Document:
    """Return the document of blocks from text pages and from pictures: sorted by page, tables renumbered."""
    ordered = sorted(blocks, key=lambda block: block.page or 0)
    tables = iter(range(len(ordered)))
    numbered = tuple(replace(block, index=next(tables)) if isinstance(block, Table) else block for block in ordered)
    if not numbered and not problems:
        problems = [Problem("document", "no_text", "The PDF holds neither text nor a picture that could be read.")]
    return Document(title, None, MEDIA_TYPE, text_of(numbered), numbered, problems=tuple(problems))


def read_pages(body: bytes) -> tuple[list[PageContent], list[Problem]]:
    """Return the pages of a PDF up to the limit, and what could not be read; raises Unreadable."""
    try:
        pdf = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted", "The PDF is locked with a password; ask the publisher for an open copy.") from error
        return second_reader.read_pages(body, limit=MAX_PAGES), []
    with pdf:
        count = len(pdf)
        found = [read_one(pdf, number) for number in range(1, min(count, MAX_PAGES) + 1)]
    pages = [page for page in found if isinstance(page, PageContent)]
    problems = [problem for problem in found if isinstance(problem, Problem)]
    if count > MAX_PAGES:
        problems.append(Problem("document", "page_limit", f"{counted(count, 'page')}; the first {MAX_PAGES} were read."))
    return pages, problems


def read_one(pdf: pdfium.PdfDocument, number: int) -> PageContent | Problem:
    """Return a page of an open PDF, numbered from 1, or why it could not be read."""
    try:
        page = pdf[number - 1]
        try:
            return strikes.marked(read_page(page, number))
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        return Problem("document", "page_damaged", f"Page {number} cannot be read ({error}).", f"page {number}")


def with_second_reader(body: bytes, pages: Sequence[PageContent]) -> tuple[list[tuple[PageContent, list[RuledGrid]]], list[Problem]]:
    """Return each page with its grids, reread by pdfplumber if doubtful, and the doubts that remain."""
    read = [(page, grids(page)) for page in pages]
    asked = [page.number for page, ruled in read if second_reader.doubtful(page, ruled)]
    try:
        again = {page.number: page for page in second_reader.read_pages(body, asked)} if asked else {}
    except Unreadable:
        again = {}  # the first reading is kept, with its doubts
    read = [second_reader.better(first, again[first[0].number]) if first[0].number in again else first for first in read]
    return read, [problem for page, _ in read for problem in doubts(page)]


def doubts(page: PageContent) -> Iterator[Problem]:
    """Yield what is known to be missing from a page as finally read."""
    where = f"page {page.number}"
    if page.unmapped:
        yield Problem(
            "document",
            "unmapped_characters",
            f"{counted(page.unmapped, 'character has', 'characters have')} no meaning in the font; left out.",
            where,
        )
    if page.truncated:
        yield Problem("document", "page_cut", "The page has more characters or lines than are read of one page.", where)


def assembled(read: Sequence[tuple[PageContent, list[RuledGrid]]]) -> tuple[list[Block], str]:
    """Return the blocks of pages with their grids in reading order, and the title."""
    prose = without_furniture([(page.height, lines(outside(page, ruled))) for page, ruled in read])
    body = measure(prose, max((page.width for page, _ in read), default=0.0))
    items = [item for (page, ruled), own in zip(read, prose, strict=True) for item in reading_order(page.number, own, ruled)]
    blocks = list(in_order(items, body, {page.number: page for page, _ in read}))
    return blocks, title_of(prose[0], body) if prose else ""


def reading_order(page: int, own: Sequence[TextLine], ruled: Sequence[RuledGrid]) -> list[PageItem]:
    """Return the lines and grids of a page from top to bottom."""
    return sorted(
        [*(PageItem(page, line.top, line) for line in own), *(PageItem(page, grid.top, grid) for grid in ruled)], key=lambda item: item.top
    )


def outside(page: PageContent, ruled: Sequence[RuledGrid]) -> list[Char]:
    """Return the characters of a page that are in none of its grids and visible as plain text."""
    return [char for char in page.chars if char.mark is None and not any(grid.holds(char) for grid in ruled)]


def in_order(items: Sequence[PageItem], body: Measure, pages: dict[int, PageContent]) -> Iterator[Block]:
    """Yield paragraphs and tables from lines and grids in reading order; a grid that continues after a page end is one table."""

    def shown(number: int, box: Box) -> Box:
        return pages[number].shown.box(*box)

    for is_grid, group in groupby(items, key=lambda item: isinstance(item.thing, RuledGrid)):
        if not is_grid:
            yield from paragraphs([(item.page, item.thing) for item in group if isinstance(item.thing, TextLine)], body, shown)
            continue
        for parts in tables_of([item.thing for item in group if isinstance(item.thing, RuledGrid)]):
            yield table_of(parts, 0, shown)


def tables_of(ruled: Sequence[RuledGrid]) -> list[list[RuledGrid]]:
    """Return grids with no text between them as tables, each a list of its parts."""
    tables: list[list[RuledGrid]] = []
    for grid in ruled:
        if tables and goes_on(tables[-1][-1], grid):
            tables[-1].append(grid)
        else:
            tables.append([grid])
    return tables
