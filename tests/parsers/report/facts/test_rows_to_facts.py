"""Rows of figures → facts, with rows made by hand: which cell is whose, what sums decide, what stays open, and what a form lacks."""

from dataclasses import replace

import pytest

from parsers.report.facts import align, facts, fit, lacking
from parsers.report.forms.forms import load
from parsers.report.forms.rows import FigureRow, TableLine
from parsers.types import Cell
from tests.helpers.facts import fact

FORMS = load()
MEASURES = list(FORMS.request_measures.labels)
DISPUTE = list(FORMS.dispute_measures.labels)


def line(*texts, table=0, number=3, first=1, doubt="", columns=None, page=None):
    places = columns or range(first, first + len(texts))
    cells = [Cell(number, column, text, doubt=doubt) for column, text in zip(places, texts, strict=True)]
    return TableLine(table, number, tuple(cells), page)


def row(*texts, item="received", heads=(), measures=MEASURES, table="requests", **more):
    made = line(*texts, **more)
    return FigureRow(table, tuple((item, measure) for measure in measures), made.cells, made, item, heads=heads)


def heads(*columns, span=1):
    return tuple(Cell(0, column, "x", colspan=span) for column in columns)


SEVEN = heads(*range(1, 8))


def texts(cells):
    return None if cells is None else [cell and cell.text for cell in cells]


@pytest.mark.parametrize(
    ("printed", "columns", "found"),
    [
        (["1", "0", "0", "0", "0", "0", "1"], None, "1 0 0 0 0 0 1"),
        (["1", "0", "0", "0", "0", "0", "1", ""], None, "1 0 0 0 0 0 1"),
        (["", "1", "0", "0", "0", "0", "0", "1"], None, "1 0 0 0 0 0 1"),
        (["", "1", "0", "0", "0", "0", "0", "1", ""], None, "1 0 0 0 0 0 1"),
        (["1", "0", "0", "0", "0", "0", "1", "9"], None, None),
        (["", "", "", "", "", "", "", ""], None, "      "),
        (["1", "0", "0", "0", "0", "1", "", ""], None, None),  # the blank may be the lost figure
        (["1", "0", "0", "0", "0", "1"], None, None),
    ],
)
def test_the_cells_of_a_row_without_heads(printed, columns, found):
    assert texts(fit.fit(row(*printed, columns=columns))) == (None if found is None else found.split(" "))


@pytest.mark.parametrize(
    ("columns", "above", "found"),
    [
        ([1, 2], heads(1, 2), ["a", "b"]),
        ([1, 3], heads(1, 2, span=2), ["a", "b"]),
        ([2, 3], heads(1, 2, span=2), None),  # the first is below both
        ([1, 3], (Cell(0, 1, "x", colspan=2), Cell(0, 3, "x")), ["a", "b"]),
        ([1, 2], (Cell(0, 1, "x", colspan=2), Cell(0, 3, "x")), None),
        ([1, 5], heads(1, 2), None),
        ([1, 2], (Cell(0, 1, "x"), None), None),
        ([1, 2], (), None),
    ],
)
def test_the_cells_below_their_heads(columns, above, found):
    made = row("a", "b", columns=columns, measures=["natural_person", "total"], heads=above)
    assert texts(fit.by_head(made)) == found


def test_a_figure_left_over_below_no_head_leaves_the_row_open():
    two = ["natural_person", "total"]
    assert fit.by_head(row("1", "2", "3", measures=two, heads=heads(1, 2))) is None
    assert texts(fit.by_head(row("1", "2", "", measures=two, heads=heads(1, 2)))) == ["1", "2"]
    assert fit.by_head(row("1", measures=two, heads=heads(1, 2))) is None


def settled(*rows):
    return [(texts(found.cells), found.how) for found in align.settle(rows, FORMS)]


@pytest.mark.parametrize(
    ("printed", "found", "how"),
    [
        ("3 1 0 0 0 0 4", "3 1 0 0 0 0 4", ""),
        ("3 1 0 0 0 0 9", "3 1 0 0 0 0 9", ""),  # a sum that fails is the report's
        ("3 0 0 0 0 4", None, "and"),  # the lost 1 may have been anywhere
    ],
)
def test_a_row_as_it_is(printed, found, how):
    ((cells, said),) = settled(row(*printed.split(), heads=()))
    assert cells == (found and found.split())
    assert said == "" or how


def test_a_figure_too_many_is_left_out_where_one_reading_holds():
    ((cells, how),) = settled(row("3", "1", "0", "0", "0", "0", "8", "4", heads=SEVEN))
    assert (cells, how) == (["3", "1", "0", "0", "0", "0", "4"], "")


@pytest.mark.parametrize(
    ("printed", "found", "doubted"),
    [
        ("3 1 0 5 0 0 0 4", "3 1 0 0 0 0 4", [2, 3]),  # 0 5 may be in one cell, as may 5 0
        ("5 3 1 0 0 0 0 4", "3 1 0 0 0 0 4", [0]),
        ("3 1 0 0 0 0 4 4", "3 1 0 0 0 0 4", []),  # printed twice
    ],
)
def test_the_figures_beside_one_too_many_are_in_doubt_without_heads(printed, found, doubted):
    (settled_row,) = align.settle([row(*printed.split(), heads=(None,) * 7)], FORMS)
    assert texts(settled_row.cells) == found.split()
    assert [place for place, cell in enumerate(settled_row.cells) if cell.doubt] == doubted


def test_a_lost_total_is_never_made_up():
    rows = [row("5", "0", "0", "0", "0", "0", "5"), row("3", "1", "0", "0", "0", "0", item="granted")]
    ((_, _), (cells, _)) = settled(*rows)
    assert cells is None or None in cells


def scanned(*readings):
    """The balance of requests, of which one cell was read in several ways."""
    lines = {
        "received": "3 1 0 0 0 0 4",
        "carried_in": "0 0 0 0 0 0 0",
        "granted": "3 1 0 0 0 0 4",
        "handled": "3 1 0 0 0 0 4",
        "carried_out": "0 0 0 0 0 0 0",
    }
    rows = [row(*figures.split(), item=item, heads=SEVEN, number=number) for number, (item, figures) in enumerate(lines.items())]
    cells = (rows[0].cells[0]._replace(text=readings[0], doubt="blurred", readings=readings), *rows[0].cells[1:])
    rows[0] = FigureRow("requests", rows[0].keys, cells, TableLine(0, 0, cells), "", heads=SEVEN)
    return align.settle(rows, FORMS)[0]


def test_the_readings_of_a_scanned_cell_are_decided_by_the_sums():
    found = scanned("8", "3")
    assert (texts(found.cells), found.how) == (["3", "1", "0", "0", "0", "0", "4"], "read by the sums")
    assert not any(cell.doubt for cell in found.cells)
    assert [bool(cell.doubt) for cell in scanned("8", "9").cells] == [True] + [False] * 6


@pytest.mark.parametrize(("text", "doubted"), [("1 2", True), ("1\n2", True), ("12", False), ("1 234", True), ("1,234", False)])
def test_digits_set_apart_are_doubted_unless_the_sums_hold(text, doubted):
    (found,) = align.settle([row(text, "0", "0", "0", "0", "0", "99")], FORMS)
    cells = found.cells or found.row.cells
    assert bool(cells[0].doubt) is doubted
    held = row(text, "0", "0", "0", "0", "0", text.replace(" ", "").replace("\n", "").replace(",", ""))
    (sound,) = align.settle([held], FORMS)
    assert not sound.cells[0].doubt


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (Cell(3, 1, "12"), (12, None, "12", "number")),
        (Cell(3, 1, "12件"), (12, "件", "12件", "number")),
        (Cell(3, 1, "/"), (None, "万元", "/", "not_applicable")),
        (Cell(3, 1, ""), (None, "万元", "", "blank")),
        (Cell(3, 1, "12", doubt="x"), (None, "万元", "12", "uncertain")),
        (Cell(3, 1, "", marks=frozenset({"struck"}), aside="9"), (None, "万元", "9", "unread")),
        (None, (None, "万元", "", "uncertain")),
    ],
)
def test_the_fact_of_a_cell(cell, found):
    made = FigureRow("requests", (("received", "total"),), (Cell(3, 7, "12"),), line("12", table=2, page=5), "", units=("万元",))
    (each,) = facts.of_row(made, (cell,))
    expected = (found[0], found[1] or "万元", found[2], found[3])
    assert (each.value, each.unit, each.raw, each.state) == expected
    assert (each.table, each.item, each.measure, each.place.table, each.place.page) == ("requests", "received", "total", 2, 5)
    assert each.place.column == (7 if cell is None else 1)


def test_a_row_of_which_nobody_knows_what_is_which_gives_uncertain_facts():
    made = row("1", "2", measures=["natural_person", "", "total"])
    found = list(facts.of_row(made, None))
    assert [(each.measure, each.value, each.raw, each.state) for each in found] == [
        ("natural_person", None, "1 | 2", "uncertain"),
        ("total", None, "1 | 2", "uncertain"),
    ]
    assert (found[0].place.row, found[0].place.column) == (3, 1)
    empty = FigureRow("requests", (("received", "total"),), (), line(), "")
    assert [(each.raw, each.place.row, each.place.column) for each in facts.of_row(empty, None)] == [("", 3, 0)]
    assert [each.place.column for each in facts.of_row(empty, (None,))] == [0]


def test_a_column_that_no_form_explains_gives_no_fact():
    made = row("1", "2", measures=["", "total"])
    assert [each.raw for each in facts.of_row(made, made.cells)] == ["2"]


def whole(form):
    found = [fact("disputes", item, measure, 0) for item in FORMS.disputes.labels for measure in DISPUTE]
    left_out = {"other"} if form == "2021" else set(FORMS.split_other)
    found += [fact("requests", item, measure, 0) for item in FORMS.requests.labels if item not in left_out for measure in MEASURES]
    for group in FORMS.proactive_groups:
        items = [item for item in group.items if form == "2019" or item != "other_services"]
        found += [fact("proactive", item, measure, 0) for item in items for measure in group.columns.get(form, ())]
    return found


def named(form, facts_):
    return dict(lacking.lacking(form, facts_, FORMS))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_report_that_has_all_of_its_form_lacks_nothing(form):
    assert named(form, whole(form)) == {}
    assert named("statistics", []) == named(None, []) == named("prose", []) == {}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize(
    ("table", "item", "words"),
    [("requests", "granted", "（一）予以公开"), ("disputes", "review", "行政复议"), ("proactive", "penalties", "行政处罚")],
)
def test_a_row_that_was_not_read_is_named(form, table, item, words):
    found = named(form, [each for each in whole(form) if (each.table, each.item) != (table, item)])
    assert list(found) == [table]
    assert found[table].endswith(f"was read for {words}")
    assert f"the {table} table" in found[table]


@pytest.mark.parametrize(
    ("table", "item", "measure", "words"),
    [
        ("requests", "granted", "total", "（一）予以公开 总计"),
        ("disputes", "review", "pending", "行政复议 尚未审结"),
        ("proactive", "regulations", "repealed", "规章 本年废止件数"),
    ],
)
def test_a_column_that_was_not_read_is_named(table, item, measure, words):
    found = named("2021", [each for each in whole("2021") if (each.table, each.item, each.measure) != (table, item, measure)])
    assert list(found) == [table]
    assert found[table].endswith(f"was read for {words}")


def test_of_a_table_of_which_less_than_half_was_read_nobody_can_say_what_it_lacks():
    items = [item for item in FORMS.requests.labels if item != "other"]
    half = [fact("requests", item, measure, 0) for item in items[: len(items) // 2] for measure in MEASURES]
    assert "requests" not in named("2021", half)
    more = half + [fact("requests", items[-1], measure, 0) for measure in MEASURES] * 1
    assert ("requests" in named("2021", more)) is (2 * (len(items) // 2 + 1) > len(items))


def test_other_outcomes_are_one_row_or_three():
    split = [each for each in whole("2021") if each.item != "other_rest"]
    assert "3.其他" in named("2021", split)["requests"]
    one = [each for each in whole("2021") if each.item not in FORMS.split_other] + [
        fact("requests", "other", measure, 0) for measure in MEASURES
    ]
    assert named("2021", one) == {}
    three = [each for each in whole("2019") if each.item != "other"]
    assert "（六）其他处理" in named("2019", three)["requests"]
    three += [fact("requests", item, measure, 0) for item in FORMS.split_other for measure in MEASURES]
    assert named("2019", three) == {}


def test_a_row_of_columns_that_the_form_has_not_lacks_none():
    odd = [each for each in whole("2021") if (each.table, each.item) != ("proactive", "regulations")] + [
        fact("proactive", "regulations", "made", 0)
    ]
    assert named("2021", odd) == {}


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("0 0 0 0 0 5 5 ", "0 0 0 0 0 5 5 "),  # the extra column is blank, the sum holds
        ("1 0 0 0 0 5 6 1", "1 0 0 0 0 5 6 1"),
        ("0 0 0 0 5 5 0 ", None),  # a figure is lost, and the others have moved to the left
    ],
)
def test_figures_that_may_have_moved_beside_an_extra_column_are_not_placed(printed, found):
    own = row(*printed.split(" "), measures=[*MEASURES, ""], heads=heads(*range(1, 9)))
    (settled,) = align.settle([own], FORMS)
    sure = settled.cells is not None and not any(cell is None or cell.doubt for cell in settled.cells)
    assert (texts(settled.cells) if sure else None) == (None if found is None else found.split(" "))


@pytest.mark.parametrize(("assumed", "broken", "held", "doubted"), [(True, 4, 1, True), (True, 4, 2, False), (False, 4, 1, False)])
def test_columns_without_heads_are_in_doubt_if_most_rows_do_not_add_up(assumed, broken, held, doubted):
    """A total that is printed first is no slip of every row."""
    printed = [("9", "4", "5", "0", "0", "0", "0")] * broken + [("4", "5", "0", "0", "0", "0", "9")] * held + [("0",) * 7]
    items = list(FORMS.requests.labels)
    rows = [replace(row(*figures, item=items[n], number=n), assumed=assumed) for n, figures in enumerate(printed)]
    settled = align.settle(rows, FORMS)
    sure = [found.cells is not None and not any(cell is None or cell.doubt for cell in found.cells) for found in settled]
    assert sure[:broken] == [not doubted] * broken


@pytest.mark.parametrize(
    ("printed", "above", "found"),
    [
        (["", "0", "0", "0", "0", "0", "1"], SEVEN, " 0 0 0 0 0 1"),
        (["1", "0", "0", "0", "0", "0", ""], SEVEN, None),
        (["", "0", "0", "0", "0", "0", "1"], (), None),
        (["1", "0", "0", "0", "0", "0", "1"], (), "1 0 0 0 0 0 1"),
    ],
)
def test_a_blank_at_the_edge_is_one_if_the_heads_say_so_and_the_end_is_there(printed, above, found):
    assert texts(align._by_grid(row(*printed, heads=above), FORMS)) == (None if found is None else found.split(" "))
