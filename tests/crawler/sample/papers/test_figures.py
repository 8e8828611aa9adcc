"""The sample city's figures: sums hold and years follow on each other, and only the planted slips break them."""

from itertools import pairwise

import pytest

from crawler.sample.papers.city import agencies, editions, table
from crawler.sample.papers.figures import reports

EVERY = [report for agency in agencies() for report in reports(agency)]
FORMS = [report for report in EVERY if report.requests]
SLIPS = {(slip["agency"], slip["year"]): slip["slip"] for slip in table("city")["slips"]}


def key(report):
    return report.edition.agency.name, report.edition.year


def whole(row):
    return [int(value) for value in row]


def sums_broken(report):
    leaves = [row["item"] for row in table("forms")["requests"]["rows"] if "share" in row and row["item"] in report.requests]
    rows = {item: whole(row) for item, row in report.requests.items()}
    terms = (rows[item] for item in ("received", "carried_in", "handled", "carried_out"))
    balance = all(a + b == c + d for a, b, c, d in zip(*terms, strict=True))
    totals = all(sum(row[:6]) == row[6] for row in rows.values())
    outcomes = [sum(column) for column in zip(*(rows[leaf] for leaf in leaves), strict=True)] == rows["handled"]
    return [name for name, holds in (("balance", balance), ("totals", totals), ("outcomes", outcomes)) if not holds]


def test_as_many_reports_as_city_yaml_counts():
    assert len(EVERY) == sum(len(list(editions(agency))) for agency in agencies()) - list(SLIPS.values()).count("missing")
    assert {report.edition.form for report in EVERY} == {"prose", "statistics", "2019", "2021"}


@pytest.mark.parametrize("report", [r for r in FORMS if r.edition.slip != "short_row"], ids=lambda r: "{}-{}".format(*key(r)))
def test_sums_hold_save_where_a_wrong_total_is_planted(report):
    assert sums_broken(report) == (["totals", "outcomes"] if SLIPS.get(key(report)) == "wrong_total" else [])


def test_carried_over_figures_follow_from_year_to_year_save_one():
    broken = []
    for before, after in pairwise(FORMS):
        if before.edition.agency == after.edition.agency and before.edition.year + 1 == after.edition.year:
            broken += [key(after)] if before.requests["carried_out"] != after.requests["carried_in"] else []
    assert broken == [pair for pair, slip in SLIPS.items() if slip == "carry_break"]


def test_a_lost_zero_leaves_six_values_that_still_add_up():
    (report,) = [report for report in FORMS if report.edition.slip == "short_row"]
    row = whole(report.requests["granted"])
    assert (len(row), sum(row[:-1])) == (6, row[-1])


def test_every_planted_slip_is_used():
    editions_with_slip = {(e.agency.name, e.year) for agency in agencies() for e in editions(agency) if e.slip}
    assert editions_with_slip == set(SLIPS)
