import pytest

from tests.parsers.report.sheets import DISPUTES_HEAD, cells, read, requests, verdicts

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
    ],
    ids=["whole", "blank behind", "a zero doubled", "heads cut", "empty row behind", "heads glued", "top head lost", "empty row before"],
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
