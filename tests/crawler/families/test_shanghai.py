"""The system of Shanghai: its marks, and when its search is asked."""

import json

import pytest

from crawler.families import shanghai
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/nb/index.html"
ROWS = "".join(f'<li><a href="/nw1/2026030{n}/a{n}.html">第{n}号年度报告</a><span>2026-03-0{n}</span></li>' for n in range(1, 6))
SEARCH = "post('/zwgk-search-front/api/data/affair',{channelList:['51','5_2']})"


def listing(text):
    return shanghai.listing(Page(AT, f"<html><body>{text}</body></html>", Fetch(AT)))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("/nw1/20260301/a-b.html", True),
        ("/nw12345/20260301/a.html", True),
        ("/nw/20260301/a.html", False),
        ("/nw1/2026030/a.html", False),
        ("$('.pagination').pagination('setPage'", True),
        ('x.pagination( "setPage"', True),
        ("/zwgk-search-front/api/data/affair", True),
        ("", False),
    ],
)
def test_its_marks(text, own):
    assert shanghai.matches(Page(AT, text, Fetch(AT))) is own


def test_the_search_is_asked_for_the_channels_that_the_page_names():
    (fetch,) = listing(SEARCH).next
    assert (fetch.url, fetch.family) == ("http://h.example/zwgk-search-front/api/data/affair", "shanghai")
    assert json.loads(fetch.body) == {"channelList": ["51", "5_2"], "pageSize": 20}


@pytest.mark.parametrize("text", [f"<ul>{ROWS}</ul>{SEARCH}", "channelList:['51']", "'/api/data/affair'"])
def test_it_is_not_asked_beside_rows_nor_without_its_name_or_channels(text):
    assert [fetch.url for fetch in listing(text).next if "affair" in fetch.url] == []


@pytest.mark.parametrize(("length", "asked"), [(400, 1), (401, 0)])
def test_a_list_of_channels_has_a_bound(length, asked):
    assert len(listing(f"/api/data/affair channelList:[{'1' * length}]").next) == asked
