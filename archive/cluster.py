"""The hands of a build on a Dask cluster that is there already: documents are read by its workers, this process stays the one writer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import current_process
from pathlib import Path
from types import TracebackType
from typing import Any

from archive import readings, records
from archive.build import Crew, load, work
from archive.readings import Reading, Task
from parsers.contract import GongkaiError
from parsers.limits import PRELOAD, Workers
from parsers.types import Problem

PATIENCE = "20s"  # for the scheduler to answer
LOOK = 5.0  # seconds between two looks at whether anybody is left to work
ALONE = 120.0  # seconds without a worker after which the build ends; a node that starts anew takes less
AHEAD = 2  # tasks given out a thread, so that none waits for the writer
Answer = tuple[int, Reading | Problem]  # the payload's length, and what became of it
OWN = threading.local()  # the process that reads for one thread of a worker


def crew(address: str, warc: str) -> Crew:
    """Given the scheduler's address and where the WARC files lie, for the workers too, return the crew."""
    return Crew(lambda: Cluster(address, warc if "://" in warc else str(Path(warc).absolute())), loads=True)


def far(warc: str, task: Task) -> Answer:
    """Read one payload on a worker: in a process of its own under the limits of parsers.limits, which lasts for the next."""
    loaded = load(warc, task)
    if isinstance(loaded, Problem):
        return task.length, loaded
    if not hasattr(OWN, "hands"):
        OWN.hands = Workers(work, 1, preload=(*PRELOAD, "archive.build"))
    ((_, outcome),) = OWN.hands.run([loaded])
    return loaded.length, outcome


def unfit(warc: str, version: str) -> str:
    """Run on a worker: why it cannot read for a build of this version; empty where it can."""
    if readings.stage_version() != version:
        return "has another version of gongkai or of its libraries; install the same one everywhere"
    if current_process().daemon:
        return "may not start processes, which keep a hostile document in bounds; start it with DASK_DISTRIBUTED__WORKER__DAEMON=False"
    if not records.listed(warc):
        return f"sees no WARC files in {warc}; the folder must be shared, or be an address such as s3://bucket/warc (GONGKAI_WARC)"
    return ""


@dataclass(slots=True)
class Cluster:
    """The workers behind one scheduler; a context manager that only takes leave of them, since they are not ours to end."""

    address: str
    warc: str
    client: Any = None

    def __enter__(self) -> Cluster:
        try:
            from distributed import Client
        except ImportError:
            raise GongkaiError("a cluster needs dask: pip install 'gongkai[distributed]'") from None
        try:
            self.client = Client(self.address, timeout=PATIENCE)
            answers = self.client.run(unfit, self.warc, readings.stage_version(), on_error="return")
        except (OSError, ValueError, ImportError) as error:
            self.leave()
            raise GongkaiError(f"the cluster at {self.address} cannot be used: {error}") from error
        alive = {worker: fault for worker, fault in answers.items() if not isinstance(fault, OSError)}  # it died since: others may work
        faults = [f"worker {worker} {fault}" for worker, fault in alive.items() if fault]
        if faults or not alive:
            self.leave()
            raise GongkaiError(faults[0] if faults else f"the cluster at {self.address} has no workers")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.leave()

    def leave(self) -> None:
        """Close our end; what was given out and not begun is taken back."""
        if self.client is not None:
            self.client.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Reading | Problem]]:
        """Give out tasks as hands are free; a worker that dies has its task done by another, three times by Dask's own count."""
        waiting, given = iter(tasks), dict[Any, Task]()
        ahead = AHEAD * sum(self.client.nthreads().values())
        while True:
            for task in islice(waiting, max(ahead - len(given), 0)):
                given[self.client.submit(far, self.warc, task, pure=False)] = task
            if not given:
                return
            for future in self.done(given):
                task = given.pop(future)
                length, outcome = told(future)
                yield replace(task, length=length), outcome

    def done(self, given: Iterable[Any]) -> set[Any]:
        """Of what was given out, what is done, once anything is; GongkaiError where nobody is left to do it."""
        from distributed import wait

        seen = time.monotonic()
        while True:
            with suppress(TimeoutError):
                return set(wait(list(given), timeout=LOOK, return_when="FIRST_COMPLETED").done)
            if self.client.status == "running" and self.client.nthreads():
                seen = time.monotonic()
            if time.monotonic() - seen > ALONE:
                raise GongkaiError(f"the cluster at {self.address} is gone; what was read is kept, run gongkai build again")


def told(future: Any) -> Answer:
    """Given a task that is done, return what became of it; the next build tries again what the cluster gave up."""
    if future.status == "finished":
        answer: Answer = future.result()
        return answer
    if future.status in ("cancelled", "lost"):
        raise GongkaiError("the cluster lost what it was given: its scheduler ended; what was read is kept, run gongkai build again")
    error = future.exception()
    return 0, Problem("document", "died", f"the cluster gave it up: {type(error).__name__}: {error}")
