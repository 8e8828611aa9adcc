"""Which command each button starts, word for word: nothing else can be started from the desk."""

import json
from types import SimpleNamespace

import pytest

from archive.desk.jobs import orders
from archive.desk.jobs.job_store import ARCHIVE
from archive.desk.jobs.refusals import DeskRefusal
from gongkai.home import Home

PROBES = {
    "good": SimpleNamespace(id="good", kind="probe", state="finished", exit_code=0, subject="h.cn"),
    "bad": SimpleNamespace(id="bad", kind="probe", state="finished", exit_code=6, subject="h.cn"),
    "running": SimpleNamespace(id="running", kind="probe", state="running", exit_code=0, subject="h.cn"),
    "visit": SimpleNamespace(id="visit", kind="visit", state="finished", exit_code=0, subject="h.cn"),
}


@pytest.fixture
def desk(tmp_path):
    registry = SimpleNamespace(sites={"h": SimpleNamespace(columns=[SimpleNamespace(id="h/annual"), SimpleNamespace(id="h/policy")])})
    jobs = SimpleNamespace(get=PROBES.__getitem__, output_file=lambda name: tmp_path / f"{name}.txt")
    return orders.OrderDesk(Home(tmp_path / "home"), lambda: registry, jobs)


CASES = [
    ({"order": "visit", "name": "h"}, "visit", "h", [["run", "h"]], ("访问 h", "Visit h")),
    ({"order": "visit", "name": "h", "full": "1"}, "visit", "h", [["run", "h", "--full"]], ("访问 h", "Visit h")),
    (
        {"order": "visit", "name": "h/annual", "full": "1"},
        "visit",
        "h",
        [["crawl", "h", "--column", "annual", "--full"], ["build"]],
        ("访问 h/annual", "Visit h/annual"),
    ),
    ({"order": "run"}, "run", ARCHIVE, [["run"]], ("访问所有到期的栏目", "Visit all that is due")),
    ({"order": "pause", "name": "h", "reason": " a\nb "}, "pause", "h", [["sites", "pause", "h", "--reason=a b"]], ("暂停 h", "Pause h")),
    (
        {"order": "pause", "name": "h/policy", "reason": "x" * 400},
        "pause",
        "h",
        [["sites", "pause", "h/policy", f"--reason={'x' * 300}…"]],
        ("暂停 h/policy", "Pause h/policy"),
    ),
    ({"order": "resume", "name": "h/policy"}, "resume", "h", [["sites", "resume", "h/policy"]], ("恢复 h/policy", "Resume h/policy")),
    ({"order": "resume", "name": "h"}, "resume", "h", [["sites", "resume", "h"]], ("恢复 h", "Resume h")),
    ({"order": "check", "name": "h/annual"}, "check", "h", [["sites", "check", "h"]], ("检查条目 h", "Check the entry of h")),
    (
        {"order": "probe", "address": " http://u:p@h.cn:81/x "},
        "probe",
        "h.cn:81",
        [["sites", "add", "--", "http://u:p@h.cn:81/x"]],
        ("探测 h.cn:81", "Probe h.cn:81"),
    ),
    (
        {"order": "probe", "address": "https://h.cn/", "private": "1"},
        "probe",
        "h.cn",
        [["sites", "add", "--allow-private", "--", "https://h.cn/"]],
        ("探测 h.cn", "Probe h.cn"),
    ),
    ({"order": "publish"}, "publish", ARCHIVE, [["snapshot"]], ("发布快照", "Publish a snapshot")),
    (
        {"order": "publish", "accept": "1", "looked": "1"},
        "publish",
        ARCHIVE,
        [["snapshot", "--accept"]],
        ("采用被扣留的快照", "Accept the withheld snapshot"),
    ),
    ({"order": "verify"}, "verify", ARCHIVE, [["verify"]], ("校验全部档案", "Verify the archive")),
    ({"order": "diff"}, "diff", "diff", [["diff"]], ("最近两个快照的差异", "What changed between the last two snapshots")),
]


@pytest.mark.parametrize(("form", "kind", "subject", "commands", "title"), CASES)
def test_the_command_of_a_button(desk, form, kind, subject, commands, title):
    order = desk.order(form)
    assert (order.kind, order.subject, [list(words) for words in order.commands], order.title) == (kind, subject, commands, title)


def test_a_probe_keeps_what_was_asked_and_is_added_from_its_output(desk, tmp_path):
    assert desk.order({"order": "probe", "address": "https://h.cn/", "private": "1"}).about == {
        "address": "https://h.cn/",
        "private": "yes",
    }
    assert desk.order({"order": "probe", "address": "https://h.cn/"}).about == {"address": "https://h.cn/", "private": ""}
    order = desk.order({"order": "add", "job": "good"})
    assert [list(words) for words in order.commands] == [["sites", "add", "--write", str(tmp_path / "good.txt")]]
    assert (order.kind, order.subject, order.title, order.about) == (
        "add",
        "h.cn",
        ("把 h.cn 加入清单", "Add h.cn to the registry"),
        {"probe": "good"},
    )


def test_the_difference_that_a_snapshot_would_make(desk):
    with pytest.raises(DeskRefusal) as refused:
        desk.order({"order": "diff", "of": "database"})
    assert refused.value.status == 409
    home = desk.home
    home.public.mkdir(parents=True)
    home.database.write_bytes(b"")
    told = {"id": "s", "file": "s.db", "sha256": "0", "size": 1, "created": "2026-01-01T00:00:00Z", "tables": {}}
    (home.public / "latest.json").write_text(json.dumps(told))
    (home.public / "s.db").write_bytes(b"")
    order = desk.order({"order": "diff", "of": "database"})
    assert [list(words) for words in order.commands] == [["diff", str(home.public / "s.db"), str(home.database)]]
    assert order.title == ("待发布内容与上一个快照的差异", "What a snapshot would change")


@pytest.mark.parametrize(
    ("form", "zh", "en"),
    [
        ({}, "没有这样的操作", "no such job"),
        ({"order": "erase"}, "没有这样的操作", "no such job"),
        ({"order": "visit"}, "没有 该 站点", "no site ''"),
        ({"order": "visit", "name": "k"}, "没有 k 站点", "no site 'k'"),
        ({"order": "visit", "name": "h/none"}, "h 没有栏目 none", "Site h has no column 'none'"),
        ({"order": "pause", "name": "h", "reason": " \n"}, "写明暂停的原因", "the reason for the pause"),
        ({"order": "publish", "accept": "1"}, "我已看过", "I have looked"),
        *(({"order": "add", "job": job}, "一次成功的探测", "successful probe") for job in ("bad", "running", "visit")),
        *(
            ({"order": "probe", "address": address}, "http:// 或 https://", "begins with http:// or https://")
            for address in ("", "h.cn", "ftp://h.cn/", "http://", "http://h:0/", "http://h:x/", "http://h/\x07", "http://h/" + "x" * 1992)
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_both_languages(desk, form, zh, en):
    with pytest.raises(DeskRefusal) as refused:
        desk.order(form)
    assert refused.value.status == 400
    assert zh in refused.value.chinese
    assert en in refused.value.english


def test_an_address_of_the_longest_kind_fits(desk):
    assert desk.order({"order": "probe", "address": "http://h/" + "x" * 1991}).subject == "h"
    assert set(orders.ORDERS) == {"visit", "run", "pause", "resume", "check", "probe", "add", "publish", "verify", "diff"}
