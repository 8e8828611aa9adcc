"""Metrics for Prometheus' textfile collector: each column's state and times, the archive's size and free space."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from archive.health.assess import STATES, ColumnHealth
from gongkai.errors import Exit
from gongkai.home import Home

COLUMN_TIMES = {
    "last_run": "When the column was last visited.",
    "last_success": "When it was last read completely.",
    "last_new": "The day it last brought news.",
}
COLUMN_COUNTS = {"rows_found": "Rows its list showed at the last visit.", "rows_told": "Rows the portal says there are."}
RUN_SUCCESS = "gongkai_run_last_success_timestamp_seconds"
Sample = tuple[dict[str, str], float]


def textfile(home: Home) -> Path:
    """Return the path of the metrics; node_exporter is pointed at its folder."""
    return home.root / "metrics.prom"


def write(
    home: Home, health: Iterable[ColumnHealth], connection: sqlite3.Connection | None, code: int, now: datetime, success: bool | None = None
) -> None:
    """Replace the file atomically; `connection` is None if there is no database. OSError if the disk refuses."""
    path = textfile(home)
    text = "".join(
        _block(*block) for block in blocks(home, list(health), connection, code, now, code == Exit.COMPLETE if success is None else success)
    )
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def blocks(
    home: Home, health: list[ColumnHealth], connection: sqlite3.Connection | None, code: int, now: datetime, success: bool
) -> Iterator[tuple[str, str, list[Sample]]]:
    """Yield name, help and samples of each metric."""
    yield "gongkai_run_exit_code", "How the last run ended.", [({}, code)]
    yield "gongkai_run_finished_timestamp_seconds", "When the last run ended, well or not.", [({}, now.timestamp())]
    moment = now.timestamp() if success else last_success(textfile(home))
    yield RUN_SUCCESS, "When a run last ended with 0 and no column failed or was overdue.", [({}, moment)] if moment else []
    yield "gongkai_free_bytes", "Free space on the archive's disk.", [({}, shutil.disk_usage(home.root).free)]
    yield "gongkai_database_bytes", "Size of the working database.", [({}, home.database.stat().st_size)] if home.database.exists() else []
    for name, help in COLUMN_TIMES.items():
        values = [({"column": each.column_id}, seconds(getattr(each, name))) for each in health]
        yield f"gongkai_column_{name}_timestamp_seconds", help, [(labels, value) for labels, value in values if value is not None]
    for name, help in COLUMN_COUNTS.items():
        counts = [({"column": each.column_id}, getattr(each, name)) for each in health]
        yield f"gongkai_column_{name}", help, [(labels, count) for labels, count in counts if count is not None]
    yield (
        "gongkai_column_state",
        "1 for the state the column is in.",
        [({"column": each.column_id, "state": state}, float(each.state == state)) for each in health for state in STATES],
    )
    yield "gongkai_crawl_stat", "Scrapy's stats of the last visit to each site, and ours below gongkai/.", crawl_stats(home)
    if connection:
        rows = connection.execute("SELECT stage, code, count(*) FROM problems GROUP BY 1, 2 ORDER BY 1, 2")
        counted = [({"stage": stage, "code": code}, float(count)) for stage, code, count in rows]
        yield "gongkai_problems", "What went wrong, by stage and code.", counted


def crawl_stats(home: Home) -> list[Sample]:
    """Return the numbers that the last crawl of each site counted; a file that cannot be read has none."""
    samples: list[Sample] = []
    for path in sorted(home.stats.glob("*.json")):
        try:
            counted = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        samples += [({"site": path.stem, "stat": name}, float(value)) for name, value in sorted(counted.items())]
    return samples


def seconds(moment: str | None) -> float | None:
    """Return an ISO date or time as seconds since 1970; UTC if it names no zone.

    >>> seconds("2026-01-01"), seconds("2026-01-01T00:00:10Z"), seconds(None)
    (1767225600.0, 1767225610.0, None)
    """
    if not moment:
        return None
    found = datetime.fromisoformat(moment)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def last_success(path: Path) -> float | None:
    """Return the last success recorded in the file, to be carried over a run that was none."""
    found = re.search(rf"^{RUN_SUCCESS} (\S+)$", path.read_text(encoding="utf-8"), re.M) if path.exists() else None
    return float(found[1]) if found else None


def _block(name: str, help: str, samples: list[Sample]) -> str:
    if not samples:
        return ""
    lines = [f"# HELP {name} {help}", f"# TYPE {name} gauge", *(f"{name}{_labels(labels)} {value:.15g}" for labels, value in samples)]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    inside = ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escape(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
