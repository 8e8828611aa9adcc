"""One alarm, one all-clear, and nothing lost where the way to the operator is broken; over real HTTP, SMTP and processes."""

import json
import shlex
import socketserver
import sys
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from archive import alarms, metrics, notify
from archive.alarms import Trouble
from archive.health import ColumnHealth
from archive.notify import entry, heartbeat, send, shortened
from parsers.contract import Exit, Home

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)


def health(column, state, since="2026-05-01"):
    visited = "2026-05-08T19:00:00Z"
    return ColumnHealth(column, "a", "通知", "示例市", "notice", state, since, "原因", "a reason", visited, visited,
                        "2026-05-01", None, True, 3, 5)


def trouble(subject):
    return Trouble(subject, "示例市 通知", "2026-05-01", "停更：原因", "silent: a reason")


@pytest.fixture
def inbox():
    """A webhook that keeps what it is sent, and answers with the status it is told to."""
    received, state = [], {"status": 200}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if state["status"] == 200:
                received.append(json.loads(body))
            self.send_response(state["status"])
            self.end_headers()
            self.wfile.write(state.get("says", "ok").encode())

        def do_GET(self):
            received.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield received, state, {"GONGKAI_ALARM_WEBHOOK": f"http://127.0.0.1:{server.server_port}/hook"}
    server.shutdown()
    server.server_close()


def test_each_trouble_is_told_once_and_cleared_once(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    for nights in ([], ["a/b"], ["a/b"], ["a/b", "a/c"], ["a/c"], [], []):
        assert alarms.tell(home, [trouble(subject) for subject in nights], settings) == ()
    firsts = [each["text"].splitlines()[0].partition("：")[2] for each in received]
    assert firsts == ["1 项告警 alarm", "1 项告警 alarm", "1 项恢复 all clear", "1 项恢复 all clear"]
    assert ["a/b" in each["text"] for each in received] == [True, False, True, False]


def test_a_message_that_could_not_be_sent_waits_for_the_next_run(tmp_path, inbox):
    received, state, settings = inbox
    home = Home(tmp_path)
    state["status"] = 500
    (failure,) = alarms.tell(home, [trouble("a/b")], settings)
    assert "GONGKAI_ALARM_WEBHOOK" in failure
    state["status"] = 200
    assert alarms.tell(home, [trouble("a/b")], settings) == ()
    assert ["a/b" in each["text"] for each in received] == [True]


def test_one_deaf_way_does_not_make_the_others_say_it_twice(tmp_path, inbox):
    received, _, settings = inbox
    home, settings = Home(tmp_path), {**settings, "GONGKAI_ALARM_COMMAND": "false"}
    for nights in ([], ["a/b"], ["a/b"], []):
        alarms.tell(home, [trouble(subject) for subject in nights], settings)
    assert [each["text"].splitlines()[0].partition("：")[2] for each in received] == ["1 项告警 alarm", "1 项恢复 all clear"]
    told = tmp_path / "told"
    assert alarms.tell(home, [], {**settings, "GONGKAI_ALARM_COMMAND": f"tee -a {told}"}) == ()
    assert [word in told.read_text() for word in ("1 项告警", "1 项恢复")] == [True, True]  # both, in order, once it hears again
    assert (len(received), alarms.read(alarms.ledger(home)).unsent) == (2, [])


def test_a_ledger_that_cannot_be_written_keeps_no_alarm_back(tmp_path, inbox):
    received, _, settings = inbox
    alarms.ledger(Home(tmp_path)).with_suffix(".new").mkdir()  # as a full disk would refuse it
    (failure,) = alarms.tell(Home(tmp_path), [trouble("a/b")], settings)
    assert ("alarms.json" in failure, len(received)) == (True, 1)


def test_what_an_older_version_left_unsent_is_sent(tmp_path, inbox):
    received, _, settings = inbox
    alarms.ledger(Home(tmp_path)).write_text('{"open": {}, "unsent": ["old news"]}', encoding="utf-8")
    assert alarms.tell(Home(tmp_path), [], settings) == ()
    assert received == [{"text": "old news"}]


def test_what_cannot_be_looked_at_is_not_cleared(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    alarms.tell(home, [trouble("a/b")], settings)
    alarms.tell(home, [], settings, readable=False)
    assert len(received) == 1
    assert "a/b" in alarms.read(alarms.ledger(home)).open


def test_a_cut_ledger_is_begun_anew(tmp_path):
    home = Home(tmp_path)
    alarms.ledger(home).write_text('{"open": {"a/')
    assert alarms.read(alarms.ledger(home)).open == {}


@pytest.mark.parametrize(("state", "since", "alarmed"), [
    ("silent", "2026-05-08", True), ("error", "2026-05-07", False), ("error", "2026-05-06", True),
    ("challenged", "2026-05-08", False), ("challenged", "2026-05-01", True), ("never_worked", "2026-05-01", True),
    ("healthy", "2026-05-01", False), ("late", "2026-01-01", False), ("quiet", "2026-01-01", False), ("disabled", None, False)])
def test_one_bad_night_is_no_alarm(state, since, alarmed):
    assert bool(alarms.columns([health("a/b", state, since)], date(2026, 5, 8))) is alarmed


@pytest.mark.parametrize(("code", "alarmed"), [(code, code in alarms.RUN_FAILED) for code in Exit])
def test_a_run_that_failed_is_alarmed(code, alarmed):
    assert bool(alarms.run_trouble(code, "why", NOW)) is alarmed


@pytest.mark.parametrize(("address", "keys"), [
    ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"msgtype", "text"}),
    ("https://oapi.dingtalk.com/robot/send", {"msgtype", "text"}),
    ("https://open.feishu.cn/open-apis/bot/v2/hook/1", {"msg_type", "content"}), ("https://example.org/hook", {"text"})])
def test_the_message_has_the_shape_its_host_wants(address, keys):
    found = notify._fill(entry(address)["body"], "告警 {text}")
    assert set(found) == keys
    assert "告警 {text}" in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(("says", "refused"), [
    ({"errcode": 0, "errmsg": "ok"}, False), ({"errcode": 310000}, True), ({}, True), ("<html>", True)])
def test_a_host_that_answers_200_and_refuses_has_not_taken_it(tmp_path, inbox, monkeypatch, says, refused):
    received, state, settings = inbox
    (wecom,) = [each for each in notify._shapes() if "qyapi.weixin.qq.com" in each["hosts"]]
    monkeypatch.setattr(notify, "_shapes", lambda: ({**wecom, "hosts": ["127.0.0.1"]},))
    state["says"] = says if isinstance(says, str) else json.dumps(says)
    assert bool(send("告警\n" + "很长 " * 2000, settings)) is refused
    (message,) = received
    assert len(message["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize(("lines", "most"), [(1, 100), (40, 100), (40, 2048), (40, 100_000)])
def test_a_long_message_keeps_whole_lines_and_says_how_many_are_left(lines, most):
    text = "\n".join(f"告警 alarm: 第 {number} 栏" for number in range(lines))
    short = shortened(text, most)
    assert len(short.encode()) <= most
    kept = [line for line in short.splitlines() if not line.startswith("…")]
    assert kept == text.splitlines()[:len(kept)]
    assert short == text or f" {lines - len(kept)} more lines" in short


class Mailbox(socketserver.StreamRequestHandler):
    """An SMTP server as small as RFC 5321 allows."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        lines = []
        for line in self.rfile:
            lines.append(line.decode().rstrip())
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


def test_mail_reaches_a_server(tmp_path):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        smtp = f"smtp://127.0.0.1:{server.server_address[1]}?from=archive@example.org"
        assert send("gongkai data：1 项告警\n细节", {"GONGKAI_ALARM_MAIL": "me@example.org", "GONGKAI_SMTP": smtp}) == {}
        server.shutdown()
    (letter,) = server.letters
    assert "From: archive@example.org" in letter
    assert "To: me@example.org" in letter


def test_a_command_reads_the_message(tmp_path):
    target = tmp_path / "told"
    command = shlex.join([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", str(target)])
    assert send("告警", {"GONGKAI_ALARM_COMMAND": command}) == {}
    assert target.read_text() == "告警"


@pytest.mark.parametrize("settings", [
    {"GONGKAI_ALARM_WEBHOOK": "http://127.0.0.1:1/"}, {"GONGKAI_ALARM_WEBHOOK": "file:///etc/passwd"},
    {"GONGKAI_ALARM_COMMAND": "/nonexistent"}, {"GONGKAI_ALARM_COMMAND": "false"}, {"GONGKAI_ALARM_COMMAND": "'"},
    {"GONGKAI_ALARM_MAIL": "a@b", "GONGKAI_SMTP": "smtp://127.0.0.1:1"}])
def test_a_broken_way_is_told_and_never_raised(settings):
    (failure,) = send("告警", settings)
    assert failure.startswith("GONGKAI_ALARM_")


def test_the_heartbeat_is_asked_for(inbox):
    received, _, settings = inbox
    assert heartbeat({"GONGKAI_HEARTBEAT": settings["GONGKAI_ALARM_WEBHOOK"]}) == ()
    assert received == ["/hook"]
    assert heartbeat({}) == ()


def test_metrics_remember_the_last_success_over_a_failure(tmp_path):
    home = Home(tmp_path)
    metrics.write(home, [health("a/b", "healthy")], None, Exit.COMPLETE, NOW)
    metrics.write(home, [health("a/b", "silent")], None, Exit.PARTIAL, NOW.replace(month=6))
    text = metrics.textfile(home).read_text()
    assert metrics.last_success(metrics.textfile(home)) == NOW.timestamp()
    assert 'gongkai_column_state{column="a/b",state="silent"} 1' in text
    assert "gongkai_run_exit_code 6" in text
    assert f"gongkai_column_last_success_timestamp_seconds{{column=\"a/b\"}} {metrics.seconds('2026-05-08T19:00:00Z'):.15g}" in text
