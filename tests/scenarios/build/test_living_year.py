"""The same year with real portals, real runs, kills, overlaps and clock jumps: `gongkai run`, a process a night."""

import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from datetime import date, timedelta

import pytest
import yaml

from archive.ops import alarms
from gongkai.errors import Exit
from gongkai.home import Home, again
from gongkai.lock import holder_of
from tests.conftest import ROOT, command
from tests.helpers.living import living, registry
from tests.helpers.plain_environment import plain_environment
from tests.helpers.year import DAY, PLANS, live

NAMES = ("daily", "weekly", "daily-stops", "never", "waf-month", "three-bad-nights", "one-bad-night", "redesign")
# In autumn nearly everything happens; GONGKAI_YEAR=2025-03-01/2026-03-31 rehearses the whole year.
FIRST, LAST = (date.fromisoformat(day) for day in os.environ.get("GONGKAI_YEAR", "2025-08-22/2025-11-25").split("/"))
WELL = {Exit.COMPLETE, Exit.PARTIAL}


def moment(day, hour=19):
    """02:30 or so in China, told to all rooms."""
    return {"GONGKAI_NOW": f"{day}T{hour:02d}:10:00+00:00"}


def run(home, sites, day, **options):
    return command("run", home=home, registry=sites, env=moment(day, **options), timeout=300)


def killed(home, sites, day, number):
    """A run that is killed or asked to stop soon after it began."""
    environment = plain_environment()
    process = subprocess.Popen(
        [*again(Home(home), sites), "run"],
        cwd=ROOT,
        env={**environment, **moment(day)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    begun(home, process)
    time.sleep(0.05 * (day.toordinal() % 40))
    if process.poll() is None:
        (os.killpg if number == signal.SIGKILL else os.kill)(process.pid, number)
    return process.wait(timeout=60)


def begun(home, process):
    """Until the lock names that run, not one killed before it, or it has ended."""
    while process.poll() is None and getattr(holder_of(home / "run.lock"), "pid", None) != process.pid:
        time.sleep(0.02)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Night by night: how each run ended, what the ledger told, which snapshots were published."""
    home = tmp_path_factory.mktemp("year") / "home"
    home.mkdir()
    columns = {plan.name: live(plan) for plan in PLANS if plan.name in NAMES}
    told, codes = {name: [] for name in columns}, Counter()
    with living(columns) as servers:
        sites = home / "sites.yaml"
        sites.write_text(yaml.safe_dump(registry(servers), allow_unicode=True), encoding="utf-8")
        day = date(2025, 3, 1)
        while day <= LAST:
            for column in columns.values():
                column.post(day)
            if day >= FIRST:
                for server in servers.values():
                    server.day = day
                night(home, sites, day, codes)
                note(home, told, day)
            day += DAY
    return home, columns, told, codes


def night(home, sites, day, codes):
    """Every ninth night is killed, every eleventh asked to stop, each then run again; every seventh meets a second run."""
    if day.toordinal() % 9 == 0:
        killed(home, sites, day, signal.SIGKILL)
    if day.toordinal() % 11 == 0:
        codes[f"stopped {killed(home, sites, day, signal.SIGTERM)}"] += 1
    if day.toordinal() % 7 == 0:
        environment = plain_environment()
        first = subprocess.Popen(
            [*again(Home(home), sites), "run"],
            cwd=ROOT,
            env={**environment, **moment(day)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        begun(home, first)
        if first.poll() is None:
            codes[f"second {run(home, sites, day).returncode}"] += 1
        codes[first.wait(timeout=300)] += 1
        return
    done = run(home, sites, day, **({"hour": 18} if day.toordinal() % 13 == 0 else {}))  # the clock set back an hour
    assert "Traceback" not in done.stderr, done.stderr
    codes[done.returncode] += 1


def note(home, told, day):
    book = alarms.read_ledger(alarms.ledger(Home(home))).open
    for name, entries in told.items():
        is_open, was_open = f"{name}/list" in book, bool(entries) and entries[-1][1] == "alarm"
        if is_open != was_open:
            entries.append((day, "alarm" if is_open else "clear"))


pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]


def test_runs_end_well_and_never_overlap(year):
    codes = year[3]
    assert {code for code in codes if isinstance(code, int)} <= WELL, codes
    assert {code for code in codes if str(code).startswith("second")} <= {"second 5", "second 0", "second 6"}
    assert codes["second 5"] > 0
    assert {code for code in codes if str(code).startswith("stopped")} <= {"stopped 11", "stopped 0", "stopped 6"}


def test_true_trouble_is_alarmed_in_time_and_cleared(year):
    _, columns, told, _ = year
    late = {"daily-stops": 21, "never": 4, "waf-month": 5, "three-bad-nights": 5, "redesign": 7}
    for name, days in late.items():
        plan = columns[name].plan
        if plan.begins + timedelta(days=days) <= LAST and plan.ends >= FIRST:
            alarm = next((day for day, what in told[name] if what == "alarm" and day >= plan.begins), date.max)
            assert (alarm - max(plan.begins, FIRST)).days <= days, (name, told[name])
    for name in [name for name in ("waf-month", "three-bad-nights", "redesign") if inside(columns[name].plan)]:
        assert [what for day, what in told[name]][-1] == "clear", (name, told[name])
        assert told[name][-1][0] <= columns[name].plan.ends + timedelta(days=6)


def inside(plan):
    """Whether its trouble begins and is over within the nights rehearsed."""
    return plan.begins >= FIRST and plan.ends + timedelta(days=6) <= LAST


def test_calm_columns_raise_at_most_one_alarm(year):
    assert {name: len(year[2][name]) for name in ("daily", "weekly", "one-bad-night") if len(year[2][name]) > 1} == {}


def test_every_published_snapshot_is_whole_and_the_archive_verifies(year):
    home = year[0]
    published = sorted((home / "public").glob("gongkai-*.db"))
    assert published
    for path in published:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert command("verify", home=home, timeout=600).returncode == Exit.COMPLETE


def test_nothing_posted_is_missing(year):
    home, columns, _, _ = year
    with closing(sqlite3.connect(home / "gongkai.db")) as connection:
        held = {url.partition("//")[2].partition("/")[2] for (url,) in connection.execute("SELECT url FROM documents")}
    for name in ("daily", "weekly", "daily-stops"):
        newest = range(len(columns[name].posted) - 20, len(columns[name].posted) - 3)
        assert [number for number in newest if f"{name}/{number}.html" not in held] == []
