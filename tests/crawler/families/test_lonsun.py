"""LonSun: what the label interface is asked, from what the page and its address say."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.families import lonsun
from crawler.model.types import Fetch, Page

AT = "http://h.example/public/column/16"
CALL = "<script>Ls.ajax({labelName:'publicInfoList',file:'/t'})</script>"
ROW = '<li><a href="/public/1/2.html" title="关于公开的通知">关于…</a><span>2026-03-30</span></li>'


def asked(url=AT, text=CALL):
    return [
        (urlsplit(each.url).path, dict(parse_qsl(urlsplit(each.url).query))) for each in lonsun.listing(Page(url, text, Fetch(url))).next
    ]


def test_the_first_page_is_asked_of_the_label():
    ((path, query),) = asked()
    assert path == "/site/label/8888"
    assert query == {
        "organId": "16",
        "labelName": "publicInfoList",
        "file": "/t",
        "IsAjax": "1",
        "dataType": "html",
        "length": "500",
        "pageIndex": "1",
    }


@pytest.mark.parametrize("key", ["type", "action", "catId", "nav"])
def test_what_the_pages_address_says_is_passed_on(key):
    ((_, query),) = asked(f"{AT}?{key}=x1&other=2")
    assert (query[key], query.get("other")) == ("x1", None)


@pytest.mark.parametrize(
    "site", ["<meta name='siteId' content='7'>", "<script>var siteId = '7'</script>", "<script>{siteId: 7}</script>", "SiteId=7"]
)
def test_the_sites_number_is_passed_on(site):
    ((_, query),) = asked(text=site + CALL)
    assert query["siteId"] == "7"


def test_a_printed_address_is_asked_with_its_own_words():
    text = "<script>$.get('/site/label/8888?labelName=l&amp;siteId=5&pageIndex=1&_=9&x=')</script>"
    ((path, query),) = asked(text=text)
    assert (path, query["labelName"], query["siteId"], query["pageIndex"], "_" in query) == ("/site/label/8888", "l", "5", "1", False)


@pytest.mark.parametrize("text", ["/site/label/8888", "labelName", "/public/column/16", "Ls.pagination(", "/site/tpl/12"])
def test_each_mark_of_the_family(text):
    assert lonsun.matches(Page(AT, f"<script>x={text}</script>", Fetch(AT)))
    assert not lonsun.matches(Page(AT, "<script>x=/site/labels/8888</script>", Fetch(AT)))


def test_rows_in_the_page_are_its_first_and_the_others_are_asked():
    rows = "".join(ROW.replace("/2.html", f"/{number}.html") for number in range(4))
    found = lonsun.listing(Page(AT, f"<ul>{rows}</ul>{CALL}<script>pageCount: '3'</script>", Fetch(AT)))
    assert (len(found.entries), [each.page for each in found.next], found.pager.pages) == (4, [2, 3], 3)


@pytest.mark.parametrize(
    ("number", "answer", "reasons", "empty"),
    [(1, "<p>暂无相关信息</p>", (), True), (2, "<p>暂无相关信息</p>", ("label_answered_empty",), True), (2, f"<ul>{ROW}</ul>", (), False)],
)
def test_an_empty_later_page_is_a_refusal(number, answer, reasons, empty):
    first = lonsun.listing(Page(AT, f"{CALL}<script>pageCount: 3</script>", Fetch(AT))).next[number - 1]
    found = lonsun.listing(Page(first.url, answer, first))
    assert (found.reasons, found.empty) == (reasons, empty)
