"""Proof of the stage: portals and receivers answer as their states claim, with no program under test."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import yaml

from tests.scenarios.nights.portal import DRIP_SECONDS, Portal, wait_for
from tests.scenarios.nights.stage.faults import State
from tests.scenarios.nights.stage.pages import working_days
from tests.scenarios.nights.stage.sites import ALL, BY_ID, Content
from tests.scenarios.nights.webhook import Mood, Webhook

TODAY = date(2026, 2, 24)


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("theatre")) as portal:
        yield portal


@pytest.fixture
def portal(theatre: Portal) -> Portal:
    theatre.day(TODAY)
    return theatre


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def get(portal: Portal, site: str, path: str, timeout: float = 120) -> tuple[int, dict[str, str], str]:
    """Ask a portal at its address, as a client that has resolved the name does."""
    url = portal.base(site).replace(BY_ID[site].host, BY_ID[site].address) + path
    trust = ssl.create_default_context(cafile=str(portal.authority))
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=trust), urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=timeout) as answer:
            return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode("utf-8", "replace")


def rows(text: str) -> int:
    return text.count("<li><a ")


def test_portals_that_are_up_have_dated_rows_articles_and_attachments(portal: Portal) -> None:
    status, headers, text = get(portal, "qingze", "/notices/")
    assert (status, rows(text)) == (200, len(working_days(date(2026, 1, 12), TODAY)))
    assert headers["Date"] == "Tue, 24 Feb 2026 02:00:00 GMT"
    assert "<span>2026-02-24</span>" in text
    assert rows(get(portal, "dongcen", "/annual/")[2]) == 5  # over TLS, by the theatre's authority
    report = portal.book.rows(BY_ID["yundu"], "annual", TODAY)[0]
    assert "本年新收政府信息公开申请数量" in get(portal, "yundu", f"/annual/{report.path}")[2]
    notice = next(row for row in portal.book.rows(BY_ID["yundu"], "notices", TODAY) if row.attachment)
    assert f'href="{notice.attachment}"' in get(portal, "yundu", f"/notices/{notice.path}")[2]
    assert get(portal, "yundu", f"/notices/{notice.published:%Y%m}/{notice.attachment}")[2].startswith("%PDF-")


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        (State.FORBIDDEN, 403, "403"),
        (State.LIMITED, 429, "429"),
        (State.UNAVAILABLE, 503, "503"),
        (State.CHALLENGE_521, 521, "document.cookie"),
        (State.CHALLENGE_412, 412, "document.cookie"),
        (State.WAF, 200, "防火墙"),
        (State.CAPTIVE, 200, "登录"),
        (State.LIST_MISSING, 404, "404"),
        (State.EMPTY, 200, '<ul class="list">'),
        (State.SCRIPT_ONLY, 200, 'id="app"'),
        (State.REDESIGN, 200, "v2/detail/"),
    ],
)
def test_one_column_answers_by_its_state_and_the_other_is_well(portal: Portal, state: State, status: int, words: str) -> None:
    portal.set("baili", "notices", state)
    seen, headers, text = get(portal, "baili", "/notices/")
    assert (seen, rows(text)) == (status, 0)
    assert words in text
    assert ("Retry-After" in headers) == (state is State.LIMITED)
    assert rows(get(portal, "baili", "/annual/")[2]) == 5
    assert [asked.status for asked in portal.asked] == [status, 200]


@pytest.mark.parametrize(("state", "answers"), [(State.LIMITED_BRIEFLY, [429, 429, 200]), (State.UNAVAILABLE_BRIEFLY, [503, 503, 200])])
def test_a_passing_refusal_passes_by_count(portal: Portal, state: State, answers: list[int]) -> None:
    portal.set("shiting", "annual", state)
    assert [get(portal, "shiting", "/annual/")[0] for _ in answers] == answers


def test_rows_go_for_a_moment_or_by_half(portal: Portal) -> None:
    every = rows(get(portal, "qingze", "/notices/")[2])
    portal.set("qingze", "notices", State.HOLE)
    assert [rows(get(portal, "qingze", "/notices/")[2]) for _ in range(2)] == [0, every]
    portal.set("qingze", "notices", State.HALVED)
    assert rows(get(portal, "qingze", "/notices/")[2]) == every // 2


def test_redesigned_addresses_lead_to_the_same_documents(portal: Portal) -> None:
    portal.set("shiting", ALL, State.REDESIGN)
    row = portal.book.rows(BY_ID["shiting"], "notices", TODAY)[0]
    assert row.title in get(portal, "shiting", f"/notices/v2/detail/{row.number}.html")[2]
    assert get(portal, "shiting", f"/notices/{row.path}")[0] == 404


def test_connections_are_refused_reset_broken_or_drip(portal: Portal) -> None:
    portal.set("qingze", ALL, State.REFUSED)
    with pytest.raises(urllib.error.URLError, match="refused"):
        get(portal, "qingze", "/annual/")
    portal.set("baili", "annual", State.RESET)
    with pytest.raises((urllib.error.URLError, ConnectionResetError), match="reset"):
        get(portal, "baili", "/annual/")
    portal.set("dongcen", ALL, State.TLS_BROKEN)
    with pytest.raises(urllib.error.URLError, match=r"(?i)handshake"):
        get(portal, "dongcen", "/annual/")
    portal.set("yundu", ALL, State.DRIP)
    with socket.create_connection((BY_ID["yundu"].address, int(portal.base("yundu").rsplit(":", 1)[1])), timeout=120) as line:
        start = time.monotonic()
        line.sendall(b"GET /annual/ HTTP/1.1\r\nHost: x\r\n\r\n")
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(400)
        came = len(line.recv(400)) + len(line.recv(400))
        assert 2 <= came <= 3 + (time.monotonic() - start) / DRIP_SECONDS  # however long this test stood still
    portal.day(TODAY)  # a new night: all are up again, on the same ports
    assert [get(portal, site, "/annual/")[0] for site in ("qingze", "baili", "dongcen", "yundu")] == [200] * 4


def test_robots_and_a_move_to_another_host(portal: Portal) -> None:
    assert get(portal, "yundu", "/robots.txt")[2] == "User-agent: *\nDisallow: \n"
    portal.set("yundu", ALL, State.ROBOTS)
    assert "Disallow: /\n" in get(portal, "yundu", "/robots.txt")[2]
    portal.set("baili", ALL, State.MOVED)
    status, headers, _ = get(portal, "baili", "/annual/")
    assert (status, headers["Location"]) == (301, f"{portal.base('qianyi')}/annual/")
    assert portal.paths("qianyi") == []
    with pytest.raises(ValueError, match="whole portal"):
        portal.set("baili", "annual", State.DNS_GONE)


def test_contents_change_for_good(portal: Portal) -> None:
    site, before = BY_ID["xinzhu"], portal.book.rows(BY_ID["xinzhu"], "notices", TODAY)
    for kind in (Content.CHANGED, Content.TAKEN_DOWN, Content.ADDED, Content.BROKEN_ATTACHMENT, Content.MISSING_ARTICLE):
        portal.change("xinzhu", "notices", kind)
    portal.day(TODAY + timedelta(days=1))
    after = portal.book.rows(site, "notices", portal.now.date())
    assert len(after) == len(before) + 3 - 1 + 1  # added, taken down, the notice of the next day
    assert get(portal, "xinzhu", f"/notices/{before[2].path}")[0] == 404
    assert "修订" in get(portal, "xinzhu", f"/notices/{before[0].path}")[2]
    broken = next(row for row in after if row.attachment_broken)
    missing = next(row for row in after if row.page_missing)
    addresses = (f"/notices/{broken.published:%Y%m}/{broken.attachment}", f"/notices/{missing.path}")
    assert [get(portal, "xinzhu", address)[0] for address in addresses] == [500, 404]
    portal.change("xinzhu", "notices", Content.MENDED)
    assert [get(portal, "xinzhu", address)[0] for address in addresses] == [200, 200]


CHILD = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=120).status)"


def test_a_child_process_knows_the_names_and_the_authority_until_a_name_is_gone(portal: Portal) -> None:
    def child(site: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", CHILD, portal.base(site) + "/annual/"]
        return subprocess.run(command, env=os.environ | portal.environment(), capture_output=True, text=True, timeout=240, check=False)

    assert child("dongcen").stdout == "200\n"
    portal.set("dongcen", ALL, State.DNS_GONE)
    assert "Name or service not known" in child("dongcen").stderr


def test_a_held_portal_lets_a_run_be_killed_at_a_known_request(portal: Portal) -> None:
    portal.hold(2)
    get(portal, "qingze", "/annual/")
    with pytest.raises(TimeoutError):
        get(portal, "qingze", "/notices/", timeout=0.3)
    assert portal.held.wait(120)
    portal.release()
    assert get(portal, "qingze", "/notices/")[0] == 200


def test_the_registry_is_the_contract_s(portal: Portal) -> None:
    entries = yaml.safe_load(portal.registry(("qingze", "laotai"), {("qingze", "notices"): 9999}))
    assert [entry["id"] for entry in entries] == ["qingze", "laotai"]
    assert entries[0]["columns"][1] == {
        "id": "notices",
        "name": "通知公告",
        "kind": "notice",
        "url": portal.base("qingze") + "/notices/",
        "expect": {"min": 9999},
    }
    assert [entry.get("status") for entry in entries] == [None, "ended"]


def post(url: str, body: object) -> tuple[int, dict[str, object]]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_receiver_takes_fails_refuses_and_is_down() -> None:
    with Webhook() as webhook:
        assert post(webhook.alarm_url, {"text": {"content": "青泽市"}})[1]["errcode"] == 0
        assert webhook.messages == ["青泽市"]
        webhook.night(Mood.REFUSES)
        status, body = post(webhook.alarm_url, {"text": "x"})
        assert (status, body["errcode"], webhook.messages, webhook.refused) == (200, 93000, [], ["x"])
        webhook.night(Mood.ERROR)
        assert post(webhook.alarm_url, {"text": "x"})[0] == 500
        webhook.night(Mood.DOWN)
        with pytest.raises(urllib.error.URLError, match="refused"):
            post(webhook.alarm_url, {"text": "x"})
        assert post(webhook.heartbeat_url, {})[0] == 200  # the heartbeat's watcher is another house
        assert (len(webhook.heartbeats), webhook.messages) == (1, [])
        webhook.night(Mood.WELL)
        assert wait_for(lambda: post(webhook.alarm_url, {"text": "y"})[0] == 200)
