"""One line of JSON a decision, which nothing in it can forge and no full disk can turn into a failure."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from gongkai import clock, run_log
from gongkai.errors import BadConfiguration, GongkaiError, Withheld
from gongkai.run_log import KEPT, RUN, failure_noted, journal, run_id


def lines(folder):
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]


def test_steps_of_a_run_share_a_file_and_what_is_told_forges_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(RUN, "night")
    with journal(tmp_path, "build") as log:
        log.say("entered", warc='a\n{"event": "forged"}', nothing=None)
    with journal(tmp_path, "snapshot") as log:
        log.say("published", file="x.db")
    assert [(line["run"], line["step"], line["event"]) for line in lines(tmp_path)] == [
        ("night", "build", "entered"),
        ("night", "snapshot", "published"),
    ]
    assert "nothing" not in lines(tmp_path)[0]


@pytest.mark.parametrize(("error", "event", "code"), [(Withheld("too few"), "withheld", 7), (GongkaiError("no database"), "failed", 1)])
def test_how_a_step_failed_is_its_last_line(tmp_path, error, event, code):
    with pytest.raises(GongkaiError), journal(tmp_path, "snapshot"):
        raise error
    (line,) = lines(tmp_path)
    assert (line["event"], line["exit"], line["why"]) == (event, code, str(error))


def test_no_room_for_a_log_stops_nothing(tmp_path):
    (tmp_path / "logs").write_text("a file where the folder should be")
    with journal(tmp_path / "logs", "build") as log:
        log.say("built")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "night.jsonl").symlink_to("/dev/full")
    with journal(tmp_path / "full", "build", "night") as log:
        assert log.file
        log.say("built")


def test_only_the_last_runs_are_kept(tmp_path):
    for number in range(KEPT + 5):
        (tmp_path / f"{number:03d}.jsonl").write_text("")
    with journal(tmp_path, "build", "999"):
        pass
    names = sorted(path.stem for path in tmp_path.iterdir())
    assert (len(names), names[0], names[-1]) == (KEPT + 1, "005", "999")


def test_ids_sort_by_time_within_one_microsecond_and_in_several_threads(monkeypatch):
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00Z")
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: clock.STARTED))  # a clock that does not move
    ids = [run_id() for _ in range(2000)]
    assert ids == sorted(set(ids))
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: run_id(), range(2000)))) == 2000


@pytest.mark.parametrize(("newest", "now", "later"), [(10, "00:00:09", True), (10, "00:00:11", True), (10, "00:00:10", True)])
def test_an_id_is_later_than_the_newest_of_its_home_though_the_clock_was_set_back(tmp_path, monkeypatch, newest, now, later):
    monkeypatch.setattr(run_log, "_latest", None)
    monkeypatch.setattr(clock, "STARTED", time.monotonic())
    (tmp_path / f"20260301T0000{newest}Z-f423fabc.jsonl").write_text("")
    monkeypatch.setenv("GONGKAI_NOW", f"2026-03-01T{now}Z")
    assert (run_id(tmp_path) > f"20260301T0000{newest}Z-f423fabc") is later


def test_a_rehearsal_far_ahead_does_not_draw_later_ids_after_it(tmp_path, monkeypatch):
    monkeypatch.setattr(run_log, "_latest", None)
    monkeypatch.setattr(clock, "STARTED", time.monotonic())
    (tmp_path / "20270301T000000Z-00000abc.jsonl").write_text("")
    (tmp_path / "sample.jsonl").write_text("")
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00Z")
    assert run_id(tmp_path).startswith("20260301T")


def test_why_a_step_failed_is_found_in_the_log_of_its_run(tmp_path, monkeypatch):
    with journal(tmp_path, "run", "night") as log:
        monkeypatch.setenv(run_log.RUN, "night")
        for step, error in (("crawl", BadConfiguration("sites.yaml, line 3")), ("snapshot", Withheld("too few"))):
            with pytest.raises(type(error)), failure_noted(tmp_path, step) if step == "crawl" else journal(tmp_path, step):
                raise error
        with (tmp_path / "night.jsonl").open("a") as file:
            file.write('{"event": "failed", "step": "build", "wh')  # cut by a full disk
        assert log.failures() == {"crawl": "sites.yaml, line 3", "snapshot": "too few"}


def test_without_a_run_no_failure_is_noted(tmp_path, monkeypatch):
    monkeypatch.delenv(run_log.RUN, raising=False)
    with pytest.raises(BadConfiguration), failure_noted(tmp_path / "logs", "crawl"):
        raise BadConfiguration("sites.yaml, line 3")
    assert not (tmp_path / "logs").exists()
