"""The pages of a scan one after the other: each is reported, and those that the time does not allow are named."""

import math

import pytest

from gongkai.workers import pages_read, time_left

np = pytest.importorskip("numpy")
blocks = pytest.importorskip("parsers.scan.blocks", reason="needs gongkai[ocr]", exc_type=ImportError)


@pytest.fixture
def pictures(monkeypatch):
    monkeypatch.setattr(blocks, "read_page", lambda picture: ())
    return [blocks.Picture(number, np.zeros((4, 4), np.uint8)) for number in (2, 5, 6)]


def test_each_page_is_reported_to_whoever_waits(pictures):
    seen = []
    pages_read.begin(seen.append)
    try:
        blocks.read_pictures(iter(pictures), 3)
    finally:
        pages_read._reports.clear()
    assert [pages_read.unpacked(body) for body in seen] == [(1, 3), (2, 3), (3, 3)]


def test_the_first_page_that_the_time_does_not_allow_is_named(pictures):
    time_left.begin(0.0)
    try:
        _, problems = blocks.read_pictures(iter(pictures), 3)
    finally:
        time_left.begin(math.inf)
    assert [(problem.code, problem.where) for problem in problems] == [("read_by_ocr", "page 2"), ("scan_time", "page 5")]
