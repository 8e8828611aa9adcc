"""The WARC files in a store that speaks S3: moto's server, a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.crawling import Crawling, Portal, small

SMALL = small.__wrapped__ if hasattr(small, "__wrapped__") else small.__pytest_wrapped__.obj
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"}


def free_port():
    """A free port of an address of its own: no other test takes it before the store does."""
    with socket.socket() as one:
        one.bind(("127.0.91.2", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def store():
    """The address of the store, and what stops it."""
    command = os.environ.get("MOTO_SERVER") or shutil.which("moto_server", path=Path(sys.executable).parent) or shutil.which("moto_server")
    if command is None:
        pytest.skip("needs a store that speaks S3: moto_server of the extra dev, or another one named by MOTO_SERVER")
    pytest.importorskip("s3fs", reason="needs gongkai[distributed]")
    port = free_port()
    server = subprocess.Popen([command, "-H", "127.0.91.2", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.91.2", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.91.2:{port}", server.terminate
    server.terminate()
    server.wait()


def test_56_62_crawl_build_and_verify_over_a_store_that_may_go_away(store, tmp_path, gongkai, monkeypatch):
    address, stop = store
    import s3fs

    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    files = s3fs.S3FileSystem(endpoint_url=address)
    files.mkdir("archive")
    portal = Portal()
    crawling = SMALL(portal, Crawling(tmp_path, portal))
    env = {**KEYS, "AWS_ENDPOINT_URL": address, "GONGKAI_WARC": "s3://archive/warc"}

    def run(*words):
        return gongkai(*words, home=crawling.home.root, registry=crawling.registry, env=env)

    for words in (("crawl", "site"), ("build",), ("snapshot",), ("verify",), ("build", "--rebuild"), ("export", "wacz"), ("status",)):
        done = run(*words)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (words, done.stderr)
    (held,) = files.find("archive/warc")
    (here,) = (crawling.home.root / "warc" / "site").iterdir()
    assert files.cat_file(held) == here.read_bytes()
    here.unlink()  # the store alone holds it now
    assert "all is well" in run("verify").stdout
    shutil.rmtree(crawling.home.frontier)
    asked = len(portal.asked)
    assert run("crawl", "site").returncode == 0
    assert all(path in ("/robots.txt", "/list/") for _, path in portal.asked[asked:])  # the frontier came back from the store
    stop()
    for words in (("build",), ("verify",), ("status",)):
        done = run(*words)
        assert (done.returncode, "the store does not work as expected" in done.stderr, "Traceback" in done.stderr) == (1, True, False), (
            done.stderr
        )
    done = run("crawl", "site")  # goes on without, and says that the copy waits
    assert (done.returncode, "complete" in done.stderr, "the next run tries again" in done.stderr) == (1, True, True), done.stderr
    portal.close()
