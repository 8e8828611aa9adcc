"""What a column of every family costs: list requests beside the least possible, rows missed, rows that are none, what a second visit asks.

`bench/families.py` crawls the replica's long columns (260 rows) by the real command, twice, and prints the table in
Markdown. About a minute.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from crawler.identity import canonical
from parsers import warc
from tests.replica.server import replica

ROOT = Path(__file__).parents[1]
LISTLESS = "f15"  # its list pages are its documents


def chosen(manifest):
    """One complete column of every host of a family: the longest."""
    for name, host in manifest.items():
        whole = [column for column in host["columns"] if column["complete"]]
        if name.startswith("f") and name != LISTLESS and whole:
            yield name, host, max(whole, key=lambda column: len(column["rows"]))


def crawl(folder, names):
    began = time.perf_counter()
    options = ["--home", str(folder / "home"), "--registry", str(folder / "sites.yaml")]
    command = [sys.executable, "-m", "archive", *options, "crawl", "--json", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return json.loads(done.stdout), time.perf_counter() - began


def listed(folder, name):
    rows = []
    for path in sorted((folder / "home" / "warc" / name).glob("*.warc.gz*")):
        with path.open("rb") as stream:
            for record in warc.records(stream):
                if record.type == "resource" and (told := json.loads(record.block)).get("type") == "listing":
                    rows = told["rows"]
    return {canonical(row["url"]) for row in rows}


def lists(log, name, column):
    documents = {urlsplit(url)._replace(scheme="", netloc="").geturl() for url in [*column["rows"], *column["attachments"]]}
    return [line for line in log if line["host"] == name and line["target"] not in documents and line["target"] != "/robots.txt"]


def main():
    with replica() as served, tempfile.TemporaryDirectory() as temporary:
        folder, columns = Path(temporary), list(chosen(served.manifest()))
        sites = [{"id": name, "name": name, "area": "990100", "level": "city", "delay": 0, "allow_private": True, "columns": [
            {"id": "c", "name": "c", "kind": "annual_report", "url": column["url"]}]} for name, _, column in columns]
        (folder / "sites.yaml").write_text(yaml.safe_dump(sites), encoding="utf-8")
        first, seconds = crawl(folder, [name for name, _, _ in columns])
        log, ratios = list(served.log), []
        served.log.clear()
        second, seconds_again = crawl(folder, [name for name, _, _ in columns])
        print("| host | family | rows | missed | false | list requests | least | ratio | second visit: lists | documents |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for name, host, column in columns:
            found, wanted = listed(folder, name), {canonical(url) for url in column["rows"]}
            asked, again = lists(log, name, column), lists(served.log, name, column)
            bodies = sum(1 for line in served.log if line["host"] == name and line["target"] != "/robots.txt") - len(again)
            ratios.append(len(asked) / column["least"])
            print(f"| {name} | {host['family']} | {len(wanted)} | {len(wanted - found)} | {len(found - wanted)} | {len(asked)} "
                  f"| {column['least']} | {ratios[-1]:.2f} | {len(again)} | {bodies} |")
        whole = sum(column["complete"] for outcome in first["sites"] for column in outcome["columns"])
        new = sum(column["new"] + column["changed"] for outcome in second["sites"] for column in outcome["columns"])
        print(f"\n{len(columns)} columns, {whole} complete; median ratio {statistics.median(ratios):.2f}, worst {max(ratios):.2f}. "
              f"First visit: {len(log)} requests in {seconds:.0f} s; second: {len(served.log)} in {seconds_again:.0f} s, "
              f"{new} documents new or changed.")


if __name__ == "__main__":
    main()
