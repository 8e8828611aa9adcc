"""A new snapshot is taken up while the site runs, and no answer mixes two."""

import asyncio
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from archive.editions import Editions
from archive.pages.site import NAME
from parsers.contract import Home
from tests.archive.site.conftest import Served, add_and_publish

COUNT = "select (select count(*) from documents) as documents, " \
        "(select count(*) from documents where kind in ('article', 'part')) as articles"


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
        shown = int(answer.text.split('<li><b>', 1)[1].split("<", 1)[0].replace(",", ""))
    assert answer.status_code == 200
    return answer.headers["x-gongkai-snapshot"], shown


def hammer(address, requests):
    with httpx.Client(base_url=address, timeout=60, headers={"accept-language": "zh"}) as client:
        return [ask(client, number) for number in range(requests)]


@pytest.mark.parametrize(("requests", "swaps"), [(300, 3), pytest.param(2500, 6, marks=pytest.mark.soak)], ids=["1,200", "10,000"])
def test_no_answer_mixes_two_snapshots(moving, requests, swaps):
    folder, site = moving
    first = json.loads((folder / "public/latest.json").read_text())
    truth = {first["id"]: first["tables"]["documents"]}
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(hammer, site.address, requests) for _ in range(4)]
        for number in range(swaps):
            edition = add_and_publish(folder, number)
            truth[edition["id"]] = edition["tables"]["documents"]
        seen = [answer for future in running for answer in future.result()]
    assert len(seen) == 4 * requests
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
        app, events = Editions(Home(folder)), iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        await app({"type": "lifespan"}, lambda: asyncio.sleep(0, next(events)), lambda _: asyncio.sleep(0))
        await app.working
        before = await articles(app)
        add_and_publish(folder, 1)
        await articles(app)
        return before, await articles(app)

    (told, counted), after = asyncio.run(asked())
    assert told == counted
    assert after == (told + 1, told + 1)
