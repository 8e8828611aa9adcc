"""OFD, Word and Excel packages of a few KB that open to gigabytes, and packages that lead their reader in circles."""

from collections.abc import Mapping

from tests.threats.files.archives import png
from tests.threats.files.kinds import family, hostile
from tests.threats.files.streams import Member, package, plain, zeros

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def ofd(
    content: str,
    box: str = "0 0 210 297",
    resources: str = "",
    pages: str | None = None,
    more: Mapping[str, str | bytes] | None = None,
    extra: tuple[Member, ...] = (),
) -> bytes:
    """Return an OFD of one page: `content` stands in its layer, `pages` replaces the list of pages."""
    listed = pages or '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'{HEAD}<ofd:OFD {OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc_0/Document.xml": f'{HEAD}<ofd:Document {OFD}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes><ofd:TemplatePage ID="7" BaseLoc="Pages/Page_0/Content.xml"/></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
        "Doc_0/Res.xml": f'{HEAD}<ofd:Res {OFD} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts>{resources}</ofd:Res>',
        "Doc_0/Pages/Page_0/Content.xml": f'{HEAD}<ofd:Page {OFD}><ofd:Template TemplateID="7" ZOrder="Background"/><ofd:Content><ofd:Layer ID="2">{content}</ofd:Layer></ofd:Content></ofd:Page>',
        **(more or {}),
    }
    return package([*(plain(name, text) for name, text in parts.items()), *extra])


def text(deltas: str = "", size: str = "4", boundary: str = "0 0 100 10", codes: str = "年度报告") -> str:
    """Return one text object of a page."""
    return f'<ofd:TextObject ID="9" Boundary="{boundary}" Font="3" Size="{size}"><ofd:TextCode X="0" Y="4"{deltas}>{codes}</ofd:TextCode></ofd:TextObject>'


IMAGE = '<ofd:ImageObject ID="11" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="12"/>'
MEDIA = '<ofd:MultiMedias><ofd:MultiMedia ID="12" Type="Image" Format="PNG"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
CELL = '<ofd:PathObject ID="13" Boundary="0 0 210 297" Fill="true"><ofd:FillColor><ofd:Pattern Width="0.0001" Height="0.0001"><ofd:CellContent>{inner}</ofd:CellContent></ofd:Pattern></ofd:FillColor><ofd:AbbreviatedData>M 0 0 L 210 0 L 210 297 C</ofd:AbbreviatedData></ofd:PathObject>'
OFDS = {
    "ofd_huge_box": lambda: ofd(text(), box="0 0 100000000 100000000"),
    "ofd_extreme_box": lambda: ofd(text(), box="-1e308 -1e308 1e308 1e308"),
    "ofd_needle_box": lambda: ofd(text(), box="0 0 0.00001 99999999"),
    "ofd_box_not_numbers": lambda: ofd(text(boundary="NaN inf -inf 1e999"), box="NaN NaN inf inf"),
    "ofd_huge_letters": lambda: ofd(text(size="99999999"), box="0 0 210 297"),
    "ofd_group_deltas": lambda: ofd(text(' DeltaX="g 2147483647 1 g 2147483647 1"')),
    "ofd_group_deltas_many": lambda: ofd(text(f' DeltaX="{"g 99999999 1 " * 400}"')),
    "ofd_template_in_itself": lambda: ofd(text() * 50),
    "ofd_image_huge": lambda: ofd(IMAGE, resources=MEDIA, more={"Doc_0/Res/a.png": png(60_000, 60_000)}),
    "ofd_image_drawn_often": lambda: ofd(IMAGE * 20_000, resources=MEDIA, more={"Doc_0/Res/a.png": png(8000, 8000)}),
    "ofd_pattern_tiny": lambda: ofd(CELL.format(inner=text())),
    "ofd_pattern_nested": lambda: ofd(CELL.format(inner=CELL.format(inner=CELL.format(inner=text())))),
    "ofd_million_pages": lambda: ofd(text(), pages='<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 1_000_000),
    "ofd_million_texts": lambda: ofd(text() * 300_000),
    "ofd_deep_blocks": lambda: ofd('<ofd:PageBlock ID="5">' * 200_000 + "</ofd:PageBlock>" * 200_000),
    "ofd_path_endless": lambda: ofd(
        '<ofd:PathObject ID="6" Boundary="0 0 99999999 99999999" LineWidth="0.0001" DashPattern="0.00001 0.00001"><ofd:AbbreviatedData>M 0 0 '
        + "L 99999999 99999999 B 1 1 2 2 3 3 " * 90_000
        + "</ofd:AbbreviatedData></ofd:PathObject>"
    ),
    "ofd_composite_in_itself": lambda: ofd(
        '<ofd:CompositeObject ID="20" Boundary="0 0 9 9" ResourceID="21"/>',
        resources='<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="21" Width="9" Height="9"><ofd:Content>'
        + '<ofd:CompositeObject ID="22" Boundary="0 0 9 9" ResourceID="21"/>' * 10
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>",
    ),
    "ofd_outside_paths": lambda: ofd(
        text(),
        pages='<ofd:Page ID="1" BaseLoc="/../../../../etc/passwd"/><ofd:Page ID="2" BaseLoc="file:///etc/passwd"/><ofd:Page ID="3" BaseLoc="http://127.0.0.1:9/x"/>',
    ),
}
for _name, _build in OFDS.items():
    family(_name, "report.ofd", _build, "a page, image, pattern or repetition at its claimed size")

BOMB = b"<a/>" * 260_000


@hostile("report.ofd", "4 GiB of page content, said to be 99 bytes")
def ofd_content_bomb() -> bytes:
    return ofd(
        text(),
        pages='<ofd:Page ID="1" BaseLoc="Bomb.xml"/>',
        extra=(zeros("Doc_0/Bomb.xml", 4000, 99, f"{HEAD}<ofd:Page {OFD}>".encode()),),
    )


@hostile("report.ofd", "entities that expand to 10^10 characters")
def ofd_entities() -> bytes:
    return ofd(text(), more={"Doc_0/Pages/Page_0/Content.xml": LAUGHS + f"<ofd:Page {OFD}>&e9;</ofd:Page>"})


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "报告">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENT = f"{HEAD}<w:document {WORD}><w:body>"
TYPES = f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{{part}}" ContentType="application/vnd.openxmlformats-officedocument.{{kind}}.main+xml"/></Types>'
RELATIONS = f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{{part}}"/></Relationships>'


def docx(body: str, extra: tuple[Member, ...] = (), whole: str | None = None) -> bytes:
    """Return a Word package with this body; members of `extra` follow, and the last of a name counts for many readers."""
    part = "word/document.xml"
    members = [
        plain("[Content_Types].xml", TYPES.format(part=part, kind="wordprocessingml.document")),
        plain("_rels/.rels", RELATIONS.format(part=part)),
    ]
    if not any(member.name == part.encode() for member in extra):
        members.append(plain(part, whole or f"{DOCUMENT}{body}</w:body></w:document>"))
    return package([*members, *extra])


def cell(properties: str = "", inner: str = "<w:p><w:r><w:t>1</w:t></w:r></w:p>") -> str:
    """Return one cell of a Word table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(rows: str) -> str:
    """Return a Word table of these cells in one row, or of rows where they are rows."""
    return f"<w:tbl>{rows if rows.startswith('<w:tr') else f'<w:tr>{rows}</w:tr>'}</w:tbl>"


DOCXS = {
    "docx_grid_span": lambda: docx(table(cell('<w:gridSpan w:val="2147483647"/>') * 50)),
    "docx_grid_before": lambda: docx(table('<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>' + cell() + "</w:tr>")),
    "docx_spans_and_merges": lambda: docx(table(("<w:tr>" + cell('<w:gridSpan w:val="16000"/><w:vMerge/>') * 10 + "</w:tr>") * 20_000)),
    "docx_million_cells": lambda: docx(table(("<w:tr>" + cell() * 100 + "</w:tr>") * 4000)),
    "docx_million_paragraphs": lambda: docx("<w:p><w:r><w:t>1</w:t></w:r></w:p>" * 400_000),
    "docx_nested_tables": lambda: docx("<w:tbl><w:tr><w:tc>" * 60_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60_000),
    "docx_deep_runs": lambda: docx("<w:p>" + "<w:smartTag>" * 200_000 + "</w:smartTag>" * 200_000 + "</w:p>"),
    "docx_entities": lambda: docx(
        "", whole=LAUGHS + f"<w:document {WORD}><w:body><w:p><w:r><w:t>&e9;&f;</w:t></w:r></w:p></w:body></w:document>"
    ),
    "docx_body_bomb": lambda: docx("", (zeros("word/document.xml", 4000, 99, DOCUMENT.encode(), BOMB),)),
    "docx_media_bomb": lambda: docx("<w:p/>", (zeros("word/media/image1.png", 4000),)),
    "docx_style_loop": lambda: docx(
        '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr></w:p>',
        (
            plain(
                "word/styles.xml",
                f'{HEAD}<w:styles {WORD}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>',
            ),
        ),
    ),
    "docx_remote_template": lambda: docx(
        "<w:p/>",
        (
            plain(
                "word/_rels/document.xml.rels",
                RELATIONS.replace('Target="{part}"', 'Target="http://127.0.0.1:9/x.dotm" TargetMode="External"'),
            ),
        ),
    ),
    "docx_many_parts": lambda: docx("<w:p/>", tuple(Member(b"word/p%d.xml" % n, b"\x03\x00") for n in range(65_000))),
}
for _name, _build in DOCXS.items():
    family(_name, "report.docx", _build, "spans, depth and volume of a Word document")

SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def xlsx(data: str = "", before: str = "", after: str = "", strings: str = "", extra: tuple[Member, ...] = ()) -> bytes:
    """Return an Excel package of one sheet: `data` its rows, `before` and `after` what surrounds them."""
    parts = {
        "[Content_Types].xml": TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet"),
        "_rels/.rels": RELATIONS.format(part="xl/workbook.xml"),
        "xl/workbook.xml": f'{HEAD}<workbook {SHEET}><sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(part="worksheets/sheet1.xml")
        .replace('officeDocument"', 'worksheet"', 1)
        .replace(
            "</Relationships>",
            '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        ),
        "xl/sharedStrings.xml": f'{HEAD}<sst {SHEET} count="4294967295" uniqueCount="4294967295">{strings or "<si><t>1</t></si>"}</sst>',
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {SHEET}>{before}<sheetData>{data}</sheetData>{after}</worksheet>",
    }
    taken = {member.name.decode() for member in extra}
    return package([*(plain(name, body) for name, body in parts.items() if name not in taken), *extra])


LAST = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
XLSXS = {
    "xlsx_last_cell": lambda: xlsx(LAST, '<dimension ref="A1:XFD1048576"/>'),
    "xlsx_corner_cells": lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>' + LAST),
    "xlsx_row_number": lambda: xlsx('<row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>'),
    "xlsx_whole_merge": lambda: xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>', after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "xlsx_many_merges": lambda: xlsx(LAST, after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>"),
    "xlsx_wide_rows": lambda: xlsx("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 60_000))),
    "xlsx_columns": lambda: xlsx(LAST, '<cols><col min="1" max="4294967295" width="9"/></cols>'),
    "xlsx_long_string": lambda: xlsx(
        '<row r="1">' + '<c t="s"><v>0</v></c>' * 16_000 + "</row>", strings=f"<si><t>{'9' * 4_000_000}</t></si>"
    ),
    "xlsx_many_digits": lambda: xlsx(f'<row r="1"><c r="A1"><v>{"9" * 1_000_000}</v></c><c r="B1"><v>1e999999999</v></c></row>'),
    "xlsx_sheet_bomb": lambda: xlsx(
        extra=(zeros("xl/worksheets/sheet1.xml", 4000, 99, f"{HEAD}<worksheet {SHEET}><sheetData>".encode(), b"<row/>" * 180_000),)
    ),
    "xlsx_strings_bomb": lambda: xlsx(
        '<row><c t="s"><v>0</v></c></row>',
        extra=(zeros("xl/sharedStrings.xml", 4000, 99, f"{HEAD}<sst {SHEET}>".encode(), b"<si/>" * 200_000),),
    ),
}
for _name, _build in XLSXS.items():
    family(_name, "report.xlsx", _build, "dimensions, merges and volume of a sheet")
