"""Archived bytes: the same as archived, sandboxed, the figure's cell marked."""

import pytest

from tests.helpers.serving import HTML, cell_of

SANDBOXED = ["sandbox", "default-src 'none'", "img-src data:", "style-src 'unsafe-inline'", "frame-ancestors 'self'"]


def test_bytes_are_those_archived(get):
    answer = get("/raw/capture-html")
    assert answer.content == HTML
    assert answer.headers["content-type"] == "text/html; charset=gbk"


@pytest.mark.parametrize(("capture", "shown"), [("html", "inline"), ("pdf", "attachment"), ("docx", "attachment")])
def test_sandboxed_whatever_it_is(get, capture, shown):
    headers = get(f"/raw/capture-{capture}").headers
    assert headers["content-security-policy"].split("; ")[:4] == SANDBOXED[:4]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"].startswith(shown)
    assert get(f"/raw/capture-{capture}?download=1").headers["content-disposition"].startswith("attachment")


def test_frame_is_inert_and_marks_the_cell(get, db):
    mark = cell_of(db, "html000000000000")
    answer = get(f"/raw/capture-html?frame=1&cell={mark}")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    for danger in ("<script", "onload", "onerror", "elsewhere.invalid", "http-equiv", "<link", "autofocus"):
        assert danger not in answer.text
    assert f'<td id="cell={mark}" class="gongkai-cell">7</td>' in answer.text


def test_source_page_shows_figure_and_frame(get, db):
    mark = cell_of(db, "html000000000000")
    page = get(f"/raw/capture-html?cell={mark}").text
    assert '<span class="said">7</span>' in page
    assert f'<iframe sandbox loading="lazy" title="存档的网页" src="/raw/capture-html?frame=1&amp;cell={mark}#cell={mark}">' in page


def test_pdf_page_is_a_picture_with_a_box(get, db):
    mark = cell_of(db, "pdf0000000000000")
    page = get(f"/raw/capture-pdf?cell={mark}").text
    assert f'class="box" id="cell={mark}"' in page
    assert "left:calc(45." in page  # 272 of 595 points
    picture = get("/raw/capture-pdf?picture=1")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert get("/raw/capture-pdf?picture=99").status_code == 404


def test_word_is_drawn_from_its_tables(get, db):
    mark = cell_of(db, "docx000000000000")
    assert f'id="cell={mark}" class="gongkai-cell">7</td>' in get(f"/raw/capture-docx?cell={mark}").text


def test_cell_that_holds_no_figure_says_so(get):
    assert "没有读出的数字" in get("/raw/capture-html?cell=t9r9c9").text
    assert get("/raw/capture-html?cell=%3Cscript%3E").status_code == 200


def test_missing_warc_is_a_sentence(get, db):
    capture = db.execute("SELECT id FROM captures WHERE warc LIKE '%20260331%' ORDER BY id").fetchone()[0]
    answer = get(f"/raw/{capture}")
    assert answer.status_code == 404
    assert "没有存放原始 WARC 文件" in answer.text


def test_document_inside_a_container_is_reached(get, db):
    mark = cell_of(db, "part000000000000")
    assert f'href="/raw/capture-zip?cell={mark}&amp;part=part000000000000#cell={mark}"' in get("/report/part000000000000").text
    assert f'id="cell={mark}" class="gongkai-cell">7</td>' in get(f"/raw/capture-zip?cell={mark}&part=part000000000000").text
    inner = get("/raw/capture-zip?part=part000000000000")
    assert inner.content.startswith(b"PK")
    assert "document.xml" in str(inner.content)
    assert inner.headers["content-disposition"].startswith("attachment")
    assert get("/raw/capture-html?part=part000000000000").status_code == 404
