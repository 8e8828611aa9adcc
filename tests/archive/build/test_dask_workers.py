"""A build on a real Dask cluster of this machine: what one process makes, though workers die; a sentence where it cannot be used."""

import json
import math
import os
import signal
import subprocess
import sys
import time

import pytest
import yaml

from archive.build.dask_workers import unfit
from archive.build.read_payload import stage_version
from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from gongkai.home import Home
from tests.conftest import ROOT, command
from tests.helpers.best_of import best_of
from tests.helpers.closed_port import closed_port
from tests.helpers.dask_cluster import cluster

pytest.importorskip("distributed", reason="needs gongkai[distributed]")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A crawled portal, built by one process of this machine."""
    folder = tmp_path_factory.mktemp("cluster")
    with sample(0) as portals:
        entries = [portal.entry() for portal in portals]
        (folder / "sites.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        assert command("crawl", home=folder, registry=folder / "sites.yaml").returncode == Exit.COMPLETE
    assert command("build", "--jobs", "1", home=folder).returncode == Exit.COMPLETE
    return folder


def built(done):
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), done.stderr
    return json.loads(done.stdout)


def test_it_makes_the_same_database(home):
    with cluster() as (address, _):
        told = built(command("build", "--rebuild", "--json", "--scheduler", address, home=home))
    assert (told["differing"], told["failed"], told["payloads"] > 100) == ([], 0, True)


def test_a_worker_that_dies_costs_nothing(home):
    with cluster() as (address, workers):
        build = at_work(home, address)
        os.killpg(workers[0].pid, signal.SIGKILL)
        output, errors = build.communicate(timeout=240)
    assert build.returncode == Exit.COMPLETE, errors
    told = json.loads(output)
    assert (told["differing"], told["failed"]) == ([], 0), errors


def test_a_stop_ends_soon_though_the_workers_hang(home):
    assert best_of(lambda: seconds_to_stop(home), enough=15) < 15  # 8 s, and what load adds
    assert command("verify", home=home).returncode == Exit.COMPLETE


def seconds_to_stop(home):
    """How long a rebuild went on after the request; for ever where this test stood still until it was through."""
    with cluster() as (address, workers):
        build = at_work(home, address)
        for worker in workers:
            os.killpg(worker.pid, signal.SIGSTOP)
        began = time.monotonic()
        build.terminate()
        _, errors = build.communicate(timeout=120)
        took = time.monotonic() - began
        for worker in workers:
            os.killpg(worker.pid, signal.SIGCONT)
    assert (build.returncode in (Exit.STOPPED, Exit.COMPLETE), "Traceback" in errors) == (True, False), errors
    return took if build.returncode == Exit.STOPPED else math.inf


def started(home, address):
    """A rebuild on the cluster, under way."""
    words = [sys.executable, "-P", "-m", "gongkai", "--home", str(home), "build", "--rebuild", "--json", "--scheduler", address]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def at_work(home, address):
    """A rebuild that has begun its database; another one where this test stood still until it was through."""
    for _ in range(3):
        build = started(home, address)
        while build.poll() is None and not (home / "gongkai.db.new").exists():
            time.sleep(0.02)
        if build.poll() is None:
            return build
        assert (build.communicate(), build.returncode)[1] == Exit.COMPLETE
    raise AssertionError("no rebuild was seen at work")


def test_what_cannot_be_used_is_said_in_a_sentence(home):
    soon = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"}  # nobody will come: waiting proves nothing
    with closed_port() as port:
        nobody = command("build", "--rebuild", "--scheduler", f"tcp://127.0.0.1:{port}", home=home, env=soon)
    with cluster(1, daemon="True") as (address, _):
        bound = command("build", "--rebuild", "--scheduler", address, home=home)
    for done, words in ((nobody, "cannot be used"), (bound, "DASK_DISTRIBUTED__WORKER__DAEMON")):
        assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False), done.stderr
        assert words in done.stderr
    assert command("build", "--rebuild", "--scheduler", "nonsense", home=home, env=soon).returncode == Exit.FAILED


def test_a_worker_of_another_version_or_without_the_files_is_refused(home, tmp_path):
    assert "another version" in unfit(Home(home).warc, "other")
    assert "sees no WARC files" in unfit(str(tmp_path), stage_version())
    assert unfit(Home(home).warc, stage_version()) == ""
