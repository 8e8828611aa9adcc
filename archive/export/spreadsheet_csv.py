"""CSV for spreadsheets: formulas are made inert."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # so that spreadsheets read UTF-8


def inert(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> inert("=1+1"), inert(-3), inert("-3"), inert("公开"), inert(None)
    ("'=1+1", -3, "'-3", '公开', None)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return columns and rows as CSV with a byte order mark, every cell inert."""
    return MARK + lines(columns, ([inert(value) for value in row] for row in rows))


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return columns and rows as plain CSV; without columns, rows only, to continue an earlier piece."""
    written = io.StringIO()
    writer = csv.writer(written)
    if columns:
        writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()
