import pytest

from parsers import formats
from parsers.files import plain_text
from parsers.types import Paragraph, Source, Table

REPORT = "# 云麓市教育局2023年政府信息公开工作年度报告\n\n一、总体情况\n按规定公开。\n\n规章\t0\t1\t2\n行政许可\t7\t\t\n\n二、别的\n"
REPORT += "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_text_with_tables(charset):
    document = formats.parse(Source(REPORT.encode(charset)))
    assert (document.media_type, document.title) == ("text/plain", "云麓市教育局2023年政府信息公开工作年度报告")
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph, Paragraph, Table, Paragraph, Table]
    assert [table.index for table in document.tables] == [0, 1]
    assert [[(cell.row, cell.column, cell.text) for cell in table.cells] for table in document.tables] == [
        [(0, 0, "规章"), (0, 1, "0"), (0, 2, "1"), (0, 3, "2"), (1, 0, "行政许可"), (1, 1, "7"), (1, 2, ""), (1, 3, "")],
        [(0, 0, "甲"), (0, 1, "乙"), (1, 0, "1"), (1, 1, "2")],
    ]


@pytest.mark.parametrize(
    "body", [b"plain words only", "一二".encode(), bytes(range(256)) * 9, "政府信息公开年度报告".encode() + b"\0\1\2\3" * 90]
)
def test_other_bytes_are_no_text(body):
    assert formats.parse(Source(body)).media_type == "application/octet-stream"


GRID = """政府信息公开工作年度报告
+------+-----+
| 规章 | 1   |
|      | 2   |
+------+-----+
| 许可 |     |
+------+-----+
| 处罚 | 3   |
+------+-----+
"""


def test_a_drawn_grid_is_one_table_and_its_rules_are_no_rows():
    (table,) = formats.parse(Source(GRID.encode())).tables
    assert [(cell.row, cell.column, cell.text) for cell in table.cells] == [
        (0, 0, "规章"),
        (0, 1, "1\n2"),
        (1, 0, "许可"),
        (1, 1, ""),
        (2, 0, "处罚"),
        (2, 1, "3"),
    ]


def test_a_grid_of_box_characters_with_a_rule_below_its_head_only_keeps_its_lines_apart():
    text = "政府信息公开年度报告\n┌────┬───┐\n│ 甲 │ 乙 │\n├────┼───┤\n│ 1 │ 2 │\n│ 3 │ 4 │\n└────┴───┘\n"
    (table,) = formats.parse(Source(text.encode())).tables
    assert [cell.text for cell in table.cells] == ["甲", "乙", "1", "2", "3", "4"]


def test_thin_blanks_part_groups_of_digits_and_other_blanks_figures():
    (table,) = formats.parse(Source("政府信息公开年度报告\n规章\t72\u2009716\n许可\t1 200\n".encode())).tables
    assert [cell.text for cell in table.cells] == ["规章", "72,716", "许可", "1 200"]


HAN = "政府信息公开年度"  # eight characters


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        (HAN, True),
        (HAN[1:], False),
        (HAN + "x" * 4000, True),
        (" " * 4096 + HAN, False),
        (HAN * 10 + "\0" * 4, True),
        (HAN * 10 + "\0" * 5, False),
        (HAN * 10 + "\x1f" * 5, False),
        (HAN * 10 + "\t\n\r\x0c" * 5, True),
        (HAN * 10 + "\N{REPLACEMENT CHARACTER}" * 5, False),
    ],
)
def test_which_bytes_are_chinese_text(text, chinese):
    assert plain_text.matches(text.encode()) is chinese


@pytest.mark.parametrize(
    ("lines", "tables"),
    [
        ("甲\t1\n乙\t2", [[["甲", "1"], ["乙", "2"]]]),
        ("甲\t1\n\n乙\t2", [[["甲", "1"], ["乙", "2"]]]),
        ("| 甲 | 1 |\n\n| 乙 | 2 |", [[["甲", "1"]], [["乙", "2"]]]),
        ("甲\t1\n段落\n乙\t2", [[["甲", "1"]], [["乙", "2"]]]),
        ("|甲|1|\n|:--|--:|\n|乙|2|", [[["甲", "1"], ["乙", "2"]]]),
        ("│甲│1│\n│乙│2│", [[["甲", "1"], ["乙", "2"]]]),
        ("┃甲┃1┃", [[["甲", "1"]]]),
        ("║甲║1║", [[["甲", "1"]]]),
        ("  |甲|1|  ", [[["甲", "1"]]]),
        ("|甲\t|1|", [[["甲", "1"]]]),
        ("甲\t", [[["甲", ""]]]),
        ("甲\t\r\n", [[["甲", ""]]]),
        ("甲", []),
        ("|---|---|", []),
        ("+----+----+", []),
        ("+====+====+\n|甲|1|", [[["甲", "1"]]]),
        ("╌╌╌\n|甲|1|", [[["甲", "1"]]]),
        ("━━━\n|甲|1|", [[["甲", "1"]]]),
        ("═══\n|甲|1|", [[["甲", "1"]]]),
    ],
)
def test_which_lines_are_tables(lines, tables):
    document = plain_text.parse(Source(f"政府信息公开年度报告\n{lines}\n".encode()))
    found = []
    for table in document.tables:
        rows = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell.text)
        found.append(list(rows.values()))
    assert found == tables
    assert [table.index for table in document.tables] == list(range(len(tables)))


@pytest.mark.parametrize(("rules", "rows"), [(3, 4), (4, 3)])
def test_lines_between_two_rules_are_one_row_where_each_row_has_its_rule(rules, rows):
    rule = "+----+----+\n"
    text = f"政府信息公开年度报告\n{rule}|甲|1|\n||2|\n{rule}|乙|3|\n{rule}" + (f"|丙|4|\n{rule}" if rules == 4 else "|丙|4|\n")
    (table,) = plain_text.parse(Source(text.encode())).tables
    assert len({cell.row for cell in table.cells}) == rows
    assert table.cells[1].text == ("1\n2" if rules == 4 else "1")


@pytest.mark.parametrize(
    ("printed", "figure"),
    [("1\u2008234", "1,234"), ("1\u2009234", "1,234"), ("1\u202f234", "1,234"), ("1\u200923", "1 23"), ("1\u20092345", "1 2345")],
)
def test_a_thin_blank_parts_groups_of_three_digits_only(printed, figure):
    (table,) = plain_text.parse(Source(f"政府信息公开年度报告\n规章\t{printed}\n".encode())).tables
    assert table.cells[1].text == figure


def test_the_title_is_the_first_line_or_that_of_the_row():
    assert plain_text.parse(Source("## **年报** #\n正文".encode(), list_title="别的")).title == "年报"
    assert plain_text.parse(Source("甲\t1".encode(), list_title="别的")).title == "别的"


def test_lost_characters_are_counted():
    document = plain_text.parse(Source("政府信息公开年度报告".encode() * 9 + b"\xff\xff", charset="utf-8", url="http://h.example/a"))
    (problem,) = document.problems
    assert (problem.stage, problem.code, problem.where, problem.message[:2]) == ("document", "characters_lost", "http://h.example/a", "2 ")


def test_a_line_end_in_a_cell_is_written_as_a_converter_does():
    (table,) = formats.parse(Source("政府信息公开工作年度报告\n\n行政<br>许可\t1<BR />2\n".encode())).tables
    assert [cell.text for cell in table.cells] == ["行政\n许可", "1\n2"]


def test_a_number_kept_from_becoming_a_lists_is_the_number():
    (table,) = formats.parse(Source("政府信息公开工作年度报告\n\n1\\.属于国家秘密\t0\n2\\)其他\t\\\n".encode())).tables
    assert [cell.text for cell in table.cells] == ["1.属于国家秘密", "0", "2)其他", "\\"]


def kinds(*lines):
    """The runs of lines: whether each is a table, and how many lines it has."""
    return [(tabular, len(found)) for tabular, found in plain_text.runs("\n".join(lines))]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["一", "二", "三"], [(False, 3)]),
        (["a\tb", "c\td", "e\tf"], [(True, 3)]),
        (["一", "a\tb"], [(False, 1), (True, 1)]),
        (["a\tb", "一"], [(True, 1), (False, 1)]),
        (["a\tb", "一", "c\td"], [(True, 1), (False, 1), (True, 1)]),
        (["a\tb", "", "c\td"], [(True, 2)]),
        (["| a |", "| b |"], [(True, 2)]),
        (["| a |", "", "| b |"], [(True, 1), (True, 1)]),
        (["", "| a |", "| b |"], [(True, 2)]),
        (["", "", "一", "", "二"], [(False, 2)]),
        (["| a |", "", "", "| b |"], [(True, 1), (True, 1)]),
        (["", ""], []),
        (["|---|---|"], [(False, 1)]),
    ],
)
def test_the_runs_of_a_text(lines, found):
    assert kinds(*lines) == found


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("甲\t乙\n1\t2\n\n丙\t丁\t戊\n3\t4\t5", [4, 6]),  # more columns below the blank line: another table
        ("甲\t乙\n1\t2\n\n3\t4", [6]),
        ("甲\t乙\n1\t2\t\n3\t4", [7]),
    ],
)
def test_a_row_of_another_width_below_a_blank_line_begins_a_table(text, tables):
    found = plain_text.parse(Source(f"一、总体情况和数据\n{text}\n".encode())).tables
    assert [len(table.cells) for table in found] == tables


@pytest.mark.parametrize("text", ["0", "12", "+1", "-12", "1,234.5", "3.", "5,"])
def test_a_figure_alone_in_its_line(text):
    assert plain_text.FIGURE.fullmatch(text)


@pytest.mark.parametrize("text", ["", "-", "+", ".5", ",5", "--1", "1 2", "12X", "1件", "一"])
def test_what_is_no_figure_alone_in_its_line(text):
    assert not plain_text.FIGURE.fullmatch(text)
