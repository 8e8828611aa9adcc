"""Lines → cells, with numbers made by hand: which strokes are one line, which lines meet, what is a cell and what a table that goes on."""

import pytest

from parsers.pdf import grid, strikes, tables
from parsers.pdf.grid import Mesh, RuledCell, RuledGrid, Span
from parsers.pdf.page import Char, Matrix, PageContent, RulingLine
from parsers.pdf.tables import Placed


def char(text, x0, top, x1=None, bottom=None, mark=None):
    bottom = top + 10 if bottom is None else bottom
    return Char(text, x0, top, x0 + 5 if x1 is None else x1, bottom, bottom - 2, mark)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1.0, 2.6, 9.0], {1.0: 1.8, 2.6: 1.8, 9.0: 9.0}),
        ([1.0, 2.7], {1.0: 1.0, 2.7: 2.7}),
        ([4.0, 1.0, 2.5], {1.0: 2.5, 2.5: 2.5, 4.0: 2.5}),
        ([], {}),
    ],
)
def test_lines_that_are_one(values, places):
    assert grid.merged_places(values) == pytest.approx(places)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(0, 5), (8, 10)], [(0, 10)]),
        ([(0, 5), (8.5, 10)], [(0, 5), (8.5, 10)]),
        ([(0, 9), (2, 5), (11, 12)], [(0, 12)]),
        ([(6, 7), (0, 2)], [(0, 2), (6, 7)]),
        ([], []),
    ],
)
def test_the_pieces_of_a_dotted_line(spans, found):
    assert list(grid.runs(Span(0, *each) for each in spans)) == found


def test_strokes_shorter_than_a_line_are_none_and_a_dot_counts_both_ways():
    rules = [
        RulingLine(0, 10, 5, 10),
        RulingLine(0, 20, 4.9, 20),
        RulingLine(20, 0, 20, 6),
        *(RulingLine(x, 30, x + 3, 31) for x in (0, 5)),
    ]
    level, upright = grid.straight_lines(rules)
    assert [(span.at, span.start, span.end) for span in level] == [(10, 0, 5), (30.5, 0, 8)]
    assert [(span.at, span.start, span.end) for span in upright] == [(20, 0, 6)]
    dots = [RulingLine(9, y, 11, y + 1) for y in (0, 4, 8)]
    assert [(span.at, span.start, span.end) for span in grid.straight_lines(dots)[1]] == [(10, 0, 9)]
    assert grid.straight_lines([RulingLine(0, 0, 3.1, 1), RulingLine(0, 3, 3.1, 9)])[1] == [Span(1.55, 3, 9)]


@pytest.mark.parametrize(
    ("across", "down", "met"),
    [
        ((10, 0, 50), (20, 0, 30), True),
        ((10, 0, 50), (53, 0, 30), True),
        ((10, 0, 50), (53.1, 0, 30), False),
        ((10, 0, 50), (-3, 0, 30), True),
        ((10, 0, 50), (-3.1, 0, 30), False),
        ((33, 0, 50), (20, 0, 30), True),
        ((33.1, 0, 50), (20, 0, 30), False),
        ((-3, 0, 50), (20, 0, 30), True),
        ((-3.1, 0, 50), (20, 0, 30), False),
    ],
)
def test_lines_that_touch(across, down, met):
    assert grid.meet(Span(*across), Span(*down)) is met


def test_the_lines_of_two_tables_are_kept_apart_and_a_line_alone_is_none():
    level = [Span(0, 0, 10), Span(10, 0, 10), Span(0, 50, 60), Span(99, 0, 60)]
    upright = [Span(0, 0, 10), Span(10, 0, 10), Span(50, 0, 10)]
    found = grid.components(level, upright)
    assert [(across, down) for across, down in found] == [([level[0], level[1]], [upright[0], upright[1]]), ([level[2]], [upright[2]])]


@pytest.mark.parametrize(
    ("lines", "others", "found"),
    [
        ([10, 20], (10, 20), (10, 20)),
        ([10, 20], (6, 24), (10, 20)),
        ([10, 20], (5.9, 24.1), (5.9, 10, 20, 24.1)),
        ([20, 10], (10, 30), (10, 20, 30)),
        ([10, 10], (10, 30), (10, 30)),
    ],
)
def test_a_border_that_the_page_end_cuts_is_added(lines, others, found):
    assert grid.positions([Span(at, 0, 9) for at in lines], [Span(0, *others)]) == found


def test_a_mesh_is_neither_a_line_nor_larger_than_any_table(monkeypatch):
    square = [Span(0, 0, 10), Span(10, 0, 10)]
    mesh = grid.build_mesh(square, square)
    assert (mesh.xs, mesh.ys, sorted(mesh.upright), sorted(mesh.level)) == ((0, 10), (0, 10), [(0, 0), (1, 0)], [(0, 0), (1, 0)])
    assert grid.build_mesh([Span(0, 0, 3)], [Span(0, 0, 3)]) is None
    assert grid.build_mesh([Span(0, 0, 3), Span(9, 0, 3)], [Span(0, 0, 9)]) is None
    monkeypatch.setattr(grid, "MAX_MESH", 4)
    assert grid.build_mesh(square, square) is not None
    monkeypatch.setattr(grid, "MAX_MESH", 3)
    assert grid.build_mesh(square, square) is None


def test_a_wall_is_where_its_line_is_drawn():
    assert grid.walls([Span(5, 0, 10), Span(9, 10, 20)], (5, 9), (0, 10, 20)) == {(0, 0), (1, 1)}
    assert grid.walls([Span(5, 5, 15)], (5,), (0, 10, 20)) == {(0, 0), (0, 1)}  # as far as the middle
    assert grid.walls([Span(5, 5.1, 14.9)], (5,), (0, 10, 20)) == set()


def mesh(upright, level, xs=(0, 50, 100), ys=(0, 20, 40)):
    return Mesh(xs, ys, frozenset(upright), frozenset(level))


FULL = mesh([(line, row) for line in range(3) for row in range(2)], [(line, column) for line in range(3) for column in range(2)])
NO_LEFT_RIGHT = [(line, row) for line in range(1, 2) for row in range(2)]


@pytest.mark.parametrize(
    ("missing", "areas"),
    [
        (None, [0, 1, 2, 3]),
        (("upright", (1, 0)), [0, 0, 1, 2]),
        (("upright", (1, 1)), [0, 1, 2, 2]),
        (("level", (1, 0)), [0, 1, 0, 2]),
        (("level", (1, 1)), [0, 1, 2, 1]),
        (("upright", (0, 0)), [0, 1, 2, 3]),
        (("level", (2, 1)), [0, 1, 2, 3]),
    ],
)
def test_places_without_a_wall_between_them_are_one_cell(missing, areas):
    kind, wall = missing or ("upright", None)
    drawn = Mesh(
        FULL.xs,
        FULL.ys,
        FULL.upright - {wall} if kind == "upright" else FULL.upright,
        FULL.level - {wall} if kind == "level" else FULL.level,
    )
    found = grid.shut_in(drawn)
    numbers = [found[place] for place in ((0, 0), (0, 1), (1, 0), (1, 1))]
    assert [sorted(set(numbers), key=numbers.index).index(number) for number in numbers] == areas


def read(drawn, *chars):
    found = grid.read_grid(drawn, chars, 1)
    return found and [(cell.x0, cell.top, cell.x1, cell.bottom, cell.text, cell.doubt) for cell in found.cells]


def test_the_cells_of_a_grid_in_order_with_their_texts():
    found = grid.read_grid(FULL, [char("丁", 60, 25), char("甲", 5, 5), char("外", 150, 5), char("下", 5, 45)], 7)
    assert (found.page, found.x0, found.top, found.x1, found.bottom) == (7, 0, 0, 100, 40)
    assert [(cell.x0, cell.top, cell.x1, cell.bottom, cell.text) for cell in found.cells] == [
        (0, 0, 50, 20, "甲"),
        (50, 0, 100, 20, ""),
        (0, 20, 50, 40, ""),
        (50, 20, 100, 40, "丁"),
    ]


@pytest.mark.parametrize(
    ("drawn", "chars", "table"),
    [
        (FULL, [], False),
        (FULL, [char("甲", 5, 5)], True),
        (mesh([(0, 0), (1, 0), (2, 0)], [(0, 0), (0, 1), (1, 0), (1, 1)], ys=(0, 20)), [char("甲", 5, 5)], False),  # a frame around text
        (mesh([(0, 0), (1, 0), (2, 0)], [(0, 0), (0, 1), (1, 0), (1, 1)], ys=(0, 20)), [char("甲", 5, 5), char("乙", 60, 5)], True),
    ],
)
def test_a_frame_is_no_table(drawn, chars, table):
    assert bool(grid.read_grid(drawn, chars, 1)) is table


def test_an_area_with_steps_is_split_by_rows_and_doubted():
    stepped = Mesh(FULL.xs, FULL.ys, FULL.upright - {(1, 1)}, FULL.level - {(1, 0)})
    found = read(stepped, char("甲", 5, 5), char("乙", 60, 25), char("丙", 60, 5))
    assert [(each[:5], bool(each[5])) for each in found] == [
        ((0, 0, 50, 20, "甲"), True),
        ((50, 0, 100, 20, "丙"), False),
        ((0, 20, 100, 40, "乙"), True),
    ]
    assert [each[4] for each in read(stepped, char("丙", 60, 5), char("丁", 80, 25))] == ["丙", "丁"]


@pytest.mark.parametrize(("top", "row"), [(14.9, 0), (15, 1), (16, 1), (24, 1), (9, 0)])
def test_a_character_of_an_area_with_steps_is_in_the_row_of_its_middle(top, row):
    stepped = Mesh(FULL.xs, FULL.ys, FULL.upright - {(1, 1)}, FULL.level - {(1, 0)})
    found = {each[1]: each[4] for each in read(stepped, char("甲", 5, top), char("丙", 60, 5)) if each[0] == 0}
    assert found == {20 * row: "甲"}


def test_the_strip_of_a_double_border_and_the_steps_outside_are_no_cells():
    double = mesh(
        [(line, row) for line in range(3) for row in range(2)], [(line, column) for line in range(3) for column in range(2)], ys=(0, 4, 30)
    )
    assert [each[:4] for each in read(double, char("甲", 5, 10), char("乙", 60, 10))] == [(0, 4, 50, 30), (50, 4, 100, 30)]
    wider = mesh(double.upright, double.level, ys=(0, 4.1, 30))
    assert len(read(wider, char("甲", 5, 10), char("乙", 60, 10))) == 4
    ragged = Mesh(FULL.xs, FULL.ys, FULL.upright - {(2, 1)}, FULL.level)  # the lower right place is open
    assert len(read(ragged, char("甲", 5, 5), char("乙", 60, 5))) == 3
    assert len(read(ragged, char("甲", 5, 5), char("乙", 60, 25))) == 4
    left = Mesh(FULL.xs, FULL.ys, FULL.upright - {(0, 1)}, FULL.level)
    assert len(read(left, char("甲", 5, 5), char("乙", 60, 5))) == 3
    both = Mesh(FULL.xs, FULL.ys, FULL.upright - {(2, 1), (2, 0)}, FULL.level)  # a table without its right edge
    assert len(read(both, char("甲", 5, 5), char("乙", 60, 5))) == 4


CELL = RuledCell(0, 0, 40, 20, "")


@pytest.mark.parametrize(
    ("image", "held"),
    [
        ((10, 5, 30, 15), True),
        ((-10, -5, 50, 25), True),
        ((-11, 5, 50, 15), False),
        ((10, -6, 30, 25), False),
        ((40, 5, 60, 15), False),
        ((20, 0, 60, 20), True),
        ((-40, 0, 0, 20), False),
        ((-20, 0, 20, 20), True),
        ((10, 10, 30, 30), True),
        ((10, 11, 30, 31), False),
        ((10, -10, 30, 10), True),
        ((10, -11, 30, 9), False),
    ],
)
def test_a_picture_in_a_cell(image, held):
    assert grid.inside(image, CELL) is held


def test_a_cell_with_nothing_but_a_picture_is_unread():
    cells = (CELL, RuledCell(40, 0, 80, 20, "1"))
    whole = RuledGrid(1, 0, 0, 80, 20, cells)
    marked = grid.with_pictures(whole, [(5, 5, 15, 15), (45, 5, 55, 15)])
    assert [set(cell.marks) for cell in marked.cells] == [{"picture"}, set()]
    assert grid.with_pictures(whole, [(0, 0, 81, 15)]) == whole  # a background
    assert grid.with_pictures(whole, [(5, 0, 15, 21)]) == whole
    assert grid.with_pictures(whole, []) is whole
    assert grid.with_pictures(None, [(5, 5, 15, 15)]) is None


def test_characters_of_one_table_are_not_of_another():
    outer = [RulingLine(0, y, 200, y) for y in (0, 100, 200)] + [RulingLine(x, 0, x, 200) for x in (0, 100, 200)]
    inner = [RulingLine(110, y, 190, y) for y in (110, 150, 190)] + [RulingLine(x, 110, x, 190) for x in (110, 150, 190)]
    chars = (char("甲", 10, 10), char("乙", 110 + 10, 120), char("丙", 160, 160))
    page = PageContent(3, 300, 300, chars, tuple(outer + inner), (), Matrix())
    found = grid.grids(page)
    assert [(each.page, each.x0, each.top) for each in found] == [(3, 0, 0)]
    assert [cell.text for cell in found[0].cells] == ["甲", "", "", "乙丙"]


@pytest.mark.parametrize(
    ("edges", "held"),
    [
        ((0, 0, 10, 10), True),
        ((-5, 0, 5, 10), True),
        ((-6, 0, 5, 10), False),
        ((95, 30, 105, 50), True),
        ((95, 31, 105, 50), False),
        ((96, 30, 105, 50), False),
    ],
)
def test_a_character_in_a_grid(edges, held):
    x0, top, x1, bottom = edges
    assert RuledGrid(1, 0, 0, 100, 40, ()).holds(char("甲", x0, top, x1, bottom)) is held


@pytest.mark.parametrize(("sizes", "several"), [([10, 7.8], True), ([10, 7.9], False), ([10, 10], False), ([], False), ([7.8, 10], True)])
def test_characters_of_several_sizes(sizes, several):
    assert grid.of_several_sizes([char("1", 0, 0, 5, size) for size in sizes]) is several


@pytest.mark.parametrize(
    ("rule", "mark"),
    [
        ((0, 5, 10, 5), "struck"),
        ((0, 3, 10, 3), "struck"),
        ((0, 2.9, 10, 2.9), None),
        ((0, 7, 10, 7), "struck"),
        ((0, 7.1, 10, 7.1), None),
        ((0, 9, 10, 9), None),
        ((4, 5, 10, 5), "struck"),
        ((4.1, 5, 20, 5), None),
        ((-20, 5, 6, 5), "struck"),
        ((-20, 5, 5.9, 5), None),
        ((5, 0, 5, 10), None),
    ],
)
def test_a_rule_that_strikes_a_character(rule, mark):
    page = PageContent(1, 100, 100, (char("1", 0, 0, 10, 10), char(" ", 0, 0, 10, 10)), (RulingLine(*rule),), (), Matrix())
    found = strikes.marked(page)
    assert [each.mark for each in found.chars] == [mark, None]
    assert len(found.rules) == int(mark is None)


@pytest.mark.parametrize(
    ("edges", "kept"),
    [
        ((0, 0, 5, 10), True),
        ((-5, 0, 0, 10), False),
        ((0, -10, 5, 0), False),
        ((100, 0, 105, 10), False),
        ((99, 0, 105, 10), True),
        ((0, 50, 5, 60), False),
        ((0, 49, 5, 60), True),
    ],
)
def test_what_is_off_the_page_is_not_read(edges, kept):
    x0, top, x1, bottom = edges
    page = PageContent(1, 100, 50, (char("甲", x0, top, x1, bottom),), (), (), Matrix())
    assert bool(strikes.marked(page).chars) is kept


def test_a_struck_character_keeps_the_mark_it_has():
    page = PageContent(1, 100, 50, (char("甲", 0, 0, 10, 10, "hidden"),), (RulingLine(0, 5, 10, 5),), (), Matrix())
    assert [each.mark for each in strikes.marked(page).chars] == ["hidden"]


def placed(text, x0=0, top=0, x1=40, bottom=20, full=False, page=1, doubt="", marks=(), aside=""):
    return Placed(RuledCell(x0, top, x1, bottom, text, full, doubt, frozenset(marks), aside), page, (x0, top, x1, bottom))


@pytest.mark.parametrize(
    ("text", "figure", "label", "numbered"),
    [
        ("12", True, False, False),
        ("-12", True, False, False),
        ("1,234.5万元", True, False, False),
        ("３件", True, False, False),
        ("12％", True, False, False),
        ("/", True, False, False),
        ("——", True, False, False),
        ("无", True, False, False),
        ("", False, False, False),
        ("规章", False, True, False),
        ("一、总计", False, True, True),
        ("（一）公开", False, True, True),
        ("3. 其他", False, True, True),
        ("12年", False, True, False),
        ("1.5", True, False, True),
    ],
)
def test_what_a_cell_holds(text, figure, label, numbered):
    cell = placed(text)
    assert (cell.figure, cell.label, cell.numbered) == (figure, label, numbered)


@pytest.mark.parametrize(
    ("pages", "widths", "goes"),
    [
        ((1, 2), (100, 100), True),
        ((1, 2), (100, 103), True),
        ((1, 2), (103, 100), True),
        ((1, 2), (100, 103.1), False),
        ((1, 3), (100, 100), False),
        ((1, 1), (100, 100), False),
    ],
)
def test_a_table_that_goes_on_over_the_page_end(pages, widths, goes):
    upper, lower = (RuledGrid(page, 50, 0, 50 + width, 10, ()) for page, width in zip(pages, widths, strict=True))
    assert tables.goes_on(upper, lower) is goes


def row(*texts, top=0, bottom=20, page=1, full=()):
    return [placed(text, 40 * n, top, 40 * n + 40, bottom, n in full, page) for n, text in enumerate(texts)]


def joined(above, below):
    stack = tables.stitched(above, below)
    cells = tables.numbered_cells(stack)
    rows = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        (row("规章", "1"), row("其他", "2"), [["规章", "1"], ["其他", "2"]]),
        (row("行政规范", "1", full={0}), row("性文件", ""), [["行政规范性文件", "1"]]),
        (row("行政规范", "", full={0}), row("性文件", "1"), [["行政规范性文件", "1"]]),
        (row("行政规范", "1", full={0}), row("性文件", "2"), [["行政规范", "1"], ["性文件", "2"]]),
        (row("行政规范", "1"), row("性文件", ""), [["行政规范", "1"], ["性文件", ""]]),
        (row("行政规范", "1", full={0}), row("二、其他", ""), [["行政规范", "1"], ["二、其他", ""]]),
        (row("行政处罚", "5591", full={1}), row("", "2"), [["行政处罚", "55912"]]),
        (row("行政处罚", "5591"), row("", "2"), [["行政处罚", "5591"], ["2"]]),
        (row("", "5591", full={1}), row("", "2"), [["", "5591"], ["", "2"]]),
        (row("行政处罚", "5591", full={1}), row("", "2件"), [["行政处罚", "5591"], ["2件"]]),
        (row("行政处罚", "5591", full={1}), row("", ""), [["行政处罚", "5591"], ["", ""]]),
        (row("行政规范", "1", full={0}), row("性文件", "", "x"), [["行政规范", "1"], ["性文件", "", "x"]]),
        (row("甲", "乙", full={0, 1}), row("丙", "丁"), [["甲丙", "乙丁"]]),
        (row("甲", "乙", full={0}), row("丙", "丁"), [["甲", "乙"], ["丙", "丁"]]),
    ],
)
def test_what_the_page_end_cuts_is_put_together(above, below, found):
    assert joined(above, below) == found


def test_a_merged_label_goes_on_below_the_page_end():
    above = [
        placed("办理结果", 0, 0, 40, 40),
        placed("公开", 40, 0, 80, 20),
        placed("1", 80, 0, 120, 20),
        placed("部分", 40, 20, 80, 40),
        placed("2", 80, 20, 120, 40),
    ]
    below = [
        placed("", 0, 0, 40, 40, page=2),
        placed("不公开", 40, 0, 80, 20, page=2),
        placed("3", 80, 0, 120, 20, page=2),
        placed("其他", 40, 20, 80, 40, page=2),
        placed("4", 80, 20, 120, 40, page=2),
    ]
    cells = tables.numbered_cells(tables.stitched(above, below))
    assert [(cell.text, cell.row, cell.rowspan) for cell in cells if cell.column == 0] == [("办理结果", 0, 4)]
    assert [(cell.text, cell.page) for cell in cells if cell.column == 2] == [("1", 1), ("2", 1), ("3", 2), ("4", 2)]


def test_two_halves_of_a_cell():
    whole = tables.one_cell(placed("55", doubt="", marks={"struck"}, aside="1"), placed("66", bottom=30, page=2, aside="2"))
    assert (whole.cell.text, whole.cell.bottom, whole.page, bool(whole.cell.doubt), set(whole.cell.marks), whole.cell.aside) == (
        "5566",
        30,
        1,
        True,
        {"struck"},
        "12",
    )
    assert tables.one_cell(placed(""), placed("甲", page=2)).page == 2
    assert tables.one_cell(placed("甲"), placed("乙")).cell.doubt == ""
    assert tables.one_cell(placed("甲", doubt="a"), placed("乙", doubt="b")).cell.doubt == "a"
    assert tables.one_cell(placed("甲"), placed("乙", doubt="b")).cell.doubt == "b"


@pytest.mark.parametrize(
    ("above", "below", "left"),
    [
        (row("项目", "数") + row("规章", "1", top=20, bottom=40), row("项目", "数") + row("其他", "2", top=20, bottom=40), ["其他", "2"]),
        (
            row("项目", "数") + row("规章", "1", top=20, bottom=40),
            row("项目", "量") + row("其他", "2", top=20, bottom=40),
            ["项目", "量", "其他", "2"],
        ),
        (row("规章", "1"), row("规章", "1") + row("其他", "2", top=20, bottom=40), ["规章", "1", "其他", "2"]),  # figures are no head
        (row("项目", "数"), row("项目", "数"), ["项目", "数"]),
        (row("项目", "数"), row("项目", "数", bottom=23) + row("其他", "2", top=20, bottom=40), ["其他", "2"]),
        (row("项目", "数"), row("项目", "数", bottom=24) + row("其他", "2", top=20, bottom=40), ["项目", "数", "其他", "2"]),
    ],
)
def test_a_head_that_is_repeated_on_the_next_page_comes_once(above, below, left):
    assert [each.cell.text for each in tables.without_repeated_head(above, below)] == left


def test_a_table_of_two_pages_counts_its_rows_on_and_keeps_each_place():
    parts = [
        RuledGrid(
            page,
            left,
            700,
            left + 80,
            740,
            tuple(
                each.cell
                for each in (
                    placed(texts[0], left, 700, left + 40, 720),
                    placed(texts[1], left + 40, 700, left + 80, 720),
                    placed(texts[2], left, 720, left + 40, 740),
                    placed(texts[3], left + 40, 720, left + 80, 740),
                )
            ),
        )
        for page, left, texts in ((4, 50, "甲1乙2"), (5, 60, "丙3丁4"))
    ]
    table = tables.table_of(parts, 2, lambda page, box: (page, *box[1:]))
    assert (table.index, table.page) == (2, 4)
    assert [(cell.row, cell.column, cell.text, cell.page, cell.rowspan, cell.colspan) for cell in table.cells] == [
        (0, 0, "甲", 4, 1, 1),
        (0, 1, "1", 4, 1, 1),
        (1, 0, "乙", 4, 1, 1),
        (1, 1, "2", 4, 1, 1),
        (2, 0, "丙", 5, 1, 1),
        (2, 1, "3", 5, 1, 1),
        (3, 0, "丁", 5, 1, 1),
        (3, 1, "4", 5, 1, 1),
    ]
    assert [cell.box for cell in table.cells][4] == (5, 700, 100, 720)


def test_columns_and_rows_are_counted_where_cells_begin():
    cells = tables.numbered_cells(
        [placed("a", 0, 0, 80, 20), placed("b", 80, 0, 120, 40), placed("c①", 0, 20, 40, 40), placed("12①", 40, 20, 80, 40)]
    )
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in cells] == [
        (0, 0, 1, 2, "a"),
        (0, 2, 2, 1, "b"),
        (1, 0, 1, 1, "c①"),
        (1, 1, 1, 1, "12"),
    ]
