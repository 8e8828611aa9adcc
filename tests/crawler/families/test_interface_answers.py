"""One reader for all interfaces: what an answer is parsed as, which pages follow it, and a page that is such an answer itself."""

import json
from dataclasses import replace

import pytest

from crawler.families import interface
from crawler.families.interface import INTERFACES, Interface, adopted, answer, ask, read_json
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/nb/"
PLAIN = Interface("plain", "trs", "/api/list?id={id}&p={n}", ("data.rows", "rows"), size=10, total=("data.total",), pages=("data.pages",))


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setitem(INTERFACES, "plain", PLAIN)
    return lambda **changes: monkeypatch.setitem(INTERFACES, "plain", replace(PLAIN, **changes))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1}', {"a": 1}),
        ('[{"a": 1}]', {"data": [{"a": 1}]}),
        ('"a"', None),
        ("3", None),
        ("<html>", None),
        ('callback({"a": 1})', {"a": 1}),
        (' jQuery17_0.x$y ( {"a": 1} ) ; ', {"a": 1}),
        ('cb(\n{"a":\n1}\n)', {"a": 1}),
        ('{"a": "x\ty"}', {"a": "x\ty"}),
        ('{"a": "x###pypy###y###pypy###"}', {"a": 'x"y"'}),
        ('{"a": "\'###pypy###\'"}', {"a": '"'}),
        ('{"a": "x###dydy###y"}', {"a": "x'y"}),
        ('{"a": "\'###dydy###\'"}', {"a": "'"}),
        ("[" * 100_000, None),
    ],
)
def test_an_answer_is_parsed_as_json(text, data):
    assert read_json(text) == data


@pytest.mark.parametrize("code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
def test_control_characters_outside_of_texts_are_blanks(code):
    assert read_json(f'{{"a":{chr(code)}1}}') == {"a": 1}


def page(data, number=None, **notes):
    state = {"interface": "plain", "referer": AT, "variables": '{"id": "7"}', **notes}
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return Page(f"{AT}api", text, Fetch(f"{AT}api", page=number, state=tuple(sorted(state.items()))))


def documents(count, **more):
    return [{"title": f"云水市第{n}号年度报告", "url": f"/a/{n}.html", **more} for n in range(count)]


def following(listing):
    return [fetch.page for fetch in listing.next]


@pytest.mark.parametrize(
    ("data", "pages", "rows", "later"),
    [
        ({"data": {"rows": 10, "total": 31}}, 4, 31, [2, 3, 4]),
        ({"data": {"rows": 10, "total": 30}}, 3, 30, [2, 3]),
        ({"data": {"rows": 10, "total": 10}}, 1, 10, []),
        ({"data": {"rows": 3, "total": 3}}, 1, 3, []),
        ({"data": {"rows": 10, "pages": 3}}, 3, None, [2, 3]),
        ({"data": {"rows": 10, "pages": "3", "total": "25"}}, 3, 25, [2, 3]),
        ({"data": {"rows": 10, "total": -1}}, None, None, [2]),
        ({"data": {"rows": 10}}, None, None, [2]),
        ({"rows": 10}, None, None, [2]),
        ({"rows": 0}, None, None, []),
        ({"data": {"rows": 5, "total": 20}}, 4, 20, [2, 3, 4]),  # the server's own, smaller pages
        ({"data": {"rows": 0, "total": 0}}, 1, 0, []),
    ],
)
def test_the_pages_after_the_first_answer(data, pages, rows, later):
    filled = {key: documents(value) if key == "rows" else value for key, value in (data.get("data") or data).items()}
    found = answer(page({"data": filled} if "data" in data else filled))
    assert (found.pager.pages, found.pager.rows, following(found)) == (pages, rows, later)
    assert (found.pager.dialect, found.pager.current, found.pager.size) == ("plain", 1, 10)


def test_rows_are_read_with_their_addresses():
    found = answer(page({"rows": [*documents(2), "no row", {"title": "无址"}]}))
    assert [entry.url for entry in found.entries] == ["http://h.example/a/0.html", "http://h.example/a/1.html"]
    assert found.reasons == ("rows_without_address",)


def test_an_answer_that_is_no_json_says_so():
    found = answer(page("<html>"))
    assert (found.reasons, found.entries, found.pager) == (("interface_answered_no_json",), (), None)


@pytest.mark.parametrize(
    ("data", "number", "reasons", "empty"),
    [
        ({"rows": [], "total": 9}, 1, ("interface_answered_nothing",), False),
        ({"rows": [], "total": 9}, 2, (), False),  # beyond the last page
        ({"rows": [], "total": 0}, 1, (), True),
        ({"rows": [], "pages": 0}, 1, (), True),
        ({"rows": []}, 1, (), False),
        ({"rows": [], "pages": 2, "total": 9}, 2, ("interface_answered_nothing",), False),
        ({"rows": [], "pages": 2, "total": 9}, 3, (), False),
    ],
)
def test_an_answer_without_rows(data, number, reasons, empty):
    found = answer(page({"data": data}, number))
    assert (found.reasons, found.empty) == (reasons, empty)


def test_the_size_of_a_page_is_the_servers_only_on_the_first(plain):
    assert following(answer(page({"data": {"rows": documents(5), "total": 20}}, 2))) == []
    assert answer(page({"data": {"rows": documents(5), "total": 20}}, 2)).pager.pages == 2


@pytest.mark.parametrize(
    ("stale", "number", "count", "later"), [(True, 1, 10, [2]), (True, 2, 9, []), (False, 1, 10, []), (True, 2, 10, [3])]
)
def test_a_count_that_may_be_stale_is_gone_beyond_while_pages_are_full(plain, stale, number, count, later):
    plain(stale=stale)
    total = 10 * number
    assert following(answer(page({"data": {"rows": documents(count), "total": total}}, number))) == later


def test_pages_beyond_the_stated_ones_are_asked_for_where_the_interface_says_so(plain):
    plain(beyond=2)
    assert following(answer(page({"data": {"rows": documents(10), "total": 20}}))) == [2, 3, 4]


@pytest.mark.parametrize(("count", "reasons"), [(10, ("further_pages_unknown",)), (9, ())])
def test_an_interface_without_pages_says_where_there_may_be_more(plain, count, reasons):
    plain(alone=True)
    found = answer(page({"rows": documents(count)}))
    assert (found.reasons, found.next) == (reasons, ())


# ---- requests


def asked(number=1, **variables):
    return ask("plain", Page(AT, "", Fetch(AT)), variables, number)


def test_a_request_names_its_page_and_what_was_found(plain):
    fetch = asked(id="a b/c")
    assert (fetch.url, fetch.method, fetch.page, fetch.family) == ("http://h.example/api/list?id=a%20b%2Fc&p=1", "GET", 1, "trs")
    assert dict(fetch.state) == {"variables": '{"id": "a b/c"}', "interface": "plain", "referer": AT}
    assert asked(3, id="7").url.endswith("p=3")


def test_numbers_sizes_and_offsets_are_filled_in(plain):
    plain(address="/api?n={n}&s={size}&o={offset}&r={raw_x}&u={unknown}", first=0)
    assert asked(3, raw_x="a/b").url == "http://h.example/api?n=2&s=10&o=20&r=a/b&u={unknown}"


def test_a_form_is_posted_as_words_or_as_json(plain):
    plain(form='{"id":"{id}","p":{n}}', json=True, address="/api")
    fetch = asked(id="政")
    assert (fetch.method, fetch.body.decode()) == ("POST", '{"id":"政","p":1}')
    assert dict(fetch.headers)["Content-Type"] == "application/json; charset=UTF-8"
    plain(form="id={id}&p={n}", address="/api")
    fetch = asked(id="政")
    assert (fetch.method, fetch.body.decode()) == ("POST", "id=%E6%94%BF&p=1")
    assert not dict(fetch.headers)["Content-Type"].startswith("application/json")


def test_later_requests_go_out_from_the_first_page():
    later = answer(page({"data": {"rows": documents(10), "total": 11}})).next[0]
    assert (later.url, dict(later.state)["referer"]) == ("http://h.example/api/list?id=7&p=2", AT)


# ---- a page that is an answer itself


def opened(path, data, fetch=None):
    url = f"http://h.example{path}"
    return adopted(Page(url, json.dumps(data), fetch or Fetch(url)))


def test_the_answer_of_an_interface_that_a_tab_links_to_is_taken_as_one(plain):
    plain(address="/api/{site}/list?id={id}&p={n}")
    found = opened("/api/s1/list?id=7&p=3&x=y", {"rows": documents(1)})
    assert dict(found.fetch.state) == {
        "interface": "plain",
        "referer": "http://h.example/api/s1/list?id=7&p=3&x=y",
        "variables": '{"id": "7", "site": "s1"}',
    }


@pytest.mark.parametrize(
    ("path", "data", "changes"),
    [
        ("/other/list?id=7", {"rows": documents(1)}, {}),
        ("/api/list?id=7", {"rows": []}, {}),
        ("/api/list?id=7", {"other": 1}, {}),
        ("/api/list?id=7", {"rows": documents(1)}, {"form": "id={id}"}),
        ("/api/list?id=7", {"rows": documents(1)}, {"address": "api/list?id={id}"}),
        ("/api/list/x?id=7", {"rows": documents(1)}, {}),
    ],
)
def test_no_other_page_is(plain, path, data, changes):
    plain(**changes)
    assert opened(path, data) is None


def test_an_answer_that_was_asked_for_is_not_taken_again():
    url = "http://h.example/api/list?id=7"
    assert opened("/api/list?id=7", {"rows": documents(1)}, Fetch(url, state=(("interface", "plain"),))) is None
    assert opened("/api/list?id=7", {"rows": documents(1)})
    assert {"n", "size", "offset"} == interface.OURS
