"""What a machine lacks is told with what it costs."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import date

import pytest

from archive.ops import doctor
from archive.ops.doctor import EXTRAS, PROGRAM, clock, disk, extra, findings, holidays, install_command, program, readers, writable
from archive.system.machine import memory
from gongkai.errors import Exit
from gongkai.home import Home
from tests.conftest import ROOT


def test_this_machine_is_looked_at_whole(gongkai, tmp_path):
    done = gongkai("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == (Exit.FAILED if any(each["state"] == "broken" for each in found) else Exit.COMPLETE)
    assert {each["name"] for each in found} >= {
        "Python",
        "SQLite",
        "home",
        "disk",
        "clock",
        "memory",
        "confinement",
        "soffice",
        "Chinese fonts",
        "bsdtar",
    }
    assert all(each["cost"] for each in found if each["state"] != "good")
    assert len(found) == len(list(findings(Home(tmp_path))))


def test_a_missing_program_says_what_it_costs_and_how_to_get_it():
    found = program("no-such-program", "some-package", "scans stay unread")
    assert (found.state, "scans stay unread" in found.cost, "some-package" in found.cost) == ("lacking", True, True)


def test_a_library_that_lacks_another_is_broken(tmp_path, monkeypatch):
    (tmp_path / "half_installed.py").write_text("import absent_of_half")
    monkeypatch.syspath_prepend(tmp_path)
    found = readers(("json", "half_installed"))
    assert (found.state, "absent_of_half" in found.found, install_command() in found.cost) == ("broken", True, True)
    assert readers().state == "good"


def test_a_home_below_a_file_is_broken(tmp_path, gongkai):
    (tmp_path / "file").write_text("")
    assert writable(Home(tmp_path / "file" / "home")).state == "broken"
    assert disk(Home(tmp_path / "file" / "home")).found
    assert gongkai("doctor", home=tmp_path / "file" / "home").returncode == Exit.FAILED


def test_a_clock_behind_what_was_published_is_broken(tmp_path):
    home = Home(tmp_path)
    assert clock(home).state == "good"
    home.public.mkdir()
    snapshot = home.public / "gongkai-20990101T000000.db"
    snapshot.write_bytes(b"")
    os.utime(snapshot, (PROGRAM + 10 * 365 * 86400,) * 2)
    assert clock(home).state == "broken"


@pytest.mark.parametrize(
    ("soon", "state", "found"),
    [(date(2026, 12, 31), "good", "known"), (date(2099, 6, 1), "lacking", "2099"), (date(2099, 1, 15), "lacking", "2098, 2099")],
)
def test_a_year_whose_holidays_are_not_announced_is_told(soon, state, found):
    assert (holidays(soon).state, found in holidays(soon).found) == (state, True)


@pytest.mark.parametrize(("told", "known"), [("max", None), ("1073741824", 1 << 30), ("9223372036854771712", None), (None, None)])
def test_a_containers_limit_is_the_memory(tmp_path, told, known):
    if told:
        (tmp_path / "memory.max").write_text(told + "\n")
    assert memory([tmp_path / "memory.max"]) == (known or memory([]))


def test_every_extra_of_the_package_is_checked(gongkai):
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(extras) - {"dev"}
    named = {each["name"] for each in json.loads(gongkai("doctor", "--json").stdout)}
    assert {f"gongkai[{name}]" for name in EXTRAS} <= named


@pytest.mark.parametrize(("name", "absent"), [(name, module) for name, (modules, _) in EXTRAS.items() for module in modules])
def test_an_absent_module_of_an_extra_names_the_feature_and_the_command(name, absent, monkeypatch):
    monkeypatch.setattr(doctor, "find_spec", lambda module: None if module == absent else object())
    found = extra(name)
    assert (found.state, found.found) == ("lacking", f"not installed: {absent}")
    assert found.cost == f"{EXTRAS[name][1]}; {install_command(name)}"


def test_the_advice_of_a_clone_is_a_target_of_its_makefile():
    done = subprocess.run(f"{install_command('ocr')} --dry-run", shell=True, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "ocr" in done.stdout) == (0, True), done.stderr


def test_the_advice_of_an_installed_package_names_its_own_python_and_the_extra(tmp_path):
    assert install_command("ocr", tmp_path) == f"{sys.executable} -m pip install 'gongkai[ocr]'"


def test_what_readers_keep_is_said_with_what_it_means(monkeypatch):
    for kept in (("files",), ("files", "network", "signals", "system calls"), ("everything",)):
        monkeypatch.setattr("archive.system.sandbox.what_is_missing", lambda kept=kept: kept)
        found = doctor.confinement()
        assert found.state == "lacking"
        assert all(name in found.found and doctor.KEPT[name] in found.cost for name in kept)
    monkeypatch.setattr("archive.system.sandbox.what_is_missing", tuple)
    assert doctor.confinement().state == "good"
