"""Real scans degraded and rescanned at other settings: figures correct, doubtful, wrong and unmarked, one setting at a time.

`python bench/rescan.py [--wear NAME …] [FILE.scan.pdf with FILE.truth.json …]`; without files, ../shared/reports.

Only pages with ruled tables are read; figures of other pages are not counted. The settings are in tests/quality/writers/wear.py.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent))

from parsers.report.read import read_report
from parsers.scan import blocks as scan_blocks
from parsers.scan.grid import find_tables
from parsers.scan.page_image import upright
from parsers.types import Document, Fact, text_of
from tests.quality.writers.wear import WEARS

SHARED = Path(__file__).parent.parent.parent / "shared" / "reports"
Key = tuple[str, str, str]
Facts = dict[Key, Fact]


def table_pages(path: Path) -> list[scan_blocks.Picture]:
    """Return the pages of a scan that have a ruled table."""
    import pypdfium2

    count = len(pypdfium2.PdfDocument(path.read_bytes()))
    drawn = scan_blocks.pdf_pictures(path.read_bytes(), range(1, count + 1))
    return [picture for picture in drawn if find_tables(upright(picture.pixels))]


def facts_of(pages: list[scan_blocks.Picture]) -> tuple[Facts, float]:
    """Return the figures read and the CPU seconds used."""
    began = time.process_time()
    blocks, problems = scan_blocks.read_pictures(pages)
    found = read_report(Document("", None, "scan", text_of(blocks), blocks, problems=problems))
    return {(fact.table, fact.item, fact.measure): fact for fact in found.facts}, time.process_time() - began


def worn(pages: list[scan_blocks.Picture], name: str) -> list[scan_blocks.Picture]:
    pictures = [WEARS[name](Image.fromarray(page.pixels), Random(f"{name} {page.page}")) for page in pages]
    return [scan_blocks.Picture(page.page, numpy.asarray(picture)) for page, picture in zip(pages, pictures, strict=True)]


def judged(found: Facts, true: dict[Key, float | None]) -> Iterator[tuple[str, str]]:
    """Yield for each figure, expected or invented, whether it is right, in doubt, lost or wrong, and which one it is."""
    for key, value in true.items():
        fact = found.get(key)
        if fact is not None and fact.state == "uncertain":
            yield "in doubt", f"{key}: {fact.raw!r}, not {value}"
        elif (fact.value if fact else None) == value:
            yield "right", ""
        else:
            yield ("wrong" if fact and fact.value is not None else "lost"), f"{key}: {fact.raw if fact else 'nothing'!r}, not {value}"
    for key, fact in found.items():
        if key not in true and fact.value is not None and fact.state != "uncertain":
            yield "wrong", f"{key}: {fact.raw!r}, and the paper has none"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--wear", action="append", choices=sorted(WEARS))
    options.add_argument("--show", action="store_true", help="each figure that is not right")
    args = options.parse_args()
    scans = {path: table_pages(path) for path in args.files or sorted(SHARED.glob("*.scan.pdf"))}
    print("| wear | figures | right | in doubt | lost | wrong and not marked | cpu s/page |\n|---|---|---|---|---|---|---|")
    for name in args.wear or WEARS:
        counted: Counter[str] = Counter()
        seconds, findings = 0.0, []
        for path, pages in scans.items():
            found, spent = facts_of(worn(pages, name))
            seconds += spent
            for kind, which in judged(found, asked(path)):
                counted[kind] += 1
                findings += [f"  {path.name} {kind}: {which}"] * (kind != "right")
        figures = counted.total()
        each = " | ".join(str(counted[kind]) for kind in ("right", "in doubt", "lost", "wrong"))
        print(f"| {name} | {figures} | {each} | {seconds / sum(map(len, scans.values())):.1f} |", flush=True)
        if args.show:
            print(*findings, sep="\n", flush=True)


def asked(path: Path) -> dict[Key, float | None]:
    truth = json.loads((path.parent / f"{path.name.split('.')[0]}.truth.json").read_text())
    return {(fact["table"], fact["item"], fact["measure"]): fact["value"] for fact in truth["facts"]}


if __name__ == "__main__":
    main()
