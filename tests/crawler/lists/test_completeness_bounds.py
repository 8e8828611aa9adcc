"""The conditions of completeness one by one, each from both sides."""

import pytest

from crawler.lists import completeness
from crawler.lists.completeness import ListRead, conclude, is_hole, says_nothing
from crawler.model.types import Entry, Fetch, Listing, Pager, SubColumn

AT = "http://h/nb/"


def entries(first, last, year=None):
    return tuple(Entry(f"http://h/{n}.html", f"{year}年第{n}号" if year else f"第{n}号") for n in range(first, last + 1))


def read(number, rows=(), pages=None, told=None, problem="", column="", probe=False, **listing):
    pager = Pager("P1", number, pages, told) if pages is not None or told is not None else None
    given = None if problem else Listing(rows, pager=pager, **listing)
    return ListRead(Fetch(f"http://h/{column}{number}", page=number, probe=probe), given, problem, column)


def reasons(*reads, previous=None):
    return conclude(reads, "trs", previous).reasons


# ---- first pages and holes


@pytest.mark.parametrize(
    ("listing", "nothing"),
    [
        (Listing(), True),
        (Listing(entries(1, 1)), False),
        (Listing(columns=(SubColumn(AT, "2025年"),)), False),
        (Listing(next=(Fetch(AT),)), False),
        (Listing(empty=True), False),
        (Listing(tabs=("2025年",)), False),
        (Listing(reasons=("encrypted_pager",)), False),
        (Listing(pager=Pager("P1", 1, 3)), True),
        (Listing(pager=Pager("P1", None, 3)), True),
        (Listing(pager=Pager("P1", 2, 3)), False),
    ],
)
def test_a_first_page_that_says_nothing(listing, nothing):
    assert says_nothing(listing) is nothing


@pytest.mark.parametrize(
    ("listing", "number", "hole"),
    [
        (Listing(pager=Pager("P1", 1, 3)), 3, True),
        (Listing(pager=Pager("P1", 1, 3)), 4, False),
        (Listing(pager=Pager("P1", 1, 1)), 1, False),
        (Listing(pager=Pager("P1", 1, 1, 5)), 1, True),
        (Listing(pager=Pager("P1", 1, None, 5)), 1, True),
        (Listing(pager=Pager("P1", 1, None, 5)), 2, False),
        (Listing(pager=Pager("P1", 1, 2, 0)), 1, True),
        (Listing(pager=Pager("P1", 1, 1, 0)), 1, False),
        (Listing(entries(1, 1), pager=Pager("P1", 1, 3)), 2, False),
        (Listing(empty=True, pager=Pager("P1", 1, 3)), 2, False),
        (Listing(), 1, False),
        (Listing(pager=Pager("P1", 1, 3), next=(Fetch(AT, page=2),)), 2, False),
        (Listing(pager=Pager("P1", 1, 3), next=(Fetch(AT, page=2),)), 1, True),
    ],
)
def test_a_hole_in_a_list(listing, number, hole):
    assert is_hole(listing, number) is hole


# ---- rows before


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (None, 0, ("no_rows",)),
        (0, 0, ("no_rows",)),
        (10, 5, ("fewer_rows: 10 rows before, 5 now",)),
        (10, 6, ()),
        (9, 4, ()),
        (11, 5, ("fewer_rows: 11 rows before, 5 now",)),
        (1, 0, ("no_rows", "empty_now: 1 row before")),
    ],
)
def test_a_list_that_lost_rows(before, now, found):
    assert reasons(read(1, entries(1, now)), previous=before) == found


# ---- pages


@pytest.mark.parametrize(
    ("pages", "stated", "found"),
    [
        ([1, 2], 3, ("pages_missing: 3 stated, 2 requested, not 3",)),
        ([1], 5, ("pages_missing: 5 stated, 1 requested, not 2-5",)),
        ([1, 3], 5, ("pages_missing: 5 stated, 2 requested, not 2, 4-5",)),
        ([1, 2, 3], 3, ()),
        ([1, 2, 3, 4], 3, ()),
    ],
)
def test_pages_that_were_not_requested_are_named(pages, stated, found):
    assert reasons(*(read(n, entries(10 * n, 10 * n + 4), stated) for n in pages)) == found


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        ({"rows": (), "pages": 3}, "page_2_missing: no rows"),
        ({"rows": (), "pages": 3, "empty": True}, "page_2_missing: no rows"),
        ({"rows": entries(11, 15), "pages": 3}, None),
        ({"rows": (), "pages": 3, "next": (Fetch(AT, page=2),)}, None),
        ({"problem": "timeout"}, "page_2_missing: timeout"),
        ({"problem": "not_found"}, "page_2_missing: not_found"),
        ({"problem": "not_found", "probe": True}, None),
        ({"problem": "timeout", "probe": True}, "page_2_missing: timeout"),
    ],
)
def test_a_page_without_rows(listing, found):
    rows = listing.pop("rows", ())
    given = reasons(read(1, entries(1, 9), 3), read(2, rows, **listing), read(3, entries(21, 25), 3))
    assert [reason for reason in given if "page_2" in reason] == ([found] if found else [])


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ({"pages": 2}, True),
        ({"pages": 2, "empty": True}, False),
        ({"pages": 2, "next": (Fetch(AT),)}, False),  # its rows come from elsewhere
    ],
)
def test_a_first_page_without_rows_that_its_pager_counts(first, found):
    given = reasons(read(1, (), **first), read(2, entries(1, 5), 2))
    assert any(reason == "page_1_missing: no rows" for reason in given) is found


def test_a_page_that_was_not_read_and_a_column_too_deep_are_named():
    assert reasons(ListRead(Fetch(AT), None)) == ("page_1_missing: not read",)
    deep = ListRead(Fetch("http://h/a/"), None, "too_deep", "http://h/a/")
    assert reasons(read(1, entries(1, 2)), deep)[0] == "column_too_deep: http://h/a/"


# ---- rows


@pytest.mark.parametrize(("stated", "count", "found"), [(5, 5, ()), (5, 6, ()), (5, 4, ("rows_missing: 5 stated, 4 found",)), (0, 3, ())])
def test_rows_stated_and_found(stated, count, found):
    assert reasons(read(1, entries(1, count), None, stated)) == found


def test_the_largest_of_several_counts_is_stated():
    assert reasons(read(1, entries(1, 5), 2, 9), read(2, entries(6, 9), 2, 10)) == ("rows_missing: 10 stated, 9 found",)
    assert conclude([read(1, entries(1, 5), 2, 9), read(2, entries(6, 9), 3, 9)]).pages_told == 3


@pytest.mark.parametrize(
    ("pages", "ignored"),
    [
        ([(1, 5), (1, 5)], True),  # as the first
        ([(1, 5), (6, 9), (6, 9)], True),  # as another
        ([(1, 5), (6, 9), (10, 12)], False),
        ([(1, 5), (1, 4)], False),
    ],
)
def test_pages_that_repeat_others(pages, ignored):
    given = reasons(*(read(n, entries(*rows), len(pages), 99) for n, rows in enumerate(pages, 1)))
    assert ("paging_ignored" in given) is ignored


@pytest.mark.parametrize(
    ("reason", "stated", "kept"),
    [("pager_not_followed", 9, False), ("pager_not_followed", 10, True), ("pager_not_followed", None, True), ("encrypted_pager", 9, True)],
)
def test_a_pager_that_was_not_followed_matters_where_rows_are_missing(reason, stated, kept):
    assert (reason in reasons(read(1, entries(1, 9), 1, stated, reasons=(reason,)))) is kept


# ---- doubts


DOUBT = "count_contradicted: 1 pages counted, links to 2"


@pytest.mark.parametrize("doubt", ["pagers_disagree", DOUBT])
@pytest.mark.parametrize(
    ("after", "settled"),
    [
        (read(2, problem="not_found", probe=True), True),
        (read(2, problem="removed", probe=True), True),
        (read(2, problem="soft_404", probe=True), True),
        (read(2, problem="moved", probe=True), True),
        (read(2, problem="moved_column", probe=True), True),
        (read(2, problem="timeout", probe=True), False),
        (read(2, entries(1, 5), probe=True), True),
        (read(2, entries(6, 7), probe=True), False),
        (read(2, entries(1, 5)), False),
    ],
)
def test_a_doubt_is_settled_by_the_page_after(doubt, after, settled):
    found = conclude([read(1, entries(1, 5), 1, reasons=(doubt,)), after])
    assert (doubt not in found.reasons) is settled
    assert found.doubts_settled == ((doubt,) if settled else ())


def test_the_last_page_asked_for_settles_a_doubt():
    first = read(1, entries(1, 5), 1, reasons=(DOUBT,))
    found = conclude([first, read(3, problem="not_found", probe=True), read(2, entries(6, 9), probe=True)])
    assert (found.doubts_settled, found.rows_found) == ((DOUBT,), 9)


def test_a_doubt_is_settled_where_all_rows_stated_are_there():
    assert conclude([read(1, entries(1, 5), 1, 5, reasons=(DOUBT,))]).doubts_settled == (DOUBT,)
    assert conclude([read(1, entries(1, 5), 1, 6, reasons=(DOUBT,))]).doubts_settled == ()


# ---- tabs


@pytest.mark.parametrize(
    ("tabs", "rows", "unopened"),
    [
        (("2025年", "2024年"), entries(1, 1, 2025) + entries(2, 2, 2024), None),
        (("2025年", "2024年"), entries(1, 1, 2025), "2024年"),
        (("2025年", "2024年"), (Entry("http://h/1.html", "报告", "2025-03-01"), Entry("http://h/2.html", "报告", "2024-03-01")), None),
        (("2025年", "2024年"), (Entry("http://h/1.html", "2024年报告", "2025-03-01"),), "2025年"),
        (("市级",), entries(1, 1, 2025), "市级"),
        (("2025年", "2025年"), entries(1, 1, 2024), "2025年"),
        (("2023年 2024年",), entries(1, 1, 2024), None),
        (("2023年 2024年",), entries(1, 1, 2022), "2023年 2024年"),
        (("2024年",), (Entry("http://h/1.html", "12024年报告"),), "2024年"),
    ],
)
def test_tabs_whose_rows_are_not_among_those_found(tabs, rows, unopened):
    given = reasons(read(1, rows, tabs=tabs))
    assert given == ((f"tabs_not_opened: {unopened}",) if unopened else ())


# ---- sub-columns


def test_a_sub_column_that_is_itself_a_row_is_a_document():
    column = ListRead(Fetch("http://h/1.html"), Listing(), "", "http://h/1.html")
    assert reasons(read(1, entries(1, 2)), column) == ()
    other = ListRead(Fetch("http://h/9.html"), Listing(), "", "http://h/9.html")
    assert reasons(read(1, entries(1, 2)), other) == ("no_rows: http://h/9.html",)


@pytest.mark.parametrize(
    ("listing", "menu"),
    [
        ({"columns": (SubColumn(AT, "2025年"),)}, True),
        ({"columns": (SubColumn(AT, "2025年"),), "rows": entries(8, 9)}, False),
        ({"columns": (SubColumn(AT, "2025年"),), "pages": 1}, False),
        ({}, False),
    ],
)
def test_a_menu_of_columns_states_nothing(listing, menu):
    rows = listing.pop("rows", ())
    part = (read(1, rows, **listing),)
    assert completeness._is_menu(part) is menu


def test_counts_are_those_of_all_parts_or_none():
    first, second = read(1, entries(1, 2), 1, 2, column="a"), read(1, entries(3, 4), 1, 3, column="b")
    found = conclude([first, second])
    assert (found.pages_told, found.rows_told, found.pages_read, found.rows_found) == (2, 5, 2, 4)
    assert conclude([first, read(1, entries(3, 4), column="b")]).rows_told is None
    assert conclude([read(1, entries(1, 2))]).rows_told is None


def test_pagers_are_named_once_each():
    other = ListRead(Fetch("http://h/2", page=2), Listing(entries(3, 4), pager=Pager("P2", 2, 2)))
    assert conclude([read(1, entries(1, 2), 2), other, other]).pager == "P1+P2"


def test_of_a_column_that_was_not_read_everything_is_none_or_nothing():
    assert conclude([], "trs", 5) == completeness.Completeness("trs", "", None, 0, None, 0, 0, 0, False, ("not_read",))
