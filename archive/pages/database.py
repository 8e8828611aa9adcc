"""A snapshot as Datasette sees it: one database, also where the texts are a second file."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from archive import texts
from archive.pages.site import Snapshot


class Joined(Database):  # type: ignore[misc]  # datasette is untyped
    """Every connection sees the snapshot and its texts; what a table's keys are is asked of the file itself, since a view has none."""

    def __init__(self, datasette: Datasette, snapshot: Snapshot):
        super().__init__(datasette, path=str(snapshot.file), is_mutable=False)
        self.text = snapshot.text
        self.alone = Database(datasette, path=str(snapshot.file), is_mutable=False)
        self.alone.name = f"alone {snapshot.id}"  # by which Datasette keeps a thread's connections apart

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A new connection to the snapshot, its texts joined."""
        connection: sqlite3.Connection = super().connect(write)
        if self.text:
            texts.join(connection, self.text.file)
        return connection

    def close(self) -> None:
        """Close all connections."""
        super().close()
        self.alone.close()

    async def primary_keys(self, table: str) -> list[str]:
        """The columns of a table's primary key."""
        return await self.alone.primary_keys(table)  # type: ignore[no-any-return]

    async def foreign_keys_for_table(self, table: str) -> list[dict[str, Any]]:
        """What a table points to."""
        return await self.alone.foreign_keys_for_table(table)  # type: ignore[no-any-return]

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        """What points where, of all tables."""
        return await self.alone.get_all_foreign_keys()  # type: ignore[no-any-return]
