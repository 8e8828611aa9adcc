"""Lines of a text whose items stand in the head and whose columns stand before the figures: such a group is set upright, and no other."""

import pytest

from parsers.report.forms import forms
from parsers.report.forms.rows import TableLine
from parsers.report.tables.line_order import upright
from parsers.types import Cell

FORMS = forms.load()
HEAD, ISSUED, REPEALED = ("规章", "行政规范性文件"), ("本年制发件数", "1", "2"), ("本年废止件数", "3", "4")


def line(*texts):
    return TableLine(0, 0, tuple(Cell(0, number, text) for number, text in enumerate(texts)))


def set_upright(*lines):
    return [each and [cell.text for cell in each.cells] for each in upright([each and line(*each) for each in lines], FORMS)]


def test_a_turned_group_is_set_upright():
    assert set_upright(HEAD, ISSUED, REPEALED) == [["本年制发件数", "本年废止件数"], ["规章", "1", "3"], ["行政规范性文件", "2", "4"]]
    assert [each.turned for each in upright([line(*HEAD), line(*ISSUED)], FORMS)] == [True] * 3


@pytest.mark.parametrize(
    "lines",
    [
        [("规章", "天气"), ISSUED],  # one of the heads is no item
        [("天气", "风力"), ISSUED],
        [HEAD, ("天气", "1", "2")],  # no column of the form
        [HEAD, ("本年制发件数", "1")],  # a figure is missing
        [HEAD, ("本年制发件数", "1", "2", "3")],
        [("规章", "1"), ("本年制发件数", "2")],  # the head has figures
        [HEAD],
        [None, HEAD, None, ISSUED],
    ],
)
def test_other_lines_stay_as_they_are(lines):
    assert set_upright(*lines) == [each and list(each) for each in lines]


def test_a_group_ends_with_the_first_other_line():
    found = set_upright(("其他", "1"), HEAD, ISSUED, None, HEAD, REPEALED)
    assert found == [
        ["其他", "1"],
        ["本年制发件数"],
        ["规章", "1"],
        ["行政规范性文件", "2"],
        None,
        ["本年废止件数"],
        ["规章", "3"],
        ["行政规范性文件", "4"],
    ]


class Looked(list):
    """Lines that count how many of them were taken."""

    taken = 0

    def __getitem__(self, at):
        found = super().__getitem__(at)
        self.taken += len(found) if isinstance(at, slice) else 1
        return found


def test_each_line_is_looked_at_a_few_times_however_many_follow():
    lines = Looked([line("说明", "一段话"), line(*HEAD), line(*ISSUED)] * 700)
    assert len(list(upright(lines, FORMS))) == 700 * 4
    assert lines.taken <= 6 * len(lines)
