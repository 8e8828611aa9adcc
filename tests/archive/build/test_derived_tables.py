"""What is derived from rows: which of several reports is used and why, agencies and their portals, coverage by year."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest

from archive.build import derived_tables
from archive.build.derived_tables import agencies, coverage, fully_read, latest, preferred, state, years_of
from archive.build.report_rows import agency_id
from archive.store import schema

# id, agency, year, published, agency's name, due, kind, figures, checks that fail, gone, site, area
BEST = ("b", "A", 2023, "2024-01-10", "甲局", "2024-01-31", "article", 100, 0, 0, "town", "990100")
WORSE = [  # why the best is used before it, and the report
    ("still online", (*BEST[:9], 1, *BEST[10:])),
    ("more figures", (*BEST[:7], 99, *BEST[8:])),
    ("fewer figures that disagree", (*BEST[:8], 1, *BEST[9:])),
    ("the page itself, not an attachment", (*BEST[:6], "attachment", *BEST[7:])),
    ("published first", (*BEST[:3], "2024-01-11", *BEST[4:])),
    ("published first", (*BEST[:3], None, *BEST[4:])),
    ("smaller id", ("c", *BEST[1:])),
]


@pytest.mark.parametrize(("why", "other"), WORSE)
def test_of_two_reports_one_is_used_for_a_reason(why, other):
    other = ("c" if other[0] == "b" else other[0], *other[1:])
    for group in ([BEST, other], [other, BEST]):
        assert list(preferred(group)) == [
            {"id": "b", "preferred": 1, "preferred_reason": why},
            {"id": "c", "preferred": 0, "preferred_reason": f"b: {why}"},
        ]


def test_an_earlier_reason_outweighs_all_later_ones():
    steps = [report for _, report in WORSE]
    for better, worse in pairwise([BEST, *steps[:1]]):
        weak = ("z", worse[1], worse[2], "2023-12-01", *worse[4:7], 900, *worse[8:])
        assert next(preferred([weak, better]))["id"] == better[0], "gone, though it has more figures and came first"
    fewer = ("a", *BEST[1:3], "2024-01-01", *BEST[4:7], 99, *BEST[8:])
    assert next(preferred([fewer, BEST])) == {"id": "b", "preferred": 1, "preferred_reason": "more figures"}


def test_the_only_report_of_a_year():
    assert list(preferred([BEST])) == [{"id": "b", "preferred": 1, "preferred_reason": "the only one"}]


@pytest.mark.parametrize(
    ("report", "late", "not_due", "whole", "found"),
    [
        (None, None, True, True, "not_due"),
        (None, None, True, False, "not_due"),
        (None, None, False, True, "missing"),
        (None, None, False, False, "unknown"),
        ("a", None, False, True, "undated"),
        ("a", None, True, True, "undated"),
        ("a", 0, False, True, "on_time"),
        ("a", -1, True, True, "on_time"),
        ("a", 1, False, False, "late"),
    ],
)
def test_the_state_of_a_year(report, late, not_due, whole, found):
    assert state(report, late, not_due, whole) == found


def test_the_years_of_an_agency():
    held = {2019: ("r", "2020-02-01", 1), 2021: ("s", None, None)}
    rows = list(years_of("A", "甲局", held, "2024-01-31", True))
    assert rows[0] == {
        "agency_id": "A",
        "year": 2019,
        "due": "2020-01-31",
        "published": "2020-02-01",
        "days_late": 1,
        "report_id": "r",
        "state": "late",
    }
    assert [(row["year"], row["state"]) for row in rows] == [
        (2019, "late"),
        (2020, "missing"),
        (2021, "undated"),
        (2022, "missing"),
        (2023, "missing"),
    ]
    assert [row["state"] for row in years_of("A", "甲局", held, "2024-01-30", True)][-1] == "not_due"
    assert [row["year"] for row in years_of("A", "甲局", held, "", True)] == [2019, 2020, 2021]
    assert [row["year"] for row in years_of("A", "甲局", held, "2021-06-01", True)] == [2019, 2020, 2021]


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        made.executescript("""
            INSERT INTO sites (id, name, area, level) VALUES ('town', '甲市政府', '990100', 'city'), ('old', '旧站', NULL, 'county');
            INSERT INTO columns (id, site_id) VALUES ('town/annual', 'town'), ('town/other', 'town');
            INSERT INTO runs (id) VALUES ('1'), ('2');
            INSERT INTO column_runs (run_id, column_id, finished, complete) VALUES ('1', 'town/annual', '2024-05-01T00:00:00Z', 0),
                ('2', 'town/annual', '2024-05-02T00:00:00Z', 1), ('1', 'town/other', '2024-05-01T00:00:00Z', 1),
                ('2', 'town/other', '2024-05-03T00:00:00Z', 0);
        """)
        yield made


def reports(connection, *rows):
    """Documents and reports: id, agency, year, published, days late, column, preferred."""
    for key, agency, year, published, late, column, used in rows:
        connection.execute("INSERT INTO documents (id, column_id) VALUES (?, ?)", (key, column))
        connection.execute("INSERT OR IGNORE INTO agencies (id, name) VALUES (?, ?)", (agency, f"{agency}局"))
        connection.execute(
            "INSERT INTO reports (id, document_id, agency_id, year, published, days_late, preferred) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, key, agency, year, published, late, used),
        )


def test_agencies_have_the_fullest_name_and_the_portal_of_the_newest_report(connection):
    def report(key, agency, year, published, name, site, area):
        return (key, agency, year, published, name, None, "article", 1, 0, 0, site, area)

    own = agency_id("甲市政府", "990100")
    agencies(
        connection,
        [
            report("1", "A", 2022, "2023-01-01", "甲局", "old", "1"),
            report("2", "A", 2023, "2024-01-01", "甲市甲局", "town", "2"),
            report("3", "A", 2023, None, "甲", "old", "3"),
            report("4", "B", None, None, "乙局", None, None),
            report("5", None, 2023, None, "丙局", "town", "2"),
            report("6", own, 2023, "2024-01-01", "甲市人民政府办公室", "town", "990100"),
            report("7", "C", 2023, "2024-01-01", "丁局", "old", "1"),
            report("8", "C", 2023, "2024-01-01", "戊局", "town", "2"),
        ],
    )
    found = connection.execute("SELECT id, name, site_id, area, level FROM agencies ORDER BY id").fetchall()
    assert sorted(found) == sorted(
        [
            ("A", "甲市甲局", "town", "2", "city"),
            ("B", "乙局", None, None, None),
            ("C", "丁局", "town", "2", "city"),
            (own, "甲市政府", "town", "990100", "city"),
        ]
    )
    agencies(connection, [report("7", "C", 2023, "2024-01-01", "丁局", "old", "1")])
    assert connection.execute("SELECT id FROM agencies").fetchall() == [("C",)]


def test_a_year_is_called_missing_only_if_all_columns_of_the_agency_were_read_completely(connection):
    reports(
        connection,
        ("a", "A", 2021, "2022-01-05", -26, "town/annual", 1),
        ("b", "B", 2021, "2022-01-05", -26, "town/annual", 1),
        ("c", "B", 2020, "2021-01-05", -26, "town/other", 1),
        ("d", "A", 2022, "2023-03-05", 33, "town/annual", 0),
        ("e", "C", 2023, "2024-03-05", 34, "nowhere", 1),
    )
    assert fully_read(connection) == {"A", "C"}
    coverage(connection)
    found = connection.execute("SELECT agency_id, year, state, report_id, due FROM coverage ORDER BY 1, 2").fetchall()
    assert found == [
        ("A", 2021, "on_time", "a", "2022-01-31"),
        ("A", 2022, "missing", None, "2023-01-31"),
        ("A", 2023, "missing", None, "2024-01-31"),
        ("B", 2020, "on_time", "c", "2021-01-31"),
        ("B", 2021, "on_time", "b", "2022-01-31"),
        ("B", 2022, "unknown", None, "2023-01-31"),
        ("B", 2023, "unknown", None, "2024-01-31"),
        ("C", 2023, "late", "e", "2024-01-31"),
    ]


def test_the_last_time_the_archive_heard_of_the_portals(connection):
    assert latest(connection) == "2024-05-03T00:00:00Z"
    connection.execute("INSERT INTO captures (id, fetched_at) VALUES ('x', '2024-05-04T00:00:00Z')")
    assert latest(connection) == "2024-05-04T00:00:00Z"
    connection.execute("DELETE FROM captures")
    connection.execute("DELETE FROM column_runs")
    assert latest(connection) is None
    derived_tables.conditions(connection)
    coverage(connection)


def test_which_report_is_used_is_written_with_the_reason(connection):
    reports(connection, *((key, "A", 2023, None, None, "town/annual", None) for key in "bcde"))
    unknown = [("d", None, *BEST[2:]), ("e", "A", None, *BEST[3:])]
    derived_tables.prefer(connection, [BEST, ("c", *BEST[1:]), *unknown])
    assert connection.execute("SELECT id, preferred, preferred_reason FROM reports ORDER BY id").fetchall() == [
        ("b", 1, "smaller id"),
        ("c", 0, "b: smaller id"),
        ("d", 0, "agency or year unknown"),
        ("e", 0, "agency or year unknown"),
    ]


def test_a_run_of_several_sites_is_one_row(connection):
    connection.executescript("""
        INSERT INTO runs (id) VALUES ('3'), ('4');
        INSERT INTO site_runs (run_id, site_id, started, finished, exit_code, requests, bytes, problems) VALUES
            ('3', 'town', '2024-01-01T01:00:00Z', '2024-01-01T02:00:00Z', 0, 5, 50, 1), ('3', 'old', '2024-01-01T00:30:00Z',
            '2024-01-01T03:00:00Z', 1, 6, 60, 2), ('4', 'town', '2024-01-02T01:00:00Z', NULL, NULL, 7, 70, 0),
            ('4', 'old', '2024-01-02T01:00:00Z', '2024-01-02T02:00:00Z', 0, 8, 80, 0);
        UPDATE column_runs SET new = 1, changed = 2, gone = 3;
        UPDATE column_runs SET run_id = '3' WHERE run_id = '1';
    """)
    derived_tables.runs(connection, ["3", "4"])
    found = connection.execute("SELECT * FROM runs WHERE id IN ('3', '4') ORDER BY id").fetchall()
    assert [row[:10] for row in found] == [
        ("3", "2024-01-01T00:30:00Z", "2024-01-01T03:00:00Z", 6, 11, 110, 2, 4, 6, 3),
        ("4", "2024-01-02T01:00:00Z", None, None, 15, 150, None, None, None, 0),
    ]
