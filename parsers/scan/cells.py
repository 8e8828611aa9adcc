"""The contents of ruled cells: ink or none, lines, glyphs; figures are read in two ways that must agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.scan.glyphs import glyph_of, template_readings
from parsers.scan.grid import Field, FieldCell
from parsers.scan.ocr import OcrReading, read_lines
from parsers.scan.page_image import Pixels, ScanPage

# Lengths in pixels at 200 dots an inch.
INSET = 3  # the remains of a rule beside a field
SPECK = 7  # area of a speck; the dot of 9 pt has 9
ONE_LINE = 33  # two lines of 9 pt are 50 high, one of 12 pt is 33
SMALLEST_MARK = 3  # height and width below which an isolated mark is dust
FIGURE = re.compile(r"[-+—]?[.,]*\d[\d.,]*(?:元|万元|%)?|[-—/]{1,2}|元|万元")
LOOKALIKE = str.maketrans("Oo〇○DQ口。lI|i丨ZzSsB，．一－＋十", "000000001111122558,.--++")
SOLID = 0.3  # of its height a blot is deep; the boldest strokes of digits are 0.15
BLOTTED = OcrReading("", 0.0, "?", 0.0)
SURE = 0.9  # of the recogniser: below, its reading alone is not taken
LIKELY = 0.8  # of the worst character: words read so twice, in two looks, are taken
SURE_WORDS = 0.98  # of the worst character: below it, words get a doubt


@dataclass(frozen=True, slots=True)
class ScanCell:
    """A cell as read. `readings` holds all readings, most certain first; `doubt` says why they differ."""

    cell: FieldCell
    text: str
    readings: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed in a field: its lines, each a box around marks, and the marks of the first line."""

    lines: tuple[tuple[int, int, int, int], ...]
    marks: tuple[tuple[int, int, int, int], ...]


def read_cells(page: ScanPage, cells: Sequence[FieldCell]) -> list[ScanCell]:
    """Return the cells of a page's tables as read; empty ones are recognised by their lack of ink."""
    printed = [printed_in(page, cell.field) for cell in cells]
    crops = [crop(page, line) for one in printed for line in one.lines]
    readings = iter(read_lines(crops))
    lines = [[next(readings) for _ in one.lines] for one in printed]
    read_again(page, printed, lines)
    figures = [number for number, found in enumerate(lines) if len(found) == 1 and is_figure(found[0])]
    seconds = dict(zip(figures, second_readings(page, [(printed[n], lines[n][0]) for n in figures]), strict=True))
    return [judged(cell, lines[number], seconds.get(number)) for number, cell in enumerate(cells)]


def read_again(page: ScanPage, printed: Sequence[Printed], lines: list[list[OcrReading]]) -> None:
    """Accept uncertain words if a second reading agrees."""
    unsure = [(number, place) for number, found in enumerate(lines) for place, one in enumerate(found)
              if LIKELY <= one.surety < SURE_WORDS and not is_figure(one)]  # fmt: skip
    fresh = read_lines([_other_look(crop(page, printed[number].lines[place], 0.45)) for number, place in unsure])
    for (number, place), again in zip(unsure, fresh, strict=True):
        if again.text == lines[number][place].text and again.surety >= LIKELY:
            lines[number][place] = replace(again, surety=1.0)


def printed_in(page: ScanPage, field: Field) -> Printed:
    """Return the lines printed in a field, without remains of rules and specks."""
    inset = max(2, round(INSET * page.unit))
    left, top = field.left + inset, field.top + inset
    ink = page.ink[top : field.bottom - inset, left : field.right - inset]
    if ink.size == 0:
        return Printed((), ())
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    marks = [(left + int(x), top + int(y), left + int(x + w), top + int(y + h)) for x, y, w, h, area in stats[1:]
             if area >= SPECK * page.unit**2 and not _remains_of_rule((int(x), int(y), int(w), int(h)), ink.shape)]  # fmt: skip
    lines = [line for line in _lines_of(marks, page.unit) if not _dust(line, page.unit)]
    return Printed(tuple(map(_around, lines)), tuple(sorted(lines[0])) if lines else ())


Mark = tuple[int, int, int, int]


def _remains_of_rule(mark: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Return whether a mark is thin and along the field's edge."""
    x, y, width, height = mark
    beside = x == 0 or x + width == shape[1]
    below = y == 0 or y + height == shape[0]
    return (beside and width <= 3 and height > 2 * width) or (below and height <= 3 and width > 2 * height)  # a rule is 2 to 5 wide


def _lines_of(marks: list[Mark], unit: float) -> list[list[Mark]]:
    """Return marks grouped into lines by overlap in height."""
    lines: list[tuple[int, int, list[Mark]]] = []
    for mark in sorted(marks, key=lambda mark: mark[1] - mark[3]):  # tallest first: dots and strokes then find their line
        for number, (top, bottom, members) in enumerate(lines):
            if min(bottom, mark[3]) - max(top, mark[1]) > 0.3 * (mark[3] - mark[1]):  # accents lie low or high in a line
                lines[number] = (min(top, mark[1]), max(bottom, mark[3]), [*members, mark])
                break
        else:
            lines.append((mark[1], mark[3], [mark]))
    return _joined_lines(lines, ONE_LINE * unit)


def _joined_lines(lines: list[tuple[int, int, list[Mark]]], one_line: float) -> list[list[Mark]]:
    """Return lines with those joined that overlap by half, and the two halves of a character (总, 二)."""
    joined: list[tuple[int, int, list[Mark]]] = []
    highest = max([one_line, *(1.1 * (bottom - top) for top, bottom, _ in lines)])
    for top, bottom, members in sorted(lines):
        overlap = min(joined[-1][1], bottom) - top if joined else 0
        half = 0.5 * min(bottom - top, joined[-1][1] - joined[-1][0]) if joined else 0
        if joined and (overlap > half or bottom - joined[-1][0] <= highest):
            joined[-1] = (joined[-1][0], max(joined[-1][1], bottom), joined[-1][2] + members)
        else:
            joined.append((top, bottom, members))
    return [members for _, _, members in joined]


def _around(marks: list[Mark]) -> Mark:
    lefts, tops, rights, bottoms = zip(*marks, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _dust(line: list[Mark], unit: float) -> bool:
    left, top, right, bottom = _around(line)
    return max(right - left, bottom - top) <= SMALLEST_MARK * unit


def crop(page: ScanPage, line: Mark, margin: float = 0.22) -> Pixels:
    """Return a line's grey pixels with a margin of paper, as the recogniser was trained."""
    left, top, right, bottom = line
    more = max(3, round(margin * max(bottom - top, 14 * page.unit)))
    flat = max(0, round(20 * page.unit) - (bottom - top)) // 2  # a dash or a dot alone is framed as high as a digit
    return page.grey[max(0, top - more - flat) : bottom + more + flat, max(0, left - more) : right + more]


def is_figure(reading: OcrReading) -> bool:
    """Return whether a line is a figure, perhaps with digits mistaken for similar letters."""
    return FIGURE.fullmatch(reading.text.replace(" ", "").translate(LOOKALIKE)) is not None


def second_readings(page: ScanPage, figures: Sequence[tuple[Printed, OcrReading]]) -> list[OcrReading]:
    """Return an independent reading of each figure: its glyphs compared with all glyphs of the page, or else a second look."""
    glyphs = [[glyph_of(page.grey, mark) for mark in one.marks] for one, _ in figures]
    found: list[OcrReading | None] = list(template_readings(glyphs, [reading.figure for _, reading in figures]))
    again = [number for number, reading in enumerate(found) if reading is None]
    fresh = read_lines([_other_look(crop(page, figures[number][0].lines[0], 0.45)) for number in again])
    for number, reading in zip(again, fresh, strict=True):
        found[number] = BLOTTED if any(_blotted(page, mark) for mark in figures[number][0].marks) else reading
    return [reading for reading in found if reading]


def _blotted(page: ScanPage, mark: Mark) -> bool:
    """Return whether a digit-high mark has a core thicker than any pen stroke, so that what is under it cannot be known."""
    left, top, right, bottom = mark
    depth = cv2.distanceTransform(cv2.copyMakeBorder(page.ink[top:bottom, left:right], 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)
    return bottom - top > 12 * page.unit and float(depth.max()) > SOLID * (bottom - top)


def _other_look(pixels: Pixels) -> Pixels:
    """Return the same crop framed wider, enlarged and with stretched contrast: errors seldom repeat."""
    large = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_LANCZOS4)
    low, high = np.percentile(large, (2, 90))
    stretched = (large.astype(np.float32) - low) * (255 / max(1.0, float(high - low)))
    return np.asarray(np.clip(stretched, 0, 255).astype(np.uint8))


def judged(cell: FieldCell, lines: Sequence[OcrReading], second: OcrReading | None) -> ScanCell:
    """Return a cell with its text, or with all its readings and the reason for doubt."""
    if not cell.field.whole and lines:
        return ScanCell(cell, "".join(line.text for line in lines), doubt="a rule around this cell is missing")
    if second is None:
        return words(cell, lines)
    first, other = lines[0].figure, second.figure
    if first == other and first:
        return ScanCell(cell, first) if first[-1] not in ".," else _ended(cell, first)
    readings = tuple(dict.fromkeys(text for text in (first, other, "") if text or not (first or other)))
    if not other and lines[0].figure_surety >= SURE:
        return ScanCell(cell, first)
    ordered = readings if lines[0].figure_surety >= second.figure_surety else readings[::-1]
    return ScanCell(cell, ordered[0], ordered, f"read as {' and as '.join(repr(text) for text in ordered)}")


def _ended(cell: FieldCell, text: str) -> ScanCell:
    """Return a figure that ends in a dot: dust beside a complete one, or the rest of a broken one."""
    whole = text.rstrip(".,")
    return ScanCell(cell, whole, (whole, text), f"read as {text!r}")


def words(cell: FieldCell, lines: Sequence[OcrReading]) -> ScanCell:
    """Return a cell with its words, from its lines without a figure; ink without a reading is a doubt too."""
    text, surety = "\n".join(line.text for line in lines), min((line.surety for line in lines), default=1.0)
    return ScanCell(cell, text, doubt="" if surety >= SURE_WORDS else f"words read at {surety:.2f}")
