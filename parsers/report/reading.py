"""One document → one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.report import agency, checks, facts, kind, period, sections, tables
from parsers.report.forms import load
from parsers.report.rows import Row, Unknown
from parsers.types import Document, Fact, Paragraph, Problem, Report, Source

STAGE = "report"


def read(document: Document, source: Source | None = None) -> Report:
    """Given a document and what the portal said of it, return its annual report; form None and the reason in problems where it is none."""
    forms, told = load(), source or Source(b"")
    found = sections.headings(document.blocks, forms)
    rows, unknown = tables.read(document.blocks, frozenset(heading.block for heading in found), forms)
    text = "\n".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    form = kind.decide(document, told, found, rows, text, forms)
    name, agency_evidence = agency.find(document, told, text)
    year, year_evidence = period.find(document, told, text)
    cells = _facts(rows) if form.name else ()
    return Report(
        title=document.title or told.list_title,
        agency=name,
        year=year,
        form=form.name,
        published=document.published or told.parent_published or told.list_date or None,
        sections=sections.read(document.blocks, found) if form.name else (),
        facts=cells,
        checks=checks.check(cells, forms) if form.name else (),
        problems=(*document.problems, *form.problems, *_problems(unknown if form.name else ())),
        evidence=(*form.evidence, *agency_evidence, *year_evidence),
    )


def _facts(rows: Sequence[Row]) -> tuple[Fact, ...]:
    """The facts of all rows; of a key met twice the first that says something counts."""
    kept: dict[tuple[str, str, str], Fact] = {}
    for row in rows:
        for fact in facts.of_row(row, facts.fit(row)):
            key = (fact.table, fact.item, fact.measure)
            if key not in kept or kept[key].state == "blank":
                kept[key] = fact
    return tuple(kept.values())


def _problems(unknown: Sequence[Unknown]) -> Iterator[Problem]:
    for line in unknown:
        where = f"table {line.line.table}, row {line.line.number}"
        yield Problem(STAGE, "unknown_row", f"no label of the form explains this line of the {line.table} table: {line.text}", where)
