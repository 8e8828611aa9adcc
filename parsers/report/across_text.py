"""How much of one text comes again in another."""

from __future__ import annotations

import re

from parsers.text import label

LENGTH = 6  # characters of a run: shorter ones are the common phrases of all reports
LEAST = 120  # characters: shorter parts say the same every year for good reasons
NUMBERS = re.compile(r"\d+")


def similarity(before: str, now: str) -> float | None:
    """Given two texts, return the share of runs of the second that stand in the first, figures left out; None for short ones.

    >>> similarity("公开" * 80, "公开" * 80), similarity("短", "短")
    (1.0, None)
    """
    old, new = (NUMBERS.sub("", label(text)) for text in (before, now))
    if min(len(old), len(new)) < LEAST:
        return None
    runs = [new[place:place + LENGTH] for place in range(len(new) - LENGTH + 1)]
    known = {old[place:place + LENGTH] for place in range(len(old) - LENGTH + 1)}
    return sum(run in known for run in runs) / len(runs)
