"""An exchange as Scrapy's components know it: headers, a decoded body, the class by its type, and Scrapy's own errors."""

import gzip

import pytest
from scrapy import Request, exceptions

from crawler.components import capture_handler
from crawler.model.exchange import Exchange
from gongkai.clock import now

URL = "http://h.example/list/"


def exchange(response=b"", **more):
    return Exchange(URL, b"GET", response, now(), **more)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("dns_failure", exceptions.CannotResolveHostError),
        ("connection_refused", exceptions.DownloadConnectionRefusedError),
        ("timeout", exceptions.DownloadTimeoutError),
        ("tls_failure", exceptions.DownloadFailedError),
    ],
)
def test_a_request_without_an_answer_raises_what_scrapys_handlers_raise(code, error):
    found = capture_handler.failure_of(exchange(problem=(code, "words")))
    assert (type(found), str(found)) == (error, f"{code}: words")


def test_an_empty_answer_is_a_failed_download():
    found = capture_handler.failure_of(exchange())
    assert (type(found), str(found)) == (exceptions.DownloadFailedError, "no_answer: the server sent an empty answer")


def test_every_value_of_a_header_is_sent():
    request = Request(URL, headers={"A": ["b", "c"], "D": "é"})
    assert capture_handler.headers_of(request) == (("A", "b"), ("A", "c"), ("D", "Ã©"))


def response(head, body=b"", **more):
    answer = f"HTTP/1.1 {head}\r\n\r\n".encode("latin-1") + body
    return capture_handler.response_of(Request(URL), exchange(answer, **more))


def test_an_answer_is_shown_with_its_body_decoded():
    found = response("404 Not Found\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nX-A: b\r\nX-A: c", gzip.compress(b"<p>x</p>"))
    assert (type(found).__name__, found.url, found.status, found.body, found.protocol) == (
        "HtmlResponse",
        URL,
        404,
        b"<p>x</p>",
        "HTTP/1.1",
    )
    assert found.headers.getlist("X-A") == [b"b", b"c"]
    assert "Content-Encoding" not in found.headers
    assert (found.flags, found.request.url) == ([], URL)


def test_chunks_are_joined():
    found = response("200 OK\r\nTransfer-Encoding: chunked", b"3\r\nabc\r\n0\r\n\r\n")
    assert found.body == b"abc"
    assert "Transfer-Encoding" not in found.headers


def test_a_truncated_answer_is_flagged():
    assert response("200 OK", b"abc", truncated="length").flags == ["truncated"]


def test_the_class_of_a_response_is_told_by_its_beginning():
    assert type(response("200 OK", b"<!DOCTYPE html><html>")).__name__ == "HtmlResponse"
    assert type(response("200 OK", b"\x00\x01\x02")).__name__ == "Response"
