"""A snapshot as one Datasette database, even if its texts are in a second file."""

from __future__ import annotations

import asyncio
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

from archive.publish.latest import Snapshot
from archive.site.request.allowance import ALLOWANCE, Allowance
from archive.site.tables.facet_counts import FACET, Tallies, counted, everywhere, known
from archive.site.tables.keyset_paging import page
from archive.site.tables.stranger_queries import StrangerQueries, setup_of
from archive.store import split_text, views

T = TypeVar("T")
READERS = 4  # threads for pages; SQLite reads outside Python's lock, so that two cores are busy while two wait for the disk

DATASETTES = "PRAGMA schema_version"  # asked at each request, whatever it is about
LARGE = 100_000  # rows of a table; the page of one capture read the 2 million of documents and versions, half a second of processor time
SOUGHT = """SELECT t.name, c.name FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    WHERE t.type = 'table' AND NOT i.partial AND c.seqno = 0"""


class Joined(Database):  # type: ignore[misc]  # datasette is untyped
    """A database whose connections see the snapshot and its texts; keys of tables are read from the file, since a view has none."""

    def __init__(self, datasette: Datasette, snapshot: Snapshot):
        super().__init__(datasette, path=str(snapshot.file), is_mutable=False)
        self.snapshot, self.text, self.tables = snapshot, snapshot.text, snapshot.tables
        self.alone = Database(datasette, path=str(snapshot.file), is_mutable=False)
        self.tallies: Tallies = {}
        # how Datasette counts a view at each of its pages: of 3 million figures in 4 s
        self.view_counts = {
            f"select count(*) from {view} ": self.tables[table] for view, table in views.ROWS_OF.items() if table in self.tables
        }
        self.leaving = threading.Event()
        self.own, self.readers = threading.local(), ThreadPoolExecutor(READERS, "gongkai-page")
        self.strangers = StrangerQueries(self.setup())
        self.alone.name = f"alone {snapshot.id}"  # by which Datasette keeps a thread's connections apart

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a new connection to the snapshot, with its texts joined."""
        connection: sqlite3.Connection = super().connect(write)
        if self.text:
            split_text.join(connection, self.text.file)
        return connection

    def setup(self) -> dict[str, Any]:
        """Return what a process for untrusted SQL needs to open the same."""
        connection = self.connect()
        try:
            return setup_of(self.snapshot.file, self.text.file if self.text else None, connection)
        finally:
            connection.close()

    def close(self) -> None:
        """Close all connections."""
        self.strangers.close()
        self.readers.shutdown(wait=False)
        super().close()
        self.alone.close()

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a page's queries on separate threads, so that readers' SQL delays only other SQL."""

        def in_thread() -> T:
            if not hasattr(self.own, "connection"):
                connection = self.connect()
                self.ds._prepare_connection(connection, self.name)
                self.own.connection = connection
            return work(self.own.connection)

        return await asyncio.get_running_loop().run_in_executor(self.readers, in_thread)

    async def count(self) -> None:
        """Count the values of facets and filters over entire tables, until done or the server stops."""

        def in_turn(connection: sqlite3.Connection) -> None:
            for place, tally in counted(connection):
                self.tallies[place] = tally
                if self.leaving.is_set():
                    return

        await self.read(in_turn)

    async def execute(self, sql: str, params: object = None, *more: object, **named: Any) -> Results:
        """Run a statement: table pages from stretches of an index until full, known counts from the tallies."""
        if sql in self.view_counts:
            return await self.one("SELECT :rows", {"rows": self.view_counts[sql]}, *more, **named)  # type: ignore[arg-type]
        asked, facet, statements = page(sql), FACET.fullmatch(sql), []
        table = asked.table if asked else facet["table"] if facet else ""
        if table in self.tables and isinstance(params, Mapping):
            keys = await self.primary_keys(table)
            sql, statements = everywhere(sql, params, keys), asked.stretches(params, keys) if asked else []
        most = self.ds.max_returned_rows + (named.get("page_size") == self.ds.max_returned_rows)  # rows returned before the rest is cut off
        if not asked or not statements or asked.limit > most:
            return await self.one(*known(sql, params, self.tallies) or (sql, params), *more, **named)  # type: ignore[arg-type]
        return await self.one_after_another(statements, asked.limit, params, *more, **named)

    async def one(self, sql: str, params: object = None, truncate: bool = False, **named: Any) -> Results:
        """Run one statement in the time left to its request; untrusted SQL runs in a separate process."""
        allowance = ALLOWANCE.get() or Allowance(left=math.inf)
        limit = min(named.pop("custom_time_limit", None) or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms, allowance.left)
        if limit < 1:
            raise QueryInterrupted(sqlite3.OperationalError("interrupted"), sql, params)
        began = time.monotonic()
        try:
            if allowance.stranger and sql != DATASETTES:
                rows = self.ds.max_returned_rows + (named.get("page_size") == self.ds.max_returned_rows) if truncate else None
                return await self.strangers.execute(allowance, sql, params, rows, int(limit))
            return await super().execute(sql, params, truncate, custom_time_limit=int(limit), **{**named, "log_sql_errors": False})
        finally:
            allowance.left -= 1000 * (time.monotonic() - began) * (not allowance.stranger)

    async def one_after_another(self, statements: list[str], limit: int, *more: object, **named: Any) -> Results:
        """Return rows of several statements until there are enough, within the time of one."""
        results, began = Results([], False, ()), time.monotonic()
        allowed = min(named.pop("custom_time_limit", None) or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        for statement in statements:
            left = max(1, allowed - int(1000 * (time.monotonic() - began)))
            found = await self.one(f"{statement} limit {limit - len(results)}", *more, custom_time_limit=left, **named)  # type: ignore[arg-type]
            results = Results([*results, *found], found.truncated, found.description)
            if len(results) >= limit:
                break
        return results

    async def primary_keys(self, table: str) -> list[str]:
        """Return the columns of a table's primary key."""
        return await self.alone.primary_keys(table)  # type: ignore[no-any-return]

    async def foreign_keys_for_table(self, table: str) -> list[dict[str, Any]]:
        """Return the foreign keys of a table."""
        return await self.alone.foreign_keys_for_table(table)  # type: ignore[no-any-return]

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        """Return all foreign keys; into large tables only indexed ones, because a row's page counts the rows that refer to it."""
        keys: dict[str, Any] = await self.alone.get_all_foreign_keys()
        found = {tuple(row) for row in await self.alone.execute(SOUGHT)}
        return {
            table: {
                **links,
                "incoming": [
                    key
                    for key in links["incoming"]
                    if self.tables.get(key["other_table"], 0) < LARGE or (key["other_table"], key["other_column"]) in found
                ],
            }
            for table, links in keys.items()
        }


def of_file(name: str) -> Callable[..., Any]:
    """Return a method of that name that asks the snapshot's file: Datasette's own questions are trusted."""

    async def ask(self: Joined, *values: Any) -> Any:
        return await getattr(self.alone, name)(*values)

    return ask


for question in ("attached_databases", "table_exists", "table_names", "hidden_table_names", "view_names", "get_table_definition"):
    setattr(Joined, question, of_file(question))
