"""Requests for pages by strangers against a running site that knows its name."""

import itertools

import pytest

from tests.helpers.serving import Served, home
from tests.threats import page_fuzz
from tests.threats.wire import RawRequest, sender

__all__ = ["home"]
SLICE = 200  # of 2,000
SLOWNESS = 4.0  # machines of tests have other work too


@pytest.fixture(scope="module")
def named(home):
    site = Served(home, "--name", "127.0.0.1")
    site.ready()
    yield site
    site.stop()


def failures(named, home, requests):
    send = sender("127.0.0.1", int(named.address.rsplit(":", 1)[1]))
    found = []
    for request in requests:
        reasons = page_fuzz.judge(request, send(request.request, request.limits), [str(home).encode()], SLOWNESS)
        if reasons:
            found.append(f"{request.kind} {request.request.target[:120]!r} {request.request.headers[:1]}: {reasons}")
    return found


SITE = page_fuzz.Site(captures=("capture-html", "capture-pdf", "capture-docx"), documents=("html0000000000000", "hostile000000000"))


def test_a_slice_of_the_strangers_requests(named, home):
    assert failures(named, home, itertools.islice(page_fuzz.requests(16, SITE), 0, None, 2000 // SLICE)) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_all_strangers_requests(named, home):
    assert failures(named, home, page_fuzz.requests(16, SITE)) == []


@pytest.mark.parametrize(
    "path", ["/-/threads.json", "/-/plugins.json", "/-/versions", "/-/settings.json", "/_internal", "/-/metadata.json"]
)
def test_what_tells_of_the_machine_is_no_page(named, path):
    assert named.client.get(path).status_code == 404


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("", 421)])
def test_only_our_names_are_answered(named, host, status):
    assert named.client.get("/-/health.json", headers={"host": host}).status_code == status


def test_any_name_is_answered_and_none_repeated_where_none_is_configured(home):
    site = Served(home)
    site.ready()
    try:
        for path in ("/opensearch.xml", "/feed.atom", "/feed.json", "/download"):
            answer = site.client.get(path, headers={"host": "evil.example"})
            assert answer.status_code == 200
            assert "evil.example" not in answer.text
            assert site.address in site.client.get(path).text
    finally:
        site.stop()


def test_the_language_link_stays_here(named):
    answer = sender("127.0.0.1", int(named.address.rsplit(":", 1)[1]))(RawRequest(b"//evil.example/"), page_fuzz.LIMITS)
    assert b'href="//evil.example' not in answer.body


@pytest.mark.parametrize(
    "target",
    [b"http://evil.example/", b"/\\evil.example/", b"//evil.example/", b"/%5Cevil.example/", b"/%2F/evil.example/", b"evil.example/"],
)
def test_no_path_is_redirected_to_another_host(named, target):
    answer = sender("127.0.0.1", int(named.address.rsplit(":", 1)[1]))(RawRequest(target), page_fuzz.LIMITS)
    assert answer.status in (400, 404)
    assert answer.header("location") == ""


def test_an_address_of_a_row_with_a_part_of_its_key_is_no_fault_of_the_server(named):
    assert named.client.get("/gongkai/facts/x").status_code in (400, 404)
    assert named.client.get("/gongkai/facts/x.json").status_code in (400, 404)
