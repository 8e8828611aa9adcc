"""Tables set in lines of text: read where labels and figures leave one reading, left alone where the text is prose."""

import pytest

from tests.parsers.report.sheets import FORMS, cells, codes, read

GROUPS = (
    "第二十条第（一）项",
    "信息内容　本年制发件数　本年废止件数　现行有效件数",
    "规章　0　0　0",
    "行政规范性文件　5　2　31",
    "第二十条第（五）项",
    "信息内容　本年处理决定数量",
    "行政许可　279",
    "第二十条第（八）项",
    "信息内容　本年收费金额（单位：万元）",
    "行政事业性收费　190.457379",
)


def requests(join, figures="3 0 0 0 0 0 3"):
    items = [key for key in FORMS.requests.labels if key != "other"]
    return [
        join.join((FORMS.requests.name(key), *(figures if key in {"received", "granted", "handled"} else "0 0 0 0 0 0 0").split()))
        for key in items
    ]


def test_groups_of_section_two():
    found = read(*GROUPS)
    assert cells(found, "proactive") == {
        ("regulations", "issued"): 0,
        ("regulations", "repealed"): 0,
        ("regulations", "in_force"): 0,
        ("normative_documents", "issued"): 5,
        ("normative_documents", "repealed"): 2,
        ("normative_documents", "in_force"): 31,
        ("licences", "decisions"): 279,
        ("fees", "amount"): 190.457379,
    }
    assert found.form == "2021"
    assert "table_as_text" in codes(found)
    assert next(fact.unit for fact in found.facts if fact.item == "fees") == "万元"


@pytest.mark.parametrize("join", ["　", " ", "&nbsp;&nbsp;", "</p><p>", "<br>"])
def test_section_three_however_it_is_parted(join):
    found = read("申请人情况", *requests(join))
    assert len(found.facts) == 25 * 7
    assert cells(found, "requests", "granted") == dict(zip(FORMS.request_measures.labels, (3, 0, 0, 0, 0, 0, 3), strict=True))
    assert cells(found, "requests", "other_rest")["total"] == 0
    assert [check.verdict for check in found.checks if check.rule == "R1"] == ["pass"] * 7


def test_groups_beside_labels_and_a_number_apart():
    beside = {"（一）予以公开": "三、本年度办理结果 （一） 予以公开", "1.属于国家秘密": "（三）不予公开1. 属于国家秘密"}
    lines = "\n".join(requests(" "))
    for alone, grouped in beside.items():
        lines = lines.replace(alone, grouped)
    found = read("申请人情况", *lines.split("\n"))
    assert cells(found, "requests", "granted")["total"] == 3
    assert cells(found, "requests", "denied_state_secret")["total"] == 0


def test_a_figure_lost_is_told_by_the_sums_or_stays_open():
    lines = [line.replace("予以公开 3 0 0 0 0 0 3", "予以公开 3 0 0 0 0 3") for line in requests(" ")]
    row = cells(read("申请人情况", *lines), "requests", "granted")
    assert sorted(map(str, row.values())) == ["0", "0", "0", "0", "3", "3", "uncertain"]
    assert row["natural_person"] == 3
    every = read("申请人情况", *requests(" ", "3 0 0 0 0 3"))  # persons or business: both readings keep every sum
    assert set(cells(every, "requests", "granted").values()) == {"uncertain"}


def test_disputes_in_one_line_and_in_many():
    heads = ["行政复议", "行政诉讼", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    figures = ["1", "0", "0", "2", "3", "0", "0", "0", "0", "0", "4", "0", "0", "0", "4"]
    for lines in ([" ".join(heads), " ".join(figures)], [*heads, *figures]):
        found = read(*lines)
        assert cells(found, "disputes", "review") == {"upheld": 1, "corrected": 0, "other": 0, "pending": 2, "total": 3}
        assert cells(found, "disputes", "litigation_after_review")["total"] == 4


def test_statistics_with_units_and_without_a_figure():
    head = "指标名称 计量单位 2016年度 历年累计"
    lines = (head, "主动公开文件数 条 3460 85376", "其中： 1、政府网站公开数 条 3460 85376", "2、政府公报公开数 条 0")
    found = read(*lines, title="云麓市2016年政府信息公开工作年度报告")
    assert cells(found, "statistics") == {
        ("主动公开文件数", "value"): 3460,
        ("主动公开文件数", "cumulative"): 85376,
        ("主动公开文件数/政府网站公开数", "value"): 3460,
        ("主动公开文件数/政府网站公开数", "cumulative"): 85376,
        ("主动公开文件数/政府公报公开数", "value"): "uncertain",
        ("主动公开文件数/政府公报公开数", "cumulative"): "uncertain",
    }
    assert {fact.unit for fact in found.facts} == {"条"}


@pytest.mark.parametrize(
    "line",
    [
        "行政许可 279",  # no head of the form before it
        "全年办结行政许可 279 件，行政处罚 12 件。",
        "规章 0 件，行政规范性文件 5 件",
        "（一）予以公开 3 件",
        "三、依申请公开情况 12",
        "联系电话 0591 23162315",
        "2024 年 1 月 15 日",
        "行政复议 2 行政诉讼 1",
        "第二十条第（五）项<br>行政许可 2",  # no head of columns
        "项目 预算数 决算数<br>行政许可 12 13<br>合计 13 15",
        "申请人情况 12<br>自然人 8<br>一、本年新收政府信息公开申请数量 12 件",
        "主动公开信息数 120<br>其中：网站公开 80<br>收到申请 5<br>行政复议 0",
    ],
)
def test_prose_with_figures_is_no_table(line):
    found = read("一、总体情况", "本年度稳步推进公开工作。" * 40, line)
    assert found.facts == ()


def test_lines_beside_a_table_of_the_same_kind_are_not_read():
    lines = ("第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可 279")
    found = read("第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|12", *lines)
    assert cells(found, "proactive") == {("licences", "decisions"): 12}


def test_the_place_of_a_figure_is_its_paragraph():
    found = read("第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可 279")
    place = found.facts[0].place
    assert (place.table, place.path) == (0, "/html/body/div/p[3]")
