"""The shared real reports, cell by cell against what a reader sees."""

import json

import pytest

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source

NAMES = (
    "pingtan-2013",
    "pingtan-2016",
    "pingtan-2018",
    "pingtan-2019",
    "pingtan-2021",
    "pingtan-2023",
    "seed-harbin-jt-2017",
    "seed-mudanjiang-jt-2020",
    "seed-nangang-2023",
    "seed-nangang-jt-2023",
    "seed-zhanhe-jt-2022",
)


@pytest.mark.parametrize("name", NAMES)
def test_real_reports(shared, name):
    truth = json.loads(shared(f"reports/{name}.truth.json").read_text())
    found = read_report(formats.parse(Source(shared(f"reports/{name}.html").read_bytes())))
    assert (found.year, found.form) == (truth["year"], truth["form"])
    assert found.agency in truth["agency"] or found.agency in truth["title"].replace(" ", "") or truth["agency"] in found.agency
    values = {(fact.table, fact.item, fact.measure): fact.value for fact in found.facts if fact.value is not None}
    assert values == {(fact["table"], fact["item"], fact["measure"]): fact["value"] for fact in truth["facts"] if fact["value"] is not None}


@pytest.mark.parametrize("name", NAMES)
def test_sound_reports_break_no_sum(shared, name):
    found = read_report(formats.parse(Source(shared(f"reports/{name}.html").read_bytes())))
    assert [check for check in found.checks if check.rule.startswith("R") and check.verdict == "fail"] == []


TOLD = {"pingtan-2013": {("N3", "0", "1"), ("N4", "72804", "4970")}}  # the text and the table of this report disagree in print


@pytest.mark.parametrize("name", NAMES)
def test_texts_agree_with_their_tables(shared, name):
    found = read_report(formats.parse(Source(shared(f"reports/{name}.html").read_bytes())))
    differing = {
        (check.rule, check.expected, check.found)
        for check in found.checks
        if check.rule in {"N1", "N2", "N3", "N4"} and check.verdict in {"fail", "uncertain"}
    }
    assert differing == TOLD.get(name, set())


SEEDS = {
    "000_83514eb98871bd27": "seed-nangang-jt-2023",
    "001_7826c6d2cd2971a3": "seed-zhanhe-jt-2022",
    "002_b42afd72281d3df1": "seed-mudanjiang-jt-2020",
    "003_80c8b29adc514181": "seed-nangang-2023",
    "004_f67352c97a1635c8": "seed-harbin-jt-2017",
}


@pytest.mark.parametrize(("seed", "name"), SEEDS.items())
def test_the_same_reports_as_text_with_lost_and_doubled_zeros(shared, seed, name):
    """Rows of these have six or eight figures for seven columns: what is read is right, what was lost stays open."""
    truth = {
        (fact["table"], fact["item"], fact["measure"]): fact["value"]
        for fact in json.loads(shared(f"reports/{name}.truth.json").read_text())["facts"]
    }
    found = read_report(formats.parse(Source(shared(f"seeds/{seed}.txt").read_bytes())))
    values = {(fact.table, fact.item, fact.measure): fact.value for fact in found.facts if fact.value is not None}
    assert [(key, value) for key, value in values.items() if truth.get(key) != value] == []
    lost = [key for key, value in truth.items() if key not in values]
    assert all(truth[key] == 0 for key in lost)
    open_ones = {(fact.table, fact.item, fact.measure) for fact in found.facts if fact.state == "uncertain"}
    # which of the zeros of a short row was lost, nobody knows: none is taken as sure, and none is called blank
    assert set(lost) <= open_ones
    assert bool(open_ones) == any(problem.code in {"figures_doubtful", "row_unclear"} for problem in found.problems)


def test_reading_is_a_function_of_the_bytes(shared):
    source = Source(shared("reports/pingtan-2019.html").read_bytes())
    assert read_report(formats.parse(source), source) == read_report(formats.parse(source), source)
