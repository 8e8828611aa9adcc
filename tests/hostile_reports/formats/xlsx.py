"""Write XLSX with openpyxl: number formats, hidden rows, columns and sheets, formulas without a result."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..model import Cell, Draft, Run, Table, placements
from .ofd import zip_bytes

STYLES = ("one_sheet", "sheet_a_part")
FONTS = {
    "sup": InlineFont(vertAlign="superscript"),
    "strike": InlineFont(strike=True),
    "hidden": InlineFont(color="FFFFFFFF"),
    "ins": InlineFont(u="single"),
}


def _content(cell: Cell, draft: Draft) -> tuple[object, Font | None]:
    """Return the stored value and the font of a cell."""
    runs = [Run("\n", "") if run.mark == "break" else run for run in cell.runs if run.text or run.mark == "break"]
    if cell.formula:
        return f"={runs[0].text}+0" if runs else None, None
    if cell.stored is not None:
        return cell.stored, None
    if len(runs) == 1 and runs[0].mark:
        fonts = {"strike": Font(strike=True), "hidden": Font(color="FFFFFFFF"), "ins": Font(underline="single")}
        return _typed(runs[0].text, draft), fonts.get(runs[0].mark)
    if any(run.mark for run in runs):
        blocks = [TextBlock(FONTS[r.mark], r.text) if r.mark in FONTS else r.text for r in runs]
        return CellRichText(*blocks), None
    return _typed("".join(run.text for run in runs), draft), None


def _typed(text: str, draft: Draft) -> object:
    """Return a number for plain digits, most often; a text cell otherwise."""
    if not text:
        return None
    if text.isascii() and text.isdecimal() and draft.rng.random() < 0.9:
        return int(text)
    return text


def _write_table(sheet: Worksheet, table: Table, top: int, draft: Draft) -> int:
    for place in placements(table):
        cell = sheet.cell(top + place.row, place.column + 1)
        value, font = _content(place.cell, draft)
        cell.value = value
        cell.alignment = Alignment(wrap_text=True)
        if font:
            cell.font = font
        if place.cell.number_format:
            cell.number_format = place.cell.number_format
        if place.cell.colspan > 1 or place.cell.rowspan > 1:
            last = min(top + place.row + place.cell.rowspan - 1, top + len(table.rows) - 1)
            sheet.merge_cells(
                start_row=top + place.row, start_column=place.column + 1, end_row=last, end_column=place.column + place.cell.colspan
            )
    for number, row in enumerate(table.rows):
        if row.hidden:
            sheet.row_dimensions[top + number].hidden = True
    return top + len(table.rows)


def render(draft: Draft) -> bytes:
    """Return the workbook of a draft; dates and identifiers fixed."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, row, hidden = None, 1, draft.extras.get("hidden_last_column")
    parts = 0
    for block in draft.blocks:
        name = block.sheet if isinstance(block, Table) else ""
        own = isinstance(block, Table) and ((draft.style == "sheet_a_part" and block.own) or block is hidden)
        if name or own:
            parts += 1
            title = name or f"表{parts}"
            sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
            row = sheet.max_row + 2 if sheet.max_row > 1 else 1
        if sheet is None:
            sheet = book.create_sheet("年报")
        if isinstance(block, Table):
            row = _write_table(sheet, block, row, draft) + 1
            if block.hidden:
                sheet.sheet_state = "hidden"
            if block is hidden:
                sheet.column_dimensions[get_column_letter(block.columns)].hidden = True
            if name or own:
                sheet = None if "年报" not in book.sheetnames else book["年报"]
                row = sheet.max_row + 2 if sheet else 1
        else:
            sheet.cell(row, 1).value = block.text
            row += 1
    return _packed(book)


def _packed(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.active = next(i for i, s in enumerate(book.worksheets) if s.sheet_state == "visible")
    book.save(target)
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
    core = b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    return zip_bytes({**files, "docProps/core.xml": core})
