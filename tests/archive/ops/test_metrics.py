"""Every metric that a run leaves for Prometheus: its name, its help, its samples, in their order."""

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from archive.health.assess import STATES
from archive.ops import metrics
from archive.ops.metrics import blocks, crawl_stats, last_success, seconds, textfile, write
from gongkai.errors import Exit
from gongkai.home import Home
from tests.archive.ops.test_alarms import health

NOW = datetime(2026, 5, 8, 20, tzinfo=UTC)
NAMES = [
    ("gongkai_run_exit_code", "How the last run ended."),
    ("gongkai_run_finished_timestamp_seconds", "When the last run ended, well or not."),
    ("gongkai_run_last_success_timestamp_seconds", "When a run last ended with 0 and no column failed or was overdue."),
    ("gongkai_free_bytes", "Free space on the archive's disk."),
    ("gongkai_database_bytes", "Size of the working database."),
    ("gongkai_column_last_run_timestamp_seconds", "When the column was last visited."),
    ("gongkai_column_last_success_timestamp_seconds", "When it was last read completely."),
    ("gongkai_column_last_new_timestamp_seconds", "The day it last brought news."),
    ("gongkai_column_rows_found", "Rows its list showed at the last visit."),
    ("gongkai_column_rows_told", "Rows the portal says there are."),
    ("gongkai_column_state", "1 for the state the column is in."),
    ("gongkai_crawl_stat", "Scrapy's stats of the last visit to each site, and ours below gongkai/."),
    ("gongkai_problems", "What went wrong, by stage and code."),
]


@pytest.fixture
def home(tmp_path):
    found = Home(tmp_path)
    found.database.write_bytes(b"x" * 7)
    found.stats.mkdir()
    (found.stats / "town.json").write_text('{"b": 2.5, "a": 1}', encoding="utf-8")
    (found.stats / "cut.json").write_text('{"b": ', encoding="utf-8")
    return found


@pytest.fixture
def problems():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE problems (stage, code)")
    rows = [("parse", "unread"), ("fetch", "timeout"), ("fetch", "timeout")]
    connection.executemany("INSERT INTO problems VALUES (?, ?)", rows)
    yield connection
    connection.close()


def test_every_metric_in_its_order(home, problems):
    found = list(blocks(home, [health("a/b", "late")], problems, 6, NOW, True))
    assert [(name, help) for name, help, _ in found] == NAMES
    samples = {name.removeprefix("gongkai_"): values for name, _, values in found}
    labels = {"column": "a/b"}
    assert samples.pop("free_bytes")[0][1] > 0
    states = samples.pop("column_state")
    assert states == [({**labels, "state": state}, float(state == "late")) for state in STATES]
    visited = datetime(2026, 5, 8, 19, tzinfo=UTC).timestamp()
    assert samples == {
        "run_exit_code": [({}, 6)],
        "run_finished_timestamp_seconds": [({}, NOW.timestamp())],
        "run_last_success_timestamp_seconds": [({}, NOW.timestamp())],
        "database_bytes": [({}, 7)],
        "column_last_run_timestamp_seconds": [(labels, visited)],
        "column_last_success_timestamp_seconds": [(labels, visited)],
        "column_last_new_timestamp_seconds": [(labels, datetime(2026, 5, 1, tzinfo=UTC).timestamp())],
        "column_rows_found": [(labels, 3)],
        "column_rows_told": [(labels, 5)],
        "crawl_stat": [({"site": "town", "stat": "a"}, 1.0), ({"site": "town", "stat": "b"}, 2.5)],
        "problems": [({"stage": "fetch", "code": "timeout"}, 2.0), ({"stage": "parse", "code": "unread"}, 1.0)],
    }


def test_what_is_not_there_has_no_sample(tmp_path):
    home = Home(tmp_path)
    found = {name: values for name, _, values in blocks(home, [], None, 1, NOW, False)}
    assert [name for name, values in found.items() if values] == [
        "gongkai_run_exit_code",
        "gongkai_run_finished_timestamp_seconds",
        "gongkai_free_bytes",
    ]
    assert "gongkai_problems" not in found
    assert crawl_stats(home) == []


@pytest.mark.parametrize(
    ("code", "success", "kept"), [(0, None, True), (6, None, False), (0, False, False), (6, True, True), (Exit.COMPLETE, None, True)]
)
def test_a_success_is_kept_over_runs_that_are_none(tmp_path, code, success, kept):
    home = Home(tmp_path)
    write(home, [], None, code, NOW, success)
    assert last_success(textfile(home)) == (NOW.timestamp() if kept else None)
    write(home, [], None, 1, NOW.replace(month=7))
    assert last_success(textfile(home)) == (NOW.timestamp() if kept else None)
    assert [path.name for path in tmp_path.iterdir()] == ["metrics.prom"]
    assert last_success(tmp_path / "none") is None


def test_the_file_is_in_prometheus_own_format(home, problems):
    write(home, [health("a/b", "late")], problems, 6, NOW)
    lines = textfile(home).read_text(encoding="utf-8").splitlines()
    assert lines[:3] == [
        "# HELP gongkai_run_exit_code How the last run ended.",
        "# TYPE gongkai_run_exit_code gauge",
        "gongkai_run_exit_code 6",
    ]
    assert 'gongkai_crawl_stat{site="town",stat="b"} 2.5' in lines
    assert 'gongkai_problems{stage="fetch",code="timeout"} 2' in lines
    assert f"gongkai_run_finished_timestamp_seconds {NOW.timestamp():.0f}" in lines
    assert "gongkai_run_last_success" not in "\n".join(lines), "a metric without samples is left out"


@pytest.mark.parametrize(("text", "escaped"), [("a", "a"), ('a"b', 'a\\"b'), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("公", "公")])
def test_labels_are_escaped(text, escaped):
    assert metrics._block("m", "h", [({"x": text, "y": "z"}, 1.0)]) == f'# HELP m h\n# TYPE m gauge\nm{{x="{escaped}",y="z"}} 1\n'
    assert (metrics._block("m", "h", []), metrics._labels({})) == ("", "")


def test_moments_are_seconds_in_utc():
    assert [seconds(text) for text in ("1970-01-01", "1970-01-01T00:01:00", "1970-01-01T08:00:00+08:00", "", None)] == [
        0.0,
        60.0,
        0.0,
        None,
        None,
    ]
    assert json.dumps(seconds("2026-05-08T20:00:00Z")) == json.dumps(NOW.timestamp())
