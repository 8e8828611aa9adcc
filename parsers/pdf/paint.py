"""How a page is painted → characters that are not visible as plain text: invisible, white, painted over, slanted."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2.raw as raw

from parsers.types import Box, Mark

if TYPE_CHECKING:
    from parsers.pdf.page import Char

INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
WHITE = 250  # of 255, each of red, green and blue
LEAST_SEEN = 40  # of 255: anything less opaque is at most a watermark
SLANT = 4.0  # degrees off the level or the upright: a watermark; scanned text layers lean by 1
NEAR = 0.5  # points between what is the same place
PARTS = tuple(ctypes.c_uint() for _ in range(4))  # made once: a page has a thousand text objects
MAX_FILLS = 2000  # of a page that are compared with its text


class Fill(NamedTuple):
    """An opaque filled area and when it was painted."""

    order: int
    box: Box
    white: bool


class Ink(NamedTuple):
    """A piece of text as painted: when, and whether it can be seen and is white."""

    order: int
    hidden: bool
    white: bool


class Paint:
    """What is painted on one page, in order, and what of it affects the visibility of its text."""

    def __init__(self) -> None:
        self.texts: list[tuple[Any, Ink]] = []
        self.inks: dict[int, Ink] = {}  # by the address of the text object, worked out when first asked for
        self.fills: list[Fill] = []
        self.used: set[int] = set()  # addresses of the text objects of which the reader of the text gave a character
        self.odd = False  # some text is hidden or white, or some area was filled after text

    def add_text(self, order: int, obj: Any) -> None:
        """Add a text object."""
        hidden = white = False
        if raw.FPDFPageObj_GetFillColor(obj, *PARTS):  # asked a thousand times a page: no more of the answer is read than is needed
            red, green, blue, alpha = PARTS
            hidden = alpha.value < LEAST_SEEN
            white = red.value >= WHITE and green.value >= WHITE and blue.value >= WHITE
        hidden = hidden or raw.FPDFTextObj_GetTextRenderMode(obj) in INVISIBLE
        self.odd = self.odd or hidden or white
        self.texts.append((obj, Ink(order, hidden, white)))

    def add_fill(self, order: int, obj: Any, box: Box) -> None:
        """Add a filled path that is not a line."""
        red, green, blue, alpha = color_of(obj)
        if alpha == 255 and len(self.fills) < MAX_FILLS:
            self.odd = self.odd or bool(self.texts)
            self.fills.append(Fill(order, box, min(red, green, blue) >= WHITE))

    def mark(self, obj: Any, at: Box) -> Mark | None:
        """Return why a character of a text object, with the given box, is not visible as text; None if it is."""
        x, y = (at[0] + at[2]) / 2, (at[1] + at[3]) / 2
        if not self.inks:
            self.inks = {address(text): ink for text, ink in self.texts}
        ink = self.inks.get(address(obj)) if obj else None
        if ink is None:
            return None
        under: Fill | None = None
        for fill in self.fills:
            left, top, right, bottom = fill.box
            if left <= x <= right and top <= y <= bottom:
                if fill.order > ink.order:
                    return "hidden" if fill.white else "covered"
                under = fill
        return "hidden" if ink.hidden or (ink.white and (under is None or under.white)) else None

    def unused(self, place: Callable[[float, float, float, float], Box]) -> list[Box]:
        """Return the upright boxes of the text objects that are to be seen and of which no character was given."""
        left_out = [obj for obj, _ in self.texts if address(obj) not in self.used] if self.odd else []
        boxes = [(obj, place(*bounds_of(obj))) for obj in left_out]
        return [box for obj, box in boxes if self.mark(obj, box) is None]


def address(obj: Any) -> int:
    """Return the address of a page object, which is the same however it was reached."""
    return ctypes.cast(obj, ctypes.c_void_p).value or 0


def color_of(obj: Any) -> tuple[int, int, int, int]:
    """Return red, green, blue and opacity of an object's fill, each 0 to 255; opaque black if it has none."""
    if not raw.FPDFPageObj_GetFillColor(obj, *PARTS):
        return 0, 0, 0, 255
    red, green, blue, alpha = PARTS
    return red.value, green.value, blue.value, alpha.value


def slanted(radians: float) -> bool:
    """Return whether text at this angle is neither horizontal nor vertical, as watermarks are.

    >>> [slanted(math.radians(angle)) for angle in (0, 1, 45, 89, 330)]
    [False, False, True, False, True]
    """
    off = math.degrees(radians) % 90
    return SLANT < off < 90 - SLANT


def restored(
    owned: Sequence[tuple[Char, Any]], place: Callable[[float, float, float, float], Box], unused: Sequence[Box] = ()
) -> list[Char]:
    """Return the characters that the reader of the text took for doubles of painted-over ones, from all with their text objects.

    pdfium leaves out a character that stands where the same one stood before, as for bold print. Where the first is painted over and
    the second is not, the second is the one that is seen: its object reaches over the place, and none of its own characters is there.
    Of an object with one of the boxes `unused` all characters were left out so.
    """
    covered = [char for char, _ in owned if char.mark in {"hidden", "covered"} and char.text.strip()]
    lost: list[Char] = []
    for _, group in groupby(owned if covered else (), key=lambda pair: address(pair[1])):
        own = [(char, obj) for char, obj in group if char.mark is None and char.text.strip()]
        if own:
            left, _, right, _ = place(*bounds_of(own[0][1]))
            lost += [char._replace(mark=None) for char in covered if _stands_in(char, (left, right), [known for known, _ in own])]
    return lost + [char._replace(mark=None) for char in covered if any(_is_around(box, char) for box in unused)]


def _is_around(box: Box, char: Char) -> bool:
    """Return whether a box, of the ink of an object, is around the middle of a character and reaches over no other line."""
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] < x < box[2] and box[1] < y < box[3] and box[3] - box[1] <= (char.bottom - char.top) + NEAR


def _stands_in(char: Char, reach: tuple[float, float], own: Sequence[Char]) -> bool:
    """Return whether a character stands on the line and within the reach of an object, where none of the object's own does."""
    middle = (char.x0 + char.x1) / 2
    inside = abs(char.baseline - own[0].baseline) < NEAR and reach[0] < middle < reach[1]
    return inside and not any(other.x0 < middle < other.x1 for other in own)


def bounds_of(obj: Any) -> Box:
    """Return the box around what a page object paints, in the space of the page."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value
