"""The lines that Scrapy logs of answers and items: its own where a log takes them, none otherwise."""

import logging

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from scrapy.utils.misc import load_object

from crawler import settings as project
from crawler.components.log_lines import ENGINE, SCRAPER, LogLines

REQUEST = Request("http://h.example/", headers={"Referer": "http://h.example/a"})
ANSWER = Response("http://h.example/", status=404, request=REQUEST)


@pytest.mark.parametrize(("name", "log"), [("crawled", ENGINE), ("scraped", SCRAPER)])
def test_a_line_is_made_only_for_a_log_that_takes_it(name, log):
    about = {"crawled": (REQUEST, ANSWER, Spider("s")), "scraped": ({"a": 1}, ANSWER, Spider("s"))}[name]
    before = log.level
    try:
        log.setLevel(logging.INFO)
        assert getattr(LogLines(), name)(*about) is None
        log.setLevel(logging.DEBUG)
        assert getattr(LogLines(), name)(*about) == getattr(LogFormatter(), name)(*about)
    finally:
        log.setLevel(before)


def test_the_project_uses_them():
    assert load_object(project.LOG_FORMATTER) is LogLines
