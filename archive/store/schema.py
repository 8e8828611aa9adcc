"""The database's tables: opening and migrating the file, and the meaning of every table and column in Chinese and English."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from archive.store import codebook, views
from archive.store.interrupted import take_back
from archive.store.lean_sqlite_utils import sqlite_utils
from archive.store.migrations import migrations
from gongkai import yaml_tables
from gongkai.errors import BadConfiguration

# Everything a reader may rely on, parents before children: the logical content, the order of export.
CONTENT = (
    "sites",
    "columns",
    "regions",
    "agencies",
    "runs",
    "site_runs",
    "column_runs",
    "captures",
    "documents",
    "memberships",
    "versions",
    "signatures",
    "reports",
    "sections",
    "facts",
    "proactive",
    "requests",
    "disputes",
    "statistics",
    "checks",
    "coverage",
    "problems",
)
# Progress and index: rebuilt from the rest, not content.
WORKINGS = ("warc_files", "listings", "menu_entries", "readings", "due", "search_keys", "codebook")


def connect(path: Path, readonly: bool = False) -> sqlite3.Connection:
    """Return a connection to the database file; rows are tuples, and writers wait for one another for up to 60 s."""
    mode = "ro" if readonly else "rwc"
    if readonly and path.with_name(f"{path.name}-journal").exists():
        take_back(path)
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=60)
    if not readonly:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to this version's schema; BadConfiguration if a newer gongkai has written it."""
    refuse_newer(connection)
    if pending(connection):
        if unapplied(connection):
            keep(connection)
            migrations.apply(sqlite_utils.Database(connection))
        views.renew(connection)
        codebook.renew(connection)
        connection.commit()


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Raise BadConfiguration if a newer gongkai has written the database, whose schema this one would misread."""
    known = {migration.name for migration in migrations.pending(sqlite_utils.Database(memory=True))}
    if foreign := ", ".join(sorted(applied_names(connection) - known)):
        raise BadConfiguration(f"the database was written by a newer gongkai (its shape knows {foreign}); upgrade, or move the file away")


def require_current(connection: sqlite3.Connection) -> None:
    """Raise BadConfiguration if the database has not the shape that this version's queries rely on."""
    refuse_newer(connection)
    if pending(connection):
        raise BadConfiguration(
            "the database was written by an older gongkai; run gongkai build, which keeps a copy and brings it up to date"
        )


def keep(connection: sqlite3.Connection) -> None:
    """Copy a database with content to `NAME.before-MIGRATION` before its schema changes."""
    (_, _, path), *_ = connection.execute("PRAGMA database_list")
    if not path or not applied_names(connection):
        return
    first = next(iter(migrations.pending(sqlite_utils.Database(connection))))
    with closing(sqlite3.connect(f"{path}.before-{first.name}")) as copy:
        connection.backup(copy)


def pending(connection: sqlite3.Connection) -> bool:
    """Return whether the database still lacks a migration, or a view or figure of this version's codebook."""
    return unapplied(connection) or views.outdated(connection) or codebook.lacks_figures(connection)


def unapplied(connection: sqlite3.Connection) -> bool:
    """Return whether the database still lacks a migration."""
    return bool(migrations.pending(sqlite_utils.Database(connection)))


def applied_names(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the migrations recorded as applied."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "_sqlite_migrations" not in tables:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'gongkai'")}


@cache
def descriptions() -> dict[str, Any]:
    """Return {table: {zh, en, columns: {column: [zh, en]}}}: the source of metadata, data dictionary and data package."""
    return dict(yaml_tables.read("archive.store", "descriptions.yaml"))


@cache
def all_descriptions() -> dict[str, Any]:
    """Return the same of the views and the tables, views first: what a reader of a snapshot meets."""
    return {**views.descriptions(), **descriptions()}
