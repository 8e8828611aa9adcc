"""Strangers' originals as the site draws them: in limited processes, the web process untouched."""

import os
import time

import pytest

from archive.site.original import drawing
from parsers.types import Document, Problem
from tests.threats.hostile_files import all_files

FILES = {file.name: file for file in all_files()}
HOSTILE = ("ofd_huge_box", "mht_nested", "pdf_nested_forms", "html_attributes")
SLACK = 60.0  # seconds for a worker to start and to be killed on a busy machine


@pytest.fixture
def drawers():
    """Drawers of our own, ended with the test."""
    drawers = drawing.Drawers(1)
    yield drawers
    drawers.free.get().__exit__()


def own_memory():
    with open(f"/proc/{os.getpid()}/status") as status:
        return int(next(line.split()[1] for line in status if line.startswith("VmRSS"))) * 1024


@pytest.mark.parametrize("name", [*HOSTILE, *(pytest.param(name, marks=pytest.mark.soak) for name in sorted(set(FILES) - set(HOSTILE)))])
def test_a_hostile_original_costs_its_worker_only(drawers, name):
    body, before, began = FILES[name].build(), own_memory(), time.monotonic()
    for work, values in (("document", (body, FILES[name].filename, "")), ("pages", (body,)), ("size", (body,))):
        assert isinstance(drawers.run(work, *values), Document | Problem | int | tuple)
    assert time.monotonic() - began < drawing.LIMITS.seconds * 3 + SLACK
    assert own_memory() - before < 150_000_000
