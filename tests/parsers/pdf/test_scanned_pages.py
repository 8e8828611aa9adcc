"""Pages of text and scanned pages in one PDF; pictures that are no report."""

import io
from dataclasses import replace
from random import Random

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.quality import forms
from tests.quality.paper import Grid, Line
from tests.quality.writers import layout
from tests.quality.writers import pdf as printer
from tests.quality.writers import scan as camera
from tests.quality.writers.missing import Missing

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")

PAPER = forms.clean("2021", Random("half a scan"))


def halves():
    """The report up to part three as printed, part four on scanned."""
    at = next(number for number, block in enumerate(PAPER.blocks) if isinstance(block, Line) and block.text.startswith("四、"))
    return replace(PAPER, blocks=PAPER.blocks[:at]), replace(PAPER, blocks=PAPER.blocks[at:])


def bound(*parts):
    """PDFs as one, in that order, and the number of pages of each."""
    whole, counts = pypdfium2.PdfDocument.new(), []
    for part in parts:
        document = pypdfium2.PdfDocument(part)
        counts.append(len(document))
        whole.import_pages(document)
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue(), counts


@pytest.mark.parametrize("scan_first", [False, True], ids=["text, then scan", "scan, then text"])
def test_both_halves_are_read_each_in_its_place(scan_first):
    text, scanned = halves()
    try:
        parts = [printer.write(text), camera.write(scanned)]
    except Missing as missing:
        pytest.skip(str(missing))
    body, counts = bound(*(parts[::-1] if scan_first else parts))
    source = Source(body)
    found = read_report(formats.parse(source), source)
    facts = {(fact.table, fact.item, fact.measure): fact for fact in found.facts}
    assert {key: fact.value for key, fact in facts.items()} == {key: figure.value for key, figure in PAPER.figures().items()}
    first, second = (set(range(1, counts[0] + 1)), set(range(counts[0] + 1, sum(counts) + 1)))
    of_text, of_scan = (second, first) if scan_first else (first, second)
    assert {fact.place.page for fact in facts.values() if fact.table == "disputes"} <= of_scan
    assert {fact.place.page for fact in facts.values() if fact.table != "disputes"} <= of_text
    document = pypdfium2.PdfDocument(body)
    for fact in facts.values():
        left, top, right, bottom = fact.place.box
        width, height = document.get_page_size(fact.place.page - 1)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    told = [problem.where for problem in found.problems if problem.code == "read_by_ocr"]
    assert told == [("page " if len(of_scan) == 1 else "pages ") + ", ".join(map(str, sorted(of_scan)))]
    assert len({(fact.place.page, fact.place.box) for fact in facts.values()}) == len(facts), "each figure has a place of its own"


def png(picture):
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def photograph():
    """A landscape: sky, hills, noise, no line of text."""
    picture = Image.effect_noise((1200, 900), 60).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for number, colour in enumerate([(120, 170, 230), (60, 120, 60), (90, 80, 40)]):
        pen.polygon([(0, 300 + 200 * number), (400, 200 + 220 * number), (800, 330 + 180 * number), (1200, 260 + 210 * number),
                     (1200, 900), (0, 900)], fill=colour)  # fmt: skip
    return picture


def written(size, texts):
    picture = Image.new("RGB", size, (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    for (x, y), text, height in texts:
        pen.text((x, y), text, fill=(20, 20, 20), font=camera.face(camera.fonts()[0], height))
    return picture, pen


def chart():
    """Columns of three years on a grid, with figures and the words of the report."""
    texts = [((300, 40), "近三年依申请公开情况", 40), *(((260 + 250 * n, 720), f"{2021 + n}年", 28) for n in range(3)),
             *(((270 + 250 * n, 600 - 120 * n), str(151 + 30 * n), 28) for n in range(3)),
             *(((90, 690 - 100 * n), str(50 * n), 24) for n in range(6))]  # fmt: skip
    picture, pen = written((1100, 800), texts)
    for number in range(6):
        pen.line([(160, 700 - 100 * number), (1000, 700 - 100 * number)], fill=(0, 0, 0), width=2)
    for number in range(3):
        pen.rectangle([250 + 250 * number, 640 - 120 * number, 340 + 250 * number, 700], fill=(70, 110, 190))
    pen.line([(160, 150), (160, 700)], fill=(0, 0, 0), width=2)
    return picture


def seal():
    picture, pen = written((800, 800), [])
    pen.ellipse([100, 100, 700, 700], outline=(215, 40, 45), width=20)
    pen.regular_polygon((400, 400, 90), 5, fill=(215, 40, 45))
    pen.text((230, 520), "云麓市教育局", fill=(215, 40, 45), font=camera.face(camera.fonts()[0], 56))
    return picture


def board():
    """A ruled table that is another one: opening hours, with figures in its cells."""
    words = [["办事窗口", "上午", "下午"], ["一号窗口", "8", "17"], ["二号窗口", "9", "18"]]
    picture, pen = written((900, 500), [((120 + 260 * c, 120 + 100 * r), words[r][c], 32) for r in range(3) for c in range(3)])
    for number in range(4):
        pen.line([(80, 90 + 100 * number), (860, 90 + 100 * number)], fill=(0, 0, 0), width=3)
        pen.line([(80 + 260 * number, 90), (80 + 260 * number, 390)], fill=(0, 0, 0), width=3)
    return picture


@pytest.mark.parametrize("titled", [False, True], ids=["alone", "in a column of reports"])
@pytest.mark.parametrize("draw", [photograph, chart, seal, board])
def test_a_picture_that_is_no_report_gives_no_figure_and_says_why(draw, titled):
    """Also where the row that led to it says annual report."""
    try:
        body = png(draw())
    except Missing as missing:
        pytest.skip(str(missing))
    source = Source(body, list_title="云麓市教育局2023年政府信息公开工作年度报告" if titled else "")
    found = read_report(formats.parse(source), source)
    assert (found.form, found.facts, found.checks) == (None, (), ())
    (why,) = [problem for problem in found.problems if problem.stage == "report"]
    assert why.code == ("no_report_text" if titled else "no_report")
    assert len(why.message) > 40


@pytest.mark.parametrize("between", [2, 11])
def test_figures_run_together_where_a_rule_is_missing_are_no_facts(between):
    """Two figures in one field: 14 cells for 15 columns, read by the sums alone as another row; nothing tells which it is."""
    figures = ["0", "0", "2", "2", "4", "1", "2", "0", "0", "3", "1", "2", "1", "2", "6"]
    grid = next(grid for grid in PAPER.grids if grid.name == "disputes")
    last = tuple(replace(slot, text=text) for slot, text in zip(grid.rows[-1], figures, strict=True))
    heading = Line("四、政府信息公开行政复议、行政诉讼情况", "heading")
    page = layout.pages(replace(PAPER, blocks=(heading, replace(grid, rows=(*grid.rows[:-1], last)))))[0]
    across, down = (sorted({rule[side] for rule in page.rules if rule[side] == rule[side + 2]}) for side in (0, 1))
    page.rules[:] = [rule for rule in page.rules if not (rule[0] == rule[2] == across[between + 1] and rule[1] >= down[-2] - 1)]
    try:
        body = camera.bound([camera.worn(camera.drawn(page, 150, camera.fonts()[0]), Random(between))], 150)
    except Missing as missing:
        pytest.skip(str(missing))
    found = read_report(formats.parse(Source(body)))
    facts = {(fact.item, fact.measure): fact for fact in found.facts if fact.table == "disputes"}
    wrong = [key for (key, fact), text in zip(facts.items(), figures, strict=True) if fact.value not in {None, int(text)}]
    assert (wrong, {fact.state for fact in facts.values()}) == ([], {"uncertain"})
    assert "row_unclear" in {problem.code for problem in found.problems}


def test_the_halves_are_whole():
    assert [grid.name for grid in PAPER.blocks if isinstance(grid, Grid)] == ["proactive", "requests", "disputes"]
