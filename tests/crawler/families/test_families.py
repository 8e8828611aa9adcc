"""One row a family (crawler/families/contracts.yaml): the smallest page that is its, and what it must read from it."""

import pytest

from crawler import families
from crawler.families import contracts
from crawler.families.base import Family
from crawler.model.types import Fetch, Page
from gongkai.errors import BadConfiguration

LI = '<ul class="list"><li><a href="{}" title="关于公开的通知{n}">关于公开…</a><span>2026-03-3{n}</span></li></ul>'
AT = "http://h.example"
CASES = [(row.family, row.path, row.page, row.rows, row.requests, row.first) for row in contracts.OWN]


def page(path, text):
    return Page(AT + path, text, Fetch(AT + path))


def test_every_family_has_its_row_and_every_row_its_family():
    assert [case[0] for case in CASES] == [family.name for family in families.FAMILIES]


@pytest.mark.parametrize(("name", "path", "text", "rows", "requests", "first"), CASES, ids=[case[0] for case in CASES])
def test_a_family_knows_its_page_and_reads_it(name, path, text, rows, requests, first):
    seen = page(path, text)
    family: Family = families.recognise(seen)
    listing = family.listing(seen)
    assert family.name == name
    assert (len(listing.entries), len(listing.next)) == (rows, requests)
    assert first in (listing.next[0].url if listing.next else "")


@pytest.mark.parametrize("text", ["", " ", "\x00", "<html>", "<", "{}", '{"data": 7}', "<datastore>", "<table>" * 300, "é" * 10])
@pytest.mark.parametrize("family", families.FAMILIES, ids=lambda family: family.name)
def test_no_page_breaks_a_family(family, text):
    assert family.listing(page("/nb/", text)).entries == ()


@pytest.mark.parametrize(
    "text", ["", "<html>down for repairs</html>", "[]", "null", '{"data": {"results": [1, {}, {"title": "x"}]}}', "cb(", "\x0b"]
)
def test_no_answer_breaks_an_interface(text):
    for name, path, body, *_ in CASES:
        for fetch in families.named(name).listing(page(path, body)).next:
            listing = families.named(name).listing(Page(fetch.url, text, fetch))
            assert listing.entries == ()


@pytest.mark.parametrize(
    ("fetch", "text", "name"),
    [
        (
            Fetch(AT, family="ucap", state=(("interface", "common/search"),)),
            "<datastore>",
            "ucap",
        ),  # an answer goes to the family that asked
        (Fetch(AT, family="trs", page=2), "<p>第二页</p>", "trs"),
        (Fetch(AT, family="trs"), "<p>没有标记</p>", "trs"),  # the registry's word, where nobody else knows the page
        (
            Fetch(AT, family="trs"),
            {case[0]: case[2] for case in CASES}["trs_search"],
            "trs_search",
        ),  # but not against a page that another family knows
        (Fetch(AT, family="generic"), LI.format("/nb/202603/t20260330_1.html", n=0) + 'createPageHTML(2,0,"index","html")', "trs"),
        (Fetch(AT), "<p>没有标记</p>", "generic"),
    ],
)
def test_the_family_a_request_names_reads_its_answer(fetch, text, name):
    assert families.recognise(Page(AT, text, fetch)).name == name


def test_an_unknown_family_is_a_bad_configuration_that_names_those_there_are():
    with pytest.raises(BadConfiguration, match=r"triffid.*generic"):
        families.named("triffid")


ITEMS = "".join(f'<li><a href="/zwgk/t2026030{n}_{n}.html">关于第{n}项工作的通知</a><span>2026-03-0{n}</span></li>' for n in range(1, 5))
WITHOUT = [  # a page of a system with an interface that lacks what its reader needs: family, path, mark
    ("jpaas", "/zfxxgk/index.html", '<script src="/api-gateway/jpaas-publish-server/js/a.js"></script>'),
    ("epoint", "/zwgk/index.html", '<div class="ewb-main"></div>'),
    ("hebei", "/columns/29527d47-65f0-4e58-9a95-804549f339e9/index.html", ""),
    ("lonsun", "/zxzx/index.html", '<script src="/site/label/8888.js"></script>'),
    ("trs_front", "/zwgk/list.html", ""),  # as the registry names it
]


def without_reader(family, path, mark, middle):
    named = family if family == "trs_front" else ""
    page = Page(AT + path, f"<html><body>{mark}<ul>{middle}</ul></body></html>", Fetch(AT + path, family=named))
    found, listing = families.read_listing(page)
    assert found.name == family
    return listing


@pytest.mark.parametrize(("family", "path", "mark"), WITHOUT, ids=[case[0] for case in WITHOUT])
def test_a_familys_own_reader_that_finds_nothing_says_so_and_never_leaves_it_to_the_generic_one_in_silence(family, path, mark):
    listing = without_reader(family, path, mark, ITEMS)
    assert [reason.partition(":")[0] for reason in listing.reasons] == ["own_reader_found_nothing"]
    assert family in listing.reasons[0]


@pytest.mark.parametrize(("family", "path", "mark"), WITHOUT, ids=[case[0] for case in WITHOUT])
@pytest.mark.parametrize(
    "voucher", ["<p>第1/1页</p><a onclick='go(1)'>尾页</a>", "<p>共4条记录 共1页</p>"], ids=["pages", "pages and rows"]
)
def test_a_static_list_that_states_its_pages_is_read_as_such(family, path, mark, voucher):
    listing = without_reader(family, path, mark, ITEMS + voucher)
    assert (len(listing.entries), listing.reasons) == (4, ())


@pytest.mark.parametrize(("family", "path", "mark"), WITHOUT, ids=[case[0] for case in WITHOUT])
def test_a_page_that_says_it_is_empty_needs_no_reader(family, path, mark):
    listing = without_reader(family, path, mark, "<li>暂无信息</li>")
    assert (listing.entries, listing.empty, listing.reasons) == ((), True, ())
