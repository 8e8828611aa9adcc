"""A picture of a page made ready: grey, upright, light; and the way back to where things stood before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.types import Box

Pixels = NDArray[Any]

A4_INCHES = 8.27  # a page of unknown size is taken as A4 across its short side
REFERENCE_DPI = 200  # all lengths below in the scan modules are told for this resolution and scaled
LEAST_DPI, MOST_DPI = 150, 300  # below, strokes of 9 pt digits melt when cut; above, it only costs time
MOST_GROWTH = 2.0  # a picture smaller than half a page at LEAST_DPI is no page: it is not blown up to one
MOST_TURN = 2.5  # degrees: what a feeder does; a page turned further is no scan of a report
TONER = 100  # grey of toner: nothing darker is a seal
SEAL = 40  # grey steps a seal is darker than the paper around it; shade changes by less over its width
FLAT = 40  # grey steps within three pixels: the edges of thin strokes have 60 and more, the inside of a seal has its noise
SEAL_SIDE = 80  # pixels at 200 dots an inch, a centimetre: two lines of 9 pt are 50 high, a seal is four centimetres
INK = 25  # grey steps darker than the paper around: toner after JPEG 70 stays above, its blocks below


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One page upright: `grey` and `ink` (255 where there is toner); `unit` is its resolution over 200 dots an inch."""

    grey: Pixels
    ink: Pixels
    unit: float
    back: Pixels  # 3 × 3: from pixels of `grey` to the coordinates of the source (points or its own pixels)

    def place(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Given a box in upright pixels, return the box around it in the source."""
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ self.back.T
        flat = corners[:, :2] / corners[:, 2:]
        low, high = flat.min(axis=0), flat.max(axis=0)
        return (round(float(low[0]), 1), round(float(low[1]), 1), round(float(high[0]), 1), round(float(high[1]), 1))


def upright(picture: Pixels, scale: float = 1.0, quarters: int = 0) -> ScanPage:
    """Given grey or colour pixels and the source units a pixel, return the page deskewed and brought to a workable resolution.

    `quarters` turns it first, counter-clockwise, for pages fed in the wrong way round.
    """
    grey = np.ascontiguousarray(np.rot90(grey_of(picture), quarters))
    dots = min(grey.shape) / A4_INCHES
    factor = min(max(LEAST_DPI / dots, 1.0), MOST_GROWTH) * min(MOST_DPI / dots, 1.0)
    if abs(factor - 1) > 0.02:  # smaller steps would only blur
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
    else:
        factor = 1.0
    turn = cv2.getRotationMatrix2D((grey.shape[1] / 2, grey.shape[0] / 2), skew(grey), 1.0)
    unit = dots * factor / REFERENCE_DPI
    turned = cv2.warpAffine(grey, turn, (grey.shape[1], grey.shape[0]), flags=cv2.INTER_CUBIC, borderValue=(255,))
    turned = without_seals(turned, unit)
    back = _turned_back(cv2.invertAffineTransform(turn) * (scale / factor), picture.shape, scale, quarters)
    return ScanPage(turned, ink_of(turned), unit, back)


def _turned_back(back: Pixels, shape: tuple[int, ...], scale: float, quarters: int) -> Pixels:
    """The way back of a page turned by quarters: to the picture as it was."""
    height, width = shape[0] * scale, shape[1] * scale
    turns = (
        [[1, 0, 0], [0, 1, 0]],
        [[0, -1, width], [1, 0, 0]],
        [[-1, 0, width], [0, -1, height]],
        [[0, 1, 0], [-1, 0, height]],
    )
    return np.vstack([np.array(turns[quarters % 4], float) @ np.vstack([back, [0, 0, 1]]), [0, 0, 1]])


def grey_of(picture: Pixels) -> Pixels:
    """Given grey or colour pixels, return grey by the lightest channel: red seals and coloured edges fade, black toner stays."""
    flat = picture if picture.ndim == 2 else picture[:, :, :3].max(axis=2)  # height and width only
    return np.ascontiguousarray(flat, dtype=np.uint8)


def without_seals(grey: Pixels, unit: float) -> Pixels:
    """Given grey pixels and their `unit`, return them without what is large, broad and half-dark, as red seals are; toner on it stays."""
    ink = grey[ink_of(grey) > 0]
    if ink.size == 0 or np.percentile(ink, 20) > TONER:  # the whole page is faint: nothing can be told apart by its grey
        return grey
    smooth = cv2.blur(grey, (3, 3))
    flat = cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) < FLAT
    # in the shade paper is half-dark too: a seal is darker than it
    paper = cv2.blur(grey, (max(31, grey.shape[1] // 20) | 1,) * 2).astype(np.int16)
    seal = np.where(flat & (smooth > TONER) & (paper - smooth > SEAL), 255, 0).astype(np.uint8)
    around = cv2.dilate(cv2.morphologyEx(seal, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.ones((7, 7), np.uint8))
    around = _large(around, SEAL_SIDE * unit)
    return np.asarray(np.where((around > 0) & (grey > TONER), 255, grey).astype(np.uint8))


def _large(mask: Pixels, side: float) -> Pixels:
    """The connected parts of a mask that are at least so wide and so high: in coarse scans dense characters have half-dark spots too."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = (stats[:, cv2.CC_STAT_WIDTH] >= side) & (stats[:, cv2.CC_STAT_HEIGHT] >= side)
    keep[0] = False
    return np.where(keep[labels], 255, 0).astype(np.uint8)


def ink_of(grey: Pixels) -> Pixels:
    """Given grey pixels, return 255 where there is toner: darker than the paper around by more than noise."""
    span = max(31, grey.shape[1] // 40) | 1
    paper = cv2.blur(grey, (span, span)).astype(np.int16)
    dark = (paper - grey.astype(np.int16) > INK) & (grey < 190)  # nothing lighter is toner
    return np.where(dark, 255, 0).astype(np.uint8)


def skew(grey: Pixels) -> float:
    """Degrees by which the page must be turned: the turn at which lines of text and rules fall into the fewest rows of pixels."""
    small = cv2.resize(ink_of(grey), None, fx=800 / grey.shape[1], fy=800 / grey.shape[1], interpolation=cv2.INTER_AREA)
    best = 0.0
    for step, reach in ((0.25, MOST_TURN), (0.05, 0.25), (0.01, 0.05)):
        angles = [best + step * n for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: _sharpness(small, angle))
    return best


def _sharpness(ink: Pixels, angle: float) -> float:
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
