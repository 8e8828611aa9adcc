"""Mutate workbooks and Word files: sheets, hidden columns, number formats, text numbers, nested tables, headers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from ..interface import Seen
from ..paper.blocks import Run, tables
from ..paper.draft import Draft, plain
from .registry import ALL, mutation


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="sheets")
def a_sheet_for_each_part(draft: Draft) -> None:
    """Put each part on a sheet of its own."""
    draft.options["xlsx_sheets"] = "each"


@mutation("workbook", formats=("xlsx",), slots="hidden_column requests_extra spacer_columns")
def hidden_sheet_column(draft: Draft) -> None:
    """Hide a column with last year's figures before 总计."""
    draft.options["xlsx_hidden_column"] = "yes"


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="text_numbers")
def figures_stored_as_text(draft: Draft) -> None:
    """Store all figures as text."""
    draft.options["xlsx_text_numbers"] = "yes"


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="sheet_name")
def sheet_named_after_another_year(draft: Draft) -> None:
    """Leave last year's number in the sheet's name."""
    draft.options["xlsx_name"] = f"{draft.year - 1}年报"


@mutation("workbook", formats=("xlsx",), forms=("2021",), slots="amount cells", stage="cells")
def amount_shown_rounded(draft: Draft) -> None:
    """Store 12.345678 with a format that shows 12.35: the page says 12.35."""
    _formatted(draft, Decimal(draft.rng.randint(1_000_001, 99_999_999)) / 1_000_000, "0.00", Decimal("0.01"))


@mutation("workbook", formats=("xlsx",), forms=("2021",), slots="amount cells", stage="cells")
def amount_shown_in_ten_thousands(draft: Draft) -> None:
    """Store 251000 with a format that shows 25.1万元."""
    value = Decimal(draft.rng.randint(11, 9999))
    for cell in draft.cells("proactive"):
        if cell.coordinate and cell.coordinate.measure == "amount":
            draft.touched.add(cell.coordinate)
            shown = value / 10
            cell.number, cell.number_format = plain(value * 1000), '0\\.0,"万元"'
            cell.runs = [Run(f"{plain(shown)}万元")]
            draft.seen[cell.coordinate] = Seen("number", shown, cell.text, "万元")


def _formatted(draft: Draft, stored: Decimal, code: str, step: Decimal) -> None:
    for cell in draft.cells("proactive"):
        if cell.coordinate and cell.coordinate.measure == "amount":
            draft.touched.add(cell.coordinate)
            shown = stored.quantize(step, ROUND_HALF_UP)
            cell.number, cell.number_format, cell.runs = plain(stored), code, [Run(plain(shown))]
            draft.seen[cell.coordinate] = Seen("number", shown, plain(shown), "万元")


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="cells", stage="cells")
def counts_with_formats(draft: Draft) -> None:
    """Store counts with formats that show separators, a unit, or a dash for zero."""
    for cell in draft.pick(
        20,
        lambda seen: seen.kind == "number" and seen.value is not None and seen.value == seen.value.to_integral_value() and seen.value >= 0,
    ):
        assert cell.coordinate is not None
        seen = draft.seen[cell.coordinate]
        assert seen.value is not None
        unit = "元" if cell.coordinate.measure == "amount" and draft.form == "2019" else "件"
        if cell.coordinate.measure == "amount":
            continue
        code, raw = draft.rng.choice(
            (("#,##0", f"{seen.value:,}"), (f'0"{unit}"', f"{plain(seen.value)}{unit}"), ("0_ ", plain(seen.value)))
        )
        cell.number, cell.number_format, cell.runs = plain(seen.value), code, [Run(raw)]


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="cells", stage="cells")
def counts_shown_as_dates(draft: Draft) -> None:
    """Store counts with a date's or a percentage's format: the sheet shows 1900/1/12 or 1200%, no count."""
    for cell in draft.pick(
        5, lambda seen: seen.kind == "number" and seen.value is not None and 0 < seen.value < 59 and seen.value == int(seen.value)
    ):
        assert cell.coordinate is not None
        value = draft.seen[cell.coordinate].value
        assert value is not None
        day = f"1900/{1 if value <= 31 else 2}/{value if value <= 31 else value - 31}"
        code, raw = draft.rng.choice((("yyyy/m/d", day), ("0%", f"{value * 100}%")))
        cell.number, cell.number_format, cell.runs = plain(value), code, [Run(raw)]
        draft.seen[cell.coordinate] = Seen("text", None, raw)


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="cells", stage="cells")
def formulas_in_error(draft: Draft) -> None:
    """Store formulas whose value is an error."""
    for cell in draft.pick(5):
        assert cell.coordinate is not None
        raw = draft.rng.choice(("#REF!", "#DIV/0!", "#VALUE!", "#N/A"))
        cell.runs = [Run(raw, "css_content")]
        draft.seen[cell.coordinate] = Seen("text", None, raw)


@mutation("workbook", formats=("xlsx",), forms=ALL, slots="cells", stage="cells")
def zeros_shown_as_dash(draft: Draft) -> None:
    """Store 0 with the accounting format that shows "-": a mark is as good as the figure or the dash."""
    for cell in draft.pick(10, lambda seen: seen.kind == "number" and seen.value == 0):
        assert cell.coordinate is not None
        cell.number, cell.number_format, cell.runs = "0", '0;-0;"-"', [Run("-")]
        draft.seen[cell.coordinate] = Seen("not_applicable", None, "-", None, sure=False)


@mutation("word_file", formats=("docx",), forms=ALL, slots="nested", stage="cells")
def table_in_a_table(draft: Draft) -> None:
    """Put each table in the one cell of another table."""
    for table in tables(draft.blocks):
        table.hints["nested"] = "yes"


@mutation("word_file", formats=("docx",), forms=ALL, slots="header")
def header_of_another_year(draft: Draft) -> None:
    """Leave last year's title in the page header."""
    draft.options["docx_header"] = f"红旗县人民政府{draft.year - 1}年政府信息公开工作年度报告"
