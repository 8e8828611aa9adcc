"""Units of JPaaS: which of a page's units is the list, what is asked of the interface, what its answers give."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.families import jpaas
from crawler.model.types import Fetch, Page

AT = "http://h.example/col/nb/index.html"
BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def unit(tag, more="", element="script", keys="'parseType':'buildstatic','webId':'1','tplSetId':'2','pageType':'column','pageId':'5',"):
    return f"<{element} {more} queryData=\"{{{keys}'tagId':'{tag}'}}\"></{element}>"


def column(body):
    return jpaas.listing(Page(AT, f"<html><body>{body}</body></html>", Fetch(AT)))


ROWS = "".join(f"<li><a href='/art/2026/{n}/3/art_1_{n}.html'>云水市第{n}号年度报告</a><span>2026-01-0{n}</span></li>" for n in range(1, 4))
BLOCK = '<div class="x pagination y" count="{count}" rows="{rows}" pageNo="{page}"></div>'


def block(count=31, rows=15, number=1):
    return BLOCK.format(count=count, rows=rows, page=number)


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("parseType='bulidstatic'", True),
        ('parseType = "buildstatic"', True),
        ("parseType=buildstatic", True),
        ("parseType=other", False),
        ('<script src="/api-gateway/jpaas-publish-server/a.js">', True),
        ("queryData=\"{'webId'", True),
        ("queryData=\"{'other'", False),
    ],
)
def test_how_a_page_of_units_is_known(text, matches):
    assert jpaas.matches(Page(AT, text, Fetch(AT))) is matches


def test_every_unit_of_a_page_is_asked_for():
    found = column(unit("当前栏目") + unit("导航", "unitUrl='/own/unit'"))
    assert found.entries == ()
    first, second = found.next
    assert (urlsplit(first.url).path, urlsplit(second.url).path) == (BUILD, "/own/unit")
    query = parse_qs(urlsplit(first.url).query, keep_blank_values=True)
    assert query == {
        "parseType": ["buildstatic"],
        "webId": ["1"],
        "tplSetId": ["2"],
        "pageType": ["column"],
        "tagId": ["当前栏目"],
        "editType": ["null"],
        "pageId": ["5"],
        "paramJson": ['{"pageNo":1,"pageSize":15}'],
    }
    state = dict(first.state)
    assert (state["alone"], state["served"], state["url"], state["referer"]) == ("", "", BUILD, AT)
    assert json.loads(state["keys"])["tagId"] == "当前栏目"


def test_a_single_unit_is_the_list():
    assert dict(column(unit("x")).next[0].state)["alone"] == "1"


def test_a_page_without_a_unit_says_so():
    assert column("parseType='buildstatic'").reasons
    assert jpaas.listing(Page(AT, "", Fetch(AT))).reasons == ("empty_answer",)


@pytest.mark.parametrize(
    ("units", "tag"),
    [
        (unit("导航") + unit("x", element="div") + unit("当前栏目"), "x"),  # what was served comes first
        (unit("导航") + unit("当前栏目"), "当前栏目"),
        (unit("导航") + unit("列表一"), "列表一"),
        (unit("导航") + unit("mylist"), "mylist"),
        (unit("导航") + unit("分页"), "分页"),
        (unit("导航") + unit("zw1"), "zw1"),
        (unit("导航") + unit("页脚"), "导航"),
    ],
)
def test_a_list_that_was_served_is_paged_by_its_own_unit(units, tag):
    found = column(f"<ul>{ROWS}</ul>{block()}{units}")
    assert len(found.entries) == 3
    assert [fetch.page for fetch in found.next] == [2, 3]
    assert json.loads(dict(found.next[0].state)["keys"])["tagId"] == tag
    assert json.loads(parse_qs(urlsplit(found.next[1].url).query)["paramJson"][0]) == {"pageNo": 3, "pageSize": 15}


def answer(data, number=None, **notes):
    state = {"keys": '{"tagId": "当前栏目"}', "url": BUILD, "alone": "", "served": "", "referer": AT, **notes}
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return jpaas.listing(Page(f"http://h.example{BUILD}", text, Fetch(AT, page=number, state=tuple(sorted(state.items())))))


def html(text):
    return {"success": True, "data": {"html": text}}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"success": False, "code": "401"}, "interface_refused: 401"),
        ({"code": "500"}, "interface_refused: 500"),
        ({"success": False}, "interface_refused: no JSON"),
        ("<html>", "interface_refused: no JSON"),
    ],
)
def test_an_interface_that_refuses_says_so(data, reason):
    assert answer(data).reasons == (reason,)


@pytest.mark.parametrize(
    ("count", "size", "number", "pages", "later"),
    [(31, 15, 1, 3, [2, 3]), (30, 15, 1, 2, [2]), (15, 15, 1, 1, []), (0, 15, 1, 1, []), (31, 0, 1, None, []), (31, 15, 2, 3, [])],
)
def test_the_pages_of_an_answer(count, size, number, pages, later):
    found = answer(html(f"<ul>{ROWS}</ul>{block(count, size, number)}"), number)
    assert (found.pager.pages, found.pager.rows, found.pager.current, found.pager.size) == (pages, count, number, size)
    assert [fetch.page for fetch in found.next] == later
    assert found.empty is (count == 0)
    assert len(found.entries) == 3


@pytest.mark.parametrize(
    ("tag", "alone", "body", "rows"),
    [("当前栏目", "", ROWS, 3), ("导航", "", ROWS, 0), ("导航", "1", ROWS, 3), ("导航", "", ROWS + block(), 3)],
)
def test_a_unit_that_is_no_list_gives_nothing(tag, alone, body, rows):
    assert len(answer(html(f"<ul>{body}</ul>"), keys=json.dumps({"tagId": tag}), alone=alone).entries) == rows


@pytest.mark.parametrize(
    ("body", "number", "reasons"),
    [
        (block(31), 1, ("interface_answered_nothing",)),
        (block(31), 3, ("interface_answered_nothing",)),
        (block(31), 4, ()),
        (block(0), 1, ()),
        ("", 1, ()),
        (f"<ul>{ROWS}</ul>{block(31)}", 1, ()),
    ],
)
def test_an_answer_without_the_rows_it_counts(body, number, reasons):
    assert tuple(reason for reason in answer(html(body), number).reasons if reason == "interface_answered_nothing") == reasons


def test_an_answer_without_html_is_empty_of_rows():
    assert answer({"success": True}).entries == ()
    assert answer({"success": True, "data": {}}).entries == ()


def test_addresses_of_entities_and_single_pairs_are_undone():
    (fetch,) = column("<script url='/a?b=1&amp;c=2' queryData=\"{&#39;tagId&#39;:&#39;x&#39;}\"></script>").next
    assert fetch.url.startswith("http://h.example/a?b=1&c=2?")
    assert parse_qs(urlsplit(fetch.url).query)["tagId"] == ["x"]
