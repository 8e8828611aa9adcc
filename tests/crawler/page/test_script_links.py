"""Links that call a script, and the addresses that the page's own script builds."""

import pytest

from crawler.model.types import Fetch, Page
from crawler.page import links, script_links
from crawler.page.script_links import BODY, Scripted, address, joined, pressed

AT = "http://h.example/zwgk/index.html"


def found(body):
    page = Page(AT, f"<html><body>{body}</body></html>", Fetch(AT))
    return list(script_links.links(links.tree(page.text), page))


GO = "<script>function go(id){ location.href = '/nb/' + id + '.html'; }</script>"


@pytest.mark.parametrize(
    "link",
    [
        "<a href=\"javascript:go('7')\">年报</a>",
        "<a href='javascript: return go(\"7\")'>年报</a>",
        "<a href='#' onclick=\"go('7')\">年报</a>",
        "<a onclick=\"return go( '7' );\">年报</a>",
        "<map><area href=\"javascript:go('7')\" alt='年报' title='年报'></map>",
    ],
)
def test_a_link_whose_function_is_on_the_page_has_its_address(link):
    assert found(link + GO) == [Scripted("年报", "go('7')", "http://h.example/nb/7.html")]


def test_a_link_whose_function_is_elsewhere_has_none():
    assert found("<a href=\"javascript:go('7')\">年报</a>") == [Scripted("年报", "go('7')", "")]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/nb/' onclick=\"go('7')\">年报</a>",  # a plain link
        "<a href='javascript:go(7)'>年报</a>",
        "<a href='javascript:go()'>年报</a>",
        "<li onclick=\"go('7')\">年报</li>",
        "<a href=\"javascript:go('a b')\">年报</a>",
        f"<a href=\"javascript:go('{'x' * 81}')\">年报</a>",
    ],
)
def test_what_is_no_such_link(link):
    assert found(link + GO) == []


def test_a_word_has_eighty_characters_at_most():
    assert len(found(f"<a href=\"javascript:go('{'x' * 80}')\">年报</a>")) == 1


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ("onclick=\"go('7')\"", "/nb/7.html"),
        ('onclick="go(7)"', "/nb/7.html"),
        ('onclick="go(this, 7)"', "/nb/7.html"),
        ("onclick=\"track('a'); go('7')\"", "/nb/7.html"),
        ("href=\"javascript:go('7')\"", "/nb/7.html"),
        ('href="#"', ""),
        ("href=\"go('7')\"", ""),  # an address of that name
        ("", ""),
    ],
)
def test_where_a_click_leads(attributes, url):
    element = links.tree(f"<html><body><li {attributes}>x</li></body></html>").find(".//li")
    assert pressed(element, GO) == url


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ("function go(id){location='/nb/'+id+'.html'}", "/nb/7.html"),
        ("var go = function(id){location='/nb/'+id}", "/nb/7"),
        ("function go ( id ){location='?id='+id}", "?id=7"),
        ('function go(id){location="list.jsp?id="+id}', "list.jsp?id=7"),
        ("function go(id){location=id+'.html'}", "7.html"),
        ("function go(id){location=id}", ""),  # no address
        ("function go(id){location='/nb/'+other}", ""),
        ("function go(id){location='/nb/'+x.id}", ""),
        ("function go(id){location='/nb/'+idx}", ""),
        ("function go(id){} function other(id){location='/nb/'+id}", ""),
        ("function go(id){}</script><script>location='/nb/'+id", ""),
        ("function gone(id){location='/nb/'+id}", ""),
        ("function go($a){location='/nb/'+$a}", "/nb/7"),
        ("function go(id){" + " " * (BODY - 40) + "location='/nb/'+id}", "/nb/7"),
        ("function go(id){" + " " * BODY + "location='/nb/'+id}", ""),
    ],
)
def test_the_address_that_a_function_builds(script, url):
    assert address(script, "go", "7") == url


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ("location='/nb/'+this.value+'.html'", "/nb/7.html"),
        ("var v = this.value; location='/nb/'+v", "/nb/7"),
        ("v = this.value; w = 1; location='/nb/'+w", ""),
        ("location='/nb/'+other", ""),
        ("var v = this.value;" + " " * BODY + "location='/nb/'+v", ""),
    ],
)
def test_the_address_around_a_value_that_is_read(script, url):
    assert joined(script, r"this\.value", "7") == url
