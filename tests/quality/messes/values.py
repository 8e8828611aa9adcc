"""Figures printed with signs, blanks, units, or not at all; blank, stroke, dash and zero stay four things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.quality.messes.registry import RAGGED, TABLED, mess
from tests.quality.paper import Figure, Paper, Row, Slot, item_of, with_figure, with_slots

FULL = {48 + n: 0xFF10 + n for n in range(10)}


def some(paper: Paper, name: str, wanted: Callable[[Figure], bool], change: Callable[[Slot], Slot]) -> Paper:
    """The paper with the wanted figures of one table changed."""

    def each(slot: Slot) -> Slot:
        return change(slot) if slot.figure and wanted(slot.figure) else slot

    return paper.with_grid(name, lambda grid: with_slots(grid, each))


def unprinted(raw: str, state: str, item: str) -> Callable[[Paper, Random], Paper]:
    def spoil(paper: Paper, rng: Random) -> Paper:
        return some(paper, "proactive", lambda f: f.key[1] == item, lambda slot: with_figure(slot, raw, None, state))

    return spoil


def slash(paper: Paper, rng: Random) -> Paper:
    return unprinted("/", "not_applicable", "regulations")(paper, rng)


def dash(paper: Paper, rng: Random) -> Paper:
    return unprinted("-", "not_applicable", "regulations")(paper, rng)


def long_dash(paper: Paper, rng: Random) -> Paper:
    return unprinted("—", "not_applicable", "penalties")(paper, rng)


def none_word(paper: Paper, rng: Random) -> Paper:
    return unprinted("无", "not_applicable", "fees")(paper, rng)


def blank(paper: Paper, rng: Random) -> Paper:
    return unprinted("", "blank", "coercive_measures")(paper, rng)


for function in (slash, dash, long_dash, none_word, blank):
    mess(*TABLED)(function)


@mess(*TABLED)
def proactive_all_blank(paper: Paper, rng: Random) -> Paper:
    return some(paper, "proactive", lambda f: True, lambda slot: with_figure(slot, "", None, "blank"))


@mess(*TABLED)
def requests_blank_but_totals(paper: Paper, rng: Random) -> Paper:
    """Sub-rows hold no total; only 一, 二, 总计 and 四 do."""
    whole = ("received", "carried_in", "handled", "carried_out")
    return some(
        paper, "requests", lambda f: f.key[2] == "total" and f.key[1] not in whole, lambda slot: with_figure(slot, "", None, "blank")
    )


@mess(*TABLED)
def requests_zeros_left_blank(paper: Paper, rng: Random) -> Paper:
    return some(paper, "requests", lambda f: f.value == 0 and f.key[2] != "total", lambda slot: with_figure(slot, "", None, "blank"))


@mess(*TABLED)
def other_handling_blank(paper: Paper, rng: Random) -> Paper:
    return some(
        paper, "requests", lambda f: f.key[1].startswith("other") and f.value == 0, lambda slot: with_figure(slot, "", None, "blank")
    )


@mess(*TABLED)
def litigation_blank(paper: Paper, rng: Random) -> Paper:
    return some(paper, "disputes", lambda f: f.key[1] == "litigation_after_review", lambda slot: with_figure(slot, "", None, "blank"))


@mess(*TABLED)
def digits_full_width(paper: Paper, rng: Random) -> Paper:
    return some(paper, "requests", lambda f: True, lambda slot: with_figure(slot, slot.text.translate(FULL), slot.figure.value))  # type: ignore[union-attr]


@mess("2019", "2021", "provincial")
def thousands_commas(paper: Paper, rng: Random) -> Paper:
    """A figure of five digits with a comma, and all above a thousand likewise."""

    def change(slot: Slot) -> Slot:
        assert slot.figure
        return with_figure(slot, f"{slot.figure.value:,}", slot.figure.value)

    name = "statistics" if paper.forms == ("statistics",) else "proactive"
    return some(paper, name, lambda f: isinstance(f.value, int) and f.value >= 1000, change)


@mess(*TABLED)
def blanks_around_figures(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        return replace(slot, text=rng.choice((f" {slot.text} ", f"{slot.text}{chr(160) * 7}", f"　{slot.text}", slot.text)))

    return some(paper, "requests", lambda f: True, change)


@mess("2019")
def signs_in_change_column(paper: Paper, rng: Random) -> Paper:
    def change(slot: Slot) -> Slot:
        number = rng.choice((36, 462, -8, 1))
        return with_figure(slot, rng.choice((f"{number:+d}", str(number))), number)

    return some(paper, "proactive", lambda f: f.key[2] == "items_change", change)


@mess("2019")
def amount_with_unit_in_the_cell(paper: Paper, rng: Random) -> Paper:
    """yuan where the head names no unit: taken as printed, the unit kept."""

    def change(slot: Slot) -> Slot:
        return with_figure(slot, "75394432.52元", 75394432.52, unit="元")

    return some(paper, "proactive", lambda f: f.key[2] == "amount", change)


@mess("2021")
def yuan_under_a_head_of_wan(paper: Paper, rng: Random) -> Paper:
    return some(paper, "proactive", lambda f: f.key[2] == "amount", lambda slot: with_figure(slot, "251000元", 251000, unit="元"))


@mess("2021")
def six_decimals(paper: Paper, rng: Random) -> Paper:
    text = f"{rng.uniform(100, 40000):.6f}"
    return some(paper, "proactive", lambda f: f.key[2] == "amount", lambda slot: with_figure(slot, text, float(text)))


def unsure(row: Row) -> Row:
    return tuple(replace(slot, figure=replace(slot.figure, sure=False)) if slot.figure else slot for slot in row)


ORGANISATIONS = ("research", "public_interest", "legal_service")


def with_zeros_lost(paper: Paper, rng: Random, after: tuple[Slot, ...]) -> Paper:
    """Every second row of section three without a zero it had among the organisations, `after` standing behind its figures."""
    lost: list[Figure] = []

    def lose(row: Row) -> Row:
        zeros = [n for n, slot in enumerate(row) if slot.figure and slot.figure.value == 0 and slot.figure.key[2] in ORGANISATIONS]
        if not zeros or row[zeros[0]].rows > 1:
            return row
        spot, loose = rng.choice(zeros), unsure(row)
        lost.append(loose[spot].figure)  # type: ignore[arg-type]
        return (*loose[:spot], *loose[spot + 1 :], *after)

    changed = paper.with_grid(
        "requests", lambda grid: replace(grid, rows=tuple(lose(row) if n % 2 else row for n, row in enumerate(grid.rows)))
    )
    return replace(changed, lost=tuple(lost))


@mess(*TABLED, formats=RAGGED)
def one_zero_lost(paper: Paper, rng: Random) -> Paper:
    """Six figures for seven columns: no number may be lost or invented."""
    return with_zeros_lost(paper, rng, ())


@mess(*TABLED)
def zero_lost_and_edge_blank(paper: Paper, rng: Random) -> Paper:
    """Six figures, and the seventh cell of the row is empty."""
    return with_zeros_lost(paper, rng, (Slot(""),))


@mess(*TABLED, formats=RAGGED)
def one_zero_doubled(paper: Paper, rng: Random) -> Paper:
    """Eight figures for seven columns in （七）总计."""

    def double(row: Row) -> Row:
        return (*unsure(row)[:-2], Slot("0"), *unsure(row)[-2:]) if item_of(row) == "handled" else row

    return paper.with_grid("requests", lambda grid: replace(grid, rows=tuple(map(double, grid.rows))))
