"""The real command over the second replica: every column complete without a false or a missed row, or incomplete with the true reason."""

from collections import Counter

import pytest

from .adapter import judge_visit
from .program import Program
from .replica import Replica, registry
from .scenarios import SCENARIOS

# What is judged otherwise on purpose, and why.
OTHERWISE = {
    # Its firewall refused three columns in a row: nothing more is asked of the host, and the column says so.
    ("incomplete_wrongly", "challenged/open"),
    ("missed_document", "challenged/open"),
}


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    with Replica() as replica:
        program = Program(tmp_path_factory.mktemp("blind"))
        findings = judge_visit(replica, lambda sites, _home: program.visit(sites), program.home)
        yield replica, program, findings


def test_no_row_and_no_document_is_false_and_none_is_missed(visited):
    _, _, findings = visited
    wrong = [
        each
        for each in findings
        if each.code in ("false_row", "missed_row", "false_document", "missed_document", "wrong_title", "wrong_date")
    ]
    assert [each for each in wrong if (each.code, each.where) not in OTHERWISE] == []


def test_no_column_is_called_complete_wrongly(visited):
    _, _, findings = visited
    assert [each for each in findings if each.code == "complete_wrongly"] == []


def test_the_requests_are_few_and_one_at_a_time(visited):
    replica, _, findings = visited
    assert [each for each in findings if each.code == "too_many_at_once"] == []
    assert len(replica.log) < 2300  # measured: 2106, of which the lists take 330
    assert (
        max(Counter(entry.url for entry in replica.log if entry.method == "GET").values()) <= 9
    )  # first pages and scripts that columns share


MOMENTARY = [scenario for scenario in SCENARIOS if scenario.expected == "asked again, then complete"]


@pytest.mark.parametrize("scenario", MOMENTARY, ids=[scenario.name for scenario in MOMENTARY])
def test_a_page_that_is_empty_for_a_moment_is_asked_for_again(scenario, tmp_path):
    with Replica() as replica:
        scenario.change(replica)
        seen = Program(tmp_path).visit(registry(replica.base), scenario.site)[scenario.site, scenario.column]
        oracle = replica.oracle()[scenario.site].columns[scenario.column]
    assert {url for url, _, _ in seen["rows"]} == {row.url for row in oracle.rows}
    assert not {"hole", "unknown", "count_mismatch"} & set(seen["reasons"])


def test_a_list_emptied_for_good_is_a_hole_and_nothing_is_given_up(tmp_path):
    [scenario] = [each for each in SCENARIOS if each.name == "whole list empty for good"]
    with Replica() as replica:
        program = Program(tmp_path)
        before = program.visit(registry(replica.base), scenario.site)[scenario.site, scenario.column]
        scenario.change(replica)
        after = program.visit(registry(replica.base), scenario.site)[scenario.site, scenario.column]
    assert (before["complete"], after["complete"]) == (True, False)
    assert after["rows"] == before["rows"]
    assert {"hole"} <= set(after["reasons"])
    assert program.column(scenario.site, scenario.column)["gone"] == 0
