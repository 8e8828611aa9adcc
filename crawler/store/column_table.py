"""What a frontier knows of columns: when each was read, its list pages and rows, and when its documents are due.

All SQL over `columns`, `lists` and `rows`, and over `fetches` by column. Times are seconds since 1970.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crawler.model.outcome import ListedRow
from gongkai.fetch_record import OUT_OF_BOUNDS, SERVED_BROKEN
from gongkai.urls import canonical

HOPED_FOR = 7  # days on which a listed document that was never there is asked for at each visit: some are listed before they are uploaded


class ColumnState(NamedTuple):
    """One row of `columns`; `finished` before `began` means that a reading was interrupted."""

    began: float | None
    finished: float | None
    complete: bool
    rows: int | None
    listing: str  # digest of the listing in force
    family: str
    news: tuple[str, ...]  # days on which the column brought something, oldest first

    @property
    def interrupted(self) -> bool:
        """Whether its last reading began and did not finish."""
        return bool(self.began) and (self.finished or 0) < (self.began or 0)


class StoredList(NamedTuple):
    """A list page as last read."""

    part: str
    fetch: str  # JSON
    read_at: float
    listing: str | None  # JSON; None if it was never read successfully
    problem: str


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """The columns of one frontier. Call writing methods inside the frontier's transaction."""

    connection: sqlite3.Connection

    def state(self, column: str) -> ColumnState | None:
        """Return the state of a column, None if it was never read."""
        row = self.connection.execute(
            "select began, finished, complete, rows, listing, family, news from columns where id = ?", (column,)
        ).fetchone()
        return ColumnState(row[0], row[1], bool(row[2]), row[3], row[4], row[5], tuple(json.loads(row[6]))) if row else None

    def lists(self, column: str) -> dict[str, StoredList]:
        """Return every list page read for a column, by key."""
        found = self.connection.execute("select key, part, fetch, read_at, listing, problem from lists where column_id = ?", (column,))
        return {row[0]: StoredList(*row[1:]) for row in found}

    def listing(self, key: str) -> str | None:
        """Return the listing of a list page when last read, as JSON."""
        row = self.connection.execute("select listing from lists where key = ? and listing is not null", (key,)).fetchone()
        return str(row[0]) if row else None

    def depth(self, key: str) -> int | None:
        """Return how deep below its column a URL was found; None if it is not followed."""
        found = self.connection.execute("select depth from fetches where key = ?", (key,)).fetchone()
        return int(found[0]) if found else None

    def rows(self, column: str) -> list[tuple[str, ListedRow]]:
        """Return the rows of a column with their keys, in the order of the keys."""
        found = self.connection.execute(
            "select key, url, title, date, path, external, file from rows where column_id = ? order by key", (column,)
        )
        return [
            (key, ListedRow(url, title, date, tuple(json.loads(path)), bool(external), bool(file)))
            for key, url, title, date, path, external, file in found
        ]

    def changed_lists(self, column: str, since: float) -> set[str]:
        """Return the keys of the list pages of a column that changed since then."""
        found = self.connection.execute("select key from fetches where column_id = ? and kind = 'list' and changed >= ?", (column, since))
        return {key for (key,) in found}

    def problems(self, column: str) -> list[tuple[str, str, int, int]]:
        """Return (kind, problem, days, count) of failed documents; `days` is the number of days on which they were missing or broken."""
        return self.connection.execute(
            "select kind, problem, misses, count(*) from fetches where column_id = ? and kind != 'list' and problem != ''"
            " group by 1, 2, 3 order by 1, 2, 3",
            (column,),
        ).fetchall()

    def counts(self, column: str, since: float) -> tuple[int, int, int]:
        """Return how many documents of a column are new, changed and gone since then."""
        row = self.connection.execute(
            "select count(*) filter (where first >= :since), count(*) filter (where changed >= :since and first < :since),"
            " count(*) filter (where gone >= :since) from fetches where column_id = :column and kind != 'list'",
            {"since": since, "column": column},
        ).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    # ---- writing

    def begin(self, column: str, since: float) -> None:
        """Record the start of a reading; documents that failed in an earlier one are retried from the start."""
        self.connection.execute(
            "insert into columns (id, began) values (?, ?) on conflict do update set began = excluded.began", (column, since)
        )

    def make_due(self, column: str, moment: float) -> None:
        """Make every document of a column due at that time."""
        self.connection.execute("update fetches set due = ? where column_id = ? and kind != 'list'", (moment, column))

    def retry_problems(self, column: str, moment: float) -> None:
        """Make failed documents due, with their attempts reset; one that was never there is asked for in a week of visits."""
        again = sorted(SERVED_BROKEN | OUT_OF_BOUNDS)
        self.connection.execute(
            "update fetches set due = min(due, ?), attempts = 0 where column_id = ? and problem != ''"
            f" and (misses = 0 or (original is null and misses < ?) or problem in ({', '.join('?' * len(again))}))",
            (moment, column, HOPED_FOR, *again),
        )

    def read_again(self, keys: Iterable[str], moment: float) -> None:
        """Make list pages due at that time."""
        self.connection.executemany("update fetches set due = min(coalesce(due, ?1), ?1) where key = ?2", [(moment, key) for key in keys])

    def drop_row(self, column: str, key: str, moment: float) -> None:
        """Delete a row that a complete reading no longer shows, and make its document due at that time."""
        self.connection.execute("delete from rows where column_id = ? and key = ?", (column, key))
        self.connection.execute("update fetches set due = min(due, ?) where key = ?", (moment, f"GET {key}"))

    def forget_list(self, key: str, moment: float) -> None:
        """Forget what a list page gave, and ask for it again at that time, whole."""
        self.connection.execute("update lists set listing = null where key = ?", (key,))
        self.connection.execute(
            "update fetches set etag = '', modified = '', due = min(coalesce(due, ?1), ?1) where key = ?2", (moment, key)
        )

    def forget_rows(self, column: str, keys: Collection[str]) -> None:
        """Forget rows that were none, the documents requested for them, and the files on those, unless another row leads to them too."""
        self.connection.executemany("delete from rows where column_id = ? and key = ?", ((column, key) for key in keys))
        files = self.connection.execute("select key, via from fetches where column_id = ? and kind = 'attachment'", (column,))
        found_there = [key.removeprefix("GET ") for key, via in files if canonical(via) in keys]
        self.connection.executemany(
            "delete from fetches where column_id = ?1 and key = 'GET ' || ?2 and kind != 'list'"
            " and not exists (select 1 from rows where rows.key = ?2)",
            ((column, key) for key in (*keys, *found_there)),
        )

    def finish(self, column: str, moment: float, complete: bool, rows: int | None, listing: str, family: str) -> None:
        """Record the end of a reading, and the days on which the column brought news, by the dates of its rows."""
        days = self.connection.execute(
            "select distinct date from rows where column_id = ? and date is not null order by date desc limit 60", (column,)
        ).fetchall()
        self.connection.execute(
            "update columns set finished = ?, complete = ?, rows = ?, listing = ?, family = ?, news = ? where id = ?",
            (moment, complete, rows, listing, family, json.dumps(sorted(day for (day,) in days)), column),
        )

    def restore(self, column: str, began: float, finished: float, complete: bool, rows: int, listing: str, family: str) -> None:
        """Restore a reading from the record of its end; the rows of an incomplete one are not trusted."""
        self.connection.execute(
            "insert into columns (id, began, finished, complete, rows, listing, family) values (?, ?, ?, ?, ?, ?, ?) on conflict do update"
            " set began = excluded.began, finished = excluded.finished, complete = excluded.complete, listing = excluded.listing,"
            " family = excluded.family, rows = case when excluded.complete then excluded.rows else rows end",
            (column, began, finished, complete, rows if complete else None, listing, family),
        )
