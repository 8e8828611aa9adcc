"""Planted slips: sums that do not hold. They are to be read as printed and found by the rule."""

from __future__ import annotations

from random import Random

from tests.quality.messes.registry import TABLED, mess
from tests.quality.messes.values import some
from tests.quality.paper import Figure, Paper, Slot, with_figure


def raised(paper: Paper, table: str, item: str, measure: str, by: int) -> Paper:
    def change(slot: Slot) -> Slot:
        assert slot.figure
        number = int(slot.figure.value or 0) + by
        return with_figure(slot, str(number), number)

    return some(paper, table, lambda f: f.key == (table, item, measure), change)


@mess(*TABLED)
def slip_row_total(paper: Paper, rng: Random) -> Paper:
    """One leaf's 总计 is one too high: its row and the column 总计 disagree."""
    return raised(paper, "requests", rng.choice(("granted", "denied_third_party", "rejected_petition")), "total", 1)


@mess(*TABLED)
def slip_handled(paper: Paper, rng: Random) -> Paper:
    """（七）总计 of one applicant is six short of its rows."""
    return raised(paper, "requests", "handled", rng.choice(("natural_person", "business")), 6)


@mess(*TABLED)
def slip_balance(paper: Paper, rng: Random) -> Paper:
    """What came in is not what was answered and carried on, in one column and in the total."""
    paper = raised(paper, "requests", "received", "natural_person", 3)
    return raised(paper, "requests", "received", "total", 3)


@mess(*TABLED)
def slip_carried_out(paper: Paper, rng: Random) -> Paper:
    return raised(paper, "requests", "carried_out", "total", 2)


@mess(*TABLED)
def slip_dispute_total(paper: Paper, rng: Random) -> Paper:
    return raised(paper, "disputes", rng.choice(("review", "litigation_direct", "litigation_after_review")), "total", 1)


@mess(*TABLED)
def slip_negative_count(paper: Paper, rng: Random) -> Paper:
    return some(paper, "proactive", lambda f: f.key[1:] == ("penalties", "decisions"), lambda slot: with_figure(slot, "-3", -3))


@mess(*TABLED)
def slip_fraction_of_a_count(paper: Paper, rng: Random) -> Paper:
    return some(paper, "proactive", lambda f: f.key[1:] == ("licences", "decisions"), lambda slot: with_figure(slot, "12.5", 12.5))


@mess(*TABLED)
def near_miss_two_slips_that_cancel(paper: Paper, rng: Random) -> Paper:
    """A leaf moved from one row to the next: every sum still holds, nothing may be found."""

    def movable(f: Figure) -> bool:
        return f.key[0] == "requests" and f.key[1] == "granted" and isinstance(f.value, int) and f.value > 0

    source = next((f for f in paper.figures().values() if movable(f) and f.key[2] != "total"), None)
    if source is None:
        return paper
    for item, by in (("granted", -1), ("denied_third_party", 1)):
        for measure in (source.key[2], "total"):
            paper = raised(paper, "requests", item, measure, by)
    return paper


@mess("national")
def slip_channels(paper: Paper, rng: Random) -> Paper:
    """The four ways of asking do not add up to the requests received."""
    return raised(paper, "statistics", "依申请公开情况/收到申请数/网络申请数", "value", 2)


@mess("provincial")
def slip_parts(paper: Paper, rng: Random) -> Paper:
    return raised(paper, "statistics", "对申请的答复总数/不予公开答复数", "value", 2)
