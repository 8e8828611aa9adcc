"""The summary at the end of a run: what was visited, what failed and why, what is published, in a dozen lines."""

import json

import pytest

from archive.health.assess import ColumnHealth
from archive.health.now_state import Disk, LastRun, NowState, WithheldReason
from archive.health.run_ends import RunEnd
from archive.ops.run import Steps, steps
from archive.ops.summary import SHOWN, Step, lines, summary
from gongkai.errors import Exit
from tests.conftest import command

STEPS = (Step("crawl", 6, 61.2), Step("build", 0, 3.0), Step("snapshot", 0, 1.4))


def column(number, cause="", run="r2"):
    return ColumnHealth(
        f"s{number}/annual", f"s{number}", "年报", "某市", "annual_report", "error" if cause else "healthy", "2026-05-01", "因", "why",
        "2026-05-02", None, None, None, not cause, 3, None, run=run, cause=cause,
    )  # fmt: skip


def state(*columns, **more):
    run = LastRun("2026-05-02T00:00:00+00:00", "2026-05-02T00:01:00+00:00", 6)
    return NowState("2026-05-02T00:01:00+00:00", run, columns, disk=Disk(2_000_000_000, 1, 10_000_000, 200), **more)


def test_it_says_what_was_visited_what_failed_and_what_is_published():
    edition = {"file": "gongkai-20260501.db", "created": "2026-05-01T00:00:00Z", "checked": "2026-05-02T00:01:00Z"}
    found = summary("r2", 6, STEPS, state(column(1), column(2, "connection_refused"), column(3, run="r1")), edition)
    assert (found["visited"], found["read"], [each["column"] for each in found["failing"]]) == (2, 1, ["s2/annual"])
    text = "\n".join(lines(found))
    assert "run r2: exit 6 · crawl 6 (61 s) · build 0 (3 s) · snapshot 0 (1 s)" in text
    assert "2 columns, 1 read, 1 failed" in text
    assert "nothing new; gongkai-20260501.db: unchanged since 2026-05-01T00:00:00Z, checked 2026-05-02T00:01:00Z" in text
    assert "2.0 GB free, full in 200 days" in text
    assert "s2/annual" in text
    assert "connection refused" in text


@pytest.mark.parametrize(
    ("created", "checked", "words"),
    [
        ("2026-05-02T00:00:30Z", "2026-05-02T00:00:30Z", "  published a.db"),
        (
            "2026-05-01T00:00:30Z",
            "2026-05-02T00:00:30Z",
            "nothing new; a.db: unchanged since 2026-05-01T00:00:30Z, checked 2026-05-02T00:00:30Z",
        ),
        ("2026-05-01T00:00:30Z", "2026-05-01T00:00:30Z", "nothing new; a.db: that of 2026-05-01T00:00:30Z stays"),
    ],
)
def test_a_night_that_published_nothing_does_not_look_like_one_that_did(created, checked, words):
    found = summary("r2", 0, STEPS, state(column(1)), {"file": "a.db", "created": created, "checked": checked})
    (line,) = [line for line in lines(found) if line.startswith("  published")]
    assert line.endswith(words)


def test_it_is_read_in_ten_seconds_however_many_fail():
    found = summary("r2", 1, STEPS, state(*(column(number, "timeout") for number in range(300))), None)
    text = [*lines(found)]
    assert len(text) == 4 + SHOWN + 1
    assert f"{300 - SHOWN} more" in text[-1]
    assert "nothing yet" in "\n".join(text)


def test_a_withheld_snapshot_is_named_with_its_reason():
    assert "nothing, withheld: too few" in "\n".join(
        lines(summary("r2", 7, STEPS, state(withheld=(WithheldReason("太少", "too few"),)), None))
    )


def test_a_run_of_a_registry_that_is_no_registry_ends_with_json_all_the_same(tmp_path):
    (tmp_path / "sites.yaml").write_text("- id: [\n")
    done = command("run", "--json", home=tmp_path)
    assert done.returncode == Exit.BAD_CONFIGURATION
    found = json.loads(done.stdout)
    assert (found["exit_code"], [step["name"] for step in found["steps"]]) == (Exit.BAD_CONFIGURATION, ["crawl"])
    shown = command("status", home=tmp_path).stdout
    assert "exit 4 of crawl: the registry, a setting or the clock is wrong" in shown
    assert "sites.yaml: this is not YAML" in shown, "the step's own sentence"


def test_init_and_schedule_answer_in_json(tmp_path):
    made = json.loads(command("init", tmp_path / "a", "--json", home=tmp_path).stdout)
    assert (made["made"], made["kept"]) == (["sites.yaml", "gongkai.env"], [])
    planned = json.loads(command("schedule", "cron", "--json", home=tmp_path).stdout)
    assert "run" in planned["files"]["crontab"]


STEPS_OF_A_NIGHT = [  # a shell script in place of each step, how the run ends
    ('test "$1" = build && kill -9 $$; exit 0', RunEnd(-9, "build")),
    ('test "$1" = build && exit 1; test "$1" = crawl && exit 6; exit 0', RunEnd(1, "build")),
    ('test "$1" = crawl && exit 6; exit 0', RunEnd(6, "crawl")),
    ('test "$1" = snapshot && exit 7; test "$1" = crawl && exit 6; exit 0', RunEnd(7, "snapshot")),
    ('test "$1" = crawl && exit 1; exit 0', RunEnd(1, "crawl")),
    ("exit 0", RunEnd(0)),
]


@pytest.mark.parametrize(("script", "end"), STEPS_OF_A_NIGHT)
def test_a_run_knows_which_step_ended_it(script, end):
    work = Steps(["sh", "-c", script, "gongkai"])
    assert work.end(steps(work, [], [])) == end


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (0, ["crawl", "build", "snapshot"]),
        (6, ["crawl", "build", "snapshot"]),
        (1, ["crawl", "build"]),  # no portal answered: what was fetched is read, nothing is published
        (18, ["crawl", "build"]),
        (3, ["crawl"]),
        (4, ["crawl"]),
        (16, ["crawl"]),
    ],
)
def test_nothing_is_published_after_a_night_on_which_nobody_answered(code, names):
    work = Steps(["sh", "-c", f'test "$1" = crawl && exit {code}; exit 0', "gongkai"])
    assert (steps(work, [], []), [step.name for step in work.ended]) == (code, names)
