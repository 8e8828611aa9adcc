"""What needs attention: each kind of concern, from when on, how urgent, and in which order; the words are tested where pages are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from archive.desk import overview
from archive.desk.jobs.registry import RegistryRead
from archive.desk.overview import LEAST_FREE, Overview, Overviews, concerns, files, look, stamp_of
from archive.health.assess import ColumnHealth
from archive.health.now_state import Disk, LastRun, NowState, WithheldReason
from gongkai.errors import Exit
from gongkai.home import Home

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)
GOOD, LONG_AGO = "2026-05-08T19:00:00+00:00", "2026-01-01T00:00:00+00:00"
ROOM = Disk(LEAST_FREE, 5)


def column(name, state="healthy", **changed):
    given = {"last_run": GOOD, "last_success": GOOD, "complete": not changed.get("cause"), "since": "2026-05-01", **changed}
    return ColumnHealth(
        f"a/{name}",
        "a",
        "通知",
        "示例市",
        "notice",
        state,
        given.pop("since"),
        "原因",
        "a reason",
        given.pop("last_run"),
        given.pop("last_success"),
        None,
        None,
        given.pop("complete"),
        3,
        5,
        **given,
    )


WELL = column("well")
RAN = LastRun("2026-05-08T18:00:00+00:00", "2026-05-08T19:00:00+00:00", 0)


@pytest.fixture
def collected(tmp_path):
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.database.write_bytes(b"")
    return home


def found(home, seen, fault="", jobs=()):
    return [(each.kind, each.level) for each in concerns(home, seen, RegistryRead(fault=fault), jobs)]


def seen(*columns, run=RAN, room=ROOM, **changed):
    return Overview(NOW, columns, now=NowState(GOOD, run, columns, disk=room), **changed)


def test_nothing_needs_attention(collected):
    assert found(collected, seen(WELL)) == []
    assert found(collected, Overview(NOW)) == []


@pytest.mark.parametrize(
    ("changed", "fault", "kinds"),
    [
        ({}, "line 3", [("registry", "bad")]),
        ({"fault": "no database"}, "", [("database", "bad")]),
        ({"withheld": ("2026-05-01T00:00:00Z", (WithheldReason("缘由", "why"),))}, "", [("withheld", "bad")]),
    ],
)
def test_what_cannot_be_read_or_is_withheld(collected, changed, fault, kinds):
    assert found(collected, seen(WELL, **changed), fault) == kinds


def test_a_home_without_a_database_is_empty(collected):
    collected.database.unlink()
    assert found(collected, Overview(NOW)) == [("empty", "warn")]
    assert found(collected, Overview(NOW, fault="x")) == [("database", "bad")]


@pytest.mark.parametrize(
    ("free", "days", "level"),
    [
        (LEAST_FREE, None, None),
        (LEAST_FREE - 1, None, "bad"),
        (LEAST_FREE, 30, None),
        (LEAST_FREE, 29, "warn"),
        (LEAST_FREE, 7, "warn"),
        (LEAST_FREE, 6, "bad"),
        (LEAST_FREE, 0, "bad"),
        (LEAST_FREE - 1, 300, "bad"),
    ],
)
def test_when_the_disk_is_a_concern(collected, free, days, level):
    assert found(collected, seen(WELL, room=Disk(free, 5, days_left=days))) == ([("disk", level)] if level else [])
    assert found(collected, seen(WELL, room=None)) == []


@pytest.mark.parametrize(
    ("run", "level"),
    [
        (replace(RAN, finished=None, exit_code=None), "bad"),
        (replace(RAN, finished="2026-05-06T20:00:00+00:00"), None),
        (replace(RAN, finished="2026-05-06T19:59:59+00:00"), "bad"),
        (replace(RAN, exit_code=16, step="build"), "warn"),
        (replace(RAN, exit_code=7), "warn"),
        (replace(RAN, exit_code=6), "warn"),
    ],
)
def test_when_the_runs_are_a_concern(collected, run, level):
    assert found(collected, seen(WELL, run=run)) == ([("run", level)] if level else [])


def test_a_run_whose_columns_or_snapshot_explain_it_is_none(collected):
    failing = column("x", "error", cause="timeout", last_success=None)
    for code, step, kinds in ((6, "", 0), (1, "crawl", 0), (18, "crawl", 0), (1, "build", 1), (16, "crawl", 1)):
        assert found(collected, seen(failing, run=replace(RAN, exit_code=code, step=step))).count(("run", "warn")) == kinds
    withheld = {"withheld": ("2026-05-01T00:00:00Z", (WithheldReason("缘由", "why"),))}
    assert found(collected, seen(WELL, run=replace(RAN, exit_code=int(Exit.WITHHELD)), **withheld)) == [("withheld", "bad")]
    assert ("run", "warn") in found(collected, seen(WELL, run=replace(RAN, exit_code=16), **withheld))


def test_failing_columns_by_cause_the_most_first(collected):
    columns = [
        column("a", "error", cause="timeout", since="2026-05-02"),
        column("b", "challenged", cause="challenge", since="2026-04-01"),
        column("c", "error", cause="timeout", since="2026-05-03"),
        column("d", "error", cause="timeout", last_run=None),
    ]
    failing = [each for each in concerns(collected, seen(*columns), RegistryRead(), ()) if each.kind == "failing"]
    assert [[each.column_id for each in concern.columns] for concern in failing] == [["a/a", "a/c"], ["a/b"]]
    assert ("2026-05-02" in failing[0].title[1], "2026-04-01" in failing[1].title[1]) == (True, False)
    assert {concern.level for concern in failing} == {"bad"}


@pytest.mark.parametrize(
    ("one", "kinds"),
    [
        (column("x", "silent"), [("silent", "warn")]),
        (column("x", "silent", cause="timeout"), [("failing", "bad")]),
        (column("x", last_success=LONG_AGO), [("overdue", "bad")]),
        (column("x", last_success=LONG_AGO, last_run=None), []),
        (column("x", "paused", last_success=LONG_AGO), []),
    ],
)
def test_silent_and_overdue_columns(collected, one, kinds):
    assert found(collected, seen(WELL, one)) == kinds


def job(name, ordered=NOW - timedelta(hours=1), state="finished", code=1, kind="visit", subject="a"):
    return SimpleNamespace(id=name, kind=kind, subject=subject, ordered=ordered.isoformat(), state=state, exit_code=code, title=("甲", "a"))


@pytest.mark.parametrize(
    ("jobs", "shown"),
    [
        ([job("1")], ["1"]),
        ([job("1", state="cut_off", code=None)], ["1"]),
        ([job("1", code=0)], []),
        ([job("1", state="running")], []),
        ([job("2", code=0), job("1")], []),
        ([job("2", state="running"), job("1")], ["1"]),
        ([job("2", code=0, kind="run"), job("1")], ["1"]),
        ([job("2", code=0, subject="b"), job("1")], ["1"]),
        ([job("1", NOW - timedelta(days=1))], []),
        ([job("1", NOW - timedelta(hours=23, minutes=59))], ["1"]),
        ([job("2"), job("1")], ["2"]),
    ],
)
def test_the_jobs_of_the_last_day_that_failed(collected, jobs, shown):
    found = concerns(collected, seen(WELL), RegistryRead(), jobs)
    assert [(each.kind, each.level, each.job) for each in found] == [("job", "warn", name) for name in shown]


def test_the_urgent_come_first_each_in_its_order(collected):
    silent, failing = column("s", "silent"), column("f", "error", cause="timeout")
    overdue = column("o", last_success=LONG_AGO)
    room = Disk(LEAST_FREE, 5, days_left=20)
    changed = {"withheld": ("2026-05-01T00:00:00Z", (WithheldReason("缘由", "why"),)), "room": room, "run": replace(RAN, exit_code=16)}
    assert found(collected, seen(silent, failing, overdue, **changed), "line 3", [job("1")]) == [
        ("registry", "bad"),
        ("withheld", "bad"),
        ("failing", "bad"),
        ("overdue", "bad"),
        ("disk", "warn"),
        ("run", "warn"),
        ("silent", "warn"),
        ("job", "warn"),
    ]


# ---- how often it is looked at


def test_an_overview_is_made_again_when_a_file_changes_or_it_is_old(collected, monkeypatch):
    clock, looked = [100.0], []
    monkeypatch.setattr(overview.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(overview, "look", lambda home, moment: looked.append(1) or Overview(NOW, fault=str(len(looked))))
    kept = Overviews(collected)
    assert [kept.read().fault for _ in range(2)] == ["1", "1"]
    clock[0] = 105.0
    assert kept.read().fault == "1"
    clock[0] = 105.1
    assert [kept.read().fault for _ in range(2)] == ["2", "2"]
    for number, path in enumerate(files(collected), 3):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 99)
        assert kept.read().fault == str(number)


def test_the_files_whose_change_shows(collected):
    assert [path.relative_to(collected.root).as_posix() for path in files(collected)] == [
        "gongkai.db",
        "gongkai.db-wal",
        "paused.json",
        "followed.json",
        "state.json",
        "withheld.json",
        "public/latest.json",
    ]
    about = collected.database.stat()
    assert stamp_of(collected.database) == (about.st_mtime_ns, about.st_size)
    assert stamp_of(collected.root / "none") == (0, 0)


def test_a_home_is_looked_at(collected):
    collected.database.unlink()
    assert look(collected, NOW) == Overview(NOW)
    collected.database.write_bytes(b"no database" * 99)
    assert look(collected, NOW).fault
