"""What each of the project's middlewares does with one request or answer, without a crawl: refuse, mark, choose, wait."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, IgnoreRequest
from scrapy.http import Request, Response

from crawler.components import middlewares
from crawler.components.middlewares import DefaultHeaders, Faults, HttpProxy, OwnPortal, Politeness, PublicAddress, RobotsTxt
from crawler.fetch.client import ALWAYS
from crawler.model.exchange import Exchange, Job
from crawler.model.types import Fetch, Site
from gongkai.clock import now

URL = "http://h.example/a"


def made(kind, **spider):
    """A component of a spider with these parts."""
    return kind.from_crawler(SimpleNamespace(spider=SimpleNamespace(**spider)))


def process(component, request):
    return asyncio.run(component.process_request(request))


async def robots(answer):
    return answer


@pytest.mark.parametrize("refusal", [None, ("offsite", "another portal")])
def test_a_refused_address_is_ignored_and_named(refusal):
    asked = []
    admission = SimpleNamespace(
        address_refusal=lambda url: asked.append(url) or refusal, robots_refusal=lambda url: robots(asked.append(url) or refusal)
    )
    for kind in (OwnPortal, RobotsTxt):
        request = Request("http://user:word@h.example/a")
        component = made(kind, visit=SimpleNamespace(admission=admission))
        if refusal is None:
            assert process(component, request) is None
            assert "exchange" not in request.meta
            continue
        with pytest.raises(IgnoreRequest, match="offsite: another portal"):
            process(component, request)
        exchange = request.meta["exchange"]
        assert (exchange.url, exchange.request, exchange.response, exchange.problem) == (URL, b"", b"", refusal)
        assert abs((now() - exchange.began).total_seconds()) < 600
    assert asked == ["http://user:word@h.example/a"] * 2


def test_headers_are_shown_unless_they_are_set():
    request = Request(URL, headers={"Accept": "text/plain"}, meta={"headers": [("Referer", "http://h.example/"), ("Accept", "x")]})
    process(made(DefaultHeaders, client=SimpleNamespace(agent="gongkai/1")), request)
    assert request.headers["User-Agent"] == b"gongkai/1"
    assert (request.headers["Referer"], request.headers["Accept"]) == (b"http://h.example/", b"text/plain")
    assert {name for name, _ in ALWAYS} <= {name.decode() for name in request.headers}


def answered(status, body=b"<html><body>x</body></html>"):
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return Exchange(URL, b"GET /a HTTP/1.1\r\n\r\n", head + body, now())


@pytest.mark.parametrize(("status", "flags"), [(200, ["kept"]), (404, ["kept", "fault:not_found"])])
@pytest.mark.parametrize("kind", ["list", "article", None])
def test_an_answer_that_is_no_document_is_marked(monkeypatch, status, flags, kind):
    jobs = []
    page_of = middlewares.page_of
    monkeypatch.setattr(middlewares, "page_of", lambda job, exchange, site: jobs.append((job, site)) or page_of(job, exchange, site))
    monkeypatch.setattr(
        middlewares.faults, "classify", lambda page, kind: SimpleNamespace(code="not_found") if page.status == 404 else None
    )
    lease = SimpleNamespace(job=Job(Fetch(URL), kind, "annual")) if kind else None
    site = Site("town", "甲市", "990100", "city", ())
    component = made(Faults, visit=SimpleNamespace(site=site))
    request = Request(URL, meta={"exchange": answered(status), "lease": lease})
    response = Response(URL, flags=["kept"])
    assert asyncio.run(component.process_response(request, response)) is response
    assert response.flags == flags
    ((job, seen),) = jobs
    assert (seen, job.kind, job.fetch.url) == (site, kind or "page", URL)


@pytest.mark.parametrize("exchange", [None, Exchange(URL, b"", b"", now())])
def test_an_answer_that_never_came_is_not_marked(monkeypatch, exchange):
    monkeypatch.setattr(middlewares.faults, "classify", lambda *_: SimpleNamespace(code="x"))
    response = Response(URL)
    request = Request(URL, meta={"exchange": exchange} if exchange else {})
    asyncio.run(made(Faults, visit=SimpleNamespace(site=None)).process_response(request, response))
    assert response.flags == []


OF_RUN = "http://proxy.example:1"


@pytest.mark.parametrize(
    ("meta", "of_run", "after"),
    [
        ({}, None, {}),
        ({}, OF_RUN, {"proxy": OF_RUN, "proxy_of_run": OF_RUN}),
        ({"proxy": "http://own.example:2"}, OF_RUN, {"proxy": "http://own.example:2"}),
        ({"proxy": None}, OF_RUN, {"proxy": None}),
        ({"proxy": "http://old.example:3", "proxy_of_run": "http://old.example:3"}, OF_RUN, {"proxy": OF_RUN, "proxy_of_run": OF_RUN}),
        ({"proxy": "http://old.example:3", "proxy_of_run": "http://old.example:3"}, None, {}),
        ({"proxy": "http://own.example:2", "proxy_of_run": OF_RUN}, OF_RUN, {"proxy": "http://own.example:2"}),
    ],
)
def test_the_proxy_of_a_request(meta, of_run, after):
    request = Request(URL, meta=dict(meta))
    process(made(HttpProxy, client=SimpleNamespace(proxies=SimpleNamespace(url_for=lambda url: of_run if url == URL else "x"))), request)
    assert {name: value for name, value in request.meta.items() if name.startswith("proxy")} == after


class Client:
    """Notes what it is asked; finds the route or fails."""

    def __init__(self, error=None):
        self.error, self.asked = error, []
        self.proxies = SimpleNamespace(chosen=lambda proxy: proxy and f"chosen {proxy}")

    def request_bytes(self, *given):
        self.asked.append(given)
        return b"GET"

    async def route(self, to, proxy):
        self.asked.append((to.host, proxy))
        if self.error:
            raise self.error
        return "the route"

    def failed(self, url, error, proxy, asked):
        self.asked.append((url, type(error).__name__, proxy, asked))
        return Exchange(url, asked, None, now(), problem=("dns_failure", "no such host"))

    async def turn(self, route):
        return f"turn at {route}"


@pytest.mark.parametrize("proxy", [None, "http://own.example:2"])
def test_the_route_of_a_request(proxy):
    client = Client()
    request = Request(URL, method="POST", headers={"A": "b"}, body=b"x=1", meta={"proxy": proxy} if proxy else {})
    process(made(PublicAddress, client=client), request)
    assert request.meta["route"] == "the route"
    headers = tuple((name, value) for name, value in client.asked[0][2] if name == "A")
    assert (*client.asked[0][:2], headers, *client.asked[0][3:]) == (URL, "POST", (("A", "b"),), b"x=1", proxy is not None)
    assert client.asked[1] == ("h.example", proxy and f"chosen {proxy}")


def test_a_host_that_is_unknown_raises_what_scrapy_raises():
    client, request = Client(OSError("unknown")), Request(URL)
    with pytest.raises(CannotResolveHostError, match="dns_failure: no such host"):
        process(made(PublicAddress, client=client), request)
    assert request.meta["exchange"].problem == ("dns_failure", "no such host")
    assert client.asked[-1] == (URL, "OSError", None, b"GET")
    assert "route" not in request.meta
    assert issubclass(CannotResolveHostError, Exception)
    assert not issubclass(CannotResolveHostError, DownloadFailedError)


def test_a_request_waits_for_its_turn():
    request = Request(URL, meta={"route": "r"})
    process(made(Politeness, client=Client()), request)
    assert request.meta["turn"] == "turn at r"
