"""What says that a list is empty, what points to a script, and what says nothing."""

import pytest

from crawler.lists import emptiness
from crawler.model.types import Fetch, Page
from crawler.page import links

AT = "http://h.example/zwgk/nb/"


def tree(body):
    return links.tree(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li>暂无内容！</li></ul>",
        "<td>对不起，该栏目暂时没有内容</td>",
        "<div>没有查询到相关信息</div>",
        "<p><img src=a.gif>本年度未制定规范性文件</p>",
    ],
)
def test_an_element_that_says_nothing_else(body):
    assert emptiness.says_empty(tree(body))


@pytest.mark.parametrize(
    "body",
    [
        "<div class=weather>今日天气：暂无数据</div>",
        "<!-- <p>暂无信息</p> -->",
        "<div style='display:none'>暂无数据</div>",
        "<div style='display: none'><p>暂无数据</p></div>",
        "<script>var tips={result:'暂无相关信息'}</script>",
        "<div class=footer><p>暂无信息</p></div>",
        "<li>关于暂无信息的说明</li>",
        "<option>暂无数据</option>",
    ],
)
def test_the_same_words_elsewhere_say_nothing(body):
    assert not emptiness.says_empty(tree(body))


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        ("<ul id=rows></ul><script>fetch('/open/api/rows').then(draw)</script>", ("rows_by_script: http://h.example/open/api/rows",)),
        ("<script>$.ajax({type:'POST',url:'list.do',success:f})</script>", ("rows_by_script: http://h.example/zwgk/nb/list.do",)),
        (
            "<script>x.open('GET', \"//other.example/api/rows\")</script>",
            ("rows_by_script: http://other.example/api/rows (another site's)",),
        ),
        ("<script>document.writeln('<li><a href=')</script>", ("rows_by_script",)),
        ("<ul><li v-for='i in list'></li></ul>", ("rows_by_script",)),
        ("<ul id=rows></ul><script src='/js/app.js'></script>", ("rows_by_script",)),
        ("<ul id=rows></ul><script src='/js/jquery.min.js'></script>", ()),
        ("<div id=app></div><script src='//cdn.example/chunk.js'></script>", ("rows_by_script",)),  # the root of an application
        ("<div id=app><p>加载中…</p></div><script src='/js/app.js'></script>", ("rows_by_script",)),
        ("<div id=app><p><a href='/a/'>栏目</a></p></div><script src='/js/app.js'></script>", ()),
        ("<div id=box></div><script src='/js/app.js'></script>", ()),
        ("<div class=list> <script src='/js/gg_list.js'></script> </div>", ("rows_by_script",)),  # a box of one script
        ("<div class=list>表<script src='/js/gg_list.js'></script></div>", ()),
        ("<div class=list><script src='/js/jquery.js'></script></div>", ()),
        ("<ul></ul><script src='/js/app.js'></script>", ()),
        ("<script>//fetch('/open/api/rows')\n</script>", ()),
        ("<script>document.write('<a href=index_1.html>2</a>')</script>", ()),
    ],
)
def test_a_script_that_draws_the_rows_is_named(body, reasons):
    assert emptiness.drawn_by_script(tree(body), Page(AT, body, Fetch(AT))) == reasons
