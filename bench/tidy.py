"""Measure the views of a home's database: pages of them, and the files of a snapshot with the memory they take.

`python bench/tidy.py HOME`; HOME/gongkai.db may be made by bench/synthetic.py. Files go to HOME/tidy and are removed.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.publish import tidy_files
from archive.store import schema

PAGES = {
    "report_wide, first page": "SELECT * FROM report_wide LIMIT 11",
    "report_wide, an agency": "SELECT * FROM report_wide WHERE agency_id = :agency LIMIT 11",
    "report_wide, newest year": "SELECT * FROM report_wide WHERE year = 2024 LIMIT 11",
    "report_wide, a report": "SELECT * FROM report_wide WHERE report_id = :report",
    "facts_tidy, first page": "SELECT * FROM facts_tidy LIMIT 51",
    "facts_tidy, a report": "SELECT * FROM facts_tidy WHERE report_id = :report LIMIT 51",
    "facts_tidy, an agency": "SELECT * FROM facts_tidy WHERE agency_id = :agency LIMIT 51",
    "facts_tidy, one item": "SELECT * FROM facts_tidy WHERE item = 'granted' AND measure = 'total' LIMIT 51",
    "items": "SELECT * FROM items LIMIT 51",
}
TIMES = 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, nargs="?", help="nothing is measured where none is given")
    given = options.parse_args()
    if given.home is None:
        return options.print_help()
    with closing(schema.connect(given.home / "gongkai.db")) as connection:
        schema.migrate(connection)
    with closing(schema.connect(given.home / "gongkai.db", readonly=True)) as connection:
        report, agency = connection.execute("SELECT id, agency_id FROM reports ORDER BY id LIMIT 1 OFFSET 7").fetchone()
        for name, sql in PAGES.items():
            taken = sorted(seconds(connection, sql, {"report": report, "agency": agency}) for _ in range(TIMES))
            median, p95 = statistics.median(taken) * 1000, taken[int(TIMES * 0.95) - 1] * 1000
            print(f"{name}: median {median:.1f} ms, p95 {p95:.1f} ms of processor time", flush=True)
        files(connection, given.home / "tidy")
    return None


def seconds(connection, sql, values):
    """Processor time, since the machine may be shared."""
    began = time.process_time()
    connection.execute(sql, {key: value for key, value in values.items() if f":{key}" in sql}).fetchall()
    return time.process_time() - began


def files(connection, folder):
    """Write the files and print their sizes, the time, and the memory at its highest."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    written, missing = tidy_files.write(connection, folder / "gongkai.new", folder / "gongkai-0.db", datetime(2026, 1, 1, tzinfo=UTC))
    used = time.process_time() - began
    print(f"files: {used:.0f} s of processor time, memory {before >> 10} → {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    for file in written:
        print(f"{file.name}: {file.entry['rows']:,} rows, {file.temporary.stat().st_size:,} bytes")
    for each in missing:
        print(each["table"], each["format"], each["why"])
    rows = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tidy_files.ROOM}
    print(f"{rows}; all files {sum(file.temporary.stat().st_size for file in written):,} bytes, {tidy_files.room(connection):,} asked for")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
