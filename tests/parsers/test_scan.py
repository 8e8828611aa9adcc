"""Scans: pages drawn here, turned and speckled, must come back cell by cell; what cannot be read for sure must be told as doubt."""

import io
from dataclasses import replace
from random import Random

import pytest
from PIL import Image

from parsers import scan
from parsers.types import Table
from tests.quality import forms
from tests.quality.paper import Figure, Grid, Line, Paper, Slot, shown
from tests.quality.writers import layout
from tests.quality.writers import scan as camera
from tests.quality.writers.missing import Missing

cv2 = pytest.importorskip("cv2")
numpy = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime")

from parsers import scan_cells, scan_grid, scan_page  # noqa: E402 - they need what is asked for above
from parsers.scan_ocr import Reading  # noqa: E402 - as above


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


@pytest.mark.parametrize("turn", [-2.0, -0.6, 0.0, 0.3, 1.7])
def test_a_turned_page_is_put_upright(turn):
    """Within 0.05 degrees: over the width of A4 that is less than two pixels."""
    turned = pixels(page_of(*[Line("全年公开信息三百条，解答提问二十次。")] * 12, GRID), turn=turn)
    assert scan_page.skew(turned) == pytest.approx(-turn, abs=0.05)


@pytest.mark.parametrize("form", ["2019", "2021", "provincial"])
@pytest.mark.parametrize(("dots", "turn"), [(150, 0.4), (300, -0.5)])
def test_the_ruled_grid_is_found_as_it_was_drawn(form, dots, turn):
    grid = next(grid for grid in forms.clean(form, Random(form)).grids)
    page = scan_page.upright(pixels(page_of(grid), dots, turn))
    (found,) = scan_grid.find_tables(page)
    drawn = [(spot.row, spot.column, spot.slot.rows, spot.slot.columns) for spot in layout.placed(grid)]
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in found] == sorted(drawn)


def test_a_table_the_page_ends_within_keeps_its_open_row():
    page = page_of(GRID)
    top = min(rule[1] for rule in page.rules)
    page.rules[:] = [rule for rule in page.rules if not (rule[1] == rule[3] == top)]
    (found,) = scan_grid.find_tables(scan_page.upright(pixels(page)))
    assert len(found) == len(layout.placed(GRID))


def test_two_tables_pressed_together_are_two():
    wide = Grid("a", tuple(tuple(shown(Figure(("", "", f"{r}{c}"), "1", 1)) for c in range(5)) for r in range(3)))
    narrow = Grid("b", tuple((cell("甲"), *(shown(Figure(("", "", f"{r}{c}"), "2", 2)) for c in range(6))) for r in range(3)))
    page = page_of(wide, narrow)
    below = min(text.y for text in page.texts if text.text == "甲")
    first = max(rule[3] for rule in page.rules if rule[0] == rule[2] and rule[3] < below)
    page.rules[:] = [tuple(value - (8 if number % 2 and value > first else 0) for number, value in enumerate(rule)) for rule in page.rules]
    page.texts[:] = [replace(text, y=text.y - 8 if text.y > first else text.y) for text in page.texts]
    found = scan_grid.find_tables(scan_page.upright(pixels(page)))
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
    blocks, problems = scan.read_picture(stream.getvalue())
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
    page = scan_page.ScanPage(grey, scan_page.ink_of(grey), 1.0, numpy.eye(3))
    (found,) = scan_cells.read_cells(page, [scan_grid.GridCell(scan_grid.Field(100, 100, 180, 140), 0, 0, 1, 1)])
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


@pytest.mark.parametrize(("draw", "text", "sure"), [
    (lambda grey: None, "", True),
    (speck, "", True),
    (edge, "", True),
    (write("7"), "7", True),
    (write("1830"), "1830", True),
    (write("0", grey=120), "0", True),
])
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
    blocks, problems = scan.read_picture(body)
    assert (blocks, [problem.code for problem in problems]) == ((), ["picture_unread"])


def test_without_the_extra_the_problem_says_what_to_install(monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("cv2", "no_such_module"))
    assert scan.read_picture(b"x")[1] == scan.read_pdf_pages(b"x", [1])[1] == (scan.MISSING,)
    assert "gongkai[ocr]" in scan.MISSING.message


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
    blocks, _ = scan.read_picture(stream.getvalue())
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
    cleaned = scan_page.without_seals(grey, 1.0)
    assert cleaned[402, 402] == left
    assert (cleaned[25:55, 25:495] == 0).all()


@pytest.mark.parametrize(("surety", "sure"), [(1.0, True), (0.99, True), (0.9, False), (0.0, False)])
def test_words_not_read_for_sure_are_told_as_doubt(surety, sure):
    field = scan_grid.GridCell(scan_grid.Field(0, 0, 9, 9), 0, 0, 1, 1)
    assert (scan_cells.words(field, [Reading("条", 1.0), Reading("当面申请数", surety)]).doubt == "") is sure
    assert scan_cells.words(field, []).doubt == ""
