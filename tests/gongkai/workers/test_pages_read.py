"""A reader of a long scan reports its pages; what it sends is not believed, and gains it no time."""

import time

import pytest

from archive.system.sandbox import Workers
from gongkai.workers import pages_read
from gongkai.workers.worker import READY, Limits

PAGES = 3


def reads(task):
    for number in range(1, PAGES + 1):
        pages_read.report(number, PAGES)
    return task


def sends_anything(task):
    """Send what no reader sends: numbers out of order, too many digits, a second greeting, then an answer."""
    (send,) = pages_read._reports
    for message in (b"page 9 3", b"page 0 0", b"page " + b"9" * 5000, b"page \xff", b"page 1 2", READY):
        send(message)
    return task


def reports_for_ever(task):
    while True:
        pages_read.report(1, 1)
        time.sleep(0.01)


def test_the_pages_of_a_task_arrive_before_its_answer():
    seen = []
    with Workers(reads, preload=(), on_page=lambda *at: seen.append(at)) as workers:
        answers = list(workers.run(["scan"]))
    assert seen == [("scan", number, PAGES) for number in range(1, PAGES + 1)]
    assert answers == [("scan", "scan")]


def test_nobody_needs_to_listen():
    with Workers(reads, preload=()) as workers:
        assert list(workers.run(["scan"])) == [("scan", "scan")]


def test_only_pages_that_can_be_are_passed_on():
    seen = []
    with Workers(sends_anything, preload=(), on_page=lambda *at: seen.append(at)) as workers:
        answers = list(workers.run(["scan"]))
    assert seen == [("scan", 1, 2)]
    ((_, answer),) = answers
    assert answer.code == "died"  # a second greeting is no answer either


def test_a_task_gets_no_more_time_for_its_reports():
    began = time.monotonic()
    with Workers(reports_for_ever, preload=(), limits=Limits(seconds=2.0, base=2.0)) as workers:
        ((_, answer),) = workers.run(["scan"])
    assert answer.code == "timeout"
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("body", [b"", b"page", b"page 1", b"page -1 2", b"page 1 2 3", b"page 1000000 1000000", b"PAGE 1 2"])
def test_any_other_message_is_none(body):
    assert pages_read.unpacked(body) is None
