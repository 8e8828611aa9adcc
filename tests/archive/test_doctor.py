"""What a machine lacks is told with what it costs."""

import json
import os
from datetime import date

import pytest

from archive.doctor import PROGRAM, clock, disk, findings, holidays, program, readers, writable
from archive.machine import memory
from parsers.contract import Exit, Home


def test_this_machine_is_looked_at_whole(gongkai, tmp_path):
    done = gongkai("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == (Exit.FAILED if any(each["state"] == "broken" for each in found) else Exit.COMPLETE)
    assert {each["name"] for each in found} >= {"Python", "SQLite", "home", "disk", "clock", "memory", "soffice", "Chinese fonts", "unar"}
    assert all(each["cost"] for each in found if each["state"] != "good")
    assert len(found) == len(list(findings(Home(tmp_path))))


def test_a_missing_program_says_what_it_costs_and_how_to_get_it():
    found = program("no-such-program", "some-package", "scans stay unread")
    assert (found.state, "scans stay unread" in found.cost, "some-package" in found.cost) == ("lacking", True, True)


def test_a_library_that_lacks_another_is_broken(tmp_path, monkeypatch):
    (tmp_path / "half_installed.py").write_text("import absent_of_half")
    monkeypatch.syspath_prepend(tmp_path)
    found = readers(("json", "half_installed"))
    assert (found.state, "absent_of_half" in found.found, "make setup" in found.cost) == ("broken", True, True)
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


@pytest.mark.parametrize(("soon", "state", "found"), [
    (date(2026, 12, 31), "good", "known"), (date(2099, 6, 1), "lacking", "2099"), (date(2099, 1, 15), "lacking", "2098, 2099")])
def test_a_year_whose_holidays_are_not_announced_is_told(soon, state, found):
    assert (holidays(soon).state, found in holidays(soon).found) == (state, True)


@pytest.mark.parametrize(("told", "known"), [("max", None), ("1073741824", 1 << 30), ("9223372036854771712", None), (None, None)])
def test_a_containers_limit_is_the_memory(tmp_path, told, known):
    if told:
        (tmp_path / "memory.max").write_text(told + "\n")
    assert memory([tmp_path / "memory.max"]) == (known or memory([]))
