"""Seconds from sending a draft to /check until its verdict is there: a Word file of two pages, and scans.

`python bench/check.py [FILE.scan.pdf …]`; without files, a scan of tests/quality. Each upload waits until the process for it is ready, as a
visitor finds it who does not come right after another; `cpu` is the processor time of reading and of writing the verdict, in this process.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx

from archive.parse import verdict_page, word_file
from archive.parse.reports_in import reports_in
from archive.parse.verdict import verdict_of
from archive.publish.snapshot import snapshot
from bench.server_process import serving
from bench.synthetic import make
from gongkai.home import Home
from parsers.types import Source
from tests.helpers import drafts
from tests.quality import corpus

TIMES = {"docx": 15, "scan": 3}
SETTLED = 5.0  # seconds after which the next process is ready: it takes 0.3


def scans(given: list[str]) -> Iterator[tuple[str, bytes]]:
    if given:
        yield from ((Path(name).name, Path(name).read_bytes()) for name in given)
        return
    recipe = next(one for one in corpus.recipes() if one.format.startswith("scan") and one.form == "2021" and not one.messes)
    yield f"{recipe.name}.pdf", corpus.body_of(recipe)


def cpu(name: str, body: bytes) -> float:
    """Return the processor seconds of reading a draft and writing its verdict as a page, a file and a Word file."""
    began = time.process_time()
    verdicts = [verdict_of(*entry) for entry in reports_in((name, Source(body)))]
    verdict_page.fragment(verdicts, "zh")
    verdict_page.standalone(verdicts, "zh")
    word_file.docx(verdicts, "zh")
    return time.process_time() - began


@contextmanager
def site() -> Iterator[str]:
    """Serve a small archive with /check; yield its address."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        make(home / "gongkai.db", 2_000)
        snapshot(Home(home), accept=True)
        command = [sys.executable, "-m", "gongkai", "--home", name, "serve", "--check", "--port", "{port}"]
        with serving(command) as (address, _, _):
            yield address


def measured(client: httpx.Client, name: str, body: bytes, times: int) -> str:
    walls = []
    for _ in range(times):
        time.sleep(SETTLED)
        began = time.perf_counter()
        answer = client.post("/check", files={"draft": (name, body)})
        walls.append(time.perf_counter() - began)
        assert (answer.status_code, 'class="verdict"' in answer.text) == (200, True), answer.text[:400]
    spent = min(cpu(name, body) for _ in range(2))
    seconds = (min(walls), statistics.median(walls), max(walls), spent)
    return f"| {name} | {len(body) / 1000:,.0f} | {times} | {' | '.join(f'{each:.2f}' for each in seconds)} |"


def main() -> None:
    os.environ["GONGKAI_TIDY_FORMATS"] = "csv"
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("| draft | kB | uploads | least s | median s | most s | cpu s |\n|---|---|---|---|---|---|---|")
    with site() as address, httpx.Client(base_url=address, timeout=300, headers={"origin": address}) as client:
        print(measured(client, "draft.docx", drafts.word(), TIMES["docx"]), flush=True)
        for name, body in scans(sys.argv[1:]):
            print(measured(client, name, body, TIMES["scan"]), flush=True)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
