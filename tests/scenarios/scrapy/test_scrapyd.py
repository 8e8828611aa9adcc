"""A real scrapyd on loopback: a project is added, a site scheduled, listed, crawled, cancelled, and its archive is whole."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import pytest

from gongkai import warc_reader
from tests.helpers.scrapy_program import ROOT, environment

pytest.importorskip("scrapyd", reason="needs scrapyd: pip install gongkai[dev]")
pytest.importorskip("scrapyd_client", reason="needs scrapyd-client: pip install gongkai[dev]")
PATIENCE = 240  # seconds; generous: a machine may be busy
SETTINGS = "from crawler.settings import *\n\nDOWNLOAD_DELAY = 0\n"
CONFIGURATION = """[settings]
default = own_project.settings

[deploy]
url = http://127.0.91.1:{port}/
project = p
"""


class Scrapyd:
    def __init__(self, folder, **own):
        with socket.socket() as free:  # an address of its own: no other test takes a port of it before scrapyd does
            free.bind(("127.0.91.1", 0))
            self.port = free.getsockname()[1]
        (folder / "scrapyd.conf").write_text(
            f"[scrapyd]\nbind_address = 127.0.91.1\nhttp_port = {self.port}\npoll_interval = 0.2\nmax_proc = 2\n"
            f"eggs_dir = {folder}/eggs\nlogs_dir = {folder}/logs\ndbs_dir = {folder}/dbs\n"
        )
        self.log = (folder / "scrapyd.log").open("wb")
        call = [sys.executable, "-m", "scrapyd"]
        self.process = subprocess.Popen(call, cwd=folder, env=environment(**own), stdout=self.log, stderr=self.log)

    def ask(self, path, **given):
        data = urllib.parse.urlencode(given).encode() if given else None
        return self._open(urllib.request.Request(f"http://127.0.91.1:{self.port}/{path}", data))

    def _open(self, request):
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    def deploy(self, folder, *words):
        """Run the real `scrapyd-deploy` in a project of one's own, which packs an egg and posts it to addversion.json."""
        package = folder / "own_project"
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
        (package / "settings.py").write_text(SETTINGS)
        (folder / "scrapy.cfg").write_text(CONFIGURATION.format(port=self.port))
        call = [sys.executable, "-c", "from scrapyd_client.deploy import main; main()", *words]
        return subprocess.run(call, cwd=folder, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False)

    def until(self, holds, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if found := holds():
                    return found
            except OSError:
                pass
            assert self.process.poll() is None, "scrapyd ended"
            time.sleep(0.1)
        raise AssertionError(f"not within {PATIENCE} s: {what}")

    def state(self, job):
        jobs = self.ask("listjobs.json?project=p")
        return next((state for state in ("pending", "running", "finished") if any(each["id"] == job for each in jobs[state])), None)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture
def scrapyd(small, tmp_path):
    folder = tmp_path / "scrapyd"
    folder.mkdir()
    running = Scrapyd(folder, GONGKAI_HOME=small.home.root, GONGKAI_REGISTRY=small.registry, PYTHONPATH=os.pathsep.join([str(ROOT)]))
    running.until(lambda: running.ask("daemonstatus.json")["status"] == "ok", "scrapyd answers")
    yield running
    running.close()


def bodies(small):
    return sorted(record.get("WARC-Target-URI").removeprefix(small.portal.base) for record in small.records() if record.type == "response")


def test_a_site_is_deployed_scheduled_listed_crawled_and_cancelled(scrapyd, small, portal, tmp_path):
    done = scrapyd.deploy(tmp_path / "own", "--version", "1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"node_name": socket.gethostname(), "status": "ok", "project": "p", "version": "1", "spiders": 2}
    assert scrapyd.ask("listversions.json?project=p")["versions"] == ["1"]
    assert sorted(scrapyd.ask("listspiders.json?project=p")["spiders"]) == ["columns", "site"]
    job = scrapyd.ask("schedule.json", project="p", spider="site")["jobid"]
    scrapyd.until(lambda: scrapyd.state(job) == "finished", "the crawl ends")
    assert len(bodies(small)) == 6
    assert json.loads((small.home.stats / "site.json").read_text())["downloader/request_count"] == 6

    waiting, go = threading.Event(), threading.Event()
    page = portal.pages["/list/2024/a2.html"]

    def hold(head, body):
        waiting.set()
        go.wait(PATIENCE)
        return page

    portal.pages["/list/2024/a2.html"] = hold
    before = len(portal.asked)
    job = scrapyd.ask("schedule.json", project="p", spider="site", full="1")["jobid"]
    try:
        assert waiting.wait(PATIENCE)
        assert scrapyd.state(job) == "running"
        assert scrapyd.ask("cancel.json", project="p", job=job)["prevstate"] == "running"
    finally:
        go.set()
    scrapyd.until(lambda: scrapyd.state(job) == "finished", "the crawl is stopped")
    asked = [path for _, path in portal.asked[before:]]
    assert asked.count("/list/2024/a2.html") == 1
    portal.pages["/list/2024/a2.html"] = page
    assert not [path for path in small.files if path.name.endswith(".open")]  # closed
    for path in small.files:  # whole
        with path.open("rb") as stream:
            assert [record.fault for record in warc_reader.records(stream) if record.fault] == []
    ends = [json.loads(record.block) for record in small.records() if record.type == "resource" and b'"run_finish"' in record.block]
    assert [end["exit_code"] for end in ends] == [0, 11]
    assert small.run(full=True).exit == 0
