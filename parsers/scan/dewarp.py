"""Photographed or bent pages: what straightens the ruling lines straightens the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.scan.grid import joined, rules_of, table_boxes
from parsers.scan.page_image import Bend, Pixels, ScanPage, ink_of

# Lengths in pixels at 200 dots an inch.
ASKEW = 3  # a rule may stray from its line before the page is straightened: less than a third of what parts two rules
LONG = 150  # a shorter rule shows more of the scanner's noise than of the page
LEAST_RULES = 3  # of each direction
MESH = 16  # a wave of a page is straight over so little
STEP = 12  # a rule is looked at this often
CALM = 1e-3  # where rules give no evidence the page is taken as level: the wave is damped by this share of its points' weight
WILD = 5  # times the worst rule's stray a wave may move between rules; more is no wave of a sheet
LOOSE = 2.0  # the rules may stray from the straightened ones on average: above, they were no rules of one sheet


@dataclass(frozen=True, slots=True)
class Spots:
    """Points on rules of one direction: which rule, how far along, how far off."""

    rule: Pixels
    along: Pixels
    beside: Pixels


def straightened(page: ScanPage) -> ScanPage:
    """Return an upright page with straight rules; unchanged if they are straight or too few."""
    across, down = _of_tables(page, *rules_of(page))
    ups, sides = bend_of(spots_of(across, page.unit), page.unit), bend_of(spots_of(down.T, page.unit), page.unit)
    if not ups and not sides:
        return page
    height, width = page.grey.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    xs = xs + _everywhere(sides, True, (height, width)) if sides else xs
    ys = ys + _everywhere(ups, False, (height, width)) if ups else ys
    grey = cv2.remap(page.grey, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return replace(page, grey=grey, ink=ink_of(grey), bends=(sides, ups))


def _of_tables(page: ScanPage, across: Pixels, down: Pixels) -> tuple[Pixels, Pixels]:
    """Return the rules of tables, without those around them, which are edges of the sheet or of what it lies on."""
    inside = np.zeros_like(across)
    for left, top, right, bottom in table_boxes(joined(across, down), page.unit):
        inside[top:bottom, left:right] = 255
    return cv2.bitwise_and(across, inside), cv2.bitwise_and(down, inside)


def _everywhere(bend: Bend, transposed: bool, shape: tuple[int, int]) -> Pixels:
    """Return the displacement of each pixel, computed at every MESH-th and interpolated."""
    rows, columns = (np.arange(-(-side // MESH)) * MESH + (MESH - 1) / 2 for side in shape)
    across, down = np.meshgrid(columns, rows)
    coarse = bend.at(down, across) if transposed else bend.at(across, down)
    return cv2.resize(coarse, None, fx=MESH, fy=MESH, interpolation=cv2.INTER_LINEAR)[: shape[0], : shape[1]]


def spots_of(rules: Pixels, unit: float) -> Spots | None:
    """Return points on the long rules of a mask of horizontal ones; None if there are too few rules."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(rules), connectivity=8)
    found: list[tuple[int, float, float]] = []
    kept = 0
    for number in range(1, count):
        left, top, width, height, _ = (int(value) for value in stats[number])
        if width < LONG * unit or height > width / 4:
            continue
        kept += 1
        part = labels[top : top + height, left : left + width] == number
        rows = np.arange(height)[:, None]
        for column in range(0, width, max(1, round(STEP * unit))):
            inside = part[:, column]
            if inside.any():
                found.append((kept - 1, left + column, top + float(rows[inside].mean())))
    if kept < LEAST_RULES:
        return None
    rule, along, beside = zip(*found, strict=True)
    return Spots(np.array(rule), np.array(along, float), np.array(beside, float))


def strays(spots: Spots) -> float:
    """Return how far the worst rule deviates from its own level, ignoring a tenth of its points."""
    return max(float(np.subtract(*np.percentile(spots.beside[spots.rule == rule], (95, 5)))) / 2 for rule in np.unique(spots.rule))


def bend_of(spots: Spots | None, unit: float) -> Bend | None:
    """Return the wave common to all rules, from points on them; None if they are straight or have none in common."""
    if spots is None or strays(spots) <= ASKEW * unit:
        return None
    rules = int(spots.rule.max()) + 1
    level = np.array([np.median(spots.beside[spots.rule == rule]) for rule in range(rules)])
    bend = Bend((spots.along.min(), spots.along.max(), level.min(), level.max()), np.zeros(0))
    for _ in range(2):  # in the second pass each rule is at the height found in the first
        waves = bend.waves(spots.along, level[spots.rule])
        each = np.zeros((len(spots.rule), rules))
        each[np.arange(len(spots.rule)), spots.rule] = 1.0
        calm = np.eye(waves.shape[1], waves.shape[1] + rules) * (CALM * len(spots.rule)) ** 0.5
        asked = np.vstack([np.hstack([waves, each]), calm])
        solved = np.linalg.lstsq(asked, np.append(spots.beside, np.zeros(len(calm))), rcond=None)[0]
        factors, level = solved[: waves.shape[1]], solved[waves.shape[1] :]
    bend = replace(bend, factors=factors)
    left_over = float(np.abs(spots.beside - waves @ factors - level[spots.rule]).mean())
    return bend if left_over <= LOOSE * max(1.0, unit) and _spread(bend) <= WILD * strays(spots) else None


def _spread(bend: Bend) -> float:
    """Return how far the wave shifts along a rule at any height between rules."""
    least, most, low, high = bend.known
    along, beside = np.meshgrid(np.linspace(least, most, 9), np.linspace(low, high, 9))
    return float(np.ptp(bend.at(along, beside), axis=1).max())
