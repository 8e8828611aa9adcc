"""Columns by heads, rows by labels, tables by their year and agency; what these do not settle is no sure figure."""

from dataclasses import replace

import pytest

from parsers.report.checks.between_reports import years
from parsers.report.forms.values import read_value as read_value
from parsers.report.read import read_report
from parsers.types import Cell, Document, Fact, Paragraph, Place, Report, Table

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
TITLE = "白芷县教育局2023年政府信息公开工作年度报告"
PERIOD = "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。"


def grid(index, *rows):
    return Table(index, tuple(Cell(row, column, text) for row, texts in enumerate(rows) for column, text in enumerate(texts)))


def document(*blocks, title=TITLE):
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in (title, PERIOD, *blocks))
    return Document(title, None, "text/html", "\n".join(block.text for block in made if isinstance(block, Paragraph)), made)


def figures(report, table):
    return {(fact.item, fact.measure): fact.value for fact in report.facts if fact.table == table and fact.value is not None}


def proactive(index, *rows):
    return grid(index, ["第二十条第（一）项"], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], *rows)


def requests(heads, *rows):
    return grid(0, ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", *heads], *rows)


def test_columns_are_read_by_their_heads():
    heads = ["总计", *APPLICANTS[:6]]
    found = read_report(
        document(
            "三、收到和处理政府信息公开申请情况", requests(heads, ["一、本年新收政府信息公开申请数量", "9", "5", "4", "0", "0", "0", "0"])
        )
    )
    values = figures(found, "requests")
    assert (values["received", "total"], values["received", "natural_person"], values["received", "business"]) == (9, 5, 4)


def test_a_column_that_no_form_knows_shifts_no_other():
    heads = ["外国人", *APPLICANTS]
    found = read_report(
        document(
            "三、收到和处理政府信息公开申请情况",
            requests(heads, ["二、上年结转政府信息公开申请数量", "3", "5", "4", "0", "0", "0", "0", "9"]),
        )
    )
    values = figures(found, "requests")
    assert (values["carried_in", "natural_person"], values["carried_in", "total"]) == (5, 9)
    assert found.report_read == "part: requests"


@pytest.mark.parametrize("label", ["党委规范性文件", "其中：行政规范性文件", "行政规范性文件、规章"])
def test_a_row_like_one_of_the_form_is_not_it(label):
    found = read_report(document("二、主动公开政府信息情况", proactive(0, ["规章", "1", "0", "2"], [label, "7", "7", "7"])))
    assert 7 not in figures(found, "proactive").values()
    assert "unknown_row" in {problem.code for problem in found.problems}


def test_a_sum_over_a_row_that_was_not_read_is_not_assessable():
    rows = [
        ["一、本年新收政府信息公开申请数量", "5", "0", "0", "0", "0", "0", "5"],
        ["乱码一行", "2", "0", "0", "0", "0", "0", "2"],
        ["（七）总计", "7", "0", "0", "0", "0", "0", "7"],
        ["四、结转下年度继续办理", "0", "0", "0", "0", "0", "0", "0"],
    ]
    found = read_report(document("三、收到和处理政府信息公开申请情况", requests(APPLICANTS, *rows)))
    assert {check.verdict for check in found.checks if check.rule == "R1"} == {"not_assessable"}


def test_last_years_table_fills_no_blank_and_gives_no_figure():
    blocks = ["2022年度情况", proactive(0, ["规章", "8", "8", "8"]), "2023年度情况如下：", proactive(1, ["规章", "1", "", "2"])]
    found = read_report(document("二、主动公开政府信息情况", *blocks))
    assert figures(found, "proactive") == {("regulations", "issued"): 1, ("regulations", "in_force"): 2}
    assert "table_of_another" in {problem.code for problem in found.problems}


def test_two_tables_that_nothing_tells_apart_give_no_sure_figure():
    rows = (["规章", "1", "0", "2"], ["行政规范性文件", "3", "0", "9"])
    other = (["规章", "4", "0", "5"], ["行政规范性文件", "3", "0", "8"])
    found = read_report(document("二、主动公开政府信息情况", proactive(0, *rows), proactive(1, *other)))
    assert ("regulations", "issued") not in figures(found, "proactive")
    assert "table_twice" in {problem.code for problem in found.problems}


@pytest.mark.parametrize(
    ("text", "state", "number"),
    [("12①", "number", 12), ("12²", "number", 12), ("12（其中修订3件）", "number", 12), ("一", "uncertain", None), ("○", "uncertain", None),
     ("千万", "uncertain", None), ("3①4", "uncertain", None), ("零", "number", 0), ("十二", "number", 12)],
)  # fmt: skip
def test_values(text, state, number):
    assert (read_value(text).state, read_value(text).number) == (state, number)


def test_two_figures_in_one_cell_are_none():
    found = read_report(document("二、主动公开政府信息情况", proactive(0, ["规章", "10\n9", "0", "12"])))
    assert ("regulations", "issued") not in figures(found, "proactive")


def test_the_stated_period_outweighs_the_title_of_a_column():
    page = document("一、总体情况", "二、主动公开政府信息情况", proactive(0, ["规章", "1", "0", "2"]), title="政府信息公开工作年度报告")
    assert read_report(replace(page, title="2024年度政府信息公开年报")).year == 2023


@pytest.mark.parametrize(("before", "now", "verdict"), [(2023, 2024, "not_assessable"), (2022, 2023, "uncertain")])
def test_a_trend_does_not_cross_a_change_of_the_law(before, now, verdict):
    def report(year, value):
        return Report(
            "",
            "白芷县教育局",
            year,
            "2021",
            None,
            facts=(Fact("disputes", "review", "total", value, None, str(value), "number", Place(0, 0, 0)),),
        )

    found = [check for check in years(report(before, 2), report(now, 200)) if check.detail.startswith("disputes/review")]
    assert [check.verdict for check in found if check.rule == "X6"] == [verdict]


def turned(index, *rows):
    return grid(index, *zip(*rows, strict=True))


@pytest.mark.parametrize("prefix", ["", "法人或其他组织："])
def test_a_table_with_its_items_across_is_read_by_its_labels(prefix):
    heads = ["申请人情况", "自然人", *(prefix + name for name in APPLICANTS[1:6]), "总计"]
    labels = [
        *("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开", "1.属于国家秘密"),
        *("2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益", "（七）总计", "四、结转下年度继续办理"),
    ]
    columns = ([label, *(str(10 * row + column) for column in range(7))] for row, label in enumerate(labels))
    found = read_report(document("三、收到和处理政府信息公开申请情况", turned(4, heads, *columns)))
    values = figures(found, "requests")
    assert (values["received", "natural_person"], values["received", "business"], values["carried_in", "total"]) == (0, 1, 16)
    assert (values["carried_out", "other_org"], values["handled", "research"], len(values)) == (95, 82, 70)
    # the place is the cell's own in the document: item across, applicant down
    assert {(fact.place.table, fact.place.row, fact.place.column) for fact in found.facts if fact.item == "handled"} == {
        (4, row, 9) for row in range(1, 8)
    }


def test_groups_of_section_two_with_items_across_and_others_not():
    turned_group = (["第二十条第（一）项"], ["信息内容", "规章", "行政规范性文件"], ["本年制发件数", "1", "4"], ["本年废止件数", "2", "5"],
                    ["现行有效件数", "3", "6"])  # fmt: skip
    usual_group = (["第二十条第（六）项"], ["信息内容", "本年处理决定数量"], ["行政处罚", "7"])
    found = read_report(document("二、主动公开政府信息情况", grid(0, *turned_group, *usual_group)))
    assert figures(found, "proactive") == {
        ("regulations", "issued"): 1,
        ("regulations", "repealed"): 2,
        ("regulations", "in_force"): 3,
        ("normative_documents", "issued"): 4,
        ("normative_documents", "repealed"): 5,
        ("normative_documents", "in_force"): 6,
        ("penalties", "decisions"): 7,
    }


def test_a_row_too_short_beside_a_column_that_is_set_aside_is_no_other_columns():
    heads = ["自然人", "占比（%）", *APPLICANTS[1:]]
    lines = (
        ["一、本年新收政府信息公开申请数量", *["5", "50", "5", "0", "0", "0", "0", "10"]],
        ["（七）总计", *["12", "3", "0", "0", "0", "0", "12"]],
    )
    found = read_report(document("三、收到和处理政府信息公开申请情况", requests(heads, *lines)))
    values = figures(found, "requests")
    assert values["received", "business"] == 5
    assert ("handled", "business") not in values


def test_the_names_below_the_title_of_a_second_report_are_not_this_ones():
    second = TITLE.replace("白芷县教育局", "长乐镇人民政府")
    one = proactive(0, ["规章", "1", "1", "1"], ["行政规范性文件", "2", "2", "2"])
    other = proactive(1, ["规章", "8", "8", "8"], ["行政规范性文件", "9", "9", "9"])
    found = read_report(named_in_its_signature(one, second, other))
    assert (found.agency, figures(found, "proactive")["regulations", "issued"]) == ("白芷县教育局", 1)


def named_in_its_signature(one, second, other):
    """A report whose title names nobody and whose signature does, with another body's behind it."""
    blocks = (
        "2023年政府信息公开工作年度报告",
        PERIOD,
        "一、总体情况",
        one,
        "白芷县教育局",
        "2024年1月20日",
        second,
        "长乐镇人民政府编制本报告。",
        other,
    )
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return Document(blocks[0], None, "text/html", "\n".join(block.text for block in made if isinstance(block, Paragraph)), made)


def sheet(table, name):
    return replace(table, cells=tuple(cell._replace(path=f"{name}!A{cell.row + 1}") for cell in table.cells))


@pytest.mark.parametrize(("sheets", "issued"), [(("2022", "2023"), 8), (("2023年", "2022年"), 1), (("2022", "年报"), 1)])
def test_a_sheet_named_after_another_year_is_not_the_reports(sheets, issued):
    """Where one sheet is named after the report's own year; else names of sheets say nothing."""
    one = sheet(proactive(0, ["规章", "1", "1", "1"], ["行政规范性文件", "2", "2", "2"]), sheets[0])
    other = sheet(proactive(1, ["规章", "8", "8", "8"], ["行政规范性文件", "9", "9", "9"]), sheets[1])
    found = read_report(document("二、主动公开政府信息情况", one, other))
    states = {fact.state: fact.value for fact in found.facts if fact[:3] == ("proactive", "regulations", "issued")}
    assert states == ({"number": issued} if "年报" not in sheets else {"uncertain": None})


@pytest.mark.parametrize("apart", ["　", "|"])
def test_last_years_rows_end_where_the_head_of_a_table_set_as_text_comes_again(apart):
    head = f"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）{apart}申请人情况".split("|")
    rows = ("一、本年新收政府信息公开申请数量　{0}　0　0　0　0　0　{0}", "三、本年度办理结果　（一）予以公开　{0}　0　0　0　0　0　{0}")
    lines = ("附：2022年度数据（供对比）", *head, *(row.format(7) for row in rows), *head, *(row.format(9) for row in rows))
    found = read_report(document("三、收到和处理政府信息公开申请情况", *lines))
    assert {fact.value for fact in found.facts if fact.measure == "total"} == {9}
    assert [problem.message[:2] for problem in found.problems if problem.code == "table_of_another"] == ["3 " if apart == "　" else "2 "]
