"""Jobs as processes: their output and end are kept, one at a time on each subject, and they outlive the desk."""

import json
import os
import signal
import sys
import time
from contextlib import suppress

import pytest

from archive.desk.jobs import job_process, job_store
from archive.desk.jobs.job_store import Jobs, Order, printable
from archive.desk.jobs.refusals import DeskRefusal

LONG = 60
SLEEP = "import time; print('begun', flush=True); time.sleep(300)"


def python(text):
    return ("-c", text)


@pytest.fixture
def jobs(tmp_path):
    """Jobs whose commands are Python programs; those that are left are stopped."""
    found = Jobs(tmp_path / "jobs", [sys.executable], dict(os.environ))
    yield found
    for job in found.all():
        if job.state == "running":
            found.stop(job.id)
            ended(found, job.id)
    for child in found.children:
        child.wait(LONG)


def order(*texts, subject="a", kind="visit"):
    return Order(kind, subject, tuple(python(text) for text in texts), ("题", "title"))


def ended(jobs, name):
    return until(lambda: jobs.get(name), lambda job: job.state != "running")


def until(look, fits):
    deadline = time.monotonic() + LONG
    while not fits(found := look()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def test_output_and_end_are_kept(jobs):
    job = ended(jobs, jobs.start(order("import sys; print('一'); print('two', file=sys.stderr)")).id)
    assert (job.state, job.exit_code, job.title) == ("finished", 0, ("题", "title"))
    first, *lines, last = jobs.output(job.id).splitlines()
    assert first.startswith("# gongkai -c")
    assert sorted(lines) == ["two", "一"]
    assert last.startswith("# ended with 0 after")


def test_commands_run_in_sequence_until_one_fails(jobs):
    job = ended(jobs, jobs.start(order("print('first')", "raise SystemExit(6)", "print('third')")).id)
    assert job.exit_code == 6
    assert "first\n" in jobs.output(job.id)
    assert "third\n" not in jobs.output(job.id)


def test_one_at_a_time_on_each_subject_and_few_in_all(jobs, monkeypatch):
    monkeypatch.setattr(job_store, "MOST_AT_WORK", 2)
    first = jobs.start(order(SLEEP))
    with pytest.raises(DeskRefusal, match=f"Job {first.id} is at work on a"):
        jobs.start(order(SLEEP))
    jobs.start(order(SLEEP, subject="b"))
    with pytest.raises(DeskRefusal, match="2 jobs are at work"):
        jobs.start(order(SLEEP, subject="c"))
    jobs.stop(first.id)
    ended(jobs, first.id)
    assert ended(jobs, jobs.start(order("pass")).id).exit_code == 0


def test_a_job_can_be_stopped(jobs):
    job = jobs.start(order(SLEEP))
    until(lambda: jobs.output(job.id), lambda text: "begun" in text)
    jobs.stop(job.id)
    assert ended(jobs, job.id).exit_code == 11
    with pytest.raises(DeskRefusal, match="not at work"):
        jobs.stop(job.id)


def test_a_job_that_is_stopped_while_it_begins_records_its_end(jobs):
    job = jobs.start(order(SLEEP))
    jobs.stop(job.id)
    assert (ended(jobs, job.id).state, jobs.get(job.id).exit_code) == ("finished", 11)


def test_a_command_that_ignores_the_request_is_killed_with_what_it_started(jobs, monkeypatch, tmp_path):
    stubborn = f"""
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"])
open({str(tmp_path / "child")!r}, "w").write(str(child.pid))
print("begun", flush=True)
time.sleep(300)
"""
    monkeypatch.setattr(job_process, "GRACE", 0.2)
    worker = job_process.JobRunner()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    worker.listen()
    try:
        with (tmp_path / "output").open("ab", buffering=0) as output:
            original = job_process.copy

            def copy_and_stop(source, target):
                target.write(source.readline())
                worker.stop(signal.SIGTERM, None)
                original(source, target)

            monkeypatch.setattr(job_process, "copy", copy_and_stop)
            assert worker.run([sys.executable, "-c", stubborn], output) == 11
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    child = int((tmp_path / "child").read_text())
    until(lambda: job_store.Holder(child, job_store.boot_id(), job_store.born(child), "", ""), lambda holder: not holder.born)


def test_jobs_go_on_when_the_desk_ends_and_another_finds_them(jobs, tmp_path):
    go_on = tmp_path / "go on"
    name = jobs.start(order(f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.05)\nprint('done')")).id
    other = Jobs(tmp_path / "jobs", [sys.executable], dict(os.environ))
    assert other.get(name).state == "running"
    go_on.touch()
    assert ended(other, name).exit_code == 0
    assert "done" in other.output(name)


def test_a_job_whose_process_died_is_cut_off_and_never_looks_well(jobs):
    job = jobs.start(order(SLEEP))
    until(lambda: jobs.output(job.id), lambda text: "begun" in text)
    child = int(until(lambda: children(job.pid), bool)[0])
    os.kill(job.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):  # it ends with its parent
        os.killpg(child, signal.SIGKILL)
    assert (ended(jobs, job.id).state, jobs.get(job.id).exit_code) == ("cut_off", None)
    assert ended(jobs, jobs.start(order("pass")).id).exit_code == 0, "a dead job keeps nobody from working"


def children(pid):
    from pathlib import Path

    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_process_id_that_was_given_to_another_is_not_the_job(jobs):
    job = ended(jobs, jobs.start(order("pass")).id)
    folder = jobs.folder / job.id
    (folder / "end.json").unlink()
    (folder / "holder.json").write_text(
        json.dumps({"pid": os.getpid(), "boot": job_store.boot_id(), "born": "1", "command": "", "since": ""})
    )
    assert jobs.get(job.id).state == "cut_off"


def test_the_oldest_jobs_are_deleted_and_those_at_work_stay(jobs, monkeypatch):
    monkeypatch.setattr(job_store, "KEPT", 3)
    at_work = jobs.start(order(SLEEP, subject="b"))
    names = [ended(jobs, jobs.start(order("pass")).id).id for _ in range(5)]
    assert {job.id for job in jobs.all()} == {at_work.id, *names[-3:]}


def test_output_is_bounded(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(job_process, "MOST_BYTES", 1000)
    path = tmp_path / "source"
    path.write_bytes(b"x" * 5000)
    with path.open("rb") as source, (tmp_path / "target").open("ab", buffering=0) as target:
        job_process.copy(source, target)
    assert (tmp_path / "target").read_bytes() == b"x" * 1000 + job_process.CUT.encode()
    job = ended(jobs, jobs.start(order("print('a' * 100 + chr(10)) ; print(('b' * 99 + chr(10)) * 1000)")).id)
    assert len(jobs.output(job.id)) <= job_store.SHOWN


def test_terminal_drawings_are_left_out():
    assert printable("a\x1b]0;title\x07b\x00\x7f") == "a]0;titleb"
    assert printable("1\r2\r\n3") == "2\n3"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".new", "none"])
def test_only_jobs_are_found(jobs, name):
    with pytest.raises(DeskRefusal, match="no such job"):
        jobs.get(name)
