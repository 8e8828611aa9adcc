"""What can go wrong on the side of the store; each test bears the number of the fault it answers."""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.build.build import build
from archive.ops import status
from archive.search import query as search_query
from archive.store import schema
from archive.store.captures import document_id
from archive.verify import verify
from gongkai.errors import BadConfiguration, DiskFilled, GongkaiError
from tests.helpers.warcs import Warc, digest, page

ROOT = Path(__file__).parents[3]
URL = "http://town.example/nb/{}.html"
TEXT = "".join(f"<p>第{number}条　政府信息公开工作按照规定办理。</p>" for number in range(8))


def day(number):
    return f"2024-{1 + number // 28:02}-{1 + number % 28:02}"


def crawl(number, pages, **about):
    """One run of one day over these pages."""
    warc = Warc(day=day(number), run=f"run-{number:03}").start()
    for key, body in pages.items():
        warc.fetch(URL.format(key), body, time=f"00:{key % 60:02}:{key // 60:02}", **about)
    return warc.listing([(URL.format(key), f"标题{key}", day(number)) for key in pages]).finish()


def noisy(key, number, edited=False):
    """A page whose counter, clock and token are new every day; where edited, one character of its text is another."""
    text = TEXT.replace("按照规定", "依照规定") if edited else TEXT
    weekday = "一二三四五六日"[number % 7]
    noise = (
        f"<p>浏览次数：{number * 37 + key}次</p><p>今天是2024年{1 + number // 28}月{1 + number % 28}日 星期{weekday}</p>"
        f"<input type='hidden' value='{hashlib.md5(str(number).encode()).hexdigest()}'><a href='/x.html?token={number}'>x</a>"
    )
    return page(f"标题{key}", text + noise)


@pytest.mark.parametrize(("pages", "days", "edits"), [(6, 8, 3), pytest.param(200, 30, 20, marks=pytest.mark.soak)])
def test_28_32_noise_is_no_version_and_every_edit_is_one(built, rows, home, pages, days, edits):
    choice = random.Random(1)
    edited = {key: choice.randrange(2, days) for key in choice.sample(range(pages), edits)}
    built(*(crawl(number, {key: noisy(key, number, number >= edited.get(key, days)) for key in range(pages)}) for number in range(days)))
    found = rows(home, "SELECT document_id, fetched_at FROM versions WHERE significant AND reason != 'first'")
    assert {(key, at[:10]) for key, at in found} == {(document_id(URL.format(key)), day(number)) for key, number in edited.items()}
    assert len(found) == edits


def test_30_one_document_in_two_columns_under_two_addresses(built, home, rows):
    twin = "https://town.example:443/nb/1.html?_=1774800000000"
    body = page("标题", TEXT)
    warc = Warc().start().fetch(URL.format(1), body).fetch(twin, body, column="news", time="00:11:00")
    warc.listing([(URL.format(1), "标题", "2024-01-01")]).listing([(twin, "标题在此", "2024-01-01")], column="news")
    built(warc)
    assert rows(home, "SELECT count(*) FROM documents") == [(1,)]
    assert rows(home, "SELECT column_id, list_title FROM memberships ORDER BY 1") == [("town/annual", "标题"), ("town/news", "标题在此")]


def test_33_a_page_without_text_is_no_empty_success(built, home, rows):
    built(Warc().start().fetch(URL.format(1), b"<html><body><iframe src='/x'></iframe></body></html>", list_title="标题", column="news"))
    assert rows(home, "SELECT state, title FROM documents") == [("no_text", "标题")]


def test_43_an_attachment_that_failed_leaves_its_article_with_a_gap(built, home, rows):
    attached = "http://town.example/nb/1.pdf"
    built(
        Warc()
        .start()
        .fetch(URL.format(1), page("标题", TEXT))
        .failure(attached, "timeout", kind="attachment", via=URL.format(1), label="附件一", time="00:11:00")
    )
    assert rows(home, "SELECT kind, state, title, parent_id FROM documents ORDER BY 1") == [
        ("article", "read", "标题", None),
        ("attachment", "not_fetched", "附件一", document_id(URL.format(1))),
    ]


KILL = """
import sys
from pathlib import Path
from archive.build import build
from parsers.contract import Home
if __name__ == "__main__":
    build(Home(Path(sys.argv[1])), jobs=1)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.soak)])
def test_44_46_a_build_killed_at_any_instant_goes_on(home, rows, tmp_path, kills, monkeypatch):
    for number in range(4):
        crawl(number, {key: noisy(key, number) for key in range(12)}).write(home.root, number)
    script = tmp_path / "one_build.py"
    script.write_text(KILL)
    choice = random.Random(2)
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, str(script), str(home.root)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(choice.uniform(0.3, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    build(home, jobs=1)
    assert rows(home, "SELECT count(*) FROM documents WHERE state = 'read'") == [(12,)]
    assert build(home, jobs=1, rebuild=True).differing == []
    assert verify.verify(home, jobs=1).faults == []


def test_49_a_disk_that_fills_while_building_keeps_what_was_committed(home, rows, monkeypatch):
    crawl(0, {key: noisy(key, 0) for key in range(3)}).write(home.root, 0)
    build(home, jobs=1)
    crawl(1, {key: page(f"新{key}", TEXT * 200) for key in range(3, 9)}).write(home.root, 1)
    real = schema.connect

    def small(path, readonly=False):
        connection = real(path, readonly)
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 8}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(schema, "connect", small)
        with pytest.raises(DiskFilled, match="the disk filled"):
            build(home, jobs=1)
    assert rows(home, "PRAGMA integrity_check") == [("ok",)]
    assert rows(home, "SELECT count(*) FROM documents WHERE state = 'read'")[0][0] >= 3
    build(home, jobs=1)
    assert rows(home, "SELECT count(*) FROM documents WHERE state = 'read'") == [(9,)]
    assert build(home, jobs=1, rebuild=True).differing == []


def test_50_a_home_that_may_not_be_written_is_one_sentence(home, monkeypatch):
    crawl(0, {1: noisy(1, 0)}).write(home.root, 0)
    build(home, jobs=1)
    crawl(1, {2: noisy(2, 1)}).write(home.root, 1)

    def readonly(path, readonly=False):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)

    monkeypatch.setattr(schema, "connect", readonly)
    with pytest.raises(GongkaiError, match=r"cannot be written .*read-only"):
        build(home, jobs=1)


def test_54_a_database_deleted_or_damaged_comes_back_the_same(home, rows):
    crawl(0, {key: noisy(key, 0) for key in range(3)}).write(home.root, 0)
    build(home, jobs=1)
    hashes = build(home, jobs=1, rebuild=True).tables
    home.database.unlink()
    for leftover in home.root.glob("gongkai.db-*"):
        leftover.unlink()
    build(home, jobs=1)
    summary = build(home, jobs=2, rebuild=True)
    assert (summary.differing, summary.tables) == ([], hashes)


def test_55_a_reader_that_stays_long_costs_no_write(home, rows):
    crawl(0, {1: noisy(1, 0)}).write(home.root, 0)
    build(home, jobs=1)
    with closing(schema.connect(home.database, readonly=True)) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM documents").fetchone()
        crawl(1, {2: noisy(2, 1)}).write(home.root, 1)
        build(home, jobs=1)
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == before
    assert rows(home, "SELECT count(*) FROM documents") == [(2,)]


def test_58_versions_are_in_the_order_of_their_instants(built, home, rows):
    built(crawl(5, {1: page("标题", TEXT)}), crawl(2, {1: page("标题", TEXT.replace("办理", "处理"))}))
    assert [at[:10] for _, at in rows(home, "SELECT seq, fetched_at FROM versions ORDER BY seq")] == [day(2), day(5)]
    assert rows(home, "SELECT payload_digest FROM documents") == [(digest(page("标题", TEXT)),)]


def test_59_an_older_database_is_kept_and_brought_up(home, rows):
    crawl(0, {1: noisy(1, 0)}).write(home.root, 0)
    with closing(schema.connect(home.database)) as connection:
        schema.migrations.apply(schema.sqlite_utils.Database(connection), stop_before="names_and_figures")
        connection.execute("INSERT INTO sites (id, name) VALUES ('old', '旧')")
        connection.commit()
    build(home, jobs=1)
    assert rows(home, "SELECT name FROM sites WHERE id = 'old'") == [("旧",)]
    with closing(sqlite3.connect(home.root / "gongkai.db.before-names_and_figures")) as copy:
        assert copy.execute("SELECT name FROM sites").fetchall() == [("旧",)]
    with closing(schema.connect(home.database)) as connection:
        connection.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('gongkai', 'of_tomorrow', 'x')")
        connection.commit()
    crawl(1, {2: noisy(2, 1)}).write(home.root, 1)
    with pytest.raises(BadConfiguration, match="of_tomorrow"):
        build(home, jobs=1)


def test_70_73_titles_and_words_of_any_kind_are_kept_and_found(built, home, rows):
    titles = ["<script>alert(1)</script>", "{{7*7}}", "\u202e反向", "x" * 10_000, "行\n二", "\x1b[31m红", "=cmd|'/c calc'!A1", "\U0001f600"]
    warc = Warc().start()
    for number, title in enumerate(titles):
        warc.fetch(URL.format(number), page("页", TEXT), list_title=title, time=f"00:{number:02}:00")
    built(warc)
    assert sorted(title for (title,) in rows(home, "SELECT list_title FROM documents")) == sorted(titles)
    with closing(schema.connect(home.database, readonly=True)) as connection:
        for words in titles:
            search_query.find(connection, words)
    assert status.status(home)["documents"] == {"town": len(titles)}
