"""Pages of a portal's menu that a crawl fetched as rows before it knew the menu: no column's rows, and no documents."""

from __future__ import annotations

import sqlite3

from archive.build import derived_tables
from archive.store.captures import Event, document_id

MARK = """
    INSERT INTO menu_entries (column_id, document_id, at) VALUES (?, ?, ?)
    ON CONFLICT (column_id, document_id) DO UPDATE SET at = max(at, excluded.at)"""
# A list that shows an address after it was called a menu entry makes it a row, first shown when it was shown at all.
UNLISTED = """
    SELECT m.document_id, m.column_id, m.first_listed FROM memberships m JOIN menu_entries e USING (column_id, document_id)
    WHERE m.last_listed < e.at"""
SHOWN_AGAIN = """
    UPDATE memberships SET first_listed = e.first_listed FROM menu_entries e
    WHERE e.column_id = memberships.column_id AND e.document_id = memberships.document_id AND e.first_listed < memberships.first_listed"""
DOUBTED = """
    WITH doubted AS (
        SELECT DISTINCT document_id FROM menu_entries e
        WHERE EXISTS (SELECT 1 FROM documents WHERE id = e.document_id)
              IS NOT EXISTS (SELECT 1 FROM memberships m WHERE m.document_id = e.document_id))
    INSERT OR IGNORE INTO due
    SELECT document_id FROM doubted UNION
    SELECT file.document_id FROM doubted JOIN captures page USING (document_id)
    JOIN captures file ON file.via = page.url AND file.kind = 'attachment' AND file.document_id IS NOT NULL"""


def mark(connection: sqlite3.Connection, event: Event) -> None:
    """Write the entries of a menu that a column took for rows."""
    column = f"{event.data['site']}/{event.data['column']}"
    connection.executemany(MARK, [(column, document_id(str(url)), event.at) for url in event.data["urls"]])


def apply(connection: sqlite3.Connection) -> None:
    """Take the entries of menus out of the memberships, in whatever order they arrived.

    Documents in doubt, and the files found on them, become due.
    """
    if connection.execute("SELECT 1 FROM menu_entries LIMIT 1").fetchone() is None:
        return
    derived_tables.aliases(connection)
    _follow_redirects(connection)
    unlisted = connection.execute(UNLISTED).fetchall()
    connection.executemany(
        "UPDATE menu_entries SET first_listed = min(coalesce(first_listed, ?3), ?3) WHERE document_id = ?1 AND column_id = ?2", unlisted
    )
    connection.executemany("DELETE FROM memberships WHERE document_id = ? AND column_id = ?", [row[:2] for row in unlisted])
    connection.execute(SHOWN_AGAIN)
    connection.execute(DOUBTED)


def is_entry(connection: sqlite3.Connection, document: str, above: frozenset[str] = frozenset()) -> bool:
    """Return whether an address was only ever fetched as the entry of a menu, or as a file found on one, and no list shows it."""
    if document in above or connection.execute("SELECT 1 FROM memberships WHERE document_id = ?", (document,)).fetchone():
        return False
    fetches = connection.execute(
        "SELECT c.kind, c.via, c.fetched_at <= e.at FROM captures c LEFT JOIN menu_entries e"
        " ON e.document_id = c.document_id AND e.column_id = c.column_id WHERE c.document_id = ?",
        (document,),
    ).fetchall()
    return bool(fetches) and all(
        marked or (kind == "attachment" and via and is_entry(connection, document_id(via), above | {document}))
        for kind, via, marked in fetches
    )


def _follow_redirects(connection: sqlite3.Connection) -> None:
    """Mark what the entries redirect to as well."""
    leads = connection.execute(
        "SELECT DISTINCT redirected_from, document_id FROM captures WHERE redirected_from IS NOT NULL AND document_id IS NOT NULL"
    ).fetchall()
    targets: dict[str, set[str]] = {}
    for url, target in leads:
        targets.setdefault(document_id(url), set()).add(target)
    waiting = connection.execute("SELECT column_id, document_id, at FROM menu_entries").fetchall()
    seen = {(column, document) for column, document, _ in waiting}
    while waiting:
        column, document, at = waiting.pop()
        further = [(column, target, at) for target in sorted(targets.get(document, ())) if (column, target) not in seen]
        connection.executemany(MARK, further)
        seen |= {(column, target) for _, target, _ in further}
        waiting += further
