"""`gongkai run` as a scheduler starts it: each answer of the contract, with real portals, real signals and a real full disk."""

import json
import os
import shlex
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from gongkai.home import Home, again
from gongkai.lock import holder_of
from tests.conftest import ROOT, command
from tests.helpers.best_of import best_of
from tests.helpers.closed_port import closed_port

SLOW = 3.0  # seconds between requests: the run is still at work where the test stands still for a minute


@pytest.fixture(scope="module")
def county():
    """The smallest of the sample portals, as a registry entry; reports only, so that a run takes seconds."""
    with sample(0) as portals:
        yield next(portal.entry() for portal in portals if portal.site.id == "shidu")


@contextmanager
def portal(status, body):
    """A portal that answers everything the same way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404 if self.path == "/robots.txt" else status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def entry(url, id="other"):
    return {
        "id": id,
        "name": "另一站",
        "area": "990100",
        "level": "city",
        "delay": 0,
        "allow_private": True,
        "columns": [{"id": "annual", "name": "年报", "kind": "annual_report", "url": url}],
    }


def registry(folder, *entries):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sites.yaml"
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return path


def published(home):
    return json.loads((home / "public" / "latest.json").read_text())["file"] if (home / "public" / "latest.json").exists() else None


def test_0_complete_then_nothing_due(tmp_path, county):
    home, sites = tmp_path / "home", registry(tmp_path, county)
    done = command("run", home=home, registry=sites)
    assert done.returncode == Exit.COMPLETE, done.stderr
    assert published(home)
    assert "gongkai_run_exit_code 0" in (home / "metrics.prom").read_text()
    assert holder_of(home / "run.lock") is None
    (log,) = (home / "logs").iterdir()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {line["run"] for line in lines} == {log.stem} == {path.stem for path in (home / "public" / "manifests").glob("*.json")}
    assert [(line["name"], line["exit"]) for line in lines if line["event"] == "step"] == [("crawl", 0), ("build", 0), ("snapshot", 0)]
    assert {("stored", None), ("entered", "build"), ("built", "build"), ("published", "snapshot"), ("run", "run")} <= {
        (line["event"], line.get("step")) for line in lines
    }
    again = command("run", home=home, registry=sites)
    assert (again.returncode, "Traceback" in again.stderr) == (Exit.COMPLETE, False)


@pytest.mark.parametrize(("entries", "code"), [("dead", Exit.FAILED), ("dead and alive", Exit.PARTIAL)])
def test_1_and_6_a_dead_portal_alone_and_beside_a_living_one(tmp_path, county, entries, code):
    with closed_port() as port:
        dead = entry(f"http://127.0.0.1:{port}/")
        done = command("run", home=tmp_path / "home", registry=registry(tmp_path, *([dead, county] if "alive" in entries else [dead])))
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert bool(published(tmp_path / "home")) is ("alive" in entries) or published(tmp_path / "home")


def test_18_challenged_everywhere(tmp_path):
    with portal(521, b"<script>document.cookie='__jsl_clearance=1'</script>") as url:
        done = command("run", home=tmp_path / "home", registry=registry(tmp_path, entry(url)))
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.CHALLENGED, False)


def test_2_unknown_site_and_4_broken_registry(tmp_path, county):
    assert command("run", "nowhere", home=tmp_path / "home", registry=registry(tmp_path, county)).returncode == Exit.USAGE
    (tmp_path / "sites.yaml").write_text("- id: [")
    assert command("run", home=tmp_path / "home", registry=tmp_path / "sites.yaml").returncode == Exit.BAD_CONFIGURATION


def test_7_withheld_keeps_the_last_good_one_until_somebody_accepts(tmp_path, county):
    home = tmp_path / "home"
    assert command("run", home=home, registry=registry(tmp_path, county)).returncode == Exit.COMPLETE
    first = published(home)
    column = {**county["columns"][0], "expect": {"min": 500}}
    sites = registry(tmp_path, {**county, "columns": [column]})
    told = tmp_path / "told"
    alarm = {"GONGKAI_ALARM_COMMAND": f"tee -a {told}"}
    done = command("run", "shidu", home=home, registry=sites, env=alarm)
    assert (done.returncode, published(home)) == (Exit.WITHHELD, first)
    assert "expects at least 500" in done.stderr
    assert "expects at least 500" in command("status", home=home, registry=sites).stdout
    assert "1 项告警" in told.read_text()
    accepted = command("run", "shidu", "--accept", home=home, registry=sites, env=alarm)
    assert accepted.returncode == Exit.PARTIAL  # the column still shows fewer rows than expected
    assert published(home) == first  # of the same content: accepted, it holds
    assert "1 项恢复" in told.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_11_stopped_on_request_within_8_seconds_and_resumed(tmp_path, county, number):
    home = tmp_path / "home"
    slow = registry(tmp_path, {**county, "delay": SLOW})

    def stopped():
        process, before = start(home, slow), size(home)
        wait_for(lambda: len(list((home / "warc" / "shidu").glob("*.open"))) == 1 and size(home) > before + 5_000)
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=120) == Exit.STOPPED
        took = time.monotonic() - began
        assert b"Traceback" not in process.stderr.read()
        process.stderr.close()
        return took

    assert best_of(stopped, enough=8) < 8
    assert command("run", home=home, registry=registry(tmp_path, county)).returncode == Exit.COMPLETE
    assert command("verify", home=home).returncode == Exit.COMPLETE


def test_5_already_running_names_the_holder_and_a_killed_one_is_no_holder(tmp_path, county):
    home, sites = tmp_path / "home", registry(tmp_path, {**county, "delay": SLOW})
    process = start(home, sites)
    wait_for(lambda: holder_of(home / "run.lock") is not None)
    done = command("run", home=home, registry=sites)
    assert (done.returncode, f"process {process.pid} " in done.stderr) == (Exit.ALREADY_RUNNING, True)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert command("run", home=home, registry=registry(tmp_path, county)).returncode == Exit.COMPLETE


def test_11_however_early_the_request_comes(tmp_path, county):
    """Asked to stop as soon as the lock names its holder, as a scheduler may; nothing is half done."""
    home, sites = tmp_path / "home", registry(tmp_path, {**county, "delay": SLOW})
    for pause in (0.0, 0.3, 1.5):
        process = start(home, sites)
        while holder_of(home / "run.lock") is None:
            assert process.poll() is None
        time.sleep(pause)
        process.terminate()
        assert process.wait(timeout=120) == Exit.STOPPED
        assert b"Traceback" not in process.stderr.read()
        process.stderr.close()
    assert holder_of(home / "run.lock") is None


def start(home, sites):
    """A run in a process group of its own."""
    call = [*again(Home(home), sites), "run"]
    return subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)


def wait_for(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def size(home):
    return sum(path.stat().st_size for path in (home / "warc").rglob("*.open"))


def test_3_too_little_room_to_begin(tmp_path, county):
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        done = command("run", home=mount / "home", registry=registry(tmp_path, county))
        assert (done.returncode, "Traceback" in done.stderr) == (Exit.DISK_FULL, False)
    finally:
        subprocess.run(["umount", mount], check=True)


def test_3_a_disk_without_a_byte_is_alarmed(tmp_path, county):
    mount, told = tmp_path / "small", tmp_path / "told"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        (mount / "home").mkdir()
        subprocess.run(["dd", "if=/dev/zero", f"of={mount / 'fill'}", "bs=4k"], capture_output=True, check=False)  # until it is full
        alarm = {"GONGKAI_ALARM_COMMAND": f"tee -a {told}"}
        done = command("run", home=mount / "home", registry=registry(tmp_path, county), env=alarm)
        assert (done.returncode, "Traceback" in done.stderr) == (Exit.DISK_FULL, False), done.stderr
        assert "too little room" in told.read_text()
    finally:
        subprocess.run(["umount", mount], check=True)


def test_16_the_disk_refuses_while_running(tmp_path, county):
    """A limit on the size of files: SQLite calls it an I/O error, so the sentence says what the disk said and nothing of room."""
    home, sites = tmp_path / "home", registry(tmp_path, county)
    call = f"ulimit -f 40; exec {shlex.join(again(Home(home), sites))} run"
    done = subprocess.run(["bash", "-c", call], cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.FAILED, False), done.stderr
    assert "committed data is safe" in done.stderr
    assert command("run", home=home, registry=sites).returncode == Exit.COMPLETE
    assert command("verify", home=home).returncode == Exit.COMPLETE


def test_one_sites_failure_never_hurts_another(tmp_path, county):
    with portal(200, b"<html><body>" + b"<div>" * 50_000) as url:
        done = command("run", home=tmp_path / "home", registry=registry(tmp_path, entry(url), county))
    assert done.returncode == Exit.PARTIAL
    assert Path(tmp_path / "home" / "public").exists()
    assert "shidu/annual: 40 of 40 rows" in done.stderr
