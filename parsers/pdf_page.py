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

from parsers.types import Box

MAX_CHARACTERS = 100_000  # a page; a full A4 page of small print holds about 5,000
MAX_OBJECTS = 100_000  # a page; the densest report table seen draws 640 lines
MAX_DEPTH = 8  # forms within forms
LINE_WIDTH = 3.0  # points; a filled box thinner than this is a ruling line
BLANKS = dict.fromkeys((0x20, 0xA0, 0x3000, *range(0x2000, 0x200B)), " ")
GUESSED = "\u200b"  # a blank that is not in the file but that pdfium would put: right between words, wrong between figures
STRAIGHT = 0.5  # points a stroke may lean and still be level or upright


class Char(NamedTuple):
    """One character with the box its font gives it; `baseline` is where it stands."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float


class Rule(NamedTuple):
    """A level or upright ruling line as the box it covers."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
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
        """Given a point, return where it goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Given two corners, return the upright box around where they go."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def after(self, first: Matrix) -> Matrix:
        """Given the matrix that is applied first, return both as one."""
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
        """Return the matrix that undoes this one (quarter turns and shifts only: never singular)."""
        scale = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / scale, -self.b / scale, -self.c / scale, self.a / scale
        return Matrix(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page; `shown` takes its upright coordinates back to the page as a viewer shows it."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]
    images: tuple[Box, ...]
    shown: Matrix
    unmapped: int = 0  # characters whose font does not say what they are
    truncated: bool = False


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Given an open page, return its characters, rules and pictures, turned so that most of its text reads left to right."""
    bounds = page.get_bbox()
    text = page.get_textpage()
    try:
        rotation = page.get_rotation()
        display = turned(bounds, rotation)
        quarter = (-main_angle(text) - rotation) % 360  # how far the text leans on the page as shown
        width, height = page_size(bounds, rotation)
        upright = turned((0, 0, width, height), quarter).after(Matrix(1, 0, 0, -1, 0, height))
        place = upright.after(display)
        chars, unmapped, cut = read_chars(text, place)
    finally:
        text.close()
    rules, images, more = read_objects(page, place)
    if quarter % 180:
        width, height = height, width
    return Page(number, width, height, chars, rules, images, upright.inverse(), unmapped, cut or more)


def page_size(bounds: Box, rotation: int) -> tuple[float, float]:
    """Given the visible box of a page in its own space, return width and height as shown."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return (height, width) if rotation % 180 else (width, height)


def turned(bounds: Box, rotation: int) -> Matrix:
    """Given a box with its origin at the bottom left, return the way to the same box turned clockwise, origin top left."""
    left, bottom, right, top = bounds
    return {
        0: Matrix(1, 0, 0, -1, -left, top),
        90: Matrix(0, 1, 1, 0, -bottom, -left),
        180: Matrix(-1, 0, 0, 1, right, -bottom),
        270: Matrix(0, -1, -1, 0, top, right),
    }[rotation]


def main_angle(text: pdfium.PdfTextPage) -> int:
    """Given the text of a page, return the quarter turn (0, 90, 180, 270; clockwise, in the space of the file) most of it leans by."""
    count = text.count_chars()
    step = max(1, count // 200)  # a sample says enough
    seen: Counter[int] = Counter()
    for index in range(0, min(count, MAX_CHARACTERS), step):
        if not raw.FPDFText_IsGenerated(text, index):
            seen[round(math.degrees(raw.FPDFText_GetCharAngle(text, index)) / 90) * 90 % 360] += 1
    return seen.most_common(1)[0][0] if seen else 0


def read_chars(text: pdfium.PdfTextPage, place: Matrix) -> tuple[tuple[Char, ...], int, bool]:
    """Given the text of a page, return its characters, how many have no meaning in their font, and whether some were left out."""
    count, box = text.count_chars(), raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    chars: list[Char] = []
    unmapped = 0
    for index in range(min(count, MAX_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code < 32:
            continue  # line ends: ours come from the baselines
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
        char = Char(letter, *place.box(box.left, box.bottom, box.right, box.top), place.point(x.value, y.value)[1])
        if math.isfinite(char.x0 + char.top + char.x1 + char.bottom + char.baseline):
            chars.append(char)
        else:
            unmapped += 1
    return tuple(chars), unmapped, count > MAX_CHARACTERS


def read_objects(page: pdfium.PdfPage, place: Matrix) -> tuple[tuple[Rule, ...], tuple[Box, ...], bool]:
    """Given a page, return its ruling lines, the boxes of its pictures, and whether some objects were left out."""
    rules: list[Rule] = []
    images: list[Box] = []
    for count, (obj, kind, matrix) in enumerate(objects(page, place)):
        if count >= MAX_OBJECTS:
            return tuple(rules), tuple(images), True
        if kind == raw.FPDF_PAGEOBJ_PATH:
            rules.extend(path_rules(obj, matrix))
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            box = object_box(obj, matrix)
            (rules.append(Rule(*box)) if thin(box) else images.append(box))
    return tuple(rule for rule in rules if math.isfinite(sum(rule))), tuple(images), False


def objects(page: pdfium.PdfPage, place: Matrix) -> Iterator[tuple[Any, int, Matrix]]:
    """Given a page, yield its paths and pictures, those inside forms too, each with the way to upright coordinates."""
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
    """Given a page object, return its own matrix."""
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(obj, found)
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def object_box(obj: Any, matrix: Matrix) -> Box:
    """Given a page object, return its upright box."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
    return matrix.box(left.value, bottom.value, right.value, top.value)


def thin(box: Box) -> bool:
    """Given a box, say whether it is a line."""
    return min(box[2] - box[0], box[3] - box[1]) <= LINE_WIDTH < max(box[2] - box[0], box[3] - box[1])


def path_rules(obj: Any, matrix: Matrix) -> list[Rule]:
    """Given a path, return the ruling lines in it: thin boxes that are filled, level and upright strokes."""
    box = object_box(obj, matrix)
    if max(box[2] - box[0], box[3] - box[1]) <= LINE_WIDTH:
        return [Rule(*box)]  # a dot of a dotted line
    if thin(box):
        return [Rule(*box)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(obj, fill, stroke)
    strokes = list(sub_paths(obj, matrix.after(object_matrix(obj))))
    if stroke.value:
        return [Rule(*line) for points in strokes for line in legs(points) if level_or_upright(line)]
    boxes = [around(points) for points in strokes] if fill.value else []
    return [Rule(*box) for box in boxes if thin(box)]


def sub_paths(obj: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Given a path, yield the corners of each of its pieces; a closed piece ends where it began."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(obj), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(obj, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(matrix.point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def legs(points: list[tuple[float, float]]) -> Iterator[Box]:
    """Given the corners of a stroke, yield the box of each of its legs."""
    for (ax, ay), (bx, by) in pairwise(points):
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def level_or_upright(box: Box) -> bool:
    """Given the box of a leg, say whether it is a line a table may be ruled with."""
    return min(box[2] - box[0], box[3] - box[1]) <= STRAIGHT


def around(points: list[tuple[float, float]]) -> Box:
    """Given points, return the box around them."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
