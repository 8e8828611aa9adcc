"""Tables typed under rules of dashes, as pandoc prints them: the rules show the columns, so that a blank is one."""

import pytest

from parsers import formats
from parsers.files import ruled_columns
from parsers.files.ruled_columns import as_rows
from parsers.types import Source

SIMPLE = """上文。

信息内容        本年制发件数 废止
--------------- ------------ ----
规章            3
行政规范性文件  12           5

下文。"""
MULTILINE = """上文。

  ---------------------------------
  信息内容        本年制发件数 废止
  --------------- ------------ ----
  规章            3

  行政规范性      12           5
  文件
  ---------------------------------

下文。"""


def rows(text):
    return [line.split("\t") for line in as_rows(text.splitlines()) if line.strip()]


@pytest.mark.parametrize("text", [SIMPLE, SIMPLE + "\n" + SIMPLE, MULTILINE])
def test_a_cell_is_what_is_under_the_dashes_of_its_column(text):
    expected = [["上文。"], ["信息内容", "本年制发件数", "废止"], ["规章", "3", ""], ["行政规范性文件", "12", "5"], ["下文。"]]
    assert rows(text) == expected * text.count("上文")


@pytest.mark.parametrize(
    "line", [f"规章{' ' * 24}3", "规章这一行的文字比它那一栏宽得多而且还长  3"], ids=["between columns", "over a column's edge"]
)
def test_lines_that_are_not_in_the_columns_stay_lines(line):
    text = SIMPLE.replace("规章            3", line)
    assert [line] in rows(text)
    assert not any("---" in cell for row in rows(text) for cell in row)  # a rule is no row of marks


def test_marks_in_place_of_figures_are_no_rule():
    assert rows("规章\n- - -") == [["规章"], ["- - -"]]


def test_a_rule_without_an_end_takes_no_text():
    assert rows("正文。\n\n---- ----") == [["正文。"]]


def test_many_rules_take_no_more_time_than_their_lines():
    assert list(as_rows(["---- ----", "xxxxxx"] * 20_000)).count("xxxxxx") == 20_000


def test_the_same_columns_in_markdown():
    body = "# 云麓市教育局2023年政府信息公开工作年度报告\n\n按规定公开，没有其他事项。\n\n" + MULTILINE.replace("3\n", "3\\.\n")
    (table,) = formats.parse(Source(body.encode())).tables
    assert [cell.text for cell in table.cells if cell.row == 1] == ["规章", "3.", ""]


def test_a_row_of_blanks_does_not_end_a_table_that_a_rule_closes():
    rule = SIMPLE.splitlines()[3]
    text = SIMPLE.replace("\n\n下文", f"\n{rule}\n\n下文").replace("规章            3", "  \n规章            3")
    assert [row for row in rows(text) if row[0]] == [
        *(["上文。"], ["信息内容", "本年制发件数", "废止"], ["规章", "3", ""], ["行政规范性文件", "12", "5"], ["下文。"])
    ]


RULE, LONG_RULE = "--------------- ------------ ----", "-" * 40


@pytest.mark.parametrize(
    ("lines", "done", "start"),
    [
        (["甲", RULE], 0, 0),
        (["甲", RULE], 1, 1),
        (["", RULE], 0, 1),
        ([LONG_RULE, "甲", "乙", RULE], 0, 0),
        ([LONG_RULE, "甲", "乙", RULE], 1, 2),
        (["x", LONG_RULE, "甲", RULE], 1, 1),
        ([LONG_RULE, "", "乙", RULE], 0, 2),
        ([LONG_RULE, *["甲"] * 19, RULE], 0, 0),
        ([LONG_RULE, *["甲"] * 20, RULE], 0, 20),
        ([RULE], 0, 0),
    ],
)
def test_where_the_head_above_a_rule_begins(lines, done, start):
    assert ruled_columns._above(lines, len(lines) - 1, done) == start


@pytest.mark.parametrize(
    ("body", "several", "end"),
    [
        (["甲", "乙", RULE], False, 3),
        (["甲", " ", RULE], False, 3),
        (["甲", "", RULE], False, 2),
        (["甲", "", RULE], True, 3),
        (["甲", "", "乙"], False, 2),
        (["甲", "", "乙"], True, 4),
        (["甲", LONG_RULE], True, 2),
        (["甲"] * 198 + [" ", RULE], False, 199),
        (["甲"] * 199 + [" ", RULE], False, 200),
        ([" "] + ["甲"] * 197 + [RULE], False, 199),
        ([" "] + ["甲"] * 199 + [RULE], False, 1),
    ],
)
def test_where_the_rows_below_a_rule_end(body, several, end):
    assert ruled_columns._below([RULE, *body], 0, several=several) == end
