"""The pool's side of a task: who gets it, how long it may take, what its answer means. Processes are played, pipes are real."""

import time
from multiprocessing import Pipe

import pytest

from gongkai.workers import pool
from gongkai.workers.answers import packed
from gongkai.workers.pool import SHARED, Worker, WorkerPool
from gongkai.workers.worker import DEFAULT, MORE_MEMORY, READY, Limits, TaskFailure

MEGABYTE = 1 << 20
NOBODY = 1 << 30  # a process number above all that a kernel gives


class Process:
    """A process that ends when it is asked to, with a code."""

    def __init__(self, pid=None, exitcode=-9):
        self.pid, self.exitcode, self.calls = pid, exitcode, []

    def join(self, *seconds):
        self.calls.append(("join", *seconds))

    def kill(self):
        self.calls.append(("kill",))


@pytest.fixture
def ends():
    """Pipes that are closed at the end."""
    made = []

    def make():
        made.append(Pipe())
        return made[-1]

    yield make
    for pipe in (each for pair in made for each in pair):
        pipe.close()


def working(ends, workers, task="task", **given):
    """A worker at its task, and the other end of its pipe."""
    ours, theirs = ends()
    worker = Worker(Process(), ours, tasks=[task], deadline=time.monotonic() + 600, is_ready=True, **given)
    workers.busy[ours] = worker
    return worker, theirs


@pytest.mark.parametrize(("size", "seconds"), [(None, 120.0), (0, 60.0), (MEGABYTE, 61.5), (40 * MEGABYTE, 120.0), (MEGABYTE // 2, 60.75)])
def test_how_long_a_task_may_take(size, seconds):
    limits = Limits(seconds=120.0, base=60.0, each=1.5)
    assert WorkerPool(str, limits=limits, size=None if size is None else lambda task: size).seconds("x") == seconds


@pytest.mark.parametrize(("count", "workers"), [(3, 3), (1, 1), (0, 1), (-2, 1)])
def test_there_is_at_least_one_worker(count, workers):
    assert WorkerPool(str, count).count == workers


def test_tasks_are_taken_while_a_worker_is_free(ends):
    workers = WorkerPool(str, 2)
    tasks = iter("abcd")
    for task in workers.take(tasks):
        working(ends, workers, task)
    assert [worker.tasks for worker in workers.busy.values()] == [["a"], ["b"]]
    assert (list(workers.take(tasks)), next(tasks)) == ([], "c")
    workers.busy.clear()
    assert (list(workers.take(iter(()))), WorkerPool(str).missing) == ([], None)


def test_an_idle_worker_gets_the_next_task(ends):
    ours, theirs = ends()
    workers = WorkerPool(str, limits=Limits(seconds=600.0))
    idle = Worker(Process(), ours)
    workers.idle = [idle]
    workers.give("task")
    assert (theirs.recv(), idle.tasks, idle.seconds, workers.busy, workers.idle) == (("task", 600.0), ["task"], 600.0, {ours: idle}, [])
    assert 0 < idle.deadline - time.monotonic() <= 600
    theirs.close()
    workers.idle, workers.busy = [idle], {}
    workers.give("task")  # its process has died: whoever gathers finds out
    assert workers.busy == {ours: idle}


def test_an_answer_frees_its_worker(ends):
    workers = WorkerPool(str)
    worker, theirs = working(ends, workers)
    theirs.send_bytes(packed(["a", 1], ()))
    assert (list(workers.gather()), workers.idle, workers.busy, worker.tasks) == ([("task", ["a", 1])], [worker], {}, [])


def test_a_worker_gets_ready_once(ends):
    workers = WorkerPool(str)
    worker, theirs = working(ends, workers, seconds=600.0)
    worker.is_ready, worker.deadline = False, time.monotonic() + 1
    theirs.send_bytes(READY + b"files,network")
    assert (list(workers.gather()), worker.is_ready, worker.missing) == ([], True, ("files", "network"))
    assert worker.deadline > time.monotonic() + 60
    assert (workers.missing, workers.busy[worker.pipe]) == (("files", "network"), worker)
    theirs.send_bytes(READY)  # a second greeting is no answer: its worker is at an end
    ((task, failure),) = workers.gather()
    assert (task, failure.code) == ("task", "died")


@pytest.mark.parametrize(
    ("bodies", "missing"),
    [([b""], ()), ([b"files"], ("files",)), ([b"files", b"files,signals"], ("files", "signals")), ([b"", b"\xff"], ("\ufffd",))],
)
def test_what_could_not_be_taken_from_any_worker(ends, bodies, missing):
    workers = WorkerPool(str)
    for body in bodies:
        workers.ready(Worker(Process(), ends()[0]), READY + body)
    assert workers.missing == missing


def test_pages_are_passed_on_and_give_no_time(ends):
    seen = []
    workers = WorkerPool(str, on_page=lambda *at: seen.append(at))
    worker, theirs = working(ends, workers)
    before = worker.deadline
    for body in (b"page 1 3", b"page 9 3", b"page 2 3"):
        theirs.send_bytes(body)
        assert list(workers.gather()) == []
    assert (seen, worker.deadline, workers.busy) == ([("task", 1, 3), ("task", 2, 3)], before, {worker.pipe: worker})
    workers.on_page = None
    theirs.send_bytes(b"page 3 3")
    assert list(workers.gather()) == []


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (None, -9, "signal SIGKILL"),
        (None, 3, "exit code 3"),
        (None, None, "exit code None"),
        (b"no pickle", 0, "exit code 0"),
        (packed(TaskFailure("a", "b"), (TaskFailure,))[:-3], 0, "exit code 0"),
    ],
)
def test_a_worker_that_ends_costs_its_task(ends, tmp_path, sent, code, words):
    folder = tmp_path / "folder"
    folder.mkdir()
    workers = WorkerPool(str)
    worker, theirs = working(ends, workers, folder=str(folder))
    worker.process.exitcode = code
    if sent is not None:
        theirs.send_bytes(sent)
    theirs.close()
    assert list(workers.gather()) == [("task", TaskFailure("died", f"the process that read it ended with {words}"))]
    assert worker.process.calls == [("join", 5.0), ("kill",), ("join",)]
    assert (worker.pipe.closed, folder.exists(), workers.busy, workers.idle) == (True, False, {}, [])


def test_a_failure_is_an_answer(ends):
    workers = WorkerPool(str)
    _, theirs = working(ends, workers)
    theirs.send_bytes(packed(TaskFailure("memory", "x"), (TaskFailure,)))
    assert list(workers.gather()) == [("task", TaskFailure("memory", "x"))]


def test_a_task_that_takes_too_long_or_too_much(ends, monkeypatch):
    workers = WorkerPool(str, 2, Limits(memory=1000))
    used = {"bytes": 0}
    monkeypatch.setattr(pool, "in_use", lambda session: used["bytes"])
    worker, _ = working(ends, workers, seconds=12.4)
    worker.process.pid = NOBODY
    assert workers.exceeded(worker) is None
    used["bytes"] = 1000 + (256 << 20)
    assert workers.exceeded(worker) is None
    used["bytes"] += 1
    assert workers.exceeded(worker) == TaskFailure("memory", MORE_MEMORY)
    worker.deadline = time.monotonic() - 1
    assert workers.exceeded(worker) == TaskFailure("timeout", "was not read within 12 s")
    assert list(workers.gather()) == [("task", TaskFailure("timeout", "was not read within 12 s"))]
    assert (workers.busy, worker.process.calls) == ({}, [("kill",), ("join",)])


@pytest.mark.parametrize(("pid", "expected"), [(None, None), (7, TaskFailure("memory", MORE_MEMORY))])
def test_only_its_own_session_counts_as_a_workers_memory(ends, monkeypatch, pid, expected):
    """In a container whatever began outside it is in session 0, which is nobody's worker."""
    huge = str((DEFAULT.memory + SHARED) // pool.PAGE + 1)
    monkeypatch.setattr(pool, "stats", lambda: iter(["1", "S", "1", session, session, *["0"] * 17, huge] for session in ("0", "7")))
    workers = WorkerPool(str)
    worker, _ = working(ends, workers)
    worker.process.pid = pid
    assert workers.exceeded(worker) == expected


def test_the_end_of_a_pool_ends_its_workers(ends):
    with WorkerPool(str, 2) as workers:
        busy, _ = working(ends, workers)
        idle = Worker(Process(), ends()[0])
        workers.idle = [idle]
    assert [worker.process.calls for worker in (idle, busy)] == [[("kill",), ("join",)]] * 2
    assert (workers.idle, workers.busy) == ([], {})


def test_the_folder_of_a_worker(monkeypatch):
    def full(prefix):
        raise OSError

    monkeypatch.setattr(pool.tempfile, "mkdtemp", lambda prefix: f"/tmp/{prefix}1")
    assert pool.own_folder() == "/tmp/gongkai-worker-1"
    monkeypatch.setattr(pool.tempfile, "mkdtemp", full)
    assert pool.own_folder() == ""


FIELDS = ["S", "1", "7", "7", *["0"] * 17, "100", "9"]  # state, parent, group, session; the 22nd is the resident memory


def test_the_processes_of_a_session(monkeypatch):
    rows = [["1", *FIELDS], ["2", "Z", *FIELDS[1:]], ["3", "X", *FIELDS[1:]], ["4", *FIELDS[:3], "8", *FIELDS[4:]]]
    monkeypatch.setattr(pool, "stats", lambda: iter(rows))
    assert (pool.members(7), pool.members(8), pool.members(9)) == ([1], [4], [])
    page = pool.PAGE
    assert (pool.in_use(8), pool.in_use(9), pool.in_use(7)) == (int(rows[3][22]) * page, 0, 3 * int(rows[0][22]) * page)


def test_a_line_of_proc_is_read_whatever_the_name_is(monkeypatch, tmp_path):
    numbers = [str(number) for number in range(100, 123)]
    for name, text in (("5", " ".join(["5 (a) b) (c)", *numbers])), ("6", " ".join(["6 (a)", *numbers[:-1]])), ("7", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_text(text)
    (tmp_path / "self").mkdir()
    monkeypatch.setattr(pool, "Path", lambda place: tmp_path if place == "/proc" else None)
    assert list(pool.stats()) == [["5", *numbers]], "one with too few fields ends while it is read"
