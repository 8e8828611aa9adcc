"""The data package that goes with a snapshot: what the file is, what its tables and columns mean, under which terms."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from typing import Any

from archive import schema

TEXT = ("正文（texts 表：document_id、text）及其检索索引；主文件中 documents.text 为空。"
        "Full text (table texts: document_id, text) and its search index; documents.text is empty in the other file.")
TYPES = {"INTEGER": "integer", "NUMERIC": "number", "REAL": "number", "TEXT": "string"}
LICENCE = {"name": "other-pd", "title": "Official documents of the state; not subject to copyright (Copyright Law of the PRC, article 5)"}


def describe(connection: sqlite3.Connection, edition: dict[str, Any]) -> dict[str, Any]:
    """Given a snapshot and its entry of latest.json, return its datapackage.json (Frictionless Data Package)."""
    sites = connection.execute("SELECT id, name, url FROM sites WHERE url IS NOT NULL ORDER BY id")
    sources = [{"title": name or key, "path": url} for key, name, url in sites]
    package = {
        "name": "gongkai", "id": edition["id"], "title": "政府信息公开档案 · Archive of disclosed government information",
        "description": "政府信息公开栏目的文件、年度报告及其逐格数据。Documents of Chinese disclosure columns, annual reports by cell.",
        "created": edition["created"], "version": edition["id"], "keywords": ["政府信息公开", "年度报告", "open government"],
        "contributors": [{"title": f"gongkai {version('gongkai')}", "role": "wrangler"}], "licenses": [LICENCE],
        "resources": [resource("gongkai", "SQLite", edition, "全部表格。All tables, described in `tables`."),
                      *(resource("text", "SQLite, full text", edition["text"], TEXT) for _ in range("text" in edition))],
        "tables": [table(connection, name, edition["tables"][name]) for name in schema.CONTENT]}
    return {**package, "sources": sources} if sources else package


def resource(name: str, title: str, file: dict[str, Any], description: str) -> dict[str, Any]:
    """Given what latest.json says of a file, return it as a resource."""
    return {"name": name, "path": file["file"], "title": title, "format": "sqlite", "mediatype": "application/vnd.sqlite3",
            "bytes": file["size"], "hash": f"sha256:{file['sha256']}", "description": description}


def table(connection: sqlite3.Connection, name: str, rows: int) -> dict[str, Any]:
    """Given a table, return its Table Schema with titles and descriptions in Chinese and English."""
    about = schema.descriptions()[name]
    info = connection.execute(f"PRAGMA main.table_info({name})").fetchall()
    fields = [{"name": column, "type": TYPES[kind], "title": about["columns"][column][0], "description": about["columns"][column][1]}
              for _, column, kind, *_ in info]
    keys = [column for _, column, _, _, _, place in sorted(info, key=lambda row: row[5]) if place]
    links = [{"fields": link[3], "reference": {"resource": link[2], "fields": link[4]}}
             for link in connection.execute(f"PRAGMA main.foreign_key_list({name})")]
    return {"name": name, "title": about["zh"], "description": about["en"], "rows": rows,
            "schema": {"fields": fields, "primaryKey": keys, "foreignKeys": links}}
