"""The views as files beside a snapshot: all rows, the right types, named with digests, or named as missing with the reason."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from archive.export.tables import export
from archive.publish import row_files, tidy_files
from archive.publish.snapshot import snapshot as publish
from archive.store import schema, split_text, views
from archive.verify.verify import of_public
from gongkai.errors import BadConfiguration
from gongkai.home import Home
from tests.helpers.tidy import put_sample

KINDS = {"string": str, "integer": int, "number": float}


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_TIDY_FORMATS")
    home = Home(tmp_path / "home")
    home.root.mkdir()
    with closing(schema.connect(home.database)) as connection:
        schema.migrate(connection)
        put_sample(connection)
        connection.commit()
    return home


def entries(edition):
    return {(file["table"], file["format"]): file for file in edition["tidy"]["files"]}


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def in_database(home, edition, table):
    with closing(split_text.opened(home.public / edition["file"])) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def test_every_view_is_there_in_every_format_with_its_digest(archive):
    edition = publish(archive)
    found = entries(edition)
    assert list(found) == [(table, kind) for table in ("report_wide", "facts_tidy", "items") for kind in ("csv", "parquet", "xlsx")]
    sums = (archive.public / "SHA256SUMS").read_text()
    for file in found.values():
        data = (archive.public / file["file"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file["sha256"], file["size"])
        assert f"{file['sha256']}  {file['file']}\n" in sums
        assert file["rows"] == len(in_database(archive, edition, file["table"])) > 0
    assert edition["tidy"]["not_made"] == []
    assert not [path.name for path in archive.public.iterdir() if path.name.startswith((".", "gongkai.new"))]


@pytest.mark.parametrize("table", tidy_files.TABLES)
def test_csv_holds_the_rows_of_the_view(archive, table):
    edition = publish(archive)
    head, *rows = read_csv(archive.public / entries(edition)[table, "csv"]["file"])
    assert head == list(views.descriptions()[table]["columns"])
    assert rows == [["" if cell is None else str(cell) for cell in row] for row in in_database(archive, edition, table)]


@pytest.mark.parametrize("table", tidy_files.TABLES)
def test_parquet_holds_the_same_in_its_types(archive, table):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: the extra parquet")
    edition = publish(archive)
    found = parquet.read_table(archive.public / entries(edition)[table, "parquet"]["file"])
    types = {"string": "string", "integer": "int64", "number": "double"}
    assert [(field.name, str(field.type)) for field in found.schema] == [(name, types[kind]) for name, kind in tidy_files.columns_of(table)]
    assert [tuple(row.values()) for row in found.to_pylist()] == in_database(archive, edition, table)


@pytest.mark.parametrize("table", tidy_files.TABLES)
def test_xlsx_holds_the_same_with_no_formula_and_says_what_its_columns_mean(archive, table):
    pytest.importorskip("xlsxwriter", reason="needs XlsxWriter: the extra xlsx")
    openpyxl = pytest.importorskip("openpyxl")
    edition = publish(archive)
    with closing(openpyxl.load_workbook(archive.public / entries(edition)[table, "xlsx"]["file"])) as book:
        data, about = book.worksheets
        head, *rows = [tuple(cell.value for cell in row) for row in data.iter_rows()]
        assert not any(cell.data_type == "f" for row in data.iter_rows() for cell in row)
        assert list(head) == list(views.descriptions()[table]["columns"])
        assert rows == in_database(archive, edition, table)
        words = {row[0].value: (row[1].value, row[2].value) for row in about.iter_rows(min_row=2)}
    assert words == {name: (zh, en) for name, (zh, en, _) in views.descriptions()[table]["columns"].items()}


@pytest.mark.parametrize(("module", "kind", "extra"), [("pyarrow", "parquet", "gongkai[parquet]"), ("xlsxwriter", "xlsx", "gongkai[xlsx]")])
def test_a_format_whose_extra_is_not_installed_is_named_with_what_to_do(archive, monkeypatch, module, kind, extra):
    monkeypatch.setitem(sys.modules, module, None)
    edition = publish(archive)
    assert {form for _, form in entries(edition)} == {"csv", "parquet", "xlsx"} - {kind}
    missing = edition["tidy"]["not_made"]
    assert [(each["table"], each["format"]) for each in missing] == [(table, kind) for table in tidy_files.TABLES]
    assert all(extra in each["why"] and each["code"] == "not_installed" for each in missing)


@pytest.mark.parametrize(
    ("setting", "kinds"), [("csv", ["csv"]), ("parquet  csv", ["csv", "parquet"]), ("none", []), ("", ["csv", "parquet", "xlsx"])]
)
def test_the_setting_chooses_the_formats_and_what_it_leaves_out_is_no_lack(archive, monkeypatch, setting, kinds):
    monkeypatch.setenv("GONGKAI_TIDY_FORMATS", setting)
    edition = publish(archive)
    assert list(entries(edition)) == [(table, kind) for table in tidy_files.TABLES for kind in kinds]
    assert edition["tidy"]["not_made"] == []
    with closing(schema.connect(archive.database, readonly=True)) as connection:
        asked = {"": 9 * 600 + 3 * 3_000 + 9 * tidy_files.SHEET_ROOM, "none": 0}.get(setting, 9 * 600 + 3 * 3_000)
        assert tidy_files.room(connection) == asked


def test_a_setting_of_unknown_formats_is_refused_before_anything_is_written(archive, monkeypatch):
    monkeypatch.setenv("GONGKAI_TIDY_FORMATS", "csv xls")
    with pytest.raises(BadConfiguration, match=r"^GONGKAI_TIDY_FORMATS names 'xls'; it takes words of csv, parquet, xlsx, or none$"):
        publish(archive)
    assert not archive.public.exists()


def test_rows_that_no_sheet_holds_are_said(archive, monkeypatch):
    monkeypatch.setattr(row_files, "SHEET_ROWS", 8)
    edition = publish(archive)
    (why,) = [each["why"] for each in edition["tidy"]["not_made"] if each["table"] == "facts_tidy"]
    assert why == "a sheet holds 8 rows and there are 9; take CSV or Parquet"
    assert ("report_wide", "xlsx") in entries(edition)


def test_a_cell_longer_than_a_sheet_takes_is_cut_and_counted(archive):
    with closing(schema.connect(archive.database)) as connection:
        connection.execute("UPDATE facts SET raw = ? WHERE state = 'text'", ("文" * 40_000,))
        connection.commit()
    found = entries(publish(archive))
    assert (found["facts_tidy", "xlsx"]["cut"], "cut" in found["facts_tidy", "csv"], "cut" in found["items", "xlsx"]) == (1, False, False)


def test_pieces_and_row_groups_join_without_loss(archive, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: the extra parquet")
    monkeypatch.setattr(tidy_files, "PIECE", 2)
    cells = 4 * len(tidy_files.columns_of("facts_tidy"))
    monkeypatch.setitem(
        tidy_files.KINDS, "parquet", lambda path, table, made: row_files.ParquetFile(path, tidy_files.columns_of(table), group=cells)
    )
    edition = publish(archive)
    file = parquet.ParquetFile(archive.public / entries(edition)["facts_tidy", "parquet"]["file"])
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (9, 3)
    assert len(read_csv(archive.public / entries(edition)["facts_tidy", "csv"]["file"])) == 10


def test_the_room_asked_for_holds_the_files_and_grows_with_the_figures(archive, monkeypatch):
    edition = publish(archive)
    with closing(schema.connect(archive.database, readonly=True)) as connection:
        asked = tidy_files.room(connection)
        monkeypatch.setattr(row_files, "SHEET_ROWS", 8)  # then there is no sheet
        assert tidy_files.room(connection) == asked - 9 * tidy_files.SHEET_ROOM == 9 * 600 + 3 * 3_000
    facts = sum(file["size"] for (table, kind), file in entries(edition).items() if table == "facts_tidy" and kind == "csv")
    assert facts < 9 * 600


def test_an_archive_without_reports_has_no_such_files(archive):
    with closing(schema.connect(archive.database)) as connection:
        for table in ("facts", "reports"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    edition = publish(archive)
    assert edition["tidy"] == {"files": [], "not_made": []}
    assert sorted(path.suffix for path in archive.public.glob("gongkai-*")) == [".cff", ".db"]


def test_the_files_go_with_their_snapshot(archive, monkeypatch):
    monkeypatch.setenv("GONGKAI_KEEP", "0 0")
    editions = []
    for number in range(3):
        with closing(schema.connect(archive.database)) as connection:
            connection.execute("UPDATE reports SET title = ?", (f"年报{number}",))
            connection.commit()
        editions.append(publish(archive, accept=True))
    names = [[file["file"] for file in edition["tidy"]["files"]] + [edition["citation"]["file"]] for edition in editions]
    there = [[(archive.public / name).exists() for name in each] for each in names]
    assert there == [[True] * 10, [False] * 10, [True] * 10]  # the first of the month stays
    listed = (archive.public / "SHA256SUMS").read_text()
    assert [names[1][0] in listed, names[2][0] in listed] == [False, True]


def test_verify_notices_a_changed_file(archive):
    edition = publish(archive)
    assert list(of_public(archive.public)) == []
    name = entries(edition)["facts_tidy", "csv"]["file"]
    with (archive.public / name).open("a") as stream:
        stream.write("x")
    assert [fault.file for fault in of_public(archive.public)] == [f"public/{name}"]


def test_a_snapshot_of_before_there_were_files_is_published_again(archive):
    first = publish(archive)
    latest = archive.public / "latest.json"
    latest.write_text(json.dumps({key: value for key, value in first.items() if key != "tidy"}))
    second = publish(archive)
    assert second["file"] != first["file"]
    assert publish(archive)["file"] == second["file"]


def test_the_citation_names_release_day_and_digest(archive):
    edition = publish(archive)
    cited = yaml.safe_load((archive.public / "CITATION.cff").read_text(encoding="utf-8"))
    assert (archive.public / edition["citation"]["file"]).read_text(encoding="utf-8") == (archive.public / "CITATION.cff").read_text(
        encoding="utf-8"
    )
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "dataset", edition["id"])
    assert cited["date-released"] == edition["created"][:10]
    assert {"message", "title", "authors"} <= set(cited)
    assert {each["value"] for each in cited["identifiers"]} == {f"gongkai-{edition['id']}", f"sha256:{edition['sha256']}"}


def test_the_export_command_writes_parquet_by_the_same_writer(archive, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: the extra parquet")
    edition = publish(archive)
    assert export(archive.public / edition["file"], tmp_path / "out", "parquet", ("facts",)) == {"facts": 9}
    assert parquet.read_table(tmp_path / "out/facts.parquet")["raw"].to_pylist()[:3] == ["0", "", "/"]


def test_the_export_command_keeps_no_more_than_a_piece_of_rows(archive, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: the extra parquet")
    monkeypatch.setattr("archive.export.tables.PIECE", 2)
    export(archive.public / publish(archive)["file"], tmp_path / "out", "parquet", ("facts",))
    assert parquet.ParquetFile(tmp_path / "out/facts.parquet").metadata.num_row_groups == 5


def test_the_package_names_every_file_and_every_row_fits_its_schema(archive):
    """Types, keys and references of the schema, row by row; what frictionless does where it is installed."""
    edition = publish(archive)
    package = json.loads((archive.public / "datapackage.json").read_text(encoding="utf-8"))
    assert package["id"] == edition["id"]
    by_path = {resource["path"]: resource for resource in package["resources"]}
    assert len(by_path) == len(package["resources"])
    assert {file["file"] for file in edition["tidy"]["files"]} | {edition["file"]} == set(by_path)
    assert all(by_path[file["file"]]["hash"] == f"sha256:{file['sha256']}" for file in edition["tidy"]["files"])
    tables = {resource["name"]: resource for resource in package["resources"] if "schema" in resource}
    assert set(tables) == set(tidy_files.TABLES)
    data = {name: read_csv(archive.public / resource["path"]) for name, resource in tables.items()}
    for name, resource in tables.items():
        fields, (head, *rows) = resource["schema"]["fields"], data[name]
        assert [field["name"] for field in fields] == head
        assert all(field["title"] and field["description"] for field in fields)
        for row in rows:
            assert all(cell == "" or KINDS[field["type"]](cell) is not None for field, cell in zip(fields, row, strict=True))
        keys = [tuple(row[head.index(key)] for key in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for link in resource["schema"].get("foreignKeys", []):
            other = data[link["reference"]["resource"]]
            known = {row[other[0].index(link["reference"]["fields"])] for row in other[1:]}
            assert {row[head.index(link["fields"])] for row in rows} <= known
    assert len(tables["facts_tidy"]["schema"]["foreignKeys"]) == 2


def test_frictionless_finds_the_package_with_figures_valid(archive):
    beside = Path(sys.executable).resolve().parent / "frictionless"
    program = shutil.which("frictionless") or (str(beside) if beside.exists() else None)
    if program is None:
        pytest.skip("needs frictionless on the path: `uv tool install frictionless`")
    publish(archive)
    done = subprocess.run(
        [program, "validate", "datapackage.json", "--json"], cwd=archive.public, capture_output=True, text=True, check=False
    )
    report = json.loads(done.stdout)
    assert report["valid"], [task["errors"] for task in report["tasks"] if not task["valid"]]
    assert report["stats"]["tasks"] == 10
