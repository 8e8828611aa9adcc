"""Pages as pictures → paragraphs and tables in reading order; loaded only where the extra `ocr` is installed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from parsers.scan_cells import ScanCell, read_cells
from parsers.scan_grid import Grid, find_tables
from parsers.scan_ocr import engine, find_lines, read_lines
from parsers.scan_page import MOST_DPI, REFERENCE_DPI, Pixels, ScanPage, grey_of, ink_of, roughly_level, upright
from parsers.scan_straight import straightened
from parsers.scan_turn import quarters
from parsers.types import Cell, Paragraph, Problem, Table

Blocks = tuple[Paragraph | Table, ...]
RENDER_DPI = 200  # a page without text is drawn at the resolution its picture has, but never finer than MOST_DPI
MOST_PIXELS = 120_000_000  # twenty pages at 200 dots an inch, A3 at 800; a larger picture is no page
MOST_PAGES = 1000  # of a TIFF; their number is in no head, so each is looked for
LEAST_SURETY = 0.1  # of the worst character of a line: below, it is a seal, a signature or the edge of the page
NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")  # how parts of a report begin
SENTENCE = re.compile(r"[，。；：]")
STRIP_GAP, STRIP_ROOM = 160, 24  # pixels at 200 dots an inch: white this high parts strips of text; paper set around a strip
STRIP_MOST = 2400  # an A4 page: the detector needs 1 GB for it, and a long picture has a dozen
INDENT = 1.2  # a paragraph begins this many line heights to the right of the margin
SHORT = 2.5  # a line that ends this many heights before the right margin ends its paragraph


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as pixels (height × width [× red, green, blue]); `scale` source units a pixel: points for PDF, 1 for pictures."""

    page: int
    pixels: Pixels
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text in upright pixels."""

    left: int
    top: int
    right: int
    bottom: int
    text: str
    surety: float = 1.0


def file_pictures(body: bytes) -> list[Picture] | None:
    """Given a picture file, return its pages; None where it cannot be opened or is larger than a page can be."""
    if not 0 < pixels_told(body) <= MOST_PIXELS:
        return None
    whole, found = cv2.imdecodemulti(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR_RGB)
    return [Picture(number, np.asarray(pixels)) for number, pixels in enumerate(found, 1)] if whole else None


def pixels_told(body: bytes) -> int:
    """Given a picture file, return how many pixels its head says it has, all pages together, before any is unpacked; 0 for no picture."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.width * picture.height * min(MOST_PAGES, getattr(picture, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):  # Pillow's words for "not so"
        return 0


def pdf_pictures(body: bytes, pages: Sequence[int]) -> Iterator[Picture]:
    """The pages drawn one after another, so that one is in memory at a time."""
    document = pypdfium2.PdfDocument(body)
    for number in pages:
        page = document[number - 1]
        room = 72 * (MOST_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5  # a sheet of ten metres is drawn coarsely
        dots = min(_native_dpi(page), room)
        pixels = page.render(scale=dots / 72, grayscale=False, rev_byteorder=True).to_numpy()
        yield Picture(number, pixels, 72 / dots)
        page.close()
    document.close()


def _native_dpi(page: pypdfium2.PdfPage) -> float:
    """The resolution of the largest picture on the page, so that its pixels are neither melted nor multiplied."""
    found = [RENDER_DPI / 2]
    for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        width = image.get_px_size()[0]
        left, _, right, _ = image.get_bounds()
        if right - left > page.get_width() / 3:
            found.append(width * 72 / (right - left))
    return float(min(MOST_DPI, max(found)))


def read(pictures: Iterable[Picture]) -> tuple[Blocks, tuple[Problem, ...]]:
    """Given pages as pictures, return their paragraphs and tables in reading order, tables numbered from 0, and what could not be read."""
    blocks: list[Paragraph | Table] = []
    problems: list[Problem] = []
    pages = []
    for picture in pictures:
        pages.append(picture.page)
        for block in read_page(picture):
            blocks.append(_numbered(block, sum(isinstance(one, Table) for one in blocks)))
        problems += _doubts(picture.page, blocks)
    return tuple(blocks), (_read_by(pages), *problems)


def _read_by(pages: Sequence[int]) -> Problem:
    """Who read the pages: figures from pictures are to be known as such, and by which engine."""
    told = f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages))}"
    return Problem("document", "read_by_ocr", f"the text and figures of {told} were read from pictures by {engine()}", told)


def _numbered(block: Paragraph | Table, index: int) -> Paragraph | Table:
    return Table(index, block.cells, block.page) if isinstance(block, Table) else block


def _doubts(page: int, blocks: Sequence[Paragraph | Table]) -> list[Problem]:
    """One problem a page with cells that two readings see differently, or whose words are not read for sure."""
    cells = [cell for block in blocks if isinstance(block, Table) and block.page == page for cell in block.cells if cell.doubt]
    if not cells:
        return []
    told = "; ".join(f"row {cell.row + 1} column {cell.column + 1}: {cell.doubt}" for cell in cells[:5])
    return [Problem("document", "scan_doubt", f"{len(cells)} cells of the scan are not read for sure: {told}", f"page {page}")]


def read_page(picture: Picture) -> Blocks:
    """Given one page, whichever way round it lies, return its blocks from top to bottom."""
    grey = grey_of(picture.pixels)
    page = straightened(upright(grey, picture.scale, quarters(roughly_level(grey))))
    grids = find_tables(page)
    cells = iter(read_cells(page, [cell for grid in grids for cell in grid]))
    tables = [(grid[0].field.top, to_table([next(cells) for _ in grid], page, picture.page)) for grid in grids if grid]
    clear = joined_lines([line for line in text_lines(page, grids) if line.text and line.surety >= LEAST_SURETY])
    texts = paragraphs(clear, picture.page, [top for top, _ in tables])
    placed: list[tuple[int, Paragraph | Table]] = [*tables, *texts]
    return tuple(block for _, block in sorted(placed, key=lambda pair: pair[0]))


def to_table(cells: Sequence[ScanCell], page: ScanPage, number: int) -> Table:
    """Given the cells of one table as read, return it with boxes in the source's own units."""
    return Table(0, tuple(to_cell(one, page, number) for one in cells), number)


def to_cell(one: ScanCell, page: ScanPage, number: int) -> Cell:
    """Given a cell as read, return it with its box in the source's own units."""
    at, field = one.cell, one.cell.field
    box = page.place(field.left, field.top, field.right, field.bottom)
    return Cell(at.row, at.column, one.text, at.rowspan, at.colspan, page=number, box=box, doubt=one.doubt, readings=one.readings)


def text_lines(page: ScanPage, grids: Sequence[Grid]) -> list[TextLine]:
    """The lines of running text, tables painted over; also those nothing was read of."""
    rest = page.grey.copy()
    for grid in grids:
        left, top = min(cell.field.left for cell in grid), min(cell.field.top for cell in grid)
        right, bottom = max(cell.field.right for cell in grid), max(cell.field.bottom for cell in grid)
        edge = round(8 * page.unit)
        rest[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge] = 255
    boxes = [_clipped(box, rest) for box in lines_in(rest, page.unit)]
    boxes = [box for box in boxes if box[2] - box[0] > 6 and box[3] - box[1] > 10 * page.unit]  # specks at the edge
    readings = read_lines([rest[top:bottom, left:right] for left, top, right, bottom in boxes])
    return [TextLine(*box, reading.text, reading.surety) for box, reading in zip(boxes, readings, strict=True)]


def lines_in(rest: Pixels, unit: float) -> list[tuple[int, int, int, int]]:
    """The boxes of lines of text, looked for where there is ink only: beside a table that fills the page that is a few strips."""
    ink = cv2.morphologyEx(ink_of(rest), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return []
    found, room = [], round(STRIP_ROOM * unit)
    for top, bottom in strips(rows, STRIP_GAP * unit, round(STRIP_MOST * unit)):
        strip = cv2.copyMakeBorder(rest[top:bottom], room, room, 0, 0, cv2.BORDER_CONSTANT, value=(255,))
        boxes = find_lines(strip, REFERENCE_DPI * unit)
        found += [(left, top + high - room, right, top + low - room) for left, high, right, low in boxes]
    return found


def strips(rows: Pixels, gap: float, most: int) -> list[tuple[int, int]]:
    """Given the numbers of the rows with ink, return first row and end of strips: parted at high gaps, and between lines where too high.

    >>> strips(np.array([3, 4, 5, 9, 10, 40, 41, 42, 43]), 10, 6)
    [(3, 6), (9, 11), (40, 44)]
    """
    found: list[tuple[int, int]] = []
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        top, bottom = int(run[0]), int(run[-1]) + 1
        if found and top - found[-1][1] <= gap and bottom - found[-1][0] <= most:
            found[-1] = (found[-1][0], bottom)
        else:
            found += [(start, min(start + most, bottom)) for start in range(top, bottom, most)]
    return found


def _clipped(box: tuple[int, int, int, int], pixels: Pixels) -> tuple[int, int, int, int]:
    height, width = pixels.shape
    return (max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3]))


def joined_lines(pieces: Sequence[TextLine]) -> list[TextLine]:
    """Pieces side by side on one height are one line."""
    lines: list[TextLine] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.left)):
        last = lines[-1] if lines else None
        # on one height: their middles are less than a third of a line apart
        if last and abs((piece.top + piece.bottom) - (last.top + last.bottom)) < 0.6 * (piece.bottom - piece.top):
            one, two = sorted((last, piece), key=lambda line: line.left)
            top, bottom = min(one.top, two.top), max(one.bottom, two.bottom)
            lines[-1] = TextLine(one.left, top, max(one.right, two.right), bottom, one.text + two.text, min(one.surety, two.surety))
        else:
            lines.append(piece)
    return lines


def paragraphs(lines: Sequence[TextLine], number: int, tables: Sequence[int]) -> list[tuple[int, Paragraph]]:
    """Given lines from top to bottom and the tops of the tables between them, return paragraphs with their tops."""
    if not lines:
        return []
    height = float(np.median([line.bottom - line.top for line in lines]))
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    found: list[list[TextLine]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        if before and not _breaks(before, line, height, left, right, tables):
            found[-1].append(line)
        else:
            found.append([line])
    return [(group[0].top, Paragraph("".join(line.text for line in group), number)) for group in found]


def _breaks(before: TextLine, line: TextLine, height: float, left: int, right: int, tables: Sequence[int]) -> bool:
    """Whether a paragraph begins: numbered, after a heading or a short line, indented, after a gap, in another size, below a table."""
    return (
        NUMBERED.match(line.text) is not None
        or (NUMBERED.match(before.text) is not None and not SENTENCE.search(before.text))
        or line.left - left > INDENT * height
        or right - before.right > SHORT * height
        or line.top - before.bottom > 1.5 * height  # double-spaced lines are 0.9 apart
        or abs((line.bottom - line.top) - (before.bottom - before.top)) > 0.4 * height  # a heading is a third larger
        or any(before.top < top < line.top for top in tables)
    )
