"""Rows of statements.yaml that the sentences of test_sentences do not reach: each word and pattern of it is needed by one here."""

import pytest

from parsers.report.checks import text_against_tables
from tests.helpers.facts import fact, report
from tests.helpers.sheets import read, requests
from tests.parsers.report.test_sentences import test_sentence_against_the_tables as against_tables

# sentence; what is found of it against the tables of test_sentences: 154 received, 7 carried in, 155 handled, 6 carried out
SENTENCES = [
    ("收到信息公开的申请153件。", "N1f"),
    ("全年受理信息公开申请，共计153件。", "N1f"),
    ("153件政府信息公开申请被受理。", "N1f"),
    ("历年收到政府信息公开申请1200件。", ""),
    ("医院收到政府信息公开申请88件。", ""),
    ("企事业单位公开情况良好，收到政府信息公开申请88件。", ""),
    ("（二）依申请公开。上年收到申请120件。", ""),
    ("（二）依申请公开。历年收到申请1200件。", ""),
    ("（二）依申请公开。全年共收到申请161件。", "N1p"),
    ("依申请中上年结转8件。", "N1f"),
    ("信息公开的申请中，上年结转8件。", "N1f"),
    ("依申请公开期初结转8件。", "N1f"),
    ("办结的政府信息公开申请154件。", "N2f"),
    ("作出政府信息公开申请答复154件。", "N2f"),
    ("政府信息公开申请办理结果总计154件。", "N2f"),
    ("结转下年度继续办理的政府信息公开申请数量为7件。", "N2f"),
    ("7件政府信息公开申请尚在办，结转下年。", "N2f"),
    ("申请期末结转7件。", "N2f"),
    ("7件公开申请在办，结转办理。", "N2f"),
    ("政府信息公开申请全部办结，无结转。", "N2f"),
    ("依申请全部办结，均无结转。", "N2f"),
    ("行政复议和行政诉讼分别为35件和9件。", "N3f"),
    ("因信息公开被申请复议35件。", "N3f"),
    ("就政府信息公开申请行政复议，全年共35件。", "N3f"),
    ("因政府信息公开提起行政诉讼，全年共计8件。", "N3f"),
    ("涉及信息公开的诉讼，全年共有8件。", "N3f"),
    ("直接就政府信息公开行为起诉的案件4件。", "N3f"),
    ("上年行政诉讼3件。", ""),
    ("行政复议36件和8件行政诉讼。", "N3f"),
    ("没有收到信息公开的申请。", "N4f"),
    ("上年制发规范性文件50件。", ""),
    ("分别制发规范性文件50件。", ""),
    ("规范性文件本年制定61件。", "N4f"),
    ("制定61件规范性文件。", "N4f"),
    ("上年废止规范性文件3件。", ""),
    ("废止44件规范性文件。", "N4f"),
    ("现行有效的规范性文件：441", "N4f"),
    ("规范性文件管理规范，现行有效件数为441件。", "N4f"),
    ("没有废止规范性文件。", "N4f"),
    ("申请答复中，部分公开13件。", "N5u"),
    ("申请答复中，无法提供75件。", "N5u"),
    *((f"{word}收到政府信息公开申请200件。", "") for word in ("计划", "预计", "拟于", "力争")),
    *(
        (f"{word}办结政府信息公开申请9件。", "")
        for word in ("年均", "月均", "延期", "逾期", "网络", "网上", "线上", "信函", "当面", "其中")
    ),
    ("未办结政府信息公开申请9件。", ""),
    ("办结的政府信息依申请公开数量共计154件。", "N2f"),
    ("规范性文件管理规范，废止44件。", "N4f"),
    *(
        (f"{word}中，{outcome}{number}件。", "N5u")
        for word in ("申请", "答复")
        for outcome, number in (("予以公开", 61), ("部分公开", 13), ("不予公开", 10), ("无法提供", 75))
    ),
]
STATISTICS = [  # label of the indicator, whose figure is 5; a sentence with another number
    ("主动公开政府信息数", "全年主动公开政府信息6条。", "N4"),
    ("主动公开政府信息总数", "全年主动公开政府信息6条。", "N4"),
    ("主动公开文件数", "全年主动公开文件6条。", "N4"),
    ("主动公开信息数", "全年主动公开信息6条。", "N4"),
    ("主动公开信息总数", "全年主动公开信息6条。", "N4"),
    ("制发规范性文件总数", "制发规范性文件6件。", "N4"),
    ("制发规范性文件数", "制发规范性文件6件。", "N4"),
    ("收到申请数", "（二）依申请公开。全年收到申请6件。", "N1"),
    ("受理政府信息依申请公开总数", "收到政府信息公开申请6件。", "N1"),
    ("受理依申请公开信息总数", "收到政府信息公开申请6件。", "N1"),
    ("申请办结数", "申请办结6件。", "N2"),
    ("申请答复数", "申请已答复6件。", "N2"),
    ("对申请的答复总数", "申请已答复6件。", "N2"),
    ("对申请的答复数", "申请已答复6件。", "N2"),
    ("行政复议数", "收到行政复议6件。", "N3"),
    ("行政诉讼数", "行政诉讼6起。", "N3"),
    ("行政复议数", "行政复议和行政诉讼分别为6件和0件。", "N3"),
    ("行政复议数", "因信息公开被申请复议6件。", "N3"),
    ("行政诉讼数", "因政府信息公开提起行政诉讼，全年共计6件。", "N3"),
]
# a sentence of a report of before 2019, of whose table 5 are of the year and 9 of all years
OF_THE_YEAR = [
    ("全年主动公开政府信息6条。", ["fail"]),
    ("历年主动公开政府信息10条。", ["fail"]),
    ("历年主动公开政府信息9条。", ["pass"]),
    ("条例施行以来主动公开政府信息10条。", ["fail"]),
    *((f"{word}年底主动公开政府信息6条。", []) for word in ("截至", "截止")),
    *((f"历年{word}主动公开政府信息3条。", []) for word in ("网站", "公报", "微博", "微信", "公众号", "新媒体", "平台", "栏目", "其中")),
    *((f"{word}主动公开政府信息3条。", []) for word in ("网站", "公报", "重点", "领域", "部门", "乡镇", "镇街", "街道", "其中")),
]


MADE = "第二十条第（一）项\n信息内容|本年新制作数量|本年新公开数量|对外公开总数量\n规章|0|0|0\n行政规范性文件|5|5|9"
DECISIONS = """第二十条第（五）项
信息内容|本年处理决定数量
行政许可|5
第二十条第（六）项
信息内容|本年处理决定数量
行政处罚|5
行政强制|5"""
DECIDED = [
    *((f"全年作出{kind}决定6件。", ["fail"]) for kind in ("行政许可", "行政处罚", "行政强制")),
    *((f"本机关{kind}处理决定5件。", ["pass"]) for kind in ("行政许可", "行政处罚", "行政强制")),
    *((f"上年全年{kind}决定6件。", []) for kind in ("行政许可", "行政处罚", "行政强制")),
    *((f"全年万元以上{kind}决定6件。", []) for kind in ("行政许可", "行政处罚", "行政强制")),
]
ONE = "1|0|0|0|0|0|1"
DENIED = "state_secret by_law stability third_party internal process case_file inquiry"
UNAVAILABLE = "not_held not_existing unclear"
OUTCOMES = [
    ("不予公开", [f"denied_{reason}" for reason in DENIED.split()]),
    ("无法提供", [f"unavailable_{reason}" for reason in UNAVAILABLE.split()]),
]


@pytest.mark.parametrize(("text", "verdicts"), DECIDED)
def test_decisions(text, verdicts):
    found = read("一、总体情况", text, "二、主动公开政府信息情况", DECISIONS)
    assert [check.verdict for check in found.checks if check.rule == "N4"] == verdicts


@pytest.mark.parametrize(
    ("text", "verdict"), [("全年制发规范性文件6件。", "fail"), ("未制发规范性文件。", "fail"), ("全年制发规范性文件5件。", "pass")]
)
def test_documents_in_the_form_of_2019(text, verdict):
    found = read("一、总体情况", text, "二、主动公开政府信息情况", MADE, title="甲市2019年政府信息公开工作年度报告")
    assert [check.verdict for check in found.checks if check.rule == "N4"] == [verdict]


@pytest.mark.parametrize(("words", "rows"), OUTCOMES)
def test_each_reason_for_an_outcome_counts(words, rows):
    table = requests(changed=dict.fromkeys(rows, ONE))
    for number, verdict in ((len(rows), "pass"), (1, "pass"), (len(rows) + 1, "uncertain")):
        found = read("一、总体情况", f"申请答复中{words}{number}件。", "三、收到和处理政府信息公开申请情况", table)
        assert [check.verdict for check in found.checks if check.rule == "N5"] == [verdict]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence(text, expected):
    against_tables(text, expected)


@pytest.mark.parametrize(("label", "text", "rule"), STATISTICS)
def test_indicator(label, text, rule):
    table = f"指标名称|计量单位|统计数|历年累计\n{label}|件|5|9"
    for printed, verdict in ((text, "fail"), (text.replace("6", "5"), "pass")):
        found = read("一、概述", *printed.split("\n"), "二、统计表", table, title="甲市2016年政府信息公开工作年度报告")
        assert [check.verdict for check in found.checks if check.rule == rule] == [verdict]


@pytest.mark.parametrize(("text", "verdicts"), OF_THE_YEAR)
def test_information_disclosed_in_the_year_and_in_all_years(text, verdicts):
    table = "指标名称|计量单位|统计数|历年累计\n主动公开政府信息数|条|5|9"
    found = read("一、概述", text, "二、统计表", table, title="甲市2016年政府信息公开工作年度报告")
    assert [check.verdict for check in found.checks if check.rule == "N4"] == verdicts


@pytest.mark.parametrize(("figure", "verdict"), [("0", "pass"), ("5", "fail")])
def test_that_no_documents_were_made_in_a_year_of_indicators(figure, verdict):
    table = f"指标名称|计量单位|统计数\n制发规范性文件总数|件|{figure}"
    found = read("一、概述", "未制发规范性文件。", "二、统计表", table, title="甲市2016年政府信息公开工作年度报告")
    assert [check.verdict for check in found.checks if check.rule == "N4"] == [verdict]


def test_requests_received_under_a_label_of_a_province():
    received = fact("statistics", "依申请公开情况/收到政府信息公开申请数", "value", 5)
    text = ("一", "概述", "收到政府信息公开申请6件。")
    found = text_against_tables.check(report(received, form="statistics", sections=[text]))
    assert [(check.rule, check.verdict, check.expected) for check in found] == [("N1", "fail", "5")]
