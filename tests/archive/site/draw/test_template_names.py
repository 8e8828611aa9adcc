"""The names that templates use: languages, links, numbers and titles as readers see them."""

from types import SimpleNamespace

import pytest

from archive.site.draw import template_names
from archive.site.draw.filter_words import conditions
from archive.site.draw.template_names import FILTERS, described, mark, other_language, request_language, say
from archive.store import schema


def request(path="/a", query="", accepted="", **cookies):
    return SimpleNamespace(path=path, query_string=query, cookies=cookies, headers={"accept-language": accepted})


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        (None, "zh"),
        (request(), "zh"),
        (request(accepted="en"), "en"),
        (request(query="lang=en"), "en"),
        (request(accepted="en", **{"gongkai-lang": "zh"}), "zh"),
        (SimpleNamespace(query_string=None, cookies={}, headers={}), "zh"),
    ],
)
def test_the_language_of_a_request(asked, lang):
    assert request_language(asked) == lang


@pytest.mark.parametrize(
    ("asked", "lang", "address"),
    [
        (request("/a"), "zh", "/a?lang=en"),
        (request("/a", "q=x&lang=en&empty="), "en", "/a?q=x&lang=zh&empty="),
        (request("//evil"), "zh", "/evil?lang=en"),
        (request("/\\evil"), "zh", "/evil?lang=en"),
        (None, "zh", "/?lang=en"),
        (None, "en", "/?lang=zh"),
        (SimpleNamespace(path="/b", query_string=None), "en", "/b?lang=zh"),
    ],
)
def test_the_same_page_in_the_other_language(asked, lang, address):
    assert other_language(asked, lang) == address


def test_wording_with_values():
    assert say("zh", "{n} 件 {t}", "", n=1234, t="<b>") == "1,234 件 &lt;b&gt;"
    assert say("en", "", "{n} of {x}", n=1.5, x=None) == "1.5 of None"
    assert mark([("a<", False), ("b&", True)]) == "a&lt;<mark>b&amp;</mark>"


@pytest.mark.parametrize("name", schema.descriptions())
def test_descriptions_of_tables_and_columns(name):
    words = schema.descriptions()[name]
    assert (described("zh", name), described("en", name)) == (words["zh"], words["en"])
    for column, (zh, en) in words["columns"].items():
        assert (described("zh", name, column), described("en", name, column)) == (zh, en)
    assert (described("zh", name, "none"), described("en", "none"), described("en", "none", "none")) == ("", "", "")


def test_each_row_of_the_navigation():
    assert template_names.NAVIGATION == (
        ("/search", "检索", "Search"),
        ("/coverage", "发布情况", "Coverage"),
        ("/agencies", "机关", "Agencies"),
        ("/rank", "排序", "Rank"),
        ("/trend", "趋势", "Trend"),
        ("/compare", "比较", "Compare"),
        ("/checks", "核对", "Checks"),
        ("/health", "采集状况", "Health"),
        ("/gongkai", "数据库", "Database"),
        ("/download", "下载", "Download"),
    )
    assert len(template_names.ASSET) == 8


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("number", 1e15, "1000000000000000.0"),
        ("number", 999999999999999.0, "999,999,999,999,999"),
        ("number", 0.1234567, "0.123457"),
        ("number", -3, "-3"),
        ("number", "甲", "甲"),
        ("number", 1.50, "1.5"),
        ("moment", "2026-11-20T05:06", "2026-11-20 05:06"),
        ("moment", "", ""),
        ("safe_link", "HTTP://a", "HTTP://a"),
        ("safe_link", "http://[", ""),
        ("safe_link", "//a", ""),
        ("safe_link", "ftp://a", ""),
        ("titled", "x" * 120, "x" * 120),
        ("titled", "x" * 121, "x" * 120 + "…"),
        ("titled", "a\tb\rc\nd  e", "a b c d e"),
        ("titled", "a\x00\x1f\x7f\x9f\u200b\u200f\u202a\u202e\u2060\u2069\ufeffb", "ab"),
        ("titled", "a\x20\xa0\u200a\u2010\u2029\u202f\u205f\u206ab", "a \u2010 \u206ab"),
        ("size", 0, "0 B"),
    ],
)
def test_values_as_readers_see_them(name, value, text):
    assert FILTERS[name](value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(None, 2, ""), (1, None, ""), (1, 0, ""), (0, 2, "0%"), (1, 200, "0.5%"), (1, 1000, "0.1%")]
)
def test_a_share(part, whole, text):
    assert template_names.share(part, whole) == text


@pytest.mark.parametrize("key", ["isnull", "notnull", "isblank", "notblank"])
def test_a_filter_without_a_value_shows_none(key):
    assert "7" not in conditions("zh", [("title", key, "7")], "", "")
    assert "7" in conditions("zh", [("title", "exact", "7")], "", "")
    assert conditions("zh", [("title", "unknown", "7")], " ", "") == ""
