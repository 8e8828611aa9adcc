"""Single parts of a workbook: number formats, styles, merged ranges, what is hidden, and which rows are sentences around the tables."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from lxml import etree

from parsers.files.safe_zip import Unreadable
from parsers.office import number_formats, sheet_looks, spreadsheet
from parsers.office.sheet_looks import CellLook, SheetLooks, Style
from parsers.types import Cell, Paragraph, Source


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567, "#,##0", "1,234,567"),
        (123, "#,##0", "123"),
        (0, "#,##0", "0"),
        (0, "#,###", ""),
        (5, "?0", "5"),
        (5, "00", "05"),
        (5, "#0.0#", "5.0"),
        (5.25, "#0.0#", "5.25"),
        (5.255, "0.00", "5.26"),
        (-5.255, "0.00", "-5.26"),
        (-0.001, "0.00", "0.00"),
        (0.5, "0", "1"),
        (1.5, "0", "2"),
        (0.125, "0.0%", "12.5%"),
        (1234, "0,", "1"),
        (1500, "0,", "2"),
        (1234567, "0.0,,", "1.2"),
        (1234, '0"件"', "1234件"),
        (1234, "0\\件", "1234件"),
        (1234, "0!件", "1234件"),
        (1234, '"共"0', "共1234"),
        (12, "0 元", "12 元"),
        (12, "￥0", "￥12"),
        (12, "$0", "$12"),
        (12, "¥0", "¥12"),
        (12, "0（件）", "12（件）"),
        (12, "(0)", "(12)"),
        (12, "+0", "+12"),
        (12, "0_)", "12"),
        (12, "0* ", "12"),
        (12, "[Red]0", "12"),
        (12, "[Color3]0", "12"),
        (12, "[$¥-804]0", "12"),
        (12, "[>5]0", None),
        (12, "0.0E+0", None),
        (12, "yyyy", None),
        (12, "0/0", None),
        (12, "0;-0;;@", "12"),
        (-12, "0;-0;;@", "-12"),
        (-12, "0;0", "12"),
        (-12, '0;"负"0', "负12"),
        (0, "0;-0;无", "无"),
        (0, "0;-0", "0"),
        (12, '"a;b"0', "a;b12"),
        (12, "0\\;0", "1;2"),
        (12, "", ""),
        (12, "-0", "-12"),
        (1234.5, "#,##0.00;-0", "1,234.50"),
        (1234, "0.,", "1"),
        (12, "0-0", "1-2"),
        (123, "0-0", "12-3"),
        (1, "0-0", "0-1"),
        (1, "#-#", "-1"),
        (0.3, ".0", ".3"),
        (12345, "#,##0,", "12"),
        (1e15, "0", "1000000000000000"),
        (1234, ",.0", "1.2"),
        (1234.5, ".0", "1234.5"),
        (0.5, ".0", ".5"),
        (12, '"有"', "有"),
        (1, "0;-0;无", "1"),
        (0.5, "0.0;-0.0;无", "0.5"),
    ],
)
def test_what_a_format_shows(value, code, text):
    assert number_formats.shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (12, "12"),
        (1.5, "1.5"),
        (1e15, "1000000000000000.0"),
        (1e14, "100000000000000"),
        (-3.0, "-3"),
        (None, ""),
        (True, "True"),
        ("", ""),
        (" 甲  乙\n\n丙 ", "甲 乙\n丙"),
        (datetime.date(2024, 1, 31), "2024-01-31"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.datetime(2024, 1, 31, 9, 30), "2024-01-31T09:30:00"),
    ],
)
def test_the_value_of_a_cell_as_text(value, text):
    assert spreadsheet.shown(value) == text


@pytest.mark.parametrize(
    ("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_the_letters_of_a_column(column, text):
    assert spreadsheet.letters(column) == text
    assert sheet_looks._place(f"{text}7") == (6, column)


@pytest.mark.parametrize("reference", ["", "7", "A", "AAAA1", "A12345678", "a1", "A1:B2"])
def test_what_is_no_place(reference):
    assert sheet_looks._place(reference) is None


@pytest.mark.parametrize(("text", "number"), [("7", 7), (None, 0), ("", 0), ("x", 0), ("12345678", 12345678), ("123456789", 0)])
def test_a_number_of_a_part(text, number):
    assert sheet_looks._number(text) == number


S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xml(text):
    return etree.fromstring(f'<x xmlns="{S}">{text}</x>')


@pytest.mark.parametrize(
    ("font", "mark"),
    [
        ("", None),
        ("<strike/>", "struck"),
        ("<strike val='1'/>", "struck"),
        ("<strike val='0'/>", None),
        ("<strike val='false'/>", None),
        ("<vertAlign val='superscript'/>", "superscript"),
        ("<vertAlign val='subscript'/>", "superscript"),
        ("<vertAlign val='baseline'/>", None),
        ("<color rgb='FFFFFFFF'/>", "hidden"),
        ("<color rgb='00ffffff'/>", "hidden"),
        ("<color rgb='FFFFFFFE'/>", None),
        ("<color theme='0'/>", "hidden"),
        ("<color theme='0' tint='-0.5'/>", None),
        ("<color theme='1'/>", None),
        ("<color rgb='FFFFFFFF'/><strike/>", "struck"),
    ],
)
def test_what_a_font_does_to_text(font, mark):
    assert sheet_looks._font_mark(xml(font)) == mark


def styles(
    forms, fonts="<font/><font><strike/></font><font><color rgb='FFFFFFFF'/></font>", formats_="<numFmt numFmtId='200' formatCode='0.0'/>"
):
    fills = (
        "<fill><patternFill patternType='none'/></fill><fill><patternFill patternType='solid'/></fill><fill><patternFill/></fill><fill/>"
    )
    return sheet_looks._styles(
        xml(
            f"<numFmts>{formats_}</numFmts><fonts>{fonts}</fonts><fills>{fills}</fills><cellXfs>{forms}</cellXfs>"
            "<cellStyleXfs><xf fontId='1'/></cellStyleXfs>"
        )
    )


@pytest.mark.parametrize(
    ("form", "style"),
    [
        ("<xf/>", Style()),
        ("<xf numFmtId='2'/>", Style("0.00")),
        ("<xf numFmtId='200'/>", Style("0.0")),
        ("<xf numFmtId='99'/>", Style()),
        ("<xf fontId='1'/>", Style("", "struck")),
        ("<xf fontId='9'/>", Style()),
        ("<xf fontId='2'/>", Style("", "hidden")),
        ("<xf fontId='2' fillId='1'/>", Style("", None, filled=True)),
        ("<xf fontId='1' fillId='1'/>", Style("", "struck", filled=True)),
        ("<xf fillId='2'/>", Style()),
        ("<xf fillId='3'/>", Style()),
        ("<xf fillId='9'/>", Style("", None, filled=True)),
    ],
)
def test_the_style_of_a_cell(form, style):
    assert styles(form) == [style]


@pytest.mark.parametrize(("code", "kept"), [("General", ""), ("@", ""), ("GENERAL", ""), ("0" * 200, "0" * 200), ("0" * 201, "0" * 200)])
def test_the_format_of_a_style(code, kept):
    assert styles("<xf numFmtId='200'/>", formats_=f"<numFmt numFmtId='200' formatCode='{code}'/>") == [Style(kept)]


@pytest.mark.parametrize(
    ("string", "found"),
    [
        ("<si><t>甲</t></si>", None),
        ("<si><r><t>甲</t></r></si>", None),
        ("<si><r><rPr><b/></rPr><t>甲</t></r></si>", None),
        ("<si><r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></si>", ("12", {"superscript"}, "1")),
        ("<si><r><rPr><strike/></rPr><t>9</t></r><r><t>1</t><t>2</t></r></si>", ("12", {"struck"}, "9")),
        ("<si><r><rPr><strike/></rPr><t> </t></r><r><t>12</t></r></si>", None),
    ],
)
def test_a_string_of_several_runs(string, found):
    said = sheet_looks._said(xml(string)[0])
    assert (said and (said.text, set(said.marks), said.aside)) == found


def test_white_text_is_seen_on_a_filled_ground_and_struck_text_stays_struck():
    said = sheet_looks.Said((("1", "hidden"), ("2", "struck"), ("3", None)))
    assert (said.seen().text, set(said.seen().marks)) == ("13", {"struck"})


def book(sheet, styles_="", strings="", views=""):
    """The looks of a workbook's sheet from its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{S}" xmlns:r="{r}"><sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", '<x><y Id="a" Target="/xl/worksheets/s.xml"/></x>'.replace("/xl/", "", 1))
        archive.writestr("xl/worksheets/s.xml", f'<worksheet xmlns="{S}">{views}{sheet}</worksheet>')
        if styles_:
            archive.writestr("xl/styles.xml", f'<styleSheet xmlns="{S}">{styles_}</styleSheet>')
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{S}">{strings}</sst>')
    return sheet_looks.Book(zipfile.ZipFile(stream)).looks("表")


@pytest.mark.parametrize(
    ("sheet", "rows", "columns"),
    [
        ("<row r='3' hidden='1'/>", {2}, set()),
        ("<row r='3' hidden='true'/>", {2}, set()),
        ("<row r='3' ht='0'/>", {2}, set()),
        ("<row r='3' hidden='0' ht='9'/>", set(), set()),
        ("<col min='2' max='4' hidden='1'/>", set(), {1, 2, 3}),
        ("<col min='2' max='2' width='0'/>", set(), {1}),
        ("<col min='2' max='2' width='5'/>", set(), set()),
        ("<col min='16384' max='99999' hidden='1'/>", set(), {16383}),
    ],
)
def test_the_hidden_rows_and_columns_of_a_sheet(sheet, rows, columns):
    found = book(sheet)
    assert (found.hidden_rows, found.hidden_columns) == (rows, columns)


@pytest.mark.parametrize(("view", "hidden"), [("showZeros='0'", True), ("showZeros='false'", True), ("showZeros='1'", False), ("", False)])
def test_whether_a_sheet_hides_its_zeros(view, hidden):
    assert book("", views=f"<sheetViews><sheetView {view}/></sheetViews>").zeros_hidden is hidden


STRUCK = "<fills><fill/></fills><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId='1'/></cellXfs>"
RICH = "<si><t>甲</t></si><si><r><t>12</t></r><r><rPr><strike/></rPr><t>9</t></r></si>"


@pytest.mark.parametrize(
    ("cell", "look"),
    [
        ("<c r='B2'><v>1</v></c>", None),
        ("<c r='B2' s='1'><v>1</v></c>", ("struck", False, None)),
        ("<c r='B2' s='7'><v>1</v></c>", None),
        ("<c r='B2'><f>A1</f></c>", (None, True, None)),
        ("<c r='B2'><f>A1</f><v/></c>", (None, True, None)),
        ("<c r='B2'><f>A1</f><v>3</v></c>", None),
        ("<c r='B2' t='str'><f>A1</f><v></v></c>", None),
        ("<c r='B2' t='e'><v>#REF!</v></c>", (None, True, None)),
        ("<c r='B2' t='s'><v>0</v></c>", None),
        ("<c r='B2' t='s'><v>1</v></c>", (None, False, "12")),
        ("<c r='B2' t='s'/>", None),
        ("<c r='B2'><v>1</v><x/></c>", None),
        ("<c r='B2' t='inlineStr'><is><r><rPr><strike/></rPr><t>9</t></r><r><t>12</t></r></is></c>", (None, False, "12")),
        ("<c r='B2' t='inlineStr'/>", None),
        ("<c s='1'><v>1</v></c>", None),
    ],
)
def test_the_look_of_a_cell(cell, look):
    found = book(f"<sheetData><row r='2'>{cell}</row></sheetData>", STRUCK, RICH).cells
    assert {at: (each.style.mark, each.formula_alone, each.said and each.said.text) for at, each in found.items()} == (
        {(1, 1): look} if look else {}
    )


def test_a_sheet_without_parts_of_its_own_has_plain_looks():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/x.xml", "<x/>")
    assert sheet_looks.Book(zipfile.ZipFile(stream)).looks("表") == SheetLooks()


@pytest.mark.parametrize(
    ("target", "member"), [("worksheets/s.xml", "xl/worksheets/s.xml"), ("/xl/s.xml", "xl/s.xml"), ("../s.xml", "s.xml"), ("", "")]
)
def test_the_member_of_a_sheet(target, member):
    assert sheet_looks._member(target) == member


def test_the_rows_that_are_not_hidden():
    assert list(sheet_looks.kept(4, {1, 9})) == [0, 2, 3]


def visible(values, merged=(), **looks):
    seen = spreadsheet.visible_sheet(values, merged, SheetLooks(**looks))
    return [[cell.text for cell in row] for row in seen.cells], seen.merged, list(seen.rows), list(seen.columns)


@pytest.mark.parametrize(
    ("merged", "rows", "columns", "spans", "texts"),
    [
        ([((0, 0), (1, 1))], set(), set(), [((0, 0), (1, 1))], [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]),
        ([((0, 0), (1, 1))], {0}, set(), [((0, 0), (0, 1))], [["a", "e", "f"], ["g", "h", "i"]]),
        ([((0, 0), (1, 1))], set(), {0}, [((0, 0), (1, 0))], [["a", "c"], ["e", "f"], ["h", "i"]]),
        ([((0, 0), (1, 1))], {0, 1}, set(), [], [["g", "h", "i"]]),
        ([((0, 0), (1, 1))], set(), {0, 1}, [], [["c"], ["f"], ["i"]]),
        ([((1, 1), (2, 2))], {0}, {0}, [((0, 0), (1, 1))], [["e", "f"], ["h", "i"]]),
        ([], {1}, {1}, [], [["a", "c"], ["g", "i"]]),
    ],
)
def test_merged_cells_among_hidden_rows_and_columns(merged, rows, columns, spans, texts):
    found = visible([list("abc"), list("def"), list("ghi")], merged, hidden_rows=rows, hidden_columns=columns)
    assert found[:2] == (texts, spans)
    assert found[2:] == ([n for n in range(3) if n not in rows], [n for n in range(3) if n not in columns])


def test_a_formatted_cell_beyond_the_values_is_part_of_the_sheet():
    assert visible([["a"]], cells={(1, 2): CellLook(Style(), formula_alone=True)})[0] == [["a", "", ""], ["", "", ""]]
    assert visible([["a"]], cells={(199_999, 2): CellLook(Style())})[0] == [["a"]]
    assert visible([])[0] == []


@pytest.mark.parametrize(
    ("value", "look", "zeros", "found"),
    [
        (12, Style("0.0"), False, ("12.0", set(), "", "")),
        (12, Style("yyyy"), False, ("12", set(), "", "its number format 'yyyy' is not known here")),
        (12, Style(";;;"), False, ("", {"hidden"}, "12", "")),
        ("12", Style("0.0"), False, ("12", set(), "", "")),
        (True, Style("0.0"), False, ("True", set(), "", "")),
        (0, Style(), True, ("", {"hidden"}, "0", "")),
        (0, Style(), False, ("0", set(), "", "")),
        (1, Style(), True, ("1", set(), "", "")),
        (12, Style("", "struck"), False, ("", {"struck"}, "12", "")),
        ("", Style("", "struck"), False, ("", set(), "", "")),
    ],
)
def test_what_one_cell_shows(value, look, zeros, found):
    cell = spreadsheet.visible_cell([[value]], (0, 0), SheetLooks(cells={(0, 0): CellLook(look)}, zeros_hidden=zeros))
    assert (cell.text, set(cell.marks), cell.aside, cell.doubt) == found


@pytest.mark.parametrize(("value", "marks"), [("", {"formula"}), ("12", set())])
def test_a_formula_without_a_result_is_unread(value, marks):
    cell = spreadsheet.visible_cell([[value]], (0, 0), SheetLooks(cells={(0, 0): CellLook(Style(), formula_alone=True)}))
    assert set(cell.marks) == marks
    assert spreadsheet.visible_cell([["a"]], (3, 3), SheetLooks()).text == ""


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        ({0}, set(), "hides 1 row and 0 columns"),
        (set(), {1}, "hides 0 rows and 1 column"),
        ({0, 1}, {1}, "hides 2 rows and 1 column"),
        ({9}, {9}, None),
        (set(), set(), None),
    ],
)
def test_hidden_rows_and_columns_are_named(rows, columns, message):
    looks = SheetLooks(hidden_rows=rows, hidden_columns=columns)
    seen = spreadsheet.visible_sheet([["a"] * 4] * 4, (), looks)
    found = list(spreadsheet.hidden_parts(seen, looks, "表"))
    assert [(problem.stage, problem.code, problem.where) for problem in found] == ([("document", "hidden_cells", "表")] if message else [])
    assert all(message in problem.message for problem in found)


def blocks(*rows, merged=(), index=0):
    seen = spreadsheet.visible_sheet([list(row) for row in rows], merged, SheetLooks())
    return list(spreadsheet.sheet_blocks(seen, "表", index))


def said(*rows):
    return [block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells] for block in blocks(*rows)]


FIGURES = ("规章", "1")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("标题",), FIGURES], ["标题", ["规章", "1"]]),
        ([("标题",), ("主动公开",), FIGURES], ["标题", ["主动公开", "", "规章", "1"]]),
        ([FIGURES, ("主动公开",), FIGURES], [["规章", "1", "主动公开", "", "规章", "1"]]),
        ([FIGURES, ("备注",)], [["规章", "1"], "备注"]),
        ([("甲",), ("乙",)], ["甲", "乙"]),
        ([FIGURES, ("二、申请",), FIGURES], [["规章", "1"], "二、申请", ["规章", "1"]]),
        ([FIGURES, ("按规定公开。",), FIGURES], [["规章", "1"], "按规定公开。", ["规章", "1"]]),
        ([FIGURES, ("文" * 40,), FIGURES], [["规章", "1", "文" * 40, "", "规章", "1"]]),
        ([FIGURES, ("文" * 41,), FIGURES], [["规章", "1"], "文" * 41, ["规章", "1"]]),
        *(
            ([FIGURES, (caption,), FIGURES], [["规章", "1"], caption, ["规章", "1"]])
            for caption in (
                "附：数据",
                "附件1：表",
                "附表2、表",
                "附录:表",
                "上年度数据",
                "去年数据",
                "上一年数据",
                "2022年度数据",
                "甲县2022年数据",
            )
        ),
        *(([FIGURES, (label,), FIGURES], [["规章", "1", label, "", "规章", "1"]]) for label in ("附近", "2022年", "去年")),
        ([("x",), (), FIGURES], ["x", ["规章", "1"]]),
        ([], []),
    ],
)
def test_which_rows_are_sentences_around_the_tables(rows, found):
    assert said(*rows) == found


def test_tables_of_a_sheet_are_numbered_and_their_cells_have_places_and_paths():
    first, text, second = blocks((None, "规章", 1), ("二、申请",), ("甲", "乙"), index=3)
    assert (first.index, second.index, text.path) == (3, 4, "表!2")
    assert [(cell.row, cell.column, cell.text, cell.path) for cell in (*first.cells, *second.cells)] == [
        (0, 0, "", "表!A1"),
        (0, 1, "规章", "表!B1"),
        (0, 2, "1", "表!C1"),
        (0, 0, "甲", "表!A3"),
        (0, 1, "乙", "表!B3"),
    ]


def test_spans_end_with_the_table_and_leave_out_empty_rows():
    (table,) = blocks(("a", "1"), ("", ""), ("", "2"), merged=[((0, 0), (2, 0))])
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in table.cells] == [
        (0, 0, 2, 1, "a"),
        (0, 1, 1, 1, "1"),
        (1, 1, 1, 1, "2"),
    ]
    (table,) = blocks(("x", "y", ""), ("a", "", ""), ("1", "2", ""), merged=[((1, 0), (1, 2))])
    assert [(cell.column, cell.colspan) for cell in table.cells] == [(0, 1), (1, 1), (0, 2), (0, 1), (1, 1)]


def test_a_row_that_a_merged_cell_reaches_is_no_sentence():
    (table,) = blocks(("甲", "1"), ("", "二、乙"), merged=[((0, 0), (1, 0))])
    assert [cell.text for cell in table.cells] == ["甲", "1", "二、乙"]


@pytest.mark.parametrize(("places", "refused"), [(200_000, False), (200_001, True)])
def test_merged_ranges_that_cover_more_than_a_sheet_are_refused(places, refused):
    merged = [((0, 0), (0, places - 1))]
    if refused:
        with pytest.raises(Unreadable) as found:
            spreadsheet.covered_places(merged, 1, places)
        assert found.value.code == "bomb"
    else:
        assert len(spreadsheet.covered_places(merged, 1, places)) == places - 1


@pytest.mark.parametrize(
    ("cell", "filled"), [(Cell(0, 0, "1"), True), (Cell(0, 0, ""), False), (Cell(0, 0, "", marks=frozenset({"picture"})), True)]
)
def test_a_cell_that_shows_something(cell, filled):
    assert spreadsheet.is_filled(cell) is filled


def saved(change):
    made = openpyxl.Workbook()
    made.active.append(["甲", 1])
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_hidden_sheets_are_named_and_charts_are_no_sheets():
    def change(made):
        for state in ("hidden", "veryHidden"):
            made.create_sheet(state).append(["乙", 2])
            made[state].sheet_state = state
        made.create_chartsheet("图")

    document = spreadsheet.parse(Source(saved(change)))
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["甲", "1"]]
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [
        ("document", "hidden_sheet", "hidden"),
        ("document", "hidden_sheet", "veryHidden"),
    ]


def test_a_workbook_of_more_cells_than_any_report_says_where_it_was_left(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 4)
    document = spreadsheet.parse(Source(saved(lambda made: [made.create_sheet(name).append(["乙", 2]) for name in "bcd"])))
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["甲", "1"], ["乙", "2"]]
    assert [table.index for table in document.tables] == [0, 1]
    assert [(problem.stage, problem.code, problem.where) for problem in document.problems] == [("document", "too_many_cells", "c")]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("xl/a.xml", b"1" * 11, "bomb"),
        ("xl/media/a.png", b"1" * 11, None),
        ("xl/a.xml", b"1" * 10, None),
        ("xl/a.xml", b"<!DOCTYPE", "dtd"),
        ("xl/a/", b"", None),
    ],
)
def test_a_workbook_is_unpacked_once_within_limits(name, body, code, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_TOTAL", 10)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, body)
    if code:
        with pytest.raises(Unreadable) as refused:
            spreadsheet.refuse_bombs(stream.getvalue())
        assert refused.value.code == code
    else:
        assert spreadsheet.refuse_bombs(stream.getvalue()) is None
    assert spreadsheet.refuse_bombs(spreadsheet.OLE + b"<!DOCTYPE") is None
