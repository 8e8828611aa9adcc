"""What all readers end with: the text of their blocks, and the document that only says why it could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from parsers.types import Document, Paragraph, Problem, Table


def text_of(blocks: Iterable[Paragraph | Table]) -> str:
    """Given blocks, return them as text: a line a paragraph, a line a row with tabs between its cells."""
    return "\n".join(block.text if isinstance(block, Paragraph) else table_text(block) for block in blocks)


def table_text(table: Table) -> str:
    """Given a table, return a line a row."""
    rows = groupby(table.cells, key=lambda cell: cell.row)
    return "\n".join("\t".join(" ".join(cell.text.split()) for cell in row) for _, row in rows)


def unread(media_type: str, code: str, message: str, where: str = "") -> Document:
    """Given what a file is and why it was not read, return a document that says so."""
    return Document("", None, media_type, "", (), problems=(Problem("document", code, message, where),))
