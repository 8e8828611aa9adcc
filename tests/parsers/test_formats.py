import pytest

from parsers import formats
from parsers.types import Source


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"\xef\xbb\xbf\n<HTML>", "text/html"),
        ("<p>年报</p>".encode("gbk"), "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"%PDF-1.7 <html>", "application/pdf"),
        (b"{\\rtf1", "application/rtf"),
    ],
)
def test_a_format_shows_in_the_first_bytes(body, media_type):
    assert formats.recognise(body).media_type == media_type


@pytest.mark.parametrize(("body", "code"), [(b"", "empty"), (b"\x01\x02", "unknown_format"), (b"plain words", "unknown_format")])
def test_what_nobody_reads_is_a_document_that_says_so(body, code):
    document = formats.parse(Source(body, list_title="某年报", media_type="application/pdf"))
    assert [problem.code for problem in document.problems] == [code]
    assert (document.title, document.blocks) == ("某年报", ())


def test_every_reader_exists():
    for known in formats.FORMATS:
        assert callable(__import__(known.reader, fromlist=["parse"]).parse)
