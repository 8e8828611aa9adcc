"""Every row of the table of settings: that it holds as it says, or is refused by name."""

import asyncio
import json
import re
import time

import pytest
from scrapy.settings import BaseSettings

from crawler.answers import interpret
from crawler.components.settings_in_force import SCRAPYS, TABLE, given, options_of, proxies_of, recorded, site_of
from crawler.crawl import crawl
from crawler.fetch import throttle
from crawler.model.types import Column, Site
from crawler.visit.run_context import Options
from docs import draw_settings
from gongkai.errors import Exit, UsageError
from gongkai.fetch_record import FetchRecord
from tests.crawler.components import parts
from tests.helpers.scrapy_program import lines, settings

SITE = Site("s", "站", "230100", "city", (Column("c", "年报", "annual_report", "http://a.example/"),))
HELD: dict[str, str] = {}


def shows(*names):
    """Mark a test as the one that shows what settings mean."""

    def mark(test):
        HELD.update(dict.fromkeys(names, test.__name__))
        return test

    return mark


def run(small, **names):
    return crawl(small.home, small.registry, ["site"], Options(settings=settings(**names))).sites[0]


def notes(small, kind):
    found = [
        json.loads(record.block)
        for record in small.records()
        if record.type == "resource" and record.get("Content-Type") == "application/json"
    ]
    return [each for each in found if each["type"] == kind]


def test_the_document_shows_the_table():
    text = draw_settings.DOCUMENT.read_text(encoding="utf-8")
    assert draw_settings.drawn(text) == text


def test_every_setting_that_holds_has_a_test():
    assert sorted(HELD) == sorted(TABLE["holds"])


OTHERS = {name: {"a.b.C": 1} for name in TABLE["refused"] if isinstance(settings()[name], BaseSettings)}


@pytest.mark.parametrize("name", TABLE["refused"])
def test_a_setting_that_cannot_hold_is_refused_by_name(name):
    with pytest.raises(UsageError, match=f"^{name} cannot be set here: {re.escape(TABLE['refused'][name])}$"):
        options_of(Options(settings=settings(**{name: OTHERS.get(name, "other")})), {})


def test_a_setting_of_scrapys_that_nobody_reads_is_refused():
    with pytest.raises(UsageError, match="URLLENGTH_LIMIT cannot be set here: this project does not use it"):
        options_of(Options(settings=settings(URLLENGTH_LIMIT=9)), {})
    with pytest.raises(UsageError, match="MY_KEY cannot be set here: neither Scrapy nor this project knows it"):
        options_of(Options(settings=settings(MY_KEY=9)), {})
    assert options_of(Options(settings=settings(MY_KEY=9, EXTENSIONS={parts.Witness: 1})), {})


SAMPLES = [
    "LOG_LEVEL",
    "LOGSTATS_INTERVAL",
    "FEED_TEMPDIR",
    "MAIL_HOST",
    "MEMUSAGE_LIMIT_MB",
    "PERIODIC_LOG_STATS",
    "FILES_STORE",
    "AWS_REGION_NAME",
    "FTP_USER",
    "EDITOR",
    "DEFAULT_DROPITEM_LOG_LEVEL",
    "SPIDER_CONTRACTS",
]


@pytest.mark.parametrize("pattern", SCRAPYS, ids=lambda pattern: pattern.pattern[:20])
def test_what_scrapy_reads_itself_is_taken(pattern):
    name = next(name for name in SAMPLES if pattern.search(name))
    value: object = {"a.b.C": 1} if isinstance(settings().get(name), BaseSettings) else "9"
    assert [other.pattern for other in SCRAPYS if other.search(name)] == [pattern.pattern]
    assert options_of(Options(settings=settings(**{name: value})), {})


@shows("DOWNLOAD_DELAY", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "USER_AGENT")
def test_pauses_connections_and_the_user_agent_are_those_given(small, portal):
    assert site_of(SITE, settings(DOWNLOAD_DELAY="0.5", USER_AGENT="me")).delay == 0.5
    assert site_of(SITE, settings(CONCURRENT_REQUESTS=8)).connections == 8
    assert site_of(SITE, settings(CONCURRENT_REQUESTS=8, CONCURRENT_REQUESTS_PER_DOMAIN=3)).connections == 3
    assert site_of(SITE, settings()) == SITE
    began = time.monotonic()
    assert run(small, DOWNLOAD_DELAY="0.3", USER_AGENT="archive of a test").exit == Exit.COMPLETE
    assert time.monotonic() - began > 5 * 0.3 * (1 - throttle.JITTER)
    assert all("User-Agent: archive of a test\r\n" in head for head in portal.heads)
    start = notes(small, "run_start")[0]
    assert (start["registry"]["delay"], start["registry"]["user_agent"]) == (0.3, "archive of a test")
    assert start["settings"] == {"DOWNLOAD_DELAY": "0.3", "USER_AGENT": "archive of a test"}


@pytest.mark.parametrize(
    "name_value",
    [
        *(["CONCURRENT_REQUESTS=17", "CONCURRENT_REQUESTS=0", "DOWNLOAD_DELAY=-1", "DOWNLOAD_TIMEOUT=0", "RETRY_TIMES=3", "DEPTH_LIMIT=x"]),
        "DOWNLOAD_DELAY_JITTER=2",
    ],
)
def test_a_number_out_of_range_is_refused(name_value):
    name, _, value = name_value.partition("=")
    with pytest.raises(UsageError, match=f"^{name_value} cannot be set here: a number from"):
        options_of(Options(settings=settings(**{name: value})), {})


@shows("DOWNLOAD_DELAY_JITTER")
def test_the_jitter_is_that_given(monkeypatch):
    assert options_of(Options(settings=settings(DOWNLOAD_DELAY_JITTER="0")), {}).jitter == 0
    assert options_of(Options(settings=settings()), {}).jitter == throttle.JITTER
    drawn = []
    monkeypatch.setattr(throttle.random, "uniform", lambda low, high: drawn.append((low, high)) or 0)

    async def pass_once():
        await throttle.Gate().turn(("h",), throttle.Manners(1, 1, 0.5))

    asyncio.run(pass_once())
    assert drawn == [(-0.5, 0.5)]


@shows("DOWNLOAD_TIMEOUT", "DOWNLOAD_MAXSIZE")
def test_limits_of_time_and_size(small, portal, helpers):
    options = options_of(Options(settings=settings(DOWNLOAD_TIMEOUT="7.5", DOWNLOAD_MAXSIZE="1000")), {})
    assert (options.limits.total, options.limits.body) == (7.5, 1000)
    assert options_of(Options(settings=settings(DOWNLOAD_MAXSIZE=0)), {}).limits == Options().limits
    portal.pages["/files/report.pdf"] = helpers[0](b"%PDF-1.4 " + b"x" * 300_000, type_="application/pdf")
    assert run(small, DOWNLOAD_MAXSIZE=100000).problems == {"truncated": 1}


@shows("ROBOTSTXT_OBEY", "ROBOTSTXT_DISOBEY_REASON")
def test_robots_txt_is_disobeyed_with_a_reason_only(small, portal, helpers):
    portal.pages["/robots.txt"] = helpers[0](b"User-agent: *\nDisallow: /", type_="text/plain")
    with pytest.raises(UsageError, match="ROBOTSTXT_OBEY cannot be off without a reason"):
        run(small, ROBOTSTXT_OBEY=False)
    assert run(small).problems == {"robots_disallowed": 1}
    reason = "the office agreed in writing on 2026-01-02"
    assert run(small, ROBOTSTXT_OBEY=False, ROBOTSTXT_DISOBEY_REASON=reason).exit == Exit.COMPLETE
    start = notes(small, "run_start")[-1]
    assert start["settings"]["ROBOTSTXT_DISOBEY_REASON"] == reason
    assert start["registry"]["robots"] is False
    info = [record.block.decode() for record in small.records() if record.type == "warcinfo"]
    assert "robots: ignore" in info[-1]


@shows("ROBOTSTXT_USER_AGENT")
def test_robots_txt_is_read_for_the_name_given(small, portal, helpers):
    portal.pages["/robots.txt"] = helpers[0](b"User-agent: gongkai\nDisallow:\n\nUser-agent: other\nDisallow: /", type_="text/plain")
    assert run(small, ROBOTSTXT_USER_AGENT="other").problems == {"robots_disallowed": 1}
    assert run(small).exit == Exit.COMPLETE


@shows(*(f"CLOSESPIDER_{name}" for name in ("PAGECOUNT", "ITEMCOUNT", "TIMEOUT", "ERRORCOUNT", "PAGECOUNT_NO_ITEM", "TIMEOUT_NO_ITEM")))
@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ({"CLOSESPIDER_PAGECOUNT": 2}, "closespider_pagecount"),
        ({"CLOSESPIDER_ITEMCOUNT": 2}, "closespider_itemcount"),
        ({"CLOSESPIDER_TIMEOUT": 0.4, "DOWNLOAD_DELAY": 0.3}, "closespider_timeout"),
        ({"CLOSESPIDER_ERRORCOUNT": 1}, "closespider_errorcount"),
        ({"CLOSESPIDER_PAGECOUNT_NO_ITEM": 1, "ITEM_PIPELINES": {parts.DropAll: 1}}, "closespider_pagecount_no_item"),
        ({"CLOSESPIDER_TIMEOUT_NO_ITEM": 1, "ITEM_PIPELINES": {parts.DropAll: 1}, "DOWNLOAD_DELAY": 0.6}, "closespider_timeout_no_item"),
    ],
)
def test_a_spider_that_is_closed_keeps_what_came_and_goes_on_next_time(small, portal, monkeypatch, names, reason):
    if "ERRORCOUNT" in str(names):
        real = interpret.faults.classify
        monkeypatch.setattr(interpret.faults, "classify", lambda page, kind: 1 / 0 if page.url.endswith("a1.html") else real(page, kind))
    outcome = run(small, **names)
    monkeypatch.undo()
    assert outcome.stats["finish_reason"] == reason
    assert (outcome.exit, outcome.message) == (Exit.PARTIAL, f"the spider was closed: {reason}")
    asked = [path for _, path in portal.asked]
    held = {record.get("WARC-Target-URI") for record in small.records() if record.type in ("response", "revisit")}
    assert held == {portal.base + path for path in asked}  # whatever was asked for is in the archive
    assert small.run(full=True).exit == Exit.COMPLETE


@shows("DEPTH_LIMIT")
@pytest.mark.parametrize(("limit", "kinds", "left"), [(1, {"list", "article"}, 1), (2, {"list", "article", "attachment"}, 0)])
def test_what_lies_deeper_than_the_limit_waits(small, portal, limit, kinds, left):
    outcome = run(small, DEPTH_LIMIT=limit)
    found = {FetchRecord.from_json(record.block).kind for record in small.records() if record.type == "metadata"}
    assert found - {"robots"} == kinds
    reasons = outcome.columns[0].reasons
    assert reasons == ((f"depth_limit: {left} address deeper than {limit}",) if left else ())
    assert outcome.exit == (Exit.PARTIAL if left else Exit.COMPLETE)
    assert small.run().exit == Exit.COMPLETE
    assert portal.count("/files/report.pdf") == 1


@shows("RETRY_TIMES", "RETRY_ENABLED")
@pytest.mark.parametrize(("names", "tries"), [({}, 3), ({"RETRY_TIMES": 1}, 2), ({"RETRY_TIMES": 0}, 1), ({"RETRY_ENABLED": False}, 1)])
def test_a_failure_is_tried_again_as_often_as_given(small, portal, helpers, names, tries):
    portal.pages["/list/2024/a2.html"] = helpers[0](b"", "500 Internal Server Error")
    assert run(small, **names).exit == Exit.PARTIAL
    assert portal.count("/list/2024/a2.html") == tries


@shows("COOKIES_ENABLED")
@pytest.mark.parametrize(("names", "returned"), [({}, True), ({"COOKIES_ENABLED": "0"}, False)])
def test_cookies_are_sent_back_unless_switched_off(small, portal, helpers, names, returned):
    portal.pages["/robots.txt"] = helpers[0](b"", headers=("Set-Cookie: a=b",), type_="text/plain")
    run(small, **names)
    assert any("Cookie: a=b" in head for head in portal.heads) == returned


@shows("HTTPPROXY_ENABLED", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
def test_proxies_come_from_the_settings_then_the_environment():
    environment = {"http_proxy": "http://u:p@one.example:3128", "https_proxy": "two.example:8080", "no_proxy": "gov.cn"}
    found = proxies_of(settings(), environment)
    assert (found.http.url, found.https.url, found.without) == ("http://one.example:3128", "http://two.example:8080", "gov.cn")
    assert found.for_url("http", "www.gov.cn") is None
    assert found.for_url("http", "127.0.0.1") is None
    assert found.for_url("http", "portal.example") == found.http
    assert proxies_of(settings(HTTPPROXY_ENABLED=False), environment).http is None
    given_here = proxies_of(
        settings(HTTP_PROXY="http://three.example:1", HTTPS_PROXY="http://four.example:2", NO_PROXY="x.example"), environment
    )
    assert (given_here.http.port, given_here.https.port, given_here.without) == (1, 2, "x.example")
    assert recorded(settings(HTTP_PROXY="http://u:secret@a:1")) == {"HTTP_PROXY": "…"}


@shows("STATS_CLASS", "STATS_DUMP")
def test_stats_are_collected_by_the_class_given_and_dumped_or_not(small, caplog):
    caplog.set_level("INFO")
    outcome = run(small, STATS_CLASS="scrapy.statscollectors.DummyStatsCollector", STATS_DUMP=False)
    assert (outcome.exit, outcome.stats) == (Exit.COMPLETE, {})
    assert "Dumping Scrapy stats" not in caplog.text
    run(small)
    assert "Dumping Scrapy stats" in caplog.text


@shows("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "ADDONS")
@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "ADDONS"])
def test_a_component_that_cannot_be_loaded_is_named(small, portal, name):  # what they do is shown in test_components.py
    with pytest.raises(UsageError, match=f"{name}: no.such.Thing cannot be loaded: No module named 'no'"):
        run(small, **{name: {"no.such.Thing": 1}})
    assert portal.asked == []


@shows("FEEDS", "CONCURRENT_ITEMS")
def test_feeds_are_exported(small, tmp_path):
    out = tmp_path / "x.jsonl"
    assert run(small, FEEDS={str(out): {"format": "jsonlines"}}, CONCURRENT_ITEMS=5).stats["item_scraped_count"] == 10
    assert len(lines(out)) == 10


def test_nothing_is_given_in_a_clone():
    assert given(settings()) == {}
