"""A new snapshot is taken up while the site runs, and no answer mixes two."""

import asyncio
import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from archive.site.editions import Editions
from archive.site.request.edition_state import NAME
from archive.site.tables.database import Joined
from gongkai.home import Home
from tests.helpers.serving import Served, add_and_publish

PAUSE = 0.02  # seconds between a reader's requests: without one the readers keep the publishing from the processor
COUNT = (
    "select (select count(*) from documents) as documents, (select count(*) from documents where kind in ('article', 'part')) as articles"
)


@pytest.fixture
def moving(home, tmp_path):
    """A site of its own whose snapshots can be replaced."""
    folder = tmp_path / "moving"
    shutil.copytree(home, folder)
    site = Served(folder)
    site.ready()
    yield folder, site
    site.stop()


def ask(client, number):
    """One answer: the snapshot it names, and what it shows of the database."""
    if number % 3:
        answer = client.get("/gongkai.json", params={"sql": COUNT, "_shape": "array"})
        row = answer.json()[0]
        assert row["documents"] == row["articles"]
        shown = row["documents"]
    else:
        answer = client.get("/")
        assert f"快照 {answer.headers['x-gongkai-snapshot']}（" in answer.text
        shown = int(answer.text.split("<li><b>", 1)[1].split("<", 1)[0].replace(",", ""))
    assert answer.status_code == 200
    return answer.headers["x-gongkai-snapshot"], shown


def hammer(address, requests, swapped):
    """Ask so many times, and on until every swap is over and once more."""
    with httpx.Client(base_url=address, timeout=60, headers={"accept-language": "zh"}) as client:
        seen = []
        while len(seen) < requests or not swapped.is_set():
            seen.append(ask(client, len(seen)))
            time.sleep(PAUSE)
        return [*seen, ask(client, len(seen))]


@pytest.mark.parametrize(("requests", "swaps"), [(300, 3), pytest.param(2500, 6, marks=pytest.mark.soak)], ids=["1,200", "10,000"])
def test_no_answer_mixes_two_snapshots(moving, requests, swaps):
    folder, site = moving
    first = json.loads((folder / "public/latest.json").read_text())
    truth = {first["id"]: first["tables"]["documents"]}
    swapped = threading.Event()
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(hammer, site.address, requests, swapped) for _ in range(4)]
        try:
            for number in range(swaps):
                edition = add_and_publish(folder, number)
                truth[edition["id"]] = edition["tables"]["documents"]
        finally:
            swapped.set()
        seen = [answer for future in running for answer in future.result()]
    assert len(seen) > 4 * requests
    assert [answer for answer in seen if truth[answer[0]] != answer[1]] == []
    assert ask(site.client, 0)[0] == edition["id"], "the newest snapshot is served without a restart"
    assert len({snapshot for snapshot, _ in seen}) > 1, "the swap fell outside the requests: nothing was proved"


def test_broken_successor_leaves_the_good_one(moving):
    folder, site = moving
    good = ask(site.client, 0)
    latest = folder / "public/latest.json"
    told = latest.read_text()
    for bad in ("{", json.dumps({"id": "x"}), told.replace("gongkai-2", "gone-2")):
        latest.write_text(bad)
        assert ask(site.client, 0) == good
    latest.write_text(told)
    assert ask(site.client, 0) == good


async def lived(app, stop):
    """The application's life as a server tells it, until it is to stop."""
    events = iter(("startup", "shutdown"))

    async def receive():
        event = next(events)
        if event == "shutdown":
            await stop.wait()
        return {"type": f"lifespan.{event}"}

    await app({"type": "lifespan"}, receive, lambda _: asyncio.sleep(0))


def test_each_snapshot_is_counted_for_itself(home, tmp_path):
    folder = tmp_path / "counted"
    shutil.copytree(home, folder)

    async def articles(app):
        """What the facet of the whole table tells, and what was counted before anybody asked."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            told = (await client.get("/gongkai/documents.json?_facet=kind&_size=1")).json()["facet_results"]["kind"]["results"]
        await app.working
        counted = dict(app.edition.datasette.get_database(NAME).tallies["documents", "kind"])
        return {one["value"]: one["count"] for one in told}["article"], counted["article"]

    async def asked():
        app, stop = Editions(Home(folder)), asyncio.Event()
        lifespan = asyncio.create_task(lived(app, stop))
        await asyncio.sleep(0.1)
        await app.working
        before = await articles(app)
        add_and_publish(folder, 1)
        await articles(app)
        after = await articles(app)
        stop.set()
        await lifespan
        return before, after

    (told, counted), after = asyncio.run(asked())
    assert told == counted
    assert after == (told + 1, told + 1)


def test_a_snapshot_stays_open_until_it_is_counted(home, tmp_path, monkeypatch):
    """Closed in the midst of it, SQLite's handle would be gone under the reading thread."""
    folder = tmp_path / "replaced"
    shutil.copytree(home, folder)
    counting, seen = asyncio.Event(), []
    count = Joined.count

    async def slow(self):
        await counting.wait()
        await count(self)
        seen.append(self.tallies["documents", "kind"])

    monkeypatch.setattr(Joined, "count", slow)

    async def replaced():
        app = Editions(Home(folder))
        first, working = app.edition, asyncio.create_task(app.work(app.edition))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            await client.get("/gongkai/runs.json")
            add_and_publish(folder, 2)
            await client.get("/gongkai/runs.json")
        assert app.edition is not first
        counting.set()
        await working
        await app.working
        return first

    first = asyncio.run(replaced())
    assert len(seen) == 2
    with pytest.raises(RuntimeError):  # closed afterwards
        first.datasette.executor.submit(int)


def test_a_server_that_stops_counts_no_further(home, monkeypatch):
    stop, gone = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr("archive.site.editions.prime", lambda _: gone.wait())

    async def stopped():
        app = Editions(Home(home))
        stop.set()
        await lived(app, stop)
        gone.set()
        await app.working
        return app.edition.datasette.get_database(NAME)

    database = asyncio.run(stopped())
    assert len(database.tallies) == 1
    database.leaving.clear()
    asyncio.run(database.count())
    assert len(database.tallies) > 10
