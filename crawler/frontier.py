"""What one site's crawl has seen and what is due: a small SQLite file, written only after the records are on disk.

The file can be deleted: it is rebuilt from the WARC files. A row is due until its answer is on disk, so a kill at any instant
leaves nothing half done; what is in flight is known to the running process only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from crawler import disk
from crawler.exchange import Job, Known, Original, from_json, to_json
from crawler.settled import Child, Past, Settled
from crawler.types import FetchKind
from parsers.contract import GongkaiError
from parsers.identity import canonical

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
FAR = 1e18  # seconds: later than any answer
RANKS = {"list": 0, "page": 0, "attachment": 1, "article": 2, "robots": 0}  # lists tell what there is; links to files expire


def connect(path: Path) -> sqlite3.Connection:
    """Given the path of a frontier, open it, made if it is not there; GongkaiError where it is not ours or damaged."""
    with disk.spoken(path):
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
        raise GongkaiError(f"{path}: of version {version}, this program's is {VERSION}; delete it, it is rebuilt from the WARC files")
    return connection


class Frontier:
    """One site's frontier. One thread, one process (a lock sees to that)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect(path)

    def close(self) -> None:
        """Close the file, its journal folded in."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        with disk.spoken(self.path):
            try:
                self.connection.execute("begin")
                yield
                self.connection.execute("commit")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:  # SQLite has done it itself where the disk refused
            self.connection.execute("rollback")

    # ---- what is due

    def next_due(self, now: float, leased: set[int], columns: Iterable[str], count: int = 1) -> list[tuple[int, Job]]:
        """Given the time and the rows in flight, return the next that are due, lists first, then in the order found."""
        names = tuple(columns)
        found: list[int] = []
        for rank in sorted(set(RANKS.values())):
            if len(found) >= count:
                break
            rows = [row for column in names for row in self._first(column, rank, now, count + len(leased)) if row[1] not in leased]
            found += [name for _, name in sorted(rows)]
        return [(name, self._job(self.connection.execute("select * from fetches where id = ?", (name,)).fetchone()))
                for name in found[:count]]

    def _first(self, column: str, rank: int, now: float, count: int) -> list[tuple[float, int]]:
        """When they are due and the ids of the first rows of a column and a rank; out of its index alone, however many rows there are."""
        return self.connection.execute("select due, id from fetches indexed by fetches_due where column_id = ? and rank = ? and due <= ?"
                                       " order by due, id limit ?", (column, rank, now, count)).fetchall()

    def due_count(self, now: float, columns: Iterable[str]) -> int:
        """How many of these columns' rows are due."""
        wanted = ",".join("?" * len(names := tuple(columns)))
        found = self.connection.execute(f"select count(*) from fetches where due <= ? and column_id in ({wanted})", (now, *names))
        return int(found.fetchone()[0])

    def earliest(self, columns: Iterable[str], leased: set[int]) -> float | None:
        """When the next of these columns' rows not in flight is due; None where none ever is."""
        first = [next((due for due, name in self._first(column, rank, FAR, len(leased) + 1) if name not in leased), None)
                 for column in columns for rank in sorted(set(RANKS.values()))]
        return min((due for due in first if due is not None), default=None)

    def _job(self, row: tuple[Any, ...]) -> Job:
        fetch, kind, column, depth, list_title, list_date, path, part, via, label = row[2:12]
        attempts, etag, modified, original = row[14:18]
        known = Known(etag, modified, self._original(original)) if original is not None else None
        return Job(from_json(fetch), cast(FetchKind, kind), column, depth, list_title, list_date, tuple(json.loads(path)), part, via, label,
                   attempts, known)

    def _original(self, name: int) -> Original | None:
        row = self.connection.execute("select record, url, date, digest, payload from originals where id = ?", (name,)).fetchone()
        return Original(*row) if row else None

    def holding(self, payload: str) -> Original | None:
        """Given the digest of a payload, return the record that holds it, wherever on this site it was first seen."""
        row = self.connection.execute("select record, url, date, digest, payload from originals where payload = ?", (payload,)).fetchone()
        return Original(*row) if row else None

    def named(self, record: str) -> Original | None:
        """Given a record's id, return it where it holds a payload."""
        row = self.connection.execute("select record, url, date, digest, payload from originals where record = ?", (record,)).fetchone()
        return Original(*row) if row else None

    def past(self, key: str) -> Past:
        """Given a key, return what is known of its address."""
        row = self.connection.execute(
            "select asked, first, full, changed, misses, missed_on, coalesce(payload, ''), coalesce(listing, '') from fetches"
            " left join originals on originals.id = fetches.original left join lists on lists.key = fetches.key where fetches.key = ?",
            (key,)).fetchone()
        return Past(*row) if row else Past()

    # ---- what came back

    def apply(self, settled: Iterable[Settled]) -> None:
        """Given what answers on disk mean, write it, all in one transaction."""
        with self.transaction():
            for each in settled:
                self.settle(each)

    def settle(self, each: Settled) -> None:
        """Given what one answer means, write it into the transaction at hand."""
        self.add([Child(each.job)], each.asked)
        values = {"key": each.job.key, "due": each.due, "attempts": each.attempts, "asked": each.asked, "problem": each.problem,
                  "original": self._keep(each.original)}
        self.connection.execute("update fetches set due = :due, attempts = :attempts, asked = :asked, problem = :problem,"
                                " original = coalesce(:original, original) where key = :key", values)
        if each.full:
            self.connection.execute(
                "update fetches set etag = :etag, modified = :modified, full = :asked, first = coalesce(first, :asked),"
                " changed = case when :changed then :asked else changed end where key = :key",
                values | {"etag": each.etag, "modified": each.modified, "changed": each.changed})
        self._count_missing(each)
        reaches = each.listing is not None and self._ends_new(each)
        if each.job.kind == "list":
            self._read(each)
        page = each.job.fetch.page or 1
        self.add((replace(child, due=each.asked) if reaches and child.page == page + 1 else child for child in each.children), each.asked)
        if each.file:
            self.hold(each.file, each.held)

    def _ends_new(self, each: Settled) -> bool:
        """The last row of a list page was not in the column before: what is new may reach into the next page."""
        if not each.rows:
            return False
        return self.connection.execute("select 1 from rows where column_id = ? and key = ?",
                                       (each.job.column, canonical(each.rows[-1].url))).fetchone() is None

    def _keep(self, original: Original | None) -> int | None:
        if original is None:
            return None
        self.connection.execute("insert into originals (payload, record, url, date, digest) values (?, ?, ?, ?, ?) on conflict do nothing",
                                (original.payload, original.record, original.url, original.date, original.digest))
        return int(self.connection.execute("select id from originals where payload = ?", (original.payload,)).fetchone()[0])

    def _count_missing(self, each: Settled) -> None:
        if each.missing:
            self.connection.execute("update fetches set misses = misses + (missed_on != :day), missed_on = :day,"
                                    " gone = case when :gone then coalesce(gone, :asked) else gone end where key = :key",
                                    {"day": each.missing, "gone": each.gone, "asked": each.asked, "key": each.job.key})
        elif each.original:
            self.connection.execute("update fetches set misses = 0, missed_on = '', gone = null where key = ?", (each.job.key,))

    def add(self, children: Iterable[Child], now: float) -> None:
        """Given what was found and when, add what is new; what is known only comes due earlier."""
        self.connection.executemany(
            "insert into fetches (key, fetch, kind, column_id, depth, list_title, list_date, path, part, via, label, rank, due)"
            " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, coalesce(?13, ?15)) on conflict(key) do update set"
            " fetch = excluded.fetch,"
            " due = case when ?13 is null or coalesce(asked, 0) >= ?14 then due else min(coalesce(due, ?13), ?13) end",
            ((*self._values(child.job), child.due, child.since or FAR, now) for child in children))

    @staticmethod
    def _values(job: Job) -> tuple[Any, ...]:
        return (job.key, to_json(job.fetch), job.kind, job.column, job.depth, job.list_title, job.list_date,
                json.dumps(job.path, ensure_ascii=False), job.part, job.via, job.label, RANKS[job.kind])

    def _read(self, each: Settled) -> None:
        self.connection.execute(
            "insert into lists values (?, ?, ?, ?, ?, ?, ?) on conflict(key) do update set read_at = excluded.read_at,"
            " problem = excluded.problem, listing = coalesce(excluded.listing, listing)",
            (each.job.key, each.job.column, each.job.part, to_json(each.job.fetch), each.asked, each.listing, each.problem))
        if each.family:
            self.connection.execute("update columns set family = ? where id = ?", (each.family, each.job.column))
        for row in each.rows:
            self.connection.execute(
                "insert into rows values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set url = excluded.url, title = excluded.title,"
                " date = excluded.date, path = excluded.path, external = excluded.external, file = excluded.file",
                (each.job.column, canonical(row.url), row.url, row.title, row.date, json.dumps(row.path, ensure_ascii=False), row.external,
                 row.file))

    def hold(self, file: str, length: int) -> None:
        """Given a WARC file and a length, note that everything up to there has been taken in."""
        self.connection.execute("insert into files values (?, ?) on conflict do update set held = max(held, excluded.held)", (file, length))

    def held(self) -> dict[str, int]:
        """Every WARC file that was taken in, and up to which byte."""
        return dict(self.connection.execute("select name, held from files").fetchall())
