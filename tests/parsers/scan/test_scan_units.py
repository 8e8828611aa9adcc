"""Single steps of reading a scan, with marks, glyphs, fields and lines made by hand: no recogniser is asked."""

import io
from collections import Counter
from types import SimpleNamespace

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image  # noqa: E402

from parsers.scan import blocks, cells, glyphs, grid, ocr, orientation  # noqa: E402
from parsers.scan.cells import ScanCell  # noqa: E402
from parsers.scan.glyphs import Glyph  # noqa: E402
from parsers.scan.grid import Field, FieldCell  # noqa: E402
from parsers.scan.ocr import OcrReading  # noqa: E402
from parsers.types import Cell, Paragraph, Table  # noqa: E402

CELL = FieldCell(Field(0, 0, 50, 20), 2, 3, 1, 2)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("12", True),
        ("-12", True),
        ("1,234.5", True),
        ("12元", True),
        ("3万元", True),
        ("5%", True),
        ("—", True),
        ("/", True),
        ("--", True),
        ("元", True),
        ("1 2", True),
        ("O", True),
        ("l2", True),
        ("I丨i|", True),
        ("Zz", True),
        ("Ss", True),
        ("B", True),
        ("〇○", True),
        ("D", True),
        ("Q口。", True),
        ("，1．2", True),
        ("一", True),
        ("＋3", True),
        ("十3", True),
        ("十", False),
        ("规章", False),
        ("12年", False),
        ("", False),
        ("---", False),
        ("a", False),
    ],
)
def test_a_line_that_is_a_figure_perhaps_with_letters_for_digits(text, figure):
    assert cells.is_figure(OcrReading(text, 1.0)) is figure


def reading(text="", surety=1.0, figure="", figure_surety=1.0):
    return OcrReading(text, surety, figure, figure_surety)


@pytest.mark.parametrize(
    ("lines", "second", "text", "readings", "doubt"),
    [
        ([reading(figure="12")], reading(figure="12"), "12", (), ""),
        ([reading(figure="12.")], reading(figure="12."), "12", ("12", "12."), "read as '12.'"),
        ([reading(figure="12,")], reading(figure="12,"), "12", ("12", "12,"), "read as '12,'"),
        ([reading(figure="12")], reading(figure="13"), "12", ("12", "13"), "read as '12' and as '13'"),
        (
            [reading(figure="12", figure_surety=0.5)],
            reading(figure="13", figure_surety=0.6),
            "13",
            ("13", "12"),
            "read as '13' and as '12'",
        ),
        (
            [reading(figure="12", figure_surety=0.6)],
            reading(figure="13", figure_surety=0.6),
            "12",
            ("12", "13"),
            "read as '12' and as '13'",
        ),
        ([reading(figure="12", figure_surety=0.9)], reading(figure="", figure_surety=0.0), "12", (), ""),
        ([reading(figure="12", figure_surety=0.89)], reading(figure="", figure_surety=0.0), "12", ("12",), "read as '12'"),
        ([reading(figure="", figure_surety=0.0)], reading(figure="", figure_surety=0.0), "", ("",), "read as ''"),
        ([reading(figure="", figure_surety=0.0)], reading(figure="3", figure_surety=0.5), "3", ("3",), "read as '3'"),
        ([reading("规章", 0.98)], None, "规章", (), ""),
        ([reading("规章", 0.97)], None, "规章", (), "words read at 0.97"),
        ([reading("规", 0.99), reading("章", 0.5)], None, "规\n章", (), "words read at 0.50"),
        ([], None, "", (), ""),
    ],
)
def test_two_readings_of_a_cell(lines, second, text, readings, doubt):
    found = cells.judged(CELL, lines, second)
    assert (found.cell, found.text, found.readings, found.doubt) == (CELL, text, readings, doubt)


def test_a_cell_without_one_of_its_rules_is_doubted():
    broken = FieldCell(Field(0, 0, 50, 20, whole=False), 0, 0, 1, 1)
    found = cells.judged(broken, [reading("规"), reading("章")], None)
    assert (found.text, found.doubt) == ("规章", "a rule around this cell is missing")
    assert cells.judged(broken, [], None).doubt == ""


@pytest.mark.parametrize(
    ("mark", "remains"),
    [
        ((0, 5, 3, 7), True),
        ((0, 5, 3, 6), False),
        ((0, 5, 4, 20), False),
        ((97, 5, 3, 7), True),
        ((96, 5, 3, 7), False),
        ((5, 0, 7, 3), True),
        ((5, 0, 6, 3), False),
        ((5, 0, 20, 4), False),
        ((5, 47, 7, 3), True),
        ((5, 46, 7, 3), False),
        ((1, 5, 3, 9), False),
    ],
)
def test_the_remains_of_a_rule_at_the_edge_of_a_field(mark, remains):
    assert cells._remains_of_rule(mark, (50, 100)) is remains


@pytest.mark.parametrize(
    ("marks", "lines"),
    [
        ([(0, 0, 10, 20), (12, 2, 20, 18)], 1),
        ([(0, 0, 10, 20), (0, 30, 10, 50)], 2),
        ([(0, 0, 10, 20), (12, 17, 14, 20)], 1),  # a dot at the foot of a line
        ([(0, 0, 10, 20), (12, 0, 14, 4)], 1),
        ([(0, 0, 20, 8), (0, 12, 20, 30)], 1),  # the halves of a character
        ([(0, 0, 20, 8), (0, 26, 20, 34)], 2),
        ([(0, 0, 20, 33), (0, 40, 20, 60)], 2),
        ([], 0),
    ],
)
def test_the_lines_of_marks_in_a_cell(marks, lines):
    found = cells._lines_of(marks, 1.0)
    assert len(found) == lines
    assert sorted(mark for line in found for mark in line) == sorted(marks)


@pytest.mark.parametrize(
    ("line", "dust"), [([(0, 0, 3, 3)], True), ([(0, 0, 4, 3)], False), ([(0, 0, 3, 4)], False), ([(0, 0, 2, 2), (5, 0, 7, 2)], False)]
)
def test_dust_is_no_line(line, dust):
    assert cells._dust(line, 1.0) is dust
    assert cells._around([(5, 1, 7, 9), (0, 3, 6, 4)]) == (0, 1, 7, 9)


def glyph(height=20, angle=0.0):
    return Glyph(np.array([np.cos(angle), np.sin(angle)], np.float32), height)


@pytest.mark.parametrize(("height", "tall"), [(14, True), (13.9, False), (28, True), (28.1, False), (20, True)])
def test_a_glyph_as_tall_as_digits(height, tall):
    assert glyphs._tall(height, 20) is tall


@pytest.mark.parametrize(
    ("votes", "name"), [({"1": 3}, "1"), ({"1": 2}, ""), ({"1": 4, "7": 1}, "1"), ({"1": 3, "7": 1}, ""), ({"7": 8, "1": 2}, "7")]
)
def test_the_name_of_a_heap_of_glyphs(votes, name):
    assert glyphs._name(Counter(votes)) == name


@pytest.mark.parametrize(
    ("heights", "text", "paired"), [([20, 20], "12", "12"), ([20, 5, 20], "1.2", "12"), ([20], "12", ""), ([20, 20], "1", ""), ([], "", "")]
)
def test_the_digits_that_glyphs_are_read_as(heights, text, paired):
    made = [(glyph(height), number) for number, height in enumerate(heights)]
    assert "".join(digit for _, digit in glyphs._paired(made, text, 20)) == paired


@pytest.mark.parametrize(
    ("heaps", "heights", "text", "found"),
    [
        ([0, 1], [20, 20], "12", ("12", 1.0)),
        ([0, 1], [20, 20], "72", ("12", 1.0)),
        ([0, 2], [20, 20], "12", None),
        ([0, 9, 1], [20, 5, 20], "1.2", ("1.2", 1.0)),
        ([0, 1], [20, 20], "1", ("12", 0.5)),
        ([0, 9, 1], [20, 5, 20], "1.", None),
        ([0, 1], [20, 20], "1.2", None),
        ([9], [5], "-", None),
        ([], [], "", None),
    ],
)
def test_a_figure_spelt_by_its_glyphs(heaps, heights, text, found):
    made = [(glyph(height), heap) for heap, height in zip(heaps, heights, strict=True)]
    spelt = glyphs._named(made, {0: "1", 1: "2"}, text, 20)
    assert (spelt and (spelt.text, spelt.surety, spelt.figure, spelt.figure_surety)) == (found and ("", 0.0, *found))


def test_glyphs_that_are_alike_are_one_heap():
    angles = [0.0, np.arccos(0.87), np.arccos(0.0), 0.0]
    assert glyphs._heaps([glyph(angle=angle) for angle in angles]) == [0, 0, 1, 0]
    assert glyphs._heaps([glyph(angle=0.0), glyph(angle=np.arccos(0.85))]) == [0, 1]
    assert glyphs._heaps([]) == []


def test_the_votes_of_a_page_read_a_figure_that_was_misread_once():
    one, two = glyph(angle=0.0), glyph(angle=np.pi / 2)
    figures = [[one, two]] * 5
    found = glyphs.template_readings(figures, ["12", "12", "12", "12", "17"])
    assert [each and each.figure for each in found] == ["12"] * 5
    assert glyphs.template_readings([[one, two]] * 2, ["12", "12"]) == [None, None]
    assert glyphs.template_readings([[], []], ["", ""]) == [None, None]


def test_a_glyph_is_brought_to_one_height_and_brightness():
    grey = np.full((60, 60), 255, np.uint8)
    grey[10:40, 20:30] = 0
    found = glyphs.glyph_of(grey, (20, 10, 30, 40))
    assert (found.height, found.pixels.shape) == (30, (24 * 20,))
    assert float(np.linalg.norm(found.pixels)) == pytest.approx(1.0, abs=1e-5)
    assert abs(float(found.pixels.mean())) < 1e-6
    framed = found.pixels.reshape(24, 20)
    assert framed[12, 10] > framed[12, 0]
    larger = np.kron(grey, np.ones((2, 2), np.uint8))
    assert float(found.pixels @ glyphs.glyph_of(larger, (40, 20, 60, 80)).pixels) > 0.95
    blank = glyphs.glyph_of(np.full((60, 60), 255, np.uint8), (20, 10, 30, 40))
    assert float(np.abs(blank.pixels).max()) == 0.0


def field(left, top, right, bottom, whole=True):
    return Field(left, top, right, bottom, whole)


@pytest.mark.parametrize(
    ("values", "edges"),
    [([0, 12, 100], [6, 100]), ([0, 13, 100], [0, 13, 100]), ([100, 0], [0, 100]), ([0, 12, 24, 100], [12, 100]), ([], [])],
)
def test_edges_that_are_one_rule(values, edges):
    assert grid._edges(values, 1.0) == edges


def square(rows, columns, left=0, top=0, size=100):
    return [
        field(left + column * size + 2, top + row * size + 2, left + (column + 1) * size - 2, top + (row + 1) * size - 2)
        for row in range(rows)
        for column in range(columns)
    ]


def test_the_grid_of_fields():
    fields = square(2, 2)
    found = grid.to_grid([field(2, 2, 198, 98), *fields[2:]], 1.0)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in found] == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]
    tall = grid.to_grid([field(2, 2, 98, 198), fields[3], fields[1]], 1.0)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in tall] == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]
    assert grid._nearest([0, 100, 200], 140) == 1
    assert grid._nearest([0, 100], 50) == 0


@pytest.mark.parametrize(
    ("shift", "columns", "parts"),
    [(0, 4, 1), (50, 4, 2), (8, 4, 1), (9, 4, 2), (50, 3, 1)],  # rows of three have two inner rules: they prove nothing
)
def test_two_tables_pressed_together_are_parted(shift, columns, parts):
    fields = square(2, columns) + [
        field(each.left + (shift if each.left > 50 else 0), each.top, each.right, each.bottom) for each in square(2, columns, top=200)
    ]
    assert len(grid.split_where_columns_change(fields, 1.0)) == parts
    held = [*fields, field(columns * 100 + 2, 2, columns * 100 + 98, 398)]
    assert len(grid.split_where_columns_change(held, 1.0)) == 1
    assert grid.split_where_columns_change([], 1.0) == [[]]


def test_fields_enclosed_by_rules_are_found_and_slivers_are_none():
    mask = np.zeros((120, 220), np.uint8)
    for y in (10, 60, 110):
        mask[y : y + 2, 10:212] = 255
    for x in (10, 110, 210):
        mask[10:112, x : x + 2] = 255
    page = type("Page", (), {"unit": 1.0, "ink": np.zeros((120, 220), np.uint8)})()
    found = grid.fields_in(page, mask, (10, 10, 212, 112))
    assert [(each.left, each.top, each.right, each.bottom, each.whole) for each in found] == [
        (12, 12, 110, 60, True),
        (112, 12, 210, 60, True),
        (12, 62, 110, 110, True),
        (112, 62, 210, 110, True),
    ]
    mask[10:62, 122:124] = 255  # a sliver of ten pixels
    assert len(grid.fields_in(page, mask, (10, 10, 212, 112))) == 4
    around_a_corner = framed(220, 120, (10, 60, 210), (10, 60, 110))
    around_a_corner[60:63, 13:60] = 0
    around_a_corner[63:110, 60:63] = 0
    assert [each.whole for each in grid.fields_in(page, around_a_corner, (10, 10, 213, 113))] == [True]
    page.ink[70:80, 30:40] = 255
    assert sorted(each.whole for each in grid.fields_in(page, around_a_corner, (10, 10, 213, 113))) == [False, True]


def framed(width, height, xs, ys):
    mask = np.zeros((height, width), np.uint8)
    for y in ys:
        mask[y : y + 3, xs[0] : xs[-1] + 3] = 255
    for x in xs:
        mask[ys[0] : ys[-1] + 3, x : x + 3] = 255
    return mask


@pytest.mark.parametrize(
    ("xs", "ys", "count"),
    [
        ((50, 150, 250), (50, 100, 150), 1),
        ((50, 197), (50, 100), 0),  # 150 wide
        ((50, 198), (50, 100), 1),
        ((50, 250), (50, 87), 0),  # 40 high
        ((50, 250), (50, 88), 1),
        ((2, 596), (2, 396), 0),
        ((2, 200, 400, 596), (2, 200, 396), 1),
    ],
)
def test_the_boxes_of_tables(xs, ys, count):
    found = grid.table_boxes(framed(600, 400, xs, ys), 1.0)
    assert len(found) == count
    assert found == [(xs[0], ys[0], xs[-1] + 3, ys[-1] + 3)] * count


def test_the_edge_of_the_sheet_around_a_table_is_none():
    sheet = framed(600, 400, (1, 597), (1, 397))
    both = np.maximum(sheet, framed(600, 400, (50, 150, 250), (50, 100, 150)))
    assert grid.table_boxes(both, 1.0) == [(50, 50, 253, 153)]
    assert not grid._overlap((0, 0, 10, 10), (10, 0, 20, 10))
    assert not grid._overlap((0, 0, 10, 10), (0, 10, 10, 20))
    assert grid._overlap((0, 0, 10, 10), (9, 9, 20, 20))


def line(text="文", left=0, top=0, right=400, height=20, surety=1.0):
    return blocks.ScannedLine(left, top, right, top + height, text, surety)


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([line("甲", 0), line("乙", 200)], ["甲乙"]),
        ([line("乙", 200), line("甲", 0, top=5)], ["甲乙"]),
        ([line("甲", 0), line("乙", 200, top=6)], ["甲", "乙"]),
        ([line("甲", 0), line("乙", 0, top=40)], ["甲", "乙"]),
        ([], []),
    ],
)
def test_pieces_at_one_height_are_one_line(pieces, found):
    assert [each.text for each in blocks.joined_lines(pieces)] == found


def test_a_joined_line_reaches_around_its_pieces_and_is_as_sure_as_the_least():
    (joined,) = blocks.joined_lines([line("甲", 10, 0, 50, surety=0.5), line("乙", 60, 2, 90, 22, 0.9)])
    assert (joined.left, joined.top, joined.right, joined.bottom, joined.surety) == (10, 0, 90, 24, 0.5)


@pytest.mark.parametrize(
    ("first", "second", "tables", "count"),
    [
        ({}, {"top": 30}, [], 1),
        ({}, {"top": 50}, [], 1),
        ({}, {"top": 51}, [], 2),
        ({}, {"top": 30, "text": "一、总体"}, [], 2),
        ({}, {"top": 30, "text": "（一）公开"}, [], 2),
        ({"text": "一、总体"}, {"top": 30}, [], 2),
        ({"text": "一、总体，好"}, {"top": 30}, [], 1),
        ({}, {"top": 30, "left": 24}, [], 1),
        ({}, {"top": 30, "left": 25}, [], 2),
        ({"right": 350}, {"top": 30}, [], 1),
        ({"right": 349}, {"top": 30}, [], 2),
        ({}, {"top": 30, "height": 28}, [], 1),
        ({}, {"top": 30, "height": 29}, [], 2),
        ({}, {"top": 30}, [15], 2),
        ({}, {"top": 30}, [30], 1),
        ({}, {"top": 30}, [0], 1),
    ],
)
def test_where_a_paragraph_begins(first, second, tables, count):
    more = [line(top=1000 + 30 * n) for n in range(5)]
    found = blocks.paragraphs([line(**first), line(**second), *more], 7, tables)
    assert len(found) == count + 1
    assert (found[0][0], found[0][1].page) == (0, 7)
    assert blocks.paragraphs([], 7, []) == []


@pytest.mark.parametrize(
    ("rows", "gap", "most", "found"),
    [
        ([1, 2], 10, 100, [(1, 3)]),
        ([1, 12], 10, 100, [(1, 13)]),
        ([1, 13], 10, 100, [(1, 2), (13, 14)]),
        ([1, 9], 10, 9, [(1, 10)]),
        ([1, 10], 10, 9, [(1, 2), (10, 11)]),
        (list(range(10)), 0, 4, [(0, 4), (4, 8), (8, 10)]),
        ([0, 1, 2, *range(5, 20)], 5, 10, [(0, 3), (5, 15), (15, 20)]),
        ([0, 2, 4], 0, 10, [(0, 1), (2, 3), (4, 5)]),
    ],
)
def test_strips_of_text(rows, gap, most, found):
    assert blocks.strips(np.array(rows), gap, most) == found


def test_doubts_of_a_page_are_named_by_place():
    table = Table(0, tuple(Cell(row, 1, "1", doubt="x") for row in range(7)), 3)
    (problem,) = blocks._doubts(3, [table, Paragraph("a", 3), Table(1, (Cell(0, 0, "1"),), 3), Table(2, table.cells, 4)])
    assert (problem.stage, problem.code, problem.where) == ("document", "scan_doubt", "page 3")
    assert problem.message.startswith("7 cells")
    assert "row 1 column 2: x" in problem.message
    assert problem.message.count("column") == 5
    assert blocks._doubts(5, [table]) == []


@pytest.mark.parametrize(("pages", "where"), [([3], "page 3"), ([3, 4], "pages 3, 4")])
def test_what_a_recogniser_read_says_so(pages, where):
    problem = blocks._read_by(pages)
    assert (problem.stage, problem.code, problem.where) == ("document", "read_by_ocr", where)
    assert ocr.engine() in problem.message
    assert ocr.engine().startswith("PP-OCRv6_rec_small of rapidocr ")


def test_the_page_for_which_no_time_was_left_is_named():
    problem = blocks._out_of_time(4)
    assert (problem.stage, problem.code, problem.where, "GONGKAI_READER_SECONDS" in problem.message) == (
        "document",
        "scan_time",
        "page 4",
        True,
    )


def picture(width, height, pages=1):
    stream = io.BytesIO()
    made = [Image.new("L", (width, height), 255) for _ in range(pages)]
    made[0].save(stream, "TIFF", save_all=True, append_images=made[1:])
    return stream.getvalue()


def test_the_pixels_a_picture_declares():
    assert blocks.pixels_told(picture(30, 20)) == 600
    assert blocks.pixels_told(picture(30, 20, 3)) == 1800
    assert blocks.pixels_told(b"II*\0") == blocks.pixels_told(b"") == 0
    assert [each.page for each in blocks.file_pictures(picture(30, 20, 3))] == [1, 2, 3]
    assert blocks.file_pictures(b"BM") is None


def test_a_picture_larger_than_a_page_is_not_opened(monkeypatch):
    monkeypatch.setattr(blocks, "MOST_PIXELS", 600)
    assert blocks.file_pictures(picture(30, 20)) is not None
    assert blocks.file_pictures(picture(30, 21)) is None


def test_a_cell_of_a_scan_keeps_its_place_and_its_readings():
    page = type("Page", (), {"place": lambda self, *box: tuple(value / 2 for value in box)})()
    made = blocks.to_table([ScanCell(CELL, "12", ("12", "13"), "x")], page, 6)
    assert (made.index, made.page) == (0, 6)
    assert made.cells == (Cell(2, 3, "12", 1, 2, page=6, box=(0, 0, 25, 10), doubt="x", readings=("12", "13")),)
    assert blocks._numbered(made, 4).index == 4
    assert blocks._clipped((-5, -5, 500, 500), np.zeros((10, 20))) == (0, 0, 20, 10)


@pytest.mark.parametrize(
    ("widths", "batches"),
    [
        ([64, 64], [[0, 1]]),
        ([64, 200, 64], [[0, 2], [1]]),
        ([64, 115], [[0, 1]]),
        ([64, 116], [[0], [1]]),
        ([2048, 2048, 2048], [[0, 1], [2]]),
        ([], []),
    ],
)
def test_crops_of_like_width_are_read_together(widths, batches):
    assert ocr._batches(widths) == batches


@pytest.mark.parametrize(("shape", "width"), [((48, 48), 64), ((48, 65), 96), ((48, 96), 96), ((24, 48), 96), ((480, 10), 64)])
def test_a_crop_has_the_height_of_the_recogniser_and_a_width_of_its_steps(shape, width):
    made = ocr._prepared(np.full(shape, 255, np.uint8))
    assert made.shape == (48, width)
    assert float(made.max()) == pytest.approx(1.0)
    assert float(ocr._prepared(np.zeros((48, 64), np.uint8)).min()) == pytest.approx(-1.0)


def test_a_line_found_is_grown_to_its_full_height():
    assert ocr._grown(100, 50, 100, 20, 1.0) == (87, 37, 213, 83)
    assert ocr._grown(100, 50, 100, 20, 0.5) == (173, 73, 427, 167)


def test_the_middle_of_a_long_picture():
    assert orientation._middle(np.zeros((300, 100))).shape == (300, 100)
    long = np.arange(500)[:, None] * np.ones((1, 100))
    middle = orientation._middle(long)
    assert (middle.shape, middle[0, 0]) == ((300, 100), 100)
    assert orientation._within((-1, -2, 999, 999), long) == (0, 0, 100, 500)


@pytest.mark.parametrize(
    ("text", "counts"), [("公开", True), ("公", False), ("12", False), ("公1开", True), ("1公2", False), ("--公开--", True)]
)
def test_lines_of_figures_show_no_orientation(text, counts):
    assert bool(orientation._words([reading(text)])) is counts


def turned(first, second, count, monkeypatch):
    """Whether lines are upside down that are read so surely as they are and turned."""
    answers = iter([first, second])
    monkeypatch.setattr(
        orientation, "read_lines", lambda crops: [reading("公开", next_surety) for next_surety in [next(answers)] for _ in crops]
    )
    return orientation.upside_down(np.zeros((100, 1000), np.uint8), [(0, 10 * n, 50, 10 * n + 9) for n in range(count)])


@pytest.mark.parametrize(
    ("first", "second", "count", "upside"),
    [(0.95, 1.0, 6, False), (0.95, 1.0, 3, False), (0.95, 1.0, 2, True), (0.9, 1.0, 6, True), (0.5, 0.4, 6, False), (0.5, 0.5, 6, False)],
)
def test_lines_are_the_right_way_up_where_they_are_read_more_surely(first, second, count, upside, monkeypatch):
    assert turned(first, second, count, monkeypatch) is upside


@pytest.mark.parametrize(
    ("boxes", "upside", "turns"),
    [
        ([(0, 0, 100, 20)], False, 0),
        ([(0, 0, 100, 20)], True, 2),
        ([(0, 0, 20, 100)], False, 1),
        ([(0, 0, 20, 100)], True, 3),
        ([(0, 0, 20, 40), (0, 0, 50, 20)], False, 0),
        ([], False, 0),
        ([(0, 0, 100, 20), (0, 0, 20, 101)], False, 1),
        ([(0, 0, 100, 20), (0, 0, 20, 100)], False, 0),
    ],
)
def test_the_quarter_turns_of_a_page(boxes, upside, turns, monkeypatch):
    monkeypatch.setattr(orientation, "find_lines", lambda *_: boxes)
    monkeypatch.setattr(orientation, "upside_down", lambda *_: upside)
    assert orientation.quarters(np.zeros((300, 300), np.uint8)) == turns


@pytest.mark.parametrize(
    ("line_box", "margin", "shape"),
    [
        ((40, 40, 50, 45), 0.45, (31, 22)),
        ((40, 40, 50, 60), 0.22, (28, 18)),
        ((40, 40, 50, 45), 0.22, (25, 16)),
        ((2, 1, 50, 41), 0.22, (50, 59)),
        ((40, 40, 50, 70), 0.1, (36, 16)),
    ],
)
def test_a_line_is_cut_out_with_a_margin_of_paper(line_box, margin, shape):
    page = type("Page", (), {"unit": 1.0, "grey": np.zeros((200, 200), np.uint8)})()
    assert cells.crop(page, line_box, margin).shape == shape


class Detector:
    """Says where lines are: a heat of 1 in these boxes of left, top, width, height."""

    def __init__(self, *boxes):
        self.boxes, self.shapes = boxes, []

    def get_inputs(self):
        return [SimpleNamespace(name="x")]

    def run(self, _, asked):
        self.shapes.append(asked["x"].shape)
        heat = np.zeros((1, 1, *asked["x"].shape[2:]), np.float32)
        for left, top, width, height in self.boxes:
            heat[0, 0, top : top + height, left : left + width] = 0.31
        return [heat]


@pytest.mark.parametrize(
    ("boxes", "found"),
    [
        ([(100, 13, 40, 14)], [(92, 5, 148, 35)]),
        ([(200, 10, 20, 10), (100, 13, 40, 14)], [(92, 5, 148, 35), (195, 5, 225, 25)]),  # level when grown: from left to right
        ([(100, 60, 40, 14), (200, 10, 40, 14)], [(192, 2, 248, 32), (92, 52, 148, 82)]),  # from top to bottom
        ([(100, 20, 4, 14)], []),
        ([(100, 20, 40, 3)], []),
        ([(100, 20, 5, 4)], [(98, 18, 107, 26)]),
    ],
)
def test_lines_where_the_detector_is_warm(monkeypatch, boxes, found):
    monkeypatch.setattr(ocr, "_model", lambda _: Detector(*boxes))
    assert ocr.find_lines(np.full((100, 300), 255, np.uint8), 100, 100) == found


def test_the_detector_is_shown_whole_steps_of_the_picture_made_smaller(monkeypatch):
    asked = Detector((10, 13, 40, 14))
    monkeypatch.setattr(ocr, "_model", lambda _: asked)
    assert ocr.find_lines(np.full((100, 300), 255, np.uint8), 200, 100) == [(3, 9, 117, 71)]
    assert asked.shapes == [(1, 3, 64, 160)]


@pytest.mark.parametrize(("apart", "kept"), [(0, True), (1, True), (2, True), (3, False), (4, False)])
def test_how_far_from_a_rule_a_stroke_may_end(apart, kept):
    """On all four sides of a rule across."""
    across, down = np.zeros((40, 40), np.uint8), np.zeros((40, 40), np.uint8)
    across[20, 10:31] = 255
    down[: 20 - apart, 20] = 255
    assert grid._touching(down, across).any() == kept
    assert grid._touching(down[::-1], across[::-1]).any() == kept
    assert grid._touching(down.T, across.T).any() == kept
    assert grid._touching(down[::-1].T, across[::-1].T).any() == kept
    found = grid._touching(down, across)
    assert found.dtype == np.uint8
    assert (found == (down if kept else 0)).all()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([(0, 10, "a"), (20, 30, "b"), (24, 34, "c")], ["a", "bc"]),  # with the line above, not with the first
        ([(0, 10, "a"), (20, 30, "b"), (25, 35, "c")], ["a", "b", "c"]),  # just half of it overlaps
        ([(20, 30, "b"), (24, 34, "c"), (0, 10, "a")], ["a", "bc"]),
        ([(0, 10, "a"), (4, 14, "b"), (8, 18, "c")], ["abc"]),  # the line reaches as far as its lowest mark
        ([(0, 20, "a"), (2, 6, "b"), (14, 26, "c")], ["ab", "c"]),  # … which an inner one does not take back
        ([(0, 4, "a"), (7, 11, "b")], ["ab"]),  # the halves of a character
        ([(0, 4, "a"), (8, 12, "b")], ["a", "b"]),
        ([], []),
    ],
)
def test_lines_that_overlap_are_one(lines, found):
    assert ["".join(each) for each in cells._joined_lines([(top, bottom, [name]) for top, bottom, name in lines], 11)] == found
