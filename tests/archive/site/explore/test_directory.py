"""The directory of agencies and the pages of divisions."""

from contextlib import closing

import pytest

from archive.site.explore import agency_filter, directory, division
from archive.site.request.ask import Absent
from tests.helpers.few_reports import asking, database


@pytest.fixture(scope="module")
def connection():
    with closing(database()) as made:
        yield made


@pytest.mark.parametrize(
    ("args", "agencies"),
    [
        ({}, ["D", "A", "B", "C"]),
        ({"q": "教育"}, ["A"]),
        ({"q": "JiaoYu"}, ["A"]),
        ({"q": "jiao yu"}, ["A"]),
        ({"q": "bureau"}, ["A"]),
        ({"q": "没有"}, []),
        ({"region": "990100"}, ["D", "A", "B"]),
        ({"region": "990000"}, ["D", "A", "B"]),
        ({"region": "990121"}, ["B"]),
        ({"region": "100000"}, ["D", "A", "B"]),
        ({"region": "110000"}, []),
        ({"region": "x"}, ["D", "A", "B", "C"]),
        ({"level": "county"}, ["B"]),
        ({"level": "unknown"}, ["C"]),
        ({"level": "x"}, ["D", "A", "B", "C"]),
        ({"kind": "government"}, ["B"]),
        ({"kind": "unknown"}, ["C"]),
        ({"kind": "x"}, ["D", "A", "B", "C"]),
    ],
)
def test_each_filter(connection, args, agencies):
    found = directory.template_context(connection, asking("zh", **args))
    assert sorted(agency["id"] for agency in found["agencies"]) == sorted(agencies)
    names, rows = directory.table(connection, asking("zh", **args))
    lines = [dict(zip(names, row, strict=True)) for row in rows]
    assert [line["agency_id"] for line in lines] == [agency["id"] for agency in found["agencies"]]


def test_the_order_and_the_years(connection):
    found = directory.template_context(connection, asking("zh"))
    assert [agency["region_code"] for agency in found["agencies"]] == ["990100", "990100", "990121", None]
    assert {name: found["years"]["A"][name] for name in ("first_year", "last_year", "reports", "missing")} == {
        "first_year": 2019,
        "last_year": 2022,
        "reports": 3,
        "missing": 6,
    }
    assert [row["code"] for row in found["regions"]] == ["990100"]


def test_a_county_that_was_chosen_is_in_the_menu(connection):
    found = directory.template_context(connection, asking("zh", region="990121"))
    assert [row["code"] for row in found["regions"]] == ["990100", "990121"]


@pytest.mark.parametrize(
    ("code", "bounds"), [("230000", ["230000", "239999"]), ("231000", ["231000", "231099"]), ("230110", ["230110"] * 2)]
)
def test_what_lies_in_a_division(code, bounds):
    assert agency_filter.within(code)[1] == bounds


def test_a_division(connection):
    found = division.template_context(connection, asking("zh", {"id": "990100"}))
    assert (found["total"], found["direct"], [agency["id"] for agency in found["agencies"]]) == (3, 2, ["D", "A"])
    assert [(row["code"], row["n"]) for row in found["children"]] == [("990121", 1), ("990122", 0)]
    years = {year["year"]: year for year in found["figures"]}
    assert list(years) == [2022, 2021, 2019]
    assert {group: (years[2022][group]["reports"], years[2022][group]["received"].value) for group in ("departments", "below")} == {
        "departments": (1, 50),
        "below": (1, 80),
    }
    assert "own" not in years[2022]
    assert (years[2022]["departments"]["denied"].value, years[2022]["departments"]["granted"].blanks) == (6, 1)
    assert [(year["year"], year["missing"], year["all"]) for year in found["coverage"]][-1] == (2013, 1, 1)
    missing, unknown = (rows for _, rows in found["gaps"])
    assert [(row["id"], row["years"]) for row in missing] == [("A", [2018, 2017, 2016, 2015, 2014, 2013])]
    assert unknown == []
    assert found["above"] == []


def test_a_division_within_another(connection):
    found = division.template_context(connection, asking("zh", {"id": "990121"}))
    assert [row["code"] for row in found["above"]] == ["990100"]
    names, rows = division.table(connection, asking("zh", {"id": "990121"}))
    (line,) = [dict(zip(names, row, strict=True)) for row in rows]
    assert {name: line[name] for name in ("region_code", "region", "year", "group", "reports", "received")} == {
        "region_code": "990121",
        "region": "乙县",
        "year": 2022,
        "group": "own",
        "reports": 1,
        "received": 80,
    }


def test_a_code_that_no_table_has(connection):
    with pytest.raises(Absent):
        division.template_context(connection, asking("zh", {"id": "123456"}))


def test_a_division_that_ended_is_named_only_where_it_has_agencies(connection):
    connection.execute("UPDATE regions SET valid_to = '2020-06' WHERE code IN ('990121', '990122')")
    assert [row["code"] for row in division.children(connection, "990100")] == ["990121"]
    connection.rollback()
