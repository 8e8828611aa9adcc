"""What `/health`, its JSON, the badges and the home page say of now: red where the last attempt failed, with queue and disk."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from archive.health import now_state
from archive.health.assess import ColumnHealth
from archive.health.now_state import Disk, LastRun, NowState, WithheldReason
from archive.publish.snapshot import snapshot
from archive.site.editions import Editions
from gongkai.clock import now
from tests.helpers.archives import built, home
from tests.helpers.warcs import Warc, page

__all__ = ["built", "home"]

URL = "http://town.example/a/1.html"
COLUMN = "town/news"


def stamp(days=0):
    """A time so many days before one that is later than any snapshot these tests publish: the cases are made when tests are collected."""
    return (now() + timedelta(days=1) - timedelta(days=days)).replace(microsecond=0).isoformat()


def column(state="healthy", cause="", success_days=0):
    return ColumnHealth(
        COLUMN, "town", "要闻", "某镇", "notice", state, "2026-05-01", "因", "why", stamp(), stamp(success_days), None, None, not cause, 3,
        None, run="r", cause=cause,
    )  # fmt: skip


def ended(code=0, **more):
    return LastRun(stamp(), stamp(), code, last_success=stamp(1), **more)


def state(run, *columns, **more):
    return NowState(stamp(), run, columns or (column(),), **more)


@pytest.fixture
def ask(built, home):
    """`ask(state, address, …)` gives the answers of the site of a home whose last run left this state."""
    built(
        Warc()
        .start()
        .fetch(URL, page("预算公开", "<p>预算已经公开。</p>" * 9, "2024-01-20"))
        .listing([(URL, "预算公开", "2024-01-20")])
        .finish()
    )
    snapshot(home)

    async def answers(addresses):
        transport = httpx.ASGITransport(app=Editions(home))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [(await client.get(address)).text for address in addresses]

    def run(state, *addresses):
        now_state.write(home, state)
        return asyncio.run(answers(addresses))

    return run


def outage(text):
    """The words of the outage that a page shows; None where it shows none."""
    found = re.search(r'<section class="outage".*?</section>', text, re.S)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else None


WELL = state(ended(), waiting={}, disk=Disk(5_000_000_000, 1))
# name → what the last run left, whether it is well, words of the home page in Chinese and English, words of the overall badge
CASES = {
    "all is well": (WELL, None, "正常"),
    "a column failed at the last visit": (
        state(ended(6), column("error", "connection_refused")), ("1 个栏目上次访问失败", "connection refused"), "出错"),
    "failed, though its rhythm is quiet": (
        state(ended(6), column("quiet", "timeout")), ("1 个栏目上次访问失败", "timed out"), "上次访问不完整"),
    "a build that crashed": (
        state(ended(1, step="build", meaning="it failed unexpectedly", chinese="意外失败")),
        ("上次运行以 1 结束：意外失败", "the last run ended with 1 of build: it failed unexpectedly"), "采集异常"),
    "a build that crashed, beside a failing column": (
        state(ended(1, step="build", meaning="unexpected"), column("error", "timeout")), ("上次运行以 1 结束", "1 of build"), "出错"),
    "cut off": (state(replace(ended(), finished=None, exit_code=None)), ("采集中断", "was cut off"), "采集异常"),
    "stopped on request": (
        state(ended(11, meaning="stopped on request", chinese="按要求停止")), ("以 11 结束：按要求停止", "stopped"), "采集异常"),
    "no run for three days": (state(LastRun(stamp(4), stamp(4), 0, last_success=stamp(4))), ("起没有采集", "no run since"), "采集异常"),
    "overdue": (state(ended(6), column(success_days=40)), ("1 个栏目久未成功访问", "longer than the rhythm allows"), "采集异常"),
}  # fmt: skip


@pytest.mark.parametrize(("left", "words", "badge"), CASES.values(), ids=CASES)
def test_home_page_health_json_and_badge_say_the_same_of_now(ask, left, words, badge):
    start, health, english, told, picture = ask(left, "/", "/health", "/?lang=en", "/-/health.json", "/-/badge.svg")
    if words is None:
        assert (outage(start), outage(health), outage(english), json.loads(told)["outages"]) == (None, None, None, [])
    else:
        assert words[0] in outage(start)
        assert words[0] in outage(health)
        assert words[1] in outage(english)
        assert words[1] in " ".join(json.loads(told)["outages"])
    assert badge in picture


def test_the_page_shows_queue_disk_forecast_and_the_exit_code_in_red(ask):
    left = state(ended(6), column("error", "forbidden"), waiting={"town": 1200, "city": 34}, disk=Disk(5_000_000_000, 1, 10_000_000, 500))
    health, told = ask(left, "/health?lang=en", "/-/health.json")
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", health))
    assert '<span class="missing">6</span>' in facts["Last run"]
    assert facts["Waiting to be fetched"] == "1,234"
    assert facts["Disk"] == "5.0 GB free, 500 days at this growth"
    assert re.search(r'<td class="nowrap missing">[^<]+failed</td>', health), "the last attempt, beside the last success"
    found = json.loads(told)["now"]
    assert (found["waiting"], found["disk"]["free"], found["disk"]["days_left"]) == ({"town": 1200, "city": 34}, 5_000_000_000, 500)
    assert json.loads(told)["failing"] == [COLUMN]


@pytest.mark.parametrize(("code", "shown"), [(4, True), (1, True), (7, False), (0, False)])
def test_a_run_that_failed_by_a_clock_set_back_is_an_outage_too(ask, code, shown):
    """Its columns are not shown as of now: the snapshot is newer by what the clocks say, and is an answer to one withheld before it."""
    left = replace(state(ended(code, step="crawl", meaning="why"), column("error", "timeout")), at=stamp(400))
    (text,) = ask(left, "/?lang=en")
    assert (outage(text) is not None, "columns failed" in text) == (shown, False)


def test_why_a_snapshot_is_withheld_is_said_in_the_language_of_the_page(ask):
    left = state(
        ended(7, step="snapshot"), withheld=(WithheldReason("少了一半", "half are missing"), WithheldReason("都变了", "all changed"))
    )
    chinese, english, told = ask(left, "/health", "/health?lang=en", "/-/health.json")
    assert ("少了一半；都变了" in chinese, "half" in chinese) == (True, False)
    assert ("half are missing; all changed" in english, "少了" in english) == (True, False)
    assert json.loads(told)["now"]["withheld"][0] == {"chinese": "少了一半", "english": "half are missing"}


def test_a_site_that_follows_nothing_says_so(ask):
    chinese, english = ask(state(ended(), column("paused")), "/", "/?lang=en")
    assert "没有在访问的栏目（1 个已暂停）" in outage(chinese)
    assert "no column is followed (1 paused)" in outage(english)


def test_the_sentence_of_a_step_is_the_operators_own(ask, home):
    left = state(ended(4, step="crawl", meaning="the registry is wrong", why="/private/place/sites.yaml, line 3"))
    for text in ask(left, "/", "/health", "/-/health.json", "/?lang=en"):
        assert "private" not in text
    assert "private" in now_state.read(home).run.why, "the home keeps it for `status` and the desk"


@pytest.mark.parametrize(("given", "shown"), [(column("quiet", "timeout"), "上次访问不完整"), (column("silent", "timeout"), "停更")])
def test_the_badge_of_a_column_is_not_green_where_its_last_visit_failed(ask, given, shown):
    (picture,) = ask(state(ended(6), given), f"/-/badge/{COLUMN}.svg")
    assert shown in picture
    assert "#2e7d32" not in picture
