from dataclasses import replace

import pytest

from parsers import formats, report
from parsers.types import Source, Table
from tests.parsers.report.sheets import cells, page, read, verdicts

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


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("统计指标|代码|单位|本期实际|本年累计", ["value", "cumulative"]),
        ("指标|单位|区政府|区直|乡镇", ["区政府", "区直", "乡镇"]),
        ("项目|单位|数量", ["value"]),
        ("指标|单位|2016年|2015年", ["value", "2015年"]),
        ("指标|单位|2015年|2016年|增减", ["2015年", "value", "增减"]),
        ("统计指标|代码|单位|本期实际|本年累计\n甲|乙|丙|1|2", ["value", "cumulative"]),
        ("指 标<br>名 称|计量<p>单位</p>|2016<br>年度|历年累计", ["value", "cumulative"]),
    ],
)
def test_free_columns(head, measures):
    line = ["主动公开信息数"] + ["01"] * ("代码" in head) + ["条"] + [str(n) for n in range(7, 7 + len(measures))]
    found = read_table(f"{head}\n{'|'.join(line)}")
    assert cells(found, "statistics", "主动公开信息数") == dict(zip(measures, range(7, 10), strict=False))


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
        ("受理依申请公开信息总数", {
            "受理依申请公开信息总数", "受理依申请公开信息总数/当面申请数", "受理依申请公开信息总数/信函、传真申请数"}),
    ],
)
def test_figures_under_a_label_not_read_for_sure_are_no_facts(doubtful, uncertain):
    """Any words are a label in this table, so a misread one would make a new item; the doubt of one holds for all under it."""
    document = formats.parse(Source(page("一、概述", PROVINCIAL, title=TITLE).encode()))
    blocks = tuple(
        replace(block, cells=tuple(
            cell._replace(doubt="words read at 0.62") if doubtful and doubtful in cell.text else cell for cell in block.cells))
        if isinstance(block, Table) else block
        for block in document.blocks
    )
    facts = [fact for fact in report.read(replace(document, blocks=blocks)).facts if fact.table == "statistics"]
    assert {fact.item for fact in facts if fact.state == "uncertain"} == uncertain
    assert all(fact.value is None for fact in facts if fact.state == "uncertain")
    assert {fact.unit for fact in facts} == {"条", "件"}


def test_a_unit_not_read_for_sure_is_left_out():
    document = formats.parse(Source(page("一、概述", PROVINCIAL, title=TITLE).encode()))
    blocks = tuple(
        replace(block, cells=tuple(cell._replace(doubt="words read at 0.62") if cell.text == "件" else cell for cell in block.cells))
        if isinstance(block, Table) else block
        for block in document.blocks
    )
    facts = report.read(replace(document, blocks=blocks)).facts
    assert {fact.unit for fact in facts if fact.table == "statistics"} == {"条", None}


def test_a_head_in_two_lines():
    head = "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=3>数量</td></tr>"
    head += "<tr><td>区政府</td><td>区直</td><td>乡镇</td></tr>"
    body = "<tr><td>主动公开信息数</td><td>条</td><td>7</td><td>8</td><td>9</td></tr>"
    page = f"<h1>{TITLE}</h1><div class='article_content'><table>{head}{body}</table></div>"
    found = report.read(formats.parse(Source(page.encode())))
    assert cells(found, "statistics", "主动公开信息数") == {"区政府": 7, "区直": 8, "乡镇": 9}
