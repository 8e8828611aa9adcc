"""What is painted over what, with inks and fills made by hand; how deep forms are followed; the font in place of the machine's."""

import ctypes
import hashlib
import math

import pypdfium2 as pdfium
import pytest

from parsers.pdf import paint
from parsers.pdf.machine_fonts import EAST_ASIAN, FONT, font_data, map_font, without_machine_fonts
from parsers.pdf.page import Char, Matrix, read_page
from parsers.pdf.paint import Fill, Ink, Paint
from tests.helpers.drawing import Drawing

OBJECT = ctypes.c_void_p(4096)
AT = (10, 10, 20, 20)
INSIDE = (0, 0, 30, 30)


def mark(ink, *fills, at=AT, obj=OBJECT):
    made = Paint()
    made.inks = {4096: ink} if ink else {1: Ink(0, False, False)}
    made.fills = list(fills)
    return made.mark(obj, at)


PLAIN, HIDDEN, WHITE = Ink(1, False, False), Ink(1, True, False), Ink(1, False, True)


@pytest.mark.parametrize(
    ("ink", "fills", "found"),
    [
        (PLAIN, [], None),
        (HIDDEN, [], "hidden"),
        (WHITE, [], "hidden"),
        (WHITE, [Fill(0, INSIDE, False)], None),
        (WHITE, [Fill(0, INSIDE, True)], "hidden"),
        (WHITE, [Fill(0, INSIDE, False), Fill(0, INSIDE, True)], "hidden"),
        (HIDDEN, [Fill(0, INSIDE, False)], "hidden"),
        (PLAIN, [Fill(2, INSIDE, True)], "hidden"),
        (PLAIN, [Fill(2, INSIDE, False)], "covered"),
        (PLAIN, [Fill(1, INSIDE, False)], None),
        (PLAIN, [Fill(0, INSIDE, False)], None),
        (PLAIN, [Fill(2, (15, 15, 15, 15), False)], "covered"),
        *((PLAIN, [Fill(2, box, False)], None) for box in ((15.1, 0, 30, 30), (0, 0, 14.9, 30), (0, 15.1, 30, 30), (0, 0, 30, 14.9))),
        (None, [Fill(2, INSIDE, False)], None),
    ],
)
def test_why_a_character_is_not_seen(ink, fills, found):
    assert mark(ink, *fills) == found
    assert mark(ink, *fills, obj=None) is None


@pytest.mark.parametrize(
    ("degrees", "slanted"),
    [
        (0, False),
        (4, False),
        (5, True),
        (45, True),
        (85, True),
        (86, False),
        (90, False),
        (180, False),
        (184, False),
        (185, True),
        (355, True),
        (356, False),
    ],
)
def test_text_across_the_page_is_a_watermark(degrees, slanted):
    assert paint.slanted(math.radians(degrees)) is slanted


def char(text, x0, baseline=20.0, found=None):
    return Char(text, x0, 10, x0 + 10, 20, baseline, found)


def restored(covered, own, reach, monkeypatch):
    monkeypatch.setattr(paint, "bounds_of", lambda obj: reach)
    one, two = ctypes.c_void_p(1), ctypes.c_void_p(2)
    return [each.text for each in paint.restored([*((each, one) for each in covered), *((each, two) for each in own)], Matrix().box)]


@pytest.mark.parametrize(
    ("covered", "own", "reach", "found"),
    [
        ([char("1", 0, found="covered")], [char("2", 10)], (-5, 0, 30, 0), ["1"]),
        ([char("1", 0, found="hidden")], [char("2", 10)], (-5, 0, 30, 0), ["1"]),
        ([char("1", 0, found="struck")], [char("2", 10)], (-5, 0, 30, 0), []),
        ([char(" ", 0, found="covered")], [char("2", 10)], (-5, 0, 30, 0), []),
        ([char("1", 0, found="covered")], [char("2", 0)], (-5, 0, 30, 0), []),  # its own stands there
        ([char("1", 0, found="covered")], [char("2", 10)], (5, 0, 30, 0), []),
        ([char("1", 0, found="covered")], [char("2", 10)], (4.9, 0, 30, 0), ["1"]),
        ([char("1", 20, found="covered")], [char("2", 10)], (0, 0, 25, 0), []),
        ([char("1", 0, 20.5, found="covered")], [char("2", 10)], (-5, 0, 30, 0), []),
        ([char("1", 0, 20.4, found="covered")], [char("2", 10)], (-5, 0, 30, 0), ["1"]),
        ([char("1", 0, found="covered")], [char(" ", 10)], (-5, 0, 30, 0), []),
        ([char("1", 0, found="covered")], [], (-5, 0, 30, 0), []),
    ],
)
def test_a_figure_printed_again_over_what_was_painted_out_is_read(covered, own, reach, found, monkeypatch):
    assert restored(covered, own, reach, monkeypatch) == found


@pytest.mark.parametrize(
    ("covered", "box", "found"),
    [
        (char("1", 0, found="covered"), (1, 11, 9, 19), ["1"]),
        (char("1", 0, found="hidden"), (1, 11, 9, 19), ["1"]),
        (char("1", 0, found="struck"), (1, 11, 9, 19), []),
        (char("1", 0, found="covered"), (6, 11, 9, 19), []),  # beside it
        (char("1", 0, found="covered"), (1, 16, 9, 24), []),  # below it
        (char("1", 0, found="covered"), (1, 5, 9, 19), []),  # over two lines
    ],
)
def test_a_figure_that_is_all_of_what_is_printed_again_is_read(covered, box, found):
    assert [each.text for each in paint.restored([(covered, ctypes.c_void_p(1))], Matrix().box, [box])] == found


@pytest.mark.parametrize("again", [False, True])
def test_a_figure_printed_twice_below_a_cover_stays_hidden_unless_printed_again(again):
    drawing = Drawing()
    for text, x in (("3", 100), ("3", 100)):
        drawing.canvas.drawString(x, 700, text)
    drawing.canvas.setFillGray(1)
    drawing.canvas.rect(95, 695, 20, 16, stroke=0, fill=1)
    drawing.canvas.setFillGray(0)
    if again:
        drawing.canvas.drawString(100, 700, "3")
    with pdfium.PdfDocument(drawing.bytes()) as document:
        chars = read_page(document[0], 1).chars
    assert [each.text for each in chars if each.mark is None] == (["3"] if again else [])


@pytest.mark.parametrize(("depth", "rules"), [(1, 1), (8, 1), (9, 0)])
def test_forms_within_forms_are_followed_eight_deep(depth, rules):
    drawing = Drawing()
    drawing.canvas.beginForm("f1")
    drawing.line(50, 100, 300, 100)
    drawing.canvas.endForm()
    for number in range(2, depth + 1):
        drawing.canvas.beginForm(f"f{number}")
        drawing.canvas.doForm(f"f{number - 1}")
        drawing.canvas.endForm()
    drawing.canvas.doForm(f"f{depth}")
    with pdfium.PdfDocument(drawing.bytes()) as document:
        assert len(read_page(document[0], 1).rules) == rules


def test_the_font_in_place_of_those_of_the_machine_is_the_same_everywhere():
    """What PDFs without fonts of their own read as depends on it: another font is a change that is meant."""
    assert hashlib.sha256(FONT).hexdigest() == "8e0f0cebb1f20a2114b91e4abb5f7b3df6a6be812bb3ad4516cc44146f547b83"


@pytest.mark.parametrize("charset", [128, 129, 134, 136])
def test_text_of_east_asia_gets_the_substitute(charset):
    assert map_font(None, 0, 0, charset, 0, None, None) == 1
    assert charset in EAST_ASIAN


@pytest.mark.parametrize("charset", [0, 1, 127, 130, 135, 137])
def test_other_text_keeps_the_fonts_of_the_library(charset):
    assert map_font(None, 0, 0, charset, 0, None, None) == 0


@pytest.mark.parametrize(
    ("table", "room", "length", "copied"),
    [(0, 0, len(FONT), False), (0, len(FONT), len(FONT), True), (0, len(FONT) - 1, len(FONT), False), (1, len(FONT), 0, False)],
)
def test_the_font_is_given_whole_or_not_at_all(table, room, length, copied):
    buffer = ctypes.create_string_buffer(len(FONT) + 4)
    assert font_data(None, None, table, buffer, room) == length
    assert (buffer.raw[: len(FONT)] == FONT) is copied
    assert font_data(None, None, 0, None, 99999) == len(FONT)
    with without_machine_fonts():
        pass
