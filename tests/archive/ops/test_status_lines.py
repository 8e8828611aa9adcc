"""What status says of an archive, line by line: nothing that is wrong looks well, and what is absent is said to be."""

import os
from typing import Any

import pytest

from archive.ops import status
from gongkai.errors import UsageError
from gongkai.home import Home

COLUMN = {
    "column_id": "a/annual", "site_id": "a", "state": "healthy", "english": "as usual", "complete": 1, "rows_found": 1200,
    "rows_told": 1300, "cause": "", "doubts_settled": (), "portal_faults": 0, "out_of_bounds": 0, "drawn": 0,
    "last_run": "2026-03-01T00:00:00Z", "last_success": "2026-02-01T00:00:00Z"
}  # fmt: skip
RUN = {"id": "r1", "finished": "2026-03-01", "exit_code": 6, "requests": 1234, "new": None, "changed": 2}
STAND = {
    "home": "/data", "free": 5_000_000_000, "warc": {}, "snapshot": None, "withheld": None, "now": None, "columns": [], "runs": [],
    "documents": {}, "problems": {},
}  # fmt: skip


class Later(dict):
    """A state to which a later version adds keys: they say nothing here."""

    def __missing__(self, key):
        return None


def later(value):
    if isinstance(value, dict):
        return Later({key: later(each) for key, each in value.items()})
    return [later(each) for each in value] if isinstance(value, list) else value


def lines(**own):
    return list(status.lines(later(STAND | own)))


def test_an_archive_with_nothing_in_it():
    assert lines() == [
        "/data: 5.0 GB free",
        "snapshot: none published yet",
        "columns: none known yet; run gongkai crawl, then gongkai build",
    ]
    assert lines(free=None)[0] == "/data: unknown free"


def test_each_site_with_what_it_holds():
    warc = {"b": {"files": 1000, "bytes": 1_500_000, "open": 0}, "a": {"files": 1, "bytes": 999, "open": 1}}
    assert lines(warc=warc, documents={"b": 12_000})[1:3] == [
        "  a: 0 documents, 1 WARC file, one being written, 999 B",
        "  b: 12,000 documents, 1,000 WARC files, 1.5 MB",
    ]


def test_what_is_published_and_what_is_withheld():
    found = lines(
        snapshot={"file": "g.db", "size": 2000}, withheld=("2026-03-01", [{"english": "fewer reports"}, {"english": "fewer facts"}])
    )
    assert found[1:3] == ["snapshot: g.db, 2.0 kB", "withheld since 2026-03-01: fewer reports; fewer facts"]


@pytest.mark.parametrize(
    ("own", "line"),
    [
        (
            {},
            "  a/annual: healthy (as usual); last run 2026-03-01T00:00:00Z, complete, last good visit 2026-02-01T00:00:00Z, "
            "1,200 of 1,300 rows",
        ),
        (
            {"rows_told": None, "complete": 0, "last_run": None, "last_success": None},
            "  a/annual: healthy (as usual); last run never, incomplete, last good visit never, 1,200 rows",
        ),
        ({"cause": "network"}, "! a/annual: healthy"),
        ({"doubts_settled": ("30 and 31",)}, ", asked about and settled: 30 and 31"),
        (
            {"portal_faults": 3, "out_of_bounds": 1000, "drawn": 2},
            ", 3 served broken by the portal, 1,000 out of bounds (robots.txt or another site), 2 list pages drawn by a browser",
        ),
    ],
)
def test_each_column(own, line):
    head, found = lines(columns=[COLUMN | own])[-2:]
    assert head == "columns:"
    assert line in found
    assert found[0] == line[0] or line.startswith(",")


def test_runs_and_problems():
    many = {f"fetch/p{number}": number for number in range(12)}
    found = lines(
        runs=[RUN, RUN | {"id": "r2", "finished": None}, RUN | {"id": "r3", "requests": None, "new": 5, "changed": None}], problems=many
    )
    assert found[3:6] == [
        "run r1: exit 6, 1,234 requests, 0 new, 2 changed",
        "run r2: cut off, 1,234 requests, 0 new, 2 changed",
        "run r3: exit 6, 0 requests, 5 new, 0 changed",
    ]
    assert found[6:] == [f"problem fetch/p{number}: {number}" for number in range(10)]


NOW: dict[str, Any] = {
    "run": {"started": "2026-03-01", "finished": "2026-03-02", "exit_code": 6, "meaning": "partly", "last_success": None, "step": "",
            "why": ""},
    "disk": None, "outages": [], "overdue": [], "waiting": {},
}  # fmt: skip


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({}, ["last run 2026-03-01: exit 6: partly; last success never"]),
        (
            {"run": NOW["run"] | {"finished": None, "meaning": "", "last_success": "2026-01-01"}},
            ["last run 2026-03-01: not ended; last success 2026-01-01"],
        ),
        (
            {"run": NOW["run"] | {"step": "build", "meaning": "", "why": "no room"}},
            ["last run 2026-03-01: exit 6 of build (no room); last success never"],
        ),
        ({"outages": ["a is down", "b is down"]}, ["  ! a is down", "  ! b is down"]),
        ({"overdue": [f"c{number}" for number in range(12)]}, ["  overdue: " + ", ".join(f"c{number}" for number in range(10))]),
        ({"waiting": {"a": 1000, "b": 1}}, ["  waiting: 1,001 addresses of 2 sites"]),
        ({"disk": {"per_day": 2_000_000, "days_left": 1234}}, ["  disk: grows by 2.0 MB a day, full in 1,234 days"]),
        ({"disk": {"per_day": 0, "days_left": None}}, ["last run 2026-03-01: exit 6: partly; last success never"]),
    ],
)
def test_what_is_wrong_now_comes_first(own, said):
    assert list(status.of_now(later(NOW | own)))[-len(said) :] == said
    assert lines(now=NOW | own)[1].startswith("last run 2026-03-01")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_999, "1000.0 kB"), (10**6, "1.0 MB"), (10**9, "1.0 GB"), (2_500_000_000, "2.5 GB")],
)
def test_sizes(count, text):
    assert status.size(count) == text


def test_files_of_each_site_are_counted_from_the_folder(tmp_path):
    home = Home(tmp_path / "home")
    assert status.status(home)["free"] is None
    for name, size in (("a/20260101-00001.warc.gz", 10), ("a/20260101-00002.warc.gz.open", 5), ("b/20260101-00001.warc.gz", 7)):
        path = home.root / "warc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    found = status.status(home)
    assert found["warc"]["b"] == {"files": 1, "bytes": 7, "open": 0}
    assert found["warc"]["a"] == {"files": 2, "bytes": 15, "open": 1}
    assert found["free"] == pytest.approx(os.statvfs(home.root).f_bavail * os.statvfs(home.root).f_frsize, rel=0.2)
    assert (found["home"], found["snapshot"], found["withheld"], found["now"]) == (str(home.root), None, None, None)
    assert (found["columns"], found["runs"], found["documents"], found["problems"]) == ([], [], {}, {})
    assert list(status.status(home, ["a"])["warc"]) == ["a"]
    with pytest.raises(UsageError, match="nothing is known of site 'x'; known are: a, b"):
        status.status(home, ["a", "x"])
    with pytest.raises(UsageError, match="none yet"):
        status.status(Home(tmp_path / "other"), ["x"])


def test_a_state_is_narrowed_to_the_sites_asked_for():
    stand = STAND | {"columns": [COLUMN, COLUMN | {"site_id": "b"}], "warc": {"a": {}, "b": {}}, "documents": {"a": 1, "b": 2}}
    found = status.narrowed(stand, ["b"])
    assert ([column["site_id"] for column in found["columns"]], found["warc"], found["documents"]) == (["b"], {"b": {}}, {"b": 2})
    assert found["home"] == "/data"


def test_how_many_runs_and_which_notes_come_last():
    assert status.RUNS == 5
    assert status.NOTES == ("no_report", "report_in_attachment")
