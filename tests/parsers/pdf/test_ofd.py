import io
import zipfile

import pytest

from parsers import formats
from parsers.types import Source
from tests.helpers.drawing import texts

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4


def ofd(*pages, templates=(), location="Pages/Page_{n}/Content.xml"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="{location.format(n=n)}"/>' for n in range(len(pages)))
        stencils = "".join(f'<ofd:TemplatePage ID="t{n}" BaseLoc="Tpls/{n}.xml"/>' for n in range(len(templates)))
        area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {SPACE}><ofd:CommonData>{area}{stencils}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        used = "".join(f'<ofd:Template TemplateID="t{n}"/>' for n in range(len(templates)))
        for n, body in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/Page_{n}/Content.xml",
                f"<ofd:Page {SPACE}>{used}<ofd:Content><ofd:Layer>{body}</ofd:Layer></ofd:Content></ofd:Page>",
            )
        for n, body in enumerate(templates):
            archive.writestr(
                f"Doc_0/Tpls/{n}.xml", f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{body}</ofd:Layer></ofd:Content></ofd:Page>"
            )
    return stream.getvalue()


def text(x, y, words, ctm="", size=4):
    turned = f' CTM="{ctm}"' if ctm else ""
    code = f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {len(words) - 1} {size}">{words}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x} {y} 100 10" Font="1" Size="{size}"{turned}>{code}</ofd:TextObject>'


def rules(x, y, width, height, data):
    path = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject Boundary="{x} {y} {width} {height}" LineWidth="0.2">{path}</ofd:PathObject>'


GRID = rules(20, 40, 60, 20, "M 0 0 L 60 0 M 0 10 L 60 10 M 0 20 L 60 20 M 0 0 L 0 20 M 30 0 L 30 20 M 60 0 L 60 20")
WORDS = text(22, 42, "甲") + text(52, 42, "乙") + text(22, 52, "规章") + text(52, 52, "12")


@pytest.mark.parametrize(
    "body",
    [
        ofd(GRID + WORDS),
        ofd(WORDS, templates=[GRID]),  # the rules come from a template
        ofd(GRID + WORDS, location="/Doc_0/Pages/Page_{n}/Content.xml"),
        ofd(rules(20, 40, 60, 20, "M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20 M 0 10 L 60 10") + WORDS),  # closed outline
    ],
)
def test_a_table(body):
    document = formats.parse(Source(body))
    (table,) = document.tables
    assert (document.media_type, texts(table)) == ("application/ofd", [["甲", "乙"], ["规章", "12"]])
    assert table.cells[0].box == pytest.approx((20 * MM, 40 * MM, 50 * MM, 50 * MM), abs=1)


def test_a_matrix_scales_the_text():
    document = formats.parse(
        Source(ofd(text(20, 20, "放大", "2 0 0 2 0 0") + text(20, 60, "正文一句在此。") + text(20, 70, "正文二句在此。")))
    )
    assert document.title == "放大"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ofd(), "no_text"),
        (ofd('<!DOCTYPE a [<!ENTITY x "y">]>'), "dtd"),
        (ofd(GRID + WORDS).replace(b"Doc_0/Document.xml", b"Doc_9/Document.xml"), "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    document = formats.parse(Source(body))
    assert document.blocks == ()
    assert code in [problem.code for problem in document.problems]


DARK = '<ofd:FillColor Value="0 0 120"/>'
WHITE = '<ofd:FillColor Value="255 255 255"/>'


def level(y, x0, x1):
    return rules(x0, y, x1 - x0, 0.5, f"M 0 0 L {x1 - x0} 0")


def upright(x, y0, y1):
    return rules(x, y0, 0.5, y1 - y0, f"M 0 0 L 0 {y1 - y0}")


FRAME = "".join([level(y, 20, 120) for y in (20, 40, 60)]) + "".join([upright(x, 20, 60) for x in (20, 70, 120)])
LABELS = text(25, 25, "规章") + text(25, 45, "许可") + text(75, 25, "制发件数")


def painted(figure):
    """The cell of a figure in a ruled table of an OFD."""
    (table,) = formats.parse(Source(ofd(FRAME + LABELS + figure))).tables
    return next(cell for cell in table.cells if (cell.row, cell.column) == (1, 1))


def box(x, y, width, height, fill=WHITE):
    data = f"<ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C</ofd:AbbreviatedData>"
    return f'<ofd:PathObject Boundary="{x} {y} {width} {height}" Stroke="false" Fill="true">{fill}{data}</ofd:PathObject>'


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (text(75, 45, "12"), ("12", set())),
        (text(75, 45, "12").replace("<ofd:TextCode", f"{WHITE}<ofd:TextCode"), ("", {"hidden"})),
        (text(75, 45, "12").replace(' Font="1"', ' Font="1" Alpha="0"'), ("", {"hidden"})),
        (text(75, 45, "12").replace(' Font="1"', ' Font="1" Visible="false"'), ("", set())),
        (text(75, 45, "99") + box(74, 45, 12, 6) + text(90, 45, "12"), ("12", {"hidden"})),
        (box(74, 44, 40, 10, DARK) + text(75, 45, "12").replace("<ofd:TextCode", f"{WHITE}<ofd:TextCode"), ("12", set())),
        (text(75, 45, "12") + level(47, 74, 85), ("", {"struck"})),
        (text(75, 45, "12") + text(78, 48, "2024", ctm="0.8192 -0.5736 0.5736 0.8192 0 0", size=9), ("12", set())),
    ],
)  # fmt: skip
def test_what_is_painted_is_what_is_seen(figure, expected):
    cell = painted(figure)
    assert (cell.text, set(cell.marks)) == expected
