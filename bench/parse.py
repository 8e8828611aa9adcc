"""Reports read per second by one process: page to document, document to report with its checks. HTML here; PDF in pdf.py.

`python bench/parse.py [FILE…]` reads the labelled corpus of tests/quality, or these files.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.quality import corpus

ROUNDS = 9
PADDING = 40  # kilobytes of navigation and script around a body on a real portal page


def seconds(bodies: Sequence[bytes]) -> tuple[float, float]:
    """Return the CPU seconds of one round of parsing and reading, page by page without keeping any, as a worker of `gongkai build` does."""
    parsing = reading = 0.0
    for body in bodies:
        began = time.process_time()
        document = formats.parse(Source(body))
        parsed = time.process_time()
        read_report(document)
        reading += time.process_time() - parsed
        parsing += parsed - began
    return parsing, reading


def padded(body: bytes) -> bytes:
    """Return the page with as much surrounding markup as portals add."""
    row = b'<li ms-if="el.show"><a href="/zwgk/c105000/list.shtml" title="\xe6\xa0\x8f\xe7\x9b\xae">\xe6\xa0\x8f\xe7\x9b\xae</a></li>'
    chrome = b"<div class='nav'><ul>" + row * (PADDING * 1024 // len(row)) + b"</ul></div>"
    return body.replace(b"</body>", chrome + b"</body>", 1)


def measure(name: str, bodies: Sequence[bytes]) -> str:
    facts = sum(len(read_report(formats.parse(Source(body))).facts) for body in bodies)
    rounds = [seconds(bodies) for _ in range(ROUNDS)]
    parsing, reading = (statistics.median(times) for times in zip(*rounds, strict=True))
    kilobytes = statistics.mean(map(len, bodies)) / 1024
    rate = len(bodies) / (parsing + reading)
    return (
        f"| {name} | {len(bodies)} | {kilobytes:.0f} | {facts / len(bodies):.0f} | {1000 * parsing / len(bodies):.1f} | "
        f"{1000 * reading / len(bodies):.1f} | {rate:.0f} |"
    )


def main() -> None:
    print("| pages | number | KB | figures each | page → document ms | document → report ms | reports/s |\n|---|---|---|---|---|---|---|")
    if len(sys.argv) > 1:
        print(measure("given", [Path(name).read_bytes() for name in sys.argv[1:]]))
        return
    for form in ("2021", "2019", "national", "provincial", "prose"):
        bodies = [corpus.body_of(recipe) for recipe in corpus.recipes() if recipe.format == "html" and recipe.form == form][:40]
        print(measure(form, bodies))
    word = [recipe for recipe in corpus.recipes() if (recipe.format, recipe.form, recipe.editor) == ("html", "2021", "word")]
    print(measure("2021, Word paste, portal chrome", [padded(corpus.body_of(recipe)) for recipe in word]))


if __name__ == "__main__":
    main()
