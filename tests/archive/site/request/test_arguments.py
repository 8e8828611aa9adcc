"""What a query string costs in links, and that it is parsed once."""

import asyncio
import subprocess
import sys

import pytest
from datasette.utils.asgi import Request

from archive.site.plugins import headers as plugin
from archive.site.request import arguments
from archive.site.request.headers import METHODS
from tests.helpers.few_reports import asking
from tests.helpers.plain_environment import plain_environment


@pytest.mark.parametrize(
    ("query", "links", "characters"),
    [
        ("", 350, 0),
        ("a=1", 350, 3 * 351),
        ("a=1&b=", 350, 6 * 352),
        ("a=1", 10, 3 * 11),
        ("_facet=k", 350, 8 * 380),
        ("_facet_array=k", 350, 14 * 380),
        ("_facet_date=k", 350, 13 * 380),
        ("_facets=k", 350, 9 * 351),
        ("_facet=k&_facet_size=max", 350, 24 * (350 + 1000 + 1)),
        ("_facet=k&a=1", 350, 12 * (350 + 30 + 1)),
    ],
)
def test_the_links_that_a_query_makes(query, links, characters):
    assert arguments.repeated(query, links) == characters
    assert arguments.repeated(query) == arguments.repeated(query, 350)


def test_arguments_are_parsed_once_for_a_query(monkeypatch):
    parsed = []
    monkeypatch.setattr(arguments, "PARSE", lambda request: parsed.append(request.query_string) or len(parsed))
    request = Request.fake("/a?b=1")
    assert [arguments.arguments(request) for _ in range(3)] == [1, 1, 1]
    request.scope["query_string"] = b"b=2"
    assert [arguments.arguments(request) for _ in range(2)] == [2, 2]
    assert parsed == ["b=1", "b=2"]
    assert arguments.arguments(Request(request.scope, None)) == 2, "another request over the same scope"


def test_a_served_archive_has_every_request_keep_its_arguments():
    """Importing what serves it is enough; in a process of its own, since another test may have imported it."""
    code = "from datasette.utils.asgi import Request; before = Request.args.fget; import archive.site.editions as e; "
    code += "print(before is e.arguments.PARSE, Request.args.fget is e.arguments.arguments)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=plain_environment(), check=True)
    assert done.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    ("path", "size", "endless"),
    [
        ("/gongkai/documents", 5698, False),
        ("/gongkai/documents", 5699, True),
        ("/gongkai", 181_818, False),
        ("/gongkai", 181_819, True),
        ("/search", 200_000, False),
        ("/other/documents", 200_000, False),
    ],
)
def test_a_query_whose_links_are_too_many(path, size, endless):
    query = b"a=" + b"x" * (size - 2)
    assert plugin.is_endless({"path": path, "query_string": query}) is endless
    assert not plugin.is_endless({"path": path})


class Edition:
    """What stands for a Datasette."""

    started = 0

    async def invoke_startup(self):
        self.started += 1


def answered(monkeypatch, method="GET", path="/gongkai/documents", query=b"", kind="http", response=()):
    """What is sent for a request: its messages, and whether the application was asked."""
    edition, asked, sent = Edition(), [], []
    monkeypatch.setattr(plugin, "site_of", lambda _: asking().site)

    async def application(scope, receive, send):
        asked.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": list(response)})
        await send({"type": "http.response.body", "body": b"x"})

    async def errors_answer(datasette, request, error):
        async def asgi_send(send):
            await send({"type": "http.response.start", "status": 400})
            await send({"type": "http.response.body", "body": str(error.pair[1]).encode()})

        return type("Answer", (), {"asgi_send": staticmethod(asgi_send)})

    monkeypatch.setattr(plugin.errors, "answer", errors_answer)

    async def send(message):
        sent.append(message)

    wrapped = plugin.asgi_wrapper(edition)(application)
    asyncio.run(wrapped({"type": kind, "method": method, "path": path, "query_string": query, "headers": []}, None, send))
    return sent, len(asked), edition.started


@pytest.mark.parametrize("method", METHODS)
def test_what_reads_reaches_the_pages_and_has_our_headers(monkeypatch, method):
    (start, body), asked, _ = answered(monkeypatch, method, response=[(b"Content-Type", b"text/csv; charset=utf-8")])
    found = dict(start["headers"])
    assert (start["status"], body["body"], asked) == (200, b"x", 1)
    assert (found[b"Content-Type"], found[b"x-gongkai-snapshot"]) == (b"text/csv; charset=utf-8", b"20240501T000000")
    assert found[b"cross-origin-resource-policy"] == b"cross-origin"
    assert (found[b"x-frame-options"], b"default-src 'none'" in found[b"content-security-policy"]) == (b"DENY", True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_would_write_is_refused_with_our_headers(monkeypatch, method):
    (start, body), asked, _ = answered(monkeypatch, method)
    found = dict(start["headers"])
    assert (start["status"], asked, found[b"allow"], found[b"x-gongkai-snapshot"]) == (405, 0, b"GET, HEAD, OPTIONS", b"20240501T000000")
    assert body["body"].decode() == "本站只读。This site is read only: GET, HEAD, OPTIONS.\n"


def test_endless_links_are_refused_before_the_page(monkeypatch):
    (start, body), asked, started = answered(monkeypatch, query=b"a=" + b"x" * 9000)
    assert (start["status"], asked, started, dict(start["headers"])[b"x-gongkai-snapshot"]) == (400, 0, 1, b"20240501T000000")
    assert body["body"].decode() == arguments.TOO_MANY[1]


def test_what_is_no_request_of_http_passes(monkeypatch):
    _, asked, started = answered(monkeypatch, "POST", kind="lifespan", query=b"a=" + b"x" * 9000)
    assert (asked, started) == (1, 0)
