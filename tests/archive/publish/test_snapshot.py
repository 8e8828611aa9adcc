import errno
import hashlib
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.health.now_state import WithheldReason
from archive.publish import assertions, snapshot
from archive.publish.latest import entry
from archive.publish.snapshot import snapshot as publish
from archive.verify import manifests
from gongkai import disk
from gongkai.errors import DiskFilled, DiskFull, GongkaiError, Withheld
from tests.helpers.archives import publish_news
from tests.helpers.warcs import Warc, page

URL = "http://town.example/nb/1.html"
BODY = page("公告", "<p>公告正文。</p>")


@pytest.fixture
def archive(built, home):
    built(Warc().start().fetch(URL, BODY).finish())
    return home


def seen(home):
    """What a visitor of home/public has: the newest snapshot's name and whether it is what it says."""
    told = json.loads((home.public / "latest.json").read_text())
    data = (home.public / told["file"]).read_bytes()
    return told["file"], hashlib.sha256(data).hexdigest() == told["sha256"], len(data) == told["size"]


def test_a_snapshot_is_whole_and_told(archive):
    edition = publish(archive)
    name, digest_fits, size_fits = seen(archive)
    assert (name, digest_fits, size_fits) == (f"gongkai-{edition['id']}.db", True, True)
    with closing(sqlite3.connect(archive.public / name)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        counted = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in edition["tables"]}
    assert counted == edition["tables"]
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=archive.public, capture_output=True, check=False)
    assert sums.returncode == 0
    assert not [path for path in archive.public.iterdir() if path.name.startswith((".", "gongkai.new"))]


def test_history_grows_and_names_never_repeat(archive):
    files = [publish_news(archive)["file"] for _ in range(3)]
    assert [entry["file"] for entry in json.loads((archive.public / "history.json").read_text())] == files[::-1]
    assert len(set(files)) == 3
    assert seen(archive)[0] == files[-1]


def test_a_quiet_night_publishes_nothing_and_says_until_when_the_last_one_holds(archive, built, monkeypatch):
    first = publish(archive)
    assert first["checked"] == first["created"]
    history = (archive.public / "history.json").read_text()
    monkeypatch.setattr(snapshot, "now", lambda: datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC))
    assertions.note(archive).write_text('{"at": "2031-05-05", "reasons": ["of a state that is no more"]}')
    built(Warc("2024-01-03", "r2").start().fetch(URL, BODY).finish())  # visited again, nothing new
    second = publish(archive)
    assert second == first | {"checked": "2031-05-06T07:08:09Z"} == entry(archive)
    assert (seen(archive), assertions.withheld(archive)) == ((first["file"], True, True), None)
    assert [path.name for path in archive.public.glob("*.db")] == [first["file"]]
    assert (archive.public / "history.json").read_text() == history


def test_a_withdrawn_document_is_news(archive):
    first = publish(archive)
    with closing(sqlite3.connect(archive.database)) as connection:
        connection.execute("UPDATE documents SET gone_at = '2024-02-01T00:00:00Z'")
        connection.commit()
    assert publish(archive, accept=True)["file"] != first["file"]


def test_an_empty_database_is_not_published(built, home):
    built(Warc().start().finish())
    assert publish(home) is None
    assert not list(home.public.glob("*.db"))
    assert entry(home) is None


def test_the_changes_of_a_night_stand_beside_its_snapshot(archive, built):
    first = publish(archive)
    assert "changes" not in first
    built(Warc("2024-01-03", "r2").start().fetch("http://town.example/nb/2.html", BODY).finish())
    second = publish(archive)
    told = second["changes"]
    assert (told["since"], told["rows"]) == (first["id"], {"new_documents": 1})
    lines = [json.loads(line) for line in (archive.public / told["file"]).read_text(encoding="utf-8").splitlines()]
    assert [(line["change"], line["url"]) for line in lines] == [("new_documents", "http://town.example/nb/2.html")]
    assert hashlib.sha256((archive.public / told["file"]).read_bytes()).hexdigest() == told["sha256"]
    assert f"{told['sha256']}  {told['file']}" in (archive.public / "SHA256SUMS").read_text().splitlines()
    quiet = publish_news(archive)["changes"]
    assert (quiet["rows"], quiet["size"]) == ({}, 0)


def test_changes_outlive_their_snapshot(archive, monkeypatch):
    """The rule for old snapshots leaves the chain of changes whole."""
    monkeypatch.setenv("GONGKAI_KEEP", "0 0")
    publish(archive)
    middle, last = (publish_news(archive) for _ in range(2))
    assert not (archive.public / middle["file"]).exists()
    listed = (archive.public / "SHA256SUMS").read_text()
    assert all((archive.public / each["changes"]["file"]).exists() and each["changes"]["file"] in listed for each in (middle, last))


def test_a_last_snapshot_that_cannot_be_compared_is_named_and_the_new_one_published(archive):
    first = publish(archive)
    with closing(sqlite3.connect(archive.public / first["file"])) as connection:
        connection.execute("ALTER TABLE facts RENAME COLUMN raw TO printed")
    told = publish_news(archive)["changes"]
    assert (first["file"] in told["problem"], "file" in told) == (True, False)
    assert seen(archive)[1:] == (True, True)


def test_the_data_package_describes_every_table(archive):
    edition = publish(archive)
    package = json.loads((archive.public / "datapackage.json").read_text())
    (resource,) = package["resources"]
    assert (resource["path"], resource["hash"], resource["bytes"]) == (edition["file"], f"sha256:{edition['sha256']}", edition["size"])
    tables = {table["name"]: table for table in package["tables"]}
    assert {field["name"] for field in tables["facts"]["schema"]["fields"]} >= {"report_id", "item", "measure", "value", "raw", "place"}
    assert tables["requests"]["schema"]["primaryKey"] == ["report_id", "item"]
    assert all(field["title"] and field["description"] for table in tables.values() for field in table["schema"]["fields"])


@pytest.mark.skipif(not shutil.which("frictionless"), reason="needs frictionless on the path: `uv tool install frictionless`")
def test_frictionless_finds_the_package_valid(archive):
    publish(archive)
    done = subprocess.run(["frictionless", "validate", "datapackage.json"], cwd=archive.public, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_an_assertion_that_does_not_hold_keeps_the_last_one(archive, monkeypatch):
    last = publish(archive)["file"]
    monkeypatch.setattr(assertions, "broken", lambda connection, before: (WithheldReason("全乱了", "all is upside down"),))
    with pytest.raises(Withheld, match="upside down"):
        publish(archive)
    assert seen(archive)[0] == last
    assert publish_news(archive, accept=True)["file"] != last


FAILURES = {
    "copying": (snapshot, "copy"),
    "checking": (snapshot, "check"),
    "hashing": (disk, "sha256"),
    "writing": (disk, "write_file"),
    "manifests": (manifests, "publish"),
}


@pytest.mark.parametrize(("place", "name"), FAILURES.values(), ids=FAILURES)
def test_a_disk_that_fills_at_any_step_keeps_the_last_one(archive, monkeypatch, place, name):
    last = publish(archive)["file"]

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", str(archive.public))

    with monkeypatch.context() as patch:
        patch.setattr(place, name, full)
        with pytest.raises(DiskFilled, match="the disk filled"):
            publish_news(archive)
    assert seen(archive) == (last, True, True)
    assert entry(archive)["file"] == last
    assert publish(archive)["file"] > last


def test_every_write_may_fail_in_turn(archive, monkeypatch):
    """The Nth write, sync or rename fails, for N = 1, 2, 3 …, until one run passes untouched; a visitor never sees half of it."""
    publish(archive)
    failures = 0
    for number in range(1, 60):
        with monkeypatch.context() as patch:
            left = inject(patch, number)
            try:
                publish_news(archive)
            except GongkaiError:
                failures += 1
            passed = left[0] > 0
        assert seen(archive)[1:] == (True, True)
        if passed:
            break
    assert failures >= 10
    assert passed


def inject(patch, number):
    left = [number]

    def failing(real):
        def call(*words, **named):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.EIO, "Input/output error")
            return real(*words, **named)

        return call

    patch.setattr("os.fsync", failing(snapshot_fsync))
    patch.setattr(Path, "rename", failing(Path.rename))
    patch.setattr(Path, "write_text", failing(Path.write_text))
    return left


def snapshot_fsync(handle):
    """Where a test counts, not where a disk spins."""


def test_too_little_room_is_said_before_anything_is_written(archive, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 90, 10))
    with pytest.raises(DiskFull, match="only 10 bytes are free"):
        publish(archive)
    assert not (archive.public / "latest.json").exists()


def test_a_damaged_database_is_not_published(archive):
    last = publish(archive)["file"]
    data = bytearray(archive.database.read_bytes())
    data[4096 * 2 :] = bytes(len(data) - 4096 * 2)
    archive.database.write_bytes(data)
    with pytest.raises(GongkaiError):
        publish(archive)
    assert seen(archive)[0] == last


def test_nothing_built_is_said(home):
    with pytest.raises(GongkaiError, match="run gongkai build first"):
        publish(home)
