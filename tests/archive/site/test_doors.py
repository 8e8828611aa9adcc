"""Which requests are let in: names of the host, and addresses of Datasette that reveal the machine."""

import asyncio

import pytest

from archive.site import doors


def scope(host=None, path="/"):
    headers = [(b"accept", b"*/*")] + ([(b"host", host.encode("latin-1"))] if host is not None else [])
    return {"headers": headers, "path": path, "raw_path": path.encode()}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("A.example:80", "a.example"),
        (" a.example ", "a.example"),
        ("[::1]:80", "[::1]"),
        ("[::1]", "[::1]"),
        ("", ""),
        (None, ""),
        ("a.example", "a.example"),
    ],
)
def test_the_name_of_a_host(host, name):
    assert doors.host_of(scope(host)) == name
    assert doors.host_of({}) == ""


@pytest.mark.parametrize(
    ("host", "names", "let_in"),
    [
        ("a.example", (), True),
        ("a.example:8001", ("a.example",), True),
        ("b.example", ("a.example",), False),
        (None, ("a.example",), False),
    ],
)
def test_only_our_names_are_answered(host, names, let_in):
    assert doors.admitted(scope(host), names) is let_in


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("a.example", "a.example"),
        ("A.Example:8001", "a.example:8001"),
        ("b.example", ""),
        ("localhost:80", "localhost:80"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.9.9.9:1", "127.9.9.9:1"),
        ("[::1]:80", "[::1]:80"),
        ("192.0.2.1", ""),
        ("a.example:", ""),
        ("a.example:8x", ""),
        ("[::1]x80", ""),
        (None, ""),
    ],
)
def test_only_our_own_host_is_written_into_addresses(host, written):
    assert doors.trusted_host(scope(host), ("a.example",)) == written


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/search", "/-/health.json", "/-/badge.svg", "/-/badge/a/b.svg", "/-/databases", "/-/databases.json"),
        *("/-/static/app.css", "/-/static-plugins/x/y.js", "/static/a.css", "/gongkai", "/a//b", "/-x"),
    ],
)
def test_addresses_that_are_answered(path):
    asked = scope("a", path)
    assert doors.led(asked) == asked


@pytest.mark.parametrize(
    "path",
    [
        *("/-", "/-/", "/-/threads", "/-/threads.json", "/-/settings", "/-/plugins", "/-/versions", "/-/metadata", "/-/actor", "/-/static"),
        *("/-/static-plugins", "/_internal", "/_internal/x", "/_memory", "/_memory.json", "//evil", "/\\evil", "", "http://evil", "*"),
    ],
)
def test_addresses_that_are_led_to_a_missing_page(path):
    found = doors.led(scope("a", path))
    assert (found["path"], found["raw_path"], found["headers"]) == ("/-/absent", b"/-/absent", scope("a")["headers"])


def test_who_asks_for_another_host_is_told_so():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(doors.refuse_host(send))
    start, body = sent
    assert (start["type"], start["status"], body["type"]) == ("http.response.start", 421, "http.response.body")
    assert dict(start["headers"]) == {
        b"content-type": b"text/plain; charset=utf-8",
        b"x-content-type-options": b"nosniff",
        b"connection": b"close",
    }
    assert body["body"].decode() == "这里不是您要找的网站。This is not the site you are looking for.\n"
