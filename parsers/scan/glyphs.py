"""Read digits by comparing the hundreds on a page: similar glyphs are clustered and each cluster is named by the votes of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scan.ocr import OcrReading
from parsers.scan.page_image import Pixels

HIGH, WIDE = 24, 20  # pixels a glyph is brought to
ALIKE = 0.86  # correlation from which two glyphs are one; a heap that still mixes two digits gets no name (AGREED)
LEAST = 3  # glyphs in a heap before its name counts
AGREED = 0.8  # share of votes for the name


@dataclass(frozen=True, slots=True)
class Glyph:
    """One mark: its pixels normalised in size and brightness, and its height on the page."""

    pixels: Pixels
    height: int


def glyph_of(grey: Pixels, mark: tuple[int, int, int, int]) -> Glyph:
    """Return a mark scaled to one height and centred, proportions kept, from its box."""
    left, top, right, bottom = mark
    piece = 255 - grey[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1].astype(np.float32)
    width = min(WIDE, max(3, round(HIGH * piece.shape[1] / piece.shape[0])))
    scaled = cv2.resize(piece, (width, HIGH), interpolation=cv2.INTER_AREA)
    framed = np.zeros((HIGH, WIDE), np.float32)
    start = (WIDE - width) // 2
    framed[:, start : start + width] = scaled
    flat = framed.ravel() - framed.mean()
    return Glyph(flat / (float(np.linalg.norm(flat)) or 1.0), bottom - top)


def template_readings(figures: Sequence[Sequence[Glyph]], readings: Sequence[str]) -> list[OcrReading | None]:
    """Return how the clusters read each figure, from its glyphs and its first reading; None if undecided."""
    flat = [glyph for glyphs in figures for glyph in glyphs]
    if not flat:
        return [None] * len(figures)
    usual = float(np.median([glyph.height for glyph in flat]))
    heaps = iter(_heaps(flat))
    numbered = [[(glyph, next(heaps)) for glyph in glyphs] for glyphs in figures]
    votes: dict[int, Counter[str]] = {}
    for glyphs, text in zip(numbered, readings, strict=True):
        for (_, heap), character in _paired(glyphs, text, usual):
            votes.setdefault(heap, Counter())[character] += 1
    names = {heap: name for heap, counted in votes.items() if (name := _name(counted))}
    return [_named(glyphs, names, text, usual) for glyphs, text in zip(numbered, readings, strict=True)]


def _heaps(glyphs: list[Glyph]) -> list[int]:
    """Return the cluster number of each glyph: that of the most similar leader, or a new one."""
    leaders: list[Pixels] = []
    counts: list[int] = []
    found = []
    for glyph in glyphs:
        likeness = np.stack([leader / np.linalg.norm(leader) for leader in leaders]) @ glyph.pixels if leaders else np.zeros(0)
        best = int(likeness.argmax()) if len(likeness) else -1
        if best < 0 or likeness[best] < ALIKE:
            best = len(leaders)
            leaders.append(np.zeros_like(glyph.pixels))
            counts.append(0)
        leaders[best] = leaders[best] + glyph.pixels
        counts[best] += 1
        found.append(best)
    return found


def _tall(height: int, usual: float) -> bool:
    return 0.7 * usual <= height <= 1.4 * usual


def _paired(glyphs: list[tuple[Glyph, int]], text: str, usual: float) -> list[tuple[tuple[Glyph, int], str]]:
    """Return digits with the tall glyphs they name; empty unless there are as many of both."""
    tall = [pair for pair in glyphs if _tall(pair[0].height, usual)]
    digits = [character for character in text if character.isdigit()]
    return list(zip(tall, digits, strict=True)) if len(tall) == len(digits) else []


def _name(counted: Counter[str]) -> str:
    """Return the name of a cluster: what most of its glyphs were read as, if enough were and they agree."""
    name, most = counted.most_common(1)[0]
    return name if counted.total() >= LEAST and most >= AGREED * counted.total() else ""


def _named(glyphs: list[tuple[Glyph, int]], names: dict[int, str], text: str, usual: float) -> OcrReading | None:
    """Return the figure spelt by its glyphs' clusters; non-digits stay as read. None if a glyph has no name."""
    spelt = [names.get(heap, "") for glyph, heap in glyphs if _tall(glyph.height, usual)]
    if not spelt or not all(spelt):
        return None
    signs = [character for character in text if not character.isdigit()]
    small = [glyph for glyph, _ in glyphs if not _tall(glyph.height, usual)]
    if len(signs) != len(small) or any(character.isdigit() for character in signs):
        return None
    if len(spelt) == sum(character.isdigit() for character in text):
        digits = iter(spelt)
        return OcrReading("", 0.0, "".join(next(digits) if character.isdigit() else character for character in text), 1.0)
    return OcrReading("", 0.0, "".join(spelt), 0.5) if not signs else None
