"""The orientation of a page: text lines run along it, and are read with most certainty the right way up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parsers.scan.ocr import FIGURE_SIGNS, OcrReading, find_lines, read_lines
from parsers.scan.page_image import Pixels, dots_of

LONG = 2.5  # lines are this many times longer than high; a character or a short figure shows nothing about the page
LONGEST = 12  # times its height: reading more of a line costs more than it shows
SAMPLE = 6  # lines read both ways round
COARSE = 55  # dots an inch to find the lines of the page at: 12 pt is nine high then, and it costs a third of a full look
LONG_PICTURE = 3  # heights to a width: no page is so long
CLEAR = 0.9  # the lines' average certainty: above it they are the right way up, and are not read upside down
WORD = 2  # characters other than those of figures, from which a line counts: some digits are digits upside down too

Box = tuple[int, int, int, int]


def quarters(grey: Pixels) -> int:
    """Return the number of counter-clockwise quarter turns that put a page's grey pixels upright; 0 without text."""
    grey = _middle(grey)
    boxes = [_within(box, grey) for box in find_lines(grey, dots_of(grey.shape), COARSE)]
    across = [box for box in boxes if _length(box) >= LONG * _height(box)]
    down = [box for box in boxes if _height(box) >= LONG * _length(box)]
    lying = sum(map(_height, down)) > sum(map(_length, across))
    if lying:
        grey, across = np.rot90(grey), [(top, grey.shape[1] - right, bottom, grey.shape[1] - left) for left, top, right, bottom in down]
    return int(lying) + (2 if upside_down(grey, across) else 0)


def _middle(grey: Pixels) -> Pixels:
    """Return the middle of a long picture, as much as two pages; a normal page unchanged."""
    height, width = grey.shape
    start = max(0, height - LONG_PICTURE * width) // 2
    return grey[start : start + LONG_PICTURE * width] if start else grey


def upside_down(grey: Pixels, lines: Sequence[Box]) -> bool:
    """Return whether horizontal lines, given by their boxes, are read with more certainty turned by half."""
    chosen = sorted((box for box in lines if _length(box) <= LONGEST * _height(box)), key=_length)[-SAMPLE:]
    crops = [np.ascontiguousarray(grey[top:bottom, left:right]) for left, top, right, bottom in chosen]
    as_is = _words(read_lines(crops))
    if len(as_is) >= SAMPLE / 2 and sum(one.surety for one in as_is) > CLEAR * len(as_is):
        return False
    turned = _words(read_lines([np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]))
    return sum(one.surety for one in turned) > sum(one.surety for one in as_is)


def _words(readings: Sequence[OcrReading]) -> list[OcrReading]:
    """Return the lines that hold more than figures."""
    return [one for one in readings if len(one.text.strip(FIGURE_SIGNS)) >= WORD]


def _within(box: Box, grey: Pixels) -> Box:
    height, width = grey.shape
    return (max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3]))


def _length(box: Box) -> int:
    return box[2] - box[0]


def _height(box: Box) -> int:
    return box[3] - box[1]
