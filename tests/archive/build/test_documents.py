"""The payloads of a document that must be read, and the values of its row and its versions, from captures in a database."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from archive.build import documents
from archive.build.documents import DocumentCapture, DocumentHistory
from archive.build.read_payload import Task, stage_version
from archive.store import schema
from archive.store.captures import document_id

URL = "http://town.example/a.pdf"
KEY = document_id(URL)
NONE: Any = dict.fromkeys(DocumentCapture.__dataclass_fields__)
GOOD = DocumentCapture(**{**NONE, "id": "c1", "status": 200, "payload_digest": "p", "length": 3, "fetched_at": "2024-01-01"})


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        schema.migrate(made)
        made.execute(
            "INSERT INTO columns (id, name, kind) VALUES ('town/annual', '年报', 'annual_report'), ('town/news', '通知', 'notice')"
        )
        yield made


def capture(connection, name, day, payload="p", **more):
    values = {
        "id": name,
        "url": URL,
        "document_id": KEY,
        "status": 200,
        "fetched_at": f"2024-01-{day:02}",
        "payload_digest": payload,
        "length": 3,
        "warc": f"{name}.warc.gz",
        "offset": 10 * day,
        "kind": "article",
        "column_id": "town/annual",
        **more,
    }
    connection.execute(f"INSERT INTO captures ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values()))


def read(connection, capture_id="c1", payload="p", version=None):
    """Note that a payload was read as the code reads it now, in that capture."""
    (task,) = [each for each in documents.tasks(connection, KEY) if each.payload_digest == payload]
    values = (KEY, payload, task.source_digest, version or stage_version())
    connection.execute("INSERT INTO readings (document_id, payload_digest, source_digest, stage_version) VALUES (?, ?, ?, ?)", values)
    connection.execute("INSERT INTO versions (document_id, seq, capture_id) VALUES (?, ?, ?)", (KEY, int(capture_id[1:]), capture_id))


def holds(connection, payload):
    connection.execute("INSERT OR REPLACE INTO documents (id, payload_digest) VALUES (?, ?)", (KEY, payload))


def due(connection):
    return [(task.payload_digest, task.capture_id, task.newest) for task in documents.tasks(connection, KEY)]


def test_each_payload_is_read_once_in_its_first_capture_and_the_last_is_newest(connection):
    capture(connection, "c1", 1)
    capture(connection, "c2", 2)
    capture(connection, "c3", 3, "q")
    assert due(connection) == [("p", "c1", False), ("q", "c3", True)]
    capture(connection, "c4", 4)  # the first content is back
    assert due(connection) == [("p", "c1", True), ("q", "c3", False)]
    capture(connection, "c5", 5, "bad", status=500)
    assert due(connection) == [("p", "c1", True), ("q", "c3", False)]


@pytest.mark.parametrize(
    ("held", "version", "capture_id", "again"),
    [("p", None, "c1", False), ("other", None, "c1", True), (None, None, "c1", True), ("p", "older", "c1", True), ("p", None, "c9", True)],
)
def test_what_was_read_is_read_again_only_for_a_reason(connection, held, version, capture_id, again):
    capture(connection, "c1", 1)
    read(connection, capture_id, version=version)
    if held:
        holds(connection, held)
    assert due(connection) == ([("p", "c1", True)] if again else [])


def test_an_earlier_payload_need_not_be_what_the_row_holds(connection):
    capture(connection, "c1", 1)
    capture(connection, "c2", 2, "q")
    read(connection)
    read(connection, "c2", "q")
    holds(connection, "q")
    assert due(connection) == []
    holds(connection, "p")
    assert due(connection) == [("q", "c2", True)]


def test_a_payload_whose_portal_says_otherwise_is_read_again(connection):
    capture(connection, "c1", 1)
    read(connection)
    holds(connection, "p")
    connection.execute("UPDATE captures SET list_title = '别的'")
    assert due(connection) == [("p", "c1", True)]


def test_the_entry_of_a_menu_is_not_read(connection):
    capture(connection, "c1", 1)
    connection.execute("INSERT INTO menu_entries (column_id, document_id, at) VALUES ('town/annual', ?, '2024-01-02')", (KEY,))
    assert due(connection) == []


@pytest.mark.parametrize(
    ("warc", "offset", "place"),
    [
        ("w", 0, ("w", 0)),
        ("w", 7, ("w", 7)),
        (None, 7, ("c2.warc.gz", 20)),
        ("w", None, ("c2.warc.gz", 20)),
        (None, None, ("c2.warc.gz", 20)),
    ],
)
def test_where_the_bytes_of_a_payload_are(connection, warc, offset, place):
    capture(connection, "c3", 3)
    capture(connection, "c2", 2)
    capture(connection, "c1", 1, revisit_of="c2")
    capture(connection, "c0", 1, status=None)
    fetch = replace(GOOD, warc=warc, offset=offset)
    task = documents.to_task(connection, KEY, "p", fetch, newest=True)
    assert (task.name, task.offset) == place
    assert (task.document_id, task.payload_digest, task.capture_id, task.fetched_at, task.newest) == (KEY, "p", "c1", "2024-01-01", True)


def test_bytes_that_no_record_holds_have_no_place(connection):
    task = documents.to_task(connection, KEY, "p", GOOD, newest=False)
    assert (task.name, task.offset, task.newest) == ("", -1, False)


@pytest.mark.parametrize(("column", "annual"), [("town/annual", True), ("town/news", False), ("gone", False), (None, False)])
def test_whether_a_payload_is_of_a_column_of_annual_reports(connection, column, annual):
    assert documents.to_task(connection, KEY, "p", replace(GOOD, column_id=column), newest=True).annual is annual
    assert isinstance(documents.to_task(connection, KEY, "p", GOOD, newest=True), Task)


def test_a_revisit_stands_for_the_payload_that_it_names(connection):
    capture(connection, "c1", 1, length=8)
    capture(connection, "c2", 2, None, revisit_of="c1", length=None, status=304, problem=None)
    first, second = documents.history(connection, KEY).fetches
    assert (second.payload_digest, second.length, second.warc, second.offset) == ("p", 8, "c1.warc.gz", 10)
    assert (first.warc, first.offset, second.id, second.status) == ("c1.warc.gz", 10, "c2", 304)
    assert [fetch.id for fetch in documents.history(connection, KEY).contents] == ["c1"]


def fetched(**changed):
    first = replace(
        GOOD,
        url="http://t/1",
        fetched_at="2024-01-01",
        site_id="s",
        column_id="s/a",
        kind="article",
        label="签",
        list_title="一",
        list_date="d1",
    )
    return replace(first, **changed)


def test_the_part_of_a_row_that_needs_no_reading(connection):
    fetches = (
        fetched(id="f0", fetched_at="2023-12-31", status=500, label="首"),
        fetched(id="f1"),
        fetched(
            id="f2", fetched_at="2024-01-02", url="http://t/2", list_title="二", list_date="d2", label="别", site_id="x", column_id="y"
        ),
        fetched(id="f3", fetched_at="2024-01-03", url="http://t/3", list_title="", list_date="d3", payload_digest="q"),
        fetched(id="f4", fetched_at="2024-01-04", url="http://t/4", list_title="", status=404),
        fetched(id="f5", fetched_at="2024-01-05", url="http://t/5", list_title="", status=404),
    )
    found = DocumentHistory(fetches, (fetches[1], fetches[3]))
    assert documents.standing(connection, "d", found) == {
        "id": "d",
        "url": "http://t/3",
        "site_id": "s",
        "column_id": "s/a",
        "parent_id": None,
        "kind": "article",
        "first_seen": "2024-01-01",
        "last_seen": "2024-01-03",
        "gone_at": "2024-01-04",
        "list_title": "二",
        "list_date": "d2",
        "name": "首",
        "capture_id": "f3",
    }


def test_the_row_of_a_document_that_was_never_brought(connection):
    capture(connection, "c1", 1)  # of the page that links to it
    only = fetched(status=404, kind="attachment", via=URL, list_title="", list_date="d1")
    row = documents.standing(connection, "d", DocumentHistory((only,), ()))
    assert row == {
        "id": "d",
        "url": "http://t/1",
        "site_id": "s",
        "column_id": "s/a",
        "parent_id": KEY,
        "kind": "attachment",
        "first_seen": "2024-01-01",
        "last_seen": None,
        "gone_at": None,
        "list_title": "",
        "list_date": "d1",
        "name": "签",
        "capture_id": None,
    }


def test_the_versions_of_a_document_and_when_it_last_changed():
    shapes = {"p": ("A", {"title": "1", "text": "1"}), "q": ("A", {"title": "1", "text": "1"}), "r": ("B", {"title": "2", "text": "2"})}
    readings = {payload: (digest, json.dumps(shape)) for payload, (digest, shape) in shapes.items()}
    contents = tuple(fetched(id=f"f-{each}", payload_digest=each, fetched_at=f"at {each}") for each in ("p", "q", "r", "unread"))
    rows = documents.versions("d", DocumentHistory(contents, contents), readings)
    columns = ("document_id", "capture_id", "seq", "content_digest", "significant", "reason", "fetched_at")
    assert [tuple(row) for row in rows] == [columns] * 4
    assert [tuple(row.values()) for row in rows] == [
        ("d", "f-p", 1, "A", 1, "first", "at p"),
        ("d", "f-q", 2, "A", 0, "noise", "at q"),
        ("d", "f-r", 3, "B", 1, "title,text", "at r"),
        ("d", "f-unread", 4, "unread", 1, "title,text", "at unread"),
    ]
    assert [documents.changed_at(rows[:count]) for count in range(5)] == [None, None, None, "at r", "at unread"]


def test_other_bytes_of_the_same_parts():
    assert documents.why(("a", {"title": "x"}), ("b", {"title": "x"})) == "bytes"
    assert documents.why(("a", {"title": "x"}), ("b", {"cells": "y"})) == "title,cells"
