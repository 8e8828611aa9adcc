"""What a run leaves behind at its end: its answer, the metrics, the state of now, alarms and the heartbeat; in this process."""

import errno
from datetime import UTC, datetime

import pytest

from archive.health import now_state
from archive.health.assess import ColumnHealth
from archive.health.now_state import LastRun, NowState, WithheldReason
from archive.health.run_ends import RunEnd
from archive.ops import after_run, alarms, metrics, present
from archive.ops.after_run import report_outcome
from archive.publish import assertions
from archive.store import schema
from gongkai.errors import Exit, Withheld

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)
GOOD, LONG_AGO = "2026-05-08T19:00:00Z", "2026-01-01T00:00:00Z"


def column(name, state="healthy", site="a", **changed):
    """A column's health, good unless it is said to have a cause."""
    given = {"complete": not changed.get("cause"), "last_success": GOOD, **changed}
    return ColumnHealth(
        f"{site}/{name}", site, "通知", "示例市", "notice", state, "2026-05-01", "原因", "a reason", GOOD, given.pop("last_success"),
        "2026-05-01", None, given.pop("complete"), 3, 5, **given,
    )  # fmt: skip


WELL = column("well")
FAILED = column("failed", "error", cause="timeout", failing_from="1", failed_visits=3, last_success=LONG_AGO)
OVERDUE = column("overdue", last_success=LONG_AGO)
WITHHELD = WithheldReason("太少", "too few")
PAUSED = column("paused", "paused", cause="timeout")
DORMANT = column("dormant", "dormant")


@pytest.fixture
def ended(home, monkeypatch):
    """`ended(code, columns)` reports a run; gives the answer, what was given to the alarms, and whether the heartbeat was asked for."""
    home.root.mkdir(parents=True)
    monkeypatch.setattr(after_run, "now", lambda: NOW)

    def report(code, columns, readable=True, sites=(), step="", why=""):
        given, beats = [], []
        monkeypatch.setattr(after_run, "_look", lambda home: (tuple(columns), readable))
        monkeypatch.setattr(alarms, "send_changes", lambda home, troubles, **named: given.append((troubles, named)) or ("an alarm",))
        monkeypatch.setattr(after_run, "heartbeat", lambda settings: beats.append(settings) or ("a beat",))
        answer = report_outcome(home, RunEnd(code, step, why), sites)
        ((troubles, named),) = given
        return answer, troubles, named, bool(beats)

    return report


@pytest.mark.parametrize(
    ("code", "columns", "sites", "answer", "beats"),
    [
        (Exit.COMPLETE, [WELL], (), Exit.COMPLETE, True),
        (Exit.COMPLETE, [WELL, DORMANT], (), Exit.COMPLETE, True),
        (Exit.COMPLETE, [WELL, FAILED], (), Exit.PARTIAL, False),
        (Exit.COMPLETE, [WELL, OVERDUE], (), Exit.PARTIAL, False),
        (Exit.COMPLETE, [WELL, FAILED], ("a",), Exit.PARTIAL, False),
        (Exit.COMPLETE, [WELL, FAILED], ("b",), Exit.COMPLETE, False),
        (Exit.COMPLETE, [WELL, PAUSED], (), Exit.COMPLETE, True),
        (Exit.COMPLETE, [PAUSED, PAUSED], (), Exit.COMPLETE, False),  # nothing was visited, so nothing succeeded
        (Exit.COMPLETE, [], (), Exit.COMPLETE, False),
        (Exit.PARTIAL, [WELL], (), Exit.PARTIAL, False),
        (Exit.WITHHELD, [WELL, FAILED], (), Exit.WITHHELD, False),
    ],
)
def test_the_answer_of_a_run_and_its_heartbeat(ended, home, code, columns, sites, answer, beats):
    found = ended(code, columns, sites=sites)
    assert (found[0], found[3]) == (answer, beats)
    text = metrics.textfile(home).read_text(encoding="utf-8")
    assert f"gongkai_run_exit_code {int(answer)}\n" in text
    assert (f"{metrics.RUN_SUCCESS} " in text) is beats
    state = now_state.read(home)
    assert (state.run.exit_code, state.run.last_success is not None, len(state.columns)) == (int(answer), beats, len(columns))
    assert (state.at, state.run.finished) == ("2026-05-08T20:00:00+00:00",) * 2


def test_without_a_readable_database_nothing_has_succeeded(ended):
    answer, _, named, beats = ended(Exit.COMPLETE, [], readable=False)
    assert (answer, named["readable"], beats) == (Exit.COMPLETE, False, False)


def test_the_alarm_of_a_withheld_snapshot_gives_the_reasons_in_each_language(ended, home):
    with pytest.raises(Withheld) as held:
        assertions.hold(home, (WITHHELD, WithheldReason("少两份", "two missing")))
    _, (trouble,), _, _ = ended(Exit.WITHHELD, [WELL], step="snapshot", why=str(held.value))
    assert "快照被扣留（太少；少两份）" in trouble.chinese
    assert "too few; two missing" in trouble.english
    assert "too few" not in trouble.chinese


def test_what_could_not_be_sent_is_printed(ended, capsys):
    ended(Exit.COMPLETE, [WELL])
    printed = capsys.readouterr().err
    assert printed == "".join(f"gongkai: not sent, the next run tries again: {each}\n" for each in ("an alarm", "a beat"))


@pytest.mark.parametrize("code", list(Exit))
def test_only_a_run_that_began_has_news_of_columns(ended, code):
    silent = column("silent", "silent")
    _, troubles, named, _ = ended(code, [silent], step="crawl")
    begun = code not in (Exit.BAD_CONFIGURATION, Exit.DISK_FULL)
    assert named["readable"] is begun
    assert ([each.subject for each in troubles if each.subject != "run"] == ["a/silent"]) is begun


def test_what_the_alarms_are_given_of_the_columns(ended):
    _, troubles, named, _ = ended(Exit.PARTIAL, [WELL, FAILED, PAUSED, DORMANT])
    assert [each.subject for each in troubles] == ["a/failed"]
    assert named == {"readable": True, "sound": {"a/well", "a/dormant"}, "aside": {"a/paused"}, "dormant": {"a/dormant": "示例市 通知"}}


@pytest.mark.parametrize(
    ("columns", "subjects"),
    [
        ([WELL], ["run"]),
        ([WELL, FAILED], ["a/failed"]),
        ([FAILED, column("x", "error", "b", cause="timeout", failing_from="1")], [alarms.NETWORK]),
    ],
)
def test_the_end_of_a_run_is_an_alarm_unless_its_columns_explain_it(ended, columns, subjects):
    assert [each.subject for each in ended(Exit.FAILED, columns, step="crawl")[1]] == subjects


def test_a_disk_that_refuses_metrics_and_state_suppresses_no_alarm(ended, home, monkeypatch, capsys):
    def refuse(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(metrics, "write", refuse)
    monkeypatch.setattr(now_state, "write", refuse)
    assert ended(Exit.PARTIAL, [FAILED])[1]
    printed = capsys.readouterr().err
    for path in (metrics.textfile(home), now_state.path(home)):
        assert f"gongkai: {path} cannot be written: No space left on device\n" in printed
    after_run.begun(home)
    after_run.stopped(home)


def test_a_database_is_looked_at_only_if_it_is_there_and_whole(home, capsys):
    home.root.mkdir(parents=True)
    assert after_run._look(home) == ((), False)
    assert not home.database.exists()
    home.database.write_bytes(b"no database" * 100)
    assert after_run._look(home) == ((), False)
    assert f"gongkai: {home.database} cannot be looked at: " in capsys.readouterr().err
    home.database.unlink()
    connection = schema.connect(home.database)
    schema.migrate(connection)
    connection.close()
    assert after_run._look(home) == ((), True)


@pytest.mark.parametrize(
    "before", [None, NowState("2026-05-01T00:00:00+00:00", LastRun("x", "y", 0, last_success="z"), (WELL,), {"a": 3}, None, (WITHHELD,))]
)
def test_a_run_that_begins_keeps_what_was_known(home, monkeypatch, before):
    home.root.mkdir(parents=True)
    monkeypatch.setattr(after_run, "now", lambda: NOW)
    if before:
        now_state.write(home, before)
    after_run.begun(home)
    found = now_state.read(home)
    assert found.run == LastRun("2026-05-08T20:00:00+00:00", last_success="z" if before else None)
    if before:
        assert (found.at, found.columns, dict(found.waiting), found.withheld) == (before.at, (WELL,), {"a": 3}, (WITHHELD,))
    else:
        assert found.at == "2026-05-08T20:00:00+00:00"


def test_a_run_that_is_stopped_says_so_and_keeps_the_rest(home, monkeypatch):
    home.root.mkdir(parents=True)
    monkeypatch.setattr(after_run, "now", lambda: NOW)
    after_run.stopped(home)
    assert now_state.read(home) is None, "nothing is known of a run that never began"
    now_state.write(home, NowState("2026-05-01T00:00:00+00:00", LastRun("x", last_success="z"), (WELL,)))
    after_run.stopped(home)
    found = now_state.read(home)
    assert (found.at, found.columns) == ("2026-05-08T20:00:00+00:00", (WELL,))
    assert found.run == LastRun("x", "2026-05-08T20:00:00+00:00", int(Exit.STOPPED), "stopped on request", "按要求停止", last_success="z")


@pytest.mark.parametrize(
    ("sizes", "per_day", "days_left", "kept"),
    [
        ({}, None, None, {"2026-05-09"}),
        ({"2026-05-07": 0}, None, None, {"2026-05-07", "2026-05-09"}),
        ({"2026-05-06": 0}, 100, 10, {"2026-05-06", "2026-05-09"}),
        ({"2026-04-09": 0, "2026-05-08": 1}, 10, 100, {"2026-04-09", "2026-05-08", "2026-05-09"}),
        ({"2026-04-08": 0, "2026-05-06": 0}, 100, 10, {"2026-05-06", "2026-05-09"}),
        ({"2026-05-06": 300}, 0, None, {"2026-05-06", "2026-05-09"}),
        ({"2026-05-06": 900}, 0, None, {"2026-05-06", "2026-05-09"}),
        ({"2026-05-06": 0, "2026-05-10": 7}, 100, 10, {"2026-05-06", "2026-05-09"}),
    ],
)
def test_how_long_the_disk_lasts(home, monkeypatch, sizes, per_day, days_left, kept):
    monkeypatch.setattr(present.disk, "free", lambda path: 1000)
    monkeypatch.setattr(present, "size", lambda home: 300)
    found = present.room(home, sizes, datetime(2026, 5, 9, tzinfo=UTC).date())
    assert (found.free, found.used, found.per_day, found.days_left, set(found.sizes)) == (1000, 300, per_day, days_left, kept)
    assert found.sizes["2026-05-09"] == 300


def test_the_size_of_a_home_counts_each_file_once(home):
    home.root.mkdir(parents=True)
    empty = present.size(home)
    (home.root / "a").write_bytes(b"x" * 10_000)
    once = present.size(home)
    (home.root / "b").hardlink_to(home.root / "a")
    assert empty < once == present.size(home)
    assert once - empty == (home.root / "a").stat().st_blocks * 512
