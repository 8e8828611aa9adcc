"""Which proxy a URL goes through, and what is said to it."""

import pytest

from crawler.fetch.proxies import Proxies, Proxy
from gongkai.errors import UsageError


@pytest.mark.parametrize(
    ("text", "host", "port", "authorization"),
    [
        ("http://p.example:3128", "p.example", 3128, ""),
        ("p.example:3128", "p.example", 3128, ""),
        ("p.example", "p.example", 80, ""),
        ("http://a:b@p.example", "p.example", 80, "Basic YTpi"),
        ("http://a@p.example", "p.example", 80, "Basic YTo="),
        ("http://a%40b:c%3A@p.example", "p.example", 80, "Basic YUBiOmM6"),
    ],
)
def test_a_proxy_by_its_url(text, host, port, authorization):
    proxy = Proxy.of(text)
    assert (proxy.host, proxy.port, proxy.authorization) == (host, port, authorization)
    assert proxy.url == f"http://{host}:{port}"
    assert authorization.removeprefix("Basic ") not in repr(proxy) or not authorization


@pytest.mark.parametrize(
    "text", ["https://p.example:1", "socks5://p.example:1", "http://", "http://p.example:x", "http://u:secret@p.example:99999"]
)
def test_what_is_no_proxy_is_named_without_its_credentials(text):
    with pytest.raises(UsageError, match=r"^the proxy .* cannot be used: write http://host:port$") as found:
        Proxy.of(text)
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    ("given", "environment", "urls"),
    [
        ({}, {}, (None, None)),
        ({"http_proxy": "a:1"}, {"http_proxy": "b:2", "https_proxy": "c:3"}, ("http://a:1", "http://c:3")),
        ({}, {"HTTP_PROXY": "b:2", "HTTPS_PROXY": "c:3"}, (None, "http://c:3")),  # the first may come from a header of a CGI request
        ({}, {"https_proxy": "a:1", "HTTPS_PROXY": "c:3"}, (None, "http://a:1")),
    ],
)
def test_the_proxies_in_force(given, environment, urls):
    found = Proxies.in_force(given, environment)
    assert tuple(proxy and proxy.url for proxy in (found.http, found.https)) == urls


def test_exceptions_come_from_either_spelling():
    assert Proxies.in_force({}, {"NO_PROXY": "a.cn"}).without == "a.cn"
    assert Proxies.in_force({}, {"no_proxy": "b.cn", "NO_PROXY": "a.cn"}).without == "b.cn"


BOTH = Proxies.of("http://a:b@p:1", "http://q:2", "direct.cn")


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("http://h.cn/", "http://p:1"),
        ("https://h.cn/", "http://q:2"),
        ("http://direct.cn/", ""),
        ("http://www.direct.cn/", ""),
        ("http://localhost/", ""),
        ("http://x.localhost/", ""),
        ("http://127.0.0.1/", ""),
        ("http://127.8.8.8/", ""),
        ("http://[::1]/", ""),
        ("http://10.0.0.1/", "http://p:1"),
        ("http://localhost.cn/", "http://p:1"),
    ],
)
def test_the_proxy_of_a_url(url, through):
    assert BOTH.url_for(url) == through


def test_without_proxies_nothing_goes_through_one():
    assert Proxies().url_for("http://h.cn/") == ""
    assert Proxies.of("", "http://q:2", "").url_for("http://h.cn/") == ""


def test_a_component_chooses_a_proxy_by_its_url():
    assert BOTH.chosen("http://p:1") is BOTH.http
    assert BOTH.chosen("http://q:2") is BOTH.https
    assert BOTH.chosen("http://other:3") == Proxy("other", 3)
    assert BOTH.chosen(None) is None
    assert BOTH.chosen("") is None
    assert Proxies(https=BOTH.https).chosen("http://q:2") is BOTH.https
