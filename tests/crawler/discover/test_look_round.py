"""A round of looks: what is due first, what an hour leaves for the next, what a kill leaves in the journal."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from crawler.discover import look_round
from crawler.discover.check import Checked
from crawler.discover.look_round import Looker, LookJournal, due, walk
from crawler.discover.probe import getting
from crawler.model.types import Column, Fault, Fetch, Look, Page, Site
from tests.replica_blind.replica import Replica

LOOKER = Looker("Wu", "Jinan", "2026-11-30")


def column(name, seen=None):
    return Column(name, name, "other", f"http://h.example/{name}/", seen=seen)


def site(name, *columns):
    return Site(name, name, "990100", "city", columns)


def look(date, state="ok"):
    return Look(date, "Wu", "Jinan", state)


ROWS = "".join(f'<li><a href="/a/t2026010{n}_{n}.html">关于事项的通知（第{n}号）</a><b>2026-01-0{n}</b></li>' for n in range(1, 9))


@contextmanager
def opened(_site):
    yield lambda fetch: Page(fetch.url, f"<html><body><ul>{ROWS}</ul></body></html>", fetch)


def marks(_site, _column):
    return {}


def test_what_was_looked_at_longest_ago_comes_first_and_what_is_fresh_waits():
    old, fresh = site("old", column("c", look("2026-10-01"))), site("fresh", column("c", look("2026-11-28")))
    never, half = site("never", column("c")), site("half", column("a", look("2026-11-29")), column("b", look("2026-11-20")))
    found = due((fresh, old, half, never), {}, LOOKER.date)
    assert [(each.id, [column.id for column in columns]) for each, columns in found] == [("never", ["c"]), ("old", ["c"]), ("half", ["b"])]


def test_a_look_of_the_journal_counts_as_the_registrys_own():
    one = site("one", column("c"))
    assert due((one,), {("one", "c"): look("2026-11-25")}, LOOKER.date) == []
    assert due((one,), {("one", "c"): look("2026-11-24")}, LOOKER.date) == [(one, list(one.columns))]


def test_a_round_ends_with_its_time_and_the_next_goes_on(tmp_path):
    sites, journal = tuple(site(name, column("c")) for name in "abc"), LookJournal(tmp_path / "r.jsonl")
    ticks = iter(range(100))
    first = list(walk(due(sites, {}, LOOKER.date), opened, marks, LOOKER, journal, 2.5, lambda: next(ticks)))
    assert [each.site for each in first] == ["a", "b"]
    rest = due(sites, journal.looks(sites), LOOKER.date)
    assert [each.id for each, _ in rest] == ["c"]
    assert [each.site for each in walk(rest, opened, marks, LOOKER, journal, 60)] == ["c"]
    assert set(journal.looks(sites)) == {("a", "c"), ("b", "c"), ("c", "c")}


def test_a_page_over_which_the_reading_breaks_down_is_a_fault_and_the_round_goes_on(tmp_path, monkeypatch):
    def broken(site, column, get, known):
        if site.id == "a":
            raise RecursionError("too deep")
        return Checked(site.id, column.id, column.url, "ok")

    monkeypatch.setattr(look_round, "check_column", broken)
    journal = LookJournal(tmp_path / "r.jsonl")
    sites = (site("a", column("c")), site("b", column("c")))
    assert [each.state for each in walk(due(sites, {}, LOOKER.date), opened, marks, LOOKER, journal, 60)] == ["crash", "ok"]
    assert journal.looks(sites)["a", "c"].fault == "crash"


def test_what_was_seen_is_in_the_journal_with_family_pager_rows_and_the_newest_title(tmp_path):
    sites, journal = (site("a", column("c")),), LookJournal(tmp_path / "r.jsonl")
    list(walk(due(sites, {}, LOOKER.date), opened, marks, LOOKER, journal, 60))
    assert journal.looks(sites)["a", "c"] == Look("2026-11-30", "Wu", "Jinan", "ok", "generic", "", 8, "关于事项的通知（第8号）")


def test_half_a_line_of_a_killed_run_is_passed_over_and_written_after(tmp_path):
    sites, path = (site("a", column("c")), site("b", column("c"))), tmp_path / "r.jsonl"
    journal = LookJournal(path)
    journal.add(Checked("a", "c", "http://h.example/c/", "ok"), look("2026-11-30"))
    path.write_bytes(path.read_bytes() + b'{"site": "b", "colu')
    assert set(journal.looks(sites)) == {("a", "c")}
    journal.add(Checked("b", "c", "http://h.example/c/", "ok"), look("2026-11-30"))
    assert set(journal.looks(sites)) == {("a", "c"), ("b", "c")}


def test_a_look_at_another_address_or_older_than_the_registrys_does_not_count(tmp_path):
    journal = LookJournal(tmp_path / "r.jsonl")
    journal.add(Checked("a", "c", "http://h.example/old/", "ok"), look("2026-11-30"))
    assert journal.looks((site("a", column("c")),)) == {}
    journal.add(Checked("a", "c", "http://h.example/c/", "ok"), look("2026-11-20"))
    newer = replace(column("c"), seen=look("2026-11-25"))
    assert journal.looks((site("a", newer),)) == {}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/private/list.html", "robots_disallowed"),
        ("/gongkai/zfxxgk/zt0/", "robots_disallowed"),  # redirects into the forbidden folder
        ("http://127.0.1.99:9/", "off_site"),
        ("http://user:secret@127.0.1.4:9/", "credentials_in_address"),
    ],
)
def test_a_look_asks_for_nothing_that_a_crawl_may_not(path, code):
    with Replica() as replica:
        portal = replica.portal("leads-away")
        here = Site("a", "a", "990100", "city", (Column("c", "c", "other", portal.url("/")),), delay=0, allow_private=True)
        with getting(here) as get:
            answer = get(Fetch(portal.url(path)))
        assert isinstance(answer, Fault)
        assert answer.code == code
        assert [url for url in replica.fetched() if "/private/" in url or "127.0.1.99" in url] == []


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, "a/c: ok (), 2026-11-30, Wu, Jinan"),
        ({"rows": 1}, "a/c: ok (1 row), 2026-11-30, Wu, Jinan"),
        ({"family": "trs", "rows": 20}, "a/c: ok (trs, 20 rows), 2026-11-30, Wu, Jinan"),
        ({"family": "trs", "pager": "P1", "newest": "年报"}, "a/c: ok (trs P1, 年报), 2026-11-30, Wu, Jinan"),
        ({"fault": "timeout", "moved_to": "http://n/"}, "a/c: ok (timeout) -> http://n/, 2026-11-30, Wu, Jinan"),
        ({"proxy": "http://p:1"}, "a/c: ok (), 2026-11-30, Wu, Jinan, through http://p:1"),
    ],
)
def test_a_look_in_the_report(given, line):
    assert look_round._line(("a", "c"), replace(look("2026-11-30"), **given)) == line


@pytest.mark.parametrize(("total", "entries"), [(1, "1 entry"), (2, "2 entries")])
def test_the_report_begins_with_how_many_were_looked_at(tmp_path, total, entries):
    path = tmp_path / "report.txt"
    look_round.report(path, [], {("b", "c"): look("2026-11-29"), ("a", "c"): look("2026-11-30")}, total)
    head, blank, *lines = path.read_text(encoding="utf-8").splitlines()
    assert (head, blank) == (f"2 of {entries} looked at by `gongkai sites check`.", "")
    assert lines[:2] == ["a/c: ok (), 2026-11-30, Wu, Jinan", "b/c: ok (), 2026-11-29, Wu, Jinan"]
