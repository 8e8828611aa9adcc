"""One alarm, one all-clear, and nothing lost where the way to the operator is broken; over real HTTP, SMTP and processes."""

import json
import shlex
import socketserver
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from archive.health.assess import ColumnHealth
from archive.health.run_ends import RunEnd, ending_of, endings
from archive.ops import alarms, metrics, notify
from archive.ops.alarms import Trouble
from archive.ops.notify import entry, heartbeat, send, shortened
from gongkai.errors import Exit
from gongkai.home import Home

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)


def health(column, state, since="2026-05-01"):
    visited = "2026-05-08T19:00:00Z"
    return ColumnHealth(
        column, "a", "通知", "示例市", "notice", state, since, "原因", "a reason", visited, visited, "2026-05-01", None, True, 3, 5
    )


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
        assert alarms.send_changes(home, [trouble(subject) for subject in nights], settings) == ()
    firsts = [each["text"].splitlines()[0].partition("：")[2] for each in received]
    assert firsts == ["1 项告警 alarm", "1 项告警 alarm", "1 项恢复 all clear", "1 项恢复 all clear"]
    assert ["a/b" in each["text"] for each in received] == [True, False, True, False]


def test_a_message_that_could_not_be_sent_waits_for_the_next_run(tmp_path, inbox):
    received, state, settings = inbox
    home = Home(tmp_path)
    state["status"] = 500
    (failure,) = alarms.send_changes(home, [trouble("a/b")], settings)
    assert "GONGKAI_ALARM_WEBHOOK" in failure
    state["status"] = 200
    assert alarms.send_changes(home, [trouble("a/b")], settings) == ()
    assert ["a/b" in each["text"] for each in received] == [True]


def test_one_deaf_way_does_not_make_the_others_say_it_twice(tmp_path, inbox):
    received, _, settings = inbox
    home, settings = Home(tmp_path), {**settings, "GONGKAI_ALARM_COMMAND": "false"}
    for nights in ([], ["a/b"], ["a/b"], []):
        alarms.send_changes(home, [trouble(subject) for subject in nights], settings)
    assert [each["text"].splitlines()[0].partition("：")[2] for each in received] == ["1 项告警 alarm", "1 项恢复 all clear"]
    told = tmp_path / "told"
    assert alarms.send_changes(home, [], {**settings, "GONGKAI_ALARM_COMMAND": f"tee -a {told}"}) == ()
    assert [word in told.read_text() for word in ("1 项告警", "1 项恢复")] == [True, True]  # both, in order, once it hears again
    assert (len(received), alarms.read_ledger(alarms.ledger(home)).unsent) == (2, [])


def test_a_ledger_that_cannot_be_written_keeps_no_alarm_back(tmp_path, inbox):
    received, _, settings = inbox
    alarms.ledger(Home(tmp_path)).with_suffix(".new").mkdir()  # as a full disk would refuse it
    (failure,) = alarms.send_changes(Home(tmp_path), [trouble("a/b")], settings)
    assert ("alarms.json" in failure, len(received)) == (True, 1)


def test_what_an_older_version_left_unsent_is_sent(tmp_path, inbox):
    received, _, settings = inbox
    alarms.ledger(Home(tmp_path)).write_text('{"open": {}, "unsent": ["old news"]}', encoding="utf-8")
    assert alarms.send_changes(Home(tmp_path), [], settings) == ()
    assert received == [{"text": "old news"}]


def test_what_cannot_be_looked_at_is_not_cleared(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    alarms.send_changes(home, [trouble("a/b")], settings)
    alarms.send_changes(home, [], settings, readable=False)
    assert len(received) == 1
    assert "a/b" in alarms.read_ledger(alarms.ledger(home)).open


def test_a_cut_ledger_is_begun_anew(tmp_path):
    home = Home(tmp_path)
    alarms.ledger(home).write_text('{"open": {"a/')
    assert alarms.read_ledger(alarms.ledger(home)).open == {}


@pytest.mark.parametrize(
    ("state", "since", "alarmed"),
    [
        ("silent", "2026-05-08", True),
        ("error", "2026-05-07", False),
        ("error", "2026-05-06", True),
        ("challenged", "2026-05-08", False),
        ("challenged", "2026-05-01", True),
        ("never_worked", "2026-05-01", True),
        ("healthy", "2026-05-01", False),
        ("late", "2026-01-01", False),
        ("quiet", "2026-01-01", False),
        ("disabled", None, False),
    ],
)
def test_one_bad_night_is_no_alarm(state, since, alarmed):
    assert bool(alarms.columns([health("a/b", state, since)], date(2026, 5, 8))) is alarmed


QUIET = {Exit.COMPLETE, Exit.PARTIAL, Exit.ALREADY_RUNNING, Exit.STOPPED}
LINES = [  # how the run ended, with columns that fail or without, and the words of its alarm
    (RunEnd(1, "crawl"), False, ("以 1 结束（crawl）：没有读到任何栏目。", "1 of crawl: no column could be read. To do: gongkai status")),
    (RunEnd(1, "crawl"), True, ()),
    (RunEnd(18, "crawl"), False, ("所有门户都要求验证", "challenged or rate-limited everywhere")),
    (RunEnd(18, "crawl"), True, ()),
    (RunEnd(1, "build"), True, ("以 1 结束（build）：意外失败。", "journalctl -u gongkai", "logs/")),
    (RunEnd(-9, "build"), True, ("以 -9 结束（build）", "内存不足", "want of memory", "journalctl -k")),
    (RunEnd(-11, "crawl"), True, ("以 -11 结束（crawl）：意外失败",)),
    (RunEnd(3, "crawl"), True, ("磁盘空间不足，未开始", "too little room")),
    (RunEnd(16, "crawl"), True, ("磁盘写满", "the disk filled")),
    (RunEnd(4, "crawl", "sites.yaml, line 3: no list."), True, ("（sites.yaml, line 3: no list）", "(sites.yaml, line 3: no list). To do")),
    (RunEnd(7, "snapshot", "2 documents, 5 expected"), True, ("快照被扣留（2 documents, 5 expected）", "gongkai snapshot --accept")),
    (RunEnd(5, "build", "a build is at work"), False, ()),
    (RunEnd(11), False, ()),
]


@pytest.mark.parametrize(("end", "explained", "words"), LINES)
def test_an_alarm_of_the_run_says_which_step_why_and_what_to_do(end, explained, words):
    found = alarms.run_trouble(end, NOW, explained)
    assert bool(found) is bool(words)
    for word in words:
        assert word in f"{found[0].chinese} | {found[0].english}"


@pytest.mark.parametrize("code", Exit)
def test_every_end_is_alarmed_but_those_that_need_nobody(code):
    assert bool(alarms.run_trouble(RunEnd(code), NOW)) is (code not in QUIET)


def test_every_row_of_the_endings_is_played_above():
    assert {ending_of(end.code, end.step) for end, _, _ in LINES} | {ending_of(Exit.PARTIAL)} == set(endings())


def test_a_column_that_is_followed_no_longer_closes_its_alarm_without_an_all_clear(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    alarms.send_changes(home, [trouble("a/paused"), trouble("a/well")], settings)
    alarms.send_changes(home, [], settings, sound={"a/well"}, aside={"a/paused"})
    said = {line.partition(" ")[2].partition(": ")[0]: line for line in received[1]["text"].splitlines()[1:]}
    assert {kind: ("a/well" in line, "a/paused" in line) for kind, line in said.items()} == {
        "all clear": (True, False),
        "no longer watched": (False, True),
    }
    assert alarms.read_ledger(alarms.ledger(home)).open == {}
    alarms.send_changes(home, [], settings, sound=set(), aside={"a/paused"})
    assert len(received) == 2, "it is said once"


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"msgtype", "text"}),
        ("https://oapi.dingtalk.com/robot/send", {"msgtype", "text"}),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/1", {"msg_type", "content"}),
        ("https://example.org/hook", {"text"}),
    ],
)
def test_the_message_has_the_shape_its_host_wants(address, keys):
    found = notify._fill(entry(address)["body"], "告警 {text}")
    assert set(found) == keys
    assert "告警 {text}" in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    ("says", "refused"), [({"errcode": 0, "errmsg": "ok"}, False), ({"errcode": 310000}, True), ({}, True), ("<html>", True)]
)
def test_a_host_that_answers_200_and_refuses_has_not_taken_it(tmp_path, inbox, monkeypatch, says, refused):
    received, state, settings = inbox
    (wecom,) = [each for each in notify._shapes() if "qyapi.weixin.qq.com" in each["hosts"]]
    monkeypatch.setattr(notify, "_shapes", lambda: ({**wecom, "hosts": ["127.0.0.1"]},))
    state["says"] = says if isinstance(says, str) else json.dumps(says)
    assert bool(send("告警\n" + "很长 " * 2000, settings)) is refused
    (message,) = received
    assert len(message["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize(
    ("says", "refused"),
    [
        ("ok", False),
        ("", False),
        ("[1]", False),
        ({"code": 200}, False),
        ({"errcode": 0}, False),
        ({"errcode": 93000}, True),
        ({"ok": False}, True),
    ],
)
def test_a_host_of_no_known_kind_is_believed_when_it_says_that_it_refused(inbox, says, refused):
    _, state, settings = inbox
    state["says"] = says if isinstance(says, str) else json.dumps(says)
    assert bool(send("告警", settings)) is refused


@pytest.mark.parametrize(("lines", "most"), [(1, 100), (40, 100), (40, 2048), (40, 100_000)])
def test_a_long_message_keeps_whole_lines_and_says_how_many_are_left(lines, most):
    text = "\n".join(f"告警 alarm: 第 {number} 栏" for number in range(lines))
    short = shortened(text, most)
    assert len(short.encode()) <= most
    kept = [line for line in short.splitlines() if not line.startswith("…")]
    assert kept == text.splitlines()[: len(kept)]
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


@pytest.mark.parametrize(
    "settings",
    [
        {"GONGKAI_ALARM_WEBHOOK": "http://127.0.0.1:1/"},
        {"GONGKAI_ALARM_WEBHOOK": "file:///etc/passwd"},
        {"GONGKAI_ALARM_COMMAND": "/nonexistent"},
        {"GONGKAI_ALARM_COMMAND": "false"},
        {"GONGKAI_ALARM_COMMAND": "'"},
        {"GONGKAI_ALARM_MAIL": "a@b", "GONGKAI_SMTP": "smtp://127.0.0.1:1"},
    ],
)
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
    assert f'gongkai_column_last_success_timestamp_seconds{{column="a/b"}} {metrics.seconds("2026-05-08T19:00:00Z"):.15g}' in text


def failing(column, cause="connection_refused", state="error", site="a", since="2026-05-08"):
    complete = not cause  # a visit without a cause was a good one
    return replace(health(column, state, since), cause=cause, site_id=site, complete=complete)


def test_all_portals_down_is_one_line_on_the_first_night():
    found = alarms.columns([failing("a/b"), failing("c/d", "timeout", site="c"), failing("c/e", "dns_failure", site="c")], date(2026, 5, 8))
    assert [each.subject for each in found] == [alarms.NETWORK]
    assert "3" in found[0].english
    assert "connection refused" in found[0].english


@pytest.mark.parametrize(
    "others",
    [failing("c/d", "", "healthy", site="c"), failing("c/d", "challenge", "challenged", site="c")],
    ids=["one well", "one challenged"],
)
def test_a_portal_that_answers_shows_that_the_network_is_there(others):
    assert alarms.NETWORK not in [each.subject for each in alarms.columns([failing("a/b"), others], date(2026, 5, 12))]


def test_one_portal_alone_is_no_network():
    found = alarms.columns([failing("a/b"), failing("a/c")], date(2026, 5, 12))
    assert [each.subject for each in found] == ["a/b", "a/c"]


def test_troubles_of_one_cause_share_a_line_that_says_what_to_do(tmp_path, inbox):
    received, _, settings = inbox
    columns = [failing("a/b", "forbidden"), failing("c/d", "forbidden", site="c")]
    wrong = alarms.columns([replace(columns[0], failed_visits=3), replace(columns[1], failed_visits=2)], date(2026, 5, 12))
    assert alarms.send_changes(Home(tmp_path), wrong, settings) == ()
    first, line, where = received[0]["text"].splitlines()
    assert "2 项告警" in first
    assert "a/b" in line
    assert "c/d" in line
    assert "已连续 3 次访问失败" in line
    assert "forbidden (403), 3 visits in a row; to do: look with a browser" in line
    assert where == f"详见 see: gongkai --home {tmp_path} status；{tmp_path / 'logs'}"


def test_only_a_good_visit_of_its_own_clears_a_column(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    alarms.send_changes(home, [trouble("a/b")], settings)
    alarms.send_changes(home, [], settings, sound={"a/c"})
    assert len(received) == 1
    alarms.send_changes(home, [], settings, sound={"a/b"})
    assert "恢复 all clear" in received[1]["text"]


def test_a_trouble_of_another_kind_clears_the_first_and_is_alarmed_anew(tmp_path, inbox):
    received, _, settings = inbox
    home, today = Home(tmp_path), date(2026, 5, 12)

    def told(column, sound=()):
        before = len(received)
        assert alarms.send_changes(home, alarms.columns([column], today), settings, sound=sound) == ()
        return "\n".join(each["text"] for each in received[before:])

    assert "1 项告警" in told(failing("a/b"))
    assert told(failing("a/b", "timeout")) == ""  # fails for another cause: told once
    turned = told(health("a/b", "silent"), sound={"a/b"})
    assert [text in turned for text in ("1 项告警", "1 项恢复", "silent")] == [True] * 3
    again = told(failing("a/b"))
    assert ("1 项告警" in again, "恢复" in again) == (True, False)  # nobody saw it well
    over = told(health("a/b", "healthy"), sound={"a/b"})
    assert ("1 项恢复" in over, "告警" in over) == (True, False)


def test_dormant_columns_are_listed_once_and_never_alarmed(tmp_path, inbox):
    received, _, settings = inbox
    home = Home(tmp_path)
    for _ in range(2):
        alarms.send_changes(home, [], settings, dormant={"a/b": "示例市 通知"})
    assert len(received) == 1
    assert "1 个栏目久未更新 dormant" in received[0]["text"]
    assert "告警 alarm" not in received[0]["text"]
    assert alarms.columns([failing("a/b", "", "dormant")], date(2026, 5, 8)) == []
