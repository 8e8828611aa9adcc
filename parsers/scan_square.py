"""Pages photographed a little from the side: the border of the largest table is brought back to a rectangle."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from parsers.scan_grid import rules_mask, table_boxes
from parsers.scan_page import Pixels, ScanPage, ink_of

ASKEW = 5  # pixels at 200 dots an inch a corner may be off before the page is squared: half of what parts two rules
BORDERED = 0.85  # share of each side that must lie on a rule: a table with ragged rows has no four corners to trust
LEAST_HEIGHT = 200  # a lower table says too little of the page


def squared(page: ScanPage) -> ScanPage:
    """Given an upright page, return it with its largest table rectangular; unchanged where it is, or where no border is whole."""
    mask = rules_mask(page)
    boxes = [box for box in table_boxes(mask, page.unit) if box[3] - box[1] > LEAST_HEIGHT * page.unit]
    if not boxes:
        return page
    box = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    corners = corners_of(mask, box)
    straight = _rectangle(corners)
    if np.abs(corners - straight).max() <= ASKEW * page.unit or not bordered(mask, corners, page.unit):
        return page
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), straight.astype(np.float32))
    size = (page.grey.shape[1], page.grey.shape[0])
    grey = cv2.warpPerspective(page.grey, warp, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return replace(page, grey=grey, ink=ink_of(grey), back=page.back @ np.linalg.inv(warp))


def corners_of(mask: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    """Left top, right top, right bottom, left bottom of the rules in a box, as x and y."""
    left, top, right, bottom = box
    _, labels = cv2.connectedComponents(mask[top:bottom, left:right])
    largest = int(np.bincount(labels[labels > 0]).argmax())
    rows, columns = np.nonzero(labels == largest)
    spots = [(columns + rows).argmin(), (columns - rows).argmax(), (columns + rows).argmax(), (columns - rows).argmin()]
    return np.array([[left + columns[spot], top + rows[spot]] for spot in spots], float)


def _rectangle(corners: Pixels) -> Pixels:
    """The upright rectangle through the middles of the sides."""
    left, right = (corners[0, 0] + corners[3, 0]) / 2, (corners[1, 0] + corners[2, 0]) / 2
    top, bottom = (corners[0, 1] + corners[1, 1]) / 2, (corners[2, 1] + corners[3, 1]) / 2
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def bordered(mask: Pixels, corners: Pixels, unit: float) -> bool:
    """Whether each side between the corners runs along a rule."""
    wide = cv2.dilate(mask, np.ones((round(5 * unit) | 1, round(5 * unit) | 1), np.uint8))
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        spots = np.linspace(start, end, 200).round().astype(int)
        if np.count_nonzero(wide[spots[:, 1], spots[:, 0]]) < BORDERED * len(spots):
            return False
    return True
