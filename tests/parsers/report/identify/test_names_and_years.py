"""Whose report it is and of which year, place by place: titles, texts, signatures, sources, columns, days of posting."""

import pytest

from parsers.report.forms.forms import load
from parsers.report.forms.sections import Heading
from parsers.report.identify import agency, agency_names, bodies, own_part, recognise, year
from parsers.types import Cell, Document, Link, Paragraph, Source, Table

PRIMARY = "政府信息公开工作年度报告"


def document(title="", text="", **more):
    return Document(title, more.pop("published", None), "text/html", text, (), **more)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("2023年度", 2023),
        ("2023政府信息公开", 2023),
        ("2023政务公开", 2023),
        ("2023信息公开", 2023),
        ("2023的政务公开", 2023),
        ("2023工作总结", None),
        ("12023年", None),
        ("1999年", 1999),
        ("二〇一三年", 2013),
        ("二零一三年", 2013),
        ("二○一三年", 2013),
        ("一三年", None),
        ("", None),
        ("2022年2023年", 2022),
    ],
)
def test_the_year_in_a_title(title, found):
    assert year.in_title(title) == found


def candidates(*, title="", text="", published=None, **said):
    return year.find(document(title, text, published=published), Source(b"", **said), text)


@pytest.mark.parametrize(
    ("given", "found", "where"),
    [
        ({"title": f"甲局2023年{PRIMARY}"}, 2023, "title"),
        ({"title": "年报2023年"}, 2023, "page"),
        ({"list_title": "2021年年报"}, 2021, "list row"),
        ({"parent_title": "2021年年报"}, 2021, "article"),
        ({"link_label": "2021年年报.doc"}, 2021, "file name"),
        ({"column_path": ("2021年", "市直")}, 2021, "column"),
        ({"text": "自2021年1月1日至12月31日"}, 2021, "period"),
        ({"text": "自2021年1月1日起至12月31日"}, 2021, "period"),
        ({"text": "202111日到1231日"}, 2021, "period"),
        ({"text": "截至到2021年12月31日"}, 2021, "period"),
        ({"text": "会上2021年度总结"}, 2021, "heading"),
        ({"published": "2022-01-20"}, 2021, "published"),
        ({"parent_published": "2022-01-20"}, 2021, "published"),
        ({"list_date": "2022-01-20"}, 2021, "published"),
        ({"title": "2007年年报"}, None, None),
        ({"title": "2008年年报"}, 2008, "page"),
        ({}, None, None),
    ],
)
def test_the_places_that_state_the_year(given, found, where):
    reported, evidence = candidates(**given)
    assert reported == found
    assert (("year", f"{where}: {found}") in evidence) is (found is not None)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"title": f"甲局2023年{PRIMARY}", "text": "自2022年1月1日至12月31日"}, 2023),  # of equal weight the surer place
        ({"title": "年报2023年", "text": "自2022年1月1日至12月31日"}, 2022),
        ({"title": "年报2023年", "list_title": "2022年年报", "parent_title": "2022年年报"}, 2022),
        ({"title": f"甲局2023年{PRIMARY}", "list_title": "2022年年报", "parent_title": "2022年年报"}, 2023),
        ({"list_title": "2022年年报", "published": "2022-01-01"}, 2022),
    ],
)
def test_of_two_years_the_one_stated_more_surely_is_reported_on(given, found):
    assert candidates(**given)[0] == found


@pytest.mark.parametrize("words", ["印发", "编号", "汇编", "简报", "第3期"])
def test_the_year_in_which_a_paper_was_printed_is_not_that_it_reports_on(words):
    assert ("year", "heading: 2024") not in candidates(text=f"2024年{words}")[1]
    assert ("year", "heading: 2024") in candidates(text="2024年年报")[1]


@pytest.mark.parametrize("start", ["一、", "一.", "第一部分", "（一）"])
def test_the_years_in_sentences_are_no_title(start):
    assert ("year", "heading: 2021") not in candidates(text=f"前言{start}2021年")[1]


@pytest.mark.parametrize(
    ("text", "url", "said", "found"),
    [
        ("", "", {"published": "2024-01-20 10:00"}, ["page: 2024-01-20"]),
        ("", "", {"parent_published": "2024-01-21"}, ["article: 2024-01-21"]),
        ("", "", {"list_date": "2024-01-22"}, ["list row: 2024-01-22"]),
        ("正文\n甲局\n2024年1月23日", "", {}, ["signature: 2024-01-23"]),
        ("2024年1月23日\n甲\n乙\n丙", "", {}, []),
        ("2024年1月23日\n甲\n乙", "", {}, ["signature: 2024-01-23"]),
        (f"{'文' * 20}2024年1月23日", "", {}, ["signature: 2024-01-23"]),
        (f"{'文' * 21}2024年1月23日", "", {}, []),
        ("", "http://h/2024/0124/a.html", {}, ["address: 2024-01-24"]),
        ("", "http://h/t20240124_1.html", {}, ["address: 2024-01-24"]),
        ("", "http://h/2024-01-24/1.html", {}, ["address: 2024-01-24"]),
        ("", "http://h/t20241324_1.html", {}, []),
        ("", "http://h/t20240132_1.html", {}, []),
        ("", "http://h/120240124_1.html", {}, []),
    ],
)
def test_the_days_on_which_a_report_was_published(text, url, said, found):
    made = document(text=text, published=said.pop("published", None))
    assert list(year.published(made, Source(b"", url=url, **said), text)) == [("published", each) for each in found]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (f"甲县教育局2023年{PRIMARY}", "甲县教育局"),
        (f"关于甲县教育局2023年度{PRIMARY}", "甲县教育局"),
        ("甲县教育局政务公开工作总结", "甲县教育局"),
        ("甲县教育局信息公开情况统计表", "甲县教育局"),
        ("甲县教育局（机关）2023年信息公开年报", "甲县教育局"),
        ("甲县教育局（本级）信息公开年报", "甲县教育局"),
        ("甲县教育局（局机关）信息公开年报", "甲县教育局"),
        ("【公开】甲县教育局信息公开年报", "甲县教育局"),
        ("[公开]甲县教育局信息公开年报", "甲县教育局"),
        ("《甲县教育局》信息公开年报", "甲县教育局"),
        ("甲县依法行政暨信息公开年报", "甲县"),
        ("甲县政务服务和信息公开年报", "甲县"),
        ("甲县电子政务及信息公开年报", "甲县"),
        ("市府办关于公布甲县信息公开年报的通知", "甲县"),
        ("市府办关于发布甲县信息公开年报", "甲县"),
        ("市府办关于报送甲县信息公开年报", "甲县"),
        ("关于公布甲县教育局信息公开年报的通知", "甲县教育局"),
        ("关于印发甲县教育局信息公开年报的通知", "甲县教育局"),
        ("甲县信息公开年报汇编", ""),
        ("甲县信息公开年报目录", ""),
        ("甲县信息公开年报专栏", ""),
        ("甲县信息公开年报选编", ""),
        ("甲县通知", ""),
        ("甲县2023年度(2023年)政府信息公开工作情况的年度报告", "甲县"),
    ],
)
def test_the_body_a_title_names(title, name):
    assert agency.from_title(title) == name


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([f"甲县教育局2023年{PRIMARY}"], f"甲县教育局2023年{PRIMARY}"),
        (["甲县教育局", PRIMARY], f"甲县教育局{PRIMARY}"),
        (["甲县", "教育局", f"2023年{PRIMARY}"], f"甲县教育局2023年{PRIMARY}"),
        (["甲县", "教育", "局", f"2023年{PRIMARY}"], f"甲县教育局2023年{PRIMARY}"),
        (["来源：甲县", PRIMARY], PRIMARY),
        (["信息公开目录", PRIMARY], PRIMARY),
        (["首页 > 公开 > 年报", PRIMARY], PRIMARY),
        (["当前位置：年报", f"甲县{PRIMARY}"], f"甲县{PRIMARY}"),
        (["一", "二", "三", "四", "五", f"甲县{PRIMARY}"], f"甲县{PRIMARY}"),
        (["一", "二", "三", "四", "五", "六", f"甲县{PRIMARY}"], ""),
        ([f"{'文' * 48}{PRIMARY}"], ""),
        (["没有题目"], ""),
        ([f"# 甲县{PRIMARY} #"], f"甲县{PRIMARY}"),
        ([f"**甲县{PRIMARY}**"], f"甲县{PRIMARY}"),
        ([f"## X县{PRIMARY}"], f"X县{PRIMARY}"),  # only the signs are taken off
        (["甲县住房", "和城乡建设局", PRIMARY], f"甲县住房和城乡建设局{PRIMARY}"),
        (["甲县住", "房和城乡建设局", PRIMARY], f"甲县住房和城乡建设局{PRIMARY}"),
        (["甲市滨", f"江区教育局{PRIMARY}", "现公布甲市滨江区教育局的报告。"], f"甲市滨江区教育局{PRIMARY}"),
        (["甲市滨", f"江区教育局{PRIMARY}", "现公布。"], f"江区教育局{PRIMARY}"),
        (["甲县", "第1页 共12页", f"教育局{PRIMARY}"], f"甲县教育局{PRIMARY}"),
        (["甲县", "城乡建设局", PRIMARY], f"甲县城乡建设局{PRIMARY}"),
        (["甲县", "市场监督管理局", PRIMARY], f"甲县市场监督管理局{PRIMARY}"),
    ],
)
def test_the_title_in_the_first_lines(lines, found):
    assert agency.heading("\n".join(lines)) == found


def find(title="", text="", **said):
    metas = said.pop("metas", ())
    issuer = said.pop("issuer", "")
    return agency.find(document(title, text, metas=metas, source=issuer), Source(b"", **said), text)


@pytest.mark.parametrize(
    ("given", "name", "where"),
    [
        ({"title": f"甲县教育局{PRIMARY}"}, "甲县教育局", "title"),
        ({"text": f"甲县教育局{PRIMARY}\n正文"}, "甲县教育局", "heading"),
        ({"list_title": f"甲县教育局{PRIMARY}"}, "甲县教育局", "list row"),
        ({"parent_title": f"甲县教育局{PRIMARY}"}, "甲县教育局", "article"),
        ({"text": "本报告由甲县教育局编制。"}, "甲县教育局", "text"),
        ({"text": "报告由甲县教育局编制。"}, "甲县教育局", "text"),
        ({"text": "甲县教育局编制了本报告。"}, "甲县教育局", "text"),
        ({"text": "甲县教育局编制本报告。"}, "甲县教育局", "text"),
        ({"text": "甲县教育局按照条例编制。"}, "甲县教育局", "text"),
        ({"text": "甲县教育局根据条例编制。"}, "甲县教育局", "text"),
        ({"text": "甲县教育局依照条例编制。"}, "甲县教育局", "text"),
        ({"text": "如有疑问，请与甲县教育局联系。"}, "甲县教育局", "text"),
        ({"text": "如有疑问，请联系甲县教育局。"}, "甲县教育局", "text"),
        ({"text": "可向甲县教育局反映。"}, "甲县教育局", "text"),
        ({"text": "结合甲县教育局政务公开情况。"}, "甲县教育局", "text"),
        ({"text": "现公布2023年度甲县教育局政府信息公开情况。"}, "甲县教育局", "text"),
        ({"text": "现将甲县教育局2023年政府信息公开工作年度报告公布如下。"}, "甲县教育局", "heading"),
        ({"text": "依照条例，现将甲县教育局2023年政府信息公开工作年度报告公布如下。"}, "甲县教育局", "heading"),
        ({"text": f"{'我们稳步推进工作。' * 9}现将甲县教育局2023年政府信息公开年报公布如下。"}, "甲县教育局", "text"),
        ({"text": "依照条例，由甲县教育局编制2023年度报告。"}, "甲县教育局", "text"),
        ({"text": "现公布中华人民共和国海关总署2023年度政府信息公开情况。"}, "中华人民共和国海关总署", "text"),
        ({"text": "请与国务院侨务办公室联系。"}, None, None),
        ({"text": "请与国务院办公厅联系。"}, None, None),
        ({"text": "依照条例，中国（上海）自由贸易试验区保税区管理局编制了本报告。"}, "中国(上海)自由贸易试验区保税区管理局", "text"),
        ({"text": "依照条例，甲山旅游经济特区管理委员会编制了本报告。"}, "甲山旅游经济特区管理委员会", "text"),
        ({"text": "第一段\n国家统计局甲县调查队\n2024年1月20日"}, "国家统计局甲县调查队", "signature"),
        ({"text": "第一段\n甲县图书馆\n2024年1月20日"}, "甲县图书馆", "signature"),
        ({"text": "第一段\n甲市国防动员办公室\n2024年1月20日"}, "甲市国防动员办公室", "signature"),
        ({"text": "第一段\n甲县教育局\n2024年1月20日"}, "甲县教育局", "signature"),
        ({"text": "第一段\n甲县教育局2024年1月20日"}, "甲县教育局", "signature"),
        ({"text": "第一段\n甲县教育局办公室\n2024年1月20日"}, "甲县教育局", "signature"),
        ({"text": "第一段\n哈尔滨市南岗区\n2024年1月20日"}, "哈尔滨市南岗区", "signature"),
        ({"metas": (("ContentSource", "甲县教育局"),)}, "甲县教育局", "ContentSource"),
        ({"issuer": "甲县教育局"}, "甲县教育局", "ContentSource"),
        ({"issuer": "教育局"}, None, None),
        ({"issuer": "本站编辑部"}, None, None),
        ({"text": "可在哈尔滨市教育局网站查阅。"}, "哈尔滨市教育局", "site in text"),
        ({"text": "可在哈尔滨市教育局门户网站查阅。"}, "哈尔滨市教育局", "site in text"),
        ({"text": "可在哈尔滨市人民政府网站查阅。"}, None, None),
        *(
            ({"text": f"{lead}甲县教育局网站查阅。"}, "甲县教育局", "site in text")
            for lead in ("可在", "可从", "可登录", "请登陆", "可通过", "欢迎到", "可到", "将在", "通过", "")
        ),
        ({"column_path": ("2023年", "甲县教育局")}, "甲县教育局", "column"),
        ({"metas": (("SiteName", "甲县人民政府"),)}, "甲县人民政府", "SiteName"),
        ({"site_name": "甲县人民政府"}, "甲县人民政府", "site"),
        ({"text": "本报告由我局编制。"}, None, None),
        ({"text": "本报告由全市教育局编制。"}, None, None),
        ({}, None, None),
    ],
)
def test_the_places_that_name_the_body(given, name, where):
    found, evidence = find(**given)
    assert found == name
    assert evidence[:1] == ((("agency", f"{where}: {name}"),) if name else ())


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("南岗区", "请联系哈尔滨市南岗区人民政府。", "哈尔滨市南岗区人民政府"),
        ("南岗区", "南岗区开展工作。", "南岗区"),
        ("南岗区", "南岗区管委会", "南岗区管委会"),
        ("南岗区人民政府", "黑龙江省哈尔滨市南岗区人民政府", "黑龙江省哈尔滨市南岗区人民政府"),
        ("甲县教育局", "乙市甲县教育局", "甲县教育局"),
    ],
)
def test_the_full_name_of_a_regions_government(name, text, found):
    assert agency._fuller(name, text) == found


def test_a_heading_that_holds_more_of_a_name_than_the_title_is_the_name():
    assert find(f"教育局{PRIMARY}", f"甲县教育局{PRIMARY}")[0] == "甲县教育局"
    assert find(f"甲县教育局{PRIMARY}", f"教育局{PRIMARY}")[0] == "甲县教育局"
    assert find(f"甲县教育局{PRIMARY}", f"乙县民政局{PRIMARY}")[0] == "甲县教育局"


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("为做好工作，哈尔滨市南岗区", "哈尔滨市南岗区"),
        ("黑龙江省哈尔滨市", "黑龙江省哈尔滨市"),
        ("现公布", ""),
        ("", ""),
        ("南岗区的", ""),
    ],
)
def test_the_divisions_a_text_ends_with(text, above):
    assert bodies.above(text) == above


@pytest.mark.parametrize(
    ("run", "anchored", "found"),
    [
        ("将乐县教育局", True, "将乐县教育局"),
        ("现将将乐县教育局", False, "将乐县教育局"),
        ("由白芷县教育局", False, "白芷县教育局"),
        ("白芷县教育局", False, "白芷县教育局"),
        ("青岛海关", True, "青岛海关"),
        ("青岛海关", False, ""),
        ("国家税务局", True, "国家税务局"),
        ("中国证监会", True, "中国证监会"),
        ("全国人大", True, "全国人大"),
        ("教育局", True, ""),
        ("按照有关规定白芷县教育局", False, ""),
    ],
)
def test_the_part_of_a_text_that_begins_with_a_region(run, anchored, found):
    assert bodies.from_region(run, anchored=anchored) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("白芷县教育局政务公开科", "白芷县教育局"),
        ("白芷县人民政府办公室", "白芷县人民政府"),
        ("白芷县管委会综合科", "白芷县管委会"),
        ("白芷县教育局法规科", "白芷县教育局"),
        ("白芷县教育局信息中心", "白芷县教育局"),
        ("白芷县审计署办", "白芷县审计署"),
        ("白芷县教育局", "白芷县教育局"),
        ("白芷县街道办事处政府信息公开办", "白芷县街道办事处"),
    ],
)
def test_the_body_without_its_office(name, found):
    assert bodies.without_office(name) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("哈尔滨市南岗区人民政府", "南岗区", True),
        ("平潭综合实验区管委会", "平潭综合实验区", True),
        ("甲县教育局", "甲县民政局", False),
        ("甲县教育局", "乙县教育局", False),
        ("甲县交通局", "甲县交通运输局", True),
    ],
)
def test_names_of_one_agency(one, other, same):
    assert (agency_names.key(one) == agency_names.key(other)) is same


def caption(text, year=2023, name="甲县教育局"):
    says = own_part._says(text, year, name)
    return (
        "title"
        if says.title and not says.other
        else "other title"
        if says.title
        else "other"
        if says.other
        else "mine"
        if says.mine
        else ""
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"甲县教育局2023年{PRIMARY}", "title"),
        (f"甲县教育局2022年{PRIMARY}", "other title"),
        ("上年度数据", "other"),
        ("附件1：上年数据", "other"),
        ("附：去年情况", "other"),
        ("上一年统计表", "other"),
        ("2022年度数据", "other"),
        ("2023年度数据", "mine"),
        ("2022年与2023年数据", "mine"),
        (f"推广经验，指导乙县民政局编制2023年{PRIMARY}", "mine"),
        (f"按规定开展工作，数据见乙县民政局2023年{PRIMARY}（续）", "mine"),
        (f"乙县民政局（本级，含所属）2023年{PRIMARY}", "other title"),
        ("2022年工作", ""),
        ("附件2：某某中心数据", "other"),
        ("附件：下属单位数据", "other"),
        ("附表1：直属机构情况", "other"),
        ("附件2、二级单位数据表", "other"),
        ("附件：甲县教育局数据", ""),
        ("2022年度数据。说明", ""),
        ("x" * 61 + "2022年数据", ""),
        ("", ""),
    ],
)
def test_what_a_line_says_of_the_tables_below_it(text, said):
    assert caption(text) == said


def table(index, path=None):
    return Table(index, (Cell(0, 0, "1", path=path),))


def headed(index, *texts):
    cells = [Cell(0, place, text) for place, text in enumerate((*texts, ""))]
    return Table(index, (*cells, Cell(1, 0, "1")))


TITLE = "甲县教育局2023年政府信息公开工作年度报告"


def own(*blocks):
    made = [table(each) if isinstance(each, int) else each if isinstance(each, Table | Paragraph) else Paragraph(each) for each in blocks]
    found = own_part.own(made, 2023, "甲县教育局")
    return [block.text if isinstance(block, Paragraph) else block.index for block in found.blocks], [
        problem.where for problem in found.problems
    ]


@pytest.mark.parametrize(
    ("blocks", "kept", "aside"),
    [
        ([0, "2022年度数据", 1], [0, "2022年度数据"], ["table 1"]),
        # the parts of another report, whose own title is hidden, above the title of this one
        (["一、总体情况", 0, TITLE, "一、总体情况", 1], [TITLE, "一、总体情况", 1], ["table 0"]),
        (["一、总体情况", 0, TITLE, "二、主动公开", 1], ["一、总体情况", 0, TITLE, "二、主动公开", 1], []),
        (["二、主动公开", 0, TITLE, "一、总体情况", 1], ["二、主动公开", 0, TITLE, "一、总体情况", 1], []),
        (["一、总体情况", TITLE, "一、总体情况", 1], ["一、总体情况", TITLE, "一、总体情况", 1], []),
        (["一、总体情况", 0, 1, TITLE, "一、总体情况", 2], ["一、总体情况", 0, 1, TITLE, "一、总体情况", 2], []),
        ([TITLE, "一、总体情况", 0, TITLE, "一、总体情况", 1], [TITLE, "一、总体情况", 0, TITLE, "一、总体情况", 1], []),
        (["一、总体情况", 0, f"{TITLE}统计表", "一、总体情况", 1], ["一、总体情况", 0, f"{TITLE}统计表", "一、总体情况", 1], []),
        (["2022年度数据", 0, "2023年度数据", 1], ["2022年度数据", "2023年度数据", 1], ["table 0"]),
        (["2022年度数据", 0], ["2022年度数据", 0], []),  # no table would be left
        ([0, "2022年度数据", 1, "四、复议", 2], [0, "2022年度数据", "四、复议", 2], ["table 1"]),
        ([0, "2022年度数据", 1, headed(2, "四、复议")], [0, "2022年度数据", 2], ["table 1"]),
        ([0, "2022年度数据", 1, headed(2, "二、上年结转政府信息公开申请数量")], [0, "2022年度数据"], ["table 1", "table 2"]),
        ([0, "2022年度数据", 1, headed(2, "四、复议", "5")], [0, "2022年度数据"], ["table 1", "table 2"]),
        ([0, "2022年度数据", "规章 3 4", 1], [0, "2022年度数据"], ["table 1", ""]),
        ([0, "2022年度数据", "按规定公开。", 1], [0, "2022年度数据", "按规定公开。"], ["table 1"]),
        ([0, f"甲县教育局2022年{PRIMARY}", "正文", 1, "四、复议", 2], [0], ["table 1", "table 2"]),
        ([0, f"甲县教育局2022年{PRIMARY}", "正文", "规章 3 4"], [0], [""]),
        ([f"甲县教育局2023年{PRIMARY}", 0], [f"甲县教育局2023年{PRIMARY}", 0], []),
        ([0, "2022年度数据", "2022年度数据", 1], [0, "2022年度数据", "2022年度数据", 1], []),  # a running head
    ],
)
def test_which_blocks_are_the_reports_own(blocks, kept, aside):
    assert own(*blocks) == (kept, aside)


OTHER_TITLE = f"乙镇人民政府2023年{PRIMARY}"


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([f"2023年{PRIMARY}", "一、概述", "甲县教育局", OTHER_TITLE, "乙镇人民政府"], 3),
        ([f"2023年{PRIMARY}", OTHER_TITLE, "一、概述", "甲县教育局"], 4),
        ([f"甲县教育局{PRIMARY}", "一、概述", f"甲县教育局{PRIMARY}", "甲县教育局"], 4),  # a running head
        ([f"2023年{PRIMARY}", "一、概述", f"2023年{PRIMARY}表", "甲县教育局"], 4),
        ([f"2023年{PRIMARY}", "一、概述", "乙镇人民政府政府信息公开情况统计表", "甲县教育局"], 4),
        (["一、概述", OTHER_TITLE, "乙镇人民政府"], 3),  # nothing shows that another report is above it
    ],
)
def test_the_blocks_before_a_second_report_in_prose(lines, kept):
    blocks = [Paragraph(line) for line in lines]
    assert list(own_part.before_next(blocks)) == blocks[:kept]


def test_a_caption_says_nothing_of_another_sheet():
    assert own(table(0, "a!A1"), table(1, "b!A1")) == ([0, 1], [])
    sheets = [Paragraph("2022年度数据", path="a!1"), table(0, "a!A2"), table(1, "b!A1")]
    assert own(*sheets)[1] == ["table 0"]
    assert own(*[Paragraph("2022年度数据", path="/a"), table(0, "/a/b"), table(1, "/b/c"), "2023年数据", 2])[1] == ["table 0", "table 1"]


def decide(title="", text="", headings=0, rows=(), reported=2023, attachments=(), **said):
    keys = ["overview", "proactive", "requests", "disputes", "problems"]
    known = [Heading(n, "", "", keys[n]) for n in range(headings)]
    found = recognise.decide(document(title, text, attachments=attachments), Source(b"", **said), known, rows, text, reported)
    return found.name, [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("given", "form", "codes"),
    [
        ({"title": f"甲县{PRIMARY}", "headings": 2}, "prose", []),
        ({"title": f"甲县{PRIMARY}", "headings": 1}, None, ["no_report_text"]),
        ({"title": f"甲县{PRIMARY}", "text": "文" * 400}, "prose", []),
        ({"title": f"甲县{PRIMARY}", "text": "文" * 399}, None, ["no_report_text"]),
        ({"list_title": f"甲县{PRIMARY}", "headings": 2}, "prose", []),
        ({"parent_title": f"甲县{PRIMARY}", "headings": 2}, "prose", []),
        ({"title": "关于年报的通知", "list_title": f"甲县{PRIMARY}", "headings": 2}, None, ["no_report"]),
        ({"title": "总结", "text": "信息公开", "headings": 4}, "prose", []),
        ({"title": "总结", "text": "信息公开", "headings": 3}, None, ["no_report"]),
        ({"title": "总结", "text": "公开", "headings": 4}, None, ["no_report"]),
        ({"title": f"甲县{PRIMARY}", "attachments": (Link("http://h/a.pdf", "年报.pdf"),)}, None, ["report_in_attachment"]),
        ({"title": "通知", "attachments": (Link("http://h/a.pdf", "年报.pdf"),)}, None, ["no_report"]),
        *(
            ({"title": f"甲县政府信息公开年报{word}", "headings": 2}, None, ["no_report"])
            for word in ("报表", "指南", "目录", "制度", "的通知", "的函", "要点", "图解", "图读懂", "一图看懂", "办法", "方案")
        ),
        *(
            ({"title": f"甲县{subject}{kind}", "headings": 2}, "prose", [])
            for subject in ("政府信息公开", "政务信息公开", "政务公开", "信息公开")
            for kind in ("年度报告", "年报", "工作报告", "情况报告", "工作总结", "报告")
        ),
    ],
)
def test_what_is_a_report_without_tables(given, form, codes):
    assert decide(**given) == (form, codes)


def test_a_page_whose_report_is_attached_names_the_files():
    links = tuple(Link(f"http://h/{n}.pdf", "" if n == 1 else f"年报{n}") for n in range(5))
    found = recognise.decide(document(f"甲县{PRIMARY}", attachments=links), Source(b""), [], [], "", 2023)
    assert found.problems[0].message.endswith("年报0, http://h/1.pdf, 年报2")
    assert found.titled


@pytest.mark.parametrize(
    ("form", "reported", "text", "codes", "said"),
    [
        ("2021", 2023, "国办公开办函〔2021〕30号", [], ["usual for 2023: 2021", "cited: 国办公开办函〔2021〕30号"]),
        ("2021", 2023, "国办公开办函〔2019〕60号", ["form_cited_other"], ["usual for 2023: 2021", "cited: 国办公开办函〔2019〕60号"]),
        ("2021", 2020, "", ["form_unusual"], ["usual for 2020: 2019"]),
        ("2019", 2018, "", ["form_unusual"], ["usual for 2018: statistics"]),
        ("prose", 2016, "", [], ["usual for 2016: statistics"]),
        ("statistics", 2021, "", ["form_unusual"], ["usual for 2021: 2021"]),
        ("2021", 2007, "", [], []),
        ("2021", None, "", [], []),
        (None, 2023, "国办公开办函〔2019〕60号", [], []),
    ],
)
def test_the_form_beside_the_usual_one_and_the_one_cited(form, reported, text, codes, said):
    found = recognise.agreement(form, reported, text, load())
    assert [problem.code for problem in found.problems] == codes
    assert [words for _, words in found.evidence] == said
    assert {problem.stage for problem in found.problems} <= {"report"}
