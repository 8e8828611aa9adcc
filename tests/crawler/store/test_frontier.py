"""What a crawl remembers: rebuilt from the WARC files, orphans adopted, old pages swept, withdrawals confirmed."""

import json
import shutil
import sqlite3
from contextlib import closing

import fsspec
import pytest

from crawler.answers import interpret
from crawler.model.exchange import Job
from crawler.model.outcome import Child
from crawler.model.types import Fetch
from crawler.store.frontier import Frontier, connect
from gongkai import http_message
from gongkai.errors import Exit, GongkaiError
from tests.helpers.frontiers import state

IGNORED = {"file", "held"}


def forget(crawling):
    for path in crawling.home.frontier.glob("site.sqlite*"):
        path.unlink()


def rebuilt(crawling):
    """The frontier as it is rebuilt, nothing fetched."""
    from crawler import registry
    from crawler.visit.recovery import repair

    (site,) = registry.load(crawling.registry)
    frontier = Frontier(crawling.home.frontier / "site.sqlite")
    repair(crawling.home, frontier, site)
    frontier.close()


def test_a_deleted_frontier_is_rebuilt_from_the_warc_files(small):
    small.run()
    before = state(small)
    forget(small)
    rebuilt(small)
    assert state(small) == before
    small.portal.asked.clear()
    assert small.run().exit == Exit.COMPLETE
    assert [path for _, path in small.portal.asked] == ["/robots.txt", "/list/"]


def test_a_frontier_after_failures_and_revisits_is_rebuilt_too(small, monkeypatch):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    small.portal.pages["/files/report.pdf"] = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    gone = small.portal.pages.pop("/list/2024/a3.html")
    small.run()
    small.portal.pages["/list/2024/a3.html"] = gone
    small.run(full=True)
    rows, lists, shown, columns = state(small)
    forget(small)
    rebuilt(small)
    again = state(small)
    assert again[1:] == (lists, shown, columns)
    assert [row[:11] + row[12:-1] for row in again[0]] == [row[:11] + row[12:-1] for row in rows]


def test_answers_nobody_counted_are_taken_in_at_the_next_start(small):
    small.run(limit=3)
    kept = small.home.root / "kept.sqlite"
    with closing(sqlite3.connect(small.home.frontier / "site.sqlite")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(small.home.frontier / "site.sqlite", kept)
    small.run()
    forget(small)
    shutil.copy(kept, small.home.frontier / "site.sqlite")  # as if the last commits had been lost
    small.portal.asked.clear()
    assert small.run().exit == Exit.COMPLETE
    assert small.portal.count("/list/2024/a2.html") == small.portal.count("/files/report.pdf") == 0
    assert any("taken in" in said for said in small.said)


@pytest.mark.parametrize("cut", [1, 5, 200, 2000])
def test_a_file_cut_in_the_middle_is_repaired_and_its_rest_fetched_again(small, cut):
    small.run()
    (path,) = small.files
    forget(small)
    data = path.read_bytes()
    path.unlink()
    path.with_name(path.name + ".open").write_bytes(data[:-cut])
    assert small.run().exit == Exit.COMPLETE
    assert any(f"{path.name} ended inside a record" in said for said in small.said)
    rest = path.with_name(path.name + ".cut").read_bytes()
    assert path.read_bytes() + rest == data[:-cut]
    assert {small.portal.base + page for page in small.portal.pages} <= set(small.held())


def test_a_server_that_says_not_modified_for_ever_is_asked_for_the_whole_in_time(small, monkeypatch):
    def stubborn(page):
        whole = page.replace(b"\r\n", b'\r\nETag: "1"\r\n', 1)
        return lambda head, body: b"HTTP/1.1 304 Not Modified\r\n\r\n" if "If-None-Match" in head else whole

    page = small.portal.pages["/list/2024/a1.html"]
    small.portal.pages["/list/2024/a1.html"] = stubborn(page)
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00")
    small.run()
    small.portal.pages["/list/2024/a1.html"] = stubborn(page.replace("正文".encode(), "改文".encode()))
    seen = []
    for day in ("2026-03-09", "2026-03-20", "2026-04-10", "2026-05-20"):
        monkeypatch.setenv("GONGKAI_NOW", f"{day}T00:00:00")
        result = small.run()
        assert result.exit == Exit.COMPLETE
        seen.append(result.sites[0].columns[0].changed)
    assert sum(seen) == 1
    assert seen[0] == 0  # it said not modified
    records = list(small.records())
    said = {
        record.get("WARC-Record-ID") for record in records if record.type == "revisit" and http_message.answer(record.block).status == 304
    }
    told = [json.loads(record.block) for record in records if record.type == "metadata" and record.get("WARC-Concurrent-To") in said]
    assert {each["payload"] for each in told} == {None}  # nothing came, which is not the same as an empty page


def test_a_withdrawal_takes_two_different_days(small, monkeypatch):
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00")
    small.run()
    del small.portal.pages["/list/2024/a2.html"]
    gone = []
    for moment in ("2026-03-09T00:00:00", "2026-03-09T08:00:00", "2026-03-09T16:00:00", "2026-03-10T16:30:00"):
        monkeypatch.setenv("GONGKAI_NOW", moment)
        gone.append(small.run().sites[0].columns[0].gone)
    assert gone == [0, 0, 0, 1]


def test_a_document_that_comes_back_is_not_withdrawn(small, monkeypatch):
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00")
    small.run()
    page = small.portal.pages.pop("/list/2024/a2.html")
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-09T00:00:00")
    small.run()
    small.portal.pages["/list/2024/a2.html"] = page
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-10T10:00:00")
    small.run()
    del small.portal.pages["/list/2024/a2.html"]
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-25T00:00:00")
    assert small.run().sites[0].columns[0].gone == 0


@pytest.mark.parametrize(
    "page",
    [
        b"HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nbusy",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\npart",
    ],
)
def test_an_error_or_empty_page_is_never_a_version_nor_a_withdrawal(small, monkeypatch, page):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    small.run()
    good = small.portal.pages["/list/2024/a2.html"]
    small.portal.pages["/list/2024/a2.html"] = page
    result = small.run(full=True)
    assert result.exit == Exit.PARTIAL
    assert [getattr(result.sites[0].columns[0], key) for key in ("new", "changed", "gone")] == [0, 0, 0]
    small.portal.pages["/list/2024/a2.html"] = good
    result = small.run()
    assert (result.exit, result.sites[0].columns[0].changed) == (Exit.COMPLETE, 0)


def test_closed_files_are_carried_to_a_store_and_a_frontier_is_rebuilt_from_there(small, monkeypatch):
    monkeypatch.setenv("GONGKAI_WARC", "memory://archive/warc")
    assert small.run().exit == Exit.COMPLETE
    folder = small.home.root / "warc" / "site"
    (path,) = folder.glob("*.warc.gz")
    assert fsspec.filesystem("memory").cat(f"/archive/warc/site/{path.name}") == path.read_bytes()
    shutil.rmtree(small.home.root)  # another machine
    small.portal.asked.clear()
    assert small.run().exit == Exit.COMPLETE
    assert small.portal.count("/list/2024/a1.html") == 0
    assert len(fsspec.filesystem("memory").ls("/archive/warc/site")) == 2


def test_a_store_that_refuses_is_told_and_loses_nothing(small, monkeypatch):
    monkeypatch.setenv("GONGKAI_WARC", "nowhere://archive")
    result = small.run()
    assert result.exit == Exit.FAILED
    assert "nowhere" in result.sites[0].message


def test_a_file_in_the_store_is_never_overwritten(small, monkeypatch):
    monkeypatch.setenv("GONGKAI_WARC", "memory://other/warc")
    small.run()
    (path,) = (small.home.root / "warc" / "site").glob("*.warc.gz")
    store = fsspec.filesystem("memory")
    store.pipe(f"/other/warc/site/{path.name}", b"another")
    result = small.run()
    assert result.exit == Exit.FAILED
    assert "rename one of them" in result.sites[0].message
    assert store.cat(f"/other/warc/site/{path.name}") == b"another"


# ---- long lists


def long_list(crawling, helpers, numbers, size=10, pinned=(), told=True):
    """A list of many pages, newest first, some rows pinned to its top."""
    answer, html, rows = helpers
    order = [*pinned, *(n for n in sorted(numbers, reverse=True) if n not in pinned)]
    total = -(-len(order) // size)
    for page in range(1, total + 1):
        entries = [(f"/list/a{n}.html", f"关于政府信息公开工作的第{n}号文件", "2024-01-01") for n in order[(page - 1) * size : page * size]]
        pager = f"<script>createPageHTML('page_div',{total},{page},'index','html'{f',{len(order)}' if told else ''});</script>"
        crawling.portal.pages["/list/" if page == 1 else f"/list/index_{page}.html"] = answer(html("年报", rows(entries) + pager))
    for n in order:
        crawling.portal.pages[f"/list/a{n}.html"] = answer(html(f"关于政府信息公开工作的第{n}号文件", f"<h1>第{n}号文件</h1>"))
    return total


def lists_asked(crawling):
    return [path for _, path in crawling.portal.asked if path.startswith("/list/") and "/a" not in path]


def test_of_a_long_list_only_the_top_is_read_again(crawling, helpers):
    numbers = [n for n in range(1000, 1300) if n % 404]
    long_list(crawling, helpers, numbers)
    assert crawling.run().exit == Exit.COMPLETE
    crawling.portal.asked.clear()
    long_list(crawling, helpers, [*numbers, *range(1300, 1315)])
    result = crawling.run()
    assert (result.exit, result.sites[0].columns[0].new) == (Exit.COMPLETE, 15)
    assert lists_asked(crawling)[:2] == ["/list/", "/list/index_2.html"]
    assert sorted(lists_asked(crawling)[2:]) == ["/list/", "/list/index_31.html", "/list/index_32.html"]  # never seen; the first again


def test_pinned_rows_do_not_stop_the_reading_early(crawling, helpers):
    numbers = list(range(1000, 1200))
    pinned = (1001, 1002, 1003)
    long_list(crawling, helpers, numbers, pinned=pinned)
    crawling.run()
    long_list(crawling, helpers, [*numbers, *range(1200, 1225)], pinned=pinned)
    result = crawling.run()
    assert (result.exit, result.sites[0].columns[0].new) == (Exit.COMPLETE, 25)


def test_a_backdated_row_far_down_is_found_at_once_where_the_list_tells_its_rows(crawling, helpers):
    numbers = list(range(1000, 1200))
    long_list(crawling, helpers, numbers)
    crawling.run()
    long_list(crawling, helpers, [*numbers, 1050.5])
    result = crawling.run()
    assert (result.exit, result.sites[0].columns[0].new) == (Exit.COMPLETE, 1)


def test_a_backdated_row_is_found_by_the_deep_sweep_where_the_list_tells_nothing(crawling, helpers, monkeypatch):
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00")
    numbers = list(range(1000, 1200))
    long_list(crawling, helpers, numbers, told=False)
    crawling.run()
    long_list(crawling, helpers, [*numbers, 1050.5], told=False)
    found = []
    for day in range(2, 10):
        monkeypatch.setenv("GONGKAI_NOW", f"2026-03-{day:02}T01:00:00")
        found.append(crawling.run().sites[0].columns[0].new)
    assert sum(found) == 1


def test_a_row_that_left_the_list_leaves_the_listing_and_its_document_is_looked_at(crawling, helpers, monkeypatch):
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-01T00:00:00")
    numbers = list(range(1000, 1030))
    long_list(crawling, helpers, numbers)
    crawling.run()
    long_list(crawling, helpers, numbers[:-3])
    crawling.portal.asked.clear()
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-02T00:00:00")
    assert crawling.run().sites[0].columns[0].rows_found == 27
    monkeypatch.setenv("GONGKAI_NOW", "2026-03-03T00:00:00")
    crawling.run()
    assert crawling.portal.count("/list/a1029.html") == 1


# ---- the file


def test_a_frontier_of_another_version_or_a_damaged_one_is_one_sentence(tmp_path):
    (tmp_path / "other.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(GongkaiError, match="rebuilt from the WARC files"):
        connect(tmp_path / "other.sqlite")
    with closing(sqlite3.connect(tmp_path / "newer.sqlite")) as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(GongkaiError, match="version 99"):
        connect(tmp_path / "newer.sqlite")


def test_lists_come_first_and_files_before_further_articles(tmp_path):
    frontier = Frontier(tmp_path / "f.sqlite")
    kinds = ("article", "attachment", "list", "article")
    with frontier.transaction():
        frontier.add([Child(Job(Fetch(f"http://h.cn/{n}"), kind, "c")) for n, kind in enumerate(kinds)], 100.0)
    found = frontier.next_due(100.0, set(), ["c"], 9)
    assert [job.kind for _, job in found] == ["list", "attachment", "article", "article"]
    assert [job.fetch.url[-1] for _, job in frontier.next_due(100.0, {found[0][0]}, ["c"], 2)] == ["1", "0"]
    assert frontier.next_due(99.0, set(), ["c"]) == frontier.next_due(100.0, set(), ["d"]) == []
    frontier.close()


def test_the_older_a_document_grew_unchanged_the_later_it_is_asked_for_again():
    job = Job(Fetch("http://h.cn/1"), "article", "c")
    day = interpret.DAY
    past = interpret.Past(first=day, changed=day)
    assert [interpret._again(job, at * day, past, False) / day - at for at in (2, 11, 41, 401)] == [7, 10, 40, 90]
