"""The steps of a run: which follow which, what each is given, and how one that is in the way of the end is ended."""

import os
import signal
import subprocess
import sys

import pytest

from archive.ops import run as run_module
from archive.ops.run import GO_ON, NOTHING_READ, Steps, steps, wait
from gongkai.errors import Exit
from gongkai.run_log import RUN, journal

ANSWERS = "import sys; print('printed'); sys.exit({'crawl': 6, 'build': 0, 'snapshot': 7}.get((sys.argv + ['run'])[1], 3))"


@pytest.mark.parametrize(("words", "code", "name"), [(("crawl", "a"), 6, "crawl"), (("build",), 0, "build"), ((), 3, "run")])
def test_a_step_answers_and_is_noted(words, code, name):
    work = Steps([sys.executable, "-c", ANSWERS])
    assert work.run(*words) == code
    ((step),) = work.ended
    assert (step.name, step.exit_code) == (name, code)
    assert step.seconds >= 0
    assert words or step.seconds == 0


def test_a_step_is_given_its_words_and_the_id_of_the_run(tmp_path):
    source = f"import os, sys; open({str(tmp_path / 'said')!r}, 'w').write(os.environ.get({RUN!r}, '-') + ' ' + ' '.join(sys.argv[1:]))"
    with journal(tmp_path / "logs", "run") as log:
        Steps([sys.executable, "-c", source], log=log).run("crawl", "one", "--full")
        assert (tmp_path / "said").read_text() == f"{log.run} crawl one --full"
    lines = (tmp_path / "logs" / f"{log.run}.jsonl").read_text(encoding="utf-8").splitlines()
    assert ['"event": "step"' in line and '"name": "crawl"' in line and '"exit": 0' in line for line in lines].count(True) == 1
    Steps([sys.executable, "-c", source]).run("crawl")
    assert (tmp_path / "said").read_text() == f"{os.environ.get(RUN, '-')} crawl"


@pytest.mark.parametrize(("quiet", "out", "err"), [(False, "printed\n", ""), (True, "", "printed\n")])
def test_where_a_step_prints(quiet, out, err, capfd):
    Steps([sys.executable, "-c", ANSWERS], quiet=quiet).run("build")
    assert tuple(capfd.readouterr()) == (out, err)


def test_after_a_request_to_stop_nothing_begins(tmp_path):
    work = Steps([sys.executable, "-c", f"open({str(tmp_path / 'begun')!r}, 'w')"])
    work.stop(signal.SIGTERM, None)
    assert work.stopped is not None
    assert work.run("crawl") == Exit.STOPPED
    assert work.ended == []
    assert not (tmp_path / "begun").exists()


STUBBORN = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[2], 'w').close(); time.sleep(600)"
OBEDIENT = "import sys, time; open(sys.argv[2], 'w').close(); time.sleep(600)"


@pytest.mark.parametrize(("source", "grace", "signal_number"), [(OBEDIENT, 300.0, signal.SIGTERM), (STUBBORN, 0.05, signal.SIGKILL)])
def test_a_request_to_stop_ends_the_step_at_work(tmp_path, monkeypatch, source, grace, signal_number):
    work, begun = Steps([sys.executable, "-c", source], grace=grace), tmp_path / "begun"

    def wait_then_stop(process, seconds=0.05):
        wait(process, seconds)
        if begun.exists() and work.stopped is None:
            work.stop(signal.SIGTERM, None)

    monkeypatch.setattr(run_module, "wait", wait_then_stop)
    assert work.run("crawl", str(begun)) == Exit.STOPPED
    assert work.process.returncode == -signal_number
    assert [step.exit_code for step in work.ended] == [Exit.STOPPED]
    work.stop(signal.SIGTERM, None)  # what has ended is not ended once more


def test_a_wait_ends_with_the_process_or_the_time():
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    wait(process, 0.01)
    assert process.poll() is None
    process.stdin.close()
    wait(process, 60)
    assert process.poll() == 0


class Answering:
    """Steps whose answers are given."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def run(self, *words):
        self.asked.append(words)
        return self.answers.get(words[0], Exit.COMPLETE)


@pytest.mark.parametrize("code", list(Exit))
def test_what_follows_each_answer_of_the_crawl(code):
    work = Answering(crawl=code)
    assert steps(work, ["a", "--full"], ["--accept"]) == code
    further = [("build",), ("snapshot", "--accept")]
    expected = {**dict.fromkeys((Exit.COMPLETE, Exit.PARTIAL), further), **dict.fromkeys((Exit.FAILED, Exit.CHALLENGED), further[:1])}
    assert work.asked == [("crawl", "a", "--full"), *expected.get(code, [])]
    assert (code in GO_ON, code in NOTHING_READ) == (code in expected, expected.get(code) == further[:1])


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        ({"build": 9}, 9, ["crawl", "build"]),
        ({"crawl": 6, "build": 9}, 9, ["crawl", "build"]),
        ({"snapshot": 7}, 7, ["crawl", "build", "snapshot"]),
        ({"crawl": 6, "snapshot": 7}, 7, ["crawl", "build", "snapshot"]),
        ({"crawl": 6}, 6, ["crawl", "build", "snapshot"]),
    ],
)
def test_the_first_answer_that_is_not_well_is_the_runs(answers, code, asked):
    work = Answering(**answers)
    assert steps(work, [], []) == code
    assert [words[0] for words in work.asked] == asked
