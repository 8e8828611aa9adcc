"""Read and render archived originals in sandboxed processes, never in the web process: a few at a time, each document once."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from typing import Any

from archive.site.original import inert_html, pdf_pictures, plain_reading
from archive.site.request.ask import Absent
from archive.system.sandbox import Limits, Workers, share_of
from parsers import formats
from parsers.types import Problem, Source

# An original that one report's reader needs more for is not drawn: its bytes can be downloaded all the same.
SIDE_BY_SIDE = 2
LIMITS = Limits(seconds=60.0, memory=min(Limits().memory, share_of(SIDE_BY_SIDE)), output=32 << 20)
PRELOAD = ("archive.site.original.drawing", "parsers.html.document")
NOT_DRAWN = (
    "这份原件无法在限定的时间和内存内打开，请下载后查看。",
    "This original cannot be opened within the limits of time and memory; please download it.",
)
Task = tuple[str, tuple[Any, ...]]


def parts(body: bytes, url: str) -> list[tuple[str, bytes]]:
    """Return the documents inside a container, by name."""
    return [(inner.name, inner.body) for inner in formats.parse(Source(body, url=url)).parts]


WORK: dict[str, Callable[..., Any]] = {
    "pages": pdf_pictures.pages,
    "size": pdf_pictures.size,
    "draw": pdf_pictures.draw,
    "document": plain_reading.parse_document,
    "page": inert_html.page,
    "parts": parts,
    "parse": formats.parse,
}


def work(task: Task) -> Any:
    """Run one task; a reader's error becomes a Problem. Runs in a worker process."""
    name, values = task
    try:
        return WORK[name](*values)
    except (MemoryError, RecursionError):
        raise  # the sandbox says which limit it was
    except Exception as error:  # noqa: BLE001 - untrusted bytes
        return Problem("document", "crash", type(error).__name__)


class Drawers:
    """A fixed number of workers, each started when first needed; callers wait while all are busy."""

    def __init__(self, count: int = SIDE_BY_SIDE) -> None:
        self.free: Queue[Workers[Task, Any]] = Queue()
        for _ in range(count):
            self.free.put(Workers(work, 1, LIMITS, PRELOAD))

    def run(self, name: str, *values: Any) -> Any:
        """Return a task's result, or a Problem of the task or of a worker that hung or died."""
        workers = self.free.get()
        try:
            ((_, result),) = workers.run([(name, values)])
        finally:
            self.free.put(workers)
        return result


DRAWERS = Drawers()


def drawn(name: str, *values: Any) -> Any:
    """Return a task's result; raises Absent if it cannot be done within the limits."""
    result = DRAWERS.run(name, *values)
    if isinstance(result, Problem):
        raise Absent(*NOT_DRAWN)
    return result
