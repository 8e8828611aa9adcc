"""Write the outcome of a document's payloads: document, parts, versions, report, facts, problems, and the search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

from archive.build import content_digest, cross_checks, documents, ingest, menu_entries, report_rows
from archive.build.read_payload import PayloadReading, Task, stage_version
from archive.search.index import Index
from archive.store import rows as store_rows
from archive.store.captures import ProblemRow
from parsers.report.checks import between_reports
from parsers.types import Problem

# What a machine too busy, short of memory or with a failing disk does to a document: of the moment, not of its bytes, so it is read again.
PASSING = {"timeout", "died", "memory", "installation", "unreadable"}
TRIES = 5  # builds that try; a document that hangs every reader must not cost every night its time limit for ever
REPORT_TABLES = ("sections", "facts", "proactive", "requests", "disputes", "statistics", "checks")


def put_outcome(connection: sqlite3.Connection, index: Index, task: Task, outcome: PayloadReading | Problem) -> bool:
    """Write what one payload gave and, if it is the document's current one, its row, parts and report; return whether it was known."""
    before = connection.execute(
        "SELECT failed, tries FROM readings WHERE document_id = ? AND payload_digest = ?", (task.document_id, task.payload_digest)
    ).fetchone()
    problems = (outcome,) if isinstance(outcome, Problem) else everything(outcome)
    tries = (before[1] or 0 if before else 0) + 1 if isinstance(outcome, Problem) and outcome.code in PASSING else 0
    last = {"stage_version": None if 0 < tries < TRIES else stage_version(), "tries": tries or None}
    put_problems(connection, task, problems)
    if tries and before and not before[0] and held(connection, task):  # it was read well once: that stays until it is read again
        connection.execute(
            "UPDATE readings SET stage_version = :stage_version, tries = :tries WHERE document_id = :document AND "
            "payload_digest = :payload",
            {**last, "document": task.document_id, "payload": task.payload_digest},
        )
        return True
    store_rows.put(connection, "readings", [{**reading_row(task, outcome), **last}])
    if not isinstance(outcome, Problem) and outcome.report:
        cross_checks.touch(connection, task.document_id)
    if task.newest:
        put_content(connection, index, task, [] if isinstance(outcome, Problem) else list(flat(outcome, "")))
    return before is not None


def held(connection: sqlite3.Connection, task: Task) -> bool:
    """Return whether the document's row already comes from this payload or a newer one."""
    row = connection.execute("SELECT payload_digest FROM documents WHERE id = ?", (task.document_id,)).fetchone()
    return not task.newest or row == (task.payload_digest,)


def reading_row(task: Task, outcome: PayloadReading | Problem) -> dict[str, Any]:
    """Return the row of `readings` for the outcome of one payload, without the readers' version."""
    shape = {} if isinstance(outcome, Problem) else outcome.shape
    return {
        "document_id": task.document_id,
        "payload_digest": task.payload_digest,
        "source_digest": task.source_digest,
        "content_digest": content_digest.digest(shape) if shape else None,
        "shape": content_digest.packed(shape) if shape else None,
        "failed": int(isinstance(outcome, Problem)),
        "figures": None if isinstance(outcome, Problem) else cross_checks.packed(outcome.report),
    }


def everything(reading: PayloadReading) -> tuple[Problem, ...]:
    """Return the problems of a reading and of the parts inside it, each naming its part."""
    inner = (replace(problem, where=f"{part.name}: {problem.where}".rstrip(": ")) for part in reading.parts for problem in everything(part))
    return (*reading.problems, *inner)


def flat(reading: PayloadReading, folder: str) -> Iterator[tuple[str, PayloadReading]]:
    """Yield a reading and everything inside it, each with its path of names."""
    yield folder, reading
    for part in reading.parts:
        yield from flat(part, f"{folder}/{part.name}".lstrip("/"))


def put_problems(connection: sqlite3.Connection, task: Task, problems: Sequence[Problem]) -> None:
    """Replace the problems of reading one payload."""
    column = connection.execute("SELECT column_id, site_id FROM captures WHERE id = ?", (task.capture_id,)).fetchone()
    rows = []
    for number, problem in enumerate(problems):
        where = "" if problem.where in ("", task.source.url) else f" ({problem.where})"
        trouble = ProblemRow(
            problem.stage,
            problem.code,
            problem.message + where,
            task.source.url,
            task.capture_id,
            task.document_id,
            task.fetched_at,
            column[1],
            column[0],
        )
        rows.append(ingest.problem_row(trouble, number))
    store_rows.replace(connection, "problems", {"document_id": task.document_id, "capture_id": task.capture_id, "run_id": None}, rows)


def put_content(connection: sqlite3.Connection, index: Index, task: Task, readings: Sequence[tuple[str, PayloadReading]]) -> None:
    """Write the rows of a document's newest payload: the document, the parts in it, their reports."""
    key = task.document_id
    held = [part for (part,) in connection.execute("SELECT id FROM documents WHERE parent_id = ? AND kind = 'part'", (key,))]
    parts = {reading.document_id: (path, reading) for path, reading in readings[1:]}
    index.watch([key, *held, *parts])
    before = connection.execute("SELECT title, published FROM documents WHERE id = ?", (key,)).fetchone()
    row = content_row(task, readings[0][1]) if readings else failed_row(task)
    store_rows.put(connection, "documents", [row])
    for part in held:
        if part not in parts:
            remove(connection, part)
    for part, (path, reading) in parts.items():
        around = {"kind": "part", "parent_id": key, "name": path, "url": reading.url}
        store_rows.put(connection, "documents", [{**content_row(task, reading), "id": part, **around}])
    for _, reading in readings:
        put_report(connection, task, reading)
        put_signatures(connection, reading)
    if not readings:
        store_rows.delete(connection, "signatures", {"document_id": key})
        drop_report(connection, key)
    if before != (row["title"], row["published"]):
        store_rows.make_due(connection, "parent_id = ?", key)


def content_row(task: Task, reading: PayloadReading) -> dict[str, Any]:
    """Return the columns of a document's row that come from reading it."""
    document, origin = reading.document, task.source
    return {
        "id": reading.document_id,
        "title": document.title or origin.list_title or reading.name,
        "published": document.published or origin.list_date or origin.parent_published or None,
        "source": document.source or None,
        "media_type": document.media_type,
        "text": document.text,
        "payload_digest": reading.payload_digest,
        "state": "read" if document.text.strip() or document.tables else "no_text",
        "length": reading.length,
    }


def failed_row(task: Task) -> dict[str, Any]:
    """Return what is known of a document whose payload could not be read."""
    origin = task.source
    return {
        "id": task.document_id,
        "title": origin.list_title or origin.link_label,
        "published": origin.list_date or origin.parent_published or None,
        "source": None,
        "media_type": origin.media_type or None,
        "text": "",
        "payload_digest": task.payload_digest,
        "state": "failed",
        "length": task.length,
    }


def put_report(connection: sqlite3.Connection, task: Task, reading: PayloadReading) -> None:
    """Write the report of a document, or delete the one it used to hold."""
    report = reading.report
    if report is None or report.form is None:
        drop_report(connection, reading.document_id)
        return
    row = connection.execute("SELECT published, title FROM documents WHERE id = ?", (reading.document_id,)).fetchone()
    belongs = between_reports.belonging(reading.document, (), urlsplit(task.source.url).netloc, "")
    laid = report_rows.lay_out(report, {"id": reading.document_id, "published": row[0], "title": row[1]}, task.source.area, belongs).tables
    store_rows.put(connection, "reports", laid["reports"])
    for table in REPORT_TABLES:
        store_rows.replace(connection, table, {"report_id": reading.document_id}, laid[table])
    cross_checks.touch(connection, reading.document_id)


def put_signatures(connection: sqlite3.Connection, reading: PayloadReading) -> None:
    """Replace the signatures and seals of a document."""
    rows = [
        {
            "document_id": reading.document_id,
            "seq": number,
            **{name: value if value != "" else None for name, value in asdict(signature).items()},
            "in_period": None if signature.in_period is None else int(signature.in_period),
        }
        for number, signature in enumerate(reading.document.signatures, start=1)
    ]
    store_rows.replace(connection, "signatures", {"document_id": reading.document_id}, rows)


def drop_report(connection: sqlite3.Connection, document_id: str) -> None:
    """Delete a document's report."""
    cross_checks.touch(connection, document_id)
    for table in REPORT_TABLES:
        store_rows.delete(connection, table, {"report_id": document_id})
    store_rows.delete(connection, "reports", {"id": document_id})


def remove(connection: sqlite3.Connection, document_id: str) -> None:
    """Delete a document, its report and its signatures, such as a part that its container no longer holds."""
    drop_report(connection, document_id)
    store_rows.delete(connection, "signatures", {"document_id": document_id})
    store_rows.delete(connection, "signatures", {"document_id": document_id})
    store_rows.delete(connection, "documents", {"id": document_id})


def withdraw(connection: sqlite3.Connection, index: Index, document_id: str) -> None:
    """Delete what was read at an address that turned out to hold no document; its captures stay."""
    parts = [part for (part,) in connection.execute("SELECT id FROM documents WHERE parent_id = ? AND kind = 'part'", (document_id,))]
    index.watch([document_id, *parts])
    for key in (*parts, document_id):
        remove(connection, key)
    for table in ("versions", "readings"):
        store_rows.delete(connection, table, {"document_id": document_id})
    connection.execute("DELETE FROM problems WHERE document_id = ? AND run_id IS NULL AND stage != 'fetch'", (document_id,))


def settle(connection: sqlite3.Connection, index: Index, document_id: str) -> None:
    """Write when a document was seen, its versions and whether it is gone, after all payloads are read; it is no longer due."""
    found = documents.history(connection, document_id)
    if menu_entries.is_entry(connection, document_id):
        withdraw(connection, index, document_id)
    elif found.fetches and not found.only_leads_on:
        readings: Mapping[str, tuple[str | None, str | None]] = {
            digest: (whole, shape)
            for digest, whole, shape in connection.execute(
                "SELECT payload_digest, content_digest, shape FROM readings WHERE document_id = ?", (document_id,)
            )
        }
        rows = documents.versions(document_id, found, readings)
        row = {**documents.standing(connection, document_id, found), "changed_at": documents.changed_at(rows)}
        index.watch([document_id])
        if store_rows.put(connection, "documents", [row]) and row["gone_at"]:
            cross_checks.touch(connection, document_id)  # another report of that year may be the one to use now
        if not found.contents:
            store_rows.put(
                connection,
                "documents",
                [{"id": document_id, "title": row["list_title"] or row["name"], "published": row["list_date"], "state": "not_fetched"}],
            )
        store_rows.replace(connection, "versions", {"document_id": document_id}, rows)
        drop_problems(connection, document_id, found)
        put_parts(connection, index, document_id, row)
    store_rows.delete(connection, "due", {"document_id": document_id})


def drop_problems(connection: sqlite3.Connection, document_id: str, found: documents.DocumentHistory) -> None:
    """Delete read problems whose capture is no longer the payload's first."""
    first = {fetch.id for fetch in documents.first_of_each(found.contents).values()}
    origin = connection.execute(
        "SELECT id, capture_id FROM problems WHERE document_id = ? AND run_id IS NULL AND stage != 'fetch'", (document_id,)
    ).fetchall()
    connection.executemany("DELETE FROM problems WHERE id = ?", [(key,) for key, capture in origin if capture not in first])


def put_parts(connection: sqlite3.Connection, index: Index, document_id: str, row: Mapping[str, object]) -> None:
    """Copy a container's site, column, capture and dates to the documents inside it."""
    parts = [part for (part,) in connection.execute("SELECT id FROM documents WHERE parent_id = ? AND kind = 'part'", (document_id,))]
    index.watch(parts)
    shared = {name: row[name] for name in ("site_id", "column_id", "first_seen", "last_seen", "gone_at", "capture_id", "changed_at")}
    store_rows.put(connection, "documents", [{"id": part, **shared} for part in parts])
