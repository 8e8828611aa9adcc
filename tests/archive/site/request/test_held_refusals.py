"""A client whose queries fill the queue is refused after a pause, by an answer that costs nothing; everybody else is answered."""

import asyncio
from contextlib import closing

import pytest

from archive.site.editions import Editions
from archive.site.request import held_refusals
from archive.site.request.edition_state import NAME
from archive.site.request.held_refusals import ALL_HELD, HELD, HeldRefusals
from archive.site.tables.stranger_queries import WAITING
from gongkai.home import Home
from tests.helpers.serving import Client
from tests.helpers.thread_server import in_thread

SQL = "/gongkai.json?sql=select+1"


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(held_refusals, "PAUSE", 0.05)


class Clock:
    """A clock by which a pause takes as long as this function does."""

    def __init__(self, sleep):
        self.sleep = sleep


async def never_ending(_seconds):
    await asyncio.Event().wait()


def test_a_place_is_given_at_once_where_there_is_one(monkeypatch):
    monkeypatch.setattr(held_refusals, "asyncio", None)  # whoever waits fails
    assert asyncio.run(HeldRefusals().has_place("a", lambda: False))


@pytest.mark.parametrize("free_then", [True, False])
def test_the_queue_is_looked_at_again_after_the_pause(short, free_then):
    seen = iter((True, not free_then))
    refusals = HeldRefusals()
    assert asyncio.run(refusals.has_place("a", lambda: next(seen))) is free_then
    assert not refusals.held


def test_so_many_are_held_of_one_client_and_of_all_and_who_leaves_is_forgotten(monkeypatch):
    monkeypatch.setattr(held_refusals, "asyncio", Clock(never_ending))

    async def run():
        refusals, tasks = HeldRefusals(), []
        for client in ("a", "b", "c"):
            for _ in range(HELD + 1):
                tasks.append(asyncio.create_task(refusals.has_place(client, lambda: True)))
                await turn()
        held, done = dict(refusals.held), [task.result() for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return held, done, refusals.held

    held, done, after = asyncio.run(run())
    assert (held, done) == ({"a": HELD, "b": ALL_HELD - HELD}, [False] * (3 * (HELD + 1) - ALL_HELD))
    assert not after


async def turn():
    """Let every other task run once."""
    loop = asyncio.get_running_loop()
    passed = loop.create_future()
    loop.call_soon(passed.set_result, None)
    await passed


@pytest.fixture(scope="module")
def full(home):
    """The site, and a switch that fills the queue of this machine's clients."""
    editions = Editions(Home(home))
    waiting = editions.edition.datasette.get_database(NAME).strangers.waiting
    with in_thread(editions) as address, closing(Client(address).client) as client:
        yield client, waiting


@pytest.mark.parametrize(
    ("path", "kind", "sentence"),
    [(SQL, "application/json", '"error": "Too many queries are waiting.'), ("/gongkai?sql=select+1", "text/plain", "您有太多查询在排队")],
)
def test_a_full_queue_is_said_without_asking_datasette(short, full, path, kind, sentence, monkeypatch):
    client, waiting = full
    monkeypatch.setitem(waiting, "127.0.0.1", WAITING)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["connection"]) == (503, "0", "close")
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert sentence in answer.text
    assert "content-security-policy" not in answer.headers, "the page of an error has one"
    assert {client.get(page).status_code for page in ("/", "/gongkai/sites.json", "/gongkai/sites?id=site01")} == {200}


def test_whoever_asks_while_the_queue_empties_is_answered(full, monkeypatch):
    client, waiting = full
    monkeypatch.setitem(waiting, "127.0.0.1", WAITING)

    async def emptied(_seconds):
        monkeypatch.delitem(waiting, "127.0.0.1")

    monkeypatch.setattr(held_refusals, "asyncio", Clock(emptied))
    assert client.get(SQL).status_code == 200


def test_the_queue_of_others_does_not_matter(full, monkeypatch):
    client, waiting = full
    monkeypatch.setitem(waiting, "203.0.113.5", WAITING)
    assert client.get(SQL).status_code == 200
    monkeypatch.setitem(waiting, "203.0.113.5", 5 * WAITING)
    monkeypatch.setattr(held_refusals, "PAUSE", 0.05)
    assert client.get(SQL).status_code == 503, "the queue of all is full"
