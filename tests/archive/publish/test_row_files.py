"""Rows as files: each cell as its kind of file holds it, row groups, sheets, and what is cut."""

from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from archive.publish import row_files
from archive.publish.row_files import CsvFile, ParquetFile, XlsxFile, fitted

COLUMNS = [("name", "string"), ("count", "integer"), ("share", "number")]
MADE = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        (None, (None, None, None)),
        (b"x", (None, None, None)),
        ("3", ("3", None, None)),
        (3, ("3", 3, 3.0)),
        (2.9, ("2.9", 2, 2.9)),
        (float("inf"), ("inf", None, float("inf"))),
        (float("nan"), ("nan", None, None)),
        (10**400, (str(10**400), 10**400, None)),
    ],
)
def test_a_cell_as_a_column_of_parquet_holds_it(cell, held):
    found = tuple(fitted(cell, kind) for _, kind in COLUMNS)
    assert found[:2] == held[:2]
    assert found[2] == held[2] or (held[2] is None and found[2] != found[2])
    assert [type(each) for each in found[:2]] == [type(each) for each in held[:2]]


def test_csv_as_it_is(tmp_path):
    file = CsvFile(tmp_path / "a.csv", COLUMNS)
    file.write([('甲,"乙"', None, "=1"), ("\ud800", 2, 2.5)])
    file.close()
    assert (tmp_path / "a.csv").read_bytes() == 'name,count,share\r\n"甲,""乙""",,=1\r\n?,2,2.5\r\n'.encode()


@pytest.mark.parametrize(("group", "groups"), [(0, [1, 2, 1]), (6, [3, 1]), (9, [3, 1]), (10, [4]), (row_files.GROUP, [4])])
def test_rows_wait_until_they_fill_a_row_group(tmp_path, group, groups):
    parquet = pytest.importorskip("pyarrow.parquet")
    file = ParquetFile(tmp_path / "a.parquet", COLUMNS, group)
    for rows in ([("a", 1, 1)], [("b", "x", 2), ("c", 3, None)], [(4, 4.0, "y")]):
        file.write(rows)
    file.close()
    read = parquet.ParquetFile(tmp_path / "a.parquet")
    assert [read.metadata.row_group(number).num_rows for number in range(read.num_row_groups)] == groups
    assert read.metadata.row_group(0).column(0).compression == "ZSTD"
    assert [(each.name, str(each.type)) for each in read.schema_arrow] == [("name", "string"), ("count", "int64"), ("share", "double")]
    table = read.read().to_pylist()
    assert [tuple(row.values()) for row in table] == [("a", 1, 1.0), ("b", None, 2.0), ("c", 3, None), ("4", 4, None)]


def test_a_file_without_rows_has_its_columns(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    ParquetFile(tmp_path / "a.parquet", COLUMNS).close()
    assert parquet.read_table(tmp_path / "a.parquet").column_names == ["name", "count", "share"]


@pytest.fixture
def sheets(tmp_path):
    """`sheets(rows)` writes a workbook and returns its two sheets, how many cells were cut, and its bytes."""
    pytest.importorskip("xlsxwriter")
    calamine = pytest.importorskip("python_calamine")

    def written(rows):
        path = tmp_path / "a.xlsx"
        (tmp_path / ".a.xlsx.parts").mkdir(exist_ok=True)
        (tmp_path / ".a.xlsx.parts" / "left").write_text("by a run that was cut off")
        file = XlsxFile(path, COLUMNS, [("name", "名称", "what it is called")], MADE)
        file.write(rows)
        file.close()
        assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx"]
        book = calamine.load_workbook(str(path))
        return book, file.cut, path

    return written


def test_a_workbook_holds_numbers_as_numbers_and_no_formula(sheets):
    book, cut, path = sheets([("=1+1", 3, 2.5), (None, "12", "http://a.example/")])
    assert (book.sheet_names, cut) == (["数据 data", "说明 columns"], 0)
    assert book.get_sheet_by_name("数据 data").to_python() == [
        ["name", "count", "share"],
        ["=1+1", 3, 2.5],
        ["", "12", "http://a.example/"],
    ]
    assert book.get_sheet_by_name("说明 columns").to_python() == [["列 column", "含义", "meaning"], ["name", "名称", "what it is called"]]
    with ZipFile(path) as parts:
        data = parts.read("xl/worksheets/sheet1.xml").decode()
        assert b"2024-01-02T03:04:05Z" in parts.read("docProps/core.xml")
    assert 'topLeftCell="B2"' in data
    assert "<f>" not in data and "hyperlink" not in data  # noqa: PT018


@pytest.mark.parametrize(("length", "kept", "cut"), [(32_767, 32_767, 0), (32_768, 32_767, 1)])
def test_a_text_longer_than_a_cell_is_cut_and_counted(sheets, length, kept, cut):
    book, counted, _ = sheets([("x" * length, None, None)])
    assert (len(book.get_sheet_by_name("数据 data").to_python()[1][0]), counted) == (kept, cut)


def test_the_sizes_of_a_sheet():
    assert (row_files.SHEET_ROWS, row_files.CELL_CHARACTERS, row_files.GROUP) == (1_048_575, 32_767, 1_500_000)


@pytest.mark.parametrize("kind", [ParquetFile, XlsxFile])
def test_a_library_that_is_missing_is_named_with_the_extra_that_brings_it(tmp_path, monkeypatch, kind):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    arguments = [(), MADE] if kind is XlsxFile else []
    with pytest.raises(row_files.UsageError) as refused:
        kind(tmp_path / "a", COLUMNS, *arguments)
    extra = {ParquetFile: "Parquet needs gongkai[parquet]", XlsxFile: "XLSX needs gongkai[xlsx]"}[kind]
    assert str(refused.value) == f"{extra}; `gongkai doctor` prints how to install it"
