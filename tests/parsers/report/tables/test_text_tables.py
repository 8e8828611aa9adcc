"""Tables set in lines of text: read where labels and figures leave one reading, left alone where the text is prose."""

import pytest

from parsers.report.forms.rows import TableLine
from parsers.report.tables import text_tables
from parsers.report.tables.disputes import DisputesReader
from parsers.types import Cell
from tests.helpers.sheets import FORMS, cells, codes, read

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
    assert list(row.values()) == [3, *["uncertain"] * 5, 3]  # four zeros for five columns: which one is not there nobody can say
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


HEADS = {"natural_person": "自然人", "business": "商业企业", "research": "科研机构", "public_interest": "社会公益组织",
         "legal_service": "法律服务机构", "other_org": "其他", "total": "总计"}  # fmt: skip
ORGANISATIONS = "商业企业 科研机构 社会公益组织 法律服务机构 其他"


@pytest.mark.parametrize("join", [" ", "</p><p>"])
@pytest.mark.parametrize(
    ("heads", "first"),
    [
        (f"自然人 法人或其他组织 总计 {ORGANISATIONS}", ["natural_person", "business"]),
        (f"总计 自然人 法人或其他组织 {ORGANISATIONS}", ["total", "natural_person"]),
        ("自然人 法人或其他组织 总计 法律服务机构 其他 商业企业 科研机构 社会公益组织", ["natural_person", "legal_service"]),
        ("其他 自然人 商业企业 科研机构 社会公益组织 法律服务机构 总计", ["other_org", "natural_person"]),
    ],
)
def test_heads_in_lines_of_text_give_their_own_order(join, heads, first):
    figures = ["1", "2", "3", "4", "5", "6", "21"]
    found = read(
        "三、收到和处理政府信息公开申请情况",
        "申请人情况",
        *heads.split(" " if join != " " else "\0"),
        f"一、本年新收政府信息公开申请数量 {' '.join(figures)}",
    )
    row = cells(found, "requests", "received")
    assert [row[measure] for measure in first] == [1, 2]


def test_figures_of_a_part_that_no_reader_took_are_named():
    lines = ["三、收到和处理政府信息公开申请情况", *(f"甲乙{n} {n} 0 {n} 0" for n in range(8)), "四、其他"]
    found = read("二、主动公开政府信息情况", "第二十条第（一）项", "信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 1 2 3", *lines)
    assert [problem.code for problem in found.problems if "requests" in problem.message] == ["unknown_row"]
    assert "requests" in found.report_read


@pytest.mark.parametrize(
    ("results", "upheld"), [("结果维持　结果纠正　其他结果　尚未审结　总计", 1), ("尚未审结　总计　结果维持　结果纠正　其他结果", None)]
)
def test_results_whose_heads_are_not_all_seen_are_read_only_in_the_forms_order(results, upheld):
    """The heads of two blocks of three were found: in another order than the form's nothing shows which figure is which."""
    figures = "1　0　0　0　1　0　2　0　0　2　0　0　3　0　3"
    found = read("四、政府信息公开行政复议、行政诉讼情况", "行政复议　行政诉讼", "未经复议直接起诉　复议后起诉", results, results, figures)
    assert cells(found, "disputes").get(("review", "upheld")) == upheld


@pytest.mark.parametrize("remark", ["见附件1", "（其中23件为网上办理）", "含3月", "2项为上级下放"])
@pytest.mark.parametrize("place", [0, 1])
def test_remarks_behind_the_figures_of_a_row_are_no_label(remark, place):
    """They are words, and any words may name an indicator: without their line they would be the beginning of the next label."""
    lines = ["主动公开文件数 条 30 40", "其中：1、政府网站公开数 条 10 20", "2、政府公报公开数 条 20 20"]
    lines[place] += f" {remark}"
    found = read("一、概述", "二、统计表", "指标名称 计量单位 2016年度 历年累计", *lines, title="云麓市2016年政府信息公开工作年度报告")
    assert cells(found, "statistics") == {
        ("主动公开文件数", "value"): 30,
        ("主动公开文件数", "cumulative"): 40,
        ("主动公开文件数/政府网站公开数", "value"): 10,
        ("主动公开文件数/政府网站公开数", "cumulative"): 20,
        ("主动公开文件数/政府公报公开数", "value"): 20,
        ("主动公开文件数/政府公报公开数", "cumulative"): 20,
    }


def test_a_remark_in_a_line_of_its_own_is_not_joined_to_a_known_label():
    rows = [("主动公开文件数", "条", "30"), ("其中：1、政府网站公开数", "条", "10"), ("2、不知名的项目", "条", "20")]
    lines = [cell for row in rows for cell in (*row, "见附件")]
    found = read("一、概述", "二、统计表", "指标名称", "计量单位", "2016年度", *lines, title="云麓市2016年政府信息公开工作年度报告")
    values = cells(found, "statistics")
    assert values["主动公开文件数/政府网站公开数", "value"] == 10
    assert not any(isinstance(value, int) for (item, _), value in values.items() if "见附件" in item)


@pytest.mark.parametrize("remark", ["（其中23件为网上办理）", "(上年18)", "(同比增长5%)"])
@pytest.mark.parametrize("gap", ["", " "])
def test_a_remark_in_brackets_belongs_to_the_figure_before_it(remark, gap):
    lines = ["主动公开文件数 条 30 40", f"其中：1、政府网站公开数 条 10{gap}{remark} 20", "2、政府公报公开数 条 20 20"]
    found = read("一、概述", "二、统计表", "指标名称 计量单位 2016年度 历年累计", *lines, title="云麓市2016年政府信息公开工作年度报告")
    values = cells(found, "statistics")
    assert [values.get((f"主动公开文件数{item}", "value")) for item in ("", "/政府网站公开数", "/政府公报公开数")] == [30, 10, 20]
    assert values["主动公开文件数/政府网站公开数", "cumulative"] == 20
    assert len(values) == 6


def test_a_figure_with_words_in_brackets_is_no_label():
    lines = ["主动公开文件数 条 30 40", "其中：1、政府网站公开数 条 10（待核实） 20", "2、政府公报公开数 条 20 20"]
    found = read("一、概述", "二、统计表", "指标名称 计量单位 2016年度 历年累计", *lines, title="云麓市2016年政府信息公开工作年度报告")
    values = cells(found, "statistics")
    assert {item for item, _ in values} <= {f"主动公开文件数{item}" for item in ("", "/政府网站公开数", "/政府公报公开数")}
    assert values["主动公开文件数/政府公报公开数", "value"] == 20
    assert values.get(("主动公开文件数/政府网站公开数", "value")) in {"text", "uncertain"}


@pytest.mark.parametrize("number", ["- 10 -", "—10—", "第 10 页", "第10页 共12页"])
def test_the_number_of_a_page_is_no_figure(number):
    lines = ["主动公开文件数 条 30 40", "行政复议数 件 1 2", "云麓市商务局", number]
    found = read("一、概述", "二、统计表", "指标名称 计量单位 2016年度 历年累计", *lines, title="云麓市2016年政府信息公开工作年度报告")
    assert {item for item, _ in cells(found, "statistics")} == {"主动公开文件数", "行政复议数"}


def test_lines_that_go_on_with_a_table_are_named():
    table = "第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|12"
    lines = ("第二十条第（六）项", "信息内容 本年处理决定数量", "行政处罚 7", "行政强制 8")
    found = read(table, *lines)
    assert cells(found, "proactive") == {("licences", "decisions"): 12}
    named = [problem.message for problem in found.problems if problem.code == "unknown_row"]
    assert [message.rpartition(": ")[2] for message in named] == ["行政处罚 | 7", "行政强制 | 8"]


def test_heads_without_end_are_not_copied_for_each_of_them():
    """Of 200,000 lines of heads each was once kept in a copy of all before it: 80 s."""
    orders = text_tables._Orders(FORMS)
    kept = orders.lines
    for number in range(3):
        orders.take(TableLine(0, number, (Cell(number, 0, "收费金额"),)), DisputesReader(FORMS))
    assert orders.lines is kept
    assert [line.number for line in kept] == [0, 1, 2]
