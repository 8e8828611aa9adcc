"""An answer as the page that the families read."""

from datetime import UTC, datetime

import pytest

from crawler.answers import page as answer_page
from crawler.answers.page import page_of
from crawler.model.exchange import Exchange, Job
from crawler.model.types import Column, Fetch, Site
from gongkai import http_message

AT = "http://h.example/nb/"
TEXT = "<p>年度报告与公开指南</p>"
BODY = TEXT.encode()


def page(body=BODY, content="text/html", kind="list", charset=None, drawn=b"", status=200, more=""):
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {content}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode()
    exchange = Exchange(AT, b"", head + body, datetime(2026, 1, 1, tzinfo=UTC), drawn=drawn)
    site = Site("s", "市", "990100", "city", (Column("a", "年报", "annual_report", AT),), charset=charset)
    return page_of(Job(Fetch(AT, page=3), kind, "s/a"), exchange, site)


def test_each_field():
    found = page(status=404, more="X-A: 1\r\n")
    assert (found.url, found.text, found.fetch.page, found.status, found.body) == (AT, TEXT, 3, 404, TEXT.encode())
    assert found.headers == (("Content-Type", "text/html"), ("X-A", "1"), ("Content-Length", str(len(TEXT.encode()))))


@pytest.mark.parametrize(
    "content", ["text/html; charset=gbk", "text/html;CHARSET = gbk", "text/html; a=b; charset='gbk'", 'text/html; charset="GBK"']
)
def test_the_charset_that_the_answer_names(content):
    assert page(TEXT.encode("gbk"), content).text == TEXT


def test_the_charset_of_the_registry_comes_before_that_of_the_answer():
    assert page(TEXT.encode("utf-16-le"), "text/html; charset=gbk", charset="utf-16-le").text == TEXT


def test_a_file_is_not_decoded():
    found = page(b"%PDF-1.7", "application/pdf", "attachment")
    assert (found.text, found.body) == ("", b"%PDF-1.7")


def test_a_drawn_page_is_what_the_browser_drew():
    drawn = "<p>画出</p>".encode() + b"\xff"
    found = page(drawn=drawn, status=203, content="text/html; charset=gbk")
    assert (found.url, found.text, found.body, found.status, found.fetch.page) == (AT, "<p>画出</p>�", drawn, 203, 3)
    assert found.headers == (("Content-Type", "text/html; charset=utf-8"),)


@pytest.mark.parametrize("quoted", ["gbk", " gbk ", '"gbk"', "'gbk'", "\" gbk '"])
def test_a_declared_encoding_without_its_quotes(quoted):
    assert page("公开年报".encode("gbk"), f"text/html; charset={quoted}").text == "公开年报"


@pytest.mark.parametrize("name", ["gbX", "Xgb", "gbkX", "-gbk-"])
def test_letters_of_a_declared_encoding_are_kept(name):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={name}\r\n\r\n".encode()
    assert answer_page._declared(http_message.answer(head)) == name
