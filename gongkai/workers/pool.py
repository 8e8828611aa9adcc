"""So many workers that apply one function, limited in time, memory, output and reach: one that hangs or dies costs its task only."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

from gongkai.workers import pages_read, readable
from gongkai.workers.answers import Answers, unpacked
from gongkai.workers.worker import DEFAULT, MORE_MEMORY, READY, Limits, Surroundings, TaskFailure, work

T = TypeVar("T")
R = TypeVar("R")
STARTING = 120.0  # seconds a new process has to import what it needs, on a machine with much else to do
WATCH = 0.5  # seconds between two looks at the memory in use
GRACE = 5.0  # seconds a process that closed its pipe has to end by itself
ROUNDS = 20  # of ending what a worker started, which may start more meanwhile
PAGE = os.sysconf("SC_PAGE_SIZE")
SHARED = 256 << 20  # bytes of libraries that the processes of a worker have in common, counted for each
LEAST_FIELDS = 22


@dataclass(slots=True)
class Worker(Generic[T]):
    """A process, our end of its pipe, and its current task with its deadline."""

    process: BaseProcess
    pipe: Connection
    folder: str = ""  # its own, for temporary files
    is_ready: bool = False
    missing: tuple[str, ...] = ()  # what could not be taken from it: confinement.restrict
    tasks: list[T] = field(default_factory=list)  # one, or none while idle
    seconds: float = 0.0
    deadline: float = 0.0


class WorkerPool(Generic[T, R]):
    """A number of processes that apply one function; as a context manager, it ends them and whatever they started.

    >>> with WorkerPool(str.upper, 1) as workers:
    ...     sorted(workers.run(["a", "b"]))
    [('a', 'A'), ('b', 'B')]
    """

    def __init__(
        self,
        function: Callable[[T], R],
        count: int = 1,
        limits: Limits = DEFAULT,
        preload: Iterable[str] = (),
        answers: Answers = (),
        size: Callable[[T], int] | None = None,
        on_page: Callable[[T, int, int], None] | None = None,
    ) -> None:
        """Prepare workers; `answers` are the classes that results hold beside builtin ones, `size` gives the bytes of a task.

        `on_page` is called with a task, its page at hand and how many it has, where its reader reports them.
        """
        self.on_page = on_page
        self.function, self.count, self.limits, self.answers, self.size = function, max(count, 1), limits, answers, size
        self.context = get_context("forkserver")
        self.context.set_forkserver_preload([*preload, "gongkai.workers.forget"])
        self.missing: tuple[str, ...] | None = None  # what could not be taken from the workers; None before the first is there
        self.idle: list[Worker[T]] = []
        self.busy: dict[Connection, Worker[T]] = {}

    def __enter__(self) -> WorkerPool[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in [*self.idle, *self.busy.values()]:
            end(worker)
        self.idle, self.busy = [], {}

    def prepare(self) -> None:
        """Start a worker ahead of its first task, unless one is there."""
        if not self.idle and not self.busy:
            self.idle.append(self.start())

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | TaskFailure]]:
        """Yield each task with its result as it arrives, or with the problem of a worker that hung or died."""
        waiting = iter(tasks)
        while True:
            for task in self.take(waiting):
                self.give(task)
            if not self.busy:
                return
            yield from self.gather()

    def take(self, waiting: Iterator[T]) -> Iterator[T]:
        """Yield tasks while a worker is free."""
        while len(self.busy) < self.count:
            try:
                yield next(waiting)
            except StopIteration:
                return

    def give(self, task: T) -> None:
        """Send a task to a worker, a new one if none is idle."""
        worker = self.idle.pop() if self.idle else self.start()
        worker.tasks, worker.seconds = [task], self.seconds(task)
        worker.deadline = time.monotonic() + worker.seconds
        self.busy[worker.pipe] = worker
        with suppress(OSError):  # it has died; gather() finds its pipe closed
            worker.pipe.send((task, worker.seconds))

    def seconds(self, task: T) -> float:
        """Return how long a task may take: by its size, where that is known."""
        if self.size is None:
            return self.limits.seconds
        return min(self.limits.seconds, self.limits.base + self.limits.each * self.size(task) / (1 << 20))

    def start(self) -> Worker[T]:
        """Start a process and wait until it is ready: what it needs to start does not count against its first task."""
        ours, theirs = self.context.Pipe()
        folder = own_folder()
        told = Surroundings(folder, readable.environment(folder), readable.readable(), readable.writable(), os.getpid())
        process = self.context.Process(target=work, args=(self.function, theirs, self.limits, told, self.answers), daemon=True)
        process.start()
        theirs.close()
        worker: Worker[T] = Worker(process, ours, folder)
        with suppress(EOFError, OSError):  # it has died; gather() finds its pipe closed
            if ours.poll(STARTING):
                self.ready(worker, ours.recv_bytes(self.limits.output))
        return worker

    def ready(self, worker: Worker[T], body: bytes) -> None:
        """Note that a worker is ready and what could not be taken from it."""
        worker.is_ready = True
        worker.missing = tuple(name for name in body.removeprefix(READY).decode("ascii", "replace").split(",") if name)
        self.missing = tuple(dict.fromkeys([*(self.missing or ()), *worker.missing]))

    def gather(self) -> Iterator[tuple[T, R | TaskFailure]]:
        """Yield what has come, after waiting for an answer, a deadline or the next look at the memory in use."""
        pause = max(min(worker.deadline for worker in self.busy.values()) - time.monotonic(), 0)
        for pipe in connection.wait(list(self.busy), min(pause, WATCH)):
            worker = self.busy.pop(pipe)  # type: ignore[call-overload]  # only pipes were given
            answer = self.answer(worker)
            if answer is None:
                self.busy[worker.pipe] = worker
            else:
                yield answer
        for worker in list(self.busy.values()):
            failure = self.exceeded(worker)
            if failure:
                del self.busy[worker.pipe]
                end(worker)
                yield worker.tasks[0], failure

    def exceeded(self, worker: Worker[T]) -> TaskFailure | None:
        """Return which limit a worker at its task is over, None while it is within all."""
        if worker.deadline <= time.monotonic():
            return TaskFailure("timeout", f"was not read within {worker.seconds:.0f} s")
        session = worker.process.pid
        if session and in_use(session) > self.limits.memory + SHARED:  # 0 is the session of all that began outside a container
            return TaskFailure("memory", MORE_MEMORY)
        return None

    def page(self, task: T, body: bytes) -> None:
        """Pass on which page a task is at; it gets no more time for that."""
        at = pages_read.unpacked(body)
        if at and self.on_page:
            self.on_page(task, *at)

    def answer(self, worker: Worker[T]) -> tuple[T, R | TaskFailure] | None:
        """Return the task of a worker that has answered or died and what became of it; None if it only got ready or reports a page."""
        task = worker.tasks[0]
        try:
            body = worker.pipe.recv_bytes(self.limits.output)
            if body.startswith(READY) and not worker.is_ready:  # only once: it would be time without end
                self.ready(worker, body)
                worker.deadline = time.monotonic() + worker.seconds
                return None
            if body.startswith(pages_read.MARK):
                self.page(task, body)
                return None
            result: R | TaskFailure = unpacked(body, (TaskFailure, *self.answers))
        except (EOFError, OSError, pickle.UnpicklingError):
            worker.process.join(GRACE)
            code = worker.process.exitcode
            end(worker)
            return task, TaskFailure("died", f"the process that read it ended with {exit_reason(code)}")
        worker.tasks.clear()
        self.idle.append(worker)
        return task, result


def own_folder() -> str:
    """Return a new folder for temporary files; empty where the disk has no room for one: most readers need none."""
    try:
        return tempfile.mkdtemp(prefix="gongkai-worker-")
    except OSError:
        return ""


def exit_reason(code: int | None) -> str:
    """Return a process's exit code in words.

    >>> exit_reason(-9), exit_reason(3)
    ('signal SIGKILL', 'exit code 3')
    """
    return f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"


def end(worker: Worker[T]) -> None:
    """Stop a worker and all that it started, at once, close our end and remove what they left."""
    session = worker.process.pid
    worker.process.kill()
    for _ in range(ROUNDS):
        left = members(session) if session else []
        if not left:
            break
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
    worker.process.join()
    worker.pipe.close()
    if worker.folder:
        shutil.rmtree(worker.folder, ignore_errors=True)


def members(session: int) -> list[int]:
    """Return the processes of a session that run (Linux; elsewhere nobody can be asked)."""
    return [int(stat[0]) for stat in stats() if int(stat[4]) == session and stat[1] not in "ZX"]


def in_use(session: int) -> int:
    """Return the bytes of memory that the processes of a session use; 0 where that cannot be seen."""
    return sum(int(stat[22]) for stat in stats() if int(stat[4]) == session) * PAGE


def stats() -> Iterator[list[str]]:
    """Yield number, state and further fields of each process, the name left out: proc(5)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()  # the name before may hold blanks and brackets
            if len(fields) > LEAST_FIELDS:
                yield [stat.parent.name, *fields]
