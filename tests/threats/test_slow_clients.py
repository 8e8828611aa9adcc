"""Slow, silent and greedy clients beside honest ones, against a running site with the descriptors of a small server."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from archive.site.wire import REQUEST_SECONDS
from tests.helpers.serving import Served, home
from tests.threats import slow_clients
from tests.threats.slow_clients import Attack

__all__ = ["home"]
DESCRIPTORS = 1024


@pytest.fixture(scope="module")
def narrow(home, tmp_path_factory):
    """The site under `ulimit -n 1024`, its log in a file."""
    log = tmp_path_factory.mktemp("log") / "site.log"
    site = Served.__new__(Served)
    site.client = None
    command = f'ulimit -n {DESCRIPTORS}; exec "$0" -m gongkai --home "$1" serve --port 0'
    with log.open("wb") as stream:
        site.process = subprocess.Popen(["sh", "-c", command, sys.executable, str(home)], stdout=stream, stderr=stream)
    site.process.stderr = log.open()
    site.process.stdout = log.open()
    site.ready()
    yield int(site.address.rsplit(":", 1)[1]), log
    site.stop()


@pytest.fixture(autouse=True, scope="module")
def descriptors():
    """As many descriptors for the clients as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def size(log: Path) -> int:
    return log.stat().st_size


@pytest.mark.parametrize("count", [600, 1100])
def test_half_sent_requests_hold_up_nobody(narrow, count):
    port, log = narrow

    def wrong() -> list[str]:
        before = size(log)
        result = slow_clients.half_open("127.0.0.1", port, count, Attack.HALF_REQUEST, hold=20.0)
        return slow_clients.judge_half_open(result, REQUEST_SECONDS, size(log) - before)

    assert slow_clients.least(wrong) == []


@pytest.mark.parametrize("attack", [Attack.SQL_TIME, Attack.SLOW_HEADERS])
def test_honest_clients_beside_hostile_ones(narrow, attack):
    port, _ = narrow

    def wrong() -> list[str]:
        return slow_clients.judge(slow_clients.beside("127.0.0.1", port, attack, 4, clients=10, each=3), ratio=4.0, floor=0.5)

    assert slow_clients.least(wrong) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("attack", Attack)
def test_fifty_honest_clients_beside_each_attack(narrow, attack):
    port, _ = narrow
    assert slow_clients.judge(slow_clients.beside("127.0.0.1", port, attack), floor=0.5) == []
