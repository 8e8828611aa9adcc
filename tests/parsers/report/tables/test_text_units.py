"""Single steps of reading lines of text as rows: pieces, labels, columns of a page, labels over several lines."""

import pytest

from parsers.report.forms.forms import load
from parsers.report.forms.rows import TableLine
from parsers.report.tables import text_labels, text_lines
from parsers.report.tables.text_lines import below, ends_in_figure, is_label, lines, may_be_row, pieces, shared
from parsers.types import Cell, Paragraph, Table

FORMS = load()


def piece(text, left=0.0, right=10.0, top=0.0, bottom=10.0, page=1):
    return Cell(0, 0, text, page=page, box=(left, top, right, bottom))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("31 5", ["31", "5"]),
        ("31", ["31"]),
        ("31 5 规章", ["31", "5", "规章"]),
        ("1. 属于国家秘密", ["1.属于国家秘密"]),
        ("（一） 予以公开 3", ["（一）予以公开", "3"]),
        ("（三）不予公开1.属于国家秘密", ["（三）不予公开", "1.属于国家秘密"]),
        ("行政许可279", ["行政许可", "279"]),
        ("行政许可-279", ["行政许可", "-279"]),
        ("某事项279", ["某事项279"]),
        ("00000003.其他", ["0000000", "3.其他"]),
        ("第（一）项", ["第（一）项"]),
        ("", []),
    ],
)
def test_the_pieces_of_a_paragraph(text, parts):
    assert [cell.text for cell in pieces(Paragraph(text, path="/p", page=None), FORMS)] == parts
    assert all((cell.path, cell.page) == ("/p", None) for cell in pieces(Paragraph(text, path="/p"), FORMS))


def test_figures_that_share_a_piece_are_parted_and_words_are_not():
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("31 5", right=40),)), FORMS)] == ["31", "5"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("总计 自然人"),)), FORMS)] == ["总计", "自然人"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("结果维持 结果纠正"),)), FORMS)] == ["结果维持", "结果纠正"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("其他 总计自然人"),)), FORMS)] == ["其他", "总计", "自然人"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("总计 人数"),)), FORMS)] == ["总计 人数"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("甲 5"),)), FORMS)] == ["甲 5"]
    assert [cell.text for cell in pieces(Paragraph("x", cells=(piece("5"),)), FORMS)] == ["5"]


def test_each_text_cut_from_a_piece_has_its_share_of_the_box():
    found = list(shared(piece("abcd", 10, 50), ("a", "bcd")))
    assert [(cell.text, cell.box) for cell in found] == [("a", (10, 0, 20, 10)), ("bcd", (20, 0, 50, 10))]
    assert [cell.box for cell in shared(piece("abcd", 10, 50), ("abcd",))] == [(10, 0, 50, 10)]
    assert [cell.box for cell in shared(Cell(0, 0, "ab"), ("a", "b"))] == [None, None]


@pytest.mark.parametrize(
    ("text", "cells", "page", "row"),
    [
        ("甲" * 160, (), None, True),
        ("甲" * 161, (), None, False),
        ("", (), None, True),
        ("甲", (), 1, False),
        ("甲", (piece("甲"),), 1, True),
        *((f"甲{stop}乙", (), None, False) for stop in "。！？；"),
    ],
)
def test_a_paragraph_that_may_be_a_row(text, cells, page, row):
    assert may_be_row(Paragraph(text, page=page, cells=cells)) is row


@pytest.mark.parametrize("end", [*"0９/—-–元件条项次无)）"])
def test_a_row_ends_in_a_figure_or_its_unit(end):
    assert ends_in_figure(Paragraph(f"甲 {end} "))
    assert not ends_in_figure(Paragraph(f"甲 {end} 乙"))
    assert not ends_in_figure(Paragraph(f"甲。{end}"))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("（一）予以公开", True),
        ("予以公开", True),
        ("规章", True),
        ("行政复议", True),
        ("3.其他", True),
        ("2.其他", False),
        ("其他", True),
        ("某事项", False),
        ("", False),
    ],
)
def test_a_label_of_the_forms_under_its_own_number(text, known):
    assert is_label(text, FORMS) is known


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (piece("a", 0, 10), piece("b", 0, 10), True),
        (piece("a", 0, 10), piece("b", 5, 15), False),
        (piece("a", 0, 10), piece("b", 4, 14), True),
        (piece("a", 0, 10), piece("b", 4, 100), True),
        (piece("a", 0, 10), piece("b", 0, 10, page=2), False),
        (piece("a", 0, 10), Cell(0, 0, "b", page=1), False),
        (Cell(0, 0, "a", page=1), piece("b", 0, 10), False),
        (piece("a", 0, 10), piece("b", 20, 30), False),
    ],
)
def test_pieces_in_one_column_of_a_page(one, other, same):
    assert below(one, other) is same


def written(*blocks, headings=()):
    """The lines as lists of texts, None at the heading of a part."""
    return [line and [cell.text for cell in line.cells] for line in lines(blocks, frozenset(headings), FORMS)]


def test_lines_are_numbered_and_stand_behind_the_tables_of_a_document():
    found = [
        line for line in lines((Table(0, ()), Paragraph("规章 1 2 3"), Table(1, ()), Paragraph("行政许可 9")), frozenset(), FORMS) if line
    ]
    assert [(line.table, line.number) for line in found] == [(2, 0), (2, 1)]
    assert [[(cell.row, cell.column, cell.text) for cell in line.cells] for line in found] == [
        [(0, 0, "规章"), (0, 1, "1"), (0, 2, "2"), (0, 3, "3")],
        [(1, 0, "行政许可"), (1, 1, "9")],
    ]
    assert found[0].page is None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["规章 1 2 3"], [["规章", "1", "2", "3"]]),
        (["规章", "1", "2", "3", "行政许可", "9"], [["规章", "1", "2", "3"], ["行政许可", "9"]]),
        (["甲 乙", "规章 1"], [["甲", "乙"], ["规章", "1"]]),
        (["规章 1 见附件"], [["规章", "1"]]),
        (["规章 1 行政许可 2"], [["规章", "1"], ["行政许可", "2"]]),
        (["规章 1。", "行政许可 2"], [["行政许可", "2"]]),
        (["规章 — 2"], [["规章", "—", "2"]]),
        (["（一）予以", "公开 3"], [["（一）予以公开", "3"]]),
        (
            ["第二十条第（一）项", "信息内容 本年制发件数 本年废止件数", "规章 1 2"],
            [["第二十条第（一）项"], ["信息内容"], ["本年制发件数", "本年废止件数"], ["规章", "1", "2"]],
        ),
    ],
)
def test_words_and_the_figures_behind_them_are_a_row(texts, found):
    assert written(*map(Paragraph, texts)) == found


def test_nothing_goes_on_across_running_text_or_the_heading_of_a_part():
    sentence = Paragraph("这是一句话。")
    assert written(Paragraph("规章"), sentence, Paragraph("1")) == [["规章"], ["1"]]
    assert written(Paragraph("规章"), Paragraph("三、标题"), Paragraph("1"), headings={1}) == [["规章"], None, ["三、标题", "1"]]


# ---- labels over several lines


def line(*cells, table=0, number=0):
    return TableLine(table, number, tuple(cells), 1)


def joined(*found):
    return [each and [cell.text for cell in each.cells] for each in text_labels.known(found, FORMS)]


def test_a_label_over_lines_of_one_column_is_put_together():
    first, figures = line(piece("（一）予", 0, 40)), line(piece("以公开", 0, 40), piece("3", 60, 70))
    assert joined(first, figures) == [["（一）予"], ["（一）予以公开", "3"]]
    beginning, end = line(piece("（一）予", 0, 40), piece("3", 60, 70)), line(piece("以公开", 0, 40))
    assert joined(beginning, end)[0] == ["（一）予以公开", "3"]
    middle = line(piece("以公", 0, 40), piece("3", 60, 70))
    assert joined(line(piece("（一）予", 0, 40)), middle, line(piece("开", 0, 40)))[1] == ["（一）予以公开", "3"]


def test_one_line_between_is_passed_over_and_two_are_not():
    other = line(piece("别组", 100, 140))
    figures = line(piece("以公开", 0, 40), piece("3", 60, 70))
    above = line(piece("（一）予", 0, 40))
    assert joined(above, other, figures)[2] == ["（一）予以公开", "3"]
    assert joined(above, other, other, figures)[3] == ["以公开", "3"]
    figures, below_ = line(piece("（一）予", 0, 40), piece("3", 60, 70)), line(piece("以公开", 0, 40))
    assert joined(figures, other, below_)[0] == ["（一）予以公开", "3"]
    assert joined(figures, other, other, below_)[0] == ["（一）予", "3"]


def test_a_line_of_figures_or_a_gap_ends_a_label():
    figures, above = line(piece("以公开", 0, 40), piece("3", 60, 70)), line(piece("（一）予", 0, 40))
    assert joined(above, line(piece("甲", 0, 40), piece("9", 60, 70)), figures)[2] == ["以公开", "3"]
    assert joined(above, None, figures)[2] == ["以公开", "3"]
    assert joined(line(piece("（一）予", 200, 240)), figures)[1] == ["以公开", "3"]
    assert joined(line(piece("（一）予以公开", 0, 40), piece("3", 60, 70)), line(piece("部分", 0, 40)))[0] == ["（一）予以公开", "3"]
    assert joined(line(Cell(0, 0, "（一）予")), line(Cell(0, 0, "以公开"), Cell(0, 1, "3")))[1] == ["以公开", "3"]


@pytest.mark.parametrize(("right", "full"), [(80.0, False), (80.1, True), (100, True), (10, False)])
def test_a_line_is_full_where_not_one_more_character_fits(right, full):
    assert text_labels._full(piece("x", 0, right), 100.0) is full
    assert text_labels._full(Cell(0, 0, "x"), 100.0) is False


@pytest.mark.parametrize(
    ("found", "text", "doubt"),
    [
        (line(piece("甲乙")), "甲乙", text_labels.LOOSE),
        (line(piece("一、甲乙")), "一、甲乙", ""),
        (line(Cell(0, 0, "甲乙")), "甲乙", ""),
        (line(piece("甲"), piece("乙")), "甲", ""),
    ],
)
def test_words_alone_on_a_page_may_be_the_rest_of_a_label(found, text, doubt):
    (only,) = text_labels.labelled([found], FORMS)
    assert (only.cells[0].text, only.cells[0].doubt) == (text, doubt)


def marked(*found):
    return [each and [(cell.text, bool(cell.doubt)) for cell in each.cells] for each in text_labels.labelled(found, FORMS)]


def test_an_indicator_in_the_middle_of_its_label_lines_takes_both():
    figures = line(piece("件", 70, 80), piece("3", 110, 120))
    assert marked(line(piece("办理行政", 0, 40)), figures, line(piece("事项", 0, 40)), line(piece("甲", 0, 40), piece("4", 110, 120)))[1][
        0
    ] == ("办理行政事项", False)


def test_a_label_that_may_go_on_is_in_doubt():
    figures = line(piece("办理行政", 0, 40), piece("3", 110, 120))
    assert marked(figures, line(piece("事项", 0, 40)), line(piece("甲", 0, 40), piece("4", 110, 120)))[0] == [
        ("办理行政", True),
        ("3", False),
    ]
    assert marked(figures)[0] == [("办理行政", False), ("3", False)]
    assert marked(figures, line(piece("备注", 0, 40)))[0] == [("办理行政", False), ("3", False)], "the table ends here"


def caption(cell, *words):
    return text_lines._Writer(0, FORMS).is_caption(cell, [cell, *words])


@pytest.mark.parametrize(("right", "wide"), [(30.0, False), (30.1, True)])
def test_a_title_is_three_times_as_wide_as_the_head_below_it(right, wide):
    assert caption(piece("甲表", 0, right), piece("指标名称", 0, 10, 20, 30)) is wide


def test_a_piece_over_two_columns_of_one_line_is_a_caption():
    over = piece("各类申请", 0, 100)
    left, right = piece("自然人", 0, 45, 20, 30), piece("总计", 55, 100, 20, 30)
    assert caption(over, left, right)
    assert not caption(over, left)
    assert not caption(over, left, piece("总计", 55, 100, 40, 50)), "not of one line"
    assert not caption(over, left, piece("总计", 120, 160, 20, 30))
    assert caption(piece("行政诉讼", 0, 10))
    assert caption(piece("法人或其他组织", 0, 10))
    assert caption(piece("申请人情况", 0, 10))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲乙 丙丁 件 3", [("甲乙", True), ("丙丁", True), ("件", True), ("3", False)]),
        ("甲乙 件 3", [("甲乙", False), ("件", False), ("3", False)]),
        ("甲乙 规章 件 3", [("规章", False), ("件", False), ("3", False)]),
    ],
)
def test_words_before_a_unit_are_an_indicator_or_may_be_of_two_lines(text, found):
    (row,) = lines([Paragraph(text)], frozenset(), FORMS)
    assert [(cell.text, cell.doubt == text_lines.JOINED) for cell in row.cells] == found
