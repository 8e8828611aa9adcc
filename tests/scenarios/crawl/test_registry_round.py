"""A registry of 48 hosts, two weekly rounds: all work but one, then nine have moved, died, been redesigned or answer a challenge."""

import subprocess
from dataclasses import replace

import pytest
import yaml

from crawler import registry
from tests.conftest import command
from tests.replica import server
from tests.replica.host import html
from tests.replica_blind import replica as blind
from tests.replica_blind.wire import Answer

pytestmark = pytest.mark.timeout(900)  # three commands over 48 hosts: 40 s on a quiet machine
OLD = [name for name in server.HOSTS if name.startswith("f") and name != "f15"]  # 28 hosts; f15 has no list page
COLUMN = "annual"
FIRST, SECOND = "2026-12-05", "2026-12-12"
LOOKER = ("--by", "a test", "--place", "loopback")
# What happens between the two rounds, by host, and what the second must say.
CHANGED = {
    "f4": ("moved", ""),
    "f11": ("redirected", ""),
    "f13": ("moved", ""),
    "f2": ("fault", "connection_lost"),
    "truecms": ("fault", "connection_closed"),
    "f6": ("other_family", ""),
    "totals": ("no_reports", ""),
    "lonsun": ("fault", "challenge"),
    "challenged": ("fault", "challenge"),  # from the first round on
}


def entry(name, url):
    column = {"id": COLUMN, "name": "政府信息公开年报", "kind": "annual_report", "url": url}
    return {"id": name, "name": name, "area": "990100", "level": "city", "delay": 0, "allow_private": True, "columns": [column]}


def columns(old, portals):
    found = {name: old.hosts[name].base + next(each for each in old.hosts[name].columns if each.complete).path for name in OLD}
    return found | {name: portal.url(portal.columns[COLUMN].style.path) for name, portal in portals.items()}


def change(old, portals):
    """Nine hosts are no longer what they were."""
    path, host = old.hosts["f4"].columns[0].path, old.hosts["f4"]
    host.pages["/new/nb/"] = host.pages.pop(path)
    host.pages["/"] = html(host.shell("首页", '<a href="/new/nb/">政府信息公开年报</a>'))
    path, host = old.hosts["f11"].columns[0].path, old.hosts["f11"]
    host.pages["/xxgk/new.htm"] = replace(host.pages[path])
    host.pages[path] = replace(host.pages[path], body=b"", status=301, headers=[("Location", "/xxgk/new.htm")])
    path, host = old.hosts["f13"].columns[0].path, old.hosts["f13"]
    host.pages["/channels/70.html"] = host.pages[path]
    host.pages[path] = html(host.shell("栏目调整", "<p>本栏目已调整。</p>"))
    host.pages["/"] = html(host.shell("首页", '<a href="/channels/70.html">政府信息公开年报</a>'))
    old.faults["f2"] = {"name": "reset", "seen": 0}
    portals["truecms"].off = True
    host = old.hosts["f6"]
    rows = "".join(
        f'<li><a href="/zwgk/nb/202603/t20260{n}01_{n}.html">云水市202{n}年政府信息公开工作年度报告</a><b>2026-0{n}-01</b></li>'
        for n in range(1, 7)
    )
    page = f'<ul class="list">{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script>'
    host.pages[host.columns[0].path] = html(host.shell("政府信息公开年报", page))
    portal = portals["totals"]
    news = "".join(f'<li><a href="/ywdt/t2026120{n}_{n}.html">市长调研第{n}项工作</a><span>2026-12-0{n}</span></li>' for n in range(1, 7))
    portal.columns.pop(COLUMN)
    portal.raw["/zwgk/gknb/index.shtml"] = Answer(f"<html><head><title>要闻</title></head><body><ul>{news}</ul></body></html>".encode())
    portals["lonsun"].challenge["*"] = 521


def look(home, registry_file, report, *words, now):
    return command(
        "sites",
        "check",
        *words,
        "--report",
        report,
        *LOOKER,
        home=home,
        registry=registry_file,
        timeout=600,
        env={"GONGKAI_NOW": f"{now}T02:00:00+00:00"},
    )


def applied(folder, report):
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    done = subprocess.run(["git", "apply", report], cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {site.id: site.columns[0] for site in registry.load(folder / "sites.yaml")}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    file, report = folder / "sites.yaml", folder / "looks.patch"
    with server.replica() as old, blind.Replica() as replica:
        urls = columns(old, replica.portals)
        assert len(urls) == 48
        file.write_text(
            "# the hosts of both replicas\n" + yaml.safe_dump([entry(*each) for each in urls.items()], allow_unicode=True), "utf-8"
        )
        part = look(folder / "home", file, report, *OLD, now=FIRST)
        asked = len(old.log)
        whole = look(folder / "home", file, report, "--all", now=FIRST)
        asked_again = len(old.log) - asked
        first = applied(folder, report)
        text = report.read_text()
        change(old, replica.portals)
        second = look(folder / "home", file, report, "--all", now=SECOND)
        changed = applied(folder, report)
        yield (part, whole, second), (first, changed), asked_again, text, report.read_text()


def test_the_first_round_in_two_parts_asks_no_host_twice_and_finds_all_but_the_challenge(rounds):
    (part, whole, _), (first, _), asked_again, _, _ = rounds
    assert (part.returncode, whole.returncode, asked_again) == (0, 6, 0), part.stderr + whole.stderr
    assert {name for name, column in first.items() if column.status != "verified"} == {"challenged"}
    for name, column in first.items():
        if name != "challenged":
            assert (column.works.since, column.works.by, column.works.place) == (FIRST, "a test", "loopback")
            assert (column.seen.state, column.seen.rows > 0, "报告" in column.seen.newest or "年报" in column.seen.newest) == (
                "ok",
                True,
                True,
            )


def test_the_second_round_names_the_nine_and_no_other(rounds):
    (_, _, second), (_, changed), _, _, _ = rounds
    assert second.returncode == 6, second.stderr
    assert {name: (column.seen.state, column.seen.fault) for name, column in changed.items() if column.seen.state != "ok"} == CHANGED
    assert all(column.seen.date == SECOND for column in changed.values())


def test_an_entry_that_works_keeps_since_when_and_one_disproved_loses_it(rounds):
    _, (_, changed), _, _, _ = rounds
    gone = {name for name, column in changed.items() if column.works is None}
    assert gone == {"f4", "f13", "totals", "challenged"}
    assert {changed[name].status for name in ("f4", "f13", "totals")} == {"unverified"}
    assert {column.works.since for name, column in changed.items() if name not in gone} == {FIRST}


def test_where_a_column_went_is_named(rounds):
    _, (_, changed), _, _, _ = rounds
    assert {name: "/" + column.seen.moved_to.split("/", 3)[3] for name, column in changed.items() if column.seen.moved_to} == {
        "f4": "/new/nb/",
        "f11": "/xxgk/new.htm",
        "f13": "/channels/70.html",
    }


def test_the_report_says_each_look_in_a_line_and_keeps_the_comments_of_the_registry(rounds):
    _, _, _, first, second = rounds
    assert first.startswith("48 of 48 entries looked at")
    assert f"truecms/annual: fault (connection_closed), {SECOND}, a test, loopback" in second
    assert "-# the hosts" not in second
