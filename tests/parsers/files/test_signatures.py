import pytest

from parsers import formats
from parsers.types import Source
from tests.helpers.drawing import Drawing

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (Drawing().text(50, 50, "甲").bytes(), "application/pdf"),
        (b"\xef\xbb\xbf\r\n" + b"%PDF-1.7", "application/pdf"),
        (b"<html><body>see %PDF-1.7</body></html>", "text/html"),
        (OLE + b"\0" * 600 + "WordDocument\0".encode("utf-16-le"), "application/msword"),
        (OLE + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "application/vnd.ms-excel"),
        (b"{\\rtf1\\ansi hello}", "application/rtf"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "application/msword"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "application/x-7z-compressed"),
        (b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?x?=\r\nMIME-Version: 1.0\r\n\r\n<html>", "multipart/related"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "multipart/related"),
        (b"\x89PNG\r\n\x1a\n", "image/*"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/*"),
        ("<html><p>年报</p></html>".encode("gb18030"), "text/html"),
    ],
)
def test_a_file_is_what_its_bytes_say(body, media_type):
    found = formats.recognise(body)
    assert found is not None
    assert found.media_type == media_type


@pytest.mark.parametrize(("body", "code"), [(b"", "empty"), (b"\x7fELF\x02\x01", "unknown_format"), (b"just words", "unknown_format")])
def test_what_nobody_reads_says_so(body, code):
    assert [problem.code for problem in formats.parse(Source(body, url="x.doc", media_type="application/msword")).problems] == [code]
