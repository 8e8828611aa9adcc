"""The state of the archive: every column's health, the last runs, what each site holds, free disk space."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from archive.health import assess, now_state
from archive.health.history import Intent
from archive.health.standing import standing
from archive.ops import present
from archive.publish import assertions
from archive.publish.latest import entry
from archive.store import rows, schema, warc_files
from gongkai import disk
from gongkai.clock import now
from gongkai.errors import UsageError
from gongkai.home import Home
from gongkai.terminal.amounts import counted, size

RUNS = 5  # of the last ones
NOTES = ("no_report", "report_in_attachment")  # raised for every notice among the reports: harmless, so they come last
BESIDE = {  # what a column's last run counts beside its verdict
    "portal_faults": "served broken by the portal",
    "out_of_bounds": "out of bounds (robots.txt or another site)",
    "drawn": "list pages drawn by a browser",
}
Stand = dict[str, Any]


def status(home: Home, sites: Sequence[str] = ()) -> Stand:
    """Return the state of a home, narrowed to these sites; UsageError for an unknown site."""
    with disk.explained(home.root):
        stand: Stand = {
            "home": str(home.root),
            "free": free(home),
            "warc": held(home),
            "snapshot": entry(home),
            "withheld": withheld_of(home),
            "now": None,
            "columns": [],
            "runs": [],
            "documents": {},
            "problems": {},
        }
        if home.database.exists():
            with closing(schema.connect(home.database, readonly=True)) as connection:
                schema.require_current(connection)
                stand |= of_database(home, connection)
        else:
            stand["now"] = state_of(home, ())
    known = {*stand["warc"], *(column["site_id"] for column in stand["columns"])}
    strange = [site for site in sites if site not in known]
    if strange:
        raise UsageError(f"nothing is known of site {strange[0]!r}; known are: {', '.join(sorted(known)) or 'none yet'}")
    return narrowed(stand, sites) if sites else stand


def free(home: Home) -> int | None:
    """Return the bytes free on the home's disk; None if the home does not exist."""
    return shutil.disk_usage(home.root).free if home.root.exists() else None


def withheld_of(home: Home) -> tuple[str, list[Stand]] | None:
    """Return since when and why the newest state is not published, the reasons in both languages; None if it is."""
    found = assertions.withheld(home)
    return (found[0], [asdict(reason) for reason in found[1]]) if found else None


def held(home: Home) -> dict[str, Stand]:
    """Return for each site the number of WARC files, their bytes, and whether one is being written."""
    sites: dict[str, Stand] = defaultdict(lambda: {"files": 0, "bytes": 0, "open": 0})
    for file in warc_files.listed(home.warc):
        site = sites[file.name.partition("/")[0]]
        site["files"] += 1
        site["bytes"] += file.size
        site["open"] += file.open
    return dict(sites)


def of_database(home: Home, connection: sqlite3.Connection) -> Stand:
    """Return the part of the state that comes from the database."""
    health = assess.assess(connection, now(), intent=Intent.of(home))
    columns = [asdict(column) for column in health]
    runs = list(rows.named(connection, "SELECT * FROM runs ORDER BY started DESC LIMIT ?", RUNS))
    documents = dict(connection.execute("SELECT site_id, count(*) FROM documents GROUP BY site_id"))
    problems = {
        f"{stage}/{code}": count
        for stage, code, count in connection.execute(
            f"SELECT stage, code, count(*) FROM problems GROUP BY 1, 2 ORDER BY code IN ({', '.join('?' * len(NOTES))}), 3 DESC, 1, 2",
            NOTES,
        )
    }
    return {"columns": columns, "runs": runs, "documents": documents, "problems": problems, "now": state_of(home, health)}


def state_of(home: Home, health: Sequence[assess.ColumnHealth]) -> Stand | None:
    """Return how the last run ended, what fails and is overdue, what waits, the disk's forecast; None where there was no run yet."""
    last = now_state.read(home)
    if last is None:
        return None
    state = present.current(home, health, last.run, now())
    told = asdict(state)
    del told["columns"]
    return told | {
        "failing": [column.column_id for column in state.failing],
        "overdue": [column.column_id for column in standing(health, now()).overdue],
        "outages": [outage.english for outage in now_state.outages(home, state, now())],
    }


def narrowed(stand: Stand, sites: Sequence[str]) -> Stand:
    """Return the state of these sites only."""
    kept = {name: {site: value for site, value in stand[name].items() if site in sites} for name in ("warc", "documents")}
    return {**stand, **kept, "columns": [column for column in stand["columns"] if column["site_id"] in sites]}


def lines(stand: Stand) -> Iterator[str]:
    """Yield the state as lines for a person."""
    yield f"{stand['home']}: {size(stand['free'])} free"
    yield from of_now(stand["now"]) if stand["now"] else ()
    for site, about in sorted(stand["warc"].items()):
        being = ", one being written" if about["open"] else ""
        documents = stand["documents"].get(site, 0)
        yield f"  {site}: {counted(documents, 'document')}, {counted(about['files'], 'WARC file')}{being}, {size(about['bytes'])}"
    published = stand["snapshot"]
    yield f"snapshot: {published['file']}, {size(published['size'])}" if published else "snapshot: none published yet"
    if stand["withheld"]:
        since, reasons = stand["withheld"]
        yield f"withheld since {since}: {'; '.join(reason['english'] for reason in reasons)}"
    yield "columns:" if stand["columns"] else "columns: none known yet; run gongkai crawl, then gongkai build"
    for column in stand["columns"]:
        whole = "complete" if column["complete"] else "incomplete"
        rows = (
            f"{column['rows_found']:,} of {counted(column['rows_told'], 'row')}"
            if column["rows_told"]
            else counted(column["rows_found"], "row")
        )
        beside = "".join(f", {column[name]:,} {words}" for name, words in BESIDE.items() if column[name])
        beside += "".join(f", asked about and settled: {doubt}" for doubt in column["doubts_settled"])
        last = f"last run {column['last_run'] or 'never'}, {whole}, last good visit {column['last_success'] or 'never'}"
        mark = "!" if column["cause"] else " "
        yield f"{mark} {column['column_id']}: {column['state']} ({column['english']}); {last}, {rows}{beside}"
    for run in stand["runs"]:
        end = f"exit {run['exit_code']}" if run["finished"] else "cut off"
        requests = counted(run["requests"] or 0, "request")
        yield f"run {run['id']}: {end}, {requests}, {run['new'] or 0:,} new, {run['changed'] or 0:,} changed"
    for name, count in list(stand["problems"].items())[:10]:
        yield f"problem {name}: {count:,}"


def of_now(state: Stand) -> Iterator[str]:
    """Yield how the last run ended and what is wrong now, a line each."""
    run, room = state["run"], state["disk"]
    end = f"exit {run['exit_code']}" if run["finished"] else "not ended"
    meaning = "".join(
        (
            f" of {run['step']}" if run["step"] else "",
            f": {run['meaning']}" if run["meaning"] else "",
            f" ({run['why']})" if run["why"] else "",
        )
    )
    yield f"last run {run['started']}: {end}{meaning}; last success {run['last_success'] or 'never'}"
    for outage in state["outages"]:
        yield f"  ! {outage}"
    if state["overdue"]:
        yield f"  overdue: {', '.join(state['overdue'][:10])}"
    if state["waiting"]:
        yield f"  waiting: {counted(sum(state['waiting'].values()), 'address', 'addresses')} of {counted(len(state['waiting']), 'site')}"
    if room and room["days_left"] is not None:
        yield f"  disk: grows by {size(room['per_day'])} a day, full in {counted(room['days_left'], 'day')}"
