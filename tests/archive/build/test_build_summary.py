"""What a build says of itself: which lines, in which case."""

import pytest

from archive.build.summary import Summary
from archive.store import fingerprint


def said(**given):
    return list(Summary(**given).lines())


def test_a_summary_begins_with_nothing():
    found = Summary()
    counts = (found.files, found.captures, found.documents, found.payloads, found.again, found.failed, found.later, found.written)
    assert counts == (0,) * 8
    assert (found.unconfined, found.content, found.tables, found.differing) == ([], None, {}, None)


@pytest.mark.parametrize(
    ("given", "holds", "lacks"),
    [
        ({}, "nothing new", "captures"),
        ({"files": 2, "captures": 1234}, "nothing new", "1,234"),
        ({"written": 1, "files": 2, "captures": 1234}, "1,234 captures entered", "read"),
        ({"written": 1, "payloads": 5, "captures": 1234, "again": 3, "failed": 2}, "(3 of them again), 2 could not be read", "entered"),
    ],
)
def test_the_first_line(given, holds, lacks):
    (line,) = said(**given)
    assert holds in line
    assert lacks not in line


def test_the_further_lines():
    tables = {"a": "1", "b": "2"}
    lines = said(later=7, content="abc", tables=tables, differing=["a", "b"])
    assert lines[1].startswith("7 of them ran out of time")
    assert lines[2:] == ["content hash abc", "1  a", "2  b", f"{fingerprint.combined(tables)}  all tables", "differs from before in: a, b"]
    assert said(differing=[])[-1] == "the same as before the rebuild"
    assert len(said(unconfined=["files"])) == 2
