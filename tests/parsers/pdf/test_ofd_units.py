"""Single parts of an OFD: advances, paths, opacity and white, what is painted over, page boxes, templates and members."""

import io
import zipfile

import pytest
from lxml import etree

from parsers import formats
from parsers.pdf import ofd
from parsers.pdf.page import Char, Matrix
from parsers.pdf.paint import Fill
from parsers.types import Source
from tests.parsers.pdf.test_ofd import GRID, WORDS
from tests.parsers.pdf.test_ofd import ofd as packed

MM = 72 / 25.4


def xml(text):
    return etree.fromstring(f'<x xmlns="http://www.ofdspec.org/2016">{text}</x>')[0]


@pytest.mark.parametrize(
    ("text", "count", "found"),
    [
        ("", 2, [0, 0]),
        ("1 2", 3, [1, 2, 0]),
        ("g 2 3.5", 3, [3.5, 3.5, 0]),
        ("1 g 2 3 4", 4, [1, 3, 3, 4]),
        ("g 9 1", 2, [1, 1]),
        ("g", 1, [0]),
        ("g 2", 1, [0]),
        ("g -2 1 5", 1, [5]),
        ("x 1", 1, [1]),
        ("1 2 3", 2, [1, 2]),
        ("-1.5e1", 1, [-15]),
        (".5", 1, [0.5]),
    ],
)
def test_the_advances_of_a_text(text, count, found):
    assert ofd.advances(text, count) == found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("M 0 0 L 5 0", [[(0, 0), (5, 0)]]),
        ("M 0 0 L 5 0 M 1 1 L 2 2", [[(0, 0), (5, 0)], [(1, 1), (2, 2)]]),
        ("S 0 0 L 5 0", [[(0, 0), (5, 0)]]),
        ("M 0 0 L 5 0 L 5 5 C", [[(0, 0), (5, 0), (5, 5), (0, 0)]]),
        ("M 0 0 Q 1 1 2 2", [[(0, 0), (2, 2)]]),
        ("M 0 0 B 1 1 2 2 3 3", [[(0, 0), (3, 3)]]),
        ("M 0 0 A 1 1 0 0 1 4 4", [[(0, 0), (4, 4)]]),
        ("M 0 0 Q 1 1", []),
        ("M 0 0 B 1 1 2 2", []),
        ("M 0 0", []),
        ("M 0", []),
        ("C", []),
        ("m 0 0 l 5 0", [[(0, 0), (5, 0)]]),
        ("", []),
    ],
)
def test_the_corners_of_a_path(data, found):
    assert list(ofd.sub_paths(data, Matrix())) == found


@pytest.mark.parametrize(
    ("attributes", "data", "bounds", "count"),
    [
        ("", "M 0 0 L 50 0 L 50 20", (0, 0, 50, 20), 2),
        ("", "M 0 0 L 50 9", (0, 0, 50, 9), 0),
        ("Stroke='false' Fill='true'", "M 0 0 L 50 0 L 50 1 L 0 1 C", (0, 0, 50, 1), 1),
        ("Stroke='false' Fill='true'", "M 0 0 L 50 0 L 50 9 L 0 9 C", (0, 0, 50, 9), 0),
        ("Stroke='false'", "M 0 0 L 50 0 L 50 1 L 0 1 C", (0, 0, 50, 9), 0),
        ("Stroke='false'", "", (0, 0, 50, 3), 1),
        ("Stroke='false'", "", (0, 0, 50, 3.1), 0),
        ("Stroke='true'", "M 0 0 L 50 0", (0, 0, 50, 0), 1),
    ],
)
def test_the_ruling_lines_of_a_path(attributes, data, bounds, count):
    item = xml(f"<PathObject {attributes}><AbbreviatedData>{data}</AbbreviatedData></PathObject>")
    assert len(ofd.path_rules(item, Matrix(), bounds)) == count


@pytest.mark.parametrize(
    ("attributes", "colour", "found"),
    [
        ("", "", 255),
        ("Alpha='10'", "", 10),
        ("", "Alpha='20'", 20),
        ("Alpha='30'", "Alpha='20'", 20),
        ("Alpha='x'", "", 255),
        ("Alpha='300'", "", 255),
        ("Alpha='10'", "Alpha='20'", 10),
    ],
)
def test_how_opaque_an_object_is(attributes, colour, found):
    inner = f"<FillColor {colour}/>" if colour else ""
    assert ofd.opacity(xml(f"<TextObject {attributes}>{inner}</TextObject>")) == found


@pytest.mark.parametrize(
    ("value", "white"),
    [
        ("255 255 255", True),
        ("250 250 250", True),
        ("249 255 255", False),
        ("255", True),
        ("0", False),
        ("0 0 0 0", True),
        ("5 5 5 5", True),
        ("6 0 0 0", False),
        ("", False),
    ],
)
def test_what_is_white(value, white):
    assert ofd.is_white(xml(f"<TextObject><FillColor Value='{value}'/></TextObject>")) is white
    assert not ofd.is_white(xml("<TextObject/>"))


CHAR = Char("1", 10, 10, 20, 20, 18)
INSIDE, BESIDE = (0, 0, 30, 30), (16, 0, 30, 30)


@pytest.mark.parametrize(
    ("white", "fills", "mark"),
    [
        (False, [], None),
        (False, [Fill(2, INSIDE, True)], "hidden"),
        (False, [Fill(2, INSIDE, False)], "covered"),
        (False, [Fill(2, BESIDE, False)], None),
        (False, [Fill(0, INSIDE, False)], None),
        (False, [Fill(1, INSIDE, False)], None),
        (True, [], "hidden"),
        (True, [Fill(0, INSIDE, True)], "hidden"),
        (True, [Fill(1, INSIDE, False)], "hidden"),
        (True, [Fill(0, INSIDE, False)], None),
        (True, [Fill(0, INSIDE, True), Fill(0, INSIDE, False)], None),
        (True, [Fill(0, INSIDE, False), Fill(0, INSIDE, True)], "hidden"),
        (False, [Fill(2, (15, 15, 15, 15), False)], "covered"),
        (False, [Fill(2, (0, 0, 14.9, 30), False)], None),
        (False, [Fill(2, (0, 0, 30, 14.9), False)], None),
        (False, [Fill(2, (0, 15.1, 30, 30), False)], None),
    ],
)
def test_what_is_painted_over(white, fills, mark):
    assert [each.mark for each in ofd.painted([(1, white, CHAR)], fills)] == [mark]
    assert list(ofd.painted([(1, white, CHAR._replace(x0=float("inf")))], fills)) == []


def test_a_character_keeps_the_mark_it_has():
    assert [each.mark for each in ofd.painted([(1, False, CHAR._replace(mark="hidden"))], [])] == ["hidden"]


def chars(code, size="10"):
    item = xml(f"<TextObject Size='{size}'>{code}</TextObject>")
    return [(each.text, each.x0, each.top, each.x1, each.bottom, each.baseline) for each in ofd.text_chars(item, Matrix())]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("<TextCode X='1' Y='20'>甲</TextCode>", [("甲", 1, 11.4, 11, 21.4, 20)]),
        ("<TextCode X='1' Y='20'>1</TextCode>", [("1", 1, 11.4, 6, 21.4, 20)]),
        ("<TextCode X='1' Y='20' DeltaX='4'>12</TextCode>", [("1", 1, 11.4, 5, 21.4, 20), ("2", 5, 11.4, 10, 21.4, 20)]),
        ("<TextCode X='1' Y='20' DeltaX='11'>1</TextCode>", [("1", 1, 11.4, 12, 21.4, 20)]),
        ("<TextCode X='1' Y='20' DeltaX='11.1'>1</TextCode>", [("1", 1, 11.4, 6, 21.4, 20)]),
        ("<TextCode X='1' Y='20' DeltaX='0' DeltaY='9'>12</TextCode>", [("1", 1, 11.4, 6, 21.4, 20), ("2", 1, 20.4, 6, 30.4, 29)]),
        ("<TextCode X='1' Y='20'>1</TextCode><TextCode>2</TextCode>", [("1", 1, 11.4, 6, 21.4, 20), ("2", 1, 11.4, 6, 21.4, 20)]),
        ("<TextCode X='1' Y='20'>\n</TextCode>", []),
        ("<TextCode/>", []),
        ("<TextCode X='1' Y='20'>\u3000</TextCode>", [(" ", 1, 11.4, 11, 21.4, 20)]),
    ],
)
def test_the_characters_of_a_text(code, found):
    assert [(each[0], *(pytest.approx(number) for number in each[1:])) for each in found] == chars(code)
    assert {each[4] - each[2] for each in chars(code, size="")} <= {0.0}


@pytest.mark.parametrize(
    ("base", "location", "member"),
    [
        ("Doc_0/Document.xml", "a.xml", "Doc_0/a.xml"),
        ("Doc_0/Document.xml", "/a.xml", "a.xml"),
        ("Doc_0/Document.xml", "../a.xml", "a.xml"),
        ("", "Doc_0/x.xml", "Doc_0/x.xml"),
    ],
)
def test_the_name_of_a_member(base, location, member):
    assert ofd.resolved(base, location) == member


@pytest.mark.parametrize(
    ("location", "box"),
    [("", (20, 40)), ("<PhysicalBox>10 20 210 297</PhysicalBox>", (10, 20)), ("<PhysicalBox>10 20 210</PhysicalBox>", (20, 40))],
)
def test_the_box_of_a_page(location, box):
    page = location.replace("PhysicalBox", "ofd:PhysicalBox") + GRID + WORDS
    (table,) = formats.parse(Source(packed(page))).tables
    assert table.cells[0].box[:2] == pytest.approx((box[0] * MM, box[1] * MM), abs=0.1)


def test_a_page_that_cannot_be_read_is_named_and_its_neighbours_are_read():
    body = packed(GRID + WORDS, "x", GRID + WORDS)
    damaged = body.replace(b"Doc_0/Pages/Page_1/Content.xml", b"Doc_0/Pages/Page_9/Content.xml")
    document = formats.parse(Source(damaged))
    assert {cell.page for table in document.tables for cell in table.cells} == {1, 2}
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [("document", "damaged", "page 2")]


def test_no_more_pages_are_read_than_a_report_has(monkeypatch):
    monkeypatch.setattr(ofd, "MAX_PAGES", 2)
    assert formats.parse(Source(packed(GRID + WORDS, GRID + WORDS))).problems == ()
    document = formats.parse(Source(packed(*[GRID + WORDS] * 3)))
    assert [problem.code for problem in document.problems] == ["page_limit"]
    assert {block.page for block in document.blocks} == {1}  # the table goes on over the page end


def test_a_page_without_a_box_has_that_of_the_document():
    given = io.BytesIO(packed(GRID + WORDS))
    changed = io.BytesIO()
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"0 0 210 297", b"10 20 210 297"))
    (table,) = formats.parse(Source(changed.getvalue())).tables
    assert table.cells[0].box[:2] == pytest.approx((10 * MM, 20 * MM), abs=0.1)


def test_the_box_of_a_picture():
    tree = etree.fromstring('<Page><ImageObject Boundary="10 20 30 50"/><ImageObject Boundary="10 20 30"/></Page>')
    assert list(ofd.read_layer(tree, Matrix(2, 0, 0, 2, 1, 0)).images) == [(21, 40, 81, 140)]
