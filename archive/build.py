"""WARC files → database: only what is new, in several processes with one writer; doing it twice changes nothing."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from archive import captures, derive, doctor, documents, fingerprint, grams, indexing, ingest, machine, readings, records, schema, settle
from archive.faults import room, spoken
from archive.lock import held
from archive.readings import Reading, Task
from parsers.contract import GongkaiError, Home, VerifyFailed
from parsers.journal import Journal, journal
from parsers.limits import PRELOAD, Workers
from parsers.types import Problem

A = TypeVar("A")
B = TypeVar("B")
BATCH = 200  # documents written under one commit: a kill costs their reading, never what was written before
Tell = Callable[[int, int], None]  # documents done, documents due


@dataclass(slots=True)
class Summary:
    """What a build did."""

    files: int = 0  # WARC files that had something new
    captures: int = 0
    documents: int = 0
    payloads: int = 0  # read
    again: int = 0  # of them known before, but read by other readers or under another name
    failed: int = 0  # payloads nobody could read
    later: int = 0  # of them, those the machine cut short: the next build tries again
    written: int = 0  # rows; 0 where nothing was to be done
    tables: dict[str, str] = field(default_factory=dict)  # hashes, after --rebuild
    differing: list[str] | None = None  # tables that say something else than before the rebuild; None where there was no database

    def lines(self) -> Iterator[str]:
        """What to tell the person at the terminal."""
        if not self.written:
            yield "nothing new: the database is as the WARC files have it"
        elif not self.payloads:
            yield f"{self.files:,} WARC files with {self.captures:,} captures entered; no document is new or changed"
        else:
            yield (f"{self.files:,} WARC files, {self.captures:,} captures, {self.documents:,} documents, {self.payloads:,} payloads read "
                   f"({self.again:,} of them again), {self.failed:,} could not be read (see table problems)")
        if self.later:
            yield f"{self.later:,} of them ran out of time or memory, as on a busy machine; the next build tries them again"
        for table, digest in self.tables.items():
            yield f"{digest}  {table}"
        if self.tables:
            yield f"{fingerprint.whole(self.tables)}  all tables"
        if self.differing is not None:
            yield f"differs from before in: {', '.join(self.differing)}" if self.differing else "the same as before the rebuild"


def build(home: Home, jobs: int | None = None, rebuild: bool = False, tell: Tell | None = None, crew: Crew | None = None) -> Summary:
    """Given a home, bring its database up to date with its WARC files, or make it anew; what cannot be read becomes a problem's row.

    `crew` reads the documents; `jobs` processes of this machine where none is given.
    """
    with journal(home.root / "logs", "build") as log, spoken(home.database), held(home.root / "build.lock", "gongkai build"):
        room(home.root)
        files = records.listed(home.warc)
        if not files and not home.database.exists():
            raise GongkaiError(f"there are no WARC files in {home.warc}; run gongkai crawl first")
        crew = crew or near(jobs or machine.hands(os.cpu_count() or 1, machine.memory()))
        summary = anew(home, crew, tell, log) if rebuild else onward(home, home.database, crew, tell, log)
        log.say("built", **{name: value for name, value in asdict(summary).items() if name not in ("tables", "differing")})
        return summary


def onward(home: Home, path: Path, crew: Crew, tell: Tell | None, log: Journal) -> Summary:
    """Bring the database at `path` up to date; one that is so already is not opened for writing."""
    if path.exists() and current(home, path):
        return Summary()
    connection = schema.connect(path)
    try:
        schema.migrate(connection)
        before = connection.total_changes
        summary = Build(connection, home.warc, crew, tell, log).run()
        summary.written = connection.total_changes - before
        connection.execute("PRAGMA optimize")
        return summary
    finally:
        connection.close()


def anew(home: Home, crew: Crew, tell: Tell | None, log: Journal) -> Summary:
    """Make the database from the WARC files alone beside the old one, say in which tables they differ, put it in its place."""
    fresh = home.root / "gongkai.db.new"
    for leftover in home.root.glob(f"{fresh.name}*"):
        leftover.unlink()
    summary = onward(home, fresh, crew, tell, log)
    source, target = schema.connect(fresh), schema.connect(home.database)
    try:
        summary.tables = fingerprint.fingerprints(source)
        if schema.applied_names(target):
            schema.migrate(target)
            summary.differing = fingerprint.differing(fingerprint.fingerprints(target), summary.tables)
        source.backup(target)
    finally:
        source.close()
        target.close()
    fresh.unlink()
    return summary


def current(home: Home, path: Path) -> bool:
    """Tell whether the database holds all that the WARC files do, as this version reads it."""
    connection = schema.connect(path, readonly=True)
    try:
        schema.refuse_newer(connection)
        if schema.pending(connection) or stale(connection) or connection.execute("SELECT 1 FROM due LIMIT 1").fetchone():
            return False
        read = dict(connection.execute("SELECT name, read_to FROM warc_files WHERE state != 'open'"))
        whole = all(read.get(file.name) == file.size and not file.open for file in records.listed(home.warc))
        return whole and connection.execute("PRAGMA user_version").fetchone() == (grams.VERSION,)
    except sqlite3.OperationalError:  # tables not there yet
        return False
    finally:
        connection.close()


def stale(connection: sqlite3.Connection) -> bool:
    """Tell whether some payload was read by another version of the readers."""
    found = connection.execute("SELECT 1 FROM readings WHERE stage_version IS NOT ? LIMIT 1", (readings.stage_version(),))
    return found.fetchone() is not None


def attempt(stage: str, read: Callable[[A], B], item: A, where: str) -> B | Problem:
    """Run one step on one item; the only place where an unforeseen exception becomes a problem, and the run goes on."""
    try:
        return read(item)
    except (MemoryError, RecursionError):
        raise  # told by parsers.limits, which knows the limit
    except VerifyFailed as error:
        return Problem(stage, "damaged_record", f"{error}", where)
    except GongkaiError:
        raise  # of the archive, not of the item: a store that does not answer
    except ImportError as error:
        return Problem(stage, "installation", f"{error}", where)
    except Exception as error:  # noqa: BLE001 - one bad document must not stop the build
        return Problem(stage, "crash", f"{type(error).__name__}: {error}", where)


def work(task: Task) -> Reading | Problem:
    """Read one payload; what a worker process does."""
    return attempt("document", readings.read, task, task.told.url)


def load(warc: str, task: Task) -> Task | Problem:
    """Given where the WARC files lie and a task, return it with its bytes."""
    return attempt("warc", lambda task: readings.load(warc, task), task, f"{task.name}@{task.offset}")


class Hands(Protocol):
    """Whoever reads: given tasks, each comes back with its reading, or with the problem of a reader that hung or died."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Reading | Problem]]:
        """Take tasks as hands are free, and yield them in whatever order they are done."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How the hands of a build are hired."""

    hire: Callable[[], AbstractContextManager[Hands]]
    loads: bool = False  # they take the bytes out of the WARC files themselves


def near(jobs: int) -> Crew:
    """So many processes of this machine."""
    return Crew(lambda: Workers(work, jobs, preload=(*PRELOAD, "archive.build")))


class Build:
    """One pass over what is due: WARC files, then articles, then what hangs on them, then what follows from all rows."""

    def __init__(self, connection: sqlite3.Connection, warc: str, crew: Crew, tell: Tell | None, log: Journal) -> None:
        self.connection, self.warc, self.crew, self.log = connection, warc, crew, log
        self.tell = tell or (lambda done, due: None)
        self.index = indexing.Index(connection)
        self.summary = Summary()
        self.open: Counter[str] = Counter()  # payloads still to come, by document
        self.settled = 0

    def run(self) -> Summary:
        """Do all that is due."""
        self.harvest()
        if self.connection.execute("PRAGMA user_version").fetchone() != (grams.VERSION,):
            indexing.renew(self.connection)
            self.connection.execute(f"PRAGMA user_version = {grams.VERSION}")
        self.connection.execute("INSERT OR IGNORE INTO due SELECT DISTINCT document_id FROM readings WHERE stage_version IS NOT ?",
                                (readings.stage_version(),))
        with self.crew.hire() as hands:
            for attached in (False, True):  # an attachment is read with the title and date of its article
                self.read(hands, list(self.due(attached)))
        derive.all_rows(self.connection)
        self.connection.execute("DELETE FROM due WHERE document_id LIKE '=%'")
        self.connection.commit()
        return self.summary

    def harvest(self) -> None:
        """Take in what the WARC files hold since the last time, each under its own commit."""
        read = {name: (read_to, state) for name, read_to, state in self.connection.execute("SELECT name, read_to, state FROM warc_files")}
        for file in records.listed(self.warc):
            start, state = read.get(file.name, (0, "open"))
            if start == file.size and state != "open":
                continue
            found = captures.harvest(self.warc, file, start if state == "open" else 0)
            if found.read_to == start and file.open:
                continue
            ingest.save(self.connection, found)
            derive.runs(self.connection, sorted({str(event.data["run"]) for event in found.events if "run" in event.data}))
            self.connection.execute("INSERT OR IGNORE INTO due VALUES ('=derive')")  # so that a killed build is not taken for a whole one
            self.connection.commit()
            self.log.say("entered", warc=file.name, captures=len(found.captures), troubles=len(found.troubles))
            self.summary.files += 1
            self.summary.captures += len(found.captures)

    def due(self, attached: bool) -> Iterator[str]:
        """The documents to be worked on: attachments, or all others."""
        found = self.connection.execute(
            "SELECT d.document_id FROM due d LEFT JOIN captures c ON c.id = (SELECT id FROM captures WHERE document_id = d.document_id "
            "ORDER BY fetched_at, id LIMIT 1) WHERE (c.kind IS 'attachment') = ? AND d.document_id NOT LIKE '=%' ORDER BY 1", (attached,))
        return (document for (document,) in found)

    def read(self, hands: Hands, due: list[str]) -> None:
        """Read what is due of these documents, writing as results come."""
        self.settled = 0
        for task, outcome in hands.run(self.tasks(due)):
            self.put(task, outcome)
            self.settle_read(task.document_id, len(due))
        self.commit()

    def tasks(self, due: Iterable[str]) -> Iterator[Task]:
        """What is to be read, with its bytes where the crew wants them; a document of which nothing is to be read is settled at once."""
        total = len(list(due))
        for document in due:
            found = list(documents.tasks(self.connection, document))
            self.open[document] = max(len(found), 1)
            if not found:
                self.settle_read(document, total)
            for task in found:
                loaded = task if self.crew.loads else load(self.warc, task)
                if isinstance(loaded, Task):
                    yield loaded
                else:
                    self.put(task, loaded)
                    self.settle_read(document, total)

    def put(self, task: Task, outcome: Reading | Problem) -> None:
        """Write what one payload gave; GongkaiError where the installation is at fault: no other would be read either."""
        if isinstance(outcome, Problem) and outcome.code == "installation" and (found := doctor.readers()).state == "broken":
            raise GongkaiError(f"{found.found}. {found.cost}, then run gongkai build; what was read before stays")
        self.summary.again += settle.put_outcome(self.connection, self.index, task, outcome)
        self.summary.payloads += 1
        if isinstance(outcome, Problem):
            self.log.say("unread", document=task.document_id, url=task.told.url, why=f"{outcome.code}: {outcome.message}",
                         again=outcome.code in settle.PASSING)
        self.summary.failed += isinstance(outcome, Problem)
        self.summary.later += isinstance(outcome, Problem) and outcome.code in settle.PASSING

    def settle_read(self, document: str, total: int) -> None:
        """One payload of a document is done; when all are, the document is."""
        self.open[document] -= 1
        if self.open[document] > 0:
            return
        del self.open[document]
        settle.settle(self.connection, self.index, document)
        self.summary.documents += 1
        self.settled += 1
        self.tell(self.settled, total)
        if self.settled % BATCH == 0:
            self.commit()

    def commit(self) -> None:
        """Bring the search index in step and make all of it lasting."""
        self.index.flush()
        self.connection.commit()
