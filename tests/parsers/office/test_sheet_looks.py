"""A workbook is read as a person sees it: formats, hidden rows, columns and sheets, struck, raised and white text, bare formulas."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from parsers import formats
from parsers.office.number_formats import shown
from parsers.types import Source
from tests.helpers.drawing import texts

ROWS = [["信息内容", "制发", "废止"], ["规章", 12, 3], ["规范性文件", 4, 5], ["其他", 6, 7]]


def read(change):
    """The document of a workbook once this was done to its sheet."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return formats.parse(Source(stream.getvalue()))


def figure(**settings):
    def change(sheet):
        for name, value in settings.items():
            setattr(sheet["B2"], name, value)

    return read(change).tables[0].cells[4]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (251000, "0!.0,万元", "25.1万元"),
        (251000, '0\\.0,"万元"', "25.1万元"),
        (12.345678, "0.00", "12.35"),
        (12.345678, "General", "12.345678"),
        (1234567.5, "#,##0.0", "1,234,567.5"),
        (0.256, "0%", "26%"),
        (12, '0"件"', "12件"),
        (12, "0_ ", "12"),
        (-3, "0;[Red](0)", "(3)"),
        (-3, "0", "-3"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (12, "[$-804]0", "12"),
        (12, "000", "012"),
        (0.5, "#.##", ".5"),
        (2_500_000, "0,,", "3"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value, code, text):
    cell = figure(value=value, number_format=code)
    assert (cell.text, cell.marks, cell.doubt) == (text, frozenset(), "")


@pytest.mark.parametrize(("value", "code"), [(12, ";;;"), (0, "0;-0;;@"), (0, "#")])
def test_a_number_that_its_format_hides_is_blank(value, code):
    cell = figure(value=value, number_format=code)
    assert (cell.text, set(cell.marks), cell.aside, cell.unread) == ("", {"hidden"}, str(value), False)


@pytest.mark.parametrize("code", ["[>=10000]0!.0,;0", "0.00E+00", "# ?/?"])
def test_a_format_that_is_not_known_leaves_a_doubt(code):
    cell = figure(number_format=code)
    assert (cell.text, bool(cell.doubt)) == ("12", True)


def test_a_number_with_more_digits_than_are_reckoned_with():
    assert shown(1e300, "0.00") is None


def test_hidden_rows_columns_and_sheets_are_not_read_and_named():
    def change(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = sheet.parent.create_sheet("去年")
        other.append(["规章", 9])
        other.sheet_state = "hidden"

    document = read(change)
    assert [texts(table) for table in document.tables] == [[["信息内容", "废止"], ["规范性文件", "5"], ["其他", "7"]]]
    assert [cell.path for cell in document.tables[0].cells][-2:] == ["Sheet!A4", "Sheet!C4"]
    assert [problem.code for problem in document.problems] == ["hidden_cells", "hidden_sheet"]
    assert "1 row and 1 column" in document.problems[0].message


def test_a_merged_cell_that_begins_in_a_hidden_row_is_seen_below_it():
    def change(sheet):
        sheet.merge_cells("A2:A4")
        sheet.row_dimensions[2].hidden = True

    cells = read(change).tables[0].cells
    assert [(cell.text, cell.row, cell.rowspan) for cell in cells if cell.column == 0] == [("信息内容", 0, 1), ("规章", 1, 2)]


@pytest.mark.parametrize(
    ("settings", "text", "marks", "aside"),
    [
        ({"font": Font(strike=True)}, "", {"struck"}, "12"),
        ({"font": Font(color="FFFFFFFF")}, "", {"hidden"}, "12"),
        ({"font": Font(color="FFFFFFFF"), "fill": PatternFill("solid", fgColor="FF000080")}, "12", set(), ""),
        ({"value": CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))}, "12", {"superscript"}, "1"),
        ({"value": CellRichText(TextBlock(InlineFont(strike=True), "9"), "12")}, "12", {"struck"}, "9"),
        ({"value": CellRichText(TextBlock(InlineFont(b=True), "1"), "2")}, "12", set(), ""),
        ({"value": "12①"}, "12", {"superscript"}, "①"),
        ({"value": "10\n9"}, "10\n9", set(), ""),
        ({"value": "=SUM(C2:C3)"}, "", {"formula"}, ""),
    ],
)
def test_what_is_marked_stays_out_of_the_figure(settings, text, marks, aside):
    cell = figure(**settings)
    assert (cell.text, set(cell.marks), cell.aside) == (text, marks, aside)
    assert cell.unread == (not text and marks != {"hidden"})


def test_a_formula_without_a_result_at_the_edge_of_the_sheet_is_unread():
    document = read(lambda sheet: sheet.__setitem__("D4", "=B4+C4"))
    last = document.tables[0].cells[-1]
    assert (last.path, last.unread) == ("Sheet!D4", True)


def test_a_sheet_that_hides_its_zeros():
    def change(sheet):
        sheet["B2"] = 0
        sheet.sheet_view.showZeros = False

    cell = read(change).tables[0].cells[4]
    assert (cell.text, set(cell.marks)) == ("", {"hidden"})


def test_rich_shared_strings():
    """Excel itself puts strings into a table of their own."""
    body = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append([1, "KEY", 3])
    book.active.append([4, 1, 2])
    book.save(body)
    out = io.BytesIO()
    rich = "<si><r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r></si>"
    with zipfile.ZipFile(body) as old, zipfile.ZipFile(out, "w") as new:
        for name in set(old.namelist()) - {"xl/sharedStrings.xml"}:
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data, changed = re.subn(rb'<c r="B1".*?</c>', b'<c r="B1" t="s"><v>0</v></c>', data)
                assert changed == 1
            new.writestr(name, data)
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{rich}{"<si><t>x</t></si>" * 9}</sst>')
    cell = formats.parse(Source(out.getvalue())).tables[0].cells[1]
    assert (cell.text, set(cell.marks), cell.aside) == ("12", {"superscript"}, "2")


@pytest.mark.parametrize(("fill", "expected"), [(None, ("12", {"hidden"}, "99")), ("FF000080", ("9912", set(), ""))])
def test_white_letters_beside_others_are_seen_on_a_filled_ground_only(fill, expected):
    def change(sheet):
        sheet["B2"].value = CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "99"), "12")
        if fill:
            sheet["B2"].fill = PatternFill("solid", fgColor=fill)

    cell = read(change).tables[0].cells[4]
    assert (cell.text, set(cell.marks), cell.aside) == expected
