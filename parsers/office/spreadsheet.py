"""XLSX, XLS and ET → document, by calamine: cell values as text, merged cells with their spans."""

from __future__ import annotations

import datetime
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from gongkai.chinese_text import clean
from gongkai.terminal.amounts import counted
from parsers.files.safe_zip import DOCTYPE, Unreadable, open_zip, read_member
from parsers.files.signatures import EXCEL, OLD_EXCEL, OLE
from parsers.office import number_formats
from parsers.office.sheet_looks import PLAIN, Book, SheetLooks, kept
from parsers.types import Cell, Document, Paragraph, Problem, Source, Table, split_note, text_of, unread

MAX_CELLS = 200_000  # of one file; the largest statistics workbook seen has 4,000
MAX_TOTAL = 256 * 2**20  # bytes of all members, unpacked
LONG = 40  # characters: a row of one cell longer than this is a sentence, no label
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
# of a table on the same sheet: 附：2022年度数据
CAPTION = re.compile(r"附[件表录]?\d*[:：、]|(?:上年|去年|上一年)度?.{2,}|\S{0,4}(?:19|20)\d\d年度?\S{2,}")

Value = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta | None
Place = tuple[int, int]  # row and column from 0
Span = tuple[Place, Place]


class ShownSheet(NamedTuple):
    """The visible part of a sheet: its cells with their places in the file, merged ranges, and the rows and columns shown."""

    cells: Sequence[Sequence[Cell]]
    merged: Sequence[Span]
    rows: Sequence[int]
    columns: Sequence[int]


def parse(source: Source) -> Document:
    """Return a workbook's sheets as tables; rows of one sentence outside the tables become paragraphs."""
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
    """Unpack an XLSX once within limits, since calamine has none; raises Unreadable. An XLS is not compressed."""
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
    """Return the blocks of a workbook's visible sheets and what was left out; raises Unreadable."""
    blocks: list[Paragraph | Table] = []
    problems: list[Problem] = []
    cells = 0
    book_looks = None if body.startswith(OLE) else Book(open_zip(body))
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(book_looks.with_names(body) if book_looks is not None else body))
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            cells += (sheet.total_height + 1) * (sheet.total_width + 1)  # calamine gives the last row and column, from 0
            if cells > MAX_CELLS:
                return blocks, [
                    Problem("document", "too_many_cells", f"More than {MAX_CELLS} cells; what follows was not read.", meta.name)
                ]
            if meta.visible != SheetVisibleEnum.Visible:
                problems.append(Problem("document", "hidden_sheet", "A sheet that the workbook hides; it was not read.", meta.name))
                continue
            looks = book_looks.looks(meta.name) if book_looks is not None else SheetLooks()
            seen = visible_sheet(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [], looks)
            problems += hidden_parts(seen, looks, meta.name)
            blocks += sheet_blocks(seen, meta.name, len([b for b in blocks if isinstance(b, Table)]))
    except PasswordError as error:
        raise Unreadable("encrypted", "The workbook is locked with a password; ask the publisher for an open copy.") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Unreadable("damaged", f"The workbook cannot be read ({error}); fetch it again.") from error
    return blocks, problems


def visible_sheet(values: Sequence[Sequence[Value]], merged: Sequence[Span], looks: SheetLooks) -> ShownSheet:
    """Return the visible cells of a sheet: formatted, without hidden rows and columns.

    A merged cell whose first row or column is hidden appears at its first visible ones.
    """
    height = max([len(values), *(row + 1 for row, _ in looks.cells)])
    width = max([*map(len, values), *(column + 1 for _, column in looks.cells)], default=0)
    if height * width > MAX_CELLS:
        height, width = len(values), max(map(len, values), default=0)
    rows, columns = kept(height, looks.hidden_rows), kept(width, looks.hidden_columns)
    anchors: dict[Place, Place] = {}
    spans: list[Span] = []
    for (top, left), (bottom, right) in merged:
        inner = [bisect_left(rows, top), bisect_right(rows, bottom), bisect_left(columns, left), bisect_right(columns, right)]
        if inner[0] < inner[1] and inner[2] < inner[3]:
            anchors[rows[inner[0]], columns[inner[2]]] = (top, left)
            spans.append(((inner[0], inner[2]), (inner[1] - 1, inner[3] - 1)))
    cells = [[visible_cell(values, anchors.get((row, column), (row, column)), looks) for column in columns] for row in rows]
    return ShownSheet(cells, spans, rows, columns)


def visible_cell(values: Sequence[Sequence[Value]], at: Place, looks: SheetLooks) -> Cell:
    """Return what one cell of a sheet shows, with its row and column as in the file."""
    row, column = at
    value = values[row][column] if row < len(values) and column < len(values[row]) else ""
    look = looks.cells.get(at, PLAIN)
    cell = Cell(row, column, shown(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell = formatted(cell, value, look.style.code)
        if looks.zeros_hidden and value == 0 and cell.text:
            cell = cell._replace(text="", marks=frozenset({"hidden"}), aside=cell.text)
    if look.said is not None:
        cell = cell._replace(text=shown(look.said.text), marks=look.said.marks, aside=look.said.aside)
    if look.style.mark and cell.text:
        cell = cell._replace(text="", marks=cell.marks | {look.style.mark}, aside=f"{cell.text} {cell.aside}".strip())
    if look.formula_alone and not cell.text:
        cell = cell._replace(marks=cell.marks | {"formula"})
    return split_note(cell)


def formatted(cell: Cell, value: float, code: str) -> Cell:
    """Return a cell with its number as formatted; an unsupported format leaves the number and a doubt."""
    if not code:
        return cell
    text = number_formats.shown(value, code)
    if text is None:
        return cell._replace(doubt=f"its number format {code!r} is not known here")
    return cell._replace(text=text) if text else cell._replace(text="", marks=frozenset({"hidden"}), aside=cell.text)


def hidden_parts(seen: ShownSheet, looks: SheetLooks, name: str) -> Iterator[Problem]:
    """Yield the hidden parts of a sheet that were not read: rows and columns with content or among visible ones."""
    rows = sum(row < (seen.rows[-1] if seen.rows else 0) for row in looks.hidden_rows)
    columns = sum(column < (seen.columns[-1] if seen.columns else 0) for column in looks.hidden_columns)
    if rows or columns:
        yield Problem(
            "document",
            "hidden_cells",
            f"The sheet hides {counted(rows, 'row')} and {counted(columns, 'column')}; they were not read.",
            name,
        )


def shown(value: Value) -> str:
    """Return a cell's value as text; an integer has no decimal point, a date is ISO 8601.

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


def sheet_blocks(sheet: ShownSheet, name: str, index: int) -> Iterator[Paragraph | Table]:
    """Yield the blocks of a sheet; `index` is the number of its first table."""
    rows, merged = sheet.cells, sheet.merged
    spans = {start: (end[0] - start[0] + 1, end[1] - start[1] + 1) for start, end in merged}
    covered = covered_places(merged, len(rows), max(map(len, rows), default=0))
    reached = {row for (first, _), (last, _) in merged for row in range(first + 1, min(last + 1, len(rows)))}
    numbered = [(number, row) for number, row in enumerate(rows) if any(map(is_filled, row))]
    single = {number for number, row in numbered if sum(map(is_filled, row)) == 1 and number not in reached}
    inner = [number for number, row in numbered if number not in single]
    text_of_row = {number: "".join(cell.text for cell in row) for number, row in numbered}
    prose = {number for number, _ in numbered if number in single and is_prose(text_of_row[number], number, numbered[0][0], inner)}
    for is_text, group in groupby(numbered, key=lambda item: item[0] in prose):
        if is_text:
            yield from (
                Paragraph(text_of_row[number], path=f"{name}!{sheet.rows[number] + 1}") for number, _ in group if text_of_row[number]
            )
        else:
            yield Table(index, tuple(table_cells(list(group), spans, covered, name)))
            index += 1


def is_filled(cell: Cell) -> bool:
    """Return whether a cell shows something, read or not."""
    return bool(cell.text) or cell.unread


def covered_places(merged: Sequence[Span], height: int, width: int) -> set[tuple[int, int]]:
    """Return the places that merged ranges cover besides their first, given the sheet's size; raises Unreadable."""
    clipped = [(r0, c0, min(r1, height - 1), min(c1, width - 1)) for (r0, c0), (r1, c1) in merged]
    if sum((r1 - r0 + 1) * (c1 - c0 + 1) for r0, c0, r1, c1 in clipped) > MAX_CELLS:
        raise Unreadable("bomb", "The merged cells of a sheet cover more than the sheet; it is not read.")
    return {(r, c) for r0, c0, r1, c1 in clipped for r in range(r0, r1 + 1) for c in range(c0, c1 + 1) if (r, c) != (r0, c0)}


def is_prose(text: str, row: int, first: int, inner: Sequence[int]) -> bool:
    """Return whether the only text of a row is prose, given its number, the first filled row and the rows with several cells.

    It is where it stands outside the tables, is long, numbered as a section, or says whose or of when the table below it is. What
    stands right above a table heads it, unless it is the title.
    """
    outside = not inner or row < inner[0] - 1 or row > inner[-1] or row == first < inner[0]
    return outside or len(text) > LONG or text.endswith("。") or bool(HEADING.match(text)) or bool(CAPTION.match(text))


def table_cells(
    rows: Sequence[tuple[int, Sequence[Cell]]], spans: dict[Place, tuple[int, int]], covered: set[Place], name: str
) -> Iterator[Cell]:
    """Yield the cells of numbered rows, without places that merged cells cover; rows count from the table's first."""
    order = {number: place for place, (number, _) in enumerate(rows)}
    width = max((column for _, row in rows for column, cell in enumerate(row) if is_filled(cell)), default=0) + 1
    for number, row in rows:
        for column, cell in enumerate(row[:width]):
            if (number, column) in covered:
                continue
            height, breadth = spans.get((number, column), (1, 1))
            down = sum(below in order for below in range(number, number + height))
            path = f"{name}!{letters(cell.column)}{cell.row + 1}"
            yield cell._replace(row=order[number], column=column, rowspan=down, colspan=min(breadth, width - column), path=path)


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
