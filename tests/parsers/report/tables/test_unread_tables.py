"""Tables of which nothing was read are named, with a kind where their labels show it."""

import pytest

from tests.helpers.sheets import cells, codes, read, requests, verdicts

PROSE = "云麓市教育局2012年政府信息公开工作年度报告"
TEXT = ("一、概述", "按规定公开。", "二、主动公开政府信息情况", "按规定公开。")


def test_rows_of_a_statistics_table_whose_head_is_lost_are_named():
    lost = "其中：1、当面申请数|条|7|7\n2、网上申请数|条|637|637\n行政复议数|件|811|811"
    found = read(*TEXT, lost, title="云麓市教育局2016年政府信息公开工作年度报告")
    assert cells(found, "statistics") == {}
    assert [problem.message.rpartition(": ")[2] for problem in found.problems if problem.code == "unknown_row"] == [
        "其中：1、当面申请数 | 条 | 7 | 7", "2、网上申请数 | 条 | 637 | 637", "行政复议数 | 件 | 811 | 811",
    ]  # fmt: skip
    assert found.report_read == "part: statistics"


@pytest.mark.parametrize(("rows", "named"), [(3, True), (2, False)])
def test_a_table_that_no_form_explains_is_named_in_a_report_in_prose(rows, named):
    lost = "\n".join(["渠道|数量", *(f"第{number}种渠道|17" for number in "一二三四"[:rows])])
    found = read(*TEXT, lost, title=PROSE)
    messages = [problem.message for problem in found.problems if problem.code == "table_unread"]
    assert ["第一种渠道" in message and f"its {rows} rows" in message for message in messages] == ([True] if named else [])
    assert found.report_read == ("part: tables" if named else "whole")


def test_a_table_of_words_and_one_that_was_read_are_not_named():
    statistics = "统计指标|单位|统计数\n主动公开文件数|条|7\n行政复议数|件|8\n行政诉讼数|件|9"
    found = read(*TEXT, "联系人|电话\n张三|无\n李四|见网站\n王五|见公告", statistics, title="云麓市教育局2016年政府信息公开工作年度报告")
    assert "table_unread" not in codes(found)
    assert cells(found, "statistics")["行政复议数", "value"] == 8


def test_no_report_is_accused_of_a_missing_table_where_one_was_not_read():
    found = read("二、主动公开政府信息情况", "件数|现行\n甲类|1\n乙类|2\n丙类|3", "一、总体情况", "六、其他需要报告的事项")
    assert verdicts(found, "D3")["tables"] == "not_assessable"


def test_rows_in_lines_of_text_whose_table_has_only_its_other_rows_in_cells_are_named():
    """A PDF's table is cut by a page end, and only the part below is ruled."""
    text = ["信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 13 120 424", "行政许可 15008"]
    cut = "信息内容|本年处理决定数量\n行政处罚|58984\n行政强制|68357"
    found = read("二、主动公开政府信息情况", *text, cut)
    assert set(cells(found, "proactive")) == {("penalties", "decisions"), ("coercive_measures", "decisions")}
    named = [problem.message.split(": ")[1] for problem in found.problems if problem.code == "unknown_row"]
    assert named == ["规章 | 13 | 120 | 424", "行政许可 | 15008"]
    assert "proactive" in found.report_read


@pytest.mark.parametrize(("rows", "named"), [(3, True), (2, False)])
def test_rows_of_section_two_whose_heads_are_lost_are_named(rows, named):
    lost = ["规章 118 0 388", "行政规范性文件 10 33 168", "行政强制 67674"][:rows]
    found = read("二、主动公开政府信息情况", *lost, "三、收到和处理政府信息公开申请情况", requests())
    messages = [problem.message for problem in found.problems if problem.code == "unknown_row"]
    assert any("118 0 388" in message for message in messages) is named
