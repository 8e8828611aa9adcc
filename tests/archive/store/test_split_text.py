"""The texts as a second file: everything goes on as with one."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest
from click.testing import CliRunner

from archive.cli import cli as main
from archive.export import tables as export_tables
from archive.publish import diff, snapshot
from archive.publish.latest import NothingPublished
from archive.publish.latest import published as served
from archive.search import query as search_query
from archive.store import split_text
from archive.verify import verify
from gongkai.errors import BadConfiguration, GongkaiError
from tests.helpers.archives import publish_news
from tests.helpers.warcs import Warc, page

URLS = [f"http://town.example/nb/{number}.html" for number in range(1, 4)]


@pytest.fixture
def archive(built, home):
    warc = Warc().start()
    for number, url in enumerate(URLS, 1):
        warc.fetch(url, page(f"公告{number}", f"<p>第{number}件海绵城市公告的正文。</p>"))
    built(warc.finish())
    return home


@pytest.fixture
def two(archive, monkeypatch):
    """An archive whose snapshots are two files."""
    monkeypatch.setenv(split_text.SETTING, "0")
    return archive


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_one_file_where_the_texts_are_small(archive):
    edition = snapshot.snapshot(archive)
    assert "text" not in edition
    assert [path.name for path in archive.public.glob("*.db")] == [edition["file"]]


def test_two_files_hold_what_one_would(two):
    edition = snapshot.snapshot(two)
    main, text = two.public / edition["file"], two.public / edition["text"]["file"]
    assert text.name == f"{main.stem}-text.db"
    whole = rows(two.database, "SELECT id, text FROM documents WHERE text IS NOT NULL ORDER BY id")
    assert whole
    assert rows(text, "SELECT document_id, text FROM texts ORDER BY document_id") == whole
    assert rows(main, "SELECT count(text), count(*) FROM documents") == [(0, edition["tables"]["documents"])]
    assert not rows(main, "SELECT name FROM sqlite_master WHERE name LIKE 'search%'")
    for word in ("海绵", "公", "件海绵城市公", "没有"):
        asked = f"SELECT k.document_id FROM search JOIN search_keys k ON k.number = search.rowid WHERE search MATCH '\"{word[:2]}\"'"
        assert rows(text, asked) == rows(two.database, asked)
    with closing(sqlite3.connect(text)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO search(search) VALUES ('integrity-check')")


def test_both_are_told_with_their_digests(two):
    edition = snapshot.snapshot(two)
    public = two.public
    sums = (public / "SHA256SUMS").read_text()
    assert f"{edition['text']['sha256']}  {edition['text']['file']}\n" in sums
    assert edition["file"] in sums
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=public, capture_output=True, check=False).returncode == 0
    for told in (json.loads((public / "latest.json").read_text()), json.loads((public / "history.json").read_text())[0]):
        assert told["text"] == edition["text"]
        assert edition["text"]["size"] == (public / edition["text"]["file"]).stat().st_size
    resources = {resource["name"]: resource for resource in json.loads((public / "datapackage.json").read_text())["resources"]}
    assert {name: resource["path"] for name, resource in resources.items()} == {"gongkai": edition["file"], "text": edition["text"]["file"]}


@pytest.mark.skipif(not shutil.which("frictionless"), reason="needs frictionless on the path: `uv tool install frictionless`")
def test_frictionless_finds_both_valid(two):
    snapshot.snapshot(two)
    done = subprocess.run(["frictionless", "validate", "datapackage.json"], cwd=two.public, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_readers_see_one_database(two, archive):
    edition = snapshot.snapshot(two)
    with closing(split_text.opened(two.public / edition["file"])) as connection, closing(sqlite3.connect(archive.database)) as whole:
        for sql in (
            "SELECT * FROM documents ORDER BY id",
            "SELECT count(*) FROM documents WHERE text LIKE '%第2件%'",
            "SELECT d.text FROM memberships m LEFT JOIN documents d ON d.id = m.document_id ORDER BY 1",
        ):
            assert connection.execute(sql).fetchall() == whole.execute(sql).fetchall()
        assert (
            [hit.document_id for hit in search_query.find(connection, "件海绵城市").hits]
            == [hit.document_id for hit in search_query.find(whole, "件海绵城市").hits]
            != []
        )


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_exports_hold_the_texts(two, tmp_path, monkeypatch, kind):
    edition = snapshot.snapshot(two)
    export_tables.export(two.public / edition["file"], tmp_path / "two", kind)
    monkeypatch.setenv(split_text.SETTING, "never")
    export_tables.export(two.public / snapshot.snapshot(two)["file"], tmp_path / "one", kind)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_command_searches_both(two):
    snapshot.snapshot(two)
    done = CliRunner().invoke(main, ["--home", str(two.root), "search", "绵城", "--json"])
    assert len(json.loads(done.stdout)) == len(URLS)


def test_the_rule_for_old_snapshots_takes_both(two, monkeypatch):
    monkeypatch.setenv("GONGKAI_KEEP", "0 0")
    first, second, third = (publish_news(two) for _ in range(3))
    kept = {first["file"], third["file"]}  # the first of its month, and the newest
    assert {path.name for path in two.public.glob("*.db")} == kept | {split_text.beside(two.public / name).name for name in kept}
    assert second["file"] not in (two.public / "SHA256SUMS").read_text()


def test_diff_and_verify_go_on(two):
    first, second = publish_news(two), publish_news(two)
    assert [path.name for path in diff.pair(two, ())] == [first["file"], second["file"]]
    assert diff.snapshot_of(two, second["id"]).name == second["file"]
    assert not any(diff.differences(two.public / first["file"], two.public / second["file"]).values())
    assert not verify.verify(two, jobs=1).faults
    with (two.public / second["text"]["file"]).open("ab") as stream:
        stream.write(b"\0")
    both = [f"public/{each['text']['file']}" for each in (first, second)]  # the same texts: one file under two names
    assert [fault.file for fault in verify.verify(two, jobs=1).faults] == both


def test_a_snapshot_without_its_texts_is_not_served_and_says_so(two):
    edition = snapshot.snapshot(two)
    (two.public / edition["text"]["file"]).unlink()
    with pytest.raises(NothingPublished, match=r"-text\.db, which does not exist"):
        served(two.public)
    with pytest.raises(GongkaiError, match="download both into one folder"):
        split_text.opened(two.public / edition["file"])


def test_leftovers_of_a_snapshot_cut_off_go(two):
    for name in ("gongkai.new", "gongkai.new-whole", "gongkai-text.new", "gongkai-text.new-journal"):
        (two.public / name).parent.mkdir(exist_ok=True)
        (two.public / name).write_bytes(b"half")
    snapshot.snapshot(two)
    assert not [path.name for path in two.public.iterdir() if ".new" in path.name]


@pytest.mark.parametrize("setting", ["-1", "much", "1 2"])
def test_a_setting_that_cannot_be_is_refused(archive, monkeypatch, setting):
    monkeypatch.setenv(split_text.SETTING, setting)
    with pytest.raises(BadConfiguration, match="megabytes"):
        snapshot.snapshot(archive)
