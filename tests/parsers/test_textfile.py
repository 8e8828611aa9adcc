import pytest

from parsers import formats
from parsers.types import Paragraph, Source, Table

REPORT = "# 云麓市教育局2023年政府信息公开工作年度报告\n\n一、总体情况\n按规定公开。\n\n规章\t0\t1\t2\n行政许可\t7\t\t\n\n二、别的\n"
REPORT += "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_text_with_tables(charset):
    document = formats.parse(Source(REPORT.encode(charset)))
    assert (document.media_type, document.title) == ("text/plain", "云麓市教育局2023年政府信息公开工作年度报告")
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph, Paragraph, Table, Paragraph, Table]
    assert [[(cell.row, cell.column, cell.text) for cell in table.cells] for table in document.tables] == [
        [(0, 0, "规章"), (0, 1, "0"), (0, 2, "1"), (0, 3, "2"), (1, 0, "行政许可"), (1, 1, "7"), (1, 2, ""), (1, 3, "")],
        [(0, 0, "甲"), (0, 1, "乙"), (1, 0, "1"), (1, 1, "2")],
    ]


@pytest.mark.parametrize(
    "body", [b"plain words only", "一二".encode(), bytes(range(256)) * 9, "政府信息公开年度报告".encode() + b"\0\1\2\3" * 90]
)
def test_other_bytes_are_no_text(body):
    assert formats.parse(Source(body)).media_type == "application/octet-stream"
