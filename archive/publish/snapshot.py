"""Publish the database as an immutable file with its digest; until it is complete, the last good snapshot remains the newest."""

from __future__ import annotations

import filecmp
import json
import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.publish import assertions, changes, citation, data_package, retention, tidy_files
from archive.publish.latest import Edition, entry
from archive.store import fingerprint, schema, split_text
from archive.verify import manifests, open_timestamps
from gongkai import disk
from gongkai.clock import now
from gongkai.errors import GongkaiError
from gongkai.home import Home
from gongkai.lock import held
from gongkai.run_log import Journal, journal
from gongkai.terminal.progress import QUIET, Progress

LOOK = 200_000  # steps of SQLite's machine between two looks at how far a copy is
SPARE = 64 << 20  # bytes beyond the database's own size that must be free


def snapshot(home: Home, accept: bool = False, progress: Progress = QUIET) -> Edition | None:
    """Publish a home's database under home/public and return its entry of latest.json.

    A database whose content is that of the last snapshot is not published again: latest.json then says in `checked` until when the
    snapshot of `created` is known to hold. None where there is nothing to publish, no document yet. Raises Withheld
    if an assertion does not hold and `accept` is not given; on any failure the last snapshot remains the newest.
    """
    log_folder = home.root / "logs"
    with (
        journal(log_folder, "snapshot") as log,
        disk.explained(home.public, home.database),
        held(home.root / "snapshot.lock", "gongkai snapshot"),
    ):
        if not home.database.exists():
            raise GongkaiError(f"there is no database {home.database} yet; run gongkai build first")
        rule = retention.rule()
        tidy_files.formats()  # a wrong setting is said before the work
        apart = split_text.large(home.database)
        disk.make_folder(home.public)
        disk.require_room(home.public, (2 if apart else 1) * home.database.stat().st_size + tidy_room(home) + SPARE)
        before = entry(home)
        progress.begin("comparing with the last snapshot")
        content = content_of(home)
        if content is None and before is None:
            log.say("empty")
            return None
        judge(home, before, accept)
        if before and before.get("content") == content and "tidy" in before:
            assertions.release(home)
            stamp(home, log)  # an authority may have been down when its manifest was made
            log.say("unchanged", file=before["file"])
            return checked(home, before, now())
        moment = after(now(), before)
        target = home.public / f"gongkai-{moment:%Y%m%dT%H%M%S}.db"
        temporary = home.public / "gongkai.new"
        text = split_text.beside(temporary)
        clear(temporary, text)
        if apart:
            copy_apart(home.database, temporary, text, progress)
        else:
            copy(home.database, temporary, progress)
        progress.begin("writing the manifests")
        manifests.publish(home)
        stamp(home, log)
        progress.begin("writing digests and changes")
        edition = publish(home, temporary, target, moment, rule, content, progress)
        assertions.release(home)
        log.say("published", file=edition["file"], size=edition["size"], sha256=edition["sha256"], accepted=accept or None)
        return edition


def stamp(home: Home, log: Journal) -> None:
    """Get the time stamps that the newest manifests lack; say which authority gave none."""
    for failure in [*manifests.stamp_missing(home), *open_timestamps.stamp_missing(manifests.folder(home))]:
        log.say("not_stamped", why=failure)
        click.echo(f"gongkai: {failure}", err=True)


def content_of(home: Home) -> str | None:
    """Return the hash of what the working database would show its readers; None where it holds no document."""
    with closing(schema.connect(home.database, readonly=True)) as connection:
        schema.require_current(connection)
        if connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is None:
            return None
        return fingerprint.publication_hash(connection)


def checked(home: Home, before: Edition, moment: datetime) -> Edition:
    """Note in latest.json that its snapshot still holds at this moment, and return what it says."""
    edition = {**before, "checked": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    disk.write_file(home.public / "latest.json", disk.as_json(edition))
    return edition


def judge(home: Home, before: Edition | None, accept: bool) -> None:
    """Raise Withheld if the database must not be published as it is."""
    with closing(schema.connect(home.database, readonly=True)) as connection:
        schema.require_current(connection)
        reasons = () if accept else assertions.broken(connection, home.public / before["file"] if before else None)
    if reasons:
        assertions.hold(home, reasons)


def after(moment: datetime, before: Edition | None) -> datetime:
    """Return a UTC time in full seconds that no snapshot bears yet, given the time and the last snapshot."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    last = datetime.fromisoformat(before["created"].replace("Z", "+00:00")) if before else None
    return max(moment, datetime.fromtimestamp(last.timestamp() + 1, UTC)) if last else moment


def clear(*files: Path) -> None:
    """Remove what an interrupted snapshot left behind."""
    for file in files:
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink()


def copy(database: Path, temporary: Path, progress: Progress) -> None:
    """Write a compact copy of the working database, checked, analysed and synced to disk."""
    size = database.stat().st_size

    def grown() -> int:
        with suppress(OSError):  # not there yet
            progress.move("copied", min(temporary.stat().st_size, size), size, in_bytes=True)
        return 0

    with closing(schema.connect(database, readonly=True)) as connection:
        connection.set_progress_handler(grown, LOOK)
        connection.execute("VACUUM INTO ?", (str(temporary),))
    progress.begin("checking the copy")
    finish(temporary)


def copy_apart(database: Path, temporary: Path, text: Path, progress: Progress) -> None:
    """Write the copy with texts and index in a second file; both come from one copy, so from one state of the database."""
    whole = temporary.with_name(f"{temporary.name}-whole")
    with closing(schema.connect(database, readonly=True)) as connection, closing(sqlite3.connect(whole)) as target:
        connection.backup(target)
    progress.begin("moving the texts to a file of their own")
    split_text.split(whole, text)
    copy(whole, temporary, progress)
    clear(whole)
    finish(text)


def finish(file: Path) -> None:
    """Check a new file, gather the statistics its queries are planned by, and sync it to disk."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA cache_size=-65536")  # KB; the check jumps from every index entry to its row
        check(connection, file)
        connection.execute("PRAGMA analysis_limit=2000")
        connection.execute("ANALYZE")
        connection.commit()
    disk.sync_path(file)


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise GongkaiError if SQLite finds the copy damaged."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise GongkaiError(f"the copy {path} is damaged ({said}) and is not published; run gongkai build --rebuild")


def publish(
    home: Home,
    temporary: Path,
    target: Path,
    moment: datetime,
    rule: retention.RetentionRule | None,
    content: str | None,
    progress: Progress = QUIET,
) -> Edition:
    """Give a checked copy its name, then announce it; latest.json is written last, then old snapshots are removed by the rule."""
    created = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    edition = {"id": target.stem.removeprefix("gongkai-"), **renamed(temporary, target.name), "created": created, "checked": created}
    edition |= {"content": content} if content else {}
    text = split_text.beside(temporary)
    if text.exists():
        edition["text"] = renamed(text, split_text.beside(target).name)
    with closing(split_text.opened(temporary)) as connection:
        edition["tables"] = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in schema.descriptions()}
        written, missing = tidy_files.write(connection, temporary, target, moment, progress)
        entries = [{**file.entry, **renamed(file.temporary, file.name)} for file in written]
        edition["tidy"] = {"files": entries, "not_made": missing}
        described = data_package.describe(connection, edition)
    cited = citation.beside(target)
    disk.write_file(cited, citation.content(edition))
    edition["citation"] = renamed(cited, cited.name)
    before = entry(home) or {}
    if before:
        edition["changes"] = changes.write(home.public / before["file"], temporary, changes.beside(target))
    if text.exists():
        named(text, split_text.beside(target), before.get("text"))
    for file in written:
        file.temporary.rename(target.with_name(file.name))
    named(temporary, target, before)
    history = retention.marked(home.public, [edition, *(entry for entry in read_history(home) if entry["file"] != target.name)], rule)
    sums = [f"{file['sha256']}  {file['file']}\n" for entry in history for file in retention.kept(entry)]
    disk.write_file(home.public / "datapackage.json", disk.as_json(described))
    disk.write_file(home.public / citation.NAME, cited.read_text(encoding="utf-8"))
    disk.write_file(home.public / "SHA256SUMS", "".join(sums))
    disk.write_file(home.public / "history.json", disk.as_json(history))
    disk.write_file(home.public / "latest.json", disk.as_json(edition))
    retention.thin(home.public, history)
    return edition


def named(new: Path, target: Path, before: Edition | None) -> None:
    """Give a new file its name; if its bytes equal the last snapshot's, as a hard link, so that a quiet night takes no space."""
    twin = target.parent / str((before or {}).get("file"))
    if twin.is_file() and filecmp.cmp(twin, new, shallow=False):
        with suppress(OSError):  # this file system has no such links
            os.link(twin, target)
            new.unlink()
            return
    new.rename(target)


def renamed(file: Path, name: str) -> dict[str, Any]:
    """Return name, SHA-256 and size of a file for latest.json, under the name it is about to get."""
    return {"file": name, "sha256": disk.sha256(file), "size": file.stat().st_size}


def tidy_room(home: Home) -> int:
    """Return the bytes that the views' files will take."""
    with closing(schema.connect(home.database, readonly=True)) as connection:
        return tidy_files.room(connection)


def read_history(home: Home) -> list[Edition]:
    """Return the entries of a home's history.json, newest first."""
    try:
        entries: list[Edition] = json.loads((home.public / "history.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return entries
