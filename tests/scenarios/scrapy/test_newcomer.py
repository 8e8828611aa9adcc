"""A newcomer who knows only Scrapy's tutorial: the commands of docs/scrapy.md, copied from the page, in a copy of this project."""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from crawler import settings
from tests.helpers.scrapy_program import ROOT, environment, lines

DOCUMENT = (ROOT / "docs" / "scrapy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- walk -->\n```sh\n(.*?)```", DOCUMENT, re.S)
PARTS = ("crawler", "gongkai", "parsers", "archive", "scrapy.cfg")
SECONDS = 400  # generous: a machine may be busy
LEAST = 6  # blocks of the walk


def clone(folder):
    """A copy of the project, with the commands that its installation would put on the path."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("gongkai", "scrapy"):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {name} "$@"\n')
        (programs / name).chmod(0o755)
    return environment(PYTHONPATH=folder, PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")


def walk(script, folder, own):
    """Run a script in a process group of its own; its exit code and what it printed. Whatever it left running is ended."""
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(["bash", "-c", script], cwd=folder, env=own, stdout=log, stderr=log, start_new_session=True) as process,
    ):
        try:
            code = process.wait(SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return code, (folder / "log").read_text(encoding="utf-8")


@pytest.mark.timeout(SECONDS + 60)
def test_the_walk_through_the_document(tmp_path):
    assert len(BLOCKS) >= LEAST
    marked = [f"echo '=== block {number}'\n{block}" for number, block in enumerate(BLOCKS)]
    steps = "set -e\n" + "".join(marked).replace("-a limit=50\n", "-a limit=50 || [ $? = 6 ]\n")  # the document says so: 6 beyond the limit
    code, log = walk(steps, tmp_path, clone(tmp_path))
    assert code == 0, log[-6000:]
    assert "Traceback" not in log
    captures = lines(tmp_path / "captures.jsonl")
    assert {each["site"] for each in captures} == {"qinglan"}
    assert {"list", "article", "robots"} <= {each["kind"] for each in captures if "kind" in each}
    assert re.search(r"^\('\w+', [1-9]\d*, '.+', '首页: .+'\)$", log, re.M)  # the shell of a page
    with (tmp_path / "own" / "documents.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(bool(row["title"]) for row in rows) > 5
    assert int(re.search(r"'own/rows': (\d+)", log)[1]) > 5  # the pipeline of one's own, in Scrapy's stats
    assert "Ran 1 contract: OK" in log
    assert "('example', ['关于公开的通知'])" in log


def test_the_document_shows_the_order_of_the_components():
    rows = re.findall(r"^\| (\d+) \| `([\w.]+)` \|", DOCUMENT, re.M)
    assert {name: int(order) for order, name in rows} == settings.DOWNLOADER_MIDDLEWARES_BASE
    assert "`crawler.components.capture_handler.CaptureHandler`" in DOCUMENT
    assert {settings.CAPTURE} == {each for each in settings.DOWNLOAD_HANDLERS.values() if each}
