"""A document of any format as plain paragraphs and tables, the requested cell marked: for Word, spreadsheets and the like."""

from __future__ import annotations

from markupsafe import Markup

from parsers import formats
from parsers.types import Document, Source, Table

MOST = 4000  # blocks drawn


def parse_document(body: bytes, url: str, charset: str = "") -> Document:
    """Return the document that its reader makes of these bytes."""
    return formats.parse(Source(body, url=url, charset=charset))


def draw(document: Document, cell: str = "") -> Markup:
    """Return a document's blocks as HTML, with the named cell marked."""
    blocks = (
        table(block, cell) if isinstance(block, Table) else Markup("<p>{}</p>").format(block.text) for block in document.blocks[:MOST]
    )
    return Markup("\n").join(blocks)


def table(block: Table, cell: str) -> Markup:
    """Return a table as HTML, with the spans it was read with."""
    rows: dict[int, list[Markup]] = {}
    for one in sorted(block.cells, key=lambda one: (one.row, one.column)):
        name = f"t{block.index}r{one.row}c{one.column}"
        mark = Markup(' id="cell={}" class="gongkai-cell"').format(name) if name == cell else Markup("")
        rows.setdefault(one.row, []).append(Markup("<td rowspan={} colspan={}{}>{}</td>").format(one.rowspan, one.colspan, mark, one.text))
    drawn = (Markup("<tr>{}</tr>").format(Markup("").join(cells)) for cells in rows.values())
    return Markup('<div class="scroll"><table class="form">{}</table></div>').format(Markup("").join(drawn))
