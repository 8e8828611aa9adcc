"""One reading of a column, on a frontier of its own: begun, resumed, overtaken, concluded, and what its records say."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler.answers.interpret import DEPTH
from crawler.lists.completeness import ListRead
from crawler.model.exchange import Job
from crawler.model.types import Fetch, Listing, Pager, SubColumn
from crawler.store.frontier import Frontier
from crawler.visit import column_pass
from tests.helpers.column_reading import COLUMN, DAY, HOST, SITE, THEN, below, entries, listed, page, two_pages

# ---- begun and resumed


def test_the_first_page_of_a_column_is_a_list_of_its_family():
    assert column_pass.root(COLUMN) == Job(Fetch(f"{HOST}/list/"), "list", "annual")
    assert column_pass.root(replace(COLUMN, family="trs")).fetch.family == "trs"


def test_a_reading_begins_with_its_first_page_due(reading):
    assert reading.begin(THEN) == THEN
    assert reading.due() == {"list": THEN}
    state = reading.frontier.columns.state("annual")
    assert (state.began, state.finished, state.interrupted) == (THEN, None, True)


@pytest.mark.parametrize(
    ("later", "full", "since"),
    [(1, False, THEN), (DAY - 1, False, THEN), (DAY, False, THEN + DAY), (DAY + 1, False, THEN + DAY + 1), (1, True, THEN + 1)],
)
def test_an_interrupted_reading_is_resumed_for_a_day_unless_all_is_to_be_read_again(reading, later, full, since):
    reading.begin(THEN)
    assert reading.begin(THEN + later, full) == since


def test_a_reading_that_ended_is_not_resumed(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 2)), THEN + 1)
    reading.end(reading.finish())
    assert reading.begin(THEN + 3600) == THEN + 3600


def test_a_page_read_since_an_interrupted_reading_began_is_not_due_again(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 2)), THEN + 1)
    reading.begin(THEN + 600)
    assert reading.due()["list"] is None
    reading.begin(THEN + DAY)
    assert reading.due()["list"] == THEN + DAY


@pytest.mark.parametrize(("full", "due"), [(False, None), (True, THEN + DAY)])
def test_a_full_visit_asks_for_every_document_again(reading, full, due):
    reading.document(7, THEN)
    reading.begin(THEN + DAY, full)
    assert reading.due()["7"] == due


def test_a_document_that_failed_is_due_from_the_start(reading):
    reading.document(7, THEN, due=THEN + 9 * DAY, attempts=3, problem="timeout")
    reading.begin(THEN + DAY)
    assert reading.due()["7"] == THEN + DAY


# ---- when the next visit is due


def ended(path, finished, complete=True, began=THEN, rows=()):
    """The frontier file of a column whose reading ended so."""
    frontier = Frontier(path)
    with frontier.transaction():
        frontier.columns.begin("annual", began)
        if finished is not None:
            frontier.columns.finish("annual", finished, complete, 1, "sha1:X", "trs")
    frontier.close()
    return path


@pytest.mark.parametrize(
    ("finished", "complete", "began", "day"),
    [
        (THEN + 5 * DAY, True, THEN, date(2026, 1, 7)),
        (THEN + 5 * DAY, False, THEN, None),  # incomplete
        (None, True, THEN, None),  # never ended
        (THEN + 5 * DAY, True, THEN + 6 * DAY, None),  # begun again, interrupted
        (THEN + 5 * DAY + 15.9 * 3600, True, THEN, date(2026, 1, 7)),  # 23:54 in China
        (THEN + 5 * DAY + 16.1 * 3600, True, THEN, date(2026, 1, 8)),  # the next day there
    ],
)
def test_the_next_visit_by_how_the_last_ended(tmp_path, finished, complete, began, day):
    path = ended(tmp_path / "f.sqlite", finished, complete, began)
    assert column_pass.next_day(path, SITE, COLUMN) == day


@pytest.mark.parametrize(("moment", "due"), [("2026-01-06T15:50:00", False), ("2026-01-06T16:10:00", True), ("2026-01-09T00:00:00", True)])
def test_a_visit_is_due_from_that_day_on_in_the_time_of_the_site(tmp_path, monkeypatch, moment, due):
    path = ended(tmp_path / "f.sqlite", THEN + 5 * DAY)
    monkeypatch.setattr(column_pass, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert column_pass.is_due(path, SITE, COLUMN) is due


def test_what_was_never_read_is_due_and_no_file_is_made_by_asking(tmp_path):
    path = tmp_path / "none.sqlite"
    assert column_pass.is_due(path, SITE, COLUMN)
    assert column_pass.next_day(path, SITE, COLUMN) is None
    assert column_pass.marks(path, COLUMN) == {}
    assert not path.exists()
    Frontier(path).close()
    assert column_pass.next_day(path, SITE, COLUMN) is None
    assert column_pass.marks(path, COLUMN) == {}


def test_the_marks_of_a_column_are_those_of_its_first_page(reading):
    reading.page(1, listed(1, entries(1, 1), marks=(("title", "年报"),)), THEN)
    assert column_pass.marks(reading.frontier.path, COLUMN) == {"title": "年报"}


# ---- the pages of a column


def read_pages(reading):
    return [
        (each.fetch.url.removeprefix(HOST), each.problem, each.column.removeprefix(HOST), at)
        for each, at in column_pass.reads(reading.frontier, COLUMN)
    ]


def test_all_pages_of_a_list_are_gathered_once_each_from_the_first_on(reading):
    reading.page(1, listed(1, entries(1, 2), 3, following=(2, 3)), THEN)
    reading.page(2, listed(2, entries(3, 4), 3, following=(1, 3)), THEN + 1)
    assert read_pages(reading) == [("/list/", "", "", THEN), ("/list/2.html", "", "", THEN + 1), ("/list/3.html", "not read", "", 0.0)]


def test_a_column_never_read_is_one_page_not_read(reading):
    assert read_pages(reading) == [("/list/", "not read", "", 0.0)]


def test_a_page_that_failed_shows_its_problem_and_leads_on_by_what_it_showed_before(reading):
    reading.page(1, listed(1, entries(1, 2), 2, following=(2,)), THEN)
    reading.page(1, None, THEN + 5, problem="timeout")
    (first, at), (second, _) = column_pass.reads(reading.frontier, COLUMN)
    assert (first.listing, first.problem, at) == (None, "timeout", THEN + 5)
    assert second.problem == "not read"


def test_a_page_that_failed_at_once_leads_nowhere(reading):
    reading.page(1, None, THEN, problem="timeout")
    assert read_pages(reading) == [("/list/", "timeout", "", THEN)]


def test_a_sub_column_followed_is_read_under_its_own_address(reading):
    reading.page(1, listed(1, (), columns=(SubColumn(f"{HOST}/a/", "2025年"), SubColumn(f"{HOST}/b/", "2024年"))), THEN)
    reading.list(below("a", 1), listed(1, entries(1, 2)), THEN + 1)
    assert read_pages(reading) == [("/list/", "", "", THEN), ("/a/", "", "/a/", THEN + 1)]


@pytest.mark.parametrize(("depth", "too_deep"), [(DEPTH - 1, False), (DEPTH, True), (DEPTH + 1, True)])
def test_a_sub_column_deeper_than_they_are_followed_is_named_once(reading, depth, too_deep):
    reading.page(1, listed(1, (), columns=(SubColumn(f"{HOST}/a/", "甲"),)), THEN)
    deeper = (SubColumn(f"{HOST}/a/b/", "乙"), SubColumn(f"{HOST}/a/b/", "乙"))
    reading.list(below("a", depth), listed(1, entries(1, 1), columns=deeper), THEN + 1)
    found = [("/a/b/", "too_deep", "/a/b/", 0.0)] if too_deep else []
    assert read_pages(reading)[2:] == found


# ---- what changed while it was read


@pytest.mark.parametrize(
    ("at_first", "at_second", "changed", "again"),
    [
        (THEN + 1, THEN + 2, True, True),
        (THEN + 1, THEN + 2, False, False),  # the further page is as it was
        (THEN + 3, THEN + 2, True, False),  # the first page is younger
        (THEN + 2, THEN + 2, True, False),  # read together
        (THEN - 9, THEN, True, True),  # at the very beginning of this reading
        (THEN - 9, THEN - 1, True, False),  # before this reading
    ],
)
def test_a_first_page_is_read_again_where_further_pages_moved_after_it(reading, at_first, at_second, changed, again):
    two_pages(reading, entries(1, 15), entries(15, 20), at_first, at_second, changed=False)
    if changed:
        reading.page(2, listed(2, entries(15, 20), 2), at_second)
    found = list(column_pass.reads(reading.frontier, COLUMN))
    overtaken = column_pass._overtaken(reading.frontier, COLUMN, found, THEN)
    assert [each.fetch.url for each in overtaken] == ([COLUMN.url] if again else [])


def test_the_first_page_is_due_again_now_and_the_reading_goes_on(reading):
    two_pages(reading, entries(1, 15), entries(15, 20), THEN + 1, THEN + 2)
    assert reading.finish() is None
    assert reading.due()["list"] == THEN + 60
    assert reading.due()["2"] is None


def test_a_list_that_did_not_move_is_not_read_again(reading):
    two_pages(reading, entries(1, 15), entries(16, 20), THEN + 1, THEN + 2)
    assert reading.finish().run.complete


def test_a_first_page_that_failed_is_not_asked_for_again_for_what_moved(reading):
    two_pages(reading, entries(1, 15), entries(15, 20), THEN + 1, THEN + 2)
    reading.page(1, None, THEN + 1, problem="timeout")
    assert reading.finish().run.reasons == ("page_1_missing: timeout",)


def test_each_list_of_a_column_is_compared_with_its_own_further_pages(reading):
    reading.page(1, listed(1, (), columns=(SubColumn(f"{HOST}/a/", "甲"), SubColumn(f"{HOST}/b/", "乙"))), THEN + 1)
    for name, first, then in (("a", entries(1, 15), entries(15, 20)), ("b", entries(31, 45), entries(46, 50))):
        further = Fetch(f"{HOST}/{name}/2.html", page=2)
        reading.list(below(name, 1), replace(listed(1, first, 2), next=(further,)), THEN + 2)
        reading.list(Job(further, "list", COLUMN.id, 1, part=f"{HOST}/{name}/"), listed(2, then, 2), THEN + 3)
    assert reading.finish() is None
    assert {name for name, due in reading.due().items() if due is not None} == {"a"}


def test_a_reason_of_the_run_ends_a_reading_even_where_a_list_moved(reading):
    two_pages(reading, entries(1, 15), entries(15, 20), THEN + 1, THEN + 2)
    assert reading.finish(reasons=("limit: 3", "limit: 3")).run.reasons == ("limit: 3",)


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ((1, 1, (1, 15), None, None), (2, 2, (15, 20), None, None), True),
        ((1, 1, (1, 15), None, None), (3, 3, (15, 20), None, None), False),  # not the next page
        ((None, 1, (1, 15), None, None), (2, 2, (15, 20), None, None), True),  # a first page has no number
        ((1, 1, (1, 15), None, None), (2, 2, (), None, None), False),
        ((1, 1, (1, 15), 2, None), (2, 2, (16, 20), 3, None), True),  # pages
        ((1, 1, (1, 15), 2, 20), (2, 2, (16, 20), 2, 20), False),
        ((1, 1, (1, 15), None, 20), (2, 2, (16, 20), None, 21), True),  # rows
        ((1, 1, (1, 15), None, 21), (2, 2, (16, 20), None, 21), True),  # fewer than stated
        ((1, 1, (1, 15), None, 19), (2, 2, (16, 20), None, 19), False),  # more than stated
        ((1, 1, (1, 15), 2, None), (2, 2, (16, 20), None, 20), False),  # one states pages, the other rows: no contradiction
    ],
)
def test_signs_that_a_list_moved(first, second, moved):
    pages = [
        ListRead(
            Fetch(f"{HOST}/{place}", page=number),
            Listing(entries(*rows) if rows else (), pager=Pager("P1", place, count, told) if count or told else None),
        )
        for number, place, rows, count, told in (first, second)
    ]
    assert column_pass.moved([*pages, ListRead(Fetch(f"{HOST}/9", page=9), None, "timeout")]) is moved


def test_two_kinds_of_pagers_may_state_different_counts():
    pages = [
        ListRead(Fetch(f"{HOST}/{number}", page=number), Listing(entries(number, number), pager=Pager(dialect, number, pages)))
        for number, dialect, pages in ((1, "P1", 2), (2, "P2", 3))
    ]
    assert not column_pass.moved(pages)


def test_the_key_of_a_list_page_is_that_of_its_column():
    assert column_pass.key_of(ListRead(page(2), None), COLUMN) == f"GET {HOST}/list/2.html  annual"
