from dataclasses import replace

import pytest

from parsers.report import read as reading
from parsers.report.forms.forms import equation, load
from tests.helpers.sheets import APPLICANTS, HEAD, cells, codes, page, read, requests, table, verdicts

ROW = {"natural_person": 48, "business": 0, "research": 0, "public_interest": 0, "legal_service": 0, "other_org": 0, "total": 48}
BALANCED = {"received": "48|0|0|0|0|0|48", "granted": "48|0|0|0|0|0|48", "handled": "48|0|0|0|0|0|48"}


def granted(line, form="2021", **changed):
    """What is read of the row 予以公开 printed so, in a table whose other rows fit 48 requests granted."""
    return cells(read(requests(form, BALANCED | changed | {"granted": line})), "requests", "granted")


@pytest.mark.parametrize(("form", "rows"), [("2019", 23), ("2021", 25)])
def test_whole_tables(form, rows):
    found = read(requests(form, BALANCED))
    assert found.form == form
    assert len(cells(found, "requests")) == rows * 7
    assert set(verdicts(found, "R1").values()) | set(verdicts(found, "R2").values()) | set(verdicts(found, "R3").values()) == {"pass"}


@pytest.mark.parametrize(
    "line",
    [
        "48|0|0|0|0|0|48",
        "48|0|0|0|0|0|48|",
        "48|0|0|0|0|0|48||",
        "|48|0|0|0|0|0|48",
        "||48|0|0|0|0|0|48|",
        "４８|0|0|0|0|0|48件",
        "<b>4</b>8|0|0|0|0|0|48",
        "48&nbsp;|&nbsp;0|0|0|0|0|<p>48</p>",
    ],
)
def test_one_row_printed_in_many_ways(line):
    assert granted(line) == ROW


@pytest.mark.parametrize("line", ["48|0|0|0|0|0|0|48", "48|0|0|0|0|0|48|48"])
def test_a_figure_too_many_goes_where_the_sums_leave_one_reading(line):
    assert granted(line) == ROW


OPEN = dict.fromkeys(("business", "research", "public_interest", "legal_service", "other_org"), "uncertain")


def test_a_lost_zero_leaves_the_zeros_open():
    report = read(requests("2021", BALANCED | {"granted": "48|0|0|0|0|48"}))
    assert cells(report, "requests", "granted") == ROW | OPEN  # four zeros printed for five columns: which one is not there nobody can say
    assert "row_realigned" in codes(report)


def test_what_is_only_no_less_than_another_decides_no_figure(monkeypatch):
    bound = equation(
        {"rule": "R9", "table": "requests", "along": "measures", "left": ["handled"], "right": ["other"], "relation": "at_least"}
    )
    monkeypatch.setattr(reading, "load", lambda: replace(load(), equations=(*load().equations, bound)))
    assert granted("48|0|0|0|0|48") == ROW | OPEN


def test_a_lost_zero_that_sums_do_not_settle_stays_open():
    found = granted("48|0|0|0|0|48", handled="||||||", received="||||||")
    assert set(found.values()) == {"uncertain"}


@pytest.mark.parametrize("line", ["48|0|0|0|0|48|", "|48|0|0|0|0|48", "48|0|0|0|0|48||"])
def test_a_lost_zero_beside_a_column_too_many_is_no_blank_total(line):
    assert granted(line) == ROW | OPEN


def test_a_total_left_blank_stays_blank():
    changed = {"received": "50|2|0|0|0|0|52", "granted": "48|2|0|0|0|0|", "handled": "48|2|0|0|0|0|", "carried_out": "2|0|0|0|0|0|2"}
    found = cells(read(requests("2021", changed)), "requests", "granted")
    assert found == ROW | {"business": 2, "total": "blank"}


@pytest.mark.parametrize("line", ["48", "48|48", "48|0|0|1|0|0|0|0|48|7"])
def test_rows_far_from_the_form_stay_open(line):
    report = read(requests("2021", BALANCED | {"granted": line}))
    assert set(cells(report, "requests", "granted").values()) == {"uncertain"}
    assert "row_unclear" in codes(report)
    assert next(fact for fact in report.facts if fact.item == "granted").raw == line.replace("|", " | ")


def test_a_slip_in_a_whole_row_is_kept_as_printed():
    report = read(requests("2021", BALANCED | {"granted": "48|0|0|0|0|0|47"}))
    assert cells(report, "requests", "granted")["total"] == 47
    assert verdicts(report, "R2")["granted"] == "fail"
    assert verdicts(report, "R3")["total"] == "fail"
    assert [detail for detail, verdict in verdicts(report, "R3").items() if verdict == "fail"] == ["total"]


@pytest.mark.parametrize(
    ("line", "value"),
    [("4 8|0|0|0|0|0|48", 48), ("4<br>8|0|0|0|0|0|4 8", 48), ("4 8|0|0|0|0|0|12", "uncertain"), ("0 0|0|0|0|0|0|0", "uncertain")],
)
def test_digits_that_stand_apart_count_as_one_number_only_when_the_row_adds_up(line, value):
    assert granted(line)["natural_person"] == value


def test_states_stay_apart():
    found = granted("||/|—|无|0|48")
    assert found == ROW | {
        "natural_person": "blank",
        "business": "blank",
        "research": "not_applicable",
        "public_interest": "not_applicable",
        "legal_service": "not_applicable",
    }


def test_one_missing_term_is_implied_in_the_check_and_never_stored():
    report = read(requests("2021", BALANCED | {"granted": "|0|0|0|0|0|48"}))
    assert cells(report, "requests", "granted")["natural_person"] == "blank"
    assert verdicts(report, "R2")["granted; granted/natural_person would be 48"] == "not_assessable"


LABELS = [
    ("三、本年度办理结果|(一) 予以公开|LINE", "granted"),
    ("（三）不予公开|1. 属于国家秘密|LINE", "denied_state_secret"),
    ("2.其他法律法规禁止公开|LINE", "denied_by_law"),
    ("（六）其他处理|3 .其他|LINE", "other_rest"),
    ("3.其他|LINE", "other_rest"),
    ("（二）部分公开(区分处理的, 只计这一情形, 不计其他情形)|LINE", "partly_granted"),
    ("5. 要求行政机关<br>确认或重新出具已获取信息||LINE", "rejected_confirmation"),
    ("1.申请人无正当理由逾期不补正，行政机关<p>不再处理其政府信息公开申请</p>|LINE", "other_not_corrected"),
    ("(七) 总计|LINE", "handled"),
    ("三、本年度办 理结果|（五）不予处理|2、重复申请|LINE", "rejected_repeated"),
    ("3.危及三安全一稳定|LINE", "denied_stability"),
    ("四、结转下年度继续办理|||LINE", "carried_out"),
    ("4.保护第三方合法权盖|LINE", "denied_third_party"),
]


@pytest.mark.parametrize(("line", "item"), LABELS, ids=[item for _, item in LABELS])
def test_labels_in_the_wild(line, item):
    found = read(HEAD + "\n" + line.replace("LINE", "1|0|0|0|0|0|1") + "\n一、本年新收政府信息公开申请数量|1|0|0|0|0|0|1")
    assert cells(found, "requests", item)["total"] == 1


def test_a_line_no_label_explains_is_told_not_guessed():
    found = read(requests("2021") + "\n9.别的理由|1|2|3|4|5|6|21")
    assert "unknown_row" in codes(found)
    assert 21 not in cells(found, "requests").values()


def test_a_head_in_another_order_is_obeyed():
    lines = "自然人|总计|商业企业|科研机构|社会公益组织|法律服务机构|其他\n".join(requests().split(APPLICANTS + "\n")).replace(
        "0|0|0|0|0|0|0", "5|7|0|0|0|0|2"
    )
    assert cells(read(lines), "requests", "received") == {
        "natural_person": 5,
        "total": 7,
        "business": 0,
        "research": 0,
        "public_interest": 0,
        "legal_service": 0,
        "other_org": 2,
    }


def test_a_table_cut_by_page_ends_is_one_table():
    lines = requests("2021", BALANCED).split("\n")
    found = read("三、收到和处理政府信息公开申请情况", *("\n".join(part) for part in (lines[:2], lines[2:9], lines[9:20], lines[20:])))
    assert len(cells(found, "requests")) == 25 * 7
    assert set(verdicts(found, "R3").values()) == {"pass"}


def test_another_table_after_the_heading_of_another_part_is_left_alone():
    found = read(requests("2021", BALANCED), "五、存在的主要问题及改进情况", "3.其他|9|9|9|9|9|9|9\n培训|1|1|1|1|1|1|1")
    assert 9 not in cells(found, "requests").values()
    assert codes(found) == set()


def test_markup_is_what_was_meant():
    assert table("a|b").count("<td>") == 2
    assert "<p>x</p>" in page("x")


def test_the_line_of_a_group_above_its_rows_has_no_figures_of_its_own():
    lines = requests().replace("1.申请人无正当理由", "（六）其他处理|||||||\n1.申请人无正当理由")
    found = read(lines)
    assert cells(found, "requests", "other") == {}
    assert set(verdicts(found, "R3").values()) == {"pass"}


@pytest.mark.parametrize("corner", ["（本列数据的勾稽关系为）|申请人情况\n", "（本列数据的勾稽关系为）||申请人情况\n|"])
def test_heads_whose_spans_are_lost_are_read_in_the_order_of_the_form(corner):
    head = f"{corner}自然人|法人或其他组织|总计\n商业企业|科研机构|社会公益组织|法律服务机构|其他"
    rows = "\n".join(requests(changed={"received": "1|0|0|0|0|5|6"}).split("\n")[3:])
    found = cells(read(f"{head}\n{rows}"), "requests", "received")
    assert [found[key] for key in ("natural_person", "business", "other_org", "total")] == [1, 0, 5, 6]


def test_totals_left_blank_below_no_head_are_no_zeros():
    rows = requests(zero="0|0|0|0|0|0|").split("\n")
    found = read(requests().split("\n")[0] + "\n" + "\n".join(rows[3:]))
    # six zeros and a blank behind them: the total was left blank, or a zero was lost and the row filled up
    assert set(cells(found, "requests", "granted").values()) == {"uncertain"}
