"""A DOCX is read as a person sees it: what is struck, hidden, deleted, raised, a field or a picture never runs into a figure."""

from __future__ import annotations

import pytest

from parsers.types import Paragraph
from tests.parsers.office.test_docx import cell, read, row

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:styleId="a1"><w:name w:val="base note"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="a2"><w:name w:val="note"/><w:basedOn w:val="a1"/></w:style>'
    '<w:style w:styleId="a3"><w:name w:val="loop"/><w:basedOn w:val="a3"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def figure(runs, properties="", table=""):
    """The cell that holds these runs, beside a label and a figure of its own."""
    body = f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>"
    document = read(f"<w:tbl>{table}{row(cell('规章'), body, cell('7'))}{row(cell('其他'), cell('1'), cell('2'))}</w:tbl>", styles=STYLES)
    return document.tables[0].cells[1]


PICTURE = '<w:r><w:drawing><wp:{0} xmlns:wp="w"><a:blip xmlns:a="a"/></wp:{0}></w:drawing></w:r>'


@pytest.mark.parametrize(
    ("runs", "text", "marks", "aside"),
    [
        (run("12", "<w:strike/>") + run("13"), "13", {"struck"}, "12"),
        (run("12", "<w:dstrike/>"), "", {"struck"}, "12"),
        (run("12", '<w:strike w:val="0"/>'), "12", set(), ""),
        (run("9", "<w:vanish/>") + run("12"), "12", {"hidden"}, "9"),
        (run("9", '<w:rStyle w:val="a3"/>') + run("12"), "12", {"hidden"}, "9"),
        (run("9", '<w:color w:val="FFFFFF"/>') + run("12"), "12", {"hidden"}, "9"),
        (run("9", '<w:sz w:val="2"/>') + run("12"), "12", {"hidden"}, "9"),
        ("<w:del><w:r><w:delText>9</w:delText></w:r></w:del>" + run("12"), "12", {"deleted"}, "9"),
        ("<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", "", {"deleted"}, "9"),
        (f"<w:ins>{run('12')}</w:ins>", "12", {"inserted"}, ""),
        (f"<w:ins>{run('9', '<w:strike/>')}{run('12')}</w:ins>", "12", {"inserted", "struck"}, "9"),
        (f"<w:moveFrom>{run('9')}</w:moveFrom><w:moveTo>{run('12')}</w:moveTo>", "12", {"deleted", "inserted"}, "9"),
        (run("12") + run("1", '<w:vertAlign w:val="superscript"/>'), "12", {"superscript"}, "1"),
        (run("12") + run("1", '<w:position w:val="8"/>'), "12", {"superscript"}, "1"),
        (run("12") + run("1", '<w:rStyle w:val="a2"/>'), "12", {"superscript"}, "1"),
        (run("12") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "12", {"superscript"}, ""),
        (run("12①"), "12", {"superscript"}, "①"),
        (f'<m:oMath xmlns:m="{M}"><m:r><m:t>12</m:t></m:r></m:oMath>', "", {"picture"}, "12"),
        (PICTURE.format("inline"), "", {"picture"}, ""),
        (PICTURE.format("anchor") + run("12"), "12", set(), ""),  # a seal floats over the table
        ('<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>', "", {"picture"}, ""),
        (f"<w:sdt><w:sdtPr><w:alias w:val='9'/></w:sdtPr><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>", "12", set(), ""),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('点击输入')}</w:sdtContent></w:sdt>", "", {"field"}, "点击输入"),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>12</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>", "", {"field"}, "12"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r>', "", {"field"}, ""),
        (run("1") + "<w:r><w:softHyphen/></w:r>" + run("2\u00ad"), "12", set(), ""),
        (run("10") + "<w:r><w:br/></w:r>" + run("9"), "10\n9", set(), ""),
    ],
)
def test_what_is_marked_stays_out_of_the_figure(runs, text, marks, aside):
    found = figure(runs)
    assert (found.text, set(found.marks), found.aside) == (text, marks, aside)


@pytest.mark.parametrize(
    ("properties", "table"),
    [
        ('<w:shd w:fill="1F4E79"/>', ""),
        ("", '<w:tblPr><w:shd w:fill="000000"/></w:tblPr>'),
        ("", '<w:tblPr><w:tblStyle w:val="x"/></w:tblPr>'),
    ],
)
def test_white_text_on_a_coloured_ground_is_read(properties, table):
    assert figure(run("9", '<w:color w:val="FFFFFF"/>'), properties, table).text == "9"


def test_a_deleted_cell_is_unread_and_deleted_or_hidden_rows_are_not_in_the_table():
    assert figure(run("9"), "<w:cellDel/>").unread
    gone = "".join(f"<w:tr><w:trPr>{mark}</w:trPr>{cell('旧')}{cell('9')}</w:tr>" for mark in ("<w:del/>", "<w:hidden/>"))
    (table,) = read(f"<w:tbl>{gone}{row(cell('规章'), cell('1'))}{row(cell('其他'), cell('2'))}</w:tbl>").tables
    assert [(c.row, c.text) for c in table.cells] == [(0, "规章"), (0, "1"), (1, "其他"), (1, "2")]
    assert table.cells[0].path.endswith("/w:tr[3]/w:tc[1]")


def test_a_sentence_leaves_out_what_is_struck_hidden_deleted_or_a_note():
    note = '<w:vertAlign w:val="superscript"/>'
    runs = (
        run("收到12")
        + run("1", note)
        + run("件，")
        + run("旧", "<w:vanish/>")
        + run("答复")
        + run("9", "<w:strike/>")
        + run("10件，100m")
        + run("2", note)
    )
    (block,) = read(f"<w:p>{runs}</w:p>").blocks
    assert isinstance(block, Paragraph)
    assert block.text == "收到12件，答复10件，100m2"
