"""Each name, mark and word by which a page says its title, date, source and files."""

import pytest
from lxml import html

from parsers.html import head
from parsers.types import Source

METAS = """SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnKeywords ColumnType ArticleTitle PubDate ContentSource
Keywords Author Description Image Url"""
TITLE_MARKS = "ucaptitle article_title xxgk_title h1 title con_title news_title bt"
DATE_MARKS = "publishtime article_time pubtime publish-time con_time time date"
ENDINGS = "pdf doc docx xls xlsx et wps ofd rtf rar zip 7z csv ppt pptx mht"
ADDRESSES = """/downfile?id=1 /x/download.jsp?id=1 /document/download?id=1 /attach/1 /attachment/1 /group1/M00/00/1
/x.do?wbfileid=7 /x.do?file=a.pdf /x.do?filename=a.pdf /x.do?showname=a.pdf /x.do?downloadname=a.pdf /x.do?url=/a.pdf /x.do?path=/a.pdf"""


def tree(body):
    return html.fromstring(f"<html><head><title>云水市_门户</title></head><body>{body}</body></html>")


@pytest.mark.parametrize("name", METAS.split())
def test_a_standard_meta_is_known_in_any_case(name):
    for printed in (name, name.upper(), f" {name.lower()} "):
        assert head.metas(tree(f"<meta name='{printed}' content='值'>")) == ((name, "值"),)


@pytest.mark.parametrize("mark", TITLE_MARKS.split())
def test_a_mark_of_the_title(mark):
    for body in (f"<div class='{mark}'>关于公开的通知</div>", f"<div id='{mark}'>关于公开的通知</div>"):
        root = tree(body)
        assert head.title(root, {}, head.marked(root)) == "关于公开的通知"
    root = tree(f"<div class='x{mark}'>关于公开的通知</div>")
    assert head.title(root, {}, head.marked(root)) == "云水市"


@pytest.mark.parametrize("mark", DATE_MARKS.split())
def test_a_mark_of_the_date(mark):
    for body, day in ((f"<i class='{mark}'>2024-01-31</i>", "2024-01-31"), (f"<i class='x{mark}'>2024-01-31</i>", None)):
        assert head.published({}, head.marked(tree(body)), "", Source(b"")) == day


@pytest.mark.parametrize("word", ["", *["发布", "公开", "发文", "更新", "录入", "生成", "上传", "成文"]])
@pytest.mark.parametrize("kind", ["时间", "日期"])
def test_a_word_before_the_date(word, kind):
    assert head.published({}, {}, f"{word}{kind}：2024年1月31日", Source(b"")) == "2024-01-31"


@pytest.mark.parametrize("word", ["来源", "信息来源", "稿件来源", "文章来源", "发布机构", "公开主体", "发布单位"])
def test_a_word_before_the_source(word):
    assert head.issuer({}, f"{word}：云水市教育局 浏览：3") == "云水市教育局"


@pytest.mark.parametrize("address", [*(f"/a/b.{ending}" for ending in ENDINGS.split()), *ADDRESSES.split()])
def test_an_address_of_a_file(address):
    assert head.is_file(address)


@pytest.mark.parametrize("address", ["/a/b.html", "/a/pdf", "/a/b.jsp?title=a", "/a/attached.html", "/a/b.doc.html", "/a/epdf"])
def test_an_address_of_a_page(address):
    assert not head.is_file(address)


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff"])
def test_a_picture_in_an_article(ending):
    found = head.pictures(tree(f"<img src='a.{ending}'><img src='b.{ending}?v=1'><img src='c.svg'>"), "http://h.example/x/")
    assert [link.url for link in found] == [f"http://h.example/x/a.{ending}", f"http://h.example/x/b.{ending}?v=1"]


@pytest.mark.parametrize(("tag", "attribute"), [("a", "href"), ("iframe", "src"), ("embed", "src"), ("object", "data")])
def test_each_element_that_links_to_a_file(tag, attribute):
    found = head.links(tree(f"<{tag} {attribute}='/a.pdf' title='附件'></{tag}>"), "http://h.example/", files=True)
    assert [(link.url, link.label) for link in found] == [("http://h.example/a.pdf", "附件")]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("云水市教育局年报_云水市政府", "云水市教育局年报"),
        ("云水市教育局年报|云水市政府", "云水市教育局年报"),
        ("云水市教育局年报 - 云水市政府", "云水市教育局年报"),
        ("云水市教育局年报 -- 云水市政府", "云水市教育局年报"),
        ("云水市教育局年报——云水市政府", "云水市教育局年报"),
        ("2023-2024年报", "2023-2024年报"),
        ("文" * 199, "文" * 199),
        ("文" * 200, ""),  # no title is as long
        ("。", ""),
    ],
)
def test_the_title_of_the_page_without_the_name_of_the_site(printed, title):
    assert head.title(html.fromstring(f"<html><head><title>{printed}</title></head></html>"), {}, {}) == title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"ArticleTitle": "年报"}, "年报"),
        ({"ArticleTitle": "年报", "ColumnName": "年报"}, "云水市"),
        ({"ArticleTitle": "年报", "ColumnName": "公开"}, "年报"),
        ({"ArticleTitle": ""}, "云水市"),
    ],
)
def test_the_name_of_the_column_is_no_title(said, title):
    assert head.title(tree(""), said, {}) == title


@pytest.mark.parametrize(
    ("meta", "mark", "before", "listed", "day"),
    [
        ("2024-01-05", "2024-01-06", "日期：2024-01-07", "2024-01-08", "2024-01-05"),
        ("昨天", "2024-01-06", "日期：2024-01-07", "2024-01-08", "2024-01-06"),
        ("", "", "日期：2024-01-07", "2024-01-08", "2024-01-07"),
        ("", "", "日期：今天\n时间 2024年1月9日", "2024-01-08", "2024-01-09"),
        ("", "", "2024-01-07", "2024-01-08", "2024-01-08"),
        ("", "", "", "", None),
    ],
)
def test_the_more_certain_day_is_taken(meta, mark, before, listed, day):
    marks = {"time": html.fromstring(f"<i>{mark}</i>")} if mark else {}
    assert head.published({"PubDate": meta}, marks, before, Source(b"", list_date=listed)) == day


@pytest.mark.parametrize(
    ("said", "before", "source"),
    [
        ({"ContentSource": "甲局"}, "来源：乙局办公室", "甲局"),
        ({"ContentSource": ""}, "来源：乙局", "乙局"),
        ({}, "来源： 乙局 浏览", "乙局"),
        ({}, "来源：", ""),
        ({}, "来源乙局", ""),
        ({}, "", ""),
    ],
)
def test_the_source_is_what_the_page_says(said, before, source):
    assert head.issuer(said, before) == source


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("b.html", "http://h.example/a/b.html"), (" b.html ", "http://h.example/a/b.html"), ("/b", "http://h.example/b"),
        ("https://other.example/x", "https://other.example/x"), ("file:///c", "file:///c"),
        ("#top", ""), ("", ""), ("javascript:;", ""), ("mailto:a@b.example", ""), ("http://[bad", ""),
    ],
)  # fmt: skip
def test_where_a_link_leads(address, url):
    found = head.links(tree(f"<a href='{address}'>文</a>"), "http://h.example/a/")
    assert [link.url for link in found] == ([url] if url else [])


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("<a href='a'>甲</a><a href='a'>乙</a>", ["甲"]),
        ("<a href='a'></a><a href='a'>乙</a>", ["乙"]),
        ("<a href='a' title='题'>甲</a>", ["甲"]),
        ("<a href='a' title='题'> </a>", ["题"]),
        ("<a href='a'></a>", [""]),
    ],
)
def test_a_link_that_comes_again_has_one_label(body, labels):
    assert [link.label for link in head.links(tree(body), "http://h.example/")] == labels


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("", "http://h.example/x"),
        ("<base href='/b/'>", "http://h.example/b/"),
        ("<base>", "http://h.example/x"),
        ("<base href='#'>", "http://h.example/x"),
    ],
)
def test_the_address_that_links_are_relative_to(body, url):
    assert head.base(html.fromstring(f"<html><head>{body}</head></html>"), "http://h.example/x") == url


def test_the_first_element_of_a_name_counts_in_any_case():
    root = tree("<div id='Zoom'>1</div><div class='ZOOM b'>2</div><div id='b' class='c'>3</div><h1>4</h1><h1>5</h1>")
    assert {name: head.marked(root)[name].text for name in ("zoom", "b", "c", "h1")} == {"zoom": "1", "b": "2", "c": "3", "h1": "4"}


def test_pictures_are_named_once():
    found = head.pictures(tree("<img src='a.png'><img src='a.png'><img><img src='#a.png'>"), "http://h.example/")
    assert [(link.url, link.label) for link in found] == [("http://h.example/a.png", "")]


@pytest.mark.parametrize("address", ["http://[bad/a.pdf", "/a.pdfx", "/x?name=a.pdf", "/downloads/list.html"])
def test_an_address_that_only_looks_like_one_of_a_file(address):
    assert not head.is_file(address)


def test_a_title_that_is_not_shown_is_no_title():
    root = tree("<div style='display:none'><h1>另一局的年报</h1></div><p class='bt'>本局的年报</p>")
    hidden = set(root.xpath("//div"))
    assert head.title(root, {}, head.marked(root), hidden) == "本局的年报"
    assert head.title(root, {}, head.marked(root)) == "另一局的年报"
