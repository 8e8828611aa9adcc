"""The bytes of a request, where it goes, and the reason of a request that failed."""

import asyncio
import socket
import ssl
import time
from dataclasses import replace

import pytest

from crawler.fetch import connections, resolver
from crawler.fetch.client import Client, endpoint, explain
from crawler.fetch.connections import Connection, Endpoint, Pool, Route
from crawler.fetch.http1 import FetchLimits, NoAnswer
from crawler.fetch.proxies import Proxy
from crawler.fetch.resolver import AddressRefused, Resolver
from crawler.fetch.throttle import Gate
from crawler.model.types import Column, Site

SITE = Site("site", "站", "230100", "city", (Column("annual", "年报", "other", "http://h.cn/"),))


@pytest.fixture
def client():
    async def made():
        return Client(SITE, "agent", Gate(), FetchLimits())

    return asyncio.run(made())


ALWAYS = (
    "User-Agent: agent\r\nAccept: */*\r\nAccept-Language: zh-CN,zh;q=0.9\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
)


@pytest.mark.parametrize(
    ("url", "more", "sent"),
    [
        ("http://h.cn/a?b=c", {}, f"GET /a?b=c HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}\r\n"),
        ("http://h.cn", {}, f"GET / HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}\r\n"),
        ("http://u:p@h.cn:81/", {}, f"GET / HTTP/1.1\r\nHost: h.cn:81\r\n{ALWAYS}\r\n"),
        ("http://h.cn/a", {"absolute": True}, f"GET http://h.cn/a HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}\r\n"),
        ("http://h.cn/", {"method": "POST"}, f"POST / HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}Content-Length: 0\r\n\r\n"),
        ("http://h.cn/", {"method": "POST", "body": b"a=1"}, f"POST / HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}Content-Length: 3\r\n\r\na=1"),
        ("http://h.cn/", {"headers": (("X", "a\r\nb"),)}, f"GET / HTTP/1.1\r\nHost: h.cn\r\n{ALWAYS}X: ab\r\n\r\n"),
    ],
)
def test_the_bytes_of_a_request(client, url, more, sent):
    given = {"method": "GET", "headers": (), "body": b"", **more}
    assert client.request_bytes(url, **given).decode() == sent


@pytest.mark.parametrize("name", ["User-Agent", "Accept", "accept-language", "Accept-Encoding", "Connection"])
def test_a_header_of_its_own_replaces_that_of_every_request(client, name):
    sent = client.request_bytes("http://h.cn/", "GET", ((name, "own"),), b"").decode()
    assert sent.lower().count(f"\r\n{name.lower()}: ") == 1
    assert f"{name}: own\r\n" in sent


def test_a_cookie_is_sent_back(client):
    client.jar.take("http://h.cn/", ("a=1",))
    assert b"\r\nCookie: a=1\r\n\r\n" in client.request_bytes("http://h.cn/", "GET", (), b"")


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("http://h.cn/x", ("http", "h.cn", 80)),
        ("https://h.cn/x", ("https", "h.cn", 443)),
        ("http://h.cn:8080/", ("http", "h.cn", 8080)),
        ("http://政府.cn/", ("http", "xn--mxtq1m.cn", 80)),
        ("http://H.cn:8080/a/b.html?c=d#e", ("http", "h.cn", 8080)),
        ("http://h.cn:/a@b:1/", ("http", "h.cn", 80)),
        ("http://u:p@h.cn/x", ("http", "h.cn", 80)),
        ("http://h.cn?a/b", ("http", "h.cn", 80)),
        ("http://[::1]:81/x", ("http", "::1", 81)),
    ],
)
def test_where_a_request_goes(url, to):
    assert endpoint(url) == Endpoint(*to)


@pytest.mark.parametrize("url", ["ftp://h.cn/", "http:///x", "mailto:a@b.cn", "x"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(AddressRefused, match="is not an http or https URL"):
        endpoint(url)


@pytest.mark.parametrize("url", ["http://h.cn:x/a", "http://h.cn:99999/a", "http://h.cn:1:2/a", "http://[::1/a"])
def test_what_has_no_port_or_host_that_can_be_read_is_no_url(url):
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
        endpoint(url)


def test_a_refusal_shows_the_whole_url():
    with pytest.raises(AddressRefused, match="http://:80/a/b is not"):
        endpoint("http://:80/a/b")


REASONS = [
    (NoAnswer("headers_too_long", "more than"), "headers_too_long", "more than"),
    (AddressRefused("private"), "refused_address", "private"),
    (socket.gaierror(-2, "Name or service not known"), "dns_failure", "the host name cannot be resolved: Name or service not known"),
    (ssl.SSLCertVerificationError(1, "expired"), "tls_certificate", "the certificate is invalid: expired"),
    (ssl.SSLError(1, "no cipher"), "tls_failure", "no secure connection (see `tls: legacy` in the registry): no cipher"),
    (ConnectionRefusedError(111, "refused"), "connection_refused", "the server refused the connection: refused"),
    (ConnectionResetError(104, "reset"), "connection_reset", "the server closed the connection: reset"),
    (TimeoutError(), "timeout", "the server did not answer in time"),
    (ValueError("no port"), "bad_address", "the address cannot be requested: no port"),
    (OSError(101, "unreachable"), "connection_failed", "no connection: unreachable"),
]


@pytest.mark.parametrize(("error", "code", "message"), REASONS, ids=[code for _, code, _ in REASONS])
def test_the_reason_of_a_failure(client, error, code, message):
    found = explain(error)
    assert (found.code, found.message) == (code, message)
    exchange = client.failed("http://h.cn/", error, Proxy("p", 1), b"GET")
    assert (exchange.request, exchange.response, exchange.problem, exchange.proxy) == (b"GET", b"", (code, message), "http://p:1")
    assert client.failed("http://h.cn/", error, None).proxy == ""


def test_a_site_may_ask_for_longer_pauses_and_never_for_shorter(client):
    client.slower(9.0)
    client.slower(2.0)
    assert (client.manners.delay, client.manners.connections) == (9.0, 1)


# ---- routes and connections

PLAIN, SECURE = Endpoint("http", "h.cn", 80), Endpoint("https", "h.cn", 443)
SECRET = Proxy("p", 3128, "Basic YTpi")


@pytest.mark.parametrize(
    ("route", "key", "sent"),
    [
        (Route(PLAIN, ("1.2.4.8",)), PLAIN, b"GET / HTTP/1.1\r\nHost: h.cn\r\n\r\n"),
        (Route(PLAIN, ("p",), Proxy("p", 3128)), Endpoint("proxy", "p", 3128), b"GET / HTTP/1.1\r\nHost: h.cn\r\n\r\n"),
        (
            Route(PLAIN, ("p",), SECRET),
            Endpoint("proxy", "p", 3128),
            b"GET / HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\nHost: h.cn\r\n\r\n",
        ),
        (Route(SECURE, ("p",), SECRET), SECURE, b"GET / HTTP/1.1\r\nHost: h.cn\r\n\r\n"),  # through a tunnel that was paid for
    ],
)
def test_what_a_connection_is_kept_for_and_what_a_proxy_is_told(route, key, sent):
    assert route.key == key
    assert route.with_credentials(b"GET / HTTP/1.1\r\nHost: h.cn\r\n\r\n") == sent


class Stream:
    def __init__(self, ended=False):
        self.ended, self.closed = ended, False

    def at_eof(self):
        return self.ended

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True


@pytest.mark.parametrize(
    ("ended", "closing", "age", "alive"),
    [(False, False, 0, True), (True, False, 0, False), (False, True, 0, False), (False, False, 21, False)],
)
def test_a_connection_is_used_again_while_it_is_open_and_young(ended, closing, age, alive):
    assert connections.KEPT == 20
    connection = Connection(Stream(ended), Stream(), "1.2.4.8")
    connection.writer.closed, connection.idle = closing, time.monotonic() - age
    assert connection.alive is alive


def test_the_last_connection_kept_is_used_first_and_dead_ones_are_closed():
    pool = Pool(None, FetchLimits())
    first, second, dead = (Connection(Stream(), Stream(), "a") for _ in range(3))
    for connection in (first, second, dead):
        pool.keep(PLAIN, connection)
    dead.reader.ended = True
    assert first.used
    assert pool.kept(SECURE) is None
    assert [pool.kept(PLAIN), pool.kept(PLAIN), pool.kept(PLAIN)] == [second, first, None]
    assert dead.writer.closed


def test_a_pool_closes_all_its_connections():
    pool = Pool(None, FetchLimits())
    connection = Connection(Stream(), Stream(), "a")
    pool._all.add(connection)
    pool.keep(PLAIN, connection)
    pool.close()
    assert connection.writer.closed
    assert pool.kept(PLAIN) is None


def test_tls_is_only_begun_for_https_and_its_context_made_once():
    pool = Pool(None, FetchLimits())
    assert pool._tls(PLAIN) is None
    assert pool._tls(SECURE) is pool._tls(SECURE)


# ---- names


def test_an_address_is_looked_up_again_after_a_while(monkeypatch):
    asked = []

    async def look_up(self, host, port):
        asked.append((host, port))
        return ("1.2.4.8",)

    clock = [1000.0]
    monkeypatch.setattr(Resolver, "_look_up", look_up)
    monkeypatch.setattr(resolver.time, "monotonic", lambda: clock[0])
    found = Resolver()

    def addresses(port=80):
        loop = asyncio.SelectorEventLoop()
        try:
            return loop.run_until_complete(found.addresses("h.cn", port))
        finally:
            loop.close()

    assert addresses() == addresses() == ("1.2.4.8",)
    addresses(443)
    assert asked == [("h.cn", 80), ("h.cn", 443)]
    clock[0] += 300.0
    addresses()
    assert len(asked) == 2
    clock[0] += 0.1
    addresses()
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("host", "refused"), [("www.gov.cn", False), ("1.2.4.8", False), ("10.0.0.1", True), ("intranet", True), ("own", False)]
)
def test_the_name_a_proxy_is_to_resolve_is_checked(host, refused):
    found = Resolver(frozenset({"own"}))
    if refused:
        with pytest.raises(AddressRefused):
            found.check_name(host)
    else:
        found.check_name(host)


@pytest.mark.parametrize(("setting", "kept"), [(None, ""), ("legacy", "legacy")])
def test_how_tls_was_set_is_kept_with_a_failure(setting, kept):
    async def made():
        return Client(replace(SITE, tls=setting), "agent", Gate(), FetchLimits()).failed("http://h.cn/", TimeoutError(), None)

    assert asyncio.run(made()).tls == kept


@pytest.mark.parametrize(("given", "method"), [({}, "GET"), ({"method": "POST"}, "POST"), ({"method": "HEAD"}, "HEAD")])
def test_a_request_that_was_refused_keeps_the_bytes_that_were_to_be_sent(given, method):
    async def refused():
        return await Client(SITE, "agent", Gate(), FetchLimits()).fetch("http://127.0.0.1:9/x?y=1", **given)

    exchange = asyncio.run(refused())
    assert exchange.problem[0] == "refused_address"
    assert exchange.request.startswith(f"{method} /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n".encode())
    assert exchange.response == b""


def test_legacy_tls_allows_every_cipher():
    assert connections.context("legacy").security_level == 0
