"""Every regular expression of the crawler reads 100 KB of hostile text in a bounded time: none has quantifiers that nest or overlap."""

import re

import pytest

import crawler
from tests.helpers import pattern_times
from tests.helpers.pattern_times import hostile, is_linear, patterns

PATTERNS = patterns(crawler)


@pytest.mark.parametrize("pattern", PATTERNS, ids=list(PATTERNS.values()))
def test_a_pattern_is_linear(pattern):
    assert [shape for shape in hostile(pattern) if not is_linear(pattern, shape)] == []


def test_what_reads_a_long_stretch_from_each_place_is_noticed(monkeypatch):
    monkeypatch.setattr(pattern_times, "LIMIT", 0)  # so that growth decides, however fast the machine is
    assert not is_linear(re.compile("<a .{0,200000}?>"), ("", "<a ", ""), size=6_000)
    assert is_linear(re.compile("<a [^<>]{0,200000}>"), ("", "<a ", ""), size=60_000)
