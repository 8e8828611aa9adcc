"""Each column of each row that a report becomes, from a report written here."""

import json

import pytest

from archive.build import report_rows
from archive.build.report_rows import REQUESTERS, RESULTS, agency_id, days_late, due, lay_out
from parsers.types import Check, Fact, Place, Report, Section

AREA = "990100"
PLACE = Place(0, 1, 2, "/p")


def fact(table, item, measure, value, unit="件", state="number"):
    return Fact(table, item, measure, value, unit, str(value), state, PLACE)


FACTS = (
    fact("proactive", "licences", "decisions", 3),
    fact("proactive", "licences", "decisions", 4),
    fact("proactive", "fees", "amount", None, "万元", "blank"),
    *(fact("requests", "received", measure, number) for number, measure in enumerate(REQUESTERS)),
    fact("requests", "granted", "total", 9),
    *(fact("disputes", "review", measure, number) for number, measure in enumerate(RESULTS, 20)),
    fact("statistics", "site", "value", 5, "条"),
    fact("statistics", "site", "cumulative", 50, None),
    fact("statistics", "staff", "value", 1, None),
)
REPORT = Report(
    "甲市教育局2023年年报",
    "甲市教育局",
    2023,
    "2021",
    "2024-02-02",
    (Section("一", "总体情况", "公开。"), Section("", "", "前言")),
    FACTS,
    (Check("R2", "fail", "3", "4", "received"),),
    evidence=(("agency", "title: 甲市教育局"), ("published", "article: 2024-02-02")),
)
DOCUMENT = {"id": "d", "title": "文件题名", "published": "2024-03-03"}


def test_the_row_of_a_report():
    (row,) = lay_out(REPORT, DOCUMENT, AREA).tables["reports"]
    assert row == {
        "id": "d",
        "document_id": "d",
        "agency_id": agency_id("甲市教育局", AREA),
        "year": 2023,
        "form": "2021",
        "title": "甲市教育局2023年年报",
        "published": "2024-02-02",
        "due": "2024-01-31",
        "days_late": 2,
        "agency": "甲市教育局",
        "evidence": '[["agency", "title: 甲市教育局"], ["published", "article: 2024-02-02"]]',
    }
    assert len(row["agency_id"]) == 12


@pytest.mark.parametrize(
    ("agency", "year", "due_day", "rules"),
    [(None, 2023, None, []), ("甲市教育局", None, None, []), ("甲市教育局", 2023, "2024-01-31", ["D2"])],
)
def test_what_a_report_does_not_say_is_null_or_the_documents(agency, year, due_day, rules):
    report = Report("", agency, year, None, None)
    laid = lay_out(report, DOCUMENT, AREA)
    (row,) = laid.tables["reports"]
    assert (row["agency_id"] is None, row["due"], row["title"], row["published"]) == (agency is None, due_day, "文件题名", "2024-03-03")
    assert [check["rule"] for check in laid.tables["checks"]] == rules
    assert row["days_late"] == (32 if due_day else None)


def test_the_other_rows_of_a_report():
    belongs = Check("D4", "pass", None, None, "site")
    tables = lay_out(REPORT, DOCUMENT, AREA, [belongs]).tables
    assert tables["sections"] == [
        {"report_id": "d", "seq": 0, "number": "一", "heading": "总体情况", "text": "公开。"},
        {"report_id": "d", "seq": 1, "number": "", "heading": "", "text": "前言"},
    ]
    assert [row["seq"] for row in tables["facts"]] == list(range(len(FACTS)))
    assert tables["facts"][0] == {
        "report_id": "d",
        "seq": 0,
        "table_name": "proactive",
        "item": "licences",
        "measure": "decisions",
        "value": 3,
        "unit": "件",
        "raw": "3",
        "state": "number",
        "place": json.dumps({"table": 0, "row": 1, "column": 2, "path": "/p"}),
    }
    assert tables["proactive"] == [
        {"report_id": "d", "item": "licences", "measure": "decisions", "value": 3, "unit": "件"},
        {"report_id": "d", "item": "fees", "measure": "amount", "value": None, "unit": "万元"},
    ]
    assert tables["requests"] == [
        {"report_id": "d", "item": "received", **{measure: number for number, measure in enumerate(REQUESTERS)}},
        {"report_id": "d", "item": "granted", **dict.fromkeys(REQUESTERS), "total": 9},
    ]
    assert tables["disputes"] == [{"report_id": "d", "item": "review", **{measure: number for number, measure in enumerate(RESULTS, 20)}}]
    assert tables["statistics"] == [
        {"report_id": "d", "item": "site", "value": 5, "cumulative": 50, "unit": "条"},
        {"report_id": "d", "item": "staff", "value": 1, "cumulative": None, "unit": None},
    ]
    assert [(row["seq"], row["rule"]) for row in tables["checks"]] == [(0, "R2"), (1, "D2"), (2, "D4")]
    assert tables["checks"][0] == {
        "report_id": "d",
        "seq": 0,
        "rule": "R2",
        "verdict": "fail",
        "expected": "3",
        "found": "4",
        "detail": "received",
        "other_report_id": None,
    }
    assert set(tables) == {"reports", "sections", "facts", "proactive", "requests", "disputes", "statistics", "checks"}


def test_checks_between_two_reports_name_the_other_and_count_on():
    rows = report_rows.check_rows("d", REPORT.checks * 2, 7, "e")
    assert [(row["seq"], row["other_report_id"]) for row in rows] == [(7, "e"), (8, "e")]


@pytest.mark.parametrize(
    ("agency", "year", "day"),
    [
        ("甲市教育局", 2018, "2019-03-31"),
        ("甲市教育局", 2019, "2020-01-31"),
        ("甲市人民政府", 2018, "2019-03-31"),
        ("甲市人民政府", 2019, "2020-03-31"),
        ("甲市人民政府办公室", 2023, "2024-01-31"),
    ],
)
def test_the_day_a_report_is_due(agency, year, day):
    assert due(agency, year) == day


@pytest.mark.parametrize(
    ("due_day", "published", "days"),
    [
        ("2024-01-31", "2024-01-31", 0),
        ("2024-01-31", "2024-01-30 23:59", -1),
        ("2024-01-31", "2024-03-01", 30),
        ("2024-01-31", "", None),
        (None, "2024-01-31", None),
        ("", "2024-01-31", None),
        ("2024-01-31", "2024", None),
    ],
)
def test_days_late(due_day, published, days):
    assert days_late(due_day, published) == days


def test_agencies_of_one_name_in_two_places_are_two():
    assert agency_id("教育局", "990100") != agency_id("教育局", "990200")
    assert agency_id("甲", "") == agency_id("甲", "")
