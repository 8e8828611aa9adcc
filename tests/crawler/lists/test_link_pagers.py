"""The steps by which links and words are read as a pager, one at a time."""

import pytest

from crawler.lists import link_pagers
from crawler.lists.contradictions import contradicted, page_after
from crawler.lists.link_pagers import PagerLink, rows_counted, title
from crawler.model.types import Fetch, Page, Pager

HOST = "http://h.example"
AT = f"{HOST}/nb/index.html"


def page(text, number=None, **more):
    return Page(AT, text, Fetch(AT, page=number, **more))


def read(text, number=None):
    found = link_pagers.read_pager(page(text, number))
    return found and (found.dialect, found.current, found.pages, found.rows, found.prefix, found.suffix, found.address)


def link(path, label):
    return f"<a href='{path}'>{label}</a>"


# ---- links to the last and the next page


@pytest.mark.parametrize(
    ("following", "last", "pager"),
    [
        ("index_2.html", "index_7.html", ("P13", 1, 7, None, f"{HOST}/nb/index", "html", "")),
        (None, "index_7.html", ("P13", 1, 7, None, f"{HOST}/nb/index", "html", "")),
        ("index_1.html", "index_6.html", ("P13z", 1, 7, None, f"{HOST}/nb/index", "html", "")),
        ("list/2.html", "list/3.html", ("P18", 1, 3, None, f"{HOST}/nb/list/", "html", "")),
        ("nb/10.htm", "nb/1.htm", ("P9b", 1, 11, None, "", "htm", f"{HOST}/nb/nb/10.htm")),
        ("nb/1.htm", "nb/1.htm", ("P9b", 1, 2, None, "", "htm", f"{HOST}/nb/nb/1.htm")),
        ("index_1.html", "index_1.html", ("P13z", 1, 2, None, f"{HOST}/nb/index", "html", "")),
        ("nb/10.htm", "nb/2.htm", ("P14", 1, None, None, "", "", f"{HOST}/nb/nb/10.htm")),
        ("index_3.html", "index_7.html", ("P14", 1, None, None, "", "", f"{HOST}/nb/index_3.html")),
        ("other_2.html", "index_7.html", ("P14", 1, None, None, "", "", f"{HOST}/nb/other_2.html")),
        ("index_2.shtml", "index_7.html", ("P14", 1, None, None, "", "", f"{HOST}/nb/index_2.shtml")),
        ("?page=2", "?page=7", ("P14", 1, None, None, "", "", f"{HOST}/nb/index.html?page=2")),
        ("index_2.html", None, ("P14", 1, None, None, "", "", f"{HOST}/nb/index_2.html")),
        ("index.html", None, ("P14", 1, None, None, "", "", "")),  # leads to the page itself
    ],
)
def test_the_last_and_the_next_page_name_all(following, last, pager):
    body = (link(following, "下一页") if following else "") + (link(last, "尾页") if last else "")
    assert read(body) == pager


@pytest.mark.parametrize("number", [2, 5])
def test_from_a_later_page_only_the_next_is_named(number):
    body = link("index_6.html", "下一页") + link("index_7.html", "尾页")
    assert read(body, number) == ("P14", number, None, None, "", "", f"{HOST}/nb/index_6.html")


@pytest.mark.parametrize(
    "label",
    ["下一页", "下页", "后一页", "后页", "下一頁", "Next", "nextpage", "下一页 &gt;&gt;", "<b>下一页</b>", "下一页 »", "下一页\u203a"],
)
def test_a_label_of_the_next_page(label):
    assert read(link("index_2.html", label))[-1] == f"{HOST}/nb/index_2.html"


@pytest.mark.parametrize("label", ["尾页", "末页", "最后一页", "尾頁", "last", "LastPage"])
def test_a_label_of_the_last_page(label):
    assert read(link("index_7.html", label))[:3] == ("P13", 1, 7)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<a href='index_2.html' title='下一页'><img src='x'></a>", True),
        ("<a href='index_2.html'><img alt='下一页'></a>", True),
        ("<a href='index_2.html' class='page next'><i></i></a>", True),
        ("<a href='index_2.html' class='nextpage'><i></i></a>", False),
        ("<a href='index_2.html'><i></i></a>", False),
        ("<a href='index_2.html' title='上一页'><i></i></a>", False),
    ],
)
def test_a_picture_is_named_by_its_title_or_class(markup, found):
    assert bool(read(markup)) is found


def test_no_links_and_no_words_are_no_pager():
    assert read("<p>正文</p>" + link("/x/", "通知")) is None


# ---- numbers


@pytest.mark.parametrize(
    ("body", "number", "address"),
    [
        (link("index_2.html", "2"), None, "index_2.html"),
        (link("index_1.html", "2"), None, "index_1.html"),  # counted from 0
        (link("index_9.html", "2"), None, None),
        (link("index_9.html", "2") + link("index_8.html", "3"), None, "index_9.html"),  # counted down
        (link("index_9.html", "2") + link("index_7.html", "3"), None, None),
        (link("index_3.html", "3"), None, None),  # the next is not there
        (link("index_3.html", "3"), 2, "index_3.html"),
        (link("index_2.html", "12345"), None, None),
        ("".join(link(f"d{n}.html", str(n)) for n in range(1, 32)), None, None),  # a calendar
        ("".join(link(f"d{n}.html", str(n)) for n in range(1, 29)), None, "d2.html"),
        ("".join(link(f"d{n}.html", str(n)) for n in range(2, 30)), None, None),
    ],
)
def test_the_link_with_the_next_number(body, number, address):
    found = read(body, number)
    assert (found[-1] if found else None) == (address and f"{HOST}/nb/{address}")


@pytest.mark.parametrize(
    ("option", "address"),
    [
        ("<option value='index_2.html'>2</option>", "index_2.html"),
        ("<option value='index_2.html'>第 2 页</option>", "index_2.html"),
        ("<option value='?page=2'>2<option>", "index.html?page=2"),
        ("<option selected value='list/2'>2</select>", "list/2"),
        ("<option value='2'>2</option>", None),
        ("<option value='index_2.html'>二</option>", None),
    ],
)
def test_an_option_may_be_a_link(option, address):
    found = read(option)
    assert (found[-1] if found else None) == (address and f"{HOST}/nb/{address}")


# ---- links that only a script knows


def sealed(tag, label="下一页", number=None):
    return [each.sealed for each in link_pagers._links(page(tag.format(label=label), number), tag.format(label=label))]


@pytest.mark.parametrize(
    ("tag", "label", "number", "is_sealed"),
    [
        ("<a onclick='go(2)'>{label}</a>", "下一页", None, True),
        ("<a href='javascript:go(2)'>{label}</a>", "下一页", None, True),
        ("<button onclick='go()'>{label}</button>", "下一页", None, True),
        ("<span onclick='go()'>{label}</span>", "下一页", None, True),
        ("<div onclick='go(1)'>{label}</div>", "下一页", None, False),  # this page
        ("<a onclick='go(1)'>{label}</a>", "下一页", 1, False),
        ("<a onclick='go(3)'>{label}</a>", "下一页", 2, True),
        ("<a onclick='go(2)'>{label}</a>", "下一页", 2, False),
        ("<a onclick='go(this, 3)'>{label}</a>", "下一页", 2, True),
        ("<a onclick='go(9, 2)'>{label}</a>", "下一页", 2, False),  # the second value counts
        ("<a class='disabled' onclick='go(2)'>{label}</a>", "下一页", None, False),
        ("<button disabled onclick='go(2)'>{label}</button>", "下一页", None, False),
        ("<a class='page disable' onclick='go(2)'>{label}</a>", "下一页", None, False),
        ("<a onclick='go(9)'>{label}</a>", "2", None, True),
        ("<a onclick='go(9)'>{label}</a>", "1", None, False),
        ("<a onclick='go(9)'>{label}</a>", "3", 3, False),
        ("<a onclick='go()'>{label}</a>", "加载更多", None, True),
        ("<a onclick='go()'>{label}</a>", "点击查看更多信息", None, True),
        ("<a onclick='void(0)'>{label}</a>", "下一页", None, False),
        ("<a onclick='return(0)'>{label}</a>", "下一页", None, False),
        ("<a onclick=\"alert('x')\">{label}</a>", "下一页", None, False),
        ("<a onclick=\"confirm('x')\">{label}</a>", "下一页", None, False),
        ("<a onclick='if(2)'>{label}</a>", "下一页", None, False),
        ("<a href='#'>{label}</a>", "下一页", None, False),
    ],
)
def test_a_link_that_leads_on_by_a_script(tag, label, number, is_sealed):
    assert sealed(tag, label, number) == [is_sealed]


def test_a_script_that_leads_on_is_a_pager_without_addresses():
    assert read("<a onclick='go(2)'>下一页</a>") == ("script", None, None, None, "", "", "")
    assert read("<a onclick='go(3)'>下一页</a>", 2)[:2] == ("script", 2)
    assert read("<a onclick='go(1)'>下一页</a>") is None


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ("href='index_2.html'", f"{HOST}/nb/index_2.html"),
        ('href="index_2.html"', f"{HOST}/nb/index_2.html"),
        ("href=index_2.html", f"{HOST}/nb/index_2.html"),
        ("href='javascript:;' onclick=\"location.href='/nb/2.html'\"", f"{HOST}/nb/2.html"),
        ("href='#' onclick=\"location.href='/nb/2.html'\"", f"{HOST}/nb/2.html"),
        ("href='#' onclick=\"go('2')\"", f"{HOST}/nb/list_2.html"),
        ("onclick='other(2)'", ""),
        ("onclick='go()'", ""),
    ],
)
def test_where_a_link_of_a_pager_leads(tag, url):
    script = "<script>function go(n){location.href='/nb/list_'+n+'.html'}</script>"
    assert link_pagers._address(tag, page(script)) == url


def test_only_links_of_a_pager_are_looked_at():
    shown = link("a.html", "下一页") + link("b.html", "通知") + link("c.html", "12") + link("d.html", "尾页")
    assert list(link_pagers._links(page(shown), shown)) == [
        PagerLink("下一页", f"{HOST}/nb/a.html", False),
        PagerLink("12", f"{HOST}/nb/c.html", False),
        PagerLink("尾页", f"{HOST}/nb/d.html", False),
    ]


# ---- words


@pytest.mark.parametrize(
    ("text", "pages", "rows"),
    [
        ("共3页", 3, None),
        ("共 <b>3</b> 页", 3, None),
        ("共&nbsp;3&nbsp;页", 3, None),
        ("页次：1/3页", 3, None),
        ("页码 1 / 3", 3, None),
        ("第1/共3页", 3, None),
        ("1/3页", 3, None),
        ("2026/1/3页", None, None),
        ("总页数：3", 3, None),
        ("总页数:3 共25条", 3, 25),
        ("共3页 共25条记录", 3, 25),
        ("共有25条信息，共3页", 3, 25),
        ("共计25项数据 共3页", 3, 25),
        ("共25篇 共3页", 3, 25),
        ("总记录数：25 共3页", 3, 25),
        ("记录总数：25 共3页", 3, 25),
        ("总条数：25 共3页", 3, 25),
        ("记录数：25 共3页", 3, 25),
        ("记录：25 共3页", 3, None),
        ("共25条例 共3页", 3, None),
        ("共3人", None, None),
        ("共25条", None, None),
        ("共3页" + "。" * 399 + "共25条", 3, None),
        ("共3页" + "。" * 390 + "共25条", 3, 25),
    ],
)
def test_the_counts_that_a_text_states(text, pages, rows):
    assert link_pagers._worded(text) == (pages, rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("共25条", 25),
        ("<p>共25条</p>", 25),
        ("共25条记录，", 25),
        ("共25条 共25条", 25),
        ("共25条 共26条", None),
        ("一共25条", None),
        ("共25条例", None),
        ("共0条", 0),
        ("", None),
    ],
)
def test_the_rows_that_a_page_counts(text, rows):
    assert rows_counted(text) == rows


def test_words_alone_are_a_pager_that_leads_nowhere():
    assert read("共3页") == ("script", None, 3, None, "", "", "")
    assert read("共0条") == ("counted", None, 1, 0, "", "", "")
    assert read("共5条") is None
    assert read("共0条", 2)[1] == 2


def test_words_complete_the_links():
    assert read(link("index_2.html", "下一页") + "共3页 共25条")[2:4] == (3, 25)
    assert read(link("index_2.html", "下一页") + link("index_7.html", "尾页") + "共3页")[2] == 7
    assert read(link("index_2.html", "下一页") + "共25条")[3] == 25


SCRIPTS = [
    ("totalPages = 3", 3, None),
    ("total_page: '3'", 3, None),
    ("pageCount=3", 3, None),
    ("page_counts: 3", 3, None),
    ("pageTotal = 3", 3, None),
    ("pages_total = 3", 3, None),
    ("totalPageNum = 3", 3, None),
    ("totalCount = 25, pageSize = 10", 3, 25),
    ("total_data: 25; perPage: 10", 3, 25),
    ("totalRecords = 25; page_rows = 10", 3, 25),
    ("totalRows = 25; showData = 10", 3, 25),
    ("totalNum = 25; limit = 10", 3, 25),
    ("totalElements = 25; limit = 10", 3, 25),
    ("recordCount = 25; limit = 10", 3, 25),
    ("record_total = 25; limit = 10", 3, 25),
    ("totalCount = 20; limit = 10", 2, 20),
    ("totalCount = 5; limit = 10", 1, 5),
    ("totalCount = 25", None, None),
    ("totalCount = 0; limit = 10", None, None),
    ("laypage.render({count: 25, limit: 10})", 3, 25),
    ("laypage({count: 25, size: 10})", 3, 25),
    ("$('#x').pagination({total: 25, rows: 10})", 3, 25),
    ("$('#x').jqPaginator({count: 25, limit: 10})", 3, 25),
    ("<div class='x pagination' count='25' rows='10'>", 3, 25),
    ("other({count: 25, limit: 10})", None, None),
    ('<input id="pageCount" value="3">', 3, None),
    ("pageCount value='3'", 3, None),
]


@pytest.mark.parametrize(("text", "pages", "rows"), SCRIPTS)
def test_the_counts_that_a_script_draws_its_pager_from(text, pages, rows):
    assert link_pagers._counted_by_script(text) == (pages, rows)


def test_words_count_more_than_a_script():
    assert read("共3页<script>totalPages = 9; </script>")[2] == 3
    assert read("<script>totalPages = 9</script>")[2] == 9


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<title>年报_第2页-云水市</title>", "年报云水市"),
        ("<TITLE lang='x'>年报 | 2 · 云水</TITLE>", "年报云水"),
        ("<title>年报&mdash;2</title>", "年报"),
        ("", ""),
    ],
)
def test_a_title_without_its_number(text, name):
    assert title(page(text)) == name


@pytest.mark.parametrize(
    ("text", "pager", "wanted", "other"),
    [
        ("<title>首页</title>", None, "年报", True),
        ("<title>年报</title>", None, "年报", False),
        ("<title>首页</title>", Pager("P1"), "年报", False),
        ("<title>首页</title>", None, "", False),
    ],
)
def test_a_page_in_the_place_of_a_list_page(text, pager, wanted, other):
    assert link_pagers.is_other(page(text, title=wanted), pager) is other


# ---- contradictions


def doubt(pager, text="", shown=10, number=None):
    found, reasons = contradicted(pager, page(text, number), shown)
    return (found.rows if found else None), reasons


@pytest.mark.parametrize(
    ("pager", "text", "shown", "rows", "reasons"),
    [
        (Pager("P1", 1, 2, size=10), "共21条", 10, 21, ("count_contradicted: 2 pages of 10 rows, 21 rows stated",)),
        (Pager("P1", 1, 1, size=10), "共21条", 10, 21, ("count_contradicted: 1 page of 10 rows, 21 rows stated",)),
        (Pager("P1", 1, 2, size=10), "共20条", 10, 20, ()),
        (Pager("P1", 1, 2), "共21条", 10, 21, ("count_contradicted: 2 pages of 10 rows, 21 rows stated",)),
        (Pager("P1", 1, 2), "共21条", 4, 21, ()),  # too few to know the size of a page
        (Pager("P1", 1, 2), "共21条", 5, 21, ("count_contradicted: 2 pages of 5 rows, 21 rows stated",)),
        (Pager("P1", 1, 1), "共21条", 4, 21, ("count_contradicted: 1 page of 4 rows, 21 rows stated",)),
        (Pager("P1", 1, 2, 25, size=10), "共20条", 10, 25, ("count_contradicted: 2 pages of 10 rows, 25 rows stated",)),
        (Pager("P1", 1, 2, 9), "", 10, 9, ("count_contradicted: 9 rows stated, 10 on the first page",)),
        (Pager("P1", 1, 2, 10), "", 10, 10, ()),
        (Pager("P1", 1, 2), "共9条", 10, None, ()),  # beside it, fewer than shown: not of this list
        (Pager("P1", 1, None), "共99条", 10, None, ()),
        (
            Pager("P1", 1, 2),
            link("index_2.html", "下一页") + link("index_7.html", "尾页"),
            10,
            None,
            ("count_contradicted: 2 pages counted, links to 7",),
        ),
        (Pager("P1", 1, 7), link("index_2.html", "下一页") + link("index_7.html", "尾页"), 10, None, ()),
        (None, "共11条", 10, 11, ("count_contradicted: 11 rows stated, 10 on a page without a pager",)),
        (None, "共10条", 10, None, ()),
        (None, "", 10, None, ()),
    ],
)
def test_a_count_that_its_page_contradicts(pager, text, shown, rows, reasons):
    assert doubt(pager, text, shown) == (rows, reasons)


@pytest.mark.parametrize(("shown", "number"), [(0, None), (10, 2)])
def test_only_first_pages_with_rows_are_compared(shown, number):
    pager = Pager("P1", 1, 2, 99, size=10)
    assert contradicted(pager, page("共99条", number), shown) == (pager, ())


@pytest.mark.parametrize(
    ("pager", "fetch", "after"),
    [
        (Pager("P1", 1, 3, prefix="index", suffix="html"), {}, 4),
        (Pager("P1", 4, 3, prefix="index", suffix="html"), {"number": 4, "probe": True}, 5),
        (Pager("P1", 1, 3, prefix="index", suffix="html"), {"number": 4, "probe": True}, None),  # another page came
        (Pager("P1", 1, None), {}, None),
        (Pager("script", 1, 3), {}, None),
        (Pager("P9", 1, 3, prefix="nb", suffix="htm"), {}, None),  # counted down: the last is 1
        (Pager("P1", 1, 1999, prefix="index", suffix="html"), {}, 2000),
        (Pager("P1", 1, 2000, prefix="index", suffix="html"), {}, None),
        (None, {}, None),
    ],
)
def test_the_page_after_the_last_one_counted(pager, fetch, after):
    number = fetch.pop("number", None)
    found = page_after(pager, page("<title>年报</title>", number, **fetch), "trs")
    assert [(each.page, each.probe, each.family, each.title) for each in found] == ([(after, True, "trs", "年报")] if after else [])


def test_the_list_whose_page_it_is_keeps_its_title():
    (found,) = page_after(Pager("P1", 1, 3, prefix="index", suffix="html"), page("<title>别的</title>", title="年报"), "")
    assert (found.title, found.headers) == ("年报", (("Referer", AT),))
