"""Each line that `gongkai parse` prints for a person is the one that was looked at."""

import pytest

from archive.parse import chinese, terminal
from tests.helpers import printed_reports

PRINTED, KEPT = printed_reports.printed(), printed_reports.kept()


@pytest.mark.parametrize("name", sorted({*PRINTED, *KEPT}))
def test_a_report_is_printed_as_it_was_looked_at(name):
    assert PRINTED.get(name) == KEPT.get(name)


@pytest.mark.parametrize(
    ("text", "width", "left", "right"),
    [
        ("ab", 5, "ab   ", "   ab"),
        ("甲乙", 5, "甲乙 ", " 甲乙"),
        ("甲乙", 4, "甲  ", "  甲"),
        ("abc", 3, "ab ", " ab"),
        ("，", 3, "， ", " ，"),
        ("", 2, "  ", "  "),
    ],
)
def test_a_text_in_columns_of_the_terminal(text, width, left, right):
    assert (terminal._pad(text, width), terminal._pad(text, width, right=True)) == (left, right)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("years named", "标题、期限等处的年份"),
        ("no period stated", "未写明统计期限"),
        ("period", "统计期限"),
        ("years in the text", "正文中的年份"),
        ("parts", "六个部分"),
        ("order of the parts", "各部分的次序"),
        ("tables", "三张表"),
        ("three tables", "三张表"),
        ("part 六", "第六部分的篇幅"),
        ("body that reports", "标题与正文中的机关"),
        ("lacks 一六", "缺 一六"),
        ("lacks requests", "缺 第三部分表"),
        ("at least 200 characters", "至少 200 字"),
        ("at least 200", "不少于 200"),
        ("at most 9", "不超过 9"),
        ("near 12", "与 12 相近"),
        ("a whole number, 0 or more", "非负整数"),
        ("a whole number", "整数"),
        ("0 or more", "不为负"),
        ("1 to 3", "1 至 3"),
        ("1 or 3", "1 或 3"),
        ("value and cumulative", "本年不多于累计"),
        ("proactive, disputes, statistics", "第二部分表, 第四部分表, 统计表"),
        ("value", "本年"),
        ("cumulative", "累计"),
        ("Xvalue", "Xvalue"),
        ("valueX", "valueX"),
    ],
)
def test_parts_of_a_check_in_chinese(text, words):
    assert chinese.load().detail(text) == words
