"""Rows for what the WARC files record: sites, columns, runs, listings, captures, fetch problems."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from archive.build import menu_entries
from archive.store import rows as store_rows
from archive.store.captures import Event, Harvest, ProblemRow, document_id
from gongkai.fetch_record import ColumnRun

COUNTS = (
    "family",
    "pager",
    "pages_told",
    "pages_read",
    "rows_told",
    "rows_found",
    "new",
    "changed",
    "gone",
    "drawn",
    "out_of_bounds",
    "portal_faults",
    "listing",
    "started",
    "finished",
)


def save(connection: sqlite3.Connection, harvest: Harvest) -> None:
    """Write everything a WARC file added and how far it was read; documents that got a capture, or its bytes, become due."""
    for event in harvest.events:
        save_event(connection, event)
    store_rows.put(connection, "captures", [asdict(capture) for capture in harvest.captures])
    store_rows.put(connection, "due", [{"document_id": capture.document_id} for capture in harvest.captures if capture.document_id])
    responses = [capture for capture in harvest.captures if capture.status is not None and capture.revisit_of is None]
    connection.executemany(
        "INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE revisit_of = ? AND document_id IS NOT NULL",
        [(capture.id,) for capture in responses],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE payload_digest = ? AND revisit_of IS NOT NULL "
        "AND document_id IS NOT NULL",
        [(capture.payload_digest,) for capture in responses],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE via = ? AND kind = 'attachment'",
        [(capture.url,) for capture in harvest.captures if capture.kind in ("article", "page")],
    )
    save_troubles(connection, harvest.troubles)
    state = "open" if harvest.file.open else "damaged" if any(trouble.stage == "warc" for trouble in harvest.troubles) else "closed"
    store_rows.put(
        connection,
        "warc_files",
        [{"name": harvest.file.name, "read_to": harvest.read_to, "state": state, "digest": harvest.digest, "pieces": harvest.pieces}],
    )


def save_event(connection: sqlite3.Connection, event: Event) -> None:
    """Write a JSON record of the crawl; one that lacks its keys is a problem, one of an unknown type is ignored."""
    act, needed = EVENTS.get(str(event.data.get("type")), (None, ()))
    missing = [key for key in needed if key not in event.data]
    if act and missing:
        where = f"{event.warc}@{event.offset}"
        message = f"the {event.data['type']} record at {where} lacks {missing[0]!r}"
        save_troubles(connection, [ProblemRow("warc", "bad_record", message, where)])
    elif act:
        act(connection, event)


def save_troubles(connection: sqlite3.Connection, troubles: Iterable[ProblemRow]) -> None:
    """Write problems, each under an id derived from its content."""
    store_rows.put(connection, "problems", [problem_row(trouble) for trouble in troubles])


def problem_row(trouble: ProblemRow, number: int = 0) -> store_rows.Row:
    """Return the row of a problem; `number` distinguishes equal problems of one document."""
    recorded = asdict(trouble)
    said = json.dumps([*recorded.values(), number], ensure_ascii=False)
    return {"id": hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16], **recorded}


def started(connection: sqlite3.Connection, event: Event) -> None:
    """Write the start of a run on a site; its registry entry names the site and its columns."""
    data, entry = event.data, event.data.get("registry") or {}
    store_rows.put(
        connection,
        "site_runs",
        [
            {
                "run_id": data["run"],
                "site_id": data["site"],
                "started": data.get("started") or event.at,
                "registry": json.dumps(entry, ensure_ascii=False, sort_keys=True),
            }
        ],
    )
    later = connection.execute(
        "SELECT 1 FROM site_runs WHERE site_id = ? AND started > ? AND registry IS NOT NULL",
        (data["site"], data.get("started") or event.at),
    ).fetchone()
    if not later:
        save_entry(connection, data["site"], entry)


def save_entry(connection: sqlite3.Connection, site: str, entry: dict[str, Any]) -> None:
    """Write a site and its columns as the registry names them; all its documents become due if that changes what is known of them."""
    columns = entry.get("columns") or []
    address = urlsplit(columns[0]["url"]) if columns else None
    changes = store_rows.put(
        connection,
        "sites",
        [
            {
                "id": site,
                "name": entry.get("name"),
                "area": entry.get("area"),
                "level": entry.get("level"),
                "url": f"{address.scheme}://{address.netloc}/" if address else None,
                "timezone": entry.get("timezone"),
                "status": entry.get("status"),
            }
        ],
    )
    changes += store_rows.put(
        connection,
        "columns",
        [
            {
                "id": f"{site}/{column['id']}",
                "site_id": site,
                "name": column.get("name"),
                "kind": column.get("kind"),
                "url": column.get("url"),
            }
            for column in columns
        ],
    )
    if changes:
        store_rows.make_due(connection, "site_id = ?", site)


def listed(connection: sqlite3.Connection, event: Event) -> None:
    """Write the rows that a column's list showed."""
    data = event.data
    column, rows = f"{data['site']}/{data['column']}", data.get("rows") or []
    store_rows.put(
        connection,
        "listings",
        [
            {
                "column_id": column,
                "digest": data.get("digest"),
                "at": event.at,
                "run_id": data.get("run"),
                "warc": event.warc,
                "offset": event.offset,
                "rows": len(rows),
            }
        ],
    )
    aliases = dict(
        connection.execute(
            "SELECT redirected_from, document_id FROM captures WHERE redirected_from IS NOT NULL "
            "AND document_id IS NOT NULL ORDER BY fetched_at, id"
        )
    )
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(aliases.get(row["url"]) or document_id(row["url"]), row)
    store_rows.show(
        connection,
        [
            {
                "document_id": key,
                "column_id": column,
                "list_title": row.get("title"),
                "list_date": row.get("date"),
                "url": row["url"],
                "path": path_json(row.get("path")),
                "external": int(bool(row.get("external"))),
                "file": int(bool(row.get("file"))),
                "first_listed": event.at,
                "last_listed": event.at,
                "listing": data.get("digest"),
            }
            for key, row in first.items()
        ],
    )


def path_json(path: Iterable[str] | None) -> str | None:
    """Return the labels of sub-columns as JSON; None if there are none."""
    return json.dumps(list(path), ensure_ascii=False) if path else None


def counted(connection: sqlite3.Connection, event: Event) -> None:
    """Write how completely a column was crawled."""
    data, run = event.data, ColumnRun.from_mapping(event.data)
    store_rows.put(
        connection,
        "column_runs",
        [
            {
                "run_id": data["run"],
                "column_id": f"{data['site']}/{data['column']}",
                **{name: data.get(name) for name in COUNTS},  # what an older record does not say stays null
                "complete": int(run.complete),
                "reasons": json.dumps(run.reasons, ensure_ascii=False),
                "doubts_settled": json.dumps(run.doubts_settled, ensure_ascii=False) if "doubts_settled" in data else None,
            }
        ],
    )


def finished(connection: sqlite3.Connection, event: Event) -> None:
    """Write the end of a run on a site."""
    data = event.data
    problems = data.get("problems")
    store_rows.put(
        connection,
        "site_runs",
        [
            {
                "run_id": data["run"],
                "site_id": data["site"],
                "finished": data.get("finished") or event.at,
                **{name: data.get(name) for name in ("exit_code", "requests", "bytes")},
                "problems": sum(problems.values()) if isinstance(problems, dict) else problems,
            }
        ],
    )


EVENTS: dict[str, tuple[Callable[[sqlite3.Connection, Event], None] | None, tuple[str, ...]]] = {
    "run_start": (started, ("run", "site", "registry")),
    "menu_entries": (menu_entries.mark, ("run", "site", "column", "urls")),
    "listing": (listed, ("run", "site", "column", "rows")),
    "column_run": (counted, ("run", "site", "column")),
    "run_finish": (finished, ("run", "site")),
}
