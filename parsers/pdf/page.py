"""One page of a PDF as pdfium sees it: characters, ruling lines and pictures, upright, in points, origin top left."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parsers.pdf.paint import Paint, address, restored, slanted
from parsers.types import Box, Mark

MAX_CHARACTERS = 100_000  # a page; a full A4 page of small print holds about 5,000
MAX_OBJECTS = 100_000  # a page; the densest report table seen draws 640 lines
MAX_DEPTH = 8  # forms within forms
LINE_WIDTH = 3.0  # points; a filled box thinner than this is a ruling line
BLANKS = dict.fromkeys((0x20, 0xA0, 0x3000, *range(0x2000, 0x200B)), " ")
GUESSED = "\u200b"  # a blank that is not in the file but that pdfium would put: right between words, wrong between figures
TALL = 15.0  # points: a character taller than this is a title's, or one of a vertical font with a wrong box
DESCENT = 0.14  # of the size, below the baseline of a Chinese character
STRAIGHT = 0.5  # points a stroke may lean and still be level or upright


class Char(NamedTuple):
    """One character with its font box; `baseline` is the line it is set on, `mark` why it is not part of the text."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    mark: Mark | None = None


class RulingLine(NamedTuple):
    """A horizontal or vertical ruling line as the box it covers."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it is horizontal."""
        return self.x1 - self.x0 >= self.bottom - self.top


class Matrix(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return the upright box around the images of two corners."""
        a, b, c, d, e, f = self
        if b == c == 0 and a > 0 > d:  # an upright page, as nearly all are
            x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
            y0, y1 = (y0, y1) if y0 <= y1 else (y1, y0)
            return a * x0 + e, d * y1 + f, a * x1 + e, d * y0 + f
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def after(self, first: Matrix) -> Matrix:
        """Return the product of this matrix with the one applied first."""
        e, f = self.point(first.e, first.f)
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )

    def inverse(self) -> Matrix:
        """Return the inverse (quarter turns and shifts only: never singular)."""
        scale = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / scale, -self.b / scale, -self.c / scale, self.a / scale
        return Matrix(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))


@dataclass(frozen=True, slots=True)
class PageContent:
    """The contents of one page; `shown` maps its upright coordinates back to the page as displayed."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[RulingLine, ...]
    images: tuple[Box, ...]
    shown: Matrix
    unmapped: int = 0  # characters whose font does not say what they are
    truncated: bool = False


def read_page(page: pdfium.PdfPage, number: int) -> PageContent:
    """Return the characters, rules and pictures of an open page, turned so that most of its text reads left to right."""
    bounds = page.get_bbox()
    text = page.get_textpage()
    try:
        rotation = page.get_rotation()
        display = turned(bounds, rotation)
        quarter = (-main_angle(text) - rotation) % 360  # how far the text leans on the page as shown
        width, height = page_size(bounds, rotation)
        upright = turned((0, 0, width, height), quarter).after(Matrix(1, 0, 0, -1, 0, height))
        place = upright.after(display)
        paint = Paint()
        rules, images, more = read_objects(page, place, paint)
        chars, unmapped, cut = read_chars(text, place, paint)
    finally:
        text.close()
    if quarter % 180:
        width, height = height, width
    return PageContent(number, width, height, chars, rules, images, upright.inverse(), unmapped, cut or more)


def page_size(bounds: Box, rotation: int) -> tuple[float, float]:
    """Return the displayed width and height of a page's visible box."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return (height, width) if rotation % 180 else (width, height)


def turned(bounds: Box, rotation: int) -> Matrix:
    """Return the transformation from a box with origin bottom left to the same box turned clockwise, origin top left."""
    left, bottom, right, top = bounds
    return {
        0: Matrix(1, 0, 0, -1, -left, top),
        90: Matrix(0, 1, 1, 0, -bottom, -left),
        180: Matrix(-1, 0, 0, 1, right, -bottom),
        270: Matrix(0, -1, -1, 0, top, right),
    }[rotation]


def main_angle(text: pdfium.PdfTextPage) -> int:
    """Return the quarter turn (0, 90, 180, 270; clockwise, in file space) of most of a page's text."""
    count = text.count_chars()
    step = max(1, count // 200)  # a sample suffices
    seen: Counter[int] = Counter()
    for index in range(0, min(count, MAX_CHARACTERS), step):
        if not raw.FPDFText_IsGenerated(text, index):
            seen[round(math.degrees(raw.FPDFText_GetCharAngle(text, index)) / 90) * 90 % 360] += 1
    return seen.most_common(1)[0][0] if seen else 0


def read_chars(text: pdfium.PdfTextPage, place: Matrix, paint: Paint) -> tuple[tuple[Char, ...], int, bool]:
    """Return a page's characters, how many have no Unicode meaning in their font, and whether some were left out."""
    count, box = text.count_chars(), raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    chars: list[Char] = []
    owned: list[tuple[Char, Any]] = []  # with the text object of each, where the page is painted so that it matters
    unmapped = 0
    for index in range(min(count, MAX_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if obj := raw.FPDFText_GetTextObject(text, index) if paint.odd else None:
            paint.used.add(address(obj))
        if code < 32 or ((angle := raw.FPDFText_GetCharAngle(text, index)) and slanted(angle)):
            continue  # line ends, since ours come from the baselines, and watermarks across the page
        if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            unmapped += 1
            continue
        letter = BLANKS.get(code) or chr(code)
        if letter == " " and raw.FPDFText_IsGenerated(text, index) == 1:
            if chars:  # its own place is vague: it follows the character before it
                chars.append(chars[-1]._replace(text=GUESSED))
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        if box.top - box.bottom > TALL:
            mend_vertical(text, index, box, (x.value, y.value))
        at = place.box(box.left, box.bottom, box.right, box.top)
        mark = paint.mark(obj, at) if obj else None
        char = Char(letter, *at, place.point(x.value, y.value)[1], mark)
        finite = math.isfinite(sum(at, char.baseline))
        unmapped += not finite
        chars += [char] if finite else []
        owned += [(char, obj)] if finite and obj else []
    return (*chars, *restored(owned, place.box, paint.unused(place.box))), unmapped, count > MAX_CHARACTERS


def mend_vertical(text: pdfium.PdfTextPage, index: int, box: Any, origin: tuple[float, float]) -> None:
    """Correct the box of a character in a vertical font: pdfium makes it as large as the unscaled font size."""
    scaled = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, scaled)
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(scaled.c, scaled.d)
    if size > 0 and box.top - box.bottom > 2 * size:
        box.left, box.right = origin[0], origin[0] + size
        box.bottom, box.top = origin[1] - DESCENT * size, origin[1] + (1 - DESCENT) * size


def read_objects(page: pdfium.PdfPage, place: Matrix, paint: Paint) -> tuple[tuple[RulingLine, ...], tuple[Box, ...], bool]:
    """Return a page's ruling lines, picture boxes, and whether some objects were left out; `paint` takes in the rest."""
    rules: list[RulingLine] = []
    images: list[Box] = []
    for count, (obj, kind, matrix) in enumerate(objects(page, place)):
        if count >= MAX_OBJECTS:
            return tuple(rules), tuple(images), True
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            paint.add_text(count, obj)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            ruled = path_rules(obj, matrix)
            rules.extend(ruled)
            if not ruled and is_filled(obj):
                paint.add_fill(count, obj, object_box(obj, matrix))
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            box = object_box(obj, matrix)
            (rules.append(RulingLine(*box)) if thin(box) else images.append(box))
    return tuple(rule for rule in rules if math.isfinite(sum(rule))), tuple(images), False


def objects(page: pdfium.PdfPage, place: Matrix) -> Iterator[tuple[Any, int, Matrix]]:
    """Yield a page's paths and pictures, including those in forms, each with its transformation to upright coordinates."""
    waiting = [(raw.FPDFPage_GetObject(page, n), place, 0) for n in range(raw.FPDFPage_CountObjects(page) - 1, -1, -1)]
    while waiting:
        obj, matrix, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(obj)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield obj, kind, matrix
        elif depth < MAX_DEPTH:
            inner = matrix.after(object_matrix(obj))
            count = raw.FPDFFormObj_CountObjects(obj)
            waiting.extend((raw.FPDFFormObj_GetObject(obj, n), inner, depth + 1) for n in range(count - 1, -1, -1))


def object_matrix(obj: Any) -> Matrix:
    """Return a page object's own matrix."""
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(obj, found)
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def object_box(obj: Any, matrix: Matrix) -> Box:
    """Return a page object's upright box."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
    return matrix.box(left.value, bottom.value, right.value, top.value)


def thin(box: Box) -> bool:
    """Return whether a box is thin enough for a line."""
    return min(box[2] - box[0], box[3] - box[1]) <= LINE_WIDTH < max(box[2] - box[0], box[3] - box[1])


def path_rules(obj: Any, matrix: Matrix) -> list[RulingLine]:
    """Return the ruling lines in a path: thin filled boxes, horizontal and vertical strokes."""
    box = object_box(obj, matrix)
    if max(box[2] - box[0], box[3] - box[1]) <= LINE_WIDTH:
        return [RulingLine(*box)]  # a dot of a dotted line
    if thin(box):
        return [RulingLine(*box)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(obj, fill, stroke)
    strokes = list(sub_paths(obj, matrix.after(object_matrix(obj))))
    if stroke.value:
        return [RulingLine(*line) for points in strokes for line in legs(points) if level_or_upright(line)]
    boxes = [around(points) for points in strokes] if fill.value else []
    return [RulingLine(*box) for box in boxes if thin(box)]


def is_filled(obj: Any) -> bool:
    """Return whether a path is filled."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(obj, fill, stroke)
    return bool(fill.value)


def sub_paths(obj: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each subpath; a closed one ends where it began."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(obj), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(obj, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        points.append(matrix.point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def legs(points: list[tuple[float, float]]) -> Iterator[Box]:
    """Yield the box of each leg of a stroke, from its corners."""
    for (ax, ay), (bx, by) in pairwise(points):
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def level_or_upright(box: Box) -> bool:
    """Return whether the box of a leg is a line a table may be ruled with."""
    return min(box[2] - box[0], box[3] - box[1]) <= STRAIGHT


def around(points: list[tuple[float, float]]) -> Box:
    """Return the box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
