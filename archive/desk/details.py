"""One site or column closely: its last visits, its faults, the log lines about it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.ops.status import NOTES
from archive.store import schema
from gongkai.home import Home

VISITS = """
    SELECT run_id, started, finished, complete, rows_found, rows_told, new, changed, gone, pages_read, reasons FROM column_runs
    WHERE column_id = ? ORDER BY started DESC LIMIT 12"""
FAULTS = f"""
    SELECT at, stage, code, message, url, run_id, column_id FROM problems WHERE {{}} = ? AND code NOT IN {NOTES}
    ORDER BY at DESC, id DESC LIMIT 20"""  # notes on notices among the reports are no faults
COLUMN_FAULTS, SITE_FAULTS = FAULTS.format("column_id"), FAULTS.format("site_id")
SITE_RUNS = (
    "SELECT run_id, started, finished, exit_code, requests, bytes, problems FROM site_runs WHERE site_id = ? ORDER BY started DESC LIMIT 8"
)
LOGS, LINES = 12, 40  # newest logs that are looked through, lines shown
TAIL = 1 << 20  # bytes of the end of each log: some 5,000 lines
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a run's log as the page shows it."""

    at: str
    event: str
    run: str
    text: str  # the other fields, as `name value`


def rows(home: Home, sql: str, *values: object) -> list[Row]:
    """Return the rows of a query over the working database; none where there is none."""
    if not home.database.exists():
        return []
    with closing(schema.connect(home.database, readonly=True)) as connection:
        schema.require_current(connection)
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def visits(home: Home, column: str) -> list[Row]:
    """Return the last visits of a column, the newest first; `reasons` as a list."""
    return [{**row, "reasons": json.loads(row["reasons"] or "[]")} for row in rows(home, VISITS, column)]


def log_lines(home: Home, site: str, column: str = "") -> list[LogLine]:
    """Return the newest log lines about a site or one of its columns, the newest first."""
    found: list[LogLine] = []
    for path in sorted((home.root / "logs").glob("*.jsonl"), reverse=True)[:LOGS]:
        for line in reversed(tail(path)):
            said = parsed(line)
            if concerns_column(said, site, column):
                found.append(shown(said))
            if len(found) == LINES:
                return found
    return found


def tail(path: Path) -> list[bytes]:
    """Return the complete lines at the end of a log."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - TAIL))
            lines = stream.read(TAIL).splitlines()
    except OSError:
        return []
    return lines[1:] if size > TAIL else lines


def parsed(line: bytes) -> Row:
    """Return the fields of a log line; empty for one that was cut off."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def concerns_column(said: Mapping[str, Any], site: str, column: str) -> bool:
    """Return whether a log line is about a site, and about that column of it if one is named (by its id within the site)."""
    named = str(said.get("column", "")).rpartition("/")[2]
    return said.get("site") == site and (not column or named == column)


def shown(said: Mapping[str, Any]) -> LogLine:
    """Return a log line as the page shows it."""
    rest = " · ".join(f"{name} {plain(value)}" for name, value in said.items() if name not in ("at", "event", "run", "site", "column"))
    return LogLine(str(said.get("at", ""))[:19], str(said.get("event", "")), str(said.get("run", "")), rest[:500])


def plain(value: object) -> str:
    """Return a value of a log line as a person reads it.

    >>> plain(["timeout: no answer", "empty_now"]), plain(False), plain(3)
    ('timeout: no answer; empty_now', 'no', '3')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(plain, value)) if isinstance(value, list) else str(value)
