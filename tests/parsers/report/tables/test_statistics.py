from dataclasses import replace

import pytest

from gongkai.chinese_text import label
from parsers import formats
from parsers.report.read import read_report
from parsers.report.tables.statistics import StatisticsReader
from parsers.types import Source, Table
from tests.helpers.sheets import FORMS, cells, codes, page, read, verdicts

TITLE = "云麓市2016年政府信息公开工作年度报告"
PROVINCIAL = """指标名称|计量单位|2016年度|历年累计
主动公开文件数|条|2069|12106
其中：1.政府网站公开数|条|2069|12106
2.政府公报公开数|条|0|0
受理依申请公开信息总数|条|5|
其中：1、当面申请数|条|2|/
2、信函、传真申请数|条|3|
行政复议数|件|0|0"""
NATIONAL = """统计指标|单位|统计数
一、主动公开情况|——|——
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条|300
其中：主动公开规范性文件数|条|20
制发规范性文件总数|件|21
（二）通过不同渠道和方式公开政府信息的情况|——|——
1.政府公报公开政府信息数|条|100
二、依申请公开情况|——|——
（一）收到申请数|件|10
1.当面申请数|件|4
2.网络申请数|件|6
（三）申请答复数|件|9
4.不同意公开答复数|件|9
其中：涉及国家秘密|件|4
涉及商业秘密|件|5
5.申请信息不存在数|件|0"""


def read_table(text, **said):
    return read("一、概述", "二、主动公开政府信息情况", text, title=TITLE, **said)


def test_provincial_shape():
    found = read_table(PROVINCIAL)
    assert (found.form, found.year) == ("statistics", 2016)
    assert cells(found, "statistics") == {
        ("主动公开文件数", "value"): 2069,
        ("主动公开文件数", "cumulative"): 12106,
        ("主动公开文件数/政府网站公开数", "value"): 2069,
        ("主动公开文件数/政府网站公开数", "cumulative"): 12106,
        ("主动公开文件数/政府公报公开数", "value"): 0,
        ("主动公开文件数/政府公报公开数", "cumulative"): 0,
        ("受理依申请公开信息总数", "value"): 5,
        ("受理依申请公开信息总数", "cumulative"): "blank",
        ("受理依申请公开信息总数/当面申请数", "value"): 2,
        ("受理依申请公开信息总数/当面申请数", "cumulative"): "not_applicable",
        ("受理依申请公开信息总数/信函、传真申请数", "value"): 3,
        ("受理依申请公开信息总数/信函、传真申请数", "cumulative"): "blank",
        ("行政复议数", "value"): 0,
        ("行政复议数", "cumulative"): 0,
    }
    assert {fact.unit for fact in found.facts} == {"条", "件"}


def test_national_shape_nests_by_numbering():
    found = cells(read_table(NATIONAL), "statistics")
    whole = "主动公开情况/主动公开政府信息数（不同渠道和方式公开相同信息计1条）"
    reply = "依申请公开情况/申请答复数/不同意公开答复数"
    assert [item for item, _ in found] == [
        "主动公开情况",
        whole,
        f"{whole}/主动公开规范性文件数",
        f"{whole}/制发规范性文件总数",
        "主动公开情况/通过不同渠道和方式公开政府信息的情况",
        "主动公开情况/通过不同渠道和方式公开政府信息的情况/政府公报公开政府信息数",
        "依申请公开情况",
        "依申请公开情况/收到申请数",
        "依申请公开情况/收到申请数/当面申请数",
        "依申请公开情况/收到申请数/网络申请数",
        "依申请公开情况/申请答复数",
        reply,
        f"{reply}/涉及国家秘密",
        f"{reply}/涉及商业秘密",
        "依申请公开情况/申请答复数/申请信息不存在数",
    ]
    assert found["主动公开情况", "value"] == "not_applicable"


def test_a_part_that_begins_a_table_with_its_head_again_belongs_to_the_last_row_above():
    head = "指标名称|计量单位|2016年度"
    found = read(
        f"{head}\n主动公开文件数|条|9\n对申请的答复总数|条|7",
        "— 4 —",
        f"{head}\n其中：1、同意公开答复数|条|5\n2、不予公开答复数|条|2\n行政复议数|件|1",
    )
    assert list(cells(found, "statistics")) == [
        (item, "value")
        for item in (
            "主动公开文件数",
            "对申请的答复总数",
            "对申请的答复总数/同意公开答复数",
            "对申请的答复总数/不予公开答复数",
            "行政复议数",
        )
    ]


def test_parts_that_begin_again_without_the_row_they_belong_to_are_not_sure():
    rows = (
        "受理政府信息依申请公开总数|条|9",
        "其中：1、当面申请数|条|9",
        "其中：1、同意公开答复数|条|5",
        "2、不予公开答复数|条|2",
        "行政复议数|件|1",
    )
    found = read("\n".join(("指标名称|计量单位|2016年度", *rows)))
    values = cells(found, "statistics")
    sure = {item: value for (item, _), value in values.items() if value != "uncertain"}
    assert sure == {"受理政府信息依申请公开总数": 9, "受理政府信息依申请公开总数/当面申请数": 9, "行政复议数": 1}
    assert any(problem.code == "label_unclear" and "同意公开答复数" in problem.message for problem in found.problems)


@pytest.mark.parametrize("label", ["5.其他", "5.其他方式"])
def test_a_label_cut_to_a_word_that_begins_several_is_not_sure(label):
    found = read(f"统计指标|单位|统计数\n一、主动公开情况|——|\n1.政府公报公开政府信息数|条|7\n{label}|条|5")
    assert "label_unclear" in codes(found)
    assert 5 not in cells(found, "statistics").values()


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("统计指标|代码|单位|本期实际|本年累计", ["value", "cumulative"]),
        ("指标|单位|区政府|区直|乡镇", ["区政府", "区直", "乡镇"]),
        ("项目|单位|数量", ["value"]),
        ("指标|单位|2016年|2015年", ["value", ""]),
        ("指标|单位|2015年|2016年|增减", ["", "value", ""]),  # last year's figures are not the report's
        ("统计指标|代码|单位|本期实际|本年累计\n甲|乙|丙|1|2", ["value", "cumulative"]),
        ("指 标<br>名 称|计量<p>单位</p>|2016<br>年度|历年累计", ["value", "cumulative"]),
    ],
)
def test_free_columns(head, measures):
    line = ["主动公开信息数"] + ["01"] * ("代码" in head) + ["条"] + [str(n) for n in range(7, 7 + len(measures))]
    found = read_table(f"{head}\n{'|'.join(line)}")
    printed = zip(measures, range(7, 10), strict=False)
    assert cells(found, "statistics", "主动公开信息数") == {measure: figure for measure, figure in printed if measure}


def test_a_table_without_columns_of_figures_gives_none():
    found = read_table("指标名称|计量单位\n主动公开文件数|条")
    assert found.facts == ()


def test_labels_in_two_columns():
    found = read("一、概述", "二、主动公开政府信息情况", title=TITLE)
    assert found.form != "statistics"
    markup = (
        "<table><tr><td colspan=2>指标名称</td><td>单位</td><td>数量</td></tr>"
        "<tr><td rowspan=2>主动公开</td><td>网站</td><td>条</td><td>3</td></tr>"
        "<tr><td>公报</td><td>条</td><td>4</td></tr><tr><td>依申请公开</td><td>当面</td><td>件</td><td>1</td></tr></table>"
    )
    found = read("一、概述", "二、主动公开政府信息情况", f"<div>{markup}</div>", title=TITLE)
    assert list(cells(found, "statistics").items()) == [
        (("主动公开/网站", "value"), 3),
        (("主动公开/公报", "value"), 4),
        (("依申请公开/当面", "value"), 1),
    ]


@pytest.mark.parametrize(
    ("text", "old", "new", "rule", "fails"),
    [
        (NATIONAL, "当面申请数|件|4", "当面申请数|件|5", "R8", {"依申请公开情况/收到申请数, value"}),
        (
            NATIONAL,
            "规范性文件数|条|20",
            "规范性文件数|条|301",
            "R8",
            {"主动公开情况/主动公开政府信息数（不同渠道和方式公开相同信息计1条）/主动公开规范性文件数, value"},
        ),
        (NATIONAL, "涉及商业秘密|件|5", "涉及商业秘密|件|6", "R8", {"依申请公开情况/申请答复数/不同意公开答复数, value"}),
        (NATIONAL, "制发规范性文件总数|件|21", "制发规范性文件总数|件|400", "R8", set()),  # issued is no part of disclosed
        (PROVINCIAL, "传真申请数|条|3", "传真申请数|条|2", "R9", {"受理依申请公开信息总数, value"}),
        (PROVINCIAL, "公报公开数|条|0|0", "公报公开数|条|0|1", "R9", {"主动公开文件数, cumulative"}),
        (PROVINCIAL, "行政复议数|件|0|0", "行政复议数|件|1|0", "R9", {"行政复议数, value and cumulative"}),
        (PROVINCIAL, "行政复议数|件|0|0", "行政复议数|件|1|/", "R9", set()),
    ],
)
def test_slips_and_near_misses(text, old, new, rule, fails):
    assert {v for d, v in verdicts(read_table(text), rule).items() if not d.startswith("受理")} == {"pass"}
    assert old in text
    found = verdicts(read_table(text.replace(old, new)), rule)
    assert {detail for detail, verdict in found.items() if verdict == "fail"} == fails


@pytest.mark.parametrize(
    ("doubtful", "uncertain"),
    [
        ("", set()),
        ("信函、传真申请数", {"受理依申请公开信息总数/信函、传真申请数"}),
        (
            "受理依申请公开信息总数",
            {"受理依申请公开信息总数", "受理依申请公开信息总数/当面申请数", "受理依申请公开信息总数/信函、传真申请数"},
        ),
    ],
)
def test_figures_under_a_label_not_read_for_sure_are_no_facts(doubtful, uncertain):
    """Any words are a label in this table, so a misread one would make a new item; the doubt of one holds for all under it."""
    document = formats.parse(Source(page("一、概述", PROVINCIAL, title=TITLE).encode()))
    blocks = tuple(
        replace(
            block,
            cells=tuple(cell._replace(doubt="words read at 0.62") if doubtful and doubtful in cell.text else cell for cell in block.cells),
        )
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    facts = [fact for fact in read_report(replace(document, blocks=blocks)).facts if fact.table == "statistics"]
    assert {fact.item for fact in facts if fact.state == "uncertain"} == uncertain
    assert all(fact.value is None for fact in facts if fact.state == "uncertain")
    assert {fact.unit for fact in facts} == {"条", "件"}


def test_a_unit_not_read_for_sure_is_left_out():
    document = formats.parse(Source(page("一、概述", PROVINCIAL, title=TITLE).encode()))
    blocks = tuple(
        replace(block, cells=tuple(cell._replace(doubt="words read at 0.62") if cell.text == "件" else cell for cell in block.cells))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    facts = read_report(replace(document, blocks=blocks)).facts
    assert {fact.unit for fact in facts if fact.table == "statistics"} == {"条", None}


def test_a_head_in_two_lines():
    head = "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=3>数量</td></tr>"
    head += "<tr><td>区政府</td><td>区直</td><td>乡镇</td></tr>"
    body = "<tr><td>主动公开信息数</td><td>条</td><td>7</td><td>8</td><td>9</td></tr>"
    page = f"<h1>{TITLE}</h1><div class='article_content'><table>{head}{body}</table></div>"
    found = read_report(formats.parse(Source(page.encode())))
    assert cells(found, "statistics", "主动公开信息数") == {"区政府": 7, "区直": 8, "乡镇": 9}


NATIONAL_LABELS = """
    主动公开情况 主动公开政府信息数 主动公开规范性文件数 制发规范性文件总数 通过不同渠道和方式公开政府信息的情况
    政府公报公开政府信息数 政府网站公开政府信息数 政务微博公开政府信息数 政务微信公开政府信息数 其他方式公开政府信息数
    回应解读情况 回应公众关注热点或重大舆情数 通过不同渠道和方式回应解读的情况 参加或举办新闻发布会总次数
    主要负责同志参加新闻发布会次数 政府网站在线访谈次数 主要负责同志参加政府网站在线访谈次数 政策解读稿件发布数
    微博微信回应事件数 其他方式回应事件数 依申请公开情况 收到申请数 当面申请数 传真申请数 网络申请数 信函申请数
    申请办结数 按时办结数 延期办结数 申请答复数 属于已主动公开范围数 同意公开答复数 同意部分公开答复数 不同意公开答复数
    涉及国家秘密 涉及商业秘密 涉及个人隐私 危及国家安全、公共安全、经济安全和社会稳定 不是《条例》所指政府信息
    法律法规规定的其他情形 不属于本行政机关公开数 申请信息不存在数 告知作出更改补充数 告知通过其他途径办理数 行政复议数量
    维持具体行政行为数 被依法纠错数 其他情形数 行政诉讼数量 维持具体行政行为或者驳回原告诉讼请求数 举报投诉数量
    依申请公开信息收取的费用 机构建设和保障经费情况 政府信息公开工作专门机构数 设置政府信息公开查阅点数
    从事政府信息公开工作人员数 专职人员数 兼职人员数 政府信息公开专项经费 政府信息公开会议和培训情况
    召开政府信息公开工作会议或专题会议数 举办各类培训班数 接受培训人员数
"""  # 国办发〔2014〕32号
PROVINCIAL_LABELS = """
    主动公开文件数 政府网站公开数 政府公报公开数 受理政府信息依申请公开总数 网上申请数 信函、传真申请数 对申请的答复总数
    不予公开答复数 其他类型答复数 接受行政诉讼、举报数 行政复议数 行政诉讼数
"""


def test_the_indicators_of_the_forms_are_known():
    assert FORMS.indicator_labels == {label(text) for text in (NATIONAL_LABELS + PROVINCIAL_LABELS).split()}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", True),
        ("主", True),
        ("减免", False),
        ("政府网站公开", False),
        ("政府网站", False),
        ("政府信息公开", False),
        ("政府网站公开政府信息数", False),
        ("主动公开", False),  # 主动公开情况 without its ending
        ("主动", True),
        ("当面", True),
        ("参加或举", True),
        ("参加或举办新闻", False),
        ("别的指标", False),
    ],
)
def test_an_indicator_of_which_less_than_half_is_printed_is_cut(text, cut):
    assert StatisticsReader(FORMS).is_cut(text) is cut


def test_the_line_that_numbers_the_columns_is_no_row():
    found = read_table("统计指标|代码|单位|本期实际\n甲|乙|丙|1\n收到申请数|01|件|3")
    assert {fact.item for fact in found.facts} == {"收到申请数"}
    assert codes(found) == set()


@pytest.mark.parametrize("printed", ["收到政府信息公开申请数", "本年新收政府信息公开申请数量", "收到信息公开申请数"])
def test_a_row_with_a_unit_is_of_the_statistics_whatever_its_label(printed):
    """Its label is nearly that of a row of section three, and its sum that of 收到申请数."""
    found = read("一、概述", "二、统计表", NATIONAL.replace("收到申请数", printed), title=TITLE)
    values = cells(found, "statistics")
    assert [values[f"依申请公开情况/{printed}{part}", "value"] for part in ("", "/当面申请数", "/网络申请数")] == [10, 4, 6]
    assert found.report_read == "whole"
    assert printed.startswith("本年") or verdicts(found, "R8")[f"依申请公开情况/{printed}, value"] == "pass"


BESIDE = """统计指标|单位|统计数|统计指标|单位|统计数
一、主动公开情况|——||{first}|件|73
（一）主动公开政府信息数|条|70|{second}|件|572
（二）通过不同渠道和方式公开政府信息的情况|——||{third}|件|59
1.政府公报公开政府信息数|条|1|（一）维持具体行政行为数|件|59"""


@pytest.mark.parametrize(
    ("first", "second", "third", "states"),
    [
        ("1.按时办结数", "2.延期办结数", "四、行政复议数量", ["uncertain", "uncertain", 59, 59]),
        ("2.政府网站公开政府信息数", "3.政务微博公开政府信息数", "四、行政复议数量", [73, 572, 59, 59]),
        ("3.政务微博公开政府信息数", "4.政务微信公开政府信息数", "四、行政复议数量", ["uncertain", "uncertain", 59, 59]),
        ("（三）收到建议数", "1.政府网站公开政府信息数", "四、行政复议数量", [73, 572, 59, 59]),
        ("（四）收到建议数", "1.政府网站公开政府信息数", "四、行政复议数量", ["uncertain", "uncertain", 59, 59]),
    ],
)
def test_the_right_half_goes_on_from_the_left_one_or_is_in_doubt(first, second, third, states):
    """Where a page end cuts a table of two halves, the right half of its first page goes on from what the next page prints."""
    found = read_table(BESIDE.format(first=first, second=second, third=third))
    assert list(cells(found, "statistics").values())[-4:] == states


@pytest.mark.parametrize(("group", "state"), [("（一）主动公开政府信息数|条|70", "uncertain"), ("1.主动公开政府信息数|条|70", 61)])
def test_parts_of_a_level_that_the_table_skips_nowhere_else_do_not_go_on_beside(group, state):
    table = f"""统计指标|单位|统计数|统计指标|单位|统计数
一、主动公开情况|——||1.按时办结数|件|61
{group}|二、投诉|件|4
三、依申请公开情况|——||三、复议|件|5"""
    assert cells(read_table(table), "statistics")["依申请公开情况/按时办结数", "value"] == state
