"""In which elements the words that a list is empty are believed."""

import pytest

from crawler.lists import emptiness
from crawler.page import links

TAGS = "li td p div span dd dt a h3 h4 font em strong b center section"


def says(body, hidden=False):
    return emptiness.says_empty(links.tree(f"<html><body>{body}</body></html>"), hidden)


def within(tag, text):
    inner = f"<{tag}>{text}</{tag}>"
    return f"<table><tr>{inner}</tr></table>" if tag == "td" else inner


@pytest.mark.parametrize("tag", TAGS.split())
def test_an_element_of_the_content(tag):
    assert says(within(tag, "暂无信息"))
    assert not says(within(tag, "今日天气：暂无信息"))


@pytest.mark.parametrize("tag", ["u", "label", "h1"])
def test_another_element(tag):
    assert not says(f"<{tag}>暂无信息</{tag}>")


@pytest.mark.parametrize("tag", ["br", "img", "i"])
def test_the_words_behind_an_element(tag):
    assert says(f"<u><{tag}>暂无信息</u>" if tag != "i" else "<u><i></i>暂无信息</u>")
    assert not says(f"<u><{tag}></u>")


@pytest.mark.parametrize("style", ["display:none", "display: none; color: red"])
def test_hidden_words_count_only_where_hidden_elements_do(style):
    body = f"<div style='{style}'><p>暂无信息</p></div>"
    assert (says(body), says(body, hidden=True)) == (False, True)


LONGEST = "正在加载中，请稍候……"


@pytest.mark.parametrize(
    ("place", "empty"),
    [
        ("<div id=app></div>", True),
        ("<div id=app>加载中…</div>", True),
        (f"<div id=app>{LONGEST[:-1]}</div>", True),
        (f"<div id=app>{LONGEST}</div>", False),
        ("<div id=ROOT></div>", True),
        ("<main id=main></main>", True),
        ("<section id=__nuxt></section>", True),
        ("<div id=q-app></div>", True),
        ("<div id=content></div>", False),
        ("<div></div>", False),
        ("<div id=app><a href='/x'></a></div>", False),
        ("<div id=app><img></div>", False),
        ("<div id=app><form></form></div>", False),
        ("<div id=app><p><i></i></p></div>", True),
        ("<ul id=x></ul>", True),
        ("<ol id=x> </ol>", True),
        ("<dl id=x></dl>", True),
        ("<ul id=x>加载中</ul>", False),
        ("<ul id=x><li></li></ul>", False),
        ("<ul></ul>", False),
    ],
)
def test_an_empty_place_made_for_rows(place, empty):
    assert emptiness._has_empty_place(links.tree(f"<html><body><p>正文</p>{place}</body></html>")) is empty
