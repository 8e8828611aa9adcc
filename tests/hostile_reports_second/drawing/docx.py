"""Draw blocks as a Word file: merged cells, tracked changes, hidden text, fields, content controls, text boxes, footnotes.

Hints of a table: `nested` (the table inside a cell of another), `merge` (restart_lost: a continuation without its start is not marked).
Zip entries carry a fixed date so that equal seeds give equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from random import Random
from xml.sax.saxutils import escape

from ..paper.blocks import Block, Cell, Heading, Panel, Paragraph, Run, Table, place
from ..paper.draft import Draft

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{}</Types>'
)
RELS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MARK = 'w:author="办公室" w:date="2024-01-10T09:00:00Z"'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _text(text: str, tag: str = "w:t") -> str:
    parts = text.split("\n")
    return "<w:br/>".join(f'<{tag} xml:space="preserve">{escape(part)}</{tag}>' for part in parts)


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{_text(text)}</w:r>"


class Word:
    """Draw one Word document."""

    def __init__(self, draft: Draft) -> None:
        """Start with no footnotes and change number one."""
        self.draft, self.notes, self.change = draft, [""], 0
        self.rng = Random(f"docx {draft.rng.random()}")

    def run(self, run: Run) -> str:
        """Return one run in the markup of its look."""
        self.change += 1
        properties = {
            "struck": "<w:strike/>",
            "hidden": "<w:vanish/>",
            "class_hidden": "<w:vanish/>",
            "white": '<w:color w:val="FFFFFF"/>',
            "superscript": '<w:vertAlign w:val="superscript"/>',
            "bold": "<w:b/>",
            "on_dark": '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>',
        }
        if run.look in properties:
            return _run(run.text, properties[run.look])
        if run.look == "deleted":
            return f'<w:del w:id="{self.change}" {MARK}><w:r>{_text(run.text, "w:delText")}</w:r></w:del>'
        if run.look == "inserted":
            return f'<w:ins w:id="{self.change}" {MARK}>{_run(run.text)}</w:ins>'
        if run.look == "field":
            code = ' = SUM(LEFT) \\# "0" '
            return (
                f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(run.text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        if run.look == "control":
            return f'<w:sdt><w:sdtPr><w:id w:val="{self.change}"/></w:sdtPr><w:sdtContent>{_run(run.text)}</w:sdtContent></w:sdt>'
        if run.look == "textbox":
            return (
                f'<w:r><w:pict><v:shape style="width:60pt;height:20pt"><v:textbox><w:txbxContent><w:p>'
                f"{_run(run.text)}</w:p></w:txbxContent>"
                "</v:textbox></v:shape></w:pict></w:r>"
            )
        if run.look == "comment":
            return ""
        return self.split(run.text)

    def split(self, text: str) -> str:
        """Return plain text in one run, or cut in two runs of different language as Word does."""
        if len(text) > 1 and self.rng.random() < 0.3:
            at = self.rng.randint(1, len(text) - 1)
            return _run(text[:at]) + '<w:proofErr w:type="spellStart"/>' + _run(text[at:], '<w:rFonts w:hint="eastAsia"/>')
        return _run(text)

    def paragraph(self, runs: list[Run], align: str = "") -> str:
        """Return a paragraph."""
        look = f'<w:pPr><w:jc w:val="{align}"/></w:pPr>' if align else ""
        return f"<w:p>{look}{''.join(self.run(run) for run in runs)}</w:p>"

    def block(self, block: Block) -> str:
        """Return one block; hidden paragraphs vanish."""
        if isinstance(block, Heading):
            return self.paragraph([Run(block.text, "bold")], "center" if block.level == 0 else "")
        if isinstance(block, Paragraph):
            runs = [Run(run.text, "hidden") for run in block.runs] if block.hidden else block.runs
            return self.paragraph(runs, "right" if block.align == "right" else "")
        if isinstance(block, Panel):
            return "".join(self.block(inner) for inner in block.blocks)
        text = self.table(block)
        if block.hints.get("nested"):
            text = (
                f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc>'
                f'<w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>{text}<w:p/></w:tc></w:tr></w:tbl>'
            )
        caption = self.paragraph([Run(block.caption)]) if block.caption else ""
        return caption + text + "<w:p/>"

    def table(self, table: Table) -> str:
        """Return the table with gridSpan and vMerge; hidden rows are tracked deletions of the row."""
        width, placed = table.width, place(table.rows)
        below: dict[tuple[int, int], Cell] = {}
        for number, row in enumerate(placed):
            for column, cell in row:
                below |= {(number + down, column): cell for down in range(1, cell.rowspan)}
        lines = []
        for number, row in enumerate(placed):
            cells = dict(row) | {column: Cell([], cell.colspan) for (line, column), cell in below.items() if line == number}
            merged = {column for (line, column) in below if line == number}
            if number in table.hidden_rows:
                cells = {column: Cell([Run(run.text, "deleted") for run in cell.runs], cell.colspan) for column, cell in cells.items()}
            drawn = "".join(self.cell(cells[column], column in merged) for column in sorted(cells))
            gone = f'<w:trPr><w:del w:id="{9000 + number}" {MARK}/></w:trPr>' if number in table.hidden_rows else ""
            lines.append(f"<w:tr>{gone}{drawn}</w:tr>")
        grid = f'<w:gridCol w:w="{9000 // max(width, 1)}"/>' * width
        properties = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"

    def cell(self, cell: Cell, merged: bool) -> str:
        """Return one w:tc."""
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        merge = "<w:vMerge/>" if merged else '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
        return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{span}{merge}</w:tcPr>{self.paragraph(cell.runs, "center")}</w:tc>'

    def bytes(self) -> bytes:
        """Return the package."""
        body = "".join(self.block(block) for block in self.draft.blocks)
        header = self.draft.options.get("docx_header", "")
        entries = {
            "[Content_Types].xml": TYPES.format(
                '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument'
                '.wordprocessingml.header+xml"/>'
                if header
                else ""
            ),
            "_rels/.rels": RELS.format(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'),
            "word/_rels/document.xml.rels": RELS.format(
                f'<Relationship Id="rId9" Type="{OFFICE}/header" Target="header1.xml"/>' if header else ""
            ),
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NS}><w:body>{body}<w:sectPr>'
            + ('<w:headerReference w:type="default" r:id="rId9"/>' if header else "")
            + "</w:sectPr></w:body></w:document>",
        }
        if header:
            entries["word/header1.xml"] = (
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr {NS}><w:p>{_run(header)}</w:p></w:hdr>'
            )
        return pack(entries)


def pack(entries: dict[str, str]) -> bytes:
    """Return a zip of text entries with a fixed date."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return data.getvalue()


def draw_docx(draft: Draft) -> bytes:
    """Return the draft as a Word file."""
    return Word(draft).bytes()
