"""One table reader over PDFs, for bench/pdf.py: prints {file, cpu, tables} per line and its peak memory last.

Run with the Python of the environment that holds the reader: `pdf_tables.py READER FILE...`
"""

import json
import resource
import sys
import time
from pathlib import Path


def ours(path):
    from parsers.pdf import document as pdf_document
    from parsers.types import Source

    tables = pdf_document.parse(Source(Path(path).read_bytes())).tables
    return [[[cell.row, cell.column, cell.text, cell.rowspan, cell.colspan] for cell in table.cells] for table in tables]


def pdfplumber_default(path):
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [grid(rows) for page in pdf.pages for rows in page.extract_tables()]


def pymupdf_tables(path):
    import pymupdf

    with pymupdf.open(path) as pdf:
        return [grid(table.extract()) for page in pdf for table in page.find_tables().tables]


def camelot_lattice(path):
    import camelot

    return [grid(table.df.values.tolist()) for table in camelot.read_pdf(path, pages="all", flavor="lattice")]


def grid(rows):
    """Convert the rows a library returns to cells with their spans; None is a position covered by a merged cell."""
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is not None:
                width = 1 + next((n for n, other in enumerate(row[c + 1 :]) if other is not None), len(row) - c - 1)
                below = (n for n, other in enumerate(rows[r + 1 :]) if any(place is not None for place in other[c : c + width]))
                cells.append([r, c, text, 1 + next(below, len(rows) - r - 1), width])
    return cells


READERS = {"ours": ours, "pdfplumber": pdfplumber_default, "pymupdf": pymupdf_tables, "camelot": camelot_lattice}


def main():
    reader, files = READERS[sys.argv[1]], sys.argv[2:]
    reader(files[0])  # imports and caches are not what is measured
    for path in files:
        started = time.process_time()
        tables = reader(path)
        print(json.dumps({"file": path, "cpu": time.process_time() - started, "tables": tables}))
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
