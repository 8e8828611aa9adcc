"""A count that contradicts the links, the total or the rows of its page is reported, and the page after the last one is asked for."""

import pytest

from crawler import families
from crawler.lists.completeness import ListRead, conclude
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/tz/index.html"


def rows(first, last):
    return "".join(
        f'<li><a href="/zwgk/tz/2026/t202603{n:02d}_{n}.html">关于第{n}项工作的通知</a><span>2026-03-{n:02d}</span></li>'
        for n in range(first, last + 1)
    )


def read(middle, url=AT, fetch=None):
    return families.read_listing(Page(url, f"<html><body><ul>{middle}</ul></body></html>", fetch or Fetch(url)))[1]


def asked(listing):
    return [fetch.url.rpartition("/")[2] for fetch in listing.next if fetch.probe]


LINKS = '<a href="index_1.html">下一页</a><a href="index_4.html">尾页</a>'
CALL = '<script>createPageHTML({}, {}, "index", "html");</script>'


@pytest.mark.parametrize(
    ("pager", "reason", "page"),
    [
        (CALL.format(2, 0) + CALL.format(5, 0), "pagers_disagree", "index_2.html"),
        (CALL.format(5, 0) + CALL.format(2, 0), "pagers_disagree", "index_2.html"),
        (CALL.format(2, 0) + LINKS, "count_contradicted: 2 pages counted, links to 5", "index_2.html"),
        (CALL.format(2, 0) + "<p>共41条</p>", "count_contradicted: 2 pages of 10 rows, 41 rows stated", "index_2.html"),
        (CALL.format(1, 0) + "<p>共41条</p>", "count_contradicted: 1 page of 10 rows, 41 rows stated", "index_1.html"),
    ],
)  # fmt: skip
def test_a_contradiction_is_reported_and_one_page_more_is_asked_for(pager, reason, page):
    listing = read(rows(1, 10) + pager)
    assert listing.reasons == (reason,)
    assert asked(listing) == [page]


@pytest.mark.parametrize(
    "pager",
    [
        CALL.format(5, 0),
        CALL.format(5, 0) + "<p>共41条</p>",
        CALL.format(5, 0) + '<a href="index_1.html">下一页</a><a href="index_4.html">尾页</a>',
        CALL.format(5, 0) + '<a href="index_1.html">2</a><a href="index_2.html">3</a>',
        CALL.format(5, 0) + CALL.format(5, 0),
        "<script>var totalCount=10;var perSize=4;</script>",  # all rows are in the page, to be paged in the browser
        "",
    ],
)
def test_counts_that_agree_cost_nothing(pager):
    listing = read(rows(1, 10) + pager)
    assert (listing.reasons, asked(listing)) == ((), [])


FIRST = ListRead(Fetch(AT), read(rows(1, 10) + CALL.format(2, 0) + CALL.format(5, 0)))
SECOND = ListRead(Fetch(AT, page=2), read(rows(11, 20) + CALL.format(2, 1), AT.replace(".html", "_1.html"), Fetch(AT, page=2)))


def third(middle):
    fetch = Fetch("http://h.example/zwgk/tz/index_2.html", page=3, probe=True)
    return ListRead(fetch, read(middle, fetch.url, fetch))


def test_unasked_the_doubt_stays():
    result = conclude([FIRST, SECOND])
    assert (result.complete, result.reasons, result.doubts_settled) == (False, ("pagers_disagree",), ())


@pytest.mark.parametrize(
    "answer",
    [ListRead(Fetch(AT, page=3, probe=True), None, "not_found"), third(rows(1, 10) + CALL.format(2, 0)), third("<p>暂无信息</p>")],
    ids=["absent", "the first page again", "empty"],
)
def test_a_page_that_brings_nothing_settles_it(answer):
    result = conclude([FIRST, SECOND, answer])
    assert (result.complete, result.reasons, result.rows_found) == (True, (), 20)
    assert result.doubts_settled == ("pagers_disagree",)


def test_a_page_with_new_rows_leads_on_to_the_next_until_one_brings_nothing():
    more = third(rows(21, 25) + CALL.format(3, 2))
    assert asked(more.listing) == ["index_3.html"]
    end = ListRead(Fetch("http://h.example/zwgk/tz/index_3.html", page=4, probe=True), None, "not_found")
    result = conclude([FIRST, SECOND, more, end])
    assert (result.complete, result.rows_found) == (True, 25)


def test_a_page_with_new_rows_that_leads_nowhere_leaves_the_doubt():
    result = conclude([FIRST, SECOND, third(rows(21, 25))])
    assert (result.complete, result.rows_found, result.reasons) == (False, 25, ("pagers_disagree",))


def test_a_question_that_was_not_answered_leaves_the_doubt():
    result = conclude([FIRST, SECOND, ListRead(Fetch(AT, page=3, probe=True), None, "timeout")])
    assert result.reasons == ("pagers_disagree", "page_3_missing: timeout")


def test_a_total_that_is_not_there_is_missing_though_the_page_after_is_absent():
    first = ListRead(Fetch(AT), read(rows(1, 10) + CALL.format(1, 0) + "<p>共41条</p>"))
    result = conclude([first, ListRead(Fetch(AT, page=2, probe=True), None, "not_found")])
    assert (result.complete, result.reasons) == (False, ("rows_missing: 41 stated, 10 found",))


def test_rows_stated_beside_a_list_without_a_pager_are_missing():
    listing = read(rows(1, 6) + "<p>共 <b>15</b> 条信息</p>")
    assert listing.reasons == ("count_contradicted: 15 rows stated, 6 on a page without a pager",)
    assert conclude([ListRead(Fetch(AT), listing)]).reasons == (*listing.reasons, "rows_missing: 15 stated, 6 found")


@pytest.mark.parametrize("stated", [6, 5, 0])
def test_a_count_beside_a_list_that_shows_as_many_rows_or_more_says_nothing(stated):
    listing = read(rows(1, 6) + f"<p>共{stated}条</p>")
    assert (listing.reasons, conclude([ListRead(Fetch(AT), listing)]).complete) == ((), True)


def test_rows_stated_apart_from_a_pager_that_counts_pages_are_looked_for():
    """Two rows of the second page are lost; the pages are all there."""
    at_two = Fetch(AT, page=2)
    first = read(rows(1, 4) + CALL.format(2, 0) + "<p>共 8 条</p>")
    second = read(rows(5, 6) + CALL.format(2, 1) + "<p>共 8 条</p>", AT.replace(".html", "_1.html"), at_two)
    assert conclude([ListRead(Fetch(AT), first), ListRead(at_two, second)]).reasons == ("rows_missing: 8 stated, 6 found",)


def test_a_count_of_pages_is_settled_where_all_rows_stated_are_there():
    """The pager counts two pages and links to three, which hold what is stated."""
    pages = [Fetch(AT.replace(".html", f"_{n}.html") if n else AT, page=n + 1) for n in range(3)]
    told = CALL.format(2, 0) + "<p>共25条</p>"
    read_so = [read(rows(10 * n + 1, min(10 * n + 10, 25)) + (told if n == 0 else ""), each.url, each) for n, each in enumerate(pages)]
    assert read_so[0].reasons
    result = conclude([ListRead(each, listing) for each, listing in zip(pages, read_so, strict=True)])
    assert (result.complete, result.doubts_settled) == (True, read_so[0].reasons)
