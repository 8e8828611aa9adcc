"""Rows of tables set in lines of text that are not as the form prints them: turned, without a label or a figure, with a column of codes."""

import pytest

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.helpers.sheets import FORMS, cells, codes, read, verdicts

TURNED = (
    "二、主动公开政府信息情况", "第二十条第（一）项", "信息内容　规章　行政规范性文件",
    "本年制发件数　5　8", "本年废止件数　1　2", "现行有效件数　30　40",
    "第二十条第（五）项", "信息内容　行政许可", "本年处理决定数量　279",
    "第二十条第（八）项", "信息内容　行政事业性收费", "本年收费金额（单位：万元）　190.45",
)  # fmt: skip
ITEMS = [key for key in FORMS.requests.labels if key != "other"]


def requests(changed):
    """Section three of 2021 as lines of text, its rows zero but those given as key → label and figures."""
    return ["申请人情况", *(changed.get(key, f"{FORMS.requests.name(key)} 0 0 0 0 0 0 0") for key in ITEMS)]


def text_report(*lines, title="云麓市教育局2023年政府信息公开工作年度报告"):
    source = Source("\n".join((title, *lines)).encode())
    return read_report(formats.parse(source), source)


def test_section_two_turned_on_its_side():
    found = read(*TURNED)
    assert cells(found, "proactive") == {
        ("regulations", "issued"): 5, ("regulations", "repealed"): 1, ("regulations", "in_force"): 30,
        ("normative_documents", "issued"): 8, ("normative_documents", "repealed"): 2, ("normative_documents", "in_force"): 40,
        ("licences", "decisions"): 279, ("fees", "amount"): 190.45,
    }  # fmt: skip


def test_a_turned_group_with_a_figure_too_few_is_named_and_no_table_is_said_to_be_missing():
    found = read(*TURNED[:3], "本年制发件数　5", "本年废止件数　1　2", "现行有效件数　30　40", *requests({}))
    assert cells(found, "proactive") == {}
    assert [problem.code for problem in found.problems].count("unknown_row") == 3
    assert verdicts(found, "D3")["tables"] == "not_assessable"


@pytest.mark.parametrize(("figures", "named"), [("0 0 0 2 36 0 38", True), ("0 0 0 0 0 0 0", False)])
def test_figures_beside_a_group_whose_parts_are_printed_are_those_of_no_item(figures, named):
    found = read(*requests({"other_not_corrected": f"（六）其他处理 {figures}"}))
    assert ("requests", "other") not in {(fact.table, fact.item) for fact in found.facts}
    assert cells(found, "requests", "other_rest")["total"] == 0
    assert any(problem.code == "unknown_row" and "（六）其他处理" in problem.message for problem in found.problems) is named


def test_the_sum_of_a_groups_parts_beside_its_name_is_no_open_row():
    parts = {
        "other_not_corrected": "（六）其他处理 3 0 0 0 0 0 3",
        "other_fee_unpaid": f"{FORMS.requests.name('other_fee_unpaid')} 1 0 0 0 0 0 1",
    }
    lines = requests({**parts, "other_rest": "3.其他 2 0 0 0 0 0 2"})
    assert "unknown_row" not in codes(read(*lines))


def test_a_numeral_among_figures_is_a_figure_of_the_row():
    found = read(*requests({"granted": "（一）予以公开 8 1 0 二 0 0 11", "handled": "（七）总计 8 1 0 2 0 0 11"}))
    assert cells(found, "requests", "granted")["public_interest"] == 2
    assert verdicts(found, "R3")["public_interest"] == "pass"


@pytest.mark.parametrize("row", ["政府集中采购　涉密　726245.56", "政府集中采购　726245.56　涉密"])
def test_words_in_place_of_a_figure_shift_no_other(row):
    found = read("第二十条第（九）项", "信息内容　采购项目数量　采购总金额", row)
    assert 726245.56 not in [fact.value for fact in found.facts if fact.measure == ("projects" if row.endswith("56") else "amount")]


def statistics(*rows, head="统计指标 单位 统计数"):
    return text_report("附表：政府信息公开情况统计表", head, *rows, title="云麓市教育局2016年政府信息公开工作年度报告")


def test_codes_are_no_figures():
    rows = ("一、依申请公开情况 101 ——", "（一）收到申请数 102 件 91482", "1.当面申请数 103 件 18127", "2.传真申请数 104 件 73355")
    found = cells(statistics(*rows, head="统计指标 代码 单位 统计数"), "statistics")
    assert [found[f"依申请公开情况/收到申请数{item}", "value"] for item in ("", "/当面申请数", "/传真申请数")] == [91482, 18127, 73355]


def test_codes_behind_the_unit_and_two_columns_of_figures():
    found = statistics("主动公开文件数 条 01 31 1030", "行政复议数 件 14 0 2084", head="指标名称 计量单位 代码 2016年度 历年累计")
    assert cells(found, "statistics") == {
        ("主动公开文件数", "value"): 31, ("主动公开文件数", "cumulative"): 1030, ("行政复议数", "value"): 0,
        ("行政复议数", "cumulative"): 2084,
    }  # fmt: skip


def test_a_code_and_a_figure_that_is_lost_are_in_doubt():
    found = statistics("主动公开文件数 01 条 31", "行政复议数 14 件", "行政诉讼数 15", head="指标名称 代码 计量单位 2016年度")
    assert set(cells(found, "statistics").items()) & {(("行政复议数", "value"), 14), (("行政诉讼数", "value"), 15)} == set()
    assert cells(found, "statistics")["主动公开文件数", "value"] == 31


def test_a_label_with_its_unit_and_no_figure_is_a_blank_row():
    found = statistics("四、行政复议数量 件 919", "（一）维持具体行政行为数 件", "（二）被依法纠错数 件 848", "（三）其他情形数 件 0")
    assert cells(found, "statistics")["行政复议数量/维持具体行政行为数", "value"] == "blank"
    assert verdicts(found, "R8") == {"行政复议数量, value": "not_assessable"}


def test_a_cell_a_line_without_a_figure_is_a_blank_row():
    found = statistics("主动公开文件数", "条", "行政复议数", "件", "8", head="指标名称\n计量单位\n2016年度")
    assert cells(found, "statistics") == {("主动公开文件数", "value"): "blank", ("行政复议数", "value"): 8}


@pytest.mark.parametrize("number", ["3.", "3．", "3、"])
def test_a_row_with_its_number_and_no_label_is_named(number):
    rows = ("（一）收到申请数 件 100", "1.当面申请数 件 60", "2.传真申请数 件 10", f"{number} 件 30", "（二）申请办结数 件 7")
    found = statistics("三、依申请公开情况 ——", *rows)
    assert 30 not in cells(found, "statistics").values()
    assert any(problem.code in {"unknown_row", "label_unclear"} and number in problem.message for problem in found.problems)
    assert set(verdicts(found, "R8").values()) <= {"not_assessable", "uncertain"}


def test_rows_with_codes_are_no_statements():
    rows = ("（一）收到申请数 112 件 91482", "（二）申请办结数 117 件 403")
    found = statistics("三、依申请公开情况 111 ——", *rows, head="统计指标 代码 单位 统计数")
    assert [check.detail for check in found.checks if check.rule.startswith("N") and check.verdict == "fail"] == []


def test_heads_of_which_some_are_unread_and_the_total_comes_first_name_no_order():
    lines = [line for line in requests({}) if line != "申请人情况"]
    found = read("申请人情况", "总计 自然人 法人或其他组织", "组织 机构", "商业企业 科研机构 其他", *lines)
    assert cells(found, "requests") == {}
    assert "unknown_row" in codes(found)


def test_a_row_broken_by_a_letter_is_named_and_its_rest_too():
    blocks = ["行政复议 行政诉讼", "结果维持 结果纠正 其他结果 尚未审结 总计", "19 59 8 10 96 0 0"]
    found = read("四、政府信息公开行政复议、行政诉讼情况", *blocks, "I", "0 1 0 0 0 0 0", *requests({}))
    assert cells(found, "disputes") == {}
    assert any(problem.code == "unknown_row" and "19 | 59" in problem.message for problem in found.problems)


def test_a_row_with_fewer_than_half_of_its_figures_is_named_beside_others_of_its_table():
    found = read(*requests({"granted": "（一）予以公开 8 1"}))
    assert any(problem.code == "unknown_row" and "予以公开 | 8 | 1" in problem.message for problem in found.problems)
    assert set(verdicts(found, "R3").values()) == {"not_assessable"}


FIGURES = ("7", "0", "2", "6", "3", "4", "22")


def by_lines(figures, between=""):
    """A section three with a cell a line, an empty cell a line of blanks, and its row of state secrets with these figures."""
    lines = ["三、收到和处理政府信息公开申请情况", "", "申请人情况"]
    for key in ITEMS:
        row = figures if key in {"denied_state_secret", "handled", "received"} else ("0",) * 7
        lines += [FORMS.requests.name(key), *row, *([between] if between else [])]
    return text_report(*lines)


@pytest.mark.parametrize("blank", [1, 2, 5])
def test_a_line_of_blanks_among_lines_of_figures_is_an_empty_cell(blank):
    figures = [*FIGURES]
    figures[-1] = str(22 - int(figures[blank]))
    figures[blank] = ""
    row = list(cells(by_lines(tuple(figures)), "requests", "denied_state_secret").values())
    assert row == ["blank" if place == blank else int(figure) for place, figure in enumerate(figures)]


def test_blank_lines_everywhere_are_no_cells():
    lines = [line for key in ITEMS for line in (FORMS.requests.name(key), *FIGURES)]
    found = text_report("三、收到和处理政府信息公开申请情况", "申请人情况", *"\n\n".join(lines).split("\n"))
    assert list(cells(found, "requests", "granted").values()) == [int(figure) for figure in FIGURES]


def test_a_page_end_among_the_figures_of_a_row_is_no_cell():
    row = list(cells(by_lines((*FIGURES[:3], "", *FIGURES[3:])), "requests", "denied_state_secret").values())
    assert row == [int(figure) for figure in FIGURES]
