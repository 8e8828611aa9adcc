"""Files that portals serve broken, three nights: partial twice, then known; when one is mended the file is there."""

import pytest

from .judge import judge_column
from .program import Program
from .replica import Replica, registry
from .test_crawl import OTHERWISE

SITES = ("totals", "ucap-static", "southern", "falling", "handmade", "jpaas")  # each with broken files


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    with Replica() as replica:
        program = Program(tmp_path_factory.mktemp("faults"))
        seen = []
        for day in range(1, 4):
            columns = program.visit(registry(replica.base), *SITES, now=f"2026-12-0{day}T02:30:00+00:00")
            seen.append(
                (program.exit, columns, {(site["site"], run["column"]): run for site in program.report["sites"] for run in site["columns"]})
            )
        yield replica, program, seen


def reasons_of_documents(runs):
    return {reason for run in runs.values() for reason in run["reasons"] if reason.startswith(("attachment_", "article_"))}


def test_the_first_two_nights_are_partial_with_the_reason_and_the_third_is_not(nights):
    _, _, seen = nights
    for _, _, runs in seen[:2]:
        assert {site for (site, _), run in runs.items() if any(reason.startswith("attachment_") for reason in run["reasons"])} == set(SITES)
    assert reasons_of_documents(seen[2][2]) == set()


def test_the_third_night_judged_by_its_oracle(nights):
    replica, _, seen = nights
    findings = [
        each
        for site in SITES
        for oracle in replica.oracle()[site].columns.values()
        for each in judge_column(oracle, seen[2][1][site, oracle.column])
    ]
    assert [each for each in findings if (each.code, each.where) not in OTHERWISE] == []


def test_the_faults_are_counted_beside_the_verdict(nights):
    replica, _, seen = nights
    counted = {site: sum(run["portal_faults"] for (name, _), run in seen[2][2].items() if name == site) for site in SITES}
    broken = {site: len(replica.oracle()[site].broken | replica.oracle()[site].gone) for site in SITES}
    beyond = {site: sum(run["out_of_bounds"] for (name, _), run in seen[2][2].items() if name == site) for site in SITES}
    assert {site: counted[site] + beyond[site] for site in SITES} == broken
    assert beyond == {site: int(site == "ucap-static") for site in SITES}  # one of its files leads to another host
    assert all(count > 0 for count in counted.values())


def test_a_night_of_nothing_but_known_faults_ends_with_0_and_a_mended_file_is_there(nights):
    replica, program, _ = nights
    portal = replica.portal("handmade")
    [path] = [path for path, file in portal.files.items() if file.fault]
    alone = registry(replica.base).split("- id: jpage")[0]
    only = alone[alone.index("- id: handmade") :].split("    - id: policy")[0]
    program.visit(only, "handmade", now="2026-12-04T02:30:00+00:00")
    assert program.exit == 0
    assert program.column("handmade", "annual")["portal_faults"] == 1
    portal.mend(path)
    seen = program.visit(only, "handmade", now="2026-12-05T02:30:00+00:00")
    assert portal.url(path) in seen["handmade", "annual"]["documents"]
    assert (program.exit, program.column("handmade", "annual")["portal_faults"]) == (0, 0)
