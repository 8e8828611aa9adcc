"""What the machine could not read, for want of time, memory or a library, is not held against the document."""

import json
import sqlite3
from functools import partial

import pytest

from archive.build import build as building
from archive.build import write_document
from archive.build.build import build
from archive.system import libraries
from archive.system.sandbox import Limits, Workers
from gongkai.errors import GongkaiError
from parsers.types import Problem
from tests.archive.build.test_build import TITLE, URL, content, first_crawl


def slow(code):
    """The answer of a reader that the machine cut short."""
    return lambda task: Problem("document", code, "was not read in time", task.source.url)


@pytest.mark.parametrize("code", sorted(write_document.PASSING))
def test_what_a_busy_machine_could_not_read_is_read_by_the_next_build(built, home, rows, monkeypatch, code):
    with monkeypatch.context() as patch:
        patch.setattr(building, "Workers", in_process(slow(code)))
        summary = built(first_crawl())
        assert (summary.failed, summary.later, "tries them again" in " ".join(summary.lines())) == (1, 1, True)
        assert rows(home, "SELECT state FROM documents") == [("failed",)]
    summary = build(home, jobs=1)
    assert (summary.payloads, summary.failed) == (1, 0)
    assert rows(home, "SELECT state, title FROM documents") == [("read", TITLE)]
    assert rows(home, "SELECT failed, tries FROM readings") == [(0, None)]
    assert rows(home, "SELECT count(*) FROM problems WHERE code = ?", code) == [(0,)]
    assert build(home, jobs=1).written == 0


def test_what_was_read_once_stays_when_a_busy_machine_cannot_read_it_again(built, home, rows, monkeypatch):
    built(first_crawl())
    before = content(home, rows)
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE readings SET stage_version = 'older'")
    with monkeypatch.context() as patch:
        patch.setattr(building, "Workers", in_process(slow("timeout")))
        assert build(home, jobs=1).later == 1
    assert content(home, rows) == before
    assert rows(home, "SELECT failed, stage_version, tries FROM readings") == [(0, None, 1)]
    assert rows(home, "SELECT code FROM problems") == [("timeout",)]
    assert build(home, jobs=1).failed == 0
    assert rows(home, "SELECT count(*) FROM problems WHERE code = 'timeout'") == [(0,)]


def test_real_readers_that_get_no_time_are_asked_again(built, home, rows, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(building, "Workers", partial(Workers, limits=Limits(seconds=0)))
        assert built(first_crawl()).later == 1
    assert rows(home, "SELECT code FROM problems") == [("timeout",)]
    (log,) = (home.root / "logs").iterdir()
    (unread,) = [line for line in map(json.loads, log.read_text().splitlines()) if line["event"] == "unread"]
    assert (unread["step"], unread["url"], unread["again"], unread["run"]) == ("build", URL, True, log.stem)
    assert (build(home, jobs=1).failed, rows(home, "SELECT state FROM documents")) == (0, [("read",)])


def test_a_document_that_hangs_every_reader_is_not_tried_for_ever(built, home, rows, monkeypatch):
    monkeypatch.setattr(building, "Workers", in_process(slow("timeout")))
    tried = [built(first_crawl()).payloads, *(build(home, jobs=1).payloads for _ in range(write_document.TRIES + 1))]
    assert tried == [1] * write_document.TRIES + [0, 0]
    assert rows(home, "SELECT failed, tries FROM readings") == [(1, write_document.TRIES)]


def test_a_broken_installation_stops_the_build_and_spoils_nothing(built, home, rows, monkeypatch):
    built(first_crawl())
    before = content(home, rows)
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE readings SET stage_version = 'older'")
    with monkeypatch.context() as patch:
        patch.setattr(building, "Workers", in_process(slow("installation")))
        patch.setattr(libraries, "unloadable", lambda: "x: no module y")
        with pytest.raises(GongkaiError, match=r"no module y.*gongkai doctor"):
            build(home, jobs=1)
    assert content(home, rows) == before
    assert build(home, jobs=1).failed == 0


def in_process(read):
    """Workers that answer here and now."""

    class Here(Workers):
        def run(self, tasks):
            return ((task, read(task)) for task in tasks)

    return Here
