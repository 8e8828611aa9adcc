"""The process that answers strangers' SQL, asked in the test's own process: what may be asked, what is bounded, how answers are written."""

import io
import json
import os
import sqlite3
import struct
import time
from pathlib import Path

import pytest

from archive.site.request import arguments
from archive.site.tables import query_process, stranger_queries
from archive.site.tables.query_process import answer, opened, receive, send

HEAP = query_process.HEAP
# Written here once more on purpose: what is added to the code or taken out of it is to be decided twice.
REFUSED = [
    "load_extension",
    "readfile",
    "writefile",
    "edit",
    "fts3_tokenizer",
    "sqlite_filename",
    "sqlite_compileoption_get",
    "sqlite_compileoption_used",
    "getenv",
    "zipfile",
    "lsmode",
    "fsdir",
]
LIMITS = {  # of SQLite, on one statement
    "LENGTH": 4_000_000,
    "SQL_LENGTH": 100_000,
    "COLUMN": 500,
    "EXPR_DEPTH": 200,
    "COMPOUND_SELECT": 100,
    "VDBE_OP": 100_000,
    "FUNCTION_ARG": 64,
    "ATTACHED": 0,
    "LIKE_PATTERN_LENGTH": 500,
    "VARIABLE_NUMBER": 1000,
    "TRIGGER_DEPTH": 1,
    "WORKER_THREADS": 0,
}


@pytest.fixture
def connection(tmp_path, monkeypatch):
    monkeypatch.setattr(query_process, "HEAP", 1 << 40)  # a bound of all SQLite in this process, which can never be raised again
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as made:
        made.executescript(
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, '一'), (2, NULL), (3.5, x'00ff');"
            "CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('公开 年报');"
        )
    made.close()
    other = tmp_path / "b.db"
    sqlite3.connect(other).execute("CREATE TABLE u (c)").connection.close()
    connection = opened(f"file:{path}?mode=ro", [f"ATTACH 'file:{other}?mode=ro' AS other"])
    yield connection
    connection.close()


def asked(connection, sql, params=(), rows=100, milliseconds=5000):
    return answer(connection, {"sql": sql, "params": params, "rows": rows, "milliseconds": milliseconds})


def test_rows_are_answered_with_their_columns(connection):
    assert asked(connection, "SELECT a, b AS c FROM t ORDER BY a") == {
        "columns": ["a", "c"],
        "rows": [[1, "一"], [2, None], [3.5, {"base64": "AP8="}]],
        "truncated": False,
    }
    assert asked(connection, "SELECT a FROM t WHERE a > ? ORDER BY a", [1], rows=1) == {"columns": ["a"], "rows": [[2]], "truncated": True}
    assert asked(connection, "SELECT a FROM t ORDER BY a", rows=3)["truncated"] is False
    assert asked(connection, "SELECT c FROM other.u") == {"columns": ["c"], "rows": [], "truncated": False}
    assert asked(connection, "SELECT body FROM words WHERE words MATCH '公开'")["rows"] == [["公开 年报"]]
    assert asked(connection, "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3) SELECT x FROM n")["rows"] == [
        [1],
        [2],
        [3],
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (1, 2)",
        "DELETE FROM t",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x (a)",
        "DROP TABLE t",
        "ATTACH ':memory:' AS x",
        "DETACH other",
        "PRAGMA table_info(t)",
        "PRAGMA query_only = 0",
        "PRAGMA hard_heap_limit",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM PRAGMA_table_list",
        "BEGIN",
        "SAVEPOINT x",
        "REINDEX",
        "ANALYZE",
        "ALTER TABLE t RENAME TO v",
        "VACUUM",
    ],
)
def test_nothing_but_reading_is_allowed(connection, sql):
    assert asked(connection, sql)["error"] == "sql"


@pytest.mark.parametrize("name", [*REFUSED, "GetEnv"])
def test_functions_that_reach_the_machine_are_refused(name):
    assert query_process.authorize(sqlite3.SQLITE_FUNCTION, None, name, None, None) == sqlite3.SQLITE_DENY
    assert query_process.authorize(sqlite3.SQLITE_FUNCTION, None, "lower", None, None) == sqlite3.SQLITE_OK


def test_every_other_function_is_allowed():
    plain = sqlite3.connect(":memory:")
    known = {name for (name,) in plain.execute("SELECT DISTINCT name FROM pragma_function_list")} - set(REFUSED)
    plain.close()
    assert len(known) > 100
    for name in [*known, "a_function_of_datasette", ""]:
        assert query_process.authorize(sqlite3.SQLITE_FUNCTION, None, name, None, None) == sqlite3.SQLITE_OK, name


def test_no_other_deed_is_allowed():
    deeds = {"READ", "SELECT", "RECURSIVE", "FUNCTION"}
    allowed = {action for action in range(-1, 256) if query_process.authorize(action, "t", "lower", "main", None) == sqlite3.SQLITE_OK}
    assert allowed == {getattr(sqlite3, f"SQLITE_{name}") for name in deeds}
    for name in ("data_versions", "function_list", "table_info", "schema_version", "optimize", "query_only", "", None):
        assert query_process.authorize(sqlite3.SQLITE_PRAGMA, name, None, None, None) == sqlite3.SQLITE_DENY


@pytest.mark.parametrize(
    ("action", "first", "allowed"),
    [
        (sqlite3.SQLITE_SELECT, None, True),
        (sqlite3.SQLITE_RECURSIVE, None, True),
        (sqlite3.SQLITE_READ, "t", True),
        (sqlite3.SQLITE_READ, None, True),
        (sqlite3.SQLITE_READ, "Pragma_x", False),
        (sqlite3.SQLITE_PRAGMA, "DATA_VERSION", True),
        (sqlite3.SQLITE_PRAGMA, "user_version", False),
        (sqlite3.SQLITE_PRAGMA, None, False),
        (sqlite3.SQLITE_UPDATE, "t", False),
        (sqlite3.SQLITE_ATTACH, "x", False),
    ],
)
def test_each_deed_is_decided(action, first, allowed):
    found = query_process.authorize(action, first, None, None, None)
    assert found == (sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY)


@pytest.mark.parametrize(("limit", "most"), LIMITS.items())
def test_what_a_statement_may_be(connection, limit, most):
    assert connection.getlimit(getattr(sqlite3, f"SQLITE_LIMIT_{limit}")) == most


def test_a_statement_has_no_other_limits(connection):
    plain = sqlite3.connect(":memory:")
    others = [name for name in dir(sqlite3) if name.startswith("SQLITE_LIMIT_") and name.removeprefix("SQLITE_LIMIT_") not in LIMITS]
    for name in others:
        assert connection.getlimit(getattr(sqlite3, name)) == plain.getlimit(getattr(sqlite3, name)), name
    assert set(query_process.LIMITS) == {getattr(sqlite3, f"SQLITE_LIMIT_{name}") for name in LIMITS}
    plain.close()


def test_a_connection_only_reads_within_its_memory(connection):
    connection.set_authorizer(None)
    values = [
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("query_only", "temp_store", "hard_heap_limit", "trusted_schema")
    ]
    assert values == [1, 2, 1 << 40, 0]
    assert (query_process.MEMORY, HEAP, query_process.MOST, query_process.STEPS) == (1 << 30, 200 << 20, 5_000_000, 1000)


def test_a_statement_without_end_is_interrupted(connection):
    began = time.monotonic()
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    assert asked(connection, endless, milliseconds=50) == {"error": "interrupted", "message": "interrupted"}
    assert time.monotonic() - began < 30
    assert asked(connection, "SELECT 1")["rows"] == [[1]], "the next statement has its own time"


def test_what_is_wrong_is_said(connection, monkeypatch):
    assert asked(connection, "SELECT nowhere")["error"] == "sql"
    assert "no such column: nowhere" in asked(connection, "SELECT nowhere")["message"]
    assert asked(connection, "SELECT 1; SELECT 2")["error"] == "sql"
    monkeypatch.setattr(query_process, "rows", lambda cursor, most: (_ for _ in ()).throw(MemoryError))
    assert asked(connection, "SELECT 1")["error"] == "memory"


def test_an_answer_is_no_larger_than_its_bound(connection, monkeypatch):
    monkeypatch.setattr(query_process, "MOST", 5_000_000)
    large = asked(connection, "SELECT zeroblob(2600000)")
    assert (large["error"], "larger than 5 MB" in large["message"]) == ("size", True)
    monkeypatch.setattr(query_process, "MOST", 3 + 120)  # the name in quotes, the markup around a cell, a number
    assert asked(connection, "SELECT 1 AS a")["rows"] == [[1]]
    monkeypatch.setattr(query_process, "MOST", 3 + 119)
    assert asked(connection, "SELECT 1 AS a")["error"] == "size"


@pytest.mark.parametrize(
    ("cell", "weight"), [(1, 120), (None, 120), (b"abc", 106), ("abc", 105), ("一", 108), ("<" * 10, 140), ("<" * 2000, 4100)]
)
def test_the_weight_of_a_cell(cell, weight):
    assert query_process.weight(cell) == weight


def test_a_process_gives_way_to_the_pages_though_it_has_a_session_of_its_own(tmp_path):
    path = tmp_path / "a.db"
    sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
    process = stranger_queries.QueryProcess({"database": f"file:{path}?mode=ro", "setup": [], "files": [str(path)]})
    try:
        pid = process.start().pid
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.nice(0) + 10)
        weighed = Path(f"/proc/{pid}/autogroup")
        group = weighed.read_text(encoding="ascii") if weighed.exists() else ""
        if not group:
            pytest.skip("this kernel does not weigh sessions against each other")
        assert group.split("nice ")[1].strip() == "10"
    finally:
        process.end()


def test_frames():
    stream = io.BytesIO()
    send(stream, {"a": "一"})
    body = json.dumps({"a": "一"}).encode()
    assert stream.getvalue() == struct.pack(">I", len(body)) + body
    stream.seek(0)
    assert receive(stream) == {"a": "一"}
    assert receive(stream) is None
    assert receive(io.BytesIO(b"\x00\x00")) is None


def test_the_guide_says_what_is_allowed():
    """docs/running.md, "SQL of readers": its numbers are those in force."""
    guide = (Path(__file__).parents[4] / "docs" / "running.md").read_text(encoding="utf-8")
    said = " ".join(guide.partition("## SQL of readers")[2].partition("## Upgrades")[0].replace(",", "").split())
    limits = query_process.LIMITS
    for words in (
        f"{limits[sqlite3.SQLITE_LIMIT_SQL_LENGTH]} characters {limits[sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER]} parameters",
        f"{limits[sqlite3.SQLITE_LIMIT_COLUMN]} columns {limits[sqlite3.SQLITE_LIMIT_EXPR_DEPTH]} levels",
        f"{limits[sqlite3.SQLITE_LIMIT_COMPOUND_SELECT]} compounded",
        f"{limits[sqlite3.SQLITE_LIMIT_LENGTH]} bytes in between",
        f"1000 rows {query_process.MOST} bytes",
        f"{query_process.HEAP >> 20} MB of SQLite's own {query_process.MEMORY >> 30} GB",
        f"{stranger_queries.WAITING} waiting",
        f"{arguments.MOST_REPEATED} characters",
    ):
        assert words in said, words
