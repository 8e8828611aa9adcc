"""Every pager dialect, from the text it was drawn from, and the rules they are read by."""

import re
from urllib.parse import urljoin

import pytest

from crawler.lists import link_pagers, pagers
from crawler.model.types import Fetch, Page, Pager
from gongkai.errors import BadConfiguration

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
    ("counted", None, 1, 0, None, None),
    ("P23", None, 3, 34, "index_pc_1.html", "index_pc_2.html"),
    ("P22", 1, 2, None, "index_10954_1.html", "index_10954_1.html"),
]


def page(text, url=AT, number=None):
    return Page(url, text, Fetch(url, page=number))


def test_the_table_and_the_cases_are_the_same_dialects():
    assert {case[0] for case in CASES} == set(pagers.DIALECTS)


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"patern": "a"}, "pagers.yaml, P24: unknown word 'patern'; known are id, pattern"),
        ({"page": "{stam}_{n}.{ext}"}, "pagers.yaml, P24, page: unknown word 'stam'; known are stem, ext"),
        ({"id": "P1"}, "pagers.yaml, P1: the id of two dialects"),
    ],
)
def test_a_misspelt_entry_is_refused_by_name(slip, said):
    sound = {"id": "P24", "pattern": "a", "page": "{stem}_{n}.{ext}", "seen": "a"}
    others = [{"id": "P1", "pattern": "b", "seen": "b"}]
    assert set(pagers.dialects([*others, sound])) == {"P1", "P24"}
    with pytest.raises(BadConfiguration, match=re.escape(said)):
        pagers.dialects([*others, sound | slip])


def test_an_entry_without_the_text_it_was_drawn_from_is_refused():
    with pytest.raises(BadConfiguration, match=r"pagers\.yaml, P24: 'seen' is missing"):
        pagers.dialects([{"id": "P24", "pattern": "a"}])


@pytest.mark.parametrize(("dialect", "current", "pages", "rows", "second", "last"), CASES, ids=[case[0] for case in CASES])
def test_a_dialect_is_read_from_its_text_and_addresses_its_pages(dialect, current, pages, rows, second, last):
    seen = page(pagers.DIALECTS[dialect].seen)
    pager, _ = pagers.read_pager(seen)
    assert (pager.dialect, pager.current, pager.pages, pager.rows) == (dialect, current, pages, rows)
    further = pagers.further(pager, seen, "x")
    assert [each.url for each in (further[:1] + further[-1:])] == [urljoin(AT, each) for each in (second, last) if each]
    assert len(further) == ((pages or 2) - 1 if second else 0)


@pytest.mark.parametrize(
    "text",
    [
        "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}",
        "createPageHTML(pageCount, cur, name, ext)",
        "function createPage(nPageCount,nCurrIndex){}",
        "<p>共 3 条建议</p>",
    ],
)
def test_a_definition_is_no_call(text):
    assert pagers.read_pager(page(text)) == (None, ())


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
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
        ("<span>共有<b>37</b>条记录</span><em>共 <i>3</i> 页</em>", 1, "pager_not_followed"),
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
    ],
)
def test_what_makes_a_pager_doubtful_is_said(text, number, reason):
    _, reasons = pagers.read_pager(page(text, number=number))
    assert reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("url", "call", "second"),
    [
        ("http://h.example/a/index_10954.html", 'createPageHTML(3,0,"index","html")', "http://h.example/a/index_10954_1.html"),
        ("http://h.example/a/", 'createPageHTML(3,0,"index","htm")', "http://h.example/a/index_1.htm"),
        ("http://h.example/a/list.shtml", "createPageHTML('p',3,1,'list','shtml',40)", "http://h.example/a/list_2.shtml"),
        ("http://h.example/a/b.htm", '<span>共40条</span><a href="b/2.htm">2</a> 1/3', "http://h.example/a/b/2.htm"),
    ],
)
def test_the_name_of_page_one_tells_that_of_page_two(url, call, second):
    seen = page(call, url)
    pager, _ = pagers.read_pager(seen)
    assert pagers.further(pager, seen, "x")[0].url == second


@pytest.mark.parametrize(
    ("text", "second", "pages"),
    [
        ("""var currentPage=0;var countPage=3;location.href="list"+"_"+n+"."+"shtml";""", "list_1.shtml", 3),
        ("var recordCount=41;var pageSize=20;var currentPage=1;", "index.html?page=2", 3),
    ],
)
def test_what_a_pager_says_of_its_names_addresses_page_two(text, second, pages):
    seen = page(text)
    pager, _ = pagers.read_pager(seen)
    assert next(each.url for each in pagers.further(pager, seen, "x")) == urljoin(AT, second)
    assert pager.pages == pages


def test_later_pages_ask_for_nothing_again():
    seen = page('createPageHTML(9,1,"index","html")', number=2)
    pager, _ = pagers.read_pager(seen)
    assert pagers.further(pager, seen, "x") == ()


@pytest.mark.parametrize(
    ("text", "dialect", "addresses"),
    [
        ('<a href="index_2.html">2</a><a href="index_3.html">3</a>', "P14", ["index_2.html"]),  # numbers alone
        ('<a href="?page=2">2</a><a href="?page=2"><img src="r.gif" alt="下一页"></a>', "P14", ["?page=2"]),
        ('<a class="next" href="index_1.html">&rsaquo;</a>', "P14", ["index_1.html"]),
        ("""<a href="javascript:void(0)" onclick="location.href='index_1.html'">下一页</a>""", "P14", ["index_1.html"]),
        (
            """<script>function go(n){location.href='list_'+n+'.html';}</script><a href="javascript:go(2)">下页</a>""",
            "P14",
            ["list_2.html"],
        ),
        ('<a href="index_1.html">下一页</a><a href="index_3.html">尾页</a>', "P13z", ["index_1.html", "index_2.html", "index_3.html"]),
        ('<a href="nb/3.htm">下页</a><a href="nb/1.htm">尾页</a>', "P9b", ["nb/3.htm", "nb/2.htm", "nb/1.htm"]),
        ('<a href="/x/2.html">下一页</a><a href="/y/9.html">尾页</a>', "P14", ["/x/2.html"]),  # the two do not belong together
        ('<a href="?y=2026&amp;m=2">下一页</a>共3页', "P14", ["?y=2026&m=2"]),
        ("".join(f'<a href="nb/{6 - n}.htm">{n}</a>' for n in range(2, 6)), "P14", ["nb/4.htm"]),  # names count down
        ('<a href="nb/4.htm">2</a><a href="nb/2.htm">3</a>', None, []),  # by one for each page
        ("".join(f'<a href="?d={n}">{n}</a>' for n in range(1, 32)), None, []),  # a calendar
    ],
)
def test_links_and_words_are_a_pager(text, dialect, addresses):
    seen = page(text)
    pager, _ = pagers.read_pager(seen)
    assert (pager and pager.dialect) == dialect
    assert [each.url for each in pagers.further(pager, seen, "x")] == [urljoin(AT, each) for each in addresses]


@pytest.mark.parametrize(
    ("first", "then", "other"),
    [
        ("<title>年报_云水市</title>", "<title>年报_第2页_云水市</title>", False),
        ("<title>年报_云水市</title>", "<title>云水市人民政府</title>", True),  # the home page for a page there is not
        ("<title>年报_云水市</title>", '<title>云水市</title><a href="index_3.html">下一页</a>', False),  # a pager is a list's
        ("", "<title>云水市人民政府</title>", False),
    ],
)
def test_another_page_in_the_place_of_a_list_page_is_no_list(first, then, other):
    listed = page(first + '<a href="index_2.html">下一页</a>')
    (fetch,) = pagers.further(pagers.read_pager(listed)[0], listed, "")
    answer = Page(fetch.url, then, fetch)
    assert link_pagers.is_other(answer, pagers.read_pager(answer)[0]) is other


def test_names_that_count_down_lead_on_from_a_later_page():
    seen = page('<a href="../tz.htm">1</a><a href="1.htm">3</a>', "http://h.example/zwgk/tz/2.htm", 2)
    pager, _ = pagers.read_pager(seen)
    assert [each.url for each in pagers.further(pager, seen, "x")] == ["http://h.example/zwgk/tz/1.htm"]


@pytest.mark.parametrize(
    ("text", "pages", "rows"),
    [
        ("记录总数：<font><b>26</b></font> 总页数：<font><b>3</b></font> 当前页：<b>1</b>", 3, 26),
        ("总记录数: 26 总页数: 3", 3, 26),
        ("总条数：26，总页数：3", 3, 26),
        ("总页数：3", 3, None),
    ],
)
def test_counts_with_a_label_and_pages_that_the_form_posts_back(text, pages, rows):
    pager, doubts = pagers.read_pager(page(f"{text}<a href=\"javascript:__doPostBack('List1$Pager','2')\">2</a>"))
    assert (pager.pages, pager.rows, doubts) == (pages, rows, ("pager_not_followed",))


@pytest.mark.parametrize(("pages", "asked"), [(1999, 1998), (2000, 1999), (2001, 1999)])
def test_no_list_has_more_than_two_thousand_pages(pages, asked):
    pager, _ = pagers.read_pager(page(f'<script>createPageHTML({pages}, 0, "index", "html")</script>'))
    found = pagers.further(pager, page(""), "trs")
    assert (pager.pages, len(found), found[0].page, found[-1].page) == (pages, asked, 2, asked + 1)
    assert (found[0].family, found[0].headers) == ("trs", (("Referer", AT),))


@pytest.mark.parametrize(("current", "number", "fell"), [(1, 2, True), (2, 2, False), (None, 2, False), (1, None, False), (0, 2, False)])
def test_an_answer_that_says_it_is_another_page(current, number, fell):
    assert pagers.fell_back(Pager("P1", current), Fetch(AT, page=number)) is fell
    assert not pagers.fell_back(None, Fetch(AT, page=2))


@pytest.mark.parametrize(
    ("pager", "nowhere"),
    [
        (Pager("script", 1, 2), True),
        (Pager("script", 1, 1), False),
        (Pager("script", 2, 2), False),
        (Pager("script", None, 2), True),
        (Pager("script", 0, 1), False),
        (Pager("script", 1, None), True),
        (Pager("P14", 1, None), False),
        (Pager("P12", 1, 3), True),
        (Pager("P12", 1, 3, address="/2.html"), False),
        (Pager("P1", 1, 3), False),
    ],
)
def test_a_pager_that_leads_nowhere(pager, nowhere):
    assert pagers._leads_nowhere(pager) is nowhere


def test_the_next_page_by_its_link():
    (found,) = pagers.further(Pager("P14", 2, address=f"{AT}?p=3"), page("<title>年报</title>", number=2), "trs")
    assert (found.url, found.page, found.family, found.headers, found.title) == (f"{AT}?p=3", 3, "trs", (("Referer", AT),), "年报")
    assert pagers.further(Pager("P14", 2), page("", number=2), "trs") == ()
    assert pagers.further(None, page(""), "trs") == ()
    (found,) = pagers.further(Pager("P14", 1, address=f"{AT}?p=2"), page(""), "")
    assert found.page == 2


@pytest.mark.parametrize(("number", "current", "asks"), [(None, None, True), (1, 1, True), (2, None, False), (None, 2, False)])
def test_only_page_one_asks_for_all_others(number, current, asks):
    pager = Pager("P1", current, 3, prefix="index", suffix="html")
    assert bool(pagers.further(pager, page("", number=number), "")) is asks


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        (r"\bcreatePage\s*\(", "createPage"),
        (r"ab(c|d)", "ab"),
        (r"ab[|]c\|d", "ab"),
        (r"ab((c|d)e|f)", "ab"),
        (r"abc|def", ""),
        (r"abc?", ""),
        (r"abc *", ""),  # blanks of a pattern mean nothing
        (r"abc{0,3}", ""),
        (r"(?:abc)", ""),
        (r"\sabc", ""),
        (r"[ab]cd", ""),
        (r".abc", ""),
    ],
)
def test_a_dialect_is_tried_where_the_word_is_that_begins_its_pattern(pattern, word):
    assert pagers.first_word(pattern) == word


@pytest.mark.parametrize(
    ("url", "current", "name"),
    [
        ("http://h.example/a/index_2.shtml", 3, ("index", "shtml")),
        ("http://h.example/a/index_2.shtml", 2, ("index", "shtml")),
        ("http://h.example/a/index_2.shtml", 1, ("index_2", "shtml")),
        ("http://h.example/a/index_2.shtml", None, ("index_2", "shtml")),
        ("http://h.example/a/index_2x.shtml", 3, ("index_2x", "shtml")),
        ("http://h.example/a/list_10_2.htm", 3, ("list_10", "htm")),
        ("http://h.example/a/list", 3, ("index", "list")),
        ("http://h.example/a/", 3, ("index", "html")),
        ("http://h.example/a/.b.html?c=d.e", None, (".b", "html")),
    ],
)
def test_the_name_of_page_one_by_the_address_of_a_page(url, current, name):
    assert pagers._name(url, current) == name
