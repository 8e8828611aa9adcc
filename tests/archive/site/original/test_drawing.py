"""What the sandboxed processes make of an original, and the bytes themselves as they are sent."""

import ast
import io
import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from archive.site.original import drawing, pdf_pictures, plain_reading
from archive.site.original.raw import ServedOriginal, disposition, headers, unpacked
from parsers.types import Cell, Document, Paragraph, Problem, Table


def picture(width=50, height=100, scale=2.0):
    written = io.BytesIO()
    Image.new("RGB", (width, height)).save(written, "PNG")
    return struct.pack(">d", scale) + written.getvalue()


@pytest.mark.parametrize(
    ("size", "scale", "points"), [((50, 100), 2.0, (25.0, 50.0)), ((50, 100), 1.0, (50.0, 100.0)), ((8, 4), 0.5, (16.0, 8.0))]
)
def test_the_size_of_a_drawn_page_in_points(size, scale, points):
    png, *found = pdf_pictures.measured(picture(*size, scale))
    assert (png[:4], tuple(found)) == (b"\x89PNG", points)


def sheet(width, height, pages=1):
    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(width, height))
    for number in range(pages):
        canvas.drawString(10, 10, str(number))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize(("width", "height", "pixels"), [(100, 200, (200, 400)), (3000, 1000, (4000, 1333)), (1000, 8000, (500, 4000))])
def test_a_page_is_drawn_sharp_and_bounded(width, height, pixels):
    png, *points = pdf_pictures.measured(pdf_pictures.draw(sheet(width, height), 1))
    with Image.open(io.BytesIO(png)) as found:
        assert found.format == "PNG"
        assert all(abs(one - other) <= 1 for one, other in zip(found.size, pixels, strict=True))
    assert all(abs(one - other) <= 2 for one, other in zip(points, (width, height), strict=True))


def test_pages_are_counted_and_numbered_from_one():
    body = sheet(100, 100, 3)
    assert (pdf_pictures.pages(body), pdf_pictures.pages(b"no pdf"), pdf_pictures.pages(b"")) == (3, 0, 0)
    drawn = [pdf_pictures.draw(body, number) for number in (1, 2, 3)]
    assert len(set(drawn)) == 3
    assert drawn[0] == pdf_pictures.draw(body, 1)


def test_the_size_of_a_picture():
    assert pdf_pictures.size(picture(7, 9)[8:]) == (7, 9)
    assert pdf_pictures.size(b"none") == pdf_pictures.size(b"") == (0, 0)


def test_a_document_as_paragraphs_and_tables(monkeypatch):
    cells = (Cell(1, 0, "丙"), Cell(0, 1, "乙 <b>", 1, 3), Cell(0, 0, "甲", 2))
    document = Document("", None, "x", "", (Paragraph("a & b"), Table(4, cells), Paragraph("end")))
    assert str(plain_reading.draw(document, "t4r0c1")) == (
        '<p>a &amp; b</p>\n<div class="scroll"><table class="form">'
        "<tr><td rowspan=2 colspan=1>甲</td>"
        '<td rowspan=1 colspan=3 id="cell=t4r0c1" class="gongkai-cell">乙 &lt;b&gt;</td></tr>'
        "<tr><td rowspan=1 colspan=1>丙</td></tr></table></div>\n<p>end</p>"
    )
    assert "gongkai-cell" not in plain_reading.draw(document)
    assert plain_reading.MOST == 4000
    monkeypatch.setattr(plain_reading, "MOST", 1)
    assert plain_reading.draw(document) == "<p>a &amp; b</p>"


@pytest.mark.parametrize("name", ["pages", "size", "draw", "document", "page", "parts", "parse"])
def test_each_task_of_the_processes(name):
    given = {"draw": (sheet(20, 20), 1), "page": (b"<p>x</p>", "utf-8"), "document": (b"<p>x</p>", "u"), "parts": (b"x", "u")}
    given["parse"] = (drawing.Source(b"<p>x</p>"),)
    found = drawing.work((name, given.get(name, (picture()[8:],))))
    assert not isinstance(found, Problem)
    assert drawing.work((name, ())) == Problem("document", "crash", "TypeError")


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_a_limit_is_named_by_the_sandbox(monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setitem(drawing.WORK, "pages", fail)
    with pytest.raises(error):
        drawing.work(("pages", ()))


@pytest.mark.parametrize(
    ("content_type", "download", "kind", "way"),
    [
        ("text/html; charset=gbk", False, "text/html; charset=gbk", "inline"),
        ("text/html;charset=gbk", False, "text/html;charset=gbk", "inline"),
        ("TEXT/HTML", False, "TEXT/HTML", "inline"),
        ("text/html", True, "application/octet-stream", "attachment"),
        *((kind, False, kind, "inline") for kind in ("text/plain", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")),
        ("application/xhtml+xml", False, "application/xhtml+xml", "inline"),
        ("image/svg+xml", False, "image/svg+xml", "attachment"),
        ("application/pdf", False, "application/pdf", "attachment"),
        ("application/pdf", True, "application/pdf", "attachment"),
        ("text/javascript", False, "text/plain; charset=utf-8", "attachment"),
        ("text/css", False, "text/plain; charset=utf-8", "attachment"),
        ("application/wasm", False, "text/plain; charset=utf-8", "attachment"),
        ("text/html\r\nx: y", False, "application/octet-stream", "attachment"),
        ("", False, "application/octet-stream", "attachment"),
    ],
)
def test_the_headers_of_the_bytes(content_type, download, kind, way):
    found = headers(ServedOriginal({"name": "n", "url": "", "true_type": None}, b"12345", content_type), download)
    assert (found["content-type"], found["content-disposition"].split(";")[0]) == (kind, way)
    assert (found["content-length"], found["cache-control"]) == ("5", "max-age=86400")
    assert found["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("name", "url", "plain", "quoted"),
    [
        ("a b.pdf", "", "a_b.pdf", "a%20b.pdf"),
        ("年报.pdf", "", "pdf", "%E5%B9%B4%E6%8A%A5.pdf"),
        (None, "http://x/d/%E7%94%B2.html?q", "html", "%E7%94%B2.html"),
        (None, "http://x/", "document", "document"),
        ("", None, "document", "document"),
        ('..a"/\\:*?<>|\u202eb. ', "", "a_b", "a_b"),
        ("x" * 130, "", "x" * 120, "x" * 120),
        ("\x00", "", "document", "_"),
    ],
)
def test_the_name_of_a_downloaded_file(name, url, plain, quoted):
    found = disposition(SimpleNamespace(row={"name": name, "url": url}), False)
    _, given, starred = found.split("; ")
    assert starred == f"filename*=UTF-8''{quoted}"
    assert given.strip('"').removeprefix('filename="').strip("_.") == plain.strip("_.")


@pytest.mark.parametrize(
    ("true_type", "content_type", "media_type", "charset"),
    [
        ("application/pdf", "text/html; charset=gbk", "application/pdf", "gbk"),
        (None, "Text/HTML ; Charset='GB2312'", "text/html", "gb2312"),
        (None, "text/html", "text/html", ""),
        ("", "", "", ""),
    ],
)
def test_the_type_and_charset_of_an_original(true_type, content_type, media_type, charset):
    found = ServedOriginal({"true_type": true_type}, b"", content_type)
    assert (found.media_type, found.charset) == (media_type, charset)


def refused(*_):
    raise AssertionError("an original was opened in the web process")


def test_no_task_is_done_in_the_web_process(monkeypatch):
    for name in drawing.WORK:
        monkeypatch.setitem(drawing.WORK, name, refused)
    drawers = drawing.Drawers(1)
    try:
        assert drawers.run("size", picture()[8:]) == (50, 100)
    finally:
        drawers.free.get().__exit__()
    asked = []
    monkeypatch.setattr(drawing, "DRAWERS", SimpleNamespace(run=lambda *task: asked.append(task) or [("a.txt", b"a")]))
    assert unpacked(b"container", "u", "a.txt") == b"a"
    assert asked == [("parts", b"container", "u")]


OPENERS = ("parsers.formats", "parsers.html", "parsers.pdf", "parsers.office", "parsers.files", "parsers.scan", "parsers.seals")
LIBRARIES = ("pypdfium2", "pdfplumber", "PIL", "lxml.html", "zipfile", "tarfile", "rarfile", "openpyxl", "docx", "trafilatura", "olefile")
# What may be called here of the modules whose other functions open originals, in their processes.
HERE = {"drawing": {"DRAWERS", "NOT_DRAWN", "drawn"}, "pdf_pictures": {"measured"}, "plain_reading": {"draw"}, "inert_html": set()}
SITE = Path("archive/site")
ELSEWHERE = {SITE / "original" / f"{name}.py" for name in HERE}


def imported(node):
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{each.name}" for each in node.names]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("path", sorted(set(SITE.rglob("*.py")) - ELSEWHERE), ids=str)
def test_no_module_of_the_web_process_opens_originals(path):
    nodes = list(ast.walk(ast.parse(path.read_text())))
    opening = [name for node in nodes for name in imported(node) if name.startswith((*OPENERS, *LIBRARIES))]
    called = [(node.value.id, node.attr) for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    assert opening == []
    assert [(module, name) for module, name in called if module in HERE and name not in HERE[module]] == []
