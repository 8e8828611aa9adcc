"""Draw blocks as a workbook: one sheet or a sheet a table, merged cells, number formats, formulas with and without a stored value.

Written as raw SpreadsheetML, so that a formula's stored value, a hidden row, column or sheet and rich text with strike are exactly
what Excel writes.
Options: `xlsx_sheets` (one, each), `xlsx_hidden_sheet` (a sheet of another year), `xlsx_hidden_column` (a hidden column with last
year's figures).
"""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

from ..paper.blocks import Block, Cell, Heading, Panel, Paragraph, Run, Table, place
from ..paper.draft import Draft
from .docx import OFFICE, RELS, pack

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LOOKS = {"struck": "<strike/>", "white": '<color rgb="FFFFFFFF"/>', "superscript": '<vertAlign val="superscript"/>', "bold": "<b/>"}


def letter(column: int) -> str:
    """Return the letters of a column, counted from zero."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Sheet:
    """Draw one worksheet; `row` is the next free row, counted from one."""

    def __init__(self, name: str, book: Book, hidden: bool = False) -> None:
        """Start an empty sheet."""
        self.name, self.book, self.hidden = name, book, hidden
        self.row = 1
        self.lines: list[str] = []
        self.merged: list[str] = []
        self.hidden_columns: set[int] = set()

    def line(self, cells: dict[int, str], hidden: bool = False) -> None:
        """Add a row of cells by column."""
        text = "".join(cells[column] for column in sorted(cells))
        self.lines.append(f'<row r="{self.row}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{text}</row>')
        self.row += 1

    def text(self, column: int, runs: list[Run]) -> str:
        """Return an inline string cell."""
        where = f"{letter(column)}{self.row}"
        rich = "".join(
            f'<r><rPr>{LOOKS.get(run.look, "")}<sz val="11"/></rPr><t xml:space="preserve">{escape(run.text)}</t></r>'
            for run in runs
            if run.look not in {"hidden", "comment", "class_hidden", "picture"}
        )
        return f'<c r="{where}" t="inlineStr"><is>{rich}</is></c>' if rich else f'<c r="{where}"/>'

    def value(self, column: int, cell: Cell) -> str:
        """Return the cell of a figure: a number, text, or a formula."""
        where = f"{letter(column)}{self.row}"
        only = cell.runs[0] if len(cell.runs) == 1 else None
        if cell.number is not None:
            style = self.book.style(cell.number_format)
            return f'<c r="{where}" s="{style}"><v>{cell.number}</v></c>'
        if only and only.look == "css_content":
            return f'<c r="{where}" t="e"><f>B1/0</f><v>{escape(only.text)}</v></c>'
        if only and only.look == "field":
            return f'<c r="{where}"><f>SUM(B1:B2)</f><v>{escape(only.text)}</v></c>'
        if only and only.look == "formula_without_value":
            return f'<c r="{where}"><f>SUM(B{self.row}:B{self.row + 1})</f></c>'
        if (
            only
            and only.look == "plain"
            and only.text.lstrip("-").replace(".", "", 1).isdigit()
            and only.text.isascii()
            and self.book.numbers
        ):
            style = self.book.style("0." + "0" * len(only.text.split(".")[1])) if "." in only.text else 0
            return f'<c r="{where}" s="{style}"><v>{only.text}</v></c>'
        return self.text(column, cell.runs)

    def table(self, table: Table) -> None:
        """Add a table."""
        if table.caption:
            self.line({0: self.text(0, [Run(table.caption)])})
        extra = self.book.hidden_column(table)
        for number, row in enumerate(place(table.rows)):
            cells: dict[int, str] = {}
            for start, cell in row:
                column, end = (at + (extra is not None and at >= extra) for at in (start, start + cell.colspan - 1))
                cells[column] = self.value(column, cell) if cell.coordinate else self.text(column, cell.runs)
                if end > column or cell.rowspan > 1:
                    self.merged.append(
                        f"{letter(column)}{self.row}:{letter(end)}{self.row + min(cell.rowspan, len(table.rows) - number) - 1}"
                    )
            if extra is not None and any(cell.coordinate for cell in row_cells(row)):
                cells[extra] = f'<c r="{letter(extra)}{self.row}"><v>{self.book.rng.randint(1, 99)}</v></c>'
                self.hidden_columns.add(extra)
            self.line(cells, number in table.hidden_rows)

    def xml(self) -> str:
        """Return the sheet's part."""

        def hidden(at: int) -> str:
            return ' hidden="1"' if at in self.hidden_columns else ""

        columns = "".join(
            f'<col min="{at + 1}" max="{at + 1}" width="{28 if at < 3 else 12}"{hidden(at)} customWidth="1"/>' for at in range(24)
        )
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merged)
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}">'
            + f"<cols>{columns}</cols>"
            + f"<sheetData>{''.join(self.lines)}</sheetData>"
            + (f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else "")
            + "</worksheet>"
        )


def row_cells(row: list[tuple[int, Cell]]) -> list[Cell]:
    """Return the cells of a placed row."""
    return [cell for _, cell in row]


class Book:
    """Draw one workbook."""

    def __init__(self, draft: Draft) -> None:
        """Choose whether figures are stored as numbers or as text."""
        self.draft, self.formats = draft, ["General"]
        self.rng = Random(f"xlsx {draft.rng.random()}")
        self.numbers = draft.options.get("xlsx_text_numbers") is None and self.rng.random() < 0.7
        self.sheets: list[Sheet] = []

    def style(self, number_format: str | None) -> int:
        """Return the index of the cell style with a number format."""
        wanted = number_format or "General"
        if wanted not in self.formats:
            self.formats.append(wanted)
        return self.formats.index(wanted)

    def hidden_column(self, table: Table) -> int | None:
        """Return the grid column before which a hidden column goes, or None."""
        return table.width - 1 if self.draft.options.get("xlsx_hidden_column") and table.key == "requests" else None

    def add(self, blocks: list[Block], sheet: Sheet) -> None:
        """Add blocks to a sheet; a hidden panel becomes a hidden sheet, a shown one a sheet of its own."""
        each = self.draft.options.get("xlsx_sheets") == "each"
        for block in blocks:
            if isinstance(block, Panel):
                inner = Sheet(block.label[:30], self, not block.shown)
                self.sheets.append(inner)
                self.add(block.blocks, inner)
            elif isinstance(block, Table):
                sheet.table(block)
            elif isinstance(block, Heading):
                if each and block.level == 1:
                    sheet = Sheet(block.text[:30].replace("：", " "), self)
                    self.sheets.append(sheet)
                sheet.line({0: sheet.text(0, [Run(block.text, "bold")])})
            elif isinstance(block, Paragraph):
                sheet.line({0: sheet.text(0, block.runs)}, block.hidden)

    def bytes(self) -> bytes:
        """Return the package."""
        first = Sheet(self.draft.options.get("xlsx_name", "Sheet1"), self)
        self.sheets.append(first)
        self.add(self.draft.blocks, first)
        sheets = {f"xl/worksheets/sheet{number}.xml": sheet.xml() for number, sheet in enumerate(self.sheets, 1)}
        override = "".join(f'<Override PartName="/{name}" ContentType="{KIND}.worksheet+xml"/>' for name in sheets)
        listed = "".join(
            f'<sheet name="{escape(sheet.name)}" '
            f'sheetId="{number}"{" state=" + chr(34) + "hidden" + chr(34) if sheet.hidden else ""} r:id="rId{number}"/>'
            for number, sheet in enumerate(self.sheets, 1)
        )
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        formats = "".join(
            f'<numFmt numFmtId="{164 + at}" formatCode="{escape(text, {chr(34): "&quot;"})}"/>' for at, text in enumerate(self.formats)
        )
        styles = "".join(
            f'<xf numFmtId="{164 + at if at else 0}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for at in range(len(self.formats))
        )
        return pack(
            {
                "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/'
                f'styles.xml" ContentType="{KIND}.styles+xml"/>{override}</Types>',
                "_rels/.rels": RELS.format(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
                "xl/_rels/workbook.xml.rels": RELS.format(links + f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>'),
                "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
                f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
                "xl/styles.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
                f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(self.formats)}">{formats}</numFmts>'
                '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill>'
                '<patternFill patternType="none"/></fill>'
                '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
                "<top/><bottom/><diagonal/></border></borders>"
                f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
                f'<cellXfs count="{len(self.formats)}">{styles}</cellXfs>'
                '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
                **sheets,
            }
        )


def draw_xlsx(draft: Draft) -> bytes:
    """Return the draft as a workbook."""
    return Book(draft).bytes()
