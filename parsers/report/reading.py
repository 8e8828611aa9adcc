"""One document → one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.report import agency, align, checks, facts, kind, period, sections, tables, values
from parsers.report.align import Settled
from parsers.report.forms import load
from parsers.report.rows import Line, Unknown, printed
from parsers.types import Document, Fact, Paragraph, Problem, Report, Source

STAGE = "report"


def read(document: Document, source: Source | None = None) -> Report:
    """Given a document and what the portal said of it, return its annual report; form None and the reason in problems where it is none."""
    forms, told = load(), source or Source(b"")
    blocks = sections.unglued(document.blocks, forms)
    found = sections.headings(blocks, forms)
    rows, unknown = tables.read(blocks, found, forms)
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    document = replace(document, title=document.title or agency.heading(text))
    name, agency_evidence = agency.find(document, told, text)
    year, year_evidence = period.find(document, told, text)
    form = kind.decide(document, told, found, rows, text, year)
    agreement = kind.agreement(form.name, year, text, forms)
    settled = align.settle(rows, forms) if form.name else ()
    cells = _facts(settled)
    found_report = Report(
        title=document.title or told.list_title or told.parent_title,
        agency=name,
        year=year,
        form=form.name,
        published=document.published or told.parent_published or told.list_date or None,
        sections=sections.read(blocks, found) if form.name else (),
        facts=cells,
        problems=(*document.problems, *form.problems, *agreement.problems, *_problems(unknown if form.name else (), settled),
                  *_written(settled, len(document.tables)), *_pictured(document, cells, titled=form.titled)),
        evidence=(*form.evidence, *agreement.evidence, *agency_evidence, *year_evidence, *period.published(document, told, text)),
    )
    return replace(found_report, checks=checks.check(found_report))


def _facts(rows: Sequence[Settled]) -> tuple[Fact, ...]:
    """The facts of all rows; of a key met twice the first that says something counts."""
    kept: dict[tuple[str, str, str], Fact] = {}
    for row in rows:
        for fact in facts.of_row(row.row, row.cells):
            key = (fact.table, fact.item, fact.measure)
            if key not in kept or kept[key].state == "blank":
                kept[key] = fact
    return tuple(kept.values())


def _problems(unknown: Sequence[Unknown], settled: Sequence[Settled]) -> Iterator[Problem]:
    for line in unknown:
        message = f"no label of the form explains this line of the {line.table} table: {line.text}"
        yield Problem(STAGE, "unknown_row", message, _where(line.line))
    for found in settled:
        row = found.row
        if found.cells is None:
            why = f"{found.how}, and" if found.how else "and"
            message = f"{len(row.cells)} cells for {len(row.keys)} columns, {why} the sums do not tell which is which: {printed(row.cells)}"
            yield Problem(STAGE, "row_unclear", message, _where(row.line))
        elif any(not measure for _, measure in row.keys):
            message = f"a column head that no form explains: {row.label}: {printed(row.cells)}"
            yield Problem(STAGE, "unknown_column", message, _where(row.line))
        elif found.how:
            yield Problem(STAGE, "row_realigned", f"{found.how}: {row.label}: {printed(row.cells)}", _where(row.line))
        for unit, cell in zip(row.units, found.cells or (), strict=False):
            own = values.read(cell.text).unit if unit and cell else None
            if cell and own and own != unit:
                message = f"the cell says {own} under a head of {unit}: {row.label} {cell.text}"
                yield Problem(STAGE, "unit_in_cell", message, _where(row.line))


def _written(settled: Sequence[Settled], tables: int) -> Iterator[Problem]:
    """That a kind of table was read from lines of text, in which cells left empty cannot be seen."""
    for name in dict.fromkeys(found.row.table for found in settled if found.row.line.table >= tables):
        message = f"the {name} table is set in lines of text, not in cells; labels and the number of figures tell which is which"
        yield Problem(STAGE, "table_as_text", message, f"table {tables}")


def _pictured(document: Document, cells: Sequence[Fact], *, titled: bool) -> Iterator[Problem]:
    """That what the report is made of may be pictures: nothing was read from tables, and the text shows some."""
    if titled and document.pictures and not cells:
        names = ", ".join(link.url for link in document.pictures[:3])
        message = f"no table was read, and the text shows {len(document.pictures)} pictures that may be its tables: {names}"
        yield Problem(STAGE, "pictures_unread", message)


def _where(line: Line) -> str:
    return f"table {line.table}, row {line.number}" + (f", page {line.page}" if line.page else "")
