"""A row of a table that is nothing but the heading of a part parts the table; its cells keep their places."""

from parsers.report.forms import sections
from parsers.report.forms.forms import load
from parsers.types import Cell, Paragraph, Table


def test_a_heading_in_a_row_of_its_own_is_a_heading():
    cells = (
        Cell(0, 0, "规章"),
        Cell(0, 1, "3"),
        Cell(1, 0, "三、收到和处理政府信息公开申请情况", colspan=2),
        Cell(2, 0, "（一）予以公开"),
        Cell(2, 1, "4"),
    )
    above, heading, below = sections.unglued([Table(0, cells)], load())
    assert isinstance(heading, Paragraph)
    assert heading.text == "三、收到和处理政府信息公开申请情况"
    assert [[(cell.row, cell.text) for cell in table.cells] for table in (above, below)] == [
        [(0, "规章"), (0, "3")], [(2, "（一）予以公开"), (2, "4")],
    ]  # fmt: skip


def test_a_heading_whose_text_is_in_each_cell_of_its_row_is_one_too():
    repeated = tuple(Cell(0, column, "三、收到和处理政府信息公开申请情况") for column in range(3))
    rest = (Cell(1, 0, "（一）予以公开"), Cell(1, 1, "4"), Cell(1, 2, "4"))
    heading, below = sections.unglued([Table(0, (*repeated, *rest))], load())
    assert (heading.text, below.cells) == ("三、收到和处理政府信息公开申请情况", rest)
    other = (*repeated[:1], Cell(0, 1, "4"), *repeated[2:])
    assert len(sections.unglued([Table(0, (*other, *rest))], load())) == 1


def test_a_numbered_row_with_figures_is_none():
    cells = (Cell(0, 0, "一、本年新收政府信息公开申请数量"), Cell(0, 1, "4"))
    assert sections.unglued([Table(0, cells)], load()) == (Table(0, cells),)


def test_the_groups_of_a_statistics_table_are_no_headings_where_it_goes_on_either():
    head = (Cell(0, 0, "统计指标"), Cell(0, 1, "单位"), Cell(0, 2, "统计数"))
    group = (Cell(1, 0, "三、依申请公开情况"), Cell(1, 1, ""), Cell(1, 2, ""))
    figure = (Cell(2, 0, "（一）收到申请数"), Cell(2, 1, "件"), Cell(2, 2, "4"))
    tables = [Table(0, (*head, *group, *figure)), Table(1, (*group, *figure))]
    assert sections.unglued(tables, load()) == tuple(tables)
    assert len(sections.unglued(tables[1:], load())) == 2  # without the head it is the heading of 三
