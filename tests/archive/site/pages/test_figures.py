"""Figures of several years and agencies, and the checks that fail: what is summed, what is a share of what, what each filter leaves."""

from contextlib import closing

import pytest

from archive.site.draw.labels import labels
from archive.site.draw.outcomes import Sum
from archive.site.pages import agency, checks, compare, report, report_marks
from archive.site.request.ask import Absent
from parsers.report.checks.rule_texts import load
from tests.helpers.few_reports import asking, database


@pytest.fixture(scope="module")
def connection():
    with closing(database()) as made:
        yield made


# ---- one figure across agencies


@pytest.mark.parametrize("key", labels()["figures"])
def test_each_figure_of_the_table(key):
    entry = labels()["figures"][key]
    for measure in ("total", "business"):
        found = compare.figures("en", measure)[key]
        assert (found.key, found.name, found.table, found.items) == (key, entry["name"][1], entry["table"], tuple(entry["items"]))
        assert found.below == tuple(entry.get("below", ()))
        assert found.note == (entry["note"][1] if "note" in entry else "")
        assert found.measure == (measure if entry["table"] == "requests" else entry["measure"])
    assert compare.figures("zh")[key].name == entry["name"][0]


@pytest.mark.parametrize(
    ("asked", "cells"),
    [
        ({"figure": "received"}, {("A", 2019): 8, ("A", 2021): 2, ("A", 2022): 50, ("B", 2022): 80}),
        ({"figure": "nonsense"}, {("A", 2019): 8, ("A", 2021): 2, ("A", 2022): 50, ("B", 2022): 80}),
        ({"figure": "received", "by": "natural_person"}, {("A", 2019): 7, ("A", 2021): 1, ("A", 2022): 40, ("B", 2022): 70}),
        ({"figure": "received", "by": "nonsense"}, {("A", 2019): 8, ("A", 2021): 2, ("A", 2022): 50, ("B", 2022): 80}),
        ({"figure": "denied"}, {("A", 2022): 6}),
        ({"figure": "denied_share"}, {("A", 2022): 15.0}),
        ({"figure": "granted_share"}, {("A", 2021): None, ("A", 2022): None}),
        ({"figure": "review"}, {("A", 2021): 4, ("A", 2022): None}),
        ({"figure": "litigation"}, {("A", 2021): 11, ("B", 2022): 3}),
    ],
)
def test_a_figure_by_agency_and_year(connection, asked, cells):
    found = compare.template_context(connection, asking(agency=["A", "B", "none"], **asked))
    assert {key: cell["value"] for key, cell in found["cells"].items()} == cells
    assert found["years"] == sorted({year for _, year in cells})
    assert [one["id"] for one in found["agencies"]] == ["A", "B"]


def test_a_share_and_what_it_is_of(connection):
    cell = compare.template_context(connection, asking(agency=["A"], figure="denied_share"))["cells"]["A", 2022]
    assert cell == {"report_id": "a22", "form": "2021", "blanks": 0, "n": 40, "part": 6, "value": 15.0}
    cell = compare.template_context(connection, asking(agency=["A"], figure="denied"))["cells"]["A", 2022]
    assert cell == {"report_id": "a22", "form": "2021", "blanks": 0, "n": None, "part": None, "value": 6}


@pytest.mark.parametrize(
    ("items", "cell"),
    [
        ({"granted": 1, "handled": 3}, (33.3, 1, 3, 0)),
        ({"granted": 0, "handled": 3}, (0.0, 0, 3, 0)),
        ({"granted": None, "handled": 3}, (None, None, 3, 1)),
        ({"granted": 1, "handled": None}, (None, 1, None, 0)),
        ({"granted": 1, "handled": 0}, (None, 1, 0, 0)),
        ({"granted": 1}, (None, 1, None, 0)),
    ],
)
def test_a_share_is_none_where_a_part_of_it_is(items, cell):
    found = compare.worked_out(compare.figures("zh")["granted_share"], {"report_id": "r", "form": "2021", "items": items})
    assert (found["value"], found["part"], found["n"], found["blanks"]) == cell


def test_a_form_without_the_rows_has_no_cell():
    assert compare.worked_out(compare.figures("zh")["granted"], {"report_id": "r", "form": "2021", "items": {"handled": 3}}) is None


def test_agencies_are_shown_in_the_order_asked_for_and_offered_by_their_names(connection):
    found = compare.template_context(connection, asking(agency=["B", "A"]))
    assert [one["id"] for one in found["agencies"]] == ["B", "A"]
    assert found["agencies"][1] == {"id": "A", "name": "甲市教育局", "site_name": "甲市"}
    assert [one["id"] for one in compare.template_context(connection, asking())["offered"]] == ["A", "B"]
    assert [one["id"] for one in compare.template_context(connection, asking(q="甲市"))["offered"]] == ["D", "A"]
    taken = compare.template_context(connection, asking(q="甲市", agency=["D"]))
    assert ([one["id"] for one in taken["offered"]], taken["q"], taken["most"]) == (["A"], "甲市", 12)
    assert compare.template_context(connection, asking())["chart"] == ""


def test_only_so_many_agencies(connection, monkeypatch):
    monkeypatch.setattr(compare, "MOST", 1)
    assert [one["id"] for one in compare.template_context(connection, asking(agency=["B", "A"]))["agencies"]] == ["B"]
    monkeypatch.setattr(compare, "OFFERED", 1)
    assert [one["id"] for one in compare.template_context(connection, asking(q="甲市", agency=["D"]))["offered"]] == ["A"]


@pytest.mark.parametrize(("figure", "by"), [("denied_share", "total"), ("litigation", None)])
def test_the_comparison_for_download(connection, figure, by):
    names, found = compare.table(connection, asking(agency=["B", "A"], figure=figure))
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert [row["agency_id"] for row in rows] == sorted(row["agency_id"] for row in rows)
    assert {row["applicants"] for row in rows} == {by}
    if by:
        assert rows == [
            {
                "agency_id": "A",
                "agency": "甲市教育局",
                "year": 2022,
                "form": "2021",
                "report_id": "a22",
                "figure": "denied_share",
                "applicants": "total",
                "value": 15.0,
                "numerator": 6,
                "denominator": 40,
                "blank_cells": 0,
            }
        ]


# ---- one agency


def test_the_years_of_an_agency_side_by_side(connection):
    found = agency.template_context(connection, asking(parts={"id": "A"}))
    assert (found["agency"]["name"], found["agency"]["site_name"]) == ("甲市教育局", "甲市")
    assert [one["id"] for one in found["reports"]] == ["a19", "a21", "a22", "a22b"]
    assert [(one["failed"], one["passed"]) for one in found["reports"]] == [(0, 0), (1, 1), (0, 0), (0, 0)]
    assert [one["id"] for one in found["others"]] == ["a22b"]
    assert [row["year"] for row in found["coverage"]] == [*range(2013, 2020), 2021, 2022]
    assert [one["flow"] for one in found["years"]] == [
        {"received": 8, "carried_in": None, "handled": None, "carried_out": None},
        {"received": 2, "carried_in": 3, "handled": None, "carried_out": 6},
        {"received": 50, "carried_in": None, "handled": 40, "carried_out": None},
    ]
    assert [one["outcomes"]["granted"] for one in found["years"]] == [Sum(None, 0), Sum(4, 0), Sum(None, 1)]
    assert [one["outcomes"]["denied"] for one in found["years"]] == [Sum(None, 0), Sum(None, 0), Sum(6, 0)]
    assert found["axis"] == [2019, 2021, 2022]
    assert [series.values for series in found["flow"]] == [(8, 2, 50), (None, 4, None), (None, None, 6)]
    assert [series.name for series in found["flow"]] == ["新收", "予以公开", "不予公开"]
    assert [series.values for series in found["parts"]][:3] == [(None, 4, None), (None, 5, None), (None, None, 6)]
    assert ("历年申请与答复" in found["flow_chart"], "办理结果构成" in found["parts_chart"]) == (True, True)
    english = agency.template_context(connection, asking("en", parts={"id": "A"}))
    assert [series.name for series in english["flow"]] == ["Received", "Granted", "Denied"]
    assert ("Requests and answers by year" in english["flow_chart"], "How requests were answered" in english["parts_chart"]) == (True, True)


def test_the_reviews_and_lawsuits_of_an_agency(connection):
    first, second = agency.template_context(connection, asking(parts={"id": "A"}))["disputes"]
    assert (first["report"]["id"], first["review"]["total"], first["litigation"], first["corrected"]) == ("a21", 4, Sum(11, 0), Sum(3, 1))
    assert (second["report"]["id"], second["review"]["total"], second["litigation"], second["corrected"]) == (
        "a22",
        None,
        Sum(None, 0),
        Sum(None, 1),
    )
    (only,) = agency.template_context(connection, asking(parts={"id": "B"}))["disputes"]
    assert (only["review"], only["litigation"]) == (None, Sum(3, 0))


def test_an_agency_without_reports_and_one_that_is_unknown(connection):
    found = agency.template_context(connection, asking(parts={"id": "D"}))
    assert (found["years"], found["axis"], found["disputes"], found["breaks"]) == ([], [], [], {})
    with pytest.raises(Absent) as refused:
        agency.template_context(connection, asking(parts={"id": "none"}))
    assert refused.value.pair == ("存档中没有这个机关。", "This archive holds no such agency.")


def test_an_agency_for_download(connection):
    names, found = agency.table(connection, asking(parts={"id": "A"}))
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert names[:9] == ["agency_id", "agency", "year", "form", "report_id", "received", "carried_in", "handled", "carried_out"]
    last = rows[-1]
    assert {key: last[key] for key in ("agency_id", "agency", "year", "form", "report_id", "received", "checks_failed")} == {
        "agency_id": "A",
        "agency": "甲市教育局",
        "year": 2022,
        "form": "2021",
        "report_id": "a22",
        "received": 50,
        "checks_failed": 0,
    }
    assert (last["granted"], last["granted_blank_cells"], last["denied"], last["denied_blank_cells"]) == (None, 1, 6, 0)
    assert [row["checks_failed"] for row in rows] == [0, 1, 0]


# ---- checks that fail


@pytest.mark.parametrize(
    ("asked", "reports"),
    [
        ({}, [("a21", 1, 2), ("b22", 1, 1), ("a22", 0, 2), ("n", 0, 1)]),
        ({"rule": "N2"}, [("a22", 0, 2), ("a21", 0, 1)]),
        ({"rule": "R2"}, [("b22", 1, 1), ("a21", 1, 1)]),
        ({"site": "town"}, [("a21", 1, 2), ("a22", 0, 2)]),
        ({"year": 2022}, [("b22", 1, 1), ("a22", 0, 2)]),
        ({"level": "hard"}, [("a21", 1, 2), ("b22", 1, 1)]),
        ({"level": "soft"}, [("a21", 1, 2), ("b22", 1, 1), ("a22", 0, 2), ("n", 0, 1)]),
        ({"rule": "R2", "site": "county", "year": 2022, "level": "hard"}, [("b22", 1, 1)]),
        ({"rule": "x' OR 1"}, []),
    ],
)
def test_the_reports_whose_checks_fail_worst_first(connection, asked, reports):
    found = checks.template_context(connection, asking(**asked))
    assert [(one["id"], one["hard"], one["failed"]) for one in found["reports"]] == reports
    assert found["pages"].total == len(reports)
    names, rows = checks.table(connection, asking(**asked))
    assert {row[names.index("report_id")] for row in rows} == {key for key, *_ in reports}


def test_the_rest_of_the_page_of_checks(connection):
    found = checks.template_context(connection, asking("en", rule="R2", site="town", year=2021))
    assert found["chosen"] == {"rule": "R2", "site": "town", "year": 2021, "hard": False}
    (one,) = found["reports"]
    assert (one["agency"], one["agency_id"], one["site_name"], one["year"], one["form"], one["title"]) == (
        "甲市教育局",
        "A",
        "甲市",
        2021,
        "2021",
        None,
    )
    assert [(check["rule"], check["detail"]) for check in found["failed"]["a21"]] == [("R2", "received"), ("N2", "granted")]
    assert found["years"] == [2022, 2021, 2019]
    assert [(rule["id"], rule["hard"], rule["counts"]) for rule in found["rules"]] == [
        ("R1", True, {"pass": 1}),
        ("R2", True, {"fail": 2, "not_assessable": 1}),
        ("N2", False, {"fail": 3, "uncertain": 1}),
        ("ZZ", False, {"fail": 1}),
    ]
    assert (found["rules"][0]["says"], found["rules"][0]["source"]) == (load()["R1"].en, load()["R1"].source[1])
    assert (found["rules"][-1]["says"], found["rules"][-1]["source"]) == ("", "")


def test_pages_of_failing_reports(connection, monkeypatch):
    monkeypatch.setattr(checks, "SIZE", 3)
    pages = [checks.template_context(connection, asking(page=page)) for page in (1, 2)]
    assert [[one["id"] for one in page["reports"]] for page in pages] == [["a21", "b22", "a22"], ["n"]]
    assert set(pages[1]["failed"]) == {"n"}


def test_failed_checks_for_download(connection):
    names, found = checks.table(connection, asking(site="county"))
    assert [dict(zip(names, row, strict=True)) for row in found] == [
        {
            "agency_id": "B",
            "agency": "乙县政府",
            "year": 2022,
            "report_id": "b22",
            "rule": "R2",
            "detail": None,
            "expected": None,
            "found": None,
            "verdict": "fail",
        }
    ]


# ---- one report


def test_a_report_its_checks_and_its_family(connection):
    found = report.template_context(connection, asking(parts={"id": "a21"}))
    assert (found["report"]["agency"], found["report"]["document_title"], found["facts"]) == ("甲市教育局", "a21", 0)
    assert [(check["rule"], check["verdict"], check["hard"]) for check in found["checks"]] == [
        ("R2", "fail", True),
        ("N2", "fail", False),
        ("R1", "pass", True),
    ]
    assert found["tally"] == {"fail": 2, "uncertain": 0, "not_assessable": 0, "pass": 1}
    assert found["broken"] == 1
    assert [one["id"] for one in found["years"]] == ["a19", "a21", "a22"]
    assert found["twins"] == []
    other = report.template_context(connection, asking(parts={"id": "a22b"}))
    assert ([one["id"] for one in other["years"]], [one["id"] for one in other["twins"]]) == (["a19", "a21", "a22", "a22b"], ["a22"])
    assert report.template_context(connection, asking(parts={"id": "n"}))["years"] == []


def test_a_report_that_is_unknown(connection):
    with pytest.raises(Absent) as refused:
        report.template_context(connection, asking(parts={"id": "none"}))
    assert refused.value.pair == ("存档中没有这份年度报告。", "This archive holds no such annual report.")


def test_failing_checks_come_first_hard_ones_before_soft():
    verdicts = [("N2", "pass"), ("R1", "not_assessable"), ("N2", "fail"), ("R1", "uncertain"), ("R1", "fail"), ("R1", "other")]
    checks = [{"seq": 0, "rule": rule, "verdict": verdict, "detail": "", "expected": "", "found": ""} for rule, verdict in verdicts]
    found = report.judged(checks, {}, report_marks.ReportBefore(None, None, {}), asking())
    assert [(check["rule"], check["verdict"]) for check in found] == [
        ("R1", "fail"),
        ("N2", "fail"),
        ("R1", "uncertain"),
        ("R1", "not_assessable"),
        ("N2", "pass"),
        ("R1", "other"),
    ]


def test_the_figures_of_a_report_for_download(connection):
    names, found = report.table(connection, asking(parts={"id": "a21"}))
    assert names == ["report_id", "seq", "table_name", "item", "measure", "value", "unit", "raw", "state", "place"]
    assert list(found) == []


def test_the_unit_of_amounts():
    facts = {("proactive", "fees", "issued"): {"unit": "件"}, ("requests", "a", "amount"): {"unit": "个"}}
    assert report.unit(facts) == ""
    assert report.unit({**facts, ("proactive", "fees", "amount"): {"unit": None}, ("proactive", "x", "amount"): {"unit": "万元"}}) == "万元"
