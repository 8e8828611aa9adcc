"""Formats that share a container, by the names in it."""

import io
import zipfile

import pytest

from parsers import formats
from parsers.files import signatures
from parsers.types import Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ZIPPED = [
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("OFD.xml", "application/ofd"),
    ("content.xml", "application/vnd.oasis.opendocument"),
    ("a.txt", "application/zip"),
]
STREAMS = [("WordDocument", "application/msword"), ("Workbook", "application/vnd.ms-excel"), ("Book", "application/vnd.ms-excel")]
OTHERS = [
    (b"{\\rtf1", signatures.is_rtf),
    (b'\xef\xbb\xbf\r\n<?xml version="1.0"?><?mso-application progid="Word.Document"?>', signatures.is_word_xml),
    (b"From: a\r\nMIME-Version: 1.0\r\n\r\n", signatures.is_mht),
    (b"Subject: a\n folded\nContent-Type: multipart/related; boundary=b\n\n", signatures.is_mht),
    (b"Rar!\x1a\x07\x00", signatures.is_rar),
]


@pytest.mark.parametrize(("name", "kind"), ZIPPED)
def test_a_zip(name, kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name, "")
    assert signatures.zip_kind(packed.getvalue()) == kind
    assert (signatures.zip_kind(b"PK\x03\x04cut"), signatures.zip_kind(b"PK")) == ("application/zip", "")


@pytest.mark.parametrize(("name", "kind"), STREAMS)
def test_an_ole_file(name, kind):
    assert signatures.ole_kind(OLE + f"{name}\0".encode("utf-16-le")) == kind
    assert (signatures.ole_kind(OLE), signatures.ole_kind(OLE[1:])) == ("application/x-ole-storage", "")


@pytest.mark.parametrize(("body", "test"), OTHERS)
def test_another_kind(body, test):
    assert test(body)
    assert {each for _, each in OTHERS if each(body)} == {test}


@pytest.mark.parametrize(
    ("body", "pdf"), [(b"%PDF-1.4", True), (b"\n\n%PDF-1.4", True), (b"<p>%PDF-1.4", False), (b" " * 1100 + b"%PDF-1.4", False)]
)
def test_a_pdf(body, pdf):
    assert signatures.is_pdf(body) is pdf


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n..", "image/png"),
        (b"\xff\xd8\xff..", "image/jpeg"),
        (b"II*\0..", "image/tiff"),
        (b"MM\0*..", "image/tiff"),
        (b"BM..", "image/bmp"),
        (b"RIFF....WEBP", "image/webp"),
        (b"RIFF....WAVE", ""),
        (b"XIFF....WEBP", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_picture(body, kind):
    assert signatures.picture_kind(body) == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-" + b"<", "application/pdf"),
        (b"\0" * 1019 + b"%PDF-", "application/pdf"),
        (b"\0" * 1020 + b"%PDF-", None),
        (b"<%PDF-", None),
        (b" " * 58 + b"{\\rtf1", "application/rtf"),
        (b" " * 64 + b"{\\rtf1", None),
        (b"\x00{\\rtf1", None),
        (b"<?xml?>" + b" " * 990 + b'progid="Word.Document"', "application/msword"),
        (b"<?xml?>" + b" " * 999 + b'progid="Word.Document"', None),
        (b'progid="Word.Document"', None),
        (b"<?xml?>", None),
        (b"a: b\n" * 40 + b"MIME-Version: 1.0\n", "multipart/related"),
        (b"a: b\n" * 41 + b"MIME-Version: 1.0\n", None),
        (b"\n\nContent-Type:multipart/related", "multipart/related"),
        (b"Content-Type: text/html", None),
        (b"x MIME-Version: 1.0", None),
        (b"a:" + b"b" * 8185 + b"\nMIME-Version: 1.0\n", None),
        (b"a:" + b"b" * 8150 + b"\nMIME-Version: 1.0\n", "multipart/related"),
    ],
)
def test_where_a_signature_is_looked_for(body, kind):
    found = formats.recognise(body)
    assert (found.media_type if found else None) == kind


@pytest.mark.parametrize(
    ("body", "media_type", "reader"),
    [
        (b"%PDF-1.4", "application/pdf", "parsers.pdf.document"),
        (OLE + "Workbook\0".encode("utf-16-le"), "application/vnd.ms-excel", "parsers.office.spreadsheet"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "application/msword", "parsers.office.libreoffice"),
        (b'<?xml?>progid="Word.Document"', "application/msword", "parsers.office.libreoffice"),
        (b"{\\rtf1", "application/rtf", "parsers.office.libreoffice"),
        (b"PK\x03\x04", "application/zip", "parsers.files.containers"),
        (b"Rar!\x1a\x07", "application/vnd.rar", "parsers.files.containers"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "parsers.files.containers"),
        (b"MIME-Version: 1.0", "multipart/related", "parsers.html.mht"),
        (b"BM", "image/*", "parsers.scan.picture_file"),
        ("# 政府信息公开年度报告".encode(), "text/plain", "parsers.html.markdown"),
        ("政府信息公开年度报告".encode(), "text/plain", "parsers.files.plain_text"),
        ("<p>政府信息公开年度报告".encode(), "text/html", "parsers.html.document"),
        (OLE, None, None),
    ],
)
def test_which_reader_reads_what(body, media_type, reader):
    found = formats.recognise(body)
    assert (found and found.media_type, found and found.reader) == (media_type, reader)


@pytest.mark.parametrize(("name", "kind"), ZIPPED)
def test_which_reader_reads_a_zip(name, kind):
    readers = {
        "word": "office.docx",
        "xl": "office.spreadsheet",
        "OFD.xml": "pdf.ofd",
        "content.xml": "office.libreoffice",
        "a.txt": "files.containers",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name, "")
    found = formats.recognise(packed.getvalue())
    assert found is not None
    assert (found.media_type, found.reader) == (kind, f"parsers.{readers[name.partition('/')[0]]}")


@pytest.mark.parametrize(
    "tag", ["!doctype html", "html", "head", "body", "div", "p", "table", "meta", "span", "ucap", "P", "!DOCTYPE  HTML"]
)
def test_a_page_by_its_first_element(tag):
    for body in (f"<{tag}>".encode(), f"<{tag}>".encode("utf-16"), b" " * 4080 + b"<p>", b"\xef\xbb\xbf" + f"<{tag}>".encode()):
        assert formats.recognise(body).media_type == "text/html"
    assert formats.recognise(f"<x{tag}>".encode()) is None
    assert formats.recognise(b" " * 4096 + b"<p>") is None


def test_what_nobody_reads_says_how_it_begins():
    document = formats.parse(Source(b"ABCDEFGHIJKLMNOPQRS", url="http://h.example/a", list_title="某年报"))
    (problem,) = document.problems
    assert (problem.stage, problem.code, problem.where) == ("document", "unknown_format", "http://h.example/a")
    assert "'ABCDEFGHIJKLMNOP'" in problem.message
    assert (document.media_type, document.text, document.published) == ("application/octet-stream", "", None)


def test_the_kinds_of_one_container_are_told_by_whole_names_only():
    assert signatures.ole_kind(OLE + "Workbooks\0".encode("utf-16-le")) == "application/x-ole-storage"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("xword/document.xml", "")
    assert signatures.zip_kind(packed.getvalue()) == "application/zip"
