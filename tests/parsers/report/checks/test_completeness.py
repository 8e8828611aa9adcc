"""D1 and D3: the year a report names, its period, its parts and tables, and the body that reports."""

import pytest

from parsers.report.checks import completeness
from parsers.types import Problem
from tests.helpers.facts import fact, report

HEADINGS = [
    ("一", "总体情况"),
    ("二", "主动公开政府信息情况"),
    ("三", "收到和处理政府信息公开申请情况"),
    ("四", "政府信息公开行政复议、行政诉讼情况"),
    ("五", "存在的主要问题及改进情况"),
    ("六", "其他需要报告的事项"),
]
TABLES = [fact(table, "x", "total", 1) for table in ("proactive", "requests", "disputes")]
TEXT = "公开的内容还不够丰富。"  # ten characters and a stop


def checked(rule, detail, *facts, sections=(), **more):
    found = [
        check for check in completeness.check(report(*facts, sections=sections, **more)) if (check.rule, check.detail) == (rule, detail)
    ]
    return [(check.verdict, check.expected, check.found) for check in found]


def parts(*numbers, texts=None):
    return [(number, heading, (texts or {}).get(number, TEXT)) for number, heading in HEADINGS if number in numbers]


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        *((where, "fail") for where in ("title", "heading", "period", "list row", "article", "file name")),
        ("column", "pass"),
        ("posted", "pass"),
    ],
)
def test_which_places_must_name_the_year(where, verdict):
    evidence = (("year", "title: 2023"), ("year", f"{where}: 2022"), ("agency", f"{where}: 2021"))
    found = f"{where} 2022" if verdict == "fail" else "2023"
    assert checked("D1", "years named", evidence=evidence) == [(verdict, "2023", found)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("自2023年1月1日起至2023年12月31日止。", "pass"),
        ("2023年1月1日至12月31日。", "pass"),
        ("2023 年 1 月 1 日 — 12 月 31 日", "pass"),
        ("2023年1月1日到12月31日", "pass"),
        ("2023年1月1日~12月31日", "pass"),
        ("20231月1日-12月31日", "pass"),
        ("2023年1月1日至2024年12月31日", "fail"),
        ("2022年1月1日至2023年12月31日", "fail"),
        ("2022年1月1日至12月31日", "fail"),
        ("2023年1月1日至11月31日", "fail"),
        ("2023年1月1日至12月30日", "fail"),
        ("2023年1月1日。至12月31日", "not_assessable"),
        ("2023年2月1日至12月31日", "not_assessable"),
    ],
)
def test_the_period_of_a_report(text, verdict):
    detail = "no period stated" if verdict == "not_assessable" else "period"
    ((found, expected, _),) = checked("D1", detail, sections=[("", "", text)])
    assert (found, expected) == (verdict, "2023-01-01 to 2023-12-31")


@pytest.mark.parametrize(
    ("text", "verdict", "found"),
    [
        ("2023年我局公开。", "pass", "2023"),
        ("2022年，我局公开。", "fail", "2022"),
        ("2022年度本镇公开。", "fail", "2022"),
        ("2021年我局公开。2022年我局公开。", "fail", "2021, 2022"),
        ("2022年我局公开。2023年我局公开。", "pass", "2022"),
        ("2024年我局将公开。", "pass", "2023"),
        ("2025年我局公开。", "fail", "2025"),
        ("现将我局2022年的情况报告如下。", "fail", "2022"),
        ("现将本街道2022年的情况报告如下。", "fail", "2022"),
        *(
            (f"2022年我{kind}公开。", "fail", "2022")
            for kind in ("局", "镇", "乡", "区", "市", "县", "省", "办", "院", "厅", "委", "街道", "单位", "机关", "中心", "旗", "州")
        ),
    ],
)
def test_the_year_a_text_calls_its_own(text, verdict, found):
    assert checked("D1", "years in the text", sections=[("", "", text)]) == [(verdict, "2023", found)]


@pytest.mark.parametrize("text", ["2022年市政府公开。", "会议于2022年我局召开。", "1999年我局成立。", ""])
def test_a_year_of_something_else_is_not_the_texts_own(text):
    assert checked("D1", "years in the text", sections=[("", "", text)]) == []


def test_without_a_year_there_is_nothing_to_compare():
    assert {check.rule for check in completeness.check(report(year=None))} == {"D3"}


@pytest.mark.parametrize(
    ("form", "year", "asked"),
    [
        ("2021", 2023, True),
        ("2019", None, True),
        ("2021", None, True),
        ("prose", 2019, True),
        ("prose", 2018, False),
        ("statistics", None, False),
        (None, 2023, False),
    ],
)
def test_the_six_parts_are_asked_of_reports_since_2019(form, year, asked):
    assert any(check.rule == "D3" for check in completeness.check(report(form=form, year=year))) is asked


@pytest.mark.parametrize(
    ("numbers", "verdict", "found"),
    [
        ("一二三四五六", "pass", "一二三四五六"),
        ("一二三四五", "fail", "lacks 六"),
        ("二三四五六", "fail", "lacks 一"),
        ("一四六", "fail", "lacks 二三五"),
    ],
)
def test_which_parts_are_lacking(numbers, verdict, found):
    assert checked("D3", "parts", sections=parts(*numbers)) == [(verdict, "一二三四五六", found)]


@pytest.mark.parametrize(
    ("order", "verdict"),
    [
        ("一二三四五六", "pass"),
        ("一三", "pass"),
        ("", "pass"),
        ("二一三四五六", "fail"),
        ("一二三四六五", "fail"),
        ("一二三四五六一二三四五六", "not_assessable"),
        ("一二三四五六一", "fail"),
        ("一二三四五六一二三四六五", "fail"),
    ],
)
def test_the_order_of_the_parts(order, verdict):
    sections = [(number, dict(HEADINGS)[number], "") for number in order]
    assert [found[0] for found in checked("D3", "order of the parts", sections=[("", "附表", ""), *sections])] == [verdict]


@pytest.mark.parametrize(
    ("facts", "more", "verdict", "found"),
    [
        (TABLES, {}, "pass", "three tables"),
        (TABLES[:2], {}, "fail", "lacks disputes"),
        (TABLES[1:], {}, "fail", "lacks proactive"),
        ([], {}, "fail", "lacks proactive, requests, disputes"),
        ([*TABLES[:2], fact("disputes", "x", "total", None)], {}, "fail", "lacks disputes"),  # a table of blanks only
        (TABLES[:2], {"unread": ("disputes",)}, "not_assessable", "lacks disputes"),
        *(
            (TABLES[:2], {"problems": (Problem("report", code, ""),)}, "not_assessable", "lacks disputes")
            for code in ("pictures_unread", "unknown_row", "row_unclear", "table_of_another", "table_unread")
        ),
        (TABLES[:2], {"problems": (Problem("report", "year_missing", ""),)}, "fail", "lacks disputes"),
        (TABLES, {"unread": ("disputes",)}, "pass", "three tables"),
    ],
)
def test_which_tables_are_lacking_and_what_was_not_read_is_not_the_reports_slip(facts, more, verdict, found):
    assert checked("D3", "tables", *facts, **more) == [(verdict, "three tables", found)]


@pytest.mark.parametrize(("text", "verdict", "length"), [(TEXT, "pass", "10"), (TEXT[1:], "fail", "9"), ("", "fail", "0")])
def test_a_part_that_says_nothing(text, verdict, length):
    found = checked("D3", "part 五", sections=parts(*"一二三四五六", texts={"一": "", "五": text}))
    assert found == [(verdict, "at least 10 characters", length)]
    assert checked("D3", "part 五", sections=parts("一")) == []


@pytest.mark.parametrize(
    ("evidence", "verdict", "named"),
    [
        ([("agency", "title: 甲县教育局"), ("agency", "text: 甲县教育局")], "pass", ("甲县教育局", "甲县教育局")),
        ([("agency", "heading: 甲县教育局"), ("agency", "text: 甲县民政局")], "uncertain", ("甲县教育局", "甲县民政局")),
        ([("agency", "title: 甲县教育局"), ("agency", "text: 教育局")], "pass", ("甲县教育局", "教育局")),
        ([("agency", "title: 教育局"), ("agency", "text: 甲县教育局")], "pass", ("教育局", "甲县教育局")),
        (
            [("agency", "title: 甲县教育局"), ("agency", "text: 甲县民政局"), ("agency", "text: 甲县教育局")],
            "pass",
            ("甲县教育局", "甲县民政局"),
        ),
        ([("agency", "list row: 甲县教育局"), ("agency", "text: 甲县民政局")], None, None),
        ([("agency", "title: 甲县教育局")], None, None),
        ([("agency", "title: 甲县教育局"), ("year", "text: 2023")], None, None),
    ],
)
def test_the_body_that_reports(evidence, verdict, named):
    found = checked("D3", "body that reports", evidence=tuple(evidence))
    assert found == ([] if verdict is None else [(verdict, *named)])
