"""From nothing to a scheduled crawl in five commands, as the README shows it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.ops.init import GIVEN
from crawler.registry import load
from crawler.sample.portals.server import sample
from gongkai.errors import Exit
from tests.conftest import ROOT
from tests.scenarios.nights.webhook import Mood, Webhook


def test_the_given_registry_is_valid_and_ready_to_be_edited(tmp_path, gongkai):
    done = gongkai("init", tmp_path / "my archive")
    assert done.returncode == Exit.COMPLETE
    (site,) = load(tmp_path / "my archive" / "sites.yaml")
    assert site.columns[0].expect == (("min", 1),)
    assert (tmp_path / "my archive" / "gongkai.env").stat().st_mode & 0o077 == 0
    assert f"--home {shlex.quote(str(tmp_path / 'my archive'))}" in done.stdout  # what it says can be pasted


def test_what_stands_there_is_kept(tmp_path, gongkai):
    gongkai("init", tmp_path / "a")
    (tmp_path / "a" / "sites.yaml").write_text("mine")
    done = gongkai("init", tmp_path / "a")
    assert (done.returncode, (tmp_path / "a" / "sites.yaml").read_text(), len(done.stderr.splitlines())) == (0, "mine", len(GIVEN))


def test_a_folder_that_cannot_be_made(tmp_path, gongkai):
    (tmp_path / "file").write_text("")
    done = gongkai("init", tmp_path / "file" / "x")
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (Exit.FAILED, 1, False)


def five(page, mark="five commands"):
    """The five commands that a page shows under a mark, without their remarks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    block = re.search(rf"<!-- {mark} -->\n```sh\n(.*?)```", text, re.S)[1]
    return [line.partition("  #")[0].strip() for line in block.splitlines() if line.strip()]


def test_five_commands_of_the_readme_lead_to_a_scheduled_crawl(tmp_path):
    """The commands as printed, by a shell, in a folder as a clone has it; but for `make setup`, which built what runs this test."""
    commands = five("README.md")
    assert (len(commands), commands[0]) == (5, "make setup")
    assert five("README.zh-CN.md") == commands
    home, clone = tmp_path / "me", tmp_path / "clone"
    for folder in (home, clone):
        folder.mkdir()
    for room in ("archive", "crawler", "parsers"):  # `archive` among them: no command may take it for an archive
        shutil.copytree(ROOT / room, clone / room)
    before = sorted(clone.rglob("*"))
    environment = {**os.environ, "HOME": str(home)}
    calls = [line.replace(".venv/bin/gongkai", f"{sys.executable} -P -m gongkai").removesuffix(" &") for line in commands[1:]]
    portal = subprocess.Popen(f"exec {calls[0]}", shell=True, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert "registry.yaml" in portal.stdout.readline()
        for call in calls[1:]:
            done = subprocess.run(call, shell=True, cwd=clone, env=environment, capture_output=True, text=True, check=False, timeout=120)
            assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), (call, done.stderr)
    finally:
        portal.terminate()
        portal.communicate(timeout=120)
    assert [path for path in sorted(clone.rglob("*")) if path not in before and "data" not in path.parts] == []
    assert list((home / "archive" / "public").glob("gongkai-*.db"))
    units = list((home / "units").glob("gongkai*"))
    assert len(units) == 3
    if shutil.which("systemd-analyze"):
        assert subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("value", ["me@example.org", "hooks.example.org", "https://", "ftp://a.example/", "https://a b"])
def test_an_alarm_that_goes_nowhere_is_refused(tmp_path, gongkai, value):
    done = gongkai("init", tmp_path / "a", "--alarm", value)
    assert (done.returncode, "is no address of a webhook" in done.stderr, (tmp_path / "a").exists()) == (Exit.USAGE, True, False)


def test_settings_that_exist_are_not_changed_for_an_alarm(tmp_path, gongkai):
    gongkai("init", tmp_path / "a")
    before = (tmp_path / "a" / "gongkai.env").read_text()
    done = gongkai("init", tmp_path / "a", "--alarm", "https://hooks.example.org/x")
    assert (done.returncode, "GONGKAI_ALARM_WEBHOOK=https://hooks.example.org/x" in done.stderr) == (Exit.USAGE, True)
    assert (tmp_path / "a" / "gongkai.env").read_text() == before


def test_five_commands_of_the_docs_lead_to_nights_that_raise_an_alarm(tmp_path):
    """The commands as printed, by a shell; cron's line then run as cron runs it, after the portal went away."""
    commands = five("docs/running.md", "alarms in five commands")
    assert (len(commands), commands[0]) == (5, "make setup")
    home, clone, table = tmp_path / "me", tmp_path / "clone", tmp_path / "crontab.txt"
    (clone / ".venv").mkdir(parents=True)
    (clone / ".venv" / "bin").symlink_to(Path(sys.prefix) / "bin")
    home.mkdir()
    environment = {"HOME": str(home), "PATH": f"{tmp_path}:{os.environ['PATH']}", "GONGKAI_NOW": f"{SPRING}02T18:30:00Z"}
    (tmp_path / "crontab").write_text(f"#!/bin/sh\ncat > {shlex.quote(str(table))}\n")  # of this test, not of whoever runs it
    (tmp_path / "crontab").chmod(0o755)
    with Webhook() as webhook:
        webhook.night(Mood.WELL)
        with sample(0) as portals:
            for line in commands[1:]:
                call = line.replace("https://hooks.example.org/services/gongkai", webhook.alarm_url)
                call = call.replace("https://www.example.gov.cn/", f"{portals[0].base}/ --delay 0 --allow-private")
                done = subprocess.run(
                    call, shell=True, cwd=clone, env=environment, capture_output=True, text=True, check=False, timeout=120
                )
                assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), (call, done.stdout, done.stderr)
            (site,) = load(home / "archive" / "sites.yaml")
            assert site.columns[0].url.startswith(portals[0].base)
            (line,) = [line for line in table.read_text().splitlines() if not line.startswith("#")]
            call = line.split(" ", 5)[5].replace("\\%", "%")
            assert webhook.messages == []
        ends = [by_cron(call, home, f"{SPRING}{day}") for day in ("04", "06")]
    assert ends == [Exit.FAILED] * 2
    (message,) = webhook.messages
    assert f"{site.id}/{site.columns[0].id}" in message
    assert "connection refused" in message


SPRING = "2026-03-"  # reports are looked for on each working day


def by_cron(call, home, day):
    """How a night ended that cron began: by sh, in the user's folder, with next to nothing in the environment."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "GONGKAI_NOW": f"{day}T18:30:00Z"}
    return subprocess.run(["/bin/sh", "-c", call], cwd=home, env=environment, check=False, timeout=120).returncode
