"""How much of one text recurs in another."""

from __future__ import annotations

import re

from gongkai.chinese_text import label

LENGTH = 6  # characters of a run: shorter ones are the common phrases of all reports
LEAST = 120  # characters: shorter parts say the same every year for good reasons
NUMBERS = re.compile(r"\d+")


def similarity(before: str, now: str) -> float | None:
    """Return the share of the second text's runs that occur in the first, figures ignored; None for short texts.

    >>> similarity("公开" * 80, "公开" * 80), similarity("短", "短")
    (1.0, None)
    """
    old, new = (NUMBERS.sub("", label(text)) for text in (before, now))
    if min(len(old), len(new)) < LEAST:
        return None
    runs = [new[place : place + LENGTH] for place in range(len(new) - LENGTH + 1)]
    known = {old[place : place + LENGTH] for place in range(len(old) - LENGTH + 1)}
    return sum(run in known for run in runs) / len(runs)
