"""Every pager dialect, from the text it was drawn from, and the rules they are read by."""

from urllib.parse import urljoin

import pytest

from crawler import page_links, pagers
from crawler.types import Fetch, Page

AT = "http://h.example/zwgk/nb/index.html"
CASES = [  # dialect, current, pages, rows, URL of page 2, URL of the last page
    ("P1", 1, 9, None, "index_1.html", "index_8.html"),
    ("P1b", 1, 17, 250, "index_1.shtml", "index_16.shtml"),
    ("P2", 1, 5, 89, "fg_2.shtml", "fg_5.shtml"),
    ("P3", 1, 3, None, "index_1.html", "index_2.html"),
    ("P4", 1, 318, None, "index_1.html", "index_317.html"),
    ("P5", 1, 3, None, "index_1.html", "index_2.html"),
    ("P6", 1, 3, None, "index_1.html", "index_2.html"),
    ("P7", 1, 322, None, "index_2.html", "index_322.html"),
    ("P8", 1, 3, None, "/content/column/6791573?pageIndex=2", "/content/column/6791573?pageIndex=3"),
    ("P9", 1, 11, 52, "zbgg/10.htm", "zbgg/1.htm"),
    ("P10", None, 51, None, "index_1.html", "index_50.html"),
    ("P11", None, 1, 470, None, None),
    ("P12", 1, 7, None, None, None),
    ("P13", 1, 7, None, "index_2.html", "index_7.html"),
    ("P13z", 1, 7, None, "index_1.html", "index_6.html"),
    ("P9b", 1, 11, None, "nb/10.htm", "nb/1.htm"),
    ("P14", 1, None, None, "119_2.html", "119_2.html"),
    ("script", None, 3, None, None, None),
    ("P15", 1, 7, 99, "index_2.html", "index_7.html"),
    ("P16", 1, 3, None, "/NewsLsit.aspx?ClassID=602&page=2", "/NewsLsit.aspx?ClassID=602&page=3"),
    ("P17", 1, 3, 45, "wzlb.shtml?mkbh=12&begin=15", "wzlb.shtml?mkbh=12&begin=30"),
    ("P18", 1, 3, None, "/ztzl/kldt/list/2.html", "/ztzl/kldt/list/3.html"),
    ("P19", None, 18, None, "index_2.shtml", "index_18.shtml"),
    ("P20", 1, 1, 1, None, None),
    ("P21", 1, 50, None, "index_2.html", "index_50.html"),
    ("P22", 1, 2, None, "index_10954_1.html", "index_10954_1.html"),
]


def page(text, url=AT, number=None):
    return Page(url, text, Fetch(url, page=number))


def test_the_table_and_the_cases_are_the_same_dialects():
    assert {case[0] for case in CASES} == set(pagers.DIALECTS)


@pytest.mark.parametrize(("dialect", "current", "pages", "rows", "second", "last"), CASES, ids=[case[0] for case in CASES])
def test_a_dialect_is_read_from_its_text_and_addresses_its_pages(dialect, current, pages, rows, second, last):
    seen = page(pagers.DIALECTS[dialect].seen)
    pager, _ = pagers.read(seen)
    assert (pager.dialect, pager.current, pager.pages, pager.rows) == (dialect, current, pages, rows)
    further = pagers.further(pager, seen, "x")
    assert [each.url for each in (further[:1] + further[-1:])] == [urljoin(AT, each) for each in (second, last) if each]
    assert len(further) == ((pages or 2) - 1 if second else 0)


@pytest.mark.parametrize("text", [
    "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}",
    "createPageHTML(pageCount, cur, name, ext)",
    "function createPage(nPageCount,nCurrIndex){}",
    "<p>共 3 条建议</p>",
])
def test_a_definition_is_no_call(text):
    assert pagers.read(page(text)) == (None, ())


@pytest.mark.parametrize(("text", "number", "reason"), [
    ('createPageHTML(9,0,"index","html");createPageHTML(8,0,"index","html");', 1, "pagers_disagree"),
    ('createPageHTML(9,0,"index","html");createPageHTML(9,0,"index","html");', 1, None),  # above and below the list
    ('createPageHTML(9,0,"index","html");', 4, "fell_back_to_another_page"),
    ('createPageHTML(9,3,"index","html");', 4, None),
    ("createPageHTML('page_div',9,4,'index','shtml');", 4, None),
    ('var pagesData={"curPageNo":1,"pageTotal":7}', 1, "pager_not_followed"),
    ('第1/3页 <a href="javascript:goPage(2)">下一页</a>', 1, "pager_not_followed"),
    ('第3/3页 <a href="javascript:goPage(3)">下一页</a>', 3, None),
    ('<a href="javascript:void(0)" onclick="toPage(2)">2</a>', 1, "pager_not_followed"),
    ("<a href=\"javascript:__doPostBack('Pager1','2')\">2</a>", 1, "pager_not_followed"),
    ('<a href="#" onclick="next()">下一页</a>', 1, "pager_not_followed"),
    ('<a href="#" onclick="next()" class="disabled">下一页</a>', 1, None),
    ('共 1 页 <a href="#" onclick="next()">下一页</a>', 1, None),
    ('<span>共有<b>37</b>条记录</span><em>共 <i>3</i> 页</em>', 1, "pager_not_followed"),
    ('<a href="javascript:void(0)">下一页</a><a href="javascript:;">尾页</a>', 1, None),
    ("<div>1/5页</div>", 1, "pager_not_followed"),
    ("<div>1/1页</div>", 1, None),
    ("<script>laypage.render({elem:'page',count:137,limit:15,jump:function(o){}})</script>", 1, "pager_not_followed"),
    ("<script>laypage.render({elem:'page',count:7,limit:15})</script>", 1, None),
    ("<script>$('#p').pagination({pageCount:10,jump:true})</script>", 1, "pager_not_followed"),
    ("<script>var totalPage = 10; var pageIndex=1;</script>", 1, "pager_not_followed"),
    ("<script>var totalPage = 1;</script>", 1, None),
    ("<input type=hidden id='totalPage' value='10'>", 1, "pager_not_followed"),
    ("<script>var pageCount=3;createPageHTML(pageCount,0,'index','html')</script>", 1, "pager_not_followed"),
    ('<div class="pagination" rows="15" count="37" pageNo="1"></div>', 1, "pager_not_followed"),
    ('<a href="javascript:;" onclick="loadMore()">加载更多</a>', 1, "pager_not_followed"),
    ('<div class="more" onclick="loadMore()">点击加载更多</div>', 1, "pager_not_followed"),
    ("<script>var total=5;var count=9;</script>", 1, None),
])
def test_what_makes_a_pager_doubtful_is_said(text, number, reason):
    _, reasons = pagers.read(page(text, number=number))
    assert reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(("url", "call", "second"), [
    ("http://h.example/a/index_10954.html", 'createPageHTML(3,0,"index","html")', "http://h.example/a/index_10954_1.html"),
    ("http://h.example/a/", 'createPageHTML(3,0,"index","htm")', "http://h.example/a/index_1.htm"),
    ("http://h.example/a/list.shtml", "createPageHTML('p',3,1,'list','shtml',40)", "http://h.example/a/list_2.shtml"),
    ("http://h.example/a/b.htm", '<span>共40条</span><a href="b/2.htm">2</a> 1/3', "http://h.example/a/b/2.htm"),
])
def test_the_name_of_page_one_tells_that_of_page_two(url, call, second):
    seen = page(call, url)
    pager, _ = pagers.read(seen)
    assert pagers.further(pager, seen, "x")[0].url == second


def test_later_pages_ask_for_nothing_again():
    seen = page('createPageHTML(9,1,"index","html")', number=2)
    pager, _ = pagers.read(seen)
    assert pagers.further(pager, seen, "x") == ()


@pytest.mark.parametrize(("text", "dialect", "addresses"), [
    ('<a href="index_2.html">2</a><a href="index_3.html">3</a>', "P14", ["index_2.html"]),  # numbers alone
    ('<a href="?page=2">2</a><a href="?page=2"><img src="r.gif" alt="下一页"></a>', "P14", ["?page=2"]),
    ('<a class="next" href="index_1.html">&rsaquo;</a>', "P14", ["index_1.html"]),
    ("""<a href="javascript:void(0)" onclick="location.href='index_1.html'">下一页</a>""", "P14", ["index_1.html"]),
    ("""<script>function go(n){location.href='list_'+n+'.html';}</script><a href="javascript:go(2)">下页</a>""", "P14", ["list_2.html"]),
    ('<a href="index_1.html">下一页</a><a href="index_3.html">尾页</a>', "P13z", ["index_1.html", "index_2.html", "index_3.html"]),
    ('<a href="nb/3.htm">下页</a><a href="nb/1.htm">尾页</a>', "P9b", ["nb/3.htm", "nb/2.htm", "nb/1.htm"]),
    ('<a href="/x/2.html">下一页</a><a href="/y/9.html">尾页</a>', "P14", ["/x/2.html"]),  # the two do not belong together
    ('<a href="?y=2026&amp;m=2">下一页</a>共3页', "P14", ["?y=2026&m=2"]),
    ("".join(f'<a href="?d={n}">{n}</a>' for n in range(1, 32)), None, []),  # a calendar
])
def test_links_and_words_are_a_pager(text, dialect, addresses):
    seen = page(text)
    pager, _ = pagers.read(seen)
    assert (pager and pager.dialect) == dialect
    assert [each.url for each in pagers.further(pager, seen, "x")] == [urljoin(AT, each) for each in addresses]


@pytest.mark.parametrize(("first", "then", "other"), [
    ("<title>年报_云水市</title>", "<title>年报_第2页_云水市</title>", False),
    ("<title>年报_云水市</title>", "<title>云水市人民政府</title>", True),  # the home page for a page there is not
    ("<title>年报_云水市</title>", '<title>云水市</title><a href="index_3.html">下一页</a>', False),  # a pager is a list's
    ("", "<title>云水市人民政府</title>", False),
])
def test_another_page_in_the_place_of_a_list_page_is_no_list(first, then, other):
    listed = page(first + '<a href="index_2.html">下一页</a>')
    fetch, = pagers.further(pagers.read(listed)[0], listed, "")
    answer = Page(fetch.url, then, fetch)
    assert page_links.is_other(answer, pagers.read(answer)[0]) is other
