"""Which elements are furniture of a page, which links lead nowhere, and where an address is printed: word by word."""

import pytest

from crawler.page import links

BASE = "http://h.example/zw/"
FURNITURE = """header head top topbar nav navbar navigation menu footer foot bottom crumb crumbs breadcrumb bread position location dqwz
    pagination pager friendlink yqlj copyright sitemap share side sidebar aside hot related recommend ranking"""


def element(markup, tag="a"):
    return next(links.tree(f"<html><body>{markup}</body></html>").iter(tag))


@pytest.mark.parametrize("word", FURNITURE.split())
def test_a_word_of_furniture(word):
    assert links.is_furniture(element(f"<p class='{word}'>x</p>", "p"))
    assert links.is_furniture(element(f"<p id='Main-{word.upper()}_1'>x</p>", "p"))
    assert not links.is_furniture(element(f"<p class='{word}x my{word}'>x</p>", "p"))


@pytest.mark.parametrize("tag", ["header", "footer", "nav", "aside"])
def test_an_element_of_furniture(tag):
    assert links.is_furniture(element(f"<{tag}>x</{tag}>", tag))


@pytest.mark.parametrize("role", ["navigation", "banner", "contentinfo", "search"])
def test_a_role_of_furniture(role):
    assert links.is_furniture(element(f"<p role='{role.upper()}'>x</p>", "p"))
    assert not links.is_furniture(element(f"<p role='{role}x'>x</p>", "p"))


def test_the_page_itself_is_no_furniture():
    root = links.tree("<html class='top'><body id='header'><p>x</p></body></html>")
    assert not links.is_furniture(root)
    assert not links.is_furniture(root.find("body"))
    assert links.words_of(element("<p>x</p>", "p")) == []


@pytest.mark.parametrize("name", ["ms-repeat", "ms-for", "ms-each", "v-for", "ng-repeat", "x-for"])
def test_a_row_of_a_template_leads_nowhere(name):
    assert links.is_template(element(f"<ul><li {name}='x'><b><a href='/a'>x</a></b></li></ul>"))
    assert links.is_template(element(f"<a {name}='x' href='/a'>x</a>"))
    assert not links.is_template(element(f"<ul><li {name}x='x'><a href='/a'>x</a></li></ul>"))


@pytest.mark.parametrize(
    ("markup", "template"),
    [
        ("<li style='display : none'><a href='/a'>x</a></li>", True),
        ("<dl><dd style='display:none'><a href='/a'>x</a></dd></dl>", True),
        ("<table><tr style='display:none'><td><a href='/a'>x</a></td></tr></table>", True),
        ("<div style='display:none'><a href='/a'>x</a></div>", False),
        ("<a href='/a'>{{ x.title }}</a>", True),
        ("<a href='/a'>${title}</a>", True),
        ("<a href='/a'>el.title</a>", True),
        ("<a href='/a'>[[title]]</a>", True),
        ("<a href='/a'>title</a>", False),
        ("<li v-for='x'>" + "<dl>" * 3 + "<a href='/a'>x</a>", True),
        ("<li v-for='x'>" + "<dl>" * 4 + "<a href='/a'>x</a>", False),
    ],
)
def test_what_is_a_template(markup, template):
    assert links.is_template(element(markup)) is template


@pytest.mark.parametrize(
    ("markup", "tag", "url"),
    [
        ("<a href=' a.html '>x</a>", "a", "a.html"),
        ("<a href='?id=1'>x</a>", "a", "?id=1"),
        ("<a href='#12'>x</a>", "a", "#12"),
        ("<a href='#top'>x</a>", "a", None),
        ("<a href=''>x</a>", "a", None),
        ("<a href='javascript:void(0)'>x</a>", "a", None),
        ("<a href='mailto:x@h'>x</a>", "a", None),
        ("<a href='{{x}}'>x</a>", "a", None),
        ("<iframe src='f.html'></iframe>", "iframe", "f.html"),
        ("<select><option value='/o/'>x</option></select>", "option", "/o/"),
        ("<select><option value='x.html'>x</option></select>", "option", "x.html"),
        ("<select><option value='?a'>x</option></select>", "option", "?a"),
        ("<select><option value='word'>x</option></select>", "option", None),
        ("<a value='/o/'>x</a>", "a", None),
        *((f"<a {name}='d/e'>x</a>", "a", "d/e") for name in ("data-url", "data-href", "hhref")),
        ("<a data-url=\"open('/d/e')\">x</a>", "a", "/d/e"),
        ("<a onclick='d/e'>x</a>", "a", None),
        ("<a href='javascript:go(\"/q/1.html\")'>x</a>", "a", "/q/1.html"),
        *(
            (f"<a href='#' onclick=\"go('{printed}')\">x</a>", "a", printed)
            for printed in (
                "http://k.example/x",
                "https://k.example/x",
                "//k.example/x",
                "/a",
                "./a",
                "../a",
                "a/b",
                "list.do?id=1",
                "a.html",
                "a.shtm",
                "a.jsp",
                "a.aspx",
                "a.php",
            )
        ),
        *((f"<a href='#' onclick=\"go('{word}')\">x</a>", "a", None) for word in ("word", "1234", "a.pdf", "a b/c")),
        ("<a onclick=\"location='/x'\">x</a>", "a", "/x"),
        ("<a onclick=\"go('{{x}}/a')\" data-href='/y'>x</a>", "a", "/y"),
    ],
)
def test_where_an_address_is_printed(markup, tag, url):
    assert links.link_of(element(markup, tag), BASE) == (url and links.absolute(BASE, url))


@pytest.mark.parametrize(
    ("markup", "label"),
    [
        ("<a title='题'>  文\u3000字\xa0 </a>", "文 字"),
        ("<a title=' 题 '><img alt='图'></a>", "题"),
        ("<a><img alt=' 图 ' title='名'></a>", "图"),
        ("<a><img title=' 名 '></a>", "名"),
        ("<a></a>", ""),
    ],
)
def test_the_label_of_a_link(markup, label):
    assert links.label_of(element(markup)) == label


def test_texts_are_bounded_and_pages_read_without_scripts():
    many = element("<p>" + "<i>0123456789</i>" * 300 + "</p>", "p")
    assert len(links.text_within(many)) == 2010
    assert links.text_within(many, 15) == "0123456789" * 2
    assert links.tree("") is None
    unread = "<script>a</script><style>b</style><noscript>c</noscript><template>d</template>"
    root = links.tree(f"<?xml version='1.0'?><html>{unread}tail<p>e</p><!-- f --></html>")
    assert "".join(root.itertext()) == "taile"


def test_every_kind_of_link_is_given_in_page_order():
    markup = (
        "<a href='1'>x</a><map><area href='2'></map><select><option value='/3'>x</option></select><iframe src='4'></iframe><link href='5'>"
    )
    root = links.tree(f"<html><body>{markup}</body></html>")
    assert [each.url for each in links.anchors(root, BASE)] == [f"{BASE}1", f"{BASE}2", "http://h.example/3", f"{BASE}4"]
    hidden = links.tree("<html><base href='/b/'><body><div><a href='1'>{{x}}</a><a href='#'>y</a></div></body></html>")
    assert [each.url for each in links.inside(hidden.find(".//div"), BASE)] == ["http://h.example/b/1"]
