"""When a column is complete: the table of situations, each with its verdict and reason."""

import pytest

from crawler.lists.completeness import ListRead, conclude, is_hole
from crawler.model.types import Entry, Fetch, Listing, Pager, SubColumn
from crawler.visit import column_pass


def entries(first, last):
    return tuple(Entry(f"http://h/{n}.html", f"第{n}号") for n in range(first, last + 1))


def read(number, rows=(), pages=None, told=None, problem="", column="", **listing):
    pager = Pager("P1", number, pages, told) if pages is not None or told is not None else None
    given = None if problem else Listing(rows, pager=pager, **listing)
    return ListRead(Fetch(f"http://h/{column}{number}", page=number, probe=listing.get("probe", False)), given, problem, column)


EMPTY = Listing(empty=True)
CASES = [  # situation, reads, rows before, complete, how the first reason begins
    ("one page, no pager", [read(1, entries(1, 9))], None, True, ""),
    ("all pages", [read(1, entries(1, 15), 2), read(2, entries(16, 20), 2)], None, True, ""),
    (
        "a page missing",
        [read(1, entries(1, 15), 3), read(2, problem="not_found"), read(3, entries(31, 37), 3)],
        None,
        False,
        "page_2_missing: not_found",
    ),
    ("a stub", [read(1, entries(1, 15), 3), read(2), read(3, entries(31, 37), 3)], None, False, "page_2_missing: no rows"),
    (
        "a first page without rows that the pager counts",
        [read(1, (), 2, next=(Fetch("http://h/2.html", page=2),)), read(2, entries(16, 20), 2)],
        None,
        False,
        "page_1_missing: no rows",
    ),
    ("rows missing", [read(1, entries(1, 15), 1, 20)], None, False, "rows_missing: 20 stated, 15 found"),
    ("more rows than told", [read(1, entries(1, 15), 1, 14)], None, True, ""),
    ("paging ignored", [read(1, entries(1, 15), 2), read(2, entries(1, 15), 2)], None, False, "paging_ignored"),
    ("paging ignored, yet all there", [read(1, entries(1, 15), 2, 15), read(2, entries(1, 15), 2, 15)], None, True, ""),
    ("pages never asked for", [read(1, entries(1, 15), 9)], None, False, "pages_missing: 9 stated, 1 requested, not 2-9"),
    ("a reason of the list's own", [read(1, entries(1, 15), reasons=("encrypted_pager",))], None, False, "encrypted_pager"),
    ("nothing at all", [read(1)], None, False, "no_rows"),
    ("nothing, and the page says so", [read(1, empty=True)], None, True, ""),
    ("nothing, the page says so, rows before", [read(1, empty=True)], 12, False, "empty_now: 12 rows before"),
    ("less than half of the rows before", [read(1, entries(1, 9))], 20, False, "fewer_rows: 20 rows before, 9 now"),
    ("some rows less", [read(1, entries(1, 15))], 20, True, ""),
    ("few rows, fewer", [read(1, entries(1, 1))], 5, True, ""),
    ("a pager not followed, yet all there", [read(1, entries(1, 37), 3, 37, reasons=("pager_not_followed",))], None, True, ""),
    ("a pager not followed", [read(1, entries(1, 15), 3, reasons=("pager_not_followed",))], None, False, "pager_not_followed"),
    ("never read", [], None, False, "not_read"),
    ("first page failed", [read(1, problem="challenge")], None, False, "page_1_missing: challenge"),
    ("a menu of years", [read(1, columns=(SubColumn("http://h/a", "2025年"),)), read(1, entries(1, 2), column="a")], None, True, ""),
    ("a menu, and nothing below", [read(1, columns=(SubColumn("http://h/a", "2025年"),)), read(1, column="a")], None, False, "no_rows: a"),
    (
        "one year of two fails",
        [read(1, entries(1, 2), column="a"), read(1, problem="timeout", column="b")],
        None,
        False,
        "page_1_missing: timeout",
    ),
]


@pytest.mark.parametrize(("situation", "reads", "before", "complete", "reason"), CASES, ids=[case[0] for case in CASES])
def test_a_situation_has_its_verdict(situation, reads, before, complete, reason):
    record = conclude(reads, "trs", before)
    assert record.complete is complete, record
    assert (record.reasons[0] if record.reasons else "").startswith(reason) if reason else record.reasons == ()


def test_what_was_told_and_found_is_counted():
    outside = Entry("http://k/1.html", "外", external=True)
    file = Entry("http://h/a.pdf", "件", file=True)
    record = conclude([read(1, (*entries(1, 13), outside, file), 2, 16), read(2, entries(14, 14), 2, 16)], "trs")
    assert (record.pages_told, record.pages_read, record.rows_told, record.rows_found, record.external, record.files) == (
        2,
        2,
        16,
        16,
        1,
        1,
    )
    assert (record.family, record.pager) == ("trs", "P1")


def test_what_only_some_sub_columns_tell_is_not_told():
    record = conclude([read(1, entries(1, 2), 1, 2, column="a"), read(1, entries(3, 4), column="b")])
    assert (record.rows_told, record.rows_found) == (None, 4)


@pytest.mark.parametrize(
    ("reads", "moved"),
    [
        ([read(1, entries(1, 15), 2), read(2, entries(16, 20), 2)], False),
        ([read(1, entries(1, 15), 2), read(2, entries(15, 29), 2)], True),  # a row came: the last was pushed onto the next page
        ([read(1, entries(1, 15), 2), read(2, entries(13, 29), 2)], True),  # three came
        ([read(1, entries(1, 15), 2), read(2, entries(16, 20), 3)], True),  # the list grew by a page
        ([read(1, entries(1, 15), 2, 31), read(2, entries(16, 30), 2, 31)], True),  # a row went, or one more came
        ([read(1, entries(1, 15), 2), read(2, entries(1, 15), 2)], False),  # the same page twice: some count from 0
        ([read(1, entries(1, 10), None, 30), read(2, entries(5, 30)[::-1], None, 30)], False),  # an interface with an order of its own
    ],
)
def test_a_list_that_moved_while_it_was_read_is_told_from_one_that_did_not(reads, moved):
    assert column_pass.moved(reads) is moved


def test_a_menu_of_columns_has_no_numbers_of_its_own():
    menu = read(1, columns=(SubColumn("http://h/a", "2025年"),))
    record = conclude([menu, read(1, entries(1, 2), 1, 2, column="a"), read(1, entries(3, 5), 1, 3, column="b")])
    assert (record.pages_told, record.rows_told, record.rows_found, record.complete) == (2, 5, 5, True)


def test_a_probe_that_finds_nothing_says_nothing():
    gone = ListRead(Fetch("http://h/9", page=1, probe=True), None, "not_found")
    lost = ListRead(Fetch("http://h/9", page=1, probe=True), None, "timeout")
    assert conclude([read(1, entries(1, 2)), gone]).complete
    assert not conclude([read(1, entries(1, 2)), lost]).complete


def test_a_page_whose_rows_an_interface_brings_is_no_hole():
    behind = (Fetch("http://h.example/label?pageIndex=1", page=1), Fetch("http://h.example/label?pageIndex=2", page=2))
    assert not is_hole(Listing(pager=Pager("label", 1, 2), next=behind), 1)
    assert is_hole(Listing(pager=Pager("label", 1, 2), next=behind[1:]), 1)
