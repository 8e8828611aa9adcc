"""Class ``office``: what only word processors and spreadsheets have."""

from __future__ import annotations

from ..model import Cell, Draft, Row, Run, number_text
from . import TABLES, variant
from .marks import keep, some

DOCX = frozenset({"docx", "doc", "pdf-libreoffice"})
XLSX = frozenset({"xlsx"})


@variant("office", "page", DOCX, TABLES)
def word_objects(draft: Draft) -> None:
    """Hold figures in content controls, fields, smart tags and moved text."""
    for cell in draft.pick(6):
        cell.runs = [Run(cell.text, draft.rng.choice(("control", "field", "smart_tag")))]
        keep(draft, cell)


@variant("office", "page", frozenset({"docx"}), TABLES)
def text_boxes(draft: Draft) -> None:
    """Hold figures in text boxes and equations, which readers may leave unread but must not call blank."""
    for cell in some(draft):
        cell.runs = [Run(cell.text, draft.rng.choice(("text_box", "equation")))]
        keep(draft, cell, "either")


@variant("office", "page", DOCX, TABLES)
def tracked(draft: Draft) -> None:
    """Track a deletion and an insertion."""
    for cell in some(draft):
        right = cell.text
        cell.runs = [Run(str(draft.rng.randint(0, 999)), "deleted"), Run(right, "tracked_insert")]
        keep(draft, cell)


@variant("office", "page", XLSX, TABLES)
def number_formats(draft: Draft) -> None:
    """Show another figure than the stored one through a number format."""
    for cell in draft.pick(5, positive=True) + draft.pick(1, measure="amount"):
        value = draft.expected[cell.key].value or 0 if cell.key else 0
        money = cell.key is not None and cell.key[2] == "amount"
        way = "ten_thousands" if money else draft.rng.choice(("plain", "rounded", "unit", "nothing"))
        formats = {
            "plain": ("0", value, value if float(value).is_integer() else float(round(value)), "number"),
            "rounded": ("0.00", 12.345678, 12.35, "number"),
            "ten_thousands": ('0!.0,"万元"', 251000.0, 25.1, "number"),
            "unit": ('0"件"', value, float(round(value)), "number"),
            "nothing": (";;;", value, None, "absent"),
        }
        cell.number_format, cell.stored, shown, state = formats[way]
        draft.expect(cell.key, state, shown, "" if shown is None else number_text(shown))
    draft.ungraded |= {"R1", "R2", "R3", "R4", "R5", "R6", "R8", "R9"}  # what is shown may not add up to what is stored


@variant("office", "page", XLSX, TABLES)
def zeros_hidden(draft: Draft) -> None:
    """Show zero as nothing through the number format."""
    for cell in draft.pick(12, zero=True):
        cell.number_format, cell.stored = "0;-0;;@", 0
        draft.expect(cell.key, "absent")


@variant("office", "page", XLSX, TABLES)
def formulas(draft: Draft) -> None:
    """Hold figures as formulas whose result was never stored."""
    for cell in some(draft):
        cell.formula = True
        keep(draft, cell, "unread")


@variant("office", "page", XLSX, TABLES)
def hidden_column(draft: Draft) -> None:
    """Keep a hidden column with figures beside the visible ones."""
    table = draft.rng.choice(draft.tables())
    for row in table.rows:
        row.cells.append(Cell([Run(str(draft.rng.randint(0, 99)))]))
    draft.extras["hidden_last_column"] = table


@variant("office", "page", DOCX, TABLES)
def deleted_row(draft: Draft) -> None:
    """Keep a deleted row of figures at a table's end."""
    table = draft.rng.choice(draft.tables())
    last = table.rows[-1]
    copy = [Cell([Run(str(draft.rng.randint(0, 500)))] if c.key else list(c.runs), c.colspan) for c in last.cells]
    if all(c.rowspan == 1 for c in last.cells) and sum(c.colspan for c in copy) == table.columns:
        table.rows.append(Row(copy, hidden=True, deleted=True))
