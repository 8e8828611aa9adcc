"""The process of a job: commands one after the other until one fails, their output within bounds, and how it ended."""

import io
import json
import os
import signal
import sys

import pytest

from archive.desk.jobs import job_process
from archive.desk.jobs.job_process import CUT, JobRunner, copy, work
from gongkai.errors import Exit

MOST_BYTES = 8 << 20


@pytest.fixture(autouse=True)
def handlers():
    """Handlers of signals and the timer are those of before again: pytest may limit each test by the same timer."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    signal.setitimer(signal.ITIMER_REAL, *timer)


def job(folder, *commands):
    (folder / "job.json").write_text(json.dumps({"commands": commands}), encoding="utf-8")
    return folder


CALL = [sys.executable, "-c", "import sys; print('说', *sys.argv[1:]); print('warned', file=sys.stderr); sys.exit(int(sys.argv[-1]))"]


@pytest.mark.parametrize(("codes", "ran", "end"), [("00", 2, 0), ("50", 1, 5), ("07", 2, 7)])
def test_the_commands_run_until_one_does_not_end_well(tmp_path, codes, ran, end):
    assert work(job(tmp_path, *(["step", code] for code in codes)), CALL) == end
    lines = (tmp_path / "output.log").read_text(encoding="utf-8").splitlines()
    begun = [line for line in lines if line.startswith("# gongkai")]
    ended = [line for line in lines if line.startswith("# ended")]
    assert begun == [f"# gongkai step {code}" for code in codes[:ran]]
    assert [line.rpartition(" after ")[0] for line in ended] == [f"# ended with {code}" for code in codes[:ran]]
    assert all(0 <= float(line.rpartition(" after ")[2].removesuffix(" s")) < 300 for line in ended)
    assert sorted(line for line in lines if line[0] != "#") == ["warned"] * ran + [f"说 step {code}" for code in codes[:ran]]
    kept = json.loads((tmp_path / "end.json").read_text(encoding="utf-8"))
    assert (list(kept), kept["exit_code"], kept["finished"][-6:]) == (["exit_code", "finished"], end, "+00:00")
    assert "." not in kept["finished"]


def test_a_job_without_commands_is_complete(tmp_path):
    assert work(job(tmp_path), CALL) == Exit.COMPLETE
    assert (tmp_path / "output.log").read_bytes() == b""


def test_a_job_that_goes_on_keeps_its_earlier_output(tmp_path):
    (tmp_path / "output.log").write_text("before\n", encoding="utf-8")
    work(job(tmp_path, ["0"]), CALL)
    assert (tmp_path / "output.log").read_text(encoding="utf-8").startswith("before\n# gongkai 0\n")


def test_a_stopped_job_begins_no_command():
    runner = JobRunner()
    runner.stop(signal.SIGTERM, None)
    runner.kill(signal.SIGALRM, None)  # there is nothing to end
    assert (runner.stopped, runner.process, runner.run(CALL, io.BytesIO())) == (True, None, Exit.STOPPED)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


WAITS = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(120)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(120)"]


class StopWhenReady(io.BytesIO):
    """The log of a job that is asked to stop once its command has written."""

    def write(self, data):
        os.kill(os.getpid(), signal.SIGTERM)
        return super().write(data)


@pytest.mark.parametrize(("command", "grace", "ended_by"), [(WAITS, 300.0, signal.SIGTERM), (DEAF, 0.05, signal.SIGKILL)])
def test_a_request_to_stop_is_passed_on_and_enforced(monkeypatch, command, grace, ended_by):
    monkeypatch.setattr(job_process, "GRACE", grace)
    runner, log = JobRunner(), StopWhenReady()
    runner.listen()
    assert runner.run(command, log) == Exit.STOPPED
    assert (runner.process.returncode, log.getvalue().strip()) == (-ended_by, b"ready")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("already", "written", "kept"),
    [
        (0, 5, 5),
        (MOST_BYTES - 5, 5, 5),
        (MOST_BYTES - 5, 6, "cut"),
        (MOST_BYTES - 1, 70_000, "cut"),
        (MOST_BYTES, 5, 0),
        (MOST_BYTES + 9, 5, 0),
    ],
)
def test_output_beyond_the_limit_is_read_and_dropped(already, written, kept):
    source, target = io.BufferedReader(io.BytesIO(b"x" * written)), io.BytesIO()
    target.seek(already)
    copy(source, target)
    assert source.read() == b""
    added = target.getvalue()[already:]
    room = MOST_BYTES - already
    assert added == (b"x" * room + "\n… the output goes on; this log is full\n".encode() if kept == "cut" else b"x" * kept)
    assert CUT.startswith("\n")
    assert CUT.endswith("\n")
