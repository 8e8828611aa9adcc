"""The cost of a column of every family: list requests against the minimum, rows missed, false rows, requests of a second visit.

`bench/families.py` crawls the replica's long columns (260 rows) by the real command, twice, and prints the table in Markdown. Takes about a
minute.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from crawler.model.same_site import canonical
from gongkai import warc_reader
from tests.replica.server import replica

ROOT = Path(__file__).parents[1]
SHORT = 10  # pages
LISTLESS = "f15"  # its list pages are its documents


def chosen(manifest):
    """Return one complete column of every host of a family, the longest."""
    for name, host in manifest.items():
        whole = [column for column in host["columns"] if column["complete"]]
        if name.startswith("f") and name != LISTLESS and whole:
            yield name, host, max(whole, key=lambda column: len(column["rows"]))


def crawl(folder, names):
    began = time.perf_counter()
    options = ["--home", str(folder / "home"), "--registry", str(folder / "sites.yaml")]
    command = [sys.executable, "-m", "gongkai", *options, "crawl", "--json", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return json.loads(done.stdout), time.perf_counter() - began


def listed(folder, name):
    rows = []
    for path in sorted((folder / "home" / "warc" / name).glob("*.warc.gz*")):
        with path.open("rb") as stream:
            for record in warc_reader.records(stream):
                if record.type == "resource" and (resource := json.loads(record.block)).get("type") == "listing":
                    rows = resource["rows"]
    return {canonical(row["url"]) for row in rows}


def rows_pages(folder, name):
    """List pages that hold rows."""
    with closing(sqlite3.connect(folder / "home" / "frontier" / f"{name}.sqlite")) as frontier:
        found = frontier.execute("select listing from lists where listing is not null").fetchall()
    return sum(bool(json.loads(listing)["entries"]) for (listing,) in found)


def lists(log, name, column):
    documents = {urlsplit(url)._replace(scheme="", netloc="").geturl() for url in [*column["rows"], *column["attachments"]]}
    return [line for line in log if line["host"] == name and line["target"] not in documents and line["target"] != "/robots.txt"]


def main():
    with replica() as served, tempfile.TemporaryDirectory() as temporary:
        folder, columns = Path(temporary), list(chosen(served.manifest()))
        sites = [
            {
                "id": name,
                "name": name,
                "area": "990100",
                "level": "city",
                "delay": 0,
                "allow_private": True,
                "columns": [{"id": "c", "name": "c", "kind": "annual_report", "url": column["url"]}],
            }
            for name, _, column in columns
        ]
        (folder / "sites.yaml").write_text(yaml.safe_dump(sites), encoding="utf-8")
        first, seconds = crawl(folder, [name for name, _, _ in columns])
        log, ratios, again_ratios = list(served.log), [], []
        holding = {name: rows_pages(folder, name) for name, _, _ in columns}
        served.log.clear()
        second, seconds_again = crawl(folder, [name for name, _, _ in columns])
        print("| host | family | rows | missed | false | list requests | least | ratio | second visit: lists | least | ratio | documents |")
        print("|---|---|---|---|---|---|---|---|---|---|---|---|")
        for name, host, column in columns:
            found, wanted = listed(folder, name), {canonical(url) for url in column["rows"]}
            asked, again = lists(log, name, column), lists(served.log, name, column)
            bodies = sum(1 for line in served.log if line["host"] == name and line["target"] != "/robots.txt") - len(again)
            ratios.append(len(asked) / column["least"])
            # a list of more than ten pages need be read down to the first page that brings nothing new; a shorter one is read completely
            least = column["least"] if holding[name] <= SHORT else column["least"] - holding[name] + 1
            again_ratios.append(len(again) / least)
            print(
                f"| {name} | {host['family']} | {len(wanted)} | {len(wanted - found)} | {len(found - wanted)} | {len(asked)} "
                f"| {column['least']} | {ratios[-1]:.2f} | {len(again)} | {least} | {again_ratios[-1]:.2f} | {bodies} |"
            )
        whole = sum(column["complete"] for outcome in first["sites"] for column in outcome["columns"])
        new = sum(column["new"] + column["changed"] for outcome in second["sites"] for column in outcome["columns"])
        print(
            f"\n{len(columns)} columns, {whole} complete; median ratio {statistics.median(ratios):.2f}, worst {max(ratios):.2f}. "
            f"First visit: {len(log)} requests in {seconds:.0f} s; second: {len(served.log)} in {seconds_again:.0f} s, "
            f"{new} documents new or changed; median ratio of the second visit's lists {statistics.median(again_ratios):.2f}."
        )


if __name__ == "__main__":
    main()
