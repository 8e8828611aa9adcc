"""A page fetched for a look: redirects within the portal, what is refused, and the proxies in force."""

import asyncio

import pytest

from crawler.discover import probe
from crawler.model.exchange import Exchange
from crawler.model.types import Column, Fault, Fetch, Page, Site
from crawler.visit.run_context import Options
from gongkai.clock import now

HOST = "http://h.example"
SITE = Site("x", "x", "990100", "city", (Column("a", "a", "other", f"{HOST}/"),), robots=False)


@pytest.fixture
def prober():
    """A prober whose client gives the answers of `pages`."""
    loop = asyncio.new_event_loop()
    made = probe.Prober(SITE, loop, Options())
    made.pages, made.sent = {}, []

    async def fetch(url, method="GET", headers=(), body=b""):
        made.sent.append((url.removeprefix(HOST), method, headers, body))
        response = made.pages.get(url.removeprefix(HOST), b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page</p>")
        return response if isinstance(response, Exchange) else Exchange(url, b"", response, now())

    made.client.fetch = fetch
    yield made
    loop.close()


def redirect(status, location):
    return f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\n\r\n".encode()


def test_a_page_is_given_as_its_reader_takes_it(prober):
    fetch = Fetch(f"{HOST}/a#12", "POST", b"x=1", (("A", "b"),), family="trs")
    page = prober.get(fetch)
    assert isinstance(page, Page)
    assert (page.text, page.status, page.fetch) == ("<p>page</p>", 200, fetch)
    assert prober.sent == [("/a", "POST", (("A", "b"),), b"x=1")]
    assert prober.asked == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_portal_is_followed_as_a_get(prober, status):
    prober.pages["/a"] = redirect(status, "/b")
    assert prober.get(Fetch(f"{HOST}/a", "POST", b"x=1")).text == "<p>page</p>"
    assert [each[:2] + each[3:] for each in prober.sent] == [("/a", "POST", b"x=1"), ("/b", "GET", b"")]


@pytest.mark.parametrize(("status", "location"), [(300, "/b"), (304, "/b"), (302, "mailto:x@y")])
def test_any_other_answer_is_the_page(prober, status, location):
    prober.pages["/a"] = redirect(status, location)
    assert prober.get(Fetch(f"{HOST}/a")).status == status


def test_a_redirect_off_the_portal_is_not_followed(prober):
    prober.pages["/a"] = redirect(302, "http://k.example/b")
    assert prober.get(Fetch(f"{HOST}/a")) == Fault(
        "redirect_off_site", "the server redirects to another site, http://k.example/b", "http://k.example/b"
    )


def test_five_addresses_are_asked_for(prober):
    for number in range(6):
        prober.pages[f"/{number}"] = redirect(302, f"/{number + 1}")
    assert prober.get(Fetch(f"{HOST}/2")).text == "<p>page</p>"
    assert prober.get(Fetch(f"{HOST}/0")) == Fault("redirect_loop", "more than 5 redirects", f"{HOST}/5")
    assert prober.asked == 10


def test_what_may_not_be_asked_for_is_refused(prober):
    found = prober.get(Fetch("http://k.example/a"))
    assert (found.code, prober.sent, prober.asked) == ("off_site", [], 0)


def test_no_answer_is_a_fault_with_its_reason(prober):
    prober.pages["/a"] = Exchange(f"{HOST}/a", b"", b"", now(), problem=("timeout", "no answer"))
    prober.pages["/b"] = b""
    assert prober.get(Fetch(f"{HOST}/a")) == Fault("timeout", "no answer")
    assert prober.get(Fetch(f"{HOST}/b")) == Fault("no_answer", "the server sent an empty answer")


def test_a_proxy_given_is_that_of_both_schemes(monkeypatch):
    monkeypatch.setattr(probe.os, "environ", {"https_proxy": "http://e.example:1"})
    assert probe.proxied("p.example:3128").proxies.url_for("http://h.cn/") == "http://p.example:3128"
    assert probe.proxied("p.example:3128").proxies.url_for("https://h.cn/") == "http://p.example:3128"
    assert [probe.proxied().proxies.url_for(f"{scheme}://h.cn/") for scheme in ("http", "https")] == ["", "http://e.example:1"]


def test_a_prober_closes_its_connections():
    closed = []
    with probe.probing(SITE, Options()) as made:
        made.client.pool.close = lambda: closed.append(True)
    assert closed == [True]
    with probe.getting(SITE, Options()) as get:
        assert get(Fetch("http://k.example/")).code == "off_site"
