"""A database whose creation was cut off, by a power cut for example, opened again."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def take_back(path: Path) -> None:
    """Let SQLite roll back an interrupted creation of the database, as after a power cut; a reader could not open it before."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as connection:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
