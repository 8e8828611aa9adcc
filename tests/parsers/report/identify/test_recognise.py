import pytest

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.helpers.sheets import FORMS, codes, page, read, requests

PARTS = (
    "一、主动公开政府信息情况",
    "本年度公开信息九条。",
    "二、依申请公开政府信息情况",
    "未收到申请。",
    "三、政府信息公开的收费及减免情况",
    "没有收费。",
    "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
    "没有。",
)


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("云麓市2010年政府信息公开工作年度报告", "prose"),
        ("云麓市2010年政府信息公开年报", "prose"),
        ("政务公开工作报告", "prose"),
        ("关于政府信息公开工作的通知", "prose"),
    ],
)
def test_prose_by_title_or_parts(title, form):
    assert read(*PARTS, title=title).form == form


@pytest.mark.parametrize(
    ("title", "blocks", "code"),
    [
        ("关于2014年政府信息公开工作要点落实情况的函", ("工作要点落实情况如下。",), "no_report"),
        ("政府信息公开指南", ("一、公开内容", "二、公开方式"), "no_report"),
        ("2023年政府网站工作年度报表", ("网站名称|云麓市政府网\n首页网址|h.cn\n独立用户访问总量|9",), "no_report"),
        ("云麓市教育局2023年政府信息公开工作年度报告", ("报告见下。",), "no_report_text"),
        ("云麓市教育局2023年政府信息公开工作年度报告", ('报告全文见附件。<a href="/a.pdf">年报.pdf</a>',), "report_in_attachment"),
    ],
)
def test_what_is_no_report_says_why(title, blocks, code):
    found = read(*blocks, title=title)
    assert (found.form, found.facts, found.checks, code in codes(found)) == (None, (), (), True)


def test_an_empty_file_is_no_report():
    document = formats.parse(Source(b""))
    assert read_report(document).form is None


@pytest.mark.parametrize(
    ("form", "year", "text", "expected"),
    [
        ("2021", 2023, "按照国办公开办函〔2021〕30号编制", set()),
        ("2021", 2022, "按照国办公开办函〔2019〕60号编制", {"form_cited_other"}),
        ("2019", 2021, "", {"form_unusual"}),
        ("2021", 2020, "", {"form_unusual"}),
        ("2019", 2020, "国办公开办函﹝2019﹞60号", set()),
    ],
)
def test_labels_usual_form_and_cited_order_are_kept_apart(form, year, text, expected):
    found = read(f"前言{text}。", requests(form), title=f"云麓市教育局{year}年政府信息公开工作年度报告")
    assert (found.form, found.year, codes(found)) == (form, year, expected)
    assert ("form", f"usual for {year}: {FORMS.usual(year).name}") in found.evidence


@pytest.mark.parametrize(
    ("title", "said", "year"),
    [
        ("局 2023 年 政府信息公开工作年度报告", {}, 2023),
        ("2020年义乌市政府信息公开工作年度报告", {}, 2020),
        ("云麓市政府信息公开年报（2019年度）", {}, 2019),
        ("二○一三年政府信息公开年报", {}, 2013),
        ("二零一三年度政府信息公开年报", {}, 2013),
        ("政府信息公开工作年度报告", {"list_title": "甲局2017年政府信息公开年报"}, 2017),
        ("政府信息公开工作年度报告", {"column_path": ("2016年", "市直部门")}, 2016),
        ("政府信息公开工作年度报告", {"list_date": "2019-01-10"}, 2018),
        ("政府信息公开工作年度报告", {}, None),
    ],
)
def test_year(title, said, year):
    assert read("前言。", requests(), title=title, **said).year == year


def test_the_stated_period_counts_before_the_day_of_posting():
    found = read("统计期限自2017年1月1日起至12月31日止。", requests(), title="政府信息公开工作年度报告", list_date="2021-02-03")
    assert found.year == 2017


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("自20241月1日202412月31日。", 2024),
        ("自202311日到1231日。", 2023),
        ("自20251月1日至12月31日。", 2025),
        ("自2018年1月1日至12月7日。", 2018),
        ("2014年1月15日", None),  # the day it was signed
        ("二○一四年一月十日", None),
    ],
)
def test_a_period_with_characters_lost(period, year):
    assert read(period, requests(), title="云麓市民政局政府信息公开工作年度报告").year == year


@pytest.mark.parametrize(
    ("title", "text", "said", "agency"),
    [
        ("南岗区 2023 年政府信息公开工作年度报告", "请联系哈尔滨市南岗区人民政府办公室信息科。", {}, "哈尔滨市南岗区人民政府"),
        ("湛河区交通局2022年政府信息公开工作年度报告", "", {}, "湛河区交通局"),
        ("2020年义乌市政府信息公开工作年度报告", "", {}, "义乌市"),
        ("【年报】义乌市2020年政府信息公开工作年度报告", "", {}, "义乌市"),
        ("（义乌市）2020年政府信息公开工作年度报告", "", {}, "义乌市"),
        ("义乌市人民政府办公室关于印发义乌市2020年政府信息公开工作年度报告的通知", "", {}, "义乌市"),
        ("义乌市2020年法治政府建设暨政府信息公开工作年度报告", "", {}, "义乌市"),
        ("義烏市民政局2020年政府信息公開工作年度報告", "", {}, "義烏市民政局"),
        ("政府信息公开工作年度报告", "本报告由云麓市教育局编制。", {}, "云麓市教育局"),
        ("政府信息公开工作年度报告", "可登录云麓市人民政府网站下载。现利用载体和云麓市交通运输局门户网站发布。", {}, "云麓市交通运输局"),
        ("政府信息公开工作年度报告", "", {"list_title": "甲县卫生局2023年政府信息公开年报", "site_name": "乙市"}, "甲县卫生局"),
        ("政府信息公开工作年度报告", "我局按规定公开。", {"site_name": "云麓市人民政府"}, "云麓市人民政府"),
        ("政府信息公开工作年度报告", "我局按规定公开。", {}, None),
    ],
)
def test_agency(title, text, said, agency):
    found = read(text or "前言。", requests(), title=title, **said)
    assert found.agency == agency
    assert bool(agency) == any(name == "agency" for name, _ in found.evidence)


@pytest.mark.parametrize(
    ("lines", "title", "agency"),
    [
        (("白芷县教育局2009年政府信息公开工作年度报告",), "白芷县教育局2009年政府信息公开工作年度报告", "白芷县教育局"),
        (("白芷县教育局2009年", "政府信息公开工作年度报告"), "白芷县教育局2009年政府信息公开工作年度报告", "白芷县教育局"),
    ],
)
def test_a_document_without_a_title_has_it_in_its_first_lines(lines, title, agency):
    found = read(*lines, *PARTS, title="")
    assert (found.title, found.agency, found.year) == (title, agency, 2009)


def test_a_page_without_a_title_takes_that_of_its_row():
    source = Source(page(requests(), title="").encode(), list_title="甲县2022年政府信息公开工作年度报告", list_date="2023-01-18")
    found = read_report(formats.parse(source), source)
    assert (found.title, found.agency, found.year, found.published) == (source.list_title, "甲县", 2022, "2023-01-18")


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("云麓市2016年政府信息公开情况统计表", "statistics"),
        ("云麓市2016年第三季度政府信息公开情况统计表", None),
        ("云麓市2016年5月政府信息公开情况统计表", None),
        ("云麓市政府信息公开情况统计表", None),
    ],
)
def test_a_table_of_the_year_in_a_file_of_its_own(title, form):
    found = read("统计指标|单位|统计数\n（一）收到申请数|件|3", title=title)
    assert (found.form, bool(found.facts)) == (form, form is not None)
    assert found.agency == "云麓市" or form is None


@pytest.mark.parametrize(
    ("title", "blocks", "told"),
    [
        ("云麓市2021年政府信息公开工作年度报告", ("二、主动公开政府信息情况", '<img src="a/1.png">', *PARTS), True),
        ("云麓市2021年政府信息公开工作年度报告", ('<img src="a/1.jpg?v=2">',), True),
        ("云麓市2021年政府信息公开工作年度报告", ('<img src="a/1.png">', requests()), False),
        ("云麓市2021年政府信息公开工作年度报告", PARTS, False),
        ("开放日活动", ('<img src="a/1.png">', "活动现场。"), False),
    ],
)
def test_tables_that_may_be_pictures_are_told(title, blocks, told):
    assert ("pictures_unread" in codes(read(*blocks, title=title))) is told
