"""Every regular expression of the readers and of the ground floor takes a bounded time on 100 KB of hostile text, as it is applied."""

from pathlib import Path

import pytest

import gongkai
import parsers
from parsers.report.checks import text_against_tables
from tests.helpers.pattern_times import SIZE, hostile, is_linear, methods, patterns

PACKAGES = {"gongkai": gongkai, "parsers": parsers}
PATTERNS = {pattern: name for package in PACKAGES.values() for pattern, name in patterns(package).items()}
BOUNDED = {text_against_tables.ROW: text_against_tables.LONGEST_ROW}  # what is longer is not given to it


@pytest.mark.parametrize("pattern", PATTERNS, ids=list(PATTERNS.values()))
def test_a_pattern_of_a_reader_is_linear(pattern):
    name = PATTERNS[pattern]
    (folder,) = PACKAGES[name.partition(".")[0]].__path__
    size = BOUNDED.get(pattern, SIZE)
    ways = methods(name, Path(folder))
    assert [(way, shape) for way in ways for shape in hostile(pattern, way) if not is_linear(pattern, shape, way, size)] == []


def test_how_a_pattern_is_applied_is_read_from_the_code():
    (folder,) = parsers.__path__
    assert methods("parsers.html.markdown.HEADING", folder) == ["match"]
    assert methods("parsers.html.markdown.SIGNS", folder) == ["search"]
    assert methods("parsers.report.forms.forms.AMONG", folder) == ["search"]  # its own module matches it, another one replaces it
