"""Answer untrusted SQL in a separate process that is killed at its limit. Run as a program; standard library only.

python query_process.py, then on standard input one JSON object a frame (four bytes of length before it): first
`{"database", "setup": [SQL], "files": [path]}`, then `{"sql", "params", "rows", "milliseconds"}` for each statement. On standard output
`{"columns", "rows", "truncated"}` or `{"error": kind, "message"}`; bytes are `{"base64": ...}`.
"""

from __future__ import annotations

import base64
import html
import json
import os
import sqlite3
import struct
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

MEMORY = 1 << 30  # bytes of address space
HEAP = 200 << 20  # bytes SQLite may hold
MOST = 5_000_000  # bytes of one answer as JSON or HTML
CELL = 100  # bytes of markup around a cell
NICE = 10
AUTOGROUP = Path("/proc/self/autogroup")
STEPS = 1000  # of SQLite's machine between two looks at the clock, some 20 microseconds
# What one statement may be: `sqlite3_limit`. A text of 4 MB holds every document met so far; the longest is 0.9 MB.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 4_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,  # report_wide has 336
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 64,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 1000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
ASKED_BY_FTS5 = "data_version"  # the only PRAGMA that reading needs: FTS5 asks for it by itself
# Functions that load code, read files or reveal details of the machine, in any build of SQLite.
REFUSED = {
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
}


def authorize(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    """Return whether a statement may do this: read tables and call harmless functions, nothing else."""
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in REFUSED
    elif action == sqlite3.SQLITE_READ:
        allowed = not (first or "").lower().startswith("pragma_")
    elif action == sqlite3.SQLITE_PRAGMA:
        allowed = (first or "").lower() == ASKED_BY_FTS5
    else:
        allowed = action in ALLOWED
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def opened(database: str, setup: list[str]) -> sqlite3.Connection:
    """Return a connection that can only read, within all limits."""
    connection = sqlite3.connect(database, uri=True, isolation_level=None)
    connection.text_factory = lambda data: str(data, "utf-8", "replace")
    for sql in ("PRAGMA temp_store = MEMORY", f"PRAGMA hard_heap_limit = {HEAP}", "PRAGMA trusted_schema = 0"):
        connection.execute(sql).fetchall()
    for sql in setup:
        connection.execute(sql)
    connection.execute("PRAGMA query_only = 1")
    for schema, name in virtual_tables(connection):  # made before the authorizer is set: it would refuse what their modules do to be made
        connection.execute(f'SELECT 1 FROM "{schema}"."{name}" LIMIT 0')
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(authorize)
    return connection


def virtual_tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return schema and name of each virtual table."""
    schemas = [name for _, name, _ in connection.execute("PRAGMA database_list")]
    sql = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND rootpage = 0"
    return [(schema, name) for schema in schemas for (name,) in connection.execute(sql.format(schema))]


def answer(connection: sqlite3.Connection, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a statement, or why there are none."""
    end = time.monotonic() + asked["milliseconds"] / 1000
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        return rows(connection.execute(asked["sql"], asked["params"]), asked["rows"])
    except MemoryError:
        return {"error": "memory", "message": "the query needs more memory than it may take"}
    except OverflowError as error:
        return {"error": "size", "message": str(error)}
    except (sqlite3.Error, ValueError) as error:
        return {"error": "interrupted" if str(error) == "interrupted" else "sql", "message": str(error)}
    finally:
        connection.set_progress_handler(None, 0)


def rows(cursor: sqlite3.Cursor, most: int) -> dict[str, Any]:
    """Return up to that many rows of a cursor; OverflowError if they are too large for an answer."""
    columns = [column[0] for column in cursor.description or ()]
    names = sum(len(json.dumps(name)) for name in columns)
    found: list[list[Any]] = []
    size = 0
    for row in cursor:
        if len(found) == most:
            return {"columns": columns, "rows": found, "truncated": True}
        size += names + sum(map(weight, row))
        if size > MOST:
            raise OverflowError(f"the answer is larger than {MOST // 1_000_000} MB; ask for fewer rows or columns")
        found.append([{"base64": base64.b64encode(cell).decode()} if isinstance(cell, bytes) else cell for cell in row])
    return {"columns": columns, "rows": found, "truncated": False}


def weight(cell: Any) -> int:
    """Return the bytes a cell takes in an answer, however it is encoded."""
    if isinstance(cell, str):
        return CELL + max(len(json.dumps(cell)), len(html.escape(cell[:1000])))
    return CELL + (2 * len(cell) if isinstance(cell, bytes) else 20)


def receive(stream: BinaryIO) -> Any:
    """Return the next object of a stream; None at its end."""
    head = stream.read(4)
    return json.loads(stream.read(struct.unpack(">I", head)[0])) if len(head) == 4 else None


def send(stream: BinaryIO, value: Any) -> None:
    """Write an object to a stream, preceded by its length."""
    body = json.dumps(value).encode()
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def give_way() -> None:
    """Lower this process's priority: pages come first where cores are short.

    Linux weighs sessions against each other before the processes of each (autogroups), so that in a session of its own nice alone changes
    nothing: beside a page on one core a query at nice 19 had half of it, and has a ninth of it at nice 10 of both. Without a privilege
    one such change a tenth of a second is allowed in all the system.
    """
    os.nice(NICE)
    for _ in range(20):
        try:
            AUTOGROUP.write_text(str(NICE), encoding="ascii")
        except BlockingIOError:
            time.sleep(0.1)
        except OSError:  # no autogroups here: nice is enough
            return
        else:
            return


def main() -> None:
    """Open the database, drop all other rights, and answer until standard input ends."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from gongkai.workers import confinement

    given = receive(sys.stdin.buffer)
    if given is None:
        return
    give_way()
    connection = opened(given["database"], given["setup"])
    confinement.limit_resources(MEMORY, 0, 32)
    missing = confinement.restrict([Path(file) for file in given["files"]], protected=[os.getppid()])
    send(sys.stdout.buffer, {"missing": missing})
    while (asked := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, answer(connection, asked))


if __name__ == "__main__":
    main()
