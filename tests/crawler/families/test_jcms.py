"""Units of jpage: which unit of a page is its list, the windows asked of its proxy, and what its answers mean."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.families import jcms
from crawler.model.types import Fetch, Page

HOST = "http://h.example"
AT = f"{HOST}/col/col1813/index.html"


def record(number):
    return f"<record><![CDATA[<li><a href='/art/{number}.html'>云水市第{number}号年度报告</a></li>]]></record>"


def store(*numbers, more=""):
    return f"<datastore>{more}{''.join(map(record, numbers))}</datastore>"


def call(place="", **options):
    given = {"totalRecord": 31, "perPage": 5, "groupSize": 3, "proxyUrl": "'/proxy.jsp'", "col": "'1'", **options}
    body = ", ".join(f"{key}:{value}" for key, value in given.items() if value is not None)
    return f"$('{place}').jpage({{{body}}});" if place else f"x.jpage({{{body}}});"


def column(body, url=AT):
    return jcms.listing(Page(url, f"<html><body>{body}</body></html>", Fetch(url)))


def unit(*numbers, more="", **options):
    return f"<script type='text/xml'>{store(*numbers, more=more)}</script><script>{call(**options)}</script>"


def windows(listing):
    """Page, first and last row and size of each request."""
    found = [(fetch.page, dict(parse_qsl(urlsplit(fetch.url).query))) for fetch in listing.next]
    return [(page, int(query["startrecord"]), int(query["endrecord"]), int(query["perpage"])) for page, query in found]


# ---- the page of a column


def test_the_second_window_is_asked_for_alone():
    found = column(unit(*range(15)))
    assert (len(found.entries), found.pager.pages, found.pager.rows, found.pager.size, found.pager.current) == (15, 3, 31, 15, 1)
    assert windows(found) == [(2, 16, 30, 15)]
    (fetch,) = found.next
    assert (fetch.method, fetch.body, urlsplit(fetch.url).path) == ("POST", b"col=1", "/proxy.jsp")
    assert dict(fetch.state) == {
        "arguments": "col=1",
        "held": "15",
        "proxy": "/proxy.jsp",
        "referer": AT,
        "size": "15",
        "total": "31",
        "untold": "",
    }


@pytest.mark.parametrize(
    ("options", "size", "pages"),
    [
        ({}, 15, 3),
        ({"groupSize": None}, 5, 7),
        ({"perPage": None}, 45, 1),
        ({"groupSize": None, "perPage": None}, 15, 3),
        ({"groupSize": 0}, 5, 7),
        ({"totalRecord": "'1,030'"}, 15, 69),
        ({"totalRecord": 30}, 15, 2),
        ({"totalRecord": 0}, 15, 1),
    ],
)
def test_the_size_of_a_window_and_the_pages(options, size, pages):
    pager = column(unit(1, 2, **options)).pager
    assert (pager.size, pager.pages) == (size, pages)


@pytest.mark.parametrize(
    ("held", "options", "asks"),
    [(15, {"totalRecord": 16}, True), (15, {"totalRecord": 15}, False), (15, {"totalRecord": 14}, False), (15, {"proxyUrl": None}, False)],
)
def test_a_window_is_asked_for_where_rows_are_left_and_a_proxy_is_named(held, options, asks):
    assert bool(column(unit(*range(held), **options)).next) is asks


@pytest.mark.parametrize(("total", "empty"), [(0, True), (1, False), ("rows", False)])
def test_a_unit_that_counts_no_row_is_empty(total, empty):
    assert column(unit(totalRecord=total)).empty is empty


GROUP = "<nextgroup><![CDATA[<a href='/next.jsp?page=2&amp;a=1&amp;b='>]]></nextgroup>"


def test_a_call_in_another_script_leaves_the_link_to_the_next_group():
    found = column(f"<script type='text/xml'>{store(*range(4), more=GROUP)}</script>")
    assert (found.pager.pages, found.pager.rows, found.pager.size) == (None, None, 4)
    assert windows(found) == [(2, 5, 8, 4)]
    (fetch,) = found.next
    assert (urlsplit(fetch.url).path, fetch.body) == ("/next.jsp", b"a=1&b=")
    assert (dict(fetch.state)["untold"], dict(fetch.state)["total"]) == ("1", "8")


def test_a_total_within_the_store_counts_where_the_call_has_none():
    found = column(unit(1, 2, more="<totalrecord>40</totalrecord>", totalRecord=None))
    assert found.pager.rows == 40
    assert column(unit(1, 2, more="<totalrecord>40</totalrecord>")).pager.rows == 31


def test_rows_alone_are_all_there_is():
    found = column(f"<script type='text/xml'>{store(1, 2)}</script>")
    assert (len(found.entries), found.pager.pages, found.next) == (2, None, ())


@pytest.mark.parametrize("key", ["col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"])
def test_a_value_that_the_pages_own_script_sends(key):
    (fetch,) = column(unit(*range(15), **{"col": None, key: "'a b'", "other": "'x'"})).next
    assert fetch.body == f"{key}=a+b".encode()


# ---- several units


def text_store(*numbers):
    return f"<script type='text/xml'>{store(*numbers)}</script>"


def titles(body, url=AT):
    return [entry.title for entry in column(body, url).entries]


def test_the_unit_of_the_columns_own_number_is_its_list():
    one, two = text_store(1, 2, 3), text_store(4)
    calls = call(columnid="'99'", totalRecord=50) + call(columnid="'1813'", totalRecord=1)
    assert titles(f"{one}{two}<script>{calls}</script>") == ["云水市第4号年度报告"]


def test_else_the_one_with_the_largest_total_then_with_most_rows():
    one, two = text_store(1, 2, 3), text_store(4)
    assert titles(f"{one}{two}<script>{call(totalRecord=3)}{call(totalRecord=50)}</script>") == ["云水市第4号年度报告"]
    assert len(titles(f"{one}{two}<script>{call(totalRecord=50)}{call(totalRecord=3)}</script>")) == 3
    assert len(titles(f"{two}{one}")) == 3


def test_a_call_belongs_to_the_store_in_the_element_it_names():
    one, two = f"<div id='u1'>{text_store(1)}</div>", f"<div id='u2'>{text_store(2)}</div>"
    body = f"{one}{two}<script>{call('#u2', totalRecord=50)}{call('#u1', totalRecord=3)}</script>"
    found = column(body)
    assert ([entry.title for entry in found.entries], found.pager.rows) == (["云水市第2号年度报告"], 50)


def test_a_store_whose_element_no_call_names_has_none():
    one, two = f"<div id='u1'>{text_store(1)}</div>", f"<div id='u2'>{text_store(2, 3)}</div>"
    found = column(f"{one}{two}<script>{call('#u1', totalRecord=9)}</script>")
    assert ([entry.title for entry in found.entries], found.pager.rows) == (["云水市第1号年度报告"], 9)


# ---- the oldest units

FIRST = r"<li><a href='/art/1.html'>云水市第1号年度报告<\/a></li>"  # a script writes the slash so
ARRAY = f"""var rows = ["{FIRST}", "<li><a href='/art/2.html'>云水市第2号年度报告</a></li>"];"""


def test_rows_in_an_array_of_the_script():
    found = column(f"<script>{ARRAY}{call(totalRecord=2)}</script>")
    assert ([entry.url for entry in found.entries], found.pager.rows, found.pager.pages) == (
        [f"{HOST}/art/1.html", f"{HOST}/art/2.html"],
        2,
        None,
    )


@pytest.mark.parametrize(("total", "empty"), [(0, True), (9, False)])
def test_a_unit_without_rows_is_drawn_by_a_script(total, empty):
    found = column(f"<script>{call(totalRecord=total)}</script>")
    assert "rows_by_script: jpage" in found.reasons
    assert found.empty is empty


def test_the_largest_of_several_calls_counts():
    assert column(f"<script>{ARRAY}{call(totalRecord=2)}{call(totalRecord=7)}</script>").pager.rows == 7


def test_a_page_without_a_unit_is_read_as_it_is():
    assert column("<p>dataproxy.jsp</p>").entries == ()
    assert jcms.listing(Page(AT, "", Fetch(AT))).reasons == ("empty_answer",)


# ---- answers


def answer(text, number=2, **notes):
    state = {"total": "31", "untold": "", "size": "15", "held": "15", "proxy": "/proxy.jsp", "arguments": "col=1", "referer": AT, **notes}
    kept = tuple(sorted((key, value) for key, value in state.items() if value is not None))
    return jcms.listing(Page(f"{HOST}/proxy.jsp", text, Fetch(f"{HOST}/proxy.jsp", page=number, state=kept)))


@pytest.mark.parametrize(
    ("count", "total", "later"),
    [
        (15, 31, [(3, 31, 31, 15)]),
        (15, 30, []),
        (15, 61, [(3, 31, 45, 15), (4, 46, 60, 15), (5, 61, 61, 15)]),
        (5, 31, [(4, 16, 20, 5), (5, 21, 25, 5), (6, 26, 30, 5), (7, 31, 31, 5)]),  # the server's own size
        (14, 31, [(2, 15, 28, 14), (3, 29, 31, 14)]),
        (1, 16, []),
    ],
)
def test_the_windows_after_the_first_answer(count, total, later):
    found = answer(f"<totalrecord>{total}</totalrecord>{store(*range(count))}", total=str(total))
    assert windows(found) == later
    assert found.pager.rows == total
    assert all("held" not in dict(fetch.state) for fetch in found.next)


def test_a_later_answer_leads_on_to_nothing():
    assert answer(store(*range(15)), 3, held=None).next == ()


@pytest.mark.parametrize(
    ("total", "answered", "rows", "pages"), [("31", 40, 40, 3), ("31", 9, 31, 3), ("31", None, 31, 3), ("30", 30, 30, 2)]
)
def test_the_larger_total_counts(total, answered, rows, pages):
    told = f"<totalrecord>{answered}</totalrecord>" if answered is not None else ""
    pager = answer(told + store(1), total=total, held=None).pager
    assert (pager.rows, pager.pages, pager.current, pager.size) == (rows, pages, 2, 15)


def test_a_total_that_was_not_told_before_is_that_of_the_answer():
    assert answer(f"<totalrecord>9</totalrecord>{store(1)}", untold="1").pager.rows == 9
    found = answer(store(1), untold="1")
    assert (found.reasons, found.pager.rows, found.pager.current, len(found.entries)) == (("total_not_told",), None, 2, 1)


@pytest.mark.parametrize(
    ("length", "number", "reasons"),
    [
        (99, 2, ("encrypted_pager",)),
        (100, 2, ("proxy_answered_no_rows",)),
        (99, 3, ("encrypted_pager",)),
        (99, 4, ()),  # beyond the last row
    ],
)
def test_an_answer_without_the_rows_it_should_hold(length, number, reasons):
    assert answer("x" * length, number).reasons == reasons


def test_an_old_server_answers_an_array():
    assert len(answer(f"[{ARRAY.partition('[')[2]}").entries) == 2
    assert answer(f"<datastore></datastore>{ARRAY}").entries == ()


def test_the_total_of_an_answer_in_either_spelling():
    assert jcms._total("totalRecord : 12") == 12
    assert jcms._total("<TOTALRECORD>12") == 12
    assert jcms._total("<totalpage>12") is None
