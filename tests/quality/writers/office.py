"""Word and Excel files, RTF, and what LibreOffice makes of a DOCX (DOC and PDF)."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from tests.quality.paper import Grid, Line, Paper, Slot
from tests.quality.writers.html import Markup
from tests.quality.writers.layout import placed
from tests.quality.writers.missing import Missing

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
RTF_BORDERS = "".join(f"\\clbrdr{side}\\brdrs" for side in "tlbr")
SECONDS = 120  # LibreOffice starts slowly on a loaded machine


def docx(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as DOCX; spans as gridSpan and vMerge."""
    body = "".join(_paragraph(block.text) if isinstance(block, Line) else _table(block) for block in paper.blocks)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"),
        ):
            archive.writestr(ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return stream.getvalue()


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def _table(grid: Grid) -> str:
    """Rows of cells; below a cell that covers several rows stands a continuing cell."""
    spots = placed(grid)
    rows = []
    for number in range(len(grid.rows)):
        here = [(spot.column, _cell(spot.slot, "restart" if spot.slot.rows > 1 else "")) for spot in spots if spot.row == number]
        here += [
            (spot.column, _cell(Slot("", columns=spot.slot.columns), "continue"))
            for spot in spots
            if spot.row < number < spot.row + spot.slot.rows
        ]
        rows.append(f"<w:tr>{''.join(cell for _, cell in sorted(here))}</w:tr>")
    count = max(spot.column + spot.slot.columns for spot in spots)
    columns = f'<w:gridCol w:w="{9000 // count}"/>' * count
    return f"<w:tbl><w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"


def _cell(slot: Slot, merge: str) -> str:
    span = f'<w:gridSpan w:val="{slot.columns}"/>' if slot.columns > 1 else ""
    joined = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{span}{joined}</w:tcPr>{''.join(map(_paragraph, slot.text.split(chr(10))))}</w:tc>"


def xlsx(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as one sheet: lines in the first column, tables below one another with merged cells; plain integers as numbers."""
    book = Workbook()
    sheet = book.active
    row = 1
    for block in paper.blocks:
        if isinstance(block, Line):
            sheet.cell(row, 1, block.text)
            row += 1
            continue
        for spot in placed(block):
            text, top, left = spot.slot.text, row + spot.row, 1 + spot.column
            sheet.cell(top, left, int(text) if spot.slot.figure and text.isascii() and text.isdigit() else text or None)
            if spot.slot.rows * spot.slot.columns > 1:
                sheet.merge_cells(
                    start_row=top, start_column=left, end_row=top + spot.slot.rows - 1, end_column=left + spot.slot.columns - 1
                )
        row += len(block.rows) + 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rtf(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    """The paper as RTF; cells over several rows as clvmgf and clvmrg."""
    body = "".join(f"{_rtf(block.text)}\\par\n" if isinstance(block, Line) else _rtf_table(block) for block in paper.blocks)
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 SimSun;}}}}\\f0\\fs24\n{body}}}".encode("ascii")


def _rtf(text: str) -> str:
    escaped = "".join(
        char if ord(char) < 128 and char not in "\\{}" else f"\\u{ord(char) - (65536 if ord(char) > 32767 else 0)}?" for char in text
    )
    return escaped.replace("\n", "\\line ")


def _rtf_table(grid: Grid) -> str:
    spots = placed(grid)
    count = max(spot.column + spot.slot.columns for spot in spots)
    rows = []
    for number in range(len(grid.rows)):
        here = sorted(((spot.column, spot) for spot in spots if spot.row <= number < spot.row + spot.slot.rows), key=lambda pair: pair[0])
        heads, cells = "", ""
        for column, spot in here:
            merge = ("\\clvmgf" if spot.row == number else "\\clvmrg") if spot.slot.rows > 1 else ""
            heads += f"{merge}{RTF_BORDERS}\\cellx{(column + spot.slot.columns) * 9000 // count}"
            cells += f"{_rtf(spot.slot.text) if spot.row == number else ''}\\cell "
        rows.append(f"\\trowd\\trgaph70{heads}\n\\pard\\intbl {cells}\\row\n")
    return "".join(rows) + "\\pard\n"


def converted(body: bytes, to: str) -> bytes:
    """A DOCX as LibreOffice saves it in another format, in a profile of its own."""
    office = shutil.which("soffice")
    if office is None:
        raise Missing("LibreOffice is not installed (apt-get install libreoffice-writer)")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(body)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", to, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return (Path(folder) / f"report.{to}").read_bytes()


def doc(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    return converted(docx(paper), "doc")


def office_pdf(paper: Paper, editor: str = "", markup: Markup | None = None) -> bytes:
    return converted(docx(paper), "pdf")
