import os
import signal
import time

from archive.workers import Workers


def deed(task):
    if task == "hang":
        time.sleep(60)
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "leave":
        os._exit(3)
    return task * 2


def outcome(tasks, count=2, seconds=20.0):
    with Workers(deed, count, seconds) as workers:
        return {task: getattr(result, "message", result) for task, result in workers.run(tasks)}


def test_every_task_is_answered():
    tasks = [f"{number}" for number in range(50)]
    assert outcome(tasks) == {task: task * 2 for task in tasks}


def test_one_that_dies_or_hangs_costs_its_task_only():
    assert outcome(["a", "die", "b", "leave", "c"]) == {
        "a": "aa", "b": "bb", "c": "cc", "die": "the process that read it ended with signal SIGKILL",
        "leave": "the process that read it ended with exit code 3"}
    assert outcome(["hang", "a", "b"], seconds=2.0) == {"a": "aa", "b": "bb", "hang": "was not read within 2 s"}


def test_large_values_go_both_ways():
    assert outcome(["x" * 3_000_000], count=1) == {"x" * 3_000_000: "x" * 6_000_000}
