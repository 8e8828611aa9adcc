"""A new snapshot is taken up while the site runs, and no answer mixes two."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

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
