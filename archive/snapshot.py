"""Publish the database as an immutable file with its digest; until all of it is there, the last good one stays the newest."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import assertions, keeping, manifests, package, schema
from archive.durable import as_json, sha256, synced, write
from archive.faults import room, spoken
from archive.lock import held
from parsers.contract import GongkaiError, Home, now
from parsers.journal import journal

SPARE = 64 << 20  # bytes beyond the database's own size that must be free
Edition = dict[str, Any]  # id, file, sha256, size, created, tables: rows by name


def snapshot(home: Home, accept: bool = False) -> Edition:
    """Given a home, publish its database under home/public and return what latest.json says of it.

    Withheld where an assertion does not hold and `accept` is not given; on any failure the last one stays.
    """
    log_folder = home.root / "logs"
    with journal(log_folder, "snapshot") as log, spoken(home.public), held(home.root / "snapshot.lock", "gongkai snapshot"):
        if not home.database.exists():
            raise GongkaiError(f"there is no database {home.database} yet; run gongkai build first")
        rule = keeping.rule()
        room(home.public, home.database.stat().st_size + SPARE)
        before = newest(home)
        judge(home, before, accept)
        moment = after(now(), before)
        target = home.public / f"gongkai-{moment:%Y%m%dT%H%M%S}.db"
        temporary = copy(home.database, home.public / "gongkai.new")
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
        reasons = () if accept else assertions.broken(connection, home.public / before["file"] if before else None)
    if reasons:
        assertions.hold(home, reasons)


def after(moment: datetime, before: Edition | None) -> datetime:
    """Given the time and the last snapshot, return a whole second that no snapshot bears yet, in UTC."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    last = datetime.fromisoformat(before["created"].replace("Z", "+00:00")) if before else None
    return max(moment, datetime.fromtimestamp(last.timestamp() + 1, UTC)) if last else moment


def copy(database: Path, temporary: Path) -> Path:
    """Given the working database, write a compact copy of it, checked, analysed and on disk."""
    for leftover in temporary.parent.glob(f"{temporary.name}*"):
        leftover.unlink()
    with closing(schema.connect(database, readonly=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(temporary),))
    with closing(sqlite3.connect(temporary)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        check(connection, temporary)
        connection.execute("PRAGMA analysis_limit=2000")
        connection.execute("ANALYZE")
        connection.commit()
    synced(temporary)
    return temporary


def check(connection: sqlite3.Connection, path: Path) -> None:
    """GongkaiError where SQLite finds the copy damaged."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise GongkaiError(f"the copy {path} is damaged ({said}) and is not published; run gongkai build --rebuild")


def publish(home: Home, temporary: Path, target: Path, moment: datetime, rule: keeping.Rule | None) -> Edition:
    """Given a checked copy, put it under its name and then say so; latest.json comes last, then old ones go as the rule says."""
    edition = {"id": target.stem.removeprefix("gongkai-"), "file": target.name, "sha256": sha256(temporary),
               "size": temporary.stat().st_size, "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    with closing(schema.connect(temporary, readonly=True)) as connection:
        edition["tables"] = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in schema.descriptions()}
        described = package.describe(connection, edition)
    temporary.rename(target)
    told = [edition, *(entry for entry in read_history(home) if entry["file"] != target.name)]
    history = keeping.marked(home.public, told, rule)
    sums = [f"{entry['sha256']}  {entry['file']}\n" for entry in history if entry["kept"]]
    write(home.public / "datapackage.json", as_json(described))
    write(home.public / "SHA256SUMS", "".join(sums))
    write(home.public / "history.json", as_json(history))
    write(home.public / "latest.json", as_json(edition))
    keeping.thin(home.public, history)
    return edition


def read_history(home: Home) -> list[Edition]:
    """Given a home, return the entries of history.json, newest first."""
    try:
        entries: list[Edition] = json.loads((home.public / "history.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return entries
