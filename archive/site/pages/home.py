"""The home page: what the archive holds, how complete it is, what is new."""

from __future__ import annotations

from typing import Any

from archive.site.pages.coverage import STATES, by_year
from archive.site.pages.health import outages
from archive.site.request.ask import Ask, rows

NEWEST = """
    SELECT d.id, d.title, d.published, d.kind, d.media_type, d.first_seen, s.name AS site_name, r.id AS report_id
    FROM documents d LEFT JOIN sites s ON s.id = d.site_id LEFT JOIN reports r ON r.document_id = d.id
    WHERE d.published IS NOT NULL AND +d.parent_id IS NULL ORDER BY d.published DESC LIMIT 8"""
CHANGED = """
    SELECT d.id, d.title, d.changed_at AS at, 'changed' AS what, s.name AS site_name
    FROM documents d LEFT JOIN sites s ON s.id = d.site_id
    WHERE d.changed_at > d.first_seen ORDER BY d.changed_at DESC LIMIT 5"""
GONE = """
    SELECT d.id, d.title, d.gone_at AS at, 'gone' AS what, s.name AS site_name
    FROM documents d LEFT JOIN sites s ON s.id = d.site_id
    WHERE d.gone_at IS NOT NULL ORDER BY d.gone_at DESC LIMIT 5"""
SITES = """
    SELECT s.id, s.name, s.level, count(a.id) AS agencies FROM sites s LEFT JOIN agencies a ON a.site_id = s.id
    GROUP BY s.id ORDER BY agencies DESC LIMIT 12"""


def template_context(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return what the archive holds at a glance, computed once per snapshot, and what is wrong now."""
    held = ask.site.remember("home", lambda: glance(connection, ask))
    return {**held, "outages": outages(ask)}


def glance(connection: Any, ask: Ask) -> dict[str, Any]:
    """Return counts, coverage by year, the newest, changed and withdrawn documents, and the portals."""
    years = by_year(connection)
    events = sorted(rows(connection, CHANGED) + rows(connection, GONE), key=lambda event: str(event["at"]), reverse=True)
    return {
        "tables": ask.site.snapshot.tables,
        "years": years,
        "states": STATES,
        "newest": rows(connection, NEWEST),
        "events": events[:5],
        "sites": rows(connection, SITES),
    }
