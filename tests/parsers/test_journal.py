"""One line of JSON a decision, which nothing in it can forge and no full disk can turn into a failure."""

import json

import pytest

from parsers.contract import GongkaiError, Withheld
from parsers.journal import KEPT, RUN, journal, run_id


def lines(folder):
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]


def test_steps_of_a_run_share_a_file_and_what_is_told_forges_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(RUN, "night")
    with journal(tmp_path, "build") as log:
        log.say("entered", warc="a\n{\"event\": \"forged\"}", nothing=None)
    with journal(tmp_path, "snapshot") as log:
        log.say("published", file="x.db")
    assert [(line["run"], line["step"], line["event"]) for line in lines(tmp_path)] == [
        ("night", "build", "entered"), ("night", "snapshot", "published")]
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


def test_ids_of_runs_that_stand_alone_differ():
    assert len({run_id() for _ in range(20)}) == 20
