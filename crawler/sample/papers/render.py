"""Write a report as the body of a web page and as a DOCX file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape
from itertools import groupby

from crawler.sample.papers.paper import Box, Grid, Paper, Words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{DOCX}.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}


def lines(grid: Grid) -> Iterator[list[Box]]:
    """Yield for each row the cells that begin in it."""
    for _, boxes in groupby(grid.boxes, key=lambda box: box.row):
        yield list(boxes)


def html(paper: Paper, cell: str = "{}") -> str:
    """Return the body of an article; `cell` is the template that the editor wraps a cell's text in."""
    return "\n".join(_html_table(block, cell) if isinstance(block, Grid) else _html_words(block) for block in paper.blocks)


def _html_words(words: Words) -> str:
    return f"<p><strong>{escape(words.text)}</strong></p>" if words.heading else f"<p>{escape(words.text)}</p>"


def _html_table(grid: Grid, cell: str) -> str:
    rows = "".join(f"<tr>{''.join(_html_cell(box, cell) for box in row)}</tr>" for row in lines(grid))
    return f'<table border="1" cellspacing="0"><tbody>{rows}</tbody></table>'


def _html_cell(box: Box, cell: str) -> str:
    spans = "".join(f' {name}="{count}"' for name, count in (("rowspan", box.rowspan), ("colspan", box.colspan)) if count > 1)
    return f"<td{spans}>{cell.format(escape(box.text))}</td>"


def docx(paper: Paper) -> bytes:
    """Return the report as a Word file with merged cells as gridSpan and vMerge; the same paper gives the same bytes."""
    blocks = [_paragraph(paper.title, bold=True)]
    blocks += [_docx_table(block) if isinstance(block, Grid) else _paragraph(block.text, block.heading) for block in paper.blocks]
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACE}><w:body>{"".join(blocks)}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (PARTS | {"word/document.xml": document}).items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _paragraph(text: str, bold: bool = False) -> str:
    return f'<w:p><w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _docx_table(grid: Grid) -> str:
    columns = "".join(f'<w:gridCol w:w="{100 * width}"/>' for width in grid.widths)
    starts = {(box.row, box.column): box for box in grid.boxes}
    below = {(box.row + down, box.column): box for box in grid.boxes for down in range(1, box.rowspan)}
    height = max(box.row + box.rowspan for box in grid.boxes)
    rows = [_docx_row(row, len(grid.widths), starts, below) for row in range(height)]
    return f"<w:tbl><w:tblPr><w:tblBorders>{_borders()}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _borders() -> str:
    return "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def _docx_row(row: int, width: int, starts: dict[tuple[int, int], Box], below: dict[tuple[int, int], Box]) -> str:
    cells = [_docx_cell(starts.get((row, column)), below.get((row, column))) for column in range(width)]
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _docx_cell(box: Box | None, above: Box | None) -> str:
    """Return a cell that begins here, the continuation of one that began above, or "" inside a wide cell."""
    found = box or above
    if found is None:
        return ""
    span = f'<w:gridSpan w:val="{found.colspan}"/>' if found.colspan > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if box and box.rowspan > 1 else "" if box else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(box.text if box else '')}</w:tc>"
