"""The frontier: what one site's crawl has seen and what is due, in a small SQLite file written only after the records are on disk.

The file can be deleted: it is rebuilt from the WARC files. A row is due until its answer is on disk, so a kill at any instant leaves
nothing half done. Requests in flight are known only to the running process.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from crawler.model.exchange import Job, Known, Original, from_json, to_json
from crawler.model.outcome import Child, FetchOutcome, Past
from crawler.model.types import FetchKind
from crawler.store.column_table import ColumnTable
from crawler.store.site_pages import SitePages
from gongkai import disk
from gongkai.errors import GongkaiError
from gongkai.fetch_record import as_json
from gongkai.urls import canonical

VERSION = 1
SCHEMA = """
create table fetches (
  id integer primary key, key text not null unique, fetch text not null, kind text not null, column_id text not null,
  depth integer not null, list_title text not null, list_date text not null, path text not null, part text not null, via text not null,
  label text not null, rank integer not null, due real, attempts integer not null default 0,
  etag text not null default '', modified text not null default '', original integer,
  asked real, first real, full real, changed real, misses integer not null default 0, missed_on text not null default '', gone real,
  problem text not null default ''
);
create index fetches_due on fetches(column_id, rank, due, id) where due is not null;
create index fetches_column on fetches(column_id, kind);
create table originals (
  id integer primary key, payload text not null unique, record text not null unique, url text not null, date text not null,
  digest text not null
);
create table lists (
  key text primary key, column_id text not null, part text not null, fetch text not null, read_at real not null, listing text,
  problem text not null
);
create index lists_column on lists(column_id);
create table rows (
  column_id text not null, key text not null, url text not null, title text not null, date text, path text not null,
  external integer not null, file integer not null, primary key (column_id, key)
) without rowid;
create table columns (
  id text primary key, began real, finished real, complete integer not null default 0, rows integer, listing text not null default '',
  family text not null default '', news text not null default '[]'
);
create table files (name text primary key, held integer not null);
"""
NOT_ASKED: tuple[Any, ...] = (None, None, None, None, 0, "", "", "")  # what `past` selects, of a URL that has no row
FAR = 1e18  # seconds: later than any answer
# what an outcome changes in its row, in one statement
SETTLED = "fetch = :fetch, due = :due, attempts = :attempts, asked = :asked, problem = :problem, original = coalesce(:original, original)"
SETTLED_IN_FULL = (
    ", etag = :etag, modified = :modified, full = :asked, first = coalesce(first, :asked),"
    " changed = case when :changed then :asked else changed end"
)
SETTLED_AS_MISSING = (
    ", misses = misses + (missed_on != :day), missed_on = :day, gone = case when :gone then coalesce(gone, :asked) else gone end"
)
SETTLED_AS_PRESENT = ", misses = 0, missed_on = '', gone = null"
LISTS = 0
RANKS = {"list": LISTS, "page": LISTS, "attachment": 1, "article": 2, "robots": LISTS}  # lists reveal the rest; links to files expire


def ranks_of(only_lists: bool = False) -> tuple[int, ...]:
    """Return the ranks in the order in which they are asked for."""
    return (LISTS,) if only_lists else tuple(sorted(set(RANKS.values())))


def connect(path: Path) -> sqlite3.Connection:
    """Open the frontier at a path, creating it if absent; GongkaiError if it is damaged or not a frontier of ours."""
    with disk.explained(path):
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")  # the WARC files are the truth; a lost last commit is found again there
    connection.execute("pragma cache_size=-16000")
    version = connection.execute("pragma user_version").fetchone()[0]
    if version == 0:
        connection.executescript(f"begin; {SCHEMA} pragma user_version={VERSION}; commit")
    elif version != VERSION:
        raise GongkaiError(f"{path}: version {version}, but this program needs {VERSION}; delete it, it is rebuilt from the WARC files")
    return connection


class Frontier:
    """One site's frontier; its columns are in `columns`. For one thread of one process, which a lock ensures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect(path)
        self.columns = ColumnTable(self.connection)
        self.site_pages = SitePages(self.connection)

    def close(self) -> None:
        """Close the file and fold in its journal."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the whole block or nothing of it, also when it is cancelled or interrupted."""
        with disk.explained(self.path), self.connection:  # sqlite3's own commit, or rollback on any exception
            self.connection.execute("begin")
            yield

    # ---- what is due

    def next_due(
        self, now: float, leased: set[int], columns: Iterable[str], count: int = 1, ranks: Sequence[int] = ranks_of()
    ) -> list[tuple[int, Job]]:
        """Return up to `count` due rows of these ranks that are not in flight, lists first, then in order of discovery."""
        names = tuple(columns)
        found: list[int] = []
        for rank in ranks:
            if len(found) >= count:
                break
            rows = [row for column in names for row in self._first(column, rank, now, count + len(leased)) if row[1] not in leased]
            found += [name for _, name in sorted(rows)]
        chosen = found[:count]
        wanted = ",".join("?" * len(chosen))
        held = {row[0]: row for row in self.connection.execute(f"select * from fetches where id in ({wanted})", chosen)} if chosen else {}
        return [(name, self._job(held[name])) for name in chosen]

    def _first(self, column: str, rank: int, now: float, count: int) -> list[tuple[float, int]]:
        """Return the due time and id of the first rows of a column and a rank, from the index alone, however many rows there are."""
        return self.connection.execute(
            "select due, id from fetches indexed by fetches_due where column_id = ? and rank = ? and due <= ? order by due, id limit ?",
            (column, rank, now, count),
        ).fetchall()

    def due_count(self, now: float, columns: Iterable[str]) -> int:
        """Return how many rows of these columns are due."""
        wanted = ",".join("?" * len(names := tuple(columns)))
        found = self.connection.execute(f"select count(*) from fetches where due <= ? and column_id in ({wanted})", (now, *names))
        return int(found.fetchone()[0])

    def earliest(self, columns: Iterable[str], leased: set[int], ranks: Sequence[int] = ranks_of()) -> float | None:
        """Return when the next row of these columns and ranks that is not in flight is due; None if none ever is."""
        first = [
            next((due for due, name in self._first(column, rank, FAR, len(leased) + 1) if name not in leased), None)
            for column in columns
            for rank in ranks
        ]
        return min((due for due in first if due is not None), default=None)

    def _job(self, row: tuple[Any, ...]) -> Job:
        fetch, kind, column, depth, list_title, list_date, path, part, via, label = row[2:12]
        attempts, etag, modified, original = row[14:18]
        known = Known(etag, modified, self._original(original)) if original is not None else None
        return Job(
            from_json(fetch),
            cast(FetchKind, kind),
            column,
            depth,
            list_title,
            list_date,
            tuple(json.loads(path)),
            part,
            via,
            label,
            attempts,
            known,
        )

    def _original(self, name: int) -> Original | None:
        row = self.connection.execute("select record, url, date, digest, payload from originals where id = ?", (name,)).fetchone()
        return Original(*row) if row else None

    def holding(self, payload: str) -> Original | None:
        """Return the record that holds the payload with that digest, wherever on this site it was first seen."""
        row = self.connection.execute("select record, url, date, digest, payload from originals where payload = ?", (payload,)).fetchone()
        return Original(*row) if row else None

    def named(self, record: str) -> Original | None:
        """Return the record with that id if it holds a payload."""
        row = self.connection.execute("select record, url, date, digest, payload from originals where record = ?", (record,)).fetchone()
        return Original(*row) if row else None

    def past(self, key: str) -> Past:
        """Return what is known of the URL with that key."""
        row = self.connection.execute(
            "select asked, first, full, changed, misses, missed_on, coalesce(payload, ''), coalesce(listing, '') from fetches"
            " left join originals on originals.id = fetches.original left join lists on lists.key = fetches.key where fetches.key = ?",
            (key,),
        ).fetchone()
        known: tuple[Any, ...] = (*(row or NOT_ASKED), self.site_pages.standing(), self.site_pages.wanted_from())
        return Past(*known)

    # ---- what came back

    def apply(self, settled: Iterable[FetchOutcome], loose: Iterable[Original] = ()) -> None:
        """Write the outcomes of answers that are on disk, and payloads of answers without a row, all in one transaction."""
        with self.transaction():
            for original in loose:
                self.keep_original(original)
            held: dict[str, int] = {}
            for each in settled:
                self.settle(each)
                if each.file:
                    held[each.file] = max(each.held, held.get(each.file, 0))
            for file, length in held.items():
                self.hold(file, length)

    def settle(self, each: FetchOutcome) -> None:
        """Write one outcome into the open transaction, without what it says of its file."""
        if not self._settle_row(each):  # its URL has no row yet
            self.add([Child(each.job)], each.asked)
            self._settle_row(each)
        reaches = each.listing is not None and self._ends_new(each)
        if each.job.kind == "list":
            self._read(each)
        if each.places:
            self.site_pages.learn(each.job.key, each.places, each.asked)
        page = each.job.fetch.page or 1
        children = [replace(child, due=each.asked) if reaches and child.page == page + 1 else child for child in each.children]
        if children:
            self.add(children, each.asked)

    def _ends_new(self, each: FetchOutcome) -> bool:
        """Whether the last row of a list page is new to the column: then new rows may reach into the next page."""
        if not each.rows:
            return False
        return (
            self.connection.execute(
                "select 1 from rows where column_id = ? and key = ?", (each.job.column, canonical(each.rows[-1].url))
            ).fetchone()
            is None
        )

    def keep_original(self, original: Original | None) -> int | None:
        """Keep the record that holds a payload, within the transaction at hand; return its row id."""
        if original is None:
            return None
        added = self.connection.execute(
            "insert into originals (payload, record, url, date, digest) values (?, ?, ?, ?, ?) on conflict do nothing",
            (original.payload, original.record, original.url, original.date, original.digest),
        )
        if added.rowcount:
            return int(added.lastrowid or 0)
        return int(self.connection.execute("select id from originals where payload = ?", (original.payload,)).fetchone()[0])

    def _settle_row(self, each: FetchOutcome) -> bool:
        """Write an outcome into the row of its URL; False if there is none."""
        values = {
            "key": each.job.key,
            "fetch": to_json(each.job.fetch),
            "due": each.due,
            "attempts": each.attempts,
            "asked": each.asked,
            "problem": each.problem,
            "original": self.keep_original(each.original),
        }
        changes = SETTLED
        if each.full:
            changes += SETTLED_IN_FULL
            values |= {"etag": each.etag, "modified": each.modified, "changed": each.changed}
        if each.missing:
            changes += SETTLED_AS_MISSING
            values |= {"day": each.missing, "gone": each.gone}
        elif each.original:
            changes += SETTLED_AS_PRESENT
        return self.connection.execute(f"update fetches set {changes} where key = :key", values).rowcount > 0

    def add(self, children: Iterable[Child], now: float) -> None:
        """Add what was found and is new; known rows can only become due earlier."""
        self.connection.executemany(
            "insert into fetches (key, fetch, kind, column_id, depth, list_title, list_date, path, part, via, label, rank, due)"
            " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, coalesce(?13, ?15)) on conflict(key) do update set"
            " fetch = excluded.fetch,"
            " due = case when ?13 is null or coalesce(asked, 0) >= ?14 then due else min(coalesce(due, ?13), ?13) end",
            ((*self._values(child.job), child.due, child.since or FAR, now) for child in children),
        )

    @staticmethod
    def _values(job: Job) -> tuple[Any, ...]:
        listed = (job.list_title, job.list_date, as_json(job.path), job.part, job.via, job.label)
        return (job.key, to_json(job.fetch), job.kind, job.column, job.depth, *listed, RANKS[job.kind])

    def _read(self, each: FetchOutcome) -> None:
        self.connection.execute(
            "insert into lists values (?, ?, ?, ?, ?, ?, ?) on conflict(key) do update set read_at = excluded.read_at,"
            " problem = excluded.problem, listing = coalesce(excluded.listing, listing)",
            (each.job.key, each.job.column, each.job.part, to_json(each.job.fetch), each.asked, each.listing, each.problem),
        )
        if each.family:
            self.connection.execute("update columns set family = ? where id = ?", (each.family, each.job.column))
        self.connection.executemany(
            "insert into rows values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set url = excluded.url, title = excluded.title,"
            " date = excluded.date, path = excluded.path, external = excluded.external, file = excluded.file",
            (
                (each.job.column, canonical(row.url), row.url, row.title, row.date, as_json(row.path), row.external, row.file)
                for row in each.rows
            ),
        )

    def hold(self, file: str, length: int) -> None:
        """Record that a WARC file is taken in up to `length` bytes."""
        self.connection.execute("insert into files values (?, ?) on conflict do update set held = max(held, excluded.held)", (file, length))

    def held(self) -> dict[str, int]:
        """Return every WARC file that was taken in, and up to which byte."""
        return dict(self.connection.execute("select name, held from files").fetchall())
