"""The search behind TRS columns: which form it is sent."""

import json
from urllib.parse import parse_qs

import pytest

from crawler.families import trs_search
from crawler.model.types import Fetch, Page

AT = "http://h.example/zwgk/"


@pytest.mark.parametrize("channel", ["searchId: '12'", "searchId:12", "channelid: 12"])
@pytest.mark.parametrize(("sort", "field"), [("", "-docorderpri,-docreltime"), ("sortfield: '-docreltime',", "-docreltime")])
def test_the_form(channel, sort, field):
    (fetch, *_) = trs_search._requests(Page(AT, "", Fetch(AT)), trs_search._form(f"{{{channel},{sort}classsql:'chnlid=9'}}"), None)
    sent = parse_qs(fetch.body.decode())
    found = (fetch.url, sent["channelid"], sent["classsql"], sent["sortfield"])
    assert found == ("http://h.example/fjdzapp/search", ["12"], ["chnlid=9"], [field])
    assert sent["page"] == ["1"]


@pytest.mark.parametrize("text", ["classsql:'a'", "searchId:12", ""])
def test_without_a_channel_or_a_class_there_is_no_form(text):
    assert trs_search._form(text) is None


PAGE = "{searchId:'12',classsql:'chnlid=9',sortfield:'-d',%s}"
ROWS = "".join(f"<li><a href='./202603/t2026033{n}_{n}.html'>云水市第{n}号年度报告</a><span>2026-03-3{n}</span></li>" for n in range(2))


def column(more="", rows=ROWS):
    return trs_search.listing(Page(AT, f"<html><body><ul>{rows}</ul><script>listModel({PAGE % more})</script></body></html>", Fetch(AT)))


@pytest.mark.parametrize(
    ("text", "own"), [("list2.trsapi", True), ("listModel( {", True), ("listModel(x", False), ("xlistModel({", False), ("", False)]
)
def test_its_marks(text, own):
    assert trs_search.matches(Page(AT, text, Fetch(AT))) is own


@pytest.mark.parametrize(("total", "pages"), [(3, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_every_page_of_the_search_is_asked_from_the_first_on(total, pages):
    found = column(f"recordCount:'{total}'")
    assert [fetch.page for fetch in found.next] == list(range(1, pages + 1))
    assert (found.pager.dialect, found.pager.current, found.pager.pages, found.pager.rows, found.pager.size) == (
        "trsapi",
        1,
        None,
        total,
        100,
    )
    assert (len(found.entries), found.reasons, found.empty) == (2, (), False)
    sent, notes = parse_qs(found.next[-1].body.decode()), dict(found.next[-1].state)
    assert (sent["page"], sent["prepage"], notes["total"], found.next[0].family) == ([str(pages)], ["100"], str(total), "trs_search")
    assert parse_qs(notes["form"]) == {"channelid": ["12"], "sortfield": ["-d"], "classsql": ["chnlid=9"]}


def test_a_page_that_shows_all_its_rows_asks_nothing():
    found = column("recordCount:2")
    assert (found.next, len(found.entries), found.pager.rows, found.empty) == ((), 2, 2, False)
    nothing = column("recordCount:0", rows="")
    assert (nothing.next, nothing.entries, nothing.empty) == ((), (), True)


def test_without_a_count_the_first_page_is_asked():
    found = column()
    assert ([fetch.page for fetch in found.next], found.pager.rows, dict(found.next[0].state)["total"]) == ([1], None, "")


def test_a_page_that_cannot_be_asked_or_read_says_so():
    unnamed = trs_search.listing(Page(AT, f"<ul>{ROWS}</ul>listModel({{", Fetch(AT)))
    assert (len(unnamed.entries), unnamed.next, unnamed.reasons) == (2, (), ("search_not_named",))
    assert trs_search.listing(Page(AT, "", Fetch(AT))).reasons == ("empty_answer",)


def answered(data, number=1, total=150):
    fetch = column(f"recordCount:{total}" if total else "").next[0]
    asked = Fetch(fetch.url, "POST", fetch.body, page=number, family=fetch.family, state=fetch.state)
    return trs_search.listing(Page(fetch.url, data if isinstance(data, str) else json.dumps(data), asked))


DOCUMENT = {"title": "云水市年度报告", "url": "./a.html", "docreltime": "2026-03-30"}


@pytest.mark.parametrize("key", ["data", "docs"])
def test_the_rows_of_an_answer(key):
    found = answered({key: [DOCUMENT, DOCUMENT, 3], "pageCount": 2})
    assert [(entry.url, entry.date) for entry in found.entries] == [(f"{AT}a.html", "2026-03-30")]
    assert (found.pager.dialect, found.pager.current, found.pager.pages, found.pager.rows, found.pager.size) == ("trsapi", 1, 2, 150, 100)
    assert (found.reasons, found.next, found.empty) == ((), (), False)


@pytest.mark.parametrize(
    ("count", "number", "total", "later"),
    [("4", 1, 150, [3, 4]), (3, 1, None, [2, 3]), (2, 1, 150, []), (9, 2, 150, []), ("x", 1, 150, []), (None, 1, 150, []), (0, 1, 150, [])],
)
def test_pages_beyond_the_pages_own_count_are_asked_too(count, number, total, later):
    found = answered({"data": [DOCUMENT], "pageCount": count}, number, total)
    assert [fetch.page for fetch in found.next] == later
    assert found.empty is (count == 0)
    assert found.pager.current == number
    for fetch in found.next:
        assert (parse_qs(fetch.body.decode())["page"], dict(fetch.state)["total"]) == ([str(fetch.page)], "")


def test_answers_that_lack_something_say_so():
    assert answered("<html>").reasons == ("interface_answered_no_json",)
    lost = answered({"data": [{"title": "云水市年度报告"}, DOCUMENT]})
    assert (len(lost.entries), lost.reasons) == (1, ("rows_without_address",))
    assert answered({"pageCount": 0}).entries == ()
