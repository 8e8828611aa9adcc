"""Answers interpreted within hard limits: small plain pages here within a budget of time, all others in confined processes.

A process for each page costs the crawl a third of its pages a second on a busy machine. A page within the bounds below cannot hold up the
event loop: its size, its elements and its attributes are counted before it is parsed, and Python code is interrupted at the budget.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import Queue
from types import FrameType
from typing import Any

from crawler.answers import interpret
from crawler.answers.faults import FILE_MAGIC
from crawler.answers.interpret import Verdict
from crawler.model.exchange import Exchange, Job, Known, Original
from crawler.model.outcome import Child, FetchOutcome, ListedRow, Past
from crawler.model.types import Fault, Fetch, Site
from gongkai.html import tree as html_tree
from gongkai.workers.pool import WorkerPool
from gongkai.workers.worker import Limits, TaskFailure

# A list page of 50 rows takes 0.03 s, one of 5,000 rows 1.3 s and one of 20,000 rows (2.4 MB) 8 s of processor time.
LIMITS = Limits(seconds=20.0, memory=1 << 30, space=3 << 30, output=64 << 20, file=0)
# What is read here: an article of 60 KB has 0.5 to 2 thousand elements. The worst that these bounds let through, 12,000 attributes of one
# element, takes the parser 0.2 s; it is the only step that takes more than linear time and cannot be interrupted.
SMALL, ELEMENTS, SEPARATORS = 128 << 10, 6000, 12_000  # bytes; "<"; what may part two attributes
COUNTED = b"<" + html_tree.PARTING
BUDGET = 0.25  # seconds of processor time; the page is then read anew in a process
AGAIN = 0.05  # seconds until the next interruption, where Python swallowed the one before
PROCESSES = (2, 4)  # at least, so that one hostile portal holds up no other, and at most
VALUES = (Verdict, FetchOutcome, Child, ListedRow, Job, Known, Original, Fetch, Fault)
PRELOAD = ("crawler.answers.confined",)
Task = tuple[Job, Exchange, Past, Site, float]
Read = Callable[[Job, Exchange, Past, Site, float], Verdict]


def work(task: Task) -> Verdict | TaskFailure:
    """Interpret one answer; what a worker does. An error of our own code is a failure, not an end."""
    try:
        return interpret.verdict_of(*task)
    except (MemoryError, RecursionError):
        raise  # the pool says which limit it was
    except Exception as error:  # noqa: BLE001 - a stranger's bytes
        return TaskFailure("crash", f"{type(error).__name__}: {error}"[:500])


def is_plain(job: Job, exchange: Exchange) -> bool:
    """Return whether nothing of an answer is parsed but its headers: there is none, it is unchanged, or it is a file as it was sent.

    A file is known by its first bytes. Headers are 256 KB at most, and reading them is linear.
    """
    if not exchange.response or (exchange.answer.status == 304 and job.known is not None):
        return True
    file = job.kind == "attachment" and exchange.answer.status == 200 and exchange.payload.startswith(FILE_MAGIC)
    return file and not exchange.answer.get("Content-Encoding")


def is_small(exchange: Exchange) -> bool:
    """Return whether a page is within the bounds of what is read here; one with a content coding never is."""
    body = exchange.payload
    if len(body) > SMALL or exchange.answer.get("Content-Encoding") or len(exchange.response) > 2 * SMALL:
        return False
    if b"\0" in body:
        return False
    if len(body) - len(body.translate(None, COUNTED)) <= ELEMENTS:  # nearly every article: one pass for both counts
        return True
    return body.count(b"<") <= ELEMENTS and not html_tree.may_exceed(body, SEPARATORS)


class OverBudget(BaseException):
    """Raised in the code that reads a page when its time is over; no `except Exception` holds it."""


def within_budget(task: Task) -> Verdict | None:
    """Interpret an answer here; None if its time is over, or if this is not the thread that signals interrupt."""
    if threading.current_thread() is not threading.main_thread():
        return None
    signal.signal(signal.SIGVTALRM, over_budget)
    with swallowed_in_silence():
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET, AGAIN)
            try:
                return interpret.verdict_of(*task)
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        except OverBudget:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)  # it may have rung once more on the way here
            return None


@contextmanager
def swallowed_in_silence() -> Iterator[None]:
    """Print nothing of an interruption that a `__del__` or the callback of a weak reference swallows: the timer rings again."""
    before = sys.unraisablehook
    sys.unraisablehook = lambda found: None if isinstance(found.exc_value, OverBudget) else before(found)
    try:
        yield
    finally:
        sys.unraisablehook = before


def over_budget(number: int, frame: FrameType | None) -> None:
    """Interrupt what is being read."""
    raise OverBudget


class AnswerReader:
    """Confined processes that interpret answers; a site never has all of them, so that a hostile one holds up itself only."""

    def __init__(self, count: int | None = None) -> None:
        """Prepare the processes; each starts when it is first needed."""
        number = count or min(max(PROCESSES[0], os.cpu_count() or 1), PROCESSES[1])
        self.all = [WorkerPool(work, 1, LIMITS, PRELOAD, VALUES) for _ in range(number)]
        self.free: Queue[WorkerPool[Task, Verdict | TaskFailure]] = Queue()
        for pool in self.all:
            self.free.put(pool)
        self.threads = ThreadPoolExecutor(number, "gongkai-pages")
        self.turns: dict[str, asyncio.Semaphore] = {}

    def __enter__(self) -> AnswerReader:
        return self

    def __exit__(self, *_: Any) -> None:
        """End the processes, those at work as well."""
        for pool in self.all:
            for worker in list(pool.busy.values()):
                with suppress(ProcessLookupError):
                    os.kill(worker.process.pid or 0, signal.SIGKILL)
        self.threads.shutdown(wait=True, cancel_futures=True)
        for pool in self.all:
            pool.__exit__()

    async def verdict_of(self, job: Job, exchange: Exchange, past: Past, site: Site, since: float) -> Verdict:
        """Return what an answer means, as `interpret.verdict_of`; one that cannot be read within the limits has failed."""
        if is_plain(job, exchange):
            return interpret.verdict_of(job, exchange, past, site, since)
        if is_small(exchange) and (verdict := within_budget((job, exchange, past, site, since))):
            return verdict
        async with self.turns.setdefault(site.id, asyncio.Semaphore(max(len(self.all) - 1, 1))):
            return await asyncio.get_running_loop().run_in_executor(self.threads, self.confined, job, exchange, past, site, since)

    def verdict_now(self, job: Job, exchange: Exchange, past: Past, site: Site, since: float) -> Verdict:
        """Do the same and wait for it."""
        if is_plain(job, exchange):
            return interpret.verdict_of(job, exchange, past, site, since)
        if is_small(exchange) and (verdict := within_budget((job, exchange, past, site, since))):
            return verdict
        return self.confined(job, exchange, past, site, since)

    def confined(self, job: Job, exchange: Exchange, past: Past, site: Site, since: float) -> Verdict:
        """Have a process interpret an answer, and wait for it."""
        pool = self.free.get()
        try:
            ((_, result),) = pool.run([(job, replace(exchange), past, site, since)])  # a copy: what was taken apart before is not sent
        finally:
            self.free.put(pool)
        return result if isinstance(result, Verdict) else interpret.failed(job, exchange, fault_of(result))

    @property
    def missing(self) -> tuple[str, ...]:
        """What could not be taken from the processes that have started: `confinement.restrict`."""
        return tuple(dict.fromkeys(name for pool in self.all for name in pool.missing or ()))


def fault_of(failure: TaskFailure) -> Fault:
    """Return the fault of an answer that was not interpreted."""
    if failure.code == "crash":
        return Fault("crash", f"processing the answer failed: {failure.message}")
    return Fault("page_unreadable", f"the page {failure.message}; it is kept and not read", failure.code)
