"""Which readings of a table's rows satisfy the sums of its columns, and which sums a row has by itself; with forms of three rows."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from parsers.report.facts import align, column_sums
from parsers.report.facts.column_sums import RowReading, search
from parsers.report.facts.row_sums import edge_blank, edge_open, summed, sums
from parsers.report.forms.forms import Equation, load
from parsers.report.forms.rows import FigureRow, TableLine
from parsers.report.tables import text_lines
from parsers.types import Cell, Paragraph

COLUMN = Equation("C", "requests", "measures", ("a", "b"), ("total",))
ROW = Equation("R", "requests", "items", ("x", "y"), ("sum",))


def forms(*equations):
    return SimpleNamespace(equations=equations)


def row(item, *texts, measures=("x", "y"), table="requests", doubt=""):
    cells = tuple(Cell(0, number, text, doubt=doubt) for number, text in enumerate(texts))
    return FigureRow(table, tuple((item, measure) for measure in measures), cells, TableLine(0, 0, cells), item)


def way(*numbers, glued=False):
    return RowReading(tuple(None if number is None else Cell(0, 0, str(number)) for number in numbers), numbers, glued)


def found(rows, ways, *equations):
    return {place: reading.numbers for place, reading in search(rows, ways, forms(*(equations or (COLUMN,)))).items()}


ROWS = [row("a", "1", "2"), row("b", "3", "4"), row("total", "4", "6")]


@pytest.mark.parametrize(
    ("ways", "chosen"),
    [
        ([(way(1, 2),), (way(3, 4), way(4, 3)), (way(4, 6),)], {1: (3, 4)}),
        ([(way(1, 2), way(2, 1)), (way(3, 4), way(4, 3)), (way(4, 6),)], {0: (1, 2), 1: (3, 4)}),
        ([(way(1, 2),), (way(3, 4),), (way(6, 4), way(4, 6))], {2: (4, 6)}),
        ([(way(1, 2), way(0, 1)), (way(3, 4), way(4, 5)), (way(4, 6),)], {}),  # two solutions are none
        ([(way(1, 2),), (way(3, 5), way(2, 4)), (way(4, 6),)], {}),  # no solution
        ([(way(1, 2),), (way(3, 4),), (way(4, 6),)], {}),  # nothing is open
        ([(), (way(3, 4), way(4, 3)), (way(4, 6),)], {}),  # a row of which nothing is known leaves both columns undecided
    ],
)
def test_the_one_choice_that_satisfies_all_columns(ways, chosen):
    assert found(ROWS, ways) == chosen


def test_a_figure_that_was_lost_leaves_its_column_undecided():
    ways = [(way(1, None),), (way(3, 4), way(4, 4)), (way(4, 6),)]
    assert found(ROWS, ways) == {1: (3, 4)}
    ways = [(way(1, None),), (way(3, 4), way(3, 9)), (way(4, 6),)]
    assert found(ROWS, ways) == {}, "the second column tells the two apart, and it decides nothing"


def test_a_doubtful_row_is_open_with_one_reading():
    rows = [row("a", "1", "2", doubt="worn"), *ROWS[1:]]
    assert found(rows, [(way(1, 2),), (way(3, 4),), (way(4, 6),)]) == {0: (1, 2)}
    assert found(rows, [(way(1, 3),), (way(3, 4),), (way(4, 6),)]) == {}
    assert found(rows, [(), (way(3, 4),), (way(4, 6),)]) == {}


def test_other_equations_decide_nothing():
    ways = [(way(1, 2),), (way(3, 4), way(4, 3)), (way(4, 6),)]
    for equation in (
        Equation("C", "disputes", "measures", ("a", "b"), ("total",)),
        Equation("C", "requests", "items", ("a", "b"), ("total",)),
        Equation("C", "requests", "measures", ("a", "b"), ("total",), "at_least"),
    ):
        assert found(ROWS, ways, equation) == {}
        assert found(ROWS, ways, equation, COLUMN) == {1: (3, 4)}


def test_each_table_has_its_own_sums():
    others = [row(item, "1", "1", table="disputes") for item in ("a", "b", "total")]
    ways = [(way(1, 2),), (way(3, 4), way(4, 3)), (way(4, 6),), (way(9, 9),), (way(9, 9),), (way(1, 1),)]
    assert found([*ROWS, *others], ways) == {1: (3, 4)}


def test_a_column_that_no_form_explains_has_no_sum():
    rows = [row(item, "1", "2", measures=("x", "")) for item in ("a", "b", "total")]
    ways = [(way(1, 7),), (way(3, 7), way(4, 7)), (way(4, 0),)]
    assert found(rows, ways) == {1: (3, 7)}


GLUED = way(3, 4, glued=True)


def test_digits_that_were_parted_need_a_sum_beyond_the_row():
    ways = [(way(1, 2),), (GLUED, way(4, 3, glued=True)), (way(4, 6),)]
    assert found(ROWS, ways) == {1: (3, 4)}
    assert found(ROWS, [(way(1, 2),), (GLUED,), (way(4, 6),)]) == {1: (3, 4)}, "one reading of glued digits is open too"
    lost = [(way(1, None),), (GLUED,), (way(4, 6),)]
    assert found(ROWS, lost) == {}, "the second figure is in no sum that could be checked"
    outside = [*ROWS, row("c", "3", "4")]
    assert found(outside, [*[(way(1, 2),), (way(3, 4),), (way(4, 6),)], (GLUED,)]) == {}, "the row is a term of no sum"


def test_without_sums_only_zeros_can_be_parted():
    bound = Equation("C", "requests", "measures", ("a",), ("b",), "at_least")
    for text, expected in (("00", {0: (0, 0)}), ("34", {}), ("0", {})):
        rows = [FigureRow("requests", (("a", "x"), ("a", "y")), (Cell(0, 0, text),), TableLine(0, 0, ()), "a")]
        numbers = (0, 0) if text != "34" else (3, 4)
        assert found(rows, [(way(*numbers, glued=True),)], bound) == expected


@pytest.mark.parametrize(("count", "chosen"), [(16, True), (17, False)])
def test_of_too_many_readings_one_that_fits_is_chance(count, chosen):
    ways = [(way(1, 2),), tuple(way(3 + number, 4, glued=True) for number in range(count)), (way(4, 6),)]
    assert found(ROWS, ways) == ({1: (3, 4)} if chosen else {})
    plain = [(way(1, 2),), tuple(way(3 + number, 4) for number in range(count)), (way(4, 6),)]
    assert found(ROWS, plain) == {1: (3, 4)}


def test_a_search_that_takes_too_many_steps_finds_nothing(monkeypatch):
    ways = [(way(1, 2), way(2, 1)), (way(3, 4), way(4, 3)), (way(4, 6),)]
    steps = []
    original = column_sums._Columns._solve

    def counted(self, rows, downs):
        steps.append(1)
        return original(self, rows, downs)

    monkeypatch.setattr(column_sums._Columns, "_solve", counted)
    assert len(found(ROWS, ways)) == 2
    taken = len(steps)
    monkeypatch.setattr(column_sums, "MOST_STEPS", taken + 1)
    assert len(found(ROWS, ways)) == 2
    monkeypatch.setattr(column_sums, "MOST_STEPS", taken)
    assert found(ROWS, ways) == {}


# ---- the sums of one row


SEVEN = ("x", "y", "sum")


def test_the_sums_within_a_row():
    one = row("a", "1", "2", "3", measures=SEVEN)
    assert list(sums(one, forms(ROW))) == [([0, 1], [2])]
    assert list(sums(row("a", "1", "3", measures=("x", "sum")), forms(ROW))) == [([0], [1])]
    for other in (
        COLUMN,
        Equation("R", "disputes", "items", ("x",), ("sum",)),
        Equation("R", "requests", "items", ("x",), ("sum",), "at_least"),
    ):
        assert list(sums(one, forms(other))) == []
    twice = FigureRow("requests", (("a", "x"), ("a", "sum"), ("b", "x"), ("b", "sum")), (), TableLine(0, 0, ()), "")
    assert list(sums(twice, forms(ROW))) == [([0], [1]), ([2], [3])]


@pytest.mark.parametrize(
    ("key", "equation", "involved"),
    [
        (("a", "x"), ROW, True),
        (("a", "sum"), ROW, True),
        (("x", "a"), ROW, False),
        (("a", "sum"), COLUMN, True),
        (("total", "q"), COLUMN, True),
        (("q", "total"), COLUMN, False),
    ],
)
def test_the_key_of_a_column_is_in_its_sum(key, equation, involved):
    one = row("a", "1", "2", "3", measures=SEVEN)
    assert summed(one, key, forms(equation)) is involved
    assert not summed(one, key, forms(Equation(equation.rule, "disputes", equation.along, equation.left, equation.right)))
    assert not summed(one, key, forms(Equation(equation.rule, "requests", equation.along, equation.left, equation.right, "at_least")))


@pytest.mark.parametrize(
    ("texts", "blank"),
    [
        (("", "2", "3"), True),
        (("1", "2", ""), True),
        (("1", "", "3"), False),
        (("1", "2", "3"), False),
        (("", "", "3"), False),
        (("", "2", ""), False),
    ],
)
def test_one_blank_at_an_end_of_a_row(texts, blank):
    one = row("a", *texts, measures=SEVEN)
    assert edge_blank(one, one.cells, forms(ROW)) is blank
    assert edge_open(one, forms(ROW)) is blank
    assert not edge_blank(one, one.cells, forms(COLUMN)), "no sum says what was lost"
    doubtful = row("a", *texts, measures=SEVEN, doubt="worn")
    assert not edge_blank(doubtful, doubtful.cells, forms(ROW))


def test_a_row_whose_cells_fit_no_keys_is_not_open():
    one = row("a", "", "2", measures=SEVEN)
    assert not edge_open(one, forms(ROW))
    cells = (None, *row("a", "2", "3").cells)
    assert not edge_blank(row("a", "1", "2", "3", measures=SEVEN), cells, forms(ROW)), "a cell that is missing is not blank"


HEADLESS = [row("a", "1", "2", "3", measures=("x", "y", "sum")), row("b", "4", "9", "0", measures=("x", "y", "sum"))]
WIDE = [row("c", "1", "1", "2", "0", measures=("x", "y", "sum")), row("d", "1", "2", "3", "0", measures=("x", "y", "sum"))]


@pytest.mark.parametrize(("wide", "sure"), [(WIDE, [True, False]), (WIDE[:1], [True, True]), ([], [True, True])])
def test_a_row_beside_rows_with_a_figure_more_is_sure_only_by_its_own_sums(wide, sure):
    """4, nothing, 9, with a 0 of the extra column, reads as 4, 9, 0 where nothing places the figures."""
    settled = align.settle([replace(each, heads=(None,) * 3) for each in (*HEADLESS, *wide)], forms(ROW))[:2]
    assert [[cell.doubt == "" for cell in each.cells] for each in settled] == [[each] * 3 for each in sure]


@pytest.mark.parametrize(("figures", "sure"), [("1 2 3", True), ("0 19 0", False)])
def test_figures_printed_close_to_each_other_are_sure_only_by_the_sums_of_their_row(figures, sure):
    """0 and 19 of one cell would move all that is behind them."""
    doubted = FigureRow("requests", (("a", "x"), ("a", "y"), ("a", "sum")), pieces_of(figures), TableLine(0, 0, ()), "a")
    (settled,) = align.settle([doubted], forms(ROW))
    assert [cell.doubt == "" for cell in settled.cells] == [sure] * 3


def pieces_of(figures):
    """The figures of a line of a page whose first two are in one piece."""
    first, second, third = figures.split()
    cells = (Cell(0, 0, f"{first} {second}", page=1, box=(10, 10, 30, 20)), Cell(0, 1, third, page=1, box=(60, 10, 70, 20)))
    return text_lines.pieces(Paragraph(figures, page=1, cells=cells), load())
