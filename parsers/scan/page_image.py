"""A picture of a page prepared for reading: grey, upright, evenly lit; and the mapping back to the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.types import Box

Pixels = NDArray[Any]

A4_INCHES = 8.27  # a page of unknown size is taken as A4 across its short side
BANNER = 1.6  # widths to a height: a picture so wide is no sheet lying down, it is cut out of one, and its width is the sheet's
REFERENCE_DPI = 200  # all lengths below and in the scan modules are for this resolution and are scaled
LEAST_DPI, MOST_DPI = 150, 300  # below, strokes of 9 pt digits melt when cut; above, it only costs time
MOST_GROWTH = 2.0  # a picture smaller than half a page at LEAST_DPI is no page: it is not blown up to one
MOST_TURN = 8.0  # degrees: a sheet laid on the glass by hand; a feeder does 2
TONER = 100  # grey of toner: nothing darker is a seal
SEAL = 40  # grey steps a seal is darker than the paper around it; shade changes by less over its width
FLAT = 40  # grey steps within three pixels: the edges of thin strokes have 60 and more, the inside of a seal has its noise
SEAL_SIDE = 80  # pixels at 200 dots an inch, a centimetre: two lines of 9 pt are 50 high, a seal is four centimetres
SEAL_RED, SEAL_LIGHT = (0.35, 0.86), (0.3, 0.8)  # of the seal's own red and own light: toner up to the first, none from the second on
SEAL_NOISE, SEAL_RULE = 0.88, 40  # of the seal's own red: what is darker may be a rule where it is so long; strokes of 14 pt are 39 long
SOLID_RED = 0.6  # of a seal's redness: its lettering is thinner than what JPEG keeps of colours, and has less
SEAL_GAP = 9  # pixels: two strokes of toner side by side under a seal
REDDISH = 40  # steps by which red outshines green and blue in a seal: edges of toner in a colour scan have 20
LIGHTEST = 190  # nothing lighter is toner
LIT_STEP, LIT_SPAN = 8, 15  # the paper's light is looked for in steps of so many pixels, over so many steps: wider than a seal's strokes
EDGE_STEP = 4  # pixels: what is dark over three such steps is no rule
SHADE = 0.85  # of its lightest part paper may have before it counts as shaded
FAINT, DARK = 110, 30  # toner lighter than the first is darkened to the second
ALONG, BESIDE = 4, 2  # powers of a bend: along a rule it may wave, from rule to rule the wave changes steadily
INK = 25  # grey steps darker than the paper around: toner after JPEG 70 stays above, its blocks below


@dataclass(frozen=True, slots=True)
class Bend:
    """The displacement, in pixels, of points of the straight page in the picture: a wave along the rules, and one per rule."""

    known: tuple[float, float, float, float]  # least and most along and beside: outside, the wave goes on level
    factors: Pixels

    def waves(self, along: Pixels, beside: Pixels) -> Pixels:
        """Return the powers of the wave at these places, one column each."""
        least, most, low, high = self.known
        one = 2 * (np.clip(along, least, most) - least) / max(1.0, most - least) - 1
        other = 2 * (np.clip(beside, low, high) - low) / max(1.0, high - low) - 1
        return np.stack([one**power * other**change for power in range(1, ALONG + 1) for change in range(BESIDE + 1)], axis=-1)

    def at(self, along: Pixels, beside: Pixels) -> Pixels:
        """Return the displacement at places of the straight page."""
        return np.asarray((self.waves(along, beside) @ self.factors).astype(np.float32))


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One page upright: `grey` and `ink` (255 where there is toner); `unit` is its resolution divided by 200 dpi."""

    grey: Pixels
    ink: Pixels
    unit: float
    back: Pixels  # 3 × 3: from pixels of `grey` to the coordinates of the source (points or its own pixels)
    bends: tuple[Bend | None, Bend | None] = (None, None)  # sideways, up and down; undone before `back`

    def place(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return the box in the source around a box in upright pixels."""
        spots = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
        x, y = spots.T
        sides, ups = self.bends
        spots = np.stack([x + sides.at(y, x) if sides else x, y + ups.at(x, y) if ups else y], axis=-1)
        corners = np.hstack([spots, np.ones((4, 1))]) @ self.back.T
        flat = corners[:, :2] / corners[:, 2:]
        low, high = flat.min(axis=0), flat.max(axis=0)
        return (round(float(low[0]), 1), round(float(low[1]), 1), round(float(high[0]), 1), round(float(high[1]), 1))


def upright(picture: Pixels, scale: float = 1.0, quarters: int = 0) -> ScanPage:
    """Return a page deskewed, evenly lit and at a workable size, from grey or RGB pixels and the source units per pixel.

    `quarters` turns it counter-clockwise first, for pages scanned sideways or upside down.
    """
    grey = np.ascontiguousarray(np.rot90(grey_of(picture), quarters))
    dots = dots_of(grey.shape)
    factor = min(max(LEAST_DPI / dots, 1.0), MOST_GROWTH) * min(MOST_DPI / dots, 1.0)
    if abs(factor - 1) > 0.02:  # smaller steps would only blur
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
    else:
        factor = 1.0
    grey = lit(without_edges(grey))
    turn, size = _turn(grey, skew(grey))
    unit = dots * factor / REFERENCE_DPI
    turned = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255,))
    turned = without_seals(turned, unit)
    back = _turned_back(cv2.invertAffineTransform(turn) * (scale / factor), picture.shape, scale, quarters)
    return ScanPage(turned, ink_of(turned), unit, back)


def dots_of(shape: tuple[int, ...]) -> float:
    """Return the approximate resolution in dpi of a picture of a page, or of a table cut out of one, from height and width.

    >>> round(dots_of((1754, 1240))), round(dots_of((1240, 1754))), round(dots_of((400, 900)))
    (150, 150, 109)
    """
    height, width = shape[:2]
    return (width if width > BANNER * height else min(height, width)) / A4_INCHES


def _turn(grey: Pixels, degrees: float) -> tuple[Pixels, tuple[int, int]]:
    """Return the rotation about the middle, and the size of the sheet that then contains every corner."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (round(width * cosine + height * sine), round(height * cosine + width * sine))
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return turn, size


def without_edges(grey: Pixels) -> Pixels:
    """Return grey pixels without the black around the sheet; rules are too thin to be affected."""
    small = cv2.resize(grey, None, fx=1 / EDGE_STEP, fy=1 / EDGE_STEP, interpolation=cv2.INTER_AREA)
    dark = cv2.morphologyEx(np.where(small < TONER, 255, 0).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(dark)
    outer = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    edges = np.isin(labels, outer[outer > 0]).astype(np.uint8)
    if not edges.any():
        return grey
    wide = cv2.resize(cv2.dilate(edges, np.ones((5, 5), np.uint8)), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(wide > 0, 255, grey).astype(np.uint8)


def lit(grey: Pixels) -> Pixels:
    """Return grey pixels with shadows lifted and faint toner darkened; a page that needs neither is unchanged."""
    small = cv2.resize(grey, None, fx=1 / LIT_STEP, fy=1 / LIT_STEP, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((LIT_SPAN, LIT_SPAN), np.uint8)), (LIT_SPAN, LIT_SPAN))
    low, high = np.percentile(paper, (2, 98))
    if low < SHADE * high:
        ground = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        grey = np.clip(grey * (float(high) / np.maximum(ground, 1)), 0, 255).astype(np.uint8)
    ink = grey[ink_of(grey, 255) > 0]
    toner = float(np.percentile(ink, 10)) if ink.size else 0.0
    if toner <= FAINT:
        return grey
    white = float(high)
    return np.asarray(np.clip((grey - toner) * ((white - DARK) / max(1.0, white - toner)) + DARK, 0, 255).astype(np.uint8))


def _turned_back(back: Pixels, shape: tuple[int, ...], scale: float, quarters: int) -> Pixels:
    """Return the mapping from a page turned by quarters to the original picture."""
    height, width = shape[0] * scale, shape[1] * scale
    turns = ([[1, 0, 0], [0, 1, 0]], [[0, -1, width], [1, 0, 0]], [[-1, 0, width], [0, -1, height]], [[0, 1, 0], [-1, 0, height]])
    return np.vstack([np.array(turns[quarters % 4], float) @ np.vstack([back, [0, 0, 1]]), [0, 0, 1]])


def grey_of(picture: Pixels) -> Pixels:
    """Return pixels as grey; red areas as large as a seal keep only the toner beneath them."""
    if picture.ndim == 2:
        return np.ascontiguousarray(picture, dtype=np.uint8)
    red, green, blue = (np.ascontiguousarray(picture[:, :, band], dtype=np.uint8) for band in range(3))
    grey = np.minimum(red, cv2.max(green, blue))
    redness = red.astype(np.int16) - cv2.max(green, blue)
    coloured = np.where((redness > REDDISH) & (red > TONER), 255, 0).astype(np.uint8)
    if not coloured.any():
        return grey
    near = cv2.dilate(coloured, np.ones((7, 7), np.uint8))
    seals = cv2.bitwise_and(near, _large(near, SEAL_SIDE * dots_of(grey.shape) / REFERENCE_DPI, boxes=True))
    if not seals.any():
        return grey
    light: Pixels = np.asarray(picture.max(axis=2), np.uint8)
    left = _under_seals(np.asarray(picture, np.uint8), redness, seals, cv2.bitwise_and(coloured, seals))
    cleaned = np.where(seals > 0, left * float(np.percentile(grey, 90)), grey).astype(np.uint8)
    faint = light < SEAL_NOISE * float(np.percentile(light[(seals > 0) & (coloured > 0)], 30))  # with the noise at the edges of the ink
    rules = _rules(np.where(np.where(seals > 0, faint, ink_of(grey) > 0), 255, 0).astype(np.uint8))
    return np.where((seals > 0) & (rules > 0), np.minimum(cleaned, light), cleaned).astype(np.uint8)


def _rules(ink: Pixels) -> Pixels:
    """Return the ink that is long and thin like rules; only along rules is faint ink worth its noise, as a broken one joins two cells."""
    side = round(SEAL_RULE * dots_of(ink.shape) / REFERENCE_DPI)
    lying, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, side), (side, 1)))
    return cv2.bitwise_or(lying, upright)


def _under_seals(picture: Pixels, redness: Pixels, seals: Pixels, coloured: Pixels) -> Pixels:
    """Return the share of paper light that toner under seals leaves: 0 for toner, 1 for none.

    Red light passes the seal, but JPEG keeps colour only coarsely: a thin stroke takes the red of the seal around it and looks lighter
    than it is. Luminance is kept sharply and shows strokes inside the seal's ink; at the ink's own edge it falls too: there
    red alone counts.
    """
    light: Pixels = np.asarray(picture.max(axis=2)).astype(np.float32)
    left = _lightened(light / max(1.0, float(np.median(light[coloured > 0]))), SEAL_RED)
    strong = float(np.percentile(redness[coloured > 0], 75))
    solid = np.where((redness > SOLID_RED * strong) & (seals > 0), 255, 0).astype(np.uint8)
    ink = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((SEAL_GAP, SEAL_GAP), np.uint8))  # over the strokes beneath it
    all_light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = _lightened(all_light / max(1.0, float(np.median(all_light[ink > 0]))), SEAL_LIGHT)
    return np.asarray(np.where(cv2.erode(ink, np.ones((3, 3), np.uint8)) > 0, np.minimum(left, inside), left))


def _lightened(share: Pixels, known: tuple[float, float]) -> Pixels:
    """Return shares of light, scaled so that 0 is certainly toner and 1 certainly none."""
    toner, paper = known
    return np.asarray(np.clip((share - toner) / (paper - toner), 0, 1))


def _against(light: Pixels, seals: Pixels, ink: Pixels) -> Pixels:
    """Return how light a page would be without seal ink, which is printed over toner and lets it through."""
    under = light[(seals > 0) & (ink > 0)]
    level = float(np.percentile(under, 30)) if under.size else 255.0
    return np.asarray(np.clip(light.astype(np.float32) * (255 / max(1.0, level)), 0, 255).astype(np.uint8))


def without_seals(grey: Pixels, unit: float) -> Pixels:
    """Return grey pixels without large, broad, half-dark areas, as red seals are; toner beneath stays. `unit` is the resolution."""
    ink = grey[ink_of(grey) > 0]
    if ink.size == 0 or np.percentile(ink, 20) > TONER:  # the entire page is faint: grey levels distinguish nothing
        return grey
    smooth = cv2.blur(grey, (3, 3))
    flat = cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) < FLAT
    # in the shade paper is half-dark too: a seal is darker than it
    paper = cv2.blur(grey, (max(31, grey.shape[1] // 20) | 1,) * 2).astype(np.int16)
    seal = np.where(flat & (smooth > TONER) & (paper - smooth > SEAL), 255, 0).astype(np.uint8)
    around = cv2.dilate(cv2.morphologyEx(seal, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.ones((7, 7), np.uint8))
    around = _large(around, SEAL_SIDE * unit)
    return np.where(around > 0, _against(grey, around, seal), grey).astype(np.uint8)


def _large(mask: Pixels, side: float, *, boxes: bool = False) -> Pixels:
    """Return the connected parts of a mask of at least that width and height, or their boxes: dense characters have half-dark spots too."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = (stats[:, cv2.CC_STAT_WIDTH] >= side) & (stats[:, cv2.CC_STAT_HEIGHT] >= side)
    keep[0] = False
    if not boxes:
        return np.where(keep[labels], 255, 0).astype(np.uint8)
    found = np.zeros_like(mask)
    for x, y, width, height, _ in stats[keep]:
        found[y : y + height, x : x + width] = 255
    return found


def ink_of(grey: Pixels, lightest: int = LIGHTEST) -> Pixels:
    """Return a mask, 255 where there is toner: darker than the surrounding paper by more than noise."""
    span = max(31, grey.shape[1] // 40) | 1
    paper = cv2.blur(grey, (span, span)).astype(np.int16)
    dark = (paper - grey.astype(np.int16) > INK) & (grey < lightest)
    return np.where(dark, 255, 0).astype(np.uint8)


def skew(grey: Pixels) -> float:
    """Return the degrees a page must be turned so that text lines and rules fall into the fewest rows of pixels."""
    return _sharpest(ink_of(grey), ((400, 0.5, MOST_TURN), (800, 0.25, 0.5), (800, 0.05, 0.25), (800, 0.01, 0.05)))


def roughly_level(grey: Pixels) -> Pixels:
    """Return grey pixels turned level to half a degree; unchanged if less than one."""
    degrees = _sharpest(ink_of(grey), ((400, 0.5, MOST_TURN),))
    if abs(degrees) < 1:
        return grey
    turn, size = _turn(grey, degrees)
    return np.asarray(cv2.warpAffine(grey, turn, size, flags=cv2.INTER_LINEAR, borderValue=(255,)))


def _sharpest(ink: Pixels, looks: Sequence[tuple[int, float, float]]) -> float:
    """Return the angle at which rows are sharpest, searching in steps of degrees around the last best, at growing widths."""
    best = 0.0
    for width, step, reach in looks:
        small = cv2.resize(ink, None, fx=width / ink.shape[1], fy=width / ink.shape[1], interpolation=cv2.INTER_AREA)
        angles = [best + step * n for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: _sharpness(small, angle))
    return best


def _sharpness(ink: Pixels, angle: float) -> float:
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
