"""What must hold of a home whatever its disk has done: nothing counted is lost, what is published is whole, the next run ends well."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.publish.snapshot import content_of
from archive.store import fingerprint, schema
from gongkai import http_message, warc_reader

CODES = {0, 1, 3, 16}  # complete in spite of it; failed; too little room to begin; the disk filled or refused
LINES = 6  # of a run whose disk refuses all: one line of its column, the crawl, the build, the metrics, the state and the alarm


def said_well(done, home, damage=False):
    """A command that was refused something ends with a code of the table and a sentence that names the place, never a traceback.

    What cannot be read is damage to a check that looks for it.
    """
    assert done.code in ({*CODES, 20} if damage else CODES), done
    assert "Traceback" not in done.err + done.out, done.err
    assert len(done.err.strip().splitlines()) <= LINES, done.err
    if done.code not in (0, 20):
        assert str(home.root.resolve()) in done.err, done


def warc_files(home):
    return [path for path in sorted(Path(home.warc).rglob("*.warc.gz*")) if path.suffix != ".cut"]


def whole_records(home):
    """Every whole record that stands before the first damage of its file, by id."""
    found = {}
    for path in warc_files(home):
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                if not record.complete:
                    break
                found[record.get("WARC-Record-ID").strip("<>")] = record
    return found


def counted_resolves(home, aside):
    """Every row of the frontier that counts an answer leads to a whole record, and no file is said to be read further than it goes."""
    records, sizes = whole_records(home), {path.name.removesuffix(".open"): path.stat().st_size for path in warc_files(home)}
    shutil.rmtree(aside, ignore_errors=True)
    if not home.frontier.is_dir():
        return 0
    shutil.copytree(home.frontier, aside)  # SQLite would mend the files themselves
    counted = 0
    for path in aside.glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as frontier:
            if not frontier.execute("select 1 from sqlite_master where name = 'originals'").fetchone():
                continue
            for record, url in frontier.execute("select record, url from originals"):
                counted += 1
                assert record in records, f"{url} counts, its record {record} is not there"
            for name, held in frontier.execute("select name, held from files"):
                assert held <= sizes.get(name, 0), f"{name} was taken in up to {held}, it has {sizes.get(name)}"
    return counted


def all_held(home, portal):
    """Every page of the portal is held as it is now, in files that are closed and whole."""
    held = {}
    for path in warc_files(home):
        assert path.suffix == ".gz", path
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                assert record.complete, (path, record.fault)
                if record.type == "response":
                    held.setdefault(record.get("WARC-Target-URI"), []).append(http_message.answer(record.block).payload)
    for path, answer in portal.pages.items():
        assert http_message.answer(answer).payload in held.get(portal.base + path, []), f"{path} is not held"


def published_whole(home):
    """What latest.json names is there and is what it says; None where nothing is published."""
    latest = home.public / "latest.json"
    if not latest.exists():
        return None
    told = json.loads(latest.read_text(encoding="utf-8"))
    assert hashlib.sha256((home.public / told["file"]).read_bytes()).hexdigest() == told["sha256"]
    with closing(sqlite3.connect(f"file:{home.public / told['file']}?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    return told["id"]


def published_now(home):
    """Whether the newest snapshot is there, is what latest.json says, and holds what the database holds."""
    return published_whole(home) is not None and json.loads((home.public / "latest.json").read_text())["content"] == content_of(home)


def content(home):
    """The hash over all the database says."""
    with closing(schema.connect(home.database, readonly=True)) as database:
        return fingerprint.fingerprints(database)
