"""What doctor finds on machines of every kind: from which measure on something is lacking, and what it then says it costs."""

import json
import sys
import types
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from archive.ops import doctor
from gongkai.errors import Exit
from gongkai.home import Home

GB = 1 << 30


@pytest.mark.parametrize(
    ("version", "state"), [((3, 37, 9), "broken"), ((3, 38, 0), "lacking"), ((3, 44, 1), "lacking"), ((3, 44, 2), "good")]
)
def test_which_sqlite_is_good(monkeypatch, version, state):
    text = ".".join(map(str, version))
    real = doctor.sqlite3
    monkeypatch.setattr(doctor, "sqlite3", types.SimpleNamespace(sqlite_version_info=version, sqlite_version=text, connect=real.connect))
    found = doctor.sqlite()
    assert (found.name, found.state, found.found) == ("SQLite", state, text)
    assert "3.44.2" in found.cost


def test_an_sqlite_without_full_text_search_is_broken(monkeypatch):
    real = doctor.sqlite3

    class Connection:
        def execute(self, sql):
            assert "fts5" in sql
            raise real.OperationalError("no such module: fts5")

    known = types.SimpleNamespace(
        connect=lambda place: Connection(), OperationalError=real.OperationalError, sqlite_version="3.50.0", sqlite_version_info=(3, 50, 0)
    )
    monkeypatch.setattr(doctor, "sqlite3", known)
    found = doctor.sqlite()
    assert (found.name, found.state, found.found) == ("SQLite", "broken", "3.50.0")
    assert "no such module: fts5" in found.cost


@pytest.mark.parametrize(
    ("free", "state"), [(256 << 20, "broken"), ((256 << 20) + 1, "lacking"), (5 * GB, "lacking"), (5 * GB + 1, "good")]
)
def test_how_much_room_is_enough(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: types.SimpleNamespace(free=free))
    found = doctor.disk(Home(tmp_path / "not" / "yet"))
    assert (found.name, found.state, found.found) == ("disk", state, f"{free / GB:.1f} GB free at {tmp_path}")
    assert "256 MB" in found.cost


@pytest.mark.parametrize(("total", "state"), [(2 * GB - 1, "lacking"), (2 * GB, "good")])
def test_how_much_memory_is_enough(monkeypatch, total, state):
    monkeypatch.setattr(doctor.machine, "memory", lambda: total)
    found = doctor.memory()
    assert (found.name, found.state, found.found) == ("memory", state, "2.0 GB")
    assert "one at a time" in found.cost


@pytest.mark.parametrize(("files", "sites", "state"), [(96 + 14 * 49, 49, "lacking"), (96 + 14 * 50, 50, "good")])
def test_how_many_open_files_are_enough(monkeypatch, files, sites, state):
    monkeypatch.setattr(doctor, "open_files", lambda: files)
    found = doctor.files()
    assert (found.name, found.state, found.found) == ("open files", state, f"{files}: {sites} sites at once")
    assert str(sites) in found.cost
    assert "ulimit -n" in found.cost


@pytest.mark.parametrize(("version", "state"), [((3, 10, 9), "broken"), ((3, 11, 0), "good"), ((3, 14, 0), "good")])
def test_which_python_is_good(monkeypatch, version, state):
    monkeypatch.setattr(doctor, "sys", types.SimpleNamespace(version_info=version, version="3.x (main)"))
    found = doctor.python()
    assert (found.name, found.state, found.found) == ("Python", state, "3.x")
    assert "3.11" in found.cost


@pytest.mark.parametrize(("behind", "state"), [(86_300, "good"), (86_500, "broken")])
def test_a_clock_may_be_a_day_behind_and_no_more(monkeypatch, tmp_path, behind, state):
    class Clock:
        @staticmethod
        def now(zone):
            assert zone is UTC
            return datetime.fromtimestamp(doctor.PROGRAM - behind, UTC)

    monkeypatch.setattr(doctor, "datetime", Clock)
    found = doctor.clock(Home(tmp_path))
    assert (found.name, found.state) == ("clock", state)
    assert found.found == f"{Clock.now(UTC):%Y-%m-%d %H:%M} UTC"
    assert "every date in the archive" in found.cost


def test_holidays_are_asked_for_today_and_a_month_ahead(monkeypatch):
    asked = []
    monkeypatch.setattr(doctor, "announced", lambda year: asked.append(year) or year < 2027)
    assert doctor.holidays(date(2027, 1, 31)) == doctor.Finding(
        "holidays", "lacking", "unknown for 2027", doctor.holidays(date(2027, 1, 31)).cost
    )
    assert set(asked) == {2026, 2027}
    asked.clear()
    assert doctor.holidays(date(2026, 2, 1)).state == "good"
    assert doctor.holidays(date(2026, 2, 1)).found == "known"
    assert set(asked) == {2026}
    assert "State Council" in doctor.holidays(date(2027, 6, 1)).cost
    assert doctor.AHEAD.days == 31


@pytest.mark.parametrize(
    ("lister", "listed", "state", "count"), [(None, "", "lacking", 0), ("/fc-list", "", "lacking", 0), ("/fc-list", "a\nb\n", "good", 2)]
)
def test_chinese_fonts_are_counted(monkeypatch, lister, listed, state, count):
    called = []
    monkeypatch.setattr(doctor.shutil, "which", lambda name: called.append(name) or lister)
    monkeypatch.setattr(doctor.subprocess, "run", lambda words, **options: called.append(words) or types.SimpleNamespace(stdout=listed))
    found = doctor.fonts()
    assert (found.name, found.state, found.found) == ("Chinese fonts", state, f"{count} found")
    assert "fonts-noto-cjk" in found.cost
    assert called == (["fc-list", ["/fc-list", ":lang=zh"]] if lister else ["fc-list"])


@pytest.mark.parametrize("name", ["files", "network", "signals", "system calls", "everything"])
def test_what_readers_keep_is_said(monkeypatch, name):
    monkeypatch.setattr(doctor.sandbox, "what_is_missing", lambda: (name,))
    found = doctor.confinement()
    assert (found.name, found.state, found.found) == ("confinement", "lacking", f"readers keep: {name}")
    words = {
        "files": "Landlock",
        "network": "network",
        "signals": "signal",
        "system calls": "seccomp",
        "everything": "no reader could be started",
    }
    assert words[name] in found.cost.partition("; run gongkai as")[0]
    assert "a user that owns nothing else" in found.cost


def test_readers_that_keep_nothing_are_good(monkeypatch):
    monkeypatch.setattr(doctor.sandbox, "what_is_missing", tuple)
    assert (doctor.confinement().name, doctor.confinement().state) == ("confinement", "good")


NEEDED = {
    "ocr": (("rapidocr", "onnxruntime", "cv2"), "scanned"),
    "office": (("rarfile", "py7zr"), "RAR and 7z"),
    "signatures": (("pyhanko", "gmssl"), "seals"),
    "timestamps": (("opentimestamps",), "OpenTimestamps"),
    "parquet": (("pyarrow",), "Parquet"),
    "browser": (("playwright",), "fetcher: browser"),
    "distributed": (("dask", "distributed", "s3fs"), "S3"),
}


@pytest.mark.parametrize("name", NEEDED)
def test_an_extra_lacks_what_it_lacks(monkeypatch, name):
    modules, feature = NEEDED[name]
    monkeypatch.setattr(doctor, "find_spec", lambda module: None if module in modules else object())
    found = doctor.extra(name)
    assert (found.name, found.state, found.found) == (f"gongkai[{name}]", "lacking", f"not installed: {', '.join(modules)}")
    assert feature in found.cost
    assert doctor.install_command(name) in found.cost
    monkeypatch.setattr(doctor, "find_spec", lambda module: object())
    assert doctor.extra(name) == doctor.Finding(f"gongkai[{name}]", "good", "installed")


def test_how_to_install_from_a_clone_and_from_the_index(tmp_path):
    assert doctor.install_command("", tmp_path) == f"{sys.executable} -m pip install --force-reinstall gongkai"
    (tmp_path / "Makefile").write_text("")
    assert "pip" in doctor.install_command("ocr", tmp_path), "a Makefile alone is no clone"
    (tmp_path / "pyproject.toml").write_text("")
    assert doctor.install_command("ocr", tmp_path) == f"make -B -C {tmp_path} setup"


def test_every_check_is_made_the_most_important_first(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.sandbox, "what_is_missing", tuple)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = {each.name: each for each in doctor.findings(Home(tmp_path))}
    assert list(found) == [
        *("Python", "readers", "SQLite", "home", "disk", "clock", "holidays", "memory", "confinement", "open files"),
        *("soffice", "Chinese fonts", "bsdtar"),
        *(f"gongkai[{name}]" for name in doctor.EXTRAS),
    ]
    assert found["readers"].found == f"{len(doctor.libraries.READERS)} libraries load"
    assert "tables" in found["soffice"].cost
    assert "libreoffice-writer libreoffice-calc" in found["soffice"].cost
    assert "RAR" in found["bsdtar"].cost
    assert found["bsdtar"].cost.endswith("apt install libarchive-tools")
    assert (found["bsdtar"].state, found["bsdtar"].found) == ("lacking", "not found")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert doctor.program("bsdtar", "libarchive-tools", "x") == doctor.Finding("bsdtar", "good", "/usr/bin/bsdtar")


def test_a_home_that_cannot_be_written_is_broken(monkeypatch, tmp_path):
    found = doctor.writable(Home(tmp_path / "new"))
    assert (found.name, found.state, found.found) == ("home", "good", f"{tmp_path / 'new'}, no archive yet: gongkai init makes one")
    assert "--home" in found.cost
    monkeypatch.setattr(doctor.os, "access", lambda folder, mode: mode != doctor.os.W_OK | doctor.os.X_OK)
    assert doctor.writable(Home(tmp_path)).state == "broken"


@pytest.mark.parametrize(
    ("states", "code"), [(("good",), Exit.COMPLETE), (("good", "lacking"), Exit.COMPLETE), (("good", "broken"), Exit.FAILED)]
)
def test_only_what_is_broken_fails(monkeypatch, tmp_path, states, code):
    made = [doctor.Finding(f"n{number}", state, "found", "cost") for number, state in enumerate(states)]
    monkeypatch.setattr(doctor, "findings", lambda home: iter(made))
    done = CliRunner().invoke(doctor.doctor, [], obj={"home": Home(tmp_path)})
    assert done.exit_code == code
    lines = done.output.splitlines()
    assert lines[0] == "good     n0: found"
    assert lines[1:] == [f"{state:8} n1: found - cost" for state in states[1:]]
    done = CliRunner().invoke(doctor.doctor, ["--json"], obj={"home": Home(tmp_path)})
    assert done.exit_code == code
    assert json.loads(done.output)[0] == {"name": "n0", "state": "good", "found": "found", "cost": "cost"}
