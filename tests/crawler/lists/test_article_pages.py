"""The further pages of an article: what makes its pager worth reading."""

import pytest

from crawler.lists import article_pages, pagers
from crawler.model.types import Fetch, Page
from gongkai import yaml_tables

URL = "http://h.example/zwgk/t20260301_7.html"
NAMED = [row for row in yaml_tables.read("crawler.lists", "pagers.yaml") if "{stem}_" in row.get("page", "")]


@pytest.mark.parametrize("dialect", NAMED, ids=[row["id"] for row in NAMED])
def test_each_pager_that_names_pages_by_a_file_is_read_in_an_article(dialect, monkeypatch):
    read = []
    monkeypatch.setattr(pagers, "read_pager", lambda page: read.append(page) or (None, ()))
    article_pages.further(Page(URL, dialect["seen"].replace("index", "t20260301_7"), Fetch(URL)))
    assert read, "its pager was passed over"


def test_no_pager_is_read_in_an_article_that_names_no_further_page(monkeypatch):
    monkeypatch.setattr(pagers, "read_pager", lambda page: pytest.fail("the pager was read"))
    text = "<a href='/index.html'>首页</a><p>第一页</p><a href='t20260302_8.html'>下一篇</a>"
    assert article_pages.further(Page(URL, text, Fetch(URL))) == ()


@pytest.mark.parametrize("word", article_pages.NAMED_BY_SCRIPT)
def test_each_word_of_a_pager_holds_a_part_that_is_searched_first(word):
    assert any(part in word for part in article_pages.PARTS)
