"""Class ``paper``: what pages do to tables: broken rows, running lines, vertical labels, watermarks, covered text."""

from __future__ import annotations

import copy

from ..build import paragraph
from ..model import Draft, Row, Run, Table
from . import ALL, ANNUAL, DRAWN, FORMS, TABLES, variant
from .containers import insert_before
from .marks import keep, some


def _cut(table: Table, rng_number: int) -> tuple[list[Row], list[Row]]:
    """Return a table's rows before and after a cut, cells that span it repeated after it."""
    first, second = table.rows[:rng_number], [Row(list(row.cells), row.hidden, row.deleted) for row in table.rows[rng_number:]]
    carried = []
    for number, row in enumerate(first):
        for cell in row.cells:
            beyond = number + cell.rowspan - rng_number
            if beyond > 0 and not cell.key:
                again = copy.copy(cell)
                again.rowspan = beyond
                carried.append(again)
                cell.rowspan -= beyond
    second[0].cells = carried + second[0].cells
    return first, second


def _split(draft: Draft, heads: int) -> None:
    table = draft.rng.choice([t for t in draft.tables() if t.name in ("requests", "statistics")])
    low = 5 if table.name == "requests" else 3
    place = draft.rng.randint(low, len(table.rows) - 3)
    first, second = _cut(table, place)
    table.rows = first
    again = Table(table.name, [Row([copy.copy(c) for c in row.cells]) for row in first[:heads]] + second)
    index = next(i for i, block in enumerate(draft.blocks) if block is table)
    middle = [paragraph(f"— {draft.rng.randint(2, 9)} —", "note")] if draft.rng.random() < 0.6 else []
    draft.blocks[index + 1 : index + 1] = [*middle, again]


@variant("paper", "page", ALL, TABLES)
def table_split_bare(draft: Draft) -> None:
    """Go on with a table as a second one without heads."""
    _split(draft, 0)


@variant("paper", "page", ALL, TABLES)
def table_split_with_heads(draft: Draft) -> None:
    """Go on with a table as a second one under the same heads."""
    name = draft.tables()[0].name
    _split(draft, 1 if name == "statistics" else 3)


@variant("paper", "page", DRAWN, TABLES)
def row_over_page(draft: Draft) -> None:
    """Break a page inside a row, its label on both."""
    table = draft.rng.choice(draft.tables())
    table.break_row = draft.rng.randint(1, max(1, len(table.rows) - 1))
    draft.extras["split_inside"] = True


@variant("paper", "page", DRAWN, TABLES)
def narrow_columns(draft: Draft) -> None:
    """Make the columns so narrow that long figures wrap inside their digits."""
    draft.extras["narrow"] = True
    for cell in draft.cells():
        if cell.key and len(cell.text) > 2:
            keep(draft, cell, "either")


@variant("paper", "page", ALL, FORMS)
def running_lines(draft: Draft) -> None:
    """Print page numbers and running titles among the blocks."""
    for _ in range(3):
        place = draft.rng.randint(1, len(draft.blocks))
        text = draft.rng.choice(
            (f"- {draft.rng.randint(1, 12)} -", f"第{draft.rng.randint(1, 9)}页 共12页", f"{draft.rng.randint(1, 12)}/12")
        )
        draft.blocks.insert(place, paragraph(text, "note"))


@variant("paper", "page", DRAWN | {"html", "pdf-chromium"}, FORMS)
def watermark(draft: Draft) -> None:
    """Print slanted digits across the page."""
    draft.extras["watermark"] = draft.rng.choice(("20240115", "内部 3 份", "192168", "No.00817 2022"))


@variant("paper", "page", DRAWN, ANNUAL)
def vertical_font(draft: Draft) -> None:
    """Print the labels of section three in a vertical font."""
    draft.extras["vertical_font"] = True
    for table in draft.tables("requests"):
        for row in table.rows:
            for cell in row.cells:
                cell.vertical = cell.rowspan > 4 and not cell.head


@variant("paper", "page", frozenset({"pdf-reportlab", "ofd"}), TABLES)
def covered(draft: Draft) -> None:
    """Cover an old figure with a white box and print the new one upon it."""
    for cell in some(draft):
        cell.runs = [Run(str(draft.rng.randint(0, 999)), "covered"), Run(cell.text)]
        keep(draft, cell)


@variant("paper", "page", ALL - {"xlsx"}, TABLES)
def paragraph_inside(draft: Draft) -> None:
    """Print a sentence with figures directly before a table and after it."""
    table = draft.rng.choice(draft.tables())
    insert_before(draft, table, [paragraph(f"该部分以表格形式报告，共{draft.rng.randint(2, 9)}项，表格如下：")])


@variant("paper", "page", ALL, TABLES)
def label_in_two_cells(draft: Draft) -> None:
    """Break the label of a row by a line's end, as narrow pages do."""
    for row in draft.tables()[-1].rows + draft.tables()[0].rows:
        for cell in row.cells:
            text = cell.text
            if not cell.key and len(text) > 6 and "\n" not in text and not any(c.isdigit() for c in text):
                cut = draft.rng.randint(2, len(text) - 2)
                cell.runs = [Run(text[:cut]), Run("", "break"), Run(text[cut:])]
