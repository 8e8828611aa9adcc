"""Rows and sub-columns out of pages: what is one, what is none, and its title and date; hostile pages are read in bounded time."""

import pytest

from crawler import families
from crawler.answers import faults
from crawler.lists import menus, rows
from crawler.model.types import Fetch, Page
from crawler.page import articles, links
from tests.helpers.best_of import processor_seconds

AT = "http://h.example/zwgk/nb/index.html"
REPORT = "云水市2025年政府信息公开工作年度报告"


def read(body, url=AT, told=None):
    return rows.read_list(links.tree(f"<html><body>{body}</body></html>"), url, told)[0]


def item(inner):
    return f'<ul class="list"><li>{inner}</li></ul>'


@pytest.mark.parametrize(
    ("inner", "title", "date"),
    [
        ('<a href="1.html" title="关于公开的通知全文">关于公开…</a><span>2026-03-30</span>', "关于公开的通知全文", "2026-03-30"),
        ('<a href="1.html" title="关于公开…">关于公开的通知全文</a><i>2026/3/9</i>', "关于公开的通知全文", "2026-03-09"),
        ('<a href="1.html"><span>更正</span><span>2026年3月9日</span></a>', "更正", "2026-03-09"),
        ('<a href="1.html">关于2025年1月2日会议的通知</a>[2026-03-30]', "关于2025年1月2日会议的通知", "2026-03-30"),
        ('<a href="t20260330_1.html">关于2025年1月2日会议的通知</a>', "关于2025年1月2日会议的通知", None),  # never from the title
        ('<a href="202603/t20260330_1.html">通知</a>', "通知", None),  # never from the address
        ('<a href="1.html">通知</a>&nbsp;2026-03-30<br><a href="2.html">', "通知", "2026-03-30"),
        ('<a href="/bm/">[财政局]</a><a href="1.html">通知</a><i>2026-03-30</i>', "通知", "2026-03-30"),
        ('<div>09-01</div><div>2026</div><a href="1.html">通知</a>', "通知", "2026-09-01"),
        ('<a href="t20260330_1.html">通知</a><b>2026-02-30</b>', "通知", None),
        ('<a href="t20260330_1.html">通知</a><b>2026-01-01</b><b>2026-02-01</b>', "通知", None),  # two dates: unknown
        # a link around the row, whose title is cut in an element of its own
        (
            '<a href="1.html"><p title="关于公开的通知全文">关于公开…</p><i title="点击查看更多的内容">2026-03-30</i></a>',
            "关于公开的通知全文",
            "2026-03-30",
        ),
        ('<a href="1.html"><p title="点击查看更多的内容">关于公开…</p><i>2026-03-30</i></a>', "关于公开…", "2026-03-30"),
        ('<a href="1.html" title="关于&lt;br/&gt;公开的通知">x</a><b>2026-01-01</b>', "关于公开的通知", "2026-01-01"),
    ],
)
def test_a_row_has_its_title_and_its_own_date(inner, title, date):
    (entry,) = read(item(inner), told=1)
    assert (entry.title, entry.date) == (title, date)


NEWS = "".join(f'<li><a href="/news/{n}.html">新闻{n}</a><span>2026-01-0{n}</span></li>' for n in range(1, 6))
LIST = "".join(f'<li><a href="./{n}.html">通知{n}</a><span>2026-01-0{n}</span></li>' for n in range(1, 6))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (f'<ul class="list">{LIST}</ul>', 5),
        (f'<ul class="list">{LIST}</ul><div class="side"><ul>{NEWS}</ul></div>', 5),
        (f'<ul class="list">{LIST}</ul><div class="news"><ul>{NEWS}</ul></div>', 5),
        (f'<ul class="pc">{LIST}</ul><ul class="wap">{LIST}</ul>', 5),  # a second copy for telephones
        (f'<ul class="one">{LIST}</ul><ul class="two">{LIST.replace("./", "./b/")}</ul>', 10),  # both below the column
        (f'<ul class="list">{LIST}<li class="lm_line"></li><li>-----</li></ul>', 5),
        (f'<ul class="list">{LIST}<li><a href="http://other.example/x.html">外</a></li></ul>', 6),
        (f'<ul class="list">{LIST}<li><a href="javascript:void(0)">空</a></li><li><a href="#">空</a></li></ul>', 5),
        (
            f'<ul class="list">{LIST}<li style="display:none"><a href="9.html">隐</a></li><li ms-repeat="x"><a href="8.html">模</a></li></ul>',
            5,
        ),
        (f'<ul class="list">{LIST}<!-- <li><a href="7.html">注</a></li> --><li><a href="{{{{el.url}}}}">模</a></li></ul>', 5),
        (
            f"<table><tr><th>标题</th></tr>{LIST.replace('<li>', '<tr><td>').replace('</a>', '</a></td><td>').replace('</li>', '</td></tr>')}</table>",
            5,
        ),
        (f'<div class="footer"><ul>{LIST}</ul></div>', 0),
        (f"<nav><ul>{LIST}</ul></nav>", 0),
        ('<ul><li><a href="/hot/1.html">热点</a><span>2026-01-01</span></li></ul>', 0),  # one, elsewhere: a side column
        ('<ul><li><a href="./1.html">通知</a><span>2026-01-01</span></li></ul>', 1),  # one, below the column
        (f'<ul><li><a href="/x/1.html">{REPORT}</a><span>2026-01-01</span></li></ul>', 1),  # one, a report by its title
        (
            f'<ul class="list">{LIST[: LIST.index("<li>", 5)]}</ul><div class="right"><ul>{NEWS}</ul></div>',
            1,
        ),  # one below the column, five beside it
        (
            f'<p><a href="/x/1.html">通知</a>[2026-01-01]</p><div class="right"><ul>{NEWS}</ul></div>',
            1,
        ),  # one in the middle, five beside it
        (f'<div class="right"><ul>{NEWS}</ul></div>', 5),  # beside a menu the list itself stands on the right
        (f'<ul class="list">{LIST.replace("<li>", "<li><a href=/bm/fgw/>[发改委]</a>")}</ul>', 5),  # the office beside each title
        (f'<ul class="list">{LIST.replace("<li>", "<li><a href=/bm/fgw/>发改委</a>")}</ul>', 5),
        (f'<ul class="list">{LIST.replace("</span>", "</span><a href=./1.pdf>[下载]</a>", 1)}</ul>', 6),  # a file is no office
        (f'<div class="tab on"><ul>{LIST}</ul></div><div class="tab" style="display:none"><ul>{LIST.replace("./", "/x/")}</ul></div>', 10),
        (
            f'<div class="a"><ul><li><a href="/x/1.html">{REPORT}</a></li></ul></div><div class="b"><ul><li><a href="/x/2.html">{REPORT}</a></li></ul></div>',
            2,
        ),
        ("", 0),
    ],
)
def test_what_is_a_row(body, count):
    assert len(read(body)) == count


def test_a_page_that_says_it_is_empty_has_no_news_for_rows():
    assert read(f'<ul class="news">{NEWS}</ul>', told=0) == ()


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ('<div class="header"><a href="./c112289/list.shtml">2023年</a></div>', "2023年"),
        ('<a href="/2025ndbg/index.html">2025年度</a>', "2025年度"),
        ('<a href="/nb/2024/">2024年政府信息公开年报</a>', "2024年政府信息公开年报"),
        ('<select><option value="/nb/2019/">2019</option></select>', "2019"),
        ('<a href="?year=2024">2024</a>', "2024"),
        ("""<a href="javascript:void(0)" onclick="location.href='/nb/2018/'">2018年</a>""", "2018年"),
        ('<ul><li><a href="/zwgk/nb/bm/">市直部门</a></li></ul>', "市直部门"),
        ('<nav><a href="/zwgk/nb/qx/">区、县（市）</a></nav>', "区、县（市）"),  # in a menu, but below the column
        ('<nav><a href="/bm/">部门</a></nav>', None),  # the portal's own menu
        ('<a href="t20240308_1.html">2023年</a>', None),  # a document
        ('<a href="2023.pdf">2023年</a>', None),
        ('<a href="http://other.example/2023/">2023年</a>', None),
        ('<a href="/2023/">2023年工作要点</a>', None),
        ('<a href="/zwgk/nb/">2023年</a>', None),  # itself
    ],
)
def test_what_is_a_column_below(link, label):
    found = menus.read_sub_columns(links.tree(f"<html><body>{link}</body></html>"), AT)
    assert [each.label for each in found] == ([label] if label else [])


HOSTILE = {
    "divs": "<div>" * 30000,
    "items": "<ul><li><a href='1.html'>甲</a>" * 3000,
    "tables": "<table><tr><td>" * 3000,
    "metas": "<meta " * 30000,
    "links": "<a href=" * 20000,
    "scripts": "<script>" * 30000,
    "units": "<script queryData=" * 10000,
    "stores": "<datastore>" * 9000 + ".jpage({" * 9000,
    "records": "<datastore><record><![cdata[" * 9000,
    "calls": "createPageHTML(" * 20000,
    "braces": "<script>" + "{" * 50000,
    "json": '[{"a":' * 30000,
    "titles": "<title>" * 30000,
    "quotes": "<script>" + '"a' * 50000,
    "totals": "共12条" * 9000,
    "classes": "<div class=" * 20000,
}
SECONDS = 8.0  # what a page of some 300 KB may take on a slow machine; reading in the square of its length takes minutes


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_bounded_time(name):
    def read():
        page = Page(AT, HOSTILE[name], Fetch(AT), 200, (), HOSTILE[name].encode())
        families.recognise(page).listing(page)
        articles.attachments(page)
        articles.metas(page)
        faults.classify(page, "list")
        faults.mismatch(page, "云水市政府信息公开")

    assert processor_seconds(read, enough=SECONDS) < SECONDS


BOX = "".join(f'<li><a href="/a/t2026010{n}_{n}.html">关于第{n}项的说明</a><i>2026-01-0{n}</i></li>' for n in range(1, 7))


def placed(body, url="http://h.example/zwgk/tz/index.html", standing=()):
    tree = links.tree(f"<html><body>{body}</body></html>")
    return {entry.url.rpartition("/")[2] for entry in rows.read_list(tree, url, standing=standing)[0]}


def article(body):
    return Page("http://h.example/a/t20260101_99.html", f"<html><body>{body}</body></html>", Fetch("http://h.example/a/t20260101_99.html"))


def test_a_block_that_stands_on_the_sites_articles_is_no_list():
    standing = frozenset(rows.places(article(f'<div class="w"><ul class="u">{BOX}</ul></div><p>正文</p>')))
    page = f'<div class="w"><ul class="u">{BOX}</ul></div>'
    assert len(placed(page)) == 6
    assert placed(page, standing=standing) == set()


def test_the_same_documents_in_another_place_are_a_list():
    standing = frozenset(rows.places(article(f'<div class="w"><ul class="u">{BOX}</ul></div>')))
    assert (
        len(placed(f'<div class="w"><ul class="u">{BOX}</ul></div><div class="m"><ul class="list">{BOX}</ul></div>', standing=standing))
        == 6
    )


def test_a_list_that_shares_its_place_and_some_rows_with_articles_is_a_list():
    standing = frozenset(rows.places(article(f'<div class="w"><ul class="u">{BOX}</ul></div>')))
    more = "".join(f'<li><a href="/a/t2026020{n}_{n}.html">关于第{n}项的通知</a><i>2026-02-0{n}</i></li>' for n in range(1, 4))
    assert len(placed(f'<div class="w"><ul class="u">{BOX}{more}</ul></div>', standing=standing)) == 9


def test_a_box_that_links_to_the_other_pages_it_stands_on_is_no_list():
    """Three articles stand in a box of each other's pages, none links to itself: to each place belong all three."""
    names = [f"http://h.example/a/t2026010{n}_{n}.html" for n in (1, 2, 3)]
    rows_of = {name: f'<li><a href="{name}">关于第{n}项的说明</a><i>2026-01-0{n}</i></li>' for n, name in enumerate(names, 1)}
    seen = []
    for name in names:
        box = "".join(row for each, row in rows_of.items() if each != name)
        seen.append(set(rows.places(Page(name, f'<html><body><div class="w"><ul class="u">{box}</ul></div></body></html>', Fetch(name)))))
    page = f'<div class="w"><ul class="u">{"".join(rows_of.values())}</ul></div>'
    assert len(placed(page)) == 3
    assert placed(page, standing=set.intersection(*seen)) == set()


def test_the_container_of_rows_that_another_reader_found():
    root = links.tree(
        f'<html><body><div class="w"><ul class="u">{BOX}</ul></div><ul class="v"><li><a href="/b/">别处</a></li></ul></body></html>'
    )
    at = "http://h.example/zwgk/tz/index.html"
    found, name = rows.read_list(root, at)
    assert rows.container_of(root, at, found) == name != ""
    assert rows.container_of(root, at, [rows.make("http://h.example/api/1", "别处", None, at)]) == ""


@pytest.mark.parametrize(
    ("link", "untold"),
    [
        ("<a href='javascript:tab(0)'>政府信息公开年报</a>", 0),  # a tab that names a column
        ("<a href='javascript:open(1)'>云水市2025年政府信息公开年报</a>", 1),
        ("<a href='javascript:open(1)'>关于事项的通知</a><i>2026-01-02</i>", 1),
    ],
)
def test_a_row_that_only_a_script_opens(link, untold):
    text = f"<html><body><ul><li>{link}</li></ul></body></html>"
    at = "http://h.example/zwgk/tz/index.html"
    assert rows.sealed(links.tree(text), Page(at, text, Fetch(at))) == ((), untold)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("2025 年报", "2025 年报"),
        (" 年报  一 ", "年报 一"),
        ("年\u3000报\xa0二\n", "年 报 二"),
        ("年\x00报\x7f", "年报"),
        ("年报&lt;br&gt;", "年报"),
        ("年&amp;报", "年&报"),
        ("<b>年报</b>", "年报"),
        ("年报<试行>", "年报<试行>"),
        ("", ""),
    ],
)
def test_a_printed_title(printed, title):
    assert rows.clean_title(printed) == title
