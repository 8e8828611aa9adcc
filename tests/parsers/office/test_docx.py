import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from parsers import formats
from parsers.office import docx as office_docx
from parsers.types import Paragraph, Source, Table
from tests.helpers.drawing import Drawing, texts

FALLBACK = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>一次</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>一次</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
TEXT_BOX = "<w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict>"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(body, **parts):
    """A DOCX with this body and these further parts of word/."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        )
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return stream.getvalue()


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells):
    return f"<w:tr>{''.join(cells)}</w:tr>"


def read(body, **parts):
    return formats.parse(Source(package(body, **parts)))


def test_a_document_written_by_another_program():
    book = docx.Document()
    title = book.add_paragraph("某市二〇二三年年度报告")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    book.add_paragraph("第一句。").runs[0].bold = True
    table = book.add_table(rows=3, cols=3)
    for n, text in enumerate("甲乙丙丁戊己庚辛壬"):
        table.cell(n // 3, n % 3).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 1).merge(table.cell(2, 2))
    book.add_paragraph("后一句。")
    stream = io.BytesIO()
    book.save(stream)
    document = formats.parse(Source(stream.getvalue()))
    assert document.title == "某市二〇二三年年度报告"
    assert [type(block) is Table for block in document.blocks] == [False, False, True, False]
    assert document.blocks[1].bold
    assert not document.blocks[3].bold
    (table,) = document.tables
    spans = {(c.row, c.column): (c.text, c.rowspan, c.colspan) for c in table.cells}
    assert spans == {(0, 0): ("甲\n丁", 2, 1), (0, 1): ("乙", 1, 1), (0, 2): ("丙", 1, 1), (1, 1): ("戊", 1, 1), (1, 2): ("己", 1, 1),
                     (2, 0): ("庚", 1, 1), (2, 1): ("辛\n壬", 1, 2)}  # fmt: skip
    assert table.cells[0].path == "/w:document/w:body[1]/w:tbl[1]/w:tr[1]/w:tc[1]"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>20</w:t></w:r><w:r><w:t>23</w:t></w:r></w:p>", "2023"),  # runs are joined without a blank
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>", "甲 乙"),
        ("<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>", "新"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>页</w:t></w:r></w:p>", "页"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt>", "控件内"),
        ("<w:p><w:r><w:t>⾏政</w:t></w:r></w:p>", "行政"),
        (f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{TEXT_BOX}</w:r></w:p>", "正文\n框内"),
        (FALLBACK, "一次"),
    ],
)
def test_text_is_what_a_reader_sees(body, text):
    assert read(body).text == text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(cell("甲", '<w:gridSpan w:val="3"/>')), row(cell("1"), cell("2"), cell("3"))], [["甲"], ["1", "2", "3"]]),
        ([row(cell("甲", '<w:vMerge w:val="restart"/>'), cell("1")), row(cell("", "<w:vMerge/>"), cell("2"))], [["甲", "1"], ["2"]]),
        ([row(cell("甲"), cell("1")), row(cell("乙", "<w:vMerge/>"), cell("2"))], [["甲", "1"], ["2"]]),
        ([row(cell("甲"), cell("1"), cell("")), row(cell("乙"), cell("2"))], [["甲", "1", ""], ["乙", "2"]]),  # physical cells, ragged rows
        (["<w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + "</w:tr>", row(cell("留"), cell("1"))], [["留", "1"]]),
        (["<w:sdt><w:sdtContent>" + row(cell("甲"), cell("1")) + "</w:sdtContent></w:sdt>"], [["甲", "1"]]),
        ([row(cell("甲"), f"<w:tc>{paragraph('商业')}{paragraph('企业')}</w:tc>")], [["甲", "商业\n企业"]]),
    ],
)
def test_cells(rows, expected):
    (table,) = read(f"<w:tbl>{''.join(rows)}</w:tbl>").tables
    assert texts(table) == expected


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    inner = f"<w:tbl>{row(cell('内'), cell('1'))}</w:tbl>"
    lines = "".join(row(cell(name), cell("2"), cell("3")) for name in "甲乙丙")
    document = read(f"<w:tbl><w:tr><w:tc>{inner}{paragraph('外')}</w:tc></w:tr>{lines}</w:tbl>")
    assert [texts(table)[0] for table in document.tables] == [["外"], ["内", "1"]]


def test_a_table_that_only_frames_the_text_is_none():
    inner = f"<w:tbl>{row(cell('内'), cell('1'))}{row(cell('里'), cell('2'))}</w:tbl>"
    document = read(f"<w:tbl><w:tr><w:tc>{paragraph('标题')}{inner}{paragraph('正文')}</w:tc></w:tr></w:tbl>")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["标题", "正文"]
    assert [texts(table) for table in document.tables] == [[["内", "1"], ["里", "2"]]]


def test_hidden_runs_say_nothing():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>5</w:t></w:r>"
    (block,) = read(f"<w:p>{hidden}<w:r><w:t>12</w:t></w:r></w:p>").blocks
    assert block.text == "12"


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="8"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"""


def numbered(text, level=0, number=7):
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_that_word_puts_by_itself_are_written_out():
    body = [
        numbered("总体情况"),
        numbered("甲", 1),
        numbered("乙", 1),
        numbered("点", 2),
        numbered("主动公开"),
        numbered("丙", 1),
        numbered("存在问题", 0, 8),
    ]
    assert read("".join(body), numbering=NUMBERING).text.split("\n") == [
        "一、总体情况",
        "1.甲",
        "2.乙",
        "点",
        "二、主动公开",
        "1.丙",
        "五、存在问题",
    ]


def test_numbers_that_come_with_a_style():
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="2">'
    styles += '<w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>'
    document = read(paragraph("总体情况", '<w:pStyle w:val="2"/>') * 2, numbering=NUMBERING, styles=styles)
    assert document.text == "一、总体情况\n二、总体情况"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (package("")[:-40], "damaged"),
        (package("<w:p><w:r><w:t>未完"), "damaged"),
        (package(""), "no_text"),
        (package("", numbering='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "dtd"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    document = office_docx.parse(Source(body))
    assert (document.blocks, [problem.code for problem in document.problems]) == ((), [code])


def picture(rows):
    """A picture of a ruled table, as a scanner would make one."""
    import pypdfium2 as pdfium

    body = Drawing().table((50, 250, 400, 500), range(60, 60 + 30 * (len(rows) + 1), 30), rows, size=14).bytes()
    stream = io.BytesIO()
    pdfium.PdfDocument(body)[0].render(scale=2.5).to_pil().save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("around", ["", "正文一句。"])
def test_pictures_of_tables_are_read(around):
    pytest.importorskip("rapidocr")
    rows = [["信息内容", "制发件数", "废止件数"], ["行政许可", "2293", "17"], ["行政处罚", "1282", "40"]]
    book = docx.Document()
    if around:
        book.add_paragraph(around)
    book.add_picture(io.BytesIO(picture(rows)), width=docx.shared.Cm(16))
    stream = io.BytesIO()
    book.save(stream)
    document = formats.parse(Source(stream.getvalue()))
    assert [texts(table) for table in document.tables] == [rows]
    assert ("table_is_picture" in [problem.code for problem in document.problems]) is bool(around)
