"""What the WARC files tell → rows: sites, columns, runs, listings, captures, troubles of fetching."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from archive import store
from archive.captures import Event, Harvest, Trouble, document_id

COUNTS = ("family", "pager", "pages_told", "pages_read", "rows_told", "rows_found", "new", "changed", "gone", "listing", "started",
          "finished")


def save(connection: sqlite3.Connection, harvest: Harvest) -> None:
    """Write all that a WARC file has brought, and how far it was read; documents become due that got a capture, or the bytes of one."""
    for event in harvest.events:
        save_event(connection, event)
    store.put(connection, "captures", [asdict(capture) for capture in harvest.captures])
    store.put(connection, "due", [{"document_id": capture.document_id} for capture in harvest.captures if capture.document_id])
    responses = [capture for capture in harvest.captures if capture.status is not None and capture.revisit_of is None]
    connection.executemany("INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE revisit_of = ? AND document_id IS NOT NULL",
                           [(capture.id,) for capture in responses])
    connection.executemany("INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE payload_digest = ? AND revisit_of IS NOT NULL "
                           "AND document_id IS NOT NULL", [(capture.payload_digest,) for capture in responses])
    connection.executemany("INSERT OR IGNORE INTO due SELECT document_id FROM captures WHERE via = ? AND kind = 'attachment'",
                           [(capture.url,) for capture in harvest.captures if capture.kind in ("article", "page")])
    save_troubles(connection, harvest.troubles)
    state = "open" if harvest.file.open else "damaged" if any(trouble.stage == "warc" for trouble in harvest.troubles) else "closed"
    store.put(connection, "warc_files", [{"name": harvest.file.name, "read_to": harvest.read_to, "state": state,
                                          "digest": harvest.digest, "pieces": harvest.pieces}])


def save_event(connection: sqlite3.Connection, event: Event) -> None:
    """Write what a JSON record of the crawl says; one without its keys is a trouble, one of another type is not ours."""
    act, needed = EVENTS.get(str(event.data.get("type")), (None, ()))
    missing = [key for key in needed if key not in event.data]
    if act and missing:
        where = f"{event.warc}@{event.offset}"
        message = f"the {event.data['type']} record at {where} lacks {missing[0]!r}"
        save_troubles(connection, [Trouble("warc", "bad_record", message, where)])
    elif act:
        act(connection, event)


def save_troubles(connection: sqlite3.Connection, troubles: Iterable[Trouble]) -> None:
    """Write what went wrong, each under an id made of all it says."""
    store.put(connection, "problems", [problem_row(trouble) for trouble in troubles])


def problem_row(trouble: Trouble, number: int = 0) -> store.Row:
    """Given a trouble, return its row; `number` tells apart those that say the same of one document."""
    told = asdict(trouble)
    said = json.dumps([*told.values(), number], ensure_ascii=False)
    return {"id": hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16], **told}


def started(connection: sqlite3.Connection, event: Event) -> None:
    """A run began on a site: its registry entry names the site and its columns."""
    data, entry = event.data, event.data.get("registry") or {}
    store.put(connection, "site_runs", [{"run_id": data["run"], "site_id": data["site"], "started": data.get("started") or event.at,
                                         "registry": json.dumps(entry, ensure_ascii=False, sort_keys=True)}])
    later = connection.execute("SELECT 1 FROM site_runs WHERE site_id = ? AND started > ? AND registry IS NOT NULL",
                               (data["site"], data.get("started") or event.at)).fetchone()
    if not later:
        save_entry(connection, data["site"], entry)


def save_entry(connection: sqlite3.Connection, site: str, entry: dict[str, Any]) -> None:
    """Write a site and its columns as the registry names them; all its documents are due where that changes what is known of them."""
    columns = entry.get("columns") or []
    address = urlsplit(columns[0]["url"]) if columns else None
    changes = store.put(connection, "sites", [{
        "id": site, "name": entry.get("name"), "area": entry.get("area"), "level": entry.get("level"),
        "url": f"{address.scheme}://{address.netloc}/" if address else None, "timezone": entry.get("timezone"),
        "status": entry.get("status")}])
    changes += store.put(connection, "columns", [{
        "id": f"{site}/{column['id']}", "site_id": site, "name": column.get("name"), "kind": column.get("kind"), "url": column.get("url")}
        for column in columns])
    if changes:
        store.make_due(connection, "site_id = ?", site)


def listed(connection: sqlite3.Connection, event: Event) -> None:
    """A column showed these rows."""
    data = event.data
    column, rows = f"{data['site']}/{data['column']}", data.get("rows") or []
    store.put(connection, "listings", [{"column_id": column, "digest": data.get("digest"), "at": event.at, "run_id": data.get("run"),
                                        "warc": event.warc, "offset": event.offset, "rows": len(rows)}])
    aliases = dict(connection.execute("SELECT redirected_from, document_id FROM captures WHERE redirected_from IS NOT NULL "
                                      "AND document_id IS NOT NULL ORDER BY fetched_at, id"))
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(aliases.get(row["url"]) or document_id(row["url"]), row)
    store.show(connection, [{
        "document_id": key, "column_id": column, "list_title": row.get("title"), "list_date": row.get("date"), "url": row["url"],
        "path": path_json(row.get("path")), "external": int(bool(row.get("external"))), "file": int(bool(row.get("file"))),
        "first_listed": event.at, "last_listed": event.at, "listing": data.get("digest")} for key, row in first.items()])


def path_json(path: Iterable[str] | None) -> str | None:
    """Given the labels of sub-columns, return them as JSON; None where there are none."""
    return json.dumps(list(path), ensure_ascii=False) if path else None


def counted(connection: sqlite3.Connection, event: Event) -> None:
    """A column was crawled: how completely."""
    data = event.data
    store.put(connection, "column_runs", [{
        "run_id": data["run"], "column_id": f"{data['site']}/{data['column']}", **{name: data.get(name) for name in COUNTS},
        "complete": int(bool(data.get("complete"))), "reasons": json.dumps(data.get("reasons") or [], ensure_ascii=False)}])


def finished(connection: sqlite3.Connection, event: Event) -> None:
    """A run ended on a site."""
    data = event.data
    problems = data.get("problems")
    store.put(connection, "site_runs", [{"run_id": data["run"], "site_id": data["site"], "finished": data.get("finished") or event.at,
                                         **{name: data.get(name) for name in ("exit_code", "requests", "bytes")},
                                         "problems": sum(problems.values()) if isinstance(problems, dict) else problems}])


EVENTS: dict[str, tuple[Callable[[sqlite3.Connection, Event], None] | None, tuple[str, ...]]] = {
    "run_start": (started, ("run", "site", "registry")), "listing": (listed, ("run", "site", "column", "rows")),
    "column_run": (counted, ("run", "site", "column")), "run_finish": (finished, ("run", "site"))}
