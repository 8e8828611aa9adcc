import datetime
import io

import openpyxl
import pytest

from parsers import formats, sheet
from parsers.types import Paragraph, Source
from tests.parsers.drawing import texts


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
    ("body", "code"),
    [
        (book(ROWS)[:-60], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (book([]), "no_text"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    document = sheet.parse(Source(body))
    assert [problem.code for problem in document.problems] == [code]


def test_a_sheet_with_one_far_cell_is_cut():
    found = openpyxl.Workbook()
    found.active["XFD900"] = 1
    stream = io.BytesIO()
    found.save(stream)
    assert [problem.code for problem in sheet.parse(Source(stream.getvalue())).problems] == ["too_many_cells"]


def test_a_merged_range_larger_than_the_sheet_is_clipped():
    assert sheet.covered_places([((0, 0), (1_000_000, 16_000))], 2, 2) == {(0, 1), (1, 0), (1, 1)}
    assert [block.text for block in sheet.sheet_blocks([["甲"]], [((0, 0), (1_000_000, 16_000))], "表", 0)] == ["甲"]
