"""Single parts of a DOCX: the numbers Word writes, what styles and properties do to a run, spans, merged and nested cells, titles."""

import io
import zipfile

import pytest
from lxml import etree

from parsers import formats
from parsers.office import docx, docx_numbering, docx_pictures, docx_runs
from parsers.office.docx_numbering import Level
from parsers.types import Paragraph, Source, Table
from tests.parsers.office.test_docx import cell, package, paragraph, row

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = {
    "w": W,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
}


def xml(text):
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())
    return etree.fromstring(f"<w:x {names}>{text}</w:x>")[0]


def read(body, **parts):
    return formats.parse(Source(package(body, **parts)))


def texts(document):
    return [block.text if isinstance(block, Paragraph) else [each.text for each in block.cells] for block in document.blocks]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百〇五"),
        (110, "一百一十"),
        (1000, "一千"),
        (1001, "一千〇一"),
        (1010, "一千〇一十"),
        (9999, "九千九百九十九"),
        (10000, "10000"),
        (-1, "-1"),
    ],
)
def test_a_number_in_chinese(number, text):
    assert docx_numbering.chinese(number) == text


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        *(
            (form, {3: "三", 21: "二十一"})
            for form in (
                "chineseCounting",
                "chineseCountingThousand",
                "chineseLegalSimplified",
                "ideographDigital",
                "japaneseCounting",
                "taiwaneseCounting",
                "taiwaneseCountingThousand",
                "ideographTraditional",
            )
        ),
        *((form, {0: "0", 1: "①", 20: "⑳", 21: "21"}) for form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")),
        ("upperLetter", {0: "0", 1: "A", 26: "Z", 27: "27"}),
        ("lowerLetter", {0: "0", 1: "a", 26: "z", 27: "27"}),
        ("decimal", {3: "3"}),
        ("upperRoman", {3: "3"}),
    ],
)
def test_a_number_as_word_writes_it(form, numbers):
    assert {number: docx_numbering.written(number, form) for number in numbers} == numbers


LEVELS = {0: Level(1, "chineseCounting", "%1、"), 1: Level(1, "decimal", "%1.%2"), 2: Level(1, "none", "x"), 3: Level(1, "bullet", "x")}


@pytest.mark.parametrize(
    ("counts", "depth", "text"), [({0: 2}, 0, "二、"), ({0: 2, 1: 3}, 1, "二.3"), ({1: 3}, 1, "一.3"), ({2: 1}, 2, ""), ({3: 1}, 3, "")]
)
def test_a_number_of_several_levels(counts, depth, text):
    assert docx_numbering.shown(LEVELS, counts, depth) == text


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("", 3), ("x", 3), ("999999", 999999), ("1000000", 3), ("-1", 3)])
def test_a_number_of_a_file(text, number):
    assert docx_numbering.number_of(text, 3) == number


def lists(numbering, styles=""):
    root = xml(f"<w:numbering>{numbering}</w:numbering>")
    return docx_numbering.Lists(root, xml(f"<w:styles>{styles}</w:styles>"))


def numbered(properties):
    return xml(f"<w:p><w:pPr>{properties}</w:pPr></w:p>")


ABSTRACT = (
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:lvlText w:val="%2-"/></w:lvl></w:abstractNum>'
)
PLAIN = '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'


@pytest.mark.parametrize(
    ("num", "paragraphs", "found"),
    [
        (PLAIN, ["0 1", "0 1", "1 1", "1 1", "0 1", "1 1"], ["3)", "4)", "1-", "2-", "5)", "1-"]),
        (PLAIN, ["2 1", "0 9"], ["", ""]),
        (
            '<w:num w:numId="1"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>',
            ["0 1", "0 1", "1 1"],
            ["7)", "8)", "1-"],
        ),
        (
            '<w:num w:numId="1"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num>',
            ["0 1", "1 1"],
            ["3)", "7-"],
        ),
        (
            '<w:num w:numId="1"><w:abstractNumId w:val="5"/>'
            '<w:lvlOverride><w:lvl><w:lvlText w:val="[%1]"/></w:lvl></w:lvlOverride></w:num>',
            ["0 1"],
            ["[1]"],
        ),
        ('<w:num w:numId="1"><w:abstractNumId w:val="6"/></w:num>', ["0 1"], [""]),
        (PLAIN + '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>', ["0 1", "0 2", "0 1"], ["3)", "3)", "4)"]),
    ],
)
def test_the_numbers_of_lists(num, paragraphs, found):
    counted = lists(ABSTRACT + num)
    pairs = [each.split() for each in paragraphs]
    properties = [f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' for level, number in pairs]
    assert [counted.number(numbered(each)) for each in properties] == found


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:pStyle w:val="s"/>', "3)"),
        ('<w:pStyle w:val="t"/>', ""),
        ('<w:pStyle w:val="s"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>', "1-"),
        ('<w:pStyle w:val="s"/><w:numPr><w:ilvl w:val="1"/></w:numPr>', "3)"),
        ("<w:numPr><w:numId w:val='1'/></w:numPr>", "3)"),
        ("", ""),
    ],
)
def test_a_number_that_comes_with_a_style(properties, text):
    styles = (
        '<w:style w:styleId="s"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="t"><w:pPr/></w:style>'
    )
    assert lists(ABSTRACT + PLAIN, styles).number(numbered(properties)) == text
    assert docx_numbering.Lists(None, None).number(numbered(properties)) == ""


def marked(run_properties, styles="", paragraph_properties="", around="{}"):
    run = f"<w:r><w:rPr>{run_properties}</w:rPr><w:t>9</w:t></w:r>"
    element = xml(around.format(f"<w:p><w:pPr>{paragraph_properties}</w:pPr>{run}</w:p>"))
    found = element if element.tag.endswith("}p") else next(element.iter(f"{{{W}}}p"))
    (piece,) = docx_runs.pieces(found, docx_runs.StyleMarks(xml(f"<w:styles>{styles}</w:styles>")))
    assert piece.text == "9"
    return piece.mark


@pytest.mark.parametrize(
    ("properties", "mark"),
    [
        ("", None),
        ("<w:b/>", None),
        ("<w:vanish/>", "hidden"),
        *((f'<w:vanish w:val="{value}"/>', None) for value in ("0", "false", "off")),
        *((f'<w:vanish w:val="{value}"/>', "hidden") for value in ("1", "true", "on")),
        ('<w:sz w:val="4"/>', "hidden"),
        ('<w:sz w:val="5"/>', None),
        ('<w:sz w:val="x"/>', None),
        ('<w:color w:val="ffffff"/>', "hidden"),
        ('<w:color w:val="FFFFFE"/>', None),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>', None),
        ('<w:color w:val="FFFFFF"/><w:shd w:fill="FF0000"/>', None),
        *((f'<w:color w:val="FFFFFF"/><w:shd w:fill="{fill}"/>', "hidden") for fill in ("auto", "ffffff", "")),
        ('<w:color w:val="FFFFFF"/><w:shd/>', "hidden"),
        ("<w:strike/>", "struck"),
        ("<w:dstrike/>", "struck"),
        ('<w:vertAlign w:val="superscript"/>', "superscript"),
        ('<w:vertAlign w:val="subscript"/>', "superscript"),
        ('<w:vertAlign w:val="baseline"/>', None),
        ('<w:position w:val="4"/>', "superscript"),
        ('<w:position w:val="-4"/>', "superscript"),
        ('<w:position w:val="3"/>', None),
        ('<w:position w:val="x"/>', None),
    ],
)
def test_what_its_properties_do_to_a_run(properties, mark):
    assert marked(properties) == mark


@pytest.mark.parametrize(
    ("run", "paragraph_style", "mark"),
    [
        ('<w:rStyle w:val="a"/>', "", "struck"),
        ('<w:rStyle w:val="b"/>', "", "struck"),
        ('<w:rStyle w:val="none"/>', "", None),
        ('<w:rStyle w:val="a"/><w:strike w:val="0"/>', "", None),
        ("", '<w:pStyle w:val="a"/>', "struck"),
        ('<w:rStyle w:val="c"/>', '<w:pStyle w:val="a"/>', None),
        ('<w:rStyle w:val="loop"/>', "", None),
        ('<w:rStyle w:val="n10"/>', "", "struck"),  # eleven styles one on the other, then the one that strikes
        ('<w:rStyle w:val="n11"/>', "", None),
    ],
)
def test_what_styles_do_to_a_run(run, paragraph_style, mark):
    def style(name, inner, based=""):
        above = f'<w:basedOn w:val="{based}"/>' if based else ""
        return f'<w:style w:styleId="{name}">{above}<w:rPr>{inner}</w:rPr></w:style>'

    styles = style("a", "<w:strike/>") + style("b", "", "a") + style("c", '<w:strike w:val="0"/>') + style("loop", "", "loop")
    styles += style("n0", "", "a") + "".join(style(f"n{n}", "", f"n{n - 1}") for n in range(1, 12))
    assert marked(run, styles, paragraph_style) == mark


WHITE = '<w:color w:val="FFFFFF"/>'
CELL = "<w:tbl>{table}<w:tr><w:tc>{cell}{{}}</w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("around", "own", "mark"),
    [
        ("{}", "", "hidden"),
        ("{}", '<w:shd w:fill="000000"/>', None),
        (CELL.format(table="", cell='<w:tcPr><w:shd w:fill="000000"/></w:tcPr>'), "", None),
        (CELL.format(table="", cell='<w:tcPr><w:shd w:fill="auto"/></w:tcPr>'), "", "hidden"),
        (CELL.format(table='<w:tblPr><w:shd w:fill="000000"/></w:tblPr>', cell=""), "", None),
        (CELL.format(table='<w:tblPr><w:tblStyle w:val="x"/></w:tblPr>', cell=""), "", None),
        (CELL.format(table="<w:tblPr/>", cell=""), "", "hidden"),
    ],
)
def test_white_text_is_hidden_only_on_white(around, own, mark):
    assert marked(WHITE, "", own, around) == mark


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (
            "<w:r><w:t>1</w:t><w:tab/><w:br/><w:cr/><w:noBreakHyphen/><w:t>2</w:t></w:r>",
            [("1", None), (" ", None), ("\n", None), ("\n", None), ("-", None), ("2", None)],
        ),
        ("<w:r><w:t/></w:r>", [("", None)]),
        ("<w:r><w:instrText>PAGE</w:instrText><w:delInstrText>x</w:delInstrText></w:r>", []),
        ("<w:del><w:r><w:delText>1</w:delText></w:r></w:del>", [("1", "deleted")]),
        ("<w:moveFrom><w:r><w:t>1</w:t></w:r></w:moveFrom>", [("1", "deleted")]),
        ("<w:ins><w:r><w:t>1</w:t></w:r></w:ins>", [("1", "inserted")]),
        ("<w:moveTo><w:r><w:t>1</w:t></w:r></w:moveTo>", [("1", "inserted")]),
        ("<w:ins><w:del><w:r><w:t>1</w:t></w:r></w:del></w:ins>", [("1", "deleted")]),
        ("<w:del><w:ins><w:r><w:t>1</w:t></w:r></w:ins></w:del>", [("1", "deleted")]),
        ("<w:hyperlink><w:r><w:t>1</w:t></w:r></w:hyperlink>", [("1", None)]),
        ("<m:oMath><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:oMath>", [("12", "picture")]),
        ("<m:oMathPara><m:oMath><m:r><m:t>1</m:t></m:r></m:oMath></m:oMathPara>", [("1", "picture")]),
        ("<w:r><w:footnoteReference/></w:r>", [("", "superscript")]),
        ("<w:r><w:endnoteReference/></w:r>", [("", "superscript")]),
        ("<w:r><w:sym/></w:r>", [("", "picture")]),
        ("<w:r><w:drawing><wp:inline><a:blip/></wp:inline></w:drawing></w:r>", [("", "picture")]),
        ("<w:r><w:drawing><wp:anchor><a:blip/></wp:anchor></w:drawing></w:r>", [("", None)]),
        ("<w:r><w:drawing><wp:inline/></w:drawing></w:r>", [("", None)]),
        ("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>", [("", "picture")]),
        ("<w:r><w:pict><v:shape style='position:absolute;left:1'><v:imagedata/></v:shape></w:pict></w:r>", [("", None)]),
        ("<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r>", [("", "picture")]),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>1</w:t><w:t>2</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>", [("12", "field")]),
        ("<w:del><w:r><w:sym/></w:r></w:del>", [("", "deleted")]),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>点</w:t></w:r></w:sdtContent></w:sdt>", [("点", "field")]),
        ("<w:sdt><w:sdtContent><w:r><w:t>1</w:t></w:r></w:sdtContent></w:sdt>", [("1", None)]),
        ("<w:r><w:fldChar><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r>", [("", "field")]),
        ("<w:r><w:fldChar/></w:r>", []),
        (
            "<mc:AlternateContent><mc:Choice><w:r><w:t>1</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>1</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            [("1", None)],
        ),
        ("<w:r><w:rPr/><w:t>1</w:t></w:r><w:p><w:r><w:t>2</w:t></w:r></w:p><w:tbl/>", [("1", None)]),
    ],
)
def test_the_pieces_of_a_paragraph(inside, found):
    assert [tuple(piece) for piece in docx_runs.pieces(xml(f"<w:p><w:pPr/>{inside}</w:p>"), docx_runs.StyleMarks())] == found


@pytest.mark.parametrize(("value", "width"), [("3", 3), ("500", 500), ("501", 500), ("x", 1), ("", 1)])
def test_the_width_of_a_cell(value, width):
    assert docx.span_of(xml(f'<w:gridSpan w:val="{value}"/>'), 1) == width
    assert docx.span_of(None, 1) == 1
    assert docx.span_of(None, 0) == 0


def places(body):
    return [(each.row, each.column, each.rowspan, each.colspan, each.text) for each in read(f"<w:tbl>{body}</w:tbl>").tables[0].cells]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ('<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("1") + cell("2") + "</w:tr>", [(0, 2, 1, 1, "1"), (0, 3, 1, 1, "2")]),
        (row(cell("甲", '<w:gridSpan w:val="2"/>'), cell("1")), [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "1")]),
        (
            row(cell("甲", '<w:vMerge w:val="restart"/>'), cell("1")) + row(cell("乙", '<w:vMerge w:val="continue"/>'), cell("2")) * 2,
            [(0, 0, 3, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2"), (2, 1, 1, 1, "2")],
        ),
        (
            row(cell("甲", "<w:vMerge/>"), cell("1")) + row(cell("乙"), cell("2")),
            [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2")],
        ),
        (
            f"<w:ins>{row(cell('甲'), cell('1'))}</w:ins><w:moveTo>{row(cell('乙'), cell('2'))}</w:moveTo>"
            f"<w:customXml>{row(cell('丙'), cell('3'))}</w:customXml>",
            [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2"), (2, 0, 1, 1, "丙"), (2, 1, 1, 1, "3")],
        ),
        ('<w:tr><w:trPr><w:hidden w:val="0"/></w:trPr>' + cell("甲") + cell("1") + "</w:tr>", [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1")]),
    ],
)
def test_the_grid_of_a_table(rows, found):
    assert places(rows) == found


INNER = f"<w:tbl>{row(cell('内'), cell('1'))}</w:tbl>"


@pytest.mark.parametrize(
    ("table", "layout"),
    [
        ("<w:tbl/>", True),
        (f"<w:tbl>{row(cell('1'))}</w:tbl>", True),
        (f"<w:tbl>{row(cell('1'), cell('2'))}</w:tbl>", False),
        (f"<w:tbl>{row(cell('1'))}{row(cell('2'))}</w:tbl>", False),
        (f"<w:tbl>{row(cell('1'), f'<w:tc>{INNER}</w:tc>')}</w:tbl>", True),
        (f"<w:tbl>{row(cell('1'), cell('2'), f'<w:tc>{INNER}</w:tc>') * 2}</w:tbl>", True),
        (f"<w:tbl>{row(cell('1'), cell('2'), f'<w:tc>{INNER}</w:tc>') * 3}</w:tbl>", False),
        (f"<w:tbl>{row(cell('1'), f'<w:tc>{INNER}</w:tc>') * 3}</w:tbl>", True),
    ],
)
def test_a_table_that_only_frames_others(table, layout):
    assert docx.is_layout(xml(table)) is layout


@pytest.mark.parametrize(
    ("properties", "styles", "title"),
    [
        ('<w:jc w:val="center"/>', "", "年报"),
        ('<w:jc w:val="left"/>', "", ""),
        ("", "", ""),
        *(('<w:pStyle w:val="s"/>', name, "年报") for name in ("Title", "heading 1", "Subtitle")),
        ('<w:pStyle w:val="s"/>', "heading 2", ""),
        ('<w:pStyle w:val="t"/>', "Title", ""),
    ],
)
def test_the_title_of_a_document(properties, styles, title):
    sheet = f'<w:styles xmlns:w="{W}"><w:style w:styleId="s"><w:name w:val="{styles}"/></w:style></w:styles>'
    assert read("<w:p/>" + paragraph("年报", properties) + paragraph("正文"), styles=sheet).title == title


def test_a_document_that_begins_with_a_table_has_no_title():
    body = f"<w:tbl>{row(cell('甲'), cell('1'))}</w:tbl>" + paragraph("年报", '<w:jc w:val="center"/>')
    assert read(body).title == ""


RAISED = '<w:vertAlign w:val="superscript"/>'


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "bold"),
    [
        (run("一", "<w:b/>"), True),
        (run("一", "<w:b/>") + run("二"), False),
        (run("一", '<w:b w:val="0"/>'), False),
        (run("一", "<w:b/>") + "<w:r><w:tab/></w:r>", True),
    ],
)
def test_a_paragraph_is_bold_where_all_of_it_is(runs, bold):
    assert read(f"<w:p>{runs}</w:p>").blocks[0].bold is bold


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<w:p>{run('10')}{run('1', RAISED)}{run('m')}{run('2', RAISED)}</w:p>", ["10m2"]),
        ("<w:p><w:r><w:t> 甲 </w:t><w:tab/><w:t>乙 </w:t></w:r></w:p>", ["甲 乙"]),
        ("<w:p/><w:p><w:r><w:t> </w:t></w:r></w:p>", []),
        (f"<w:del>{paragraph('旧')}</w:del>{paragraph('新')}", ["新"]),
        (f"<w:moveFrom>{paragraph('旧')}</w:moveFrom>{paragraph('新')}", ["新"]),
        (f"<w:customXml>{paragraph('甲')}</w:customXml>", ["甲"]),
        (f"<w:tbl>{row('<w:tc>' + paragraph('甲') + paragraph('') + paragraph('乙') + '</w:tc>', cell('1'))}</w:tbl>", [["甲\n乙", "1"]]),
        (f"<w:tbl>{row(cell(''), cell(''))}</w:tbl>", [["", ""]]),
    ],
)
def test_the_blocks_of_a_document(body, found):
    assert texts(read(body)) == found


def test_the_paths_of_blocks_lead_to_them():
    inner = f"<w:tbl>{row(cell('内'), cell('1'))}{row(cell('里'), cell('2'))}</w:tbl>"
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('框')}{inner}</w:tc></w:tr></w:tbl>"
    box = "<w:p><w:r><w:t>文</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>匣</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    body = package(f"<w:sdt><w:sdtContent>{paragraph('甲')}{paragraph('乙')}</w:sdtContent></w:sdt>{frame}{box}")
    document = formats.parse(Source(body))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml"))
    for block in document.blocks:
        for text, path in [(each.text, each.path) for each in block.cells] if isinstance(block, Table) else [(block.text, block.path)]:
            (found,) = root.getroottree().xpath(path, namespaces=SPACES)
            assert "".join(found.itertext()).startswith(text)
    assert texts(document) == ["甲", "乙", "框", ["内", "1", "里", "2"], "文", "匣"]
    assert [table.index for table in document.tables] == [0]


def test_the_strict_variant_of_the_format_is_read():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{docx.STRICT.decode()}"><w:body>{paragraph("甲")}</w:body></w:document>'
        )
    assert texts(formats.parse(Source(body.getvalue()))) == ["甲"]


def test_a_file_of_more_cells_than_any_report_says_where_it_was_left(monkeypatch):
    monkeypatch.setattr(docx, "MAX_CELLS", 4)
    table = f"<w:tbl>{row(cell('甲'), cell('1'))}{row(cell('乙'), cell('2'))}</w:tbl>"
    assert read(table).problems == ()
    document = read(table + table + table)
    assert len(document.tables) == 2
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [
        ("document", "too_many_cells", "/w:document/w:body[1]/w:tbl[2]")
    ]


def pictured(width, height, holder="inline"):
    return f'<w:r><w:drawing><wp:{holder}><wp:extent cx="{width}" cy="{height}"/><a:blip r:embed="p"/></wp:{holder}></w:drawing></w:r>'


@pytest.mark.parametrize(
    ("markup", "sized"),
    [
        (pictured(3_400_001, 850_001), True),
        (pictured(3_400_001, 850_001, "anchor"), True),
        (pictured(3_400_000, 850_001), False),
        (pictured(3_400_001, 850_000), False),
        (pictured("x", 850_001), False),
        ("<w:r><a:blip/></w:r>", False),
        ("<w:r><wp:inline><a:blip/></wp:inline></w:r>", False),
    ],
)
def test_a_picture_large_enough_for_a_table(markup, sized):
    assert docx_pictures.table_sized(next(xml(markup).iter("{*}blip"))) is sized


@pytest.mark.parametrize(
    ("drawing", "whole", "names"),
    [
        ('<a:blip r:embed="p"/>', True, ["word/media/a.png"]),
        ('<v:imagedata r:id="p"/>', True, ["word/media/a.png"]),
        ('<a:blip r:embed="p"/><a:blip r:embed="p"/>', True, ["word/media/a.png"]),
        ('<a:blip r:embed="q"/><a:blip r:embed="p"/>', True, ["media/b.png", "word/media/a.png"]),
        ('<a:blip r:embed="lost"/><a:blip/>', True, []),
        ('<a:blip r:embed="p"/>', False, []),
    ],
)
def test_the_pictures_of_a_document(drawing, whole, names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        relations = '<r><i Id="p" Target="media/a.png"/><i Id="q" Target="../media/b.png"/><i Id="lost" Target="media/c.png"/></r>'
        archive.writestr("word/_rels/document.xml.rels", relations)
        archive.writestr("word/media/a.png", b"1")
        archive.writestr("media/b.png", b"1")
    archive = zipfile.ZipFile(stream)
    assert list(docx_pictures.pictures(archive, xml(f"<w:body>{drawing}</w:body>"), whole=whole)) == names
    empty = zipfile.ZipFile(io.BytesIO(b"PK\5\6" + b"\0" * 18))
    assert list(docx_pictures.pictures(empty, xml(f"<w:body>{drawing}</w:body>"), whole=whole)) == []
