"""`gongkai demo --once`: the sample portals through the whole road, every planted figure held against the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.sample.papers.city import table
from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from tests.conftest import command

# A figure that a reader may rightly refuse: the row that lost a zero is realigned or reported, not compared here.
VALUES = "SELECT r.agency, r.year, f.table_name, f.item, f.measure, f.raw, f.state FROM facts f JOIN ({}) r ON r.id = f.report_id"
PREFERRED = "SELECT r.id, a.name AS agency, r.year FROM reports r JOIN agencies a ON a.id = r.agency_id WHERE r.preferred"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo run once; its home, what it said, and the truth by agency and year."""
    home = tmp_path_factory.mktemp("demo")
    done = command("demo", "--once", home=home, timeout=240)
    with sample(0) as portals:
        truth = [portal.manifest() for portal in portals]
    return next(home.glob("demo*")), done, truth


@pytest.fixture(scope="module")
def database(demo):
    with closing(sqlite3.connect(f"{(demo[0] / 'gongkai.db').as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def items(truth):
    return [(manifest["base"], item) for manifest in truth for column in manifest["columns"].values() for item in column]


def planted(truth):
    return {(item["report"]["agency"], item["report"]["year"]): item["report"] for _, item in items(truth) if "report" in item}


def test_it_ends_well_and_tells_the_address(demo):
    _, done, _ = demo
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), done.stderr
    assert "请打开：http://127.0.0.1:" in done.stdout
    assert "The sample archive is served at http://127.0.0.1:" in done.stdout


def test_every_article_and_attachment_is_a_document(demo, database):
    paths = {url.partition("//")[2].partition("/")[2] for (url,) in database.execute("SELECT url FROM documents")}
    wanted = {url.removeprefix(base + "/") for base, item in items(demo[2]) for url in (item["url"], *item["attachments"])}
    assert wanted - paths == set()


def test_every_report_is_found_with_its_body_year_and_form(demo, database):
    found = {(agency, year): form for _, agency, year, form in database.execute(PREFERRED.replace("r.year", "r.year, r.form"))}
    wanted = {key: report["form"] for key, report in planted(demo[2]).items()}
    assert {key: found.get(key) for key in wanted} == wanted
    assert set(found) == set(wanted)


@pytest.fixture(scope="module")
def facts(database):
    """What was read: agency and year → (table, item, measure) → (raw, state)."""
    found = {}
    for agency, year, *key, raw, state in database.execute(VALUES.format(PREFERRED)):
        found.setdefault((agency, year), {})[tuple(key)] = (raw, state)
    return found


def cell_key(cell):
    return cell["table"], cell["item"], cell["measure"]


def test_every_printed_cell_is_read(demo, facts):
    cells = [(key, cell, facts.get(key, {}).get(cell_key(cell))) for key, report in planted(demo[2]).items() for cell in report["cells"]]
    assert len(cells) > 15_000
    assert [each for each in cells if not same(each[1]["raw"], each[2])] == []


def test_no_cell_is_invented(demo, facts):
    lost = {("requests", "granted")}  # of the report whose row lost a zero: realigned or reported, not compared
    for key, report in planted(demo[2]).items():
        printed = {cell_key(cell) for cell in report["cells"]}
        extra = {each for each, (_, state) in facts.get(key, {}).items() if state == "number"} - printed
        assert {each for each in extra if report["slip"] != "short_row" or each[:2] not in lost} == set(), key


def same(raw, fact):
    """A cell as printed, and what was read of it; a head line's dashes need no fact."""
    return fact is not None and fact[0].strip() == raw if raw not in ("", "——") else fact is None or fact[1] != "number"


@pytest.mark.parametrize(
    ("slip", "rule"), [("wrong_total", "R2"), ("wrong_total", "R3"), ("carry_break", "X1"), ("roll_forward", "X2"), ("prose_differs", "N1")]
)
def test_a_planted_slip_fails_its_rule_and_no_other_report_does(demo, database, slip, rule):
    guilty = {key for key, report in planted(demo[2]).items() if report["slip"] == slip}
    query = (
        f"SELECT DISTINCT r.agency, r.year FROM checks c JOIN ({PREFERRED}) r ON r.id = c.report_id WHERE c.rule = ? AND c.verdict = 'fail'"
    )
    assert set(database.execute(query, (rule,))) == guilty


@pytest.mark.parametrize("state", ["late", "missing"])
def test_coverage_finds_the_late_and_the_missing(demo, database, state):
    planned = {(slip["agency"], slip["year"]) for slip in table("city")["slips"] if slip["slip"] == state}
    query = "SELECT a.name, c.year FROM coverage c JOIN agencies a ON a.id = c.agency_id WHERE c.state = ?"
    assert set(database.execute(query, (state,))) == planned


def test_demo_refuses_a_home_below_a_file(gongkai, tmp_path):
    (tmp_path / "file").write_text("")
    done = gongkai("demo", "--once", home=Path(tmp_path / "file" / "x"))
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False)
