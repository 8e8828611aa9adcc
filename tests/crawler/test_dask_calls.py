"""What a worker of a cluster is told to call and how its answer is read; the cluster itself is in test_dask_workers.py."""

import json
import sys
from concurrent.futures import Future
from dataclasses import asdict

import pytest

from crawler import dask_workers
from crawler.crawl import SiteOutcome
from crawler.visit.run_context import Options
from gongkai.errors import Exit
from gongkai.fetch_record import ColumnRun


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(), []),
        (Options(column="a"), ["--column", "a"]),
        (Options(full=True), ["--full"]),
        (Options(limit=3), ["--limit", "3"]),
        (Options(due=True), ["--due"]),
        (Options("a", True, 3, True), ["--column", "a", "--full", "--limit", "3", "--due"]),
    ],
)
def test_the_options_as_words(options, words):
    assert dask_workers.words(options) == words


def python(code):
    return ["python", "-c", code]


def test_a_worker_calls_its_own_python_and_returns_what_it_said(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_SCHEDULER", "tcp://x")
    code = (
        "import os, sys; print(os.environ.get('GONGKAI_SCHEDULER'), os.environ['GONGKAI_RUN']); sys.stderr.write('x' * 3000); sys.exit(6)"
    )
    found = dask_workers.visit(python(code), {"GONGKAI_RUN": "r1"}, str(tmp_path / "stop"))
    assert found == (6, "None r1\n", "x" * 2000)
    assert dask_workers.visit(python("import sys; print(sys.executable)"), {}, str(tmp_path / "stop"))[1] == f"{sys.executable}\n"


def test_a_worker_begins_nothing_once_a_stop_was_asked_for(tmp_path):
    (tmp_path / "stop").touch()
    assert dask_workers.visit(python("print(1)"), {}, str(tmp_path / "stop")) == (Exit.STOPPED, "", "stopped on request")


def test_a_worker_passes_a_stop_on(tmp_path):
    code = f"import pathlib, time; pathlib.Path({str(tmp_path / 'stop')!r}).touch(); time.sleep(600)"
    assert dask_workers.visit(python(code), {}, str(tmp_path / "stop"))[0] == -15


OUTCOME = SiteOutcome(
    "a", Exit.PARTIAL, 3, 99, {"timeout": 1}, {"external_row": 2}, (ColumnRun("annual", rows_found=2, reasons=("x",)),), "words", {"n": 1}
)


def done(answer=None, error=None):
    future = Future()
    future.set_exception(error) if error else future.set_result(answer)
    return future


def test_the_outcomes_are_those_that_the_command_printed():
    printed = json.dumps({"run": "r", "exit_code": 6, "sites": [asdict(OUTCOME)]})
    assert dask_workers.outcomes(["a"], done((6, printed, ""))) == [OUTCOME]


@pytest.mark.parametrize("output", ["", "no JSON", "[]", "{}", '{"sites": [{"site": "a"}]}', '{"sites": [1]}'])
def test_an_answer_that_is_none_has_the_code_and_the_last_line_that_was_said(output):
    found = dask_workers.outcomes(["a", "b"], done((5, output, "first\nlast\n")))
    assert found == [SiteOutcome(name, Exit.ALREADY_RUNNING, message="last") for name in "ab"]


def test_an_unknown_code_is_a_failure():
    assert dask_workers.outcomes(["a"], done((-9, "", "killed")))[0].exit is Exit.FAILED


def test_a_cluster_that_gave_up_is_named():
    (found,) = dask_workers.outcomes(["a"], done(error=RuntimeError("lost")))
    assert (found.exit, found.message) == (Exit.FAILED, "the cluster gave up: RuntimeError: lost")


class Task:
    """A task of a cluster, done at the nth look."""

    def __init__(self, status, looks=0, answer=(0, "", "")):
        self.status, self.looks, self.answer = status, looks, answer

    def done(self):
        self.looks -= 1
        return self.looks < 0

    def exception(self):
        return None

    def result(self):
        return self.answer


def test_after_a_stop_what_ended_tells_how_and_the_rest_is_stopped(monkeypatch):
    slept = []
    monkeypatch.setattr(dask_workers.time, "sleep", slept.append)
    found = dask_workers.stopped({("a",): Task("finished", 2, (11, "", "said")), ("b", "c"): Task("pending")})
    assert found == [
        SiteOutcome("a", Exit.STOPPED, message="said"),
        SiteOutcome("b", Exit.STOPPED, message="stopped on request"),
        SiteOutcome("c", Exit.STOPPED, message="stopped on request"),
    ]
    assert slept == [0.25, 0.25]


def test_what_does_not_end_is_not_waited_for_longer_than_a_stop_takes(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(dask_workers.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(dask_workers.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    found = dask_workers.stopped({("a",): Task("pending", 10**6)})
    assert [each.message for each in found] == ["stopped on request"]
    assert clock[0] == 105.0
