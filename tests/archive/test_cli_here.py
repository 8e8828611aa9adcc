"""The commands of the archive in the test's own process: what each prints of a small archive, as text and as JSON."""

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import cli, commands
from archive.store.captures import document_id
from gongkai.errors import Exit, GongkaiError
from gongkai.home import Home
from tests.helpers import archive_content
from tests.helpers.archive_content import AT, TITLE


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An archive of three visits, built and published once."""
    folder = tmp_path_factory.mktemp("commands") / "home"
    archive_content.made(folder)
    done = run(folder, "snapshot", "--json")
    assert done.exit_code == 0, done.output
    return folder


def run(home, *words, **options):
    before = dict(os.environ)
    os.environ |= {"LANG": "C.UTF-8", "LANGUAGE": "", "LC_ALL": "C.UTF-8", "GONGKAI_NOW": "2024-06-01T00:00:00Z"}
    try:
        return CliRunner().invoke(cli.cli, ["--home", str(home), *words], catch_exceptions=False, **options)
    finally:
        os.environ.clear()
        os.environ |= before


def told(home, *words):
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_build_that_finds_nothing_new_says_so(built):
    assert "nothing new" in run(built, "build").stdout
    assert told(built, "build")["written"] == 0


def test_what_is_published(built, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(built, home, ignore=shutil.ignore_patterns("public"))
    first = run(home, "snapshot").stdout
    assert first.startswith(f"published {home}/public/gongkai-")
    assert " bytes, 7 documents, 2 reports, SHA-256 " in first
    (tmp_path / "empty" / "warc").mkdir(parents=True)
    assert "run gongkai build first" in run(tmp_path / "empty", "snapshot").output
    assert "no archive here yet" in run(tmp_path / "nowhere", "snapshot").output


def test_words_are_found(built):
    hits = told(built, "search", "教育局", "2023年", "--year", "2024")
    assert [list(hit) for hit in hits] == [["document_id", "title", "url", "published", "snippet"]]
    assert (hits[0]["title"], hits[0]["url"], hits[0]["published"]) == (TITLE.format(2023), f"{AT}/nb/2023.html", "2024-02-10")
    assert hits[0]["document_id"] == document_id(f"{AT}/nb/2023.html")
    assert len(told(built, "search", "教育局")) == 2
    assert len(told(built, "search", "教育局", "--limit", "1")) == 1
    assert told(built, "search", "教育局", "--site", "none") == []
    assert told(built, "search", "教育局", "--kind", "notice") == []
    shown = run(built, "search", "教育局", "2023年")
    assert shown.stdout.splitlines()[0] == f"2024-02-10  {TITLE.format(2023)}"
    assert shown.stdout.splitlines()[2] == f"            {AT}/nb/2023.html"
    assert shown.stderr.strip()


def test_where_words_are_looked_for(built, tmp_path):
    assert commands.searched(Home(built)).parent == built / "public"
    with pytest.raises(GongkaiError, match="run gongkai build first"):
        commands.searched(Home(tmp_path))
    (tmp_path / "gongkai.db").write_bytes(b"")
    assert commands.searched(Home(tmp_path)) == tmp_path / "gongkai.db"


def test_the_state_of_the_archive(built):
    found = told(built, "status")
    assert {column["column_id"] for column in found["columns"]} == {"town/annual", "town/news"}
    lines = run(built, "status", "town").stdout.splitlines()
    assert any(line.strip().startswith("town/annual: ") for line in lines)
    assert run(built, "status", "none").exit_code == Exit.USAGE
    assert run(built, "status", "none").output.startswith("gongkai: nothing is known of site 'none'")


def test_every_record_is_verified(built, tmp_path):
    assert run(built, "verify").stdout.endswith("all is well\n")
    assert told(built, "verify", "--again")["faults"] == []
    home = tmp_path / "home"
    shutil.copytree(built, home)
    (path, *_) = sorted((home / "warc").rglob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-1])
    done = run(home, "verify", "--again")
    assert done.exit_code == Exit.VERIFY_FAILED
    assert f"town/{path.name}" in done.stdout
    assert run(home, "verify", "--again", "--json").exit_code == Exit.VERIFY_FAILED


def test_tables_archives_and_evidence_are_exported(built, tmp_path):
    written = json.loads(run(built, "export", "csv", "--output", str(tmp_path), "--table", "reports", "--json").stdout)
    assert list(written.values()) == [2]
    said = run(built, "export", "csv", "--output", str(tmp_path), "--table", "reports", "--table", "runs").stdout
    assert said == f"5 rows of 2 tables written to {tmp_path}\n"
    assert (tmp_path / "reports.csv").read_text(encoding="utf-8").splitlines()[0].startswith("id,document_id,")
    assert run(built, "export", "csv", "--output", str(tmp_path), "--table", "none").exit_code == Exit.USAGE
    pages = run(built, "export", "wacz", "--output", str(tmp_path)).stdout
    assert pages.startswith(f"{tmp_path}/")
    assert pages.strip().endswith(" pages")
    assert run(built, "export", "csv", "--table", "runs").stdout == f"3 rows of 1 table written to {built}/export\n"


def test_the_commands_come_in_the_order_of_a_days_work(built):
    text = run(built, "--help").stdout
    listed = text.partition("Commands")[2].partition("Examples")[0].splitlines()
    names = [line.split()[0] for line in listed if line[:2] == "  " and line[2:3].strip()]
    assert names[:14] == list(cli.ORDER)
    assert names[14:] == sorted(names[14:])
    assert "doctor" in names
    assert "init" in names
    assert run(built, "no-such-command").exit_code == 2
    assert "version" in run(built, "--version").stdout


def test_settings_of_the_home_reach_a_command_and_bad_ones_are_refused(built, tmp_path):
    (tmp_path / "gongkai.env").write_text("no setting\n")
    done = run(tmp_path, "status")
    assert done.exit_code != 0
    assert "gongkai.env, line 1" in done.output


def test_the_pages_are_served_by_a_user_who_may_not_read_the_secrets(tmp_path, monkeypatch):
    """The unit and the container of the pages hide gongkai.env: `serve` stopped there with "cannot be read"."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "gongkai.env").write_text("GONGKAI_ALARM_WEBHOOK=https://example.org/secret\n")
    read = Path.read_text

    def refused(path, *values, **named):
        if path.name == "gongkai.env":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read(path, *values, **named)

    monkeypatch.setattr(Path, "read_text", refused)
    served, status = run(home, "serve"), run(home, "status")
    assert f"this user may not read {home}/gongkai.env; serve runs without its settings" in served.output
    assert "nothing is published" in served.output, "it went on, and there is nothing yet"
    assert (status.exit_code, status.output.count("\n")) == (Exit.BAD_CONFIGURATION, 1)
    assert f"{home}/gongkai.env cannot be read" in status.output
