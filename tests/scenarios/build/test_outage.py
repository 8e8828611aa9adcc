"""An outage through the real commands: no night of it is green, the alarm is one line, and the all-clear is true."""

import json
import re
from http.server import BaseHTTPRequestHandler

import pytest
import yaml

from gongkai.errors import Exit
from tests.conftest import command
from tests.helpers.notices import listening, site


class Inbox(BaseHTTPRequestHandler):
    """The webhook takes messages by POST, the heartbeat is a GET."""

    def do_POST(self):
        self.server.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.do_GET(beat=False)

    def do_GET(self, beat=True):
        self.server.beats += beat
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def follow(home, *ports):
    entries = [site(name, f"127.0.0.1:{port}") for name, port in zip(("one", "two"), ports, strict=True)]
    (home / "sites.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def theatre(tmp_path):
    """Plays a night of `gongkai run` on a home whose own registry and settings are in force; gives what a careful operator looks at."""
    home = tmp_path / "home"
    home.mkdir()
    with listening(Inbox) as inbox:
        inbox.messages, inbox.beats = [], 0
        address = f"http://127.0.0.1:{inbox.server_port}"
        (home / "gongkai.env").write_text(f"GONGKAI_ALARM_WEBHOOK={address}/hook\nGONGKAI_HEARTBEAT={address}/beat\n")

        def night(day, *words):
            messages, beats = len(inbox.messages), inbox.beats
            done = command("run", *words, home=home, env={"GONGKAI_NOW": f"2026-03-{day:02}T20:00:00Z"})
            metrics = (home / "metrics.prom").read_text()
            success = re.search(r"^gongkai_run_last_success_timestamp_seconds (\S+)$", metrics, re.M)
            status = command("status", "--json", home=home, env={"GONGKAI_NOW": f"2026-03-{day:02}T21:00:00Z"})
            states = {column["column_id"]: column["state"] for column in json.loads(status.stdout)["columns"]}
            return done.returncode, inbox.messages[messages:], inbox.beats - beats, success and float(success[1]), states

        yield home, night


def test_all_portals_down_and_back(theatre):
    home, night = theatre
    with listening() as one, listening() as two:
        ports = one.server_port, two.server_port
        (home / "sites.yaml").write_text(
            yaml.safe_dump([site("one", f"127.0.0.1:{ports[0]}"), site("two", f"127.0.0.1:{ports[1]}")], allow_unicode=True),
            encoding="utf-8",
        )
        code, messages, beats, first, _ = night(2)
        assert (code, messages, beats) == (Exit.COMPLETE, [], 1)
    for number, day in enumerate((9, 10)):
        code, messages, beats, success, states = night(day)
        assert code == Exit.FAILED
        assert (beats, success) == (0, first)
        assert set(states.values()) == {"error"}
        assert len(messages) == (1 if number == 0 else 0)
        if messages:
            head, line, where = messages[0].splitlines()
            assert "1 项告警 alarm" in head
            assert "connection refused" in line
            assert "network" in line
            assert f"{home / 'logs'}" in where
    with listening(address=("127.0.0.1", ports[0])):
        code, messages, beats, success, states = night(11)
        assert (code, beats, success) == (Exit.PARTIAL, 0, first)
        assert states == {"one/notices": "late", "two/notices": "error"}
        (message,) = messages
        assert "恢复 all clear: 网络" in message
        assert "two/notices" in next(line for line in message.splitlines() if line.startswith("告警"))  # two days by now
        assert "one/notices" not in message
        with listening(address=("127.0.0.1", ports[1])):
            code, messages, beats, success, _ = night(12)
            assert (code, beats) == (Exit.COMPLETE, 1)
            assert success > first
            (message,) = messages
            assert [line for line in message.splitlines() if line.startswith("恢复") and "two/notices" in line], message


def test_a_failure_that_was_not_visited_again_keeps_the_run_from_success(theatre):
    home, night = theatre
    with listening() as one, listening() as two:
        ports = one.server_port, two.server_port
        (home / "sites.yaml").write_text(
            yaml.safe_dump([site("one", f"127.0.0.1:{ports[0]}"), site("two", f"127.0.0.1:{ports[1]}")], allow_unicode=True),
            encoding="utf-8",
        )
        assert night(2)[0] == Exit.COMPLETE
    with listening(address=("127.0.0.1", ports[0])):
        assert night(9)[0] == Exit.PARTIAL
        code, _, beats, *_ = night(9, "one")
        assert (code, beats) == (Exit.COMPLETE, 0)  # what was asked for is well; the archive as a whole is not
