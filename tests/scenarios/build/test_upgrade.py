"""A home that gongkai 0.1 wrote is opened, migrated, read again and verified by this version.

`homes/home-0.1.tar.xz` is one site of the sample portal (石渡县, 44 documents) as the last version before 0.2.0 crawled and built it:
WARC file, frontier, log, database and registry.
"""

import re
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.errors import Exit

HOME = Path(__file__).parent / "homes" / "home-0.1.tar.xz"
KEPT = {  # what an upgrade must not change: rows of the old database, found again in the new one
    "documents": "SELECT id, url, title, published FROM documents",
    "captures": "SELECT url, fetched_at, status, payload_digest FROM captures",
    "versions": "SELECT document_id, seq, content_digest FROM versions",
    "memberships": "SELECT column_id, document_id FROM memberships",
}
FIGURES = "SELECT report_id || '/' || table_name || '/' || item || '/' || measure, value, state FROM facts"


@pytest.fixture
def home(tmp_path):
    with tarfile.open(HOME) as packed:
        packed.extractall(tmp_path / "home", filter="data")
    return tmp_path / "home"


def figures(home):
    """Return the value and the state of each figure by its place."""
    with closing(sqlite3.connect(home / "gongkai.db")) as connection:
        return {place: (value, state) for place, value, state in connection.execute(FIGURES)}


def content(home):
    with closing(sqlite3.connect(home / "gongkai.db")) as connection:
        return {name: sorted(map(repr, connection.execute(query))) for name, query in KEPT.items()}


@pytest.mark.parametrize("command", ["status", "snapshot"])
def test_before_the_build_a_sentence_says_what_to_do(home, gongkai, command):
    done = gongkai(command, home=home)
    assert (done.returncode, "older gongkai; run gongkai build" in done.stderr) == (Exit.BAD_CONFIGURATION, True), done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_of_the_version_before_is_migrated_and_whole(home, gongkai):
    before, read = content(home), figures(home)
    assert {name: len(rows) for name, rows in before.items()} == {"documents": 44, "captures": 47, "versions": 44, "memberships": 40}
    built = gongkai("build", home=home)
    assert built.returncode == Exit.COMPLETE, built.stderr
    assert content(home) == before
    now = figures(home)
    assert (len(now), now.keys()) == (5276, read.keys())
    changed = {now[place][1] for place in now if now[place][0] != read[place][0]}
    assert changed <= {"uncertain"}, "this version may leave a figure open that the one before took as sure, and gives no other"
    [copy] = home.glob("gongkai.db.before-*")
    assert copy.stat().st_size > 0
    assert gongkai("verify", home=home).returncode == Exit.COMPLETE
    for command in ("status", "snapshot"):
        assert gongkai(command, home=home).returncode == Exit.COMPLETE
    again = gongkai("build", "--rebuild", home=home)
    hashes = [line.split()[-1] for done in (built, again) for line in done.stdout.splitlines() if line.startswith("content hash")]
    assert len(hashes) == 2, again.stdout
    assert hashes[0] == hashes[1], "what was migrated differs from what is read anew"


def test_a_frontier_of_the_version_before_is_used(home, gongkai):
    """The portal is gone: a crawl says so, and knows from the frontier what it had."""
    registry = home / "sites.yaml"
    registry.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", registry.read_text(encoding="utf-8")), encoding="utf-8")
    done = gongkai("crawl", "shidu", home=home)
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.FAILED, False), done.stderr
    assert gongkai("verify", home=home).returncode == Exit.COMPLETE
