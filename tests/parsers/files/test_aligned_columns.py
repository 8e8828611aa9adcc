"""Tables typed as columns aligned by blanks: a blank cell is seen where all lines agree on the columns, and nowhere else."""

import unicodedata

import pytest

from parsers import formats
from parsers.files.aligned_columns import as_rows
from parsers.types import Source

HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
ROWS = [["规章", "3", "", "9"], ["行政规范性文件", "12", "5", ""], ["“三定”规定", "", "0", "1"]]


def narrow(char):
    return 2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.category(char) == "Cf" else 1


def wide(char):
    return 0 if unicodedata.category(char) == "Cf" else 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def naive(char):
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def single(char):
    return 1


def typed(rows, measure=narrow, right=False, between="  "):
    def width(text):
        return sum(map(measure, text))

    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        pairs = [(text, " " * (full - width(text))) for text, full in zip(row, widths, strict=True)]
        lines.append(between.join(gap + text if right and text.isdigit() else text + gap for text, gap in pairs).rstrip())
    return lines


def cells(lines):
    return [line.split("\t") for line in as_rows(lines) if line.strip()]


@pytest.mark.parametrize("measure", [narrow, wide, naive, single])
@pytest.mark.parametrize("right", [False, True])
def test_a_blank_is_seen_whatever_program_aligned_the_columns(measure, right):
    rows = [HEAD, *ROWS, ["规\u200b定", "1", "2", "3"]]
    assert cells(typed(rows, measure, right)) == rows


def test_figures_flush_right_belong_to_the_shorter_head_flush_left():
    lines = ["信息内容      数量            金额", "行政许可                 12      3", "行政处罚                123"]
    assert cells(lines) == [["信息内容", "数量", "金额"], ["行政许可", "12", "3"], ["行政处罚", "123", ""]]


def test_the_wide_blank_counts_as_two():
    lines = [line.replace("  ", "\u3000") for line in typed([HEAD, *ROWS[:2]], wide)]
    found = formats.parse(Source("\n".join(["一、总体情况和主要数据", "", *lines]).encode(), url=""))
    assert [cell.text for cell in found.tables[0].cells if cell.row == 1] == ["规章", "3", "", "9"]


LINES = typed([HEAD, *ROWS])


@pytest.mark.parametrize(
    "lines",
    [
        [*LINES[:2], " " + LINES[2], LINES[3]],
        [*LINES[:2], LINES[2].replace("  5", "5  "), LINES[3]],
        [*LINES[:3], "全年公开信息见下表，下表的数据由各科室报送，截至年底。  5"],
        LINES[1:],
        LINES[:2],
        ["信息内容", "规章 3", "文件 5"],
        [LINES[0], "-------- ------------ ------------ ------------", *LINES[1:]],
        ["\t".join(row) for row in (HEAD, *ROWS)],
    ],
    ids=["moved", "at no edge", "over the columns", "no head", "two lines", "no gaps", "under rules", "tabs"],
)
def test_lines_that_do_not_agree_are_left_as_they_are(lines):
    assert as_rows(lines) == lines


def test_one_table_that_is_not_aligned_leaves_all_as_lines():
    lines = [*LINES, "", *LINES[:2], " " + LINES[2]]
    assert as_rows(lines) == lines


@pytest.mark.parametrize("foot", [[""], ["", "— 3 —", "\f", ""], ["", "第 3 页", ""], ["", "第3页 共12页", ""]])
def test_the_columns_go_on_behind_the_end_of_a_page(foot):
    lines = [*LINES[:3], *foot, LINES[3]]
    assert cells([*LINES[:3], *foot, LINES[3]])[-1] == ROWS[2]
    assert [line for line in as_rows(lines) if line in foot] == foot


def test_the_next_page_may_have_columns_of_its_own_widths():
    below = typed([["其他", "1", "22", "333"], ["另外", "4", "", "5"]])
    assert cells([*LINES, "", *below])[-2:] == [["其他", "1", "22", "333"], ["另外", "4", "", "5"]]


def test_a_column_of_labels_may_be_left_out_or_added_before_many_figures():
    figures = [[str(number + place) for place in range(7)] for number in range(3)]
    head = [f"第{text}栏" for text in "一二三四五六七"]
    first = typed([["组", "项", *head], *(["三、", f"（{text}）", *row] for text, row in zip("一二三", figures, strict=True))])
    fewer = typed([[f"{text}、项目", *row] for text, row in zip("四五六", figures, strict=True)])
    more = typed([["组", f"（{text}）", f"{text}、项目", *row] for text, row in zip("四五六", figures, strict=True)])
    assert cells([*first, "", *fewer])[-1] == ["", "六、项目", *figures[2]]
    assert cells([*first, "", *more])[-1] == ["组", "（六）", "六、项目", *figures[2]]


@pytest.mark.parametrize("below", [[["其他", "1", "22"], ["另外", "4", "5"]], [["其他", "1", "2", "3", "4"], ["另外", "4", "5", "6", "7"]]])
def test_a_part_with_fewer_or_more_columns_of_figures_is_not_placed(below):
    assert as_rows([*LINES, "", *typed(below)])[-2:] == typed(below)


def test_many_lines_take_a_time_that_grows_with_them():
    lines = [line for _ in range(5000) for line in (*LINES, "")]
    assert sum("\t" in line for line in as_rows(lines)) == 4 * 5000
