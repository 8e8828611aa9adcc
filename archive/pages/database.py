"""A snapshot as Datasette sees it: one database, also where the texts are a second file."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database, Results

from archive import texts
from archive.pages.site import Snapshot
from archive.pages.stretches import page
from archive.pages.tallies import FACET, Tallies, counted, everywhere, known

T = TypeVar("T")
READERS = 4  # threads for pages; SQLite reads outside Python's lock, so that two cores are busy while two wait for the disk

LARGE = 100_000  # rows of a table; the page of one capture read the 2 million of documents and versions, half a second of processor time
SOUGHT = """SELECT t.name, c.name FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    WHERE t.type = 'table' AND NOT i.partial AND c.seqno = 0"""


class Joined(Database):  # type: ignore[misc]  # datasette is untyped
    """Every connection sees the snapshot and its texts; what a table's keys are is asked of the file itself, since a view has none."""

    def __init__(self, datasette: Datasette, snapshot: Snapshot):
        super().__init__(datasette, path=str(snapshot.file), is_mutable=False)
        self.text, self.tables = snapshot.text, snapshot.tables
        self.alone = Database(datasette, path=str(snapshot.file), is_mutable=False)
        self.tallies: Tallies = {}
        self.leaving = threading.Event()
        self.own, self.readers = threading.local(), ThreadPoolExecutor(READERS, "gongkai-page")
        self.alone.name = f"alone {snapshot.id}"  # by which Datasette keeps a thread's connections apart

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A new connection to the snapshot, its texts joined."""
        connection: sqlite3.Connection = super().connect(write)
        if self.text:
            texts.join(connection, self.text.file)
        return connection

    def close(self) -> None:
        """Close all connections."""
        self.readers.shutdown(wait=False)
        super().close()
        self.alone.close()

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do a page's reading on threads of its own: what readers ask in SQL holds up other SQL only."""

        def in_thread() -> T:
            if not hasattr(self.own, "connection"):
                connection = self.connect()
                self.ds._prepare_connection(connection, self.name)
                self.own.connection = connection
            return work(self.own.connection)

        return await asyncio.get_running_loop().run_in_executor(self.readers, in_thread)

    async def count(self) -> None:
        """Count what facets and filters ask for of whole tables, until all is counted or the server stops."""

        def in_turn(connection: sqlite3.Connection) -> None:
            for place, tally in counted(connection):
                self.tallies[place] = tally
                if self.leaving.is_set():
                    return

        await self.read(in_turn)

    async def execute(self, sql: str, params: object = None, *more: object, **named: Any) -> Results:
        """What a statement gives: a page of a table from stretches of an index until it is full, what is counted already from tallies."""
        asked, facet, statements = page(sql), FACET.fullmatch(sql), []
        table = asked.table if asked else facet["table"] if facet else ""
        if table in self.tables and isinstance(params, Mapping):
            keys = await self.primary_keys(table)
            sql, statements = everywhere(sql, params, keys), asked.stretches(params, keys) if asked else []
        most = self.ds.max_returned_rows + (named.get("page_size") == self.ds.max_returned_rows)  # rows told before the rest is cut off
        if not asked or not statements or asked.limit > most:
            return await super().execute(*known(sql, params, self.tallies) or (sql, params), *more, **named)
        return await self.one_after_another(statements, asked.limit, params, *more, **named)

    async def one_after_another(self, statements: list[str], limit: int, *more: object, **named: Any) -> Results:
        """The rows of statements until there are so many, in the time that one may take."""
        results, began = Results([], False, ()), time.monotonic()
        allowed = min(named.pop("custom_time_limit", None) or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        for statement in statements:
            left = max(1, allowed - int(1000 * (time.monotonic() - began)))
            found = await super().execute(f"{statement} limit {limit - len(results)}", *more, custom_time_limit=left, **named)
            results = Results([*results, *found], found.truncated, found.description)
            if len(results) >= limit:
                break
        return results

    async def primary_keys(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        return await self.alone.primary_keys(table)  # type: ignore[no-any-return]

    async def foreign_keys_for_table(self, table: str) -> list[dict[str, Any]]:
        """What a table points to."""
        return await self.alone.foreign_keys_for_table(table)  # type: ignore[no-any-return]

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        """What points where, of all tables; of large ones only what an index finds, since a row's page counts the rows that point to it."""
        keys: dict[str, Any] = await self.alone.get_all_foreign_keys()
        found = {tuple(row) for row in await self.alone.execute(SOUGHT)}
        return {table: {**told, "incoming": [key for key in told["incoming"] if self.tables.get(key["other_table"], 0) < LARGE
                                             or (key["other_table"], key["other_column"]) in found]} for table, told in keys.items()}
