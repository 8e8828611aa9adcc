"""What an alarm says, word by word, and what is remembered of it; nothing is sent."""

import json
from dataclasses import replace
from datetime import date

import pytest

from archive.health.assess import STATES
from archive.health.causes import cause_of
from archive.ops import alarms
from archive.ops.alarms import KEEP, Ledger, Trouble, Unsent, columns, deliver, message, read_ledger, write_ledger
from gongkai.home import Home
from tests.archive.ops.test_alarms import failing, health

TODAY = date(2026, 5, 12)
CAUSE = cause_of(["forbidden"])


def test_a_silent_column_and_one_that_fails():
    silent, refused = columns([health("a/b", "silent"), replace(failing("a/c", "forbidden"), failed_visits=3)], TODAY)
    chinese, english, _ = STATES["silent"]
    assert silent == Trouble("a/b", "示例市 通知", "2026-05-01", f"{chinese}：原因", f"{english}: a reason", "", "silent", 0)
    chinese, english, _ = STATES["error"]
    assert refused == Trouble(
        "a/c",
        "示例市 通知",
        "2026-05-08",
        f"{chinese}：原因，已连续 3 次访问失败。{CAUSE.do_chinese}",
        f"{english}: a reason, 3 visits in a row. To do: {CAUSE.do_english}",
        "forbidden",
        "failing",
        3,
    )


def test_the_network_in_one_line():
    down = [failing("a/b", "timeout", since="2026-05-09"), failing("c/d", "dns_failure", site="c", since="2026-05-07")]
    (one,) = columns(down, date(2026, 5, 8))
    first, second = cause_of(["dns_failure"]), cause_of(["timeout"])
    assert one == Trouble(
        "network",
        "网络 network",
        "2026-05-07",
        f"自2026-05-07起 2 个栏目全部无法访问（{first.chinese}、{second.chinese}）；请检查本机网络，详见 gongkai status",
        f"none of 2 columns can be reached since 2026-05-07 ({first.english}, {second.english}); "
        "check this machine's network, then see gongkai status",
    )


@pytest.mark.parametrize(
    ("sites", "failed", "network"),
    [
        (2, 2, True),
        (3, 2, True),
        (4, 2, True),
        (5, 2, False),  # fewer than half of the portals
        (2, 1, False),  # one portal alone
    ],
)
def test_how_many_portals_make_it_the_network(sites, failed, network):
    found = [replace(failing(f"{number}/x", "timeout", site=str(number)), failing_from="r2") for number in range(failed)]
    found += [replace(health(f"{number}/x", "healthy"), site_id=str(number), run="r1") for number in range(failed, sites)]
    assert bool(alarms._network(found)) is network
    assert alarms._network([*found, replace(health("z/x", "healthy"), site_id="z", run="r2")]) is None, "a portal answered since"
    left_alone = [replace(health(f"p{n}/x", "paused"), site_id=f"p{n}", run="r9") for n in range(9)]
    assert bool(alarms._network([*found, *left_alone])) is network
    assert alarms._network([]) is None


def test_a_message_has_a_line_for_each_kind(tmp_path):
    home = Home(tmp_path / "it's")
    one, other = Trouble("a/b", "甲", "2026-05-01", "停更", "silent"), Trouble("a/c", "乙", "2026-05-02", "恢\n复", "well")
    lines = message(home, [one], [other], {"z/y": "丁", "a/d": "丙"}, [Trouble("a/e", "戊", "2026-05-03", "停", "over")]).splitlines()
    assert lines == [
        "gongkai it's：1 项告警 alarm，1 项恢复 all clear，1 项不再关注 no longer watched，2 个栏目久未更新 dormant",
        "告警 alarm: 甲（a/b）停更 | silent",
        "恢复 all clear: 乙（a/c）恢 复 | well",
        "不再关注 no longer watched: 戊（a/e）停 | over",
        "久未更新，不告警 dormant, not alarmed: 丙（a/d）、丁（z/y）",
        f"""详见 see: gongkai --home '{tmp_path}/it'"'"'s' status；{tmp_path}/it's/logs""",
    ]
    assert message(home, [], [other]).splitlines() == ["gongkai it's：1 项恢复 all clear", "恢复 all clear: 乙（a/c）恢 复 | well"]


def test_troubles_of_one_cause_share_a_line():
    several = [Trouble(f"a/{n}", "甲", f"2026-05-0{n}", "x", "y", "forbidden", "failing", n) for n in (3, 2, 4)]
    alone = Trouble("b/x", "乙", "2026-05-01", "停", "over")
    assert list(alarms._grouped([several[0], alone, *several[1:]])) == [
        f"3 个栏目{CAUSE.chinese}，自2026-05-02起，已连续 4 次访问失败；{CAUSE.do_chinese}：甲（a/3）、甲（a/2）、甲（a/4） | "
        f"3 columns since 2026-05-02: {CAUSE.english}, 4 visits in a row; to do: {CAUSE.do_english}",
        "乙（b/x）停 | over",
    ]


def test_what_is_remembered_of_alarms(tmp_path):
    path = tmp_path / "alarms.json"
    assert read_ledger(path) == Ledger()
    unsent = [Unsent(str(number), ("GONGKAI_ALARM_MAIL",)) for number in range(KEEP + 2)]
    book = Ledger({"a/b": Trouble("a/b", "甲", "2026-05-01", "停", "over", "c", "silent", 3)}, ("a/d",), unsent)
    write_ledger(path, book)
    assert read_ledger(path) == replace(book, unsent=unsent[2:])
    assert ("甲" in path.read_text(encoding="utf-8"), [each.name for each in tmp_path.iterdir()]) == (True, ["alarms.json"])
    assert Unsent("x").ways == ("GONGKAI_ALARM_WEBHOOK", "GONGKAI_ALARM_MAIL", "GONGKAI_ALARM_COMMAND")


@pytest.mark.parametrize(
    "text",
    [
        '{"open": {',
        "[]",
        "7",
        '{"open": {}}',
        '{"unsent": []}',
        '{"open": {"a": {"no": 1}}, "unsent": []}',
        '{"open": {}, "unsent": [{"text": "x"}]}',
    ],
)
def test_a_ledger_that_cannot_be_read_is_begun_anew(tmp_path, text):
    path = tmp_path / "alarms.json"
    path.write_text(text, encoding="utf-8")
    assert read_ledger(path) == Ledger()


def test_an_older_ledger_is_read(tmp_path):
    path = tmp_path / "alarms.json"
    old = {"subject": "a/b", "name": "甲", "since": "2026-05-01", "chinese": "停", "english": "over"}
    path.write_text(json.dumps({"open": {"a/b": old}, "unsent": ["text"]}), encoding="utf-8")
    assert read_ledger(path) == Ledger({"a/b": Trouble(**old)}, (), [Unsent("text")])
    assert (read_ledger(path).open["a/b"].kind, read_ledger(path).dormant) == ("", ())


def test_a_way_that_fails_is_tried_once(monkeypatch):
    asked = []

    def send(text, settings, ways):
        asked.append((text, list(ways)))
        return {way: "no" for way in ways if way == "b"}

    monkeypatch.setattr(alarms, "send", send)
    left, failures = deliver([Unsent("1", ("a", "b")), Unsent("2", ("b", "c")), Unsent("3", ("c",))], {})
    assert asked == [("1", ["a", "b"]), ("2", ["c"]), ("3", ["c"])]
    assert (left, failures) == ([Unsent("1", ("b",)), Unsent("2", ("b",))], ("b: no",))


def test_what_is_told_of_each_change(tmp_path, monkeypatch):
    """New, of another kind, over, left aside, not looked at: what is in the message and what stays open."""
    sent = []
    monkeypatch.setattr(alarms, "deliver", lambda queue, settings: sent.append([each.text for each in queue]) or ([], ()))
    home = Home(tmp_path)

    def told(*troubles, **options):
        sent.clear()
        assert alarms.send_changes(home, list(troubles), {}, **options) == ()
        first = sent[0][0].splitlines()[0].partition("：")[2] if sent else ""
        return first, sorted(read_ledger(alarms.ledger(home)).open)

    silent = Trouble("a/b", "甲", "2026-05-01", "停", "over", kind="silent")
    broken, run = replace(silent, kind="failing"), Trouble("run", "r", "2026-05-01", "x", "y")
    network = Trouble("network", "n", "2026-05-01", "x", "y")
    assert told(silent, run, network) == ("3 项告警 alarm", ["a/b", "network", "run"])
    assert told(silent, run, network) == ("", ["a/b", "network", "run"])
    assert told(broken, run, network, sound=()) == ("1 项告警 alarm", ["a/b", "network", "run"])
    assert told(silent, run, network, sound={"a/b"}) == ("1 项告警 alarm，1 项恢复 all clear", ["a/b", "network", "run"])
    assert told(readable=False) == ("1 项恢复 all clear", ["a/b", "network"]), "the run alone is known to be over"
    assert told(sound=()) == ("1 项恢复 all clear", ["a/b"])
    assert told(sound=(), aside={"a/b"}, readable=False) == ("", ["a/b"])
    assert told(sound=(), aside={"a/b"}) == ("1 项不再关注 no longer watched", [])
    assert told(dormant={"z": "丁"}) == ("1 个栏目久未更新 dormant", [])
    assert told(dormant={"z": "丁"}) == ("", [])
