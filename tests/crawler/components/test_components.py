"""A user's own middlewares, extensions, pipelines and addons: they work, and the archive keeps every byte whatever they do."""

import pytest
from scrapy.utils.misc import load_object

from crawler.components import middlewares, setting_values, settings_in_force
from crawler.crawl import crawl
from crawler.fetch import throttle
from crawler.visit.run_context import Options
from gongkai.errors import Exit
from gongkai.fetch_record import FetchRecord
from tests.crawler.components import parts
from tests.helpers.relay import relay
from tests.helpers.scrapy_program import settings

__all__ = ["relay"]


@pytest.fixture(autouse=True)
def nothing_seen():
    parts.seen.clear()


def run(small, **given):
    result = crawl(small.home, small.registry, ["site"], Options(settings=settings(**given)))
    return result.sites[0]


def records(small):
    return [FetchRecord.from_json(record.block) for record in small.records() if record.type == "metadata"]


def problems(small):
    return {record.url.rpartition("/")[2]: record.problem.code for record in records(small) if record.problem}


def test_a_middleware_sees_decoded_responses_and_changes_headers(small, portal):
    outcome = run(small, DOWNLOADER_MIDDLEWARES={parts.Header: 543})
    assert outcome.exit == Exit.COMPLETE, outcome.message
    assert {(kind.__name__, status) for kind, _, status, _ in parts.seen} == {("HtmlResponse", 200), ("TextResponse", 200)}
    later = [head for head in portal.heads if "/list/" in head.split("\r\n")[0]]
    assert all(head.count("User-Agent: of a middleware") == 1 and "X-Asked-By: a middleware" in head for head in later)
    assert all("gongkai/" not in head for head in later)
    asked = [record.block.decode() for record in small.records() if record.type == "request" and "/list/" in record.get("WARC-Target-URI")]
    assert asked
    assert all("X-Asked-By: a middleware" in block for block in asked)


def test_the_archive_is_the_same_as_without_components(small, portal, tmp_path):
    assert (
        run(small, DOWNLOADER_MIDDLEWARES={parts.Header: 543}, EXTENSIONS={parts.Witness: 1}, ITEM_PIPELINES={parts.Rewrite: 1}).exit == 0
    )
    with_components = {record.get("WARC-Target-URI"): record.block for record in small.records() if record.type == "response"}
    for path in small.files:
        path.unlink()
    small.home.frontier.joinpath("site.sqlite").unlink()
    assert run(small).exit == 0
    assert {record.get("WARC-Target-URI"): record.block for record in small.records() if record.type == "response"} == with_components
    assert len(with_components) == 6


def test_an_answer_that_a_middleware_asks_for_again_is_archived_as_well(small, portal):
    assert run(small, DOWNLOADER_MIDDLEWARES={parts.Again: 543}).exit == Exit.COMPLETE
    assert [portal.count(f"/list/2024/a{n}.html") for n in (1, 2, 3)] == [2, 2, 2]
    held = [record.url for record in records(small) if record.kind == "article"]
    assert len(held) == 6
    assert sum(record.more for record in records(small) if record.kind == "article") == 3


def test_a_request_sent_elsewhere_is_recorded_as_such_and_passes_the_admission(small, portal, monkeypatch, helpers):
    monkeypatch.setattr(parts.Elsewhere, "to", f"{portal.base}/list/2024/other.html")
    portal.pages["/list/2024/other.html"] = portal.pages["/list/2024/a1.html"]
    assert run(small, DOWNLOADER_MIDDLEWARES={parts.Elsewhere: 543}).exit == Exit.COMPLETE
    moved = next(record for record in records(small) if record.url.endswith("other.html"))
    assert moved.redirected_from.endswith("/list/2024/a1.html")
    assert portal.count("/list/2024/a1.html") == 0


@pytest.mark.parametrize(("to", "code"), [("http://elsewhere.example/", "off_site"), ("/list/2024/secret.html", "robots_disallowed")])
def test_a_middleware_cannot_leave_the_portal_nor_pass_robots(small, portal, monkeypatch, helpers, to, code):
    portal.pages["/robots.txt"] = helpers[0](b"User-agent: *\nDisallow: /list/2024/secret", type_="text/plain")
    monkeypatch.setattr(parts.Elsewhere, "to", to if to.startswith("http") else portal.base + to)
    outcome = run(small, DOWNLOADER_MIDDLEWARES={parts.Elsewhere: 543})
    assert outcome.problems == {code: 1}
    assert portal.count("/list/2024/secret.html") == 0


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"DOWNLOADER_MIDDLEWARES": {parts.Ignore: 543}}, "not_requested"),
        ({"DOWNLOADER_MIDDLEWARES": {parts.Answer: 543}}, "not_requested"),
        ({"SPIDER_MIDDLEWARES": {parts.DropRequests: 543}}, "not_requested"),
    ],
)
def test_what_a_component_keeps_from_the_server_makes_the_column_incomplete(small, given, problem):
    outcome = run(small, **given)
    assert (outcome.exit, outcome.problems) == (Exit.PARTIAL, {problem: 1})
    assert "made up" not in str([record.block for record in small.records()])
    assert small.run(full=True).exit == Exit.COMPLETE


def test_a_broken_middleware_loses_no_answer(small):
    outcome = run(small, DOWNLOADER_MIDDLEWARES={parts.Broken: 543})
    assert outcome.exit == Exit.COMPLETE  # the answers are read as they came
    assert len(small.held()) == 5


def test_an_answer_that_is_never_read_is_archived(small):
    outcome = run(small, SPIDER_MIDDLEWARES={parts.NeverRead: 543})
    assert outcome.exit == Exit.COMPLETE
    assert any(url.endswith("/a2.html") for url in small.held())


def test_signals_and_pipelines_work(small):
    outcome = run(small, EXTENSIONS={parts.Witness: 1}, ITEM_PIPELINES={parts.Rewrite: 300})
    assert outcome.exit == Exit.COMPLETE
    counts = {name: parts.seen.count(name) for name in set(parts.seen)}
    assert counts["request_reached_downloader"] == counts["response_downloaded"] == counts["request_left_downloader"] == 5
    assert counts["response_received"] == counts["request_scheduled"] == 5
    assert counts["spider_opened"] == counts["spider_closed"] == 1
    assert counts["item_scraped"] == 5 + 4  # captures but for robots.txt, which the pipeline drops; three rows and an attachment
    stats = outcome.stats
    assert (stats["item_scraped_count"], stats["item_dropped_count"]) == (9, 1)


def test_a_request_of_a_components_own_is_archived_and_admitted(small, portal, monkeypatch, helpers):
    portal.pages["/extra.html"] = helpers[0](b"more")
    monkeypatch.setattr(parts.Fetching, "url", f"{portal.base}/extra.html")
    assert run(small, ITEM_PIPELINES={parts.Fetching: 300}).exit == Exit.COMPLETE
    assert parts.seen == [(True, 200, b"more")]
    assert small.held()[f"{portal.base}/extra.html"] == b"more"
    assert small.run().exit == Exit.COMPLETE  # the next start reads the files: nothing of it is taken for a column's


def test_addons_work_and_what_they_set_is_checked(small, portal):
    assert run(small, ADDONS={parts.Adding: 1}).stats["item_dropped_count"] == 1
    before = len(portal.asked)
    for addon, sentence in (
        (parts.Loose, "ROBOTSTXT_OBEY cannot be off without a reason"),
        (parts.Late, "DOWNLOAD_DELAY cannot be set by an addon"),
    ):
        outcome = run(small, ADDONS={addon: 1})
        assert outcome.exit == Exit.USAGE
        assert sentence in outcome.message
    assert len(portal.asked) == before
    assert small.run(full=True).exit == Exit.COMPLETE


def test_the_projects_middlewares_stay_and_are_in_their_places():
    names = [each.rpartition(".")[2] for each in settings_in_force.order(settings(DOWNLOADER_MIDDLEWARES={parts.Header: 543}))]
    assert names == ["OwnPortal", "RobotsTxt", "DefaultHeaders", "Header", "Faults", "HttpProxy", "PublicAddress", "Politeness"]
    assert all(hasattr(middlewares, name) for name in names if name != "Header")


@pytest.mark.parametrize("name", setting_values.OWN)
def test_a_middleware_of_the_projects_cannot_be_taken_out(small, portal, name):
    with pytest.raises(Exception, match=r"cannot be taken out"):
        run(small, DOWNLOADER_MIDDLEWARES={name: None})
    with pytest.raises(Exception, match=r"cannot be taken out or moved"):
        run(small, DOWNLOADER_MIDDLEWARES={load_object(name): 1})
    assert portal.asked == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"DOWNLOADER_MIDDLEWARES": {parts.Header: 1000}},
            "Header at 1000 would come after the pause of a host; choose an order below 1000",
        ),
        ({"DOWNLOADER_MIDDLEWARES": {parts.Header: "first"}}, "Header has the order 'first'; an order is a number"),
        ({"ITEM_PIPELINES": {parts.Rewrite: [1]}}, r"Rewrite has the order \[1\]; an order is a number"),
    ],
)
def test_an_order_that_cannot_be_is_refused(small, portal, given, sentence):
    with pytest.raises(Exception, match=sentence):
        run(small, **given)
    assert portal.asked == []


@pytest.fixture
def turns(monkeypatch):
    """The turns that were taken at any gate."""
    taken, take = [], throttle.Gate.turn

    async def turn(self, keys, manners):
        taken.append(await take(self, keys, manners))
        return taken[-1]

    monkeypatch.setattr(throttle.Gate, "turn", turn)
    return taken


def one_connection(small, portal):
    small.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": f"{portal.base}/list/"}, delay=0, connections=1)


def test_politeness_takes_one_turn_for_each_request_and_it_is_left(small, portal, monkeypatch, turns):
    """A component that asks for something of its own waits for no turn that is held for it."""
    one_connection(small, portal)
    portal.pages["/extra.html"] = portal.pages["/list/2024/a1.html"]
    monkeypatch.setattr(parts.Fetching, "url", f"{portal.base}/extra.html")
    given = {"DOWNLOADER_MIDDLEWARES": {parts.Header: 999, parts.Broken: 998}, "ITEM_PIPELINES": {parts.Fetching: 300}}
    outcome = run(small, **given)
    assert outcome.exit == Exit.COMPLETE
    assert len(turns) == len(portal.asked) == 7
    assert not any(turn._doors for turn in turns)


def test_a_turn_is_left_when_nothing_reaches_the_handler(small, portal, turns):
    one_connection(small, portal)
    outcome = run(small, EXTENSIONS={parts.Latecomer: 1}, RETRY_ENABLED=False)
    assert set(outcome.problems) == {"crash"}
    assert portal.asked == [("GET", "/robots.txt")]
    assert len(turns) > 1
    assert not any(turn._doors for turn in turns)


def test_a_private_address_is_refused_in_its_place(small, portal):
    small.register(
        {"id": "annual", "name": "年报", "kind": "annual_report", "url": f"{portal.base}/list/"}, allow_private=False, robots=False
    )
    outcome = run(small, DOWNLOADER_MIDDLEWARES={parts.Header: 543})
    assert set(outcome.problems) == {"refused_address"}
    assert portal.asked == []
    assert parts.seen == []


def test_a_component_chooses_the_proxy_of_a_request(small, portal, relay, monkeypatch):
    proxy = f"http://127.0.0.1:{relay.server_address[1]}"
    monkeypatch.setattr(parts.Proxied, "by", {"a1.html": proxy})
    assert run(small, DOWNLOADER_MIDDLEWARES={parts.Proxied: 543}).exit == Exit.COMPLETE
    assert [head.split(" ")[1] for head in relay.heads] == [f"{portal.base}/list/2024/a1.html"]
    assert {record.url.rpartition("/")[2]: record.proxy for record in records(small) if record.proxy} == {"a1.html": proxy}


def test_the_proxy_of_the_settings_is_in_meta_without_credentials_and_a_component_may_go_without(small, portal, relay, monkeypatch):
    portal.pages = {path: page.replace(portal.base.encode(), b"http://www.portal.gov.cn") for path, page in portal.pages.items()}
    small.register({"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://www.portal.gov.cn/list/"}, allow_private=False)
    monkeypatch.setattr(parts.Proxied, "by", {"a1.html": None})
    monkeypatch.setattr(
        parts.Header, "process_response", lambda self, request, response: parts.seen.append(request.meta["proxy"]) or response
    )
    proxy = f"http://127.0.0.1:{relay.server_address[1]}"
    outcome = run(
        small,
        HTTP_PROXY=proxy.replace("//", "//user:secret@"),
        DOWNLOADER_MIDDLEWARES={parts.Proxied: 543, parts.Header: 544},
        RETRY_ENABLED=False,
    )
    assert set(parts.seen) == {proxy}
    assert set(outcome.problems) <= {"dns_failure", "timeout"}  # of a1.html, which is asked directly
    assert all("Proxy-Authorization: Basic " in head for head in relay.heads)
    assert not any("a1.html" in head for head in relay.heads)


def test_faults_are_marked_on_the_response(small, portal, helpers):
    portal.pages["/list/2024/a2.html"] = helpers[0](b"", "500 Internal Server Error")
    run(small, DOWNLOADER_MIDDLEWARES={parts.Header: 543}, RETRY_ENABLED=False)
    assert [flags for _, url, _, flags in parts.seen if url.endswith("a2.html")] == [["fault:server_error"]]


def test_nothing_of_it_runs_when_nothing_is_given(small):
    assert not settings_in_force.is_routed(settings())
    assert not settings_in_force.wants_items(settings())
    assert run(small).stats["item_scraped_count"] == 10
