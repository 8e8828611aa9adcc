"""Sites crawled by the workers of a real Dask cluster: what one process fetches, one site's failure its own."""

import json

import pytest
import yaml

from crawler.cluster import shards
from crawler.sample.server import sample
from crawler.types import Column, Site
from parsers.contract import Exit
from tests.conftest import command
from tests.dask_cluster import cluster, free_port

pytest.importorskip("distributed", reason="needs gongkai[distributed]")


def test_each_site_is_crawled_by_a_worker_and_only_what_is_due(tmp_path):
    home, file = tmp_path / "home", tmp_path / "sites.yaml"
    with sample(0) as portals, cluster(2) as (address, _):
        entries = [portal.entry() for portal in portals]
        dead = {**entries[0], "id": "dead", "columns": [{**entries[0]["columns"][0], "url": f"http://127.0.0.2:{free_port()}/"}]}
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


@pytest.mark.parametrize(("hosts", "wanted"), [
    (["a", "b", "c"], [("0",), ("1",), ("2",)]), (["a", "b", "a"], [("1",), ("0", "2")]), (["a", "b", "a b"], [("0", "1", "2")])])
def test_sites_of_one_host_go_to_one_worker(hosts, wanted):
    def site(number, names):
        columns = tuple(Column(name, name, "policy", f"http://{name}.example/{number}/") for name in names.split())
        return Site(str(number), "站", "990100", "city", columns), columns

    assert shards([site(number, names) for number, names in enumerate(hosts)]) == wanted


def test_a_cluster_that_is_not_there_is_said_in_a_sentence(gongkai, tmp_path):
    done = gongkai("crawl", "--scheduler", f"tcp://127.0.0.1:{free_port()}")
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False), done.stderr
