"""Tables as files: every row once and in order, in pieces, moved into place when complete; how far it is gets told."""

import csv
import sqlite3
from contextlib import closing

import pytest

from archive.export import tables
from archive.store import schema
from gongkai.errors import UsageError


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        schema.migrate(connection)
        connection.executemany("INSERT INTO sites (id, name) VALUES (?, ?)", [(f"s{n:02}", f"=市{n}") for n in range(7)])
        connection.execute("INSERT INTO agencies (id, name) VALUES ('a', '甲局')")
        connection.commit()
    return path


class Heard:
    """Keeps what progress is told."""

    def __init__(self):
        self.moves = []

    def move(self, *values):
        self.moves.append(values)


@pytest.mark.parametrize(("piece", "moves"), [(3, [3, 6, 7, 8]), (5000, [7, 8])])
def test_each_row_is_written_once_and_in_order(database, tmp_path, monkeypatch, piece, moves):
    monkeypatch.setattr(tables, "PIECE", piece)
    heard, folder = Heard(), tmp_path / "out" / "below"
    assert tables.export(database, folder, "csv", ("sites", "agencies"), heard) == {"sites": 7, "agencies": 1}
    assert sorted(path.name for path in folder.iterdir()) == ["agencies.csv", "sites.csv"]
    with (folder / "sites.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    assert lines[0][:2] == ["id", "name"]
    assert [line[:2] for line in lines[1:]] == [[f"s{n:02}", f"=市{n}"] for n in range(7)]
    assert heard.moves == [("rows", done, 8) for done in moves]


def test_parquet_has_the_types_of_the_columns(database, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    assert tables.export(database, tmp_path, "parquet", ("sites", "reports")) == {"sites": 7, "reports": 0}
    read = parquet.read_table(tmp_path / "sites.parquet")
    assert read.column("name").to_pylist() == [f"=市{n}" for n in range(7)]
    types = {each.name: str(each.type) for each in parquet.read_schema(tmp_path / "reports.parquet")}
    assert (types["id"], types["year"], types["title"]) == ("string", "int64", "string")
    assert tables.KINDS == {"INTEGER": "integer", "NUMERIC": "number", "REAL": "number"}


def test_without_names_every_table_of_the_content(database, tmp_path):
    assert set(tables.export(database, tmp_path / "all", "csv")) == set(schema.CONTENT)


def test_a_table_that_is_no_content_is_refused_with_those_that_are(database, tmp_path):
    with pytest.raises(UsageError) as refused:
        tables.export(database, tmp_path, "csv", ("due",))
    assert str(refused.value) == f"there is no table 'due'; there are: {', '.join(schema.CONTENT)}"


def test_pieces_go_on_behind_a_row(database, monkeypatch):
    monkeypatch.setattr(tables, "PIECE", 2)
    with closing(sqlite3.connect(database)) as connection:
        numbers = [after for after, _ in tables.pieces(connection, "sites")]
        assert (len(numbers), tables.rows_of(connection, "sites")) == (4, 7)
        assert [row[0] for _, rows in tables.pieces(connection, "sites", numbers[0]) for row in rows] == [f"s{n:02}" for n in range(2, 7)]


@pytest.mark.parametrize(("spreadsheet", "head", "row"), [(True, "\ufeffid,name,", "s,'=1\r\n"), (False, "id,name,", "s,=1\r\n")])
def test_only_for_spreadsheets_cells_are_inert(database, spreadsheet, head, row):
    with closing(sqlite3.connect(database)) as connection:
        found = tables.csv_head(connection, "sites", spreadsheet)
    assert found.startswith(head)
    assert found.endswith("\r\n")
    assert tables.csv_piece([("s", "=1")], spreadsheet) == row
