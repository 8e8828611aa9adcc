"""What a crawl tells while it works: lines a machine can read, a line a person can."""

import io
import json
import os
import pty
import subprocess

import pytest
import yaml

from crawler.sample.portals.server import sample
from crawler.visit.progress import CrawlProgress, watching
from gongkai.home import Home, again
from gongkai.run_log import KEPT
from tests.conftest import ROOT, command


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A county crawled twice: on a terminal, then without one."""
    home = tmp_path_factory.mktemp("home")
    sites = home / "sites.yaml"
    with sample(0) as portals:
        sites.write_text(yaml.safe_dump([portals[2].entry()], allow_unicode=True), encoding="utf-8")
        screen = on_a_terminal([*again(Home(home), sites), "crawl"])
        piped = command("crawl", "shidu", home=home, registry=sites)
    texts = [path.read_text(encoding="utf-8") for path in sorted((home / "logs").glob("*.jsonl"))]
    return home, screen, piped, [[json.loads(line) for line in text.splitlines()] for text in texts]


def on_a_terminal(call):
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(call, cwd=ROOT, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # how Linux says that the terminal was closed
            pass
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def test_every_decision_is_a_line_that_leads_to_its_record(crawled):
    home, _, _, (first, second) = crawled
    assert {event["event"] for event in first} == {"stored", "column"}
    fetched = [event for event in first if event["event"] == "stored"]
    assert all({"at", "run", "site", "column", "url", "status", "warc", "offset"} <= set(event) for event in fetched)
    for event in fetched[:5]:
        body = (home / "warc" / "shidu" / event["warc"]).read_bytes()
        assert body[event["offset"] : event["offset"] + 2] == b"\x1f\x8b"
    assert {event["event"] for event in second} <= {"not_modified", "same", "column"}
    assert [event["complete"] for event in first if event["event"] == "column"] == [True]


def test_a_terminal_shows_a_line_that_is_taken_away_and_a_pipe_none(crawled):
    _, screen, piped, _ = crawled
    assert " of " in screen
    assert "/s · " in screen
    assert "\r\x1b[K" in screen
    assert "\x1b" not in piped.stderr + piped.stdout


def test_the_line_is_true():
    class Answer:
        response = b"x" * 1_500_000

    progress = CrawlProgress(io.StringIO())
    progress.due["site"] = lambda: 30
    progress.began -= 10
    for failed in (False, False, True, False, False, False, False, False, False, False):
        progress.took(Answer, failed)
    assert progress.line().startswith("crawl: 10 of 40 addresses · ")
    assert "15.0 MB · 1 error · 0:" in progress.line()
    assert 25 <= int(progress.line().rpartition("0:")[2].split()[0]) <= 35


def test_titles_with_controls_cannot_forge_a_line_and_old_logs_go(tmp_path):
    for number in range(KEPT + 5):
        (tmp_path / f"2020-{number:04d}.jsonl").write_text("")
    with watching(tmp_path, "run", "site", CrawlProgress(io.StringIO()), lambda: 0) as watch:
        watch.journal.say("stored", url='http://a/\n{"event": "forged"}\x1b[31m')
    (line,) = (tmp_path / "run.jsonl").read_text().splitlines()
    assert json.loads(line)["event"] == "stored"
    assert "\x1b" not in line
    assert len(list(tmp_path.glob("*.jsonl"))) == KEPT + 1
