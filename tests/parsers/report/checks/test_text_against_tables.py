"""What the text says is held against the statistics table, of the nation's and of a province's shape."""

import pytest

from tests.helpers.sheets import cells, read
from tests.parsers.report.tables.test_statistics import NATIONAL, PROVINCIAL, TITLE

YEARLY = PROVINCIAL + "\n对申请的答复总数|条|4|\n行政诉讼数|件|1|1"
WHOLE = (
    NATIONAL.replace("（三）申请答复数", "（二）申请办结数|件|8\n（三）申请答复数")
    + "\n四、行政复议数量|件|2\n（一）维持具体行政行为数|件|2\n五、行政诉讼数量|件|0"
)


def told(table, text, rule):
    found = read("一、概述", text, "二、统计表", table, title=TITLE)
    return [(check.verdict, check.expected, check.found) for check in found.checks if check.rule == rule]


@pytest.mark.parametrize(
    ("table", "text", "rule", "found"),
    [
        (YEARLY, "全年主动公开政府信息2,069条，其中网站公开1000条。", "N4", [("pass", "2069", "2069")]),
        (YEARLY, "全年主动公开文件4970条。", "N4", [("fail", "2069", "4970")]),
        (YEARLY, "Key figures：items published in the year：4970；by towns：3。", "N4", [("fail", "2069", "4970")]),
        (WHOLE, "共主动公开信息299条。", "N4", [("fail", "300", "299")]),
        (WHOLE, "共主动公开信息300条。", "N4", [("pass", "300", "300")]),
        (YEARLY, "自条例施行以来累计主动公开政府信息12106条。", "N4", [("pass", "12106", "12106")]),
        (YEARLY, "自条例施行以来累计主动公开政府信息2069条。", "N4", [("fail", "12106", "2069")]),
        (YEARLY, "全年主动公开政府信息约4970条，主动公开文件4970余条。", "N4", []),
        (YEARLY, "全年主动公开政府信息近5000条，主动公开文件5000多条，主动公开信息5000条以上，主动公开信息二千三百条。", "N4", []),
        (YEARLY, "主动公开政府信息0.5万条，主动公开文件5千条。", "N4", []),
        (YEARLY, "去年主动公开信息99条，通过网站主动公开信息98条，其中主动公开文件97条，各部门主动公开信息96条。", "N4", []),
        (YEARLY, "截至年底共主动公开信息99条。", "N4", []),
        (YEARLY, "收到依申请公开申请5件。", "N1", [("pass", "5", "5")]),
        (YEARLY, "收到依申请公开申请6件。", "N1", [("fail", "5", "6")]),
        (YEARLY, "收到依申请公开申请约6件。", "N1", []),
        (WHOLE, "受理公开申请10件。", "N1", [("pass", "10", "10")]),
        (WHOLE, "受理公开申请11件。", "N1", [("fail", "10", "11")]),
        (YEARLY, "依申请公开已答复4件。", "N2", [("pass", "4", "4")]),
        (YEARLY, "依申请公开已答复5件。", "N2", [("fail", "4", "5")]),
        (WHOLE, "申请办结8件。", "N2", [("pass", "8 or 9", "8")]),
        (WHOLE, "申请已答复9件。", "N2", [("pass", "8 or 9", "9")]),
        (WHOLE, "申请办结7件。", "N2", [("fail", "8 or 9", "7")]),
        (YEARLY, "收到行政复议1件。", "N3", [("fail", "0", "1")]),
        (YEARLY, "行政诉讼1起。", "N3", [("pass", "1", "1")]),
        (WHOLE, "行政复议2件，行政诉讼1件。", "N3", [("pass", "2", "2"), ("fail", "0", "1")]),
        (YEARLY, "Key figures：reviews received and dealt with：1。", "N3", [("fail", "0", "1")]),
        (YEARLY, "未收到依申请公开申请。", "N4", [("fail", "5", "0")]),
        (YEARLY, "未发生行政复议。", "N4", [("pass", "0", "0")]),
        (WHOLE, "未发生行政复议。", "N4", [("fail", "2", "0")]),
        (YEARLY, "未发生行政诉讼。", "N4", [("fail", "1", "0")]),
        (WHOLE, "制发规范性文件20件。", "N4", [("fail", "21", "20")]),
        (WHOLE, "制发规范性文件21件。", "N4", [("pass", "21", "21")]),
        (YEARLY.replace("行政复议数|件|0|0", "行政复议数|件||"), "未发生行政复议。", "N4", [("not_assessable", None, None)]),
        (YEARLY.replace("行政复议数|件|0|0", "行政复议数|件|/|/"), "行政复议1件。", "N3", [("not_assessable", None, None)]),
        (YEARLY + "\n行政复议数|件|7|7\n行政复议数量|件|8|8", "行政复议1件。", "N3", [("not_assessable", None, None)]),
        (YEARLY.replace("行政复议数", "复议"), "行政复议1件。", "N3", [("not_assessable", None, None)]),
    ],
)
def test_text_against_the_table(table, text, rule, found):
    assert told(table, text, rule) == found


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        ("北岭区水务局2016年政府信息公开工作年度报告北岭区水务局2016年共主动公开信息92条。北岭区水务局", []),
        ("云麓市2016年政府信息公开工作年度报告云麓市2016年共主动公开信息92条。", ["fail"]),
        ("现公布云麓市人民政府2016年政府信息公开工作年度报告共主动公开信息92条。", ["fail"]),
        ("我局2016年政府信息公开工作年度报告共主动公开信息92条。", ["fail"]),
        ("北岭区水务局2016年共主动公开信息92条。", ["fail"]),
    ],
)
def test_a_line_that_begins_with_the_title_of_another_body_s_report_says_nothing_of_this_one(line, verdicts):
    assert [verdict for verdict, _, _ in told(YEARLY, line, "N4")] == verdicts


def test_a_text_mends_no_figure():
    blank = YEARLY.replace("行政复议数|件|0|0", "行政复议数|件||")
    found = read("一、概述", "主动公开政府信息4970条，行政复议1件。", "二、统计表", blank, title=TITLE)
    assert cells(found, "statistics")["主动公开文件数", "value"] == 2069
    assert cells(found, "statistics")["行政复议数", "value"] == "blank"


@pytest.mark.parametrize(
    "text",
    [
        "一、本年新收政府信息公开申请数量 411件",
        "一、本年新收政府信息公开申请数量411件",
        "收到公开申请数 件 753件 794750件",
        "收到公开申请数 件 0件 794750件",
        "收到公开申请数</p><p>件</p><p>753件",
        "（一）收到公开申请数 112 件 753",
        "（一）收到公开申请数 112 人次 753",
        "第四季度收到政府信息公开申请7件，办结6件。",
        "7月份收到政府信息公开申请7件。",
        "上半年，我局收到政府信息公开申请7件，办理答复6件。",
        "今年以来，我局共收到政府信息公开申请7件，办结6件。",
        "截至目前，收到政府信息公开申请7件，办结6件。",
        "截至2023年底累计收到政府信息公开申请70件。",
        "近年来共收到政府信息公开申请70件，办结60件。",
        "近三年来共收到政府信息公开申请70件，办结60件。",
        "五年来共收到政府信息公开申请70件，办结60件。",
        "历年收到政府信息公开申请70件，办结60件。",
    ],
)
def test_rows_of_a_table_set_as_text_and_parts_of_a_year_are_no_statements(text):
    assert [told(WHOLE, text, rule) for rule in ("N1", "N2")] == [[], []]


@pytest.mark.parametrize(
    "text",
    [
        "全年收到公开申请11 件",
        "第四季度收到公开申请7件，全年收到公开申请11件。",
        "一年来收到公开申请11件。",
        "去年以来收到公开申请11件。",
        "近年来收到公开申请70件，全年收到公开申请11件。",
    ],
)
def test_a_year_named_behind_its_part_is_a_statement(text):
    assert told(WHOLE, text, "N1") == [("fail", "10", "11")]
