"""What the database knows of each column over time: its visits and the days it brought news."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from gongkai.fetch_record import CHALLENGES
from gongkai.home import Followed, Home, Pause, followed_columns, pause_of, pauses

COLUMNS = """
    SELECT c.id, c.site_id, c.name, s.name, c.kind, c.rows_told FROM columns c JOIN sites s ON s.id = c.site_id ORDER BY c.site_id, c.id"""
VISITS = """
    SELECT column_id, finished, complete, rows_found, reasons, portal_faults, drawn, out_of_bounds, run_id, doubts_settled FROM column_runs
    WHERE finished IS NOT NULL ORDER BY column_id, finished"""
# When we first saw a row; its own date if it was already listed at our first visit.
NEWS = """
    SELECT column_id, CASE WHEN seen > began THEN seen ELSE list_date END AS day FROM (
        SELECT m.column_id, m.list_date, substr(m.first_listed, 1, 10) AS seen, substr(first.at, 1, 10) AS began FROM memberships m
        JOIN (SELECT column_id, min(first_listed) AS at FROM memberships GROUP BY column_id) first USING (column_id))
    WHERE day > '' GROUP BY 1, 2 ORDER BY 1, 2"""
Days = Mapping[str, tuple[str, ...]]  # column → ISO dates
FOLLOWED = "SELECT site_id, registry, max(started) FROM site_runs WHERE registry IS NOT NULL GROUP BY site_id"


@dataclass(frozen=True, slots=True)
class Visit:
    """One run's visit to a column."""

    at: str  # UTC, when it ended
    complete: bool
    rows: int
    reasons: tuple[str, ...]
    portal_faults: int = 0  # documents that the portal itself serves broken
    drawn: int = 0  # list pages that a browser drew
    out_of_bounds: int = 0  # documents that robots.txt forbids or that lie off the portal
    run: str = ""  # ids sort by time
    doubts_settled: tuple[str, ...] = ()  # contradictions between the counts that the list states, settled by one more request

    @property
    def first_page_missing(self) -> bool:
        """Whether the list itself did not answer; any rows counted are then those of an earlier visit."""
        return any(reason.startswith("page_1_missing") for reason in self.reasons)

    @property
    def challenged(self) -> bool:
        """Whether the portal answered only with a challenge."""
        return not self.rows and any(word in reason for reason in self.reasons for word in CHALLENGES)


@dataclass(frozen=True, slots=True)
class ColumnHistory:
    """The history of one column; visits and days of news, oldest first."""

    column_id: str
    site_id: str
    name: str
    site_name: str
    kind: str
    enabled: bool
    visits: tuple[Visit, ...]
    news: tuple[date, ...]
    rows_told: int | None = None
    ended: bool = False  # the registry says that its platform is over
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What the operator wants of each column: the registry in force (None where it is not known) and what is paused."""

    followed: Mapping[str, Followed] | None = None
    paused: Mapping[str, Pause] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Home) -> Intent:
        """Return what the home's files say."""
        return cls(followed_columns(home), pauses(home))


def histories(
    connection: sqlite3.Connection, today: date, days: Days | None = None, intent: Intent | None = None
) -> Iterator[ColumnHistory]:
    """Yield each column's history, by site and column, up to today. Passing `days` avoids reading them again.

    With an `intent` that names the columns followed, those never visited are among them.
    """
    intent = intent or Intent()
    visits, named = _visits(connection), _followed(connection)
    news = {column: _until(known, today) for column, known in (days or days_of_news(connection)).items()}
    rows = {row[0]: row for row in connection.execute(COLUMNS)}
    for column_id, column in (intent.followed or {}).items():
        rows.setdefault(column_id, (column_id, column_id.partition("/")[0], column.name, column.site, column.kind, None))
    for column_id, (_, site_id, name, site_name, kind, told) in sorted(rows.items()):
        known = intent.followed.get(column_id) if intent.followed is not None else None
        enabled = bool(known) if intent.followed is not None else site_id not in named or column_id in named[site_id]
        yield ColumnHistory(
            column_id,
            site_id,
            name,
            site_name,
            kind,
            enabled,
            visits.get(column_id, ()),
            news.get(column_id, ()),
            told,
            bool(known and known.ended),
            pause_of(column_id, intent.paused),
        )


def _visits(connection: sqlite3.Connection) -> dict[str, tuple[Visit, ...]]:
    return {
        column: tuple(
            Visit(at, bool(complete), found or 0, _reasons(reasons), faults or 0, drawn or 0, outside or 0, run, _reasons(doubts))
            for _, at, complete, found, reasons, faults, drawn, outside, run, doubts in group
        )
        for column, group in groupby(connection.execute(VISITS), key=lambda row: row[0])
    }


def _reasons(text: str | None) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text) if text else ()))


def days_of_news(connection: sqlite3.Connection) -> Days:
    """Return the days on which each column had something new, oldest first. Reads every membership: two seconds for a million."""
    return {column: tuple(day for _, day in group) for column, group in groupby(connection.execute(NEWS), key=lambda row: row[0])}


def _until(days: tuple[str, ...], today: date) -> tuple[date, ...]:
    """Return the days up to today, from days as stored."""
    return tuple(date.fromisoformat(day[:10]) for day in days[: bisect_right(days, today.isoformat())])


def _followed(connection: sqlite3.Connection) -> Mapping[str, frozenset[str]]:
    """Return the columns that each site's registry entry named at its last crawl."""
    return {
        site: frozenset(f"{site}/{column['id']}" for column in json.loads(registry).get("columns", ()))
        for site, registry, _ in connection.execute(FOLLOWED)
    }
