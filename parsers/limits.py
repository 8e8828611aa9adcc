"""Work on documents in processes of their own, limited in time, memory, output and reach: one that hangs or dies costs its task only."""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

from parsers.types import Problem

T = TypeVar("T")
R = TypeVar("R")
STARTING = 120.0  # seconds a new process has to import what it needs, on a machine with much else to do
READY = b"ready"  # no pickle begins like this
GRACE = 5.0  # seconds a process that closed its pipe has to end by itself
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
PRELOAD = ["parsers.formats", "parsers.html", "parsers.pdf", "parsers.word"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take."""

    seconds: float = 900.0  # a scan of fifty pages takes ten minutes
    memory: int = 6 << 30  # bytes of address space; recognising a page maps 3 GB and uses 1.1
    output: int = 256 << 20  # bytes of the answer; the longest report read so far makes 0.3 MB
    file: int = 1 << 30  # bytes of any one file it writes (LibreOffice does, in its own folder)


DEFAULT = Limits()


@dataclass(slots=True)
class Worker(Generic[T]):
    """A process, our end of its pipe, and the task it has, with the moment it must be done."""

    process: BaseProcess
    pipe: Connection
    tasks: list[T] = field(default_factory=list)  # one, or none while idle
    deadline: float = 0.0


class Workers(Generic[T, R]):
    """So many processes that apply one function; a context manager, which ends them and whatever they started.

    >>> with Workers(str.upper, 1) as workers:
    ...     sorted(workers.run(["a", "b"]))
    [('a', 'A'), ('b', 'B')]
    """

    def __init__(self, function: Callable[[T], R], count: int = 1, limits: Limits = DEFAULT, preload: Iterable[str] = PRELOAD) -> None:
        self.function, self.count, self.limits = function, max(count, 1), limits
        self.context = get_context("forkserver")
        self.context.set_forkserver_preload(list(preload))
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
        worker.tasks, worker.deadline = [task], time.monotonic() + self.limits.seconds
        self.busy[worker.pipe] = worker
        with suppress(OSError):  # it has died; gather() finds its pipe closed
            worker.pipe.send(task)

    def start(self) -> Worker[T]:
        """A new process that has said it is ready: what it needs to start does not count against its first task."""
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=work, args=(self.function, theirs, self.limits), daemon=True)
        process.start()
        theirs.close()
        with suppress(EOFError, OSError):  # it has died; gather() finds its pipe closed
            if ours.poll(STARTING):
                ours.recv_bytes()
        return Worker(process, ours)

    def gather(self) -> Iterator[tuple[T, R | Problem]]:
        """Yield what has come, after waiting for at least one answer or deadline."""
        pause = max(min(worker.deadline for worker in self.busy.values()) - time.monotonic(), 0)
        for pipe in connection.wait(list(self.busy), pause):
            worker = self.busy.pop(pipe)  # type: ignore[call-overload]  # only pipes were given
            answer = self.answer(worker)
            if answer is None:
                worker.deadline = time.monotonic() + self.limits.seconds
                self.busy[worker.pipe] = worker
            else:
                yield answer
        for worker in [worker for worker in self.busy.values() if worker.deadline <= time.monotonic()]:
            del self.busy[worker.pipe]
            end(worker)
            yield worker.tasks[0], Problem("document", "timeout", f"was not read within {self.limits.seconds:.0f} s")

    def answer(self, worker: Worker[T]) -> tuple[T, R | Problem] | None:
        """Given a worker that has said something, or died, return its task and what became of it; None if it only got ready late."""
        task = worker.tasks[0]
        try:
            body = worker.pipe.recv_bytes(self.limits.output)
            if body == READY:
                return None
            result: R | Problem = pickle.loads(body)
        except (EOFError, OSError, pickle.UnpicklingError):
            worker.process.join(GRACE)
            code = worker.process.exitcode
            end(worker)
            return task, Problem("document", "died", f"the process that read it ended with {told(code)}")
        worker.tasks.clear()
        self.idle.append(worker)
        return task, result


def told(code: int | None) -> str:
    """Given a process's exit code, return it in words.

    >>> told(-9), told(3)
    ('signal SIGKILL', 'exit code 3')
    """
    return f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"


def end(worker: Worker[T]) -> None:
    """Stop a worker and all that it started, at once, and close our end."""
    session = worker.process.pid
    worker.process.kill()
    for pid in members(session) if session else ():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    worker.process.join()
    worker.pipe.close()


def members(session: int) -> list[int]:
    """Given the number of a session, return the processes of it (Linux; elsewhere nobody can be asked)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()  # the name before may hold blanks and brackets
            if int(fields[3]) == session:
                found.append(int(stat.parent.name))
    return found


def work(function: Callable[[T], R], pipe: Connection, limits: Limits) -> None:
    """The life of a worker: take a task, answer, until the pipe closes."""
    confine(limits)
    say(pipe, READY)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        say(pipe, answered(function, task, limits))


def say(pipe: Connection, body: bytes) -> None:
    """Tell the parent; one that has ended meanwhile is no fault, and the next look into the pipe finds it closed."""
    with suppress(OSError):
        pipe.send_bytes(body)


def answered(function: Callable[[T], R], task: T, limits: Limits) -> bytes:
    """Given a task, return the pickled answer; what memory or output forbids is a problem."""
    try:
        body = pickle.dumps(function(task))
    except (MemoryError, RecursionError) as error:
        what = "more memory" if isinstance(error, MemoryError) else "deeper nesting"
        return pickle.dumps(Problem("document", "memory", f"needs {what} than a document may take"))
    if len(body) > limits.output:
        return pickle.dumps(Problem("document", "output_limit", f"gives more than {limits.output:,} bytes of text and cells"))
    return body


def confine(limits: Limits) -> None:
    """Take from this process what a parser does not need: more memory than its share, core files, large files, the network."""
    os.setsid()  # so that whatever it starts can be found and ended with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for kind, value in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, limits.file)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    without_network()


def without_network() -> bool:
    """Move this process, and what it starts, to an empty network, where the system lets us (Linux); return whether it did."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return any(unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))
