"""A home that is none, given to each command: one sentence and an exit code; a mistyped name neither looks empty nor becomes a folder."""

import pytest
from click.testing import CliRunner

from archive.cli import cli
from archive.ops.notify import WAYS
from gongkai.errors import Exit
from gongkai.home import TRACES, Home, is_archive
from tests.test_help import COMMANDS

READ_A_HOME = {
    "build": ("build", "build --rebuild", "build --dry-run"),
    "snapshot": ("snapshot", "snapshot --accept"),
    "serve": ("serve --port 0",),
    "desk": ("desk --port 0",),
    "search": ("search 预算",),
    "verify": ("verify", "verify --json"),
    "status": ("status", "status --json", "status qinglan", "status --overdue"),
    "diff": ("diff", "diff 20260501 20260502"),
    "export csv": ("export csv",),
    "export parquet": ("export parquet",),
    "export wacz": ("export wacz",),
    "export evidence": ("export evidence 1",),
    "sites pause": ("sites pause qinglan --reason 改版",),
    "sites resume": ("sites resume qinglan",),
}
VISIT_A_HOME = ("run", "run --json", "crawl")
NEED_NONE = {
    "": "the group itself",
    "demo": "brings its own",
    "init": "makes one",
    "doctor": "checks the machine",
    "parse": "reads one file",
    "schedule": "prints files",
    "export": "a group",
    "sites": "reads the registry",
    "sites add": "writes a registry, which begins an archive",
    "sites check": "asks portals",
    "sites look": "asks portals",
}


def called(home, words):
    return CliRunner().invoke(cli, ["--home", str(home), *words.split()])


def test_each_command_is_known_to_read_a_home_or_to_need_none():
    assert sorted(COMMANDS) == sorted([*READ_A_HOME, *VISIT_A_HOME[::2], *NEED_NONE])


@pytest.mark.parametrize("words", [words for calls in READ_A_HOME.values() for words in calls])
@pytest.mark.parametrize("there", [False, True], ids=["no folder", "an empty folder"])
def test_a_command_that_reads_a_home_says_that_there_is_none(tmp_path, words, there):
    home = tmp_path / "mistyped home"
    if there:
        home.mkdir()
    done = called(home, words)
    advice = f"run `gongkai init '{home}'`, or name another folder with --home"
    assert (done.exit_code, done.stdout, done.stderr) == (Exit.FAILED, "", f"gongkai: no archive here yet: {home}; {advice}\n")
    assert [*tmp_path.rglob("*")] == ([home] if there else [])


@pytest.mark.parametrize("words", VISIT_A_HOME)
def test_a_command_that_visits_portals_makes_no_home_without_a_registry(tmp_path, words):
    done = called(tmp_path / "mistyped", words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (Exit.BAD_CONFIGURATION, "", 1)
    assert f"gongkai init {tmp_path / 'mistyped'}" in done.stderr
    assert [*tmp_path.rglob("*")] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_run_that_can_raise_an_alarm_raises_it(tmp_path, gongkai, way):
    """Nobody looks at the output of a scheduled run whose disk is not mounted."""
    heard = tmp_path / "heard"
    settings = (
        {"GONGKAI_ALARM_COMMAND": f"tee {heard}"}
        if way == "GONGKAI_ALARM_COMMAND"
        else {way: "http://127.0.0.1:9/", "GONGKAI_SMTP": "smtp://127.0.0.1:9"}
    )
    done = gongkai("run", home=tmp_path / "unmounted", env=settings)
    assert done.returncode == Exit.BAD_CONFIGURATION
    assert "no registry" in (heard.read_text(encoding="utf-8") if heard.exists() else done.stderr)


def test_what_makes_a_folder_an_archive():
    names = {"sites.yaml", "gongkai.env", "warc", "frontier", "gongkai.db", "public", "state.json", "followed.json", "next_run"}
    assert set(TRACES) == names


@pytest.mark.parametrize("trace", TRACES)
def test_whatever_a_command_left_makes_an_archive(tmp_path, trace):
    (tmp_path / trace).touch()
    assert is_archive(Home(tmp_path))


def test_a_store_elsewhere_is_an_archive_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_WARC", "s3://bucket/warc")
    assert is_archive(Home(tmp_path / "new"))


def test_logs_and_locks_alone_make_none(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "build.lock").touch()
    assert not is_archive(Home(tmp_path))
