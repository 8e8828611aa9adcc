"""A crawl from end to end against loopback portals: what is found, what a second run asks for, how it ends."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import crawler.page.articles
from crawler.crawl import crawl
from gongkai import http_message, lock, warc_reader
from gongkai.errors import DiskFull, Exit, GongkaiError, UsageError
from gongkai.home import Home
from tests.helpers.best_of import best_of

ROOT = Path(__file__).parents[2]


def answers(home):
    found = {}
    for path in sorted(Path(home.warc).rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                assert record.complete
                if record.type == "response":
                    found[record.get("WARC-Target-URI")] = http_message.answer(record.block).decoded()[0]
    return found


def test_every_document_of_the_shared_portals_is_held_byte_for_byte(crawled):
    home, _, portals, result = crawled
    assert result.exit == Exit.COMPLETE
    held = answers(home)
    for server in portals:
        for column in server.site.manifest()["columns"].values():
            for url in column["articles"]:
                assert held[url] == server.site.pages[url.removeprefix(server.site.base)]
            for url, digest in column["attachments"].items():
                assert hashlib.sha256(held[url]).hexdigest() == digest


def test_every_column_of_the_shared_portals_is_complete_by_its_own_word(crawled):
    *_, result = crawled
    runs = {(site.site, column.column): column.to_mapping() for site in result.sites for column in site.columns}
    assert all(column["complete"] for column in runs.values())
    assert [runs[key]["rows_told"] for key in (("harbin", "policy"), ("harbin-old", "annual"), ("pingtan", "annual"))] == [46, 37, 37]
    assert runs["harbin", "annual"]["rows_found"] == 4


def test_a_second_crawl_finds_nothing_new_and_asks_for_less(crawled):
    home, registry, _, first = crawled
    again = crawl(home, registry, ["harbin", "harbin-old", "pingtan"])
    assert again.exit == Exit.COMPLETE
    assert sum(column.new + column.changed for site in again.sites for column in site.columns) == 0
    assert sum(site.requests for site in again.sites) < sum(site.requests for site in first.sites) / 4
    assert crawl(home, registry).sites == ()  # nothing is due


def test_full_asks_for_everything_whole_and_keeps_it_as_revisits(small):
    small.run()
    again = small.run(full=True)
    assert again.exit == Exit.COMPLETE
    assert "If-None-Match" not in "".join(small.portal.heads)
    kinds = [record.type for record in small.records() if record.get("WARC-Target-URI").endswith("a2.html")]
    assert kinds == ["response", "request", "revisit", "request"]


def test_a_changed_list_brings_only_what_is_new(small):
    small.run()
    page = small.portal.pages["/list/"]
    small.portal.pages["/list/2024/a4.html"] = small.portal.pages["/list/2024/a3.html"].replace(b"\xe7\xac\xac3", b"\xe7\xac\xac4")
    body = (
        page.split(b"\r\n\r\n", 1)[1]
        .replace(b"html',3)", b"html',4)")
        .replace(b"</ul>", '<li><a href="/list/2024/a4.html">关于政府信息公开工作的第4号文件</a><span>2024-02-01</span></li></ul>'.encode())
    )
    small.portal.pages["/list/"] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    small.portal.asked.clear()
    result = small.run()
    assert (result.exit, result.sites[0].columns[0].new) == (Exit.COMPLETE, 1)
    assert small.portal.asked == [("GET", "/robots.txt"), ("GET", "/list/"), ("GET", "/list/2024/a4.html")]


def test_a_list_that_shows_fewer_rows_than_it_tells_is_never_green(small):
    small.portal.pages["/list/"] = small.portal.pages["/list/"].replace(b"html',3)", b"html',9)")
    result = small.run()
    assert result.exit == Exit.PARTIAL
    assert "rows_missing: 9 stated, 3 found" in result.sites[0].columns[0].reasons


def test_a_list_without_rows_is_never_green(small):
    small.portal.pages["/list/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n<html><body>nothing</body></html>"
    assert small.run().exit == Exit.PARTIAL


def test_robots_is_obeyed_archived_and_told(small):
    rules = b"User-agent: *\nDisallow: /list/2024/\n"
    small.portal.pages["/robots.txt"] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(rules) + rules
    result = small.run()
    assert [path for _, path in small.portal.asked] == ["/robots.txt", "/list/"]
    assert "article_robots_disallowed: 3" in result.sites[0].columns[0].reasons
    assert small.held()[f"{small.portal.base}/robots.txt"] == rules


def test_robots_that_fails_closes_the_site(small):
    small.portal.pages["/robots.txt"] = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    assert small.run().exit == Exit.FAILED
    assert [path for _, path in small.portal.asked] == ["/robots.txt"]


def test_a_site_without_robots_asks_for_none(small):
    small.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": f"{small.portal.base}/list/"}, robots=False)
    small.run()
    assert ("GET", "/robots.txt") not in small.portal.asked


def test_limit_stops_after_so_many_requests_and_says_so(small):
    result = small.run(limit=3)
    assert len(small.portal.asked) <= 3
    assert result.exit == Exit.PARTIAL
    assert small.run().exit == Exit.COMPLETE


@pytest.mark.parametrize(
    ("url", "code"), [("http://no-such-host.invalid/list/", "dns_failure"), ("http://127.0.0.1:1/list/", "connection_refused")]
)
def test_a_host_that_cannot_be_reached_is_told_and_recorded(crawling, url, code, monkeypatch):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    crawling.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": url}, robots=False)
    result = crawling.run()
    assert result.exit == Exit.FAILED
    assert any(reason.startswith(f"page_1_missing: {code}") or reason.startswith(code) for reason in result.sites[0].columns[0].reasons)
    told = [json.loads(record.block) for record in crawling.records() if record.type == "metadata"]
    assert {each["problem"]["code"] for each in told} == {code}


def test_one_site_that_fails_does_not_hurt_another(small, monkeypatch):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    second = small.registry.read_text().replace("id: site", "id: dead").replace(small.portal.base, "http://127.0.0.1:1")
    small.registry.write_text(small.registry.read_text() + second)
    result = crawl(small.home, small.registry, ["site", "dead"])
    assert {site.site: site.exit for site in result.sites} == {"site": Exit.COMPLETE, "dead": Exit.FAILED}
    assert result.exit == Exit.PARTIAL


def test_a_site_that_only_challenges_is_left_alone(small):
    body = b"<script>document.cookie='__jsl_clearance=1';location.href=location</script>"
    challenge = b"HTTP/1.1 521 x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    small.portal.pages = {"/list/": challenge, "/robots.txt": small.portal.pages.get("/robots.txt", challenge.replace(b"521", b"404"))}
    result = small.run()
    assert result.exit == Exit.CHALLENGED
    assert small.portal.count("/list/") <= 3


def test_a_host_that_asks_for_patience_is_given_it_and_the_others_go_on(small):
    page, asked = small.portal.pages["/list/2024/a1.html"], []

    def busy(head, body):
        asked.append(time.monotonic())
        return page if len(asked) > 1 else b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"

    small.portal.pages["/list/2024/a1.html"] = busy
    began = time.monotonic()
    assert small.run().exit == Exit.COMPLETE
    assert asked[1] - asked[0] >= 1
    assert time.monotonic() - began >= 1


def test_a_portal_that_refuses_at_every_try_is_tried_once_more_after_a_while(small, monkeypatch):
    """Three tries within seconds fail, as while a server restarts; the fourth comes after a hundred of the site's own pauses."""
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    small.registry.write_text(small.registry.read_text().replace("delay: 0", "delay: 0.005"))
    page, asked = small.portal.pages["/list/"], []

    def restarting(head, body):
        asked.append(time.monotonic())
        return page if len(asked) > 3 else b"HTTP/1.1 503 Restarting\r\nContent-Length: 0\r\n\r\n"

    small.portal.pages["/list/"] = restarting
    assert small.run().exit == Exit.COMPLETE
    assert asked[3] - asked[1] >= 0.5  # counted from when the third was sent, which is after the second came and before the third did


def test_a_portal_that_refuses_for_good_is_given_up(small, monkeypatch):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    small.portal.pages["/list/"] = b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n"
    assert small.run().exit != Exit.COMPLETE
    assert small.portal.count("/list/") == 4


def test_a_network_that_drops_for_a_while_is_sat_out(small, monkeypatch):
    monkeypatch.setattr("crawler.answers.interpret.WAITS", (0.01,))
    monkeypatch.setattr("crawler.answers.backoff.OUTAGE", (60,) * 5)  # at the usual pause of 1.5 s; 0.2 s at this site's
    small.registry.write_text(small.registry.read_text().replace("delay: 0", "delay: 0.005"))
    page, calls = small.portal.pages["/list/2024/a1.html"], []

    def down(head, body):
        calls.append(time.monotonic())
        return None if len(calls) < 4 else page  # the connection is closed without an answer, twice a try

    small.portal.pages["/list/2024/a1.html"] = down
    assert small.run().exit == Exit.COMPLETE
    assert calls[-1] - calls[0] > 0.2


def test_a_page_over_which_our_reading_breaks_down_is_kept_and_told(small, monkeypatch):
    reading = crawler.page.articles.attachments

    def broken(page):
        if "a2.html" in page.url:
            raise RecursionError("too deep")
        return reading(page)

    monkeypatch.setattr("crawler.page.articles.attachments", broken)
    result = small.run()
    assert result.exit == Exit.PARTIAL
    assert "article_crash: 1" in result.sites[0].columns[0].reasons
    assert f"{small.portal.base}/list/2024/a2.html" in small.held()
    monkeypatch.undo()
    assert small.run().exit == Exit.COMPLETE


def test_an_unknown_column_or_site_is_named(small):
    with pytest.raises(UsageError, match="nowhere"):
        crawl(small.home, small.registry, ["nowhere"])
    with pytest.raises(UsageError, match="no-such-column"):
        small.run(column="no-such-column")


def test_a_home_that_cannot_be_written_is_one_sentence(small, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GongkaiError, match="cannot be written"):
        crawl(Home(tmp_path / "file" / "home"), small.registry)


def test_too_little_room_is_told_before_anything_begins(small, monkeypatch):
    monkeypatch.setattr("gongkai.disk.free", lambda folder: 1 << 20)
    with pytest.raises(DiskFull, match="1,048,576 bytes are free"):
        small.run()
    assert small.portal.asked == []


def test_two_crawls_of_one_site_do_not_meet(small):
    small.home.frontier.mkdir(parents=True)
    with lock.held(small.home.frontier / "site.lock", "gongkai crawl"):
        result = small.run()
        assert result.exit == Exit.ALREADY_RUNNING
        assert str(os.getpid()) in result.sites[0].message
    assert small.run().exit == Exit.COMPLETE


def start(crawling, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "gongkai", "--home", str(crawling.home.root), "--registry", str(crawling.registry), "crawl", "site", *words],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_stop_ends_cleanly_and_the_next_run_goes_on(small, name):
    waiting, asked = threading.Event(), threading.Event()

    def slow(head, body):
        waiting.set()
        asked.wait(240)
        time.sleep(1)  # the answer comes when the request to stop has long been there
        return small.portal.pages["/list/2024/a3.html"]

    def stopped():
        shutil.rmtree(small.home.root, ignore_errors=True)
        waiting.clear()
        asked.clear()
        process = start(small)
        assert waiting.wait(120)
        began = time.monotonic()
        process.send_signal(name)
        asked.set()
        error = process.communicate(timeout=120)[1]
        took = time.monotonic() - began
        assert process.returncode == Exit.STOPPED
        assert "stopped" in error
        assert "Traceback" not in error
        assert [path.suffix for path in small.files] == [".gz"]
        return took

    small.portal.pages["/list/2024/a2.html"] = slow
    assert best_of(stopped, enough=8) < 8
    small.portal.pages["/list/2024/a2.html"] = small.portal.pages["/list/2024/a3.html"]
    small.portal.asked.clear()
    small.run()
    assert small.portal.count("/list/2024/a1.html") == 0


def test_the_command_tells_each_column_and_answers_json(small, gongkai):
    done = gongkai("crawl", "site", "--json", home=small.home.root, registry=small.registry)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["sites"][0]["columns"][0]["rows_found"] == 3
    assert done.stderr.strip() == "site/annual: 3 of 3 rows, 4 new, 0 changed, 0 gone, complete"


def test_an_unreachable_host_is_one_sentence_at_the_terminal(small, gongkai):
    small.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://127.0.0.1:1/list/"}, robots=False)
    done = gongkai("crawl", "site", home=small.home.root, registry=small.registry)
    assert done.returncode == 1
    assert "connection_refused" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_port_of_nobody_is_closed():
    with socket.socket() as plain:
        assert plain.connect_ex(("127.0.0.1", 1)) != 0  # what the tests above rely on
