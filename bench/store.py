"""How fast the database is rebuilt from WARC files, how fast all of it is verified, and how large it becomes.

    python bench/store.py [--documents 3000]

One WARC file a hundred documents: one in ten an annual report of the sample city, the others notices of some 20 KB.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from archive import records, verify  # noqa: E402 - the repository's root comes first
from archive.build import build  # noqa: E402
from bench.synthetic import JOINTS, WORDS  # noqa: E402
from crawler.sample import city, figures, paper, render  # noqa: E402
from parsers.contract import Home  # noqa: E402
from tests.archive.warcs import Warc, page  # noqa: E402

ROUNDS = 3
# What frames every page of a portal.
AROUND = "".join(f"<li><a href='/x/{number}.html' title='导航'>导航栏目{number}</a></li>" for number in range(250))


def notice(choice: random.Random) -> bytes:
    """A notice of some 1,500 characters in a page of some 20 KB."""
    words = "".join(choice.choice(WORDS) + choice.choice(JOINTS) for _ in range(250))
    title = f"关于{choice.choice(WORDS)}的通知{choice.randrange(10 ** 6)}"
    return page(title, "".join(f"<p>{words[at:at + 200]}</p>" for at in range(0, len(words), 200)), extra=f"<ul>{AROUND}</ul>")


def reports() -> list[bytes]:
    """The sample city's reports as pages."""
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


def timed(work: object) -> float:
    """Seconds a call takes."""
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def scans(home: Path, count: int) -> None:
    """Write a WARC file of attachments that do not pack: a megabyte of noise each."""
    warc, choice = Warc(run="20240102T000000Z-scan").start(), random.Random(4)
    for number in range(count):
        warc.fetch(f"http://town.example/{number}.pdf", choice.randbytes(1 << 20), kind="attachment", media_type="application/pdf")
    warc.write(home, 1)


def verified(home: Home, jobs: int) -> tuple[float, verify.Result]:
    """Median seconds of a check of everything, and what it found."""
    found = verify.verify(home, jobs, again=True)
    assert not found.faults, found.faults[0]
    return statistics.median(timed(lambda: verify.verify(home, jobs, again=True)) for _ in range(ROUNDS)), found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=3000)
    count, cores = options.parse_args().documents, os.cpu_count() or 1
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        home, large = Home(Path(folder) / "pages"), Home(Path(folder) / "scans")
        fill(home.root, count)
        scans(large.root, 100)
        for jobs in (1, cores):
            seconds = statistics.median(timed(lambda jobs=jobs: build(home, jobs, rebuild=True)) for _ in range(ROUNDS))
            rows.append((f"build --rebuild --jobs {jobs}", f"{count / seconds:,.0f} documents/s"))
        rows.append(("build, nothing new", f"{statistics.median(timed(lambda: build(home)) for _ in range(ROUNDS)) * 1000:,.0f} ms"))
        for jobs in (1, cores):
            seconds, found = verified(home, jobs)
            speed = f"{found.records / seconds:,.0f} records/s, {found.bytes / seconds / 1e6:,.0f} MB/s packed"
            rows.append((f"verify --jobs {jobs}, pages", speed))
        seconds, found = verified(large, 1)
        rows.append(("verify --jobs 1, attachments of 1 MB", f"{found.bytes / seconds / 1e6:,.0f} MB/s"))
        packed = sum(file.size for file in records.listed(home.warc))
        rows.append(("WARC files of the pages", f"{packed / 1e6:,.1f} MB"))
        rows.append(("database of the pages", f"{home.database.stat().st_size / 1e6:,.1f} MB"))
        rows.append(("memory of the writer", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"))
    print(f"{count:,} documents\n\n| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
