"""Rules that cross characters through their middle: they are strikethrough, not table rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from parsers.pdf.page import Char, PageContent, RulingLine

MIDDLE = (0.3, 0.7)  # of a character's height: a rule that crosses it there strikes it out; underlines lie at 0.9 and more
STRIKE_LEAST = 0.6  # of a character's width that the rule crosses


def marked(page: PageContent) -> PageContent:
    """Return a page with struck characters marked and the striking rules removed, without anything off the page."""
    level = sorted((rule for rule in page.rules if rule.level), key=lambda rule: rule.top + rule.bottom)
    chars = [char for char in page.chars if char.x1 > 0 and char.bottom > 0 and char.x0 < page.width and char.top < page.height]
    heights = [(rule.top + rule.bottom) / 2 for rule in level]
    ranges = {at: between(heights, *at) for at in {(char.top, char.bottom) for char in chars}}  # a line's characters share theirs
    found = [crossing(level[low:high], char) if low < high else None for char in chars for low, high in [ranges[char.top, char.bottom]]]
    struck = {rule for rule in found if rule is not None}
    shown = tuple(char._replace(mark=char.mark or "struck") if rule else char for char, rule in zip(chars, found, strict=True))
    return replace(page, chars=shown, rules=tuple(rule for rule in page.rules if rule not in struck) if struck else page.rules)


def between(heights: Sequence[float], top: float, bottom: float) -> tuple[int, int]:
    """Return the range of sorted heights at which a rule would cross a character of these edges through its middle."""
    height = bottom - top
    low = bisect_left(heights, top + MIDDLE[0] * height)
    return low, bisect_right(heights, top + MIDDLE[1] * height, low) if low < len(heights) else low


def crossing(rules: Sequence[RulingLine], char: Char) -> RulingLine | None:
    """Return the rule that crosses enough of a character's width; None if there is none, or for a blank."""
    for rule in rules if char.text.strip() else ():
        if min(rule.x1, char.x1) - max(rule.x0, char.x0) >= STRIKE_LEAST * (char.x1 - char.x0):
            return rule
    return None
