"""Bring the database up to date with the WARC files: only new data is read, by several processes, with one writer. Idempotent."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from archive.build import derived_tables, documents, ingest, menu_entries, read_payload, write_document
from archive.build.read_payload import PayloadReading, Task
from archive.build.summary import Summary
from archive.search import bigrams
from archive.search import index as search_index
from archive.store import captures, fingerprint, schema, warc_files
from archive.system import libraries, machine
from archive.system.sandbox import PRELOAD, Workers
from gongkai import disk
from gongkai.errors import GongkaiError, VerifyFailed
from gongkai.home import Home
from gongkai.lock import held
from gongkai.run_log import Journal, journal
from gongkai.terminal.progress import QUIET, Progress
from parsers.types import Problem

A = TypeVar("A")
B = TypeVar("B")
BACKUP = 4096  # pages copied between two looks at the progress
BATCH = 200  # documents written under one commit: a kill costs their reading, never what was written before


def build(home: Home, jobs: int | None = None, rebuild: bool = False, progress: Progress = QUIET, crew: Crew | None = None) -> Summary:
    """Bring a home's database up to date with its WARC files, or rebuild it; what cannot be read becomes a row of `problems`.

    `crew` supplies the document readers; by default, `jobs` processes on this machine.
    """
    with journal(home.root / "logs", "build") as log, disk.explained(home.database), held(home.root / "build.lock", "gongkai build"):
        disk.make_folder(home.root)
        disk.require_room(home.root, disk.needed(disk.BUILD_NEEDS))
        files = warc_files.listed(home.warc)
        if not files and not home.database.exists():
            raise GongkaiError(f"there are no WARC files in {home.warc}; run gongkai crawl first")
        crew = crew or near(jobs or machine.hands(os.cpu_count() or 1, machine.memory()), progress)
        summary = anew(home, crew, progress, log) if rebuild else onward(home, home.database, crew, progress, log)
        log.say("built", **{name: value for name, value in asdict(summary).items() if name not in ("tables", "differing")})
        return summary


def onward(home: Home, path: Path, crew: Crew, progress: Progress, log: Journal) -> Summary:
    """Bring the database at `path` up to date; if nothing is due, it is not opened for writing."""
    if path.exists() and current(home, path):
        return Summary()
    connection = schema.connect(path)
    try:
        schema.migrate(connection)
        before = connection.total_changes
        summary = Build(connection, home.warc, crew, progress, log).run()
        summary.written = connection.total_changes - before
        connection.execute("PRAGMA optimize")
        if summary.written:
            summary.content = fingerprint.content_hash(connection)
        return summary
    finally:
        connection.close()


def anew(home: Home, crew: Crew, progress: Progress, log: Journal) -> Summary:
    """Rebuild the database from the WARC files beside the old one, report the tables that differ, and replace the old one."""
    fresh = home.root / "gongkai.db.new"
    for leftover in home.root.glob(f"{fresh.name}*"):
        leftover.unlink()
    summary = onward(home, fresh, crew, progress, log)
    progress.begin("comparing with the database before")
    source, target = schema.connect(fresh), schema.connect(home.database)
    try:
        summary.tables = fingerprint.fingerprints(source)
        if schema.applied_names(target):
            schema.migrate(target)
            summary.differing = fingerprint.differing(fingerprint.fingerprints(target), summary.tables)
        source.backup(target, pages=BACKUP, progress=lambda _, left, total: progress.move("pages of the database", total - left, total))
    finally:
        source.close()
        target.close()
    fresh.unlink()
    return summary


def current(home: Home, path: Path) -> bool:
    """Return whether the database holds everything in the WARC files, as read by this version."""
    connection = schema.connect(path, readonly=True)
    try:
        schema.refuse_newer(connection)
        if schema.pending(connection) or stale(connection) or connection.execute("SELECT 1 FROM due LIMIT 1").fetchone():
            return False
        read = dict(connection.execute("SELECT name, read_to FROM warc_files WHERE state != 'open'"))
        whole = all(read.get(file.name) == file.size and not file.open for file in warc_files.listed(home.warc))
        return whole and connection.execute("PRAGMA user_version").fetchone() == (bigrams.VERSION,)
    except sqlite3.OperationalError:  # tables not there yet
        return False
    finally:
        connection.close()


def stale(connection: sqlite3.Connection) -> bool:
    """Return whether any payload was read by another version of the readers."""
    found = connection.execute("SELECT 1 FROM readings WHERE stage_version IS NOT ? LIMIT 1", (read_payload.stage_version(),))
    return found.fetchone() is not None


def attempt(stage: str, read: Callable[[A], B], item: A, where: str) -> B | Problem:
    """Run one step on one item, turning an unexpected exception into a problem. The only broad `except` of the build."""
    try:
        return read(item)
    except (MemoryError, RecursionError):
        raise  # parsers.limits reports it, naming the limit
    except VerifyFailed as error:
        return Problem(stage, "damaged_record", f"{error}", where)
    except GongkaiError:
        raise  # of the archive, not of the item: a store that does not answer
    except ImportError as error:
        return Problem(stage, "installation", f"{error}", where)
    except Exception as error:  # noqa: BLE001 - one bad document must not stop the build
        return Problem(stage, "crash", f"{type(error).__name__}: {error}", where)


def work(task: Task) -> PayloadReading | Problem:
    """Read one payload. Runs in a worker process."""
    return attempt("document", read_payload.read_payload, task, task.source.url)


def load(warc: str, task: Task) -> Task | Problem:
    """Return a task with its bytes, read from the WARC files at `warc`."""
    return attempt("warc", lambda task: read_payload.load(warc, task), task, f"{task.name}@{task.offset}")


class Hands(Protocol):
    """Document readers: take tasks and return each with its reading, or with a problem if a reader hung or died."""

    @property
    def missing(self) -> tuple[str, ...] | None:
        """What the readers keep of what a reader does not need: `confinement.restrict`; None if unknown."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, PayloadReading | Problem]]:
        """Take tasks as readers become free and yield results in order of completion."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How to start the readers of a build."""

    hire: Callable[[], AbstractContextManager[Hands]]
    loads: bool = False  # they take the bytes out of the WARC files themselves


def near(jobs: int, progress: Progress = QUIET) -> Crew:
    """Return a crew of `jobs` confined processes on this machine, each given time by the size of what it reads."""
    preload = (*PRELOAD, "archive.build.build")
    return Crew(
        lambda: Workers(
            work,
            jobs,
            preload=preload,
            answers=(PayloadReading,),
            size=lambda task: len(task.source.body),
            on_page=lambda task, page, pages: progress.say(f"page {page:,} of {pages:,} of a scan"),
        )
    )


class Build:
    """One pass over everything due: WARC files, articles, their attachments, then the derived tables."""

    def __init__(self, connection: sqlite3.Connection, warc: str, crew: Crew, progress: Progress, log: Journal) -> None:
        self.connection, self.warc, self.crew, self.progress, self.log = connection, warc, crew, progress, log
        self.index = search_index.Index(connection)
        self.summary = Summary()
        self.open: Counter[str] = Counter()  # payloads still to come, by document
        self.step, self.settled, self.total = "", 0, 0

    def run(self) -> Summary:
        """Process everything that is due."""
        self.harvest()
        menu_entries.apply(self.connection)
        if self.connection.execute("PRAGMA user_version").fetchone() != (bigrams.VERSION,):
            search_index.renew(self.connection)
            self.connection.execute(f"PRAGMA user_version = {bigrams.VERSION}")
        self.connection.execute(
            "INSERT OR IGNORE INTO due SELECT DISTINCT document_id FROM readings WHERE stage_version IS NOT ?",
            (read_payload.stage_version(),),
        )
        with self.crew.hire() as hands:
            for step, attached in (("documents", False), ("attachments", True)):  # read with the title and date of their articles
                self.read_documents(hands, step, list(self.due(attached)))
            self.summary.unconfined = list(hands.missing or ())
        self.progress.begin("deriving tables")
        derived_tables.all_rows(self.connection)
        self.connection.execute("DELETE FROM due WHERE document_id LIKE '=%'")
        self.connection.commit()
        return self.summary

    def harvest(self) -> None:
        """Ingest what was added to the WARC files since the last build; one commit per file."""
        read = {name: (read_to, state) for name, read_to, state in self.connection.execute("SELECT name, read_to, state FROM warc_files")}
        listed = warc_files.listed(self.warc)
        for number, file in enumerate(listed):
            self.progress.move("WARC files", number, len(listed))
            start, state = read.get(file.name, (0, "open"))
            if start == file.size and state != "open":
                continue
            found = captures.harvest(self.warc, file, start if state == "open" else 0)
            if found.read_to == start and file.open:
                continue
            ingest.save(self.connection, found)
            derived_tables.runs(self.connection, sorted({str(event.data["run"]) for event in found.events if "run" in event.data}))
            self.connection.execute(
                "INSERT OR IGNORE INTO due VALUES ('=derive')"
            )  # so that a killed build is not mistaken for a complete one
            self.connection.commit()
            self.log.say("entered", warc=file.name, captures=len(found.captures), troubles=len(found.troubles))
            self.summary.files += 1
            self.summary.captures += len(found.captures)

    def due(self, attached: bool) -> Iterator[str]:
        """Return the ids of the due documents: attachments, or all others."""
        found = self.connection.execute(
            "SELECT d.document_id FROM due d LEFT JOIN captures c ON c.id = (SELECT id FROM captures WHERE document_id = d.document_id "
            "ORDER BY fetched_at, id LIMIT 1) WHERE (c.kind IS 'attachment') = ? AND d.document_id NOT LIKE '=%' ORDER BY 1",
            (attached,),
        )
        return (document for (document,) in found)

    def read_documents(self, hands: Hands, step: str, due: list[str]) -> None:
        """Read the due payloads of these documents, writing results as they arrive; `step` is what the progress calls them."""
        self.step, self.settled, self.total = step, 0, len(due)
        for task, outcome in hands.run(self.tasks(due)):
            self.put(task, outcome)
            self.settle_read(task.document_id)
        self.commit()

    def tasks(self, due: Iterable[str]) -> Iterator[Task]:
        """Yield the payloads to read, with their bytes if the crew needs them; documents with nothing to read are settled at once."""
        for document in due:
            found = list(documents.tasks(self.connection, document))
            self.open[document] = max(len(found), 1)
            if not found:
                self.settle_read(document)
            for task in found:
                loaded = task if self.crew.loads else load(self.warc, task)
                if isinstance(loaded, Task):
                    yield loaded
                else:
                    self.put(task, loaded)
                    self.settle_read(document)

    def put(self, task: Task, outcome: PayloadReading | Problem) -> None:
        """Write the outcome of one payload; GongkaiError if the installation is at fault, since no other payload would be read either."""
        if isinstance(outcome, Problem) and outcome.code == "installation" and (found := libraries.unloadable()):
            raise GongkaiError(f"{found}. The installation is incomplete; `gongkai doctor` prints the remedy. Committed data is safe.")
        self.summary.again += write_document.put_outcome(self.connection, self.index, task, outcome)
        self.summary.payloads += 1
        if isinstance(outcome, Problem):
            self.log.say(
                "unread",
                document=task.document_id,
                url=task.source.url,
                why=f"{outcome.code}: {outcome.message}",
                again=outcome.code in write_document.PASSING,
            )
        self.summary.failed += isinstance(outcome, Problem)
        self.summary.later += isinstance(outcome, Problem) and outcome.code in write_document.PASSING

    def settle_read(self, document: str) -> None:
        """Note that one payload of a document is done; settle the document after its last one."""
        self.open[document] -= 1
        if self.open[document] > 0:
            return
        del self.open[document]
        write_document.settle(self.connection, self.index, document)
        self.summary.documents += 1
        self.settled += 1
        self.progress.move(self.step, self.settled, self.total)
        if self.settled % BATCH == 0:
            self.commit()

    def commit(self) -> None:
        """Update the search index and commit."""
        self.index.flush()
        self.connection.commit()
