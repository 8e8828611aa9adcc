"""The links of a page, and what lies around them."""

import pytest

from crawler.page import links

DEEP = 300


@pytest.mark.parametrize(
    ("body", "furniture"),
    [
        ('<div class="footer"><p><a href="/a">一</a></p></div><a href="/b">二</a>', [True, False]),
        ('<a href="/a" class="side-bar">一</a><nav><a href="/b">二</a></nav>', [True, True]),
        ('<div id="main_nav"><ul><li><a href="/a">一</a></ul></div><div class="navy"><a href="/b">二</a></div>', [True, False]),
        # rows under a menu's name: most items of a list show a full date
        ('<ul class="x nav_list"><li><a href="/a">一</a>2026-03-01</li><li><a href="/b">二</a></li><li>2026-03-02</li></ul>', [False] * 2),
        ('<ul class="xxgk-menu-List"><li><a href="/a">一</a><i>2026年3月1日</i></li></ul>', [False]),
        ('<ul class="nav_list"><li><a href="/a">一</a>2026-03-01</li><li><a href="/b">二</a></li></ul>', [True] * 2),
        ('<ul class="nav_list"><li><a href="/a">一</a>03-01</li></ul>', [True]),
        ('<ul class="nav_lists"><li><a href="/a">一</a>2026-03-01</li></ul>', [True]),
        ('<ul class="hot_list"><li><a href="/a">一</a>2026-03-01</li></ul>', [True]),
        ('<ul class="side nav_list"><li><a href="/a">一</a>2026-03-01</li></ul>', [True]),
        ('<div role="Banner"><a href="/a">一</a></div><span><a href="/b">二</a></span>', [True, False]),
    ],
)
def test_a_link_is_furniture_where_something_around_it_is(body, furniture):
    root = links.tree(f'<html class="top"><body class="header">{body}</body></html>')
    assert [anchor.furniture for anchor in links.anchors(root, "http://h.example/")] == furniture


def test_what_lies_above_links_is_looked_at_once_however_deep_they_nest():
    root = links.tree("<div>" * DEEP + '<a href="/a">一</a><a href="/b">二</a>' + "</div>" * DEEP)
    asked = []
    nearest = links.Nearest(lambda element: asked.append(element) or element.tag == "body")
    assert [nearest.to(link).tag for link in root.iter("a")] == ["body", "body"]
    assert len(asked) == len(set(asked)) == DEEP + 3  # the divs, two links, the body


def test_only_links_to_wanted_addresses_are_given():
    root = links.tree('<a href="a.pdf">一</a><a href="b.html">二</a><li v-for="x in y"><a href="c.pdf">三</a></li>')
    assert [each.url for each in links.anchors(root, "http://h.example/", lambda url: url.endswith(".pdf"))] == ["http://h.example/a.pdf"]


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ('<base href="/q/">', "http://h.example/q/"),
        ('<base target="_blank"><base href="http://k.example/w/">', "http://k.example/w/"),
        ('<base href=""><base href="/q/">', "http://h.example/x/"),
        ("", "http://h.example/x/"),
    ],
)
def test_links_are_relative_to_the_first_base_that_names_an_address(head, base):
    assert links.base_of(links.tree(f"<html><head>{head}</head><body><p>x</body></html>"), "http://h.example/x/") == base
