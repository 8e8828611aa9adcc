"""The data package of a snapshot: each key of Frictionless that a reader's program asks for, of a small database."""

import sqlite3
from contextlib import closing
from importlib.metadata import version

import pytest

from archive.publish import data_package
from archive.store import schema, views

EDITION = {
    "id": "20260501T000000",
    "file": "gongkai-20260501T000000.db",
    "sha256": "ab" * 32,
    "size": 4096,
    "created": "2026-05-01T00:00:00Z",
    "tables": {name: number for number, name in enumerate(schema.CONTENT, 3)},
    "tidy": {"files": []},
}
TEXT = {"file": "gongkai-20260501T000000-text.db", "sha256": "cd" * 32, "size": 8192}
RESOURCE = {
    "name": "gongkai",
    "path": "gongkai-20260501T000000.db",
    "title": "SQLite",
    "format": "sqlite",
    "mediatype": "application/vnd.sqlite3",
    "bytes": 4096,
    "hash": f"sha256:{'ab' * 32}",
    "description": "全部表格。All tables, described in `tables`.",
}
KINDS = {"TEXT": "string", "INTEGER": "integer", "NUMERIC": "number", "REAL": "number"}


@pytest.fixture(scope="module")
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        rows = [("b", "", "http://b.example/"), ("a", "甲市", "http://a.example/"), ("c", "无址", None)]
        made.executemany("INSERT INTO sites (id, name, url) VALUES (?, ?, ?)", rows)
        made.commit()
        yield made


def test_the_package(connection):
    found = data_package.describe(connection, EDITION)
    tables = found.pop("tables")
    assert found == {
        "name": "gongkai",
        "id": "20260501T000000",
        "title": "政府信息公开档案 · Archive of disclosed government information",
        "description": "政府信息公开栏目的文件、年度报告及其逐格数据。Documents of Chinese disclosure columns, annual reports by cell.",
        "created": "2026-05-01T00:00:00Z",
        "version": "20260501T000000",
        "keywords": ["政府信息公开", "年度报告", "open government"],
        "contributors": [{"title": f"gongkai {version('gongkai')}", "role": "wrangler"}],
        "licenses": [
            {"name": "other-pd", "title": "Official documents of the state; not subject to copyright (Copyright Law of the PRC, article 5)"}
        ],
        "resources": [RESOURCE],
        "sources": [{"title": "甲市", "path": "http://a.example/"}, {"title": "b", "path": "http://b.example/"}],
    }
    assert [(table["name"], table["rows"]) for table in tables] == list(EDITION["tables"].items())


def test_texts_of_their_own_file_are_a_resource_of_their_own(connection):
    found = data_package.describe(connection, {**EDITION, "text": TEXT})["resources"]
    assert found == [
        RESOURCE,
        {
            "name": "text",
            "path": "gongkai-20260501T000000-text.db",
            "title": "SQLite, full text",
            "format": "sqlite",
            "mediatype": "application/vnd.sqlite3",
            "bytes": 8192,
            "hash": f"sha256:{'cd' * 32}",
            "description": "正文（texts 表：document_id、text）及其检索索引；主文件中 documents.text 为空。"
            "Full text (table texts: document_id, text) and its search index; documents.text is empty in the other file.",
        },
    ]


@pytest.mark.parametrize(
    ("kind", "media_type"), [("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"), ("xlsx", data_package.SHEET)]
)
@pytest.mark.parametrize("name", sorted(views.descriptions()))
def test_a_file_of_a_view_is_a_resource_and_that_in_csv_has_its_schema(connection, name, kind, media_type):
    about = views.descriptions()[name]
    file = {"table": name, "format": kind, "file": f"x-{name}.{kind}", "size": 9, "sha256": "ef" * 32, "rows": 5}
    first, second = data_package.describe(connection, {**EDITION, "tidy": {"files": [file]}})["resources"]
    shared = {
        "path": f"x-{name}.{kind}",
        "title": about["zh"],
        "description": about["en"],
        "format": kind,
        "mediatype": media_type,
        "bytes": 9,
        "hash": f"sha256:{'ef' * 32}",
    }
    assert second == RESOURCE
    if kind != "csv":
        assert first == {"name": f"{name}_{kind}", "type": "file", **shared}
        return
    schema_of_view = first.pop("schema")
    assert first == {"name": name, "profile": "tabular-data-resource", "encoding": "utf-8", **shared, "rows": 5}
    assert schema_of_view["fields"] == [
        {"name": column, "type": type_, "title": zh, "description": en} for column, (zh, en, type_) in about["columns"].items()
    ]
    assert (schema_of_view["missingValues"], schema_of_view["primaryKey"]) == ([""], about["key"])
    links = {"facts_tidy": [("report_id", "report_wide", "report_id"), ("code", "items", "code")]}.get(name, [])
    found = [(link["fields"], link["reference"]["resource"], link["reference"]["fields"]) for link in schema_of_view.get("foreignKeys", [])]
    assert found == links


def test_without_portals_there_are_no_sources(connection):
    connection.execute("DELETE FROM sites")
    assert "sources" not in data_package.describe(connection, EDITION)
    connection.rollback()


@pytest.mark.parametrize("name", schema.CONTENT)
def test_each_column_of_each_table_has_its_type_title_and_description(connection, name):
    found = data_package.table(connection, name, 7)
    words = schema.descriptions()[name]
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    assert found["schema"]["fields"] == [
        {"name": column, "type": KINDS[kind], "title": words["columns"][column][0], "description": words["columns"][column][1]}
        for _, column, kind, *_ in columns
    ]
    assert (found["name"], found["title"], found["description"], found["rows"]) == (name, words["zh"], words["en"], 7)


@pytest.mark.parametrize(
    ("name", "keys"), [("documents", ["id"]), ("facts", ["report_id", "seq"]), ("memberships", ["document_id", "column_id"])]
)
def test_the_key_of_a_table_in_its_order(connection, name, keys):
    assert data_package.table(connection, name, 0)["schema"]["primaryKey"] == keys


@pytest.mark.parametrize("name", schema.CONTENT)
def test_each_link_of_a_table_names_the_other_column(connection, name):
    links = [(row[3], row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({name})")]
    found = data_package.table(connection, name, 0)["schema"]["foreignKeys"]
    assert found == [{"fields": here, "reference": {"resource": table, "fields": there}} for here, table, there in links]
