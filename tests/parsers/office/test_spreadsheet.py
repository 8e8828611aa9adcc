import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from lxml import etree

from parsers import formats
from parsers.files import safe_zip
from parsers.office import sheet_looks, spreadsheet
from parsers.office.sheet_looks import SheetLooks
from parsers.types import Paragraph, Source
from tests.helpers.drawing import texts


def book(*sheets, merged=()):
    found = openpyxl.Workbook()
    found.remove(found.active)
    for number, rows in enumerate(sheets):
        page = found.create_sheet(f"表{number}")
        for row in rows:
            page.append(row)
        for area in merged:
            page.merge_cells(area)
    stream = io.BytesIO()
    found.save(stream)
    return stream.getvalue()


ROWS = [["信息内容", "制发", "废止"], ["规章", 1, 0.5], ["规范性文件", None, "/"]]


def test_values_are_shown_as_they_are():
    document = formats.parse(Source(book([*ROWS, [datetime.date(2024, 1, 31), 24252.311082, "+1"]])))
    (table,) = document.tables
    assert texts(table) == [
        ["信息内容", "制发", "废止"],
        ["规章", "1", "0.5"],
        ["规范性文件", "", "/"],
        ["2024-01-31", "24252.311082", "+1"],
    ]
    assert table.cells[4].path == "表0!B2"


def test_text_around_the_tables_is_prose():
    rows = [
        ["某市年度报告"],
        ["一、总体情况"],
        ["全年公开信息三百条，内容很多，说明文字超过四十个字才算一个句子，所以这里写得长一些，再长一些。"],
        ["第一项"],
        *ROWS,
        [],
        ["备注：无"],
    ]
    document = formats.parse(Source(book(rows)))
    assert document.title == "某市年度报告"
    assert [block.text[:4] if isinstance(block, Paragraph) else texts(block)[0] for block in document.blocks] == [
        "某市年度", "一、总体", "全年公开", ["第一项", "", ""], "备注：无",
    ]  # fmt: skip


def test_merged_cells_have_spans():
    document = formats.parse(Source(book([["甲", None, "1"], [None, None, "2"], ["乙", "丙", "3"]], merged=["A1:B2"])))
    (table,) = document.tables
    assert (table.cells[0].rowspan, table.cells[0].colspan) == (2, 2)
    assert texts(table) == [["甲", "1"], ["2"], ["乙", "丙", "3"]]


def test_every_sheet_is_read():
    assert [texts(table) for table in formats.parse(Source(book(ROWS, ROWS[:2]))).tables] == [
        [[*map(str, ROWS[0])], ["规章", "1", "0.5"], ["规范性文件", "", "/"]],
        [ROWS[0], ["规章", "1", "0.5"]],
    ]


@pytest.mark.parametrize(
    ("body", "code"), [(book(ROWS)[:-60], "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"), (book([]), "no_text")]
)
def test_what_cannot_be_read_says_why(body, code):
    document = spreadsheet.parse(Source(body))
    assert [problem.code for problem in document.problems] == [code]


def test_a_sheet_with_one_far_cell_is_cut():
    found = openpyxl.Workbook()
    found.active["XFD900"] = 1
    stream = io.BytesIO()
    found.save(stream)
    assert [problem.code for problem in spreadsheet.parse(Source(stream.getvalue())).problems] == ["too_many_cells"]


def test_a_merged_range_larger_than_the_sheet_is_clipped():
    assert spreadsheet.covered_places([((0, 0), (1_000_000, 16_000))], 2, 2) == {(0, 1), (1, 0), (1, 1)}
    seen = spreadsheet.visible_sheet([["甲"]], [((0, 0), (1_000_000, 16_000))], SheetLooks())
    assert [block.text for block in spreadsheet.sheet_blocks(seen, "表", 0)] == ["甲"]


def test_sheets_of_one_name_are_each_read():
    """Excel refuses such a file; other programs open it with the later names numbered."""
    book = openpyxl.Workbook()
    for name, figure in (("甲", 1), ("乙", 2), ("丙", 3), ("甲 (2)", 4)):
        sheet = book.create_sheet(name)
        sheet.append(["规章", figure])
        sheet.append(["行政许可", figure])
    del book["Sheet"]
    stream, copy = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive, zipfile.ZipFile(copy, "w") as renamed:
        for member in archive.namelist():
            content = archive.read(member)
            renamed.writestr(member, re.sub('name="[乙丙]"', 'name="甲"', content.decode()) if member == "xl/workbook.xml" else content)
    tables = formats.parse(Source(copy.getvalue())).tables
    assert [table.cells[1].text for table in tables] == ["1", "2", "3", "4"]
    assert [table.cells[1].path for table in tables] == ["甲!B1", "甲 (4)!B1", "甲 (3)!B1", "甲 (2)!B1"]


def test_a_workbook_with_more_sheets_than_members_keeps_their_names():
    sheets = [etree.Element("sheet", name="甲") for _ in range(safe_zip.MAX_MEMBERS + 1)]
    assert not sheet_looks._name_apart(sheets)
    assert sheet_looks._name_apart(sheets[:-1])
    assert len({sheet.get("name") for sheet in sheets[:-1]}) == safe_zip.MAX_MEMBERS
