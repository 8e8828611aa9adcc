"""Damaged documents of every format: the parent lives, nothing hangs, memory stays bounded, each one has a reason."""

import resource
import time
from collections import Counter

import pytest

from archive.system.sandbox import Limits, Workers
from parsers import formats
from parsers.files.safe_zip import Unreadable
from parsers.office import bare_text
from parsers.types import Document, Problem, Source
from tests.hostile.mutations import SOUND, damaged

SECONDS = 20.0  # for one document
MEMORY = 1240 << 20  # what a worker has unless set
BARE = {"ole": bare_text.of_doc, "rtf": bare_text.of_rtf}  # LibreOffice has its own test: it takes a second for each


def read(task):
    kind, seed = task
    body = damaged(kind, seed)
    try:
        return read_bare(kind, body) if kind in BARE else formats.parse(Source(body))
    except Exception as error:  # noqa: BLE001 - the test is there to find these
        return f"{type(error).__name__}: {error}"


def read_bare(kind, body):
    try:
        return Document("", None, kind, "\n".join(BARE[kind](body)), (), problems=(Problem("document", "text_only", ""),))
    except Unreadable as error:
        return Problem("document", error.code, error.message)


def outcome(result):
    """What became of a document: read, or the code of its reason; anything else is a fault."""
    if isinstance(result, Problem):
        return result.code
    if isinstance(result, Document):
        return "read" if result.blocks or result.parts else result.problems[0].code if result.problems else "NO REASON"
    return f"CRASH {result}"


def run(tasks):
    with Workers(
        read,
        2,
        Limits(seconds=SECONDS, memory=MEMORY),
        preload=("tests.hostile.test_fuzz", "parsers.pdf.document", "parsers.html.document"),
    ) as workers:
        return {task: outcome(result) for task, result in workers.run(tasks)}


def faults(found):
    return {task: what for task, what in found.items() if what.startswith(("CRASH", "NO REASON", "died"))}


@pytest.mark.parametrize("kind", SOUND)
def test_the_sound_document_is_read(kind):
    result = read_bare(kind, SOUND[kind]()) if kind in BARE else formats.parse(Source(SOUND[kind]()))
    assert result.text
    assert not [problem for problem in result.problems if problem.code != "text_only"]


def test_some_hundred_damaged_documents():
    tasks = [(kind, seed) for seed in range(30) for kind in SOUND]
    found = run(tasks)
    assert len(found) == len(tasks)
    assert faults(found) == {}


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_documents():
    tasks = [(kind, seed) for seed in range(1, 1113) for kind in SOUND]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    found = run(tasks)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{len(found)} documents in {time.monotonic() - started:.0f} s, parent grew by {grown // 1024} MB",
        Counter(found.values()).most_common(),
    )
    assert len(found) == len(tasks)
    assert faults(found) == {}
    assert grown < 300 * 1024  # KB
