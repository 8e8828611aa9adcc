import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from parsers.limits import Limits, Workers, members

SECONDS = 60.0


def deed(task):
    return DEEDS.get(task, lambda: task * 2)()


def hang_with_child():
    child = subprocess.Popen(["sleep", "300"], process_group=0)
    Path(os.environ["CHILD_FILE"]).write_text(str(child.pid))
    time.sleep(300)


def reach_out():
    with socket.create_server(("127.0.0.1", 0)) as server:  # loopback of an empty network is down
        try:
            socket.create_connection(server.getsockname(), timeout=2).close()
        except OSError:
            return "unreachable"
    return "reached"


DEEDS = {
    "hang": lambda: time.sleep(300),
    "hang with child": hang_with_child,
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leaves": lambda: os._exit(3),
    "eats memory": lambda: len(bytearray(3 << 30)),
    "deep": lambda: deep(),
    "talks too much": lambda: b"x" * 5_000_000,
    "network": reach_out,
}


def deep():
    return deep()


def outcome(tasks, count=2, **limits):
    with Workers(deed, count, Limits(**{"seconds": SECONDS} | limits), preload=()) as workers:
        return {task: getattr(result, "code", result) for task, result in workers.run(tasks)}


def test_every_task_is_answered():
    tasks = [f"{number}" for number in range(50)]
    assert outcome(tasks) == {task: task * 2 for task in tasks}


@pytest.mark.parametrize(
    ("task", "limits", "code"),
    [
        ("hang", {"seconds": 4.0}, "timeout"),
        ("killed", {}, "died"),
        ("leaves", {}, "died"),
        ("eats memory", {"memory": 1 << 30}, "memory"),
        ("deep", {}, "memory"),
        ("talks too much", {"output": 1_000_000}, "output_limit"),
    ],
)
def test_what_goes_wrong_costs_its_task_only(task, limits, code):
    assert outcome(["a", task, "b", "c"], **limits) == {"a": "aa", task: code, "b": "bb", "c": "cc"}


def test_a_process_that_is_late_to_start_still_answers(monkeypatch):
    monkeypatch.setattr("parsers.limits.STARTING", 0.0)  # the parent does not wait: "ready" comes where an answer is looked for
    assert outcome(["a", "b", "killed", "c"], count=3) == {"a": "aa", "b": "bb", "killed": "died", "c": "cc"}


def test_the_message_says_how_it_ended():
    with Workers(deed, 1, Limits(seconds=SECONDS), preload=()) as workers:
        told = {task: result.message for task, result in workers.run(["killed", "leaves"])}
    assert told == {
        "killed": "the process that read it ended with signal SIGKILL",
        "leaves": "the process that read it ended with exit code 3",
    }


def test_what_a_worker_started_ends_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CHILD_FILE", str(tmp_path / "child"))
    with Workers(start_child, 1, Limits(seconds=6.0), preload=()) as workers:
        assert [result.code for _, result in workers.run([str(tmp_path / "child")])] == ["timeout"]
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2][:3]:
            return
        time.sleep(0.1)
    pytest.fail("the child of the worker still runs")


def start_child(path):
    os.environ["CHILD_FILE"] = path
    hang_with_child()


def test_members_finds_this_session():
    assert os.getpid() in members(os.getsid(0))


def test_no_network_where_the_system_lets_us():
    if not may_unshare():
        pytest.skip("this system does not let a process leave its network")
    assert outcome(["network"]) == {"network": "unreachable"}


def may_unshare():
    return subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True).returncode == 0 or (
        subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0
    )
