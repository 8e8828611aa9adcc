import io
import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import cli
from archive.publish import snapshot
from archive.store import schema
from gongkai.errors import Exit
from tests.helpers.warcs import Warc, page

ROOT = Path(__file__).parent.parent.parent
URL = "http://town.example/nb/1.html"


@pytest.fixture
def ready(built, home):
    built(
        Warc()
        .start()
        .fetch(URL, page("预算公开", "<p>预算已经公开。</p>" * 9, "2024-01-20"))
        .listing([(URL, "预算公开", "2024-01-20")])
        .failure("http://town.example/x", "timeout", time="00:11:00")
        .finish()
    )
    return home


def answered(gongkai, home, *words):
    done = gongkai(*words, home=home.root)
    assert "Traceback" not in done.stderr
    return done


def test_the_commands_of_the_archive(gongkai, ready):
    assert "nothing new" in answered(gongkai, ready, "build").stdout
    published = json.loads(answered(gongkai, ready, "snapshot", "--json").stdout)
    assert published["tables"]["documents"] == 2
    (hit,) = json.loads(answered(gongkai, ready, "search", "预算", "公开", "--json").stdout)
    assert list(hit) == ["document_id", "title", "url", "published", "snippet"]
    assert (hit["title"], hit["url"], hit["published"]) == ("预算公开", URL, "2024-01-20")
    assert "【预算】" in hit["snippet"]
    assert json.loads(answered(gongkai, ready, "search", "没有这个词", "--json").stdout) == []
    assert answered(gongkai, ready, "verify").stdout.endswith("all is well\n")
    told = json.loads(answered(gongkai, ready, "status", "--json").stdout)
    assert {column["column_id"] for column in told["columns"]} == {"town/annual", "town/news"}
    assert told["warc"]["town"]["bytes"] > 0
    assert told["free"] > 0
    assert told["runs"][0]["exit_code"] == 0
    assert told["problems"]["fetch/timeout"] == 1
    shown = answered(gongkai, ready, "status", "town").stdout
    for words in ("town/annual: ", "town/news: never_worked", "exit 0", "free", "problem fetch/timeout: 1", published["file"]):
        assert words in shown


COMMANDS_WITH_PROGRESS = {
    "build": (("build",), "build: "),
    "rebuild": (("build", "--rebuild"), "rebuild: "),
    "dry run": (("build", "--dry-run"), "build --dry-run: "),
    "snapshot": (("snapshot",), "snapshot: "),
    "verify": (("verify",), "verify: "),
    "export": (("export", "csv"), "export csv: "),
    "WACZ": (("export", "wacz"), "export wacz: "),
}


@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "pipe"])
def test_each_long_command_shows_on_a_terminal_how_far_it_is(ready, monkeypatch, capsys, is_terminal):
    monkeypatch.setenv("TERM", "xterm")
    snapshot.snapshot(ready)  # there is something to export
    ready.database.unlink()  # and to build
    for words, begins in COMMANDS_WITH_PROGRESS.values():
        screen = io.StringIO()
        screen.isatty = lambda: is_terminal
        monkeypatch.setattr(sys, "stderr", screen)
        cli.main(["--home", str(ready.root), *words], standalone_mode=False)
        if is_terminal:
            assert f"\r{begins}" in screen.getvalue(), words
            assert screen.getvalue().endswith("\r\x1b[K"), "the line is gone at the end"
        else:
            assert screen.getvalue() == "", words
        assert begins not in capsys.readouterr().out, "standard output is the answer's"


@pytest.mark.parametrize(("setting", "colours"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_left_out_where_nobody_wants_it(tmp_path, setting, colours):
    """https://no-color.org: set and not empty, whatever its value."""
    (tmp_path / "a.txt").write_text("政府信息公开工作年度报告")
    environment = {"NO_COLOR": None} | setting
    done = CliRunner().invoke(cli, ["parse", str(tmp_path / "a.txt")], color=True, env=environment)
    assert (done.exit_code, "\x1b[" in done.stdout) == (Exit.PARTIAL, colours)


def test_verify_names_the_damage_and_exits_20(gongkai, ready):
    (path,) = (ready.root / "warc" / "town").iterdir()
    data = bytearray(path.read_bytes())
    data[1500] ^= 1
    path.write_bytes(data)
    done = answered(gongkai, ready, "verify")
    assert done.returncode == Exit.VERIFY_FAILED
    assert f"town/{path.name} byte " in done.stdout
    assert URL in done.stdout


WRONG = {
    "nothing to build": (("build",), Exit.FAILED, "run gongkai crawl first"),
    "nothing to publish": (("snapshot",), Exit.FAILED, "run gongkai build first"),
    "nothing to search": (("search", "x"), Exit.FAILED, "run gongkai build first"),
    "no words": (("search",), Exit.USAGE, "Missing argument"),
    "an unknown site": (("status", "nowhere"), Exit.USAGE, "nothing is known of site 'nowhere'"),
    "no processes": (("build", "--jobs", "0"), Exit.USAGE, "0 is not in the range"),
    "nothing to export": (("export", "wacz"), Exit.FAILED, "run gongkai build first"),
}


@pytest.mark.parametrize(("words", "code", "sentence"), WRONG.values(), ids=WRONG)
def test_bad_calls_get_one_sentence(gongkai, home, words, code, sentence):
    home.root.mkdir(exist_ok=True)
    (home.root / "sites.yaml").write_text("[]\n")
    done = answered(gongkai, home, *words)
    assert (done.returncode, sentence in done.stderr) == (code, True), done.stderr


def test_a_home_that_cannot_be_written_is_said(gongkai, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    done = gongkai("build", home=tmp_path / "file" / "home")
    assert (done.returncode, "Traceback" in done.stderr) == (Exit.FAILED, False)
    assert str(tmp_path / "file") in done.stderr


def test_a_database_that_is_none_is_said(gongkai, ready):
    ready.database.write_bytes(b"this is not SQLite" * 1000)
    done = answered(gongkai, ready, "build")
    assert (done.returncode, "gongkai.db is damaged" in done.stderr, "delete this file and rerun: it is rebuilt" in done.stderr) == (
        Exit.FAILED,
        True,
        True,
    )


def test_a_request_to_stop_is_exit_11(ready, tmp_path):
    for attempt in range(5):  # where this test stood still for as long as a build takes, its end was seen only
        process, said = stopped(ready, attempt)
        if process.returncode != Exit.COMPLETE:
            break
    assert (process.returncode, said) == (Exit.STOPPED, "gongkai: stopped on request; committed data is kept, run it again to continue\n")


def stopped(ready, attempt):
    """A build of many new captures that is asked to stop when some are in; what it said."""
    warc = Warc(day=f"2024-03-0{attempt + 1}", run=f"r{attempt}").start()
    for number in range(400):
        moment = f"{number // 60:02}:{number % 60:02}:00"
        warc.fetch(f"http://town.example/{attempt}/{number}.html", page(f"标题{number}", "<p>正文。</p>" * 99), time=moment)
    warc.write(ready.root, 5 + attempt)
    command = [sys.executable, "-m", "gongkai", "--home", str(ready.root), "build"]
    with closing(schema.connect(ready.database, readonly=True)) as connection:
        before = captures(connection)
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        while captures(connection) < before + 10:
            time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    return process, process.communicate(timeout=120)[1]


def captures(connection):
    return connection.execute("SELECT count(*) FROM captures").fetchone()[0]


def test_too_full_a_disk_is_exit_3(gongkai, ready):
    done = gongkai("build", home=ready.root, env={"GONGKAI_FREE": str(1 << 60)})
    assert (done.returncode, "bytes are free" in done.stderr) == (Exit.DISK_FULL, True)
