"""XLSX, XLS and ET → document, by calamine: what stands in the cells as values, merged cells with their spans."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from parsers.magic import EXCEL, OLD_EXCEL, OLE
from parsers.packed import DOCTYPE, Unreadable, open_zip, read_member
from parsers.plain import text_of, unread
from parsers.text import clean
from parsers.types import Cell, Document, Paragraph, Problem, Source, Table

MAX_CELLS = 200_000  # of one file; the largest statistics workbook seen has 4,000
MAX_TOTAL = 256 * 2**20  # bytes of all members, unpacked
LONG = 40  # characters: a row of one cell longer than this is a sentence, no label
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")

Value = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta | None
Span = tuple[tuple[int, int], tuple[int, int]]


def parse(source: Source) -> Document:
    """Given a workbook, return its sheets as tables; rows of one sentence outside the tables become paragraphs."""
    media_type = OLD_EXCEL if source.body.startswith(OLE) else EXCEL
    try:
        refuse_bombs(source.body)
        blocks, problems = read_sheets(source.body)
    except Unreadable as error:
        return unread(media_type, error.code, error.message)
    if not blocks and not problems:
        problems.append(Problem("document", "no_text", "The workbook holds no filled cell."))
    title = blocks[0].text if blocks and isinstance(blocks[0], Paragraph) else ""
    return Document(title, None, media_type, text_of(blocks), tuple(blocks), problems=tuple(problems))


def refuse_bombs(body: bytes) -> None:
    """Given an XLSX, unpack it once within limits, since calamine has none; raises Unreadable. An XLS is not packed."""
    if body.startswith(OLE):
        return
    archive, total = open_zip(body), 0
    for info in archive.infolist():
        if info.filename.startswith("xl/media/") or info.is_dir():
            continue
        member = read_member(archive, info.filename)
        total += len(member)
        if total > MAX_TOTAL:
            raise Unreadable("bomb", f"The workbook unpacks to more than {MAX_TOTAL:,} bytes; it is not read.")
        if DOCTYPE.search(member[:4096]):
            raise Unreadable("dtd", f"{info.filename} declares a DTD, which the format forbids; it is not read.")


def read_sheets(body: bytes) -> tuple[list[Paragraph | Table], list[Problem]]:
    """Given a workbook, return the blocks of its visible sheets and what was left out; raises Unreadable."""
    blocks: list[Paragraph | Table] = []
    cells = 0
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(body))
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            cells += sheet.total_height * sheet.total_width
            if cells > MAX_CELLS:
                return blocks, [
                    Problem("document", "too_many_cells", f"More than {MAX_CELLS} cells; what follows was not read.", meta.name)
                ]
            rows = [[shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            blocks += sheet_blocks(rows, sheet.merged_cell_ranges or [], meta.name, len([b for b in blocks if isinstance(b, Table)]))
    except PasswordError as error:
        raise Unreadable("encrypted", "The workbook is locked with a password; ask the publisher for an open copy.") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Unreadable("damaged", f"The workbook cannot be read ({error}); fetch it again.") from error
    return blocks, []


def shown(value: Value) -> str:
    """Given the value of a cell, return it as text; a whole number has no decimal point, a date is ISO 8601.

    >>> shown(12.0), shown(24252.311082), shown(""), shown(datetime.date(2024, 1, 31))
    ('12', '24252.311082', '', '2024-01-31')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, str):
        lines = (" ".join(clean(line).split()) for line in value.splitlines())
        return "\n".join(line for line in lines if line)
    return "" if value is None else str(value)


def sheet_blocks(rows: Sequence[Sequence[str]], merged: Sequence[Span], name: str, index: int) -> Iterator[Paragraph | Table]:
    """Given the rows of a sheet, its merged ranges, its name and the number of its first table, yield its blocks."""
    spans = {start: (end[0] - start[0] + 1, end[1] - start[1] + 1) for start, end in merged}
    covered = covered_places(merged, len(rows), max(map(len, rows), default=0))
    reached = {row for (first, _), (last, _) in merged for row in range(first + 1, min(last + 1, len(rows)))}
    numbered = [(number, row) for number, row in enumerate(rows) if any(row)]
    single = {number for number, row in numbered if sum(map(bool, row)) == 1 and number not in reached}
    inner = [number for number, row in numbered if number not in single]
    prose = {number for number, row in numbered if number in single and is_prose("".join(row), number, numbered[0][0], inner)}
    for is_text, group in groupby(numbered, key=lambda item: item[0] in prose):
        if is_text:
            yield from (Paragraph("".join(row), path=f"{name}!{number + 1}") for number, row in group)
        else:
            yield Table(index, tuple(table_cells(list(group), spans, covered, name)))
            index += 1


def covered_places(merged: Sequence[Span], height: int, width: int) -> set[tuple[int, int]]:
    """Given merged ranges and the size of the sheet, return the places they cover beside their first; raises Unreadable."""
    clipped = [(r0, c0, min(r1, height - 1), min(c1, width - 1)) for (r0, c0), (r1, c1) in merged]
    if sum((r1 - r0 + 1) * (c1 - c0 + 1) for r0, c0, r1, c1 in clipped) > MAX_CELLS:
        raise Unreadable("bomb", "The merged cells of a sheet cover more than the sheet; it is not read.")
    return {(r, c) for r0, c0, r1, c1 in clipped for r in range(r0, r1 + 1) for c in range(c0, c1 + 1) if (r, c) != (r0, c0)}


def is_prose(text: str, row: int, first: int, inner: Sequence[int]) -> bool:
    """Given the only text of a row, its number, that of the first filled row and those of rows with several cells, say whether it is prose.

    It is where it stands outside the tables, is long, or numbered as a section. What stands right above a table heads it, unless it
    is the title.
    """
    outside = not inner or row < inner[0] - 1 or row > inner[-1] or row == first < inner[0]
    return outside or len(text) > LONG or bool(HEADING.match(text))


def table_cells(
    rows: Sequence[tuple[int, Sequence[str]]], spans: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]], name: str
) -> Iterator[Cell]:
    """Given numbered rows, the spans of merged cells and the places these cover, yield the cells; rows count from the table's first."""
    order = {number: place for place, (number, _) in enumerate(rows)}
    width = max((column for _, row in rows for column, text in enumerate(row) if text), default=0) + 1
    for number, row in rows:
        for column, text in enumerate(row[:width]):
            if (number, column) in covered:
                continue
            height, breadth = spans.get((number, column), (1, 1))
            down = sum(below in order for below in range(number, number + height))
            yield Cell(order[number], column, text, down, min(breadth, width - column), f"{name}!{letters(column)}{number + 1}")


def letters(column: int) -> str:
    """Given a column from 0, return its letters.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
