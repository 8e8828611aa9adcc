"""What happens to a portal between two visits, by the replica's own scenarios, and what a faithful crawler makes of it."""

import pytest

from .judge import judge_column
from .program import Program, only
from .replica import Replica, registry
from .scenarios import SCENARIOS

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
HERE = (
    "second page empty for good",
    "a new row at the top",
    "a new row behind an interface",
    "an article taken down",
    "broken files mended",
    "a portal turned off",
)
ELSEWHERE = {  # in test_crawl.py
    "first page empty for a moment",
    "second page empty for a moment",
    "last page empty for a moment, names count down",
    "a block empty for a moment",
    "whole list empty for good",
}


def visits(name, tmp_path, beside=()):
    """The scenario's column before and after its change, the two records, and the program."""
    scenario = BY_NAME[name]
    with Replica() as replica:
        program, sites = Program(tmp_path), only(registry(replica.base), scenario.site, scenario.column)
        for other in beside:
            sites += only(registry(replica.base), other, "annual")
        names = (scenario.site, *beside)
        seen = [program.visit(sites, *names, now="2026-12-01T02:00:00+00:00")]
        runs = [program.report]
        scenario.change(replica)
        replica.clear_log()
        seen.append(program.visit(sites, *names, now="2026-12-02T02:00:00+00:00"))
        runs.append(program.report)
        oracle = {site: replica.oracle()[site].columns["annual" if site in beside else scenario.column] for site in names}
        return scenario, seen, runs, oracle, program, replica


def record(report, site):
    [outcome] = [each for each in report["sites"] if each["site"] == site]
    [column] = outcome["columns"]
    return outcome, column


def test_every_scenario_is_played():
    assert set(HERE) | ELSEWHERE == set(BY_NAME)


def test_a_second_page_emptied_for_good_is_a_hole_and_nothing_held_is_lost(tmp_path):
    scenario, (before, after), runs, oracle, _, _ = visits("second page empty for good", tmp_path)
    key = scenario.site, scenario.column
    assert (before[key]["complete"], after[key]["complete"]) == (True, False)
    assert "hole" in after[key]["reasons"]
    assert any(reason.startswith("page_2_missing") for reason in record(runs[1], scenario.site)[1]["reasons"])
    assert after[key]["rows"] == before[key]["rows"]
    assert record(runs[1], scenario.site)[1]["gone"] == 0
    assert oracle[scenario.site].reasons & set(after[key]["reasons"])


@pytest.mark.parametrize("name", ["a new row at the top", "a new row behind an interface"])
def test_a_new_row_is_one_new_document(name, tmp_path):
    scenario, (before, after), runs, oracle, _, _ = visits(name, tmp_path)
    key = scenario.site, scenario.column
    new = {url for url, _, _ in after[key]["rows"]} - {url for url, _, _ in before[key]["rows"]}
    assert (len(new), record(runs[1], scenario.site)[1]["new"]) == (1, 1)
    assert after[key]["complete"]
    assert judge_column(oracle[scenario.site], after[key]) == []


def test_an_article_taken_down_is_told_and_the_column_stays_complete(tmp_path):
    scenario, (_, after), runs, _, program, _ = visits("an article taken down", tmp_path)
    assert after[scenario.site, scenario.column]["complete"], record(runs[1], scenario.site)
    assert program.exit == 0
    # Documents are asked for again after a week: then it is found taken down, and counted as the portal's.
    exit_code, column = after_a_week(scenario, tmp_path / "later")
    assert (exit_code, column["complete"], column["portal_faults"], column["gone"]) == (0, True, 1, 1)


def after_a_week(scenario, tmp_path):
    with Replica() as replica:
        program, sites = Program(tmp_path), only(registry(replica.base), scenario.site, scenario.column)
        program.visit(sites, scenario.site, now="2026-12-01T02:00:00+00:00")
        scenario.change(replica)
        for day in (10, 12):
            program.visit(sites, scenario.site, now=f"2026-12-{day:02d}T02:00:00+00:00")
        return program.exit, program.column(scenario.site, scenario.column)


def test_broken_files_that_are_mended_are_there(tmp_path):
    scenario, (before, after), runs, oracle, _, _ = visits("broken files mended", tmp_path)
    key = scenario.site, scenario.column
    assert any(reason.startswith("attachment_") for reason in record(runs[0], scenario.site)[1]["reasons"])
    brought = after[key]["documents"] - before[key]["documents"]
    assert len(brought) >= 2
    assert brought <= oracle[scenario.site].documents | oracle[scenario.site].tolerated


def test_a_portal_turned_off_is_unreachable_and_the_others_are_as_before(tmp_path):
    scenario, (before, after), runs, oracle, program, _ = visits("a portal turned off", tmp_path, beside=("southern",))
    key = scenario.site, scenario.column
    assert (before[key]["complete"], after[key]["complete"]) == (True, False)
    assert oracle[scenario.site].reasons == {"unreachable"}
    assert any("connection" in reason for reason in record(runs[1], scenario.site)[1]["reasons"]), record(runs[1], scenario.site)
    assert after[key]["rows"] == before[key]["rows"]
    assert judge_column(oracle["southern"], after["southern", "annual"]) == judge_column(oracle["southern"], before["southern", "annual"])
    assert program.exit == 6
