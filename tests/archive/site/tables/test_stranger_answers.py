"""How the answer of a query's process becomes rows or an error, who waits, and what a process is told; no process is started."""

import asyncio
import json
import os
import sqlite3
import struct
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from datasette.database import QueryInterrupted

from archive.site.request.allowance import Allowance
from archive.site.tables import stranger_queries
from archive.site.tables.stranger_queries import AnswerRow, Busy, QueryProcess, QueryRefused, StrangerQueries, results, setup_of

ANSWER = {"columns": ["a", "b"], "rows": [[1, "一"], [None, {"base64": "AP8="}]], "truncated": False}


def test_rows_of_an_answer():
    found = results(ANSWER, "SELECT", {})
    assert [tuple(row) for row in found.rows] == [(1, "一"), (None, b"\x00\xff")]
    assert (found.truncated, found.description) == (False, [("a", *[None] * 6), ("b", *[None] * 6)])
    assert results({**ANSWER, "truncated": True}, "SELECT", {}).truncated is True


def test_a_row_is_read_by_number_and_name():
    row = AnswerRow([1, 2], ("a", "b"))
    assert (row["b"], row[0], row[-1], row[:1], row.keys(), dict(row)) == (2, 1, 2, (1,), ["a", "b"], {"a": 1, "b": 2})
    with pytest.raises(IndexError, match="No item with that key: c"):
        row["c"]


@pytest.mark.parametrize("kind", ["interrupted", "killed"])
def test_a_statement_that_was_ended(kind):
    with pytest.raises(QueryInterrupted) as ended:
        results({"error": kind}, "SELECT 1", {"a": 1})
    assert (ended.value.sql, ended.value.params, str(ended.value.e)) == ("SELECT 1", {"a": 1}, "interrupted")


@pytest.mark.parametrize(
    ("answer", "words"), [({"error": "sql", "message": "no such table"}, "no such table"), ({"error": "x"}, "the query failed")]
)
def test_a_statement_that_was_refused(answer, words):
    with pytest.raises(QueryRefused, match=f"^{words}$"):
        results(answer, "SELECT", {})
    assert issubclass(QueryRefused, sqlite3.OperationalError)


@pytest.fixture
def queries():
    made = StrangerQueries({}, 1)
    yield made
    made.close()


def executed(queries, answer, client="visitor", rows=None, params=None):
    """The results of a statement that the process answers so, and what it was asked."""
    asked = []
    queries.ask = lambda statement: asked.append(statement) or answer
    allowance = Allowance(client, True, 1000.0)

    async def run():
        return await queries.execute(allowance, "SELECT 1", params, rows, 250)

    return asyncio.run(run()), asked, allowance


def test_what_a_process_is_asked(queries, monkeypatch):
    clock = iter([100.0, 100.25])
    monkeypatch.setattr(stranger_queries, "time", SimpleNamespace(monotonic=lambda: next(clock, 200.0)))
    found, asked, allowance = executed(queries, ANSWER)
    assert asked == [{"sql": "SELECT 1", "params": {}, "rows": 10_000, "milliseconds": 250}]
    assert len(found.rows) == 2
    assert allowance.left == 750.0
    assert executed(queries, ANSWER, rows=7, params={"a": 1})[1] == [
        {"sql": "SELECT 1", "params": {"a": 1}, "rows": 7, "milliseconds": 250}
    ]
    assert (dict(queries.waiting), queries.turns) == ({}, {})


def test_nobody_waits_without_end(queries):
    queries.waiting.update({"one": 39, "two": 160})
    assert [queries.is_full(client) for client in ("one", "two", "three")] == [False, True, False]
    queries.waiting["one"] = 40
    assert [queries.is_full(client) for client in ("one", "three")] == [True, True]
    with pytest.raises(Busy):
        executed(queries, ANSWER, "three")
    assert queries.waiting == {"one": 40, "two": 160}


def test_a_failing_statement_leaves_nothing_waiting(queries):
    with pytest.raises(QueryRefused):
        executed(queries, {"error": "sql"})
    assert (dict(queries.waiting), queries.turns) == ({}, {})


def test_a_process_that_cannot_be_started_is_an_answer(queries):
    ended = []
    process = SimpleNamespace(end=lambda: ended.append(1))

    def ask(statement):
        raise OSError(12, "Cannot allocate memory")

    process.ask = ask
    queries.idle, queries.all = [process], ()
    assert queries.ask({}) == {"error": "sql", "message": "the query could not be run (Cannot allocate memory)"}
    assert (ended, queries.idle) == ([1], [process])
    process.ask = lambda statement: {"rows": statement}
    assert (queries.ask({"a": 1}), queries.idle) == ({"rows": {"a": 1}}, [process])


# ---- frames of a process


class Played:
    """A process whose output is written beforehand."""

    def __init__(self, output, cut=False):
        self.killed, (read, write) = 0, os.pipe()
        os.write(write, output)
        if cut:
            os.close(write)
        self.write_end = None if cut else write
        self.stdout = os.fdopen(read, "rb")
        self.written = []
        self.stdin = SimpleNamespace(write=self.written.append, flush=lambda: None, close=lambda: None)

    def poll(self):
        return None

    def kill(self):
        self.killed += 1

    def wait(self):
        if self.write_end is not None:
            os.close(self.write_end)


def frame(value):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return struct.pack(">I", len(body)) + body


def process_with(output, cut=False):
    made = QueryProcess({"setup": 1})
    made.process = Played(output, cut)
    return made


def test_frames_are_read_one_by_one():
    made = process_with(frame({"a": 1}) + frame([2]))
    later = time.monotonic() + 60
    assert (made.read(later), made.read(later)) == ({"a": 1}, [2])
    made.end()


@pytest.mark.parametrize(
    ("output", "cut"), [(b"", False), (b"\x00\x00", False), (b"", True), (frame({"a": 1})[:-1], True), (frame(b"{"), False)]
)
def test_a_frame_that_does_not_come_is_none(output, cut):
    made = process_with(output, cut)
    assert made.read(time.monotonic() - 1 if not cut and len(output) < 4 else time.monotonic() + 60) is None
    made.end()


@pytest.mark.parametrize(("length", "read"), [(0, True), (1, False)])
def test_a_frame_has_a_length(monkeypatch, length, read):
    made = process_with(frame(b'"x"'))
    monkeypatch.setattr(stranger_queries, "LONGEST", 3 - length)
    assert (made.read(time.monotonic() + 60) == "x") is read
    made.end()


def test_a_statement_is_answered_or_its_process_ended():
    made = process_with(frame({"rows": []}))
    played = made.process
    assert made.ask({"sql": "x", "milliseconds": 60_000}) == {"rows": []}
    assert played.written == [frame({"sql": "x", "milliseconds": 60_000})]
    assert made.ask({"milliseconds": -1_000}) == {"error": "killed"}
    assert (played.killed, made.process) == (1, None)
    made.end()


# ---- what a process is told


def test_the_setup_of_a_snapshot_of_one_file(tmp_path):
    with sqlite3.connect(":memory:") as connection:
        found = setup_of(tmp_path / "a b.db", None, connection)
    connection.close()
    assert found == {"database": f"{(tmp_path / 'a b.db').as_uri()}?mode=ro&immutable=1", "setup": [], "files": [str(tmp_path / "a b.db")]}


def test_the_setup_of_a_snapshot_with_texts_apart(tmp_path):
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE t (a); CREATE TEMP VIEW v AS SELECT a AS [CREATE VIEW] FROM t;")
    found = setup_of(tmp_path / "a.db", Path(tmp_path / "it's.db"), connection)
    connection.close()
    assert found["setup"] == [
        f"ATTACH '{(tmp_path / 'it').as_uri()}%27s.db?immutable=1' AS apart",
        "CREATE TEMP VIEW v AS SELECT a AS [CREATE VIEW] FROM t",
    ]
    assert found["files"] == [str(tmp_path / "a.db"), str(tmp_path / "it's.db")]
