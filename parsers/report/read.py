"""One document → one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.chinese_text import squeeze
from gongkai.terminal.amounts import counted
from parsers.report.checks import check as checks_check
from parsers.report.facts import align, facts
from parsers.report.facts.align import Settled
from parsers.report.facts.lacking import lacking
from parsers.report.forms import sections, values
from parsers.report.forms.forms import load
from parsers.report.forms.rows import FigureRow, TableLine, Unknown, printed
from parsers.report.identify import agency, own_part, recognise
from parsers.report.identify import year as identify_year
from parsers.report.tables import read as tables_read
from parsers.report.tables import unread as tables_unread
from parsers.report.tables.heads import is_compared
from parsers.types import Document, Fact, Paragraph, Problem, Report, Source, Table, TableName

STAGE = "report"
LEAST_AGAIN = 3  # cells that come again: fewer are a row repeated at a page end
Key = tuple[str, str, str]  # table, item, measure


def read_report(document: Document, source: Source | None = None) -> Report:
    """Return the annual report in a document; if it is not one, `form` is None and `problems` say why."""
    forms, origin = load(), source or Source(b"")
    text = text_of(document.blocks)
    document = replace(document, title=document.title or agency.heading(text))
    name, agency_evidence = agency.find(document, origin, text_of(own_part.before_next(document.blocks)))
    year, year_evidence = identify_year.find(document, origin, text)
    own = own_part.own(document.blocks, year, name)
    if own.problems:  # a title above what was set aside says nothing of this report
        year_evidence = tuple(said for said in year_evidence if not said[1].startswith("heading: "))
    text = text_of(own.blocks)
    blocks = sections.unglued(own.blocks, forms)
    found = sections.headings(blocks, forms)
    rows, unknown = tables_read.read_rows(blocks, found, forms)
    form = recognise.decide(document, origin, found, rows, text, year)
    agreement = recognise.agreement(form.name, year, text, forms)
    settled = align.settle(rows, forms) if form.name else ()
    cells, twice = _facts(settled)
    unknown = unknown if form.name else ()
    unread = _unread(unknown, settled)
    problems = (
        *document.problems,
        *form.problems,
        *agreement.problems,
        *(own.problems if form.name else ()),
        *_problems(unknown, settled),
        *(_unexplained_tables(blocks, rows, unknown) if form.name else ()),
        *_compared(settled),
        *_assumed(settled),
        *(Problem(STAGE, "rows_lacking", message) for _, message in lacking(form.name, cells, forms)),
        *twice,
        *_written(settled, len(document.tables)),
        *_pictured(document, cells, titled=form.titled),
    )
    found_report = Report(
        title=document.title or origin.list_title or origin.parent_title,
        agency=name,
        year=year,
        form=form.name,
        published=document.published or origin.parent_published or origin.list_date or None,
        sections=sections.read_sections(blocks, found) if form.name else (),
        facts=cells,
        problems=problems,
        evidence=(*form.evidence, *agreement.evidence, *agency_evidence, *year_evidence, *identify_year.published(document, origin, text)),
        unread=unread,
        report_read=_how_much(form.name is not None, cells, problems, unread),
    )
    return replace(found_report, checks=checks_check.check(found_report))


def text_of(blocks: Sequence[Paragraph | Table]) -> str:
    """Return the prose of blocks, one line per paragraph."""
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _unread(unknown: Sequence[Unknown], settled: Sequence[Settled]) -> tuple[TableName, ...]:
    """Return the kinds of table in which a line with figures or a column was not read."""
    lost = [found.row.table for found in settled if found.cells is None or _unexplained(found.row)]
    return tuple(dict.fromkeys([*(line.table for line in unknown), *lost]))


def _how_much(read: bool, facts: Sequence[Fact], problems: Sequence[Problem], unread: Sequence[str]) -> str:
    """Return `whole`, `part: ` and what was not read, or `not`."""
    if not read:
        return "not"
    doubted = dict.fromkeys(fact.table for fact in facts if fact.state in {"uncertain", "unread"})
    parts = dict.fromkeys([*unread, *doubted])
    parts |= {problem.message.split(" table ")[0].rpartition(" ")[2]: None for problem in problems if problem.code == "rows_lacking"}
    pictures = ["pictures"] if any(problem.code == "pictures_unread" for problem in problems) else []
    tables = ["tables"] if not facts and any(problem.code == "table_unread" for problem in problems) else []
    return f"part: {', '.join([*parts, *pictures, *tables])}" if parts or pictures or tables else "whole"


def _facts(rows: Sequence[Settled]) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """Return the facts of all rows, and a problem for each table that contradicts an earlier one; figures that differ are uncertain.

    A blank is filled only if no table prints the same figures again.
    """
    kept: dict[Key, Fact] = {}
    again: dict[tuple[str, int, int], list[tuple[Key, Fact]]] = {}
    for row in rows:
        for fact in facts.of_row(row.row, row.cells):
            key = (fact.table, fact.item, fact.measure)
            known = kept.setdefault(key, fact)
            if known is not fact:
                again.setdefault((fact.table, known.place.table, fact.place.table), []).append((key, fact))
    problems = []
    for (table, one, other), pairs in again.items():
        differing = [(key, fact) for key, fact in pairs if _differ(kept[key], fact)]
        twice = len(pairs) >= LEAST_AGAIN and any("blank" not in {kept[key].state, fact.state} for key, fact in differing)
        if twice:
            cells = counted(len(differing), "cell")
            message = f"the {table} table occurs twice with different figures; which is the report's is unknown: {cells}"
            problems.append(Problem(STAGE, "table_twice", message, f"tables {one} and {other}"))
            kept |= {key: kept[key]._replace(value=None, state="uncertain") for key, _ in differing}
        elif len(pairs) < LEAST_AGAIN or one == other:
            kept |= {key: fact for key, fact in pairs if kept[key].state == "blank"}
    return tuple(kept.values()), tuple(problems)


def _differ(one: Fact, other: Fact) -> bool:
    return (one.state, one.value) != (other.state, other.value)


def _problems(unknown: Sequence[Unknown], settled: Sequence[Settled]) -> Iterator[Problem]:
    for line in unknown:
        message = f"{line.why or 'no label of the form explains this line'} of the {line.table} table: {line.text}"
        yield Problem(STAGE, "unknown_row", message, _where(line.line))
    for found in settled:
        row = found.row
        if any(cell.doubt.startswith("label: ") for cell in row.cells):
            message = f"the label of this line of the {row.table} table, or one above it, is not sure: {row.label}"
            yield Problem(STAGE, "label_unclear", message, _where(row.line))
        if found.cells is None:
            yield _unclear(found)
        elif _unexplained(row):
            message = f"a column head that no form explains: {row.label}: {printed(row.cells)}"
            yield Problem(STAGE, "unknown_column", message, _where(row.line))
        elif found.how:
            yield Problem(STAGE, "row_realigned", f"{found.how}: {row.label}: {printed(row.cells)}", _where(row.line))
        yield from _units(found)
        yield from _doubts(found)


def _units(found: Settled) -> Iterator[Problem]:
    row = found.row
    for unit, cell in zip(row.units, found.cells or (), strict=False):
        own = values.read_value(cell.text).unit if unit and cell else None
        if cell and own and own != unit:
            message = f"the cell says {own} under a head of {unit}: {row.label} {cell.text}"
            yield Problem(STAGE, "unit_in_cell", message, _where(row.line))


def _doubts(found: Settled) -> Iterator[Problem]:
    """Yield the cells of a row that are no sure figures, and why; a scan's doubts are named with its pages."""
    row = found.row
    cells = [cell for cell in found.cells or () if cell and (cell.doubt or cell.marks)]
    if not cells:
        return
    why = dict.fromkeys(cell.doubt for cell in cells if cell.doubt and not cell.readings and not cell.doubt.startswith("label: "))
    if why:
        message = f"{', '.join(why)}; its figures are not taken as sure: {row.label}: {printed(row.cells)}"
        yield Problem(STAGE, "figures_doubtful", message, _where(row.line))
    if unread := [cell for cell in cells if cell.unread]:
        marks = ", ".join(sorted({mark for cell in unread for mark in cell.marks}))
        yield Problem(STAGE, "cells_unread", f"shown, and not read as a figure ({marks}): {row.label}", _where(row.line))


def _assumed(settled: Sequence[Settled]) -> Iterator[Problem]:
    """Yield the problem, once for each table, that no head names its columns."""
    for name, number in dict.fromkeys((found.row.table, found.row.line.table) for found in settled if found.row.assumed):
        message = f"no head names the columns of the {name} table: the order of the form was assumed"
        yield Problem(STAGE, "columns_assumed", message, f"table {number}")


def _unclear(found: Settled) -> Problem:
    row, why = found.row, f"{found.how}, and" if found.how else "and"
    cells, columns = counted(len(row.cells), "cell"), counted(len(row.keys), "column")
    message = f"{cells} for {columns}, {why} the sums do not tell which is which: {printed(row.cells)}"
    return Problem(STAGE, "row_unclear", message, _where(row.line))


def _unexplained(row: FigureRow) -> bool:
    """Whether no form explains the head of a column, and it is not of another year, a comparison or remarks."""
    heads = row.heads or (None,) * len(row.keys)
    return any(not measure and not is_compared(head) for (_, measure), head in zip(row.keys, heads, strict=True))


def _unexplained_tables(blocks: Sequence[Paragraph | Table], rows: Sequence[FigureRow], unknown: Sequence[Unknown]) -> Iterator[Problem]:
    """Yield each table of the document with rows of figures of which nothing was read."""
    taken = frozenset([*(row.line.table for row in rows), *(line.line.table for line in unknown)])
    for number, message in tables_unread.unexplained(blocks, taken):
        yield Problem(STAGE, "table_unread", message, f"table {number}")


def _compared(settled: Sequence[Settled]) -> Iterator[Problem]:
    """The columns of other years and comparisons, once for each table: they are no facts of this report."""
    named = {
        (found.row.table, found.row.line.table, squeeze(head.text)): None
        for found in settled
        for (_, measure), head in zip(found.row.keys, found.row.heads, strict=False)
        if not measure and head and is_compared(head)
    }
    for table, number, text in named:
        message = f"a column beside the {table} table's own was not read as the report's: {text}"
        yield Problem(STAGE, "column_set_aside", message, f"table {number}")


def _written(settled: Sequence[Settled], tables: int) -> Iterator[Problem]:
    """Yield the problem that a kind of table was read from lines of text, in which empty cells cannot be seen."""
    for name in dict.fromkeys(found.row.table for found in settled if found.row.line.table >= tables):
        message = f"the {name} table is set in lines of text, not in cells; labels and the number of figures decide which is which"
        yield Problem(STAGE, "table_as_text", message, f"table {tables}")


def _pictured(document: Document, cells: Sequence[Fact], *, titled: bool) -> Iterator[Problem]:
    """Yield the problem that the report may consist of pictures: no table was read, and the text shows some."""
    if titled and document.pictures and not cells:
        names = ", ".join(link.url for link in document.pictures[:3])
        message = f"no table was read, and the text shows {counted(len(document.pictures), 'picture')} that may be its tables: {names}"
        yield Problem(STAGE, "pictures_unread", message)


def _where(line: TableLine) -> str:
    return f"table {line.table}, {'column' if line.turned else 'row'} {line.number}" + (f", page {line.page}" if line.page else "")
