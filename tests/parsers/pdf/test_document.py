from pathlib import Path

import pypdfium2 as pdfium
import pytest

from gongkai.chinese_text import squeeze
from parsers import formats
from parsers.pdf import document as pdf_document
from parsers.pdf import second_reader
from parsers.pdf.page import Char, read_page
from parsers.pdf.text_lines import lines
from parsers.types import Paragraph, Source
from tests.helpers.drawing import HEIGHT, WIDTH, Drawing, texts

REPORTS = Path(__file__).parents[4] / "shared" / "reports"
XS, YS = (50, 150, 250, 350), (100, 120, 140, 160)
ROWS = [["信息内容", "制发", "废止"], ["规章", "1", "0"], ["规范性文件", "", "/"]]


def read(drawing):
    return pdf_document.parse(Source(drawing.bytes()))


def cells(table):
    return {(cell.row, cell.column): (cell.text, cell.rowspan, cell.colspan) for cell in table.cells}


def test_a_ruled_table_gives_its_cells_with_page_and_box():
    document = read(Drawing().text(50, 60, "第一句。").table(XS, YS, ROWS).text(50, 200, "第二句。"))
    first, table, last = document.blocks
    assert (first.text, texts(table), last.text) == ("第一句。", ROWS, "第二句。")
    cell = table.cells[4]
    assert (cell.text, cell.page) == ("1", 1)
    assert cell.box == pytest.approx((150, 120, 250, 140), abs=1)


@pytest.mark.parametrize(
    ("skip", "place", "expected"),
    [
        ([("v", 1, 0), ("v", 2, 0)], (0, 0), ("甲乙丙", 1, 3)),  # merged to the right
        ([("h", 1, 0), ("h", 2, 0)], (0, 0), ("甲丁庚", 3, 1)),  # merged downward
        ([("h", 1, 0), ("h", 1, 1), ("v", 1, 0), ("v", 1, 1)], (0, 0), ("甲乙丁戊", 2, 2)),  # both
    ],
)
def test_merged_cells_have_spans(skip, place, expected):
    (table,) = read(Drawing().table(XS, YS, [["甲", "乙", "丙"], ["丁", "戊", "己"], ["庚", "辛", "壬"]], skip)).tables
    text, *spans = cells(table)[place]
    assert (squeeze(text), *spans) == expected


def test_open_sides_and_cut_borders_lose_no_cell():
    skip = (
        [("v", 0, n) for n in range(3)]
        + [("v", 3, n) for n in range(3)]
        + [("h", 0, n) for n in range(3)]
        + [("h", 3, n) for n in range(3)]
    )
    (table,) = read(Drawing().table(XS, YS, ROWS, skip)).tables
    assert texts(table) == ROWS


def test_a_frame_around_text_is_no_table():
    drawing = Drawing().table((40, 400), (40, 300), [[""]]).text(60, 80, "政府信息公开工作年度报告").text(60, 100, "正文一句。")
    document = read(drawing)
    assert document.tables == ()
    assert document.text == "政府信息公开工作年度报告\n正文一句。"


def test_an_underline_and_a_stray_rule_are_no_table():
    assert read(Drawing().text(50, 60, "标题").line(50, 63, 90, 63).line(30, 30, 560, 30)).tables == ()


def test_double_borders_and_dotted_lines_are_one_line():
    drawing = Drawing().table(XS, YS, ROWS)
    for x in XS:
        drawing.line(x + 0.8, 100, x + 0.8, 160)
    (table,) = read(drawing).tables
    assert texts(table) == ROWS
    dotted = Drawing().table(XS, YS, ROWS, [("h", 1, n) for n in range(3)])
    for x in range(50, 350, 4):
        dotted.line(x, 120, x + 2, 120)
    (table,) = read(dotted).tables
    assert texts(table) == ROWS


def test_a_table_drawn_as_one_path_inside_a_form():
    drawing = Drawing()
    canvas = drawing.canvas
    canvas.beginForm("table")
    drawing.table(XS, YS, ROWS)
    canvas.endForm()
    canvas.translate(30, -40)
    canvas.doForm("table")
    (table,) = read(drawing).tables
    assert texts(table) == ROWS
    assert table.cells[0].box == pytest.approx((80, 140, 180, 160), abs=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright_and_its_boxes_are_as_shown(rotation):
    document = pdfium.PdfDocument(Drawing().table(XS, YS, ROWS).bytes())
    document[0].set_rotation(rotation)
    (table,) = pdf_document.parse(Source(saved(document))).tables
    assert texts(table) == ROWS
    upright = (50, 100, 150, 120)
    shown = {0: upright, 90: (HEIGHT - 120, 50, HEIGHT - 100, 150), 180: (WIDTH - 150, HEIGHT - 120, WIDTH - 50, HEIGHT - 100),
             270: (100, WIDTH - 150, 120, WIDTH - 50)}[rotation]  # fmt: skip
    assert table.cells[0].box == pytest.approx(shown, abs=1)


@pytest.mark.parametrize("angle", [90, 270])
def test_a_table_laid_across_an_upright_page(angle):
    drawing = Drawing()
    drawing.canvas.translate(*{90: (WIDTH, 0), 270: (0, HEIGHT)}[angle])
    drawing.canvas.rotate({90: 90, 270: -90}[angle])
    drawing.height = WIDTH
    (table,) = read(drawing.table(XS, YS, ROWS)).tables
    assert texts(table) == ROWS
    shown = {90: (100, HEIGHT - 150, 120, HEIGHT - 50), 270: (WIDTH - 120, 50, WIDTH - 100, 150)}[angle]
    assert table.cells[0].box == pytest.approx(shown, abs=1)


def test_boxes_count_from_the_visible_corner():
    document = pdfium.PdfDocument(Drawing().table(XS, YS, ROWS).bytes())
    document[0].set_cropbox(20, 30, WIDTH - 10, HEIGHT - 40)
    (table,) = pdf_document.parse(Source(saved(document))).tables
    assert table.cells[0].box == pytest.approx((30, 60, 130, 80), abs=1)


def saved(document):
    import io

    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


SPLIT = (750, 770, 790)
HEAD = ["信息内容", "制发", "废止"]


def two_pages(upper, lower, skip_upper=(), skip_lower=(), xs=XS, height=20):
    top = 790 - height * len(upper)
    drawing = Drawing().table(xs, [top + height * n for n in range(len(upper) + 1)], upper, skip_upper).page()
    return drawing.table(xs, [60 + height * n for n in range(len(lower) + 1)], lower, skip_lower)


LABEL = "申请人逾期未按收费通知要求缴纳费用"  # 17 characters: fills a column of 180 points


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        ([HEAD, ["规章", "1", "0"]], [["规范性文件", "2", "3"]], [HEAD, ["规章", "1", "0"], ["规范性文件", "2", "3"]]),  # cut between rows
        (
            [HEAD, ["规章", "1", "0"]],
            [HEAD, ["规范性文件", "2", "3"]],
            [HEAD, ["规章", "1", "0"], ["规范性文件", "2", "3"]],
        ),  # head repeated
        ([HEAD, [LABEL, "1", "0"]], [["的申请", "", ""]], [HEAD, [LABEL + "的申请", "1", "0"]]),  # a label goes on, figures above
        ([HEAD, [LABEL, "", ""]], [["的申请", "1", "0"]], [HEAD, [LABEL + "的申请", "1", "0"]]),  # figures below
        (
            [HEAD, [LABEL, "1", "0"]],
            [["的申请", "2", "0"]],
            [HEAD, [LABEL, "1", "0"], ["的申请", "2", "0"]],
        ),  # figures on both sides: two rows
        ([HEAD, [LABEL, "", ""]], [["3.其他", "2", "0"]], [HEAD, [LABEL, "", ""], ["3.其他", "2", "0"]]),  # a new item: two rows
        ([HEAD, ["规章", "", ""]], [["规范性文件", "", ""]], [HEAD, ["规章", "", ""], ["规范性文件", "", ""]]),  # blank rows stay two
        (
            [HEAD, ["规章", "1", "12"]],
            [["", "3", "4"]],
            [HEAD, ["规章", "1", "12"], ["3", "4"]],
        ),  # a merged label from above; 12 and 4 stay apart
    ],
)
def test_a_table_over_a_page_end_is_one(upper, lower, expected):
    xs = (50, 232, 300, 350)
    (table,) = read(two_pages(upper, lower, xs=xs)).tables
    assert texts(table) == expected


def test_a_merged_label_reaches_over_the_page_end():
    skip = [("h", 1, 0)]
    (table,) = read(two_pages([["甲", "1", "2"], ["", "3", "4"]], [["", "5", "6"], ["", "7", "8"]], skip, skip)).tables
    assert cells(table)[(0, 0)] == ("甲", 4, 1)
    assert texts(table) == [["甲", "1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]
    assert [cell.page for cell in table.cells if cell.text in ("4", "5")] == [1, 2]


def test_margins_may_alternate():
    drawing = Drawing().table(XS, (750, 770), [HEAD]).page().table([x + 20 for x in XS], (60, 80), [["规章", "1", "0"]])
    (table,) = read(drawing).tables
    assert texts(table) == [HEAD, ["规章", "1", "0"]]


def test_text_between_parts_them():
    drawing = Drawing().table(XS, (750, 770), [HEAD]).page().text(50, 50, "三、收到和处理情况").table(XS, (60, 80), [["规章", "1", "0"]])
    assert [texts(table) for table in read(drawing).tables] == [[HEAD], [["规章", "1", "0"]]]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("242.52\n3110", 38, "242.523110"),  # not one more figure would have fitted between the margins of the cell: one amount
        ("24252\n31108", 38, "24252\n31108"),  # a count that was broken, or a cell made for two: the sums decide
        ("12\n34", 22, "12\n34"),  # as narrow for two figures as for one that was broken
        ("12\n34", 60, "12\n34"),  # room left: two numbers, never one
        ("结果\n维持", 30, "结果维持"),
        ("annual\nreport", 60, "annual report"),
    ],
)
def test_lines_of_a_cell(text, width, expected):
    xs = (50, 50 + width, 300)
    (table,) = read(Drawing().table(xs, (100, 130, 150), [[text, "甲"], ["乙", "丙"]])).tables
    assert texts(table)[0][0] == expected


def test_two_numbers_without_a_rule_between_stay_apart():
    (table,) = read(
        Drawing().table((50, 250, 300), (100, 120, 140), [["", "甲"], ["乙", "丙"]]).text(60, 112, "15").text(110, 112, "130")
    ).tables
    assert texts(table)[0][0] == "15 130"


def test_paragraphs_go_over_line_and_page_ends():
    full = "政务公开工作" * 8  # 48 characters of 10 points: from 70 to 550 with an indent of 20
    drawing = Drawing().text(110, 60, "某市政府信息公开工作年度报告", 18)
    drawing.text(90, 100, full[:46]).text(70, 120, full).text(70, 140, "到此为止。").text(90, 160, "另起一段" + full[:42]).text(
        300, 800, "— 1 —"
    ).page()
    drawing.text(70, 60, full).text(70, 80, "结束。").text(300, 800, "— 2 —")
    document = read(drawing)
    assert document.title == "某市政府信息公开工作年度报告"
    assert [block.text for block in document.blocks] == [
        "某市政府信息公开工作年度报告",
        full[:46] + full + "到此为止。",
        "另起一段" + full[:42] + full + "结束。",
    ]
    assert [block.page for block in document.blocks] == [1, 1, 1]


def test_running_heads_are_kept_once():
    drawing = Drawing()
    for number in range(4):
        drawing.text(200, 30, "某市人民政府公报").text(70, 100, f"第{number}页的正文在此。").text(300, 810, str(number + 1)).page()
    assert read(drawing).text.split("\n") == ["某市人民政府公报", *(f"第{number}页的正文在此。" for number in range(4))]


def test_radicals_become_ideographs():
    chars = [Char(text, 10 * n, 0, 10 * n + 10, 10, 9) for n, text in enumerate("⾏政复议⻓期（１）")]
    assert [line.text for line in lines(chars)] == ["行政复议长期（１）"]


def test_print_that_is_doubled_for_bold_is_read_once_and_equal_figures_twice():
    drawing = Drawing().text(50, 60, "总计11").text(50.3, 60, "总计11")
    assert read(drawing).text == "总计11"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "damaged"),
        (Drawing(encrypt="secret").text(50, 60, "甲").bytes(), "encrypted"),
        (Drawing().page().bytes(), "no_text"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    document = formats.parse(Source(body))
    assert (document.media_type, document.blocks, [problem.code for problem in document.problems]) == ("application/pdf", (), [code])


def test_pages_beyond_the_limit_are_named(monkeypatch):
    monkeypatch.setattr(pdf_document, "MAX_PAGES", 2)
    document = read(Drawing().text(50, 60, "甲").page().text(50, 60, "乙").page().text(50, 60, "丙"))
    assert (document.text, [problem.code for problem in document.problems]) == ("甲\n乙", ["page_limit"])


def test_the_second_reader_sees_the_same_page():
    body = Drawing().table(XS, YS, ROWS).text(50, 200, "第二句。").bytes()
    (page,) = second_reader.read_pages(body)
    (grid,) = second_reader.grids(page)
    assert [cell.text for cell in grid.cells] == [text for row in ROWS for text in row]


def test_the_second_reader_is_asked_where_the_first_one_doubts(monkeypatch):
    body = Drawing().table(XS, YS, ROWS).bytes()
    monkeypatch.setattr(pdf_document, "read_page", lambda page, number: without_text(read_first(page, number)))
    (table,) = pdf_document.parse(Source(body)).tables
    assert texts(table) == ROWS


read_first = read_page


def without_text(page):
    """The page as a reader sees it that does not understand its font."""
    from dataclasses import replace

    return replace(page, chars=(), unmapped=len(page.chars))


@pytest.mark.skipif(not REPORTS.exists(), reason="the real reports are not part of the repository")
@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_real_reports_have_the_same_cells_as_their_pages(suffix):
    pairs = [(page, page.with_suffix(suffix)) for page in sorted(REPORTS.glob("*.html")) if page.with_suffix(suffix).exists()]
    assert pairs
    differ = [other.name for page, other in pairs if filled_rows(page) != filled_rows(other)]
    assert differ == []


def filled_rows(path):
    """The rows of all tables without blanks at their ends (converters add those)."""
    rows = []
    for table in formats.parse(Source(path.read_bytes())).tables:
        for row in texts(table):
            row = [squeeze(text) for text in row]
            while row and not row[-1]:
                row.pop()
            rows += [row] if row else []
    return rows


def test_blocks_are_in_reading_order():
    document = read(Drawing().table(XS, (300, 320), [HEAD]).text(50, 100, "上文。").text(50, 400, "下文。"))
    assert [type(block) is Paragraph for block in document.blocks] == [True, False, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_of_figures_that_no_rule_parts_are_columns_by_their_gaps(rows):
    """Only the labels' column is ruled on both sides: a cell right of it would hold 1 0 7 as one text."""
    ys = [100 + 20 * n for n in range(rows + 2)]
    open_right = {("v", n, gap) for n in (2, 3, 4) for gap in range(len(ys) - 1)}
    lines_of = [["信息内容", "制发", "废止", "有效"], *([f"规章{n}", f"{n}1", "0", "7"] for n in range(rows))]
    document = read(Drawing().text(50, 60, "第一句。").table((50, 150, 250, 350, 450), ys, lines_of, open_right))
    assert document.tables == ()
    assert [[cell.text for cell in block.cells] for block in document.blocks[1:]] == lines_of


def test_two_figures_centred_in_a_narrow_cell_stay_two():
    """A line set in the middle of its cell leaves room on both sides: 0 above 40 is not 040."""
    drawing = Drawing().table((50, 150, 174), (100, 130, 150), [["规章", ""], ["许可", "7"]]).text(159.5, 112, "0").text(157, 124, "40")
    (table,) = read(drawing).tables
    assert cells(table)[0, 1][0] == "0\n40"


@pytest.mark.parametrize(("x", "doubts"), [(178, [""]), (189, ["a figure runs over the edge of its cell"])])
def test_a_figure_that_runs_over_the_edge_of_the_table_is_in_doubt(x, doubts):
    """Its last digit would be lost in silence: 702 with the 2 behind the last rule is not 70."""
    drawing = Drawing().table((50, 150, 198), (100, 120, 140), [["规章", ""], ["许可", "7"]]).text(x, 112, "702")
    (table,) = read(drawing).tables
    assert [cell.doubt for cell in table.cells if (cell.row, cell.column) == (0, 1)] == doubts


@pytest.mark.parametrize(("x", "doubts"), [(183.5, True), (196, False)])
def test_a_digit_behind_an_edge_and_next_to_the_one_before_it_is_in_doubt(x, doubts):
    """702 over an edge within the table is not 70, and 2 in the next cell is no figure of its own."""
    drawing = Drawing().table((50, 150, 194, 250), (100, 120, 140), [["规章", "", "许可"], ["许可", "7", "8"]]).text(x, 112, "702")
    (table,) = read(drawing).tables
    assert any(cell.doubt for cell in table.cells) is doubts
