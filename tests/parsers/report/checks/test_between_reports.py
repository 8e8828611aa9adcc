"""Rules between the reports of two years, two versions of one, and a report and its site, figure by figure."""

import pytest

from parsers.report.checks import between_reports
from parsers.types import Document
from tests.helpers.facts import fact, report


def years(before, now, rule, year=2023):
    found = between_reports.years(report(*before, year=year - 1), report(*now, year=year))
    return [(each.verdict, each.expected, each.found, each.detail) for each in found if each.rule == rule]


def documents(**figures):
    return [fact("proactive", "normative_documents", measure, value) for measure, value in figures.items()]


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [(2022, 2023, True), (2021, 2023, False), (2023, 2022, False), (2023, 2023, False), (None, 2023, False), (2022, None, False)],
)
def test_only_years_that_follow_one_another_are_compared(before, now, verdict):
    figures = [fact("requests", "carried_out", "total", 1), fact("requests", "carried_in", "total", 1)]
    assert bool(between_reports.years(report(*figures, year=before), report(*figures, year=now))) is verdict


@pytest.mark.parametrize(
    ("before", "now", "rule", "found"),
    [
        ([fact("requests", "carried_out", "total", 3)], [fact("requests", "carried_in", "total", 3)], "X1", [("pass", "3", "3", "total")]),
        ([fact("requests", "carried_out", "total", 3)], [fact("requests", "carried_in", "total", 4)], "X1", [("fail", "3", "4", "total")]),
        (
            [fact("requests", "carried_out", "total", None)],
            [fact("requests", "carried_in", "total", 4)],
            "X1",
            [("not_assessable", None, None, "total")],
        ),
        (
            [fact("requests", "carried_out", "total", 3)],
            [fact("requests", "carried_in", "total", None)],
            "X1",
            [("not_assessable", None, None, "total")],
        ),
        ([fact("requests", "carried_out", "business", 3)], [fact("requests", "carried_in", "total", 4)], "X1", []),
        ([], [fact("requests", "carried_in", "total", 4)], "X1", []),
        ([fact("requests", "carried_out", "total", 3)], [fact("requests", "received", "total", 4)], "X1", []),
        (documents(in_force=9), documents(issued=2, repealed=1, in_force=10), "X2", [("pass", "10", "10", "normative_documents")]),
        (documents(in_force=9), documents(issued=2, repealed=1, in_force=11), "X2", [("fail", "10", "11", "normative_documents")]),
        (documents(in_force=9), documents(issued=2, in_force=11), "X2", []),
        (documents(in_force=9), documents(issued=2, repealed=11, in_force=0), "R6", [("pass", "at most 11", "11", "normative_documents")]),
        (documents(in_force=9), documents(issued=2, repealed=12, in_force=0), "R6", [("fail", "at most 11", "12", "normative_documents")]),
        (documents(items_before=9, items_change=-2), documents(items_before=7), "X3", [("pass", "7", "7", "normative_documents")]),
        (documents(items_before=9, items_change=-2), documents(items_before=9), "X3", [("fail", "7", "9", "normative_documents")]),
        (
            [fact("statistics", "甲", "cumulative", 5)],
            [fact("statistics", "甲", "value", 2), fact("statistics", "甲", "cumulative", 7)],
            "X4",
            [("pass", "7", "7", "甲")],
        ),
        (
            [fact("statistics", "甲", "cumulative", 5)],
            [fact("statistics", "甲", "value", 2), fact("statistics", "甲", "cumulative", 8)],
            "X4",
            [("fail", "7", "8", "甲")],
        ),
        (
            [fact("disputes", "review", "pending", 5)],
            [fact("disputes", "review", "total", 5)],
            "X5",
            [("pass", "at least 5", "5", "review")],
        ),
        (
            [fact("disputes", "review", "pending", 5)],
            [fact("disputes", "review", "total", 4)],
            "X5",
            [("fail", "at least 5", "4", "review")],
        ),
        (
            [fact("disputes", "review", "pending", 5)],
            [fact("disputes", "review", "total", 9)],
            "X5",
            [("pass", "at least 5", "9", "review")],
        ),
    ],
)
def test_what_this_year_prints_of_the_last(before, now, rule, found):
    assert years(before, now, rule) == found


FIGURES = """requests/received/total requests/handled/total proactive/licences/decisions proactive/penalties/decisions
proactive/coercive_measures/decisions proactive/normative_documents/in_force proactive/fees/amount disputes/review/total"""


def jump(key, before, now, year=2023, units=(None, None)):
    then, here = (
        [fact(*key.split("/"), value, unit=unit)] if value != "" else [] for value, unit in zip((before, now), units, strict=True)
    )
    return years(then, here, "X6", year)


@pytest.mark.parametrize("key", FIGURES.split())
def test_a_figure_that_jumps_from_year_to_year(key):
    assert jump(key, 10, 51) == [("uncertain", "near 10", "51", key)]
    assert jump(key, 51, 10) == [("uncertain", "near 51", "10", key)]
    assert jump(key, 10, 50) == [("pass", "near 10", "50", key)]


@pytest.mark.parametrize(
    ("before", "now", "verdicts"),
    [
        (0, 19, ["pass"]),
        (0, 20, ["uncertain"]),
        (3, 19, ["pass"]),
        (3, 20, ["uncertain"]),
        (0, 0, []),
        (1, 0, ["pass"]),
        (None, 20, []),
        (20, None, []),
        (20, 0, ["uncertain"]),
        ("", 20, []),
        (20, "", []),
        (1, 1, ["pass"]),
    ],
)
def test_small_figures_jump_by_themselves(before, now, verdicts):
    assert [found[0] for found in jump("requests/received/total", before, now)] == verdicts


@pytest.mark.parametrize(("units", "count"), [(("万元", "元"), 0), (("万元", "万元"), 1), ((None, "元"), 0)])
def test_figures_of_two_units_are_not_compared(units, count):
    assert len(jump("proactive/fees/amount", 10, 99, units=units)) == count


@pytest.mark.parametrize(
    ("year", "verdict"), [(2023, "uncertain"), (2024, "not_assessable"), (2025, "uncertain"), (2026, "not_assessable")]
)
def test_a_trend_does_not_cross_a_change_of_the_law(year, verdict):
    ((found, expected, _, detail),) = jump("disputes/review/total", 10, 99, year)
    assert (found, expected) == (verdict, "near 10" if verdict == "uncertain" else None)
    assert detail.startswith("disputes/review/total")
    assert ((f"since {year}-" in detail) and "reviews come before litigation" in detail) is (verdict == "not_assessable")
    assert jump("requests/received/total", 10, 99, year)[0][0] == "uncertain"


RUN = "".join(chr(0x4E00 + n) for n in range(1000))  # no run of six comes twice


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (RUN[:300], RUN[:300], [("uncertain", "below 90%", "100%", "text of 一、总体情况")]),
        (RUN[:300], RUN[300:600], [("pass", "below 90%", "0%", "text of 一、总体情况")]),
        (RUN[:275], RUN[:305], [("uncertain", "below 90%", "90%", "text of 一、总体情况")]),  # 270 of 300 runs
        (RUN[:274], RUN[:305], [("pass", "below 90%", "90%", "text of 一、总体情况")]),
        (RUN[:119], RUN[:119], []),
        (RUN[:120], RUN[:120], [("uncertain", "below 90%", "100%", "text of 一、总体情况")]),
        (RUN[:300], RUN[:119], []),
        (RUN[:119], RUN[:300], []),
        (RUN[:150] + "2022" + RUN[150:300], RUN[:150] + "31" + RUN[150:300], [("uncertain", "below 90%", "100%", "text of 一、总体情况")]),
    ],
)
def test_a_part_that_says_what_it_said_last_year(before, now, found):
    reports = [report(year=year, sections=[("一", "总体情况", text)]) for year, text in ((2022, before), (2023, now))]
    assert [(each.verdict, each.expected, each.found, each.detail) for each in between_reports.years(*reports)] == found


def test_parts_of_other_headings_are_not_compared():
    reports = [report(year=year, sections=[("一", heading, RUN)]) for year, heading in ((2022, "总体情况"), (2023, "概述"))]
    assert between_reports.years(*reports) == ()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([("x", 1)], [("x", 1)], [("pass", None, None, "no figure changed")]),
        ([("x", 1)], [("x", 2)], [("uncertain", "1", "2", "requests/x/total")]),
        ([("x", 1)], [], [("uncertain", "1", "", "requests/x/total")]),
        ([], [("x", 0)], [("uncertain", "", "0", "requests/x/total")]),
        ([], [], [("pass", None, None, "no figure changed")]),
        (
            [("x", 1), ("y", 2)],
            [("y", 3), ("x", 4)],
            [("uncertain", "1", "4", "requests/x/total"), ("uncertain", "2", "3", "requests/y/total")],
        ),
        ([("x", 1.0)], [("x", 1)], [("pass", None, None, "no figure changed")]),
    ],
)
def test_two_versions_of_a_report(before, after, found):
    versions = [report(*(fact("requests", item, "total", value) for item, value in side)) for side in (before, after)]
    assert [(each.verdict, each.expected, each.found, each.detail) for each in between_reports.versions(*versions)] == found


def test_a_cell_without_a_number_is_compared_as_printed():
    one, two = (report(fact("requests", "x", "total", None, raw=raw)) for raw in ("/", " - "))
    assert [(each.rule, each.expected, each.found) for each in between_reports.versions(one, two)] == [("V1", "/", "-")]


@pytest.mark.parametrize(
    ("published", "stated", "verdict", "found"),
    [
        ("2024-01-31", (), "pass", "2024-01-31"),
        ("2024-01-31 09:00", (), "pass", "2024-01-31"),
        ("2023-12-01", (), "pass", "2023-12-01"),
        ("2023-11-30", (), "uncertain", "2023-11-30"),
        ("2024-02-01", (), "fail", "2024-02-01"),
        ("2024-02-01", ("2024-01-31",), "uncertain", "2024-02-01 or 2024-01-31"),
        ("2024-02-01", ("2024-01-31", "2023-12-01"), "uncertain", "2024-02-01 or 2023-12-01"),
        ("2024-02-01", ("2023-11-30", "2024-02-02", "", "gestern"), "fail", "2024-02-01"),
        ("2024-13-01", (), "not_assessable", None),
        ("", (), "not_assessable", None),
        (None, ("2024-01-01",), "not_assessable", None),
    ],
)
def test_whether_a_report_came_in_time(published, stated, verdict, found):
    check = between_reports.timeliness(published, "2024-01-31", stated)
    assert (check.rule, check.verdict, check.expected, check.found) == ("D2", verdict, "by 2024-01-31", found)
    assert check.detail.startswith(("day of publication", "no day of publication"))
    assert ("before the year was over" in check.detail, "stated twice" in check.detail) == (found == "2023-11-30", " or " in (found or ""))


def belonging(host="www.a.gov.cn", agency="甲县教育局", codes=("1", "2"), source="", **metas):
    found = between_reports.belonging(
        Document("", None, "text/html", "", (), source=source, metas=tuple(metas.items())), codes, host, agency
    )
    assert {each.rule for each in found} <= {"D4"}
    return [(each.verdict, each.expected, each.found, each.detail) for each in found]


@pytest.mark.parametrize(
    ("domain", "host", "verdict"),
    [
        ("www.a.gov.cn", "www.a.gov.cn", "pass"),
        ("http://www.a.gov.cn/", "www.a.gov.cn", "pass"),
        ("https://a.gov.cn", "www.a.gov.cn", "pass"),
        ("A.GOV.CN", "a.gov.cn", "pass"),
        ("a.gov.cn:8080", "a.gov.cn", "pass"),
        ("xxgk.a.gov.cn", "a.gov.cn", "pass"),
        ("a.gov.cn", "xxgk.a.gov.cn", "pass"),
        ("xa.gov.cn", "a.gov.cn", "fail"),
        ("b.gov.cn", "a.gov.cn", "fail"),
    ],
)
def test_the_domain_a_page_says(domain, host, verdict):
    ((found, expected, _, detail),) = belonging(host, SiteDomain=domain)
    assert (found, expected, detail) == (verdict, host, "SiteDomain")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"SiteIDCode": " 2 "}, [("pass", "1 or 2", "2", "SiteIDCode")]),
        ({"SiteIDCode": "3"}, [("fail", "1 or 2", "3", "SiteIDCode")]),
        ({"SiteIDCode": "3", "codes": ()}, []),
        ({"SiteIDCode": ""}, []),
        ({"SiteDomain": "a.gov.cn", "host": ""}, []),
        ({"source": "甲县教育局"}, [("pass", "甲县教育局", "甲县教育局", "ContentSource")]),
        ({"source": "教育局"}, [("pass", "甲县教育局", "教育局", "ContentSource")]),
        ({"source": "甲县教育局办公室"}, [("pass", "甲县教育局", "甲县教育局办公室", "ContentSource")]),
        ({"source": "乙局"}, [("uncertain", "甲县教育局", "乙局", "ContentSource")]),
        ({"source": "乙局", "agency": ""}, []),
    ],
)
def test_what_a_page_says_of_its_site(given, found):
    assert belonging(**given) == found


def test_the_first_meta_of_a_name_counts():
    document = Document("", None, "text/html", "", (), metas=(("SiteIDCode", "1"), ("SiteIDCode", "9")))
    assert [each.verdict for each in between_reports.belonging(document, ("1",), "h", "甲")] == ["pass"]


@pytest.mark.parametrize(
    ("agencies", "verdict", "found"),
    [(["甲局"], "pass", "甲局"), (["甲局", "甲局"], "pass", "甲局"), (["甲局", "乙局", "甲局"], "fail", "甲局、乙局")],
)
def test_the_same_document_of_two_agencies(agencies, verdict, found):
    assert between_reports.copies(agencies) == ("D4", verdict, "one agency", found, "same document")
