"""A whole is held against its parts only where it covers them and all are held; slips are found, near misses left alone."""

import pytest

from parsers.report.checks import between_levels
from parsers.types import Fact, Place, Report, Section

COVERS = "本报告由市政府办公室根据各部门、各县（市、区）年度报告汇总编制。"
SILENT = "本报告由甲市人民政府编写。"


def report(text, **cells):
    """A report with this preamble and these cells of section three: {item: value}; None for a cell without a number."""
    facts = tuple(Fact("requests", item, "total", value, None, str(value), "number", Place(0, 0, 0)) for item, value in cells.items())
    return Report("", None, 2023, "2021", None, sections=(Section("", "", text),), facts=facts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COVERS, True),
        ("本报告汇总了全市各部门、各县区的年度报告。", True),
        ("统计数据包括市政府各部门、各街道。", True),
        ("全市行政机关共收到政府信息公开申请120件。", True),
        ("全县各级行政机关新收信息公开申请3件。", True),
        (SILENT, False),
        ("表格里的数字靠人工汇总，核对花的时间多。", False),  # another sense of the word
        ("对各部门开展培训。汇总分析群众关切。", False),  # in two sentences
        ("全市政务公开培训覆盖各县区。", False),
        ("全市共收到群众来信120件，其中申请开业30件。", False),
        ("本报告数据仅为市本级数据。根据各部门年报汇总编制。", False),  # a limit comes before any other
        ("本报告数据不含各县区。数据包括各部门。", False),
    ],
)
def test_which_reports_say_that_they_take_in_their_parts(text, expected):
    assert between_levels.covers(report(text)) is expected


@pytest.mark.parametrize(
    ("text", "missing", "whole", "verdict"),
    [
        (COVERS, None, {"received": 5, "granted": 2}, "pass"),
        (COVERS, None, {"received": 6, "granted": 2}, "fail"),  # more than its parts
        (COVERS, None, {"received": 4, "granted": 2}, "fail"),
        (COVERS, None, {"received": 4, "granted": 9}, "fail"),
        (COVERS, "2 of 3 known parts held", {"received": 6, "granted": 2}, "not_assessable"),  # the missing one may have it
        (COVERS, "2 of 3 known parts held", {"received": 4, "granted": 2}, "uncertain"),  # those held are too many already
        (SILENT, None, {"received": 4, "granted": 2}, "not_assessable"),
        (SILENT, None, {"received": 5, "granted": 2}, "not_assessable"),
        (COVERS, None, {"carried_in": 1}, "not_assessable"),  # no part prints it
    ],
)
def test_one_row_a_table(text, missing, whole, verdict):
    parts = [report(SILENT, received=2, granted=2), report(SILENT, received=3, granted=0)]
    checks = between_levels.compared(report(text, **whole), parts, missing)
    assert [(check.rule, check.verdict) for check in checks] == [("H1", verdict)]


def test_what_disagrees_is_named_the_widest_first():
    whole = report(COVERS, received=4, granted=90, handled=1, carried_out=1, carried_in=3)
    parts = [report(SILENT, received=2, granted=2, handled=2, carried_out=2, carried_in=1)] * 2
    (check,) = between_levels.compared(whole, parts, None)
    assert (check.expected, check.found) == ("4", "90")
    assert check.detail == ("requests; 4 of 5 cells: granted/total 4 ≠ 90, handled/total 4 ≠ 1, carried_out/total 4 ≠ 1, …")


def test_a_cell_that_a_part_leaves_blank_is_not_added_up():
    parts = [report(SILENT, received=2, granted=2), report(SILENT, received=3, granted=None)]
    assert [check.verdict for check in between_levels.compared(report(COVERS, received=5, granted=9), parts, None)] == ["pass"]
    assert [check.verdict for check in between_levels.compared(report(COVERS, granted=9), parts, None)] == ["not_assessable"]


def test_without_parts_nothing_is_said():
    assert between_levels.compared(report(COVERS, received=1), [], None) == ()
    assert between_levels.compared(report(COVERS), [report(SILENT, received=1)], None) == ()
