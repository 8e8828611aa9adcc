import pytest

from tests.helpers.sheets import DISPUTES_HEAD, cells, read, requests, verdicts

LINE = "1|0|2|0|3|12|0|0|0|12|0|0|0|0|0"
FIGURES = [int(text) for text in LINE.split("|")]


def disputes(lines, head=DISPUTES_HEAD):
    return read(requests(), "四、政府信息公开行政复议、行政诉讼情况", f"{head}\n{lines}")


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        (LINE, DISPUTES_HEAD),
        (LINE + "|", DISPUTES_HEAD),
        (LINE.replace("|0|12|0|0|0|12", "|0|12|0|0|0|0|12", 1).replace("2|0|3|12", "2|0|3|12"), DISPUTES_HEAD),
        (LINE, DISPUTES_HEAD.replace("结果维持", "结果 维持").replace("尚未审结", "尚未<br>审结")),
        (LINE + "\n" + "|" * 14, DISPUTES_HEAD),
        (LINE, "行政复议行政诉讼|\n" + DISPUTES_HEAD.split("\n")[1]),
        (LINE, DISPUTES_HEAD.split("\n")[1]),
        ("|" * 14 + "\n" + LINE, DISPUTES_HEAD),
        (LINE, DISPUTES_HEAD.replace("\n", "\n" + "|" * 14 + "\n", 1)),
    ],
    ids=[
        "whole",
        "blank behind",
        "a zero doubled",
        "heads cut",
        "empty row behind",
        "heads glued",
        "top head lost",
        "empty row before",
        "empty row in the head",
    ],
)
def test_fifteen_figures(lines, head):
    found = disputes(lines, head)
    assert list(cells(found, "disputes").values()) == FIGURES
    assert set(verdicts(found, "R4").values()) == {"pass"}


def test_a_row_for_each_block():
    found = disputes("行政复议|1|0|2|0|3\n未经复议直接起诉|12|0|0|0|12\n复议后起诉|0|0|0|0|0")
    assert list(cells(found, "disputes").values()) == FIGURES


def test_an_empty_line_is_blank_and_no_line_is_nothing():
    assert set(cells(disputes("|" * 14), "disputes").values()) == {"blank"}
    assert cells(disputes(""), "disputes") == {}


def test_an_empty_line_between_the_heads_is_part_of_them():
    """Where litigation comes first, no figure may be read in the order of the form."""
    head = "<td colspan=10>行政诉讼</td><td colspan=5>行政复议</td>"
    blocks = "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>" + "<td></td>" * 5
    results = "".join(f"<td>{text}</td>" for text in DISPUTES_HEAD.split("\n")[1].split("|"))
    values = "".join(f"<td>{figure}</td>" for figure in (*FIGURES[5:], *FIGURES[:5]))
    rows = "".join(f"<tr>{cells}</tr>" for cells in (head, "<td></td>" * 15, blocks, results, values))
    found = read(requests(), "四、政府信息公开行政复议、行政诉讼情况", f"<table>{rows}</table>")
    assert list(cells(found, "disputes", "review").values()) == FIGURES[:5]
    assert list(cells(found, "disputes", "litigation_direct").values()) == FIGURES[5:10]
    assert list(cells(found, "disputes", "litigation_after_review").values()) == FIGURES[10:]


def test_a_block_left_blank():
    found = disputes("1|0|2|0|3|12|0|0|0|12|||||")
    assert set(cells(found, "disputes", "litigation_after_review").values()) == {"blank"}
    assert verdicts(found, "R4") == {"review": "pass", "litigation_direct": "pass", "litigation_after_review": "not_assessable"}


def test_a_wrong_total_fails():
    assert verdicts(disputes(LINE.replace("3|12", "4|12")), "R4") == {
        "review": "fail",
        "litigation_direct": "pass",
        "litigation_after_review": "pass",
    }


def test_fifteen_figures_without_a_head():
    found = read(requests(), "四、政府信息公开行政复议、行政诉讼情况", LINE)
    assert list(cells(found, "disputes").values()) == FIGURES
    assert cells(read(requests(), "四、政府信息公开行政复议、行政诉讼情况", "1|0|2|0|3|12|0|0|0|12"), "disputes") == {}


RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def test_a_table_for_each_block_below_one_another_is_read_by_its_own_head():
    rows = []
    for title, figures in (
        ("行政诉讼（复议后起诉）", "1|0|0|0|1"),
        ("行政复议", "2|0|0|0|2"),
        ("行政诉讼（未经复议直接起诉）", "3|0|0|0|3"),
    ):
        rows += [title, "|".join(RESULTS), figures]
    found = cells(read("四、政府信息公开行政复议、行政诉讼情况", "\n".join(rows)), "disputes")
    assert [found[block, "total"] for block in ("litigation_after_review", "review", "litigation_direct")] == [1, 2, 3]


@pytest.mark.parametrize("first", ["1", "件数"])
def test_a_serial_or_a_label_before_the_fifteen_figures_is_none_of_them(first):
    blocks = ["行政复议", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""]
    lines = ["|".join(["序号", *blocks]), "|".join(["", *RESULTS * 3]), "|".join([first, *(str(n) for n in range(15))])]
    found = cells(read("四、政府信息公开行政复议、行政诉讼情况", "\n".join(lines)), "disputes")
    assert list(found.values()) == list(range(15))
    assert found["review", "upheld"] == 0
    assert found["litigation_after_review", "total"] == 14


def test_a_line_above_a_table_of_five_results_names_its_block():
    pieces = []
    for title, figures in (
        ("行政复议", "2|0|0|0|2"),
        ("行政诉讼（未经复议直接起诉）", "3|0|0|0|3"),
        ("行政诉讼（复议后起诉）", "1|0|0|0|1"),
    ):
        pieces += [title, "|".join(RESULTS) + f"\n{figures}"]
    found = cells(read("四、政府信息公开行政复议、行政诉讼情况", *pieces), "disputes")
    assert [found[block, "total"] for block in ("review", "litigation_direct", "litigation_after_review")] == [2, 3, 1]
