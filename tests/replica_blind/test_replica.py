"""The replica against itself, without any program under test: it serves what its oracles say, and its judge can fail."""


from __future__ import annotations

import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, IncompleteRead
from urllib.parse import quote, urljoin, urlsplit

import lxml.html
import pytest
import yaml

from . import pages
from .judge import judge_column, judge_foreign, judge_requests, right_answer
from .model import Article, ColumnOracle, Seen
from .pages import generate, judge_page
from .replica import FOREIGN, HOSTS, Replica, build, registry
from .scenarios import SCENARIOS

BASE = "http://127.0.1.{}:18700"
SILENT = {"challenge", "blocked_by_robots", "off_site"}


def _addresses_exist() -> bool:
    try:
        with socket.socket() as probe:
            probe.bind((f"127.0.1.{FOREIGN}", 0))
    except OSError:
        return False
    return True


pytestmark = pytest.mark.skipif(not _addresses_exist(), reason="this system has no addresses in 127.0.1.0/24 (Linux has them all)")


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica() as running:
        yield running


def ask(url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an address; a body that is cut comes as far as it came."""
    split = urlsplit(url)
    connection = HTTPConnection(split.netloc, timeout=120)
    try:
        connection.request(method, (split.path or "/") + (f"?{split.query}" if split.query else ""), body, headers or {})
        answer = connection.getresponse()
        try:
            received = answer.read()
        except IncompleteRead as cut:
            received = cut.partial
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, received
    finally:
        connection.close()


def links(url: str, body: str) -> set[str]:
    tree = lxml.html.fromstring(body)
    return {urljoin(url, str(href)) for href in tree.xpath("//a/@href")}


def columns(replica: Replica) -> list[ColumnOracle]:
    return [column for host in replica.oracle().values() for column in host.columns.values()]


def test_twenty_hosts_of_fourteen_families_or_more(replica: Replica) -> None:
    families = Counter(column.family for column in columns(replica))
    assert len(replica.portals) == len(HOSTS) == 20
    assert len(families - Counter({"script": 99})) >= 14
    assert len(columns(replica)) >= 70
    portals_with_broken_files = [key for key, host in replica.oracle().items() if host.broken]
    assert len(portals_with_broken_files) == 6


def test_two_builds_are_the_same() -> None:
    first, second = build(BASE), build(BASE)
    assert {key: portal.oracle() for key, portal in first.items()} == {key: portal.oracle() for key, portal in second.items()}
    assert {key: file.data for portal in first.values() for key, file in portal.files.items()} == {
        key: file.data for portal in second.values() for key, file in portal.files.items()}
    assert registry(BASE) == registry(BASE)


def test_the_registry_names_every_column(replica: Replica) -> None:
    sites = yaml.safe_load(registry(replica.base))
    named = {(site["id"], column["id"]) for site in sites for column in site["columns"]}
    assert named == {(column.site, column.column) for column in columns(replica)}
    for site in sites:
        assert site["allow_private"] is True
        assert site["delay"] == 0
        for column in site["columns"]:
            status, _headers, _body = ask(column["url"].split("#")[0])
            assert status in {200, 302, 412, 521}, column


def test_every_document_of_an_oracle_is_served(replica: Replica) -> None:
    for column in columns(replica):
        for url in column.documents:
            status, headers, body = ask(url)
            assert status == 200, url
            assert headers["content-type"].startswith("text/html") or body[:4] in (b"%PDF", b"PK\x03\x04"), url
    for host in replica.oracle().values():
        for url in host.gone:
            status, _headers, body = ask(url)
            assert status == 404 or len(body) < 512, url


def test_static_lists_offer_exactly_their_rows(replica: Replica) -> None:
    """Every page of a list in the page, joined: all rows, each once, with its title and date beside the link."""
    checked = 0
    for site, portal in replica.portals.items():
        for column in portal.columns.values():
            if not hasattr(column.style, "address") or column.style.drawn or column.how or column.style.path in portal.challenge:
                continue
            oracle = portal.column_oracle(column)
            found: list[str] = []
            for page in range(1, column.pages() + 1):
                url = portal.url(column.style.address(column, page))
                status, _headers, body = ask(url)
                assert (status == 404) is (page in column.absent), url
                text = body.decode(column.charset, "strict")
                offered = links(url, text) if status == 200 else set()
                rows = [row for row in column.slice(page) if status == 200 and page not in column.holes]
                assert {portal.url(row.path) for row in rows} <= offered, url
                found += [portal.url(row.path) for row in rows]
                for row in rows:
                    assert row.date is None or row.date[:4] in text
            assert found == [row.url for row in oracle.rows], (site, column.id)
            checked += 1
    assert checked >= 35


@pytest.mark.parametrize(("site", "column", "method", "path", "body", "key"), [
    ("jpage", "policy", "POST", "/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=100&perpage=15", b"columnid=93262&unitid=3093262&col=1", "<record>"),
    ("jpage", "by_page", "GET", "/module/web/jpage/dataproxy.jsp?page=1&perpage=100&columnid=93263&unitid=3093263", None, "<record>"),
    ("gkmlpt", "annual", "GET", "/gkmlpt/api/all/2629?page=1&sid=755041", None, '"post_url"'),
    ("lonsun", "annual", "GET", "/site/label/8888?catId=7065111&pageSize=50&pageIndex=1&file=/xxgk/publicInfoList_newest2020", None, "<li>"),
    ("searched", "annual", "POST", "/fjdzapp/search", b"channelid=200210&classsql=chnlid%3D1813&page=1&prepage=75", '"doctitle"'),
    ("ucap-json", "annual", "GET", "/common/search/817052cbb3a94d0d8217824e7a3aca53?_pageSize=50&page=1", None, '"manuscriptId"'),
    ("epoint", "annual", "POST", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
     b'{"categorynum":"003006","pageIndex":0,"pageSize":50,"siteGuid":"7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"}', '"infourl"'),
    ("truecms", "policy", "GET", "/truecms/messageController/getMessage.do?startrecord=1&endrecord=86&perpage=50&columnId=0d1fa6b2-41c7-4f0e-9a3d-5b7c20d89912", None, "<record>"),
    ("jpaas", "empty", "GET", "/api-gateway/jpaas-publish-server/front/page/build/unit?pageId=1229743687&parseType=bulidstatic&tagId=当前栏目list", None, 'bt-right'),
    ("ucap-json", "named", "GET", "/open/api/columns/c108465/rows", None, '"u"'),
    ("ucap-static", "hidden", "GET", "/svc/q/c105002", None, '"u"'),
])
def test_interfaces_give_all_rows(replica: Replica, site: str, column: str, method: str, path: str, body: bytes | None, key: str) -> None:
    url = replica.portal(site).url(quote(path, safe="/?&=%"))
    headers = {"Referer": url} | ({"Content-Type": "application/x-www-form-urlencoded"} if body and body[:1] != b"{" else {})
    status, _headers, answer = ask(url, method, body, headers)
    assert status == 200
    assert answer.decode().count(key) == len(replica.portal(site).columns[column].rows)


def test_search_module_counts_pages_only_in_the_query(replica: Replica) -> None:
    portal = replica.portal("xxgk")
    base = portal.url("/module/xxgk/search.jsp?currpage={}&infotypeId=A0007&divid=div798")
    first, third = ask(base.format(1), "POST", b"currpage=3")[2].decode(), ask(base.format(3), "POST", b"currpage=1")[2].decode()
    assert first != third
    assert "共&nbsp;3&nbsp;页" in first
    assert first.count("bt_link") == 15
    assert third.count("bt_link") == 3


def test_jpaas_pages_only_by_its_json_parameter(replica: Replica) -> None:
    unit = replica.portal("jpaas").url("/api-gateway/jpaas-publish-server/front/page/build/unit?pageId={}&parseType={}&tagId=%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AElist")
    second = "&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D"

    def html(key: str, spelling: str, more: str) -> str:
        return str(json.loads(ask(unit.format(key, spelling) + more)[2])["data"]["html"])

    assert html("1229743684", "bulidstatic", "&pageNo=2") == html("1229743684", "bulidstatic", "")
    assert html("1229743684", "bulidstatic", second) != html("1229743684", "bulidstatic", "")
    assert re.findall("art_[0-9a-f]{32}", html("1229743686", "bulidstatic", second)) == re.findall("art_[0-9a-f]{32}", html("1229743686", "bulidstatic", ""))
    assert json.loads(ask(unit.format("1229743685", "bulidstatic"))[2])["success"] is False


def test_control_changes_pages_and_oracles_alike() -> None:
    with Replica() as replica:
        portal = replica.portal("totals")
        address = portal.url("/zwgk/tzgg/index_1.shtml")
        portal.empty("notice", 2)
        holed, whole = ask(address)[2], ask(address)[2]
        assert b"/t2" not in holed.partition(b'class="main"')[2].partition(b"<script")[0]
        assert whole.partition(b'class="main"')[2].count(b"<li>") > 14
        assert portal.oracle().columns["notice"].complete
        portal.empty("notice", 2, times=None)
        assert portal.oracle().columns["notice"].reasons == {"hole"}
        assert portal.oracle().columns["notice"].missing_pages == (2,)
        [broken] = portal.oracle().broken
        assert b"<html" in ask(broken)[2]
        portal.mend(urlsplit(broken).path)
        assert ask(broken)[2].startswith(b"%PDF")
        assert broken in portal.oracle().columns["annual"].documents
        row = portal.publish("annual", Article("/zwgk/gknb/202611/t20261101_999.shtml", "新增的一篇", "2026-11-01", "正文"))
        assert row.path.encode().rsplit(b"/", 1)[1] in ask(portal.url("/zwgk/gknb/index.shtml"))[2]
        portal.take_down(row.path, "refresh")
        url = portal.url(row.path)
        assert url in portal.oracle().gone
        assert url not in portal.oracle().columns["annual"].documents
        portal.off = True
        with pytest.raises((OSError, HTTPException)):
            ask(address)
        assert portal.oracle().columns["annual"].reasons == {"unreachable"}


def test_files_break_in_their_own_ways(replica: Replica) -> None:
    for site, host in replica.oracle().items():
        for url in host.broken:
            status, headers, body = ask(url)
            short = int(headers["content-length"]) > len(body)
            assert status in {302, 404} or short or headers["content-type"].startswith("text/html") or len(body) == 2, (site, url)


def test_challenges_never_open(replica: Replica) -> None:
    portal = replica.portal("challenged")
    for path, status in portal.challenge.items():
        for cookie in ("", "__jsl_clearance=1", "kQS=1"):
            assert ask(portal.url(path), headers={"Cookie": cookie})[0] == status


def test_the_log_keeps_every_request_and_the_peak(replica: Replica) -> None:
    replica.clear_log()
    ask(replica.portal("leads-away").url("/robots.txt"))
    ask(replica.base.format(FOREIGN) + "/list/index.html")
    assert [(entry.site, entry.status) for entry in replica.log] == [("leads-away", 200), ("foreign", 200)]
    assert replica.peak("leads-away") == 1
    assert [finding.code for finding in judge_foreign(replica.fetched(), f"127.0.1.{FOREIGN}")] == ["forbidden_fetch"]


def test_the_judge_finds_nothing_in_a_right_answer(replica: Replica) -> None:
    for column in columns(replica):
        assert judge_column(column, right_answer(column)) == []
    for host in replica.oracle().values():
        assert judge_requests(host, {host.origin + "/robots.txt"}, 1) == []


def _spoilt(column: ColumnOracle, **change: object) -> Seen:
    return {**right_answer(column), **change}  # type: ignore[typeddict-item]


def test_the_judge_finds_each_kind_of_error(replica: Replica) -> None:
    oracle = replica.oracle()
    annual, empty, holed = oracle["totals"].columns["annual"], oracle["old-tables"].columns["bare"], oracle["totals"].columns["holed"]
    rows, menu = right_answer(annual)["rows"], (oracle["totals"].origin + "/zwgk/zfxxgkzn/index.html", "政府信息公开指南", None)
    url, title, _date = sorted(rows, key=str)[0]
    cases = {
        "missed_row": (annual, {"rows": rows - {sorted(rows, key=str)[0]}}), "false_row": (annual, {"rows": rows | {menu}}),
        "wrong_title": (annual, {"rows": (rows - {sorted(rows, key=str)[0]}) | {(url, "别的标题", _date)}}),
        "wrong_date": (annual, {"rows": (rows - {sorted(rows, key=str)[0]}) | {(url, title, "1999-01-01")}}),
        "missed_document": (annual, {"documents": set()}), "false_document": (empty, {"documents": {menu[0]}}),
        "complete_wrongly": (holed, {"complete": True, "reasons": []}), "incomplete_wrongly": (annual, {"complete": False, "reasons": ["hole"]}),
        "wrong_reason": (holed, {"reasons": ["challenge"]}),
    }
    for code, (column, change) in cases.items():
        assert {finding.code for finding in judge_column(column, _spoilt(column, **change))} == {code}
    with pytest.raises(ValueError, match="not in REASONS"):
        judge_column(annual, _spoilt(annual, reasons=["whatever"]))
    host = oracle["leads-away"]
    assert [finding.code for finding in judge_requests(host, {host.origin + "/private/list.html"}, 3)] == ["forbidden_fetch", "too_many_at_once"]


def test_optional_rows_make_a_drawn_column_whole(replica: Replica) -> None:
    column = replica.oracle()["ucap-json"].columns["named"]
    drawn = {(row.url, row.titles[0], row.date) for row in column.optional}
    assert len(drawn) == 14
    assert judge_column(column, _spoilt(column, rows=drawn, complete=True, reasons=[])) == []
    assert [finding.code for finding in judge_column(column, _spoilt(column, complete=True, reasons=[]))] == ["complete_wrongly"]


def test_generated_pages_hold_their_oracles() -> None:
    made = generate()
    assert len(made) == 400
    assert [page.html for page in made] == [page.html for page in generate()]
    assert {page.state for page in made} == {*pages.STATES, "interface_only"}
    assert len({page.family for page in made}) >= 14
    for page in made:
        offered = {urljoin(page.url, href) for href in re.findall(r"href=[\"']([^\"']+)", page.html)}
        assert {row.url for row in page.rows} <= offered, page.name
        assert page.verdicts <= set(pages.VERDICTS)
        assert page.whole is False or page.verdicts & {"rows", "empty"}
        right = {(row.url, row.titles[0], row.date) for row in page.rows}
        assert judge_page(page, {"verdict": sorted(page.verdicts)[0], "complete": page.whole, "rows": right}) == []
        menu = {(urljoin(page.url, "/zwgk/zfxxgkzn/index.html"), "政府信息公开指南", None)}
        assert {finding.code for finding in judge_page(page, {"verdict": sorted(page.verdicts)[0], "complete": True, "rows": menu})} >= (
            {"false_row"} if page.whole else {"false_row", "complete_wrongly"})


def test_pages_without_rows_still_have_menus_to_be_mistaken_for_them() -> None:
    empty = [page for page in generate() if not page.rows]
    for page in empty:
        labels = lxml.html.fromstring(page.html).xpath("//a/text()")
        assert {"政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开"} <= set(labels), page.name


def test_scenarios_change_what_they_say() -> None:
    running = Replica()  # not started: only its state is looked at
    for scenario in SCENARIOS:
        before = running.oracle()[scenario.site].columns[scenario.column]
        scenario.change(running)
        after = running.oracle()[scenario.site].columns[scenario.column]
        momentary = "asked again" in scenario.expected
        assert (before == after) is momentary, scenario.name
        assert after.complete is not scenario.expected.startswith("incomplete"), scenario.name
        if scenario.expected.startswith("incomplete"):
            assert scenario.expected.split()[1].strip(":;,") in after.reasons, scenario.name
