"""Ruled tables in a picture: rules → the white fields between them → cells with their rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from parsers.scan.page_image import Pixels, ScanPage

# Lengths in pixels at 200 dots an inch.
SHORTEST_ACROSS = 60  # a rule is longer than the longest stroke of a heading (14 pt: 39 px)
SHORTEST_DOWN = 34  # a row of 9 pt is at least 40 high; strokes this long are isolated and enclose nothing
GAP = 13  # a rule may be broken this far
SAME_EDGE = 13  # edges nearer than this are one rule seen from both sides: a blurred one is 9 thick; a field is at least LEAST_SIDE wide
LEAST_SIDE = 14  # a field narrower or lower holds no digit of 7 pt
FULL = 0.72  # a field fills its box; less means two cells run together around a corner
SHEET = 0.95  # share of the page's width and height from which a frame may be the edge of the sheet
LEAST_FIELDS = 4  # of a table that fills its picture
BORDER = 3  # width a missing border is drawn in
SAME_COLUMN = 9  # how far the same column of two tables may move
SHARED = 0.5  # two tables pressed together share fewer than half of their inner rules


@dataclass(frozen=True, slots=True)
class Field:
    """A white field between rules, in pixels of the upright page."""

    left: int
    top: int
    right: int
    bottom: int
    whole: bool = True  # False where it is no rectangle: a rule is missing somewhere


@dataclass(frozen=True, slots=True)
class FieldCell:
    """A field with the rows and columns it covers."""

    field: Field
    row: int
    column: int
    rowspan: int
    colspan: int


Grid = tuple[FieldCell, ...]


def find_tables(page: ScanPage) -> tuple[Grid, ...]:
    """Return the ruled tables of an upright page from top to bottom, cells in reading order."""
    mask = rules_mask(page)
    for box in table_boxes(mask, page.unit):
        close_open_sides(mask, box, round(SAME_EDGE * page.unit))
    groups = [fields_in(page, mask, box) for box in table_boxes(mask, page.unit)]
    tables = [part for fields in groups if len(fields) > 1 for part in split_where_columns_change(fields, page.unit)]
    return tuple(to_grid(fields, page.unit) for fields in sorted(tables, key=lambda fields: min(field.top for field in fields)))


def rules_mask(page: ScanPage) -> Pixels:
    """Return a mask, 255 on every ruling line, broken ones mended."""
    return joined(*rules_of(page))


def joined(across: Pixels, down: Pixels) -> Pixels:
    """Return horizontal and vertical rules in one mask, grown by a pixel so that they meet."""
    return cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))


def rules_of(page: ScanPage) -> tuple[Pixels, Pixels]:
    """Return two masks, 255 on the horizontal and on the vertical ruling lines."""
    across = _lines(page.ink, (round(SHORTEST_ACROSS * page.unit), 1), (1, 3), round(GAP * page.unit))
    down = _lines(page.ink, (1, round(SHORTEST_DOWN * page.unit)), (3, 1), round(GAP * page.unit))
    return across, _touching(down, across)


def _lines(ink: Pixels, long: tuple[int, int], thick: tuple[int, int], gap: int) -> Pixels:
    """Return ink in straight runs of at least that length; thickened first, since a scanned rule drifts by a pixel."""
    kernel = np.ones((max(1, long[1]), max(1, long[0])), np.uint8)
    found = cv2.morphologyEx(cv2.dilate(ink, np.ones((thick[1], thick[0]), np.uint8)), cv2.MORPH_OPEN, kernel)
    mend = np.ones((gap if long[1] > 1 else 1, gap if long[0] > 1 else 1), np.uint8)
    return cv2.morphologyEx(found, cv2.MORPH_CLOSE, mend)


def _touching(down: Pixels, across: Pixels) -> Pixels:
    """Return the vertical lines that meet a horizontal one; long strokes of characters do not."""
    count, labels = cv2.connectedComponents(cv2.bitwise_or(down, cv2.dilate(across, np.ones((5, 5), np.uint8))))
    with_rule = np.zeros(count, bool)
    with_rule[np.unique(labels[across > 0])] = True
    with_rule[0] = False
    return np.where(with_rule[labels] & (down > 0), 255, 0).astype(np.uint8)


def table_boxes(mask: Pixels, unit: float) -> list[tuple[int, int, int, int]]:
    """Return left, top, right, bottom of each connected set of rules large enough for a table, without edges of the sheet."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    found: list[tuple[tuple[int, int, int, int], int]] = []  # boxes and how many fields their rules part
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        if w > 150 * unit and h > 40 * unit:
            fields = _parted(labels[y : y + h, x : x + w] == number, unit)
            if w < SHEET * width or h < SHEET * height or fields >= LEAST_FIELDS:
                found.append(((x, y, x + w, y + h), fields))
    tables = [box for box, fields in found if fields]
    return [box for box, fields in found if fields or not any(_overlap(box, other) for other in tables)]


def _parted(rules: Pixels, unit: float) -> int:
    """Return how many fields rules separate: a piece of the sheet's edge none, a complete edge one, a table many."""
    white = cv2.copyMakeBorder(np.where(rules, 0, 255).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255,))
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    return int(np.count_nonzero((stats[2:, 2] >= LEAST_SIDE * unit) & (stats[2:, 3] >= LEAST_SIDE * unit)))  # the first is around


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def close_open_sides(mask: Pixels, box: tuple[int, int, int, int], ragged: int) -> None:
    """Draw the missing border of a table: above and below if a page end cuts it, at the sides if its form has none.

    Rules that end up to `ragged` pixels before the border are extended to it.
    """
    left, top, right, bottom = box
    inside = mask[top:bottom, left:right]
    for band in (inside[:ragged][::-1], inside[-ragged:], inside.T[:ragged][::-1], inside.T[-ragged:]):
        np.maximum.accumulate(band, axis=0, out=band)
    mask[top : top + BORDER, left:right] = 255
    mask[bottom - BORDER : bottom, left:right] = 255
    for start in (left, right - BORDER):
        if np.count_nonzero(mask[top:bottom, start : start + BORDER].any(axis=1)) < 0.5 * (bottom - top):  # a border is there
            mask[top:bottom, start : start + BORDER] = 255


def fields_in(page: ScanPage, mask: Pixels, box: tuple[int, int, int, int]) -> list[Field]:
    """Return the white fields enclosed by rules in a box, without the space beside ragged rows unless something is printed there."""
    left, top, right, bottom = box
    unit = page.unit
    inside = np.where(mask[top:bottom, left:right] > 0, 0, 255).astype(np.uint8)
    white = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255,))  # the outside is one field: the first
    count, labels, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    outside = labels[0, 0]
    found = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if number == outside or width < LEAST_SIDE * unit or height < LEAST_SIDE * unit:
            continue
        whole = area >= FULL * width * height
        if whole or _printed(page, labels[1:-1, 1:-1] == number, box):
            found.append(Field(left + x - 1, top + y - 1, left + x - 1 + width, top + y - 1 + height, whole))
    return found


def _printed(page: ScanPage, region: Pixels, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    return int(np.count_nonzero(page.ink[top:bottom, left:right][region])) > 40 * page.unit**2  # a digit of 7 pt has 60


def split_where_columns_change(fields: list[Field], unit: float) -> list[list[Field]]:
    """Return the fields of one block of rules, split where two tables adjoin."""
    bands = _bands(fields, unit)
    parts, current = [], list(bands[0]) if bands else []
    for above, below in pairwise(bands):
        if _other_columns(above, below, unit):
            parts.append(current)
            current = []
        current = current + [field for field in below if field not in current]
    return [*parts, current]


def _bands(fields: list[Field], unit: float) -> list[list[Field]]:
    """Return the fields by row of the grid, those over several rows in each."""
    edges = _edges([field.top for field in fields] + [field.bottom for field in fields], unit)
    middles = [(one + two) / 2 for one, two in pairwise(edges)]
    bands = [[field for field in fields if field.top < middle < field.bottom] for middle in middles]
    return [band for band in bands if band]  # two tables pressed together leave a band between their borders


def _other_columns(above: list[Field], below: list[Field], unit: float) -> bool:
    if any(field in below for field in above):  # a cell over both rows holds them together
        return False
    one, two = _inner_edges(above), _inner_edges(below)
    if min(len(one), len(two)) < 3:  # rows of fewer cells prove nothing
        return False
    shared = sum(any(abs(x - other) < SAME_COLUMN * unit for other in two) for x in one)
    return shared < SHARED * min(len(one), len(two))


def _inner_edges(fields: list[Field]) -> list[int]:
    lefts = sorted(field.left for field in fields)
    return lefts[1:]


def _edges(values: list[int], unit: float) -> list[float]:
    """Return the positions of rules; neighbours closer than SAME_EDGE are one."""
    groups: list[list[int]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] < SAME_EDGE * unit:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def to_grid(fields: list[Field], unit: float) -> Grid:
    """Return the fields of one table with rows and columns, in reading order."""
    columns = _edges([field.left for field in fields] + [field.right for field in fields], unit)
    rows = _edges([field.top for field in fields] + [field.bottom for field in fields], unit)
    cells = []
    for field in fields:
        row, column = _nearest(rows, field.top), _nearest(columns, field.left)
        down, right = _nearest(rows, field.bottom) - row, _nearest(columns, field.right) - column
        cells.append(FieldCell(field, row, column, max(1, down), max(1, right)))
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _nearest(edges: list[float], value: int) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - value))
