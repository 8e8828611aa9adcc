"""Sites crawled by the workers of a real Dask cluster: what one process fetches, one site's failure its own."""

import json
import os
import subprocess
import time

import pytest
import yaml

from crawler.dask_workers import shards
from crawler.model.types import Column, Site
from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from gongkai.home import PACKAGED, Home, again
from tests.conftest import command
from tests.helpers.best_of import best_of
from tests.helpers.closed_port import closed_port
from tests.helpers.dask_cluster import cluster

pytest.importorskip("distributed", reason="needs gongkai[distributed]")


def test_each_site_is_crawled_by_a_worker_and_only_what_is_due(tmp_path):
    home, file = tmp_path / "home", tmp_path / "sites.yaml"
    with sample(0) as portals, cluster(2) as (address, _), closed_port("127.0.0.2") as port:
        entries = [portal.entry() for portal in portals]
        dead = {**entries[0], "id": "dead", "columns": [{**entries[0]["columns"][0], "url": f"http://127.0.0.2:{port}/"}]}
        file.write_text(yaml.safe_dump([*entries, dead], allow_unicode=True), encoding="utf-8")
        done = command("crawl", "--json", home=home, registry=file, env={"GONGKAI_SCHEDULER": address})
        again = command("crawl", "--json", "--due", *(entry["id"] for entry in entries), "--scheduler", address, home=home, registry=file)
    told = json.loads(done.stdout)
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.PARTIAL, False), done.stderr
    assert {site["site"]: site["exit"] for site in told["sites"]} == {**{entry["id"]: 0 for entry in entries}, "dead": Exit.FAILED}
    assert all(column["complete"] for site in told["sites"] if site["exit"] == 0 for column in site["columns"])
    (log,) = (home / "logs").glob(f"{told['run']}.jsonl")  # all sites of the run in one file
    assert {json.loads(line)["site"] for line in log.read_text(encoding="utf-8").splitlines()} >= {entry["id"] for entry in entries}
    assert (again.returncode, json.loads(again.stdout)["sites"]) == (Exit.COMPLETE, [])
    assert command("build", home=home, registry=file).returncode == Exit.COMPLETE
    assert command("verify", home=home, registry=file).returncode == Exit.COMPLETE


def test_a_stop_reaches_what_the_workers_began_and_ends_soon(tmp_path):
    """A slow site is under way on a worker, another waits for it; both are asked to end, and what was fetched is kept."""
    folders = (tmp_path / f"home {number}" for number in range(3))
    assert best_of(lambda: seconds_to_stop(next(folders), tmp_path / "sites.yaml"), enough=15) < 15  # 8 s, and what load adds


def seconds_to_stop(home, file):
    with sample(0) as portals, cluster(1) as (address, _):
        entries = [portal.entry() | {"delay": 0.6} for portal in portals]
        file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        environment = {**os.environ, "GONGKAI_SCHEDULER": address}
        process = subprocess.Popen([*again(Home(home), file), "crawl", "--json"], stdout=subprocess.PIPE, text=True, env=environment)
        until(lambda: any(path.stat().st_size > 20_000 for path in (home / "warc").glob("*/*.open")))
        began = time.monotonic()
        process.terminate()
        output, _ = process.communicate(timeout=120)
        took = time.monotonic() - began
        until(lambda: not list((home / "warc").glob("*/*.open")))  # the worker's own crawl has ended too
    assert process.returncode == Exit.STOPPED
    told = {site["site"]: site["exit"] for site in json.loads(output)["sites"]}
    assert set(told.values()) == {Exit.STOPPED}
    assert command("build", home=home, registry=file).returncode == Exit.COMPLETE
    return took


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("hosts", "wanted"),
    [(["a", "b", "c"], [("0",), ("1",), ("2",)]), (["a", "b", "a"], [("1",), ("0", "2")]), (["a", "b", "a b"], [("0", "1", "2")])],
)
def test_sites_of_one_host_go_to_one_worker(hosts, wanted):
    def site(number, names):
        columns = tuple(Column(name, name, "policy", f"http://{name}.example/{number}/") for name in names.split())
        return Site(str(number), "站", "990100", "city", columns), columns

    assert shards([site(number, names) for number, names in enumerate(hosts)]) == wanted


def test_a_cluster_that_is_not_there_is_said_in_a_sentence(gongkai, tmp_path):
    soon = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"}  # nobody will come: waiting proves nothing
    with closed_port() as port:
        done = gongkai("crawl", "--scheduler", f"tcp://127.0.0.1:{port}", registry=PACKAGED, env=soon)
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False), done.stderr
