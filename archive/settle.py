"""What became of a document's payloads → its rows: document, parts, versions, report, facts, problems, and the search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from archive import content, crosschecks, documents, ingest, reports, store
from archive.captures import Trouble
from archive.indexing import Index
from archive.readings import Reading, Task, stage_version
from parsers.report import across
from parsers.types import Problem

# What a machine too busy, short of memory or with a failing disk does to a document: of the moment, not of its bytes, so it is read again.
PASSING = {"timeout", "died", "memory", "installation", "unreadable"}
TRIES = 5  # builds that try; a document that hangs every reader must not cost every night its time limit for ever
REPORT_TABLES = ("sections", "facts", "proactive", "requests", "disputes", "statistics", "checks")


def put_outcome(connection: sqlite3.Connection, index: Index, task: Task, outcome: Reading | Problem) -> bool:
    """Write what one payload gave, and where it is what the document holds now, its row, parts and report; tell whether it was known."""
    before = connection.execute("SELECT failed, tries FROM readings WHERE document_id = ? AND payload_digest = ?",
                                (task.document_id, task.payload_digest)).fetchone()
    problems = (outcome,) if isinstance(outcome, Problem) else everything(outcome)
    tries = (before[1] or 0 if before else 0) + 1 if isinstance(outcome, Problem) and outcome.code in PASSING else 0
    last = {"stage_version": None if 0 < tries < TRIES else stage_version(), "tries": tries or None}
    put_problems(connection, task, problems)
    if tries and before and not before[0] and held(connection, task):  # it was read well once: that stays until it is read again
        connection.execute("UPDATE readings SET stage_version = :stage_version, tries = :tries WHERE document_id = :document AND "
                           "payload_digest = :payload", {**last, "document": task.document_id, "payload": task.payload_digest})
        return True
    store.put(connection, "readings", [{**reading_row(task, outcome), **last}])
    if not isinstance(outcome, Problem) and outcome.report:
        crosschecks.touch(connection, task.document_id)
    if task.newest:
        put_content(connection, index, task, [] if isinstance(outcome, Problem) else list(flat(outcome, "")))
    return before is not None


def held(connection: sqlite3.Connection, task: Task) -> bool:
    """Tell whether the document's row already stands as this payload has it, or as a newer one does."""
    row = connection.execute("SELECT payload_digest FROM documents WHERE id = ?", (task.document_id,)).fetchone()
    return not task.newest or row == (task.payload_digest,)


def reading_row(task: Task, outcome: Reading | Problem) -> dict[str, Any]:
    """Given what one payload gave, return the row that remembers it, but for the version of the readers."""
    shape = {} if isinstance(outcome, Problem) else outcome.shape
    return {"document_id": task.document_id, "payload_digest": task.payload_digest, "source_digest": task.source_digest,
            "content_digest": content.digest(shape) if shape else None, "shape": content.packed(shape) if shape else None,
            "failed": int(isinstance(outcome, Problem)),
            "figures": None if isinstance(outcome, Problem) else crosschecks.packed(outcome.report)}


def everything(reading: Reading) -> tuple[Problem, ...]:
    """Given a reading, return its problems and those of what lies inside it, each saying in which part."""
    inner = (replace(problem, where=f"{part.name}: {problem.where}".rstrip(": ")) for part in reading.parts for problem in everything(part))
    return (*reading.problems, *inner)


def flat(reading: Reading, folder: str) -> Iterator[tuple[str, Reading]]:
    """Given a reading, yield it and all that lies inside it, each with its path of names."""
    yield folder, reading
    for part in reading.parts:
        yield from flat(part, f"{folder}/{part.name}".lstrip("/"))


def put_problems(connection: sqlite3.Connection, task: Task, problems: Sequence[Problem]) -> None:
    """Write what went wrong in reading one payload, in place of what went wrong before."""
    column = connection.execute("SELECT column_id, site_id FROM captures WHERE id = ?", (task.capture_id,)).fetchone()
    rows = []
    for number, problem in enumerate(problems):
        where = "" if problem.where in ("", task.told.url) else f" ({problem.where})"
        trouble = Trouble(problem.stage, problem.code, problem.message + where, task.told.url, task.capture_id, task.document_id,
                          task.fetched_at, column[1], column[0])
        rows.append(ingest.problem_row(trouble, number))
    store.replace(connection, "problems", {"document_id": task.document_id, "capture_id": task.capture_id, "run_id": None}, rows)


def put_content(connection: sqlite3.Connection, index: Index, task: Task, readings: Sequence[tuple[str, Reading]]) -> None:
    """Write the rows a document's newest payload gives: the document, the parts in it, their reports."""
    key = task.document_id
    held = [part for (part,) in connection.execute("SELECT id FROM documents WHERE parent_id = ? AND kind = 'part'", (key,))]
    parts = {reading.document_id: (path, reading) for path, reading in readings[1:]}
    index.watch([key, *held, *parts])
    before = connection.execute("SELECT title, published FROM documents WHERE id = ?", (key,)).fetchone()
    row = content_row(task, readings[0][1]) if readings else failed_row(task)
    store.put(connection, "documents", [row])
    for part in held:
        if part not in parts:
            remove(connection, part)
    for part, (path, reading) in parts.items():
        around = {"kind": "part", "parent_id": key, "name": path, "url": reading.url}
        store.put(connection, "documents", [{**content_row(task, reading), "id": part, **around}])
    for _, reading in readings:
        put_report(connection, task, reading)
    if not readings:
        drop_report(connection, key)
    if before != (row["title"], row["published"]):
        store.make_due(connection, "parent_id = ?", key)


def content_row(task: Task, reading: Reading) -> dict[str, Any]:
    """Given a reading, return what it says of its document."""
    document, told = reading.document, task.told
    return {"id": reading.document_id, "title": document.title or told.list_title or reading.name,
            "published": document.published or told.list_date or told.parent_published or None, "source": document.source or None,
            "media_type": document.media_type, "text": document.text, "payload_digest": reading.payload_digest,
            "state": "read" if document.text.strip() or document.tables else "no_text", "length": reading.length}


def failed_row(task: Task) -> dict[str, Any]:
    """Given a payload that could not be read, return what is known of its document all the same."""
    told = task.told
    return {"id": task.document_id, "title": told.list_title or told.link_label,
            "published": told.list_date or told.parent_published or None, "source": None, "media_type": told.media_type or None, "text": "",
            "payload_digest": task.payload_digest, "state": "failed", "length": task.length}


def put_report(connection: sqlite3.Connection, task: Task, reading: Reading) -> None:
    """Write the report a document holds, or take away the one it held."""
    report = reading.report
    if report is None or report.form is None:
        drop_report(connection, reading.document_id)
        return
    row = connection.execute("SELECT published, title FROM documents WHERE id = ?", (reading.document_id,)).fetchone()
    belongs = across.belonging(reading.document, (), urlsplit(task.told.url).netloc, "")
    laid = reports.lay_out(report, {"id": reading.document_id, "published": row[0], "title": row[1]}, task.told.area, belongs).tables
    store.put(connection, "reports", laid["reports"])
    for table in REPORT_TABLES:
        store.replace(connection, table, {"report_id": reading.document_id}, laid[table])
    crosschecks.touch(connection, reading.document_id)


def drop_report(connection: sqlite3.Connection, document_id: str) -> None:
    """Take away a document's report."""
    crosschecks.touch(connection, document_id)
    for table in REPORT_TABLES:
        store.delete(connection, table, {"report_id": document_id})
    store.delete(connection, "reports", {"id": document_id})


def remove(connection: sqlite3.Connection, document_id: str) -> None:
    """Take away a part that its container does not hold any more."""
    drop_report(connection, document_id)
    store.delete(connection, "documents", {"id": document_id})


def settle(connection: sqlite3.Connection, index: Index, document_id: str) -> None:
    """Once all its payloads are read, write when a document was seen, its versions, whether it is gone; it is due no more."""
    found = documents.history(connection, document_id)
    if found.fetches and not found.only_leads_on:
        readings: Mapping[str, tuple[str | None, str | None]] = {digest: (whole, shape) for digest, whole, shape in connection.execute(
            "SELECT payload_digest, content_digest, shape FROM readings WHERE document_id = ?", (document_id,))}
        rows = documents.versions(document_id, found, readings)
        row = {**documents.standing(connection, document_id, found), "changed_at": documents.changed_at(rows)}
        index.watch([document_id])
        if store.put(connection, "documents", [row]) and row["gone_at"]:
            crosschecks.touch(connection, document_id)  # another report of that year may be the one to use now
        if not found.contents:
            store.put(connection, "documents", [{"id": document_id, "title": row["list_title"] or row["name"],
                                                 "published": row["list_date"], "state": "not_fetched"}])
        store.replace(connection, "versions", {"document_id": document_id}, rows)
        drop_problems(connection, document_id, found)
        put_parts(connection, index, document_id, row)
    store.delete(connection, "due", {"document_id": document_id})


def drop_problems(connection: sqlite3.Connection, document_id: str, found: documents.History) -> None:
    """Take away what went wrong in reading a payload where it is told of a capture that is not the first of it any more."""
    first = {fetch.id for fetch in documents.first_of_each(found.contents).values()}
    told = connection.execute("SELECT id, capture_id FROM problems WHERE document_id = ? AND run_id IS NULL AND stage != 'fetch'",
                              (document_id,)).fetchall()
    connection.executemany("DELETE FROM problems WHERE id = ?", [(key,) for key, capture in told if capture not in first])


def put_parts(connection: sqlite3.Connection, index: Index, document_id: str, row: Mapping[str, object]) -> None:
    """Documents inside a container were seen when it was."""
    parts = [part for (part,) in connection.execute("SELECT id FROM documents WHERE parent_id = ? AND kind = 'part'", (document_id,))]
    index.watch(parts)
    shared = {name: row[name] for name in ("site_id", "column_id", "first_seen", "last_seen", "gone_at", "capture_id", "changed_at")}
    store.put(connection, "documents", [{"id": part, **shared} for part in parts])
