"""Figures without a blank between them are read where rows and columns leave one reading, and no slip makes a wrong one of them."""

from collections import Counter
from random import Random

import pytest

from parsers import formats
from parsers.report.facts import align
from parsers.report.forms.forms import load
from parsers.report.forms.rows import FigureRow, TableLine
from parsers.report.read import read_report
from parsers.report.tables import glued_figures
from parsers.types import Cell, Source
from tests.helpers.drawing import Drawing
from tests.helpers.sheets import DISPUTES_HEAD, cells, codes, read, requests
from tests.quality.figures import APPLICANTS
from tests.quality.figures import requests as drawn
from tests.quality.forms import requests_rows

MEASURES = (*APPLICANTS, "total")
ITEMS = tuple(requests_rows("2021"))
LEAVES = [item for item in ITEMS if item not in {"received", "carried_in", "handled", "carried_out"}]
FIGURES = {"received": "151|3|0|0|0|0|154", "granted": "150|3|0|0|0|0|153", "handled": "150|3|0|0|0|0|153", "carried_out": "1|0|0|0|0|0|1"}
GLUED = {item: line.replace("|", "") for item, line in FIGURES.items()}


def numbers(found, table="requests"):
    return {key: value for key, value in cells(found, table).items() if value}


TRUE = {
    (item, measure): int(text)
    for item, line in FIGURES.items()
    for measure, text in zip(MEASURES, line.split("|"), strict=True)
    if text != "0"
}


@pytest.mark.parametrize("changed", [
    GLUED,
    FIGURES | {"received": "15130000154"},
    FIGURES | {"granted": "150|3000|0|153"},
    FIGURES | {"granted": "150 3 0|0|0|0153"},
    FIGURES | {"granted": "１５０30000153|"},
], ids=["all rows", "one row", "some cells", "blanks within a cell", "another width, a column too many"])  # fmt: skip
def test_digits_are_parted_where_rows_and_columns_leave_one_reading(changed):
    found = read(requests("2021", changed))
    assert numbers(found) == TRUE
    assert len(cells(found, "requests")) == 175
    assert "row_realigned" in codes(found)


def test_pages_of_text_and_their_next_labels():
    """A row's figures and the next row's label on one line, as tags dropped leave them; section four with nothing in it."""
    lines = [line.replace("|", "") for line in requests("2021", FIGURES).split("\n")]
    lines[-3:-1] = ["".join(lines[-3:-1])]
    assert "00000003.其他" in "".join(lines) or "0000000（七）总计" in "".join(lines)
    fourth = [line.replace("|", " ") for line in DISPUTES_HEAD.split("\n")]
    headings = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的问题及改进情况"
    found = read(headings[0], *lines, headings[1], *fourth, "0" * 15, headings[2], "无。")
    assert numbers(found) == TRUE
    assert list(cells(found, "disputes").values()) == [0] * 15


def test_a_page_of_a_pdf_without_rules():
    drawing = Drawing().text(100, 40, "云麓市教育局2023年政府信息公开工作年度报告", 16).text(60, 80, "三、收到和处理政府信息公开申请情况")
    for number, line in enumerate(requests("2021", FIGURES).split("\n")):
        drawing.text(60, 100 + 14 * number, line.replace("|", ""), 7)
    source = Source(drawing.bytes())
    assert numbers(read_report(formats.parse(source), source)) == TRUE


@pytest.mark.parametrize("changed", [
    GLUED | {"received": "15130000155"},  # no way to part it adds up
    GLUED | {"granted": "/0000000"},
    GLUED | {"handled": "15030000152"},
    FIGURES | {"received": GLUED["received"], "granted": "150|3|0|0|0|0|154"},  # the column does not hold
    FIGURES | {"received": GLUED["received"], "carried_in": "0|0|0|0|0||"},  # nor can it be tried at each
    FIGURES | {"received": "151" + "0" * 40},
], ids=["no reading", "a mark", "a slip in the total", "a slip in another row", "a blank in another row", "too long"])  # fmt: skip
def test_without_proof_the_row_stays_as_printed(changed):
    found = read(requests("2021", changed))
    whole = [fact for fact in found.facts if fact.item == next(item for item in changed if changed[item] != FIGURES.get(item))]
    assert {(fact.value, fact.state) for fact in whole} == {(None, "uncertain")}
    assert all(fact.raw for fact in whole)
    assert "row_unclear" in codes(found)


@pytest.mark.parametrize("line", ["100010000000000", "1200012" + "0" * 10, "000110000000000"])
def test_section_four_has_no_second_sum_and_is_parted_only_where_it_is_nothing(line):
    """(10, 0, 0, 1, blank) is printed like (1, 0, 0, 0, 1)."""
    found = read("四、政府信息公开行政复议、行政诉讼情况", f"{DISPUTES_HEAD}\n{line}|")
    assert set(cells(found, "disputes").values()) == {"uncertain"}
    assert "row_unclear" in codes(found)


def test_prose_is_no_row():
    found = read("三、收到和处理政府信息公开申请情况", "（一）予以公开58件", "（二）部分公开20件", "（七）总计78件")
    assert cells(found, "requests") == {}


def table(figures):
    """The rows of section three, each with its figures in one cell."""
    for number, item in enumerate(ITEMS):
        keys = tuple((item, measure) for measure in MEASURES)
        texts = (Cell(number, 1, "".join(figures[key] for key in keys)),)
        yield FigureRow("requests", keys, texts, TableLine(0, number, texts, ()), item)


def settled(figures):
    """How many figures are right, open and wrong."""
    counted = Counter()
    for row in align.settle(tuple(table(figures)), load()):
        for key, cell in zip(row.row.keys, row.cells or [None] * len(MEASURES), strict=True):
            counted["open" if cell is None or cell.doubt else "right" if cell.text == figures[key] else "wrong"] += 1
    return counted


def paper(size, seed):
    return {key: str(value) for key, value in drawn(Random(f"{size} {seed}"), LEAVES, size).items()}


@pytest.mark.parametrize(("size", "least"), [("none", 1.0), ("small", 1.0), ("middle", 0.7)])
def test_sound_tables_are_read(size, least):
    counted = sum((settled(paper(size, seed)) for seed in range(20)), Counter())
    assert counted["wrong"] == 0
    assert counted["right"] >= least * counted.total()


SLIPS = {
    "two digits exchanged": lambda text, rng: text[::-1] if len(text) > 1 and text[-1] != "0" else str(int(text) + 1),
    "a digit too many": lambda text, rng: text + rng.choice("0123456789") if text != "0" else str(rng.randint(1, 12)),
    "a digit lost": lambda text, rng: str(int(text[1:] or 0)),
    "some more or fewer": lambda text, rng: str(max(0, int(text) + rng.choice((-2, -1, 1, 2, 6, 10)))),
    "left blank": lambda text, rng: "",
}


@pytest.mark.parametrize("size", ["small", "middle", "large"])
@pytest.mark.parametrize("slip", SLIPS)
def test_no_slip_makes_a_wrong_figure(slip, size):
    for seed in range(4 if size == "large" else 25):  # a large one takes a fifth of a second
        figures, rng = paper(size, seed), Random(f"{slip} {size} {seed}")
        busy = [key for key in figures if any(figures[key[0], measure] != "0" for measure in MEASURES)]
        key = rng.choice(busy)
        assert settled(figures | {key: SLIPS[slip](figures[key], rng)})["wrong"] == 0


def test_a_row_s_own_sum_would_not_do():
    """The row that a slip made: only 2, 10, 0, 0, 2, 0, 14 adds up, and 21, 0, 0, 0, 2, 0, 14 is printed."""
    (row,) = [row for row in table(dict.fromkeys([(i, m) for i in ITEMS for m in MEASURES], "0")) if row.label == "granted"]
    printed = FigureRow(row.table, row.keys, (Cell(0, 1, "2100020" + "14"),), row.line, row.label)
    sums = [(list(range(6)), [6])]
    assert [[cell.text for cell in way] for way in glued_figures.readings(printed, sums)] == [["2", "10", "0", "0", "2", "0", "14"]]
