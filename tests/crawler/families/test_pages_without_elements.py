"""A page that holds no element at all: every reader of a column says that the answer was empty, and asks for nothing."""

import pytest

from crawler.families import base, hebei, jpaas, lonsun, trs_search, truecms
from crawler.model.types import Fetch, Listing, Page

AT = "http://h.example/zwgk/nb/"
READERS = {
    "a static list": lambda page: base.static_listing(page, "trs"),
    "Hebei": hebei._column,
    "jpaas": jpaas._column,
    "LonSun": lambda page: lonsun._column(page, {}),
    "search of TRS": trs_search._column,
    "TrueCMS": truecms._column,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("text", ["", "<!-- 年报 -->"], ids=["nothing", "a comment"])
def test_nothing_on_a_page_is_an_empty_answer(reader, text):
    assert reader(Page(AT, text, Fetch(AT))) == Listing(reasons=("empty_answer",))
