"""Values that cannot be read or cannot hold are refused by name, before anything is requested or logged."""

import pytest

from crawler.components import feeds, middlewares, setting_values, settings_in_force
from crawler.fetch.http1 import FetchLimits
from gongkai.errors import UsageError
from tests.crawler.components import parts
from tests.helpers.scrapy_program import settings


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"RETRY_ENABLED": "maybe"}, "RETRY_ENABLED=maybe cannot be set here: True or False"),
        ({"COOKIES_ENABLED": ""}, "COOKIES_ENABLED= cannot be set here: True or False"),
        ({"ROBOTSTXT_OBEY": "perhaps"}, "ROBOTSTXT_OBEY=perhaps cannot be set here: True or False"),
        ({"DEPTH_LIMIT": "1.5"}, "DEPTH_LIMIT=1.5 cannot be set here: a whole number"),
        ({"DEPTH_LIMIT": "-1"}, "DEPTH_LIMIT=-1 cannot be set here: a number from 0 to 100"),
        ({"DOWNLOAD_DELAY": "abc"}, "DOWNLOAD_DELAY=abc cannot be set here: a number"),
        ({"CLOSESPIDER_TIMEOUT": "abc"}, "CLOSESPIDER_TIMEOUT=abc cannot be set here: a number"),
        ({"CLOSESPIDER_ITEMCOUNT": "1.5"}, "CLOSESPIDER_ITEMCOUNT=1.5 cannot be set here: a whole number"),
        ({"MEMUSAGE_LIMIT_MB": "all"}, "MEMUSAGE_LIMIT_MB=all cannot be set here: a whole number"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL=LOUD cannot be set here: one of "),
        ({"LOG_FILE": "/dev/null/log"}, "LOG_FILE=/dev/null/log cannot be set here: the file cannot be written"),
        ({"STATS_CLASS": "no.such.Class"}, "STATS_CLASS=no.such.Class cannot be set here: cannot be loaded"),
        ({"USER_AGENT": " "}, "cannot be set here: a text"),
        ({"ADDONS": {"no.such": 1}}, "ADDONS: no.such cannot be loaded"),
        ({"EXTENSIONS": {parts.Witness: "first"}}, "EXTENSIONS: tests.crawler.components.parts.Witness has the order 'first'"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(given, sentence):
    with pytest.raises(UsageError) as caught:
        settings_in_force.check(settings(**given))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"RETRY_ENABLED": "false", "COOKIES_ENABLED": "1"},
        {"CLOSESPIDER_TIMEOUT": "1.5", "DOWNLOAD_DELAY": "0.5", "DOWNLOAD_TIMEOUT": "7.5"},
        {"LOG_LEVEL": "DEBUG", "MEMUSAGE_LIMIT_MB": "100"},
        {"LOG_LEVEL": "10", "DEPTH_LIMIT": "2"},
        {"EXTENSIONS": {parts.Witness: None}},
    ],
)
def test_what_can_be_read_holds(given):
    settings_in_force.check(settings(**given))


@pytest.mark.parametrize(
    ("uri", "options", "sentence"),
    [
        ("x.nope", {"format": "nope"}, "FEEDS: x.nope has the format 'nope'; known are csv, "),
        ("x.jsonl", "jsonl", "FEEDS: x.jsonl has the format None"),
        ("gopher://h/x", {"format": "csv"}, "FEEDS: gopher://h/x has the unknown storage 'gopher'; known are "),
        ("/dev/null/x.csv", {"format": "csv"}, "/dev/null/x.csv: the items cannot be written there: "),
        ("file:///dev/null/x.csv", {"format": "csv"}, "file:///dev/null/x.csv: the items cannot be written there: "),
    ],
)
def test_a_feed_that_cannot_be_written_is_refused(uri, options, sentence):
    with pytest.raises(UsageError) as caught:
        feeds.check(settings(FEEDS={uri: options}), ["one"])
    assert str(caught.value).startswith(sentence)


def test_a_feed_that_can_be_written_holds_and_keeps_what_is_in_it(tmp_path):
    (tmp_path / "x.csv").write_text("before")
    feeds.check(settings(FEEDS={str(tmp_path / "x.csv"): {"format": "csv"}, "stdout:": {"format": "json"}}), ["one"])
    assert (tmp_path / "x.csv").read_text() == "before"
    feeds.check(settings(FEEDS={"%(name)s.csv": {"format": "csv"}}), ["one", "two"])
    with pytest.raises(UsageError, match=r"2 sites would overwrite each other's items; write x-%\(name\)s.csv"):
        feeds.check(settings(FEEDS={"x.csv": {"format": "csv"}}), ["one", "two"])


def test_a_feed_that_failed_is_seen_in_the_stats():
    assert feeds.failed({"feedexport/failed_count/FileFeedStorage": 1})
    assert not feeds.failed({"feedexport/success_count/FileFeedStorage": 1, "feedexport/failed_count/FileFeedStorage": 0})


OWN = "crawler.components.middlewares.OwnPortal"
MOVED = f"{OWN} cannot be taken out or moved"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, None),
        ({OWN: 50}, None),
        ({OWN: 51}, MOVED),
        ({OWN: None}, MOVED),
        ({middlewares.OwnPortal: 49}, MOVED),
        ({middlewares.OwnPortal: 50, middlewares.Politeness: 1000}, None),
        ({parts.Witness: 999}, None),
        ({parts.Witness: None}, None),
        (
            {parts.Witness: 1000},
            "tests.crawler.components.parts.Witness at 1000 would come after the pause of a host; choose an order below 1000",
        ),
        ({"a.b.C": 2000}, "a.b.C at 2000 would come after the pause of a host; choose an order below 1000"),
    ],
)
def test_middlewares_of_ours_stay_where_they_are_and_before_them_come_others(given, why):
    assert setting_values.misplaced(given) == why


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({parts.Witness: None}, None),
        ({parts.Witness: 3}, None),
        ({parts.Witness: 2.5}, None),
        ({parts.Witness: True}, "EXTENSIONS: tests.crawler.components.parts.Witness has the order True; an order is a number"),
        ({"no.such.Part": None}, None),
        ({"no.such.Part": 3}, "EXTENSIONS: no.such.Part cannot be loaded: "),
    ],
)
def test_the_order_of_a_component_is_a_number_or_none(given, fault):
    checked = settings(EXTENSIONS=given)
    if fault is None:
        assert setting_values._check_components("EXTENSIONS", checked) is None
    else:
        with pytest.raises(UsageError) as refused:
            setting_values._check_components("EXTENSIONS", checked)
        assert str(refused.value).startswith(fault)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("LOG_LEVEL", "WARNING", None),
        ("LOG_LEVEL", "15", None),
        ("LOG_LEVEL", "warning", "one of "),
        ("USER_AGENT", "x", None),
        ("USER_AGENT", None, "a text"),
        ("USER_AGENT", " \n", "a text"),
        ("STATS_CLASS", "scrapy.statscollectors.MemoryStatsCollector", None),
        ("STATS_CLASS", "scrapy.statscollectors.Nothing", "cannot be loaded: "),
    ],
)
def test_a_special_value_is_good_or_it_is_said_what_would_be(name, value, why):
    found = setting_values.SPECIAL[name](value)
    assert found is None if why is None else found.startswith(why)
    assert set(setting_values.SPECIAL) == {"LOG_LEVEL", "LOG_FILE", "STATS_CLASS", "USER_AGENT"}


@pytest.mark.parametrize(
    ("given", "total", "body"),
    [
        ({}, 5, 7),
        ({"DOWNLOAD_TIMEOUT": "7.5"}, 7.5, 7),
        ({"DOWNLOAD_MAXSIZE": "1000"}, 5, 1000),
        ({"DOWNLOAD_MAXSIZE": 0}, 5, 7),
        ({"DOWNLOAD_TIMEOUT": 2, "DOWNLOAD_MAXSIZE": 3}, 2, 3),
    ],
)
def test_the_limits_of_an_answer(given, total, body):
    found = settings_in_force._limits(FetchLimits(connect=3, idle=4, total=5, body=7), settings(**given), given)
    assert found == FetchLimits(connect=3, idle=4, total=total, body=body)
