import json

import pytest

from archive.build import cross_checks, derived_tables, report_rows
from archive.store import rows as store_rows
from archive.store import schema


@pytest.fixture
def database(tmp_path):
    connection = schema.connect(tmp_path / "gongkai.db")
    schema.migrate(connection)
    store_rows.put(connection, "sites", [{"id": "town", "name": "甲市人民政府", "area": "990100", "level": "city"}])
    yield connection
    connection.close()


def add(connection, key, agency, year, cells, digest=None):
    """A report of the 2021 form with these cells of the requests table: {(item, measure): value}."""
    store_rows.put(connection, "documents", [{"id": key, "site_id": "town", "kind": "article", "payload_digest": digest or key}])
    store_rows.put(
        connection,
        "reports",
        [
            {
                "id": key,
                "document_id": key,
                "agency_id": report_rows.agency_id(agency, "990100"),
                "agency": agency,
                "year": year,
                "form": "2021",
                "title": key,
                "published": f"{year + 1}-01-05",
            }
        ],
    )
    store_rows.replace(
        connection,
        "facts",
        {"report_id": key},
        [
            {
                "report_id": key,
                "seq": seq,
                "table_name": "requests",
                "item": item,
                "measure": measure,
                "value": value,
                "unit": None,
                "raw": str(value),
                "state": "number",
            }
            for seq, ((item, measure), value) in enumerate(cells.items())
        ],
    )
    cross_checks.touch(connection, key)


def derived(connection):
    derived_tables.all_rows(connection)
    connection.execute("DELETE FROM due")
    return connection.execute(
        "SELECT report_id, rule, verdict, expected, found, other_report_id FROM checks WHERE seq >= ? "
        "AND rule NOT IN ('X6') ORDER BY report_id, seq",
        (cross_checks.FIRST,),
    ).fetchall()


def test_what_was_carried_over_must_arrive(database):
    add(database, "a22", "甲市教育局", 2022, {("carried_out", "total"): 4})
    add(database, "a23", "甲市教育局", 2023, {("carried_in", "total"): 3})
    add(database, "b23", "甲市民政局", 2023, {("carried_in", "total"): 3})
    assert derived(database) == [("a23", "X1", "fail", "4", "3", "a22")]
    add(database, "a22", "甲市教育局", 2022, {("carried_out", "total"): 3})
    assert derived(database) == [("a23", "X1", "pass", "3", "3", "a22")]
    assert derived(database) == [("a23", "X1", "pass", "3", "3", "a22")]  # nothing touched, nothing lost


COVERS = "本报告根据各部门、各县区年度报告汇总编制。"
PARTS = {"a": "甲市教育局", "b": "甲市人民政府办公室", "c": "甲市乙县"}


@pytest.mark.parametrize(
    ("text", "held", "whole", "verdict"),
    [
        (COVERS, "abc", 9, "pass"),
        (COVERS, "abc", 8, "fail"),
        (COVERS, "abc", 10, "fail"),
        (COVERS, "ab", 6, "not_assessable"),  # the county, known from last year, has not reported
        (COVERS, "ab", 5, "uncertain"),
        ("", "abc", 8, "not_assessable"),
    ],
)
def test_a_government_against_the_bodies_of_its_portal(database, text, held, whole, verdict):
    add(database, "all", "甲市", 2023, {("received", "total"): whole})
    store_rows.put(database, "sections", [{"report_id": "all", "seq": 0, "number": "", "heading": "", "text": text}])
    for key, agency in PARTS.items():
        add(database, f"{key}22", agency, 2022, {("received", "total"): 3})
        if key in held:
            add(database, f"{key}23", agency, 2023, {("received", "total"): 3})
    assert [row[:3] for row in derived(database) if row[1] == "H1"] == [("all", "H1", verdict)]


def test_departments_alone_are_not_the_whole(database):
    add(database, "all", "甲市", 2023, {("received", "total"): 9})
    store_rows.put(database, "sections", [{"report_id": "all", "seq": 0, "number": "", "heading": "", "text": COVERS}])
    add(database, "a", "甲市教育局", 2023, {("received", "total"): 2})
    assert [row[:3] for row in derived(database)] == [("all", "H1", "not_assessable")]
    add(database, "b", "甲市民政局", 2023, {("received", "total"): 8})
    assert [row[:5] for row in derived(database)] == [("all", "H1", "uncertain", "10", "9")]


def test_the_same_bytes_of_two_agencies_are_told_on_both_and_no_longer(database):
    add(database, "a", "甲市教育局", 2023, {}, digest="sha256:1")
    assert derived(database) == []
    add(database, "b", "甲市民政局", 2023, {}, digest="sha256:1")
    assert [(row[0], row[1], row[2], row[5]) for row in derived(database)] == [("a", "D4", "fail", "b"), ("b", "D4", "fail", "a")]
    add(database, "b", "甲市民政局", 2023, {}, digest="sha256:2")
    assert derived(database) == []


def test_a_figure_changed_after_publication_is_told(database):
    add(database, "a", "甲市教育局", 2023, {})
    for seq, value in ((1, 7), (2, 8)):
        figures = {"form": "2021", "year": 2023, "figures": [["requests", "received", "total", value, None, str(value), "number"]]}
        store_rows.put(database, "captures", [{"id": f"c{seq}", "payload_digest": f"p{seq}", "document_id": "a"}])
        store_rows.put(database, "readings", [{"document_id": "a", "payload_digest": f"p{seq}", "figures": json.dumps(figures)}])
        store_rows.put(database, "versions", [{"document_id": "a", "seq": seq, "capture_id": f"c{seq}", "significant": 1}])
    assert derived(database) == [("a", "V1", "uncertain", "7", "8", "a")]


def test_endings_do_not_split_an_agency(database):
    add(database, "a", "甲区管委会", 2022, {})
    add(database, "b", "甲区", 2023, {})
    derived(database)
    assert database.execute("SELECT name FROM agencies").fetchall() == [("甲区管委会",)]
    assert database.execute("SELECT year, state FROM coverage").fetchall()[:2] == [(2022, "undated"), (2023, "undated")]
