"""Every rule of rules.yaml finds planted slips and leaves near misses alone: one table, and no rule may be missing in it."""

import re
from pathlib import Path

import pytest

import parsers
from gongkai.errors import BadConfiguration
from parsers.report.checks import between_reports, rule_texts
from parsers.types import Check
from tests.helpers.planted import (
    LONG,
    OLD,
    WHOLE,
    both,
    fees,
    fourth,
    licences,
    named,
    old_second,
    page,
    parts,
    published,
    second,
    table,
    text,
    third,
    to_2021,
    without,
    yearly,
    years,
)
from tests.helpers.sheets import DISPUTES_HEAD, read, requests
from tests.parsers.report.checks.test_between_levels import COVERS, SILENT
from tests.parsers.report.checks.test_check import OLD_SECOND, SECOND, THREE, whole
from tests.parsers.report.tables.test_statistics import PROVINCIAL

NOTICED = {"fail", "uncertain"}
ZERO, TITLE = "|0" * 10, "云麓市教育局2023年政府信息公开工作年度报告"
# rule → (level, planted slips, near misses); a change of level is a change of what a reader is told
RULES = {
    "R1": (
        "hard",
        [
            third(received="3|0|0|0|0|0|4"),
            third(carried_in="0|1|0|0|0|0|1"),
            third(carried_out="0|0|0|0|0|0|0"),
            third("2019", received="4|0|0|0|0|0|4"),
        ],
        [third(), third("2019"), third(granted="1|1|0|0|0|0|2"), third(carried_in="|0|0|0|0|0|0")],
    ),
    "R2": (
        "hard",
        [
            third(granted="2|0|0|0|0|0|3"),
            third(received="3|0|1|0|0|0|3"),
            third(denied_inquiry="0|0|0|0|0|1|0"),
            third("2019", other="0|0|0|1|0|0|0"),
        ],
        [third(), third(granted="1|1|0|0|0|0|2"), third(granted="2|0|0|0|0||2"), third(granted="2|/|/|/|/|/|2")],
    ),
    "R3": (
        "hard",
        [
            third(handled="20|0|0|0|0|0|20"),
            third(other_rest="0|0|0|0|0|1|1"),
            third(rejected_repeated="1|0|0|0|0|0|1"),
            third("2019", other="1|0|0|0|0|0|1"),
        ],
        [third(), third("2019"), third(granted="1|0|0|0|0|0|1", denied_internal="1|0|0|0|0|0|1"), third(partly_granted="||||||")],
    ),
    "R4": (
        "hard",
        [fourth("1|0|0|0|0" + ZERO), fourth("0|0|0|0|0|2|1|0|0|4|0|0|0|0|0"), fourth("0|0|0|0|0" + "|0|0|0|0|0|1|1|1|1|3")],
        [fourth("1|0|0|0|1" + ZERO), fourth("0|1|2|3|6|0|0|0|0|0|4|0|0|0|4"), fourth("1|0|0|0|1|0|0|0|0|0|||||")],
    ),
    "R5": (
        "hard",
        [
            third(granted="-2|0|0|0|0|0|2"),
            third(granted="2.5|0|0|0|0|0|2"),
            second("1|0|-9"),
            second("1.5|0|9"),
            fees("-3"),
            fourth("-1|1|0|0|0" + ZERO),
        ],
        [
            third(),
            old_second("4|-4|0"),
            old_second("4|+1|0"),
            fees("24252.311082"),
            fees("0"),
            second("1|/|9"),
            third(granted="2.0|0|0|0|0|0|2.0"),
        ],
    ),
    "R6": (
        "soft",
        [second("5|1|3"), second("9|0|8"), both("0|0|2", "1|4|0")],
        [second("5|2|3"), second("0|7|3"), second("5|/|3"), both("0|0|2", "1|3|0"), both("0|0|", "1|4|0")],
    ),
    "R7": (
        "soft",
        [old_second("3|-4|0"), old_second("4|0|0", "1|2|1"), old_second("0|-1|0")],
        [
            old_second("4|-4|0"),
            old_second("4|0|0", "1|2|2"),
            old_second("339|+123|462"),
            old_second("4|0|0", "1|2|/"),
            old_second("4|0|0", "9|2|2"),
        ],
    ),
    "R8": (
        "hard",
        [
            table(WHOLE, ("网络申请数|件|6", "网络申请数|件|5")),
            table(WHOLE, ("涉及商业秘密|件|5", "涉及商业秘密|件|6")),
            table(WHOLE, ("不同意公开答复数|件|9", "不同意公开答复数|件|8")),
            table(WHOLE, ("行政复议数量|件|2", "行政复议数量|件|3")),
            table(WHOLE, ("兼职人员数|人|3", "兼职人员数|人|4")),
            table(WHOLE, ("主动公开规范性文件数|条|20", "主动公开规范性文件数|条|301")),
            table(WHOLE, ("参加新闻发布会次数|次|1", "参加新闻发布会次数|次|5")),
        ],
        [
            table(WHOLE),
            table(WHOLE, ("网络申请数|件|6", "网络申请数|件|")),
            table(WHOLE, ("主动公开规范性文件数|条|20", "主动公开规范性文件数|条|300")),
            table(WHOLE, ("政府公报公开政府信息数|条|100", "政府公报公开政府信息数|条|900")),
            table(WHOLE, ("制发规范性文件总数|件|21", "制发规范性文件总数|件|999")),
        ],
    ),
    "R9": (
        "hard",
        [
            table(PROVINCIAL, ("政府公报公开数|条|0|0", "政府公报公开数|条|5|5")),
            table(PROVINCIAL, ("当面申请数|条|2|/", "当面申请数|条|1|/")),
            table(PROVINCIAL, ("2069|12106\n其中", "2069|2068\n其中")),
            table(PROVINCIAL, ("行政复议数|件|0|0", "行政复议数|件|1|0")),
        ],
        [
            table(PROVINCIAL),
            table(PROVINCIAL, ("当面申请数|条|2|/", "当面申请数|条||/")),
            table(PROVINCIAL, ("行政复议数|件|0|0", "行政复议数|件|3|3")),
        ],
    ),
    "X1": (
        "hard",
        [years({}, {}), years({}, {"changed": {"carried_in": "0|1|0|0|0|0|1"}}), to_2021()],
        [
            years({}, {"changed": {"carried_in": "1|0|0|0|0|0|1"}}),
            years({"third": ""}, {}),
            years({}, {"changed": {"carried_in": "1||||||1"}}),
            to_2021(changed={"carried_in": "1|0|0|0|0|0|1"}),
        ],
    ),
    "X2": (
        "soft",
        [years({}, {"second": SECOND.format("2|1|11", 7)}), both("9|0|440", "58|45|546")],
        [
            years({}, {"second": SECOND.format("2|1|10", 7)}),
            years({}, {"second": SECOND.format("2|/|10", 7)}),
            to_2021(second=SECOND.format("2|1|10", 7)),
        ],  # nothing in force before 2021
    ),
    "X3": (
        "soft",
        [both("10|+2|0", "11|0|0", OLD_SECOND), both("10|-2|0", "12|0|0", OLD_SECOND)],
        [both("10|+2|0", "12|0|0", OLD_SECOND), both("10||0", "12|0|0", OLD_SECOND)],
    ),
    "X4": (
        "hard",
        [yearly((2017, 5, 10037), (2018, 2069, 2069)), yearly((2017, 5, 10037), (2018, 2069, 12105))],
        [
            yearly((2017, 5, 10037), (2018, 2069, 12106)),
            yearly((2017, 5, ""), (2018, 2069, 12106)),
            yearly((2016, 5, 10037), (2018, 2069, 2069)),
        ],
    ),
    "X5": (
        "soft",
        [
            years({"fourth": f"{DISPUTES_HEAD}\n0|0|0|2|2{ZERO}"}, {"fourth": f"{DISPUTES_HEAD}\n1|0|0|0|1{ZERO}"}),
            years({"fourth": f"{DISPUTES_HEAD}\n0|0|0|0|0|0|0|0|1|1|0|0|0|0|0"}, {}),
        ],
        [
            years({"fourth": f"{DISPUTES_HEAD}\n0|0|0|2|2{ZERO}"}, {"fourth": f"{DISPUTES_HEAD}\n2|0|0|0|2{ZERO}"}),
            years({"fourth": f"{DISPUTES_HEAD}\n2|0|0|0|2{ZERO}"}, {}),
        ],
    ),
    "X6": (
        "info",
        [licences(100, 501), licences(600, 90), years({"text": LONG}, {"text": LONG})],
        [licences(100, 500), licences(3, 19), years({"text": LONG}, {"text": LONG[::-1]})],
    ),
    "H1": (
        "soft",
        [parts(COVERS, None, received=6, granted=2), parts(COVERS, None, received=4), parts(COVERS, "2 of 3 known parts held", received=4)],
        [parts(COVERS, None, received=5, granted=2), parts(SILENT, None, received=9), parts(COVERS, "2 of 3 known parts held", received=9)],
    ),
    "N1": (
        "soft",
        [
            text("全年共收到政府信息公开申请4件。"),
            text("收到政府信息公开申请3件，含上年结转2件。"),
            text("（二）依申请公开。全年收到申请 12 件。"),
        ],
        [
            text("全年收到政府信息公开申请三件。"),
            text("收到政府信息公开申请3件（含上年结转0件）。"),
            text("收到信息公开申请10余件。"),
            text("去年收到政府信息公开申请9件。"),
            text("收到群众投诉40件。"),
            text("收到网络申请公开1件、信函申请公开2件。"),
        ],
    ),
    "N2": (
        "soft",
        [text("收到依申请公开申请3件，办结3件。"), text("申请结转下年度继续办理2件。"), text("申请已答复5件，3件结转至2024年。")],
        [
            text("收到依申请公开申请3件，办结2件，结转下年度1件。"),
            text("申请均按期答复。"),
            text("延期答复公开申请1件。"),
            text("办结信访案件30件。"),
        ],
    ),
    "N3": (
        "soft",
        [text("因信息公开被申请行政复议2件。"), text("发生行政诉讼1起。"), text("行政复议1件，行政诉讼0件。")],
        [text("行政复议0件，行政诉讼0件。"), text("全年办理行政复议案件50件。"), text("去年行政复议3件。"), text("行政诉讼败诉率下降。")],
    ),
    "N4": (
        "soft",
        [text("未收到政府信息公开申请。"), text("制发规范性文件2件。"), text("现行有效规范性文件8件。"), text("本年未制发规范性文件。")],
        [
            text("未发生行政复议、行政诉讼。"),
            text("制发规范性文件1件。"),
            text("现行有效规范性文件9件。"),
            text("未收到对公开申请答复的投诉。"),
            text("未经公开申请的信息不予提供。"),
            text("制发规范性文件20余件。"),
        ],
    ),
    "N5": (
        "info",
        [text("对申请予以公开3件。"), text("对申请不予公开1件。"), text("申请无法提供1件。"), text("对申请部分公开1件。")],
        [text("对申请予以公开1件。"), text("对申请予以公开2件、部分公开0件。"), text("对申请不予公开的，说明理由。")],
    ),
    "N6": (
        "soft",
        [lambda: whole(sixth="无其他需要报告的事项。").checks, lambda: whole(sixth="无。").checks],
        [
            lambda: whole(sixth="本年度未收取信息处理费。").checks,
            lambda: whole(sixth="本年度收取信息处理费120元。").checks,
            lambda: whole(sixth="未收费。").checks,
            lambda: whole(**OLD, third=requests("2019", THREE), sixth="无。").checks,
        ],
    ),
    "D1": (
        "soft",
        [
            text("2023年1月1日至2023年12月7日。"),
            text("自2022年1月1日至2022年12月31日。"),
            text("2022年，我局按规定公开。"),
            named(list_title="云麓市教育局2022年政府信息公开工作年度报告"),
            named(link_label="2022年年度报告.pdf"),
        ],
        [
            text("自2023年1月1日起至2023年12月31日止。"),
            text("2024年，我局将加强公开。"),
            text("2022年制定的办法仍在施行。"),
            named(list_title=TITLE),
            named(link_label="年报.pdf"),
            named(list_date="2024-01-30"),
            named(column_path=("2024年",)),
        ],
    ),
    "D2": (
        "soft",
        [
            published("2024-02-01"),
            published("2024-04-01", due="2024-03-31"),
            published("2019-04-01", due="2019-03-31"),
            published("1970-01-01"),
            published("2023-06-30"),
            published("2026-08-01", "2024-01-20"),
        ],  # posted anew, or never so early
        [
            published("2024-01-31 23:59"),
            published("2023-12-29"),
            published("2024-03-31", due="2024-03-31"),
            published("2024-02-31"),
            published(None),
            published("2024-01-05", "2024-06-01"),
        ],
    ),
    "D3": (
        "soft",
        [
            lambda: whole(fifth="无。").checks,
            lambda: whole(fourth="").checks,
            lambda: whole(third="").checks,
            without("六、"),
            lambda: read("二、主动公开政府信息情况", requests(), "一、总体情况", "按规定公开。").checks,
            lambda: whole(text="本报告由甲县民政局根据《条例》编制。").checks,
        ],
        [
            lambda: whole().checks,
            lambda: whole(fifth="公开内容不够丰富，将改。").checks,
            lambda: whole(sixth="无。").checks,
            lambda: whole(text="本报告由云麓市教育局根据《条例》编制。").checks,
        ],
    ),
    "D4": (
        "soft",
        [page(SiteIDCode="1234567890"), page(SiteDomain="www.b.gov.cn"), page("乙局"), lambda: (between_reports.copies(["甲局", "乙局"]),)],
        [
            page(SiteIDCode="3590000001", SiteDomain="https://www.a.gov.cn/"),
            page("甲县人民政府办公室"),
            page(SiteIDCode="", SiteDomain=""),
            page(SiteDomain="a.gov.cn"),
            page(SiteDomain="www.a.gov.cn", host="xxgk.a.gov.cn"),
            page(),
            lambda: (between_reports.copies(["甲局", "甲局"]),),
        ],
    ),
    "V1": (
        "info",
        [
            lambda: between_reports.versions(whole(), whole(changed={"granted": "2|0|0|0|0|0|3"})),
            lambda: between_reports.versions(whole(), whole(changed={"granted": "2|0|0|0|0|0|"})),
        ],
        [
            lambda: between_reports.versions(whole(), whole()),
            lambda: between_reports.versions(whole(), whole(text="只改了文字。")),
            lambda: between_reports.versions(whole(), whole(changed={"granted": "２|0|0|0|0|0|2"})),
        ],
    ),
}


def cases(side):
    return [pytest.param(rule, make, id=f"{rule}-{number}") for rule, row in RULES.items() for number, make in enumerate(row[side], 1)]


def verdicts(rule, make):
    return {check.verdict for check in make() if isinstance(check, Check) and check.rule == rule}


@pytest.mark.parametrize(("rule", "make"), cases(1))
def test_a_planted_slip_is_found(rule, make):
    assert verdicts(rule, make) & NOTICED


@pytest.mark.parametrize(("rule", "make"), cases(2))
def test_a_near_miss_is_left_alone(rule, make):
    assert not verdicts(rule, make) & NOTICED


def test_no_rule_is_without_slips_and_near_misses():
    assert {rule: row[0] for rule, row in RULES.items()} == {rule: texts.level for rule, texts in rule_texts.load().items()}
    assert [rule for rule, (_, slips, near) in RULES.items() if len(slips) < 2 or len(near) < 2] == []


def test_the_rules_that_are_told_are_the_rules_that_are_tried():
    """What code and data name, against rules.yaml: a rule that nothing tries would pass in silence."""
    folder = Path(parsers.__file__).parent / "report"
    written = [re.findall(r'Check\("([A-Z]\d+)"', path.read_text()) for path in folder.rglob("*.py")]
    written += [re.findall(r"rule: ([A-Z]\d+)", path.read_text()) for path in folder.rglob("*.yaml")]
    assert {rule for found in written for rule in found} == set(rule_texts.load())


def test_no_two_rules_share_an_id():
    """YAML keeps the last of two equal keys in silence."""
    printed = re.findall(r"^([A-Z]\d+):", (Path(rule_texts.__file__).parent / "rules.yaml").read_text(encoding="utf-8"), re.M)
    assert printed == list(rule_texts.load())


def test_each_rule_has_a_sentence_and_a_source_in_both_languages():
    assert [rule for rule, texts in rule_texts.load().items() if not all((texts.zh, texts.en, *texts.source))] == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"level": "hard", "zh": "和", "source": ["表", "table"]}, "rules.yaml, R10: 'en' is missing"),
        ({"level": "hart", "zh": "和", "en": "sum", "source": ["表", "table"]}, "rules.yaml, R10, level: unknown word 'hart'"),
        ({"level": "hard", "zh": "和", "en": "sum", "source": ["表", "table"], "sorce": ""}, "rules.yaml, R10: unknown word 'sorce'"),
        ({"level": "hard", "zh": "和", "en": "sum", "source": "表"}, "rules.yaml, R10, source: give it in Chinese and in English"),
    ],
)
def test_a_misspelt_entry_is_refused_by_name(entry, said):
    with pytest.raises(BadConfiguration, match=re.escape(said)):
        rule_texts.read_entry("R10", entry)
