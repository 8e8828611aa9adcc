"""The fewest bytes that are still a file: a picture may be smaller than any document."""

import pytest

from crawler.answers import faults
from crawler.model.types import Fetch, Page

AT = "http://h.example/a"


def code(body):
    fault = faults.classify(Page(AT, "", Fetch(AT), 200, (), body), "attachment")
    return fault and fault.code


@pytest.mark.parametrize("magic", [b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*"])
def test_a_small_picture_is_a_file(magic):
    assert code(magic + b"0") is None
    assert code(b"0" + magic) == "not_a_file"


@pytest.mark.parametrize("magic", [b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf"])
def test_a_file_is_one_whatever_words_it_holds(magic):
    assert code(magic + "网站防火墙".encode() + b"0" * 20) is None


@pytest.mark.parametrize(("size", "expected"), [(15, "not_a_file"), (16, None)])
def test_the_least_that_a_document_has(size, expected):
    assert code(b"x" * size) == expected


@pytest.mark.parametrize("start", [b"<!doctype html", b"<HTML>", b"<head>", b"<script>", b"<body>", b"\xef\xbb\xbf \r\n<html>"])
def test_a_page_in_the_place_of_a_file(start):
    assert code(start + b" " * 20) == "html_instead_of_file"


def test_a_message_in_the_place_of_a_file():
    assert code(b'{"code":403,"message":"no"}') == "message_instead_of_file"
    assert code(b'{"title":"a","rows":[1,2,3]}') is None
