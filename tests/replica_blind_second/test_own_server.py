"""The replica's own tests, with urllib alone: what the oracle promises is served, and the judge can fail."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from .hosts import HOSTS
from .interface import VISITS, Column, Completeness, Expected, Host, Observed, ReasonKind, Row
from .judge import canonical, judge, perfect
from .play import play
from .server import Replica

COLUMNS = [(host, column) for host in HOSTS for column in host.columns]
IDS = [f"{host.name}-{column.id}" for host, column in COLUMNS]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **more: object) -> None:
        """Follow no redirect."""


OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def fetch(url: str, data: bytes | None = None) -> tuple[int, bytes]:
    """Return the status and the body of an address; the body is empty where the connection is cut."""
    try:
        with OPENER.open(urllib.request.Request(url.partition("#")[0], data=data), timeout=120) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Serve every host."""
    with Replica(HOSTS) as running:
        yield running


def test_there_are_enough_hosts_and_families() -> None:
    """At least 24 hosts of at least 12 families, with names of their own."""
    assert len(HOSTS) >= 24
    assert len({host.family for host in HOSTS}) >= 12
    assert len({host.name for host in HOSTS}) == len(HOSTS)


@pytest.mark.parametrize("visit", VISITS)
def test_building_twice_gives_the_same(replica: Replica, visit: int) -> None:
    """The oracle of a visit does not depend on what was asked before."""
    replica.go_to(visit)
    first = [replica.expected(host, column) for host, column in COLUMNS]
    replica.go_to(visit)
    assert first == [replica.expected(host, column) for host, column in COLUMNS]


@pytest.mark.parametrize("visit", VISITS)
def test_rows_are_served_and_start_pages_answer(replica: Replica, visit: int) -> None:
    """Every document of the oracle answers 200 with its title (files: their magic), every start page answers, faults are faulty."""
    replica.go_to(visit)
    for host, column in COLUMNS:
        expected = replica.expected(host, column)
        status, _ = fetch(replica.start(host, column))
        assert status in (200, 301, 302, 404, 521), (host.name, status)
        assert status != 404 or host.name == "lost"
        titles = {canonical(row.url): row.title for row in expected.rows}
        for url in expected.documents:
            if host.name == "once":
                fetch(url) if visit != 1 else None
                continue
            code, body = fetch(url)
            assert code == 200, url
            if body[:4] != b"%PDF":
                assert _text(body).find(titles[canonical(url)]) >= 0 or host.name == "views", url
        for url in expected.attachments:
            assert fetch(url)[1][:4] == b"%PDF", url


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("gb18030")


@pytest.mark.parametrize("visit", VISITS)
def test_menus_lead_to_sound_pages(replica: Replica, visit: int) -> None:
    """A false fetch of a menu entry succeeds, so that a false document is possible."""
    replica.go_to(visit)
    for host, column in COLUMNS:
        expected = replica.expected(host, column)
        if host.name in ("challenged", "gate-rows"):
            continue
        for url in sorted(expected.never_documents)[:3]:
            assert fetch(url)[0] == 200, url
        assert not expected.never_documents & (expected.documents | expected.attachments)


@pytest.mark.parametrize(("host", "column"), COLUMNS, ids=IDS)
@pytest.mark.parametrize("visit", VISITS)
def test_judge_accepts_the_perfect_account(replica: Replica, host: Host, column: Column, visit: int) -> None:
    """An account without a mistake has no sentence against it."""
    replica.go_to(visit)
    judgement = judge(host, column, visit, expected := replica.expected(host, column), perfect(expected))
    assert judgement.faults == ()
    assert judgement.shortfalls == () or expected.completeness is Completeness.INCOMPLETE


def _wrong(expected: Expected) -> Iterator[tuple[str, Observed]]:
    good = perfect(expected)
    menu = sorted(expected.never_documents)[0]
    yield "a menu entry as a row", replace(good, rows=(*good.rows, Row(menu, "政府信息公开指南", None)))
    yield "a menu entry as a document", replace(good, documents=(*good.documents, menu))
    yield "a foreign fetch", replace(good, requested=(*good.requested, expected.forbidden[-1].prefix + "x"))
    if good.rows and good.complete:
        yield "a lost row", replace(good, rows=good.rows[1:])
        yield "a changed date", replace(good, rows=(replace(good.rows[0], date="1999-01-01"), *good.rows[1:]))
        yield "a changed title", replace(good, rows=(replace(good.rows[0], title="首页"), *good.rows[1:]))
    if expected.completeness is Completeness.INCOMPLETE:
        yield "complete", replace(good, complete=True)
        yield "no reason", replace(good, reasons=())
    else:
        yield "an untrue reason", replace(good, complete=False, reasons=("some_other",))
    if expected.told:
        yield "silence", replace(good, told=(), reasons=())
    if expected.asked_again:
        yield "a hole asked for once", replace(good, requested=expected.asked_again)
    if expected.missing_pages:
        yield "pages unnamed", replace(good, missing_pages=frozenset())
    if expected.proofs and not expected.rows:
        yield "emptiness unproved", replace(good, requested=())
    yield "something gone", replace(good, gone=frozenset({"http://127.0.0.1/nothing"}))


@pytest.mark.parametrize(("host", "column"), COLUMNS, ids=IDS)
def test_judge_refuses_each_mistake(replica: Replica, host: Host, column: Column) -> None:
    """Every way to be wrong has its sentence, on every column and visit."""
    for visit in VISITS:
        replica.go_to(visit)
        for name, account in _wrong(replica.expected(host, column)):
            assert judge(host, column, visit, replica.expected(host, column), account).faults, (visit, name)


def test_log_is_written_before_the_answer(replica: Replica) -> None:
    """A client that has its answer finds its request in the log, a hundred times of a hundred."""
    replica.go_to(1)
    host, column = COLUMNS[0]
    before = len(replica.requested(1, host.name))
    for number in range(1, 101):
        fetch(replica.start(host, column))
        assert len(replica.requested(1, host.name)) == before + number


def test_static_pagers_hold_the_rows_of_the_oracle(replica: Replica) -> None:
    """The rows of some static lists, collected page by page, are those of the oracle."""
    pages = {
        "trs-inline": ["/zfxxgk/zfxxgknb/index.html", "/zfxxgk/zfxxgknb/index_1.html", "/zfxxgk/zfxxgknb/index_2.html"],
        "vsb": ["/xxgk/tzgg.htm", "/xxgk/tzgg/2.htm", "/xxgk/tzgg/1.htm"],
        "siteserver": ["/channels/7.html", "/channels/7_2.html", "/channels/7_3.html"],
        "asp": ["/xxgk/List.asp?ClassID=12", "/xxgk/List.asp?page=2&ClassID=12", "/xxgk/List.asp?ClassID=12&page=3"],
    }
    replica.go_to(1)
    for host in HOSTS:
        if host.name in pages:
            text = "".join(_text(fetch(replica.origin(host.name) + path)[1]) for path in pages[host.name])
            links = set(re.findall(r'href="([^"]+)"', text))
            for row in replica.expected(host, host.columns[0]).rows:
                path = row.url.removeprefix(replica.origin(host.name))
                assert path in links or path.removeprefix("/xxgk/") in links, row


def test_posted_pages_turn(replica: Replica) -> None:
    """The POST pagers give page 2 for a true form and page 1 for another."""
    replica.go_to(1)
    jsp, forms = replica.origin("jsp") + "/xxgk/govInfoList.jsp", replica.origin("webforms") + "/MoreInfo.aspx?CategoryNum=1004009"
    assert "2/3 页" in _text(fetch(jsp, b"channelId=9&pageNo=2&pageSize=10")[1])
    assert "1/3 页" in _text(fetch(jsp + "?channelId=9&pageNo=2")[1])
    state = re.search(r'__VIEWSTATE" value="([^"]+)"', _text(fetch(forms)[1]))
    assert state
    posted = f"__VIEWSTATE={quote(state[1])}&__EVENTTARGET=MoreInfoList1%24Pager&__EVENTARGUMENT=2".encode()
    assert "<b>2</b></font>" in _text(fetch(forms, posted)[1])
    assert "<b>1</b></font>" in _text(fetch(forms, b"__EVENTARGUMENT=2")[1])


def test_reasons_have_values() -> None:
    """Each reason is a word that an adapter can map to."""
    assert all(re.fullmatch(r"[a-z_]+", kind.value) for kind in ReasonKind)


def test_a_program_that_does_nothing_is_at_fault_everywhere() -> None:
    """The silent program, and the one that calls every column complete and empty, are refused."""
    hosts = [host for host in HOSTS if host.name in ("trs-inline", "views", "vue-blind")]
    silent = list(play(hosts, lambda host, starts, visit: {}))
    assert len(silent) == 15
    assert not any(one.judgement for one in silent)
    green = play(hosts, lambda host, starts, visit: {column: Observed((), complete=True) for column in starts})
    assert not any(one.judgement for one in green)
