"""Every row of levels.yaml: sentences by which a report takes in its parts, sentences that deny it, and what is compared."""

import pytest

from parsers.report.checks import between_levels
from parsers.types import Fact, Place, Report, Section

PARTS = """部门 各部门 直属机构 所属单位 下属单位 下级 各县 各区 县区 区县 县(市 县市区 乡镇 镇街 街道 各单位"""
COVERS = [  # one for each way to say it
    *(f"根据各部门年报{word}" for word in ("汇总编制", "合并编写", "汇总后形成", "汇总而成", "合并统计", "汇总得出", "汇总生成")),
    "汇总了各部门报送的数据",
    "合并统计各县区的年度报告",
    "汇总各乡镇年报",
    "汇总各街道情况",
    "数据包括各部门",
    "本报告包含下属单位",
    "本年度报告涵盖各县区",
    "统计范围含各街道",
    "统计口径包括直属机构",
    *(f"全{region}行政机关收到公开申请3件" for region in "省市区县旗州盟"),
    "全市各级行政机关受理申请3件",
    "全县各级机关新收申请3件",
    "全县各单位收到申请3件",
]
LIMITS = ["本报告仅为本级", "数据只含本机关", *(f"数据{word}各部门" for word in ("不含", "不包括", "不包含", "不涵盖"))]


def report(text, *facts):
    return Report("", None, 2023, "2021", None, sections=(Section("", "", text),), facts=facts)


@pytest.mark.parametrize("part", PARTS.split())
def test_each_name_of_a_part(part):
    assert between_levels.covers(report(f"数据包括{part}。"))
    assert not between_levels.covers(report(f"数据包括群众。{part}。"))


@pytest.mark.parametrize("sentence", COVERS)
def test_each_way_to_take_in_the_parts(sentence):
    assert between_levels.covers(report(f"{sentence}。"))


@pytest.mark.parametrize("sentence", LIMITS)
def test_a_limit_comes_before(sentence):
    assert not between_levels.covers(report(f"数据包括各部门。{sentence}。"))


@pytest.mark.parametrize("office", ["甲县人民政府办公室", "甲市人民政府办公厅", "甲区政府办公室"])
def test_the_governments_own_office(office):
    assert between_levels.load().own_office.search(office)
    assert not between_levels.load().own_office.search(f"{office}信息科")


def compared(table, measure, whole, missing):
    def facts(value):
        return Fact(table, "x", measure, value, None, str(value), "number", Place(0, 0, 0))

    return between_levels.compared(report("数据包括各部门。", facts(whole)), [report("", facts(3))], missing)


@pytest.mark.parametrize("table", ["proactive", "requests", "disputes"])
def test_each_table_is_compared(table):
    assert [(check.rule, check.verdict) for check in compared(table, "total", 4, None)] == [("H1", "fail")]


def test_other_tables_are_not():
    assert compared("statistics", "value", 4, None) == ()


@pytest.mark.parametrize(("measure", "verdict"), [("total", "uncertain"), ("items_change", "not_assessable")])
def test_only_measures_that_cannot_be_negative_are_too_many_already(measure, verdict):
    assert [check.verdict for check in compared("proactive", measure, 2, "a part is missing")] == [verdict]
