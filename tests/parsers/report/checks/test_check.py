"""Each rule finds planted slips and leaves near misses alone. Sums of one table stand in test_requests, _disputes, _statistics."""

import pytest

from parsers.report.checks import between_reports, rule_texts
from parsers.types import Document
from tests.helpers.sheets import DISPUTES_HEAD, codes, read, requests, verdicts

SECOND = (
    "第二十条第（一）项\n信息内容|本年制发件数|本年废止件数|现行有效件数\n规章|0|0|0\n行政规范性文件|{}\n"
    "第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|{}"
)
OLD_SECOND = (
    "第二十条第（五）项\n信息内容|上一年项目数量|本年增/减|处理决定数量\n行政许可|{}\n"
    "第二十条第（一）项\n信息内容|本年新制作数量|本年新公开数量|对外公开总数量\n规章|{}"
)
ZEROS = "0|0|0|0|0|0|0"
SIX = (
    "一、总体情况",
    "{text}",
    "二、主动公开政府信息情况",
    "{second}",
    "三、收到和处理政府信息公开申请情况",
    "{third}",
    "四、政府信息公开行政复议、行政诉讼情况",
    "{fourth}",
    "五、存在的主要问题及改进情况",
    "{fifth}",
    "六、其他需要报告的事项",
    "{sixth}",
)
DEFAULT = {
    "text": "本年度按规定公开。",
    "second": SECOND.format("1|0|9", "7"),
    "third": "",
    "fourth": DISPUTES_HEAD + "\n" + "|".join("0" * 15),
    "fifth": "公开内容还不够丰富，将加强培训。",
    "sixth": "本年度未收取信息处理费。",
}
THREE = {"received": "3|0|0|0|0|0|3", "granted": "2|0|0|0|0|0|2", "handled": "2|0|0|0|0|0|2", "carried_out": "1|0|0|0|0|0|1"}


def whole(year=2023, changed=None, **parts):
    """A sound report on three requests, with parts of it exchanged."""
    given = DEFAULT | {"third": requests("2021", THREE | (changed or {}))} | parts
    return read(*(block.format(**given) for block in SIX if block.format(**given)), title=f"云麓市教育局{year}年政府信息公开工作年度报告")


def test_a_sound_report_fails_nothing():
    found = whole()
    assert {check.verdict for check in found.checks} <= {"pass", "not_assessable"}
    assert codes(found) == set()


@pytest.mark.parametrize(
    ("changed", "rule", "detail", "verdict"),
    [
        ({"received": "3|0|0|0|0|0|4"}, "R1", "total", "fail"),
        ({"received": "3|0|0|0|0|0|4"}, "R1", "natural_person", "pass"),
        ({"received": "3|0|0|0|0|0|4"}, "R2", "received", "fail"),
        ({"granted": "1|1|0|0|0|0|2"}, "R3", "natural_person", "fail"),
        ({"granted": "1|1|0|0|0|0|2"}, "R2", "granted", "pass"),
        ({"granted": "2|0|0|0|0|0|2.0"}, "R5", "requests", "pass"),
        ({"granted": "2.5|0|0|0|0|0|2"}, "R5", "requests/granted/natural_person", "fail"),
        ({"granted": "-2|0|0|0|0|0|2"}, "R5", "requests/granted/natural_person", "fail"),
    ],
)
def test_sums_of_section_three(changed, rule, detail, verdict):
    assert verdicts(whole(changed=changed), rule)[detail] == verdict


@pytest.mark.parametrize(
    ("second", "rule", "detail", "verdict"),
    [
        (SECOND.format("5|1|3", 0), "R6", "normative_documents", "fail"),
        (SECOND.format("5|2|3", 0), "R6", "normative_documents", "pass"),
        (SECOND.format("5|/|3", 0), "R6", "normative_documents", "not_assessable"),
        (OLD_SECOND.format("3|-4|0", "1|1|1"), "R7", "licences", "fail"),
        (OLD_SECOND.format("4|-4|0", "1|1|1"), "R7", "licences", "pass"),
        (OLD_SECOND.format("4|0|0", "1|2|1"), "R7", "regulations", "fail"),
        (OLD_SECOND.format("4|0|0", "1|2|2"), "R7", "regulations", "pass"),
        (OLD_SECOND.format("4|-1|0", "0|0|0"), "R5", "proactive", "pass"),
    ],
)
def test_section_two(second, rule, detail, verdict):
    assert verdicts(whole(second=second), rule)[detail] == verdict


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("全年共收到政府信息公开申请3件，均已答复。", "N1", {"pass"}),
        ("全年共收到政府信息公开申请4件。", "N1", {"fail"}),
        ("全年受理依申请公开 三 件。", "N1", {"pass"}),
        ("全年收到群众投诉40件，接听电话50次。", "N1", set()),
        ("收到信息公开申请10余件。", "N1", set()),
        ("收到政府信息公开申请3件（含上年结转0件）。", "N1", {"pass"}),
        ("收到政府信息公开申请3件，含上年结转2件。", "N1", {"pass", "fail"}),
        ("去年收到政府信息公开申请9件。", "N1", set()),
        ("收到依申请公开申请3件，办结2件，结转下年度1件。", "N2", {"pass"}),
        ("收到依申请公开申请3件，办结3件。", "N2", {"fail"}),
        ("依申请公开申请已办结2份，结转下年度继续办理2份。", "N2", {"pass", "fail"}),
        ("行政复议0件，行政诉讼0件。", "N3", {"pass"}),
        ("因信息公开被申请行政复议2件。", "N3", {"fail"}),
        ("发生行政诉讼1起。", "N3", {"fail"}),
        ("未收到政府信息公开申请。", "N4", {"fail"}),
        ("没有收到因政府信息公开申请引起的行政复议。", "N4", {"pass"}),
        ("未发生行政复议、行政诉讼。", "N4", {"pass"}),
        ("制发规范性文件1件。", "N4", {"pass"}),
        ("制发规范性文件2件。", "N4", {"fail"}),
        ("现行有效规范性文件8件。", "N4", {"fail"}),
        ("对申请予以公开2件、部分公开0件。", "N5", {"pass"}),
        ("对申请予以公开3件。", "N5", {"uncertain"}),
        ("对申请不予公开1件。", "N5", {"uncertain"}),
    ],
)
def test_text_against_tables(text, rule, found):
    assert {check.verdict for check in whole(text=text).checks if check.rule == rule} == found


def test_without_the_table_a_statement_cannot_be_assessed():
    assert verdicts(whole(text="全年未收到政府信息公开申请。", third=""), "N4") == {"“全年未收到政府信息公开申请”": "not_assessable"}


@pytest.mark.parametrize(
    ("sixth", "verdict"), [("本年度未收取信息处理费。", "pass"), ("本年度无收取信息费情况。", "pass"), ("无其他需要报告的事项。", "fail")]
)
def test_fees_are_told_of(sixth, verdict):
    assert verdicts(whole(sixth=sixth), "N6") == {"信息处理费": verdict}


@pytest.mark.parametrize(
    ("text", "detail", "verdict"),
    [
        ("统计期限自2023年1月1日起至2023年12月31日止。", "period", "pass"),
        ("自2023年1月1日至12月31日。", "period", "pass"),
        ("2023年1月1日至2023年12月7日。", "period", "fail"),
        ("自2022年1月1日至2022年12月31日。", "period", "fail"),
        ("2023年，我局按规定公开。", "years in the text", "pass"),
        ("2022年，我局按规定公开。", "years in the text", "fail"),
        ("2024年，我局将加强公开。", "years in the text", "pass"),
    ],
)
def test_one_year_throughout(text, detail, verdict):
    assert verdicts(whole(text=text), "D1")[detail] == verdict


@pytest.mark.parametrize(
    ("parts", "detail", "verdict"),
    [({}, "parts", "pass"), ({"fifth": "无。"}, "part 五", "fail"), ({"fourth": ""}, "tables", "fail"), ({"third": ""}, "tables", "fail")],
)
def test_parts_and_tables_are_there(parts, detail, verdict):
    assert verdicts(whole(**parts), "D3")[detail] == verdict


def test_missing_and_misplaced_parts_are_named():
    found = read("二、主动公开政府信息情况", requests(), "一、总体情况", "按规定公开。")
    assert verdicts(found, "D3") == {"parts": "fail", "order of the parts": "fail", "tables": "fail"}
    assert next(check.found for check in found.checks if check.detail == "parts") == "lacks 三四五六"


LAST = {"carried_out": "1|0|0|0|0|0|1"}


@pytest.mark.parametrize(
    ("before", "now", "rule", "fails"),
    [
        ({}, {"changed": {"carried_in": "1|0|0|0|0|0|1"}}, "X1", set()),
        ({}, {}, "X1", {"natural_person", "total"}),
        ({}, {"second": SECOND.format("2|1|10", 7)}, "X2", set()),
        ({}, {"second": SECOND.format("2|1|11", 7)}, "X2", {"normative_documents"}),
        ({"fourth": DISPUTES_HEAD + "\n0|0|0|2|2" + "|0" * 10}, {"fourth": DISPUTES_HEAD + "\n1|0|0|0|1" + "|0" * 10}, "X5", {"review"}),
        ({"fourth": DISPUTES_HEAD + "\n0|0|0|2|2" + "|0" * 10}, {"fourth": DISPUTES_HEAD + "\n2|0|0|0|2" + "|0" * 10}, "X5", set()),
    ],
)
def test_from_year_to_year(before, now, rule, fails):
    checks = between_reports.years(whole(2022, **before), whole(2023, **now))
    assert {check.detail for check in checks if check.rule == rule and check.verdict == "fail"} == fails
    assert any(check.rule == rule for check in checks)


def test_the_forms_of_2019_and_statistics_from_year_to_year():
    old = [whole(year, second=OLD_SECOND.format(line, "0|0|0")) for year, line in ((2019, "10|+2|0"), (2020, "12|0|0"), (2020, "11|0|0"))]
    assert [check.verdict for check in between_reports.years(old[0], old[1]) if check.rule == "X3"] == ["pass"]
    assert [check.verdict for check in between_reports.years(old[0], old[2]) if check.rule == "X3"] == ["fail"]
    lines = "指标名称|计量单位|{}年度|历年累计\n主动公开文件数|条|{}|{}"
    table = [
        read("一、概述", "二、主动公开政府信息情况", lines.format(*line), title=f"甲市{line[0]}年政府信息公开工作年度报告")
        for line in ((2017, 5, 10037), (2018, 2069, 12106), (2018, 2069, 2069))
    ]
    assert [check.verdict for check in between_reports.years(table[0], table[1])] == ["pass"]
    assert [(check.rule, check.verdict, check.expected) for check in between_reports.years(table[0], table[2])] == [("X4", "fail", "12106")]


@pytest.mark.parametrize(
    ("before", "now", "verdict"), [("100", "501", "uncertain"), ("100", "500", "pass"), ("3", "19", "pass"), ("600", "90", "uncertain")]
)
def test_jumps(before, now, verdict):
    checks = between_reports.years(whole(2022, second=SECOND.format("1|0|9", before)), whole(2023, second=SECOND.format("1|0|9", now)))
    assert [check.verdict for check in checks if check.detail == "proactive/licences/decisions"] == [verdict]


def test_text_that_comes_again():
    text = "".join(f"第{chr(0x4E00 + n)}项工作按照要求推进，成效{chr(0x5000 + n)}明显。" for n in range(30))
    same, other = (
        between_reports.years(whole(2022, text=text), whole(2023, text=text)),
        between_reports.years(whole(2022, text=text), whole(2023, text=text[::-1])),
    )
    assert [[check.verdict for check in checks if check.detail.startswith("text of 一")] for checks in (same, other)] == [
        ["uncertain"],
        ["pass"],
    ]


@pytest.mark.parametrize("years", [(2021, 2023), (2023, 2023), (2023, 2022)])
def test_years_that_do_not_follow_are_not_compared(years):
    assert between_reports.years(whole(years[0]), whole(years[1])) == ()


def test_versions():
    assert [check.verdict for check in between_reports.versions(whole(), whole())] == ["pass"]
    changed = between_reports.versions(whole(), whole(changed={"granted": "2|0|0|0|0|0|3"}))
    assert [(check.expected, check.found, check.detail, check.verdict) for check in changed] == [
        ("2", "3", "requests/granted/total", "uncertain")
    ]
    assert [(check.expected, check.found) for check in between_reports.versions(whole(), whole(changed={"granted": "2|0|0|0|0|0|"}))] == [
        ("2", "")
    ]


@pytest.mark.parametrize(
    ("published", "verdict"), [("2024-01-31 23:59", "pass"), ("2024-02-01", "fail"), (None, "not_assessable"), ("", "not_assessable")]
)
def test_timeliness(published, verdict):
    assert between_reports.timeliness(published, "2024-01-31").verdict == verdict


def test_belonging():
    document = Document(
        "", None, "text/html", "", (), source="甲县人民政府", metas=(("SiteIDCode", "3590000001"), ("SiteDomain", "https://www.a.gov.cn/"))
    )
    checks = between_reports.belonging(document, ("3590000001",), "www.a.gov.cn", "甲县人民政府")
    assert [(check.detail, check.verdict) for check in checks] == [
        ("SiteIDCode", "pass"),
        ("SiteDomain", "pass"),
        ("ContentSource", "pass"),
    ]
    checks = between_reports.belonging(document, ("1234567890",), "www.b.gov.cn", "乙局")
    assert [check.verdict for check in checks] == ["fail", "fail", "uncertain"]
    assert [between_reports.copies(names).verdict for names in (["甲局", "甲局"], ["甲局", "乙局"])] == ["pass", "fail"]


def test_every_rule_is_explained():
    tried = {
        check.rule
        for check in (*whole().checks, *between_reports.years(whole(2022), whole(2023)), *between_reports.versions(whole(), whole()))
    }
    assert tried <= set(rule_texts.load())
    assert {rule.level for rule in rule_texts.load().values()} == {"hard", "soft", "info"}
