"""The grid of agencies and years: which years, which agencies, what each filter leaves, when the reports came out."""

import re
from contextlib import closing

import pytest

from archive.site.pages import coverage
from tests.helpers.few_reports import asking, database


@pytest.fixture(scope="module")
def connection():
    with closing(database()) as made:
        yield made


def test_the_years_counted_by_state(connection):
    found = coverage.by_year(connection)
    assert [year["year"] for year in found] == [*range(2013, 2020), 2021, 2022]
    states = {"on_time": 0, "late": 0, "missing": 0, "not_due": 0, "undated": 0, "unknown": 0}
    assert found[0] == {"year": 2013, "all": 1, **states, "missing": 1}
    assert found[-2] == {"year": 2021, "all": 1, **states, "late": 1}
    assert found[-1] == {"year": 2022, "all": 3, **states, "on_time": 1, "undated": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("asked", "years", "earlier", "later"),
    [
        ({}, [2015, 2016, 2017, 2018, 2019, 2021, 2022], True, False),
        ({"to": 2021}, [2014, 2015, 2016, 2017, 2018, 2019, 2021], True, True),
        ({"to": 2020}, [2013, 2014, 2015, 2016, 2017, 2018, 2019], False, True),
        ({"to": 9999}, [], False, False),
        ({"to": 1}, [], False, True),
        ({"to": "x"}, [2015, 2016, 2017, 2018, 2019, 2021, 2022], True, False),
    ],
)
def test_eight_years_are_shown_up_to_the_one_asked_for(connection, asked, years, earlier, later):
    found = coverage.template_context(connection, asking(**asked))
    assert (found["years"], found["earlier"], found["later"]) == (years, earlier, later)
    assert [year["year"] for year in found["summary"]] == years


@pytest.mark.parametrize(("name", "bounds"), [("to", (1900, 2999)), ("year", (1900, 2999))])
def test_the_bounds_of_a_year(connection, name, bounds, monkeypatch):
    given = []
    ask = asking()
    number = type(ask).number
    monkeypatch.setattr(type(ask), "number", lambda self, key, *values: given.append((key, *values[1:])) or number(self, key, *values))
    coverage.template_context(connection, ask)
    assert (name, *bounds) in given


@pytest.mark.parametrize(
    ("asked", "agencies"),
    [
        ({}, ["C", "B", "D", "A"]),
        ({"site": "town"}, ["D", "A"]),
        ({"level": "county"}, ["B"]),
        ({"q": "甲市"}, ["D", "A"]),
        ({"q": "教育", "site": "county"}, []),
        ({"state": "on_time"}, ["A"]),
        ({"state": "unknown"}, ["C"]),
        ({"state": "late"}, []),
        ({"state": "late", "year": 2021}, ["A"]),
        ({"state": "nonsense"}, ["C", "B", "D", "A"]),
        ({"site": "town' OR 1"}, []),
    ],
)
def test_what_each_filter_leaves(connection, asked, agencies):
    found = coverage.template_context(connection, asking(**asked))
    assert [agency["id"] for agency in found["agencies"]] == agencies
    assert found["pages"].total == len(agencies)
    assert {agency for agency, _ in found["cells"]} <= set(agencies)


def test_the_rest_of_the_page(connection):
    found = coverage.template_context(connection, asking(q="甲市", site="town", level="department", state="on_time"))
    assert found["chosen"] == {"site": "town", "level": "department", "q": "甲市", "state": "on_time", "year": 2022}
    assert found["sites"] == [{"id": "county", "name": "乙县"}, {"id": "town", "name": "甲市"}]
    assert sorted(found["levels"]) == ["county", "department"]
    assert found["states"] == ("on_time", "late", "missing", "not_due", "undated", "unknown")
    assert found["agencies"] == [{"id": "A", "name": "甲市教育局", "level": "department", "site_name": "甲市"}]
    cell = found["cells"]["A", 2022]
    assert (cell["state"], cell["days_late"], cell["report_id"]) == ("on_time", -23, "a22")
    assert coverage.SIZE == 50


def test_pages_of_agencies(connection, monkeypatch):
    monkeypatch.setattr(coverage, "SIZE", 3)
    first, second = (coverage.template_context(connection, asking(page=page)) for page in (1, 2))
    assert [[agency["id"] for agency in page["agencies"]] for page in (first, second)] == [["C", "B", "D"], ["A"]]


def test_without_any_report_the_page_is_empty():
    with closing(database()) as made:
        made.execute("DELETE FROM coverage")
        found = coverage.template_context(made, asking())
    assert (found["years"], found["earlier"], found["later"], found["cells"], found["calendar"]) == ([], False, False, {}, "")


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("zh", ("2022 年度报告的发布周", "部门期限", "政府期限")),
        ("en", ("Weeks in which the reports for 2022 came out", "departments", "governments")),
    ],
)
def test_when_the_reports_came_out(connection, lang, titles):
    drawn = str(coverage.calendar(connection, asking(lang), 2022))
    assert all(title in drawn for title in titles)
    assert re.findall(r"<title>([^<]*)</title>", drawn)[1:] == [
        each for each in re.findall(r"<title>([^<]*)</title>", drawn)[1:] if "01-08" in each
    ]
    assert coverage.calendar(connection, asking(), 2018) == ""


@pytest.mark.parametrize(
    ("published", "week"),
    [("2023-01-01", "01-01"), ("2023-01-07", "01-01"), ("2023-01-08", "01-08"), ("2023-07-23", "07-23"), ("2023-07-30", None)],
)
def test_weeks_begin_with_the_year_and_end_after_thirty(published, week):
    with closing(database()) as made:
        made.execute("UPDATE coverage SET published = ? WHERE year = 2022 AND agency_id = 'A'", (published,))
        drawn = str(coverage.calendar(made, asking("en"), 2022))
    assert (week is None) == (drawn == "")
    assert week is None or f"{week}: 1<" in drawn


def test_the_table_for_download(connection):
    names, found = coverage.table(connection, asking(site="town"))
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert [row["year"] for row in rows] == [*range(2013, 2020), 2021, 2022]
    assert rows[-1] == {
        "agency_id": "A",
        "agency": "甲市教育局",
        "site_id": "town",
        "level": "department",
        "year": 2022,
        "state": "on_time",
        "due": None,
        "published": "2023-01-08 10:00",
        "days_late": -23,
        "report_id": "a22",
    }
