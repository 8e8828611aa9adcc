"""One row a family: the smallest page that is its, and what it must read from it. A new family adds one row here."""

import pytest

from crawler import families
from crawler.families.base import Family
from crawler.types import Fetch, Page
from parsers.contract import BadConfiguration

LI = '<ul class="list"><li><a href="{}" title="关于公开的通知{n}">关于公开…</a><span>2026-03-3{n}</span></li></ul>'
AT = "http://h.example"
QUERY = "{'webId':'8d','pageId':'1b','parseType':'bulidstatic','pageType':'column','tagId':'当前栏目list','tplSetId':'20'}"
CASES = [  # family, path, page, rows read, requests told, a piece of the first request
    ("annual_reports", "/XxgkAnnualReport/show/9.html", "<h1>云水市2025年政府信息公开工作年度报告</h1>", 1, 10, "/show/10.html"),
    ("jpaas", "/zfxxgk/index.html", f'<script parseType="bulidstatic" url="/b/unit" queryData="{QUERY}"></script>', 0, 1,
     "paramJson=%7B%22pageNo%22%3A1"),
    ("truecms", "/zcwj.html", '<div id="initData"><ul class="list-ul"><li><a href="/c/1.html" title="一号">一</a><i>2026-03-30</i></li></ul></div>',
     1, 0, ""),
    ("jcms", "/col/col9/index.html", "<script type='text/xml'><datastore><recordset><record><![CDATA[<li><a href='/art/1.html'>一号</a></li>]]>"
     "</record></recordset></datastore></script><script>$('#1').jpage({totalRecord:20,groupSize:1,perPage:15,proxyUrl:'/p.jsp',"
     "ajaxParam:{columnid:9,unitid:'1'}});</script>", 1, 1, "startrecord=16&endrecord=20"),
    ("jcms_xxgk", "/col/col9/index.html", "<script>loadDynamic('/module/xxgk/search.jsp?area=014&divid=div9')</script>", 0, 1, "currpage=1"),
    ("trs_search", "/nb/", '<script>require(["list2.trsapi"],function(m){m({listArgs:{channelid:"7",classsql:"chnlid=1"},'
     "pagebar:{recordCount:'120'}})})</script>", 0, 2, "/fjdzapp/search"),
    ("trs_front", "/nb/", '<script>$.get("/was5/web/search?channelid=2&page=1")</script>', 0, 1, "/was5/web/search?channelid=2&page=1"),
    ("gkmlpt", "/gkmlpt/index#26", '<script>window._CONFIG={"SID":"75"}</script>', 0, 1, "/gkmlpt/api/all/26?page=1&sid=75"),
    ("ucap", "/c1/list.shtml", LI.format("/c1/202603/c01_1.shtml", n=0) + "<script>createPageHTML('p',3,1,'list','shtml',40)</script>", 1, 2,
     "/c1/list_2.shtml"),
    ("huaian", "/col/18_66/index.html", LI.format("/col/18_66/art/1.html", n=0) + "<script>nsetpage(1,40,15,'')</script>", 1, 2, "index_2.html"),
    ("henan", "/nb/", LI.format("/2026/03-30/12.html", n=0) * 3 + '<div id="pageDec" pagesize="15" pagecount="2"></div>', 1, 1, "index_1.html"),
    ("shanghai", "/2025ndbg/index.html", LI.format("/2025ndbg/20260330/0123456789abcdef.html", n=0) + '<script>$(".p").pagination("setPage",1,2)</script>',
     1, 1, "index_2.html"),
    ("trs", "/nb/", LI.format("./202603/t20260330_1.html", n=0) + '<script>createPageHTML(2,0,"index","html")</script>', 1, 1, "index_1.html"),
    ("lonsun", "/public/column/16?catId=1", "<script>Ls.ajax({labelName:'list',file:'/t'});var p={pageCount:2}</script>", 0, 2, "pageIndex=1"),
    ("epoint", "/govInfoPub.html?categorynum=3", '<script>var siteGuid="7eb5f7f1-9041";</script>', 0, 1, "lightfrontaction"),
    ("vsb", "/nb.htm", LI.format("info/1001/1.htm", n=0) + '<span>共20条</span><a href="nb/1.htm">2</a><b>1/2</b>', 1, 1, "/nb/1.htm"),
    ("hebei", "/columns/29527d47-65f0-4e58-9a95-804549f339e9/index.html",
     "<script>load('/columns/29527d47-65f0-4e58-9a95-804549f339e9/templates/29527d47-65f0-4e58-9a95-804549f339e9/blocks/"
     "29527d47-65f0-4e58-9a95-804549f339e9')</script>", 0, 1, "?page=1&fix=0"),
    ("liaoning", "/nb/index.shtml", LI.format("/web/nb/2026033012345678/index.shtml", n=0) * 3, 1, 0, ""),
    ("nfcms", "/nb/index.html", LI.format("/nb/content/post_12.html", n=0) + '<a href="index_2.html">下一页</a>', 1, 1, "index_2.html"),
    ("siteserver", "/channels/7.html", LI.format("/contents/7/300.html", n=0) + '<a href="/channels/7_2.html">下一页</a>', 0, 1, "7_2.html"),
    ("generic", "/nb/", LI.format("/nb/1.html", n=0), 1, 0, ""),
]


def page(path, text):
    return Page(AT + path, text, Fetch(AT + path))


def test_every_family_has_its_row_and_every_row_its_family():
    assert [case[0] for case in CASES] == [family.name for family in families.FAMILIES]


@pytest.mark.parametrize(("name", "path", "text", "rows", "requests", "first"), CASES, ids=[case[0] for case in CASES])
def test_a_family_knows_its_page_and_reads_it(name, path, text, rows, requests, first):
    seen = page(path, text)
    family: Family = families.recognise(seen)
    listing = family.listing(seen)
    assert family.name == name
    assert (len(listing.entries), len(listing.next)) == (rows, requests)
    assert first in (listing.next[0].url if listing.next else "")


@pytest.mark.parametrize("text", ["", " ", "\x00", "<html>", "<", "{}", "{\"data\": 7}", "<datastore>", "<table>" * 300, "é" * 10])
@pytest.mark.parametrize("family", families.FAMILIES, ids=lambda family: family.name)
def test_no_page_breaks_a_family(family, text):
    assert family.listing(page("/nb/", text)).entries == ()


@pytest.mark.parametrize("text", ["", "<html>down for repairs</html>", "[]", "null", "{\"data\": {\"results\": [1, {}, {\"title\": \"x\"}]}}", "cb(", "\x0b"])
def test_no_answer_breaks_an_interface(text):
    for name, path, body, *_ in CASES:
        for fetch in families.named(name).listing(page(path, body)).next:
            listing = families.named(name).listing(Page(fetch.url, text, fetch))
            assert listing.entries == ()


@pytest.mark.parametrize(("fetch", "text", "name"), [
    (Fetch(AT, family="ucap", state=(("interface", "common/search"),)), "<datastore>", "ucap"),  # an answer goes to the family that asked
    (Fetch(AT, family="trs", page=2), "<p>第二页</p>", "trs"),
    (Fetch(AT, family="trs"), "<p>没有标记</p>", "trs"),  # the registry's word, where nobody else knows the page
    (Fetch(AT, family="trs"), {case[0]: case[2] for case in CASES}["trs_search"], "trs_search"),  # but not against a page that another family knows
    (Fetch(AT, family="generic"), LI.format("/nb/202603/t20260330_1.html", n=0) + 'createPageHTML(2,0,"index","html")', "trs"),
    (Fetch(AT), "<p>没有标记</p>", "generic"),
])
def test_the_family_a_request_names_reads_its_answer(fetch, text, name):
    assert families.recognise(Page(AT, text, fetch)).name == name


def test_an_unknown_family_is_a_bad_configuration_that_names_those_there_are():
    with pytest.raises(BadConfiguration, match=r"triffid.*generic"):
        families.named("triffid")
