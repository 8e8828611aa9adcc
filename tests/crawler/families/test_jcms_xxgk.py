"""jcms 信息公开: an answer that does not say how many pages there are, and rows of other columns."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler import families
from crawler.families import jcms_xxgk
from crawler.model.types import Fetch, Page

AT = "http://h.example/col/col9/index.html"
ROW = '<tr><td><a href="/art/2026/3/30/art_{}_1.html" title="关于公开的通知">a</a></td><td>2026-03-30</td></tr>'


@pytest.mark.parametrize(
    ("answer", "reasons", "pages"),
    [
        (ROW.format(9), (), 0),
        (ROW.format(9) + "共&nbsp;3&nbsp;页", (), 2),
        (ROW.format(9) + "<a href='#'>下一页</a>", ("further_pages_unknown",), 0),
        (ROW.format(9) + "<a href='#'>下一页</a>共&nbsp;3&nbsp;页", (), 2),
        (ROW.format(8), ("only_rows_of_other_columns",), 0),
    ],
)
def test_what_an_answer_leaves_open_is_said(answer, reasons, pages):
    call = "<script>loadDynamic('/module/xxgk/subjectinfo.jsp?area=014&divid=div9')</script>"
    (fetch,) = families.named("jcms_xxgk").listing(Page(AT, call, Fetch(AT))).next
    found = families.named("jcms_xxgk").listing(Page(fetch.url, answer, fetch))
    assert (found.reasons, len(found.next)) == (reasons, pages)


SEARCH = "/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&fbtime=-1&vc_all=&jdid=3&area=014&divid=div7&infotypeId=A01"


def column(text, url=AT):
    found = jcms_xxgk.listing(Page(url, text, Fetch(url)))
    (fetch,) = found.next
    return found, fetch, dict(parse_qsl(fetch.body.decode(), keep_blank_values=True))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        *((f"/module/xxgk/{name}.jsp", True) for name in ("search", "tree", "subjectinfo")),
        ("/module/xxgk/other.jsp", False),
        ("/module/search.jsp", False),
    ],
)
def test_its_marks(text, own):
    assert jcms_xxgk.matches(Page(AT, text, Fetch(AT))) is own


def test_the_search_is_asked_with_what_the_page_names():
    text = f"<script>tree('/module/xxgk/tree.jsp?area=99&divid=div1');load('{SEARCH.replace('&', '&amp;')}')</script>"
    found, fetch, form = column(text)
    assert form == {
        "infotypeId": "A01",
        "jdid": "3",
        "area": "014",
        "divid": "div7",
        "vc_title": "",
        "vc_number": "",
        "vc_filenumber": "",
        "vc_all": "",
        "texttype": "0",
        "fbtime": "-1",
        "sortfield": ",compaltedate:0",
        "standardXxgk": "1",
        "isAllList": "1",
        "currpage": "1",
    }
    query = dict(parse_qsl(urlsplit(fetch.url).query, keep_blank_values=True))
    assert list(query.items()) == [
        *(("texttype", "0"), ("fbtime", "-1"), ("vc_all", ""), ("vc_filenumber", ""), ("vc_title", ""), ("vc_number", "")),
        *(("currpage", "1"), ("sortfield", ",compaltedate:0")),
    ]
    assert fetch.url.startswith("http://h.example/module/xxgk/search.jsp?")
    assert (fetch.method, fetch.page, fetch.family, found.entries, found.reasons) == ("POST", 1, "jcms_xxgk", (), ())
    state = dict(fetch.state)
    assert (state["column"], state["subject"], state["referer"]) == ("9", "", AT)


@pytest.mark.parametrize(
    ("call", "more", "url", "kind", "division"),
    [
        ("/module/xxgk/search.jsp?area=1", "", AT, "", "div9"),
        ("/module/xxgk/search.jsp?area=1", "divid = 'div12'", AT, "", "div12"),
        ("/module/xxgk/search.jsp?area=1&divid=div5", "divid: div12", AT, "", "div5"),
        ("/module/xxgk/search.jsp?area=1", "", f"{AT}?number=B02", "B02", "div9"),
        ("/module/xxgk/search.jsp?area=1&infotypeId=A01", "", f"{AT}?number=B02", "A01", "div9"),
        ("/module/xxgk/search.jsp?infotypeId=A01", "", AT, "", "div9"),  # a call without an area is another's
        ("/module/xxgk/tree.jsp?area=1&infotypeId=C", "", "http://h.example/x.html", "C", "div"),
    ],
)
def test_kind_and_division_come_from_the_call_then_from_the_page_then_from_its_address(call, more, url, kind, division):
    _, fetch, form = column(f"<script>load('{call}');{more}</script>", url)
    assert (form["infotypeId"], form["divid"]) == (kind, division)
    assert "/module/xxgk/search.jsp?" in fetch.url


def test_a_sort_that_the_page_names_is_kept_and_comments_name_nothing():
    _, fetch, form = column(
        "<script>load('/module/xxgk/search.jsp?area=1&sortfield=x:1');//load('/module/xxgk/search.jsp?area=2')</script>"
    )
    assert (form["sortfield"], form["area"]) == ("x:1", "1")
    assert "sortfield=x%3A1" in fetch.url


def test_subjectinfo_is_asked_as_the_page_names_it():
    text = "<script>load('/module/xxgk/subjectinfo.jsp?area=014&amp;currpage=7&divid=div9&x=')</script>"
    fetch = jcms_xxgk.listing(Page(AT, text, Fetch(AT))).next[0]
    assert (fetch.url, fetch.method) == ("http://h.example/module/xxgk/subjectinfo.jsp?area=014&divid=div9&x=&currpage=1", "GET")
    later = jcms_xxgk.listing(Page(fetch.url, ROW.format(9) + "共3页", fetch)).next
    assert [(each.page, each.url.rpartition("=")[2]) for each in later] == [(2, "2"), (3, "3")]
    assert [dict(each.state) == dict(fetch.state) for each in later] == [True, True]


def answer(text, number=1):
    _, fetch, _ = column(f"<script>load('{SEARCH}')</script>")
    asked = Fetch(fetch.url, "POST", fetch.body, page=number, family=fetch.family, state=fetch.state)
    return jcms_xxgk.listing(Page(fetch.url, text, asked))


def test_the_rows_of_the_column_and_the_pages_after_the_first():
    other = '<tr><td><a href="/module/xxgk/tree.jsp?a=1" title="关于公开的目录">a</a></td><td>2026-03-30</td></tr>'
    outside = '<tr><td><a href="http://h.example/b/2026.html" title="关于公开的报告">b</a></td><td>2026-03-29</td></tr>'
    found = answer(f"<table>{ROW.format(9)}{ROW.format(8)}{other}{outside}</table>共 3 页")
    assert [entry.url for entry in found.entries] == ["http://h.example/art/2026/3/30/art_9_1.html", "http://h.example/b/2026.html"]
    assert (found.pager.dialect, found.pager.current, found.pager.pages, found.empty) == ("xxgk", 1, 3, False)
    assert [(each.page, dict(parse_qsl(each.body.decode()))["currpage"]) for each in found.next] == [(2, "2"), (3, "3")]
    assert answer(f"<table>{ROW.format(9)}</table>共3页", 2).next == ()
    assert answer(f"<table>{ROW.format(9)}</table>共3页", 2).pager.current == 2


@pytest.mark.parametrize(("text", "empty"), [("暂无数据", True), ("<p></p>", False), (f"<table>{ROW.format(8)}</table>暂无数据", False)])
def test_an_answer_is_empty_only_if_it_says_so(text, empty):
    assert answer(text).empty is empty
