"""Where the measure of a text changes: each of its bounds from both sides, with lines made by hand; and which signs are blanks."""

import pytest

from parsers.pdf import paragraphs
from parsers.pdf.page import BLANKS
from parsers.pdf.text_lines import LinePiece, TextLine

LONG = "文" * 30


def line(text=LONG, x0=50.0, top=100.0, x1=500.0, size=10.0):
    return TextLine(text, x0, top, x1, top + size, size, (LinePiece(text, x0, x1),))


def measured(*lines, width=600):
    return paragraphs.measure([lines], width)


def ten(**last):
    """Ten lines of body text, the last of them as given."""
    return [*(line(x0=51, top=100 + 20 * number) for number in range(9)), line(**{"x0": 51, "top": 280, **last})]


@pytest.mark.parametrize(("x0", "indented"), [(59, False), (59.1, True), (80.9, True), (81, False), (85, False)])
def test_how_far_in_a_line_begins_a_paragraph(x0, indented):
    assert measured(*ten(x0=x0)).indented is indented


def test_how_many_lines_with_an_indent_make_it_the_habit():
    assert measured(*ten(x0=70)).indented
    assert not measured(*ten(x0=70), line(x0=51, top=300)).indented


@pytest.mark.parametrize(("count", "right"), [(7, 549), (8, 500)])
def test_how_many_lines_show_the_right_margin(count, right):
    assert measured(*(line(x0=51, top=100 + 20 * number) for number in range(count))).right == right


@pytest.mark.parametrize(("x1", "right"), [(510, 510), (510.1, 500)])
def test_a_line_that_ends_a_character_beyond_the_others_shows_the_margin_and_one_further_out_does_not(x1, right):
    assert measured(*ten(x1=x1)).right == right


@pytest.mark.parametrize(("size", "right"), [(12.5, 505), (12.6, 500)])
def test_a_line_of_nearly_the_size_of_the_text_is_of_the_body(size, right):
    assert measured(*ten(size=size, x1=505)).right == right


@pytest.mark.parametrize(("letters", "left"), [(10, 50), (11, 30)])
def test_the_left_margin_is_that_of_two_long_lines(letters, left):
    short = [line("文" * letters, x0=30, top=top) for top in (60, 80)]
    body = [line(x0=50 if letters == 10 else 51, top=100 + 20 * number) for number in range(8)]
    assert measured(*short, *body).left == (51 if letters == 10 else left)
    assert measured(short[0], *body).left == 51, "a single line further out is no margin"
    assert measured(line(x0=44), line(x0=90, top=120)).left == 44, "where no two lines begin alike, the first from the left"


@pytest.mark.parametrize(("below", "pitch"), [(5, 20), (5.1, 5.1)])
def test_lines_half_a_character_apart_stand_in_one_line(below, pitch):
    assert measured(line(), line(top=100 + below)).pitch == pytest.approx(pitch)


@pytest.mark.parametrize("code", [0x20, 0xA0, 0x3000, 0x2000, 0x2009, 0x200A])
def test_a_blank_of_any_width_is_read_as_a_blank(code):
    assert BLANKS[code] == " "


@pytest.mark.parametrize("code", [0x1F, 0x21, 0x9F, 0xA1, 0x1FFF, 0x200B, 0x200C, 0x2FFF, 0x3001])
def test_the_signs_beside_the_blanks_are_none(code):
    assert code not in BLANKS
