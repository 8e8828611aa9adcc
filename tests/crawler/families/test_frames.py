"""Frames of a page without rows, and pages that lack what their family's own reader needs."""

import pytest

from crawler.families import base
from crawler.model.types import Fetch, Page, Pager
from crawler.page import articles, links

HOST = "http://h.example"
AT = f"{HOST}/zwgk/nb/index.html"


def page(body, **fetch):
    return Page(AT, f"<html><body>{body}</body></html>", Fetch(AT, **fetch))


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        ("<iframe src='/list.html'></iframe>", ["/list.html"]),
        ("<iframe src='/list.html'></iframe><iframe src='/list.html'></iframe><iframe src='/b.html'></iframe>", ["/list.html", "/b.html"]),
        ("<iframe src='/a.pdf'></iframe>", []),
        ("<iframe src='http://k.example/a.html'></iframe>", []),
        ("<iframe src='index.html'></iframe>", []),
        ("<iframe src='./'></iframe>", []),
        ("<iframe src='about:blank'></iframe>", []),
        ("<div class='footer'><iframe src='/list.html'></iframe></div>", []),
        ("<a href='/list.html'>x</a>", []),
    ],
)
def test_a_frame_that_may_hold_the_list(body, urls):
    found = base.framed(links.tree(f"<html><body>{body}</body></html>"), page(body))
    assert [fetch.url.removeprefix(HOST) for fetch in found] == urls
    assert all((fetch.page, fetch.headers) == (1, (("Referer", AT),)) for fetch in found)


def test_a_frame_of_another_portal_is_named():
    listing = base.static_listing(page("<iframe src='http://k.example/a.html'></iframe>"), "generic")
    assert listing.reasons == ("frame_off_site: http://k.example/a.html",)
    assert base.static_listing(page("<iframe src='/a.html'></iframe>"), "generic").reasons == ()


ROWS = "".join(f"<li><a href='/art/t2026010{n}_{n}.html'>云水市第{n}号年度报告</a><span>2026-01-0{n}</span></li>" for n in range(1, 4))


@pytest.mark.parametrize(
    ("body", "fetch", "reported"),
    [
        ("<p>正文</p>", {}, True),
        (f"<ul>{ROWS}</ul>", {}, True),
        (f"<ul>{ROWS}</ul>", {"page": 2}, False),
        (f"<ul>{ROWS}</ul>共1页 共3条", {}, False),
        ("<li>暂无信息</li>", {}, False),
        ("<ul><li><a href='/nb/2025/'>2025年</a></li></ul>", {}, False),
        (f"<ul><li><a href='/nb/2025/'>2025年</a></li>{ROWS}</ul>", {}, True),
    ],
)
def test_a_page_without_its_own_reader_is_reported_unless_it_vouches_for_its_rows(body, fetch, reported):
    reasons = base.without_own_reader(page(body, **fetch), "trs", "a unit").reasons
    assert (reasons == ("own_reader_found_nothing: trs without a unit",)) is reported


@pytest.mark.parametrize(
    ("number", "current", "reasons"), [(2, 1, ("fell_back_to_another_page",)), (2, 2, ()), (2, None, ()), (None, 1, ())]
)
def test_an_answer_that_is_another_page_says_so(number, current, reasons):
    assert base.fallback_reasons(page("", page=number), Pager("P1", current)) == reasons


@pytest.mark.parametrize(("number", "first"), [(None, True), (1, True), (2, False)])
def test_the_first_page_of_a_column(number, first):
    assert base.first(page("", page=number)) is first


@pytest.mark.parametrize(("text", "empty"), [("<li>暂无信息</li>", True), ("共0条", True), ("共3条", False), ("<li>通知</li>", False)])
def test_a_text_that_says_that_the_list_is_empty(text, empty):
    assert base.says_empty(text) is empty


def test_the_requests_of_a_pages_own_script():
    posted = base.form_fetch("http://h/x", "a=政", page(""), 3, "trs", {"b": "c"})
    assert (posted.method, posted.body, posted.page, posted.family) == ("POST", "a=政".encode(), 3, "trs")
    assert posted.headers == (
        ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("X-Requested-With", "XMLHttpRequest"),
        ("Referer", AT),
    )
    assert posted.state == (("b", "c"), ("referer", AT))
    later = Page("http://h/y", "", Fetch("http://h/y", state=posted.state))
    asked = base.query_fetch("http://h/x?a=1", later, 4, "trs")
    assert (asked.method, asked.page, asked.headers) == ("GET", 4, (("X-Requested-With", "XMLHttpRequest"), ("Referer", AT)))
    assert asked.state == (("referer", AT),)


# ---- frames of articles


@pytest.mark.parametrize(
    ("body", "frames", "files"),
    [
        ("<iframe src='/a.html'></iframe>", ["/a.html"], []),
        ("<iframe src='/a.pdf' title='附件'></iframe>", [], [("/a.pdf", "附件")]),
        ("<embed src='/a.pdf'>", [], [("/a.pdf", "")]),
        ("<object data='/a.pdf'></object>", [], [("/a.pdf", "")]),
        ("<iframe src='/pdfjs/web/viewer.html?file=/a.bin'></iframe>", [], [("/a.bin", "")]),
        ("<iframe src=''></iframe>", [], []),
        ("<iframe></iframe>", [], []),
        (f"<iframe src='{AT}'></iframe>", [], []),
        ("<div class='footer'><iframe src='/a.html'></iframe></div>", [], []),
    ],
)
def test_what_an_article_shows_in_a_frame(body, frames, files):
    shown = page(f"<h1>题</h1><p>{'正文' * 300}</p>{body}")
    assert [url.removeprefix(HOST) for url in articles.frames(shown)] == frames
    assert [(each.url.removeprefix(HOST), each.label) for each in articles.attachments(shown)] == files
