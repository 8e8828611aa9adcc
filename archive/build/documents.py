"""Captures → documents: a document's history, the payloads to read, and the values of its row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.build import content_digest, menu_entries
from archive.build.read_payload import Task, stage_version
from archive.store import captures
from gongkai.fetch_record import GONE, GONE_STATUSES
from parsers.types import Source

CONFIRMATIONS = 2  # days on which a document must have been missing before it counts as withdrawn

FETCHES = """
    SELECT c.id, c.url, c.fetched_at, c.status, c.kind, c.column_id, c.site_id, coalesce(c.payload_digest, o.payload_digest),
           coalesce(c.length, o.length), c.problem, c.list_title, c.list_date, c.path, c.via, c.label,
           CASE WHEN c.revisit_of IS NULL THEN c.warc ELSE o.warc END, CASE WHEN c.revisit_of IS NULL THEN c.offset ELSE o.offset END
    FROM captures c LEFT JOIN captures o ON o.id = c.revisit_of
    WHERE c.document_id = ? ORDER BY c.fetched_at, c.id"""
SAME_PAYLOAD = """
    SELECT warc, offset FROM captures WHERE payload_digest = ? AND revisit_of IS NULL AND status IS NOT NULL
    ORDER BY fetched_at, id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class DocumentCapture:
    """One capture of a document with the payload it stands for: its own, or the one it says is unchanged (a revisit)."""

    id: str
    url: str
    fetched_at: str
    status: int | None
    kind: str
    column_id: str | None
    site_id: str | None
    payload_digest: str | None
    length: int | None
    problem: str | None
    list_title: str | None
    list_date: str | None
    path: str | None
    via: str | None
    label: str | None
    warc: str | None
    offset: int | None

    @property
    def good(self) -> bool:
        """Whether it brought the document: not an error page, a partial answer or an empty one."""
        return self.status in (200, 203, 304) and not self.problem and self.payload_digest is not None and self.length != 0

    @property
    def missing(self) -> bool:
        """Whether the portal answered that the document does not exist."""
        return self.status in GONE_STATUSES or self.problem in GONE


@dataclass(frozen=True, slots=True)
class DocumentHistory:
    """All fetches of one document, oldest first; `contents` has the first good fetch of every run of equal payloads."""

    fetches: tuple[DocumentCapture, ...]
    contents: tuple[DocumentCapture, ...]

    @property
    def newest(self) -> DocumentCapture | None:
        """The first fetch of the document's current content; None if no fetch was good."""
        return self.contents[-1] if self.contents else None

    @property
    def last_good(self) -> DocumentCapture | None:
        """The last fetch that brought the document or found it unchanged."""
        return next((fetch for fetch in reversed(self.fetches) if fetch.good), None)

    @property
    def only_leads_on(self) -> bool:
        """Whether the address never was anything but a redirect, so that its target is the document."""
        return all(fetch.status is not None and 300 <= fetch.status < 400 and fetch.status != 304 for fetch in self.fetches)

    @property
    def gone_at(self) -> str | None:
        """When the document was first missing, if it was missing on several days and never seen again; else None."""
        last = self.last_good
        if last is None:
            return None
        since = [fetch for fetch in self.fetches[self.fetches.index(last) + 1 :] if fetch.missing]
        return since[0].fetched_at if len({fetch.fetched_at[:10] for fetch in since}) >= CONFIRMATIONS else None


def history(connection: sqlite3.Connection, document_id: str) -> DocumentHistory:
    """Return the history of a document, by its id."""
    fetches = tuple(DocumentCapture(*row) for row in connection.execute(FETCHES, (document_id,)))
    good = [fetch for fetch in fetches if fetch.good]
    return DocumentHistory(fetches, tuple(next(run) for _, run in groupby(good, key=lambda fetch: fetch.payload_digest)))


def parent_of(connection: sqlite3.Connection, fetch: DocumentCapture) -> str | None:
    """Return the id of the document that links to an attachment; None if a list does."""
    if fetch.kind != "attachment" or not fetch.via:
        return None
    parent = captures.document_id(fetch.via)
    known = connection.execute("SELECT 1 FROM captures WHERE document_id = ? LIMIT 1", (parent,)).fetchone()
    return parent if known else None


def source_of(connection: sqlite3.Connection, fetch: DocumentCapture) -> Source:
    """Return what the portal and the registry say about the document of a fetch."""
    site = connection.execute("SELECT name, area FROM sites WHERE id = ?", (fetch.site_id,)).fetchone() or ("", "")
    column = connection.execute("SELECT name FROM columns WHERE id = ?", (fetch.column_id,)).fetchone() or ("",)
    parent = connection.execute("SELECT title, published FROM documents WHERE id = ?", (parent_of(connection, fetch),)).fetchone()
    title, published = parent or ("", "")
    server = connection.execute("SELECT media_type FROM captures WHERE warc = ? AND offset = ?", (fetch.warc, fetch.offset)).fetchone()
    return Source(
        b"",
        url=fetch.url,
        media_type=(server or ("",))[0] or "",
        list_title=fetch.list_title or "",
        list_date=fetch.list_date or "",
        link_label=fetch.label or "",
        parent_title=title or "",
        parent_published=published or "",
        site_name=site[0] or "",
        column_name=column[0] or "",
        column_path=tuple(json.loads(fetch.path or "[]")),
        area=site[1] or "",
    )


def tasks(connection: sqlite3.Connection, document_id: str) -> Iterator[Task]:
    """Yield the payloads of a document that have to be read.

    That is a payload never read, read by other code, first seen in another capture than was known (an older file came later; what went
    wrong in reading names the capture), or not what the document's row holds. The entry of a menu has none.
    """
    if menu_entries.is_entry(connection, document_id):
        return
    found = history(connection, document_id)
    read = {
        digest: (source, version)
        for digest, source, version in connection.execute(
            "SELECT payload_digest, source_digest, stage_version FROM readings WHERE document_id = ?", (document_id,)
        )
    }
    row = connection.execute("SELECT payload_digest FROM documents WHERE id = ?", (document_id,)).fetchone() or (None,)
    known = {capture for (capture,) in connection.execute("SELECT capture_id FROM versions WHERE document_id = ?", (document_id,))}
    for digest, fetch in first_of_each(found.contents).items():
        newest = found.newest is not None and found.newest.payload_digest == digest
        task = to_task(connection, document_id, digest, fetch, newest)
        as_read = read.get(digest) == (task.source_digest, stage_version()) and fetch.id in known
        if not as_read or (newest and row[0] != digest):
            yield task


def first_of_each(contents: Sequence[DocumentCapture]) -> dict[str, DocumentCapture]:
    """Return the first fetch of each payload, by its digest."""
    first: dict[str, DocumentCapture] = {}
    for fetch in contents:
        first.setdefault(fetch.payload_digest or "", fetch)
    return first


def to_task(connection: sqlite3.Connection, document_id: str, digest: str, fetch: DocumentCapture, newest: bool) -> Task:
    """Return the reading task for the first fetch of a payload; offset -1 if no record holds its bytes."""
    place = (fetch.warc, fetch.offset)
    if fetch.warc is None or fetch.offset is None:
        place = connection.execute(SAME_PAYLOAD, (digest,)).fetchone() or ("", -1)
    kind = connection.execute("SELECT kind FROM columns WHERE id = ?", (fetch.column_id,)).fetchone()
    annual = kind is not None and kind[0] == "annual_report"
    return Task(document_id, digest, fetch.id, fetch.fetched_at, *place, source_of(connection, fetch), annual, newest)  # type: ignore[arg-type]


def standing(connection: sqlite3.Connection, document_id: str, found: DocumentHistory) -> dict[str, object]:
    """Return the part of a document's row that needs no reading."""
    first, last = found.fetches[0], found.last_good
    listed = next((fetch for fetch in reversed(found.fetches) if fetch.list_title), first)
    newest = found.newest
    return {
        "id": document_id,
        "url": (last or first).url,
        "site_id": first.site_id,
        "column_id": first.column_id,
        "parent_id": parent_of(connection, first),
        "kind": first.kind,
        "first_seen": (found.contents or found.fetches)[0].fetched_at,
        "last_seen": last.fetched_at if last else None,
        "gone_at": found.gone_at,
        "list_title": listed.list_title,
        "list_date": listed.list_date,
        "name": first.label,
        "capture_id": newest.id if newest else None,
    }


def versions(document_id: str, found: DocumentHistory, readings: Mapping[str, tuple[str | None, str | None]]) -> list[dict[str, object]]:
    """Return the rows of a document's versions, given (content digest, shape) of every payload read."""
    rows: list[dict[str, object]] = []
    before: tuple[str, dict[str, str]] | None = None
    for seq, fetch in enumerate(found.contents, 1):
        digest, shape = readings.get(fetch.payload_digest or "", (None, None))
        now = (digest or fetch.payload_digest or "", json.loads(shape) if shape else {})
        reason = why(before, now)
        rows.append(
            {
                "document_id": document_id,
                "capture_id": fetch.id,
                "seq": seq,
                "content_digest": now[0],
                "significant": int(reason != "noise"),
                "reason": reason,
                "fetched_at": fetch.fetched_at,
            }
        )
        before = now
    return rows


def why(before: tuple[str, dict[str, str]] | None, now: tuple[str, dict[str, str]]) -> str:
    """Return what changed: first, noise, bytes, or the parts that differ.

    >>> why(None, ("a", {})), why(("a", {}), ("a", {})), why(("a", {"title": "x"}), ("b", {"title": "y"}))
    ('first', 'noise', 'title')
    """
    if before is None:
        return "first"
    if before[0] == now[0]:
        return "noise"
    return ",".join(content_digest.changed(before[1], now[1])) or "bytes"


def changed_at(rows: Sequence[Mapping[str, object]]) -> object:
    """Return when a document last changed significantly, from the rows of its versions; None if it never did."""
    later = [row["fetched_at"] for row in rows if row["significant"] and row["reason"] != "first"]
    return later[-1] if later else None
