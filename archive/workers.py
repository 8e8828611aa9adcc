"""Several processes that work on one task each: one that hangs or dies costs its task, never the run."""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Generic, TypeVar

from parsers.types import Problem

T = TypeVar("T")
R = TypeVar("R")
SECONDS = 900.0  # for one task: a scan of fifty pages takes ten minutes
MEMORY = 6 << 30  # bytes of address space of a worker: recognising a page takes 1.1 GB
PRELOAD = ["archive.readings", "parsers.html"]


@dataclass(slots=True)
class Worker(Generic[T]):
    """A process, our end of its pipe, and the task it has, with the moment it must be done."""

    process: ForkServerProcess
    pipe: Connection
    task: T | None = None
    deadline: float = 0.0


class Workers(Generic[T, R]):
    """So many processes that apply one function; a context manager, which ends them.

    >>> with Workers(str.upper, 1) as workers:
    ...     sorted(workers.run(["a", "b"]))
    [('a', 'A'), ('b', 'B')]
    """

    def __init__(self, function: Callable[[T], R], count: int, seconds: float = SECONDS) -> None:
        self.function, self.count, self.seconds = function, max(count, 1), seconds
        self.context = get_context("forkserver")
        self.context.set_forkserver_preload(PRELOAD)
        self.idle: list[Worker[T]] = []
        self.busy: dict[Connection, Worker[T]] = {}

    def __enter__(self) -> Workers[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in [*self.idle, *self.busy.values()]:
            end(worker)
        self.idle, self.busy = [], {}

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Given tasks, yield each with its result as it comes, or with the problem of a worker that hung or died."""
        waiting = iter(tasks)
        while True:
            for task in self.take(waiting):
                self.give(task)
            if not self.busy:
                return
            yield from self.gather()

    def take(self, waiting: Iterator[T]) -> Iterator[T]:
        """Yield tasks while there is a hand free."""
        while len(self.busy) < self.count:
            try:
                yield next(waiting)
            except StopIteration:
                return

    def give(self, task: T) -> None:
        """Send a task to a worker, a new one where none is idle."""
        worker = self.idle.pop() if self.idle else self.start()
        worker.task, worker.deadline = task, time.monotonic() + self.seconds
        self.busy[worker.pipe] = worker
        with suppress(OSError):  # it has died; gather() finds its pipe closed
            worker.pipe.send(task)

    def start(self) -> Worker[T]:
        """A new process."""
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=work, args=(self.function, theirs), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)

    def gather(self) -> Iterator[tuple[T, R | Problem]]:
        """Yield what has come, after waiting for at least one answer or deadline."""
        pause = max(min(worker.deadline for worker in self.busy.values()) - time.monotonic(), 0)
        for pipe in connection.wait(list(self.busy), pause):
            yield self.answer(self.busy.pop(pipe))  # type: ignore[call-overload]  # only pipes were given
        for worker in [worker for worker in self.busy.values() if worker.deadline <= time.monotonic()]:
            del self.busy[worker.pipe]
            end(worker)
            assert worker.task is not None
            yield worker.task, Problem("document", "timeout", f"was not read within {self.seconds:.0f} s")

    def answer(self, worker: Worker[T]) -> tuple[T, R | Problem]:
        """Given a worker that has said something, or died, return its task and what became of it."""
        assert worker.task is not None
        try:
            result: R = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            code = worker.process.exitcode
            end(worker)
            return worker.task, Problem("document", "died", f"the process that read it ended with {told(code)}")
        self.idle.append(worker)
        return worker.task, result


def told(code: int | None) -> str:
    """Given a process's exit code, return it in words.

    >>> told(-9), told(3)
    ('signal SIGKILL', 'exit code 3')
    """
    return f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"


def end(worker: Worker[T]) -> None:
    """Stop a worker at once and close our end."""
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def work(function: Callable[[T], R], pipe: Connection) -> None:
    """The life of a worker: take a task, answer, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(function(task))
