"""Work on documents in confined processes: what fails is a problem of its document, and limits come from the machine and the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from archive.system import machine
from gongkai.errors import BadConfiguration
from gongkai.workers import pool
from gongkai.workers.pool import members
from gongkai.workers.worker import Limits, TaskFailure
from parsers import types

__all__ = ["DOCUMENT_VALUES", "PRELOAD", "Limits", "Workers", "members", "reader_limits", "warning", "what_is_missing"]

T = TypeVar("T")
R = TypeVar("R")
PRELOAD = ["parsers.formats", "parsers.html.document", "parsers.pdf.document", "parsers.office.docx"]
SECONDS, MEMORY = "GONGKAI_READER_SECONDS", "GONGKAI_READER_MEMORY"  # settings: seconds, and MB
LEAST_MEMORY = 256 << 20  # bytes: no document is read with less
SHARE = 0.8  # of the machine's memory that all readers together may take
# What a reader of documents answers with.
DOCUMENT_VALUES = (
    types.Problem, types.Source, types.Place, types.Cell, types.Table, types.Paragraph, types.Link, types.Document, types.Part,
    types.Signature, types.Section, types.Fact, types.Check, types.Report,
)  # fmt: skip


class Workers(Generic[T, R]):
    """So many confined processes that apply one function; a context manager, which ends them and whatever they started.

    >>> with Workers(str.upper, 1) as workers:
    ...     sorted(workers.run(["a", "b"]))
    [('a', 'A'), ('b', 'B')]
    """

    def __init__(
        self,
        function: Callable[[T], R],
        count: int = 1,
        limits: Limits | None = None,
        preload: Iterable[str] = PRELOAD,
        answers: tuple[type[Any], ...] = (),
        size: Callable[[T], int] | None = None,
        on_page: Callable[[T, int, int], None] | None = None,
    ) -> None:
        """Prepare workers; `answers` are the classes of results beside a document's, `size` gives the bytes of a task.

        `on_page` hears of a task, its page and how many.
        """
        chosen = limits or reader_limits(count)
        self.pool: pool.WorkerPool[T, R] = pool.WorkerPool(function, count, chosen, preload, (*DOCUMENT_VALUES, *answers), size, on_page)

    def __enter__(self) -> Workers[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.__exit__()

    def prepare(self) -> None:
        """Start a worker ahead of its first task, unless one is there."""
        self.pool.prepare()

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | types.Problem]]:
        """Yield each task with its result as it arrives, or with the problem of a worker that hung or died."""
        for task, result in self.pool.run(tasks):
            yield task, types.Problem("document", *result) if isinstance(result, TaskFailure) else result

    @property
    def missing(self) -> tuple[str, ...] | None:
        """What could not be taken from the workers: `confinement.restrict`; None before the first has started."""
        return self.pool.missing


def reader_limits(count: int = 1) -> Limits:
    """Return what one document may take while `count` are read: by the settings, and no more than its share of this machine's memory."""
    usual = Limits()
    memory = setting(MEMORY, 1 << 20) or usual.memory
    seconds = float(setting(SECONDS) or usual.seconds)
    base = seconds if setting(SECONDS) else usual.base
    return Limits(seconds=seconds, memory=min(memory, share_of(count)), space=max(usual.space, memory), base=base)


def share_of(count: int) -> int:
    """Return the bytes of this machine's or container's memory that each of `count` readers may take."""
    return max(int(machine.memory() * SHARE / max(count, 1)), LEAST_MEMORY)


def setting(name: str, unit: int = 1) -> int | None:
    """Return a number from the environment in units, None where it is not set; BadConfiguration if it is none."""
    given = os.environ.get(name, "").strip()
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or not int(given[:9]):
        raise BadConfiguration(f"{name}={given[:40]!r} is not a whole number above 0")
    return int(given[:9]) * unit


def warning(missing: Iterable[str]) -> list[str]:
    """Return the sentence for a run whose readers keep some of these: `confinement.restrict`; nothing where they keep none."""
    kept = list(missing)
    return [f"the readers of documents are not fully confined on this system: {', '.join(kept)} (gongkai doctor says more)"] if kept else []


def alive(task: str) -> str:
    """Return the task; what a worker is asked that is only to start."""
    return task


def what_is_missing() -> tuple[str, ...]:
    """Start one worker and return what this system does not let be taken from it; empty if everything is."""
    with Workers(alive, preload=()) as workers:
        answers = [answer for _, answer in workers.run(["ready"])]
        return workers.missing or () if answers == ["ready"] else ("everything",)
