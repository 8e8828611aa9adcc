"""Rows as CSV, Parquet and XLSX files, written piece by piece so that memory use stays small whatever there is to write."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any, Protocol

from gongkai.errors import UsageError

Column = tuple[str, str]  # name and type: string, integer or number
Rows = Sequence[Sequence[Any]]
PARQUET_TYPES = {"integer": "int64", "number": "float64", "string": "string"}
GROUP = 1_500_000  # cells of a row group of Parquet: 50,000 rows of facts_tidy; as many of report_wide took 480 MB
SHEET_ROWS = 1_048_575  # a sheet of XLSX has so many below its head
CELL_CHARACTERS = 32_767  # and a cell so many characters


class RowFile(Protocol):
    """A file that takes rows."""

    def write(self, rows: Rows) -> None:
        """Append rows."""

    def close(self) -> None:
        """Complete the file."""


class CsvFile:
    """CSV in UTF-8 without byte order mark, as RFC 4180 has it; cells as they are, empty for NULL."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.stream = path.open("w", encoding="utf-8", errors="replace", newline="")
        self.writer = csv.writer(self.stream)
        self.writer.writerow([name for name, _ in columns])

    def write(self, rows: Rows) -> None:
        """Append rows."""
        self.writer.writerows(rows)

    def close(self) -> None:
        """Complete the file."""
        self.stream.close()


class ParquetFile:
    """Parquet with Zstandard; a cell that does not fit its column's type is null. UsageError if pyarrow is not installed.

    Rows wait until they have `group` cells; 0 writes them as they come.
    """

    def __init__(self, path: Path, columns: Sequence[Column], group: int = GROUP) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise UsageError("Parquet needs gongkai[parquet]; `gongkai doctor` prints how to install it") from error
        self.kinds = [kind for _, kind in columns]
        self.schema = pyarrow.schema([(name, getattr(pyarrow, PARQUET_TYPES[kind])()) for name, kind in columns])
        self.table = pyarrow.table
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd")
        self.group = group
        self.waiting: list[Sequence[Any]] = []

    def write(self, rows: Rows) -> None:
        """Append rows."""
        self.waiting.extend(rows)
        if len(self.waiting) * len(self.kinds) >= self.group:
            self.flush()

    def flush(self) -> None:
        """Write the waiting rows as a row group."""
        cells = [[fitted(cell, kind) for cell in column] for kind, column in zip(self.kinds, zip(*self.waiting, strict=True), strict=True)]
        self.writer.write_table(self.table(cells, schema=self.schema))
        self.waiting = []

    def close(self) -> None:
        """Complete the file."""
        if self.waiting:
            self.flush()
        self.writer.close()


class XlsxFile:
    """A workbook: the rows in one sheet, what its columns mean in another. UsageError if XlsxWriter is not installed."""

    def __init__(self, path: Path, columns: Sequence[Column], meanings: Sequence[Sequence[str]], made: datetime) -> None:
        try:
            import xlsxwriter
        except ImportError as error:
            raise UsageError("XLSX needs gongkai[xlsx]; `gongkai doctor` prints how to install it") from error
        self.parts = path.with_name(f".{path.name}.parts")  # where the sheet grows; the name is hidden from what is published
        rmtree(self.parts, ignore_errors=True)
        self.parts.mkdir()
        inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(self.parts), **inert})
        self.book.set_properties({"created": made.replace(tzinfo=None)})  # the same rows give the same bytes
        self.sheet = self.book.add_worksheet("数据 data")
        self.sheet.freeze_panes(1, 1)
        self.row, self.cut = 0, 0
        self.write([[name for name, _ in columns]])
        self.meanings = [("列 column", "含义", "meaning"), *meanings]

    def write(self, rows: Rows) -> None:
        """Append rows; a text longer than a cell can hold is cut and counted."""
        for row in rows:
            for column, cell in enumerate(row):
                self._put(self.sheet, self.row, column, cell)
            self.row += 1

    def _put(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        """Write one cell: numbers as numbers, everything else as text, nothing for NULL."""
        if isinstance(cell, int | float):
            sheet.write_number(row, column, cell)
        elif cell is not None:
            text = str(cell)
            self.cut += len(text) > CELL_CHARACTERS
            sheet.write_string(row, column, text[:CELL_CHARACTERS])

    def close(self) -> None:
        """Add the sheet of the meanings and complete the file."""
        from xlsxwriter.exceptions import XlsxFileError

        about = self.book.add_worksheet("说明 columns")
        for row, words in enumerate(self.meanings):
            for column, text in enumerate(words):
                self._put(about, row, column, text)
        try:
            self.book.close()
        except XlsxFileError as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error  # it wraps that of a full disk
        finally:
            rmtree(self.parts, ignore_errors=True)


def fitted(cell: Any, kind: str) -> Any:
    """Return a cell as its Parquet column holds it: text for text, a number for a number, None for anything else.

    >>> fitted(3, "string"), fitted("3", "integer"), fitted(2.5, "number"), fitted(None, "string")
    ('3', None, 2.5, None)
    """
    if cell is None or isinstance(cell, bytes):
        return None
    if kind == "string":
        return str(cell)
    with suppress(ValueError, OverflowError):
        if isinstance(cell, int | float):
            return int(cell) if kind == "integer" else float(cell)
    return None
