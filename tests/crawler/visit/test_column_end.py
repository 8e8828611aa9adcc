"""How a reading of a column ends: its counts, its listing, what speaks against it."""

from dataclasses import replace

import pytest

from crawler.model.exchange import Original
from crawler.model.types import Entry, SubColumn
from crawler.visit import column_pass
from gongkai.fetch_record import KNOWN_AFTER, ColumnRun
from gongkai.warc_reader import digest
from tests.helpers.column_reading import COLUMN, DAY, HOST, THEN, below, entries, listed, two_pages

# ---- concluded


def test_what_a_reading_found_is_counted(reading):
    rows = (*entries(1, 2), Entry("http://k.example/x.html", "外", external=True), Entry(f"{HOST}/a.pdf", "件", file=True))
    reading.begin(THEN)
    reading.page(1, listed(1, rows, 2, 6, following=(2,), marks=(("title", "年报"),), drawn=True), THEN + 1)
    reading.page(2, listed(2, entries(3, 4), 2, 6), THEN + 2)
    body = Original("urn:uuid:1", f"{HOST}/1.html", "2026-01-01T00:00:00Z", "sha1:A", "sha1:A")
    reading.document(1, THEN + 3, full=True, changed=True, original=body)
    reading.document(2, THEN - DAY, full=True, original=replace(body, record="urn:uuid:2", payload="sha1:B"))
    reading.document(2, THEN + 3, full=True, changed=True, original=replace(body, record="urn:uuid:3", payload="sha1:C"))
    reading.document(3, THEN + 3, missing="2026-01-01", gone=True, problem="not_found")
    for number, problem, days in ((4, "robots_disallowed", KNOWN_AFTER), (5, "off_site", KNOWN_AFTER), (6, "server_error", KNOWN_AFTER)):
        for day in range(days):
            reading.document(number, THEN + 3, missing=f"2026-01-{day + 1:02}", problem=problem)
    done = reading.finish()
    assert done.run == ColumnRun(
        column="annual",
        family="trs",
        pager="P1",
        pages_told=2,
        pages_read=2,
        rows_told=6,
        rows_found=6,
        external=1,
        files=1,
        new=1,
        changed=1,
        gone=1,
        drawn=1,
        out_of_bounds=2,
        portal_faults=2,
        complete=True,
        reasons=(),
        doubts_settled=(),
        listing=done.run.listing,
        marks={"title": "年报"},
        started="2026-01-01T00:00:00Z",
        finished="2026-01-01T00:01:00Z",
    )
    assert done.rows == 6
    assert done.listing["column"] == "annual"
    assert [row["title"] for row in done.listing["rows"]] == ["第1号", "第2号", "第3号", "第4号", "件", "外"]
    assert done.listing["rows"][0] == {
        "url": f"{HOST}/1.html",
        "title": "第1号",
        "date": "2026-01-01",
        "path": [],
        "external": False,
        "file": False,
    }
    assert done.run.listing == done.listing["digest"].strip()
    assert [name for name, _, _ in done.records()] == ["listing", "column"]
    reading.end(done)
    state = reading.frontier.columns.state("annual")
    assert state == (THEN, THEN + 60, True, 6, done.run.listing, "trs", ("2026-01-01",))


def test_the_digest_of_a_listing_is_over_its_rows_as_json(reading):
    reading.page(1, listed(1, (Entry(f"{HOST}/1.html", "第1号", None),)), THEN + 1)
    text = f'[{{"date": null, "external": false, "file": false, "path": [], "title": "第1号", "url": "{HOST}/1.html"}}]'
    assert reading.finish().run.listing == digest(text.encode())


def test_a_listing_is_kept_only_where_it_changed(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 2)), THEN + 1)
    reading.end(reading.finish())
    reading.begin(THEN + DAY)
    reading.page(1, listed(1, entries(1, 2)), THEN + DAY + 1, changed=False)
    again = reading.finish(THEN + DAY, THEN + DAY + 60)
    assert again.listing is None
    assert [(name, kind) for name, kind, _ in again.records()] == [("column", "column_run")]
    reading.page(1, listed(1, entries(0, 2)), THEN + DAY + 2)
    assert reading.finish(THEN + DAY, THEN + DAY + 60).listing is not None


def test_the_records_of_a_reading_in_their_order():
    run = ColumnRun("annual", rows_found=2)
    listing = {"column": "annual", "digest": "sha1:X", "rows": []}
    done = column_pass.Concluded(run, listing, 2, menu_entries=(f"{HOST}/menu.html",))
    assert list(done.records()) == [
        ("menu", "menu_entries", {"column": "annual", "urls": [f"{HOST}/menu.html"]}),
        ("listing", "listing", listing),
        ("column", "column_run", run.to_mapping()),
    ]


def test_a_row_no_longer_shown_is_dropped_and_its_document_asked_for_once_more(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 3)), THEN + 1)
    reading.document(3, THEN + 2, due=THEN + 99 * DAY)
    reading.end(reading.finish())
    reading.begin(THEN + DAY)
    reading.page(1, listed(1, entries(1, 2)), THEN + DAY + 1)
    done = reading.finish(THEN + DAY, THEN + DAY + 60)
    assert done.left == {f"{HOST}/3.html"}
    assert [row["title"] for row in done.listing["rows"]] == ["第1号", "第2号"]
    reading.end(done, THEN + DAY + 60)
    assert reading.due()["3"] == THEN + DAY + 60
    assert [key for key, _ in reading.frontier.columns.rows("annual")] == [f"{HOST}/1.html", f"{HOST}/2.html"]


def test_an_incomplete_reading_drops_no_row(reading):
    reading.page(1, listed(1, entries(1, 3)), THEN + 1)
    reading.page(1, listed(1, entries(1, 2)), THEN + 2)
    done = reading.finish(reasons=("limit: 3",))
    assert (done.left, done.run.complete, done.run.rows_found, len(done.listing["rows"])) == (frozenset(), False, 2, 3)


def test_rows_that_new_ones_moved_to_pages_not_read_again_still_count(reading):
    reading.begin(THEN)
    two_pages(reading, entries(11, 20), entries(1, 10), THEN + 1, THEN + 2)
    reading.end(reading.finish())
    reading.page(1, listed(1, entries(12, 21), 2, following=(2,)), THEN + DAY + 1)  # row 11 has moved to page 2
    done = reading.finish(THEN + DAY, THEN + DAY + 60)
    assert (done.run.complete, done.run.rows_found, done.left) == (True, 21, frozenset())
    assert done.run.pages_read == 2


def test_old_pages_are_read_again_where_the_reading_is_incomplete_without_it(reading):
    reading.begin(THEN)
    two_pages(reading, entries(11, 20), entries(1, 10), THEN + 1, THEN + 2)
    reading.end(reading.finish())
    reading.page(1, listed(1, entries(12, 21), 2, 25, following=(2,)), THEN + DAY + 1)
    assert reading.finish(THEN + DAY, THEN + DAY + 60) is None
    assert reading.due()["2"] == THEN + DAY + 60
    assert reading.finish(THEN + DAY, THEN + DAY + 60, ("limit: 1",)).run.reasons[0] == "limit: 1"


def test_old_rows_do_not_count_where_a_column_has_sub_columns(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 9), columns=(SubColumn(f"{HOST}/a/", "甲"),)), THEN + 1)
    reading.list(below("a", 1), listed(1, entries(11, 19)), THEN + 1)
    reading.end(reading.finish())
    reading.page(1, listed(1, entries(2, 9), columns=(SubColumn(f"{HOST}/a/", "甲"),)), THEN + DAY + 1)
    done = reading.finish(THEN + DAY, THEN + DAY + 60)
    assert (done.run.rows_found, done.run.complete, done.left) == (17, True, frozenset())


# ---- what stands against it


@pytest.mark.parametrize(
    ("expect", "reasons"),
    [
        ((), ()),
        ((("min", 3),), ()),
        ((("min", 4),), ("fewer_than_expected: 3 rows, at least 4 expected",)),
        ((("max", 3),), ()),
        ((("max", 2),), ("more_than_expected: 3 rows, at most 2 expected",)),
        ((("min", 1), ("max", 9)), ()),
    ],
)
def test_the_number_of_rows_that_the_registry_expects(reading, expect, reasons):
    column = replace(COLUMN, expect=expect)
    reading.page(1, listed(1, entries(1, 3)), THEN + 1)
    done = reading.finish(column=column)
    assert (done.run.reasons, done.run.complete) == (reasons, not reasons)
    assert done.rows == (3 if not reasons else None)


def test_a_column_without_rows_has_none_where_some_are_expected(reading):
    reading.page(1, listed(1, (), empty=True), THEN + 1)
    assert reading.finish(column=replace(COLUMN, expect=(("min", 1),))).run.reasons == ("fewer_than_expected: 0 rows, at least 1 expected",)
    assert reading.finish().run.reasons == ()


def test_documents_that_failed_are_counted_by_kind_and_problem(reading):
    reading.page(1, listed(1, entries(1, 3)), THEN + 1)
    reading.document(1, THEN + 2, problem="timeout")
    reading.document(2, THEN + 2, problem="timeout", missing="2026-01-01")
    reading.document(3, THEN + 2, problem="timeout", kind="attachment")
    assert reading.finish().run.reasons == ("article_timeout: 2", "attachment_timeout: 1")


def test_far_fewer_rows_are_reported_once_and_then_believed(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 20)), THEN + 1)
    reading.end(reading.finish())
    found = []
    for day in (1, 2):
        reading.page(1, listed(1, entries(1, 5)), THEN + day * DAY)
        done = reading.finish(THEN + day * DAY, THEN + day * DAY + 60)
        reading.end(done, THEN + day * DAY + 60)
        found.append((done.run.reasons, done.rows))
    assert found == [(("fewer_rows: 20 rows before, 5 now",), 5), ((), 5)]


def test_what_an_incomplete_reading_found_is_not_believed(reading):
    reading.begin(THEN)
    reading.page(1, listed(1, entries(1, 20)), THEN + 1)
    reading.end(reading.finish())
    reading.page(1, listed(1, entries(1, 5)), THEN + DAY)
    assert reading.finish(THEN + DAY, THEN + DAY + 60, ("limit: 1",)).rows == 20


@pytest.mark.parametrize(
    ("problem", "days", "fault", "out_of_bounds"),
    [
        ("not_found", 0, False, False),
        ("not_found", 1, True, False),
        ("server_error", KNOWN_AFTER - 1, False, False),
        ("server_error", KNOWN_AFTER, True, False),
        ("off_site", KNOWN_AFTER - 1, False, False),
        ("off_site", KNOWN_AFTER, False, True),
        ("timeout", 99, False, False),
    ],
)
def test_after_how_many_days_a_problem_is_a_standing_state(problem, days, fault, out_of_bounds):
    assert column_pass.is_portal_fault(problem, days) is fault
    assert column_pass.is_out_of_bounds(problem, days) is out_of_bounds
