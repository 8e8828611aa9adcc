"""Staying awake: one run at its time, one that makes up for a night asleep, none too many when the clock is set."""

import os
import subprocess
import time
from datetime import datetime

import pytest

from archive.ops.daily import Nights, next_run, overdue, write
from gongkai.errors import Exit
from gongkai.home import Home, again
from gongkai.lock import held
from tests.conftest import ROOT
from tests.helpers.best_of import best_of

CASES = {  # what the clock shows at each look, and at which looks a run begins
    "every night": (["01:00", "02:20", "02:31", "03:00", "+1 02:29", "+1 02:30"], [2, 5]),
    "asleep over three nights": (["01:00", "+3 09:00", "+3 09:01", "+4 02:31"], [1, 3]),
    "set back an hour after the run": (["02:00", "02:31", "01:31", "01:40", "02:31", "+1 02:31"], [1, 5]),
    "set back a year": (["+365 02:00", "02:00", "02:31"], [2]),
    "set forward a year": (["01:00", "+365 01:00", "+365 02:31"], [1, 2]),
    "started after the time": (["02:45", "23:00", "+1 02:31"], [2]),
}


def moment(text):
    days, _, clock = text.rpartition(" ")
    found = datetime.fromisoformat(f"2026-05-01T{clock}:00+08:00")
    return datetime.fromtimestamp(found.timestamp() + 86400 * int(days or 0), found.tzinfo)


@pytest.mark.parametrize("name", CASES)
def test_runs_begin_when_they_should(name):
    looks, wanted = CASES[name]
    nights = Nights(2, 30, lambda: 0, lambda text: None)
    nights.begin(moment(looks[0]))
    began = []
    for number, text in enumerate(looks[1:], 1):
        if nights.look(moment(text)):
            began.append(number)
            nights.begin(moment(text))
    assert began == wanted


def test_sleep_and_a_set_clock_are_told():
    said = []
    nights = Nights(2, 30, lambda: 0, said.append)
    nights.begin(moment("01:00"))
    for text in ("01:01", "+3 09:00", "+3 08:00"):
        nights.look(moment(text))
    assert [text.startswith("asleep, or the clock was set") for text in said] == [False, True, True]


WAITING = {"due tonight": ("01:00", 0), "at its time": ("02:31", 0), "an hour late": ("03:31", 1), "asleep for a day": ("+1 09:00", 1)}


@pytest.mark.parametrize("name", WAITING)
def test_a_run_that_does_not_begin_is_told(tmp_path, name):
    write(Home(tmp_path), moment("02:30"))
    clock, late = WAITING[name]
    assert bool(overdue(Home(tmp_path), moment(clock))) is bool(late)
    with held(tmp_path / "run.lock", "gongkai run"):  # a run at work is never late
        assert overdue(Home(tmp_path), moment(clock)) is None


def test_status_overdue_is_the_health_check(gongkai, tmp_path):
    nobody = gongkai("status", "--overdue")
    assert (nobody.returncode, nobody.stderr.count("\n"), "Traceback" in nobody.stderr) == (Exit.FAILED, 1, False)
    write(Home(tmp_path / "home"), datetime.fromisoformat("2026-05-02T02:30:00+08:00"))
    for told, code in (("2026-05-01T18:40:00+00:00", Exit.COMPLETE), ("2026-05-01T20:00:00+00:00", Exit.FAILED)):
        assert gongkai("status", "--overdue", env={"GONGKAI_NOW": told}).returncode == code


def test_it_ends_with_11_soon_after_the_request(tmp_path):
    (tmp_path / "sites.yaml").write_text("[]\n")
    assert best_of(lambda: seconds_to_end(tmp_path), enough=8) < 8


def seconds_to_end(tmp_path):
    process = subprocess.Popen(
        [*again(Home(tmp_path), None), "run", "--daily", "02:30"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GONGKAI_NOW": "2026-05-01T12:00:00+00:00"},
    )
    assert "next run at" in process.stderr.readline()
    assert datetime.fromisoformat(next_run(Home(tmp_path)).read_text()).strftime("%H:%M") == "02:30"
    began = time.monotonic()
    process.terminate()
    assert process.wait(timeout=120) == Exit.STOPPED
    took = time.monotonic() - began
    process.stderr.close()
    return took


@pytest.mark.parametrize("at", ["25:00", "noon"])
def test_a_time_that_is_none(gongkai, at):
    done = gongkai("--registry", "packaged", "run", "--daily", at)
    assert (done.returncode, done.stderr.count("\n")) == (Exit.USAGE, 1)
