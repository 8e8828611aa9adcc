"""From nothing to a scheduled crawl in five commands, as the README shows it."""

import os
import re
import shlex
import shutil
import subprocess
import sys

from archive.init import GIVEN
from crawler.registry import load
from parsers.contract import Exit
from tests.conftest import ROOT


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


def five(readme):
    """The five commands that a README shows, without their remarks."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    block = re.search(r"<!-- five commands -->\n```sh\n(.*?)```", text, re.S)[1]
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
    calls = [line.replace(".venv/bin/gongkai", f"{sys.executable} -P -m archive").removesuffix(" &") for line in commands[1:]]
    portal = subprocess.Popen(f"exec {calls[0]}", shell=True, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert "registry.yaml" in portal.stdout.readline()
        for call in calls[1:]:
            done = subprocess.run(call, shell=True, cwd=clone, env=environment, capture_output=True, text=True, check=False, timeout=120)
            assert (done.returncode, "Traceback" in done.stderr) == (Exit.COMPLETE, False), (call, done.stderr)
    finally:
        portal.terminate()
        portal.communicate(timeout=10)
    assert [path for path in sorted(clone.rglob("*")) if path not in before and "data" not in path.parts] == []
    assert list((home / "archive" / "public").glob("gongkai-*.db"))
    units = list((home / "units").glob("gongkai*"))
    assert len(units) == 3
    if shutil.which("systemd-analyze"):
        assert subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, check=False).returncode == 0
