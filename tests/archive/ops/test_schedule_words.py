"""The words of a schedule: quoted as each program reads them, and the command run in this process as in its own."""

import getpass
import grp
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.ops import schedule
from gongkai.errors import GongkaiError, UsageError
from gongkai.home import Home


def run(tmp_path, *words):
    return CliRunner().invoke(schedule.schedule, words, obj={"home": Home(tmp_path), "registry": None}, catch_exceptions=True)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("/a", "/a"),
        ("/a b", '"/a b"'),
        ("a\tb", '"a\tb"'),
        ("a;b", '"a;b"'),
        ("a'b", '"a\'b"'),
        ('a"b', '"a\\"b"'),
        ("50%", "50%%"),
        ("a\\b", "a\\\\b"),
    ],
)
def test_a_word_of_a_unit_file(word, found):
    assert schedule.systemd(word) == found


def test_words_of_the_other_files():
    assert schedule.cron("/a b%") == "'/a b\\%'"
    assert schedule.systemd_line("/a b%") == "/a b%%"
    assert schedule.plain("a b%") == "a b%"
    assert schedule.in_yaml("/a b") == "/a b"


@pytest.mark.parametrize("sign", list(":#\"'{}[]\n"))
def test_a_path_that_yaml_reads_differently_is_refused(sign):
    with pytest.raises(UsageError, match="move the archive"):
        schedule.in_yaml(f"/a{sign}b")


@pytest.mark.parametrize(("text", "found"), [("00:00", (0, 0)), ("23:59", (23, 59)), ("2:5", (2, 5))])
def test_a_time_of_day(text, found):
    assert schedule.moment(text) == found


@pytest.mark.parametrize("text", ["24:00", "00:60", "12", ":30", "12:", "-1:00", "a:b", ""])
def test_what_is_no_time_of_day(text):
    with pytest.raises(UsageError, match="write it as 02:30"):
        schedule.moment(text)


KINDS = {
    "systemd": (["gongkai.service", "gongkai.timer", "gongkai-pages.service"], "/etc/systemd/system"),
    "cron": (["crontab"], "crontab -e"),
    "github": (["gongkai.yml"], ".github/workflows"),
    "docker": (["Dockerfile", "compose.yaml"], "a folder of your own, then: docker compose up -d"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_of_each_kind_are_printed_written_and_told(tmp_path, kind):
    names, place = KINDS[kind]
    printed = run(tmp_path, kind)
    assert printed.exit_code == 0
    assert [line.removeprefix("# ---- ") for line in printed.output.splitlines() if line.startswith("# ---- ")] == (
        names if len(names) > 1 else []
    )
    told = json.loads(run(tmp_path, kind, "--json").output)
    assert (list(told["files"]), told["place"]) == (names, place)
    assert all(text in printed.output for text in told["files"].values())
    into = tmp_path / "deep" / "into"
    written = run(tmp_path, kind, "--to", str(into))
    assert written.output == f"{', '.join(names)} written to {into}; they belong into {place}\n"
    assert sorted(path.name for path in into.iterdir()) == sorted(names)
    assert json.loads(run(tmp_path, kind, "--to", str(into), "--json").output) == {
        "folder": str(into),
        "files": sorted(names),
        "place": place,
    }


def values(tmp_path, kind, *words):
    return "\n".join(json.loads(run(tmp_path, kind, "--json", *words).output)["files"].values())


def test_the_place_the_time_the_port_and_the_user_are_in_the_files(tmp_path):
    units = values(tmp_path, "systemd", "--at", "3:07", "--port", "8123")
    group = grp.getgrgid(os.getgid()).gr_name
    for piece in (
        f"ReadOnlyPaths={tmp_path}",
        f"InaccessiblePaths=-{tmp_path}/gongkai.env",
        "--port 8123",
        "03:07",
        f"SupplementaryGroups={group}",
        f"User={getpass.getuser()}",
    ):
        assert piece in units
    assert f"EnvironmentFile=-{tmp_path}/gongkai.env" in units
    assert f"--home {tmp_path} serve" in units
    line = values(tmp_path, "cron", "--at", "3:07")
    assert "07 03 * * *" in line
    assert f">> {tmp_path}/run.log" in line
    assert "30 02 * * *" in values(tmp_path, "cron"), "half past two when nothing is said"
    compose = values(tmp_path, "docker")
    assert f'user: "{os.getuid()}:{os.getgid()}"' in compose
    assert f"{tmp_path}:/archive" in compose
    assert f"dockerfile: {Path.cwd()}/Dockerfile" in compose
    assert f"context: {schedule.source()}" in compose
    assert '"127.0.0.1:8001:8001"' in compose
    assert (schedule.source() / "pyproject.toml").exists()


@pytest.mark.parametrize(("at", "utc"), [("02:30", "30 18"), ("08:00", "0 0"), ("07:59", "59 23"), ("23:05", "5 15")])
def test_the_workflow_runs_by_utc(tmp_path, at, utc):
    assert f"cron: '{utc} * * *'" in values(tmp_path, "github", "--at", at).replace('"', "'")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "cron", "--to", str(tmp_path / "file" / "into"))
    assert isinstance(done.exception, GongkaiError)
    assert f"{tmp_path}/file/into cannot be written: Not a directory. Name another folder with --to." in str(done.exception)


def test_the_command_is_called_by_its_script_where_there_is_one(tmp_path, monkeypatch):
    call = schedule.command(Home(Path("data")), Path("r.yaml"))
    assert call[-4:] == ["--home", str(Path.cwd() / "data"), "--registry", str(Path.cwd() / "r.yaml")]
    monkeypatch.setattr(schedule.sys, "executable", str(tmp_path / "python"))
    assert schedule.command(Home(tmp_path), None)[1:4] == ["-P", "-m", "gongkai"]
    (tmp_path / "gongkai").write_text("")
    assert schedule.command(Home(tmp_path), None) == [str(tmp_path / "gongkai"), "--home", str(tmp_path)]
