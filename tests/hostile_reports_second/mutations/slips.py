"""Plant slips of the source: figures that break an equation of the form, each visible and plain."""

from __future__ import annotations

from decimal import Decimal

from ..interface import Coordinate, Seen
from ..paper.draft import KINDS, Draft, plain
from ..paper.forms import leaves
from .registry import mutation

SLOTS = "slip cells totals requests_rows proactive_insert penal"


def change(draft: Draft, coordinate: Coordinate, by: int) -> None:
    """Change a figure by an amount."""
    old = draft.seen[coordinate]
    assert old.value is not None
    draft.seen[coordinate] = Seen("number", old.value + by, plain(old.value + by), old.unit)
    draft.touched.add(coordinate)


def amount(draft: Draft) -> int:
    """Return a change that is never zero."""
    return draft.rng.randint(1, 30)


@mutation("slips", slots=SLOTS)
def slip_balance(draft: Draft) -> None:
    """Break R1 in one column and in 总计: more received than answered or carried on."""
    by, kind = amount(draft), draft.rng.choice(KINDS)
    for measure in (kind, "total"):
        change(draft, Coordinate("requests", "received", measure), by)


@mutation("slips", slots=SLOTS)
def slip_row_sum(draft: Draft) -> None:
    """Break R2 in the row of one outcome, and R3 of 总计 with it."""
    change(draft, Coordinate("requests", draft.rng.choice(leaves(draft.form)), "total"), amount(draft))


@mutation("slips", slots=SLOTS)
def slip_column_sum(draft: Draft) -> None:
    """Break R3 in one column: an outcome and its row's total moved together."""
    by, row, kind = amount(draft), draft.rng.choice(leaves(draft.form)), draft.rng.choice(KINDS)
    for measure in (kind, "total"):
        change(draft, Coordinate("requests", row, measure), by)


@mutation("slips", slots=SLOTS)
def slip_dispute_sum(draft: Draft) -> None:
    """Break R4 in one block."""
    block = draft.rng.choice(("review", "litigation_direct", "litigation_after_review"))
    change(draft, Coordinate("disputes", block, "total"), amount(draft))


@mutation("slips", slots=SLOTS)
def slip_negative_count(draft: Draft) -> None:
    """Break R5: a negative number of decisions."""
    coordinate = Coordinate("proactive", "penalties", "decisions")
    value = -Decimal(draft.rng.randint(1, 90))
    draft.seen[coordinate] = Seen("number", value, plain(value))
    draft.touched.add(coordinate)


@mutation("slips", forms=("2019",), slots=SLOTS)
def slip_disclosed_total(draft: Draft) -> None:
    """Break R7: more disclosed this year than in all."""
    change(
        draft,
        Coordinate("proactive", "normative_documents", "disclosed_total"),
        -int(draft.number("proactive", "normative_documents", "disclosed_total")),
    )
    change(draft, Coordinate("proactive", "normative_documents", "disclosed"), amount(draft))


@mutation("slips", forms=("statistics",), slots=SLOTS + " statistics_shape")
def slip_statistics_sum(draft: Draft) -> None:
    """Break R9: a total that is not the sum of its parts."""
    for measure in ("value", "cumulative"):
        change(draft, Coordinate("statistics", "对申请的答复总数", measure), amount(draft) + 5000 * (measure == "cumulative"))


@mutation("slips", forms=("statistics",), slots=SLOTS + " statistics_shape")
def slip_cumulative(draft: Draft) -> None:
    """Break R9: more this year than in all years."""
    coordinate = Coordinate("statistics", "行政复议数", "cumulative")
    change(draft, Coordinate("statistics", "行政复议数", "value"), int(draft.number(*coordinate)) + amount(draft))
