"""Characters → lines → paragraphs, with numbers made by hand: gaps, double print, raised signs, margins, titles and what goes on."""

from dataclasses import replace

import pytest

from parsers.pdf import document, page, paragraphs, scanned_pages, second_reader, text_lines
from parsers.pdf.grid import RuledCell, RuledGrid
from parsers.pdf.page import GUESSED, Char, Matrix, PageContent, RulingLine
from parsers.pdf.paragraphs import Measure
from parsers.pdf.text_lines import LinePiece, TextLine
from parsers.types import Paragraph, Problem, Table


def char(text, x0, top=0.0, width=10.0, size=10.0, baseline=None):
    return Char(text, x0, top, x0 + width, top + size, top + size - 2 if baseline is None else baseline)


def figures(*stack):
    """Digits of half the width of their size, in lines that begin at 0."""
    return [char(digit, 5.0 * place, 20.0 * number, width=5.0) for number, text in enumerate(stack) for place, digit in enumerate(text)]


def said(*chars):
    return [line.text for line in text_lines.lines(chars)]


@pytest.mark.parametrize(
    ("left", "right", "space", "text"),
    [
        ("1", "2", 2.5, "12"),
        ("1", "2", 2.6, "1 2"),
        ("甲", "乙", 6.0, "甲乙"),
        ("甲", "乙", 6.1, "甲 乙"),
        ("甲", "2", 6.0, "甲2"),
        ("1", "乙", 6.1, "1 乙"),
        ("a", "b", 0.0, "ab"),
    ],
)
def test_a_blank_where_characters_are_apart(left, right, space, text):
    assert said(char(left, 0), char(right, 10 + space)) == [text]


@pytest.mark.parametrize(
    ("left", "right", "text"), [("a", "b", "a b"), ("1", "2", "12"), ("a", "1", "a1"), ("甲", "乙", "甲乙"), ("Z", "A", "Z A")]
)
def test_a_guessed_blank_is_one_between_words_only(left, right, text):
    assert said(char(left, 0), char(GUESSED, 9), char(right, 10)) == [text]


@pytest.mark.parametrize(("apart", "text"), [(0.0, "甲"), (2.4, "甲"), (2.5, "甲甲")])
def test_a_character_printed_twice_for_bold_is_one(apart, text):
    assert said(char("甲", 0), char("甲", apart)) == [text]
    assert said(char("甲", 0), char("乙", apart)) == ["甲乙"]


@pytest.mark.parametrize(("down", "count"), [(0, 1), (5.0, 1), (5.1, 2), (20, 2)])
def test_characters_on_one_line(down, count):
    assert len(said(char("甲", 0, 0), char("乙", 20, down))) == count
    assert len(said(char("甲", 0, 0, size=5, baseline=8), char("乙", 20, 0, baseline=8 + down))) == count


def test_a_line_has_the_box_and_the_size_of_its_characters_and_parts():
    (line,) = text_lines.lines([char("乙", 40, 1, 8, 12, 8), char("甲", 0, 2, 10, 10, 8), char(" ", 60, 0, 90, 30, 8)])
    assert (line.text, line.x0, line.top, line.x1, line.bottom, line.size) == ("甲 乙", 0, 1, 48, 13, 12)
    assert line.pieces == (LinePiece("甲", 0, 10), LinePiece("乙", 40, 48))
    assert said(char(" ", 0)) == []


@pytest.mark.parametrize(("space", "count"), [(10.0, 1), (10.1, 2)])
def test_parts_of_a_line_in_two_columns(space, count):
    (line,) = text_lines.lines([char("甲", 0), char("乙", 10 + space)])
    assert len(line.pieces) == count


@pytest.mark.parametrize(
    ("size", "baseline", "x0", "mark"),
    [
        (7.8, 6.8, 10, "superscript"),
        (7.9, 6.8, 10, None),
        (7.8, 6.9, 10, None),
        (6, 9.3, 10, "superscript"),
        (6, -2, 10, "superscript"),
        (6, -2.1, 10, None),
        (6, 5, 7.5, "superscript"),
        (6, 5, 7.4, None),
    ],
)
def test_the_raised_sign_of_a_note(size, baseline, x0, mark):
    found = text_lines.marked_raised([char("2", 0, 0, 10, 10, 8), char("1", x0, 2, 3, size, baseline)])
    assert [each.mark for each in sorted(found, key=lambda each: each.bottom - each.top, reverse=True)] == [None, mark]
    assert [each.mark for each in text_lines.marked_raised([char("1", 10, 2, 3, size, baseline)])] == [None]


def test_raised_signs_are_measured_by_the_last_character_that_is_none():
    chars = [char("2", 0), char(" ", 10, 0, 3, 4), char("1", 13, 0, 3, 5, 3), char("2", 16, 0, 3, 5, 3)]
    assert [each.mark for each in text_lines.marked_raised(chars) if each.text != " "] == [None, "superscript", "superscript"]
    two_lines = [char("2", 0, 0), char("1", 10, 30, 3, 5, 33)]
    assert [each.mark for each in text_lines.marked_raised(two_lines)] == [None, None]


@pytest.mark.parametrize(
    ("left", "right", "room", "text"),
    [
        ("甲", "乙", 9.0, "甲乙"),
        ("甲", "2", 9.0, "甲2"),
        ("1", "乙", 9.0, "1乙"),
        ("12", "34", 0.59, "1234"),
        ("12", "34", 0.6, "12 34"),
        ("ab", "cd", 0.1, "ab cd"),
        ("http://a", "b", 0.1, "http://ab"),
        ("see www.a", "b", 0.1, "see www.ab"),
        ("a@b", "c", 0.1, "a@bc"),
        ("a@b x", "c", 0.1, "a@b x c"),
        ("http://a", "b", 0.6, "http://a b"),
        ("a", "1", 0.1, "a1"),
        ("", "b", 0.1, "b"),
        ("a", "", 9.0, "a"),
    ],
)
def test_two_lines_as_one_text(left, right, room, text):
    assert text_lines.joined(left, right, room) == text


@pytest.mark.parametrize(
    ("chars", "right", "text", "full"),
    [
        ([char("甲", 0), char("乙", 10)], 30.9, "甲乙", True),
        ([char("甲", 0), char("乙", 10)], 31.1, "甲乙", False),
        ([char("甲", 5), char("乙", 15)], 40.9, "甲乙", True),  # as much padding on the right as on the left
        ([char("甲", 20), char("乙", 30)], 56.9, "甲乙", True),  # but no more than padding is
        ([char("甲", 20), char("乙", 30)], 57.1, "甲乙", False),
        ([char("1", 0), char("2", 0, 20)], 15.9, "1\n2", True),
        (figures("12.4", "5"), 60, "12.4\n5", False),
        (figures("12.4", "5"), 30.1, "12.4\n5", False),  # it reaches into the margins: of two figures made to fit
        (figures("12.4", "5"), 30.3, "12.45", False),
        (figures("12.4", "5"), 36.7, "12.45", False),
        (figures("12.4", "5"), 36.9, "12.4\n5", False),  # one more digit would have fitted
        (figures("1234", "5"), 33, "1234\n5", False),  # a count: two are as likely
        (figures("1.34567", "8"), 48, "1.345678", False),
        (figures("1.345678", "9"), 53, "1.345678\n9", False),  # more decimals than an amount has
        (figures("12.4", "5.6"), 33, "12.4\n5.6", False),
        (figures("1", "2345"), 61, "1\n2345", False),
        ([], 50, "", True),
    ],
)
def test_the_text_of_a_cell_and_whether_its_last_line_is_full(chars, right, text, full):
    assert text_lines.block_text(chars, 0, right) == (text, full)


def line(text="文", x0=50.0, top=100.0, x1=500.0, size=10.0, pieces=1):
    return TextLine(text, x0, top, x1, top + size, size, tuple(LinePiece(text, x0, x1) for _ in range(pieces)))


@pytest.mark.parametrize(
    ("top", "margin"), [(0, True), (109.9, True), (110, False), (110.1, False), (500, False), (880, False), (880.1, True)]
)
def test_a_line_in_the_margin(top, margin):
    assert paragraphs._in_margin(line(top=top), 1000) is margin


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", True),
        ("- 12 -", True),
        ("—3—", True),
        ("第 3 页", True),
        ("3/12", True),
        ("第3页 共12页", True),
        ("3，12", True),
        ("12345", False),
        ("3 页", True),
        ("a1", False),
        ("·3·", True),
    ],
)
def test_a_page_number(text, number):
    pages = [(1000, [line("正文", top=500), line("别的", top=520), line(text, top=950)])]
    assert ([each.text for each in paragraphs.without_furniture(pages)[0]] == ["正文", "别的"]) is number


def heads(pages, head="页眉", top=20):
    return [
        (1000, [line(head, top=top), line(f"正文{n}", top=500), line(f"又{n}", top=520), line(f"末{n}", top=540)]) for n in range(pages)
    ]


@pytest.mark.parametrize(("pages", "kept"), [(1, 1), (2, 2), (3, 1), (8, 1)])
def test_a_head_that_is_repeated_comes_once(pages, kept):
    found = paragraphs.without_furniture(heads(pages))
    assert sum(each.text == "页眉" for lines in found for each in lines) == kept
    assert all(f"正文{n}" in [each.text for each in lines] for n, lines in enumerate(found))


def test_a_line_that_is_repeated_elsewhere_stays():
    assert sum(each.text == "页眉" for lines in paragraphs.without_furniture(heads(5, top=300)) for each in lines) == 5
    third = [(1000, [line("a", top=1), line("b", top=2), line("同", top=3), line("c", top=4), line("d", top=5)]) for _ in range(4)]
    assert sum(each.text == "同" for lines in paragraphs.without_furniture(third) for each in lines) == 4
    few = heads(3) + [(1000, [line(f"x{n}", top=500), line(f"y{n}", top=520)]) for n in range(4)]
    assert sum(each.text == "页眉" for lines in paragraphs.without_furniture(few) for each in lines) == 3  # on less than half the pages


BODY = Measure(50, 500, 10, 20, True)


@pytest.mark.parametrize(
    ("upper", "lower", "next_page", "goes"),
    [
        ({"x1": 500}, {"top": 120}, False, True),
        ({"x1": 484}, {"top": 120}, False, True),
        ({"x1": 483.9, "text": "文。"}, {"top": 120}, False, False),
        ({"x1": 483.9, "text": "文"}, {"top": 120}, False, True),
        ({"x1": 365}, {"top": 120}, False, True),
        ({"x1": 364.9}, {"top": 120}, False, False),
        *(({"x1": 400, "text": f"文{sign}"}, {"top": 120}, False, False) for sign in "。！？；!?;"),
        ({"x1": 500}, {"top": 134}, False, True),
        ({"x1": 500}, {"top": 134.1}, False, False),
        ({"x1": 500}, {"top": 300}, True, True),
        ({"x1": 500}, {"top": 120, "x0": 58}, False, True),
        ({"x1": 500}, {"top": 120, "x0": 58.1}, False, False),
        ({"x1": 500}, {"top": 120, "text": "一、总体情况"}, False, False),
        ({"x1": 500}, {"top": 120, "text": "（一）公开"}, False, False),
        *(({"x1": 500}, {"top": 120, "text": text}, False, False) for text in ("附件：甲县情况", "附表1: 甲县情况", "附：统计表")),
        ({"x1": 500}, {"top": 120, "text": "附件已送"}, False, True),
        *(
            ({"x1": 500, "text": day}, {"top": 120}, False, False)
            for day in ("2023年1月20日", "2023 年 1 月 20 日", "二〇二三年一月二十日")
        ),
        ({"x1": 500, "text": "截至2023年1月20日"}, {"top": 120}, False, True),
        ({"x1": 500}, {"top": 120, "size": 12.5}, False, True),
        ({"x1": 500}, {"top": 120, "size": 12.6}, False, False),
        ({"x1": 300, "size": 20}, {"top": 139, "size": 20}, False, True),
        ({"x1": 300, "size": 20}, {"top": 140, "size": 20}, False, False),
        ({"x1": 300, "size": 20}, {"top": 139, "size": 20}, True, False),
        ({"x1": 300, "size": 11.5}, {"top": 120}, False, False),
        ({"x1": 300, "size": 12}, {"top": 120, "size": 12, "text": "一、总体情况"}, False, False),
        ({"x1": 300, "size": 12, "text": "一、总体情况"}, {"top": 120, "size": 12}, False, False),
        ({"x1": 490, "size": 12, "text": "一、总体情况"}, {"top": 120, "size": 12}, False, True),
    ],
)
def test_which_line_goes_on_with_the_one_before(upper, lower, next_page, goes):
    assert paragraphs.follows(line(**upper), line(**lower), BODY, next_page=next_page) is goes


def test_without_indents_only_a_full_line_goes_on():
    plain = BODY.__class__(50, 500, 10, 20, False)
    assert not paragraphs.follows(line(x1=483.9), line(top=120), plain, next_page=False)
    assert paragraphs.follows(line(x1=484), line(top=120), plain, next_page=False)


@pytest.mark.parametrize(("text", "pieces", "columns"), [("文", 1, False), ("文", 2, True), ("12", 1, True), ("12年", 1, False)])
def test_a_line_that_may_be_a_row(text, pieces, columns):
    assert paragraphs.in_columns(line(text, pieces=pieces)) is columns


def test_paragraphs_of_several_lines_and_pages():
    rows = [(1, line("甲")), (1, line("乙", top=120, x1=100)), (1, line("12", top=140)), (1, line("丙", top=160)), (2, line("丁", top=50))]
    found = paragraphs.paragraphs(rows, BODY, lambda number, box: (number, *box[1:]))
    assert [(each.text, each.page, len(each.cells)) for each in found] == [("甲乙", 1, 0), ("12", 1, 1), ("丙丁", 1, 0)]
    assert found[1].cells[0].box == (1, 140, 500, 150)
    assert (found[1].cells[0].row, found[1].cells[0].column, found[1].cells[0].page) == (0, 0, 1)


def test_a_row_of_columns_ends_a_paragraph():
    found = paragraphs.paragraphs([(1, line("甲", pieces=2)), (1, line("乙", top=120))], BODY, lambda number, box: box)
    assert [each.text for each in found] == ["甲", "乙"]
    assert [cell.column for cell in found[0].cells] == [0, 1]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([line("年报", size=20), line("正文", top=130)], "年报"),
        ([line("年", size=20), line("报", size=20, top=130), line("正文", top=160)], "年报"),
        ([line("年", size=20), line("报", size=17, top=130), line("正文", top=160)], "年报"),
        ([line("年", size=20), line("报", size=16.9, top=130), line("正文", top=160)], "年"),
        ([line("小字"), line("年报", size=20, top=130)], "年报"),
        ([line("年报"), line("正文")], "年报"),
        ([line("年报", size=11.5)], "年报"),
        ([line("一句。")], ""),
        ([line("一、总体情况")], ""),
        ([line("文" * 60)], "文" * 60),
        ([line("文" * 61)], ""),
        ([], ""),
    ],
)
def test_the_title_of_a_page(lines, title):
    assert paragraphs.title_of(lines, BODY) == title


def test_the_measure_of_a_text():
    long = "文" * 20
    lines = [line(long, x0=50 if n % 3 else 70, top=100 + 20 * n, x1=500 if n % 2 else 400) for n in range(12)]
    found = paragraphs.measure([[line("年报", size=22, top=50), *lines]], 600)
    assert (found.size, found.left, found.right, found.pitch, found.indented) == (10, 51, 500, 20, True)
    few = paragraphs.measure([[line(long, x0=60, x1=400), line(long, x0=60, top=120, x1=400)]], 600)
    assert (few.left, few.right, few.indented) == (60, 540, False)
    assert paragraphs.measure([[]], 600) == Measure(0, 0, 0, 0, False)
    lonely = paragraphs.measure([[*lines[:9], line(long, top=400, x1=900)]], 600)
    assert lonely.right == 500  # one line beyond the margin does not move it
    assert paragraphs.measure([[line("短")]], 600).pitch == 20


def test_the_labels_of_a_table_without_rules_do_not_measure_the_text():
    labels = [line("公开数量" * 3, top=300 + 9 * n, x1=120, size=8) for n in range(30)]
    assert paragraphs.measure([[line("文" * 25), *labels]], 600).size == 10
    assert paragraphs.measure([[line("文" * 24), *labels]], 600).size == 8
    assert paragraphs.measure([[line("文" * 25, pieces=2), *labels]], 600).size == 8


@pytest.mark.parametrize(
    ("matrix", "point"),
    [
        (Matrix(), (3, 4)),
        (Matrix(2, 0, 0, 3, 5, 7), (11, 19)),
        (Matrix(0, 1, -1, 0, 0, 0), (-4, 3)),
        (Matrix(1, 0, 0, -1, 0, 100), (3, 96)),
    ],
)
def test_the_image_of_a_point(matrix, point):
    assert matrix.point(3, 4) == point
    assert matrix.inverse().point(*point) == pytest.approx((3, 4))
    assert matrix.after(Matrix(2, 0, 0, 2, 1, 1)).point(1, 1.5) == point
    box = matrix.box(3, 4, 8, 9)
    other = matrix.point(8, 9)
    assert box == (min(point[0], other[0]), min(point[1], other[1]), max(point[0], other[0]), max(point[1], other[1]))
    assert matrix.box(8, 9, 3, 4) == box


@pytest.mark.parametrize(
    ("rotation", "corner", "size"),
    [(0, (5, 192), (100, 200)), (90, (8, 5), (200, 100)), (180, (95, 8), (100, 200)), (270, (192, 95), (200, 100))],
)
def test_a_page_turned_by_quarters(rotation, corner, size):
    bounds = (10, 20, 110, 220)
    assert page.turned(bounds, rotation).point(15, 28) == corner
    assert page.page_size(bounds, rotation) == size


@pytest.mark.parametrize(
    ("box", "thin"), [((0, 0, 3, 9), True), ((0, 0, 3.1, 9), False), ((0, 0, 3, 3), False), ((0, 0, 9, 3), True), ((0, 0, 9, 9), False)]
)
def test_a_box_as_thin_as_a_line(box, thin):
    assert page.thin(box) is thin


@pytest.mark.parametrize(("box", "straight"), [((0, 0, 9, 0.5), True), ((0, 0, 9, 0.6), False), ((0, 0, 0.5, 9), True)])
def test_a_leg_that_may_rule_a_table(box, straight):
    assert page.level_or_upright(box) is straight
    assert RulingLine(*box).level is (box[2] >= box[3])


def test_the_legs_of_a_stroke_and_the_box_around_it():
    points = [(0, 9), (5, 9), (5, 2)]
    assert list(page.legs(points)) == [(0, 9, 5, 9), (5, 2, 5, 9)]
    assert page.around(points) == (0, 2, 5, 9)


def content(chars=(), rules=(), images=(), unmapped=0, truncated=False, number=1):
    return PageContent(number, 100, 200, tuple(chars), tuple(rules), tuple(images), Matrix(), unmapped, truncated)


HAN = [char("甲", n) for n in range(20)]


@pytest.mark.parametrize(
    ("chars", "images", "whole"),
    [
        (HAN[1:], [(0, 0, 100, 101)], True),
        (HAN[1:], [(0, 0, 100, 100)], False),  # half of it, and large enough for a table
        (HAN, [(0, 0, 100, 101)], False),
        ([char("a", n) for n in range(30)], [(0, 0, 100, 200)], True),
        (HAN, [(0, 0, 45, 17)], None),
        (HAN, [(0, 0, 45.1, 16)], None),
        (HAN, [(0, 0, 45.1, 16.1)], False),
        ([], [(0, 0, 60, 100), (60, 0, 200, 110)], True),
        ([], [(-50, -50, 40, 40)], False),
        (HAN, [], None),
    ],
)
def test_which_pages_are_read_as_pictures(chars, images, whole):
    assert scanned_pages.pages_of_pictures([(content(chars, images=images), [])]) == ({} if whole is None else {1: whole})


@pytest.mark.parametrize(
    ("box", "read"), [((0, 0, 90, 50), {}), ((0, 61, 90, 100), {1: False}), ((0, 60, 90, 100), {1: False}), ((0, 59, 90, 100), {})]
)
def test_a_picture_behind_a_table_of_text_is_not_read(box, read):
    ruled = RuledGrid(1, 0, 20, 90, 60, ())
    assert scanned_pages.pages_of_pictures([(content(HAN, images=[box]), [ruled])]) == read


def test_characters_that_count_as_chinese():
    assert scanned_pages.han(content([char(text, 0) for text in ("㐀", "鿿", "a", "1", "。")])) == 2
    assert scanned_pages.covered(PageContent(1, 0, 0, (), (), (), Matrix())) == 0.0


@pytest.mark.parametrize(
    ("made", "ruled", "doubtful"),
    [
        (content(), [], False),
        (content(unmapped=1), [], True),
        (content(), [RuledGrid(1, 0, 0, 9, 9, (RuledCell(0, 0, 9, 9, "1", doubt="x"),))], True),
        (content(), [RuledGrid(1, 0, 0, 9, 9, (RuledCell(0, 0, 9, 9, "1"),))], False),
        (content(rules=[RulingLine(0, 0, 9, 0)] * 2 + [RulingLine(0, 0, 0, 9)] * 2), [], True),
        (content(rules=[RulingLine(0, 0, 9, 0)] * 1 + [RulingLine(0, 0, 0, 9)] * 2), [], False),
        (content(rules=[RulingLine(0, 0, 9, 0)] * 2 + [RulingLine(0, 0, 0, 9)] * 1), [], False),
        (content(rules=[RulingLine(0, 0, 9, 0)] * 2 + [RulingLine(0, 0, 0, 9)] * 2), [RuledGrid(1, 0, 0, 9, 9, ())], False),
    ],
)
def test_when_the_second_reader_is_asked(made, ruled, doubtful):
    assert second_reader.doubtful(made, ruled) is doubtful


def ruled(*cells):
    return [RuledGrid(1, 0, 0, 9, 9, tuple(RuledCell(0, 0, 9, 9, "1", doubt=doubt) for doubt in cells))]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ((content(), ruled("")), (content(unmapped=1), ruled("", ""))),
        ((content(), ruled("")), (content(), ruled("x", "", ""))),
        ((content(), ruled("", "")), (content(), ruled(""))),
    ],
)
def test_the_reading_with_less_doubt_and_more_cells_is_the_better_one(better, worse):
    assert second_reader.quality(better) > second_reader.quality(worse)


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (content(), []),
        (content(unmapped=3), ["unmapped_characters"]),
        (content(truncated=True), ["page_cut"]),
        (content(unmapped=1, truncated=True), ["unmapped_characters", "page_cut"]),
    ],
)
def test_what_is_missing_of_a_page_is_named(made, codes):
    found = list(document.doubts(made))
    assert [problem.code for problem in found] == codes
    assert {(problem.stage, problem.where) for problem in found} <= {("document", "page 1")}
    assert all("3 characters" in problem.message for problem in found if made.unmapped == 3)


def test_tables_are_numbered_in_the_order_of_pages():
    blocks = [Paragraph("乙", 2), Table(0, (), 2), Paragraph("甲", 1), Table(0, (), 1)]
    made = document.document(blocks, "题", [])
    assert [(block.page, getattr(block, "index", None)) for block in made.blocks] == [(1, None), (1, 0), (2, None), (2, 1)]
    assert (made.title, made.media_type, made.problems) == ("题", "application/pdf", ())
    assert [problem.code for problem in document.document([], "", []).problems] == ["no_text"]
    assert [problem.code for problem in document.document([], "", [Problem("document", "x", "")]).problems] == ["x"]


def test_grids_without_text_between_them_that_go_on_are_one_table():
    one, two, three = (RuledGrid(number, 0, 0, width, 9, ()) for number, width in ((1, 90), (2, 90), (3, 50)))
    assert document.tables_of([one, two, three]) == [[one, two], [three]]


def test_lines_and_tables_of_a_page_come_from_top_to_bottom():
    grid = RuledGrid(1, 0, 110, 9, 120, ())
    assert [item.thing for item in document.reading_order(1, [line("后", top=130), line("前")], [grid])] == [
        line("前"),
        grid,
        line("后", top=130),
    ]
    chars = [char("甲", 0, 112, 5, 5), char("乙", 0, 0), Char("丙", 0, 0, 5, 5, 4, "hidden")]
    assert [each.text for each in document.outside(content(chars), [grid])] == ["乙"]


def note(text, x0, size=6.0, raise_by=4.0):
    """A character of a note, as wide as half its size, behind figures of size 10 whose baseline is 8."""
    return Char(text, x0, 8 - raise_by - size + 1, x0 + size / 2, 8 - raise_by + 1, 8.0 - raise_by)


@pytest.mark.parametrize(
    ("behind", "text", "aside"),
    [
        ([note("6", 10), note("3", 13)], "44", "63"),
        ([note("6", 14.9), note("3", 17.9)], "44", "63"),
        ([note("6", 15.1)], "44 6", ""),  # too far from the figure
        ([note("6", 10, size=7.9)], "446", ""),  # nearly as large as the figure
        ([note("6", 10, raise_by=1.1)], "446", ""),  # on its line
        ([note("6", 10, raise_by=-4.0)], "44", "6"),  # lowered
        ([note("①", 10)], "44", "①"),
    ],
)
def test_a_raised_character_behind_a_figure_of_a_line_is_none_of_it(behind, text, aside):
    (found,) = text_lines.lines([*figures("44"), *behind])
    assert (found.text, [piece.aside for piece in found.pieces]) == (text, [aside])


def test_each_part_of_a_line_keeps_its_own_notes():
    right = [char("5", 60, width=5.0), char("5", 65, width=5.0), note("7", 70)]
    (found,) = text_lines.lines([*figures("44"), note("6", 10), *right])
    assert [(piece.text, piece.aside) for piece in found.pieces] == [("44", "6"), ("55", "7")]
    (block,) = paragraphs.paragraphs([(1, found)], BODY, lambda number, box: box)
    assert [(cell.text, cell.aside, set(cell.marks)) for cell in block.cells] == [
        ("44", "6", {"superscript"}),
        ("55", "7", {"superscript"}),
    ]


def test_a_blank_of_the_file_parts_figures_nearer_than_a_gap():
    digits = [
        char("2", 0, width=5.0),
        char("3", 5, width=5.0),
        char(" ", 10, width=2.0),
        char("9", 12, width=5.0),
        char("5", 60, width=5.0),
    ]
    (found,) = text_lines.lines(digits)
    assert [piece.text for piece in found.pieces] == ["23 9", "5"]


def test_a_small_letter_behind_a_word_stays():
    (found,) = text_lines.lines([char("米", 0), note("2", 10)])
    assert (found.text, found.pieces[0].aside) == ("米2", "")


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [("-10", "10", 1), ("\u221210", "10", 1), ("10", "-10", 0), ("1001", "1", 3), ("甲1", "1", 0), ("1", "1", 0)],
)
def test_what_a_second_reading_lacks_of_figures_is_counted(first, second, lost):
    one, other = (content(chars=[char(text, 10 * place) for place, text in enumerate(texts)]) for texts in (first, second))
    assert second_reader.figures_lost(one, other) == lost


@pytest.mark.parametrize(
    ("first", "unmapped", "second", "taken"),
    [("-10", 1, "10", False), ("1", 1, "10", True), ("1", 1, "-10", False), ("1", 0, "10", False), ("1", 1, "1", True)],
)
def test_a_second_reading_adds_no_more_figures_than_the_first_could_not_read(first, unmapped, second, taken):
    one, other = (content(chars=[char(text, 10 * place) for place, text in enumerate(texts)]) for texts in (first, second))
    read = replace(one, unmapped=unmapped), []
    assert (second_reader.better(read, other)[0] is other) is taken


def test_a_marked_digit_may_lack():
    one, other = content(chars=[char("1", 0)._replace(mark="struck"), char("2", 10)]), content(chars=[char("2", 10)])
    assert second_reader.figures_lost(one, other) == 0


@pytest.mark.parametrize(
    ("box", "meets"),
    [
        ((10, 20, 90, 60), True),
        ((0, 0, 100, 100), True),
        ((40, 30, 50, 40), True),
        *(((0, 30, right, 40), right > 10) for right in (9, 10, 10.1)),
        *(((left, 30, 100, 40), left < 90) for left in (89.9, 90, 91)),
        *(((40, 0, 50, bottom), bottom > 20) for bottom in (19, 20, 20.1)),
        *(((40, top, 50, 100), top < 60) for top in (59.9, 60, 61)),
    ],
)
def test_a_picture_meets_a_table_of_text(box, meets):
    assert scanned_pages._meet(box, RuledGrid(1, 10, 20, 90, 60, ())) is meets
