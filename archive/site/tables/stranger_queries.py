"""Untrusted SQL in separate processes: a few at a time, one per client, each killed at its limit."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import select
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from datasette.database import QueryInterrupted, Results

from archive.site.request.allowance import Allowance

PROCESSES = 1 if (os.cpu_count() or 1) < 4 else 2  # side by side; an untrusted query may keep a core busy for a second, and pages need one
WAITING = 40  # statements a client may have waiting: a table's page asks for a dozen at once
GRACE = 0.5  # seconds beyond its limit until a process is killed: functions of SQLite cannot be interrupted
STARTING = 30.0  # seconds a process may take to start, on a busy machine
LONGEST = 16 << 20  # bytes of an answer's frame
PROGRAM = Path(__file__).with_name("query_process.py")
MOST_ROWS = 10_000  # of a statement that Datasette does not cut by itself


class Busy(Exception):
    """Too many statements are waiting, of this client or of all together."""


class QueryRefused(sqlite3.OperationalError):
    """SQLite does not run this statement, or its answer is too large."""


class AnswerRow(tuple[Any, ...]):
    """A row like `sqlite3.Row`: access by number and by name, with `keys()`."""

    names: tuple[str, ...] = ()

    def __new__(cls, values: Sequence[Any], names: tuple[str, ...]) -> AnswerRow:
        """Make a row of values and the names of their columns."""
        row = super().__new__(cls, values)
        row.names = names
        return row

    def keys(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.names)

    def __getitem__(self, key: Any) -> Any:
        """Return a value by number, slice or name; IndexError if there is none."""
        if not isinstance(key, str):
            return super().__getitem__(key)
        try:
            return super().__getitem__(self.names.index(key))
        except ValueError:
            raise IndexError(f"No item with that key: {key}") from None


class QueryProcess:
    """One process, started when first needed and again after it was killed."""

    def __init__(self, setup: dict[str, Any]) -> None:
        self.setup = setup
        self.process: subprocess.Popen[bytes] | None = None
        self.missing: list[str] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Return the running process: without environment, with nothing open but its two pipes."""
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-I", "-S", str(PROGRAM)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/", start_new_session=True
            )
            self.write(self.setup)
            self.missing = (self.read(time.monotonic() + STARTING) or {}).get("missing", ["everything"])
        return self.process

    def ask(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a statement; `{"error": "killed"}` if the process did not answer in time."""
        self.start()
        self.write(statement)
        answer: dict[str, Any] | None = self.read(time.monotonic() + statement["milliseconds"] / 1000 + GRACE)
        if answer is None:
            self.end()
            return {"error": "killed"}
        return answer

    def write(self, value: Any) -> None:
        """Send a frame; a dead process is noticed when its answer is read."""
        body = json.dumps(value).encode()
        assert self.process is not None
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(struct.pack(">I", len(body)) + body)
            self.process.stdin.flush()

    def read(self, deadline: float) -> Any:
        """Return the next frame; None at the deadline or the end."""
        head = self.bytes(4, deadline)
        if head is None or (length := struct.unpack(">I", head)[0]) > LONGEST:
            return None
        body = self.bytes(length, deadline + GRACE)
        try:
            return None if body is None else json.loads(body)
        except ValueError:
            return None

    def bytes(self, count: int, deadline: float) -> bytes | None:
        """Return that many bytes of the process's output; None if they do not arrive in time."""
        assert self.process is not None
        assert self.process.stdout is not None
        pipe, found = self.process.stdout.fileno(), bytearray()
        while len(found) < count:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return None
            piece = os.read(pipe, count - len(found))
            if not piece:
                return None
            found += piece
        return bytes(found)

    def end(self) -> None:
        """Kill the process and close its pipes."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in filter(None, (self.process.stdin, self.process.stdout)):
                with suppress(OSError):
                    pipe.close()
            self.process = None


class StrangerQueries:
    """A pool of such processes; each client runs one statement at a time, and clients take turns."""

    def __init__(self, setup: dict[str, Any], count: int = PROCESSES) -> None:
        self.idle = [QueryProcess(setup) for _ in range(count)]
        self.all = tuple(self.idle)
        self.lock = threading.Lock()
        self.threads = ThreadPoolExecutor(count, "gongkai-sql")
        self.turns: dict[str, asyncio.Lock] = {}
        self.waiting: Counter[str] = Counter()
        self.free = asyncio.Semaphore(count)

    def is_full(self, client: str) -> bool:
        """Return whether no further statement of a client can wait."""
        return self.waiting[client] >= WAITING or self.waiting.total() >= 5 * WAITING

    async def execute(self, allowance: Allowance, sql: str, params: object, rows: int | None, milliseconds: int) -> Results:
        """Return a statement's results; raises QueryInterrupted at its limit, QueryRefused, Busy."""
        client = allowance.client
        if self.is_full(client):
            raise Busy
        self.waiting[client] += 1
        try:
            async with self.turns.setdefault(client, asyncio.Lock()), self.free:
                statement = {"sql": sql, "params": params or {}, "rows": rows or MOST_ROWS, "milliseconds": milliseconds}
                began = time.monotonic()
                answer = await asyncio.get_running_loop().run_in_executor(self.threads, self.ask, statement)
                allowance.left -= 1000 * (time.monotonic() - began)
        finally:
            self.waiting[client] -= 1
            if not self.waiting[client]:
                del self.waiting[client], self.turns[client]
        return results(answer, sql, params)

    def ask(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of an idle process."""
        with self.lock:
            process = self.idle.pop()
        try:
            return process.ask(statement)
        except OSError as error:
            process.end()
            return {"error": "sql", "message": f"the query could not be run ({error.strerror})"}
        finally:
            with self.lock:
                self.idle.append(process)

    def close(self) -> None:
        """End all processes."""
        self.threads.shutdown(wait=False)
        for process in self.all:
            process.end()


def results(answer: dict[str, Any], sql: str, params: object) -> Results:
    """Return a process's answer as Datasette expects it, or raise what it would raise."""
    if answer.get("error") in ("interrupted", "killed"):
        raise QueryInterrupted(sqlite3.OperationalError("interrupted"), sql, params)
    if "error" in answer:
        raise QueryRefused(answer.get("message", "the query failed"))
    names = tuple(answer["columns"])
    return Results(
        [AnswerRow(list(cells(row)), names) for row in answer["rows"]], answer["truncated"], [(name, *[None] * 6) for name in names]
    )


def cells(row: list[Any]) -> Iterator[Any]:
    """Yield the values of a row."""
    for cell in row:
        yield base64.b64decode(cell["base64"]) if isinstance(cell, dict) else cell


def setup_of(file: Path, apart: Path | None, connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what a process needs to open a snapshot and its texts: names, the statements that join them, the files it may read."""
    statements = []
    if apart:
        address = f"{apart.absolute().as_uri()}?immutable=1".replace("'", "''")
        views = connection.execute("SELECT sql FROM sqlite_temp_master WHERE type = 'view'").fetchall()
        statements = [f"ATTACH '{address}' AS apart", *(sql.replace("CREATE VIEW", "CREATE TEMP VIEW", 1) for (sql,) in views)]
    files = [str(path.absolute()) for path in (file, apart) if path]
    return {"database": f"{file.absolute().as_uri()}?mode=ro&immutable=1", "setup": statements, "files": files}
