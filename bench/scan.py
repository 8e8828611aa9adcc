"""Scans: correct cells, CPU seconds a page and memory of three readers in one run.

`python bench/scan.py [FILE.scan.pdf with FILE.truth.json …]`; without files, six kinds of scans of tests/quality, and ../shared/reports.

gongkai reads cell by cell; tesseract and RapidOCR read the entire page, and their lines are scored generously: the line whose characters
are most like a row's label counts, and figures are compared from the right. Needs tesseract-ocr-chi-sim (Debian).
"""

from __future__ import annotations

import difflib
import io
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from parsers import formats
from parsers.report.read import read_report
from parsers.types import Source
from tests.quality import corpus
from tests.quality.forms import LABELS, bare
from tests.quality.paper import truth

SHARED = Path(__file__).parent.parent.parent / "shared" / "reports"
Key = tuple[str, str, str]
Values = dict[Key, float | None]


def values(labelled: dict[str, list[dict[str, object]]]) -> Values:
    return {(fact["table"], fact["item"], fact["measure"]): fact["value"] for fact in labelled["facts"]}  # type: ignore[misc]


def gongkai(body: bytes, true: Values) -> tuple[int, int]:
    """Return (correct cells, wrong cells not marked as uncertain)."""
    found = {(fact.table, fact.item, fact.measure): fact for fact in read_report(formats.parse(Source(body))).facts}
    blanks = {key for key, value in true.items() if value is None}
    right = sum(key in found and found[key].value == true[key] for key in true) + len(blanks - set(found))
    silent = sum(key in found and found[key].value not in (None, value) for key, value in true.items())
    return right, silent + sum(fact.value is not None for key, fact in found.items() if key not in true)


def full_page(lines_of: Callable[[object], list[str]]) -> Callable[[bytes, Values], tuple[int, int]]:
    """Turn a reader of lines into a reader of cells; rows are found by their labels."""

    def read(body: bytes, true: Values) -> tuple[int, int]:
        lines = [line for picture in pictures(body) for line in lines_of(picture)]
        right = wrong = 0
        for label, expected in rows(true):
            found = figures(max(lines, key=lambda line: alike(label, line), default=""))[-len(expected) :]
            same = sum(one == other for one, other in zip(reversed(found), reversed(expected), strict=False))
            right, wrong = right + same, wrong + len(found) - same
        return right, wrong

    return read


def pictures(body: bytes) -> list[object]:
    """Return the pages as RGB arrays, at the resolution of their pictures."""
    import pypdfium2

    from parsers.scan import blocks as scan_blocks

    count = len(pypdfium2.PdfDocument(body))
    return [picture.pixels for picture in scan_blocks.pdf_pictures(body, range(1, count + 1))]


def rows(true: Values) -> list[tuple[str, list[float | None]]]:
    """Return each row's label and its figures from left to right."""
    found: dict[tuple[str, str], list[float | None]] = {}
    for (table, item, _), value in true.items():
        found.setdefault((table, "" if table == "disputes" else item), []).append(value)
    return [(label_of(table, item), numbers) for (table, item), numbers in found.items()]


def label_of(table: str, item: str) -> str:
    if table == "requests":
        return str(LABELS["requests"][item][1])
    if table == "proactive":
        return next((group["rows"][item] for form in LABELS["proactive"].values() for group in form if item in group["rows"]), item)
    return bare(item.rsplit("/", 1)[-1])


def alike(label: str, line: str) -> float:
    """Return how much of a label occurs in a line; a line of the fifteen figures of section four has no label."""
    if not label:
        return float(len(figures(line)))
    letters = re.sub(r"[\d\s.,+-]", "", line)
    return difflib.SequenceMatcher(None, re.sub(r"[\d\s.]", "", label), letters, autojunk=False).ratio()


def figures(line: str) -> list[float]:
    return [float(text.replace(",", "")) for text in re.findall(r"[-+]?\d+(?:[.,]\d+)*", line) if text.count(".") < 2]


def tesseract_lines(picture: object) -> list[str]:
    from PIL import Image

    stream = io.BytesIO()
    page = Image.fromarray(picture)  # type: ignore[arg-type]
    page.resize((page.width * 2, page.height * 2), Image.Resampling.LANCZOS).save(stream, "PNG")  # as its manual advises for small print
    command = ["tesseract", "-", "-", "-l", "chi_sim", "--psm", "6"]
    return subprocess.run(command, input=stream.getvalue(), capture_output=True, check=True).stdout.decode().splitlines()


def rapidocr_lines(picture: object) -> list[str]:
    """Join boxes at the same height into lines."""
    found = ENGINE(picture, use_cls=False)  # type: ignore[name-defined]  # noqa: F821 - made once, in its own process
    pairs = zip(found.boxes, found.txts, strict=True)
    boxes = sorted(((box[:, 1].mean(), box[:, 0].min(), text) for box, text in pairs), key=lambda one: one[0])
    lines: list[list[tuple[float, float, str]]] = []
    for box in boxes:
        if lines and box[0] - lines[-1][-1][0] < 9:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [" ".join(text for _, _, text in sorted(line, key=lambda one: one[1])) for line in lines]


READERS = {"gongkai": gongkai, "RapidOCR, full page": full_page(rapidocr_lines), "tesseract, full page": full_page(tesseract_lines)}


def one(reader: str, folder: Path) -> None:
    """Read every scan of a folder with one reader, in this process, and print the cost."""
    if reader.startswith("RapidOCR"):
        from rapidocr import RapidOCR

        globals()["ENGINE"] = RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": 2400})
    documents = []
    for path in sorted(folder.glob("*.pdf")):
        body, true = path.read_bytes(), values(json.loads(path.with_suffix(".json").read_text()))
        began = used()
        started = time.monotonic()
        right, wrong = READERS[reader](body, true)
        documents.append(
            {
                "pages": len(pictures(body)),
                "cells": len(true),
                "right": right,
                "wrong": wrong,
                "cpu": used() - began,
                "wall": time.monotonic() - started,
            }
        )
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(json.dumps({"documents": documents, "memory": memory}))


def used() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def gather(folder: Path, given: list[Path]) -> None:
    """Copy the scans and their labels into one folder."""
    shared = given or sorted(SHARED.glob("*.scan.pdf"))
    for path in shared:
        (folder / f"shared-{path.name}").write_bytes(path.read_bytes())
        labelled = json.loads((path.parent / f"{path.name.split('.')[0]}.truth.json").read_text())
        (folder / f"shared-{path.name}").with_suffix(".json").write_text(json.dumps(labelled))
    chosen = [one for one in corpus.recipes() if one.format.startswith("scan") and one.form == "2021" and not one.messes]
    for recipe in () if given else chosen:
        (folder / f"{recipe.name}.pdf").write_bytes(corpus.body_of(recipe))
        (folder / f"{recipe.name}.json").write_text(json.dumps(truth(corpus.paper_of(recipe))))


def main() -> None:
    import tempfile

    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gather(folder, [Path(path) for path in sys.argv[1:]])
        print("| reader | documents | pages | cells right | wrong and not marked | cpu s/page | wall s/page | memory MB |")
        print("|---|---|---|---|---|---|---|---|")
        for reader in READERS:
            if reader.startswith("tesseract") and not shutil.which("tesseract"):
                print("| tesseract | not installed: apt-get install tesseract-ocr-chi-sim |")
                continue
            command = [sys.executable, __file__, "--one", reader, str(folder)]
            results = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
            for kind in ("shared", ""):
                pairs = zip(results["documents"], sorted(folder.glob("*.pdf")), strict=True)
                chosen = [document for document, path in pairs if path.name.startswith("shared") == bool(kind)]
                show(reader, kind, chosen, results["memory"])


def show(reader: str, kind: str, documents: list[dict[str, float]], memory: int) -> None:
    if not documents:
        return
    total = {name: sum(document[name] for document in documents) for name in documents[0]}
    speed = [statistics.median(document[name] / document["pages"] for document in documents) for name in ("cpu", "wall")]
    counted = f"{len(documents)} | {total['pages']} | {total['right'] / total['cells']:.4f} | {total['wrong']}"
    print(f"| {reader} on {kind or 'corpus'} | {counted} | {speed[0]:.1f} | {speed[1]:.1f} | {memory} |", flush=True)


if __name__ == "__main__":
    main()
