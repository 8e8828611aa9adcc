"""One document: its text, when it was fetched, how it changed, its attachments, where it was listed."""

from __future__ import annotations

from typing import Any

from archive.site.draw.labels import short, word
from archive.site.original.raw import NOT_HERE
from archive.site.pages import version_diff
from archive.site.request.ask import Absent, Ask, first, rows
from gongkai.errors import UsageError, VerifyFailed

DOCUMENT = """
    SELECT d.*, s.name AS site_name, c.name AS column_name, p.title AS parent_title, r.id AS report_id, r.year, r.form
    FROM documents d LEFT JOIN sites s ON s.id = d.site_id LEFT JOIN columns c ON c.id = d.column_id
    LEFT JOIN documents p ON p.id = d.parent_id LEFT JOIN reports r ON r.document_id = d.id WHERE d.id = ?"""
MOST = 200  # captures, versions or attachments shown on the page; the tables hold all
SHOWN = 60_000  # characters of text on the page; the rest is in the raw document and the JSON


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return everything the document's page shows."""
    document = first(connection, DOCUMENT, ask.parts["id"])
    if document is None:
        raise Absent("存档中没有这份文件。", "This archive holds no such document.")
    key = document["id"]
    text = document["text"] or ""
    return {
        "document": document,
        "difference": difference(connection, ask),
        "paragraphs": [part for part in text[:SHOWN].split("\n") if part.strip()],
        "cut": len(text) > SHOWN,
        "characters": len(text),
        "captures": rows(connection, "SELECT * FROM captures WHERE document_id = ? ORDER BY fetched_at DESC LIMIT ?", key, MOST),
        "versions": rows(
            connection,
            """SELECT v.*, c.payload_digest, c.media_type, c.length FROM versions v
                LEFT JOIN captures c ON c.id = v.capture_id WHERE v.document_id = ? ORDER BY v.seq DESC LIMIT ?""",
            key,
            MOST,
        ),
        "attachments": rows(
            connection,
            """SELECT d.id, d.title, d.name, d.media_type, d.length, r.id AS report_id FROM documents d
                LEFT JOIN reports r ON r.document_id = d.id WHERE d.parent_id = ? LIMIT ?""",
            key,
            MOST,
        ),
        "memberships": rows(
            connection,
            """SELECT m.*, c.name AS column_name, s.name AS site_name FROM memberships m
                LEFT JOIN columns c ON c.id = m.column_id LEFT JOIN sites s ON s.id = c.site_id WHERE m.document_id = ?""",
            key,
        ),
        "signatures": rows(connection, "SELECT * FROM signatures WHERE document_id = ? ORDER BY seq LIMIT ?", key, MOST),
        "problems": rows(connection, "SELECT * FROM problems WHERE document_id = ? ORDER BY at DESC LIMIT 50", key),
    }


def difference(connection: Any, ask: Ask) -> dict[str, Any] | None:
    """Return what changed between the two requested versions; None if none, or the same one twice, is requested."""
    left, right = ask.number("from", 0, 0), ask.number("to", 0, 0)
    if not left or not right or left == right:
        return None
    try:
        found = ask.site.recent(
            ("difference", ask.parts["id"], left, right),
            lambda: version_diff.difference(connection, ask.site.warc, ask.parts["id"], left, right),
        )
    except UsageError as error:
        raise Absent("这份文件没有这个版本。", str(error)) from error
    except (VerifyFailed, OSError) as error:
        raise Absent(*NOT_HERE) from error
    named = [
        {
            "before": figure.before,
            "after": figure.after,
            "what": " · ".join(
                (
                    word(ask.lang, "tables", figure.table),
                    short(ask.lang, figure.table, figure.item),
                    word(ask.lang, "measures", figure.table, figure.measure),
                )
            ),
        }
        for figure in found.figures
    ]
    return {"left": left, "right": right, "title": found.title, "lines": found.lines, "cells": found.cells, "figures": named}
