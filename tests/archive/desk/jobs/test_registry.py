"""The registry as the desk reads it: from what `gongkai sites --json` prints, again when a file changes, not more often than it must."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from archive.desk.jobs import registry
from archive.desk.jobs.registry import KeptReading, Registry, RegistryColumn, RegistryRead, RegistrySite

ENTRY = {
    "id": "town",
    "name": "甲市",
    "timezone": "Asia/Shanghai",
    "url": "http://town.example/",
    "columns": [
        {"id": "annual", "name": "年报", "kind": "annual_report", "url": "http://town.example/nb/", "next_visit": "2026-05-09"},
        {"id": "news", "name": "通知", "kind": "notice", "url": "http://town.example/tz/", "next_visit": None},
    ],
}
SITE = RegistrySite(
    "town",
    "甲市",
    "Asia/Shanghai",
    (
        RegistryColumn("town/annual", "年报", "annual_report", "http://town.example/nb/", date(2026, 5, 9)),
        RegistryColumn("town/news", "通知", "notice", "http://town.example/tz/", None),
    ),
)


def printing(text="", error="", code=0):
    """A command that prints this, after having checked that it was asked for the registry."""
    source = (
        f"import sys; assert sys.argv[1:] == ['sites', '--json']; sys.stdout.write({text!r}); sys.stderr.write({error!r}); sys.exit({code})"
    )
    return [sys.executable, "-c", source]


@pytest.fixture
def made(tmp_path):
    """`made(call)` gives a registry of one file and a frontier of one."""
    (tmp_path / "frontier").mkdir()
    (tmp_path / "sites.yaml").write_text("sites: []", encoding="utf-8")
    (tmp_path / "frontier" / "town.sqlite").write_bytes(b"1")

    def make(call=(), environment=os.environ):
        return Registry(call, tmp_path / "sites.yaml", tmp_path / "frontier", environment)

    return make


def test_an_entry_of_the_answer():
    assert registry.site_of(ENTRY) == SITE


@pytest.mark.parametrize(("text", "day"), [("2026-05-09", date(2026, 5, 9)), ("", None), (None, None)])
def test_a_day(text, day):
    assert registry.day_of(text) == day


def test_the_answer_of_the_command(made):
    other = {**ENTRY, "id": "village", "columns": []}
    found = made(printing(json.dumps([ENTRY, other], ensure_ascii=True))).read()
    assert found == RegistryRead({"town": SITE, "village": RegistrySite("village", "甲市", "Asia/Shanghai", ())}, "")


@pytest.mark.parametrize(
    ("error", "code", "fault"),
    [
        ("gongkai: sites.yaml: line 3 is no YAML\n", 2, "sites.yaml: line 3 is no YAML"),
        ("a warning\ngongkai: last\n\n", 1, "last"),
        ("plain\n", 3, "plain"),
        ("", 1, "it cannot be read"),
        ("\n", 1, "it cannot be read"),
    ],
)
def test_why_the_registry_cannot_be_read(made, error, code, fault):
    assert made(printing(error=error, code=code)).read() == RegistryRead({}, fault)


def test_a_warning_of_a_command_that_ends_well_is_no_fault(made):
    assert made(printing("[]", "a warning\n")).read() == RegistryRead({}, "")


def test_a_command_that_is_missing_or_does_not_end(made, monkeypatch):
    assert "nowhere" in made(["/nowhere/gongkai"]).read().fault
    given = []

    def run(call, **options):
        given.append((call, options))
        raise subprocess.TimeoutExpired(call, options["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    assert "timed out after 60 seconds" in made(["gongkai"], {"A": "1"}).read().fault
    assert given == [
        (["gongkai", "sites", "--json"], {"capture_output": True, "text": True, "timeout": 60, "check": False, "env": {"A": "1"}})
    ]


def test_the_registry_is_read_again_when_it_changes_and_the_frontier_now_and_then(made, tmp_path, monkeypatch):
    found, asked, clock = made(), [], [100.0]
    monkeypatch.setattr(registry.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(Registry, "_ask", lambda self: asked.append(1) or RegistryRead(fault=str(len(asked))))
    assert [found.read().fault for _ in range(3)] == ["1"] * 3
    (tmp_path / "sites.yaml").write_text("sites: [a]", encoding="utf-8")
    assert [found.read().fault for _ in range(2)] == ["2"] * 2
    (tmp_path / "frontier" / "town.sqlite").write_bytes(b"22")
    assert found.read().fault == "2", "a crawl writes all the time"
    clock[0] = 105.0
    assert found.read().fault == "2"
    clock[0] = 105.1
    assert [found.read().fault for _ in range(2)] == ["3"] * 2
    clock[0] = 900.0
    assert found.read().fault == "3", "nothing has changed"
    (tmp_path / "frontier" / "town.sqlite-wal").write_bytes(b"1")
    assert found.read().fault == "4"
    (tmp_path / "frontier" / "other").write_bytes(b"1")
    clock[0] = 1900.0
    assert found.read().fault == "4"
    assert isinstance(found.kept, KeptReading)


def test_what_changes_when_a_file_does(tmp_path):
    one, two = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_bytes(b"1")
    two.write_bytes(b"22")
    (tmp_path / "c.txt").write_bytes(b"333")
    abouts = [file.stat() for file in (one, two)]
    each = [(about.st_ino, about.st_mtime_ns, about.st_size) for about in abouts]
    assert registry.registry_stamp(one) == each[0]
    assert registry.registry_stamp(tmp_path) == each[0] + each[1]
    assert registry.stamp_of([two, tmp_path / "none", one]) == each[1] + each[0]
    assert registry.stamp_of([]) == ()
