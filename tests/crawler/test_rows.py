"""Rows and sub-columns out of pages: what is one, what is none, and its title and date; hostile pages are read in bounded time."""

import time

import pytest

from crawler import articles, families, faults, links, menus, rows
from crawler.types import Fetch, Page

AT = "http://h.example/zwgk/nb/index.html"
REPORT = "云水市2025年政府信息公开工作年度报告"


def read(body, url=AT, told=None):
    return rows.read(links.tree(f"<html><body>{body}</body></html>"), url, told)


def item(inner):
    return f'<ul class="list"><li>{inner}</li></ul>'


@pytest.mark.parametrize(("inner", "title", "date"), [
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
    ('<a href="1.html" title="关于&lt;br/&gt;公开的通知">x</a><b>2026-01-01</b>', "关于公开的通知", "2026-01-01"),
])
def test_a_row_has_its_title_and_its_own_date(inner, title, date):
    entry, = read(item(inner), told=1)
    assert (entry.title, entry.date) == (title, date)


NEWS = "".join(f'<li><a href="/news/{n}.html">新闻{n}</a><span>2026-01-0{n}</span></li>' for n in range(1, 6))
LIST = "".join(f'<li><a href="./{n}.html">通知{n}</a><span>2026-01-0{n}</span></li>' for n in range(1, 6))


@pytest.mark.parametrize(("body", "count"), [
    (f'<ul class="list">{LIST}</ul>', 5),
    (f'<ul class="list">{LIST}</ul><div class="side"><ul>{NEWS}</ul></div>', 5),
    (f'<ul class="list">{LIST}</ul><div class="news"><ul>{NEWS}</ul></div>', 5),
    (f'<ul class="pc">{LIST}</ul><ul class="wap">{LIST}</ul>', 5),  # a second copy for telephones
    (f'<ul class="one">{LIST}</ul><ul class="two">{LIST.replace("./", "./b/")}</ul>', 10),  # both below the column
    (f'<ul class="list">{LIST}<li class="lm_line"></li><li>-----</li></ul>', 5),
    (f'<ul class="list">{LIST}<li><a href="http://other.example/x.html">外</a></li></ul>', 6),
    (f'<ul class="list">{LIST}<li><a href="javascript:void(0)">空</a></li><li><a href="#">空</a></li></ul>', 5),
    (f'<ul class="list">{LIST}<li style="display:none"><a href="9.html">隐</a></li><li ms-repeat="x"><a href="8.html">模</a></li></ul>', 5),
    (f'<ul class="list">{LIST}<!-- <li><a href="7.html">注</a></li> --><li><a href="{{{{el.url}}}}">模</a></li></ul>', 5),
    (f'<table><tr><th>标题</th></tr>{LIST.replace("<li>", "<tr><td>").replace("</a>", "</a></td><td>").replace("</li>", "</td></tr>")}</table>', 5),
    (f'<div class="footer"><ul>{LIST}</ul></div>', 0),
    (f'<nav><ul>{LIST}</ul></nav>', 0),
    ('<ul><li><a href="/hot/1.html">热点</a><span>2026-01-01</span></li></ul>', 0),  # one, elsewhere: a side column
    ('<ul><li><a href="./1.html">通知</a><span>2026-01-01</span></li></ul>', 1),  # one, below the column
    (f'<ul><li><a href="/x/1.html">{REPORT}</a><span>2026-01-01</span></li></ul>', 1),  # one, a report by its title
    (f'<ul class="list">{LIST[:LIST.index("<li>", 5)]}</ul><div class="right"><ul>{NEWS}</ul></div>', 1),  # one below the column, five beside it
    (f'<p><a href="/x/1.html">通知</a>[2026-01-01]</p><div class="right"><ul>{NEWS}</ul></div>', 1),  # one in the middle, five beside it
    (f'<div class="right"><ul>{NEWS}</ul></div>', 5),  # beside a menu the list itself stands on the right
    (f'<ul class="list">{LIST.replace("<li>", "<li><a href=/bm/fgw/>[发改委]</a>")}</ul>', 5),  # the office beside each title
    (f'<ul class="list">{LIST.replace("<li>", "<li><a href=/bm/fgw/>发改委</a>")}</ul>', 5),
    (f'<ul class="list">{LIST.replace("</span>", "</span><a href=./1.pdf>[下载]</a>", 1)}</ul>', 6),  # a file is no office
    (f'<div class="tab on"><ul>{LIST}</ul></div><div class="tab" style="display:none"><ul>{LIST.replace("./", "/x/")}</ul></div>', 10),
    (f'<div class="a"><ul><li><a href="/x/1.html">{REPORT}</a></li></ul></div><div class="b"><ul><li><a href="/x/2.html">{REPORT}</a></li></ul></div>', 2),
    ("", 0),
])
def test_what_is_a_row(body, count):
    assert len(read(body)) == count


def test_a_page_that_says_it_is_empty_has_no_news_for_rows():
    assert read(f'<ul class="news">{NEWS}</ul>', told=0) == ()


@pytest.mark.parametrize(("link", "label"), [
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
])
def test_what_is_a_column_below(link, label):
    found = menus.read(links.tree(f"<html><body>{link}</body></html>"), AT)
    assert [each.label for each in found] == ([label] if label else [])


HOSTILE = {
    "divs": "<div>" * 30000, "items": "<ul><li><a href='1.html'>甲</a>" * 3000, "tables": "<table><tr><td>" * 3000, "metas": "<meta " * 30000,
    "links": "<a href=" * 20000, "scripts": "<script>" * 30000, "units": "<script queryData=" * 10000, "stores": "<datastore>" * 9000 + ".jpage({" * 9000,
    "records": "<datastore><record><![cdata[" * 9000, "calls": "createPageHTML(" * 20000, "braces": "<script>" + "{" * 50000, "json": '[{"a":' * 30000,
    "titles": "<title>" * 30000, "quotes": "<script>" + '"a' * 50000, "totals": "共12条" * 9000, "classes": "<div class=" * 20000,
}
SECONDS = 8.0  # what a page of some 300 KB may take on a slow machine; reading in the square of its length takes minutes


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_bounded_time(name):
    page = Page(AT, HOSTILE[name], Fetch(AT), 200, (), HOSTILE[name].encode())
    began = time.process_time()
    families.recognise(page).listing(page)
    articles.attachments(page)
    articles.metas(page)
    faults.classify(page, "list")
    faults.mismatch(page, "云水市政府信息公开")
    assert time.process_time() - began < SECONDS
