"""Mutate how a figure is written: width, separators, units, dashes, invisible signs, letters for digits, several figures in a cell."""

from __future__ import annotations

from decimal import Decimal

from ..interface import Seen
from ..paper.blocks import Cell, Run, tables
from ..paper.draft import Draft, plain
from .registry import ALL, mutation


def rewrite(draft: Draft, cell: Cell, raw: str, seen: Seen | None = None) -> None:
    """Print other text in a cell; the oracle keeps its figure unless `seen` is given."""
    assert cell.coordinate is not None
    old = draft.seen[cell.coordinate]
    cell.runs = [Run(raw)] if raw else []
    draft.seen[cell.coordinate] = seen or Seen(old.kind, old.value, raw, old.unit, old.sure)


def big(seen: Seen) -> bool:
    """Accept figures of four digits and more."""
    return seen.kind == "number" and seen.value is not None and abs(seen.value) >= 1000


def whole(seen: Seen) -> bool:
    """Accept counts: integers that are not negative."""
    return seen.kind == "number" and seen.value is not None and seen.value >= 0 and seen.value == seen.value.to_integral_value()


def zero(seen: Seen) -> bool:
    """Accept zeros."""
    return seen.kind == "number" and seen.value == 0


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def full_width_digits(draft: Draft) -> None:
    """Print some figures in full-width digits."""
    for cell in draft.pick(25):
        rewrite(
            draft,
            cell,
            "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else {".": "．", "-": "－"}.get(sign, sign) for sign in cell.text),
        )


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def thousand_separators(draft: Draft) -> None:
    """Print large figures with thousand separators: comma, full-width comma, thin or no-break blank, apostrophe."""
    for cell in draft.pick(30, big):
        sign = draft.rng.choice((",", "，", "\u2009", "\u00a0", "'"))
        value = draft.seen[cell.coordinate].value if cell.coordinate else None
        assert value is not None
        rewrite(draft, cell, f"{value:,}".replace(",", sign))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def invisible_signs(draft: Draft) -> None:
    """Put zero-width signs, a soft hyphen or a byte-order mark inside figures."""
    for cell in draft.pick(25):
        at = draft.rng.randint(0, len(cell.text))
        rewrite(draft, cell, cell.text[:at] + draft.rng.choice(("\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad")) + cell.text[at:])


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def blanks_around(draft: Draft) -> None:
    """Put no-break and full-width blanks around figures."""
    for cell in draft.pick(40):
        blank = draft.rng.choice(("\u00a0", "\u3000", " ", "\u00a0\u00a0"))
        rewrite(draft, cell, draft.rng.choice((blank + cell.text, cell.text + blank, blank + cell.text + blank)))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def unit_in_cell(draft: Draft) -> None:
    """Print the unit after some counts."""
    for cell in draft.pick(25, whole):
        unit = "元" if cell.coordinate and cell.coordinate.measure == "amount" and draft.form == "2019" else "件"
        if cell.coordinate and cell.coordinate.measure == "amount" and draft.form == "2021":
            unit = "万元"
        rewrite(draft, cell, cell.text + unit)


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def dashes_for_none(draft: Draft) -> None:
    """Print —, -, /, 无 where the form does not apply: not zero, not blank."""
    for cell in draft.pick(12, zero):
        raw = draft.rng.choice(("—", "-", "/", "无", "——", "／", "–"))
        rewrite(draft, cell, raw, Seen("not_applicable", None, raw))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def blanks_for_zero(draft: Draft) -> None:
    """Leave zeros out: a blank is no zero."""
    for cell in draft.pick(20, zero):
        rewrite(draft, cell, "", Seen("blank"))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def blanks_that_look_filled(draft: Draft) -> None:
    """Leave cells blank with only a no-break blank, a full-width blank or a zero-width sign in them."""
    for cell in draft.pick(15, zero):
        raw = draft.rng.choice(("\u00a0", "\u3000", "\u200b", " \u00a0 "))
        rewrite(draft, cell, raw, Seen("blank", None, raw))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def letters_for_digits(draft: Draft) -> None:
    """Print O, o, l, I for digits, as bad conversions do: nobody can be sure."""
    for cell in draft.pick(6, whole):
        raw = cell.text.replace("0", draft.rng.choice("Oo")).replace("1", draft.rng.choice("lI"))
        if raw != cell.text:
            value = draft.seen[cell.coordinate].value if cell.coordinate else None
            rewrite(draft, cell, raw, Seen("number", value, raw, None, sure=False))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def chinese_numerals(draft: Draft) -> None:
    """Print small counts in Chinese numerals; a mark is as good as the figure."""
    signs = "零一二三四五六七八九十"
    for cell in draft.pick(6, lambda seen: whole(seen) and seen.value is not None and seen.value <= 10):
        value = draft.seen[cell.coordinate].value if cell.coordinate else None
        assert value is not None
        rewrite(draft, cell, signs[int(value)], Seen("number", value, signs[int(value)], None, sure=False))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def two_figures_in_a_cell(draft: Draft) -> None:
    """Print two figures in one cell, by a line break, a blank or a slash: no one number stands there."""
    for cell in draft.pick(5):
        other = str(draft.rng.randint(1, 99))
        raw = cell.text + draft.rng.choice(("\n", " ", "/", "、")) + other
        rewrite(draft, cell, raw, Seen("text", None, raw))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def figure_with_remark(draft: Draft) -> None:
    """Print a remark with a figure of its own behind some figures."""
    for cell in draft.pick(6, whole):
        other = draft.rng.randint(1, 999)
        raw = cell.text + draft.rng.choice((f"（上年{other}）", f"（其中修订{other}件）", f"(同比增长{other}%)"))
        value = draft.seen[cell.coordinate].value if cell.coordinate else None
        rewrite(draft, cell, raw, Seen("number", value, raw, None, sure=False))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def signs_that_are_no_figures(draft: Draft) -> None:
    """Print ○, 一, ▲, ?, 待核, ××, * in a cell: no number."""
    for cell in draft.pick(6, whole):
        raw = draft.rng.choice(("○", "▲", "?", "待核", "××", "***", "约10余", "十余", "数百", "N", "√", "涉密"))
        rewrite(draft, cell, raw, Seen("text", None, raw))


@mutation("characters", forms=("2021",), slots="amount", stage="cells")
def amount_in_yuan(draft: Draft) -> None:
    """Print the fees in 元 within a column of 万元: the unit in the cell counts."""
    for cell in draft.cells("proactive"):
        if cell.coordinate and cell.coordinate.measure == "amount" and cell.coordinate not in draft.touched:
            draft.touched.add(cell.coordinate)
            value = Decimal(draft.rng.randint(10_000, 9_999_999))
            raw = draft.rng.choice((f"{value}元", f"{value:,}元"))
            rewrite(draft, cell, raw, Seen("number", value, raw, "元"))


@mutation("characters", forms=("2021",), slots="amount", stage="cells")
def amount_head_in_yuan(draft: Draft) -> None:
    """Print the head of the fees with the unit 元 and the amount in 元."""
    for table in tables(draft.blocks):
        for row in table.rows:
            for one in row:
                if table.key == "proactive" and one.head and one.text.startswith("本年收费金额"):
                    one.runs = [Run("本年收费金额（单位：元）")]
    for one in draft.cells("proactive"):
        if one.coordinate and one.coordinate.measure == "amount" and one.coordinate not in draft.touched:
            draft.touched.add(one.coordinate)
            value = Decimal(draft.rng.randint(10_000, 9_999_999))
            rewrite(draft, one, plain(value), Seen("number", value, plain(value), "元"))


@mutation("characters", forms=("2019",), slots="cells", stage="cells")
def signs_of_change(draft: Draft) -> None:
    """Print increases with a plus sign and decreases with other minus signs."""
    for cell in draft.pick(12, lambda seen: seen.kind == "number", "proactive"):
        value = draft.seen[cell.coordinate].value if cell.coordinate else None
        if cell.coordinate and cell.coordinate.measure == "items_change" and value:
            rewrite(draft, cell, ("+" if value > 0 else draft.rng.choice(("-", "－", "\u2212"))) + plain(abs(value)))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def figure_broken_in_cell(draft: Draft) -> None:
    """Break one long figure over two lines of a narrow cell: only the sums can tell that it is one."""
    for cell in draft.pick(2, lambda seen: big(seen) and whole(seen)):
        raw = cell.text[:-2] + "\n" + cell.text[-2:]
        value = draft.seen[cell.coordinate].value if cell.coordinate else None
        rewrite(draft, cell, raw, Seen("number", value, raw, None, sure=False))


@mutation("characters", forms=ALL, slots="cells", stage="cells")
def leading_zeros_and_points(draft: Draft) -> None:
    """Print counts as 007, 12.0, 12.00: the same numbers."""
    for cell in draft.pick(15, whole):
        rewrite(draft, cell, draft.rng.choice((f"0{cell.text}", f"{cell.text}.0", f"{cell.text}.00")))
