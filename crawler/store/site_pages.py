"""What stands on every page of a site: learned from its articles and kept, so that no list takes a menu for its rows.

A menu, a side box or a footer shows the same links in the same place on every page. An article shows them and no list, so what a list
page shares with nearly all articles that were sampled is none of its rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

SCHEMA = """
create table if not exists sampled (key text primary key, at real not null) without rowid;
create table if not exists standing (place text primary key, pages integer not null) without rowid;
create table if not exists menu_entries (column_id text not null, url text not null, primary key (column_id, url)) without rowid;
"""
SAMPLE = 12  # articles; a portal has few templates
LEAST, SHARE = 3, 0.8  # of the sample: some templates lack a box
AGAIN = 28 * 86400.0  # seconds after which a new sample replaces the old, for portals are redesigned


class SitePages:
    """The sample of one site's articles. Writing methods belong inside the frontier's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._standing: frozenset[str] | None = None
        self._wanted_from: float | None = None
        connection.executescript(SCHEMA)

    def wanted_from(self) -> float:
        """Return the time from which another article is wanted in the sample, in seconds since 1970."""
        if self._wanted_from is None:
            count, oldest = self._connection.execute("select count(*), min(at) from sampled").fetchone()
            self._wanted_from = float(oldest) + AGAIN if count >= SAMPLE else 0.0
        return self._wanted_from

    def standing(self) -> frozenset[str]:
        """Return the places, each a link within a container, that nearly every sampled article showed; none while the sample is small."""
        if self._standing is None:
            (count,) = self._connection.execute("select count(*) from sampled").fetchone()
            found = self._connection.execute("select place from standing where pages >= ?", (max(LEAST, SHARE * count),))
            self._standing = frozenset(place for (place,) in found)
        return self._standing

    def learn(self, key: str, places: Iterable[str], moment: float) -> None:
        """Take the places of one article into the sample; a full one that has grown old is begun anew."""
        if self.wanted_from() > moment or self._connection.execute("select 1 from sampled where key = ?", (key,)).fetchone():
            return
        if self.wanted_from():
            self._connection.execute("delete from sampled")
            self._connection.execute("delete from standing")
        self._connection.execute("insert into sampled values (?, ?)", (key, moment))
        self._connection.executemany(
            "insert into standing values (?, 1) on conflict do update set pages = pages + 1", ((place,) for place in places)
        )
        self._standing = self._wanted_from = None

    # ---- entries of menus that were taken for rows before the menu was known

    def taken_for_rows(self, column: str, urls: Iterable[str]) -> None:
        """Remember the addresses of menu entries that a column took for rows, until the WARC file says so."""
        self._connection.executemany("insert or ignore into menu_entries values (?, ?)", ((column, url) for url in urls))

    def menu_entries(self, column: str) -> list[str]:
        """Return the addresses that the WARC file has yet to call menu entries of a column, sorted."""
        found = self._connection.execute("select url from menu_entries where column_id = ? order by url", (column,))
        return [url for (url,) in found]

    def recorded(self, column: str) -> None:
        """Drop the menu entries of a column whose record is on disk."""
        self._connection.execute("delete from menu_entries where column_id = ?", (column,))
