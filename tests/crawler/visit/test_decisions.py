"""The one word that a log has for what became of an answer."""

from types import SimpleNamespace

import pytest

from crawler.answers.interpret import Verdict
from crawler.model.exchange import Exchange, Job, Known, Original
from crawler.model.outcome import FetchOutcome
from crawler.model.types import Fault, Fetch
from crawler.store.warc_writer import Written
from crawler.visit.progress import COLUMN, CrawlProgress, Watch, decision, is_new
from gongkai.clock import now
from gongkai.fetch_record import ColumnRun

JOB = Job(Fetch("http://h.example/"), "article", "annual")
BEGAN = now()
OK, NOT_MODIFIED = b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n"


def original(moment=BEGAN):
    return Original("urn:uuid:1", "http://h.example/", f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z", "sha1:A", "sha1:A")


def decided(response=OK, held=None, job=JOB, fault=None, follow=None, **outcome):
    verdict = Verdict(FetchOutcome(job, 0.0, **outcome), follow, fault)
    return decision(job, verdict, Exchange("http://h.example/", b"", response, BEGAN), Written("a.warc.gz", 7, held))


KNOWN = Job(JOB.fetch, "article", known=Known('"1"'))
FAULT = Fault("timeout", "no answer")


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ({"follow": JOB, "fault": FAULT}, "followed"),
        ({"gone": True, "missing": "2026-01-01", "fault": FAULT}, "gone"),
        ({"missing": "2026-01-01", "fault": FAULT}, "missing"),
        ({"fault": FAULT, "response": b""}, "problem"),
        ({"response": NOT_MODIFIED, "changed": True, "job": KNOWN}, "not_modified"),
        ({"changed": True, "job": KNOWN, "held": original()}, "changed"),
        ({"changed": True, "held": original()}, "stored"),
        ({"held": original()}, "stored"),
        ({"held": original(BEGAN.replace(year=2000))}, "same"),
        ({}, "same"),
        ({"response": b""}, "same"),
    ],
)
def test_the_word_of_an_answer(about, word):
    assert decided(**about) == word


@pytest.mark.parametrize(("held", "new"), [(original(), True), (original(BEGAN.replace(year=2000)), False), (None, False)])
def test_a_payload_is_new_where_its_original_is_the_record_just_written(held, new):
    assert is_new(Exchange("http://h.example/", b"", OK, BEGAN), Written("a", 1, held)) is new


def test_a_line_of_the_log_says_where_an_answer_is_and_why():
    said, took = [], []
    watch = Watch(
        SimpleNamespace(say=lambda *words, **about: said.append((*words, about))), SimpleNamespace(took=lambda *about: took.append(about))
    )
    answered = Exchange("http://h.example/x", b"", OK, BEGAN)
    watch.fetched(JOB, answered, Verdict(FetchOutcome(JOB, 0.0)), Written("a.warc.gz", 7, original()))
    silent = Exchange("http://h.example/y", b"", b"", BEGAN)
    watch.fetched(JOB, silent, Verdict(FetchOutcome(JOB, 0.0), fault=FAULT), Written("a.warc.gz", 9, None))
    shared = {"column": "annual", "kind": "article", "warc": "a.warc.gz"}
    assert said == [
        ("stored", {**shared, "url": "http://h.example/x", "status": 200, "bytes": len(OK), "offset": 7, "why": None}),
        ("problem", {**shared, "url": "http://h.example/y", "status": None, "bytes": 0, "offset": 9, "why": "timeout: no answer"}),
    ]
    assert took == [(answered, False), (silent, True)]


def test_a_line_of_the_log_says_how_a_column_ended():
    said = []
    watch = Watch(SimpleNamespace(say=lambda *words, **about: said.append((*words, about))), None)
    run = ColumnRun("annual", rows_told=3, rows_found=2, new=1, changed=4, gone=5, reasons=("x",))
    watch.column(run)
    assert said == [("column", {name: getattr(run, name) for name in COLUMN})]
    assert COLUMN == ("column", "rows_told", "rows_found", "new", "changed", "gone", "complete", "reasons")


def test_what_was_taken_is_counted(monkeypatch):
    progress = CrawlProgress(SimpleNamespace(isatty=lambda: False, write=len, flush=int))
    progress.took(Exchange("", b"", OK, BEGAN), False)
    progress.took(Exchange("", b"", b"", BEGAN), True)
    assert (progress.done, progress.bytes, progress.errors) == (2, len(OK), 1)
    progress.due |= {"a": lambda: 3, "b": lambda: 4}
    assert progress.line().startswith("crawl: 2 of 9 addresses · ")
    progress.done = 0
    assert progress.line().endswith(" · 0:00 left")
