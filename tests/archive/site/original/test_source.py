"""A figure and its source: which cells lie beside it, how each kind of original is shown, what is kept of what was made."""

import io
import json
import struct

import pytest
from PIL import Image

from archive.site.draw.labels import word
from archive.site.original import drawing, source
from archive.site.original.raw import ServedOriginal
from archive.site.original.source import around, in_percent, marked, pdf, shown
from archive.site.request.ask import Absent, Ask
from archive.site.request.edition_state import EditionState
from parsers.types import Document, Paragraph, Problem

ROW = {"id": "c", "inside": "", "true_type": None, "url": "http://town.example/%E7%94%B2.html", "name": None}


def asking(lang="zh", **args):
    return Ask(EditionState(None, None, ""), lang, {}, {name: [value] for name, value in args.items()}, "/raw/c")


def original(true_type, body=b"body", content_type="", **row):
    return ServedOriginal({**ROW, "true_type": true_type, **row}, body, content_type)


def fact(number, measure="total", place=True):
    spot = json.dumps({"table": 0, "row": 3, "column": number, "path": f"//td[{number}]"}) if place else None
    return {"seq": number, "table_name": "requests", "item": "received", "measure": measure, "place": spot, "value": number}


FACTS = [fact(1), fact(8, place=False), fact(2, "business"), fact(3)]


@pytest.mark.parametrize(
    ("cell", "value", "before", "after"), [("t0r3c1", 1, "", "t0r3c2"), ("t0r3c2", 2, "t0r3c1", "t0r3c3"), ("t0r3c3", 3, "t0r3c2", "")]
)
def test_a_figure_and_the_cells_beside_it(cell, value, before, after):
    found = around(FACTS, cell, asking())
    assert (found["fact"]["value"], found["before"], found["after"]) == (value, before, after)
    assert found["place"] == {"table": 0, "row": 3, "column": value, "path": f"//td[{value}]"}
    assert set(found) == {"fact", "place", "before", "after"}


@pytest.mark.parametrize("cell", ["", "t0r3c8", "t9r9c9"])
def test_a_cell_without_a_figure(cell):
    assert around(FACTS, cell, asking()) == {"fact": None, "place": {}, "before": "", "after": ""}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_figure_is_named_in_the_readers_language(lang):
    found = around(FACTS, "t0r3c2", asking(lang))["fact"]
    paths = (("items", "requests", "received"), ("measures", "requests", "business"), ("tables", "requests"))
    expected = [word(lang, *path) for path in paths]
    assert [found["item_label"], found["measure_label"], found["table_label"]] == expected
    assert not {"received", "business", "requests"} & set(expected)


@pytest.mark.parametrize(("box", "width", "height"), [(None, 100, 200), ([1, 2, 3, 4], 0, 200), ([1, 2, 3, 4], 100, 0), ([], 100, 200)])
def test_without_a_box_or_a_sheet_there_is_no_place(box, width, height):
    assert in_percent(box, width, height) is None


class Made:
    """What the sandboxed processes would make, by name; what was asked is kept."""

    def __init__(self, **made):
        self.made, self.asked = made, []

    def run(self, name, *values):
        self.asked.append((name, *values))
        return self.made[name]


@pytest.fixture
def made(monkeypatch):
    """`made(pages=3, …)` replaces the sandboxed processes."""

    def replace(**results):
        drawers = Made(**results)
        monkeypatch.setattr(drawing, "DRAWERS", drawers)
        return drawers

    return replace


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml"])
def test_a_web_page_is_framed(kind):
    assert shown(original(kind), {"place": {}, "cell": ""}, asking()) == {"how": "frame"}


def picture(width=50, height=100, scale=2.0):
    written = io.BytesIO()
    Image.new("RGB", (width, height)).save(written, "PNG")
    return struct.pack(">d", scale) + written.getvalue()


@pytest.mark.parametrize(
    ("asked", "spot", "number", "box"),
    [
        ({}, {}, 1, None),
        ({}, {"page": 2, "box": [5, 10, 15, 30]}, 2, {"left": 20.0, "top": 20.0, "width": 40.0, "height": 40.0}),
        ({"page": "3"}, {"page": 2, "box": [5, 10, 15, 30]}, 3, None),
        ({"page": "9"}, {"page": 2}, 3, None),
        ({"page": "0"}, {}, 1, None),
    ],
)
def test_a_page_of_a_pdf_with_the_box_around_the_cell(made, asked, spot, number, box):
    drawers = made(pages=3, draw=picture())
    found = shown(original("application/pdf"), {"place": spot, "cell": ""}, asking(**asked))
    assert found == {"how": "pdf", "number": number, "count": 3, "box": box}
    assert drawers.asked == [("pages", b"body"), ("draw", b"body", number)]


def test_a_pdf_that_cannot_be_drawn_says_so(made):
    made(pages=0, draw=Problem("document", "crash", "x"))
    ask = asking()
    assert pdf(original("application/pdf"), {}, ask) == {"how": "none"}
    with pytest.raises(Absent) as refused:
        source.page_picture(original("application/pdf"), 1, ask)
    assert refused.value.pair == ("这份 PDF 没有这一页，或无法绘出。", "This PDF has no such page, or it cannot be drawn.")


def test_a_picture_and_the_box_in_it(made):
    made(size=(200, 400))
    found = shown(original("image/png"), {"place": {"box": [20, 40, 60, 80]}, "cell": ""}, asking())
    assert found == {"how": "image", "box": {"left": 10.0, "top": 10.0, "width": 20.0, "height": 10.0}}
    assert shown(original("image/jpeg"), {"place": {}, "cell": ""}, asking()) == {"how": "image", "box": None}


@pytest.mark.parametrize("blocks", [(), (Paragraph("甲"),)])
def test_any_other_document_is_read_out(made, blocks):
    drawers = made(document=Document("", None, "application/x", "", blocks))
    found = shown(original("application/x", content_type="application/x; charset=gbk"), {"place": {}, "cell": ""}, asking())
    assert found == {"how": "reading", "text": "<p>甲</p>" if blocks else "", "empty": not blocks}
    assert drawers.asked == [("document", b"body", ROW["url"], "gbk")]


def test_an_original_that_cannot_be_opened_says_so(made):
    made(document=Problem("document", "timeout", "x"), page=Problem("document", "timeout", "x"))
    for call in (
        lambda: shown(original("application/x"), {"place": {}, "cell": ""}, asking()),
        lambda: marked(original("text/html"), {"place": {}, "cell": ""}),
    ):
        with pytest.raises(Absent) as refused:
            call()
        assert refused.value.pair == (
            "这份原件无法在限定的时间和内存内打开，请下载后查看。",
            "This original cannot be opened within the limits of time and memory; please download it.",
        )


def test_what_was_made_is_kept_failures_too_for_each_document_and_page(made):
    drawers, ask = made(pages=3, draw=picture(), document=Problem("document", "timeout", "x")), asking()
    for _ in range(2):
        source.page_picture(original("application/pdf"), 1, ask)
        source.page_picture(original("application/pdf"), 2, ask)
        source.page_picture(original("application/pdf", inside="part"), 1, ask)
        source.page_picture(original("application/pdf", id="d"), 1, ask)
        source.recent(ask, original("application/pdf"), "pages", b"body")
        with pytest.raises(Absent):
            source.recent(ask, original("x"), "document", b"body")
    assert [name for name, *_ in drawers.asked] == ["draw"] * 4 + ["pages", "document"]
    assert set(ask.site.guards) == {"c", "d"}


def test_the_frame_is_the_page_made_inert_with_the_cell(made):
    drawers = made(page=b"inert")
    found = original("text/html", content_type='text/html; charset="GBK"')
    assert marked(found, {"place": {"path": "//td"}, "cell": "t0r0c0"}) == b"inert"
    assert marked(found, {"place": {}, "cell": ""}) == b"inert"
    assert drawers.asked == [("page", b"body", "gbk", "t0r0c0", "//td"), ("page", b"body", "gbk", "", None)]
    with pytest.raises(Absent) as refused:
        marked(original("application/pdf"), {"place": {}, "cell": ""})
    assert refused.value.pair == ("这份原件不是网页。", "This original is no web page.")
