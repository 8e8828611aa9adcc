"""What the database knows of each column over time: its visits and the days it brought news."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

CHALLENGES = ("challenge", "waf_page", "rate_limited", "geo_block")
COLUMNS = """
    SELECT c.id, c.site_id, c.name, s.name, c.kind, c.rows_told FROM columns c JOIN sites s ON s.id = c.site_id ORDER BY c.site_id, c.id"""
VISITS = """
    SELECT column_id, finished, complete, rows_found, reasons FROM column_runs WHERE finished IS NOT NULL ORDER BY column_id, finished"""
# When we first saw a row; its own date for what already stood there at our first visit.
NEWS = """
    SELECT column_id, CASE WHEN seen > began THEN seen ELSE list_date END AS day FROM (
        SELECT m.column_id, m.list_date, substr(m.first_listed, 1, 10) AS seen, substr(first.at, 1, 10) AS began FROM memberships m
        JOIN (SELECT column_id, min(first_listed) AS at FROM memberships GROUP BY column_id) first USING (column_id))
    WHERE day > '' GROUP BY 1, 2 ORDER BY 1, 2"""
Days = Mapping[str, tuple[str, ...]]  # column → ISO dates
FOLLOWED = "SELECT site_id, registry, max(started) FROM site_runs WHERE registry IS NOT NULL GROUP BY site_id"


@dataclass(frozen=True, slots=True)
class Visit:
    """One run over a column."""

    at: str  # UTC, when it ended
    complete: bool
    rows: int
    reasons: tuple[str, ...]

    @property
    def challenged(self) -> bool:
        """Whether the portal asked for a proof instead of answering, and nothing else came."""
        return not self.rows and any(word in reason for reason in self.reasons for word in CHALLENGES)


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one column; visits and days of news, oldest first."""

    column_id: str
    site_id: str
    name: str
    site_name: str
    kind: str
    enabled: bool
    visits: tuple[Visit, ...]
    news: tuple[date, ...]
    rows_told: int | None = None


def histories(connection: sqlite3.Connection, today: date, days: Days | None = None) -> Iterator[History]:
    """What the database knows of each column, by site and column; nothing dated after today. `days` spares reading them again."""
    visits, followed = _visits(connection), _followed(connection)
    news = {column: _until(known, today) for column, known in (days or days_of_news(connection)).items()}
    for column_id, site_id, name, site_name, kind, told in connection.execute(COLUMNS):
        enabled = site_id not in followed or column_id in followed[site_id]
        yield History(column_id, site_id, name, site_name, kind, enabled, visits.get(column_id, ()), news.get(column_id, ()), told)


def _visits(connection: sqlite3.Connection) -> dict[str, tuple[Visit, ...]]:
    return {column: tuple(Visit(at, bool(complete), found or 0, _reasons(reasons)) for _, at, complete, found, reasons in group)
            for column, group in groupby(connection.execute(VISITS), key=lambda row: row[0])}


def _reasons(text: str | None) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text) if text else ()))


def days_of_news(connection: sqlite3.Connection) -> Days:
    """The days on which each column had something new, oldest first: read from every membership, two seconds for a million."""
    return {column: tuple(day for _, day in group) for column, group in groupby(connection.execute(NEWS), key=lambda row: row[0])}


def _until(days: tuple[str, ...], today: date) -> tuple[date, ...]:
    """Given days as they are kept, return those up to today."""
    return tuple(date.fromisoformat(day[:10]) for day in days[:bisect_right(days, today.isoformat())])


def _followed(connection: sqlite3.Connection) -> Mapping[str, frozenset[str]]:
    """The columns that each site's registry entry named when it was last crawled."""
    return {site: frozenset(f"{site}/{column['id']}" for column in json.loads(registry).get("columns", ()))
            for site, registry, _ in connection.execute(FOLLOWED)}
