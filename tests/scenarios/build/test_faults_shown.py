"""What six portals serve broken and what is out of bounds, from the crawl to `status` and the page of health; and files that are mended."""

import json
import re
import sqlite3
from contextlib import closing

import httpx
import pytest

from gongkai.home import Home
from tests.conftest import command
from tests.helpers.serving import Served
from tests.replica_blind.program import Program, only
from tests.replica_blind.replica import Replica, registry
from tests.replica_blind.wire import Answer

SITE = "ucap-static"
COLUMNS = {"totals": "annual", SITE: "annual", "southern": "policy", "falling": "annual", "handmade": "annual", "jpaas": "annual"}
BROKEN = {"totals": 1, SITE: 3, "southern": 4, "falling": 1, "handmade": 1, "jpaas": 1}  # files, and four articles taken down
DOUBT = "count_contradicted: 1 page counted, links to 2"
DOUBTED = "/zwgk/wj/doubted/index.html"


def built(home):
    for word in ("build", "snapshot"):
        done = command(word, home=home)
        assert done.returncode == 0, done.stderr
    return home


def status(home):
    columns = json.loads(command("status", "--json", home=home).stdout)["columns"]
    return {column["column_id"]: column for column in columns}, command("status", home=home).stdout


def visit(program, sites, day):
    """Exit code and the columns' runs, by site, of one night; of the doubted column under its own name."""
    program.visit(sites, *COLUMNS, now=f"2026-12-{day:02d}T02:30:00+00:00")
    runs = {(each["site"], run["column"]): run for each in program.report["sites"] for run in each["columns"]}
    return program.exit, {site: runs[site, column] for site, column in COLUMNS.items()} | {"doubted": runs["southern", "doubted"]}


def doubted(portal):
    """A list whose pager counts one page and links to a second, which is not there."""
    rows = "".join(
        f'<li><a href="{row.path}">{row.title}</a><span>{row.date}</span></li>' for row in portal.columns["policy"].rows[:6] if row.date
    )
    pager = '<script>createPageHTML(1, 0, "index", "html");</script><a href="index_1.html">2</a><a href="index_1.html">尾页</a>'
    portal.raw[DOUBTED] = Answer(f"<html><head><title>疑</title></head><body><ul class='list'>{rows}</ul>{pager}</body></html>".encode())
    return f"    - id: doubted\n      name: 疑\n      kind: policy\n      url: {portal.url(DOUBTED)}\n"


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    with Replica() as replica:
        portal = replica.portal(SITE)
        portal.take_down(portal.columns["annual"].rows[-1].path, "notice")
        entries = {site: only(registry(replica.base), site, column) for site, column in COLUMNS.items()}
        entries["southern"] += doubted(replica.portal("southern"))
        program, sites = Program(tmp_path_factory.mktemp("shown")), "".join(entries.values())
        runs = [visit(program, sites, day) for day in range(1, 4)]
        home = built(program.home / "home")
        yield replica, program, sites, runs, home


def test_two_nights_end_with_6_and_the_reason_at_each_portal_and_the_third_with_0(nights):
    _, _, _, runs, _ = nights
    assert [code for code, _ in runs] == [6, 6, 0]
    for _, of_sites in runs[:2]:
        assert {site for site in COLUMNS if any(why.startswith("attachment_") for why in of_sites[site]["reasons"])} == set(COLUMNS)
    assert {site: (run["complete"], run["reasons"]) for site, run in runs[2][1].items()} == dict.fromkeys([*COLUMNS, "doubted"], (True, []))


def test_the_portals_are_of_six_families(nights):
    _, _, _, runs, _ = nights
    assert len({runs[2][1][site]["family"] for site in COLUMNS}) == len(COLUMNS)


def test_faults_of_the_portal_and_what_is_out_of_bounds_are_counted_apart(nights):
    _, _, _, runs, _ = nights
    assert {site: runs[2][1][site]["portal_faults"] for site in COLUMNS} == BROKEN
    assert {site: runs[2][1][site]["out_of_bounds"] for site in COLUMNS} == {site: int(site == SITE) for site in COLUMNS}


def test_status_shows_both(nights):
    *_, home = nights
    columns, text = status(home)
    for site, name in COLUMNS.items():
        column = columns[f"{site}/{name}"]
        assert (column["portal_faults"], column["complete"]) == (BROKEN[site], True)
        assert f", {BROKEN[site]} served broken by the portal" in next(line for line in text.splitlines() if f" {site}/{name}: " in line)
    assert ", 3 served broken by the portal, 1 out of bounds (robots.txt or another site)" in text


def test_a_contradiction_between_counts_that_a_request_settled_is_shown(nights):
    _, _, _, runs, home = nights
    assert (runs[2][1]["doubted"]["complete"], runs[2][1]["doubted"]["doubts_settled"]) == (True, [DOUBT])
    columns, text = status(home)
    assert columns["southern/doubted"]["doubts_settled"] == [DOUBT]
    assert f"asked about and settled: {DOUBT}" in text
    with closing(sqlite3.connect(Home(home).database)) as database:
        [(kept,)] = database.execute(
            "SELECT DISTINCT doubts_settled FROM column_runs WHERE column_id = 'southern/doubted' AND rows_found > 0"
        ).fetchall()
    assert json.loads(kept) == [DOUBT]


def test_the_page_of_health_shows_all_three_in_both_languages(nights):
    *_, home = nights
    served = Served(home)
    try:
        served.ready()
        data = {each["column_id"]: each for each in httpx.get(f"{served.address}/-/health.json").json()["columns"]}
        assert (data[f"{SITE}/annual"]["portal_faults"], data[f"{SITE}/annual"]["out_of_bounds"]) == (3, 1)
        chinese = httpx.get(f"{served.address}/health", headers={"Accept-Language": "zh"}, follow_redirects=True).text
        english = httpx.get(f"{served.address}/health?lang=en", headers={"Accept-Language": "en"}, follow_redirects=True).text
    finally:
        served.stop()
    assert re.search(r"另有\s+3\s+份文件网站自身提供的就是坏的。\s+另有\s+1\s+份文件按 robots.txt 或站外规则不予抓取。", chinese)
    assert re.search(r"Also\s+3\s+documents that the portal itself serves broken.\s+Also\s+1\s+document not asked for", english)
    assert (
        chinese.count("列表所示数目前后不一，已再请求一页核实")
        == english.count("contradicted one another; one more request settled that")
        == 1
    )


def test_files_that_are_mended_bring_a_new_capture_and_the_faults_are_gone(nights):
    replica, program, sites, _, home = nights
    mended = {}
    for site in COLUMNS:
        portal = replica.portal(site)
        path = next(path for path, file in portal.files.items() if file.fault in ("cut", "error_page", "tiny"))
        mended[site] = (portal.url(path), len(portal.files[path].data))
        portal.mend(path)
    before = captures(home, mended)
    code, runs = visit(program, sites, 4)
    assert code == 0
    assert {site: runs[site]["portal_faults"] for site in COLUMNS} == {site: count - 1 for site, count in BROKEN.items()}
    built(home)
    after = captures(home, mended)
    for site, (_, size) in mended.items():
        assert len(after[site]) == len(before[site]) + 1
        assert after[site][0] == (None, 200, size)
    columns, _ = status(home)
    assert {site: columns[f"{site}/{name}"]["portal_faults"] for site, name in COLUMNS.items()} == {
        site: count - 1 for site, count in BROKEN.items()
    }


def captures(home, files):
    """Problem, status and length of the captures of a file of each site, newest first."""
    with closing(sqlite3.connect(Home(home).database)) as database:
        return {
            site: database.execute("SELECT problem, status, length FROM captures WHERE url = ? ORDER BY fetched_at DESC", (url,)).fetchall()
            for site, (url, _) in files.items()
        }
