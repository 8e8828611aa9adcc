"""The grid of a table of HTML: its rows, spans, breaks and what is no part of a cell; a table of layout is none."""

import pytest
from lxml import html

from parsers.html import tables


def table(inside):
    return html.fromstring(f"<html><body><table>{inside}</table></body></html>").find(".//table")


def grid(inside):
    return [
        (cell.row, cell.column, cell.rowspan, cell.colspan, cell.text)
        for cell in tables.read_table(tables.rows_of(table(inside)), 0, "").cells
    ]


def texts(inside):
    rows = {}
    for row, *_, text in grid(inside):
        rows.setdefault(row, []).append(text)
    return list(rows.values())


@pytest.mark.parametrize("tag", ["p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"])
def test_an_element_that_breaks_a_line_within_a_cell(tag):
    cell = html.Element("td")
    cell.text = "甲"
    inner = html.Element(tag)
    inner.text, inner.tail = "乙", "丙"
    cell.append(inner)
    assert tables.text_of(cell) == "甲\n乙\n丙"


@pytest.mark.parametrize("tag", ["br", "hr"])
def test_an_empty_element_that_breaks_a_line_within_a_cell(tag):
    assert tables.text_of(html.fromstring(f"<span>甲<{tag}>乙</span>")) == "甲\n乙"


@pytest.mark.parametrize("tag", ["span", "b", "i", "u", "em", "font", "strong", "a"])
def test_an_inline_element_breaks_no_line(tag):
    assert tables.text_of(html.fromstring(f"<div>甲<{tag}>乙</{tag}>丙</div>")) == "甲乙丙"
    assert tables.text_of(html.fromstring(f"<div><{tag}>乙</{tag}></div>")) == "乙"


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "head", "select", "button", "textarea", "svg", "object"])
def test_what_is_never_shown_is_no_part_of_a_cell(tag):
    cell, inner = html.Element("td"), html.Element(tag)
    cell.append(inner)
    inner.text = "99"
    assert tables.text_of(cell) == ""
    inner.tail = "3"
    assert tables.text_of(cell) == "3"
    cell.text = "1"
    assert tables.text_of(cell) == "13"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<td> 12 </td>", "12"),
        ("<td></td>", ""),
        ("<td><b><i>12</i></b></td>", "12"),
        ("<td>1<b>2</b></td>", "12"),
        ("<td><b>1</b>2</td>", "12"),
        ("<td> <b>1</b> </td>", "1"),
        ("<td><!-- 9 --></td>", ""),
        ("<td><b><!-- 9 --></b></td>", ""),
        ("<td><b>1<!-- 9 -->2</b></td>", "12"),
        ("<td><b>1</b><b>2</b></td>", "12"),
        ("<td><p><b>1</b></p></td>", "1"),
        ("<td>1<p>2</p>3</td>", "1\n2\n3"),
        ("<td>1<p>2</p></td>", "1\n2"),
        ("<td><b>1<br>2</b></td>", "1\n2"),
    ],
)
def test_the_text_of_a_cell(markup, text):
    assert tables.text_of(table(f"<tr>{markup}</tr>").find(".//td")) == text


def test_a_cell_nested_a_thousand_deep_is_read():
    cell = inner = html.Element("td")
    for _ in range(5000):
        inner.append(inner := html.Element("p"))
    inner.text = "12"
    assert tables.text_of(cell) == "12"


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        ("", (1, 1)),
        ("rowspan=2 colspan=2", (2, 2)),
        ("rowspan=' 2 ' colspan=' 2 '", (2, 2)),
        ("rowspan=9 colspan=201", (3, 200)),
        ("rowspan=0 colspan=0", (3, 1)),
        ("rowspan=x colspan=-2", (1, 1)),
        ("rowspan=1000000 colspan=1000000", (1, 1)),  # no number that a page means
        ("rowspan=100000 colspan=100000", (1, 1)),
        ("rowspan=99999 colspan=99999", (3, 200)),
        ("rowspan='' colspan=''", (1, 1)),
    ],
)
def test_the_places_a_cell_covers(spans, covered):
    assert grid(f"<tr><td {spans}>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr>")[0][2:4] == covered


def test_cells_go_round_those_that_reach_down():
    found = grid("<tr><td rowspan=3>a</td><td rowspan=2 colspan=2>b</td><td>c</td></tr><tr><td>d</td></tr><tr><td>e</td><td>f</td></tr>")
    assert [(row, column, text) for row, column, *_, text in found] == [
        (0, 0, "a"), (0, 1, "b"), (0, 3, "c"), (1, 3, "d"), (2, 1, "e"), (2, 2, "f"),
    ]  # fmt: skip


def test_spans_that_cover_more_than_any_form_count_as_one():
    row = "<tr>" + "<td colspan=200>x</td>" * 10 + "</tr>"
    found = grid(row * 101)
    assert [cell[3] for cell in found] == [200] * 1000 + [1] * 10
    assert found[1000][:2] == (100, 0)
    assert found[1009][:2] == (100, 9)


@pytest.mark.parametrize(
    ("inside", "rows"),
    [
        (
            "<tfoot><tr><td>总计</td></tr></tfoot><thead><tr><td>头</td></tr></thead><tbody><tr><td>甲</td></tr></tbody>",
            [["头"], ["甲"], ["总计"]],
        ),
        (
            "<tbody><tr><td>甲</td></tr></tbody><thead><tr><td>头</td></tr></thead><thead><tr><td>又</td></tr></thead>",
            [["头"], ["甲"], ["又"]],
        ),
        ("<caption>表</caption><colgroup><col></colgroup><tr><td>甲</td></tr>", [["甲"]]),
        ("<tr><th>甲</th><td>1</td></tr>", [["甲", "1"]]),
    ],
)
def test_the_rows_of_a_table(inside, rows):
    assert texts(inside) == rows


def wrapped(depth, tag="form"):
    outer = table("")
    inner = outer
    for _ in range(depth):
        inner.append(inner := html.Element(tag))
    inner.append(row := html.Element("tr"))
    row.append(cell := html.Element("td"))
    cell.text = "1"
    return outer


@pytest.mark.parametrize(("depth", "rows"), [(0, 1), (1, 1), (8, 1), (9, 0)])
def test_rows_wrapped_in_what_no_table_may_hold_are_its_own(depth, rows):
    found = tables.rows_of(wrapped(depth))
    assert len(found) == rows
    assert all(path == "/form[1]" * depth + "/tr[1]" for path, _ in found)


@pytest.mark.parametrize("tag", ["caption", "colgroup", "col", "table", "script", "template"])
def test_what_holds_no_row_of_this_table(tag):
    assert tables.rows_of(wrapped(1, tag)) == []


@pytest.mark.parametrize("tag", ["td", "th"])
def test_cells_outside_any_row_form_one(tag):
    outer = table("")
    for text in "甲乙":
        outer.append(cell := html.Element(tag))
        cell.text = text
    outer.append(html.Element("form"))
    outer.append(cell := html.Element(tag))
    cell.text = "丙"
    assert [(path, [cell.text for cell in cells]) for path, cells in tables.rows_of(outer)] == [("", ["甲", "乙"]), ("", ["丙"])]


def test_a_row_that_is_not_rendered_keeps_its_number_in_the_paths_of_others():
    inside = table("<tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody><tbody><tr><td>3</td></tr></tbody>")
    found = tables.rows_of(inside, {inside.find(".//tr")})
    assert [path for path, _ in found] == ["/tbody[1]/tr[2]", "/tbody[2]/tr[1]"]


LONG = "政府信息公开工作。" * 33 + "完整的"  # 300 characters


@pytest.mark.parametrize(
    ("inside", "layout"),
    [
        ("", True),
        ("<tr><td>1</td></tr>", True),
        ("<tr><td>1</td><td>2</td></tr>", False),
        ("<tr><td>1</td></tr><tr><td>2</td></tr>", False),
        (f"<tr><td>1</td><td>{LONG}</td></tr>", False),
        (f"<tr><td>1</td><td>{LONG}文</td></tr>", True),
        (f"<tr><td>1</td><td>{LONG}文</td></tr>" * 3, True),
        (f"<tr><td>1</td><td>{LONG}文</td></tr>" * 4, False),
        ("<tr><td>1</td><td><table><tr><td>2</td></tr></table></td></tr>", True),
        ("<tr><td>1</td><td>2</td><td><table><tr><td>2</td></tr></table></td></tr>" * 2, True),
        ("<tr><td>1</td><td>2</td><td><table><tr><td>2</td></tr></table></td></tr>" * 3, False),
        ("<tr><td>1</td><td><table><tr><td>2</td></tr></table></td></tr>" * 3, True),
    ],
)
def test_a_table_of_layout_is_told_from_one_of_figures(inside, layout):
    found = table(inside)
    assert tables.is_layout(found, tables.rows_of(found)) is layout


@pytest.mark.parametrize(("most", "text"), [(None, "甲乙丙"), (2, "甲乙"), (1, "甲"), (0, "")])
def test_the_first_pieces_of_a_text(most, text):
    assert tables.plain(html.fromstring("<p>甲<b>乙</b>丙</p>"), most) == text


def test_a_cell_has_the_number_of_its_table_and_its_own_path():
    found = tables.read_table(tables.rows_of(table("<tr><th>甲</th><td>1</td><td>2</td></tr>")), 4, "/table")
    assert found.index == 4
    assert [cell.path.rpartition("/")[2] for cell in found.cells] == ["th[1]", "td[1]", "td[2]"]
    assert all(cell.path.startswith("/table/") for cell in found.cells)
