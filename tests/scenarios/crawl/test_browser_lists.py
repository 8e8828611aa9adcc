"""Lists that only a script draws, in a real Chromium: all rows, every request through the gate, and the WARC files draw them again."""

import asyncio
import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from html import unescape

import pytest

from crawler import families
from crawler.fetch import browser
from crawler.fetch.browser import Drawer, NotDrawn
from crawler.model.exchange import Exchange
from crawler.model.same_site import canonical
from crawler.model.types import Fetch, Page
from crawler.store.warc_writer import DRAWN
from gongkai import http_message, warc_reader
from tests.replica_blind.program import Program, only
from tests.replica_blind.replica import Replica, registry
from tests.replica_blind.wire import Answer

pytest.importorskip("playwright.async_api", reason="needs playwright: the extra browser")
pytestmark = [pytest.mark.skipif(browser.program() is None, reason="needs Chromium: apt-get install chromium"), pytest.mark.timeout(900)]

DRAWN_COLUMNS = {
    ("ucap-json", "named"),
    ("ucap-static", "hidden"),
    ("handmade", "posted"),
    ("handmade", "written"),
    ("handmade", "template"),
}
SITES = ("ucap-json", "ucap-static", "handmade", "leads-away", "challenged")


def with_browser(text, *sites):
    """The registry with a browser for those sites."""
    for site in sites:
        text = re.sub(rf"(- id: {site}\n  name: [^\n]*\n)", r"\1  fetcher: browser\n", text)
    return text


def records(home, site):
    for path in sorted((home / "home" / "warc" / site).glob("*.warc.gz")):
        with path.open("rb") as stream:
            yield from warc_reader.records(stream)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    with Replica() as replica:
        program = Program(tmp_path_factory.mktemp("browser"))
        seen = program.visit(with_browser(registry(replica.base), *SITES), *SITES)
        fetched = Counter(replica.fetched())
        yield replica, program, seen, fetched


@pytest.mark.parametrize(("site", "column"), sorted(DRAWN_COLUMNS - {("handmade", "template")}))
def test_a_list_that_only_a_script_draws_has_all_its_rows(drawn, site, column):
    replica, program, seen, _ = drawn
    rows = replica.portal(site).columns[column].rows
    assert {canonical(url) for url, _, _ in seen[site, column]["rows"]} == {canonical(replica.portal(site).url(row.path)) for row in rows}
    assert {title for _, title, _ in seen[site, column]["rows"]} == {row.title for row in rows}
    run = program.column(site, column)
    assert (run["complete"], run["drawn"], len(rows) > 5) == (True, 1, True), run["reasons"]


def test_columns_that_need_no_browser_are_read_the_same(drawn):
    replica, program, seen, _ = drawn
    for column in ("annual", "policy"):
        oracle = replica.oracle()["ucap-static"].columns[column]
        assert {canonical(url) for url, _, _ in seen["ucap-static", column]["rows"]} == {canonical(row.url) for row in oracle.rows}
        assert program.column("ucap-static", column)["complete"] or oracle.reasons or program.column("ucap-static", column)["reasons"]


def test_nothing_forbidden_and_nothing_of_another_host_is_fetched_and_that_is_told(drawn):
    replica, program, _, fetched = drawn
    assert [url for url in fetched if "127.0.1.99" in url or "/private/" in url] == []
    run = program.column("leads-away", "interface_outside")
    assert (run["complete"], run["rows_found"]) == (False, 0)
    assert run["reasons"][0].startswith(f"rows_by_script: {replica.base.format(99)}/open/api")
    refused = [json.loads(record.block) for record in records(program.home, "leads-away") if record.type == "metadata"]
    assert [each["problem"]["code"] for each in refused if each["kind"] == "drawing" and each["problem"]] == ["off_site"]


def test_a_challenge_is_never_given_to_the_browser(drawn):
    _, program, _, _ = drawn
    found = list(records(program.home, "challenged"))
    kinds = Counter(json.loads(record.block)["kind"] for record in found if record.type == "metadata")
    pages = [record for record in found if record.get("WARC-Target-URI").startswith(DRAWN)]
    assert kinds["drawing"] == 0
    for record in pages:
        assert "$_ts" not in record.block.decode()
    assert program.column("challenged", "annual")["drawn"] == 0
    assert any(reason.startswith("page_1_missing: challenge") for reason in program.column("challenged", "annual")["reasons"])


def test_only_list_pages_are_drawn_and_each_is_kept_beside_its_response(drawn):
    _, program, _, _ = drawn
    responses, about, pages = {}, {}, []
    for record in records(program.home, "handmade"):
        if record.type in ("response", "revisit"):
            responses[record.get("WARC-Record-ID")] = record
        elif record.type == "metadata":
            about[record.get("WARC-Concurrent-To")] = json.loads(record.block)
        elif record.get("WARC-Target-URI").startswith(DRAWN):
            pages.append(record)
    assert len(pages) > 3
    for page in pages:
        beside = page.get("WARC-Concurrent-To")
        assert page.get("WARC-Target-URI") == DRAWN + beside.strip("<>").removeprefix("urn:uuid:")
        assert about[beside]["kind"] == "list"
        assert page.get("Content-Type") == "text/html; charset=utf-8"


@pytest.mark.parametrize(("site", "column"), [("ucap-json", "named"), ("ucap-static", "hidden"), ("handmade", "posted")])
def test_the_warc_files_alone_draw_the_list_again(drawn, site, column):
    replica, program, _, _ = drawn
    url = replica.portal(site).url(replica.portal(site).columns[column].style.path)
    answers, requests = {}, {}
    for record in records(program.home, site):
        if record.type == "response":
            answers[record.get("WARC-Record-ID")] = record
        elif record.type == "request":
            method = record.block.split(b" ", 1)[0].decode()
            requests[method, record.get("WARC-Target-URI")] = record.get("WARC-Concurrent-To")
    asked = []

    def replayed(method, address):
        record = answers[requests[method, address]]
        return Exchange(address, b"", record.block, datetime(2026, 11, 30, tzinfo=UTC))

    async def ask(address, method, headers, body):
        asked.append(address)
        return replayed(method, address)

    async def draw():
        drawer = Drawer("replay")
        try:
            return await drawer.draw(replayed("GET", url), ask)
        finally:
            await drawer.close()

    page = asyncio.run(draw())
    _, listing = families.read_listing(Page(url, page.decode(), Fetch(url)))
    rows = {canonical(replica.portal(site).url(row.path)) for row in replica.portal(site).columns[column].rows}
    assert {canonical(entry.url) for entry in listing.entries} == rows
    assert asked


def test_the_page_as_drawn_gives_the_rows_by_itself(drawn):
    replica, program, _, _ = drawn
    portal = replica.portal("ucap-static")
    url = portal.url(portal.columns["hidden"].style.path)
    responses = {record.get("WARC-Record-ID"): record for record in records(program.home, "ucap-static") if record.type == "response"}
    [page] = [
        record
        for record in records(program.home, "ucap-static")
        if record.get("WARC-Target-URI").startswith(DRAWN) and responses[record.get("WARC-Concurrent-To")].get("WARC-Target-URI") == url
    ]
    raw = http_message.answer(responses[page.get("WARC-Concurrent-To")].block).body
    assert portal.columns["hidden"].rows[0].title not in raw.decode()
    assert all(row.title in unescape(page.block.decode()) for row in portal.columns["hidden"].rows)


def test_a_second_visit_draws_again_and_sees_a_new_row_though_the_page_is_the_same(tmp_path):
    from tests.replica_blind.model import Article

    with Replica() as replica:
        program = Program(tmp_path)
        sites = with_browser(only(registry(replica.base), "ucap-json", "named"), "ucap-json")
        before = program.visit(sites, "ucap-json", now="2026-12-01T02:00:00+00:00")["ucap-json", "named"]["rows"]
        replica.portal("ucap-json").publish("named", Article("/hss/c108465/202612/new.shtml", "关于新增事项的通知", "2026-12-01", "新增。"))
        after = program.visit(sites, "ucap-json", now="2026-12-02T02:00:00+00:00")["ucap-json", "named"]["rows"]
        assert {title for _, title, _ in after - before} == {"关于新增事项的通知"}
        shutil.rmtree(tmp_path / "home" / "frontier")
        program.visit(sites, "ucap-json", now="2026-12-03T02:00:00+00:00")
        run = program.column("ucap-json", "named")
        assert (run["complete"], run["rows_found"], run["new"]) == (True, len(after), 0), run["reasons"]


@pytest.mark.parametrize("chromium", ["/nowhere/chromium", "/bin/false"])
def test_without_a_browser_the_column_is_read_without_one_and_says_so(chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_CHROMIUM", chromium)
    with Replica() as replica:
        program = Program(tmp_path)
        program.visit(with_browser(only(registry(replica.base), "ucap-json", "named"), "ucap-json"), "ucap-json")
    run = program.column("ucap-json", "named")
    assert (program.exit, run["complete"], run["drawn"]) == (6, False, 0)
    assert any(reason.startswith("not_drawn: browser_failed") for reason in run["reasons"]), run["reasons"]


PAGES = {
    "waits for ever": ("<script>for(;;);</script>", "browser_timeout", 10.0),
    "too large": (f"<script>document.write('<p>'+'x'.repeat({browser.MOST_BYTES + 1})+'</p>')</script>", "browser_page_too_large", 120.0),
}


@pytest.mark.parametrize(("markup", "code", "seconds"), PAGES.values(), ids=PAGES)
def test_a_hostile_page_is_given_up_and_the_next_is_drawn(markup, code, seconds, monkeypatch):
    monkeypatch.setattr(browser, "SECONDS", seconds)
    nobody = []

    def page(body):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        return Exchange("http://127.0.0.1:9/list.html", b"", (head + body).encode(), datetime(2026, 11, 30, tzinfo=UTC))

    async def ask(address, method, headers, body):
        nobody.append(address)
        raise AssertionError(address)

    async def both():
        drawer = Drawer("test")
        try:
            with pytest.raises(NotDrawn) as refused:
                await drawer.draw(page(f"<html><body>{markup}</body></html>"), ask)
            monkeypatch.setattr(browser, "SECONDS", 120.0)
            after = await drawer.draw(page("<html><body><script>document.body.append('drawn')</script></body></html>"), ask)
            return refused.value.code, after
        finally:
            await drawer.close()

    found, after = asyncio.run(both())
    assert found == code
    assert b"drawn</body>" in after
    assert nobody == []


@pytest.mark.parametrize("milliseconds", [0, 50])
def test_what_a_page_may_not_load_never_leaves_the_browser(milliseconds):
    """Pictures, styles, frames, moves and sockets: none is asked for; nothing goes past the caller; a move before it is loaded is none."""
    body = (
        "<html><head><link rel=stylesheet href=/a.css></head><body><img src=/b.png><iframe src=/c.html></iframe>"
        "<script>fetch('/rows').then(r=>r.text()).then(t=>document.body.append(t));new WebSocket(location.href.replace('http','ws'));"
        f"setTimeout(()=>{{location.href='/elsewhere'}},{milliseconds});navigator.sendBeacon('/beacon')</script></body></html>"
    )
    asked = []
    with Replica() as replica:
        portal = replica.portal("totals")
        portal.raw["/x.html"] = Answer(body.encode())

        async def ask(address, method, headers, data):
            asked.append(address)
            return Exchange(address, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nrow", datetime(2026, 11, 30, tzinfo=UTC))

        async def draw():
            drawer = Drawer("test")
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            try:
                return await drawer.draw(
                    Exchange(portal.url("/x.html"), b"", (head + body).encode(), datetime(2026, 11, 30, tzinfo=UTC)), ask
                )
            finally:
                await drawer.close()

        found = asyncio.run(draw())
        assert asked == [portal.url("/rows")]
        assert b"row</body>" in found
        assert replica.log == []
