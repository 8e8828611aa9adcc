"""The data package of a snapshot: what the file is, what its tables and columns mean, under which terms."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from typing import Any

from archive.store import schema, views

TEXT = (
    "正文（texts 表：document_id、text）及其检索索引；主文件中 documents.text 为空。"
    "Full text (table texts: document_id, text) and its search index; documents.text is empty in the other file."
)
TYPES = {"INTEGER": "integer", "NUMERIC": "number", "REAL": "number", "TEXT": "string"}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LICENCE = {"name": "other-pd", "title": "Official documents of the state; not subject to copyright (Copyright Law of the PRC, article 5)"}


def describe(connection: sqlite3.Connection, edition: dict[str, Any]) -> dict[str, Any]:
    """Return the datapackage.json (Frictionless Data Package) of a snapshot, given its entry of latest.json."""
    sites = connection.execute("SELECT id, name, url FROM sites WHERE url IS NOT NULL ORDER BY id")
    sources = [{"title": name or key, "path": url} for key, name, url in sites]
    package = {
        "name": "gongkai",
        "id": edition["id"],
        "title": "政府信息公开档案 · Archive of disclosed government information",
        "description": "政府信息公开栏目的文件、年度报告及其逐格数据。Documents of Chinese disclosure columns, annual reports by cell.",
        "created": edition["created"],
        "version": edition["id"],
        "keywords": ["政府信息公开", "年度报告", "open government"],
        "contributors": [{"title": f"gongkai {version('gongkai')}", "role": "wrangler"}],
        "licenses": [LICENCE],
        "resources": [
            *map(tidy_resource, edition["tidy"]["files"]),
            resource("gongkai", "SQLite", edition, "全部表格。All tables, described in `tables`."),
            *(resource("text", "SQLite, full text", edition["text"], TEXT) for _ in range("text" in edition)),
        ],
        "tables": [table(connection, name, edition["tables"][name]) for name in schema.CONTENT],
    }
    return {**package, "sources": sources} if sources else package


def resource(name: str, title: str, file: dict[str, Any], description: str) -> dict[str, Any]:
    """Return a file's entry of latest.json as a resource."""
    return {
        "name": name,
        "path": file["file"],
        "title": title,
        "format": "sqlite",
        "mediatype": "application/vnd.sqlite3",
        "bytes": file["size"],
        "hash": f"sha256:{file['sha256']}",
        "description": description,
    }


FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "xlsx": SHEET}
LINKS = {  # column → view and column
    "facts_tidy": {"report_id": ("report_wide", "report_id"), "code": ("items", "code")}
}


def tidy_resource(file: dict[str, Any]) -> dict[str, Any]:
    """Return a view's file as a resource; that in CSV has the view's name, its schema, and keys by which others refer to it."""
    name, kind = file["table"], file["format"]
    about = views.descriptions()[name]
    shared = {
        "path": file["file"],
        "title": about["zh"],
        "description": about["en"],
        "format": kind,
        "mediatype": FORMATS[kind],
        "bytes": file["size"],
        "hash": f"sha256:{file['sha256']}",
    }
    if kind != "csv":  # for readers of the package a file: frictionless does not count the bytes of Parquet, and guesses the types of XLSX
        return {"name": f"{name}_{kind}", "type": "file", **shared}
    return {
        "name": name,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        **shared,
        "rows": file["rows"],
        "schema": view_schema(name),
    }


def view_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a view's file."""
    about = views.descriptions()[name]
    fields = [{"name": column, "type": kind, "title": zh, "description": en} for column, (zh, en, kind) in about["columns"].items()]
    links = [{"fields": column, "reference": {"resource": other, "fields": key}} for column, (other, key) in LINKS.get(name, {}).items()]
    return {"fields": fields, "missingValues": [""], "primaryKey": about["key"], **({"foreignKeys": links} if links else {})}


def table(connection: sqlite3.Connection, name: str, rows: int) -> dict[str, Any]:
    """Return the Table Schema of a table, with titles and descriptions in Chinese and English."""
    about = schema.descriptions()[name]
    info = connection.execute(f"PRAGMA main.table_info({name})").fetchall()
    fields = [
        {"name": column, "type": TYPES[kind], "title": about["columns"][column][0], "description": about["columns"][column][1]}
        for _, column, kind, *_ in info
    ]
    keys = [column for _, column, _, _, _, place in sorted(info, key=lambda row: row[5]) if place]
    links = [
        {"fields": link[3], "reference": {"resource": link[2], "fields": link[4]}}
        for link in connection.execute(f"PRAGMA main.foreign_key_list({name})")
    ]
    return {
        "name": name,
        "title": about["zh"],
        "description": about["en"],
        "rows": rows,
        "schema": {"fields": fields, "primaryKey": keys, "foreignKeys": links},
    }
