"""`serve --no-sql`: readers run no SQL of their own, pages and tables are as before; and each reader behind a proxy has its own queue."""

from contextlib import closing

import pytest

from archive.site.editions import Editions
from gongkai.home import Home
from tests.helpers.serving import Client
from tests.helpers.thread_server import in_thread


@pytest.fixture(scope="module")
def without(home):
    with in_thread(Editions(Home(home), False, ())) as address, closing(Client(address).client) as client:
        yield client


@pytest.mark.parametrize(
    "carrier", ["/gongkai?sql=select+1", "/gongkai.json?sql=select+1", "/gongkai.csv?sql=select+1", "/gongkai.sheet?sql=select+1"]
)
def test_no_sql_of_readers_is_run(without, get, carrier):
    assert without.get(carrier).status_code == 403
    assert get(carrier).status_code == 200, "it would be"


def test_no_condition_of_readers_is_run(without, get):
    path = "/gongkai/sites.json?_shape=array&_where=id='site01'"
    assert without.get(path).status_code in (400, 403)
    assert [row["id"] for row in get(path).json()] == ["site01"]


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=公开", "/checks", "/gongkai", "/gongkai/sites", "/gongkai/sites.json?id=site01", "/gongkai/documents?_facet=kind"],
)
def test_pages_and_tables_are_as_before(without, get, path):
    assert (without.get(path).status_code, get(path).status_code) == (200, 200)


def test_a_proxy_on_this_machine_says_whose_request_it_passes_on():
    """Behind nginx every request comes from 127.0.0.1: one reader's queries would fill the queue of all."""
    clients = []

    async def application(scope, receive, send):
        if scope["type"] == "http":
            clients.append(scope["client"][0])
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    with in_thread(application) as address, closing(Client(address).client) as client:
        for headers in ({}, {"x-forwarded-for": "203.0.113.5"}, {"x-forwarded-for": "203.0.113.6"}):
            assert client.get("/", headers=headers).status_code == 204
    assert clients == ["127.0.0.1", "203.0.113.5", "203.0.113.6"]
