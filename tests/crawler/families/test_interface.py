"""Interfaces of single portals: what a page makes us ask, word for word, and what an answer of theirs gives."""

import json

import pytest

from crawler import families
from crawler.model.types import Fetch, Page

AT = "http://www.h.example"
ROW = {"title": "云水市2025年政府信息公开工作年度报告"}
SICHUAN = "<li channelid='c52'></li><li channelid='8ed'></li><script>$.post('/cms-scsrmzf/qryZFWJListByConditionsNew')</script>"
HENAN = "<script>var siteId='4500000001',channelMarkId='4500001';$.get('http://searchapi.h.example/open/api/external')</script>"
PUDONG = "<script>post('/zwgk-search-front/api/data/affair',{channelList:['5144'],pageSize:20})</script>"
QUERY = (
    "<script>$.post('/queryList',{current:1,unitid:'522756',webSiteCode:['jxsfz'],channelCode:['col14590'],perPage:15,"
    "templateContainerId:'div522756'})</script>"
)
ASKED = (
    "current=1&unitid=522756&webSiteCode%5B%5D=jxsfz&channelCode%5B%5D=col14590&dataBefore=&dataAfter=&perPage=15&showMode=full"
    "&groupSize=1&barPosition=bottom&titleMax=&templateContainerId=div522756&themeName=default&pageSize=15"
)
CASES = [  # family, path, page, method and address asked, its body, an answer, address and date of its row, requests after it
    (
        "ucap",
        "/10462/newzfwj.shtml",
        SICHUAN,
        "POST",
        "/cms-scsrmzf/qryZFWJListByConditionsNew",
        '{"pageSize":15,"pageNum":1,"channelId":["c52","8ed"]}',
        {"results": [ROW | {"url": "/10462/a.shtml", "publishedTime": "2026-03-30 09:00:00"}]},
        "/10462/a.shtml",
        "2026-03-30",
        1,
    ),
    (
        "ucap",
        "/jxsfz/col/col14590/index.html",
        QUERY,
        "POST",
        "/queryList",
        ASKED,
        {"results": {"total": 31, "rows": [ROW | {"url": "/art/1.html", "pubtime": "2026-03-30"}]}},
        "/art/1.html",
        "2026-03-30",
        30,
    ),
    (
        "ucap",
        "/jxsfz/col/col14590/index.html",
        QUERY,
        "POST",
        "/queryList",
        ASKED,
        {"data": {"total": 1, "results": [ROW | {"url": "/art/1.html"}]}},
        "/art/1.html",
        None,
        0,
    ),
    (
        "jcms_xxgk",
        "/col/col9/index.html",
        "<script>loadDynamic('/module/xxgk/subjectinfo.jsp?area=014&divid=div9')</script>",
        "GET",
        "/module/xxgk/subjectinfo.jsp?area=014&divid=div9&currpage=1",
        "",
        f'<tr><td><a href="/art/2026/3/30/art_9_1.html" title="{ROW["title"]}">a</a></td><td>2026-03-30</td></tr>共&nbsp;3&nbsp;页',
        "/art/2026/3/30/art_9_1.html",
        "2026-03-30",
        2,
    ),
    (
        "huaian",
        "/cmsweb/zwgk/sj/indexdept.html?orgId=2c94&topic=240",
        "<div id='app'></div>",
        "POST",
        "/articleCommonController/lists.do",
        "page=1&pagesize=50&topic=240&deptid=2c94&rdeptid=&title=&docNo=&orgname=&summary=&key=",
        {"value": {"total": 2, "list": [ROW | {"domain": AT, "path": "/col/1/art/2.html", "releaseTime": "2026-03-30"}]}},
        "/col/1/art/2.html",
        "2026-03-30",
        1,
    ),
    (
        "huaian",
        "/cmsweb/zwgk/sj/index.html?rdeptid=0001&topic=7",
        "<div id='app'></div>",
        "POST",
        "/articleCommonController/lists.do",
        "page=1&pagesize=50&topic=7&deptid=&rdeptid=0001&title=&docNo=&orgname=&summary=&key=",
        {"value": {"total": 1, "list": [ROW | {"link": AT + "/x.html"}]}},
        "/x.html",
        None,
        0,
    ),
    (
        "henan",
        "/zwgk/fgwj/",
        HENAN,
        "GET",
        "http://searchapi.h.example/open/api/external?keywords=&siteId=4500000001&pageNumber=1&pageSize=15&channelMarkId=4500001",
        "",
        {"data": {"totalPage": 3, "datas": [ROW | {"selfUrl": AT + "/2026/03-30/1.html"}]}},
        "/2026/03-30/1.html",
        None,
        2,
    ),
    (
        "shanghai",
        "/zwgk/zxxxgk/index.html",
        PUDONG,
        "POST",
        "/zwgk-search-front/api/data/affair",
        '{"channelList":["5144"],"pageSize":20}',
        {"data": {"list": [ROW | {"url": AT + "/nw1/20260330/a.html", "display_date": "2026-03-30 10:00"}]}},
        "/nw1/20260330/a.html",
        "2026-03-30",
        0,
    ),
]


@pytest.mark.parametrize(("family", "path", "text", "method", "address", "body", "answer", "row", "date", "more"), CASES)
def test_an_interface_is_asked_and_read(family, path, text, method, address, body, answer, row, date, more):
    page = Page(AT + path, text, Fetch(AT + path))
    assert families.recognise(page).name == family
    (fetch,) = families.named(family).listing(page).next
    assert (fetch.method, fetch.url, fetch.body.decode()) == (method, address if "://" in address else AT + address, body)
    listing = families.recognise(Page(fetch.url, "", fetch)).listing(
        Page(fetch.url, answer if isinstance(answer, str) else json.dumps(answer), fetch)
    )
    (entry,) = listing.entries
    assert (entry.url, entry.title, entry.date, len(listing.next)) == (AT + row, ROW["title"], date, more)
    assert listing.reasons == ()


def test_a_list_whose_further_pages_nobody_has_seen_is_never_complete():
    (fetch,) = families.named("shanghai").listing(Page(AT + "/", PUDONG, Fetch(AT + "/"))).next
    full = {"data": {"list": [ROW | {"url": f"{AT}/{n}.html"} for n in range(20)]}}
    listing = families.named("shanghai").listing(Page(fetch.url, json.dumps(full), fetch))
    assert (len(listing.entries), listing.next, listing.reasons) == (20, (), ("further_pages_unknown",))


JPAGE = "<datastore>{}<recordset>{}</recordset></datastore>"
RECORDS = "".join(f"<record><![CDATA[<li><a href='/art/{n}.html'>关于公开的通知{n}</a></li>]]></record>" for n in range(3))
NEXT = "<nextgroup><![CDATA[<a href='/p.jsp?page=2&columnid=9&unitid=1'></a>]]></nextgroup>"


def read(path, text, fetch=None):
    fetch = fetch or Fetch(AT + path)
    return families.read_listing(Page(fetch.url, text, fetch))[1]


@pytest.mark.parametrize(
    ("answer", "pages", "reasons"),
    [
        ("<totalrecord>8</totalrecord>" + RECORDS, 1, ()),  # of three windows the first stands in the page
        (RECORDS, 0, ("total_not_told",)),
        ("<totalrecord>3</totalrecord>", 0, ()),
    ],
)
def test_a_store_whose_call_stands_elsewhere_is_followed_by_its_next_group(answer, pages, reasons):
    first = read("/col/col9/index.html", f"<html><body><script type='text/xml'>{JPAGE.format(NEXT, RECORDS)}</script></body></html>")
    (fetch,) = first.next
    assert (len(first.entries), first.pager.rows, b"columnid=9" in fetch.body) == (3, None, True)
    listing = read("", JPAGE.format("", answer), fetch)
    assert (len(listing.next), listing.reasons) == (pages, reasons)


def test_a_store_without_a_call_and_a_next_group_is_all_there_is():
    assert read("/col/col9/index.html", JPAGE.format("", RECORDS)).next == ()


def test_a_label_that_tells_no_number_of_pages_is_asked_until_nothing_comes():
    row = '<li><a href="/public/1/2.html" title="关于公开的通知">关于…</a><span>2026-03-30</span></li>'
    (fetch,) = read("/public/column/16?catId=1", "<script>Ls.ajax({labelName:'list',file:'/t'})</script>").next
    (second,) = read("", row, fetch).next
    assert "pageIndex=2" in second.url
    last = read("", "<ul>暂无相关信息</ul>", second)
    assert (last.next, last.reasons) == ((), ())


def test_sixty_rows_and_no_number_of_the_column_are_never_complete():
    rows = "".join(f'<li><a href="/c/{n}.html" title="通知{n}">通</a><i>2026-03-30</i></li>' for n in range(60))
    assert read("/zcwj.html", f'<div id="initData"><ul>{rows}</ul></div>').reasons == ("further_pages_unknown",)


@pytest.mark.parametrize(("total", "given", "further"), [(100, 100, [2]), (0, 100, [2]), (150, 100, [2]), (99, 99, []), (0, 0, [])])
def test_a_number_of_rows_that_may_be_stale_is_not_the_end_of_a_full_page(total, given, further):
    (fetch,) = read("/gkmlpt/index#26", '<script>window._CONFIG={"SID":"75"}</script>').next
    articles = [ROW | {"url": f"{AT}/gkmlpt/content/1/post_{n}.html"} for n in range(given)]
    assert [each.page for each in read("", json.dumps({"total": total, "articles": articles}), fetch).next] == further
