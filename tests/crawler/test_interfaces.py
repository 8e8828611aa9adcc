"""Interfaces of single portals: what a page makes us ask, word for word, and what an answer of theirs gives."""

import json

import pytest

from crawler import families
from crawler.types import Fetch, Page

AT = "http://www.h.example"
ROW = {"title": "云水市2025年政府信息公开工作年度报告"}
SICHUAN = "<li channelid='c52'></li><li channelid='8ed'></li><script>$.post('/cms-scsrmzf/qryZFWJListByConditionsNew')</script>"
HENAN = ("<script>var siteId='4500000001',channelMarkId='4500001';$.get('http://searchapi.h.example/open/api/external')</script>")
PUDONG = "<script>post('/zwgk-search-front/api/data/affair',{channelList:['5144'],pageSize:20})</script>"
CASES = [  # family, path, page, method and address asked, its body, an answer, address and date of its row, requests after it
    ("ucap", "/10462/newzfwj.shtml", SICHUAN, "POST", "/cms-scsrmzf/qryZFWJListByConditionsNew",
     '{"pageSize":15,"pageNum":1,"channelId":["c52","8ed"]}',
     {"results": [ROW | {"url": "/10462/a.shtml", "publishedTime": "2026-03-30 09:00:00"}]}, "/10462/a.shtml", "2026-03-30", 1),
    ("huaian", "/cmsweb/zwgk/sj/indexdept.html?orgId=2c94&topic=240", "<div id='app'></div>", "POST", "/articleCommonController/lists.do",
     "page=1&pagesize=50&topic=240&deptid=2c94&rdeptid=&title=&docNo=&orgname=&summary=&key=",
     {"value": {"total": 2, "list": [ROW | {"domain": AT, "path": "/col/1/art/2.html", "releaseTime": "2026-03-30"}]}},
     "/col/1/art/2.html", "2026-03-30", 1),
    ("huaian", "/cmsweb/zwgk/sj/index.html?rdeptid=0001&topic=7", "<div id='app'></div>", "POST", "/articleCommonController/lists.do",
     "page=1&pagesize=50&topic=7&deptid=&rdeptid=0001&title=&docNo=&orgname=&summary=&key=",
     {"value": {"total": 1, "list": [ROW | {"link": AT + "/x.html"}]}}, "/x.html", None, 0),
    ("henan", "/zwgk/fgwj/", HENAN, "GET",
     "http://searchapi.h.example/open/api/external?keywords=&siteId=4500000001&pageNumber=1&pageSize=15&channelMarkId=4500001", "",
     {"data": {"totalPage": 3, "datas": [ROW | {"selfUrl": AT + "/2026/03-30/1.html"}]}}, "/2026/03-30/1.html", None, 2),
    ("shanghai", "/zwgk/zxxxgk/index.html", PUDONG, "POST", "/zwgk-search-front/api/data/affair", '{"channelList":["5144"],"pageSize":20}',
     {"data": {"list": [ROW | {"url": AT + "/nw1/20260330/a.html", "display_date": "2026-03-30 10:00"}]}}, "/nw1/20260330/a.html",
     "2026-03-30", 0),
]


@pytest.mark.parametrize(("family", "path", "text", "method", "address", "body", "answer", "row", "date", "more"), CASES)
def test_an_interface_is_asked_and_read(family, path, text, method, address, body, answer, row, date, more):
    page = Page(AT + path, text, Fetch(AT + path))
    assert families.recognise(page).name == family
    fetch, = families.named(family).listing(page).next
    assert (fetch.method, fetch.url, fetch.body.decode()) == (method, address if "://" in address else AT + address, body)
    listing = families.recognise(Page(fetch.url, "", fetch)).listing(Page(fetch.url, json.dumps(answer), fetch))
    entry, = listing.entries
    assert (entry.url, entry.title, entry.date, len(listing.next)) == (AT + row, ROW["title"], date, more)
    assert listing.reasons == ()


def test_a_list_whose_further_pages_nobody_has_seen_is_never_complete():
    fetch, = families.named("shanghai").listing(Page(AT + "/", PUDONG, Fetch(AT + "/"))).next
    full = {"data": {"list": [ROW | {"url": f"{AT}/{n}.html"} for n in range(20)]}}
    listing = families.named("shanghai").listing(Page(fetch.url, json.dumps(full), fetch))
    assert (len(listing.entries), listing.next, listing.reasons) == (20, (), ("further_pages_unknown",))
