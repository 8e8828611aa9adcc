"""Measure what a busy machine disturbs: whatever else runs only adds to a time, so the least of a few attempts is what an act takes."""

import math
import time


def best_of(measured, enough, attempts=3):
    """Return the least number of so many calls of `measured`; the first one below `enough` is the last."""
    least = math.inf
    for _ in range(attempts):
        least = min(least, measured())
        if least < enough:
            break
    return least


def processor_seconds(act, enough, attempts=3):
    """Return the least processor seconds that so many calls of `act` took; the first one below `enough` is the last."""

    def measured():
        began = time.process_time()
        act()
        return time.process_time() - began

    return best_of(measured, enough, attempts)
