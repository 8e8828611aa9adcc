"""How the archive stands: every column's health, the last runs, what each site holds, how much room is left."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from archive import assertions, health, records, schema
from archive.derive import named
from archive.faults import spoken
from archive.snapshot import newest
from parsers.contract import Home, UsageError, now

RUNS = 5  # of the last ones
NOTES = ("no_report", "report_in_attachment")  # said of every notice among the reports: no trouble, so they come last
Stand = dict[str, Any]


def status(home: Home, sites: Sequence[str] = ()) -> Stand:
    """Given a home, return how it stands, narrowed to these sites; UsageError for a site it does not know."""
    with spoken(home.root):
        stand: Stand = {"home": str(home.root), "free": free(home), "warc": held(home), "snapshot": newest(home),
                        "withheld": assertions.withheld(home), "columns": [], "runs": [], "documents": {}, "problems": {}}
        if home.database.exists():
            with closing(schema.connect(home.database, readonly=True)) as connection:
                stand |= of_database(connection)
    known = {*stand["warc"], *(column["site_id"] for column in stand["columns"])}
    strange = [site for site in sites if site not in known]
    if strange:
        raise UsageError(f"nothing is known of site {strange[0]!r}; known are: {', '.join(sorted(known)) or 'none yet'}")
    return narrowed(stand, sites) if sites else stand


def free(home: Home) -> int | None:
    """Bytes free where the home lies; None while it does not exist."""
    return shutil.disk_usage(home.root).free if home.root.exists() else None


def held(home: Home) -> dict[str, Stand]:
    """Given a home, return for each site how many WARC files it has, how many bytes, and whether one is being written."""
    sites: dict[str, Stand] = defaultdict(lambda: {"files": 0, "bytes": 0, "open": 0})
    for file in records.listed(home.warc):
        site = sites[file.name.partition("/")[0]]
        site["files"] += 1
        site["bytes"] += file.size
        site["open"] += file.open
    return dict(sites)


def of_database(connection: sqlite3.Connection) -> Stand:
    """What the database tells."""
    columns = [asdict(column) for column in health.assess(connection, now())]
    runs = list(named(connection, "SELECT * FROM runs ORDER BY started DESC LIMIT ?", RUNS))
    documents = dict(connection.execute("SELECT site_id, count(*) FROM documents GROUP BY site_id"))
    problems = {f"{stage}/{code}": count for stage, code, count in connection.execute(
        f"SELECT stage, code, count(*) FROM problems GROUP BY 1, 2 ORDER BY code IN ({', '.join('?' * len(NOTES))}), 3 DESC, 1, 2", NOTES)}
    return {"columns": columns, "runs": runs, "documents": documents, "problems": problems}


def narrowed(stand: Stand, sites: Sequence[str]) -> Stand:
    """Given how all stands, return it for these sites."""
    kept = {name: {site: value for site, value in stand[name].items() if site in sites} for name in ("warc", "documents")}
    return {**stand, **kept, "columns": [column for column in stand["columns"] if column["site_id"] in sites]}


def lines(stand: Stand) -> Iterator[str]:
    """Given how it stands, yield it as lines for a person."""
    yield f"{stand['home']}: {size(stand['free'])} free"
    for site, about in sorted(stand["warc"].items()):
        being = ", one being written" if about["open"] else ""
        documents = stand["documents"].get(site, 0)
        yield f"  {site}: {documents:,} documents, {about['files']:,} WARC files{being}, {size(about['bytes'])}"
    published = stand["snapshot"]
    yield f"snapshot: {published['file']}, {size(published['size'])}" if published else "snapshot: none published yet"
    if stand["withheld"]:
        since, reasons = stand["withheld"]
        yield f"withheld since {since}: {'; '.join(reasons)}"
    yield "columns:" if stand["columns"] else "columns: none known yet; run gongkai crawl, then gongkai build"
    for column in stand["columns"]:
        whole = "complete" if column["complete"] else "incomplete"
        rows = f"{column['rows_found']:,} of {column['rows_told']:,} rows" if column["rows_told"] else f"{column['rows_found']:,} rows"
        yield f"  {column['column_id']}: {column['state']} ({column['english']}); last run {column['last_run'] or 'never'}, {whole}, {rows}"
    for run in stand["runs"]:
        end = f"exit {run['exit_code']}" if run["finished"] else "cut off"
        yield f"run {run['id']}: {end}, {run['requests'] or 0:,} requests, {run['new'] or 0:,} new, {run['changed'] or 0:,} changed"
    for name, count in list(stand["problems"].items())[:10]:
        yield f"problem {name}: {count:,}"


def size(count: int | None) -> str:
    """Given a number of bytes, return it for a person.

    >>> size(None), size(999), size(1_500_000)
    ('unknown', '999 B', '1.5 MB')
    """
    if count is None:
        return "unknown"
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} B"
