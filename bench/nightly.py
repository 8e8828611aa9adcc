"""The cost of a night without changes, the delay until a new document is published, and the delay until a stop raises an alarm.

Forty portals on loopback with five columns each, five documents a column. Every column is visited each night by real `gongkai run`
processes whose clock is set to working days.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archive.ops import alarms  # noqa: E402 - the script runs from anywhere
from gongkai.home import Home, again  # noqa: E402
from tests.helpers import year  # noqa: E402
from tests.helpers.living import living  # noqa: E402

SITES, COLUMNS, DOCUMENTS, NIGHTS = 40, 5, 5, 3
BEGIN = date(2026, 3, 2)


class Quiet:
    """A column that published a few documents and then pauses."""

    def __init__(self, name):
        self.plan = year.Plan(name, "policy", year.every(5))
        self.posted = [BEGIN - timedelta(days=7 * n) for n in range(DOCUMENTS, 0, -1)]


def registry(folder, servers):
    """Write a registry of forty sites, each a portal with five columns."""
    entries = [
        {
            "id": f"site{number}",
            "name": f"站点{number}",
            "area": "990100",
            "level": "city",
            "delay": 0,
            "allow_private": True,
            "columns": [
                {"id": name, "name": name, "kind": "policy", "url": f"http://127.0.0.1:{server.server_port}/{name}"}
                for name in server.columns
            ],
        }
        for number, server in enumerate(servers)
    ]
    path = folder / "sites.yaml"
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return path


def run(home, sites, day):
    """Run one night; return seconds, CPU seconds of all its processes, requests and bytes written to WARC."""
    before, spent = size(home), cpu()
    began = time.perf_counter()
    environment = {**os.environ, "GONGKAI_NOW": f"{day}T19:00:00+00:00"}
    every = [f"site{number}" for number in range(SITES)]  # named, so that each is visited whether due or not
    call = [*again(Home(home), sites), "run", *every]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stderr[-2000:]
    log = max((home / "logs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return seconds, cpu() - spent, sum("status" in event for event in events), size(home) - before


def cpu():
    """Return the CPU seconds of the finished child processes, including their own children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size(home):
    return sum(path.stat().st_size for path in (home / "warc").rglob("*.warc.gz")) if (home / "warc").exists() else 0


def new_document(home, sites, server, day):
    """Return the seconds from the appearance of a document to the snapshot that holds it."""
    column = server.columns["column0"]
    column.posted.append(day)
    began = time.perf_counter()
    run(home, sites, day)
    edition = json.loads((home / "public" / "latest.json").read_text())
    assert edition["tables"]["documents"] == SITES * COLUMNS * DOCUMENTS + 1, edition["tables"]
    return time.perf_counter() - began


def delays(seeds=8):
    """Return the days from the start of a problem to its alarm, over several simulated years, and the alarms of columns that were calm."""
    from tests.scenarios.build.test_year import CALM, IN_TIME, delay, night

    found, false = {name: [] for name in IN_TIME}, 0
    for seed in range(1, seeds + 1):
        home = Home(Path(tempfile.mkdtemp()))
        columns = {plan.name: year.live(plan, seed) for plan in year.PLANS}
        day = year.FIRST
        while day <= year.LAST:
            night(home, columns, day)
            day += year.DAY
        assert not alarms.read_ledger(alarms.ledger(home)).unsent
        for name, days in found.items():
            days.append(delay(columns[name]))
        false += sum(what == "alarm" for name in CALM for _, what in columns[name].alarms)
    return found, false, seeds * len(CALM)


def portals(servers):
    """Give each server its five columns."""
    for number, server in enumerate(servers):
        names = [f"column{number * COLUMNS + each}" for each in range(COLUMNS)]
        server.columns, server.day = {name: Quiet(name) for name in names}, BEGIN
    return servers


def main():
    ports = {f"column{number}": Quiet("") for number in range(0, SITES * COLUMNS, COLUMNS)}
    with tempfile.TemporaryDirectory() as name, living(ports) as found:
        folder = Path(name)
        servers = portals(list(found.values()))
        home, sites = folder / "home", registry(folder, servers)
        first = run(home, sites, BEGIN)
        nights = [run(home, sites, BEGIN + timedelta(days=night)) for night in range(1, NIGHTS + 1)]
        fresh = new_document(home, sites, servers[0], BEGIN + timedelta(days=NIGHTS + 1))
    quiet = tuple(median(column) for column in zip(*nights, strict=True))
    print(f"| {SITES * COLUMNS} columns on {SITES} hosts, {SITES * COLUMNS * DOCUMENTS} documents | s | CPU s | requests | WARC bytes |")
    print("|---|---|---|---|---|")
    for name, night in (("first run: everything is new", first), (f"a night on which nothing changed (median of {NIGHTS})", quiet)):
        print(f"| {name} | {night[0]:.0f} | {night[1]:.1f} | {night[2]} | {night[3]:,} |")
    print(f"\nFrom a new document to the snapshot that holds it: {fresh:.0f} s (one run over all 200 columns).\n")
    found, false, years = delays()
    print(f"{false} false alarms in {years} column-years\n")
    print("| trouble | days until the alarm: median of 8 years | longest |")
    print("|---|---|---|")
    for name, days in found.items():
        print(f"| {name} | {median(days):.0f} | {max(days)} |")


if __name__ == "__main__":
    main()
