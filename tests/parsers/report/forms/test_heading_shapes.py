"""How the heading of a part is printed and what only looks like one: lengths, numbers, notes of layout, titles without numbers."""

import pytest

from parsers.report.forms import sections
from parsers.report.forms.forms import load
from parsers.types import Cell, Paragraph, Table

FORMS = load()


def headings(*texts):
    return [(each.block, each.number, each.title, each.key) for each in sections.headings([Paragraph(text) for text in texts], FORMS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、总体情况", ("一", "总体情况", "overview")),
        ("一：总体情况：", ("一", "总体情况：", "overview")),
        ("一，总体情况", ("一", "总体情况", "overview")),
        ("第一部分、总体情况", ("一", "总体情况", "overview")),
        ("** 一、总体情况 **", ("一", "总体情况", "overview")),
        ("十一、未来打算", ("十一", "未来打算", None)),
        ("一、公开。情况", None),
        ("一、公开；情况", None),
        ("一、公开！情况", None),
        ("一、公开？情况", None),
        ("一、", None),
        ("一、。", None),
        ("一、" + "甲" * 45, ("一", "甲" * 45, None)),
        ("一、" + "甲" * 46, None),
        ("一、总体情况" + " " * 174, ("一", "总体情况", "overview")),
        ("一、总体情况" + " " * 175, None),
        ("一、本年新收政府信息公开申请数量", None),
        ("二、上年结转政府信息公开申请数量 0", None),
        ("三、本年度办理结果", None),
        ("四、结转下年度继续办理", None),
        ("总体情况", ("", "总体情况", "overview")),
        ("概述", None),  # may be any line
        ("# 总体情况 #", ("", "总体情况", "overview")),
        ("工作基本情况", ("", "工作基本情况", "overview")),
        ("基本情况", None),
        ("主动公开情况", ("", "主动公开情况", "proactive")),
        ("统计表", None),
        ("政府信息公开情况统计表", ("", "政府信息公开情况统计表", "statistics")),
        *(
            (f"一、总体情况（{font}小四）", ("一", "总体情况", "overview"))
            for font in ("宋体", "黑体", "仿宋", "楷体", "加粗", "三号", "小四号")
        ),
        ("一、总体情况（初稿）", ("一", "总体情况（初稿）", "overview")),
    ],
)
def test_a_heading(text, found):
    assert headings("前言", text) == ([(1, *found)] if found else [])


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["（一）总体情况", "（二）主动公开情况"], ["一", "二"]),
        (["1、总体情况", "2.主动公开情况"], ["1", "2"]),
        (["第一部分 总体情况", "第二部分：主动公开情况"], ["一", "二"]),
        (["（一）总体情况", "（二）别的情况"], []),
        (["（一）总体情况", "别的"], []),
        (["一、总体情况", "（二）主动公开情况"], ["一"]),
        (["一、甲乙", "（一）总体情况", "（二）主动公开情况"], ["一", "一", "二"]),
        (["一、总体情况", "二、主动公开情况", "（一）依申请公开情况", "（二）收费及减免情况"], ["一", "二"]),
        (["（一）总体情况" + " " * 83, "（二）主动公开情况"], ["一", "二"]),
        (["（一）总体情况" + " " * 84, "（二）主动公开情况"], []),
    ],
)
def test_parts_that_are_marked_otherwise(texts, numbers):
    assert [number for _, number, _, _ in headings(*texts)] == numbers


def test_headings_are_in_the_order_of_the_document():
    assert [block for block, *_ in headings("（一）总体情况", "一、别的内容", "（二）主动公开情况")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("前言一、总体情况后文", ["前言一、总体情况后文"]),  # behind a word it is a sentence
        ("前言 一、总体情况后文", ["前言 一、总体情况后文"]),
        ("a一、总体情况b", ["a", "一、总体情况", "b"]),
        ("一、总体情况", ["一、总体情况"]),
        ("一、总体情况后文", ["一、总体情况", "后文"]),
        ("；一、总体情况", ["；", "一、总体情况"]),
        ("，一、总体情况后", ["，一、总体情况后"]),
        *((f"a一、总体情况{sign}后", [f"a一、总体情况{sign}后"]) for sign in "、，；。,;)）"),
        ("a一、总体情况（黑体）", ["a", "一、总体情况", "（黑体）"]),
        ("一、总体情况（黑体）", ["一、总体情况（黑体）"]),
        ("别的文字", ["别的文字"]),
        ("a一、总体情况 b二、主动公开情况 c", ["a", "一、总体情况", "b", "二、主动公开情况", "c"]),
        ("a 一．总体情况 b", ["a", "一．总体情况", "b"]),
        (" 甲 ", [" 甲 "]),
    ],
)
def test_a_heading_joined_to_text_is_parted_from_it(text, pieces):
    assert [block.text for block in sections.unglued([Paragraph(text, page=2)], FORMS)] == pieces
    assert {block.page for block in sections.unglued([Paragraph(text, page=2)], FORMS)} == {2}


def table(*lines):
    cells = [
        Cell(row, column, text, page=5, path=f"/{row}/{column}") for row, texts in enumerate(lines) for column, text in enumerate(texts)
    ]
    return Table(0, tuple(cells), page=4)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ([["规章", "1"], ["三、依申请公开情况", ""], ["其他", "2"]], [["规章", "1"], "三、依申请公开情况", ["其他", "2"]]),
        ([["三、依申请公开情况", ""], ["其他", "2"]], ["三、依申请公开情况", ["其他", "2"]]),
        ([["规章", "1"], ["三、依申请公开情况", ""]], [["规章", "1"], "三、依申请公开情况"]),
        ([["规章", "1"], ["三、依申请公开情况", "3"], ["其他", "2"]], None),
        ([["规章", "1"], ["依申请公开情况", ""], ["其他", "2"]], None),
        ([["规章", "1"], ["三、别的情况", ""], ["其他", "2"]], None),
        ([["统计指标", "单位"], ["三、依申请公开情况", ""], ["其他", "2"]], None),
        ([["统计指标", "其他"], ["三、依申请公开情况", ""]], [["统计指标", "其他"], "三、依申请公开情况"]),
        ([["统计指标"], ["三、依申请公开情况", ""]], [["统计指标"], "三、依申请公开情况"]),
        ([["统计指标", "指标"], ["三、依申请公开情况", ""]], [["统计指标", "指标"], "三、依申请公开情况"]),
    ],
)
def test_a_row_that_is_a_heading_parts_a_table(lines, parts):
    whole = table(*lines)
    found = sections.unglued([whole], FORMS)
    assert [block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells] for block in found] == (
        [[cell.text for cell in whole.cells]] if parts is None else parts
    )
    assert {block.page for block in found if isinstance(block, Paragraph)} <= {5}
    assert all(block.path.endswith("/0") for block in found if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("blocks", "parts"),
    [
        (
            ["前言", "一、总体情况", "甲", "乙", "二、主动公开情况"],
            [("", "", "前言"), ("一", "总体情况", "甲\n乙"), ("二", "主动公开情况", "")],
        ),
        (["一、总体情况"], [("一", "总体情况", "")]),
        (["前言", "后语"], [("", "", "前言\n后语")]),
        ([], []),
    ],
)
def test_the_text_of_the_parts(blocks, parts):
    made = [Paragraph(text) for text in blocks]
    read = sections.read_sections([*made, Table(0, ())], sections.headings(made, FORMS))
    assert [tuple(getattr(part, name) for name in ("number", "heading", "text")) for part in read] == parts
