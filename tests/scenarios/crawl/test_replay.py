"""Other people's replay shows what was captured: pywb answers every capture with the payload the WARC files hold."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.crawl import crawl
from crawler.visit.run_context import Options
from gongkai import http_message, warc_reader

PYWB = "pywb==2.10.0"


@pytest.fixture(scope="session")
def pywb(tmp_path_factory):
    """The programs of pywb, in an environment of its own: it holds other libraries back."""
    kept = os.environ.get("GONGKAI_TEST_PYWB")
    place = Path(kept) if kept else tmp_path_factory.mktemp("pywb") / "venv"
    if not (place / "bin" / "wayback").exists():
        uv = shutil.which("uv")
        make = [uv, "venv", "-q", str(place)] if uv else [sys.executable, "-m", "venv", str(place)]
        fill = [uv, "pip", "install", "-q", "--python", str(place)] if uv else [str(place / "bin" / "pip"), "install", "-q"]
        try:
            subprocess.run(make, check=True, capture_output=True, timeout=120)
            subprocess.run([*fill, PYWB, "setuptools<81"], check=True, capture_output=True, timeout=180)
        except (subprocess.SubprocessError, OSError) as error:
            pytest.skip(f"no environment with {PYWB} could be made: {error}")
    return place / "bin"


@pytest.fixture
def replaying(pywb, tmp_path):
    """Serve WARC files with pywb; gives the address of the collection."""
    processes = []

    def serve(files):
        with socket.socket() as free:  # an address of its own: no other test takes a port of it before pywb does
            free.bind(("127.0.91.3", 0))
            port = free.getsockname()[1]
        manager = str(pywb / "wb-manager")
        subprocess.run([manager, "init", "test"], cwd=tmp_path, check=True, capture_output=True)
        subprocess.run([manager, "add", "test", *map(str, files)], cwd=tmp_path, check=True, capture_output=True)
        processes.append(
            subprocess.Popen(
                [str(pywb / "wayback"), "--port", str(port), "--bind", "127.0.91.3"],
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        for _ in range(1200):  # two minutes
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.91.3", port)) == 0:
                    return f"http://127.0.91.3:{port}/test"
            time.sleep(0.1)
        raise AssertionError("pywb did not start")

    yield serve
    for process in processes:
        process.terminate()
        process.wait()


def replayed(base, record, request):
    """The status and payload pywb gives for a capture, at its own time, unrewritten, asked for with its own method and body."""
    moment = datetime.fromisoformat(record.get("WARC-Date")).strftime("%Y%m%d%H%M%S")
    form = request.block.split(b"\r\n\r\n", 1)[1] or None
    asked = urllib.request.Request(f"{base}/{moment}id_/{record.get('WARC-Target-URI')}", form, {"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(asked, timeout=120) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def captures(files):
    """Every response and revisit with its request, in the order written."""
    for path in files:
        with path.open("rb") as stream:
            found = list(warc_reader.records(stream))
        for record, request in pairwise(found):
            if record.type in ("response", "revisit"):
                yield record, request


def test_pywb_answers_every_capture_with_the_same_payload(crawled, replaying):
    home, registry, _, _ = crawled
    crawl(home, registry, ["harbin", "pingtan"])  # conditional requests: revisits
    crawl(home, registry, ["harbin-old"], Options(full=True))  # whole again: the same payloads
    files = sorted(Path(home.warc).rglob("*.warc.gz"))
    base, payloads, seen = replaying(files), {}, Counter()
    for record, request in captures(files):
        if record.type == "response":
            payloads[record.get("WARC-Record-ID")] = http_message.answer(record.block).payload
        status, given = replayed(base, record, request)
        seen[record.type, status] += 1
        if status != 304:  # pywb shows what the server said then: not modified, no page
            wanted = payloads[record.get("WARC-Refers-To") or record.get("WARC-Record-ID")]
            assert hashlib.sha256(given).digest() == hashlib.sha256(wanted).digest(), (record.type, record.get("WARC-Target-URI"))
    assert seen["response", 200] > 130
    assert seen["revisit", 200] >= 37
    assert seen["revisit", 304] >= 5
    assert set(seen) == {("response", 200), ("revisit", 200), ("revisit", 304)}
