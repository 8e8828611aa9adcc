"""What every test may rely on: no way out of this machine, the shared reports where they are, a command line to call."""

import ipaddress
import os
import socket
import subprocess
from pathlib import Path

import pytest

from gongkai.home import Home, again
from tests.helpers.plain_environment import SETTINGS, plain_environment

ROOT = Path(__file__).parent.parent
SLOWEST_FIRST = ("nights", "scenarios", "quality", "faults", "replica_blind", "replica")  # last, they leave a worker idle
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items):
    """Begin with the tests that wait for other processes, so that the two workers end together."""
    items.sort(key=lambda item: next((rank for rank, name in enumerate(SLOWEST_FIRST) if name in item.path.parts), len(SLOWEST_FIRST)))


class OffThisMachine(AssertionError):
    """A test tried to reach a host that is not this machine."""


def local(address):
    host = address[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def guarded(name):
    original = getattr(socket.socket, name)

    def connect(self, address, *args):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(address):
            raise OffThisMachine(f"a test may only reach 127.0.0.0/8 and ::1, not {address[0]}")
        return original(self, address, *args)

    return connect


@pytest.fixture(autouse=True, scope="session")
def only_this_machine():
    """Sockets of the test process reach loopback only."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        yield


def settle(patch):
    for name in [name for name in os.environ if name.startswith("GONGKAI_")]:
        patch.delenv(name)
    for name, value in SETTINGS.items():
        patch.setenv(name, value)


@pytest.fixture(autouse=True, scope="session")
def own_settings():
    """The tester's own archive and registry stay out of the tests, of what several share too."""
    with pytest.MonkeyPatch.context() as patch:
        settle(patch)
        yield


@pytest.fixture(autouse=True)
def settings_of_each_test(monkeypatch):
    """No test leaves its settings to the next."""
    settle(monkeypatch)


def shared_file(path):
    """The file or folder of that name among the shared reports and portals; skips the test where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"needs the shared reports: no {path} beside this repository")
    return found


@pytest.fixture(scope="session")
def shared():
    """`shared("reports/x.html")` gives a path beside the repository, or skips with a reason."""
    return shared_file


def command(*words, home, registry=None, timeout=120, env=None):
    """Run the real command and give its completed process."""
    own = plain_environment()
    return subprocess.run(
        [*again(Home(home), registry), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**own, **(env or {})},
        cwd=ROOT,
    )


@pytest.fixture
def gongkai(tmp_path):
    """`gongkai("build", …)` runs the real command on a home below tmp_path and gives its completed process."""
    return lambda *words, home=None, **options: command(*words, home=home or tmp_path / "home", **options)


def pytest_make_parametrize_id(config, val, argname):
    """Bytes are named by their argument: packed ones hold the time they were packed at, and the workers must agree on names."""
    return argname if isinstance(val, bytes) else None
