"""The blocks of a document → rows of figures: all tables are read as one stream of lines, since page ends cut them anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.chinese_text import label
from parsers.report.forms import values
from parsers.report.forms.forms import Forms, unnumbered
from parsers.report.forms.rows import FigureRow, LineReader, TableLine, Unknown, is_blank, printed
from parsers.report.forms.sections import Heading
from parsers.report.tables import disputes, line_order, proactive, requests, statistics, text_tables, unread
from parsers.types import Paragraph, Table, TableName

SINCE_2019: tuple[TableName, ...] = ("proactive", "requests", "disputes")  # the tables one report prints together

PARTED = "no cell holds this line"
LEAST_PARTED = 2  # such lines of another table than section 二: a single one may be a sentence's


def read_rows(
    blocks: Sequence[Paragraph | Table], found: Sequence[Heading], forms: Forms
) -> tuple[tuple[FigureRow, ...], tuple[Unknown, ...]]:
    """Return the rows of figures in a document's blocks, and lines that no label explains.

    A kind of table applies from its first certain sign until another kind's, or until a heading closes the part.
    """
    readers, headings = _readers(forms), {heading.block: heading.key for heading in found}
    kinds: dict[type, TableName] = {type(reader): name for reader, name in zip(readers[1:], SINCE_2019, strict=True)}
    under = {"disputes": readers[-1]}  # fifteen figures under this heading need no head of their own
    current: LineReader | None = None
    rows: list[FigureRow] = []
    unknown: list[Unknown] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            current = under.get(headings[number] or "") if number in headings else current
            if isinstance(current, disputes.DisputesReader):
                current.note_title(block.text)
            continue
        for line in line_order.in_order(block, forms):
            current = _reader(line, current, readers)
            taken = current.take(line) if current else None
            if isinstance(taken, FigureRow):
                rows.append(taken)
            elif taken := taken or (unread.of_line(line, kinds[type(current)]) if type(current) in kinds else None):
                unknown.append(taken)
    rows, qualified = _exact(rows, forms)
    unknown += qualified
    known = frozenset(block for block, key in headings.items() if key)
    rows, open_groups = _without_group(rows, forms)
    more, open_lines = _written(blocks, known, forms, rows)
    written, qualified = _exact(list(more), forms)
    written, more_groups = _without_group(written, forms)
    unknown += [*open_lines, *qualified, *open_groups, *more_groups]
    read = frozenset([*(row.table for row in (*rows, *written)), *(line.table for line in unknown)])
    places = frozenset([*(row.line.table for row in rows), *(line.line.table for line in unknown)])
    unknown += unread.of_tables(blocks, places, forms)
    return (*rows, *written), (*unknown, *unread.of_parts(blocks, found, read, places, forms))


def _exact(rows: list[FigureRow], forms: Forms) -> tuple[list[FigureRow], list[Unknown]]:
    """Return the rows; a row of section 二 whose label has a bracketed addition yields to one with the form's own label alone."""
    own = {(row.line.table, row.keys[0][0]) for row in rows if row.table == "proactive" and row.keys and _is_exact(row, forms)}
    known = [row for row in rows if row.table == "proactive" and row.keys and (row.line.table, row.keys[0][0]) in own]
    other = [row for row in known if not _is_exact(row, forms)]
    why = "this line is a part of another or beside it"
    return [row for row in rows if row not in other], [Unknown(row.table, row.line, printed(row.line.cells), why) for row in other]


def _is_exact(row: FigureRow, forms: Forms) -> bool:
    return any(label(unnumbered(text)) in forms.proactive.spelled for text in row.label.split(" | "))


def _without_group(rows: list[FigureRow], forms: Forms) -> tuple[list[FigureRow], list[Unknown]]:
    """Return the rows without the line of （六）其他处理 where its parts are printed, and that line if its figures are no sum of theirs.

    The form of 2021 prints no figures there: they may be those of a part whose own label is missing.
    """
    items = [(row.keys[0][0] if row.table == "requests" and row.keys else "", row) for row in rows]
    parts = [row for item, row in items if item in forms.split_other]
    groups = [row for item, row in items if item == "other"] if parts else []
    open_groups = [row for row in groups if not all(map(is_blank, row.cells)) and not _is_sum(row, parts)]
    why = "this line has figures and the name of a group whose parts are printed"
    return [row for row in rows if row not in groups], [Unknown(row.table, row.line, printed(row.line.cells), why) for row in open_groups]


def _is_sum(group: FigureRow, parts: Sequence[FigureRow]) -> bool:
    """Return whether each figure of a group is the sum of those below it."""
    columns = [[values.read_value(cell.text).number for cell in row.cells] for row in parts]
    if any(len(numbers) != len(group.cells) or None in numbers for numbers in columns):
        return False
    sums = [sum(number or 0 for number in numbers) for numbers in zip(*columns, strict=True)]
    return sums == [values.read_value(cell.text).number for cell in group.cells]


def _readers(forms: Forms) -> tuple[LineReader, ...]:
    return (
        statistics.StatisticsReader(forms),
        proactive.ProactiveReader(forms),
        requests.RequestsReader(forms),
        disputes.DisputesReader(forms),
    )


def _written(
    blocks: Sequence[Paragraph | Table], headings: frozenset[int], forms: Forms, tabled: Sequence[FigureRow]
) -> tuple[tuple[FigureRow, ...], tuple[Unknown, ...]]:
    """Return rows set as lines of text, except of kinds that the document has a table of, or of forms of another age.

    `tabled` are the rows of the document's tables. Rows of text that go on with one of these, for items that it lacks, are unknown lines.
    """
    ruled = frozenset(row.table for row in tabled)
    taken = {*ruled, "statistics"} if ruled else ruled
    rows, unknown = text_tables.read_text_tables(blocks, headings, _readers(forms), forms)
    items = {(row.table, item) for row in tabled for item, _ in row.keys}
    beyond = [row for row in rows if row.table in ruled and not any((row.table, item) in items for item, _ in row.keys)]
    apart = [
        Unknown(row.table, row.line, printed(row.line.cells), PARTED)
        for row in beyond
        if row.table == "proactive" or len(beyond) >= LEAST_PARTED
    ]
    return tuple(row for row in rows if row.table not in taken), (*(line for line in unknown if line.table not in taken), *apart)


def _reader(line: TableLine, current: LineReader | None, readers: tuple[LineReader, ...]) -> LineReader | None:
    if current and (current.opens(line) or (isinstance(current, statistics.StatisticsReader) and current.keeps(line))):
        return current
    return next((reader for reader in readers if reader is not current and reader.opens(line)), current)
