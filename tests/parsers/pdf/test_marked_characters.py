"""A PDF is read as a person sees it: what is invisible, white, painted over, struck, slanted or raised never runs into a figure."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import black, blue, white

from parsers.pdf import document as pdf_document
from parsers.pdf import second_reader
from parsers.types import Source
from tests.helpers.drawing import Drawing, texts

XS, YS = (50, 150, 250, 350), (100, 120, 140, 160)
ROWS = [["信息内容", "制发", "废止"], ["规章", "", "7"], ["规范性文件", "1", "2"]]
X, Y = 153, 132  # where the figure of the second row begins


def read(drawing):
    return pdf_document.parse(Source(drawing.bytes()))


def figure(paint):
    """The empty cell of the table once this has been painted."""
    drawing = Drawing().table(XS, YS, ROWS)
    paint(drawing)
    (table,) = read(drawing).tables
    assert texts(table)[0] == ROWS[0]
    return next(cell for cell in table.cells if (cell.row, cell.column) == (1, 1))


def in_colour(drawing, colour, x, text):
    drawing.canvas.setFillColor(colour)
    drawing.text(x, Y, text)
    drawing.canvas.setFillColor(black)


def invisible(drawing):
    drawing.text(X, Y, "12")
    text = drawing.canvas.beginText(X + 20, drawing.height - Y)
    text.setTextRenderMode(3)
    text.textOut("9")
    drawing.canvas.drawText(text)


def white_on_white(drawing):
    drawing.text(X, Y, "12")
    in_colour(drawing, white, X + 20, "9")


def white_on_blue(drawing):
    drawing.canvas.setFillColor(blue)
    drawing.canvas.rect(151, drawing.height - 139, 98, 18, stroke=0, fill=1)
    in_colour(drawing, white, X, "12")


def covered_by(colour):
    def paint(drawing):
        drawing.text(X, Y, "9").text(X + 30, Y, "12")
        drawing.canvas.setFillColor(colour)
        drawing.canvas.rect(X - 1, drawing.height - Y - 3, 12, 13, stroke=0, fill=1)
        drawing.canvas.setFillColor(black)

    return paint


def struck(drawing):
    drawing.text(X, Y, "99").text(X + 30, Y, "12").line(X, Y - 3.5, X + 11, Y - 3.5)


def underlined(drawing):
    drawing.text(X, Y, "12").line(X, Y + 1.5, X + 11, Y + 1.5)


def raised(drawing):
    drawing.text(X, Y, "12").text(X + 11, Y - 4, "1", 6)


def circled(drawing):
    drawing.text(X, Y, "12①")


def watermark(drawing):
    drawing.text(X, Y, "12")
    drawing.canvas.saveState()
    drawing.canvas.translate(X + 20, drawing.height - Y)
    drawing.canvas.rotate(45)
    drawing.canvas.drawString(0, 0, "2023")
    drawing.canvas.restoreState()


@pytest.mark.parametrize(
    ("paint", "marks", "aside"),
    [
        (invisible, {"hidden"}, "9"),
        (white_on_white, {"hidden"}, "9"),
        (white_on_blue, set(), ""),
        (covered_by(white), {"hidden"}, "9"),
        (covered_by(black), {"covered"}, "9"),
        (struck, {"struck"}, "99"),
        (underlined, set(), ""),
        (raised, {"superscript"}, "1"),
        (circled, {"superscript"}, "①"),
        (watermark, set(), ""),
    ],
)
def test_what_is_marked_stays_out_of_the_figure(paint, marks, aside):
    cell = figure(paint)
    assert (cell.text, set(cell.marks), cell.aside) == ("12", marks, aside)


def printed_twice(drawing):
    drawing.text(X, Y, "12").text(X + 0.25, Y, "12")


@pytest.mark.parametrize("paint", [invisible, white_on_white, covered_by(white), covered_by(black), struck, watermark, printed_twice])
def test_nor_does_it_where_another_figure_is_in_doubt_and_the_page_is_read_twice(monkeypatch, paint):
    asked = []
    read_again = second_reader.read_pages
    monkeypatch.setattr(second_reader, "read_pages", lambda body, numbers: asked.extend(numbers) or read_again(body, numbers))
    seen = figure(lambda drawing: (paint(drawing), drawing.text(X + 80, Y + 20, "3456789")))
    assert (asked, seen.text) == ([1], "12")


def test_a_struck_cell_is_unread_and_an_invisible_one_blank():
    assert figure(lambda drawing: drawing.text(X, Y, "99").line(XS[1], Y - 3.5, XS[2], Y - 3.5)).unread
    hidden = figure(lambda drawing: in_colour(drawing, white, X, "9"))
    assert (hidden.text, hidden.unread) == ("", False)


def test_text_off_the_page_and_hidden_sentences_are_not_read():
    drawing = Drawing().text(60, 60, "第一句。").text(700, 60, "页外").text(60, -30, "页外")
    drawing.canvas.setFillColor(white)
    drawing.text(60, 80, "看不见的一句。")
    assert read(drawing).text == "第一句。"


@pytest.mark.parametrize("scale", [1.0, 0.05])
def test_a_vertical_font_lands_in_its_own_cell(scale):
    drawing = Drawing().table((50, 70, 150, 250), (100, 160, 220), [["", "", ""], ["", "", ""]], [("h", 1, 0)])
    drawing.canvas.scale(scale, scale)
    for x, y, text in ((60, 110, "办理结果"), (100, 110, "甲"), (200, 110, "壹"), (100, 170, "乙"), (200, 170, "贰")):
        drawing.canvas.setFont("STSong-Light", 10 / scale)
        drawing.canvas.drawString(x / scale, (drawing.height - y) / scale, text)
    body = drawing.bytes()
    assert b"/UniGB-UCS2-H" in body
    (table,) = pdf_document.parse(Source(body.replace(b"/UniGB-UCS2-H", b"/UniGB-UCS2-V"))).tables
    assert [cell.text.replace(" ", "") for cell in table.cells] == ["办理结果", "甲", "壹", "乙", "贰"]


def test_digits_that_the_page_end_wraps_are_never_a_figure_of_their_own():
    xs = (50, 150, 180, 210)
    upper = Drawing().table(xs, (750, 770, 790), [["信息内容", "甲", "乙"], ["行政处罚", "55912", "3"]])
    lower = upper.page().table(xs, (60, 80, 100), [["", "2", ""], ["行政强制", "5", "6"]])
    (table,) = read(lower).tables
    assert texts(table) == [["信息内容", "甲", "乙"], ["行政处罚", "559122", "3"], ["行政强制", "5", "6"]]
    assert [bool(cell.doubt) for cell in table.cells if cell.row == 1] == [False, True, False]
