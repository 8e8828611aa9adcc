"""Scans: pages drawn here, turned and speckled, must come back cell by cell; what cannot be read for sure must be told as doubt."""

import io
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader

from parsers.pdf import document as pdf_document
from parsers.scan import document as scan_document
from parsers.types import Source, Table
from tests.helpers.drawing import Drawing
from tests.quality import forms
from tests.quality.paper import Figure, Grid, Line, Paper, Slot, shown
from tests.quality.writers import layout, wear
from tests.quality.writers import scan as camera
from tests.quality.writers.missing import Missing

cv2 = pytest.importorskip("cv2")
numpy = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime")

from parsers.scan import blocks as scan_blocks  # noqa: E402 - they need what is asked for above
from parsers.scan import cells as scan_cells  # noqa: E402 - as above
from parsers.scan import dewarp, page_image  # noqa: E402 - as above
from parsers.scan import grid as scan_grid  # noqa: E402 - as above
from parsers.scan.ocr import OcrReading  # noqa: E402 - as above


def page_of(*blocks):
    paper = Paper("青岚市水务局", 2022, ("2021",), "", "", blocks)
    return layout.pages(paper)[0]


def pixels(page, dots=150, turn=0.0, font=0):
    try:
        picture = camera.drawn(page, dots, camera.fonts()[font % len(camera.fonts())])
    except Missing as missing:
        pytest.skip(str(missing))
    return numpy.asarray(picture.rotate(turn, resample=2, fillcolor=255))


def cell(text, **spans):
    return Slot(text, **spans)


GRID = Grid("disputes", (
    (cell("行政复议", columns=3), cell("行政诉讼", rows=2)),
    (cell("结果维持"), cell("结果纠正"), cell("总计")),
    (shown(Figure(("", "", "a"), "12", 12)), shown(Figure(("", "", "b"), "0", 0)), shown(Figure(("", "", "c"), "", None)),
     shown(Figure(("", "", "d"), "305", 305))),
))  # fmt: skip


@pytest.mark.parametrize("turn", [-6.5, -2.0, -0.6, 0.0, 0.3, 1.7, 4.0])
def test_a_turned_page_is_put_upright(turn):
    """Within 0.05 degrees: over the width of A4 that is less than two pixels."""
    turned = pixels(page_of(*[Line("全年公开信息三百条，解答提问二十次。")] * 12, GRID), turn=turn)
    assert page_image.skew(turned) == pytest.approx(-turn, abs=0.05)


@pytest.mark.parametrize("form", ["2019", "2021", "provincial"])
@pytest.mark.parametrize(("dots", "turn"), [(150, 0.4), (300, -0.5)])
def test_the_ruled_grid_is_found_as_it_was_drawn(form, dots, turn):
    grid = next(grid for grid in forms.clean(form, Random(form)).grids)
    page = page_image.upright(pixels(page_of(grid), dots, turn))
    (found,) = scan_grid.find_tables(page)
    drawn = [(spot.row, spot.column, spot.slot.rows, spot.slot.columns) for spot in layout.placed(grid)]
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in found] == sorted(drawn)


def test_a_table_the_page_ends_within_keeps_its_open_row():
    page = page_of(GRID)
    top = min(rule[1] for rule in page.rules)
    page.rules[:] = [rule for rule in page.rules if not (rule[1] == rule[3] == top)]
    (found,) = scan_grid.find_tables(page_image.upright(pixels(page)))
    assert len(found) == len(layout.placed(GRID))


def test_rules_that_end_unevenly_where_the_page_ends_reach_the_border_drawn_there():
    page = page_of(GRID)
    top = min(rule[1] for rule in page.rules)
    left = min(rule[0] for rule in page.rules)
    page.rules[:] = [rule for rule in page.rules if not (rule[1] == rule[3] == top)]
    page.rules[:] = [(x, y + 3 if y == top and x != left else y, x1, y1) for x, y, x1, y1 in page.rules]
    (found,) = scan_grid.find_tables(page_image.upright(pixels(page)))
    assert len(found) == len(layout.placed(GRID))


def worn(name, page, dots=150):
    return numpy.asarray(wear.WEARS[name](Image.fromarray(pixels(page, dots)).convert("RGB"), Random(name)))


REPORT = forms.clean("2021", Random("worn")).grids


@pytest.mark.parametrize("name", [
    "bent", "tilted", "telephone", "shadow", "faint", "fax", "red seal", "red seal, JPEG 40", "100 dots an inch", "blur",
])  # fmt: skip
def test_the_grid_of_a_worn_page_is_found_as_it_was_drawn(name):
    """The largest table of the form; every cell in its row and column, none run together."""
    grid = max(REPORT, key=lambda grid: len(grid.rows))
    page = dewarp.straightened(page_image.upright(worn(name, page_of(Line("三、收到和处理申请情况", "heading"), grid))))
    (found,) = scan_grid.find_tables(page)
    drawn = [(spot.row, spot.column, spot.slot.rows, spot.slot.columns) for spot in layout.placed(grid)]
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in found] == sorted(drawn)
    assert all(cell.field.whole for cell in found)


def test_a_box_of_a_straightened_page_stands_where_the_figure_is_in_the_picture():
    """The corner figure of a bent page, found again by its ink in the picture as it came."""
    page = page_of(*[Line("全年公开信息三百条，解答提问二十次。")] * 12, GRID)
    picture = worn("bent", page)
    straight = dewarp.straightened(page_image.upright(picture))
    assert straight.bends != (None, None)
    for cell in scan_grid.find_tables(straight)[0][5:]:
        left, top, right, bottom = (round(value) for value in straight.place(*vars_of(cell.field)))
        inside = picture[top + 6 : bottom - 6, left + 6 : right - 6, 0]
        assert (inside < 100).any() == (cell.column != 2), "ink stands in the three cells that hold a figure, and none in the blank one"


def vars_of(field):
    return field.left, field.top, field.right, field.bottom


def test_a_straight_page_is_left_as_it_is():
    page = page_image.upright(pixels(page_of(*REPORT), 200))
    assert dewarp.straightened(page) is page


def test_three_rules_that_share_no_wave_bend_no_page():
    """What cannot be one sheet's wave: rules of different heights, each crooked in its own way."""
    along = numpy.linspace(0, 1000, 80)
    crooked = [100 + 30 * numpy.sin(along / 40), 500 + 0 * along, 900 - 30 * numpy.sin(along / 25)]
    spots = dewarp.Spots(numpy.repeat([0, 1, 2], 80), numpy.tile(along, 3), numpy.concatenate(crooked))
    assert dewarp.bend_of(spots, 1.0) is None


def test_a_table_that_fills_its_picture_is_found_and_the_edge_of_a_sheet_is_none():
    page = page_of(GRID)
    left, top, right, bottom = (edge(rule[side] for rule in page.rules) for side, edge in enumerate((min, min, max, max)))
    box = [round(value * 150 / 72) for value in (left - 2, top - 2, right + 2, bottom + 2)]
    cut = pixels(page)[box[1] : box[3], box[0] : box[2]]
    (found,) = scan_grid.find_tables(page_image.upright(cut))
    assert len(found) == len(layout.placed(GRID))
    framed = pixels(page_of(Line("全年公开信息三百条。"))).copy()
    framed[3:7], framed[-7:-3], framed[:, 3:7], framed[:, -7:-3] = 0, 0, 0, 0
    assert scan_grid.find_tables(page_image.upright(framed)) == ()


def test_the_black_around_a_sheet_is_no_ink():
    grey = pixels(page_of(GRID)).copy()
    grey[:40], grey[:, -30:] = 5, 5
    cleaned = page_image.without_edges(grey)
    assert (cleaned[:40] == 255).all()
    assert numpy.array_equal(cleaned[60:, :-60], grey[60:, :-60])


def test_two_tables_pressed_together_are_two():
    wide = Grid("a", tuple(tuple(shown(Figure(("", "", f"{r}{c}"), "1", 1)) for c in range(5)) for r in range(3)))
    narrow = Grid("b", tuple((cell("甲"), *(shown(Figure(("", "", f"{r}{c}"), "2", 2)) for c in range(6))) for r in range(3)))
    page = page_of(wide, narrow)
    below = min(text.y for text in page.texts if text.text == "甲")
    first = max(rule[3] for rule in page.rules if rule[0] == rule[2] and rule[3] < below)
    page.rules[:] = [tuple(value - (8 if number % 2 and value > first else 0) for number, value in enumerate(rule)) for rule in page.rules]
    page.texts[:] = [replace(text, y=text.y - 8 if text.y > first else text.y) for text in page.texts]
    found = scan_grid.find_tables(page_image.upright(pixels(page)))
    assert [len(grid) for grid in found] == [15, 21]


SENTENCE = "本年度没有收取信息处理费，也没有其他需要报告的事项。"


@pytest.fixture(scope="module")
def read():
    """The blocks of one small page with a heading, a sentence and a table, turned and speckled."""
    page = page_of(Line("四、政府信息公开行政复议、行政诉讼情况", "heading"), Line(SENTENCE), GRID)
    try:
        picture = camera.worn(camera.drawn(page, 150, camera.fonts()[0]), Random("worn"))
    except Missing as missing:
        pytest.skip(str(missing))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    blocks, problems = scan_document.read_picture(stream.getvalue())
    return page, blocks, problems


def test_figures_labels_and_sentences_are_read(read):
    _, blocks, problems = read
    heading, sentence, table = blocks
    assert heading.text == "四、政府信息公开行政复议、行政诉讼情况"
    assert sentence.text.rstrip("。") == SENTENCE.rstrip("。")
    labels = ["行政复议", "行政诉讼", "结果维持", "结果纠正", "总计"]
    assert [cell.text.replace("\n", "") for cell in table.cells] == [*labels, "12", "0", "", "305"]
    assert [problem.code for problem in problems] == ["read_by_ocr"]
    assert "rapidocr" in problems[0].message


def test_a_blank_cell_is_blank_and_not_zero(read):
    table = next(block for block in read[1] if isinstance(block, Table))
    blank, zero = table.cells[7], table.cells[6]
    assert (blank.text, blank.doubt, blank.readings) == ("", "", ())
    assert (zero.text, zero.doubt) == ("0", "")


def test_boxes_stand_where_the_figures_are(read):
    page, blocks, _ = read
    table = next(block for block in blocks if isinstance(block, Table))
    scale = 150 / 72
    printed = {text.text: text for text in page.texts}
    for number in (5, 6, 8):
        cell, text = table.cells[number], printed[table.cells[number].text]
        left, top, right, bottom = cell.box
        assert left - 12 <= text.x * scale <= right + 12
        assert top - 12 <= text.y * scale <= bottom + 12


def inked(draw):
    """A field of paper 80 × 40 with what `draw` puts on it, read as the only cell of a page."""
    grey = numpy.full((400, 400), 250, numpy.uint8)
    draw(grey)
    page = page_image.ScanPage(grey, page_image.ink_of(grey), 1.0, numpy.eye(3))
    (found,) = scan_cells.read_cells(page, [scan_grid.FieldCell(scan_grid.Field(100, 100, 180, 140), 0, 0, 1, 1)])
    return found


def write(text, **options):
    return lambda grey: cv2.putText(grey, text, (125, 128), cv2.FONT_HERSHEY_SIMPLEX, 0.7, options.get("grey", 10), 2, cv2.LINE_AA)


def speck(grey):
    grey[118:120, 140:142] = 20


def edge(grey):
    grey[100:140, 103:105] = 0


def blot(grey):
    write("8")(grey)
    cv2.circle(grey, (132, 121), 7, 15, -1)


@pytest.mark.parametrize(
    ("draw", "text", "sure"),
    [
        (lambda grey: None, "", True),
        (speck, "", True),
        (edge, "", True),
        (write("7"), "7", True),
        (write("1830"), "1830", True),
        (write("0", grey=120), "0", True),
    ],
)
def test_ink_tells_blank_from_figures(draw, text, sure):
    found = inked(draw)
    assert (found.text, not found.doubt) == (text, sure)


def test_a_blotted_figure_is_no_fact():
    """Under the blot anything may stand: the cell is in doubt, or holds no figure at all."""
    found = inked(blot)
    assert found.doubt or not found.text.isdigit()


def bomb():
    """A few kilobytes that say they are a picture of 30,000 × 30,000."""
    stream = io.BytesIO()
    Image.new("1", (30000, 30000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("body", [b"", b"GIF89a nothing", b"\x89PNG\r\n\x1a\n cut", bomb()], ids=["empty", "text", "cut", "bomb"])
def test_what_is_no_picture_is_a_problem(body):
    blocks, problems = scan_document.read_picture(body)
    assert (blocks, [problem.code for problem in problems]) == ((), ["picture_unread"])


def test_without_the_extra_the_problem_says_what_to_install(monkeypatch):
    monkeypatch.setattr(scan_document, "NEEDED", ("cv2", "no_such_module"))
    assert scan_document.read_picture(b"x")[1] == scan_document.read_pdf_pages(b"x", [1])[1] == (scan_document.MISSING,)
    assert "gongkai[ocr]" in scan_document.MISSING.message


def test_a_table_that_is_a_picture_is_read_beside_one_that_is_text():
    """And the table of text is not read a second time from the page as drawn."""
    page = page_of(GRID)
    left, top, right, bottom = (edge(rule[side] for rule in page.rules) for side, edge in enumerate((min, min, max, max)))
    cut = Image.fromarray(pixels(page)).crop([round(value * 150 / 72) for value in (left - 2, top - 2, right + 2, bottom + 2)])
    drawing = Drawing().table([60, 200, 340], [80, 110, 140], [["甲类", "乙类"], ["7", "9"]])
    drawing.canvas.drawImage(ImageReader(cut), 10, 400, 1.15 * (right - left), 1.15 * (bottom - top))  # a lower one is a letterhead
    document = pdf_document.parse(Source(drawing.bytes()))
    own, read = (block for block in document.blocks if isinstance(block, Table))
    assert [cell.text for cell in own.cells] == ["甲类", "乙类", "7", "9"]
    assert [cell.text for cell in read.cells[5:]] == ["12", "0", "", "305"]
    assert "table_is_picture" in [problem.code for problem in document.problems]


@pytest.mark.soak
@pytest.mark.parametrize("name", ["seed-mudanjiang-jt-2020", "seed-nangang-2023", "seed-zhanhe-jt-2022"])
def test_the_shared_scans_are_read_without_a_wrong_cell(name, shared, gongkai):
    import json

    path, truth = shared(f"reports/{name}.scan.pdf"), json.loads(shared(f"reports/{name}.truth.json").read_text())
    (read,) = json.loads(gongkai("parse", "--json", path).stdout)
    found = {(fact["table"], fact["item"], fact["measure"]): fact["value"] for fact in read["facts"]}
    wrong = {key for fact in truth["facts"] if found.get(key := (fact["table"], fact["item"], fact["measure"])) != fact["value"]}
    assert wrong == set()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_fed_in_the_wrong_way_round_is_turned(quarters):
    page = page_of(*[Line("全年公开信息三百条，解答提问二十次。")] * 3, GRID)
    lying = numpy.ascontiguousarray(numpy.rot90(pixels(page), -quarters))
    stream = io.BytesIO()
    Image.fromarray(lying).save(stream, "PNG")
    blocks, _ = scan_document.read_picture(stream.getvalue())
    table = next(block for block in blocks if isinstance(block, Table))
    assert [cell.text for cell in table.cells[5:]] == ["12", "0", "", "305"]
    left, top, right, bottom = table.cells[8].box
    assert (lying[round(top) : round(bottom), round(left) : round(right)] < 100).sum() > 20, "the box does not stand on the figure"


@pytest.mark.parametrize(("side", "left"), [(30, 150), (120, 255)])
def test_only_what_is_as_large_as_a_seal_is_taken_for_one(side, left):
    """Half-dark spots in dense characters of coarse scans are not."""
    grey = numpy.full((900, 900), 255, numpy.uint8)
    grey[20:60, 20:500] = 0
    grey[400 : 400 + side, 400 : 400 + side] = 150
    cleaned = page_image.without_seals(grey, 1.0)
    assert cleaned[402, 402] == left
    assert (cleaned[25:55, 25:495] == 0).all()


def coloured(colour, side):
    """A sheet at 200 dots an inch with a bar of toner and a square in one colour over it."""
    page = numpy.full((2339, 1654, 3), 255, numpy.uint8)
    page[400 : 400 + side, 400 : 400 + side] = colour
    page[400 + side // 2 : 404 + side // 2, 300:900] = 0
    return page_image.grey_of(page)


@pytest.mark.parametrize(("colour", "side", "ink"), [
    ((215, 40, 45), 160, False),
    ((215, 40, 45), 24, True),
    ((30, 40, 200), 160, True),
    ((60, 60, 60), 160, True),
], ids=["a red seal", "a red figure", "blue", "grey"])  # fmt: skip
def test_of_colours_only_a_red_seal_is_taken_away_and_toner_beneath_it_stays(colour, side, ink):
    grey = coloured(colour, side)
    assert bool(grey[404, 404] < page_image.LIGHTEST) is ink
    assert (grey[401 + side // 2, 300:900] == 0).all()


def test_toner_under_a_seal_that_jpeg_has_blurred_stays_toner_and_the_seal_is_none():
    """A rule and a figure under the ring: JPEG keeps the ring's colour in squares of sixteen pixels."""
    page = Image.new("RGB", (1240, 1754), (255, 255, 255))
    pen = ImageDraw.Draw(page)
    pen.line([(100, 500), (1100, 500)], fill=(0, 0, 0), width=3)
    pen.rectangle([470, 420, 474, 440], fill=(0, 0, 0))
    clean = page_image.grey_of(numpy.asarray(page))
    stamped = wear.then(wear.sealed(where=(0.48, 0.285)), wear.packed(40))(page, Random("seal"))
    found = page_image.ink_of(page_image.grey_of(numpy.asarray(stamped)))
    assert (page_image.ink_of(numpy.asarray(stamped.convert("L"))) > 0).sum() > 10_000, "the seal is ink before"
    assert (found[499:503, 100:1100] > 0).any(axis=0).mean() > 0.97
    assert (found[422:439, 468:477] > 0).any(axis=1).all()
    far = cv2.dilate(page_image.ink_of(clean), numpy.ones((9, 9), numpy.uint8)) == 0
    assert (found[far] > 0).sum() < 200, "of what is left of the seal itself"


def test_a_file_of_several_pages_is_several_pictures():
    stream = io.BytesIO()
    pages = [Image.new("L", (300, 400), shade) for shade in (255, 200)]
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    found = [(picture.page, picture.pixels.shape, int(picture.pixels[0, 0, 0])) for picture in scan_blocks.file_pictures(stream.getvalue())]
    assert found == [(1, (400, 300, 3), 255), (2, (400, 300, 3), 200)]


def test_a_blank_page_holds_nothing_and_that_it_was_looked_at_is_told():
    stream = io.BytesIO()
    Image.new("L", (1240, 1754), 250).save(stream, "PNG")
    blocks, problems = scan_document.read_picture(stream.getvalue())
    assert (blocks, [problem.code for problem in problems]) == ((), ["read_by_ocr"])


@pytest.mark.parametrize(("text", "told"), [("12", ""), ("12.", "read as '12.'"), ("1.2", "")])
def test_a_figure_that_ends_in_a_dot_is_in_doubt(text, told):
    field = scan_grid.FieldCell(scan_grid.Field(0, 0, 9, 9), 0, 0, 1, 1)
    found = scan_cells.judged(field, [OcrReading(text, 1.0, text, 1.0)], OcrReading("", 0.0, text, 1.0))
    assert (found.text, found.doubt) == (text.rstrip("."), told)


@pytest.mark.parametrize(("surety", "again", "sure"), [
    (0.9, OcrReading("当面申请数", 0.85), True),
    (0.9, OcrReading("当面申请数", 0.7), False),
    (0.9, OcrReading("当面申请教", 0.99), False),
    (0.7, OcrReading("当面申请数", 0.99), False),
])  # fmt: skip
def test_words_that_two_looks_see_alike_are_sure(monkeypatch, surety, again, sure):
    grey = numpy.full((100, 100), 255, numpy.uint8)
    page = page_image.ScanPage(grey, grey, 1.0, numpy.eye(3))
    monkeypatch.setattr(scan_cells, "read_lines", lambda crops: [again] * len(crops))
    lines = [[OcrReading("当面申请数", surety)], [OcrReading("12", 0.5, "12", 0.5)]]
    scan_cells.read_again(page, [scan_cells.Printed(((40, 40, 60, 60),), ())] * 2, lines)
    assert (lines[0][0].surety >= scan_cells.SURE_WORDS) is sure
    assert lines[1][0].surety == 0.5, "figures have their own second reading"


@pytest.mark.parametrize(("surety", "sure"), [(1.0, True), (0.99, True), (0.9, False), (0.0, False)])
def test_words_not_read_for_sure_are_told_as_doubt(surety, sure):
    field = scan_grid.FieldCell(scan_grid.Field(0, 0, 9, 9), 0, 0, 1, 1)
    assert (scan_cells.words(field, [OcrReading("条", 1.0), OcrReading("当面申请数", surety)]).doubt == "") is sure
    assert scan_cells.words(field, []).doubt == ""
