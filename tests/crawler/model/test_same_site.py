"""Addresses compared: absolute links, credentials, hosts, portals."""

import pytest

from crawler.model.same_site import absolute, directory, portal, same_host, same_portal, without_credentials


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("b.html", "http://h/a/b.html"),
        (" b.html\n", "http://h/a/b.html"),
        ("/b", "http://h/b"),
        ("\\b\\c", "http://h/b/c"),
        ("//k/x", "http://k/x"),
        ("https://k/x", "https://k/x"),
        ("http://user:secret@k/x", "http://k/x"),
        ("?a=1", "http://h/a/?a=1"),
        ("#top", "http://h/a/#top"),
        ("mailto:x@y", None),
        ("javascript:void(0)", None),
        ("ftp://k/x", None),
        ("file:///etc", None),
        ("http://[::1", None),
    ],
)
def test_the_address_of_a_link(link, url):
    assert absolute("http://h/a/", link) == url


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("http://h/b", "http://h/b"),
        ("http://u:p@h/b", "http://h/b"),
        ("http://u:p@x@h/b", "http://h/b"),
        ("http://h/b@c", "http://h/b@c"),
        ("http://h?a@b", "http://h?a@b"),
        ("http://h#a@b", "http://h#a@b"),
        ("http://u@h?a@b", "http://h?a@b"),
        ("http://u@h#a@b", "http://h#a@b"),
        ("http://u@h", "http://h"),
    ],
)
def test_credentials_are_left_out_and_nothing_else(url, bare):
    assert without_credentials(url) == bare


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("http://h/a/b.html", "http://h/a/"),
        ("http://h/a/?b=1#c", "http://h/a/"),
        ("http://h/", "http://h/"),
        ("http://h", "http://h/"),
        ("http://h/a", "http://h/"),
    ],
)
def test_the_directory_of_an_address(url, folder):
    assert directory(url) == folder


@pytest.mark.parametrize(
    ("left", "right", "host", "site"),
    [
        ("http://www.a.gov.cn/x", "https://www.a.gov.cn/y", True, True),
        ("http://www.a.gov.cn/", "http://zwgk.a.gov.cn/", False, True),
        ("http://www.a.gov.cn/", "http://www.b.gov.cn/", False, False),
        ("http://www.a.gov.cn:8080/", "http://www.a.gov.cn/", False, True),
        ("http://10.0.0.1/", "http://10.0.0.1/x", True, True),
        ("http://10.0.0.1:81/", "http://10.0.0.1:82/", False, False),
        ("http://10.0.0.1/", "http://10.0.0.2/", False, False),
        ("http://[::1]/", "http://[::1]/x", True, True),
        ("http://[::1]:81/", "http://[::1]:82/", False, False),
        ("http://gov.cn/", "http://a.gov.cn/", False, False),
        ("http://localhost/", "http://localhost/x", True, True),
        ("http://localhost:1/", "http://localhost:2/", False, True),
    ],
)
def test_hosts_and_portals(left, right, host, site):
    assert (same_host(left, right), same_host(right, left)) == (host, host)
    assert (same_portal(left, right), same_portal(right, left)) == (site, site)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://zwgk.www.a.gov.cn/x", "a.gov.cn"),
        ("https://www.beijing.gov.cn/", "beijing.gov.cn"),
        ("http://gov.cn/", "gov.cn"),
        ("http://10.0.0.1:81/", "10.0.0.1:81"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://intranet:81/", "intranet"),
    ],
)
def test_the_name_of_a_portal(url, name):
    assert portal(url) == name
