"""One queue of uploads: who may wait, how often a client may come, and the fresh process that reads each."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from archive.site.drafts.reading import DraftFile, DraftReading, work
from archive.site.drafts.refusals import DraftRefused
from archive.site.drafts.upload import UploadedForm
from archive.system.sandbox import Limits, Workers, reader_limits
from parsers.types import Problem, Report

EACH_MINUTE = 12  # uploads of one client; an office behind one address corrects and checks again
MINUTE = 60.0
MOST_INSIDE, MOST_OF_CLIENT = 8, 3  # uploads that are being received, wait or are read; of one client
MOST_CLIENTS = 10_000  # addresses remembered for a minute
ALL_SECONDS = 180.0  # that the files of one upload may take together; a scan of three pages takes 10
PRELOAD = (
    "archive.site.drafts.reading",
    "archive.site.original.drawing",
    "parsers.html.document",
    "parsers.office.docx",
    "parsers.pdf.document",
)
OUTPUT = 16 << 20  # bytes a file's reports may come to; the longest report read so far makes 0.3 MB
Task = tuple[str, str, str, bytes]


class DraftReaders:
    """Admission to the queue, and the one thread that reads; each upload has processes of its own, which end with their folder."""

    def __init__(self, each_minute: int = EACH_MINUTE, clock: Callable[[], float] = time.monotonic):
        self.each_minute, self.clock = each_minute, clock
        self.times: dict[str, deque[float]] = {}
        self.inside: Counter[str] = Counter()
        self.thread = ThreadPoolExecutor(1, "gongkai-draft")
        self.spare: Workers[Task, Any] | None = None

    @contextmanager
    def admitted(self, client: str) -> Iterator[None]:
        """Hold a place in the queue; raises DraftRefused if a client comes too often or too many wait."""
        now = self.clock()
        self._forget(now)
        came = self.times.setdefault(client, deque())
        if len(came) >= self.each_minute or self.inside[client] >= MOST_OF_CLIENT:
            raise DraftRefused("too_often")
        if self.inside.total() >= MOST_INSIDE or len(self.times) > MOST_CLIENTS:
            raise DraftRefused("busy")
        came.append(now)
        self.inside[client] += 1
        try:
            yield
        finally:
            self.inside[client] -= 1
            self.inside += Counter()  # without those that are zero

    def _forget(self, now: float) -> None:
        """Forget the visits of more than a minute ago."""
        for client, came in list(self.times.items()):
            while came and came[0] <= now - MINUTE:
                came.popleft()
            if not came:
                del self.times[client]

    async def read(self, form: UploadedForm) -> list[DraftReading]:
        """Return the reports in the files of an upload; raises DraftRefused if the form cannot be used."""
        found = await asyncio.get_running_loop().run_in_executor(self.thread, self._read, form)
        self.prepare()
        return found

    def prepare(self) -> None:
        """Have a process started for the next upload, so that its visitor does not wait for that."""
        self.thread.submit(self._prepare)

    def _prepare(self) -> None:
        if self.spare is None:
            self.spare = readers()
            self.spare.prepare()

    def _read(self, form: UploadedForm) -> list[DraftReading]:
        workers, self.spare = self.spare or readers(), None
        with workers:
            return [_reading(workers, file, ends) for ends in [time.monotonic() + ALL_SECONDS] for file in _files(workers, form)]

    def close(self) -> None:
        """End the waiting process and take no more uploads."""
        self.thread.shutdown(wait=False, cancel_futures=True)
        if self.spare is not None:
            self.spare.__exit__()


def readers() -> Workers[Task, Any]:
    """Return the workers of one upload, not yet started."""
    limits = reader_limits(2)  # beside the processes that draw originals
    seconds = min(limits.seconds, ALL_SECONDS / 2)
    own = Limits(seconds=seconds, memory=limits.memory, space=limits.space, base=seconds, output=OUTPUT)
    return Workers(work, 1, own, PRELOAD, (DraftFile, DraftReading))


def _files(workers: Workers[Task, Any], form: UploadedForm) -> list[DraftFile]:
    ((_, found),) = workers.run([("split", form.content_type, "", form.body)])
    if isinstance(found, Problem):
        raise DraftRefused(found.code if found.stage == "upload" else "unread")
    return list(found)


def _reading(workers: Workers[Task, Any], file: DraftFile, ends: float) -> DraftReading:
    """Return what a file holds; one that hangs or kills its reader, or whose turn comes too late, gives a report that says so."""
    found: Any = Problem("document", "timeout", "the files before it took all the time that one upload has")
    if time.monotonic() < ends:
        ((_, found),) = workers.run([("read", file.role, file.name, file.body)])
    if isinstance(found, Problem):
        return DraftReading(file.role, ((file.name, Report(file.name, None, None, None, None, problems=(found,))),))
    return DraftReading(file.role, tuple(found.reports))
