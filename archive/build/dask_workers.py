"""Run a build's document readers on an existing Dask cluster; this process remains the only writer."""

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

from archive.build import read_payload
from archive.build.build import Crew, load, near
from archive.build.read_payload import PayloadReading, Task
from archive.store import warc_files
from gongkai.errors import GongkaiError
from parsers.types import Problem

LOOK = 5.0  # seconds between two looks at whether anybody is left to work
ALONE = 120.0  # seconds without a worker after which the build ends; a node that starts anew takes less
AHEAD = 2  # tasks given out a thread, so that none waits for the writer
Answer = tuple[int, PayloadReading | Problem]  # the payload's length, and what became of it
OWN = threading.local()  # the process that reads for one thread of a worker


def crew(address: str, warc: str) -> Crew:
    """Return a crew for the scheduler at `address`; the workers must reach the WARC files at `warc` too."""
    return Crew(lambda: Cluster(address, warc if "://" in warc else str(Path(warc).absolute())), loads=True)


def far(warc: str, task: Task) -> Answer:
    """Read one payload on a worker, in a separate process under the limits of parsers.limits that is kept for the next payload."""
    loaded = load(warc, task)
    if isinstance(loaded, Problem):
        return task.length, loaded
    if not hasattr(OWN, "hands"):
        OWN.hands = near(1).hire()
    ((_, outcome),) = OWN.hands.run([loaded])
    return loaded.length, outcome


def unfit(warc: str, version: str) -> str:
    """Return why this worker cannot read for a build of this version; empty if it can. Runs on the worker."""
    if read_payload.stage_version() != version:
        return "has another version of gongkai or of its libraries; install the same one everywhere"
    if current_process().daemon:
        return "may not start processes, which keep a hostile document in bounds; start it with DASK_DISTRIBUTED__WORKER__DAEMON=False"
    if not warc_files.listed(warc):
        return f"sees no WARC files in {warc}; the folder must be shared, or be an address such as s3://bucket/warc (GONGKAI_WARC)"
    return ""


@dataclass(slots=True)
class Cluster:
    """The workers behind one scheduler. As a context manager it only disconnects: the workers are not ours to stop."""

    address: str
    warc: str
    client: Any = None
    missing: tuple[str, ...] | None = None  # nobody asks the workers how their readers are confined

    def __enter__(self) -> Cluster:
        try:
            from distributed import Client
        except ImportError:
            raise GongkaiError("a cluster needs gongkai[distributed]; `gongkai doctor` prints how to install it") from None
        try:
            self.client = Client(self.address)  # waits as long as Dask is configured to: distributed.comm.timeouts.connect
            answers = self.client.run(unfit, self.warc, read_payload.stage_version(), on_error="return")
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
        """Close the connection and cancel tasks that have not begun."""
        if self.client is not None:
            self.client.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, PayloadReading | Problem]]:
        """Hand out tasks as workers become free; the task of a worker that dies goes to another, up to three times (Dask's count)."""
        waiting, given = iter(tasks), dict[Any, Task]()
        ahead = AHEAD * sum(self.client.nthreads().values())
        while True:
            for task in islice(waiting, max(ahead - len(given), 0)):
                given[self.client.submit(far, self.warc, task, pure=False)] = task
            if not given:
                return
            for future in self.done(given):
                task = given.pop(future)
                length, outcome = outcome_of(future)
                yield replace(task, length=length), outcome

    def done(self, given: Iterable[Any]) -> set[Any]:
        """Return the finished tasks, waiting for at least one; GongkaiError if no worker is left."""
        from distributed import wait

        seen = time.monotonic()
        while True:
            with suppress(TimeoutError):
                return set(wait(list(given), timeout=LOOK, return_when="FIRST_COMPLETED").done)
            if self.client.status == "running" and self.client.nthreads():
                seen = time.monotonic()
            if time.monotonic() - seen > ALONE:
                raise GongkaiError(f"the cluster at {self.address} is gone; what was read is kept, run gongkai build again")


def outcome_of(future: Any) -> Answer:
    """Return the outcome of a finished task; what the cluster gave up is tried again by the next build."""
    if future.status == "finished":
        answer: Answer = future.result()
        return answer
    if future.status in ("cancelled", "lost"):
        raise GongkaiError("the cluster lost its tasks because its scheduler ended; what was read is kept, run gongkai build again")
    error = future.exception()
    return 0, Problem("document", "died", f"the cluster gave up: {type(error).__name__}: {error}")
