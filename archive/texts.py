"""The full text as a second file: split off where it is large, and joined again for whoever reads the snapshot.

`gongkai-X.db` then holds everything but the texts and their index, `gongkai-X-text.db` the tables `texts`, `search_keys` and `search`. A
connection made here sees both as the one database of the contract: `documents.text` can be named in any SQL, though the file has it empty.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from archive import schema
from parsers.contract import BadConfiguration, GongkaiError

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
    """Bytes of text and index from which they are a file of their own, as the setting tells; None where it says never."""
    told = os.environ.get(SETTING, "").strip() or str(LARGE)
    if told == "never":
        return None
    if not (told.isascii() and told.isdigit()):
        raise BadConfiguration(f"{SETTING} is {told!r}; it takes megabytes, such as {LARGE}, or 'never'")
    return int(told) << 20


def large(database: Path) -> bool:
    """Given the working database, tell whether its texts and their index are to be a file of their own."""
    most = bound()
    if most is None or database.stat().st_size < most:
        return False
    with closing(schema.connect(database, readonly=True)) as connection:
        return bool(connection.execute(BYTES).fetchone()[0] >= most)


def beside(snapshot: Path) -> Path:
    """Given a snapshot's file, return the name of its text's.

    >>> beside(Path("gongkai-20260501T000000.db")).name
    'gongkai-20260501T000000-text.db'
    """
    return snapshot.with_name(f"{snapshot.stem}-text{snapshot.suffix}")


def snapshots(public: Path) -> list[Path]:
    """The snapshots in a folder, oldest first, without the files of their texts."""
    return sorted(path for path in public.glob("gongkai-*.db") if not path.stem.endswith("-text"))


def split(whole: Path, text: Path) -> None:
    """Given a whole copy of the database, move its texts and their index into a new file; the room they took stays free in the copy."""
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
    """Let a connection to a snapshot see its text file too: `documents`, `search` and `search_keys` are then whole."""
    connection.execute("ATTACH ? AS apart", (f"{text.absolute().as_uri()}?immutable=1",))
    columns = [name for _, name, *_ in connection.execute("PRAGMA main.table_info(documents)")]
    shown = ", ".join(f"{LOOKED_UP} AS text" if name == "text" else f"d.[{name}]" for name in columns)
    connection.execute(f"CREATE TEMP VIEW documents AS SELECT {shown} FROM main.documents d")


def source(connection: sqlite3.Connection, table: str) -> tuple[str, dict[str, str]]:
    """Given a table, return what to read its rows and row numbers from, and the columns that are looked up elsewhere."""
    joined = table == "documents" and connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'documents'").fetchone()
    return f"main.[{table}] d", {"text": LOOKED_UP} if joined else {}


def opened(snapshot: Path) -> sqlite3.Connection:
    """Given a snapshot's file or the working database, return a read-only connection that sees its texts, wherever they lie."""
    connection = schema.connect(snapshot, readonly=True)
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_keys'").fetchone():
        return connection
    text = beside(snapshot)
    if not text.is_file():
        connection.close()
        raise GongkaiError(f"the texts of {snapshot.name} are in {text.name}, which is not beside it; download both into one folder")
    join(connection, text)
    return connection
