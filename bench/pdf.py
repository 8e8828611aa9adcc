"""Text PDF: correct cells, pages a second and memory of our reader and of three others, on the same generated reports, in one run.

`python bench/pdf.py [--rounds N] [--every N] [--keep DIR]`

PyMuPDF and camelot get a separate environment, in DIR or in a temporary folder; `--every 1` takes every report instead of every third.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium

from gongkai.chinese_text import squeeze
from parsers.pdf import document as pdf_document
from parsers.report.read import read_report
from parsers.types import Cell, Document, Source, Table

HERE = Path(__file__).parent
OTHERS = ("pymupdf", "camelot-py")
READERS = {"ours": sys.executable, "pdfplumber": sys.executable, "pymupdf": "", "camelot": ""}
NAMES = {
    "ours": "gongkai",
    "pdfplumber": "pdfplumber extract_tables, defaults",
    "pymupdf": "PyMuPDF find_tables",
    "camelot": "camelot lattice",
}


def environment(folder):
    """Return a Python with the two libraries that are not dependencies of the project."""
    python = folder / "env" / "bin" / "python"
    if python.exists():
        return str(python)
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", str(folder / "env")] if uv else [sys.executable, "-m", "venv", str(folder / "env")]
    add = [uv, "pip", "install", "-q", "--python", str(python)] if uv else [str(python), "-m", "pip", "install", "-q"]
    subprocess.run(make, check=True)
    subprocess.run([*add, *OTHERS], check=True)
    return str(python)


def corpus(folder):
    """Return the labelled PDFs, written by those of reportlab, Chromium and LibreOffice that this machine has."""
    for kind in () if folder.exists() else ("pdf-2", "pdf-national", "pdf-provincial", "pdf-chromium-", "pdf-office-"):
        subprocess.run(
            [sys.executable, "-m", "tests.quality.corpus", "--out", str(folder), "--only", kind],
            check=True,
            cwd=HERE.parent,
            stdout=subprocess.DEVNULL,
        )
    return [path for path in sorted(folder.glob("*.pdf")) if truth_of(path)]


def truth_of(path):
    """Return the true cells of a report, (table, item, measure) to value; only those that are unambiguous to a reader."""
    facts = json.loads(path.with_suffix(".truth.json").read_text())["facts"]
    return {(f["table"], squeeze(f["item"]), f["measure"]): f["value"] for f in facts if f.get("sure", True) and f["state"] == "number"}


def right(path, tables, paragraphs):
    """Return how many true cells the same grammar finds in these tables, and how many false ones."""
    found = tuple(Table(n, tuple(Cell(*cell) for cell in cells)) for n, cells in enumerate(tables))
    facts = read_report(Document("", None, "application/pdf", "", (*paragraphs, *found))).facts
    values = {(f.table, squeeze(f.item), f.measure): f.value for f in facts if f.value is not None}
    truth = truth_of(path)
    return (
        sum(values.get(key) == value for key, value in truth.items()),
        sum(truth[key] != value for key, value in values.items() if key in truth),
        len(truth),
    )


def measured(reader, python, files):
    """Run one reader over all files; return {file: (cpu, tables)} and its peak memory in MB."""
    run = subprocess.run(
        [python, str(HERE / "readers" / "pdf_tables.py"), reader, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parent,
    )
    *lines, last = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    return {line["file"]: (line["cpu"], line["tables"]) for line in lines}, last["peak_mb"]


def line(reader, python, files, pages, prose, rounds):
    """Return the row of the table for one reader."""
    runs = [measured(reader, python, files) for _ in range(rounds)]
    cpu = median(sum(seconds for seconds, _ in found.values()) for found, _ in runs) / pages
    scores = [right(path, runs[0][0][str(path)][1], prose[path]) for path in files]
    good, wrong, true = (sum(score[n] for score in scores) for n in range(3))
    whole = sum(score[0] == score[2] for score in scores)
    peak = max(peak for _, peak in runs)
    return f"| {NAMES[reader]} | {good / true:.4f} | {wrong} | {whole}/{len(files)} | {cpu * 1000:.1f} | {1 / cpu:.0f} | {peak} |"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--every", type=int, default=3)
    options.add_argument("--keep", type=Path)
    args = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as made:
        folder = args.keep or Path(made)
        other, files = environment(folder), corpus(folder / "corpus")[:: args.every]
        pages = sum(len(pdfium.PdfDocument(path)) for path in files)
        prose = {path: [b for b in pdf_document.parse(Source(path.read_bytes())).blocks if not isinstance(b, Table)] for path in files}
        print(f"{len(files)} reports, {pages} pages, {sum(len(truth_of(path)) for path in files)} cells\n")
        print("| reader | cells right | wrong | reports without a fault | CPU ms a page | pages a CPU second | peak MB |")
        print("|---|---|---|---|---|---|---|")
        for reader, python in READERS.items():
            print(line(reader, python or other, files, pages, prose, args.rounds if python else 1), flush=True)


if __name__ == "__main__":
    main()
