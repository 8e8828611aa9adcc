"""`sites add`, `check` and `look` and the shell ask through the proxy that is given or the environment names, and say so."""

import json
from datetime import timedelta

import pytest
import yaml
from click.testing import CliRunner

from archive.cli import cli
from crawler import registry
from crawler.discover.look_round import LookJournal
from crawler.fetch.proxies import Proxies
from crawler.visit import clock_guard
from gongkai.clock import now
from gongkai.errors import BadConfiguration
from tests.helpers.crawling import answer, helpers, html, portal, rows
from tests.helpers.relay import relay
from tests.helpers.scrapy_program import scrapy

__all__ = ["helpers", "portal", "relay"]
HOST = "http://www.portal.gov.cn"
TITLES = [f"{year}年政府信息公开工作年度报告" for year in (2025, 2024, 2023)]


@pytest.fixture
def pages(portal, monkeypatch):
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    links = '<a href="/zfxxgk/">政府信息公开</a> <a href="/zfxxgk/nb/">政府信息公开年报</a>'
    portal.pages["/"] = portal.pages["/zfxxgk/"] = answer(html("市政府", links))
    portal.pages["/zfxxgk/nb/"] = answer(
        html("政府信息公开年报", rows([(f"/nb/{n}.html", title, f"2026-01-0{n + 1}") for n, title in enumerate(TITLES)]))
    )
    return portal


@pytest.fixture(params=["option", "environment"])
def called(request, pages, relay, monkeypatch):
    """Run a subcommand of `sites` with the proxy given as an option, then by the environment; the result and the proxy's URL."""
    url = f"http://127.0.0.1:{relay.server_address[1]}"
    secret = url.replace("//", "//user:secret@")
    given = ["--proxy", secret]
    if request.param == "environment":
        monkeypatch.setenv("http_proxy", secret)
        given = []

    def call(*words, registry_file="packaged"):
        return CliRunner().invoke(cli, ["--registry", str(registry_file), "sites", *map(str, words), *given]), url

    return call


def test_a_portal_is_probed_through_the_proxy(called, pages, relay):
    done, proxy = called("add", f"{HOST}/", "--json", "--delay", 0, "--most", 5)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["proxy"], [each["url"] for each in found["candidates"]]) == (proxy, [f"{HOST}/zfxxgk/nb/"])
    assert len(relay.heads) == len(pages.asked) >= 3
    text, _ = called("add", f"{HOST}/", "--delay", 0, "--most", 5)
    assert f"# through the proxy {proxy}" in text.stdout
    assert "secret" not in done.output + text.output


def test_entries_are_checked_through_the_proxy_and_the_looks_say_so(called, pages, relay, tmp_path):
    file, report = tmp_path / "sites.yaml", tmp_path / "looks.patch"
    column = {"id": "annual", "name": "年报", "kind": "annual_report", "url": f"{HOST}/zfxxgk/nb/"}
    file.write_text(
        yaml.safe_dump([{"id": "s", "name": "站", "area": "230100", "level": "city", "delay": 0, "columns": [column]}], sort_keys=False)
    )
    done, proxy = called("check", registry_file=file)
    assert done.stdout.startswith("s/annual: ok")
    assert done.stdout.rstrip().endswith(f"through {proxy}")
    called("check", "--report", report, "--by", "Wu", "--place", "Jinan", registry_file=file)
    assert f"Jinan, through {proxy}" in report.read_text()
    (look,) = LookJournal(tmp_path / "looks.patch.jsonl").looks(registry.load(file)).values()
    assert look.proxy == proxy
    assert f"proxy: '{proxy}'" in report.read_text()  # what the patch puts into the registry
    assert "secret" not in done.output + report.read_text()
    assert len(relay.heads) == len(pages.asked) > 0


def test_a_page_is_looked_at_through_the_proxy(called, pages, relay):
    done, _ = called("look", f"{HOST}/zfxxgk/nb/")
    assert (done.exit_code, "rows: 3" in done.stdout) == (0, True)
    assert [head.split(" ")[1] for head in relay.heads] == [f"{HOST}/robots.txt", f"{HOST}/zfxxgk/nb/"]


def test_a_bad_proxy_is_one_sentence_and_nothing_is_asked(pages):
    done = CliRunner().invoke(cli, ["sites", "add", f"{HOST}/", "--proxy", "socks5://user:secret@a:1"])
    assert (done.exit_code, pages.asked) == (2, [])
    assert "the proxy a:1 cannot be used: write http://host:port" in done.output
    assert "secret" not in done.output


def test_a_journal_of_looks_before_proxies_is_read(tmp_path):
    look = {
        "date": "2026-11-30",
        "by": "Wu",
        "place": "Jinan",
        "state": "ok",
        "family": "",
        "pager": "",
        "rows": 1,
        "newest": "",
        "fault": "",
    }
    line = {"site": "harbin", "column": "annual", "url": "", **look, "moved_to": ""}
    (harbin,) = registry.choose(registry.load(), ["harbin"])
    line |= {"column": harbin.columns[0].id, "url": harbin.columns[0].url, "date": "2099-01-01"}
    (tmp_path / "r.jsonl").write_text(json.dumps(line) + "\n")
    (found,) = LookJournal(tmp_path / "r.jsonl").looks((harbin,)).values()
    assert (found.date, found.proxy) == ("2099-01-01", "")


def test_the_shell_asks_through_the_proxy_of_its_settings_and_keeps_to_them(pages, relay):
    proxy = f"http://127.0.0.1:{relay.server_address[1]}"
    done = scrapy("shell", f"{HOST}/zfxxgk/nb/", "-s", f"HTTP_PROXY={proxy}", "-s", "USER_AGENT=of a setting", "-c", "len(rows)")
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr
    assert all("User-Agent: of a setting\r\n" in head for head in relay.heads)
    assert len(relay.heads) == 2
    refused = scrapy("shell", f"{HOST}/zfxxgk/nb/", "-s", "JOBDIR=x", "-c", "1")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert "JOBDIR cannot be set here" in refused.stderr


def test_portals_are_asked_for_the_date_through_the_proxy(pages, relay, tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_NOW", raising=False)
    day = (now() + timedelta(days=40)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    pages.pages["/robots.txt"] = answer(b"", "404 Not Found", headers=(f"Date: {day}",))
    monkeypatch.setattr(clock_guard, "last_visit", lambda home: now() - timedelta(days=30))
    entry = {"name": "站", "area": "230100", "level": "city"}
    sites = [
        {**entry, "id": f"s{n}", "columns": [{"id": "c", "name": "栏", "kind": "other", "url": f"http://www.portal{n}.gov.cn/"}]}
        for n in (1, 2)
    ]
    proxies = Proxies.of(f"http://127.0.0.1:{relay.server_address[1]}", "", "")
    with pytest.raises(BadConfiguration, match="this machine's clock says"):
        clock_guard.check(tmp_path, registry.parse(yaml.safe_dump(sites), "x"), proxies)
    assert len(relay.heads) == 2
