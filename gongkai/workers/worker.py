"""The life of a worker: give up everything it does not need, then take a task and answer, until the pipe closes."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from gongkai.workers import confinement, forget, pages_read, time_left
from gongkai.workers.answers import Answers, packed

T = TypeVar("T")
R = TypeVar("R")
READY = b"ready"  # then what could not be taken from it; no pickle begins like this
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
PR_SET_PDEATHSIG = 1  # linux/prctl.h
MOST_DESCRIPTORS = 65536
MORE_MEMORY = "needs more memory than a document may take"
DEEPER = "needs deeper nesting than a document may take"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one task."""

    seconds: float = 120.0  # the longest report read so far takes 9; a scan stops in time and names the pages that are left
    # Bytes of private memory of a process, and in use by all that a worker started; recognising a page takes 1.1 GB. With libraries, and
    # the two processes that started it, a reader of this much took 1.37 to 1.47 GB in all.
    memory: int = 1240 << 20
    space: int = 6 << 30  # bytes of address space; recognising a page maps 3 GB
    base: float = 60.0  # seconds that a task without bytes may take; LibreOffice ends within 45
    each: float = 60.0  # seconds more for each megabyte, up to `seconds`
    output: int = 256 << 20  # bytes of the answer; the longest report read so far makes 0.3 MB
    file: int = 1 << 30  # bytes of any one file it writes (LibreOffice does, in its own folder)


DEFAULT = Limits()


class TaskFailure(NamedTuple):
    """Why a task has no result: a stable code and what happened."""

    code: str  # timeout died memory output_limit
    message: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker is told when it begins."""

    folder: str
    environment: dict[str, str]
    readable: tuple[Path, ...]
    writable: tuple[Path, ...]
    parent: int


def work(function: Callable[[T], R], pipe: Connection, limits: Limits, told: Surroundings, answers: Answers) -> None:
    """Live as a worker: take a task, answer, until the pipe closes."""
    missing = confine(limits, told, pipe.fileno())
    say(pipe, READY + ",".join(missing).encode())
    pages_read.begin(lambda message: say(pipe, message))
    while True:
        try:
            task, seconds = pipe.recv()
        except (EOFError, OSError):
            clear(told.folder)
            return
        time_left.begin(seconds)
        limit_processor_time(seconds)
        say(pipe, answered(function, task, limits, answers))


def clear(folder: str) -> None:
    """Remove the worker's own folder."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def limit_processor_time(seconds: float) -> None:
    """Let the kernel end this process where a task takes its time on every core; only a parent that is gone lets it come to that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if math.isfinite(most) and (hard == resource.RLIM_INFINITY or most + 2 < hard):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(most) + 1, hard))


def end_with_parent(folder: str) -> None:
    """End this process, and what it started, when the process that forked it ends, which the server of the forks does with its user's.

    To be called after the last change of namespaces: the kernel forgets the request at each (prctl(2), PR_SET_PDEATHSIG).
    """

    def end(*_: object) -> None:
        clear(folder)
        with suppress(OSError):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    signal.signal(signal.SIGHUP, end)
    with suppress(OSError, AttributeError):  # no Linux: the closed pipe ends it after its task
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGHUP), 0, 0, 0)
    if os.getppid() == 1:
        end()


def say(pipe: Connection, body: bytes) -> None:
    """Send a result to the parent; one that has ended is ignored, since the next read of the pipe finds it closed."""
    with suppress(OSError):
        pipe.send_bytes(body)


def answered(function: Callable[[T], R], task: T, limits: Limits, answers: Answers) -> bytes:
    """Return the answer as bytes; what memory or output forbids is a failure."""
    known: tuple[type[Any], ...] = (TaskFailure, *answers)
    try:
        body = packed(function(task), known)
    except (MemoryError, RecursionError) as error:
        return packed(TaskFailure("memory", MORE_MEMORY if isinstance(error, MemoryError) else DEEPER), known)
    if len(body) > limits.output:
        return packed(TaskFailure("output_limit", f"gives more than {limits.output:,} bytes of text and cells"), known)
    return body


def confine(limits: Limits, told: Surroundings, pipe: int) -> list[str]:
    """Take from this process what a reader does not need; return what could not be taken, in the words of `confinement.restrict`."""
    os.setsid()  # so that whatever it starts can be found and ended with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    forget.forget_environment()
    os.environ.update(told.environment)
    tempfile.tempdir = told.folder or "/nonexistent"
    os.chdir(told.folder or "/")
    close_others(pipe)
    without_network()
    confinement.limit_resources(limits.space, limits.file, data=limits.memory)
    end_with_parent(told.folder)
    spared = {os.getppid(), told.parent, *([parent.pid] if (parent := parent_process()) and parent.pid else [])}
    return confinement.restrict(told.readable, [*([Path(told.folder)] if told.folder else []), *told.writable], sorted(spared))


def close_others(pipe: int) -> None:
    """Close every descriptor but the pipe; standard input, output and errors lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") > 0 else MOST_DESCRIPTORS)


def without_network() -> bool:
    """Move this process and its children to an empty network namespace, if permitted (Linux); return whether it did."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return any(unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))
