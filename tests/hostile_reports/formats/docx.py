"""Write DOCX as raw WordprocessingML: Word's marks, objects, tracked changes, hidden rows."""

from __future__ import annotations

import io
import random
from html import escape

from ..model import Block, Cell, Draft, Paragraph, Row, Run, Table, placements
from .ofd import zip_bytes
from .pdf import digits_picture

STYLES = ("word",)
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
WHO = 'w:id="{}" w:author="编辑" w:date="2024-01-05T10:00:00Z"'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="300000" cy="150000"/><wp:docPr id="{n}" name="图片 {n}"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{n}" name="{n}.png"/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP{n}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="300000" cy="150000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
BOX = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="400000" cy="200000"/><wp:docPr id="9" name="文本框"/><a:graphic>'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="400000" cy="200000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>'
    '</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:40pt;height:15pt"><v:textbox>{box}</v:textbox></v:shape></w:pict>'
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> =SUM(7,8) </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PROPERTIES = {
    "sup": ('<w:vertAlign w:val="superscript"/>', '<w:position w:val="10"/><w:sz w:val="12"/>'),
    "strike": ("<w:strike/>", "<w:dstrike/>", '<w:strike w:val="true"/>'),
    "hidden": ("<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:vanish w:val="1"/>', "<w:webHidden/><w:vanish/>"),
    "ins": ('<w:u w:val="single"/>', "<w:b/>", '<w:strike w:val="0"/>', '<w:vanish w:val="false"/>'),
    "white_on_dark": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>',),
}


def _plain(text: str, properties: str = "") -> str:
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{shown}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


class _Writer:
    """Writes blocks; keeps pictures and the ids of changes."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.pictures: list[bytes] = []
        self.changes = 0

    def who(self) -> str:
        """Return the attributes of a tracked change."""
        self.changes += 1
        return WHO.replace("{}", str(self.changes))

    def run(self, run: Run) -> str:
        """Return a run with its mark."""
        if run.mark in PROPERTIES:
            return _plain(run.text, self.rng.choice(PROPERTIES[run.mark]))
        special = getattr(self, f"mark_{run.mark}", None)
        return str(special(run.text)) if special else _plain(run.text)

    def mark_break(self, _: str) -> str:
        """Return a line break."""
        return "<w:r><w:br/></w:r>"

    def mark_deleted(self, text: str) -> str:
        """Return a tracked deletion, sometimes a move away."""
        name = self.rng.choice(("del", "del", "moveFrom"))
        inner = f"<w:r><w:delText>{text}</w:delText></w:r>" if name == "del" else _plain(text)
        return f"<w:{name} {self.who()}>{inner}</w:{name}>"

    def mark_tracked_insert(self, text: str) -> str:
        """Return a tracked insertion."""
        return f"<w:ins {self.who()}>{_plain(text)}</w:ins>"

    def mark_control(self, text: str) -> str:
        """Return a content control."""
        return f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{_plain(text)}</w:sdtContent></w:sdt>"

    def mark_field(self, text: str) -> str:
        """Return a field with its stored result."""
        if self.rng.random() < 0.5:
            return f'<w:fldSimple w:instr=" =SUM(ABOVE) ">{_plain(text)}</w:fldSimple>'
        return FIELD.replace("{}", escape(text))

    def mark_smart_tag(self, text: str) -> str:
        """Return a smart tag around the text."""
        return f'<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="chmetcnv">{_plain(text)}</w:smartTag>'

    def mark_text_box(self, text: str) -> str:
        """Return a text box with its fallback."""
        return TEXT_BOX.replace("{box}", BOX.replace("{}", escape(text)))

    def mark_equation(self, text: str) -> str:
        """Return an equation."""
        return f"<m:oMath><m:r><m:t>{escape(text)}</m:t></m:r></m:oMath>"

    def mark_split(self, text: str) -> str:
        """Return one run a character, with spelling marks between."""
        return '<w:proofErr w:type="spellStart"/>'.join(_plain(c) for c in text)

    def mark_soft_hyphen(self, text: str) -> str:
        """Return the text with soft hyphens."""
        return "<w:r>" + "<w:softHyphen/>".join(f"<w:t>{escape(c)}</w:t>" for c in text) + "</w:r>"

    def mark_picture(self, text: str) -> str:
        """Return an inline picture of the text."""
        target = io.BytesIO()
        digits_picture(text).save(target, "PNG")
        self.pictures.append(target.getvalue())
        return PICTURE.replace("{n}", str(len(self.pictures)))

    def paragraph(self, block: Paragraph) -> str:
        """Return a paragraph."""
        place = {"title": "center", "signature": "right"}.get(block.style, "both")
        body = "".join(self.run(run) for run in block.runs)
        return f'<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr>{body}</w:p>'

    def cell(self, cell: Cell, width: int, *, follows: bool) -> str:
        """Return a cell, or the empty continuation of one above."""
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        merge = "<w:vMerge/>" if follows else '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
        turned = '<w:textDirection w:val="tbRlV"/>' if cell.vertical and self.rng.random() < 0.3 else ""
        body = "" if follows else "".join(self.run(run) for run in cell.runs)
        properties = f'<w:tcPr><w:tcW w:w="{width * cell.colspan}" w:type="dxa"/>{span}{merge}{turned}</w:tcPr>'
        return f"<w:tc>{properties}<w:p>{body}</w:p></w:tc>"

    def row_properties(self, row: Row) -> str:
        """Return the properties of a row: hidden, deleted."""
        if row.deleted:
            return f"<w:trPr><w:del {self.who()}/></w:trPr>"
        return "<w:trPr><w:hidden/></w:trPr>" if row.hidden else ""

    def table(self, table: Table) -> str:
        """Return a table, inside a table of layout where it is nested."""
        width = 9600 // max(1, table.columns)
        grid: dict[int, list[tuple[int, Cell, bool]]] = {n: [] for n in range(len(table.rows))}
        for place in placements(table):
            for down in range(min(place.cell.rowspan, len(table.rows) - place.row)):
                grid[place.row + down].append((place.column, place.cell, down > 0))
        rows = []
        for number, row in enumerate(table.rows):
            cells = "".join(self.cell(c, width, follows=f) for _, c, f in sorted(grid[number], key=lambda item: item[0]))
            rows.append(f"<w:tr>{self.row_properties(row)}{self._vanish(row, cells)}</w:tr>" if cells else "")
        columns = f'<w:gridCol w:w="{width}"/>' * table.columns
        borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        head = f'<w:tblPr><w:tblW w:w="9600" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        xml = f"<w:tbl>{head}{''.join(rows)}</w:tbl><w:p/>"
        if not table.nested:
            return xml
        outer = '<w:tblPr><w:tblW w:w="9800" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="9800"/></w:tblGrid>'
        return f'<w:tbl>{outer}<w:tr><w:tc><w:tcPr><w:tcW w:w="9800" w:type="dxa"/></w:tcPr>{xml}</w:tc></w:tr></w:tbl><w:p/>'

    def _vanish(self, row: Row, cells: str) -> str:
        """Return the cells with every run of a hidden or deleted row marked so, as Word writes them."""
        if row.deleted:
            return cells.replace('<w:r><w:t xml:space="preserve">', f"<w:del {self.who()}><w:r><w:delText>").replace(
                "</w:t></w:r>", "</w:delText></w:r></w:del>"
            )
        return cells.replace("<w:r><w:t", "<w:r><w:rPr><w:vanish/></w:rPr><w:t") if row.hidden else cells

    def block(self, block: Block) -> str:
        """Return a block; hidden blocks are left out."""
        if block.hidden:
            return ""
        return self.table(block) if isinstance(block, Table) else self.paragraph(block)


def render(draft: Draft) -> bytes:
    """Return the DOCX of a draft."""
    writer = _Writer(draft.rng)
    body = "".join(writer.block(block) for block in draft.blocks)
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000"/></w:sectPr>'
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {W}><w:body>{body}{section}</w:body></w:document>'
    first = f'<Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="word/document.xml"/>'
    pictures = "".join(
        f'<Relationship Id="rIdP{n}" Type="{RELATION}/image" Target="media/{n}.png"/>' for n in range(1, len(writer.pictures) + 1)
    )
    files = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS.replace("{}", first), "word/document.xml": document}
    files["word/_rels/document.xml.rels"] = RELS.replace("{}", pictures)
    packed = {name: text.encode() for name, text in files.items()}
    return zip_bytes(packed | {f"word/media/{n}.png": data for n, data in enumerate(writer.pictures, 1)})
