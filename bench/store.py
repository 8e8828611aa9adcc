"""How fast the database is rebuilt from WARC files, how fast everything is verified, and how large it becomes.

`python bench/store.py [--documents 2000]`

One WARC file per hundred documents; one document in ten is an annual report of the sample city, the others are notices of some 20 KB.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from archive.build.build import build  # noqa: E402
from archive.store import warc_files  # noqa: E402 - as above
from archive.verify import verify  # noqa: E402 - the repository's root comes first
from bench.synthetic_texts import JOINTS, WORDS  # noqa: E402
from crawler.sample.papers import city, figures, paper, render  # noqa: E402
from gongkai.home import Home  # noqa: E402
from tests.helpers.warcs import Warc, page  # noqa: E402

ROUNDS = 3
# What frames every page of a portal.
AROUND = "".join(f"<li><a href='/x/{number}.html' title='导航'>导航栏目{number}</a></li>" for number in range(250))


def notice(choice: random.Random) -> bytes:
    """Return a notice of some 1,500 characters in a page of some 20 KB."""
    words = "".join(choice.choice(WORDS) + choice.choice(JOINTS) for _ in range(250))
    title = f"关于{choice.choice(WORDS)}的通知{choice.randrange(10**6)}"
    return page(title, "".join(f"<p>{words[at : at + 200]}</p>" for at in range(0, len(words), 200)), extra=f"<ul>{AROUND}</ul>")


def reports() -> list[bytes]:
    """Return the sample city's reports as pages."""
    drawn = (found for agency in city.agencies() for found in figures.reports(agency))
    return [page(paper.paper(found).title, render.html(paper.paper(found))) for found in drawn]


def fill(home: Path, count: int) -> None:
    """Write the WARC files."""
    choice, printed = random.Random(3), cycle(reports())
    numbers = iter(range(count))
    while batch := list(islice(numbers, 100)):
        warc = Warc(run="20240102T000000Z-bench").start()
        for number in batch:
            body, column = (next(printed), "annual") if number % 10 == 0 else (notice(choice), "news")
            warc.fetch(f"http://town.example/{number}.html", body, column=column, list_title="")
        warc.write(home, batch[0] // 100)


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU seconds of this process and the elapsed seconds of a call, from the round with the median CPU time."""
    rounds = []
    for _ in range(ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        rounds.append((time.process_time() - cpu, time.perf_counter() - wall))
    return sorted(rounds)[ROUNDS // 2]


class Here:
    """Replacement for the worker processes that reads in this process, so that its CPU time can be measured."""

    seconds = 0.0

    def __init__(self, function: Callable[[Any], Any], *_: object, **__: object) -> None:
        self.function = function

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Read one after the other."""
        for task in tasks:
            start = time.process_time()
            answer = self.function(task)
            Here.seconds += time.process_time() - start
            yield task, answer


def scans(home: Path, count: int) -> None:
    """Write a WARC file of incompressible attachments, a megabyte of noise each."""
    warc, choice = Warc(run="20240102T000000Z-scan").start(), random.Random(4)
    for number in range(count):
        warc.fetch(f"http://town.example/{number}.pdf", choice.randbytes(1 << 20), kind="attachment", media_type="application/pdf")
    warc.write(home, 1)


def rebuilt(home: Home, count: int) -> Iterator[tuple[str, str]]:
    """Yield the costs of reading and of writing separately, and the time of both in their processes."""
    with patch("archive.build.build.Workers", Here):
        Here.seconds = 0.0
        cpu, _ = spent(lambda: build(home, 1, rebuild=True))
    reading = Here.seconds / ROUNDS
    yield "reading a document (bytes to facts), one core", f"{count / reading:,.0f} documents per CPU second"
    yield "harvest, writing, search index, checks: the one writer", f"{count / (cpu - reading):,.0f} documents per CPU second"
    for jobs in sorted({1, os.cpu_count() or 1}):
        _, wall = spent(lambda jobs=jobs: build(home, jobs, rebuild=True))
        yield f"build --rebuild --jobs {jobs}", f"{count / wall:,.0f} documents per elapsed second"
    cpu, wall = spent(lambda: build(home))
    yield "build, nothing new", f"{cpu * 1000:,.0f} ms CPU, {wall * 1000:,.0f} ms elapsed"


def verified(name: str, home: Home) -> Iterator[tuple[str, str]]:
    """Yield the cost of a full verification."""
    found = verify.verify(home, 1, again=True)
    assert not found.faults, found.faults[0]
    cpu, wall = spent(lambda: verify.verify(home, 1, again=True))
    yield (
        f"verify, {name}",
        (
            f"{found.records / cpu:,.0f} records and {found.bytes / cpu / 1e6:,.0f} MB of WARC per CPU second "
            f"({found.bytes / wall / 1e6:,.0f} MB/s elapsed)"
        ),
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=2000)
    count = options.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        home, large = Home(Path(folder) / "pages"), Home(Path(folder) / "scans")
        fill(home.root, count)
        scans(large.root, 100)
        rows = [*rebuilt(home, count), *verified("pages of 20 KB", home), *verified("attachments of 1 MB that do not pack", large)]
        packed = sum(file.size for file in warc_files.listed(home.warc))
        rows.append(("WARC files and database of the pages", f"{packed / 1e6:,.1f} MB and {home.database.stat().st_size / 1e6:,.1f} MB"))
    rows.append(("memory, all of it in one process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"))
    print(f"{count:,} documents, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n\n| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
