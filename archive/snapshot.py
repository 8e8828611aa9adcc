"""Publish the database as an immutable file with its digest; until all of it is there, the last good one stays the newest."""

from __future__ import annotations

import filecmp
import json
import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import assertions, changes, keeping, manifests, package, schema, texts
from archive.durable import as_json, sha256, synced, write
from archive.faults import room, spoken
from archive.lock import held
from parsers.contract import GongkaiError, Home, now
from parsers.journal import journal

SPARE = 64 << 20  # bytes beyond the database's own size that must be free
Edition = dict[str, Any]  # id, file, sha256, size, created, tables: rows by name; text and changes: file, sha256, size where there are such


def snapshot(home: Home, accept: bool = False) -> Edition:
    """Given a home, publish its database under home/public and return what latest.json says of it.

    Withheld where an assertion does not hold and `accept` is not given; on any failure the last one stays.
    """
    log_folder = home.root / "logs"
    with journal(log_folder, "snapshot") as log, spoken(home.public, home.database), held(home.root / "snapshot.lock", "gongkai snapshot"):
        if not home.database.exists():
            raise GongkaiError(f"there is no database {home.database} yet; run gongkai build first")
        rule = keeping.rule()
        apart = texts.large(home.database)
        room(home.public, (2 if apart else 1) * home.database.stat().st_size + SPARE)
        before = newest(home)
        judge(home, before, accept)
        moment = after(now(), before)
        target = home.public / f"gongkai-{moment:%Y%m%dT%H%M%S}.db"
        temporary = home.public / "gongkai.new"
        text = texts.beside(temporary)
        clear(temporary, text)
        if apart:
            copy_apart(home.database, temporary, text)
        else:
            copy(home.database, temporary)
        manifests.publish(home)
        edition = publish(home, temporary, target, moment, rule)
        assertions.release(home)
        log.say("published", file=edition["file"], size=edition["size"], sha256=edition["sha256"], accepted=accept or None)
        return edition


def newest(home: Home) -> Edition | None:
    """Given a home, return what latest.json says; None where nothing is published or its file is gone."""
    try:
        edition: Edition = json.loads((home.public / "latest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return edition if (home.public / str(edition.get("file"))).is_file() else None


def judge(home: Home, before: Edition | None, accept: bool) -> None:
    """Raise Withheld where the database must not be published as it stands."""
    with closing(schema.connect(home.database, readonly=True)) as connection:
        schema.refuse_newer(connection)
        reasons = () if accept else assertions.broken(connection, home.public / before["file"] if before else None)
    if reasons:
        assertions.hold(home, reasons)


def after(moment: datetime, before: Edition | None) -> datetime:
    """Given the time and the last snapshot, return a whole second that no snapshot bears yet, in UTC."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    last = datetime.fromisoformat(before["created"].replace("Z", "+00:00")) if before else None
    return max(moment, datetime.fromtimestamp(last.timestamp() + 1, UTC)) if last else moment


def clear(*files: Path) -> None:
    """Take away what a snapshot that was cut off left behind."""
    for file in files:
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink()


def copy(database: Path, temporary: Path) -> None:
    """Given the working database, write a compact copy of it, checked, analysed and on disk."""
    with closing(schema.connect(database, readonly=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(temporary),))
    finish(temporary)


def copy_apart(database: Path, temporary: Path, text: Path) -> None:
    """The same, with the texts and their index in a second file; both are made from one copy, so from one state of the database."""
    whole = temporary.with_name(f"{temporary.name}-whole")
    with closing(schema.connect(database, readonly=True)) as connection, closing(sqlite3.connect(whole)) as target:
        connection.backup(target)
    texts.split(whole, text)
    copy(whole, temporary)
    clear(whole)
    finish(text)


def finish(file: Path) -> None:
    """Check a new file, gather what its queries are planned by, and wait until it is on disk."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA cache_size=-65536")  # KB; the check jumps from every index entry to its row
        check(connection, file)
        connection.execute("PRAGMA analysis_limit=2000")
        connection.execute("ANALYZE")
        connection.commit()
    synced(file)


def check(connection: sqlite3.Connection, path: Path) -> None:
    """GongkaiError where SQLite finds the copy damaged."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise GongkaiError(f"the copy {path} is damaged ({said}) and is not published; run gongkai build --rebuild")


def publish(home: Home, temporary: Path, target: Path, moment: datetime, rule: keeping.Rule | None) -> Edition:
    """Given a checked copy, put it under its name and then say so; latest.json comes last, then old ones go as the rule says."""
    edition = {"id": target.stem.removeprefix("gongkai-"), **told(temporary, target), "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    text = texts.beside(temporary)
    if text.exists():
        edition["text"] = told(text, texts.beside(target))
    with closing(texts.opened(temporary)) as connection:
        edition["tables"] = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in schema.descriptions()}
        described = package.describe(connection, edition)
    before = newest(home) or {}
    if before:
        edition["changes"] = changes.write(home.public / before["file"], temporary, changes.beside(target))
    if text.exists():
        named(text, texts.beside(target), before.get("text"))
    named(temporary, target, before)
    history = keeping.marked(home.public, [edition, *(entry for entry in read_history(home) if entry["file"] != target.name)], rule)
    sums = [f"{file['sha256']}  {file['file']}\n" for entry in history for file in keeping.kept(entry)]
    write(home.public / "datapackage.json", as_json(described))
    write(home.public / "SHA256SUMS", "".join(sums))
    write(home.public / "history.json", as_json(history))
    write(home.public / "latest.json", as_json(edition))
    keeping.thin(home.public, history)
    return edition


def named(new: Path, target: Path, before: Edition | None) -> None:
    """Give a new file its name; where the last snapshot's holds the same bytes, both names lead to one: a quiet night takes no room."""
    twin = target.parent / str((before or {}).get("file"))
    if twin.is_file() and filecmp.cmp(twin, new, shallow=False):
        with suppress(OSError):  # this file system has no such links
            os.link(twin, target)
            new.unlink()
            return
    new.rename(target)


def told(file: Path, target: Path) -> dict[str, Any]:
    """What latest.json says of a file that is to bear another name."""
    return {"file": target.name, "sha256": sha256(file), "size": file.stat().st_size}


def read_history(home: Home) -> list[Edition]:
    """Given a home, return the entries of history.json, newest first."""
    try:
        entries: list[Edition] = json.loads((home.public / "history.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return entries
