"""The full text as a second file: split off if it is large, and joined again for readers of the snapshot.

`gongkai-X.db` then holds everything but the texts and their index, `gongkai-X-text.db` the tables `texts`, `search_keys` and `search`. A
connection made here sees both as the one database of the contract: `documents.text` can be named in any SQL, though the file has it empty.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.store import schema
from gongkai.errors import BadConfiguration, GongkaiError

SETTING = "GONGKAI_TEXT_APART"
# MB of text and index from which they are a file of their own. Whoever wants the figures then spares a download of minutes (of a million
# documents 1.6 of 4.4 GB, and they are the short ones of a benchmark); below it one file is simpler, and everybody has all of it.
LARGE = 512
TABLE = "texts"
INDEX = ("search_keys", "search")  # moved with the texts; of the second its shadow tables, page by page
SHADOWS = ("search_data", "search_idx", "search_docsize", "search_config")
BYTES = "SELECT (SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM documents) + (SELECT sum(length(block)) FROM search_data)"
LOOKED_UP = f"(SELECT t.text FROM {TABLE} t WHERE t.document_id = d.id)"


def bound() -> int | None:
    """Return the bytes of text and index from which they get a file of their own, from the setting; None for never."""
    setting = os.environ.get(SETTING, "").strip() or str(LARGE)
    if setting == "never":
        return None
    if not (setting.isascii() and setting.isdigit()):
        raise BadConfiguration(f"{SETTING} is {setting!r}; it takes megabytes, such as {LARGE}, or 'never'")
    return int(setting) << 20


def large(database: Path) -> bool:
    """Return whether the working database's texts and their index get a file of their own."""
    most = bound()
    if most is None or database.stat().st_size < most:
        return False
    with closing(schema.connect(database, readonly=True)) as connection:
        return bool(connection.execute(BYTES).fetchone()[0] >= most)


def beside(snapshot: Path) -> Path:
    """Return the name of a snapshot's text file.

    >>> beside(Path("gongkai-20260501T000000.db")).name
    'gongkai-20260501T000000-text.db'
    """
    return snapshot.with_name(f"{snapshot.stem}-text{snapshot.suffix}")


def snapshots(public: Path) -> list[Path]:
    """Return the snapshots in a folder, oldest first, without their text files."""
    return sorted(path for path in public.glob("gongkai-*.db") if not path.stem.endswith("-text"))


def split(whole: Path, text: Path) -> None:
    """Move texts and index from a complete copy of the database to a new file; their space stays free in the copy."""
    with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS apart", (str(text),))
        for pragma in ("main.journal_mode=OFF", "apart.journal_mode=OFF", "main.synchronous=OFF", "apart.synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")  # both are made again where this is cut off, and synced when they are done
        connection.execute(f"CREATE TABLE apart.{TABLE} (document_id TEXT PRIMARY KEY, text TEXT)")
        connection.execute(f"INSERT INTO apart.{TABLE} SELECT id, text FROM main.documents WHERE text IS NOT NULL")
        for name in INDEX:
            (sql,) = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (name,)).fetchone()
            connection.execute(sql.replace(name, f"apart.{name}", 1))
        for name in ("search_keys", *SHADOWS):
            connection.execute(f"DELETE FROM apart.{name}")
            connection.execute(f"INSERT INTO apart.{name} SELECT * FROM main.{name}")
        connection.execute("UPDATE main.documents SET text = NULL")
        for name in INDEX:
            connection.execute(f"DROP TABLE main.{name}")


def join(connection: sqlite3.Connection, text: Path) -> None:
    """Attach a snapshot's text file to its connection, which completes `documents`, `search` and `search_keys`."""
    connection.execute("ATTACH ? AS apart", (f"{text.absolute().as_uri()}?immutable=1",))
    columns = [name for _, name, *_ in connection.execute("PRAGMA main.table_info(documents)")]
    shown = ", ".join(f"{LOOKED_UP} AS text" if name == "text" else f"d.[{name}]" for name in columns)
    connection.execute(f"CREATE TEMP VIEW documents AS SELECT {shown} FROM main.documents d")


def source(connection: sqlite3.Connection, table: str) -> tuple[str, dict[str, str]]:
    """Return what to read a table's rows and row numbers from, and the columns that are looked up elsewhere."""
    joined = table == "documents" and connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'documents'").fetchone()
    return f"main.[{table}] d", {"text": LOOKED_UP} if joined else {}


def opened(snapshot: Path) -> sqlite3.Connection:
    """Return a read-only connection to a snapshot's file or the working database that sees its texts, wherever they are."""
    connection = schema.connect(snapshot, readonly=True)
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_keys'").fetchone():
        return connection
    text = beside(snapshot)
    if not text.is_file():
        connection.close()
        raise GongkaiError(f"the texts of {snapshot.name} are in {text.name}, which is not beside it; download both into one folder")
    join(connection, text)
    return connection
