"""Pages as pictures → paragraphs and tables in reading order; imported only if the extra `ocr` is installed."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from gongkai.terminal.amounts import counted
from gongkai.workers import pages_read
from gongkai.workers.time_left import time_left
from parsers.scan.cells import ScanCell, read_cells
from parsers.scan.dewarp import straightened
from parsers.scan.grid import Grid, find_tables
from parsers.scan.ocr import engine, find_lines, read_lines
from parsers.scan.orientation import quarters
from parsers.scan.page_image import MOST_DPI, REFERENCE_DPI, Pixels, ScanPage, grey_of, ink_of, roughly_level, upright
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
LEAST_TIME, SPARE = 10.0, 1.5  # seconds a page is allowed, and by how much the next may be slower than the slowest so far
INDENT = 1.2  # a paragraph begins this many line heights to the right of the margin
SHORT = 2.5  # a line that ends this many heights before the right margin ends its paragraph


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as pixels (height × width [× red, green, blue]); `scale` is source units per pixel: points for PDF, 1 for pictures."""

    page: int
    pixels: Pixels
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line of running text in upright pixels."""

    left: int
    top: int
    right: int
    bottom: int
    text: str
    surety: float = 1.0


def file_pictures(body: bytes) -> list[Picture] | None:
    """Return the pages of a picture file; None if it cannot be opened or is larger than a page can be."""
    if not 0 < pixels_told(body) <= MOST_PIXELS:
        return None
    whole, found = cv2.imdecodemulti(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR_RGB)
    return [Picture(number, np.asarray(pixels)) for number, pixels in enumerate(found, 1)] if whole else None


def pixels_told(body: bytes) -> int:
    """Return the pixel count a picture file declares, over all pages, before anything is unpacked; 0 if it is not a picture."""
    try:
        with Image.open(io.BytesIO(body)) as picture:
            return picture.width * picture.height * min(MOST_PAGES, getattr(picture, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):  # Pillow's words for "not so"
        return 0


def pdf_pictures(body: bytes, pages: Sequence[int]) -> Iterator[Picture]:
    """Yield the pages, rendered one at a time, so that only one is in memory."""
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
    """Return the resolution of the page's largest picture, so that its pixels are neither merged nor multiplied."""
    found = [RENDER_DPI / 2]
    for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        width = image.get_px_size()[0]
        left, _, right, _ = image.get_bounds()
        if right - left > page.get_width() / 3:
            found.append(width * 72 / (right - left))
    return float(min(MOST_DPI, max(found)))


def read_pictures(pictures: Iterable[Picture], count: int = 1) -> tuple[Blocks, tuple[Problem, ...]]:
    """Return paragraphs and tables of `count` pages in reading order, tables numbered from 0, and what could not be read."""
    blocks: list[Paragraph | Table] = []
    problems: list[Problem] = []
    pages: list[int] = []
    slowest = LEAST_TIME
    for picture in pictures:
        began = time_left()
        if pages and began < slowest:
            problems.append(_out_of_time(picture.page))
            break
        pages.append(picture.page)
        pages_read.report(len(pages), max(count, len(pages)))
        for block in read_page(picture):
            blocks.append(_numbered(block, sum(isinstance(one, Table) for one in blocks)))
        problems += _doubts(picture.page, blocks)
        slowest = max(slowest, SPARE * (began - time_left())) if began < math.inf else slowest
    return tuple(blocks), (_read_by(pages), *problems)


def _out_of_time(page: int) -> Problem:
    """Name the first page that the time for one document does not allow; what was read before is kept."""
    message = f"the time for one document was over: the pictures from page {page} on were not read (see GONGKAI_READER_SECONDS)"
    return Problem("document", "scan_time", message, f"page {page}")


def _read_by(pages: Sequence[int]) -> Problem:
    """Return the problem that names the OCR engine: figures from pictures must be recognisable as such."""
    where = f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages))}"
    return Problem("document", "read_by_ocr", f"the text and figures of {where} were read from pictures by {engine()}", where)


def _numbered(block: Paragraph | Table, index: int) -> Paragraph | Table:
    return Table(index, block.cells, block.page) if isinstance(block, Table) else block


def _doubts(page: int, blocks: Sequence[Paragraph | Table]) -> list[Problem]:
    """Return one problem per page with cells whose two readings differ or whose words are uncertain."""
    cells = [cell for block in blocks if isinstance(block, Table) and block.page == page for cell in block.cells if cell.doubt]
    if not cells:
        return []
    listed = "; ".join(f"row {cell.row + 1} column {cell.column + 1}: {cell.doubt}" for cell in cells[:5])
    return [Problem("document", "scan_doubt", f"{counted(len(cells), 'cell')} of the scan not read for sure: {listed}", f"page {page}")]


def read_page(picture: Picture) -> Blocks:
    """Return the blocks of one page, in any orientation, from top to bottom."""
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
    """Return a table of cells as read, with boxes in the source's units."""
    return Table(0, tuple(to_cell(one, page, number) for one in cells), number)


def to_cell(one: ScanCell, page: ScanPage, number: int) -> Cell:
    """Return a cell as read, with its box in the source's units."""
    at, field = one.cell, one.cell.field
    box = page.place(field.left, field.top, field.right, field.bottom)
    return Cell(at.row, at.column, one.text, at.rowspan, at.colspan, page=number, box=box, doubt=one.doubt, readings=one.readings)


def text_lines(page: ScanPage, grids: Sequence[Grid]) -> list[ScannedLine]:
    """Return the lines of running text outside tables, including those from which nothing was read."""
    rest = page.grey.copy()
    for grid in grids:
        left, top = min(cell.field.left for cell in grid), min(cell.field.top for cell in grid)
        right, bottom = max(cell.field.right for cell in grid), max(cell.field.bottom for cell in grid)
        edge = round(8 * page.unit)
        rest[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge] = 255
    boxes = [_clipped(box, rest) for box in lines_in(rest, page.unit)]
    boxes = [box for box in boxes if box[2] - box[0] > 6 and box[3] - box[1] > 10 * page.unit]  # specks at the edge
    readings = read_lines([rest[top:bottom, left:right] for left, top, right, bottom in boxes])
    return [ScannedLine(*box, reading.text, reading.surety) for box, reading in zip(boxes, readings, strict=True)]


def lines_in(rest: Pixels, unit: float) -> list[tuple[int, int, int, int]]:
    """Return the boxes of text lines, searching only where there is ink: a few strips beside a table that fills the page."""
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
    """Return (first row, end) of strips, from the numbers of rows with ink: split at large gaps, and between lines if too high.

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


def joined_lines(pieces: Sequence[ScannedLine]) -> list[ScannedLine]:
    """Return lines with pieces side by side at one height joined."""
    lines: list[ScannedLine] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.left)):
        last = lines[-1] if lines else None
        # on one height: their middles are less than a third of a line apart
        if last and abs((piece.top + piece.bottom) - (last.top + last.bottom)) < 0.6 * (piece.bottom - piece.top):
            one, two = sorted((last, piece), key=lambda line: line.left)
            top, bottom = min(one.top, two.top), max(one.bottom, two.bottom)
            lines[-1] = ScannedLine(one.left, top, max(one.right, two.right), bottom, one.text + two.text, min(one.surety, two.surety))
        else:
            lines.append(piece)
    return lines


def paragraphs(lines: Sequence[ScannedLine], number: int, tables: Sequence[int]) -> list[tuple[int, Paragraph]]:
    """Return paragraphs with their tops, from lines top to bottom and the tops of the tables between them."""
    if not lines:
        return []
    height = float(np.median([line.bottom - line.top for line in lines]))
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    found: list[list[ScannedLine]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        if before and not _breaks(before, line, height, left, right, tables):
            found[-1].append(line)
        else:
            found.append([line])
    return [(group[0].top, Paragraph("".join(line.text for line in group), number)) for group in found]


def _breaks(before: ScannedLine, line: ScannedLine, height: float, left: int, right: int, tables: Sequence[int]) -> bool:
    """Return whether a paragraph begins: numbered, after a heading, short line or gap, indented, in another size, below a table."""
    return (
        NUMBERED.match(line.text) is not None
        or (NUMBERED.match(before.text) is not None and not SENTENCE.search(before.text))
        or line.left - left > INDENT * height
        or right - before.right > SHORT * height
        or line.top - before.bottom > 1.5 * height  # double-spaced lines are 0.9 apart
        or abs((line.bottom - line.top) - (before.bottom - before.top)) > 0.4 * height  # a heading is a third larger
        or any(before.top < top < line.top for top in tables)
    )
