"""Each record of a crawl as rows: each column of each table, what makes a document due, what is missing or of another type."""

import json
import sqlite3
from contextlib import closing

import pytest

from archive.build import ingest
from archive.store import schema
from archive.store.captures import Capture, Event, Harvest, ProblemRow, document_id
from archive.store.warc_files import WarcFile

AT = "2024-01-02T00:00:00Z"
ENTRY = {
    "name": "甲市",
    "area": "990100",
    "level": "city",
    "timezone": "Asia/Shanghai",
    "status": "living",
    "columns": [
        {"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://town.example:81/nb/"},
        {"id": "news", "name": "通知", "kind": "notice", "url": "http://other.example/tz/"},
    ],
}


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:")) as made:
        made.row_factory = sqlite3.Row
        schema.migrate(made)
        yield made


def event(kind, **data):
    return Event({"type": kind, "run": "r", "site": "town", **data}, AT, "w.warc.gz", 7)


def rows(connection, table):
    """The rows of a table, without what is null."""
    return [{key: value for key, value in dict(row).items() if value is not None} for row in connection.execute(f"SELECT * FROM {table}")]


def save(connection, *events):
    for each in events:
        ingest.save_event(connection, each)


def test_the_start_of_a_run_names_the_site_and_its_columns(connection):
    save(connection, event("run_start", started="2024-01-02T01:00:00Z", registry=ENTRY))
    assert rows(connection, "site_runs") == [
        {
            "run_id": "r",
            "site_id": "town",
            "started": "2024-01-02T01:00:00Z",
            "registry": json.dumps(ENTRY, ensure_ascii=False, sort_keys=True),
        }
    ]
    assert rows(connection, "sites") == [
        {
            "id": "town",
            "name": "甲市",
            "area": "990100",
            "level": "city",
            "url": "http://town.example:81/",
            "timezone": "Asia/Shanghai",
            "status": "living",
        }
    ]
    assert rows(connection, "columns") == [
        {"id": "town/annual", "site_id": "town", "name": "年报", "kind": "annual_report", "url": "http://town.example:81/nb/"},
        {"id": "town/news", "site_id": "town", "name": "通知", "kind": "notice", "url": "http://other.example/tz/"},
    ]


def test_a_start_that_says_little(connection):
    save(connection, event("run_start", registry=None))
    assert [row["started"] for row in rows(connection, "site_runs")] == [AT]
    assert (rows(connection, "sites"), rows(connection, "columns")) == ([{"id": "town"}], [])


def test_only_the_newest_entry_of_a_site_counts(connection):
    save(connection, event("run_start", run="2", started="2024-02-01T00:00:00Z", registry={**ENTRY, "name": "新名"}))
    save(connection, event("run_start", run="1", started="2024-01-01T00:00:00Z", registry={**ENTRY, "name": "旧名"}))
    assert [row["name"] for row in rows(connection, "sites")] == ["新名"]
    assert len(rows(connection, "site_runs")) == 2


def test_documents_are_due_where_the_entry_of_their_site_changes(connection):
    connection.execute("INSERT INTO documents (id, site_id) VALUES ('d', 'town'), ('e', 'other')")
    ingest.save_entry(connection, "town", ENTRY)
    assert [row["document_id"] for row in rows(connection, "due")] == ["d"]
    connection.execute("DELETE FROM due")
    ingest.save_entry(connection, "town", ENTRY)
    assert rows(connection, "due") == []
    ingest.save_entry(connection, "town", {**ENTRY, "area": "1"})
    assert [row["document_id"] for row in rows(connection, "due")] == ["d"]


def test_the_rows_that_a_list_showed(connection):
    shown = {"url": "http://town.example/1.html", "title": "题", "date": "2024-01-01", "path": ["市直"], "external": True, "file": 1}
    twice = {"url": "http://town.example/1.html", "title": "又"}
    bare = {"url": "http://town.example/2.html"}
    save(connection, event("listing", column="news", digest="x", rows=[shown, twice, bare]))
    assert rows(connection, "listings") == [
        {"column_id": "town/news", "digest": "x", "at": AT, "run_id": "r", "warc": "w.warc.gz", "offset": 7, "rows": 3}
    ]
    found = {row["url"]: {key: value for key, value in row.items() if key != "listed"} for row in rows(connection, "memberships")}
    assert found == {
        "http://town.example/1.html": {
            "document_id": document_id("http://town.example/1.html"),
            "column_id": "town/news",
            "list_title": "题",
            "list_date": "2024-01-01",
            "url": "http://town.example/1.html",
            "path": '["市直"]',
            "external": 1,
            "file": 1,
            "first_listed": AT,
            "last_listed": AT,
            "listing": "x",
        },
        "http://town.example/2.html": {
            "document_id": document_id("http://town.example/2.html"),
            "column_id": "town/news",
            "url": "http://town.example/2.html",
            "external": 0,
            "file": 0,
            "first_listed": AT,
            "last_listed": AT,
            "listing": "x",
        },
    }


def test_a_row_that_leads_on_is_the_document_it_leads_to(connection):
    connection.execute(
        "INSERT INTO captures (id, redirected_from, document_id, fetched_at) VALUES ('c', 'http://town.example/r', 'target', '2024')"
    )
    save(connection, event("listing", column="news", rows=[{"url": "http://town.example/r"}]))
    assert [row["document_id"] for row in rows(connection, "memberships")] == ["target"]
    save(connection, event("listing", column="annual", rows=None))
    assert [row["rows"] for row in rows(connection, "listings")] == [1, 0]


@pytest.mark.parametrize("name", ingest.COUNTS)
def test_each_count_of_a_column_is_kept(connection, name):
    save(connection, event("column_run", column="news", complete=True, reasons=["a"], **{name: 7}))
    (row,) = rows(connection, "column_runs")
    assert (row["run_id"], row["column_id"], row["complete"], row["reasons"], str(row[name])) == ("r", "town/news", 1, '["a"]', "7")
    assert {key for key in row if key in ingest.COUNTS} == {name}


def test_a_doubt_that_was_settled_is_kept_and_one_never_asked_is_null(connection):
    save(connection, event("column_run", column="news", complete=False, doubts_settled=["总数"]), event("column_run", column="annual"))
    first, second = sorted(rows(connection, "column_runs"), key=lambda row: row["column_id"], reverse=True)
    assert (first["complete"], first["doubts_settled"]) == (0, '["总数"]')
    assert "doubts_settled" not in second


@pytest.mark.parametrize(("problems", "kept"), [({"a": 1, "b": 2}, 3), (4, 4), (None, None), ({}, 0)])
def test_the_end_of_a_run(connection, problems, kept):
    save(connection, event("run_finish", finished="2024-01-02T03:00:00Z", exit_code=6, requests=5, bytes=99, problems=problems))
    (row,) = rows(connection, "site_runs")
    expected = {"run_id": "r", "site_id": "town", "finished": "2024-01-02T03:00:00Z", "exit_code": 6, "requests": 5, "bytes": 99}
    assert row == expected | ({} if kept is None else {"problems": kept})
    save(connection, event("run_finish", run="s"))
    assert rows(connection, "site_runs")[1] == {"run_id": "s", "site_id": "town", "finished": AT}


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("run_start", ("run", "site", "registry")),
        ("menu_entries", ("run", "site", "column", "urls")),
        ("listing", ("run", "site", "column", "rows")),
        ("column_run", ("run", "site", "column")),
        ("run_finish", ("run", "site")),
    ],
)
def test_a_record_that_lacks_a_key_is_a_problem(connection, kind, needed):
    for key in needed:
        data = {
            "type": kind,
            **{name: [] if name in ("urls", "rows") else {} if name == "registry" else "x" for name in needed if name != key},
        }
        connection.execute("DELETE FROM problems")
        ingest.save_event(connection, Event(data, AT, "w.warc.gz", 7))
        (row,) = rows(connection, "problems")
        assert (row["stage"], row["code"], row["url"]) == ("warc", "bad_record", "w.warc.gz@7")
        assert row["message"] == f"the {kind} record at w.warc.gz@7 lacks {key!r}"
    assert [rows(connection, table) for table in ("site_runs", "column_runs", "listings")] == [[], [], []]


def test_a_record_of_an_unknown_type_is_ignored(connection):
    save(connection, event("later_version"), Event({}, AT, "w", 0), Event({"type": None}, AT, "w", 0))
    assert rows(connection, "problems") == []


# ---- captures

NONE = dict.fromkeys(Capture.__dataclass_fields__)


def capture(name, **fields):
    given = {"id": name, "url": f"http://town.example/{name}", "fetched_at": AT, "warc": "w", "offset": 0, "record_length": 1}
    return Capture(**{**NONE, **given, **fields})


def harvested(connection, *captures, troubles=(), is_open=False):
    ingest.save(connection, Harvest(WarcFile("w.warc.gz", 10, is_open), 9, "digest", "pieces", list(captures), [], list(troubles)))
    return sorted(row["document_id"] for row in rows(connection, "due"))


def test_documents_with_a_new_capture_are_due(connection):
    assert harvested(connection, capture("a", document_id="A"), capture("b")) == ["A"]
    assert rows(connection, "warc_files") == [
        {"name": "w.warc.gz", "read_to": 9, "state": "closed", "digest": "digest", "pieces": "pieces"}
    ]


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"status": 200, "payload_digest": "p"}, ["R"]),
        ({"status": None, "payload_digest": "p"}, []),
        ({"status": 200, "payload_digest": "p", "revisit_of": "x"}, []),
        ({"status": 200, "payload_digest": "q"}, []),
    ],
)
def test_a_document_is_due_when_the_bytes_of_its_revisit_arrive(connection, fields, due):
    harvested(connection, capture("r", document_id="R", revisit_of="lost", payload_digest="p", status=200))
    connection.execute("DELETE FROM due")
    assert harvested(connection, capture("a", **fields)) == due


def test_a_document_is_due_when_the_record_it_revisits_arrives(connection):
    harvested(connection, capture("r", document_id="R", revisit_of="a", payload_digest="other", status=200))
    connection.execute("DELETE FROM due")
    assert harvested(connection, capture("a", status=200)) == ["R"]


@pytest.mark.parametrize(("kind", "due"), [("article", ["F"]), ("page", ["F"]), ("list", []), ("attachment", [])])
def test_attachments_are_due_when_their_page_arrives(connection, kind, due):
    harvested(connection, capture("f", document_id="F", kind="attachment", via="http://town.example/a"))
    connection.execute("DELETE FROM due")
    assert harvested(connection, capture("a", kind=kind)) == due


@pytest.mark.parametrize(
    ("stages", "is_open", "state"),
    [((), False, "closed"), ((), True, "open"), (("warc",), False, "damaged"), (("fetch",), False, "closed"), (("warc",), True, "open")],
)
def test_the_state_of_a_file(connection, stages, is_open, state):
    harvested(connection, troubles=[ProblemRow(stage, "code", "m") for stage in stages], is_open=is_open)
    assert [row["state"] for row in rows(connection, "warc_files")] == [state]
    assert [row["stage"] for row in rows(connection, "problems")] == list(stages)


def test_equal_problems_of_one_document_are_told_apart_by_their_number():
    trouble = ProblemRow("document", "code", "m", "u")
    ids = [ingest.problem_row(trouble, number)["id"] for number in (0, 1, 0)]
    assert ids[0] == ids[2] != ids[1]
    assert len(ids[0]) == 16
    assert ingest.problem_row(ProblemRow("document", "code", "n", "u"))["id"] != ids[0]
    assert ingest.problem_row(trouble)["id"] == ids[0]


@pytest.mark.parametrize(("path", "text"), [(["市直", "甲"], '["市直", "甲"]'), (("a",), '["a"]'), ([], None), (None, None)])
def test_the_labels_of_sub_columns(path, text):
    assert ingest.path_json(path) == text
